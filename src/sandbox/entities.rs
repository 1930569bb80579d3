//! Contacts, companies, leads and catalog elements: create, change, list, read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::batch::{self, Answer, Item};
use super::http::{
    MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_INT, NOT_STRING, Reply, Request, TOO_LONG,
};
use super::links::read_link;
use super::pages;
use super::refusals::failure;
use super::sorting::Sorting;
use super::values::{self, Mistakes};
use super::world::{
    COMPANIES, CONTACTS, ELEMENTS, Entity, LEADS, Link, LossReason, Order, World, not_found,
};

impl World {
    pub(super) fn entity_request(&mut self, request: &Request, kind: &str, rest: &[&str]) -> Reply {
        let id = rest.first().and_then(|id| id.parse::<i64>().ok());
        match (request.method.as_str(), rest) {
            (_, ["tags"]) => self.tags_request(request, kind),
            (_, ["notes", rest @ ..]) => self.notes_request(request, kind, None, rest),
            (_, [_, "notes", rest @ ..]) if id.is_some() => {
                self.notes_request(request, kind, id, rest)
            }
            ("GET", []) => self.list(request, kind, None),
            ("POST", []) => self.write(request, kind, None, false).into(),
            ("PATCH", []) => self.write(request, kind, None, true).into(),
            ("GET", [_]) if id.is_some() => self.one(request, kind, id, None),
            ("PATCH", [_]) if id.is_some() => self.write_one(request, kind, id, None),
            ("POST", ["link" | "unlink"]) if self.habits.no_bulk_link.is_some() => {
                failure(self.habits.no_bulk_link.unwrap_or(404))
            }
            ("POST", ["link"]) => self.link(request, kind, None).into(),
            ("POST", ["unlink"]) => self.unlink(request, kind, None).into(),
            ("GET", ["links"]) => self.links_of_many(request, kind),
            ("POST", [_, "link"]) if id.is_some() => self.link(request, kind, id).into(),
            ("POST", [_, "unlink"]) if id.is_some() => self.unlink(request, kind, id).into(),
            ("GET", [_, "links"]) if id.is_some() => self.links_of_one(kind, id),
            _ => not_found(request),
        }
    }

    pub(super) fn elements(&mut self, request: &Request, catalog: &str, rest: &[&str]) -> Reply {
        let Some(catalog) = catalog
            .parse()
            .ok()
            .filter(|id| self.catalogs.iter().any(|c| c.id == *id))
        else {
            return Reply::problem(404, "Not Found", "Catalog not found");
        };
        let id = rest.first().and_then(|id| id.parse::<i64>().ok());
        match (request.method.as_str(), rest) {
            ("GET", []) => self.list(request, ELEMENTS, Some(catalog)),
            ("POST", []) => self.write(request, ELEMENTS, Some(catalog), false).into(),
            ("PATCH", []) => self.write(request, ELEMENTS, Some(catalog), true).into(),
            ("GET", [_]) if id.is_some() => self.one(request, ELEMENTS, id, Some(catalog)),
            ("PATCH", [_]) if id.is_some() => self.write_one(request, ELEMENTS, id, Some(catalog)),
            _ => not_found(request),
        }
    }

    fn one(&self, request: &Request, kind: &str, id: Option<i64>, catalog: Option<i64>) -> Reply {
        let found = id.and_then(|id| self.of(kind).get(&id)).filter(|e| {
            (!e.is_deleted || self.habits.trash)
                && catalog.is_none_or(|catalog| e.catalog_id == catalog)
        });
        match found {
            Some(entity) => Reply::ok(200, &self.show_with(request, kind, entity)),
            None => Reply::empty(),
        }
    }

