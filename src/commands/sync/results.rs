//! The three files of `--results`: what succeeded, what failed, and what was not tried.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;
use csv::Writer;

use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Key, Kind};
use crate::private;
use crate::source::LeftOutRow;
use crate::store::{HowFar, Left};

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
            let file = private::create(&path)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            let mut file = Writer::from_writer(file);
            file.write_record(["kind", "key", "crm_id", "outcome", last])
                .and_then(|()| Ok(file.flush()?))
                .with_context(|| format!("cannot write `{}`", path.display()))?;
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
        let (name, reason) = (outcome.name(), outcome.reason());
        let written = file.write_record(cells(kind, key, id, name, &reason));
        self.note(written);
    }

    /// Adds a record that the run planned and did not finish. One without an answer has its outcome, and is none.
    pub fn add_left(&mut self, left: &Left) {
        let (outcome, reason) = match left.how {
            HowFar::NotReached => ("unprocessed", "the run ended before its turn"),
            HowFar::InPart => (
                "unfinished",
                "sent, and the run ended before the rest of it, such as its links",
            ),
            HowFar::Unknown => return,
        };
        let cells = cells(left.kind, left.key, left.id, outcome, reason);
        let written = self.unprocessed.write_record(cells);
        self.note(written);
    }

    /// Brings what was added to the disk, so that a killed run leaves it.
    pub fn flush(&mut self) {
        for file in [&mut self.succeeded, &mut self.failed, &mut self.unprocessed] {
            if let Err(error) = file.flush() {
                self.error.get_or_insert(error.into());
            }
        }
    }

    /// Adds a row of the platform that no query reaches.
    pub fn add_left_out(&mut self, row: &LeftOutRow) {
        let line = [row.kind.as_str(), &row.key, "", "left_out", row.reason];
        let written = self.failed.write_record(line);
        self.note(written);
    }

    /// Closes the files, and says whether they have all that was added.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.flush();
        match self.error {
            Some(error) => Err(error).context("cannot write the result files"),
            None => Ok(()),
        }
    }

    fn note(&mut self, written: csv::Result<()>) {
        if let Err(error) = written {
            self.error.get_or_insert(error);
        }
    }
}

fn cells(kind: Kind, key: Key, id: Option<CrmId>, outcome: &str, last: &str) -> [String; 5] {
    [
        kind.to_string(),
        key.to_string(),
        id.map(|id| id.to_string()).unwrap_or_default(),
        outcome.to_owned(),
        last.to_owned(),
    ]
}
