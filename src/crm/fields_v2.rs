//! The legacy method `POST /api/v2/fields`, which creates and deletes in one request (\[doc, v2 archive\]).
//!
//! It is partial: some items may be done and others refused. Its answer names no options, so they are read afterwards.

mod recover;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::api::{Api, Repeat, Request};
use super::error::CrmError;
use super::fields::FieldPlace;
use crate::domain::FieldId;

/// The path.
pub const PATH: &str = "/api/v2/fields";

/// Type numbers with their v4 names; 12 is not given out.
const TYPES: &[(i64, &str)] = &[
    (1, "text"),
    (2, "numeric"),
    (3, "checkbox"),
    (4, "select"),
    (5, "multiselect"),
    (6, "date"),
    (7, "url"),
    (8, "multitext"),
    (9, "textarea"),
    (10, "radiobutton"),
    (11, "streetaddress"),
    (13, "smart_address"),
    (14, "birthday"),
    (15, "legal_entity"),
    (16, "items"),
    (17, "org_legal_name"),
];

const ADD_KEYS: &[&str] = &[
    "name",
    "field_type",
    "type",
    "element_type",
    "origin",
    "is_editable",
    "enums",
    "request_id",
    "is_required",
    "is_deletable",
    "is_visible",
];
const DELETE_KEYS: &[&str] = &["id", "origin", "request_id"];

/// What is to be created and deleted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LegacyRequest {
    /// New fields.
    pub add: Vec<LegacyField>,
    /// Fields to delete, with the origin that they were made with.
    pub delete: Vec<LegacyDelete>,
}

/// A new field.
#[derive(Debug, Clone, PartialEq)]
pub struct LegacyField {
    /// Name.
    pub name: String,
    /// 1 … 17.
    pub field_type: i64,
    /// Where.
    pub place: FieldPlace,
    /// The service that owns the field; only it can delete it.
    pub origin: String,
    /// Whether people may edit the value.
    pub is_editable: Option<bool>,
    /// Options.
    pub enums: Vec<String>,
    /// Comes back in the answer.
    pub request_id: Option<i64>,
    /// `is_required`, `is_deletable`, `is_visible` of a list's field.
    pub of_lists: Vec<(&'static str, bool)>,
}

/// A field to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyDelete {
    /// The field.
    pub id: FieldId,
    /// As it was made with.
    pub origin: String,
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LegacyOutcome {
    /// `add` or `delete`.
    pub action: &'static str,
    /// Position in its list, from 0.
    pub position: usize,
    /// The field; missing when it was not made.
    pub id: Option<i64>,
    /// Why it was refused.
    pub error: Option<String>,
}

/// The number of a type that is given by number or by its v4 name.
pub fn type_number(word: &str) -> Result<i64, String> {
    let number = word.parse().ok();
    TYPES
        .iter()
        .find(|(own, name)| Some(*own) == number || *name == word)
        .map(|(own, _)| *own)
        .ok_or_else(|| {
            let known: Vec<_> = TYPES
                .iter()
                .map(|(own, name)| format!("{own} {name}"))
                .collect();
            format!("no type is called `{word}`; there are {}", known.join(", "))
        })
}

/// The v4 name of a type number.
pub fn type_name(number: i64) -> &'static str {
    TYPES
        .iter()
        .find(|(own, _)| *own == number)
        .map_or("unknown", |(_, name)| name)
}

/// A place by name, by `element_type` (1, 2, 3, 12), or by the number of a list.
pub fn place(word: &str) -> Result<FieldPlace, String> {
    match word.parse::<i64>() {
        Ok(1) => Ok(FieldPlace::Contacts),
        Ok(2) => Ok(FieldPlace::Leads),
        Ok(3) => Ok(FieldPlace::Companies),
        Ok(12) => Ok(FieldPlace::Customers),
        Ok(id) if id > 12 => Ok(FieldPlace::Catalog(id)),
        Ok(_) => Err(format!(
            "no element type has number {word}; there are 1 contacts, 2 leads, 3 companies, 12 customers, and lists by id"
        )),
        Err(_) => match word.parse() {
            Ok(FieldPlace::Segments) => Err("the legacy method knows no segments".to_owned()),
            other => other.map_err(|error: super::fields::ParsePlaceError| error.to_string()),
        },
    }
}

fn element_type(place: FieldPlace) -> i64 {
    match place {
        FieldPlace::Contacts => 1,
        FieldPlace::Leads => 2,
        FieldPlace::Companies => 3,
        FieldPlace::Customers | FieldPlace::Segments => 12,
        FieldPlace::Catalog(id) => id,
    }
}