    fn list(&self, request: &Request, kind: &str, catalog: Option<i64>) -> Reply {
        let pages::Wanted {
            number: page,
            limit,
        } = match pages::wanted(request, self.habits.most_per_page) {
            Ok(page) => page,
            Err(reply) => return *reply,
        };
        let shown = |e: &&Entity| {
            !e.is_deleted
                && e.visible_at <= self.now_ms
                && catalog.is_none_or(|catalog| e.catalog_id == catalog)
        };
        let wanted = |e: &&Entity| {
            // Without the paid add-on a filter is ignored, not refused.
            !self.filters || super::filter::matches(&request.query, e)
        };
        let searched = super::filter::searched(request);
        let has = |e: &&Entity| {
            searched
                .as_ref()
                .is_none_or(|text| super::filter::has(e, text))
        };
        let mut found: Vec<&Entity> = self
            .of(kind)
            .values()
            .filter(shown)
            .filter(has)
            .filter(wanted)
            .collect();
        let sorting = Sorting::of(request, kind, self.habits.order);
        sorting.sort(&mut found);
        let mut found: Vec<&Entity> = found
            .into_iter()
            .skip((page - 1).saturating_mul(limit))
            .take(limit + 1)
            .collect();
        if found.is_empty() {
            return Reply::empty();
        }
        let more = found.len() > limit;
        found.truncate(limit);
        if self.habits.order == Order::RisingPages {
            found.sort_by_key(|e| e.id);
        }
        let items: Vec<_> = found
            .iter()
            .map(|e| self.show_with(request, kind, e))
            .collect();
        // Answers name an inner host now and then; a client that follows it leaves the account.
        let href = |page| {
            format!(
                "https://shard151.amocrm.ru{}?limit={limit}&page={page}",
                request.path
            )
        };
        let mut links = json!({"self": {"href": href(page)}});
        if more {
            links["next"] = json!({"href": href(page + 1)});
        }
        if page > 1 {
            links["first"] = json!({"href": href(1)});
            links["prev"] = json!({"href": href(page - 1)});
        }
        let key = if kind == ELEMENTS { "elements" } else { kind };
        Reply::ok(
            200,
            &json!({"_page": page, "_links": links, "_embedded": {key: items}}),
        )
    }

    fn write(
        &mut self,
        request: &Request,
        kind: &str,
        catalog: Option<i64>,
        change: bool,
    ) -> Answer {
        let items = batch::items(request, self.habits.most_per_request)?;
        if change && self.habits.gone == 404 {
            let gone = |item: &Item| {
                let id = item.body.get("id").and_then(Value::as_i64);
                id.is_some_and(|id| !self.can_change(kind, catalog, id))
            };
            if items.iter().any(gone) {
                return Ok(Reply::problem(404, "Not Found", "Entity not found"));
            }
        }
        let drafts = batch::check(items, |item, wrong| {
            self.draft(kind, catalog, &item.body, change, wrong)
        })?;
        let drafts: Vec<(Item, Entity)> = drafts
            .into_iter()
            .filter_map(|(item, draft)| draft.map(|draft| (item, draft)))
            .collect();
        if let Some(errors) = self.business_errors(kind, &drafts) {
            return Ok(errors);
        }
        let count = drafts.len();
        let mut answers = Vec::with_capacity(count);
        for (item, entity) in drafts {
            let entity = self.keep(kind, entity);
            let mut answer = if kind == ELEMENTS {
                self.show(kind, &entity)
            } else {
                json!({"id": entity.id})
            };
            let own = entity.id.to_string();
            let list = request.path.trim_end_matches(&format!("/{own}"));
            answer["_links"] =
                json!({"self": {"href": format!("https://shard151.amocrm.ru{list}/{own}")}});
            if change {
                answer["updated_at"] = entity.updated_at.into();
                answer["request_id"] = if item.is_named {
                    item.request_id.into()
                } else {
                    entity.id.to_string().into()
                };
            } else {
                answer["request_id"] = item.request_id.into();
            }
            answers.push(answer);
        }
        let key = if kind == ELEMENTS { "elements" } else { kind };
        Ok(Reply::ok(
            200,
            &json!({"_links": {"self": {"href": request.path}}, "_embedded": {key: answers}}),
        )
        .stored(count))
    }

