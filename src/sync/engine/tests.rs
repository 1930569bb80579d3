//! The engine against a CRM in memory that refuses in ways that are hard to bring about over HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::*;
use crate::crm::error::{CrmErrorKind, FieldError, ItemErrors};
use crate::crm::remote::{Accepted, Item, Link, Order, Page};
use crate::domain::payload::{Doubt, Payload, Slot};
use crate::domain::{RemoteEntity, UserId};
use crate::error::exit_of;
use crate::mapping::Mapping;
use crate::store::{Known, Pending, Reject};
use crate::sync::engine::request::{Answered, Done, Tries};
use crate::sync::plan::decide::compare;

/// What the CRM does with a request that holds the bad item.
#[derive(Clone, Copy)]
enum Refusal {
    /// 400 that names nobody.
    Nameless,
    /// 400 that names the item and one of its fields.
    Named,
    /// 400 after validation, by the entity's id.
    Business,
    /// 500 whenever the item is there.
    Fails,
    /// 504 whenever there are more than ten items.
    Chokes,
    /// 404 whatever is sent.
    NotThere,
    /// 400 that names nobody, whatever is sent.
    NoRights,
    /// 400 that names nobody, for every link.
    NoLinks,
    /// 400 with the position of the first item.
    ByPosition,
}

struct Fake {
    bad: Vec<String>,
    refusal: Refusal,
    stored: Mutex<BTreeMap<i64, Item>>,
    sizes: Mutex<Vec<usize>>,
}

impl Fake {
    fn new(bad: &str, refusal: Refusal) -> Self {
        Self {
            bad: bad.split_whitespace().map(ToOwned::to_owned).collect(),
            refusal,
            stored: Mutex::default(),
            sizes: Mutex::default(),
        }
    }

    fn judge(&self, items: &[Item]) -> Result<(), CrmError> {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.push(items.len());
        let is_bad = |item: &&Item| self.bad.contains(&item.request_id);
        let bad = match self.refusal {
            Refusal::Chokes => items.get(10),
            Refusal::NotThere | Refusal::NoRights => items.first(),
            Refusal::NoLinks => None,
            _ => items.iter().find(is_bad),
        };
        let Some(bad) = bad else {
            return Ok(());
        };
        let kind = match self.refusal {
            Refusal::Chokes => CrmErrorKind::Server {
                status: 504,
                detail: None,
            },
            Refusal::NotThere => CrmErrorKind::Refused {
                status: 404,
                detail: None,
            },
            Refusal::NoRights | Refusal::NoLinks => CrmErrorKind::Refused {
                status: 400,
                detail: Some("Нет прав".to_owned()),
            },
            Refusal::ByPosition => CrmErrorKind::Validation(vec![ItemErrors {
                request_id: items
                    .iter()
                    .position(|item| item.request_id == bad.request_id)
                    .unwrap_or_default()
                    .to_string(),
                errors: vec![FieldError {
                    code: "NotBlank".to_owned(),
                    path: "first_name".to_owned(),
                    detail: "wrong".to_owned(),
                }],
            }]),
            Refusal::Nameless => CrmErrorKind::Refused {
                status: 400,
                detail: Some("Request validation failed".to_owned()),
            },
            Refusal::Named => CrmErrorKind::Validation(vec![ItemErrors {
                request_id: bad.request_id.clone(),
                errors: vec![FieldError {
                    code: "NotSupportedChoice".to_owned(),
                    path: "custom_fields_values.0.field_id".to_owned(),
                    detail: "The value you selected is not a valid choice.".to_owned(),
                }],
            }]),
            Refusal::Business => CrmErrorKind::Business(BTreeMap::from([(
                bad.id.map(|id| id.to_string()).unwrap_or_default(),
                "Loss reason is not available".to_owned(),
            )])),
            Refusal::Fails => CrmErrorKind::Server {
                status: 500,
                detail: None,
            },
        };
        Err(CrmError {
            request: "POST /api/v4/contacts".to_owned(),
            trace: None,
            kind,
        })
    }