impl LegacyRequest {
    /// Reads a request as the documentation prints it; every mistake is listed with its position.
    pub fn parse(raw: &Value) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let mut request = Self::default();
        let Some(object) = raw.as_object() else {
            return Err(vec![
                "a request is `{\"add\": […], \"delete\": […]}`".to_owned(),
            ]);
        };
        for (key, list) in object {
            let Some(items) = list.as_array() else {
                wrong.push(format!("`{key}` is a list"));
                continue;
            };
            for (at, item) in items.iter().enumerate() {
                let mut reader = Reader {
                    at: format!("{key}[{at}]"),
                    item: item.as_object().cloned().unwrap_or_default(),
                    wrong: &mut wrong,
                };
                match key.as_str() {
                    "add" => request.add.extend(reader.field()),
                    "delete" => request.delete.extend(reader.delete()),
                    _ => {
                        wrong.push(format!("unknown key `{key}`; there are `add` and `delete`"));
                        break;
                    }
                }
            }
        }
        if wrong.is_empty() && request.add.is_empty() && request.delete.is_empty() {
            wrong.push("the request neither adds nor deletes anything".to_owned());
        }
        if wrong.is_empty() {
            Ok(request)
        } else {
            Err(wrong)
        }
    }

    /// What is wrong with a request that was put together from flags.
    pub fn check(&self) -> Result<(), Vec<String>> {
        Self::parse(&self.body()).map(drop)
    }

    /// The body, numbers as numbers.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        if !self.add.is_empty() {
            let add: Vec<Value> = self.add.iter().map(LegacyField::body).collect();
            body.insert("add".to_owned(), add.into());
        }
        if !self.delete.is_empty() {
            let delete: Vec<Value> = self
                .delete
                .iter()
                .map(|item| json!({"id": item.id, "origin": item.origin}))
                .collect();
            body.insert("delete".to_owned(), delete.into());
        }
        body.into()
    }

    fn call(&self, api: &dyn Api) -> Result<Vec<LegacyOutcome>, CrmError> {
        let request = Request::post(PATH, self.body(), Repeat::OnlyIfUnseen);
        let answer = api.call(&request)?;
        Ok(self.outcomes(&answer.body.unwrap_or_default()))
    }

    /// Reads an answer in either stored shape: request ids may be missing, errors may be text or objects.
    fn outcomes(&self, body: &Value) -> Vec<LegacyOutcome> {
        let errors = body
            .pointer("/_embedded/errors")
            .or_else(|| body.get("errors"))
            .cloned()
            .unwrap_or_default();
        let mut items: Vec<(i64, Option<i64>)> = body
            .pointer("/_embedded/items")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|item| Some((number(item.get("id"))?, number(item.get("request_id")))))
            .collect();
        let error_of = |action: &str, names: &[String]| {
            let list = errors.get(action)?;
            names
                .iter()
                .find_map(|name| match list {
                    Value::Array(list) => list.get(name.parse::<usize>().ok()?),
                    other => other.get(name),
                })
                .filter(|error| !error.is_null())
                .map(words)
        };
        let mut outcomes = Vec::new();
        // Deleted fields first: they are known by id, and what is left was made, in the order of the request.
        for (at, item) in self.delete.iter().enumerate() {
            let error = error_of("delete", &[item.id.to_string(), at.to_string()]);
            if let Some(own) = items.iter().position(|(id, _)| *id == item.id.0) {
                items.remove(own);
            }
            outcomes.push(LegacyOutcome {
                action: "delete",
                position: at,
                id: Some(item.id.0),
                error,
            });
        }
        let mut made = Vec::new();
        for (at, item) in self.add.iter().enumerate() {
            let error = error_of("add", &[at.to_string()]);
            let own = match (&error, item.request_id) {
                (Some(_), _) => None,
                (None, wanted @ Some(_)) if items.iter().any(|(_, id)| *id == wanted) => {
                    items.iter().position(|(_, id)| *id == wanted)
                }
                (None, _) if items.is_empty() => None,
                (None, _) => Some(0),
            };
            let id = own.map(|own| items.remove(own).0);
            let error = error.or_else(|| {
                id.is_none()
                    .then(|| "the answer says nothing about it".to_owned())
            });
            made.push(LegacyOutcome {
                action: "add",
                position: at,
                id,
                error,
            });
        }
        made.extend(outcomes);
        made
    }
}

impl LegacyField {
    fn body(&self) -> Value {
        // The page of 2020 calls the key `type`, all others `field_type`.
        let mut body = json!({"name": self.name, "field_type": self.field_type, "type": self.field_type,
            "element_type": element_type(self.place), "origin": self.origin});
        if let Some(editable) = self.is_editable {
            body["is_editable"] = i64::from(editable).into();
        }
        if !self.enums.is_empty() {
            body["enums"] = self.enums.clone().into();
        }
        if let Some(id) = self.request_id {
            body["request_id"] = id.into();
        }
        for (key, on) in &self.of_lists {
            body[*key] = i64::from(*on).into();
        }
        body
    }
}

