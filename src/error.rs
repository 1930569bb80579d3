//! Exit codes, hints and the final report of a failure.

use std::fmt::Write as _;

/// How the process ends; the numbers are a promise to scripts and monitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done,
    /// Something could not be done.
    Failure,
    /// The command line was wrong.
    Usage,
    /// Configuration, mapping or schema is wrong.
    Config,
    /// Not authorized, or the authorization is about to end.
    NotAuthorized,
    /// Done, but some records were invalid or rejected.
    Partial,
    /// Another run holds the lock.
    Locked,
    /// The CRM is unreachable, busy or blocks us.
    Unreachable,
    /// The change guard stopped the run.
    Guard,
    /// Stopped by SIGINT; safe to run again.
    Interrupted,
    /// Stopped by SIGTERM; safe to run again.
    Terminated,
}

impl Exit {
    /// The number that the process returns.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Config => 3,
            Self::NotAuthorized => 4,
            Self::Partial => 5,
            Self::Locked => 6,
            Self::Unreachable => 7,
            Self::Guard => 8,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

/// A failure that knows its exit code and what to do next.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the process ends when nothing above handles it.
    pub exit: Exit,
    message: String,
    hint: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync + 'static>>,
}

impl Failure {
    /// A failure that says what could not be done, with which object, and why.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
            source: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the error that caused this one.
    #[must_use]
    pub fn source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync + 'static>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// The exit code of an error: that of the outermost [`Failure`] in its chain.
pub fn exit_of(error: &anyhow::Error) -> Exit {
    failures(error).next().map_or(Exit::Failure, |f| f.exit)
}

/// What a person reads: the chain of causes on one line, then the hint after an empty one.
pub fn report(error: &anyhow::Error) -> String {
    text(&message(error), hint(error))
}

/// The same of its parts.
pub fn text(message: &str, hint: Option<&str>) -> String {
    let mut text = format!("error: {message}");
    if let Some(hint) = hint {
        let _ = write!(text, "\n\nhint: {hint}");
    }
    text
}

/// The chain of causes on one line.
pub fn message(error: &anyhow::Error) -> String {
    let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
    causes.join(": ")
}

/// What to do next: the outermost hint.
pub fn hint(error: &anyhow::Error) -> Option<&str> {
    failures(error).find_map(|failure| failure.hint.as_deref())
}

fn failures(error: &anyhow::Error) -> impl Iterator<Item = &Failure> {
    error.chain().filter_map(|cause| cause.downcast_ref())
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn the_report_has_the_chain_and_the_nearest_hint() {
        let inner = Failure::new(Exit::Config, "no key `url`").hint("add `url`");
        let error = Err::<(), _>(inner)
            .context("cannot read `a.toml`")
            .expect_err("is an error");
        assert_eq!(exit_of(&error), Exit::Config);
        assert_eq!(
            report(&error),
            "error: cannot read `a.toml`: no key `url`\n\nhint: add `url`"
        );
    }
}