    fn stored(&self) -> usize {
        self.stored
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

impl Remote for Fake {
    fn create(&self, _: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError> {
        self.judge(items)?;
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let accepted = items.iter().map(|item| {
            let id = i64::try_from(stored.len()).unwrap_or(0) + 1;
            stored.insert(id, item.clone());
            Accepted {
                request_id: Some(item.request_id.clone()),
                id: CrmId(id),
            }
        });
        Ok(accepted.collect())
    }

    fn update(&self, _: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError> {
        self.judge(items)?;
        let accepted = items.iter().filter_map(|item| {
            Some(Accepted {
                request_id: None,
                id: item.id?,
            })
        });
        Ok(accepted.collect())
    }

    fn link(&self, _: EntityType, links: &[Link]) -> Result<Vec<Link>, CrmError> {
        if matches!(self.refusal, Refusal::NoLinks) {
            let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
            sizes.push(links.len());
            return Err(CrmError {
                request: "POST /api/v4/companies/link".to_owned(),
                trace: None,
                kind: CrmErrorKind::Refused {
                    status: 400,
                    detail: Some("Нет прав".to_owned()),
                },
            });
        }
        Ok(links.to_vec())
    }

    fn linked(&self, _: EntityType, _: CrmId) -> Result<Vec<Link>, CrmError> {
        Ok(Vec::new())
    }

    fn unlink(&self, _: EntityType, _: &[Link]) -> Result<(), CrmError> {
        Ok(())
    }

    fn page(&self, _: EntityType, _: Order, _: u32, _: u32) -> Result<Page, CrmError> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let entities = stored.iter().rev().map(|(id, item)| RemoteEntity {
            id: CrmId(*id),
            is_deleted: false,
            raw: serde_json::Value::Object(item.body()),
        });
        Ok(Page {
            entities: entities.collect(),
            more: false,
        })
    }

    fn get(&self, _: EntityType, id: CrmId) -> Result<Option<RemoteEntity>, CrmError> {
        Ok(Some(RemoteEntity {
            id,
            is_deleted: false,
            raw: json!({ "id": id.0 }),
        }))
    }

    fn read(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError> {
        ids.iter()
            .filter_map(|id| self.get(entity, *id).transpose())
            .collect()
    }

    fn depth(&self, _: Duration) -> usize {
        4
    }
}

fn contact(id: i64, known: Option<Known>, resolved: &Resolved) -> Planned {
    let mut payload = Payload::default();
    payload
        .0
        .insert(Slot::FirstName, json!(format!("{id} {}", "Имя".repeat(50))));
    let step = compare(
        Kind::Contact,
        &payload,
        known.as_ref(),
        Fields::Changed,
        resolved,
    );
    Planned {
        kind: Kind::Contact,
        key: Key::User(UserId(id)),
        row_hash: id.cast_unsigned(),
        payload,
        wishes: Vec::new(),
        known,
        step,
    }
}

fn engine<'a>(
    remote: &'a Fake,
    resolved: &'a Resolved,
    store: &'a mut Store,
    stop: &'a Stop,
) -> Engine<'a> {
    Engine {
        remote,
        resolved,
        store,
        prefix: "school",
        limits: Limits {
            batch: 250,
            in_flight: 4,
            recheck: vec![Duration::from_millis(1)],
            resend_after: Duration::ZERO,
        },
        fields: Fields::Changed,
        stop,
        now: || 1,
        memory: Memory::default(),
    }
}

/// Creates forty contacts, the thirteenth of which is bad.
fn forty(refusal: Refusal) -> (BTreeMap<Key, Outcome>, Fake, Store) {
    let (result, outcomes, fake, store) = forty_of("contact:13", refusal);
    result.expect("goes on without the bad one");
    (outcomes, fake, store)
}

/// Creates forty contacts, some of which are bad.
fn forty_of(
    bad: &str,
    refusal: Refusal,
) -> (anyhow::Result<()>, BTreeMap<Key, Outcome>, Fake, Store) {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    // A reject waits until this changes; without it every one would be tried again.
    store
        .set(&crate::store::Setting::SchemaDigest, "5")
        .expect("written");
    let fake = Fake::new(bad, refusal);
    let stop = Stop::default();
    let list = (1..=40).map(|id| contact(id, None, &resolved)).collect();
    let mut outcomes = Collected::default();
    let result =
        engine(&fake, &resolved, &mut store, &stop).execute(&mut Listed::new(list), &mut outcomes);
    (result, outcomes.0, fake, store)
}

fn rejected(outcomes: &BTreeMap<Key, Outcome>) -> BTreeSet<String> {
    outcomes
        .iter()
        .filter(|(_, outcome)| !outcome.is_good())
        .map(|(key, outcome)| format!("{key} {}", outcome.name()))
        .collect()
}

#[test]
fn who_is_to_blame_is_found_by_halving_when_nobody_is_named() {
    let (outcomes, fake, store) = forty(Refusal::Nameless);
    assert_eq!(
        rejected(&outcomes),
        BTreeSet::from(["13 rejected".to_owned()])
    );
    assert_eq!(fake.stored(), 39);
    assert!(store.pending().expect("readable").is_empty());
    // 40, then the half with the bad one again and again, and each other half once.
    let requests = fake.sizes.lock().expect("whole").len();
    assert!(requests <= 13, "{requests} requests");
}

fn rejects(store: &Store) -> Vec<Reject> {
    let mut all = Vec::new();
    store
        .each_reject(None, None, |reject| -> crate::store::Result<()> {
            all.push(reject);
            Ok(())
        })
        .expect("readable");
    all
}

#[test]
fn a_named_item_is_taken_out_and_the_rest_goes_in_one_request() {
    let (outcomes, fake, store) = forty(Refusal::Named);
    assert_eq!(
        rejected(&outcomes),
        BTreeSet::from(["13 rejected".to_owned()])
    );
    assert_eq!(*fake.sizes.lock().expect("whole"), [40, 39]);
    let reject = rejects(&store).remove(0);
    assert!(reject.reasons.contains("NotSupportedChoice"), "{reject:?}");
}

#[test]
fn an_item_that_always_fails_is_alone_to_blame_and_tried_again_next_time() {
    let (outcomes, fake, store) = forty(Refusal::Fails);
    assert_eq!(
        rejected(&outcomes),
        BTreeSet::from(["13 rejected".to_owned()])
    );
    assert_eq!(fake.stored(), 39);
    assert!(store.pending().expect("readable").is_empty());
    assert!(rejects(&store)[0].retry);
}

#[test]
fn an_error_after_validation_rejects_the_entity_that_it_names() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    let fake = Fake::new("contact:3", Refusal::Business);
    let stop = Stop::default();
    let known = |id| Known {
        id: CrmId(100 + id),
        row_hash: None,
        stale: false,
        gone: false,
        payload: Payload::default(),
        doubt: Doubt::default(),
        links: BTreeMap::new(),
        loose: BTreeSet::new(),
    };
    let list = (1..=5)
        .map(|id| contact(id, Some(known(id)), &resolved))
        .collect();
    let mut outcomes = Collected::default();
    engine(&fake, &resolved, &mut store, &stop)
        .execute(&mut Listed::new(list), &mut outcomes)
        .expect("goes on without the bad one");
    assert_eq!(
        outcomes.0[&Key::User(UserId(3))],
        Outcome::Rejected {
            reason: "Loss reason is not available".to_owned()
        }
    );
    assert_eq!(*fake.sizes.lock().expect("whole"), [5, 4]);
}

#[test]
fn a_store_that_is_full_stops_before_anything_is_sent() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    store.fill_up();
    let fake = Fake::new("nobody", Refusal::Nameless);
    let stop = Stop::default();
    let list = (1..=200).map(|id| contact(id, None, &resolved)).collect();
    let mut outcomes = Collected::default();
    let error = engine(&fake, &resolved, &mut store, &stop)
        .execute(&mut Listed::new(list), &mut outcomes)
        .expect_err("nothing can be written down");
    assert!(format!("{error:#}").contains("full"), "{error:#}");
    assert_eq!(fake.stored(), 0);
    assert!(outcomes.0.is_empty());
}

