//! A note beside the lock that a renewal is under way, for whoever comes after one that was killed.

use std::io::Write as _;
use std::path::PathBuf;

use super::Tokens;

impl Tokens {
    /// Written before the old token is sent, and durable.
    pub(super) fn renewal_begins(&self) -> Result<(), String> {
        let path = self.note();
        let write = || -> std::io::Result<()> {
            let dir = path.parent().unwrap_or(std::path::Path::new("."));
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            write!(file, "{}", jiff::Timestamp::now().strftime("%F %T UTC"))?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| format!("cannot write `{}`: {error}", path.display()))
    }

    /// The pair is stored, or was never spent.
    pub(super) fn renewal_ended(&self) {
        if let Err(error) = std::fs::remove_file(self.note())
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "cannot remove the note of a renewal");
        }
    }

    /// When a renewal began that nobody has ended.
    pub(super) fn cut_off(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.note()).ok()?;
        Some(crate::text::printable(&text).chars().take(40).collect())
    }

    fn note(&self) -> PathBuf {
        self.lock.with_file_name("renewal")
    }
}
