//! Refusals: who is to blame, in the names that people know, and what is sent again without them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::{Engine, FAILURES, blocked, request_id, stopped};
use crate::crm::error::{CrmError, CrmErrorKind, FieldError, ItemErrors};
use crate::crm::remote::Item;
use crate::domain::outcome::Outcome;
use crate::domain::payload::Slot;
use crate::domain::{CrmId, EntityType, FieldId, Key, Kind};
use crate::error::{Exit, Failure};
use crate::sync::engine::batch_size::Route;
use crate::sync::plan::list::Planned;
use crate::sync::rules::Wish;

/// Refusals of single records that name nothing, one after another.
#[derive(Debug, Default)]
pub(super) struct Nameless {
    text: String,
    records: Vec<(Kind, Key)>,
}

impl Engine<'_> {
    /// Takes the refused records out of a batch and returns what is to be sent again. `items` are those of the request.
    pub(super) fn refused(
        &mut self,
        batch: Vec<Planned>,
        items: &[Item],
        error: CrmError,
    ) -> anyhow::Result<Vec<Vec<Planned>>> {
        let mut named: HashMap<Key, Vec<FieldError>> = HashMap::new();
        match &error.kind {
            CrmErrorKind::Validation(refusals) => {
                for refusal in refusals {
                    if let Some(one) = blamed(refusal, items, &batch) {
                        named
                            .entry(one)
                            .or_default()
                            .extend(refusal.errors.iter().cloned());
                    }
                }
                // An id that the account no longer has: read its shape again before the next run.
                let stale = |error: &FieldError| error.code == "NotSupportedChoice";
                if named.values().flatten().any(stale) {
                    self.store.forget_shape()?;
                }
            }
            CrmErrorKind::Business(errors) => {
                for one in &batch {
                    let id = one.known.as_ref().map(|known| known.id.to_string());
                    if let Some(text) = id.and_then(|id| errors.get(&id)) {
                        named.insert(one.key, vec![in_words(text)]);
                    }
                }
            }
            // A change of what people have deleted may be answered so; elsewhere the method or the address is wrong.
            CrmErrorKind::Refused { status: 404, .. }
                if batch.iter().all(|one| one.known.is_some()) => {}
            CrmErrorKind::Refused {
                status: 400 | 409 | 413 | 422,
                ..
            } => {}
            _ => return Err(stopped(error)),
        }
        if named.is_empty() {
            if let [one] = batch.as_slice() {
                let route = Route::Entities(one.kind.entity());
                self.refuse_a_refusal_of_everything(route, (one.kind, one.key), &error)?;
                named.insert(one.key, Vec::new());
            } else {
                // Nobody is named: halve until the one who is to blame stands alone.
                let mut first = batch;
                let second = first.split_off(first.len() / 2);
                return Ok(vec![first, second]);
            }
        }
        let gone = self.gone(&batch, &named, &error)?;
        let mut rest = Vec::new();
        for one in batch {
            let Some(errors) = named.remove(&one.key) else {
                rest.push(one);
                continue;
            };
            let id = one.known.as_ref().map(|known| known.id);
            if id.is_some_and(|id| gone.contains(&id)) {
                self.store.mark_stale(one.kind, one.key)?;
                self.report(one.kind, one.key, id, Outcome::Stale)?;
                continue;
            }
            if let Some(wish) = self.lost_target(&one, &errors)? {
                self.report(one.kind, one.key, id, blocked(wish))?;
                continue;
            }
            let item = items
                .iter()
                .find(|item| item.request_id == request_id(one.kind, one.key));
            let body = item.map(Item::body);
            let lines: Vec<_> = errors
                .iter()
                .map(|error| self.explain(one.kind, body.as_ref(), error))
                .collect();
            let reason = if lines.is_empty() {
                error.kind.to_string()
            } else {
                lines.join("; ")
            };
            let outcome = Outcome::Rejected { reason };
            self.reject(&one, &outcome)?;
            self.report(one.kind, one.key, id, outcome)?;
        }
        Ok(if rest.is_empty() {
            Vec::new()
        } else {
            vec![rest]
        })
    }

    /// Counts refusals that name nothing. So many of one text on one route, with no success there between them, are not
    /// the records' fault: a right was taken away, or the whole method is refused.
    pub(super) fn refuse_a_refusal_of_everything(
        &mut self,
        route: Route,
        record: (Kind, Key),
        error: &CrmError,
    ) -> anyhow::Result<()> {
        let text = error.kind.to_string();
        let nameless = self.memory.nameless.entry(route).or_default();
        if nameless.text != text {
            *nameless = Nameless {
                text,
                records: Vec::new(),
            };
        }
        nameless.records.push(record);
        if nameless.records.len() < FAILURES as usize {
            return Ok(());
        }
        for (kind, key) in &nameless.records {
            self.store.retry_rejects(Some(*kind), Some(*key))?;
        }
        Err(Failure::new(
            Exit::Failure,
            format!("the CRM refuses one record after another and names nothing in them: {error}"),
        )
        .hint("check the rights of the token's user and the account's tariff; no record was given up for it")
        .into())
    }

    /// Those of the refused entities that no longer exist, asked for only where the refusal may mean that.
    fn gone(
        &self,
        batch: &[Planned],
        named: &HashMap<Key, Vec<FieldError>>,
        error: &CrmError,
    ) -> anyhow::Result<HashSet<CrmId>> {
        let may_be_gone = |errors: &Vec<FieldError>| {
            errors.is_empty()
                || errors.iter().any(|error| {
                    error.path.is_empty() || error.path == "id" || error.code.contains("NotFound")
                })
        };
        let mut asked: BTreeMap<EntityType, Vec<CrmId>> = BTreeMap::new();
        for one in batch {
            let own = named.get(&one.key).filter(|errors| may_be_gone(errors));
            if let (Some(_), Some(known)) = (own, &one.known) {
                asked.entry(one.kind.entity()).or_default().push(known.id);
            }
        }
        let mut gone = HashSet::new();
        for (entity, ids) in asked {
            tracing::debug!(%error, "asking whether refused entities still exist");
            let there = self.remote.read_twice(entity, &ids).map_err(stopped)?;
            let there: HashSet<_> = there
                .iter()
                .filter(|one| !one.is_deleted)
                .map(|one| one.id)
                .collect();
            gone.extend(ids.into_iter().filter(|id| !there.contains(id)));
        }
        Ok(gone)
    }

    /// The contact or company that a refused deal names and that people have deleted: it is marked, and the deal waits
    /// for it.
    fn lost_target(
        &mut self,
        one: &Planned,
        errors: &[FieldError],
    ) -> anyhow::Result<Option<Wish>> {
        for wish in &one.wishes {
            let list = format!("_embedded.{}.", wish.kind.entity().as_str());
            if !errors.iter().any(|error| error.path.starts_with(&list)) {
                continue;
            }
            let Some(id) = self.store.entity_of(wish.kind, wish.key)? else {
                continue;
            };
            if self.is_gone(wish.kind.entity(), id)? {
                self.store.mark_stale(wish.kind, wish.key)?;
                return Ok(Some(*wish));
            }
        }
        Ok(None)
    }

    /// Whether people have deleted an entity, or merged it into another.
    pub(super) fn is_gone(&self, entity: EntityType, id: CrmId) -> anyhow::Result<bool> {
        let found = self.remote.read_twice(entity, &[id]).map_err(stopped)?;
        Ok(found.iter().all(|one| one.id != id || one.is_deleted))
    }

    /// A refusal with the field's name, the value that was sent and, of a list, the allowed ones.
    fn explain(&self, kind: Kind, body: Option<&Map<String, Value>>, error: &FieldError) -> String {
        let reported = match (error.detail.is_empty(), error.code.is_empty()) {
            (false, false) => format!("{} ({})", error.detail, error.code),
            (false, true) => error.detail.clone(),
            (true, _) => error.code.clone(),
        };
        let Some(place) = body.and_then(|body| Place::of(body, &error.path)) else {
            return match error.path.as_str() {
                "" => reported,
                path => format!("`{path}`: {reported}"),
            };
        };
        let name = self.resolved.slot_name(kind, place.slot);
        let value = self.resolved.show(kind, place.slot, &place.value);
        let value = if value.is_empty() { "empty" } else { &value };
        let own = format!("field «{name}» = `{value}`: {reported}");
        // A field that the account no longer has has no allowed values.
        let is_choice = error.code == "NotSupportedChoice" && !error.path.ends_with("field_id");
        let allowed = self.resolved.allowed(kind, place.slot);
        if is_choice && !allowed.is_empty() {
            format!(
                "{own}; allowed when the account was last read: {}",
                allowed.join(", ")
            )
        } else {
            own
        }
    }
}