#[test]
fn several_items_that_always_fail_do_not_end_the_run() {
    let (result, outcomes, fake, store) = forty_of(
        "contact:3 contact:9 contact:19 contact:20 contact:31 contact:38",
        Refusal::Fails,
    );
    result.expect("goes on without the bad ones");
    let bad = [3, 9, 19, 20, 31, 38].map(|id| format!("{id} rejected"));
    assert_eq!(rejected(&outcomes), BTreeSet::from(bad));
    assert_eq!(fake.stored(), 34);
    assert!(store.pending().expect("readable").is_empty());
}

#[test]
fn a_crm_that_fails_at_everything_ends_the_run() {
    let all: Vec<_> = (1..=40).map(|id| format!("contact:{id}")).collect();
    let (result, outcomes, fake, store) = forty_of(&all.join(" "), Refusal::Fails);
    let error = result.expect_err("is down");
    assert_eq!(exit_of(&error), Exit::Unreachable, "{error:#}");
    assert_eq!(fake.stored(), 0);
    assert!(
        outcomes
            .values()
            .all(|outcome| *outcome == Outcome::Unknown)
    );
    assert!(rejects(&store).is_empty());
    let requests = fake.sizes.lock().expect("whole").len();
    assert!(requests <= 20, "{requests} requests");
}

