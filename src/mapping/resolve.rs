//! Puts the account's ids in place of the mapping's names; whatever stands in the way is a [`Problem`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::Mapping;
use super::config::{CodeMap, FieldRule, KindMapping, LossReason};
use super::resolved::{Resolved, ResolvedField, ResolvedKind};
use super::values;
use crate::domain::{EntityType, Kind};
use crate::schema::shape::{FieldShape, Found, MARKER_CODE, PipelineShape, Shape, nearest};
use crate::sync::payload::WriteRule;

/// Raised when the same row would be rendered in another way, so that every row is looked at again.
const RENDERING: u32 = 1;

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
        let zone = TimeZone::get(&shape.time_zone);
        if zone.is_err() {
            problems.push(Problem {
                kind: Kind::Contact,
                what: format!(
                    "the account's time zone `{}` is not known; dates cannot be sent",
                    shape.time_zone
                ),
                nearest: None,
            });
        }
        match zone {
            Ok(zone) if problems.is_empty() => Ok(Resolved {
                kinds,
                markers,
                templates,
                zone,
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
        let of_templates = mapping.templates().flat_map(|(_, template)| {
            environment
                .template_from_str(template)
                .map(|template| template.undeclared_variables(false))
                .unwrap_or_default()
        });
        of_rules
            .chain(codes)
            .chain(reason)
            .chain(of_templates)
            .collect()
    }

    /// The attributes that the mapping of a kind asks for and its query does not give, each with the nearest that it does.
    pub fn unknown_attributes(&self, kind: Kind, columns: &[String]) -> Vec<Problem> {
        self.attributes(kind)
            .into_iter()
            .filter(|name| !columns.iter().any(|own| own.eq_ignore_ascii_case(name)))
            .map(|name| Problem {
                kind,
                what: format!(
                    "the mapping asks for the attribute `{name}`, and the query gives {}",
                    columns.join(", ")
                ),
                nearest: nearest(&name, columns.iter().map(String::as_str)).map(ToOwned::to_owned),
            })
            .collect()
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
        let mut fields: Vec<ResolvedField> = Vec::new();
        for (key, rule) in mapping.rules() {
            let Some(shape) = self.field(key, rule) else {
                continue;
            };
            if let Some(other) = fields.iter().find(|other| other.shape.id == shape.id) {
                self.problem(
                    format!(
                        "`{}` and `{key}` are one field, «{}»; map it once",
                        other.key, shape.name
                    ),
                    None,
                );
            }
            let usual = match shape.field_type.as_str() {
                "multitext" => WriteRule::Merge,
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
        let reasons = match &mapping.loss_reason {
            Some(reason) => self.loss_reasons(reason),
            None => BTreeMap::new(),
        };
        // Whatever changes what a row becomes must change the fingerprint, or the row would not be looked at.
        let print = json!({"rendering": RENDERING, "mapping": mapping,
            "fields": fields.iter().map(|field| &field.shape).collect::<Vec<_>>(),
            "pipeline": pipeline.as_ref().map(|p| p.id), "status": status, "reasons": reasons,
            "zone": self.shape.time_zone});
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
        self.shape_of_rule(key, rule, field);
        Some(field.clone())
    }

    /// What the type of the field has to allow.
    fn shape_of_rule(&mut self, key: &str, rule: &FieldRule, field: &FieldShape) {
        let (entity, field_type) = (self.kind.entity(), field.field_type.as_str());
        let multiple = field_type == "multitext";
        if rule.write == Some(WriteRule::Merge) && !multiple {
            self.problem(
                format!(
                    "field `{key}` of {entity} holds one value, so `write = \"merge\"` cannot be"
                ),
                None,
            );
        }
        if rule.enum_code.is_some() && !multiple {
            self.problem(
                format!("field `{key}` of {entity} is neither phone nor e-mail, so it has no `enum_code`"),
                None,
            );
        }
        let known = values::parts_of(field_type);
        for part in rule.parts.keys() {
            match known {
                None => {
                    self.problem(
                        format!(
                            "field `{key}` of {entity} has type `{field_type}`, which has no parts"
                        ),
                        None,
                    );
                    break;
                }
                Some(known) if !known.contains(&part.as_str()) => {
                    let near = nearest(part, known.iter().copied()).map(ToOwned::to_owned);
                    self.problem(
                        format!("field `{key}` of {entity} has no part `{part}`"),
                        near,
                    );
                }
                Some(_) => {}
            }
        }
        if !values::WITH_OPTIONS.contains(&field_type) {
            return;
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

    /// Name → id. Without a table any reason of the account may come.
    fn loss_reasons(&mut self, reason: &LossReason) -> BTreeMap<String, i64> {
        let named: Vec<&String> = match &reason.values {
            Some(values) => values.values().collect(),
            None => reason.value.iter().collect(),
        };
        for name in named {
            let found = self.shape.loss_reason(name);
            if !matches!(found, Found::One(_)) {
                let known = self.shape.loss_reasons.iter().map(|r| r.name.as_str());
                let near = nearest(name, known).map(ToOwned::to_owned);
                self.problem(format!("loss reason `{name}`: {}", seen(&found)), near);
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

    fn problem(&mut self, what: String, nearest: Option<String>) {
        self.problems.push(Problem {
            kind: self.kind,
            what,
            nearest,
        });
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
