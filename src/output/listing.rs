//! A result whose records are printed as they come, so that memory does not grow with them.

use serde::Serialize;

use super::{Output, Render, Style};
use crate::options::Format;

/// Records in one table: enough to compare, few enough to hold. Each table has columns as wide as it needs.
const PAGE: usize = 50;
/// What is gathered before it is written.
const BUFFER: usize = 1 << 16;

/// Prints records as they come, and what is to be said of all of them at the end.
///
/// For people these are tables, then the text of the end. JSON is one document, with the records under `records` beside
/// the keys of the end; `jsonl` has a line for each record and one for the end.
#[derive(Debug)]
pub struct Listing<'a, T> {
    out: &'a Output,
    table: fn(&[T], Style) -> String,
    /// Records that wait for their table.
    page: Vec<T>,
    /// Text that is not written yet.
    text: String,
    is_empty: bool,
}

impl Output {
    /// Starts a result of many records; `table` shows some of them.
    pub fn listing<T: Serialize>(&self, table: fn(&[T], Style) -> String) -> Listing<'_, T> {
        Listing {
            out: self,
            table,
            page: Vec::new(),
            text: String::new(),
            is_empty: true,
        }
    }
}

impl<T: Serialize> Listing<'_, T> {
    /// Prints a record, now or with those that follow.
    pub fn add(&mut self, record: T) -> anyhow::Result<()> {
        match self.out.format {
            Format::Table => {
                self.page.push(record);
                if self.page.len() >= PAGE {
                    self.turn_page();
                }
            }
            Format::Json => {
                self.text += if self.is_empty {
                    "{\n  \"records\": [\n    "
                } else {
                    ",\n    "
                };
                // Line ends inside of texts are escaped, so these are the document's own.
                let record = serde_json::to_string_pretty(&record)?;
                self.text += &record.replace('\n', "\n    ");
            }
            Format::Jsonl => {
                self.text += &serde_json::to_string(&record)?;
                self.text.push('\n');
            }
        }
        self.is_empty = false;
        if self.text.len() >= BUFFER {
            self.write()?;
        }
        Ok(())
    }

    /// Prints what is to be said at the end.
    pub fn end<R: Render>(mut self, rest: &R) -> anyhow::Result<()> {
        match self.out.format {
            Format::Table => {
                self.turn_page();
                self.text += &rest.text(self.out.style);
            }
            Format::Json => {
                self.text += if self.is_empty {
                    "{\n  \"records\": []"
                } else {
                    "\n  ]"
                };
                let rest = serde_json::to_string_pretty(rest)?;
                // The other keys follow in the same object.
                match rest.strip_prefix("{\n") {
                    Some(keys) => self.text.extend([",\n", keys]),
                    None => self.text += "\n}",
                }
            }
            Format::Jsonl => self.text += &serde_json::to_string(rest)?,
        }
        self.text.push('\n');
        self.write()
    }

    fn turn_page(&mut self) {
        if !self.page.is_empty() {
            self.text += &(self.table)(&self.page, self.out.style);
            self.text += "\n\n";
            self.page.clear();
        }
    }

    fn write(&mut self) -> anyhow::Result<()> {
        self.out.bytes(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}
