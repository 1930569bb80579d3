//! Puts the account's ids in place of the mapping's names; whatever stands in the way is a [`Problem`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::tz::TimeZone;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::Mapping;
use super::resolved::{Resolved, ResolvedField, ResolvedKind};
use super::values;
use crate::config::mapping::{Codes, FieldRule, KindMapping, LossReason};
use crate::domain::payload::WriteRule;
use crate::domain::shape::{FieldShape, Found, MARKER_CODE, PipelineShape, Shape};
use crate::domain::{Country, EntityType, FieldType, Kind};
use crate::text::nearest;

/// Raised when the same row would be rendered in another way, so that every row is looked at again.
const RENDERING: u32 = 2;

/// What stands between the mapping and the account, or the platform; the names are a promise to programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The account has no such field.
    MissingField,
    /// The account has several fields of that name.
    AmbiguousField,
    /// The field's type is not the one that the mapping says.
    WrongType,
    /// Fields of this type cannot be written.
    UnsupportedType,
    /// Two rules of a kind fill one field.
    FieldMappedTwice,
    /// The rule asks for what the field's type does not have: parts, `merge`, `enum_code`.
    UnfitRule,
    /// The field has no such option.
    MissingOption,
    /// The field has several options of that text.
    AmbiguousOption,
    /// The account has no such funnel.
    MissingPipeline,
    /// The account has several funnels of that name.
    AmbiguousPipeline,
    /// The funnel has no such stage.
    MissingStatus,
    /// The funnel has several stages of that name.
    AmbiguousStatus,
    /// The account has no such reason for lost deals.
    MissingLossReason,
    /// The account has several reasons of that name.
    AmbiguousLossReason,
    /// Products are not switched on.
    MissingProductsList,
    /// The account's time zone is not known here.
    UnknownTimeZone,
    /// A template cannot be read.
    WrongTemplate,
    /// The query gives no such attribute.
    UnknownAttribute,
}

impl Trouble {
    /// The first for what is missing, the second for what is there several times.
    fn of<T>(found: &Found<'_, T>, missing: Self, ambiguous: Self) -> Self {
        match found {
            Found::Several(_) => ambiguous,
            Found::None | Found::One(_) => missing,
        }
    }
}

/// Something that the mapping needs and the account, or the platform, lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What sort of problem it is.
    pub problem: Trouble,
    /// The kind whose mapping needs it.
    pub kind: Kind,
    /// The entity that the kind becomes.
    pub entity: EntityType,
    /// The key, text or name in the mapping.
    pub name: String,
    /// The field of an option or part, the funnel of a stage.
    pub within: Option<String>,
    /// What is missing, ambiguous or of the wrong type, in words.
    pub what: String,
    /// The nearest name that is there.
    pub nearest: Option<String>,
}

impl Problem {
    fn new(problem: Trouble, kind: Kind, name: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            problem,
            kind,
            entity: kind.entity(),
            name: name.into(),
            within: None,
            what: what.into(),
            nearest: None,
        }
    }

    fn within(mut self, holder: impl Into<String>) -> Self {
        self.within = Some(holder.into());
        self
    }

    fn nearest<'a>(mut self, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.nearest = nearest(&self.name, known).map(ToOwned::to_owned);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.what)?;
        match &self.nearest {
            Some(near) => write!(f, "; the nearest is `{near}`"),
            None => Ok(()),
        }
    }
}

/// A template may take so many steps for one record.
const TEMPLATE_STEPS: u64 = 100_000;

