//! `/_sandbox/…`: what tests and people use to look at the account and to disturb it. Neither authorized nor limited, but
//! each request carries `X-Amosync-Sandbox: 1`, which no page of a browser can send.

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::server::Service;
use super::world::{ELEMENTS, World, not_found};

impl Service {
    /// Answers a control request.
    pub(super) fn control(&mut self, request: &Request) -> Reply {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let path = request.path.trim_start_matches("/_sandbox/");
        match (request.method.as_str(), path) {
            ("GET", "state") => Reply::ok(200, &state(&self.world)),
            // As a state file holds it, for a copy of the account.
            ("GET", "account") => Reply::ok(200, &json!(self.world)),
            ("GET", "requests") => Reply::ok(200, &json!(self.log)),
            ("DELETE", "requests") => {
                self.log.clear();
                self.rate.most = 0;
                self.rate.refused = 0;
                Reply::empty()
            }
            ("GET", "stats") => Reply::ok(200, &self.stats()),
            ("POST", "faults") => match body["spec"].as_str().unwrap_or_default().parse() {
                Ok(fault) => {
                    self.faults.push(fault);
                    Reply::empty()
                }
                Err(text) => Reply::problem(400, "Bad Request", &text),
            },
            ("DELETE", "faults") => {
                self.faults.clear();
                Reply::empty()
            }
            ("POST", "release") => {
                self.release();
                self.catch_up(None);
                Reply::empty()
            }
            ("POST", "clock") => {
                self.shift_ms += body["advance_seconds"].as_i64().unwrap_or_default() * 1000;
                Reply::empty()
            }
            ("POST", "code") => {
                let now = self.world.now();
                Reply::ok(200, &json!({"code": self.world.oauth.code(now)}))
            }
            ("POST", "tokens") => {
                if body["expire_access"] == true {
                    self.world.oauth.expire_access();
                }
                if body["revoke"] == true {
                    self.world.oauth.revoke();
                }
                Reply::empty()
            }
            ("POST", "unblock") => {
                self.rate.unblock();
                Reply::empty()
            }
            ("POST", "options") => {
                let all = body.as_object().into_iter().flatten();
                for (name, value) in all {
                    if let Err(text) = self.switch(name, value) {
                        return Reply::problem(400, "Bad Request", &text);
                    }
                }
                if let Some(zone) = body["time_zone"].as_str() {
                    if jiff::tz::TimeZone::get(zone).is_err() {
                        return Reply::problem(400, "Bad Request", "No such time zone");
                    }
                    zone.clone_into(&mut self.world.time_zone);
                }
                Reply::empty()
            }
            ("POST", "edit") => edit(&mut self.world, &body),
            _ => not_found(request),
        }
    }
}

/// The account as one document: entities by type and id as reads show them, with all their links.
fn state(world: &World) -> Value {
    let mut all = json!({"contacts": {}, "companies": {}, "leads": {}, "catalog_elements": {}});
    for (kind, entities) in &world.entities {
        for (id, entity) in entities {
            let mut shown = world.show(kind, entity);
            shown["links"] = json!(entity.links);
            all[kind][id.to_string()] = shown;
        }
    }
    all["fields"] = json!(world.fields);
    all["pipelines"] = json!(world.pipelines);
    all["groups"] = json!(world.groups);
    all["tags"] = json!(world.tags);
    all["notes"] = json!(world.notes);
    all["refreshes"] = json!(world.oauth.refreshes);
    all
}

/// What people do in the interface.
fn edit(world: &mut World, body: &Value) -> Reply {
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    let id = body["id"].as_i64().unwrap_or_default();
    let kind = text("entity");
    let done = match body["op"].as_str().unwrap_or_default() {
        "set_name" => entity(world, &kind, id).map(|e| e.name = text("name")),
        "set_field" => {
            let field = body["field_id"].as_i64().unwrap_or_default();
            let values = body["values"].as_array().cloned().unwrap_or_default();
            entity(world, &kind, id).map(|e| {
                e.values.insert(field, values);
            })
        }
        "set_status" => {
            let status = body["status_id"].as_i64().unwrap_or_default();
            entity(world, &kind, id).map(|e| e.status_id = status)
        }
        "delete" => entity(world, &kind, id).map(|e| e.is_deleted = true),
        "merge" => world.merge(&kind, id, body["into"].as_i64().unwrap_or_default()),
        "rename_option" => world
            .fields
            .values_mut()
            .flatten()
            .flat_map(|field| &mut field.enums)
            .find(|choice| choice.id == id)
            .map(|choice| choice.value = text("value")),
        "delete_status" => {
            for pipeline in &mut world.pipelines {
                pipeline
                    .statuses
                    .retain(|status| status.id != id || matches!(id, 142 | 143));
            }
            Some(())
        }
        "delete_field" => {
            for fields in world.fields.values_mut() {
                fields.retain(|field| field.id != id);
            }
            Some(())
        }
        _ => None,
    };
    match done {
        Some(()) => Reply::empty(),
        None => Reply::problem(400, "Bad Request", "nothing to edit"),
    }
}

fn entity<'a>(world: &'a mut World, kind: &str, id: i64) -> Option<&'a mut super::world::Entity> {
    let kind = if kind == "elements" { ELEMENTS } else { kind };
    world.entities.get_mut(kind)?.get_mut(&id)
}
