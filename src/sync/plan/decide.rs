//! What one record needs: the one place that decides it.
//!
//! The batch planner, the list planner, `explain` and the dry run all ask [`decide`], so that they cannot answer in
//! different ways. It knows no store and no source; whoever asks brings what they say.

use serde::Serialize;

use crate::domain::payload::{Change, Payload, WriteRule};
use crate::domain::{Invalid, Kind, Record};
use crate::mapping::Resolved;
use crate::store::{IdRow, Known};
use crate::sync::rules::{Wish, applies, wishes};

/// Which fields a run sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fields {
    /// Those that differ from what was sent last.
    #[default]
    Changed,
    /// All of them, also where the platform changed nothing.
    All,
}

impl Mode {
    /// That of somebody who asks for single records, now: what was refused is tried all the same.
    pub fn of_single_records(fields: Fields) -> Self {
        Self {
            fields,
            refused: Refused::Retry,
            ..Self::default()
        }
    }
}

impl Fields {
    /// All fields where somebody forces it.
    pub fn forced(force: bool) -> Self {
        if force { Self::All } else { Self::Changed }
    }
}

/// What a run does about entities that people deleted or merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deleted {
    /// Leaves them alone.
    #[default]
    Keep,
    /// Makes them anew.
    Recreate,
}

/// What a run does about records that the CRM refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refused {
    /// Lets them wait until the row, the mapping or the account changes.
    #[default]
    Wait,
    /// Tries them all the same.
    Retry,
}

/// How a run looks at records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// Which fields it sends.
    pub fields: Fields,
    /// What it does about deleted entities.
    pub deleted: Deleted,
    /// What it does about refused records.
    pub refused: Refused,
}

/// A row of the platform, read only where it has to be.
pub struct SeenRow<'a> {
    /// Hash of the row, seeded with the mapping's fingerprint.
    pub hash: u64,
    /// The row as a record.
    pub record: &'a dyn Fn() -> Record,
    /// The record as a payload, or every mistake in it.
    pub render: &'a dyn Fn(&Record) -> Result<Payload, Vec<Invalid>>,
}

/// What the id map says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapState {
    /// The row that was sent completely.
    pub row_hash: Option<u64>,
    /// The entity no longer answers.
    pub stale: bool,
    /// The record had left the platform, and what is to be done then was done.
    pub gone: bool,
}

impl MapState {
    /// Whether a record without a row has left the platform. Where the CRM has nothing of it either, there is no record.
    pub fn has_left(self) -> bool {
        !self.stale
    }
}

impl From<&Known> for MapState {
    fn from(own: &Known) -> Self {
        Self {
            row_hash: own.row_hash,
            stale: own.stale,
            gone: own.gone,
        }
    }
}

impl From<IdRow> for MapState {
    fn from(own: IdRow) -> Self {
        Self {
            row_hash: own.row_hash,
            stale: own.stale,
            gone: own.gone,
        }
    }
}

/// What the store says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its place in the id map; `None` when it was never created.
    pub mapped: Option<MapState>,
    /// The CRM refused this very row, and the account has not changed since.
    pub refused: bool,
    /// An entity that it links to is made anew by this run.
    pub relinked: bool,
}

impl Facts {
    /// Whether this very row was sent completely, and nothing has become of its entity since.
    pub fn is_settled(&self, hash: u64) -> bool {
        self.mapped
            .is_some_and(|own| own.row_hash == Some(hash) && !own.stale && !own.gone)
    }
}

/// What a record needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Nothing: the kind does not apply to it.
    NotApplicable,
    /// Nothing: people deleted or merged its entity.
    Stale,
    /// Nothing: this very row was sent completely.
    Unchanged,
    /// Nothing: the CRM refused it, and nothing has changed since.
    Wait,
    /// Nothing: it cannot be sent as it is.
    Report(Vec<Invalid>),
    /// To be compared with what was sent last, and sent where it differs.
    Send {
        /// What it should look like.
        payload: Payload,
        /// What it should be linked to.
        wishes: Vec<Wish>,
    },
}

