//! Custom fields through v4: where they live, how they read, creating and deleting them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::api::{Api, Repeat, Request};
use super::error::{CrmError, CrmErrorKind, Effect};
use super::expect::unreadable;
use super::pages::all_pages;
use crate::domain::FieldId;

/// How many fields go into one request; no limit is documented, 50 is the general recommendation.
const BATCH: usize = 50;

/// What has custom fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldPlace {
    /// People.
    Contacts,
    /// Companies.
    Companies,
    /// Deals.
    Leads,
    /// Customers.
    Customers,
    /// Segments of customers.
    Segments,
    /// A list, by its id.
    Catalog(i64),
}

/// A word that names nothing with custom fields.
#[derive(Debug, thiserror::Error)]
#[error(
    "nothing called `{0}` has custom fields; use contacts, companies, leads, customers, segments, products or catalogs/ID"
)]
pub struct ParsePlaceError(String);

impl FromStr for FieldPlace {
    type Err = ParsePlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "contacts" | "contact" => Self::Contacts,
            "companies" | "company" => Self::Companies,
            "leads" | "lead" => Self::Leads,
            "customers" | "customer" => Self::Customers,
            "segments" | "segment" | "customers/segments" => Self::Segments,
            other => other
                .strip_prefix("catalogs/")
                .or_else(|| other.strip_prefix("catalog/"))
                .and_then(|id| id.parse().ok())
                .filter(|id| *id > 0)
                .map(Self::Catalog)
                .ok_or_else(|| ParsePlaceError(text.to_owned()))?,
        })
    }
}

impl fmt::Display for FieldPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contacts => f.pad("contacts"),
            Self::Companies => f.pad("companies"),
            Self::Leads => f.pad("leads"),
            Self::Customers => f.pad("customers"),
            Self::Segments => f.pad("segments"),
            Self::Catalog(id) => write!(f, "catalogs/{id}"),
        }
    }
}

impl FieldPlace {
    /// The path of the fields (\[doc\] custom-fields).
    pub fn path(self) -> String {
        match self {
            Self::Segments => "/api/v4/customers/segments/custom_fields".to_owned(),
            other => format!("/api/v4/{other}/custom_fields"),
        }
    }
}

/// A custom field with all its attributes, as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomField(pub Map<String, Value>);

/// An option of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldOption {
    /// Id.
    pub id: i64,
    /// Text.
    pub value: String,
    /// Code.
    pub code: Option<String>,
}

impl CustomField {
    /// The id; 0 when the answer lacks one.
    pub fn id(&self) -> FieldId {
        FieldId(self.0.get("id").and_then(Value::as_i64).unwrap_or(0))
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.text("name").unwrap_or_default()
    }

    /// The type as the API spells it.
    pub fn field_type(&self) -> &str {
        self.text("type").unwrap_or_default()
    }

    /// The code, where there is one.
    pub fn code(&self) -> Option<&str> {
        self.text("code").filter(|code| !code.is_empty())
    }

