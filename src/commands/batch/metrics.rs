//! Figures for Prometheus, as a text file that a collector reads.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;

use super::summary::Summary;
use crate::auth::unix_now;
use crate::commands::auth;
use crate::context::Context;
use crate::error::Exit;

/// The text of the file.
pub struct Metrics(String);

impl Metrics {
    /// Gathers what is known of a run, however it ended.
    pub fn collect(context: &Context, summary: &Summary, took: Duration, exit: Exit) -> Self {
        let profile = context
            .profile()
            .map(|profile| profile.name.clone())
            .unwrap_or_default();
        let mut text = Text {
            text: String::new(),
            profile,
        };
        let now = unix_now();
        let last_success = context
            .store()
            .ok()
            .and_then(|store| store.last_success().ok().flatten());
        text.family("run_timestamp_seconds", "gauge", "When the last run ended.");
        text.value("run_timestamp_seconds", &[], now);
        if let Some(at) = last_success {
            let name = "last_success_timestamp_seconds";
            text.family(
                name,
                "gauge",
                "When a run last ended with exit code 0 or 5.",
            );
            text.value(name, &[], at);
        }
        text.family("run_exit_code", "gauge", "How the last run ended.");
        text.value("run_exit_code", &[], exit.code());
        text.family(
            "run_duration_seconds",
            "gauge",
            "How long the last run took.",
        );
        text.value(
            "run_duration_seconds",
            &[],
            format!("{:.3}", took.as_secs_f64()),
        );
        text.family(
            "records",
            "gauge",
            "Records of the last run by kind and outcome.",
        );
        for (kind, counts) in &summary.kinds {
            for (outcome, count) in counts {
                let labels = [("kind", kind.as_str()), ("outcome", *outcome)];
                text.value("records", &labels, count);
            }
        }
        text.family("requests", "gauge", "Requests of the last run.");
        text.value("requests", &[("type", "read")], summary.requests.reads);
        text.value("requests", &[("type", "write")], summary.requests.writes);
        for (name, help, value) in [
            (
                "rate_limited",
                "Answers of the last run that said 429.",
                summary.requests.rate_limited,
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
                "unprocessed",
                "Records that the last run planned and did not reach.",
                summary.unprocessed,
            ),
        ] {
            text.family(name, "gauge", help);
            text.value(name, &[], value);
        }
        if let Some(left_out) = &summary.left_out {
            let help = "Rows of the platform that no query reaches.";
            text.family("left_out", "gauge", help);
            let count: u64 = left_out.iter().map(|rows| rows.count).sum();
            text.value("left_out", &[], count);
        }
        if let Some(days) = auth::days_left(context) {
            text.family(
                "token_days_left",
                "gauge",
                "Days until the authorization ends if nothing refreshes it.",
            );
            text.value("token_days_left", &[], days);
        }
        Self(text.text)
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
        // The collector runs as another user.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let all_may_read = std::fs::Permissions::from_mode(0o644);
            file.as_file()
                .set_permissions(all_may_read)
                .with_context(failed)?;
        }
        file.persist(path).map(drop).with_context(failed)
    }
}

struct Text {
    text: String,
    profile: String,
}

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(
            self.text,
            "# HELP amosync_{name} {help}\n# TYPE amosync_{name} {kind}"
        );
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let mut all = format!("profile=\"{}\"", escaped(&self.profile));
        for (label, text) in labels {
            let _ = write!(all, ",{label}=\"{}\"", escaped(text));
        }
        let _ = writeln!(self.text, "amosync_{name}{{{all}}} {value}");
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