#[test]
fn a_create_that_is_too_much_is_halved_at_once() {
    let (outcomes, fake, _) = forty(Refusal::Chokes);
    assert!(rejected(&outcomes).is_empty());
    assert_eq!(fake.stored(), 40);
    assert_eq!(
        *fake.sizes.lock().expect("whole"),
        [40, 20, 20, 10, 10, 10, 10]
    );
}

#[test]
fn a_create_that_is_refused_after_validation_says_why() {
    let (outcomes, fake, store) = forty(Refusal::Business);
    assert_eq!(
        outcomes[&Key::User(UserId(13))],
        Outcome::Rejected {
            reason: "refused: Loss reason is not available".to_owned()
        }
    );
    assert_eq!(fake.stored(), 39);
    assert!(!rejects(&store)[0].retry);
}

#[test]
fn a_method_that_is_not_there_is_no_records_fault() {
    let (result, outcomes, fake, store) = forty_of("", Refusal::NotThere);
    assert_eq!(exit_of(&result.expect_err("stops")), Exit::Failure);
    assert_eq!(fake.sizes.lock().expect("whole").len(), 1);
    assert!(outcomes.is_empty());
    assert!(rejects(&store).is_empty());
    assert!(store.pending().expect("readable").is_empty());
}

#[test]
fn a_refusal_of_everything_stops_and_gives_no_record_up() {
    let (result, _, fake, store) = forty_of("", Refusal::NoRights);
    let error = result.expect_err("stops");
    assert!(format!("{error:#}").contains("Нет прав"), "{error:#}");
    let requests = fake.sizes.lock().expect("whole").len();
    assert!(requests <= 80, "{requests} requests");
    let rejects = rejects(&store);
    assert!(rejects.iter().all(|reject| reject.retry), "{rejects:?}");
    assert!(store.pending().expect("readable").is_empty());
}

/// A request that the CRM took, and that needs nothing more.
struct Taken;

impl Answered for Taken {
    fn size(&self) -> usize {
        1
    }

    fn error(&self) -> Option<&CrmError> {
        None
    }

