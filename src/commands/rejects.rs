//! `rejects`: records that are not in the CRM as the platform has them.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::clock::time_text;
use crate::context::Context;
use crate::domain::{Key, Kind};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::private;
use crate::store::{self, Reject, Store};

/// Look after records that are invalid or were refused
#[derive(Debug, Args)]
pub struct RejectsArgs {
    #[command(subcommand)]
    command: RejectsCommand,
}

#[derive(Debug, Subcommand)]
enum RejectsCommand {
    /// List them with their reasons
    List(Which),
    /// Try them again at the next sync, although nothing has changed
    Retry(Which),
    /// Take them off the list; those that still cannot go through come back
    Drop(Which),
    /// Write them as CSV
    Export(ExportArgs),
}

/// All of them, those of a kind, or one.
#[derive(Debug, Args)]
struct Which {
    /// Only this kind
    kind: Option<Kind>,
    /// Only this record: a user id, a course id, or both as USER/COURSE
    #[arg(requires = "kind")]
    key: Option<String>,
}

#[derive(Debug, Args)]
struct ExportArgs {
    #[command(flatten)]
    which: Which,
    /// Write into this file in place of stdout
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Rejects(Vec<Reject>);

impl Render for Rejects {
    fn text(&self, style: Style) -> String {
        if self.0.is_empty() {
            return "nothing waits".to_owned();
        }
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("key", Align::Left),
            ("outcome", Align::Left),
            ("since", Align::Left),
            ("reason", Align::Left),
        ]);
        for reject in &self.0 {
            let outcome = if reject.retry {
                format!("{}, to be tried again", reject.outcome)
            } else {
                reject.outcome.clone()
            };
            table.row([
                reject.kind.to_string(),
                reject.key.to_string(),
                outcome,
                time_text(reject.first_seen).unwrap_or_default(),
                reject.reasons.clone(),
            ]);
        }
        table.text(style)
    }
}

/// Runs a `rejects` command.
pub fn run(context: &Context, args: &RejectsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RejectsCommand::List(which) => {
            context.out().result(&Rejects(which.found(context)?))?;
        }
        RejectsCommand::Retry(which) => {
            let count = which.change(context, "rejects retry", Store::retry_rejects)?;
            context
                .out()
                .note(format!("tried again at the next sync: {count}"));
        }
        RejectsCommand::Drop(which) => {
            let count = which.change(context, "rejects drop", Store::drop_rejects)?;
            context.out().note(format!("taken off the list: {count}"));
        }
        RejectsCommand::Export(args) => export(context, args)?,
    }
    Ok(Exit::Done)
}

impl Which {
    fn key(&self) -> Result<Option<Key>, Failure> {
        let (Some(kind), Some(text)) = (self.kind, &self.key) else {
            return Ok(None);
        };
        Key::parse(kind, text)
            .map(Some)
            .map_err(|error| Failure::new(Exit::Usage, error.to_string()))
    }

    fn found(&self, context: &Context) -> anyhow::Result<Vec<Reject>> {
        let mut found = Vec::new();
        self.each(context, |reject| {
            found.push(reject);
            Ok(())
        })?;
        Ok(found)
    }

    fn each(
        &self,
        context: &Context,
        visit: impl FnMut(Reject) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        context.store()?.each_reject(self.kind, self.key()?, visit)
    }

    /// Changes those that are meant, as the one writer of the profile; returns how many.
    fn change(
        &self,
        context: &Context,
        command: &str,
        change: fn(&mut Store, Option<Kind>, Option<Key>) -> store::Result<usize>,
    ) -> anyhow::Result<usize> {
        let _lock = context.run_lock(command)?;
        self.some(context)?;
        let key = self.key()?;
        Ok(change(&mut *context.store()?, self.kind, key)?)
    }

    /// A record that was named and does not wait is a mistake; an empty list is none.
    fn some(&self, context: &Context) -> anyhow::Result<()> {
        if let (Some(kind), Some(key)) = (self.kind, self.key()?)
            && self.found(context)?.is_empty()
        {
            return Err(Failure::new(
                Exit::Failure,
                format!("{kind} {key} does not wait in the rejects"),
            )
            .hint("`rejects list` shows those that do")
            .into());
        }
        Ok(())
    }
}

/// So many bytes are written at a time.
const PIECE: usize = 1 << 16;

fn export(context: &Context, args: &ExportArgs) -> anyhow::Result<()> {
    let mut file = match &args.file {
        Some(path) => Some(
            private::create(path).with_context(|| format!("cannot write `{}`", path.display()))?,
        ),
        None => None,
    };
    let mut write = |lines: csv::Writer<Vec<u8>>| -> anyhow::Result<()> {
        let bytes = lines.into_inner().context("cannot write the rejects")?;
        match (&mut file, &args.file) {
            (Some(file), Some(path)) => file
                .write_all(&bytes)
                .with_context(|| format!("cannot write `{}`", path.display())),
            _ => context.out().bytes(&bytes),
        }
    };
    let empty = || csv::Writer::from_writer(Vec::new());
    let mut lines = empty();
    let mut length = 0;
    lines.write_record([
        "kind",
        "key",
        "outcome",
        "first_seen",
        "last_seen",
        "reason",
    ])?;
    args.which.each(context, |reject| {
        lines.write_record([
            reject.kind.as_str(),
            &reject.key.to_string(),
            &reject.outcome,
            &time_text(reject.first_seen).unwrap_or_default(),
            &time_text(reject.last_seen).unwrap_or_default(),
            &reject.reasons,
        ])?;
        length += reject.reasons.len();
        if length > PIECE {
            length = 0;
            write(std::mem::replace(&mut lines, empty()))?;
        }
        Ok(())
    })?;
    write(lines)
}