/// What a path of an answer stands for in the item that was sent.
struct Place {
    slot: Slot,
    /// As the slot holds it.
    value: Value,
}

impl Place {
    fn of(body: &Map<String, Value>, path: &str) -> Option<Self> {
        let mut parts = path.split('.');
        let slot = match parts.next()? {
            "custom_fields_values" => {
                let at: usize = parts.next()?.parse().ok()?;
                let field = body.get("custom_fields_values")?.get(at)?;
                let values = field.get("values").cloned().unwrap_or_default();
                // One of several values, where the path names it.
                let one = match (parts.next(), parts.next().map(str::parse::<usize>)) {
                    (Some("values"), Some(Ok(at))) => values.get(at).cloned(),
                    _ => None,
                };
                return Some(Self {
                    slot: Slot::Field(FieldId(field.get("field_id")?.as_i64()?)),
                    value: one.map_or(values, |one| Value::Array(vec![one])),
                });
            }
            "name" => Slot::Name,
            "first_name" => Slot::FirstName,
            "last_name" => Slot::LastName,
            "price" => Slot::Price,
            "status_id" | "pipeline_id" | "loss_reason_id" => Slot::Status,
            _ => return None,
        };
        let value = match slot {
            Slot::Status => Value::Object(body.clone()),
            _ => body.get(path).cloned().unwrap_or_default(),
        };
        Some(Self { slot, value })
    }
}

/// The record that an answer means: by our request id, else by the entity's id, which answers to changes may carry, else
/// by its position in the request.
fn blamed(refusal: &ItemErrors, items: &[Item], batch: &[Planned]) -> Option<Key> {
    let name = &refusal.request_id;
    let item = items
        .iter()
        .find(|item| item.request_id == *name)
        .or_else(|| {
            let own = |item: &&Item| item.id.is_some_and(|id| id.to_string() == *name);
            items.iter().find(own)
        })
        .or_else(|| items.get(name.parse::<usize>().ok()?))
        .or(match items {
            [only] => Some(only),
            _ => None,
        })?;
    batch
        .iter()
        .find(|one| request_id(one.kind, one.key) == item.request_id)
        .map(|one| one.key)
}

fn in_words(text: &str) -> FieldError {
    FieldError {
        code: String::new(),
        path: String::new(),
        detail: text.to_owned(),
    }
}