    /// Stores a draft, with its tags in the dictionary and its links seen from both sides.
    pub(super) fn keep(&mut self, kind: &str, mut entity: Entity) -> Entity {
        let is_new = entity.id == 0;
        if is_new {
            entity.id = self.next_id();
            entity.created_at = self.now();
            entity.visible_at = self.now_ms + self.visibility_ms;
        }
        entity.updated_at = self.now();
        for name in &entity.tags {
            self.learn_tag(kind, name, None);
        }
        let (id, links) = (entity.id, entity.links.clone());
        self.entities
            .entry(kind.to_owned())
            .or_default()
            .insert(id, entity.clone());
        if is_new {
            for link in links {
                self.put_link(kind, id, link);
            }
        }
        entity
    }

    /// Whether a PATCH may name this id.
    fn can_change(&self, kind: &str, catalog: Option<i64>, id: i64) -> bool {
        self.of(kind)
            .get(&id)
            .is_some_and(|e| !e.is_deleted && catalog.is_none_or(|c| e.catalog_id == c))
    }

    fn write_one(
        &mut self,
        request: &Request,
        kind: &str,
        id: Option<i64>,
        catalog: Option<i64>,
    ) -> Reply {
        let Ok(Value::Object(mut item)) = serde_json::from_slice::<Value>(&request.body) else {
            return Reply::problem(405, "Method Not Allowed", "Method Not Allowed");
        };
        item.insert("id".to_owned(), json!(id));
        let inner = Request {
            body: Value::Array(vec![Value::Object(item)])
                .to_string()
                .into_bytes(),
            ..request.clone()
        };
        let mut reply = Reply::from(self.write(&inner, kind, catalog, true));
        if reply.status == 200 {
            let key = if kind == ELEMENTS { "elements" } else { kind };
            let flat = serde_json::from_str::<Value>(&reply.body)
                .ok()
                .and_then(|body| body["_embedded"][key].get(0).cloned());
            reply.body = flat.unwrap_or_default().to_string();
        }
        reply
    }

    /// A loss reason is looked at after validation: against the stage that the lead is to be in, or, as \[3p\] issue 88
    /// found, the one before the change; there even `null` counts.
    fn business_errors(&self, kind: &str, drafts: &[(Item, Entity)]) -> Option<Reply> {
        if kind != LEADS {
            return None;
        }
        let mut errors = Map::new();
        for (item, draft) in drafts {
            let before = self.of(LEADS).get(&draft.id).map(|e| e.status_id);
            let comes_after = self.habits.loss_reason == LossReason::After;
            let stage = before.filter(|_| comes_after).unwrap_or(draft.status_id);
            let reason = item.body.get("loss_reason_id");
            let is_there = reason.is_some_and(|reason| comes_after || !reason.is_null());
            if is_there && stage != 143 {
                errors.insert(
                    draft.id.to_string(),
                    "Loss reason can be specified only for lost lead".into(),
                );
            }
        }
        (!errors.is_empty()).then(|| Reply {
            content_type: "application/problem+json",
            ..Reply::ok(
                400,
                &json!({"errors": errors, "title": "Bad Request", "type": "https://httpstatus.es/400",
                        "status": 400, "detail": "Invalid request body"}),
            )
        })
    }

