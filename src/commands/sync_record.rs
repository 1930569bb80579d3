//! `sync-user`, `sync-course`, `sync-usercourse`: support resyncs one record now.

use clap::Args;

use super::runner;
use crate::context::Context;
use crate::domain::{CourseId, Kind, UserId};
use crate::error::Exit;
use crate::sync::chain::build::{course_chain, user_chain, usercourse_chain};
use crate::sync::chain::format::Action;
use crate::sync::chain::run::Chain;
use crate::sync::plan::decide::Fields;

/// What the three commands share.
#[derive(Debug, Args)]
pub struct SyncOptions {
    /// Show what would be sent, with old and new value of each field, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Only this kind of the chain
    #[arg(long, value_name = "KIND", value_parser = |text: &str| text.parse::<Kind>())]
    only: Option<Kind>,
    /// Send every field, also where the platform changed nothing
    #[arg(long)]
    force: bool,
}

/// Bring users up to date: contact, and what their roles add.
///
/// Example: amosync sync-user 1135 1136 --dry-run
#[derive(Debug, Args)]
#[command(name = "sync-user")]
pub struct UserArgs {
    /// The users' ids on the platform
    #[arg(required = true, value_name = "ID")]
    ids: Vec<UserId>,
    #[command(flatten)]
    options: SyncOptions,
}

/// Bring courses up to date: product, deal, and a supplier that the CRM lacks
#[derive(Debug, Args)]
#[command(name = "sync-course")]
pub struct CourseArgs {
    /// The courses' ids on the platform
    #[arg(required = true, value_name = "ID")]
    ids: Vec<CourseId>,
    #[command(flatten)]
    options: SyncOptions,
}

/// Bring the enrolment of a client in a course up to date.
#[derive(Debug, Args)]
#[command(name = "sync-usercourse")]
pub struct UserCourseArgs {
    /// The client's user id on the platform
    #[arg(value_name = "USER")]
    user: UserId,
    /// The course's id on the platform
    #[arg(value_name = "COURSE")]
    course: CourseId,
    #[command(flatten)]
    options: SyncOptions,
}

/// Runs `sync-user`.
pub fn user(context: &Context, args: &UserArgs) -> anyhow::Result<Exit> {
    let source = context.source()?;
    let chains = args
        .ids
        .iter()
        .map(|id| {
            Ok(Chain {
                label: format!("sync-user {id}"),
                actions: user_chain(source.as_ref(), *id)?,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    run(context, "sync-user", chains, &args.options)
}

/// Runs `sync-course`.
pub fn course(context: &Context, args: &CourseArgs) -> anyhow::Result<Exit> {
    let source = context.source()?;
    let chains = {
        let store = context.store()?;
        let mapped = runner::is_mapped(&store);
        args.ids
            .iter()
            .map(|id| {
                Ok(Chain {
                    label: format!("sync-course {id}"),
                    actions: course_chain(source.as_ref(), *id, &mapped)?,
                })
            })
            .collect::<anyhow::Result<_>>()?
    };
    run(context, "sync-course", chains, &args.options)
}

/// Runs `sync-usercourse`.
pub fn usercourse(context: &Context, args: &UserCourseArgs) -> anyhow::Result<Exit> {
    let source = context.source()?;
    let chain = {
        let store = context.store()?;
        let mapped = runner::is_mapped(&store);
        Chain {
            label: format!("sync-usercourse {} {}", args.user, args.course),
            actions: usercourse_chain(source.as_ref(), args.user, args.course, &mapped)?,
        }
    };
    run(context, "sync-usercourse", vec![chain], &args.options)
}

fn run(
    context: &Context,
    command: &str,
    mut chains: Vec<Chain>,
    options: &SyncOptions,
) -> anyhow::Result<Exit> {
    if let Some(only) = options.only {
        for chain in &mut chains {
            chain
                .actions
                .retain(|action| matches!(action, Action::Sync(kind, _) if *kind == only));
        }
    }
    if options.dry_run {
        return runner::dry_run(context, &chains, Fields::forced(options.force));
    }
    runner::run(context, command, &chains, Fields::forced(options.force))
}
