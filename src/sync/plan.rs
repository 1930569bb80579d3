//! What a list of records needs. Reads only; a plan can be printed and is nothing but data.

use serde::Serialize;

use crate::domain::payload::{Change, Payload, WriteRule};
use crate::domain::{Invalid, Key, Kind, Record, Value};
use crate::mapping::Resolved;
use crate::mapping::values::plain;
use crate::source::Source;
use crate::store::{Known, Store};

/// A link that a record's entity should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The kind of the other record.
    pub kind: Kind,
    /// Its key.
    pub key: Key,
}

/// One record and what it needs.
#[derive(Debug)]
pub struct Planned {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Hash of its row with the mapping's fingerprint.
    pub row_hash: u64,
    /// What it should look like.
    pub payload: Payload,
    /// What it should be linked to.
    pub wishes: Vec<Wish>,
    /// What the store knows of it.
    pub known: Option<Known>,
    /// What there is to do.
    pub step: Step,
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

/// Plans the records of `keys`, in their order.
pub fn plan(
    kind: Kind,
    keys: &[Key],
    force: bool,
    source: &dyn Source,
    store: &Store,
    resolved: &Resolved,
) -> anyhow::Result<Vec<Planned>> {
    let seed = resolved.fingerprint(kind);
    keys.iter()
        .map(|key| {
            let known = store.known(kind, *key)?;
            let found = source.get(kind, *key, seed)?;
            Ok(plan_one(kind, *key, found, known, force, resolved))
        })
        .collect()
}

fn plan_one(
    kind: Kind,
    key: Key,
    found: Option<(Record, u64)>,
    known: Option<Known>,
    force: bool,
    resolved: &Resolved,
) -> Planned {
    let mut planned = Planned {
        kind,
        key,
        row_hash: 0,
        payload: Payload::default(),
        wishes: Vec::new(),
        known,
        step: Step::Missing,
    };
    let Some((record, row_hash)) = found else {
        return planned;
    };
    planned.row_hash = row_hash;
    planned.wishes = wishes(&record);
    let known = planned.known.as_ref();
    planned.step = if !applies(&record) {
        Step::NotApplicable
    } else if known.is_some_and(|known| known.stale) {
        Step::Stale
    } else if !force && known.is_some_and(|known| known.row_hash == Some(row_hash)) {
        Step::Unchanged
    } else {
        match rendered(&record, resolved) {
            Err(reasons) => Step::Invalid { reasons },
            Ok(payload) => {
                let step = compare(kind, &payload, known, force, resolved);
                planned.payload = payload;
                step
            }
        }
    };
    planned
}

/// What the record should look like; every mistake is listed.
pub fn rendered(record: &Record, resolved: &Resolved) -> Result<Payload, Vec<Invalid>> {
    // What its fields lack then is only a consequence.
    if let Some(lack) = lacks_row(record) {
        return Err(vec![lack]);
    }
    let payload = resolved.render(record);
    match lacks_supplier(record) {
        None => payload,
        Some(lack) => {
            let others = payload.err().into_iter().flatten();
            Err(std::iter::once(lack).chain(others).collect())
        }
    }
}

/// The user or course that a record names and that the platform does not have. The built-in queries tell by a column that
/// is empty then; a query of the profile's own need not.
fn lacks_row(record: &Record) -> Option<Invalid> {
    let (user, course) = match record.key {
        Key::User(user) => (user, None),
        Key::Enrolment(user, course) => (user, Some(course)),
        Key::Course(_) => return None,
    };
    let is_lacking = |column| matches!(record.get(column), Some(Value::Null));
    let (attribute, what, id) = match course {
        Some(course) if is_lacking("knownCourseID") => ("courseID", "course", course.to_string()),
        _ if is_lacking("knownUserID") => ("userID", "user", user.to_string()),
        _ => return None,
    };
    Some(Invalid {
        attribute: Some(attribute.to_owned()),
        field: None,
        reason: format!("{what} {id} of the platform is missing"),
        value: None,
        hint: None,
    })
}

/// Why the deal of a course would be without its supplier, and so without contact and company.
///
/// A query of the profile's own that gives no `supplierUserID` at all wants such deals.
fn lacks_supplier(record: &Record) -> Option<Invalid> {
    if record.kind != Kind::DealProduct
        || record.get("supplierUserID").is_none()
        || record.int("supplierUserID").is_some()
    {
        return None;
    }
    let missing = missing_supplier(record);
    let reason = match &missing {
        Some(id) => format!("supplier {id} of the platform is missing"),
        None => "the course has no supplier".to_owned(),
    };
    Some(Invalid {
        attribute: Some("supplierID".to_owned()),
        field: None,
        value: missing,
        reason,
        hint: None,
    })
}

/// The supplier that a course without one names all the same.
pub fn missing_supplier(course: &Record) -> Option<String> {
    let named = course.get("supplierID").map(|id| plain(id, false));
    named.filter(|id| !id.is_empty())
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

/// A supplier who is not paid per click has no CPC settlement.
pub fn applies(record: &Record) -> bool {
    record.kind != Kind::DealSrs
        || match record.get("cooperationType") {
            Some(Value::Text(text)) => text.trim().eq_ignore_ascii_case("CPC"),
            Some(_) => false,
            None => true,
        }
}

/// The links of each kind, as the design's table has them.
pub fn wishes(record: &Record) -> Vec<Wish> {
    let own = |kind, key| Wish { kind, key };
    let supplier = || {
        record
            .int("supplierUserID")
            .map(|user| Key::User(crate::domain::UserId(user)))
    };
    match (record.kind, record.key) {
        (Kind::Company | Kind::DealStudent, key) => vec![own(Kind::Contact, key)],
        (Kind::DealSupplier | Kind::DealSrs, key) => {
            vec![own(Kind::Contact, key), own(Kind::Company, key)]
        }
        (Kind::DealProduct, key) => {
            let mut wishes = vec![own(Kind::Product, key)];
            if let Some(user) = supplier() {
                wishes.extend([own(Kind::Contact, user), own(Kind::Company, user)]);
            }
            wishes
        }
        (Kind::DealCourse, Key::Enrolment(user, course)) => {
            vec![
                own(Kind::Contact, Key::User(user)),
                own(Kind::Product, Key::Course(course)),
            ]
        }
        _ => Vec::new(),
    }
}