/// What a record of the platform needs, given its row and what the store says of it.
///
/// The order is what a person would expect: a row that was sent completely needs nothing; a kind that does not apply is
/// never sent, whatever the CRM has; then what people did in the CRM, what the CRM refused, and what is wrong in the row.
pub fn decide(row: &SeenRow<'_>, facts: &Facts, mode: Mode) -> Need {
    if facts.is_settled(row.hash) && mode.fields == Fields::Changed && !facts.relinked {
        return Need::Unchanged;
    }
    let record = (row.record)();
    if !applies(&record) {
        return Need::NotApplicable;
    }
    if facts.mapped.is_some_and(|own| own.stale) && mode.deleted == Deleted::Keep {
        return Need::Stale;
    }
    if facts.refused && mode.refused == Refused::Wait && mode.fields == Fields::Changed {
        return Need::Wait;
    }
    match (row.render)(&record) {
        Err(reasons) => Need::Report(reasons),
        Ok(payload) => Need::Send {
            payload,
            wishes: wishes(&record),
        },
    }
}

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
    fields: Fields,
    resolved: &Resolved,
) -> Step {
    let Some(known) = known else {
        return Step::Create;
    };
    let nothing = Payload::default();
    let last = match fields {
        Fields::All => &nothing,
        Fields::Changed => &known.payload,
    };
    let mut changes = payload.changes_since(last);
    if fields == Fields::All {
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::domain::{Columns, Key, UserId, Value};

    const HASH: u64 = 7;

    /// A settlement of a supplier who is paid in this way; `None` where the query has no such column.
    fn settlement(paid: Option<Value>) -> Record {
        let (names, values) = match paid {
            Some(value) => (vec!["cooperationType".to_owned()], vec![value]),
            None => (Vec::new(), Vec::new()),
        };
        Record::new(
            Kind::DealSrs,
            Key::User(UserId(1)),
            Columns::new(names),
            values,
        )
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn wrong() -> Vec<Invalid> {
        vec![Invalid {
            attribute: None,
            field: None,
            value: None,
            reason: "wrong".to_owned(),
            hint: None,
        }]
    }

    fn asked(paid: Option<&Value>, is_valid: bool, facts: &Facts, mode: Mode) -> &'static str {
        let record = || settlement(paid.cloned());
        let render = |_: &Record| {
            if is_valid {
                Ok(Payload::default())
            } else {
                Err(wrong())
            }
        };
        let row = SeenRow {
            hash: HASH,
            record: &record,
            render: &render,
        };
        match decide(&row, facts, mode) {
            Need::NotApplicable => "not applicable",
            Need::Stale => "stale",
            Need::Unchanged => "unchanged",
            Need::Wait => "wait",
            Need::Report(_) => "report",
            Need::Send { .. } => "send",
        }
    }

    /// All that the id map can say of a record.
    fn states() -> [(&'static str, Option<MapState>); 6] {
        let state = |row_hash, stale, gone| {
            Some(MapState {
                row_hash,
                stale,
                gone,
            })
        };
        [
            ("new", None),
            ("sent", state(Some(HASH), false, false)),
            ("older", state(Some(HASH + 1), false, false)),
            ("open", state(None, false, false)),
            ("deleted", state(Some(HASH), true, false)),
            ("back", state(Some(HASH), false, true)),
        ]
    }

    /// Each line: applies, state, valid, refused, then the answer of a plain run, with `force`, with `recreate`, and of
    /// a run that tries refused records.
    const TABLE: &str = "
        yes new     yes no   send           send           send           send
        yes new     yes yes  wait           send           wait           send
        yes new     no  no   report         report         report         report
        yes new     no  yes  wait           report         wait           report
        yes sent    yes no   unchanged      send           unchanged      unchanged
        yes sent    yes yes  unchanged      send           unchanged      unchanged
        yes sent    no  no   unchanged      report         unchanged      unchanged
        yes sent    no  yes  unchanged      report         unchanged      unchanged
        yes older   yes no   send           send           send           send
        yes older   yes yes  wait           send           wait           send
        yes older   no  no   report         report         report         report
        yes older   no  yes  wait           report         wait           report
        yes open    yes no   send           send           send           send
        yes open    yes yes  wait           send           wait           send
        yes open    no  no   report         report         report         report
        yes open    no  yes  wait           report         wait           report
        yes deleted yes no   stale          stale          send           stale
        yes deleted yes yes  stale          stale          wait           stale
        yes deleted no  no   stale          stale          report         stale
        yes deleted no  yes  stale          stale          wait           stale
        yes back    yes no   send           send           send           send
        yes back    yes yes  wait           send           wait           send
        yes back    no  no   report         report         report         report
        yes back    no  yes  wait           report         wait           report
        no  new     yes no   not-applicable not-applicable not-applicable not-applicable
        no  new     yes yes  not-applicable not-applicable not-applicable not-applicable
        no  new     no  no   not-applicable not-applicable not-applicable not-applicable
        no  new     no  yes  not-applicable not-applicable not-applicable not-applicable
        no  sent    yes no   unchanged      not-applicable unchanged      unchanged
        no  sent    yes yes  unchanged      not-applicable unchanged      unchanged
        no  sent    no  no   unchanged      not-applicable unchanged      unchanged
        no  sent    no  yes  unchanged      not-applicable unchanged      unchanged
        no  older   yes no   not-applicable not-applicable not-applicable not-applicable
        no  older   yes yes  not-applicable not-applicable not-applicable not-applicable
        no  older   no  no   not-applicable not-applicable not-applicable not-applicable
        no  older   no  yes  not-applicable not-applicable not-applicable not-applicable
        no  open    yes no   not-applicable not-applicable not-applicable not-applicable
        no  open    yes yes  not-applicable not-applicable not-applicable not-applicable
        no  open    no  no   not-applicable not-applicable not-applicable not-applicable
        no  open    no  yes  not-applicable not-applicable not-applicable not-applicable
        no  deleted yes no   not-applicable not-applicable not-applicable not-applicable
        no  deleted yes yes  not-applicable not-applicable not-applicable not-applicable
        no  deleted no  no   not-applicable not-applicable not-applicable not-applicable
        no  deleted no  yes  not-applicable not-applicable not-applicable not-applicable
        no  back    yes no   not-applicable not-applicable not-applicable not-applicable
        no  back    yes yes  not-applicable not-applicable not-applicable not-applicable
        no  back    no  no   not-applicable not-applicable not-applicable not-applicable
        no  back    no  yes  not-applicable not-applicable not-applicable not-applicable
    ";

    #[test]
    fn each_combination_has_its_answer() {
        let plain = Mode::default();
        let modes = [
            plain,
            Mode {
                fields: Fields::All,
                ..plain
            },
            Mode {
                deleted: Deleted::Recreate,
                ..plain
            },
            Mode {
                refused: Refused::Retry,
                ..plain
            },
        ];
        let mut lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
        for applies in [true, false] {
            let paid = text(if applies { "CPC" } else { "FIXED" });
            for (name, mapped) in states() {
                for is_valid in [true, false] {
                    for refused in [false, true] {
                        let word = |yes| if yes { "yes" } else { "no" };
                        let facts = Facts {
                            mapped,
                            refused,
                            relinked: false,
                        };
                        let answers = modes.map(|mode| asked(Some(&paid), is_valid, &facts, mode));
                        let own = [word(applies), name, word(is_valid), word(refused)];
                        let own: Vec<_> = own.into_iter().chain(answers).collect();
                        let line: Vec<_> = lines
                            .next()
                            .expect("a line for each combination")
                            .split_whitespace()
                            .map(|word| word.replace('-', " "))
                            .collect();
                        assert_eq!(own, line);
                    }
                }
            }
        }
        assert_eq!(lines.next(), None, "lines without a combination");
    }

    #[test]
    fn who_is_paid_per_click_is_told_by_the_text_alone() {
        let facts = Facts::default();
        let asked = |paid: Option<Value>| asked(paid.as_ref(), true, &facts, Mode::default());
        for paid in ["CPC", "CPC       ", " cpc", "Cpc\t", "\u{a0}CPC\u{a0}"] {
            assert_eq!(asked(Some(text(paid))), "send", "{paid:?}");
        }
        for paid in ["", "   ", "CPA", "CPC2", "C P C"] {
            assert_eq!(asked(Some(text(paid))), "not applicable", "{paid:?}");
        }
        assert_eq!(asked(Some(Value::Null)), "not applicable");
        assert_eq!(asked(Some(Value::Int(1))), "not applicable");
        // A query of the profile's own that has no such column wants settlements for all of its rows.
        assert_eq!(asked(None), "send");
    }

    #[test]
    fn a_record_without_a_row_has_left_only_if_the_crm_has_it() {
        let left: Vec<_> = states()
            .into_iter()
            .filter(|(_, mapped)| mapped.is_some_and(MapState::has_left))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(left, ["sent", "older", "open", "back"]);
    }

    #[test]
    fn a_settled_row_is_not_even_read() {
        let reads = Cell::new(0);
        let record = || {
            reads.set(reads.get() + 1);
            settlement(Some(text("CPC")))
        };
        let row = SeenRow {
            hash: HASH,
            record: &record,
            render: &|_| Ok(Payload::default()),
        };
        let facts = |relinked| Facts {
            mapped: states()[1].1,
            refused: false,
            relinked,
        };
        assert_eq!(
            decide(&row, &facts(false), Mode::default()),
            Need::Unchanged
        );
        assert_eq!(reads.get(), 0);
        let need = decide(&row, &facts(true), Mode::default());
        assert!(
            matches!(need, Need::Send { .. }),
            "a link is to be made once more"
        );
    }
}