    fn settle(self: Box<Self>, _: Tries, _: &mut Engine<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}

#[test]
fn what_goes_through_elsewhere_does_not_hide_a_refusal_of_everything() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    let fake = Fake::new("", Refusal::NoRights);
    let stop = Stop::default();
    let mut engine = engine(&fake, &resolved, &mut store, &stop);
    let contacts = Route::Entities(EntityType::Contacts);
    let item = Item::new("contact:1".to_owned(), None, serde_json::Map::new());
    let error = fake
        .create(EntityType::Contacts, &[item])
        .expect_err("is refused");
    let record = |id| (Kind::Contact, Key::User(UserId(id)));
    for id in 1..i64::from(FAILURES) {
        engine
            .refuse_a_refusal_of_everything(contacts, record(id), &error)
            .expect("may be the record's fault");
    }
    let linked = Done {
        route: Route::Links,
        tries: Tries::FIRST,
        took: Duration::ZERO,
        answered: Box::new(Taken),
    };
    engine.take_in(linked).expect("taken in");
    engine
        .refuse_a_refusal_of_everything(contacts, record(9), &error)
        .expect_err("is nobody's fault");
}

#[test]
fn a_refusal_of_every_link_stops_and_gives_no_record_up() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    store
        .set(&crate::store::Setting::SchemaDigest, "5")
        .expect("written");
    let list = (1..=40).map(|id| {
        let contact = changed(id, &mut store, &resolved);
        let wish = Wish {
            kind: Kind::Contact,
            key: contact.key,
        };
        Planned {
            kind: Kind::Company,
            wishes: vec![wish],
            known: None,
            step: Step::Create,
            ..contact
        }
    });
    let list = list.collect();
    let fake = Fake::new("", Refusal::NoLinks);
    let stop = Stop::default();
    let error = engine(&fake, &resolved, &mut store, &stop)
        .execute(&mut Listed::new(list), &mut Collected::default())
        .expect_err("stops");
    assert!(format!("{error:#}").contains("Нет прав"), "{error:#}");
    assert_eq!(fake.stored(), 40);
    let requests = fake.sizes.lock().expect("whole").len();
    assert!(requests <= 80, "{requests} requests");
    let rejects = rejects(&store);
    assert!(rejects.iter().all(|reject| reject.retry), "{rejects:?}");
}

#[test]
fn a_position_means_the_place_in_the_request_and_not_in_the_batch() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    let fake = Fake::new("contact:2", Refusal::ByPosition);
    let stop = Stop::default();
    let known = |id: i64, payload| Known {
        id: CrmId(100 + id),
        row_hash: None,
        stale: false,
        gone: false,
        payload,
        doubt: Doubt::default(),
        loose: BTreeSet::new(),
        links: BTreeMap::new(),
    };
    // Nothing of the first one is sent, so the second one stands first in the request.
    let same = contact(1, None, &resolved).payload;
    let list = vec![
        contact(1, Some(known(1, same)), &resolved),
        contact(2, Some(known(2, Payload::default())), &resolved),
        contact(3, Some(known(3, Payload::default())), &resolved),
    ];
    let mut outcomes = Collected::default();
    engine(&fake, &resolved, &mut store, &stop)
        .execute(&mut Listed::new(list), &mut outcomes)
        .expect("goes on without the bad one");
    assert_eq!(
        rejected(&outcomes.0),
        BTreeSet::from(["2 rejected".to_owned()])
    );
    let reason = outcomes.0[&Key::User(UserId(2))].reason();
    let name = contact(2, None, &resolved).payload.0[&Slot::FirstName].clone();
    let name = name.as_str().expect("text");
    assert_eq!(
        reason,
        format!("field «first_name» = `{name}`: wrong (NotBlank)")
    );
}

/// A contact of the store whose first name the platform has changed.
fn changed(id: i64, store: &mut Store, resolved: &Resolved) -> Planned {
    let pending = Pending {
        kind: Kind::Contact,
        key: Key::User(UserId(id)),
        marker: format!("school:contact:{id}"),
        links: BTreeMap::new(),
        watermark: CrmId(0),
        sent_at: 1,
    };
    let payload = Payload([(Slot::FirstName, json!("Анна"))].into());
    store
        .journal(&[(pending.clone(), &payload)], EntityType::Contacts)
        .expect("written down");
    store
        .created(&[(pending, CrmId(100 + id))], 1)
        .expect("created");
    store
        .settled(&[(Kind::Contact, Key::User(UserId(id)), 9)])
        .expect("settled");
    let known = store.known(Kind::Contact, Key::User(UserId(id)));
    contact(id, known.expect("readable"), resolved)
}