impl Mapping {
    /// Puts the account's ids in place of names; everything that stands in the way is listed.
    pub fn resolve(&self, shape: &Shape) -> Result<Resolved, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut kinds = BTreeMap::new();
        let mut markers = BTreeMap::new();
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        // Loops without an end and nested ones become a mistake of the field.
        templates.set_fuel(Some(TEMPLATE_STEPS));
        templates.add_filter("required", required);
        for entity in EntityType::ALL {
            match shape.field(entity, MARKER_CODE) {
                Found::One(field) => {
                    markers.insert(entity, field.id);
                }
                found => problems.push(Problem::new(
                    Trouble::of(&found, Trouble::MissingField, Trouble::AmbiguousField),
                    first_of(entity),
                    MARKER_CODE,
                    format!(
                        "{entity} need the marker field `{MARKER_CODE}`, and {}",
                        seen(&found)
                    ),
                )),
            }
        }
        if shape.catalog.is_none() {
            problems.push(Problem::new(
                Trouble::MissingProductsList,
                Kind::Product,
                "products",
                "the account has no products list; switch it on in its settings",
            ));
        }
        for (kind, mapping) in &self.kinds {
            let mut names = Resolver {
                kind: *kind,
                shape,
                country: self.country,
                problems: &mut problems,
            };
            let ids = names.resolve(mapping, &mut templates);
            kinds.insert(*kind, ids);
        }
        let zone = TimeZone::get(&shape.time_zone);
        if zone.is_err() {
            problems.push(Problem::new(
                Trouble::UnknownTimeZone,
                Kind::Contact,
                &shape.time_zone,
                format!(
                    "the account's time zone `{}` is not known; dates cannot be sent",
                    shape.time_zone
                ),
            ));
        }
        match zone {
            Ok(zone) if problems.is_empty() => Ok(Resolved {
                kinds,
                markers,
                templates,
                zone,
                country: self.country,
                catalog: shape.catalog.unwrap_or_default(),
            }),
            _ => Err(problems),
        }
    }

    /// The attributes that the mapping of a kind asks for. Templates that cannot be read ask for none.
    pub fn attributes(&self, kind: Kind) -> BTreeSet<String> {
        let Some(mapping) = self.kinds.get(&kind) else {
            return BTreeSet::new();
        };
        let of_rules = mapping
            .rules()
            .flat_map(|(_, rule)| rule.attributes())
            .map(|(_, from)| from.to_owned());
        let codes = mapping.status.iter().map(|codes| codes.from.clone());
        let reason = mapping
            .loss_reason
            .iter()
            .filter_map(|reason| reason.from.clone());
        let environment = Environment::new();
        // `range` and the like are in every template.
        let own: BTreeSet<&str> = environment.globals().map(|(name, _)| name).collect();
        let of_templates = mapping.templates().flat_map(|(_, template)| {
            environment
                .template_from_str(template)
                .map(|template| template.undeclared_variables(false))
                .unwrap_or_default()
        });
        of_rules
            .chain(codes)
            .chain(reason)
            .chain(of_templates.filter(|name| !own.contains(name.as_str())))
            .collect()
    }

    /// The attributes that the mapping of a kind asks for and its query does not give, each with the nearest that it does.
    pub fn unknown_attributes(&self, kind: Kind, columns: &[String]) -> Vec<Problem> {
        self.attributes(kind)
            .into_iter()
            .filter(|name| !columns.iter().any(|own| own.eq_ignore_ascii_case(name)))
            .map(|name| {
                let what = format!(
                    "the mapping asks for the attribute `{name}`, and the query gives {}",
                    columns.join(", ")
                );
                Problem::new(Trouble::UnknownAttribute, kind, name, what)
                    .nearest(columns.iter().map(String::as_str))
            })
            .collect()
    }
}

/// Of a template: an attribute without which the whole has no meaning.
fn required(value: minijinja::Value) -> Result<minijinja::Value, minijinja::Error> {
    if value.as_str().is_some_and(|text| text.trim().is_empty()) || value.is_none() {
        return Err(minijinja::Error::new(
            minijinja::ErrorKind::InvalidOperation,
            "an attribute that it needs is empty",
        ));
    }
    Ok(value)
}

struct Resolver<'a> {
    kind: Kind,
    shape: &'a Shape,
    country: Country,
    problems: &'a mut Vec<Problem>,
}

