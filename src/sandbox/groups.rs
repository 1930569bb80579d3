//! Groups of custom fields: the tabs of a card (`docs/amocrm.md` 11.1). Segments have none.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{
    MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_INT, NOT_STRING, Reply, Request, TOO_LONG,
};
use super::values::Mistakes;
use super::world::{World, forbidden, not_found};

/// A group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// Text, as in `leads_2745158`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Sort order.
    pub sort: i64,
    /// Made by the service: it cannot be deleted.
    pub predefined: bool,
}

impl World {
    /// `rest` is what follows `groups` in the path.
    pub(super) fn groups_request(
        &mut self,
        request: &Request,
        prefix: &str,
        rest: &[&str],
    ) -> Reply {
        if prefix == "customers/segments" {
            return not_found(request);
        }
        let at = rest.first().and_then(|id| {
            self.groups
                .get(prefix)?
                .iter()
                .position(|group| group.id == *id)
        });
        match (request.method.as_str(), rest, at) {
            ("GET", [], _) => {
                let all: Vec<_> = self
                    .groups
                    .get(prefix)
                    .into_iter()
                    .flatten()
                    .map(|group| show(group, prefix))
                    .collect();
                Reply::ok(
                    200,
                    &json!({"_total_items": all.len(), "_embedded": {"custom_field_groups": all}}),
                )
            }
            ("GET" | "PATCH" | "DELETE", [_], None) => {
                Reply::problem(404, "Not Found", "Group not found")
            }
            ("GET", [_], Some(at)) => Reply::ok(200, &show(&self.groups[prefix][at], prefix)),
            ("POST", [], _) | ("PATCH" | "DELETE", [_], _) if !self.admin => forbidden(),
            ("POST", [], _) => self.groups_create(request, prefix).into(),
            ("PATCH", [_], Some(at)) => self.group_change(request, prefix, at),
            ("DELETE", [_], Some(at)) => self.group_delete(prefix, at),
            _ => not_found(request),
        }
    }

    /// Whether a field may stand in this group.
    pub(super) fn has_group(&self, prefix: &str, id: &str) -> bool {
        self.groups
            .get(prefix)
            .is_some_and(|all| all.iter().any(|group| group.id == id))
    }

    fn groups_create(&mut self, request: &Request, prefix: &str) -> Answer {
        let items = batch::read(request, self.habits.most_per_request, |item, wrong| {
            for key in ["name", "sort"] {
                if !item.body.contains_key(key) {
                    wrong.add(MISSING, key);
                }
            }
            check(&item.body, &["name", "sort", "request_id"], wrong);
        })?;
        let family = prefix.split('/').next().unwrap_or(prefix);
        let mut made = Vec::with_capacity(items.len());
        for (item, ()) in items {
            let mut group = Group {
                id: format!("{family}_{}", self.next_id()),
                name: String::new(),
                sort: 0,
                predefined: false,
            };
            fill(&mut group, &item.body);
            let mut shown = show(&group, prefix);
            shown["request_id"] = item.request_id.into();
            made.push(shown);
            self.groups
                .entry(prefix.to_owned())
                .or_default()
                .push(group);
        }
        let count = made.len();
        Ok(Reply::ok(
            201,
            &json!({"_total_items": count, "_embedded": {"custom_field_groups": made}}),
        )
        .stored(count))
    }

    fn group_change(&mut self, request: &Request, prefix: &str, at: usize) -> Reply {
        let Ok(Value::Object(item)) = serde_json::from_slice::<Value>(&request.body) else {
            return Reply::problem(405, "Method Not Allowed", "Method Not Allowed");
        };
        let mut wrong = Mistakes::new("0".to_owned());
        check(&item, &["name", "sort", "fields", "request_id"], &mut wrong);
        let mut moved = Vec::new();
        match item.get("fields") {
            None => {}
            Some(Value::Array(ids)) => {
                let own = self.fields.get(prefix).map_or(&[][..], Vec::as_slice);
                for (n, id) in ids.iter().enumerate() {
                    match id.as_i64() {
                        None => wrong.add(NOT_INT, format!("fields.{n}")),
                        Some(id) if own.iter().any(|field| field.id == id) => moved.push(id),
                        Some(_) => wrong.add(NOT_A_CHOICE, format!("fields.{n}")),
                    }
                }
            }
            Some(_) => wrong.add(NOT_ARRAY, "fields"),
        }
        if !wrong.list.is_empty() {
            return Reply::validation(&wrong.list);
        }
        let Some(group) = self.groups.get_mut(prefix).and_then(|all| all.get_mut(at)) else {
            return not_found(request);
        };
        fill(group, &item);
        let group = group.clone();
        for field in self.fields.get_mut(prefix).into_iter().flatten() {
            if moved.contains(&field.id) {
                field.group_id = Some(group.id.clone());
            }
        }
        Reply::ok(200, &show(&group, prefix)).stored(1)
    }

    fn group_delete(&mut self, prefix: &str, at: usize) -> Reply {
        let Some(all) = self.groups.get_mut(prefix) else {
            return Reply::problem(404, "Not Found", "Group not found");
        };
        if all[at].predefined {
            return Reply::problem(400, "Bad Request", "Predefined group can not be deleted");
        }
        let gone = all.remove(at);
        // Its fields stay, and stand without a group.
        for field in self.fields.get_mut(prefix).into_iter().flatten() {
            if field.group_id.as_ref() == Some(&gone.id) {
                field.group_id = None;
            }
        }
        Reply::empty().stored(1)
    }
}

fn check(item: &Map<String, Value>, known: &[&str], wrong: &mut Mistakes) {
    for key in item.keys().filter(|key| !known.contains(&key.as_str())) {
        wrong.add(NOT_EXPECTED, key.as_str());
    }
    match item.get("name") {
        None => {}
        Some(Value::String(name)) if name.chars().count() > 255 => wrong.add(TOO_LONG, "name"),
        Some(Value::String(name)) if !name.trim().is_empty() => {}
        Some(_) => wrong.add(NOT_STRING, "name"),
    }
    if item.get("sort").is_some_and(|sort| !sort.is_i64()) {
        wrong.add(NOT_INT, "sort");
    }
}

fn fill(group: &mut Group, item: &Map<String, Value>) {
    if let Some(name) = item.get("name").and_then(Value::as_str) {
        name.clone_into(&mut group.name);
    }
    if let Some(sort) = item.get("sort").and_then(Value::as_i64) {
        group.sort = sort;
    }
}

fn show(group: &Group, prefix: &str) -> Value {
    let entity = prefix.split('/').next().unwrap_or(prefix);
    json!({"id": group.id, "name": group.name, "sort": group.sort, "entity_type": entity,
           "is_predefined": group.predefined, "type": "inherited"})
}