    /// Whether a switch such as `is_api_only` is on.
    pub fn is(&self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The options, those of a category included.
    pub fn options(&self) -> Vec<FieldOption> {
        ["enums", "nested"]
            .iter()
            .filter_map(|key| self.0.get(*key)?.as_array())
            .flatten()
            .map(|raw| FieldOption {
                id: raw.get("id").and_then(Value::as_i64).unwrap_or(0),
                value: text_of(raw, "value").unwrap_or_default(),
                code: text_of(raw, "code"),
            })
            .collect()
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }
}

fn text_of(raw: &Value, key: &str) -> Option<String> {
    raw.get(key)?.as_str().map(ToOwned::to_owned)
}

/// All fields of a place.
pub fn list(api: &dyn Api, place: FieldPlace) -> Result<Vec<CustomField>, CrmError> {
    let request = Request::get(place.path());
    all_pages(api, &place.path(), "custom_fields")?
        .into_iter()
        .map(|raw| field_of(&request, raw))
        .collect()
}

/// A field that cannot be read is no field that is missing: whoever takes it for one makes it twice.
fn field_of(request: &Request, raw: Value) -> Result<CustomField, CrmError> {
    serde_json::from_value(raw)
        .map_err(|error| unreadable(request, 200, format!("a custom field: {error}")))
}

/// One field; `None` when there is none.
pub fn get(api: &dyn Api, place: FieldPlace, id: FieldId) -> Result<Option<CustomField>, CrmError> {
    let request = Request::get(format!("{}/{id}", place.path())).object();
    match api.call(&request) {
        Ok(answer) => answer.body.map(|body| field_of(&request, body)).transpose(),
        Err(CrmError {
            kind: CrmErrorKind::Refused { status: 404, .. },
            ..
        }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates fields and returns them, each with its id and those of its options.
///
/// `before` is what the place held: when no answer comes, what has appeared since is taken for ours, and only what a
/// second look, `pause` later, does not find either is sent again, once. Needs an administrator's token.
pub fn create(
    api: &dyn Api,
    place: FieldPlace,
    items: &[Map<String, Value>],
    before: &[CustomField],
    pause: &dyn Fn(),
) -> Result<Vec<CustomField>, CrmError> {
    let mut known: Vec<FieldId> = before.iter().map(CustomField::id).collect();
    let mut made = Vec::new();
    for chunk in items.chunks(BATCH) {
        let mut rest: Vec<&Map<String, Value>> = chunk.iter().collect();
        let mut again = true;
        while !rest.is_empty() {
            let request =
                Request::post(place.path(), serde_json::json!(rest), Repeat::OnlyIfUnseen);
            let unanswered = match api.call(&request) {
                Ok(answer) => {
                    let shown = embedded(answer.body.as_ref());
                    take_new(shown, &mut rest, &mut known, &mut made);
                    None
                }
                Err(error) if error.effect() == Effect::Unknown => Some(error),
                Err(error) => return Err(error),
            };
            if rest.is_empty() {
                break;
            }
            // Whatever was made without being shown is in the list by now.
            take_new(list(api, place)?, &mut rest, &mut known, &mut made);
            if !rest.is_empty() {
                // It may show late, and sent twice it is there twice.
                pause();
                take_new(list(api, place)?, &mut rest, &mut known, &mut made);
            }
            match unanswered {
                _ if rest.is_empty() => {}
                Some(_) if again => again = false,
                Some(error) => return Err(error),
                None => return Err(not_shown(place, rest.len())),
            }
        }
    }
    Ok(made)
}

/// Deletes a field with all its values. Needs an administrator's token.
pub fn delete(api: &dyn Api, place: FieldPlace, id: FieldId) -> Result<(), CrmError> {
    match api.call(&Request::delete(format!("{}/{id}", place.path()))) {
        // Gone is what was wanted, also when an earlier answer was lost.
        Ok(_)
        | Err(CrmError {
            kind: CrmErrorKind::Refused { status: 404, .. },
            ..
        }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn take_new(
    shown: Vec<CustomField>,
    rest: &mut Vec<&Map<String, Value>>,
    known: &mut Vec<FieldId>,
    made: &mut Vec<CustomField>,
) {
    for field in shown {
        if known.contains(&field.id()) {
            continue;
        }
        if let Some(at) = rest.iter().position(|item| is_of(&field, item)) {
            rest.remove(at);
            known.push(field.id());
            made.push(field);
        }
    }
}

/// Whether the field can be what the item asked for.
fn is_of(field: &CustomField, item: &Map<String, Value>) -> bool {
    let asked = |key: &str| item.get(key).and_then(Value::as_str);
    asked("name").map(str::trim) == Some(field.name().trim())
        && asked("type") == Some(field.field_type())
        && asked("code").is_none_or(|code| field.code() == Some(code))
}

fn embedded(body: Option<&Value>) -> Vec<CustomField> {
    body.and_then(|body| body.pointer("/_embedded/custom_fields")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|raw| serde_json::from_value(raw.clone()).ok())
        .collect()
}

fn not_shown(place: FieldPlace, count: usize) -> CrmError {
    CrmError {
        request: format!("POST {}", place.path()),
        trace: None,
        kind: CrmErrorKind::Unreadable {
            status: 201,
            reason: format!("{count} of the new fields are neither in the answer nor in the list"),
        },
    }
}
