//! All that an account holds, in words that can be compared with the platform's rows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::platform::link;
use super::{World, field};

const TYPES: [&str; 4] = ["contacts", "companies", "leads", "catalog_elements"];

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Entities with a marker, by marker.
    pub ours: BTreeMap<String, Value>,
    /// All others as they are, by type and id: those of people, and what a mistake would leave.
    pub others: BTreeMap<String, Value>,
}

impl Account {
    /// Reads the sandbox. Fails when a marker is there twice.
    pub fn of(world: &World) -> Self {
        let state = world.get("state");
        let mut markers: BTreeMap<(&str, i64), String> = BTreeMap::new();
        for (kind, entity) in entities(&state) {
            if let Some(marker) = field(entity, "PLATFORM_ID")[0].as_str() {
                markers.insert((kind, id(entity)), marker.to_owned());
            }
        }
        let mut all = Self {
            ours: BTreeMap::new(),
            others: BTreeMap::new(),
        };
        for (kind, entity) in entities(&state) {
            let Some(marker) = markers.get(&(kind, id(entity))) else {
                let key = format!("{kind} {}", id(entity));
                all.others.insert(key, entity.clone());
                continue;
            };
            let shown = show(&state, kind, entity, &markers);
            let before = all.ours.insert(marker.clone(), shown);
            assert!(before.is_none(), "{marker} is there twice");
        }
        all
    }

    /// Says which entity differs, since the whole is too much to read.
    pub fn assert_is(&self, expected: &Self, what: &str) {
        for (found, expected) in [
            (&self.ours, &expected.ours),
            (&self.others, &expected.others),
        ] {
            let keys: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
            for key in keys {
                assert_eq!(found.get(key), expected.get(key), "{what}: {key} differs");
            }
        }
    }
}

fn entities(state: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    TYPES.into_iter().flat_map(|kind| {
        let all = state[kind].as_object().unwrap();
        all.values().map(move |entity| (kind, entity))
    })
}

fn id(entity: &Value) -> i64 {
    entity["id"].as_i64().unwrap()
}

fn show(
    state: &Value,
    kind: &str,
    entity: &Value,
    markers: &BTreeMap<(&str, i64), String>,
) -> Value {
    let mut links: Vec<_> = list(&entity["links"])
        .map(|one| {
            let to = (
                one["to_type"].as_str().unwrap(),
                one["to"].as_i64().unwrap(),
            );
            let to = markers.get(&to).cloned().unwrap_or(format!("{to:?}"));
            link(&to, one["is_main"] == true, one["quantity"].as_f64())
        })
        .collect();
    links.sort();
    let mut fields = Map::new();
    for field in list(&entity["custom_fields_values"]) {
        let name = field["field_code"]
            .as_str()
            .or(field["field_name"].as_str())
            .unwrap();
        let mut values: Vec<_> = list(&field["values"])
            .map(|one| match field["field_type"].as_str() {
                Some("multitext") => {
                    let part = |key: &str| one[key].as_str().unwrap().to_owned();
                    format!("{} {}", part("value"), part("enum_code")).into()
                }
                _ => one["value"].clone(),
            })
            .collect();
        values.sort_by_key(ToString::to_string);
        let before = fields.insert(name.to_owned(), values.into());
        assert!(before.is_none(), "{name} is there twice: {entity}");
    }
    let tags: BTreeSet<_> = list(&entity["_embedded"]["tags"])
        .map(|tag| tag["name"].as_str().unwrap().to_owned())
        .collect();
    let mut shown = json!({ "type": kind, "name": entity["name"], "fields": fields, "links": links,
                            "tags": tags, "loss_reason": entity["loss_reason_id"] });
    if kind == "contacts" {
        for key in ["first_name", "last_name"] {
            shown[key] = entity[key].clone();
        }
    }
    if kind == "leads" {
        shown["price"] = entity["price"].clone();
        let named = |all: &Value, id: &Value| {
            let found = list(all).find(|one| one["id"] == *id).unwrap();
            found.clone()
        };
        let pipeline = named(&state["pipelines"], &entity["pipeline_id"]);
        shown["stage"] = named(&pipeline["statuses"], &entity["status_id"])["name"].clone();
        shown["pipeline"] = pipeline["name"].clone();
    }
    // In the trash it is there and yet it is not.
    if entity["is_deleted"] == true {
        shown["is_deleted"] = true.into();
    }
    shown
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