    pub(super) fn draft(
        &self,
        kind: &str,
        catalog: Option<i64>,
        item: &Map<String, Value>,
        change: bool,
        wrong: &mut Mistakes,
    ) -> Option<Entity> {
        let mut entity = Entity::default();
        if change {
            match item.get("id").map(Value::as_i64) {
                None => wrong.add(MISSING, "id"),
                Some(None) => wrong.add(NOT_INT, "id"),
                Some(Some(id)) => match self.of(kind).get(&id) {
                    Some(known) if self.can_change(kind, catalog, id) => entity = known.clone(),
                    _ => wrong.add(("NotFound", "Entity not found"), "id"),
                },
            }
        } else {
            entity.responsible_user_id = self.users.first().map_or(0, |user| user.id);
            if kind == LEADS {
                let main = self
                    .pipelines
                    .iter()
                    .find(|p| p.is_main)
                    .or(self.pipelines.first())?;
                entity.pipeline_id = main.id;
            }
        }
        entity.catalog_id = catalog.unwrap_or_default();
        if kind == ELEMENTS && !item.contains_key("name") {
            wrong.add(MISSING, "name");
        }
        for (key, value) in item {
            if !self.habits.strict && is_read_only(kind, key, value) {
                continue;
            }
            self.set(kind, &mut entity, key, value, change, wrong);
        }
        if kind == LEADS {
            self.check_status(&mut entity, item, wrong);
        }
        if kind == CONTACTS
            && !item.contains_key("name")
            && (item.contains_key("first_name") || item.contains_key("last_name"))
        {
            let full = format!("{} {}", entity.first_name, entity.last_name);
            full.trim().clone_into(&mut entity.name);
        }
        Some(entity)
    }

    fn set(
        &self,
        kind: &str,
        e: &mut Entity,
        key: &str,
        value: &Value,
        change: bool,
        wrong: &mut Mistakes,
    ) {
        let text = |wrong: &mut Mistakes| match value {
            Value::String(text) if text.chars().count() > 255 => {
                wrong.add(TOO_LONG, key);
                None
            }
            Value::String(text) => Some(text.clone()),
            _ => {
                wrong.add(NOT_STRING, key);
                None
            }
        };
        let int = |wrong: &mut Mistakes| {
            let number = value.as_i64();
            if number.is_none() {
                wrong.add(NOT_INT, key);
            }
            number
        };
        match (key, kind) {
            ("id", _) if change => {}
            ("request_id", _) if !self.habits.strict && (value.is_i64() || value.is_null()) => {}
            ("request_id", _) => {
                text(wrong);
            }
            ("name", _) => e.name = text(wrong).unwrap_or_default(),
            ("first_name", CONTACTS) => e.first_name = text(wrong).unwrap_or_default(),
            ("last_name", CONTACTS) => e.last_name = text(wrong).unwrap_or_default(),
            ("custom_fields_values", _) => {
                let prefix = match e.catalog_id {
                    0 => kind.to_owned(),
                    catalog => format!("catalogs/{catalog}"),
                };
                let fields = self.fields.get(&prefix).map_or(&[][..], Vec::as_slice);
                for (field, values) in values::check(value, fields, &self.time_zone, wrong) {
                    match values {
                        Some(values) => e.values.insert(field, values),
                        None => e.values.remove(&field),
                    };
                }
            }
            (_, ELEMENTS) => wrong.add(NOT_EXPECTED, key),
            ("responsible_user_id" | "created_by" | "updated_by", _) => {
                if let Some(user) = int(wrong) {
                    if !self.is_active_user(user) {
                        wrong.add(NOT_A_CHOICE, key);
                    }
                    if key == "responsible_user_id" {
                        e.responsible_user_id = user;
                    }
                }
            }
            ("created_at" | "updated_at", _) => {
                int(wrong);
            }
            ("price", LEADS) => {
                if let Some(price) = int(wrong) {
                    if i32::try_from(price).is_err() {
                        wrong.add(("TooHigh", "This value should be 2147483647 or less."), key);
                    }
                    e.price = price;
                }
            }
            ("pipeline_id", LEADS) => e.pipeline_id = int(wrong).unwrap_or_default(),
            ("status_id", LEADS) => e.status_id = int(wrong).unwrap_or_default(),
            ("closed_at", LEADS) => e.closed_at = int(wrong),
            ("loss_reason_id", LEADS) => {
                let reason = int(wrong);
                if !self.loss_reasons.iter().any(|(id, _)| Some(*id) == reason) {
                    wrong.add(NOT_A_CHOICE, key);
                }
                e.loss_reason_id = reason;
            }
            ("tags_to_add" | "tags_to_delete", _) if key == "tags_to_add" || change => {
                let names = self.tag_names(kind, value, key, wrong);
                if key == "tags_to_delete" {
                    e.tags.retain(|tag| !names.contains(tag));
                } else {
                    for name in names {
                        if !e.tags.contains(&name) {
                            e.tags.push(name);
                        }
                    }
                }
            }
            ("_embedded", _) => self.embedded(kind, e, value, change, wrong),
            _ => wrong.add(NOT_EXPECTED, key),
        }
    }

