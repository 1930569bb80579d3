//! Tags: a dictionary for each entity type, and how entities name them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{
    MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_INT, NOT_STRING, Reply, Request, TOO_LONG,
};
use super::pages;
use super::values::Mistakes;
use super::world::{LEADS, World, not_found};

/// A tag of one entity type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tag {
    /// Id.
    pub id: i64,
    /// Name; unique within the type.
    pub name: String,
    /// Six hexadecimal digits; lead tags only.
    pub color: Option<String>,
}

impl World {
    pub(super) fn tags_list(&self, request: &Request, kind: &str) -> Reply {
        let values = |key: &str| -> Vec<&str> {
            request
                .query
                .iter()
                .filter(|(own, _)| own == key || own.starts_with(&format!("{key}[")))
                .map(|(_, value)| value.as_str())
                .collect()
        };
        let (names, ids) = (values("filter[name]"), values("filter[id]"));
        let query = request.param("query").map(str::to_lowercase);
        let found: Vec<Value> = self
            .tags
            .get(kind)
            .into_iter()
            .flatten()
            .filter(|tag| names.is_empty() || names.contains(&tag.name.as_str()))
            .filter(|tag| ids.is_empty() || ids.contains(&tag.id.to_string().as_str()))
            .filter(|tag| {
                let name = tag.name.to_lowercase();
                query.as_ref().is_none_or(|query| name.contains(query))
            })
            .map(show)
            .collect();
        pages::list(request, self.habits.most_per_page, "tags", &found)
    }

    pub(super) fn tags_create(&mut self, request: &Request, kind: &str) -> Answer {
        let items = batch::read(request, self.habits.most_per_request, |item, wrong| {
            check_new(&item.body, kind, wrong);
        })?;
        let mut made = Vec::with_capacity(items.len());
        for (item, ()) in items {
            let text = |key: &str| item.body.get(key).and_then(Value::as_str);
            // A name that is there gives its id, and keeps its colour.
            let mut shown =
                show(self.learn_tag(kind, text("name").unwrap_or_default(), text("color")));
            shown["request_id"] = item.request_id.into();
            made.push(shown);
        }
        let count = made.len();
        Ok(Reply::ok(
            200,
            &json!({"_total_items": count, "_embedded": {"tags": made}}),
        )
        .stored(count))
    }

    pub(super) fn tags_request(&mut self, request: &Request, kind: &str) -> Reply {
        match request.method.as_str() {
            "GET" => self.tags_list(request, kind),
            "POST" => self.tags_create(request, kind).into(),
            _ => not_found(request),
        }
    }

    /// The tag of this name, made where it is new.
    pub(super) fn learn_tag(&mut self, kind: &str, name: &str, color: Option<&str>) -> &Tag {
        let id = self.last_id + 1;
        let all = self.tags.entry(kind.to_owned()).or_default();
        if let Some(at) = all.iter().position(|tag| tag.name == name) {
            return &all[at];
        }
        self.last_id = id;
        all.push(Tag {
            id,
            name: name.to_owned(),
            color: color.map(ToOwned::to_owned),
        });
        &all[all.len() - 1]
    }

    /// The names of a list of `{id}` or `{name}`; an id has to be of this entity type.
    pub(super) fn tag_names(
        &self,
        kind: &str,
        value: &Value,
        path: &str,
        wrong: &mut Mistakes,
    ) -> Vec<String> {
        let Some(list) = value.as_array() else {
            wrong.add(NOT_ARRAY, path);
            return Vec::new();
        };
        let mut names = Vec::new();
        for (at, item) in list.iter().enumerate() {
            let path = format!("{path}.{at}");
            let Some(item) = item.as_object() else {
                wrong.add(NOT_ARRAY, path);
                continue;
            };
            let is_known = |key: &&String| {
                matches!(key.as_str(), "id" | "name") || (*key == "color" && !self.habits.strict)
            };
            for key in item.keys().filter(|key| !is_known(key)) {
                wrong.add(NOT_EXPECTED, format!("{path}.{key}"));
            }
            match (item.get("id"), item.get("name")) {
                (Some(id), _) => match id.as_i64() {
                    None => wrong.add(NOT_INT, format!("{path}.id")),
                    Some(id) => {
                        let own = self.tags.get(kind).into_iter().flatten();
                        match own.into_iter().find(|tag| tag.id == id) {
                            Some(tag) => names.push(tag.name.clone()),
                            None => wrong.add(NOT_A_CHOICE, format!("{path}.id")),
                        }
                    }
                },
                (None, Some(name)) => {
                    names.extend(check_name(name, &format!("{path}.name"), wrong));
                }
                (None, None) => wrong.add(MISSING, format!("{path}.name")),
            }
        }
        let mut unique: Vec<String> = Vec::with_capacity(names.len());
        for name in names {
            if !unique.contains(&name) {
                unique.push(name);
            }
        }
        unique
    }

    /// The tags of an entity as reads show them.
    pub(super) fn show_tags(&self, kind: &str, names: &[String]) -> Vec<Value> {
        let all = self.tags.get(kind).map_or(&[][..], Vec::as_slice);
        names
            .iter()
            .filter_map(|name| all.iter().find(|tag| tag.name == *name))
            .map(show)
            .collect()
    }
}

fn check_new(item: &Map<String, Value>, kind: &str, wrong: &mut Mistakes) {
    for key in item.keys() {
        // Colours are for the tags of leads.
        let known =
            matches!(key.as_str(), "name" | "request_id") || (key == "color" && kind == LEADS);
        if !known {
            wrong.add(NOT_EXPECTED, key.as_str());
        }
    }
    match item.get("name") {
        None => wrong.add(MISSING, "name"),
        Some(name) => {
            check_name(name, "name", wrong);
        }
    }
    let is_hex = |color: &str| color.len() == 6 && color.bytes().all(|c| c.is_ascii_hexdigit());
    match item.get("color") {
        None | Some(Value::Null) => {}
        Some(Value::String(color)) if is_hex(color) => {}
        Some(Value::String(_)) if kind == LEADS => wrong.add(NOT_A_CHOICE, "color"),
        Some(_) if kind == LEADS => wrong.add(NOT_STRING, "color"),
        Some(_) => {}
    }
}

fn check_name(name: &Value, path: &str, wrong: &mut Mistakes) -> Option<String> {
    match name {
        Value::String(name) if name.trim().is_empty() => {
            wrong.add(("NotBlank", "This value should not be blank."), path);
            None
        }
        Value::String(name) if name.chars().count() > 255 => {
            wrong.add(TOO_LONG, path);
            None
        }
        Value::String(name) => Some(name.clone()),
        _ => {
            wrong.add(NOT_STRING, path);
            None
        }
    }
}

fn show(tag: &Tag) -> Value {
    json!({"id": tag.id, "name": tag.name, "color": tag.color})
}
