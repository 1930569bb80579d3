//! `mapping`: what becomes of a record, without sending it.

mod test;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::context::mapping::resolved;
use crate::domain::{Invalid, Key, Kind};
use crate::error::{Exit, Failure};
use crate::mapping::body;
use crate::output::{Align, Render, Style, Table};

/// Look at the mapping, and test it.
#[derive(Debug, Args)]
pub struct MappingArgs {
    #[command(subcommand)]
    command: MappingCommand,
}

#[derive(Debug, Subcommand)]
enum MappingCommand {
    Show(ShowArgs),
    /// Run a file of rows and the values that they have to become; needs neither network nor token
    #[command(after_long_help = test::EXAMPLE)]
    Test(test::TestArgs),
}

/// Show what a record becomes; nothing is sent
///
/// Example: amosync mapping show deal_course 1135/77
#[derive(Debug, Args)]
struct ShowArgs {
    /// contact, company, product, `deal_supplier`, `deal_srs`, `deal_product`, `deal_student` or `deal_course`
    kind: Kind,
    /// A user id, a course id, or both as USER/COURSE
    key: String,
}

/// One part of the entity.
#[derive(Debug, Serialize)]
struct MappingPart {
    slot: String,
    name: String,
    shown: String,
}

/// What a record becomes.
#[derive(Debug, Serialize)]
struct ShownMapping {
    kind: Kind,
    key: Key,
    valid: bool,
    /// As the API takes it, without marker and links.
    body: Map<String, Value>,
    parts: Vec<MappingPart>,
    invalid: Vec<Invalid>,
}

impl Render for ShownMapping {
    fn text(&self, style: Style) -> String {
        if !self.valid {
            let line = |one: &Invalid| match &one.hint {
                Some(hint) => format!("{one}\n  {hint}"),
                None => one.to_string(),
            };
            let lines: Vec<_> = self.invalid.iter().map(line).collect();
            return format!(
                "{} {} is invalid:\n{}",
                self.kind,
                self.key,
                lines.join("\n")
            );
        }
        let mut table = Table::new(&[
            ("slot", Align::Left),
            ("name", Align::Left),
            ("value", Align::Left),
        ]);
        for part in &self.parts {
            table.row([part.slot.clone(), part.name.clone(), part.shown.clone()]);
        }
        table.text(style)
    }
}

/// Runs a `mapping` command.
pub fn run(context: &Context, args: &MappingArgs) -> anyhow::Result<Exit> {
    match &args.command {
        MappingCommand::Show(args) => show(context, args),
        MappingCommand::Test(args) => test::run(context, args),
    }
}

fn show(context: &Context, args: &ShowArgs) -> anyhow::Result<Exit> {
    let (kind, key) = (
        args.kind,
        Key::parse(args.kind, &args.key)
            .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?,
    );
    let source = context.source()?;
    let Some((record, _)) = source.get(kind, key, 0)? else {
        return Err(
            Failure::new(Exit::Failure, format!("the platform has no {kind} {key}")).into(),
        );
    };
    let mapping = resolved(context)?;
    let (payload, invalid) = match mapping.render(&record) {
        Ok(payload) => (payload, Vec::new()),
        Err(invalid) => (crate::domain::payload::Payload::default(), invalid),
    };
    let parts = payload
        .0
        .iter()
        .map(|(slot, value)| MappingPart {
            slot: slot.to_string(),
            name: mapping.slot_name(kind, *slot),
            shown: mapping.show(kind, *slot, value),
        })
        .collect();
    let shown = ShownMapping {
        kind,
        key,
        valid: invalid.is_empty(),
        body: body(payload.0.iter().map(|(slot, value)| (*slot, Some(value)))),
        parts,
        invalid,
    };
    context.out().result(&shown)?;
    Ok(if shown.valid {
        Exit::Done
    } else {
        Exit::Partial
    })
}