#[test]
fn a_store_that_is_full_stops_before_a_change_is_sent() {
    let resolved = Mapping::built_in_and_resolved();
    let mut store = Store::in_memory().expect("a store");
    let list = (1..=200)
        .map(|id| changed(id, &mut store, &resolved))
        .collect();
    store.fill_up();
    let fake = Fake::new("nobody", Refusal::Nameless);
    let stop = Stop::default();
    let mut outcomes = Collected::default();
    let error = engine(&fake, &resolved, &mut store, &stop)
        .execute(&mut Listed::new(list), &mut outcomes)
        .expect_err("nothing can be written down");
    assert!(format!("{error:#}").contains("full"), "{error:#}");
    assert!(fake.sizes.lock().expect("whole").is_empty());
    assert!(outcomes.0.is_empty());
}

#[test]
fn what_was_not_taken_for_sure_is_in_doubt_and_what_was_refused_by_name_is_not() {
    let resolved = Mapping::built_in_and_resolved();
    for (refusal, slots) in [
        (Refusal::Named, 0),
        (Refusal::Nameless, 1),
        (Refusal::Business, 1),
        (Refusal::Fails, 1),
    ] {
        let mut store = Store::in_memory().expect("a store");
        let list = vec![
            changed(1, &mut store, &resolved),
            changed(2, &mut store, &resolved),
        ];
        let fake = Fake::new("contact:2", refusal);
        let stop = Stop::default();
        engine(&fake, &resolved, &mut store, &stop)
            .execute(&mut Listed::new(list), &mut Collected::default())
            .expect("goes on without the bad one");
        let known = |id| {
            let known = store.known(Kind::Contact, Key::User(UserId(id)));
            known.expect("readable").expect("there")
        };
        assert!(known(1).doubt.is_empty() && known(1).row_hash == Some(1));
        let bad = known(2);
        assert_eq!(bad.doubt.slots.len(), slots, "{:?}", bad.doubt);
        assert_eq!(bad.row_hash, None);
        // The platform goes back to what was taken last.
        let again = compare(
            Kind::Contact,
            &bad.payload,
            Some(&bad),
            Fields::Changed,
            &resolved,
        );
        let Step::Modify { changes } = again else {
            panic!("{again:?}");
        };
        assert_eq!(changes.len(), slots);
    }
}

#[test]
fn a_watermark_above_all_that_there_is_hides_nothing() {
    let resolved = Mapping::built_in_and_resolved();
    let fake = Fake::new("", Refusal::Nameless);
    let key = Key::User(UserId(1));
    let mut made = Store::in_memory().expect("a store");
    let stop = Stop::default();
    // Our contact is there, and the answer that named it was lost with the store.
    let mut first = engine(&fake, &resolved, &mut made, &stop);
    let batch = request::Batch::new(vec![contact(1, None, &resolved)]).expect("not empty");
    let prepared = first.prepare_create(batch).expect("prepared");
    request::Prepared::send(Box::new(prepared), &fake, &resolved);
    let mut store = Store::in_memory().expect("a store");
    let mut later = engine(&fake, &resolved, &mut store, &stop);
    for watermark in [0, 1 << 52] {
        let open = Pending {
            kind: Kind::Contact,
            key,
            marker: later.marker(Kind::Contact, key),
            links: BTreeMap::new(),
            watermark: CrmId(watermark),
            sent_at: 0,
        };
        let payload = Payload::default();
        later
            .store
            .journal(&[(open.clone(), &payload)], EntityType::Contacts)
            .expect("written");
        let left = later.look_for(vec![open], &mut |_, _| {}).expect("looked");
        assert!(left.is_empty(), "{watermark}");
    }
}
