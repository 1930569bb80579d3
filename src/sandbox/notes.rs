//! Notes on contacts, companies and leads. A repeated request adds them again: there is no key to know them by.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{
    MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_INT, NOT_STRING, Reply, Request,
};
use super::pages;
use super::values::Mistakes;
use super::world::{World, not_found};

/// Types, and the texts that their `params` must have; of the others only the name is known.
const TYPES: &[(&str, &[&str])] = &[
    ("common", &["text"]),
    ("service_message", &["service", "text"]),
    ("extended_service_message", &["service", "text"]),
    ("call_in", &[]),
    ("call_out", &[]),
    ("sms_in", &[]),
    ("sms_out", &[]),
    ("message_cashier", &[]),
    ("geolocation", &[]),
    ("attachment", &[]),
];

/// A note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Note {
    /// Id.
    pub id: i64,
    /// The entity that it stands on.
    pub entity_id: i64,
    /// One of the known types.
    #[serde(rename = "note_type")]
    pub kind: String,
    /// What it says; its keys depend on the type.
    pub params: Value,
    /// 0 is the robot.
    pub created_by: i64,
    /// The responsible user.
    pub responsible_user_id: i64,
    /// Seconds.
    pub created_at: i64,
}

impl World {
    /// `rest` is what follows `notes` in the path.
    pub(super) fn notes_request(
        &mut self,
        request: &Request,
        kind: &str,
        entity: Option<i64>,
        rest: &[&str],
    ) -> Reply {
        match (request.method.as_str(), rest) {
            ("GET", []) => self.notes_list(request, kind, entity),
            ("GET", [id]) => self.note(kind, entity, id),
            ("POST", []) => self.notes_create(request, kind, entity).into(),
            _ => not_found(request),
        }
    }

    fn notes_list(&self, request: &Request, kind: &str, entity: Option<i64>) -> Reply {
        let found: Vec<Value> = self
            .notes
            .get(kind)
            .into_iter()
            .flatten()
            .filter(|note| entity.is_none_or(|id| note.entity_id == id))
            .map(|note| self.show_note(note))
            .collect();
        pages::list(request, self.habits.most_per_page, "notes", &found)
    }

    fn note(&self, kind: &str, entity: Option<i64>, id: &str) -> Reply {
        let mut all = self.notes.get(kind).into_iter().flatten();
        match all.find(|note| {
            note.id.to_string() == id && entity.is_none_or(|entity| note.entity_id == entity)
        }) {
            Some(note) => Reply::ok(200, &self.show_note(note)),
            None => Reply::empty(),
        }
    }

    fn notes_create(&mut self, request: &Request, kind: &str, entity: Option<i64>) -> Answer {
        let items = batch::read(request, self.habits.most_per_request, |item, wrong| {
            self.note_draft(kind, entity, &item.body, wrong)
        })?;
        let mut made = Vec::with_capacity(items.len());
        for (item, note) in items {
            let Some(mut note) = note else { continue };
            note.id = self.next_id();
            made.push(
                json!({"id": note.id, "entity_id": note.entity_id, "request_id": item.request_id}),
            );
            self.notes.entry(kind.to_owned()).or_default().push(note);
        }
        let count = made.len();
        Ok(Reply::ok(
            200,
            &json!({"_links": {"self": {"href": request.path}}, "_embedded": {"notes": made}}),
        )
        .stored(count))
    }

    fn note_draft(
        &self,
        kind: &str,
        entity: Option<i64>,
        item: &Map<String, Value>,
        wrong: &mut Mistakes,
    ) -> Option<Note> {
        for key in item.keys() {
            let known = matches!(
                key.as_str(),
                "note_type"
                    | "params"
                    | "created_by"
                    | "responsible_user_id"
                    | "request_id"
                    | "is_need_to_trigger_digital_pipeline"
            ) || (key == "entity_id" && entity.is_none());
            if !known {
                wrong.add(NOT_EXPECTED, key.as_str());
            }
        }
        let mut int = |key: &str| match item.get(key) {
            None => None,
            Some(value) => {
                if value.as_i64().is_none() {
                    wrong.add(NOT_INT, key);
                }
                value.as_i64()
            }
        };
        let created_by = int("created_by").unwrap_or(0);
        let responsible = int("responsible_user_id").unwrap_or(0);
        let named = int("entity_id");
        for (key, user) in [
            ("created_by", created_by),
            ("responsible_user_id", responsible),
        ] {
            if !self.is_active_user(user) {
                wrong.add(NOT_A_CHOICE, key);
            }
        }
        let entity_id = entity.or(named);
        match entity_id {
            None if !item.contains_key("entity_id") => wrong.add(MISSING, "entity_id"),
            None => {}
            Some(id) if self.of(kind).get(&id).is_some_and(|e| !e.is_deleted) => {}
            Some(_) => wrong.add(NOT_A_CHOICE, "entity_id"),
        }
        let note_type = item.get("note_type").and_then(Value::as_str);
        let known = note_type.and_then(|own| TYPES.iter().find(|(name, _)| *name == own));
        if known.is_none() {
            let mistake = if item.contains_key("note_type") {
                NOT_A_CHOICE
            } else {
                MISSING
            };
            wrong.add(mistake, "note_type");
        }
        match item.get("params") {
            None => wrong.add(MISSING, "params"),
            Some(Value::Object(params)) => {
                for key in known.map_or(&[][..], |(_, texts)| texts) {
                    match params.get(*key) {
                        None => wrong.add(MISSING, format!("params.{key}")),
                        Some(text) if !text.is_string() => {
                            wrong.add(NOT_STRING, format!("params.{key}"));
                        }
                        Some(_) => {}
                    }
                }
            }
            Some(_) => wrong.add(NOT_ARRAY, "params"),
        }
        Some(Note {
            id: 0,
            entity_id: entity_id?,
            kind: note_type?.to_owned(),
            params: item.get("params")?.clone(),
            created_by,
            responsible_user_id: responsible,
            created_at: self.now(),
        })
    }

    fn show_note(&self, note: &Note) -> Value {
        json!({"id": note.id, "entity_id": note.entity_id, "note_type": note.kind, "params": note.params,
               "created_by": note.created_by, "updated_by": note.created_by, "created_at": note.created_at,
               "updated_at": note.created_at, "responsible_user_id": note.responsible_user_id, "group_id": 0,
               "account_id": self.oauth.account_id})
    }
}
