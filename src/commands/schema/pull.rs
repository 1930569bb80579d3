//! `schema pull`: the account's shape, as a mapping to fill in.

use serde::Serialize;

use crate::context::Context;
use crate::context::mapping::read_shape;
use crate::error::Exit;
use crate::mapping::Mapping;
use crate::output::{Render, Style};
use crate::schema::skeleton::skeleton;

#[derive(Debug, Serialize)]
struct Pulled {
    fields: usize,
    pipelines: usize,
    /// TOML with every field, option, funnel and stage as comments.
    mapping: String,
}

impl Render for Pulled {
    fn text(&self, _: Style) -> String {
        self.mapping.clone()
    }
}

/// Reads the shape and prints it.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let shape = read_shape(context)?;
    let pulled = Pulled {
        fields: shape.fields.values().map(Vec::len).sum(),
        pipelines: shape.pipelines.len(),
        mapping: skeleton(&context.profile()?.name, &mapping, &shape),
    };
    context.out().note(format!(
        "read {} fields and {} funnels",
        pulled.fields, pulled.pipelines
    ));
    context.out().result(&pulled)?;
    Ok(Exit::Done)
}
