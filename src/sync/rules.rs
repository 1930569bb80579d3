//! What the platform's records mean: which kinds apply to them, what they are linked to, what they lack.

use crate::domain::payload::Payload;
use crate::domain::{CrmId, Invalid, Key, Kind, Record, Value};
use crate::mapping::Resolved;
use crate::mapping::values::plain;
use crate::store::Store;
use std::collections::BTreeMap;

/// A link that a record's entity should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The kind of the other record.
    pub kind: Kind,
    /// Its key.
    pub key: Key,
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

/// The ids that a record's links lead to, or the record that is not there.
pub fn targets(
    store: &Store,
    wishes: &[Wish],
) -> crate::store::Result<Result<BTreeMap<Kind, CrmId>, Wish>> {
    let mut ids = BTreeMap::new();
    for wish in wishes {
        match store.entity_of(wish.kind, wish.key)? {
            Some(id) => {
                ids.insert(wish.kind, id);
            }
            None => return Ok(Err(*wish)),
        }
    }
    Ok(Ok(ids))
}
