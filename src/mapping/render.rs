//! From the attributes of a record to the slots of its entity. Every mistake of a record is found, not only the first.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::Object;
use serde_json::{Value as Json, json};

use super::resolved::{Resolved, ResolvedField, ResolvedKind};
use super::values::{self, Input, Misfit, Target};
use crate::domain::payload::{Payload, Slot};
use crate::domain::shape::{LOST, PipelineShape};
use crate::domain::{Invalid, Kind, Record, Value};

/// A record with its attributes as templates see them.
struct Row<'a> {
    record: &'a Record,
    context: minijinja::Value,
}

/// The attributes of a record in templates. As everywhere, the case of a name does not matter; `NULL` is empty text.
#[derive(Debug)]
struct Attributes(Record);

impl Object for Attributes {
    fn get_value(self: &Arc<Self>, key: &minijinja::Value) -> Option<minijinja::Value> {
        Some(match self.0.get(key.as_str()?)? {
            Value::Null => minijinja::Value::from(""),
            Value::Int(number) => minijinja::Value::from(*number),
            Value::Real(number) => minijinja::Value::from(*number),
            Value::Text(text) => minijinja::Value::from(text.as_str()),
        })
    }
}

impl Resolved {
    /// What the record should look like in the CRM, the marker apart. Every mistake is listed.
    pub fn render(&self, record: &Record) -> Result<Payload, Vec<Invalid>> {
        let Some(kind) = self.kinds.get(&record.kind) else {
            return Ok(Payload::default());
        };
        let row = &Row {
            record,
            context: minijinja::Value::from_object(Attributes(record.clone())),
        };
        let mut slots = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut put = |slot: Slot, value: Result<Option<Json>, Invalid>| match value {
            Ok(Some(value)) => {
                slots.insert(slot, value);
            }
            Ok(None) => {}
            Err(invalid) => wrong.push(invalid),
        };
        self.names(kind, row, &mut put);
        if kind.mapping.price.is_some() {
            put(Slot::Price, self.price(row));
        }
        if let Some(pipeline) = &kind.pipeline {
            put(Slot::Status, status(kind, pipeline, record));
        }
        for field in &kind.fields {
            put(Slot::Field(field.shape.id), self.field(row, field));
        }
        if wrong.is_empty() {
            Ok(Payload(slots))
        } else {
            Err(wrong)
        }
    }

    fn names(
        &self,
        kind: &ResolvedKind,
        row: &Row<'_>,
        put: &mut impl FnMut(Slot, Result<Option<Json>, Invalid>),
    ) {
        let mapping = &kind.mapping;
        let in_parts = mapping.first_name.is_some() || mapping.last_name.is_some();
        if row.record.kind != Kind::Contact || (!in_parts && mapping.name.is_some()) {
            let name = self.text(row, "name").and_then(|name| match name {
                Some(name) => Ok(Some(name.into())),
                None => Err(nameless()),
            });
            return put(Slot::Name, name);
        }
        let mut first = self.text(row, "first_name");
        let last = self.text(row, "last_name");
        // A whole name beside its parts would be two truths, today or when the parts come and go: so it is a part too.
        if in_parts && matches!((&first, &last), (Ok(None), Ok(None))) {
            first = self
                .text(row, "name")
                .and_then(|name| name.map(Some).ok_or_else(nameless));
        }
        put(Slot::FirstName, first.map(|name| name.map(Json::from)));
        put(Slot::LastName, last.map(|name| name.map(Json::from)));
    }

    fn text(&self, row: &Row<'_>, slot: &str) -> Result<Option<String>, Invalid> {
        let Some(text) = self.template(row, slot)? else {
            return Ok(None);
        };
        let text = values::plain(&Value::Text(text), false);
        if text.is_empty() {
            return Ok(None);
        }
        let shown = shortened(&text);
        values::short(text, 255)
            .map(Some)
            .map_err(|misfit| Invalid {
                field: Some(slot.to_owned()),
                value: Some(shown),
                ..explain(misfit)
            })
    }

    fn price(&self, row: &Row<'_>) -> Result<Option<Json>, Invalid> {
        let text = self
            .template(row, "price")?
            .map(|text| text.trim().to_owned())
            .unwrap_or_default();
        if text.is_empty() {
            return Ok(None);
        }
        values::price(&text)
            .map(|price| Some(price.into()))
            .map_err(|misfit| Invalid {
                field: Some("price".to_owned()),
                value: Some(shortened(&text)),
                ..explain(misfit)
            })
    }

