//! The mapping with the account's ids in place of names, and the rendering of records.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use xxhash_rust::xxh3::xxh3_64;

use super::config::{CodeMap, FieldRule, KindMapping};
use super::values::{self, Misfit, Target};
use super::{Invalid, Mapping};
use crate::domain::{EntityType, FieldId, Kind, Record, Value};
use crate::schema::shape::{FieldShape, Found, MARKER_CODE, PipelineShape, Shape, nearest};
use crate::sync::payload::{Payload, Slot, WriteRule};

/// Something that the mapping needs and the account lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The kind whose mapping needs it.
    pub kind: Kind,
    /// What is missing, ambiguous or of the wrong type.
    pub what: String,
    /// The nearest name that the account has.
    pub nearest: Option<String>,
}

/// A mapping that can render.
#[derive(Debug)]
pub struct Resolved {
    kinds: BTreeMap<Kind, ResolvedKind>,
    markers: BTreeMap<EntityType, FieldId>,
    templates: Environment<'static>,
    zone: TimeZone,
    catalog: i64,
}

#[derive(Debug)]
struct ResolvedKind {
    mapping: KindMapping,
    pipeline: Option<PipelineShape>,
    status: BTreeMap<String, i64>,
    fields: Vec<(String, FieldRule, FieldShape)>,
    fingerprint: u64,
}

impl Mapping {
    /// Puts the account's ids in place of names; everything that stands in the way is listed.
    pub fn resolve(&self, shape: &Shape) -> Result<Resolved, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut kinds = BTreeMap::new();
        let mut markers = BTreeMap::new();
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        for entity in EntityType::ALL {
            match shape.field(entity, MARKER_CODE) {
                Found::One(field) => {
                    markers.insert(entity, field.id);
                }
                found => problems.push(Problem {
                    kind: first_of(entity),
                    what: format!(
                        "{} need the marker field `{MARKER_CODE}`, and {}",
                        entity,
                        seen(&found)
                    ),
                    nearest: None,
                }),
            }
        }
        if shape.catalog.is_none() {
            problems.push(Problem {
                kind: Kind::Product,
                what: "the account has no products list; switch it on in its settings".to_owned(),
                nearest: None,
            });
        }
        for (kind, mapping) in &self.kinds {
            let mut names = Resolver {
                kind: *kind,
                shape,
                problems: &mut problems,
            };
            let ids = names.resolve(mapping, &mut templates);
            kinds.insert(*kind, ids);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Resolved {
            kinds,
            markers,
            templates,
            zone: TimeZone::get(&shape.time_zone).unwrap_or(TimeZone::UTC),
            catalog: shape.catalog.unwrap_or_default(),
        })
    }
}

struct Resolver<'a> {
    kind: Kind,
    shape: &'a Shape,
    problems: &'a mut Vec<Problem>,
}

