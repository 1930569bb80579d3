//! Questions to whoever sits at the terminal.

use std::io::{IsTerminal as _, Write as _};

use super::Context;

use crate::error::{Exit, Failure};

impl Context {
    /// Asks for a line of text.
    pub fn question(&self, question: &str) -> anyhow::Result<String> {
        let mut stderr = std::io::stderr().lock();
        write!(stderr, "{question}")?;
        stderr.flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    /// Whether a question can be asked.
    pub fn may_ask(&self) -> bool {
        !self.options.no_input && std::io::stdin().is_terminal()
    }

    /// Asks for a yes; without a terminal it fails and names `flag`, which answers beforehand.
    pub fn confirm(&self, question: &str, flag: &str) -> anyhow::Result<bool> {
        if !self.may_ask() {
            return Err(Failure::new(Exit::Usage, format!("cannot ask: {question}"))
                .hint(format!("pass `{flag}` to answer yes"))
                .into());
        }
        let mut stderr = std::io::stderr().lock();
        write!(stderr, "{question} [y/N] ")?;
        stderr.flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(matches!(line.trim(), "y" | "Y" | "yes"))
    }
}