impl Resolver<'_> {
    fn resolve(
        &mut self,
        mapping: &KindMapping,
        templates: &mut Environment<'static>,
    ) -> ResolvedKind {
        let mut fields: Vec<ResolvedField> = Vec::new();
        for (key, rule) in mapping.rules() {
            let Some(shape) = self.field(key, rule) else {
                continue;
            };
            if let Some(other) = fields.iter().find(|other| other.shape.id == shape.id) {
                let what = format!(
                    "`{}` and `{key}` are one field, «{}»; map it once",
                    other.key, shape.name
                );
                self.problem(Trouble::FieldMappedTwice, key, what);
            }
            let usual = match shape.field_type {
                FieldType::Multitext => WriteRule::Merge,
                _ => WriteRule::Always,
            };
            fields.push(ResolvedField {
                key: key.to_owned(),
                rule: rule.clone(),
                write: rule.write.unwrap_or(usual),
                shape,
            });
        }
        for (slot, template) in mapping.templates() {
            if let Err(error) =
                templates.add_template_owned(format!("{}/{slot}", self.kind), template.to_owned())
            {
                let what = format!("the template of `{slot}` is wrong: {error}");
                self.problem(Trouble::WrongTemplate, &slot, what);
            }
        }
        let pipeline = mapping
            .pipeline
            .as_deref()
            .and_then(|name| self.pipeline(name));
        let status = match (&pipeline, &mapping.status) {
            (Some(pipeline), Some(codes)) => {
                let codes = codes.values.iter();
                self.status(
                    pipeline,
                    codes.map(|(code, name)| (code.as_str(), name.as_str())),
                )
            }
            _ => BTreeMap::new(),
        };
        if let Some(closing) = &mapping.closing {
            let stage = closing.status.iter();
            if let Some(pipeline) = &pipeline {
                self.status(pipeline, stage.map(|name| ("", name.as_str())));
            }
        }
        let reasons = self.loss_reasons(mapping);
        // Whatever changes what a row becomes must change the fingerprint, or the row would not be looked at.
        let print = json!({"rendering": RENDERING, "mapping": mapping,
            "fields": fields.iter().map(|field| &field.shape).collect::<Vec<_>>(),
            "pipeline": pipeline.as_ref().map(|p| p.id), "status": status, "reasons": reasons,
            "zone": self.shape.time_zone, "country": self.country.to_string()});
        ResolvedKind {
            mapping: mapping.clone(),
            fingerprint: xxh3_64(print.to_string().as_bytes()),
            pipeline,
            status,
            reasons,
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
            let trouble = Trouble::of(&found, Trouble::MissingField, Trouble::AmbiguousField);
            let what = format!("field `{key}` of {entity}: {}", seen(&found));
            self.add(Problem {
                nearest: near,
                ..Problem::new(trouble, self.kind, key, what)
            });
            return None;
        };
        if !field.field_type.is_supported() {
            let what = format!(
                "field `{key}` of {entity} has type `{}`, which cannot be written",
                field.field_type
            );
            self.problem(Trouble::UnsupportedType, key, what);
        }
        if let Some(wanted) = rule
            .field_type
            .as_ref()
            .filter(|wanted| **wanted != field.field_type)
        {
            let what = format!(
                "field `{key}` of {entity} has type `{}`, and the mapping wants `{wanted}`",
                field.field_type
            );
            self.problem(Trouble::WrongType, key, what);
        }
        self.shape_of_rule(key, rule, field);
        Some(field.clone())
    }

    /// What the type of the field has to allow.
    fn shape_of_rule(&mut self, key: &str, rule: &FieldRule, field: &FieldShape) {
        let (entity, field_type) = (self.kind.entity(), &field.field_type);
        let multiple = *field_type == FieldType::Multitext;
        if rule.write == Some(WriteRule::Merge) && !multiple {
            let what = format!(
                "field `{key}` of {entity} holds one value, so `write = \"merge\"` cannot be"
            );
            self.problem(Trouble::UnfitRule, key, what);
        }
        if rule.enum_code.is_some() && !multiple {
            let what = format!(
                "field `{key}` of {entity} is neither phone nor e-mail, so it has no `enum_code`"
            );
            self.problem(Trouble::UnfitRule, key, what);
        }
        let known = values::parts_of(field_type);
        for part in rule.parts.keys() {
            match known {
                None => {
                    let what = format!(
                        "field `{key}` of {entity} has type `{field_type}`, which has no parts"
                    );
                    self.problem(Trouble::UnfitRule, key, what);
                    break;
                }
                Some(known) if !known.contains(&part.as_str()) => {
                    let what = format!("field `{key}` of {entity} has no part `{part}`");
                    self.add(
                        Problem::new(Trouble::UnfitRule, self.kind, part, what)
                            .within(key)
                            .nearest(known.iter().copied()),
                    );
                }
                Some(_) => {}
            }
        }
        if !field_type.has_options() {
            return;
        }
        for option in rule.values.iter().flat_map(Codes::values) {
            let found = field.option(option);
            if !matches!(found, Found::One(_)) {
                let trouble = Trouble::of(&found, Trouble::MissingOption, Trouble::AmbiguousOption);
                let what = format!(
                    "option `{option}` of field `{key}` of {entity}: {}",
                    seen(&found)
                );
                self.add(
                    Problem::new(trouble, self.kind, option, what)
                        .within(key)
                        .nearest(field.options.iter().map(|own| own.value.as_str())),
                );
            }
        }
    }

    fn pipeline(&mut self, name: &str) -> Option<PipelineShape> {
        match self.shape.pipeline(name) {
            Found::One(pipeline) => Some(pipeline.clone()),
            found => {
                let trouble =
                    Trouble::of(&found, Trouble::MissingPipeline, Trouble::AmbiguousPipeline);
                let what = format!("funnel `{name}`: {}", seen(&found));
                self.add(
                    Problem::new(trouble, self.kind, name, what)
                        .nearest(self.shape.pipelines.iter().map(|own| own.name.as_str())),
                );
                None
            }
        }
    }

    /// Code → id.
    fn status<'c>(
        &mut self,
        pipeline: &PipelineShape,
        codes: impl Iterator<Item = (&'c str, &'c str)>,
    ) -> BTreeMap<String, i64> {
        let mut ids = BTreeMap::new();
        for (code, name) in codes {
            match pipeline.status(name) {
                Found::One(status) => {
                    ids.insert(code.to_owned(), status.id);
                }
                found => {
                    let trouble =
                        Trouble::of(&found, Trouble::MissingStatus, Trouble::AmbiguousStatus);
                    let what = format!(
                        "status `{name}` of funnel `{}`: {}",
                        pipeline.name,
                        seen(&found)
                    );
                    self.add(
                        Problem::new(trouble, self.kind, name, what)
                            .within(&pipeline.name)
                            .nearest(pipeline.statuses.iter().map(|own| own.name.as_str())),
                    );
                }
            }
        }
        ids
    }

    /// Name → id. Without a table any reason of the account may come.
    fn loss_reasons(&mut self, mapping: &KindMapping) -> BTreeMap<String, i64> {
        let closing = mapping.closing.as_ref();
        let closing = closing.and_then(|own| own.loss_reason.as_ref());
        let named: Vec<&String> = match &mapping.loss_reason {
            Some(LossReason {
                values: Some(values),
                ..
            }) => values.values().collect(),
            Some(reason) => reason.value.iter().collect(),
            None => Vec::new(),
        };
        for name in named.into_iter().chain(closing) {
            let found = self.shape.loss_reason(name);
            if !matches!(found, Found::One(_)) {
                let trouble = Trouble::of(
                    &found,
                    Trouble::MissingLossReason,
                    Trouble::AmbiguousLossReason,
                );
                let what = format!("loss reason `{name}`: {}", seen(&found));
                self.add(
                    Problem::new(trouble, self.kind, name, what)
                        .nearest(self.shape.loss_reasons.iter().map(|own| own.name.as_str())),
                );
            }
        }
        self.shape
            .loss_reasons
            .iter()
            .map(|own| own.name.trim())
            .filter_map(|name| match self.shape.loss_reason(name) {
                Found::One(own) => Some((name.to_owned(), own.id)),
                _ => None,
            })
            .collect()
    }

    fn problem(&mut self, trouble: Trouble, name: &str, what: String) {
        self.add(Problem::new(trouble, self.kind, name, what));
    }

    fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
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

#[cfg(test)]
mod tests;