    fn embedded(
        &self,
        kind: &str,
        e: &mut Entity,
        value: &Value,
        change: bool,
        wrong: &mut Mistakes,
    ) {
        let Some(parts) = value.as_object() else {
            return wrong.add(NOT_ARRAY, "_embedded");
        };
        for (key, list) in parts {
            let path = format!("_embedded.{key}");
            match key.as_str() {
                "tags" if list.is_null() => e.tags.clear(),
                "tags" => e.tags = self.tag_names(kind, list, &path, wrong),
                CONTACTS | COMPANIES if kind == LEADS && !change => {
                    let Some(list) = list.as_array() else {
                        wrong.add(NOT_ARRAY, path);
                        continue;
                    };
                    if key == COMPANIES && list.len() > 1 {
                        wrong.add(
                            (
                                "TooMany",
                                "This collection should contain 1 element or less.",
                            ),
                            path.clone(),
                        );
                    }
                    for (at, item) in list.iter().enumerate() {
                        let id = item.get("id").and_then(Value::as_i64);
                        let Some(id) =
                            id.filter(|id| self.of(key).get(id).is_some_and(|e| !e.is_deleted))
                        else {
                            wrong.add(NOT_A_CHOICE, format!("{path}.{at}.id"));
                            continue;
                        };
                        e.links.push(Link {
                            to_type: key.clone(),
                            to: id,
                            is_main: item
                                .get("is_main")
                                .and_then(Value::as_bool)
                                .unwrap_or(key == CONTACTS && at == 0),
                            quantity: None,
                            catalog_id: None,
                        });
                    }
                }
                // Clients that send back what they read mean no change by it.
                CONTACTS | COMPANIES | LEADS | ELEMENTS | "customers" | "loss_reason"
                    if !self.habits.strict => {}
                _ => wrong.add(NOT_EXPECTED, path),
            }
        }
    }

    fn check_status(&self, e: &mut Entity, item: &Map<String, Value>, wrong: &mut Mistakes) {
        let Some(pipeline) = self.pipelines.iter().find(|p| p.id == e.pipeline_id) else {
            return wrong.add(NOT_A_CHOICE, "pipeline_id");
        };
        if item.contains_key("status_id") {
            // Unsorted is reached by its own API only.
            if !pipeline
                .statuses
                .iter()
                .any(|s| s.id == e.status_id && s.kind != 1)
            {
                wrong.add(NOT_A_CHOICE, "status_id");
            }
        } else if e.status_id == 0 || item.contains_key("pipeline_id") {
            e.status_id = pipeline
                .statuses
                .iter()
                .find(|s| s.kind != 1)
                .map_or(0, |s| s.id);
        }
        let closed = matches!(e.status_id, 142 | 143);
        if !closed {
            e.closed_at = None;
            e.loss_reason_id = None;
        } else if e.closed_at.is_none() {
            e.closed_at = Some(self.now());
        }
    }

