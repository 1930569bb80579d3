//! Links between entities.

use serde_json::{Map, Value, json};

use super::batch::{self, Answer, Item};
use super::http::{MISSING, NOT_A_CHOICE, NOT_EXPECTED, NOT_INT, Reply, Request};
use super::values::Mistakes;
use super::world::{COMPANIES, CONTACTS, ELEMENTS, Entity, LEADS, Link, World};

impl World {
    pub(super) fn link(&mut self, request: &Request, kind: &str, id: Option<i64>) -> Answer {
        let links = self.read_links(request, kind, id, true)?;
        let shown: Vec<_> = links
            .iter()
            .map(|(from, link)| bulk_item(kind, *from, link))
            .collect();
        let count = links.len();
        for (from, link) in links {
            self.put_link(kind, from, link);
        }
        Ok(Reply::ok(
            200,
            &json!({"_total_items": count, "_links": {"self": {"href": request.path}}, "_embedded": {"links": shown}}),
        )
        .stored(count))
    }

    pub(super) fn unlink(&mut self, request: &Request, kind: &str, id: Option<i64>) -> Answer {
        let links = self.read_links(request, kind, id, false)?;
        let count = links.len();
        for (from, link) in links {
            self.drop_link(kind, from, &link.to_type, link.to);
            if is_seen_from_both(kind, &link.to_type) {
                self.drop_link(&link.to_type, link.to, kind, from);
            }
        }
        Ok(Reply::empty().stored(count))
    }

    /// Whether the contact or lead of a link has another company already.
    fn is_second_company(&self, kind: &str, from: i64, link: &Link) -> bool {
        if !is_seen_from_both(kind, &link.to_type) {
            return false;
        }
        let (member_type, member, company) = if kind == COMPANIES {
            (link.to_type.as_str(), link.to, from)
        } else {
            (kind, from, link.to)
        };
        let member = self.of(member_type).get(&member);
        let mut own = member.into_iter().flat_map(|one| &one.links);
        own.any(|own| own.to_type == COMPANIES && own.to != company)
    }

    /// Makes a link, or changes the one that is there. A company and its contact or lead both show it, and a contact
    /// or lead that gets another company leaves the one that it had.
    pub(super) fn put_link(&mut self, kind: &str, from: i64, link: Link) {
        if is_seen_from_both(kind, &link.to_type) {
            let (member_type, member, company) = if kind == COMPANIES {
                (link.to_type.clone(), link.to, from)
            } else {
                (kind.to_owned(), from, link.to)
            };
            let left: Vec<i64> = self
                .of(&member_type)
                .get(&member)
                .into_iter()
                .flat_map(|e| &e.links)
                .filter(|own| own.to_type == COMPANIES && own.to != company)
                .map(|own| own.to)
                .collect();
            for other in left {
                self.drop_link(COMPANIES, other, &member_type, member);
                self.drop_link(&member_type, member, COMPANIES, other);
            }
            if let Some(entity) = self.entity_mut(&link.to_type, link.to) {
                put(
                    entity,
                    Link {
                        to_type: kind.to_owned(),
                        to: from,
                        is_main: false,
                        quantity: None,
                        catalog_id: None,
                    },
                );
            }
        }
        if let Some(entity) = self.entity_mut(kind, from) {
            put(entity, link);
        }
    }

    /// Merges two entities as people do in the interface: `id` disappears, and what it was linked to goes over.
    pub(super) fn merge(&mut self, kind: &str, id: i64, into: i64) -> Option<()> {
        if id == into || !self.of(kind).contains_key(&into) {
            return None;
        }
        let gone = self.entities.get_mut(kind)?.remove(&id)?;
        let mut turned = Vec::new();
        for (other_kind, all) in &mut self.entities {
            for (other, entity) in all {
                let is_it = |link: &Link| link.to_type == kind && link.to == id;
                let links = entity.links.iter().filter(|link| is_it(link)).cloned();
                turned.extend(
                    links.map(|link| (other_kind.clone(), *other, Link { to: into, ..link })),
                );
                entity.links.retain(|link| !is_it(link));
            }
        }
        for (other_kind, other, link) in turned {
            self.put_link(&other_kind, other, link);
        }
        for link in gone.links {
            self.put_link(kind, into, link);
        }
        Some(())
    }

