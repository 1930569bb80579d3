//! What one record needs.

use serde::Serialize;

use crate::domain::payload::{Change, Payload, WriteRule};
use crate::domain::{Invalid, Kind};
use crate::mapping::Resolved;
use crate::store::Known;

/// What there is to do for a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Create it.
    Create,
    /// Change these slots; none when only links are open.
    Modify {
        /// Old and new values.
        changes: Vec<Change>,
    },
    /// Nothing.
    Unchanged,
    /// The kind does not apply to this record.
    NotApplicable,
    /// It cannot be sent as it is.
    Invalid {
        /// Every mistake.
        reasons: Vec<Invalid>,
    },
    /// The platform has no such record.
    Missing,
    /// It was created, and the CRM no longer has it.
    Stale,
    /// The CRM has refused it, and nothing has changed since.
    Waiting {
        /// What the CRM said.
        reason: String,
    },
    /// It has left the platform, and `on_missing` says what is to be done.
    Leave,
}

/// What brings an entity from what was sent last to `payload`.
pub fn compare(
    kind: Kind,
    payload: &Payload,
    known: Option<&Known>,
    force: bool,
    resolved: &Resolved,
) -> Step {
    let Some(known) = known else {
        return Step::Create;
    };
    let nothing = Payload::default();
    let last = if force { &nothing } else { &known.payload };
    let mut changes = payload.changes_since(last);
    if force {
        // What the platform has emptied is cleared as well.
        let emptied = payload.changes_since(&known.payload);
        changes.extend(emptied.into_iter().filter(|change| change.new.is_none()));
    }
    // What the CRM may hold instead is sent also where the platform went back to what was taken last.
    for slot in known.doubt.slots.keys() {
        if changes.iter().all(|change| change.slot != *slot) {
            changes.push(Change {
                slot: *slot,
                old: known.payload.0.get(slot).cloned(),
                new: payload.0.get(slot).cloned(),
            });
        }
    }
    changes.sort_by_key(|change| change.slot);
    // A slot that left the mapping is nobody's to clear: people may have filled it, or deleted the field.
    changes.retain(|change| {
        resolved.fills(kind, change.slot) && resolved.rule(kind, change.slot) != WriteRule::Create
    });
    Step::Modify { changes }
}
