//! What would be sent for a record, as the dry runs of all commands show it.

use serde::Serialize;

use crate::domain::{Key, Kind};
use crate::mapping::Resolved;
use crate::output::{Align, Style, Table};
use crate::sync::payload::Change;

/// One record of a plan.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// For example `create`, `modify`, `link` or `invalid`.
    pub step: &'static str,
    /// What would change.
    pub changes: Vec<Shown>,
    /// Why it cannot be sent.
    pub reasons: Vec<String>,
}

/// A field's old and new value, as people read them.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// The field's name in the account, or `link`.
    pub field: String,
    /// What was sent last.
    pub old: Option<String>,
    /// What would be sent; nothing clears the field.
    pub new: Option<String>,
}

impl Shown {
    /// A change with the names of the account.
    pub fn of(change: &Change, kind: Kind, resolved: &Resolved) -> Self {
        let show = |value: &serde_json::Value| resolved.show(kind, change.slot, value);
        Self {
            field: resolved.slot_name(kind, change.slot),
            old: change.old.as_ref().map(show),
            new: change.new.as_ref().map(show),
        }
    }
}

/// The records with a row for each change.
pub fn table(lines: &[Line], style: Style) -> String {
    let mut table = Table::new(&[
        ("kind", Align::Left),
        ("key", Align::Left),
        ("step", Align::Left),
        ("field", Align::Left),
        ("old", Align::Left),
        ("new", Align::Left),
    ]);
    for line in lines {
        let head = [
            line.kind.to_string(),
            line.key.to_string(),
            line.step.to_owned(),
        ];
        if line.changes.is_empty() {
            let reason = line.reasons.join("; ");
            table.row(
                head.into_iter()
                    .chain([reason, String::new(), String::new()]),
            );
            continue;
        }
        for change in &line.changes {
            table.row(head.clone().into_iter().chain([
                change.field.clone(),
                change.old.clone().unwrap_or_default(),
                change.new.clone().unwrap_or_default(),
            ]));
        }
    }
    table.text(style)
}