    fn drop_link(&mut self, kind: &str, from: i64, to_type: &str, to: i64) {
        if let Some(entity) = self.entity_mut(kind, from) {
            entity
                .links
                .retain(|own| own.to_type != to_type || own.to != to);
        }
    }

    fn entity_mut(&mut self, kind: &str, id: i64) -> Option<&mut Entity> {
        self.entities.get_mut(kind)?.get_mut(&id)
    }

    pub(super) fn links_of_one(&self, kind: &str, id: Option<i64>) -> Reply {
        let Some(entity) = id.and_then(|id| self.of(kind).get(&id)) else {
            return Reply::problem(404, "Not Found", "Entity not found");
        };
        let links: Vec<_> = entity
            .links
            .iter()
            .map(|link| {
                let mut item = bulk_item(kind, entity.id, link);
                if let Some(item) = item.as_object_mut() {
                    item.remove("entity_id");
                    item.remove("entity_type");
                }
                item
            })
            .collect();
        Reply::ok(
            200,
            &json!({"_total_items": links.len(), "_embedded": {"links": links}}),
        )
    }

    pub(super) fn links_of_many(&self, request: &Request, kind: &str) -> Reply {
        let ids: Vec<i64> = request
            .query
            .iter()
            .filter(|(key, _)| key.starts_with("filter[entity_id]"))
            .filter_map(|(_, id)| id.parse().ok())
            .collect();
        if ids.is_empty() {
            return Reply::problem(400, "Bad Request", "filter[entity_id] is required");
        }
        let links: Vec<_> = ids
            .iter()
            .filter_map(|id| self.of(kind).get(id))
            .flat_map(|e| e.links.iter().map(|link| bulk_item(kind, e.id, link)))
            .collect();
        Reply::ok(
            200,
            &json!({"_total_items": links.len(), "_embedded": {"links": links}}),
        )
    }

    fn read_links(
        &self,
        request: &Request,
        kind: &str,
        id: Option<i64>,
        makes: bool,
    ) -> Result<Vec<(i64, Link)>, Box<Reply>> {
        let links = batch::read(
            request,
            self.habits.most_per_request,
            |item: &Item, wrong: &mut Mistakes| {
                let (from, link) = self.read_item(kind, id, &item.body, wrong)?;
                let refused = makes && !self.habits.company_gives_way;
                if refused && self.is_second_company(kind, from, &link) {
                    wrong.add(NOT_A_CHOICE, "to_entity_id");
                }
                Some((from, link))
            },
        )?;
        Ok(links.into_iter().filter_map(|(_, link)| link).collect())
    }