    /// The entity as reads show it.
    pub(super) fn show(&self, kind: &str, e: &Entity) -> Value {
        let prefix = match e.catalog_id {
            0 => kind.to_owned(),
            catalog => format!("catalogs/{catalog}"),
        };
        let fields = self.fields.get(&prefix).map_or(&[][..], Vec::as_slice);
        let by_id: BTreeMap<i64, _> = fields.iter().map(|field| (field.id, field)).collect();
        let custom: Vec<_> = e
            .values
            .iter()
            .filter_map(|(id, values)| by_id.get(id).map(|field| values::read(field, values)))
            .collect();
        let custom = if custom.is_empty() {
            Value::Null
        } else {
            custom.into()
        };
        let mut body = json!({"id": e.id, "name": e.name, "created_by": 0, "updated_by": 0,
            "created_at": e.created_at, "updated_at": e.updated_at, "is_deleted": e.is_deleted,
            "custom_fields_values": custom, "account_id": self.oauth.account_id});
        if kind == ELEMENTS {
            body["catalog_id"] = e.catalog_id.into();
            return body;
        }
        body["responsible_user_id"] = e.responsible_user_id.into();
        body["group_id"] = 0.into();
        body["closest_task_at"] = Value::Null;
        let of_type = |kind: &str| {
            e.links
                .iter()
                .filter(|l| l.to_type == kind)
                .map(read_link)
                .collect::<Vec<_>>()
        };
        body["_embedded"] = json!({"tags": self.show_tags(kind, &e.tags), "companies": of_type(COMPANIES),
            "catalog_elements": of_type(ELEMENTS)});
        match kind {
            CONTACTS => {
                body["first_name"] = e.first_name.clone().into();
                body["last_name"] = e.last_name.clone().into();
            }
            LEADS => {
                body["score"] = Value::Null;
                body["labor_cost"] = Value::Null;
                body["_embedded"]["loss_reason"] = self
                    .loss_reasons
                    .iter()
                    .filter(|(id, _)| Some(*id) == e.loss_reason_id)
                    .map(super::world::show_loss_reason)
                    .collect();
                body["price"] = e.price.into();
                body["status_id"] = e.status_id.into();
                body["pipeline_id"] = e.pipeline_id.into();
                body["loss_reason_id"] = e.loss_reason_id.into();
                body["closed_at"] = e.closed_at.into();
                body["_embedded"]["contacts"] = of_type(CONTACTS).into();
            }
            _ => {
                body["_embedded"] = json!({"tags": body["_embedded"]["tags"],
                    "contacts": of_type(CONTACTS), "leads": of_type(LEADS),
                    "catalog_elements": of_type(ELEMENTS)});
            }
        }
        body
    }

    /// The entity as a request sees it: most of what it is linked to comes only with `with`.
    fn show_with(&self, request: &Request, kind: &str, e: &Entity) -> Value {
        let with: Vec<&str> = request
            .param("with")
            .unwrap_or_default()
            .split(',')
            .collect();
        let mut body = self.show(kind, e);
        if kind == CONTACTS && with.contains(&LEADS) {
            let of_contact = |lead: &&Entity| {
                lead.links
                    .iter()
                    .any(|l| l.to_type == CONTACTS && l.to == e.id)
            };
            body["_embedded"]["leads"] = self
                .of(LEADS)
                .values()
                .filter(of_contact)
                .map(|lead| json!({"id": lead.id}))
                .collect();
        }
        if let Some(embedded) = body.get_mut("_embedded").and_then(Value::as_object_mut) {
            embedded.retain(|key, _| {
                matches!(key.as_str(), "tags" | "companies") || with.contains(&key.as_str())
            });
        }
        body
    }
}

/// Keys that only reads have, and `null` in place of a number that is not there: clients that send back what they read
/// send them along.
fn is_read_only(kind: &str, key: &str, value: &Value) -> bool {
    match key {
        "account_id" | "is_deleted" | "closest_task_at" | "_links" => true,
        "group_id" => kind != ELEMENTS,
        "catalog_id" | "created_by" | "updated_by" | "created_at" | "updated_at" => {
            kind == ELEMENTS
        }
        "score" | "labor_cost" | "source_id" | "is_price_modified_by_robot" => kind == LEADS,
        "closed_at" | "loss_reason_id" => kind == LEADS && value.is_null(),
        _ => false,
    }
}
