//! What a list of records needs. Reads only; a plan can be printed and is nothing but data.

use crate::domain::payload::Payload;
use crate::domain::{Key, Kind, Record};
use crate::mapping::Resolved;
use crate::source::Source;
use crate::store::{Known, Store};
use crate::sync::plan::decide::{
    Facts, MapState, Mode, Need, Refused, SeenRow, Step, compare, decide,
};
use crate::sync::rules::{Wish, rendered, wishes};

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

/// Plans the records of `keys`, in their order.
pub fn plan(
    kind: Kind,
    keys: &[Key],
    mode: Mode,
    source: &dyn Source,
    store: &Store,
    resolved: &Resolved,
) -> anyhow::Result<Vec<Planned>> {
    let seed = resolved.fingerprint(kind);
    keys.iter()
        .map(|key| {
            let found = source.get(kind, *key, seed)?;
            plan_one(kind, *key, found, mode, store, resolved)
        })
        .collect()
}

fn plan_one(
    kind: Kind,
    key: Key,
    found: Option<(Record, u64)>,
    mode: Mode,
    store: &Store,
    resolved: &Resolved,
) -> anyhow::Result<Planned> {
    let known = store.known(kind, key)?;
    let mut planned = Planned {
        kind,
        key,
        row_hash: 0,
        payload: Payload::default(),
        wishes: Vec::new(),
        known,
        // What `on_missing` asks for is the batch's to do: a single record may only be out of sight.
        step: Step::Missing,
    };
    let Some((record, row_hash)) = found else {
        return Ok(planned);
    };
    planned.row_hash = row_hash;
    planned.wishes = wishes(&record);
    let facts = Facts {
        mapped: planned.known.as_ref().map(MapState::from),
        refused: mode.refused == Refused::Wait && store.is_waiting(kind, key, row_hash)?,
        relinked: false,
    };
    let row = SeenRow {
        hash: row_hash,
        record: &|| record.clone(),
        render: &|record| rendered(record, resolved),
    };
    planned.step = match decide(&row, &facts, mode) {
        Need::NotApplicable => Step::NotApplicable,
        Need::Stale => Step::Stale,
        Need::Unchanged => Step::Unchanged,
        Need::Wait => Step::Waiting {
            reason: store
                .rejected(kind, key)?
                .map(|reject| reject.reasons)
                .unwrap_or_default(),
        },
        Need::Report(reasons) => Step::Invalid { reasons },
        Need::Send { payload, .. } => {
            planned.payload = payload;
            let known = planned.known.as_ref();
            compare(kind, &planned.payload, known, mode.fields, resolved)
        }
    };
    Ok(planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CrmId, UserId, Value};
    use crate::mapping::Mapping;
    use crate::store::Taken;
    use crate::sync::made::{HASH, Made};

    fn user(id: i64) -> Key {
        Key::User(UserId(id))
    }

    #[test]
    fn each_record_of_a_list_gets_its_step() {
        let resolved = Mapping::built_in_and_resolved();
        let mut store = Store::in_memory().expect("a store");
        let empty = [
            "lastName",
            "middleName",
            "username",
            "email",
            "phone",
            "city",
            "birthday",
            "roles",
            "created",
            "updated",
        ];
        let mut attributes = vec![("firstName", Value::Text("Анна".to_owned()))];
        attributes.extend(empty.map(|name| (name, Value::Null)));
        let source = [1, 2, 3].into_iter().fold(Made::default(), |made, id| {
            made.with(Kind::Contact, user(id), &attributes)
        });
        for (id, crm_id) in [(2, 20), (3, 30), (4, 40)] {
            let taken = Taken {
                kind: Kind::Contact,
                key: user(id),
                id: CrmId(crm_id),
                payload: Payload::default(),
            };
            store.take(&[taken]).expect("written");
        }
        store
            .settled(&[(Kind::Contact, user(2), HASH)])
            .expect("written");
        store.mark_stale(Kind::Contact, user(3)).expect("written");
        let keys = [1, 2, 3, 4, 5].map(user);
        let planned = plan(
            Kind::Contact,
            &keys,
            Mode::default(),
            &source,
            &store,
            &resolved,
        );
        let steps: Vec<_> = planned
            .expect("a plan")
            .into_iter()
            .map(|one| (one.key, one.step))
            .collect();
        assert_eq!(
            steps,
            [
                (user(1), Step::Create),
                (user(2), Step::Unchanged),
                (user(3), Step::Stale),
                // One record alone may only be out of sight: `on_missing` is the batch's to carry out.
                (user(4), Step::Missing),
                (user(5), Step::Missing),
            ]
        );
    }
}