    fn read_item(
        &self,
        kind: &str,
        id: Option<i64>,
        item: &Map<String, Value>,
        wrong: &mut Mistakes,
    ) -> Option<(i64, Link)> {
        for key in item.keys() {
            // The official SDK sends the main entity in either form, `null` where the path names it.
            let is_sdk = !self.habits.strict
                && match key.as_str() {
                    "entity_type" => item[key].is_null() || item[key] == kind,
                    "entity_id" => item[key].is_null() || item[key].as_i64() == id,
                    _ => false,
                };
            let known = matches!(key.as_str(), "to_entity_id" | "to_entity_type" | "metadata")
                || (key == "entity_id" && id.is_none())
                || is_sdk;
            if !known {
                wrong.add(NOT_EXPECTED, key.as_str());
            }
        }
        let int = |key: &str, wrong: &mut Mistakes| match item.get(key) {
            None => {
                wrong.add(MISSING, key);
                None
            }
            Some(value) => {
                if value.as_i64().is_none() {
                    wrong.add(NOT_INT, key);
                }
                value.as_i64()
            }
        };
        let from = match id {
            Some(id) => Some(id),
            None => int("entity_id", wrong),
        }?;
        let to = int("to_entity_id", wrong)?;
        let to_type = item
            .get("to_entity_type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let allowed = match kind {
            LEADS => [CONTACTS, COMPANIES, ELEMENTS].contains(&to_type),
            CONTACTS => [COMPANIES, ELEMENTS].contains(&to_type),
            COMPANIES => [CONTACTS, LEADS, ELEMENTS].contains(&to_type),
            _ => false,
        };
        if !allowed {
            wrong.add(NOT_A_CHOICE, "to_entity_type");
            return None;
        }
        let metadata = item
            .get("metadata")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        for key in metadata.keys() {
            let known = match to_type {
                ELEMENTS => {
                    ["catalog_id", "quantity", "price_id", "updated_by"].contains(&key.as_str())
                }
                CONTACTS => ["is_main", "updated_by"].contains(&key.as_str()),
                _ => key == "updated_by",
            };
            if !known {
                wrong.add(NOT_EXPECTED, format!("metadata.{key}"));
            }
        }
        let catalog_id = metadata.get("catalog_id").and_then(Value::as_i64);
        if to_type == ELEMENTS && catalog_id.is_none() {
            wrong.add(MISSING, "metadata.catalog_id");
        }
        if self.of(kind).get(&from).is_none_or(|e| e.is_deleted) {
            wrong.add(NOT_A_CHOICE, "entity_id");
        }
        let there =
            |e: &Entity| !e.is_deleted && (to_type != ELEMENTS || Some(e.catalog_id) == catalog_id);
        if !self.of(to_type).get(&to).is_some_and(there) {
            wrong.add(NOT_A_CHOICE, "to_entity_id");
        }
        Some((
            from,
            Link {
                to_type: to_type.to_owned(),
                to,
                is_main: metadata
                    .get("is_main")
                    .and_then(Value::as_bool)
                    .unwrap_or(false),
                quantity: metadata.get("quantity").and_then(Value::as_f64),
                catalog_id,
            },
        ))
    }
}

/// The pairs that can be linked from either side (`docs/amocrm.md` 8).
fn is_seen_from_both(one: &str, other: &str) -> bool {
    let with_company = |kind| matches!(kind, CONTACTS | LEADS);
    (one == COMPANIES && with_company(other)) || (other == COMPANIES && with_company(one))
}

/// Adds a link or changes the one that is there.
fn put(entity: &mut Entity, link: Link) {
    if link.is_main {
        for own in &mut entity.links {
            own.is_main = false;
        }
    }
    match entity
        .links
        .iter_mut()
        .find(|own| own.to_type == link.to_type && own.to == link.to)
    {
        Some(own) => *own = link,
        None => entity.links.push(link),
    }
}

/// A link inside an entity's `_embedded`.
pub(super) fn read_link(link: &Link) -> Value {
    match link.to_type.as_str() {
        CONTACTS => json!({"id": link.to, "is_main": link.is_main}),
        ELEMENTS => {
            json!({"id": link.to, "metadata": {"quantity": link.quantity, "catalog_id": link.catalog_id}})
        }
        _ => json!({"id": link.to}),
    }
}

fn bulk_item(kind: &str, from: i64, link: &Link) -> Value {
    let metadata = match link.to_type.as_str() {
        CONTACTS => json!({"main_contact": link.is_main}),
        ELEMENTS => json!({"quantity": link.quantity, "catalog_id": link.catalog_id}),
        _ => Value::Null,
    };
    json!({"entity_id": from, "entity_type": kind, "to_entity_id": link.to, "to_entity_type": link.to_type,
           "metadata": metadata})
}
