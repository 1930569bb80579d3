//! `schema check`: what the account lacks.

use serde::Serialize;

use crate::context::Context;
use crate::context::mapping::{read_shape, unknown_attributes};
use crate::error::{self, Exit};
use crate::mapping::{Mapping, Problem};
use crate::output::{Render, Style};

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Problems(Vec<Problem>);

impl Render for Problems {
    fn text(&self, _: Style) -> String {
        if self.0.is_empty() {
            return "the account has all that the mapping needs".to_owned();
        }
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }
}

/// Lists what is missing or ambiguous.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let shape = read_shape(context)?;
    let mut problems = mapping.resolve(&shape).err().unwrap_or_default();
    match unknown_attributes(context, &mapping) {
        Ok(unknown) => problems.extend(unknown),
        // The account can be prepared before the platform can be reached.
        Err(error) => context.out().warn(format!(
            "the attributes of the mapping were not compared with the platform's: {}",
            error::message(&error)
        )),
    }
    let exit = if problems.is_empty() {
        Exit::Done
    } else {
        Exit::Config
    };
    context.out().result(&Problems(problems))?;
    Ok(exit)
}
