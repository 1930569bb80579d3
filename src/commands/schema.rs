//! `schema`: what the mapping needs of the account, and making it.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::clock::unix_now;
use crate::commands::auth::fetch_account;
use crate::context::Context;
use crate::crm::api::Api;
use crate::crm::error::explained;
use crate::crm::shape::fetch;
use crate::domain::Kind;
use crate::domain::shape::Shape;
use crate::error::{self, Exit, Failure};
use crate::mapping::{Mapping, Problem, Resolved};
use crate::output::{Render, Style};
use crate::schema::apply::{Step, plan};
use crate::schema::complete::{Account, Refusal, complete};
use crate::schema::skeleton::skeleton;

/// A cached shape is good for a day.
const FRESH_SECONDS: i64 = 86_400;
/// So many problems stand in an error.
const SHOWN: usize = 5;

/// Compare the account with the mapping, and create what is missing
#[derive(Debug, Args)]
pub struct SchemaArgs {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    /// List what is missing or ambiguous; exit code 3 when anything is
    Check,
    /// Create what is missing, after showing it; never deletes
    Apply(ApplyArgs),
    /// Read the account's shape again, and print a mapping to fill in
    ///
    /// Every field, option, funnel and stage stands in it as a comment.
    ///
    /// Example: amosync schema pull > mapping.toml
    Pull,
}

#[derive(Debug, Args)]
struct ApplyArgs {
    /// Show what would be created
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

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

/// What `schema apply` plans, and what became of it.
#[derive(Debug, Serialize)]
struct Applied {
    steps: Vec<Step>,
    made: Vec<Step>,
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

/// Runs a `schema` command.
pub fn run(context: &Context, args: &SchemaArgs) -> anyhow::Result<Exit> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    // Two at once would both create what both saw missing, so the lock comes before the look.
    let _lock = match &args.command {
        SchemaCommand::Apply(args) if !args.dry_run => Some(context.run_lock("schema apply")?),
        _ => None,
    };
    let shape = read(context)?;
    match &args.command {
        SchemaCommand::Check => {
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
        SchemaCommand::Pull => {
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
        SchemaCommand::Apply(args) => apply(context, args, &mapping, shape),
    }
}

fn apply(
    context: &Context,
    args: &ApplyArgs,
    mapping: &Mapping,
    shape: Shape,
) -> anyhow::Result<Exit> {
    let steps = plan(mapping, &shape);
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
        let done = complete(&Live(context), mapping, shape)?;
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
        read(self.0)
    }

    fn pause(&self) -> anyhow::Result<()> {
        before_second_look(self.0)?();
        Ok(())
    }
}

/// Waits until what an unanswered request may have made shows in the lists.
pub fn before_second_look(context: &Context) -> anyhow::Result<impl Fn()> {
    let seconds = context.profile()?.settings.amo.recheck_seconds;
    let stop = context.stop()?;
    Ok(move || {
        stop.wait(Duration::from_secs_f64(seconds));
    })
}

/// The attributes that the mapping asks for and the platform's queries do not give.
pub fn unknown_attributes(context: &Context, mapping: &Mapping) -> anyhow::Result<Vec<Problem>> {
    let source = context.source()?;
    let mut unknown = Vec::new();
    for kind in Kind::ALL {
        unknown.extend(mapping.unknown_attributes(kind, &source.columns(kind)?));
    }
    Ok(unknown)
}

/// Reads the account's shape and caches it.
pub fn read(context: &Context) -> anyhow::Result<Shape> {
    let account = fetch_account(context)?;
    let shape = fetch(context.crm()?, &account.time_zone).map_err(explained)?;
    context.store()?.save_shape(&shape, unix_now())?;
    Ok(shape)
}

/// The mapping with the account's ids, from the cache where it is fresh.
pub fn resolved(context: &Context) -> anyhow::Result<Resolved> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let now = unix_now();
    // What was read in the future was read by a clock that was wrong.
    let cached = context.store()?.shape(now - FRESH_SECONDS..=now)?;
    let resolved = match cached.map(|shape| mapping.resolve(&shape)) {
        Some(Ok(resolved)) => resolved,
        // Nothing is cached, or somebody may have made what is missing since it was read.
        _ => fitting(&mapping, &read(context)?)?,
    };
    context.crm()?.set_catalog(resolved.catalog());
    Ok(resolved)
}

/// The same with the account as it is now.
pub fn resolved_now(context: &Context) -> anyhow::Result<Resolved> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    Ok(fitting(&mapping, &read(context)?)?)
}

fn fitting(mapping: &Mapping, shape: &Shape) -> Result<Resolved, Failure> {
    mapping.resolve(shape).map_err(|problems| {
        let lines: Vec<_> = problems
            .iter()
            .take(SHOWN)
            .map(ToString::to_string)
            .collect();
        let more = match problems.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        Failure::new(
            Exit::Config,
            format!(
                "the account does not fit the mapping:\n  {}{more}",
                lines.join("\n  ")
            ),
        )
        .hint("`schema check` lists all problems, `schema apply` creates what is missing")
    })
}
