//! What would be done for a record, as the dry runs of all commands show it.

use serde::{Serialize, Serializer};

use crate::config::mapping::OnMissing;
use crate::domain::outcome::Outcome;
use crate::domain::payload::{Change, Payload, Slot};
use crate::domain::{Invalid, Key, Kind};
use crate::mapping::Resolved;
use crate::output::{Align, Style, Table};
use crate::store::{Known, Store};
use crate::sync::engine::blocked;
use crate::sync::plan::decide::Step;
use crate::sync::plan::estimate::{OpenLinks, is_closed};
use crate::sync::plan::list::Planned;

/// One record of a plan.
#[derive(Debug, Serialize)]
pub struct PreviewLine {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// What would be done.
    pub step: PreviewStep,
    /// What would change.
    pub changes: Vec<Shown>,
    /// Why it cannot be sent, or not wholly.
    pub reasons: Vec<String>,
}

/// What would be done for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewStep {
    /// Make it.
    Create,
    /// Change it, and link it where links are open.
    Modify,
    /// Only link it.
    Link,
    /// Tag or close it, since its record has left the platform.
    Leave,
    /// Nothing.
    Unchanged,
    /// The kind does not apply.
    NotApplicable,
    /// Nothing: found before sending.
    Invalid,
    /// Nothing: the CRM has refused it, and nothing has changed since.
    Waiting,
    /// It links to a record that will not be in the CRM. What an entity that is there already lacks is sent all the same.
    Blocked,
    /// Nothing: the platform has no such record.
    Missing,
    /// Nothing: deleted or merged by people in the CRM.
    Stale,
}

/// A field's old and new value, as people read them.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// The field's name in the account, or `tags` or `link`.
    pub field: String,
    /// What was sent last.
    pub old: Option<String>,
    /// What would be sent; nothing clears the field.
    pub new: Option<String>,
}

impl PreviewLine {
    /// What `one` needs. `is_to_come` tells of a record that is not in the CRM whether it is made before this one's turn.
    pub fn of(
        one: &Planned,
        store: &Store,
        resolved: &Resolved,
        is_to_come: &dyn Fn(Kind, Key) -> crate::store::Result<bool>,
    ) -> crate::store::Result<Self> {
        let mut line = Self {
            kind: one.kind,
            key: one.key,
            step: PreviewStep::Unchanged,
            changes: Vec::new(),
            reasons: Vec::new(),
        };
        match &one.step {
            Step::Create | Step::Modify { .. } => line.send(one, store, resolved, is_to_come)?,
            Step::Leave if is_closed(one, resolved) => {}
            Step::Leave => {
                line.step = PreviewStep::Leave;
                line.changes = vec![leaving(one, resolved)];
            }
            Step::Unchanged => {}
            Step::NotApplicable => line.step = PreviewStep::NotApplicable,
            Step::Missing => {
                line.step = PreviewStep::Missing;
                line.reasons.push(Outcome::Missing.reason());
            }
            Step::Stale => {
                line.step = PreviewStep::Stale;
                line.reasons.push(Outcome::Stale.reason());
            }
            Step::Waiting { reason } => {
                line.step = PreviewStep::Waiting;
                line.reasons.push(reason.clone());
            }
            Step::Invalid { reasons } => {
                line.step = PreviewStep::Invalid;
                line.reasons = reasons.iter().map(Invalid::with_hint).collect();
            }
        }
        Ok(line)
    }

    fn send(
        &mut self,
        one: &Planned,
        store: &Store,
        resolved: &Resolved,
        is_to_come: &dyn Fn(Kind, Key) -> crate::store::Result<bool>,
    ) -> crate::store::Result<()> {
        let creates = one.step == Step::Create;
        self.changes = changes(one, resolved);
        for wish in &one.wishes {
            if store.entity_of(wish.kind, wish.key)?.is_none() && !is_to_come(wish.kind, wish.key)?
            {
                self.step = PreviewStep::Blocked;
                self.reasons.push(blocked(*wish).reason());
                if creates {
                    self.changes.clear();
                }
                return Ok(());
            }
        }
        let links = links(one, store)?;
        self.step = match (creates, self.changes.is_empty(), links.is_empty()) {
            (true, ..) => PreviewStep::Create,
            (false, false, _) => PreviewStep::Modify,
            (false, true, false) => PreviewStep::Link,
            (false, true, true) => PreviewStep::Unchanged,
        };
        self.changes.extend(links);
        Ok(())
    }

    /// Whether a run would send something for the record.
    pub fn sends(&self) -> bool {
        match self.step {
            PreviewStep::Create | PreviewStep::Modify | PreviewStep::Link | PreviewStep::Leave => {
                true
            }
            PreviewStep::Blocked => !self.changes.is_empty(),
            _ => false,
        }
    }
}

