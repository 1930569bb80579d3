//! The engine's view of the CRM over HTTP.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::Crm;
use super::api::{Answer, Api as _, Method, Repeat, Request};
use super::error::{CrmError, CrmErrorKind};
use super::expect::{unreadable, whole};
use crate::crm::remote::{Accepted, FILTERED, Item, Link, Order, Page, Remote};
use crate::domain::{CrmId, EntityType, RemoteEntity};

impl Crm {
    /// The path of a list, and the key of its entities in answers.
    fn place(&self, entity: EntityType) -> Result<(String, &'static str), CrmError> {
        match entity {
            EntityType::CatalogElements => match self.catalog() {
                Some(id) => Ok((format!("/api/v4/catalogs/{id}/elements"), "elements")),
                None => Err(CrmError {
                    request: "products".to_owned(),
                    trace: None,
                    kind: CrmErrorKind::Local("the products list is not known".to_owned()),
                }),
            },
            other => Ok((format!("/api/v4/{other}"), other.as_str())),
        }
    }
}

impl Remote for Crm {
    fn create(&self, entity: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError> {
        let (path, key) = self.place(entity)?;
        let request = Request::written(Method::Post, path, list(items), Repeat::OnlyIfUnseen);
        let answer = self.call(&request)?;
        accepted(&request, answer.status, answer.body.as_ref(), key)
    }

    fn update(&self, entity: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError> {
        let (path, key) = self.place(entity)?;
        // The engine repeats it, perhaps in halves.
        let request = Request::written(Method::Patch, path, list(items), Repeat::OnlyIfUnseen);
        let answer = self.call(&request)?;
        accepted(&request, answer.status, answer.body.as_ref(), key)
    }

    fn link(&self, from: EntityType, links: &[Link]) -> Result<Vec<Link>, CrmError> {
        let answers = self.change_links(from, "link", links, |link| self.link_body(link))?;
        Ok(answers
            .iter()
            .flat_map(|(id, answer)| shown_links(answer, *id))
            .collect())
    }

    fn unlink(&self, from: EntityType, links: &[Link]) -> Result<(), CrmError> {
        self.change_links(from, "unlink", links, |link| self.unlink_body(link))
            .map(drop)
    }

    fn linked(&self, from: EntityType, id: CrmId) -> Result<Vec<Link>, CrmError> {
        let request = Request::get(format!("/api/v4/{from}/{id}/links"));
        let answer = self.call(&request)?;
        if answer.status != 204 && embedded(answer.body.as_ref(), "links").is_none() {
            let reason = "field `_embedded.links` is missing";
            return Err(unreadable(&request, answer.status, reason));
        }
        Ok(shown_links(&answer, Some(id)))
    }

    fn page(
        &self,
        entity: EntityType,
        order: Order,
        page: u32,
        limit: u32,
    ) -> Result<Page, CrmError> {
        let (path, key) = self.place(entity)?;
        let mut request = Request::get(path)
            .query("page", page)
            .query("limit", limit)
            .list(key);
        // Catalog elements know no order ([doc] catalogs-api).
        if entity != EntityType::CatalogElements {
            let order = match order {
                Order::NewestFirst => "desc",
                Order::OldestFirst => "asc",
            };
            request = request.query("order[id]", order);
        }
        let answer = self.call(&request)?;
        let body = answer.body.unwrap_or_default();
        let more = body
            .pointer("/_links/next")
            .is_some_and(|next| !next.is_null());
        Ok(Page {
            entities: entities(&body, key),
            more,
        })
    }

    fn get(&self, entity: EntityType, id: CrmId) -> Result<Option<RemoteEntity>, CrmError> {
        let (path, _) = self.place(entity)?;
        let request = Request::get(format!("{path}/{id}")).object();
        match self.call(&request) {
            Ok(answer) => match answer.body.and_then(entity_of) {
                Some(other) if other.id != id => {
                    let reason = format!("it shows {} in place of {id}", other.id);
                    Err(unreadable(&request, answer.status, reason))
                }
                found => Ok(found),
            },
            // Some lists answer 404 in place of 204.
            Err(CrmError {
                kind: CrmErrorKind::Refused { status: 404, .. },
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(FILTERED) {
            let mut left: Vec<CrmId> = some.to_vec();
            if some.len() > 1 && self.filters() {
                let listed = self.filtered(entity, some)?;
                // Where filters are not paid for they are ignored, and anything comes ([3p] issues 71, 348).
                if listed.iter().all(|one| some.contains(&one.id)) {
                    left.retain(|id| !listed.iter().any(|one| one.id == *id));
                    found.extend(listed);
                } else {
                    self.filters_are_ignored();
                }
            }
            // What a list does not show may still be there.
            for id in left {
                found.extend(self.get(entity, id)?);
            }
        }
        Ok(found)
    }

    fn read_twice(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError> {
        let mut found = self.read(entity, ids)?;
        let is_found = |id: &CrmId| found.iter().any(|one| one.id == *id);
        let absent: Vec<_> = ids.iter().copied().filter(|id| !is_found(id)).collect();
        if !absent.is_empty() {
            self.pause_before_second_look(entity)?;
            for id in absent {
                found.extend(self.get(entity, id)?);
            }
        }
        Ok(found)
    }

    fn depth(&self, waited: Duration) -> usize {
        self.useful_in_flight(waited)
    }
}

impl Crm {
    /// Makes or undoes links, all in one request. Where the account does not know that method, as Kommo does not document
    /// it, entity by entity; the answers then belong to the entity beside them. Linking what is linked already changes
    /// nothing (`docs/amocrm.md` 8); the engine repeats it, perhaps in halves.
    fn change_links(
        &self,
        from: EntityType,
        verb: &str,
        links: &[Link],
        body: impl Fn(&Link) -> Value,
    ) -> Result<Vec<(Option<CrmId>, Answer)>, CrmError> {
        if self.links_in_bulk() {
            let items = links.iter().map(&body).collect();
            let path = format!("/api/v4/{from}/{verb}");
            match self.call(&Request::post(path, items, Repeat::OnlyIfUnseen)) {
                Err(CrmError {
                    kind:
                        CrmErrorKind::Refused {
                            status: 404 | 405, ..
                        },
                    ..
                }) => {}
                other => return Ok(vec![(None, other?)]),
            }
        }
        let mut by_entity: BTreeMap<CrmId, Vec<Value>> = BTreeMap::new();
        for link in links {
            let mut item = body(link);
            if let Some(item) = item.as_object_mut() {
                item.remove("entity_id");
            }
            by_entity.entry(link.from).or_default().push(item);
        }
        let mut answers = Vec::with_capacity(by_entity.len());
        for (id, items) in by_entity {
            let path = format!("/api/v4/{from}/{id}/{verb}");
            let request = Request::post(path, items.into(), Repeat::OnlyIfUnseen);
            answers.push((Some(id), self.call(&request)?));
        }
        // It works so: that is kept for the rest of the run.
        self.link_one_by_one();
        Ok(answers)
    }

    /// Whether filters work in this account. Asks for entities that are about to be read, as a run would.
    pub fn filters_work(&self, entity: EntityType, ids: &[CrmId]) -> Result<bool, CrmError> {
        let listed = self.filtered(entity, ids)?;
        Ok(listed.iter().all(|one| ids.contains(&one.id)))
    }

    fn pause_before_second_look(&self, entity: EntityType) -> Result<(), CrmError> {
        match self.transport().stop().wait(self.second_look()) {
            None => Ok(()),
            Some(exit) => Err(CrmError {
                request: entity.to_string(),
                trace: None,
                kind: CrmErrorKind::Stopped(exit),
            }),
        }
    }

    fn filtered(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError> {
        let (path, key) = self.place(entity)?;
        let mut request = Request::get(path).query("limit", ids.len()).list(key);
        for id in ids {
            request = request.query("filter[id][]", id);
        }
        let body = self.call(&request)?.body.unwrap_or_default();
        Ok(entities(&body, key))
    }

    /// The catalog is wanted here as well (`docs/amocrm.md` 8).
    fn unlink_body(&self, link: &Link) -> Value {
        let mut item = pair_body(link);
        if link.to_type == EntityType::CatalogElements {
            item["metadata"] = json!({ "catalog_id": self.catalog() });
        }
        item
    }

    fn link_body(&self, link: &Link) -> Value {
        let mut item = pair_body(link);
        match link.to_type {
            EntityType::CatalogElements => {
                let quantity = link.quantity.unwrap_or(1.0);
                item["metadata"] = json!({"catalog_id": self.catalog(), "quantity": quantity});
            }
            EntityType::Contacts if link.is_main => item["metadata"] = json!({"is_main": true}),
            _ => {}
        }
        item
    }
}

fn pair_body(link: &Link) -> Value {
    json!({"entity_id": link.from.0, "to_entity_id": link.to.0, "to_entity_type": link.to_type.as_str()})
}

/// The items as a JSON list.
fn list(items: &[Item]) -> String {
    let texts: Vec<_> = items.iter().map(Item::text).collect();
    format!("[{}]", texts.join(","))
}

fn accepted(
    request: &Request,
    status: u16,
    body: Option<&Value>,
    key: &str,
) -> Result<Vec<Accepted>, CrmError> {
    let Some(list) = embedded(body, key) else {
        let reason = format!("field `_embedded.{key}` is missing");
        return Err(unreadable(request, status, reason));
    };
    Ok(list
        .iter()
        .filter_map(|item| {
            Some(Accepted {
                id: CrmId(whole(item.get("id")?)?),
                request_id: item
                    .get("request_id")
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned),
            })
        })
        .collect())
}

fn embedded<'a>(body: Option<&'a Value>, key: &str) -> Option<&'a Vec<Value>> {
    body?.get("_embedded")?.get(key)?.as_array()
}

/// The entities of a list that was read; none of a 204.
fn entities(body: &Value, key: &str) -> Vec<RemoteEntity> {
    let list = embedded(Some(body), key).into_iter().flatten();
    list.cloned().filter_map(entity_of).collect()
}

fn entity_of(raw: Value) -> Option<RemoteEntity> {
    Some(RemoteEntity {
        id: CrmId(raw.get("id")?.as_i64()?),
        is_deleted: raw
            .get("is_deleted")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        raw,
    })
}

/// The links that an answer shows. Items of one entity's own list do not name it: `of` does.
fn shown_links(answer: &Answer, of: Option<CrmId>) -> Vec<Link> {
    let list = embedded(answer.body.as_ref(), "links")
        .into_iter()
        .flatten();
    list.filter_map(|raw| read_link(raw, of)).collect()
}

fn read_link(raw: &Value, of: Option<CrmId>) -> Option<Link> {
    let to_type = raw.get("to_entity_type")?.as_str()?;
    Some(Link {
        from: match (raw.get("entity_id"), of) {
            (Some(id), _) => CrmId(whole(id)?),
            (None, of) => of?,
        },
        to: CrmId(whole(raw.get("to_entity_id")?)?),
        to_type: EntityType::ALL
            .into_iter()
            .find(|entity| entity.as_str() == to_type)?,
        is_main: raw
            .pointer("/metadata/main_contact")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        quantity: raw.pointer("/metadata/quantity").and_then(Value::as_f64),
    })
}
