//! Figures for Prometheus, as a text file that a collector reads.

use std::fmt::{Display, Write as _};
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

use crate::clock::unix_now;
use crate::commands::auth::status::days_left;
use crate::commands::sync::summary::Summary;
use crate::context::Context;
use crate::error::Exit;

/// The text of the file.
pub struct Metrics(String);

impl Metrics {
    /// Gathers what is known of a run, however it ended. What is not known is left out: a zero would be a lie.
    pub fn collect(context: &Context, summary: &Summary, exit: Exit) -> anyhow::Result<Self> {
        let mut text = Text {
            text: String::new(),
            profile: context.profile()?.name.clone(),
        };
        let last_success = context
            .store()
            .ok()
            .and_then(|store| store.last_success().ok().flatten());
        let requests = &summary.requests;
        text.one(
            "run_timestamp_seconds",
            "When the last run ended.",
            Some(unix_now()),
        );
        text.one(
            "last_success_timestamp_seconds",
            "When a run of the whole platform last ended with exit code 0 or 5.",
            last_success,
        );
        text.one(
            "run_exit_code",
            "How the last run ended.",
            Some(exit.code()),
        );
        text.one(
            "run_duration_seconds",
            "How long the last run took.",
            Some(format!("{:.3}", summary.seconds)),
        );
        let records = summary.kinds.iter().flat_map(|(kind, counts)| {
            counts.iter().map(|(outcome, count)| {
                let labels = vec![("kind", kind.as_str()), ("outcome", *outcome)];
                (labels, *count)
            })
        });
        text.family(
            "records",
            "Records of the last run by kind and outcome.",
            records,
        );
        text.family(
            "requests",
            "Requests of the last run.",
            [
                (vec![("type", "read")], requests.reads),
                (vec![("type", "write")], requests.writes),
            ],
        );
        let planned = summary.is_planned();
        for (name, help, value) in [
            (
                "rate_limited",
                "Answers of the last run that said 429.",
                Some(requests.rate_limited),
            ),
            (
                "rejects_waiting",
                "Records that are invalid or refused.",
                summary.rejects_waiting,
            ),
            (
                "unknown_outcomes",
                "Creates without an answer.",
                summary.unknown,
            ),
            (
                "unfinished",
                "Records that the last run sent without all of their links.",
                planned.then_some(summary.unfinished),
            ),
            (
                "unprocessed",
                "Records that the last run planned and did not reach.",
                planned.then_some(summary.unprocessed),
            ),
        ] {
            text.one(name, help, value);
        }
        let left_out = summary.left_out.as_ref();
        text.one(
            "left_out",
            "Rows of the platform that no query reaches.",
            left_out.map(|rows| rows.iter().map(|rows| rows.count).sum::<u64>()),
        );
        text.one(
            "token_days_left",
            "Days until the authorization ends if nothing refreshes it.",
            days_left(context),
        );
        Ok(Self(text.text))
    }

    /// Writes the file so that a collector sees the old one or the new one, and never half of it.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let failed = || format!("cannot write the metrics to `{}`", path.display());
        let dir = path
            .parent()
            .filter(|dir| !dir.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(".amosync-")
            .tempfile_in(dir)
            .with_context(failed)?;
        file.write_all(self.0.as_bytes()).with_context(failed)?;
        file.persist(path).map(drop).with_context(failed)
    }
}

struct Text {
    text: String,
    profile: String,
}

impl Text {
    fn one(&mut self, name: &str, help: &str, value: Option<impl Display>) {
        self.family(name, help, value.map(|value| (Vec::new(), value)));
    }

    /// A family of figures, unless it is empty.
    fn family<'l, V: Display>(
        &mut self,
        name: &str,
        help: &str,
        figures: impl IntoIterator<Item = (Vec<(&'l str, &'l str)>, V)>,
    ) {
        let mut figures = figures.into_iter().peekable();
        if figures.peek().is_none() {
            return;
        }
        let _ = writeln!(
            self.text,
            "# HELP amosync_{name} {help}\n# TYPE amosync_{name} gauge"
        );
        for (labels, value) in figures {
            let mut all = format!("profile=\"{}\"", escaped(&self.profile));
            for (label, text) in labels {
                let _ = write!(all, ",{label}=\"{}\"", escaped(text));
            }
            let _ = writeln!(self.text, "amosync_{name}{{{all}}} {value}");
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
