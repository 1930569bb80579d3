//! The three files of `--results`: what succeeded, what failed, and what was not tried.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;
use csv::Writer;

use crate::domain::{CrmId, Key, Kind};
use crate::source::LeftOutRow;
use crate::store::Store;
use crate::sync::outcome::Outcome;

/// The open files.
pub struct Results {
    succeeded: Writer<File>,
    failed: Writer<File>,
    unprocessed: Writer<File>,
    error: Option<csv::Error>,
}

impl Results {
    /// Starts the files anew; a folder that cannot be written is noticed before anything is sent.
    pub fn create(dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot create the folder `{}`", dir.display()))?;
        let open = |name: &str, last: &str| -> anyhow::Result<Writer<File>> {
            let path = dir.join(name);
            let mut file = Writer::from_path(&path)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            file.write_record(["kind", "key", "crm_id", "outcome", last])?;
            Ok(file)
        };
        Ok(Self {
            succeeded: open("succeeded.csv", "note")?,
            failed: open("failed.csv", "reason")?,
            unprocessed: open("unprocessed.csv", "reason")?,
            error: None,
        })
    }

    /// Adds the outcome of a record; unchanged ones are left out.
    pub fn add(&mut self, kind: Kind, key: Key, id: Option<CrmId>, outcome: &Outcome) {
        let file = match outcome {
            Outcome::Unchanged | Outcome::NotApplicable => return,
            Outcome::Created | Outcome::Modified => &mut self.succeeded,
            Outcome::Blocked { .. } | Outcome::Unknown => &mut self.unprocessed,
            Outcome::Invalid { .. }
            | Outcome::Rejected { .. }
            | Outcome::Missing
            | Outcome::Stale => &mut self.failed,
        };
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        let line = [
            kind.as_str(),
            &key.to_string(),
            &id,
            outcome.name(),
            &outcome.reason(),
        ];
        if let Err(error) = file.write_record(line) {
            self.error.get_or_insert(error);
        }
    }

    /// Adds a row of the platform that no query reaches.
    pub fn add_left_out(&mut self, row: &LeftOutRow) {
        let line = [row.kind.as_str(), &row.key, "", "left_out", row.reason];
        if let Err(error) = self.failed.write_record(line) {
            self.error.get_or_insert(error);
        }
    }

    /// Adds what was planned and not reached, and closes the files.
    pub fn finish(mut self, store: &Store) -> anyhow::Result<()> {
        store.each_left(|kind, key| {
            let line = [
                kind.as_str(),
                &key.to_string(),
                "",
                "unprocessed",
                "the run ended before its turn",
            ];
            if let Err(error) = self.unprocessed.write_record(line) {
                self.error.get_or_insert(error);
            }
        })?;
        let flushed = [&mut self.succeeded, &mut self.failed, &mut self.unprocessed]
            .into_iter()
            .try_for_each(csv::Writer::flush);
        match self.error {
            Some(error) => Err(error).context("cannot write the result files"),
            None => flushed.context("cannot write the result files"),
        }
    }
}