impl Resolver<'_> {
    fn resolve(
        &mut self,
        mapping: &KindMapping,
        templates: &mut Environment<'static>,
    ) -> ResolvedKind {
        let mut fields = Vec::new();
        for (key, rule) in mapping.rules() {
            if let Some(field) = self.field(key, rule) {
                fields.push((key.to_owned(), rule.clone(), field));
            }
        }
        let own = [
            ("name", &mapping.name),
            ("first_name", &mapping.first_name),
            ("last_name", &mapping.last_name),
            ("price", &mapping.price),
        ];
        let of_fields = mapping.rules().map(|(key, rule)| (key, &rule.value));
        for (slot, template) in own.into_iter().chain(of_fields) {
            let Some(template) = template else { continue };
            if let Err(error) =
                templates.add_template_owned(format!("{}/{slot}", self.kind), template.clone())
            {
                self.problem(format!("the template of `{slot}` is wrong: {error}"), None);
            }
        }
        let pipeline = mapping
            .pipeline
            .as_deref()
            .and_then(|name| self.pipeline(name));
        let status = match (&pipeline, &mapping.status) {
            (Some(pipeline), Some(codes)) => self.status(pipeline, codes),
            _ => BTreeMap::new(),
        };
        // Whatever changes what a row becomes must change the fingerprint, or the row would not be looked at.
        let print = json!({"mapping": mapping, "fields": fields.iter().map(|(_, _, field)| field).collect::<Vec<_>>(),
            "pipeline": pipeline.as_ref().map(|p| p.id), "status": status, "zone": self.shape.time_zone});
        ResolvedKind {
            mapping: mapping.clone(),
            fingerprint: xxh3_64(print.to_string().as_bytes()),
            pipeline,
            status,
            fields,
        }
    }

    fn field(&mut self, key: &str, rule: &FieldRule) -> Option<FieldShape> {
        let entity = self.kind.entity();
        let mut found = self.shape.field(entity, key);
        if let (Found::None, Some(name)) = (&found, &rule.name) {
            found = self.shape.field(entity, name);
        }
        let Found::One(field) = found else {
            let known: Vec<_> = self
                .shape
                .fields_of(entity)
                .iter()
                .map(|f| f.name.as_str())
                .collect();
            let near = nearest(rule.name.as_deref().unwrap_or(key), known).map(ToOwned::to_owned);
            self.problem(format!("field `{key}` of {entity}: {}", seen(&found)), near);
            return None;
        };
        if !values::SUPPORTED.contains(&field.field_type.as_str()) {
            self.problem(
                format!(
                    "field `{key}` of {entity} has type `{}`, which cannot be written",
                    field.field_type
                ),
                None,
            );
        }
        if rule
            .field_type
            .as_ref()
            .is_some_and(|wanted| *wanted != field.field_type)
        {
            let wanted = rule.field_type.as_deref().unwrap_or_default();
            self.problem(
                format!(
                    "field `{key}` of {entity} has type `{}`, and the mapping wants `{wanted}`",
                    field.field_type
                ),
                None,
            );
        }
        for option in rule.values.iter().flat_map(BTreeMap::values) {
            let found = field.option(option);
            if !matches!(found, Found::One(_)) {
                let near = nearest(option, field.options.iter().map(|o| o.value.as_str()))
                    .map(ToOwned::to_owned);
                self.problem(
                    format!(
                        "option `{option}` of field `{key}` of {entity}: {}",
                        seen(&found)
                    ),
                    near,
                );
            }
        }
        Some(field.clone())
    }

    fn pipeline(&mut self, name: &str) -> Option<PipelineShape> {
        match self.shape.pipeline(name) {
            Found::One(pipeline) => Some(pipeline.clone()),
            found => {
                let near = nearest(name, self.shape.pipelines.iter().map(|p| p.name.as_str()))
                    .map(ToOwned::to_owned);
                self.problem(format!("funnel `{name}`: {}", seen(&found)), near);
                None
            }
        }
    }

    fn status(&mut self, pipeline: &PipelineShape, codes: &CodeMap) -> BTreeMap<String, i64> {
        let mut ids = BTreeMap::new();
        for (code, name) in &codes.values {
            match pipeline.status(name) {
                Found::One(status) => {
                    ids.insert(code.clone(), status.id);
                }
                found => {
                    let near = nearest(name, pipeline.statuses.iter().map(|s| s.name.as_str()))
                        .map(ToOwned::to_owned);
                    self.problem(
                        format!(
                            "status `{name}` of funnel `{}`: {}",
                            pipeline.name,
                            seen(&found)
                        ),
                        near,
                    );
                }
            }
        }
        ids
    }

    fn problem(&mut self, what: String, nearest: Option<String>) {
        self.problems.push(Problem {
            kind: self.kind,
            what,
            nearest,
        });
    }
}

impl Resolved {
    /// Changes whenever an unchanged row could become another payload.
    pub fn fingerprint(&self, kind: Kind) -> u64 {
        self.kinds.get(&kind).map_or(0, |kind| kind.fingerprint)
    }

    /// The field that holds the marker.
    pub fn marker_field(&self, entity: EntityType) -> Option<FieldId> {
        self.markers.get(&entity).copied()
    }

    /// The products catalog.
    pub fn catalog(&self) -> i64 {
        self.catalog
    }