/// The slots that would be sent, and the tag that a record loses when it is back on the platform.
fn changes(one: &Planned, resolved: &Resolved) -> Vec<Shown> {
    let nothing = Payload::default();
    let last = one.known.as_ref().map_or(&nothing, |known| &known.payload);
    let all = match &one.step {
        Step::Modify { changes } => changes.clone(),
        _ => one.payload.changes_since(&nothing),
    };
    let mut shown: Vec<_> = all
        .into_iter()
        .map(|change| Change {
            // Where every field is sent, the plan itself does not look at what was sent last.
            old: change.old.or_else(|| last.0.get(&change.slot).cloned()),
            ..change
        })
        .map(|change| Shown::of(&change, one.kind, resolved))
        .collect();
    let is_back = |known: &Known| known.gone || known.doubt.tag;
    let is_back = one.known.as_ref().is_some_and(is_back);
    if is_back && resolved.on_missing(one.kind) == OnMissing::Tag {
        shown.push(Shown {
            field: "tags".to_owned(),
            old: Some(resolved.missing_tag(one.kind).to_owned()),
            new: None,
        });
    }
    shown
}

/// What `on_missing` does to an entity.
fn leaving(one: &Planned, resolved: &Resolved) -> Shown {
    match resolved.closing(one.kind) {
        Some(closing) if resolved.on_missing(one.kind) == OnMissing::Close => {
            let known = one.known.as_ref();
            let change = Change {
                slot: Slot::Status,
                old: known.and_then(|known| known.payload.0.get(&Slot::Status).cloned()),
                new: Some(closing),
            };
            Shown::of(&change, one.kind, resolved)
        }
        _ => Shown {
            field: "tags".to_owned(),
            old: None,
            new: Some(resolved.missing_tag(one.kind).to_owned()),
        },
    }
}

/// The links that a record still lacks, and those that are undone.
fn links(one: &Planned, store: &Store) -> crate::store::Result<Vec<Shown>> {
    let open = OpenLinks::of(one, store)?;
    let mut shown = Vec::new();
    for (kind, id) in open.undo {
        let mut own = store.mapped_to(id)?.into_iter();
        let name = match own.find(|own| own.kind == kind) {
            Some(own) => format!("{kind} {}", own.key),
            None => format!("{kind}, {} {id}", kind.entity()),
        };
        shown.push(Shown {
            field: "link".to_owned(),
            old: Some(name),
            new: None,
        });
    }
    shown.extend(open.make.into_iter().map(|wish| Shown {
        field: "link".to_owned(),
        old: None,
        new: Some(format!("{} {}", wish.kind, wish.key)),
    }));
    Ok(shown)
}

impl Shown {
    /// A change with the names of the account.
    fn of(change: &Change, kind: Kind, resolved: &Resolved) -> Self {
        let show = |value: &serde_json::Value| resolved.show(kind, change.slot, value);
        Self {
            field: resolved.slot_name(kind, change.slot),
            old: change.old.as_ref().map(show),
            new: change.new.as_ref().map(show),
        }
    }
}

impl PreviewStep {
    /// The name in JSON.
    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Modify => "modify",
            Self::Link => "link",
            Self::Leave => "leave",
            Self::Unchanged => "unchanged",
            Self::NotApplicable => "not_applicable",
            Self::Invalid => "invalid",
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Missing => "missing",
            Self::Stale => "stale",
        }
    }
}

impl Serialize for PreviewStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The records with a row for each change and each reason.
pub fn table(lines: &[PreviewLine], style: Style) -> String {
    let mut columns = vec![
        ("kind", Align::Left),
        ("key", Align::Left),
        ("step", Align::Left),
        ("field", Align::Left),
        ("old", Align::Left),
        ("new", Align::Left),
    ];
    // Last, since a reason is longer than anything else.
    let has_reasons = lines.iter().any(|line| !line.reasons.is_empty());
    if has_reasons {
        columns.push(("reason", Align::Left));
    }
    let mut table = Table::new(&columns);
    for line in lines {
        let reason = line.reasons.join("; ");
        let step = line.step.name().replace('_', " ");
        let head = [line.kind.to_string(), line.key.to_string(), step];
        let nothing = Shown {
            field: String::new(),
            old: None,
            new: None,
        };
        let changes = match line.changes.as_slice() {
            [] => std::slice::from_ref(&nothing),
            changes => changes,
        };
        for change in changes {
            let tail = has_reasons.then(|| reason.clone());
            let cells = [
                change.field.clone(),
                change.old.clone().unwrap_or_default(),
                change.new.clone().unwrap_or_default(),
            ];
            table.row(head.clone().into_iter().chain(cells).chain(tail));
        }
    }
    table.text(style)
}
