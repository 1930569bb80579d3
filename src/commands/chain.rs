//! `chain`: build, run, show and resume chains in the platform's own JSON format.

use std::io::Read as _;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::runner::{self, Chain};
use crate::context::Context;
use crate::domain::{CourseId, UserId};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::store::Unfinished;
use crate::sync::chain::build::{course_chain, user_chain, usercourse_chain};
use crate::sync::chain::format::{Coded, encode, parse};

/// Work with chains of actions.
#[derive(Debug, Args)]
pub struct ChainArgs {
    #[command(subcommand)]
    command: ChainCommand,
}

#[derive(Debug, Subcommand)]
enum ChainCommand {
    /// Print the chain of a user, a course or an enrolment
    Build {
        #[command(subcommand)]
        what: What,
    },
    /// Run a chain from a file, or from stdin with `-`
    Run {
        /// The file
        #[arg(value_name = "FILE")]
        file: String,
        /// Show what would be sent, and send nothing
        #[arg(long)]
        dry_run: bool,
        /// Send every field
        #[arg(long)]
        force: bool,
    },
    /// Show the chains that stopped before their end
    Show,
    /// Go on with the chains that stopped, or with one of them
    Resume {
        /// Its number in `chain show`
        #[arg(value_name = "N")]
        id: Option<i64>,
    },
}

#[derive(Debug, Subcommand)]
enum What {
    /// Of a user
    User {
        /// The user's id
        id: UserId,
    },
    /// Of a course
    Course {
        /// The course's id
        id: CourseId,
    },
    /// Of an enrolment
    Usercourse {
        /// The client's user id
        user: UserId,
        /// The course's id
        course: CourseId,
    },
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Built(Vec<Coded>);

impl Render for Built {
    // A chain is a file format; people read it as it is.
    fn text(&self, _: Style) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Waiting(Vec<Unfinished>);

impl Render for Waiting {
    fn text(&self, style: Style) -> String {
        if self.0.is_empty() {
            return "no chain is waiting".to_owned();
        }
        let mut table = Table::new(&[
            ("no", Align::Right),
            ("chain", Align::Left),
            ("stopped at", Align::Left),
        ]);
        for chain in &self.0 {
            table.row([
                chain.id.to_string(),
                chain.label.clone(),
                chain.error.clone(),
            ]);
        }
        table.text(style)
    }
}

/// Runs a `chain` command.
pub fn run(context: &Context, args: &ChainArgs) -> anyhow::Result<Exit> {
    let source = context.source()?;
    match &args.command {
        ChainCommand::Build { what } => {
            let store = context.store()?;
            let mapped = runner::is_mapped(&store);
            let actions = match what {
                What::User { id } => user_chain(source.as_ref(), *id)?,
                What::Course { id } => course_chain(source.as_ref(), *id, &mapped)?,
                What::Usercourse { user, course } => {
                    usercourse_chain(source.as_ref(), *user, *course, &mapped)?
                }
            };
            context.out().result(&Built(encode(&actions)))?;
            Ok(Exit::Done)
        }
        ChainCommand::Run {
            file,
            dry_run,
            force,
        } => {
            let text = read(file)?;
            let chain = Chain {
                label: format!("chain run {file}"),
                actions: parse(&text, source.as_ref())?,
            };
            if *dry_run {
                return runner::dry_run(context, &[chain], *force);
            }
            runner::run(context, "chain run", &[chain], *force)
        }
        ChainCommand::Show => {
            let chains = context.store()?.chains()?;
            context.out().result(&Waiting(chains))?;
            Ok(Exit::Done)
        }
        ChainCommand::Resume { id } => {
            let waiting = match id {
                Some(id) => vec![context.store()?.chain(*id)?.ok_or_else(|| {
                    Failure::new(Exit::Failure, format!("no chain {id} is waiting"))
                        .hint("`chain show` lists them")
                })?],
                None => context.store()?.chains()?,
            };
            let chains: Vec<Chain> = waiting
                .into_iter()
                .map(|chain| {
                    Ok(Chain {
                        actions: parse(&chain.actions, source.as_ref())?,
                        label: chain.label,
                    })
                })
                .collect::<anyhow::Result<_>>()?;
            if chains.is_empty() {
                context.out().note("no chain is waiting");
                return Ok(Exit::Done);
            }
            runner::run(context, "chain resume", &chains, false)
        }
    }
}

fn read(file: &str) -> anyhow::Result<String> {
    if file == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| {
        Failure::new(
            Exit::Failure,
            format!("cannot read the chain `{file}`: {error}"),
        )
        .into()
    })
}