    /// What the record should look like in the CRM, the marker apart. Every mistake is listed.
    pub fn render(&self, record: &Record) -> Result<Payload, Vec<Invalid>> {
        let Some(kind) = self.kinds.get(&record.kind) else {
            return Ok(Payload::default());
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
        self.names(kind, record, &mut put);
        if kind.mapping.price.is_some() {
            put(Slot::Price, self.price(record));
        }
        if let Some(pipeline) = &kind.pipeline {
            put(Slot::Status, status(kind, pipeline, record));
        }
        for (key, rule, field) in &kind.fields {
            put(Slot::Field(field.id), self.field(record, key, rule, field));
        }
        if wrong.is_empty() {
            Ok(Payload(slots))
        } else {
            Err(wrong)
        }
    }

    /// How a slot is written.
    pub fn rule(&self, kind: Kind, slot: Slot) -> WriteRule {
        let Slot::Field(id) = slot else {
            return WriteRule::Always;
        };
        self.field_of(kind, id)
            .map_or(WriteRule::Always, |(_, rule, _)| rule.write)
    }

    /// The slot's name for people: of a field, the one it has in the account.
    pub fn slot_name(&self, kind: Kind, slot: Slot) -> String {
        match slot {
            Slot::Field(id) => self
                .field_of(kind, id)
                .map_or_else(|| slot.to_string(), |(_, _, field)| field.name.clone()),
            _ => slot.to_string(),
        }
    }

    /// A slot's value for people: options and stages by name.
    pub fn show(&self, kind: Kind, slot: Slot, value: &Json) -> String {
        let text = |value: &Json| match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        match slot {
            Slot::Status => {
                let id = value.get("status_id").and_then(Json::as_i64);
                let pipeline = self
                    .kinds
                    .get(&kind)
                    .and_then(|kind| kind.pipeline.as_ref());
                pipeline
                    .and_then(|pipeline| {
                        pipeline
                            .statuses
                            .iter()
                            .find(|status| Some(status.id) == id)
                    })
                    .map_or_else(|| value.to_string(), |status| status.name.clone())
            }
            Slot::Field(id) => {
                let options = self
                    .field_of(kind, id)
                    .map_or(&[][..], |(_, _, field)| field.options.as_slice());
                let items = value.as_array().map_or(&[][..], Vec::as_slice);
                let shown: Vec<_> = items
                    .iter()
                    .map(
                        |item| match item.get("enum_id").filter(|_| item.get("value").is_none()) {
                            Some(id) => options
                                .iter()
                                .find(|option| Some(option.id) == id.as_i64())
                                .map_or_else(|| id.to_string(), |option| option.value.clone()),
                            None => item.get("value").map(text).unwrap_or_default(),
                        },
                    )
                    .collect();
                shown.join(", ")
            }
            _ => text(value),
        }
    }

    /// Our phones or e-mails merged into those that the CRM holds.
    pub fn merge(
        &self,
        kind: Kind,
        id: FieldId,
        new: Option<&Json>,
        last: Option<&Json>,
        theirs: &[Json],
    ) -> Json {
        match self.field_of(kind, id) {
            Some((_, _, field)) => values::merge(field, new, last, theirs),
            None => new.cloned().unwrap_or(Json::Null),
        }
    }

    fn field_of(&self, kind: Kind, id: FieldId) -> Option<&(String, FieldRule, FieldShape)> {
        self.kinds
            .get(&kind)?
            .fields
            .iter()
            .find(|(_, _, field)| field.id == id)
    }

    fn names(
        &self,
        kind: &ResolvedKind,
        record: &Record,
        put: &mut impl FnMut(Slot, Result<Option<Json>, Invalid>),
    ) {
        if record.kind != Kind::Contact {
            let name = self.text(record, "name").and_then(|name| match name {
                Some(name) => Ok(Some(name.into())),
                None => Err(Invalid {
                    field: Some("name".to_owned()),
                    ..invalid("the name is empty")
                }),
            });
            return put(Slot::Name, name);
        }
        let first = self.text(record, "first_name");
        let last = self.text(record, "last_name");
        // With a name as well, the CRM would have to choose between two truths.
        if matches!((&first, &last), (Ok(None), Ok(None))) && kind.mapping.name.is_some() {
            return put(
                Slot::Name,
                self.text(record, "name").map(|name| name.map(Json::from)),
            );
        }
        put(Slot::FirstName, first.map(|name| name.map(Json::from)));
        put(Slot::LastName, last.map(|name| name.map(Json::from)));
    }

    fn text(&self, record: &Record, slot: &str) -> Result<Option<String>, Invalid> {
        let Some(text) = self.template(record, slot)? else {
            return Ok(None);
        };
        let text = values::plain(&Value::Text(text), false);
        if text.is_empty() {
            return Ok(None);
        }
        values::short(text, 255)
            .map(Some)
            .map_err(|misfit| Invalid {
                field: Some(slot.to_owned()),
                ..explain(misfit)
            })
    }

    fn price(&self, record: &Record) -> Result<Option<Json>, Invalid> {
        let text = self
            .template(record, "price")?
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

    fn field(
        &self,
        record: &Record,
        key: &str,
        rule: &FieldRule,
        field: &FieldShape,
    ) -> Result<Option<Json>, Invalid> {
        let value = match &rule.from {
            Some(from) => record
                .get(from)
                .cloned()
                .ok_or_else(|| missing(record, from))?,
            None => Value::Text(self.template(record, key)?.unwrap_or_default()),
        };
        let target = Target {
            field,
            values: rule.values.as_ref(),
            enum_code: rule.enum_code.as_deref(),
            zone: &self.zone,
        };
        values::convert(&value, &target).map_err(|misfit| {
            let hint = match &misfit {
                Misfit::UnknownCode(code) => Some(format!(
                    "add the code to `mapping.{}`: fields.{key} = {{ from = \"{}\", values = {{ {code:?} = \"…\" }} }}",
                    record.kind,
                    rule.from.as_deref().unwrap_or_default()
                )),
                Misfit::Option(_) => Some("run `schema apply`, or name an option that the account has".to_owned()),
                Misfit::Reason(_) => None,
            };
            Invalid {
                attribute: rule.from.clone(),
                field: Some(field.name.clone()),
                value: Some(shortened(&values::plain(&value, false))),
                hint,
                ..explain(misfit)
            }
        })
    }

    fn template(&self, record: &Record, slot: &str) -> Result<Option<String>, Invalid> {
        let Ok(template) = self
            .templates
            .get_template(&format!("{}/{slot}", record.kind))
        else {
            return Ok(None);
        };
        let attributes: BTreeMap<&str, minijinja::Value> = record
            .attributes()
            .map(|(name, value)| {
                let value = match value {
                    Value::Null => minijinja::Value::from(""),
                    Value::Int(number) => minijinja::Value::from(*number),
                    Value::Real(number) => minijinja::Value::from(*number),
                    Value::Text(text) => minijinja::Value::from(text.as_str()),
                };
                (name, value)
            })
            .collect();
        template
            .render(attributes)
            .map(Some)
            .map_err(|error| Invalid {
                field: Some(slot.to_owned()),
                hint: Some(format!(
                    "the query gives {}",
                    record
                        .attributes()
                        .map(|(name, _)| name)
                        .collect::<Vec<_>>()
                        .join(", ")
                )),
                ..invalid(&format!("the template cannot be filled: {error}"))
            })
    }
}

/// The body of a request item: what is set, and what is cleared where a value is `None`.
pub fn body<'a>(slots: impl IntoIterator<Item = (Slot, Option<&'a Json>)>) -> Map<String, Json> {
    let mut body = Map::new();
    let mut fields = Vec::new();
    for (slot, value) in slots {
        let value = value.cloned().unwrap_or(Json::Null);
        match slot {
            Slot::Field(id) => fields.push(json!({"field_id": id.0, "values": value})),
            // The three parts go together; the API tells 142 of one funnel from another's only so.
            Slot::Status => body.extend(value.as_object().cloned().unwrap_or_default()),
            // A name or price that the platform no longer has is left as it is: there is no empty form of it.
            _ if value.is_null() => {}
            _ => {
                body.insert(slot.to_string(), value);
            }
        }
    }
    if !fields.is_empty() {
        body.insert("custom_fields_values".to_owned(), fields.into());
    }
    body
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
        return Err(Invalid {
            attribute: Some(codes.from.clone()),
            field: Some("status".to_owned()),
            value: Some(shortened(&code)),
            hint: Some(format!(
                "add the code to `mapping.{}`: status = {{ from = \"{}\", values = {{ {code:?} = \"…\" }} }}",
                record.kind, codes.from
            )),
            ..invalid(reason)
        });
    };
    Ok(Some(json!({"pipeline_id": pipeline.id, "status_id": id})))
}

fn seen<T>(found: &Found<'_, T>) -> String {
    match found {
        Found::One(_) => "there is one".to_owned(),
        Found::None => "the account has none".to_owned(),
        Found::Several(count) => format!("the account has {count} of that name"),
    }
}

fn first_of(entity: EntityType) -> Kind {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.entity() == entity)
        .unwrap_or(Kind::Contact)
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

fn missing(record: &Record, attribute: &str) -> Invalid {
    Invalid {
        attribute: Some(attribute.to_owned()),
        hint: Some(format!(
            "the query of `{}` gives {}",
            record.kind,
            record
                .attributes()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
                .join(", ")
        )),
        ..invalid("the source has no such attribute")
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