struct Reader<'a> {
    at: String,
    item: Map<String, Value>,
    wrong: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn field(&mut self) -> Option<LegacyField> {
        let before = self.wrong.len();
        self.known(ADD_KEYS);
        let name = self.text("name");
        let origin = self.origin();
        let both = [self.word("field_type"), self.word("type")];
        let field_type = match both {
            [Some(a), Some(b)] if type_number(&a).ok() != type_number(&b).ok() => {
                self.say("`field_type` and `type` differ");
                None
            }
            [Some(word), _] | [None, Some(word)] => self.read(type_number(&word)),
            [None, None] => {
                self.say("`field_type` is missing");
                None
            }
        };
        let place = if let Some(word) = self.word("element_type") {
            self.read(place(&word))
        } else {
            self.say("`element_type` is missing");
            None
        };
        let enums = self.enums(field_type);
        if field_type == Some(16) && !matches!(place, None | Some(FieldPlace::Catalog(_))) {
            self.say("fields of type 16 (items) exist in lists only");
        }
        let mut of_lists = Vec::new();
        for key in ["is_required", "is_deletable", "is_visible"] {
            if let Some(on) = self.switch(key) {
                if !matches!(place, None | Some(FieldPlace::Catalog(_))) {
                    self.say(&format!("`{key}` is for fields of lists"));
                }
                of_lists.push((key, on));
            }
        }
        let is_editable = self.switch("is_editable");
        let request_id = number(self.item.get("request_id"));
        if self.item.contains_key("request_id") && request_id.is_none() {
            self.say("`request_id` is a whole number");
        }
        if self.wrong.len() > before {
            return None;
        }
        Some(LegacyField {
            name: name?,
            field_type: field_type?,
            place: place?,
            origin: origin?,
            is_editable,
            enums,
            request_id,
            of_lists,
        })
    }

    fn delete(&mut self) -> Option<LegacyDelete> {
        self.known(DELETE_KEYS);
        let id = number(self.item.get("id")).filter(|id| *id > 0);
        if id.is_none() {
            self.say("`id` is the number of a field");
        }
        let origin = self.origin();
        Some(LegacyDelete {
            id: FieldId(id?),
            origin: origin?,
        })
    }

    fn enums(&mut self, field_type: Option<i64>) -> Vec<String> {
        let wants = matches!(field_type, Some(4 | 5 | 10));
        let given = match self.item.get("enums") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => {
                let texts: Vec<String> = items
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|text| !text.trim().is_empty())
                    .map(ToOwned::to_owned)
                    .collect();
                if texts.len() < items.len() {
                    self.say("`enums` is a list of texts");
                }
                texts
            }
            // Joined by commas it was refused with 400 ([3p] linkprofit #12).
            Some(_) => {
                self.say("`enums` is a list of texts, not one text");
                return Vec::new();
            }
        };
        if wants && given.is_empty() {
            self.say("a field with options needs `enums`");
        }
        if field_type.is_some() && !wants && !given.is_empty() {
            self.say("`enums` is for types 4, 5 and 10");
        }
        given
    }

    fn origin(&mut self) -> Option<String> {
        let origin = self.text("origin")?;
        if origin.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.say("`origin` is one word, the unique name of the service");
            return None;
        }
        Some(origin)
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let text = self
            .item
            .get(key)
            .and_then(Value::as_str)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if text.is_none() {
            self.say(&format!("`{key}` is missing"));
        }
        text
    }

    fn switch(&mut self, key: &str) -> Option<bool> {
        let value = self.item.get(key)?;
        let on = value.as_bool().or(match number(Some(value)) {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        });
        if on.is_none() {
            self.say(&format!("`{key}` is 0 or 1"));
        }
        on
    }

    fn word(&self, key: &str) -> Option<String> {
        match self.item.get(key)? {
            Value::String(word) => Some(word.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn known(&mut self, keys: &[&str]) {
        let unknown: Vec<_> = self
            .item
            .keys()
            .filter(|key| !keys.contains(&key.as_str()))
            .cloned()
            .collect();
        for key in unknown {
            self.say(&format!(
                "unknown key `{key}`; there are {}",
                keys.join(", ")
            ));
        }
    }

    fn read<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|error| self.say(&error)).ok()
    }

    fn say(&mut self, what: &str) {
        self.wrong.push(format!("{}: {what}", self.at));
    }
}

/// Numbers come as numbers and as text.
fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn words(error: &Value) -> String {
    let text = match error {
        Value::String(text) => text.clone(),
        other => match (other.get("message"), other.get("code")) {
            (Some(Value::String(message)), Some(code)) => format!("{message} (code {code})"),
            (Some(Value::String(message)), None) => message.clone(),
            _ => other.to_string(),
        },
    };
    crate::text::printable(&text)
}

#[cfg(test)]
mod tests;
