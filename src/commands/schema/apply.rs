//! `schema apply`: makes what the account lacks.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::context::mapping::{before_second_look, read_shape};
use crate::crm::api::Api;
use crate::domain::shape::Shape;
use crate::error::Exit;
use crate::mapping::{Mapping, Problem};
use crate::output::{Render, Style};
use crate::schema::apply::{SchemaStep, plan};
use crate::schema::complete::{Account, Refusal, complete};

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// Show what would be created
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// What `schema apply` plans, and what became of it.
#[derive(Debug, Serialize)]
struct Applied {
    steps: Vec<SchemaStep>,
    made: Vec<SchemaStep>,
    refused: Vec<Refusal>,
    /// What is still missing or ambiguous; not looked at in a dry run.
    problems: Vec<Problem>,
}

impl Render for Applied {
    fn text(&self, _: Style) -> String {
        if self.steps.is_empty() {
            return "nothing to create".to_owned();
        }
        let lines: Vec<_> = self.steps.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }
}

/// Shows what is missing, and makes it.
pub(super) fn run(context: &Context, args: &ApplyArgs) -> anyhow::Result<Exit> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    // Two at once would both create what both saw missing, so the lock comes before the look.
    let _lock = (!args.dry_run)
        .then(|| context.run_lock("schema apply"))
        .transpose()?;
    let shape = read_shape(context)?;
    let steps = plan(&mapping, &shape);
    let planned = steps.len();
    let mut applied = Applied {
        steps,
        made: Vec::new(),
        refused: Vec::new(),
        problems: Vec::new(),
    };
    // People see the plan before they are asked; programs get one document at the end.
    let table = context.out().is_table();
    if table {
        context.out().result(&applied)?;
    }
    if !args.dry_run && planned > 0 {
        let question = format!("Create {planned} things in the account?");
        if !args.yes && !context.confirm(&question, "--yes")? {
            context.out().note("nothing was created");
            return Ok(Exit::Done);
        }
        let done = complete(&Live(context), &mapping, shape)?;
        context
            .out()
            .note(format!("created {} things", done.made.len()));
        applied.made = done.made;
        applied.refused = done.refused;
        applied.problems = mapping.resolve(&done.shape).err().unwrap_or_default();
    } else if !args.dry_run {
        applied.problems = mapping.resolve(&shape).err().unwrap_or_default();
    }
    if !table {
        context.out().result(&applied)?;
    }
    let Applied {
        steps: _,
        made: _,
        refused,
        problems,
    } = &applied;
    for Refusal { step, reason } in refused {
        context.out().warn(format!("cannot {step}: {reason}"));
    }
    if table && !problems.is_empty() {
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let text = lines.join("\n  ");
        context.out().warn(format!(
            "the account still does not fit the mapping:\n  {text}"
        ));
    }
    Ok(if !refused.is_empty() {
        Exit::Failure
    } else if !problems.is_empty() {
        Exit::Config
    } else {
        Exit::Done
    })
}

/// The account behind the client.
struct Live<'a>(&'a Context);

impl Account for Live<'_> {
    fn api(&self) -> anyhow::Result<&dyn Api> {
        Ok(self.0.crm()?)
    }

    fn read(&self) -> anyhow::Result<Shape> {
        read_shape(self.0)
    }

    fn pause(&self) -> anyhow::Result<()> {
        before_second_look(self.0)?();
        Ok(())
    }
}
