//! `chain build`: the chain of a user, a course or an enrolment.

use clap::Subcommand;
use serde::Serialize;

use crate::commands::runner;
use crate::context::Context;
use crate::domain::{CourseId, UserId};
use crate::error::Exit;
use crate::output::{Render, Style};
use crate::sync::chain::build::{course_chain, user_chain, usercourse_chain};
use crate::sync::chain::format::{Coded, encode};

#[derive(Debug, Subcommand)]
pub(super) enum What {
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

/// Prints the chain.
pub(super) fn run(context: &Context, what: &What) -> anyhow::Result<Exit> {
    let source = context.source()?;
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