    fn field(&self, row: &Row<'_>, field: &ResolvedField) -> Result<Option<Json>, Invalid> {
        let (record, rule) = (row.record, &field.rule);
        let filled = match &rule.value {
            Some(_) => self.template(row, &format!("fields.{}", field.key))?,
            None => None,
        };
        let filled = filled.map(Value::Text);
        let mut inputs: Vec<Input<'_>> = filled
            .iter()
            .map(|value| Input { part: None, value })
            .collect();
        for (part, from) in rule.attributes() {
            let value = record.get(from).ok_or_else(|| missing(record, from))?;
            inputs.push(Input { part, value });
        }
        let target = Target {
            field: &field.shape,
            values: rule.values.as_ref(),
            enum_code: rule.enum_code.as_deref(),
            separator: rule.separator.as_deref(),
            zone: &self.zone,
            country: self.country,
        };
        values::convert(&inputs, &target).map_err(|misfit| {
            let texts: Vec<String> = inputs
                .iter()
                .map(|input| values::plain(input.value, false))
                .filter(|text| !text.is_empty())
                .collect();
            let from: Vec<&str> = rule.attributes().map(|(_, from)| from).collect();
            let hint = match &misfit {
                Misfit::UnknownCode(code) => Some(add_line(
                    record.kind,
                    &format!("fields.{}.values", quoted_key(&field.key)),
                    code,
                )),
                Misfit::Option(_) => Some(
                    "run `schema apply`, or name an option that the account has once".to_owned(),
                ),
                Misfit::Reason(_) => None,
            };
            Invalid {
                attribute: (!from.is_empty()).then(|| from.join(", ")),
                field: Some(field.shape.name.clone()),
                value: Some(shortened(&texts.join(", "))),
                hint,
                ..explain(misfit)
            }
        })
    }

    fn template(&self, row: &Row<'_>, slot: &str) -> Result<Option<String>, Invalid> {
        let Ok(template) = self
            .templates
            .get_template(&format!("{}/{slot}", row.record.kind))
        else {
            return Ok(None);
        };
        template
            .render(&row.context)
            .map(Some)
            .map_err(|error| Invalid {
                field: Some(slot.trim_start_matches("fields.").to_owned()),
                hint: Some(gives(row.record)),
                ..invalid(&format!("the template cannot be filled: {error}"))
            })
    }
}

fn status(
    kind: &ResolvedKind,
    pipeline: &PipelineShape,
    record: &Record,
) -> Result<Option<Json>, Invalid> {
    let Some(codes) = &kind.mapping.status else {
        return Ok(None);
    };
    let value = record
        .get(&codes.from)
        .ok_or_else(|| missing(record, &codes.from))?;
    let code = values::plain(value, false);
    let Some(id) = kind.status.get(&code) else {
        let reason = if code.is_empty() {
            "the status is empty"
        } else {
            "the mapping does not know this status"
        };
        let hint = (!code.is_empty()).then(|| add_line(record.kind, "status.values", &code));
        return Err(Invalid {
            attribute: Some(codes.from.clone()),
            field: Some("status".to_owned()),
            value: Some(shortened(&code)),
            hint,
            ..invalid(reason)
        });
    };
    let mut stage = json!({"pipeline_id": pipeline.id, "status_id": id});
    // The API refuses a reason for a deal that is not lost.
    if *id == LOST
        && let Some(reason) = loss_reason(kind, record)?
    {
        stage["loss_reason_id"] = reason.into();
    }
    Ok(Some(stage))
}

fn loss_reason(kind: &ResolvedKind, record: &Record) -> Result<Option<i64>, Invalid> {
    let Some(rule) = &kind.mapping.loss_reason else {
        return Ok(None);
    };
    let Some(from) = &rule.from else {
        return Ok(rule
            .value
            .as_ref()
            .and_then(|name| kind.reasons.get(name))
            .copied());
    };
    let code = values::plain(
        record.get(from).ok_or_else(|| missing(record, from))?,
        false,
    );
    if code.is_empty() {
        return Ok(None);
    }
    let wrong = |reason: &str, hint: String| Invalid {
        attribute: Some(from.clone()),
        field: Some("loss_reason".to_owned()),
        value: Some(shortened(&code)),
        hint: Some(hint),
        ..invalid(reason)
    };
    let name = match &rule.values {
        Some(values) => values.get(&code).ok_or_else(|| {
            wrong(
                "the mapping does not know this loss reason",
                add_line(record.kind, "loss_reason.values", &code),
            )
        })?,
        None => &code,
    };
    kind.reasons.get(name).copied().map(Some).ok_or_else(|| {
        wrong(
            "the account has no such loss reason, or several",
            "name one of the account's reasons in `loss_reason.values`".to_owned(),
        )
    })
}

/// The very line that lets the mapping know a code.
fn add_line(kind: Kind, table: &str, code: &str) -> String {
    format!(
        "add under [profiles.NAME.mapping.{kind}]: {table}.{} = \"name in the CRM\"",
        quoted_key(code)
    )
}

/// A key as TOML takes it.
fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-');
    if bare {
        key.to_owned()
    } else {
        toml::Value::String(key.to_owned()).to_string()
    }
}

fn gives(record: &Record) -> String {
    let names: Vec<_> = record.attributes().map(|(name, _)| name).collect();
    format!("the query of `{}` gives {}", record.kind, names.join(", "))
}

fn missing(record: &Record, attribute: &str) -> Invalid {
    Invalid {
        attribute: Some(attribute.to_owned()),
        hint: Some(gives(record)),
        ..invalid("the source has no such attribute")
    }
}

fn invalid(reason: &str) -> Invalid {
    Invalid {
        attribute: None,
        field: None,
        value: None,
        reason: reason.to_owned(),
        hint: None,
    }
}

fn nameless() -> Invalid {
    Invalid {
        field: Some("name".to_owned()),
        ..invalid("the name is empty")
    }
}

fn explain(misfit: Misfit) -> Invalid {
    invalid(&match misfit {
        Misfit::Reason(reason) | Misfit::Option(reason) => reason,
        Misfit::UnknownCode(_) => "the mapping does not know this code".to_owned(),
    })
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
