//! What the account lacks, as a plan of requests. Nothing is ever deleted, and options keep their ids.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

use super::fetch::prefix;
use super::shape::{FieldShape, Found, PipelineShape, Shape, closing_status};
use crate::crm::api::{Api, Repeat, Request};
use crate::crm::error::CrmError;
use crate::domain::EntityType;
use crate::mapping::{Mapping, WantedField};

/// One request that brings the account nearer to the mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A field that is missing.
    CreateField {
        /// As it will be made.
        field: WantedField,
    },
    /// Options that a field lacks.
    AddOptions {
        /// Where the field is.
        entity: EntityType,
        /// The field with its present options, all of which are sent along with their ids.
        field: FieldShape,
        /// The new ones.
        options: Vec<String>,
    },
    /// A funnel that is missing.
    CreatePipeline {
        /// Its name.
        name: String,
        /// Its own stages.
        statuses: Vec<String>,
    },
    /// Stages that a funnel lacks.
    AddStatuses {
        /// The funnel.
        pipeline: PipelineShape,
        /// The new ones.
        statuses: Vec<String>,
    },
}

/// What is missing, in the order in which it is made. What is ambiguous is left to `schema check`.
pub fn plan(mapping: &Mapping, shape: &Shape) -> Vec<Step> {
    let mut steps = Vec::new();
    for wanted in mapping.wanted_fields() {
        let mut found = shape.field(wanted.entity, &wanted.code);
        if let (Found::None, Some(name)) = (&found, &wanted.name) {
            found = shape.field(wanted.entity, name);
        }
        match found {
            Found::None if wanted.name.is_some() => steps.push(Step::CreateField { field: wanted }),
            Found::One(field) => {
                let new: Vec<_> = wanted
                    .options
                    .into_iter()
                    .filter(|text| field.option(text) == Found::None)
                    .collect();
                if !new.is_empty() {
                    steps.push(Step::AddOptions {
                        entity: wanted.entity,
                        field: field.clone(),
                        options: new,
                    });
                }
            }
            _ => {}
        }
    }
    for wanted in mapping.wanted_pipelines() {
        // 142 and 143 are in every funnel and are not made.
        let own = |name: &String| closing_status(name).is_none();
        match shape.pipeline(&wanted.name) {
            Found::None => steps.push(Step::CreatePipeline {
                name: wanted.name,
                statuses: wanted.statuses.into_iter().filter(own).collect(),
            }),
            Found::One(pipeline) => {
                let new: Vec<_> = wanted
                    .statuses
                    .into_iter()
                    .filter(|name| own(name) && pipeline.status(name) == Found::None)
                    .collect();
                if !new.is_empty() {
                    steps.push(Step::AddStatuses {
                        pipeline: pipeline.clone(),
                        statuses: new,
                    });
                }
            }
            Found::Several(_) => {}
        }
    }
    steps
}

impl Step {
    /// Carries the step out. An unknown outcome is an error: the account is read again before anything is repeated.
    pub fn carry_out(&self, api: &dyn Api, catalog: Option<i64>) -> Result<(), CrmError> {
        let request = match self {
            Self::CreateField { field } => create_field(field, catalog),
            Self::AddOptions {
                entity,
                field,
                options,
            } => {
                // What is left out of a change is lost: the id and with it people's values, and the code.
                let present = field.options.iter().map(|o| {
                    let mut option = json!({"id": o.id, "value": o.value, "sort": o.sort});
                    if let Some(code) = &o.code {
                        option["code"] = code.clone().into();
                    }
                    option
                });
                let next = field.options.iter().map(|o| o.sort).max().unwrap_or(0) + 1;
                let new = (next..)
                    .zip(options)
                    .map(|(sort, text)| json!({"value": text, "sort": sort}));
                let enums: Vec<Value> = present.chain(new).collect();
                Request::patch(
                    fields_path(*entity, catalog),
                    json!([{"id": field.id, "enums": enums}]),
                )
            }
            Self::CreatePipeline { name, statuses } => Request::post(
                "/api/v4/leads/pipelines",
                json!([{"name": name, "sort": 100, "is_main": false, "is_unsorted_on": false,
                        "_embedded": {"statuses": stages(statuses)}}]),
                Repeat::OnlyIfUnseen,
            ),
            Self::AddStatuses { pipeline, statuses } => Request::post(
                format!("/api/v4/leads/pipelines/{}/statuses", pipeline.id),
                stages(statuses),
                Repeat::OnlyIfUnseen,
            ),
        };
        api.call(&request).map(drop)
    }
}

fn create_field(field: &WantedField, catalog: Option<i64>) -> Request {
    let mut body =
        json!({"name": field.name, "type": field.field_type, "code": field.code, "sort": 500});
    if !field.options.is_empty() {
        let enums: Vec<Value> = (1..)
            .zip(&field.options)
            .map(|(sort, text)| json!({"value": text, "sort": sort}))
            .collect();
        body["enums"] = enums.into();
    }
    // People see the marker and cannot edit it; lists have no such switch.
    if field.code == super::shape::MARKER_CODE && field.entity != EntityType::CatalogElements {
        body["is_api_only"] = true.into();
    }
    Request::post(
        fields_path(field.entity, catalog),
        json!([body]),
        Repeat::OnlyIfUnseen,
    )
}

fn fields_path(entity: EntityType, catalog: Option<i64>) -> String {
    format!(
        "/api/v4/{}/custom_fields",
        prefix(entity, catalog).unwrap_or_else(|| "catalogs/0".to_owned())
    )
}

fn stages(names: &[String]) -> Value {
    (20..)
        .step_by(10)
        .zip(names)
        .map(|(sort, name)| json!({"name": name, "sort": sort, "color": "#d6eaff"}))
        .collect()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateField { field } => {
                let kind = field.field_type.as_deref().unwrap_or("text");
                write!(
                    f,
                    "create field `{}` «{}» ({kind}) of {}",
                    field.code,
                    field.name.as_deref().unwrap_or_default(),
                    field.entity
                )
            }
            Self::AddOptions {
                entity,
                field,
                options,
            } => {
                write!(
                    f,
                    "add to field «{}» of {entity} the options {}",
                    field.name,
                    options.join(", ")
                )
            }
            Self::CreatePipeline { name, statuses } => {
                write!(f, "create funnel «{name}» with {}", statuses.join(", "))
            }
            Self::AddStatuses { pipeline, statuses } => {
                write!(
                    f,
                    "add to funnel «{}» the statuses {}",
                    pipeline.name,
                    statuses.join(", ")
                )
            }
        }
    }
}
