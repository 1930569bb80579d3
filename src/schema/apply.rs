//! What the account lacks, as a plan. Nothing is ever deleted, and options keep their ids.

use std::fmt;

use serde::Serialize;

use crate::domain::EntityType;
use crate::domain::shape::{FieldShape, Found, PipelineShape, Shape, closing_status};
use crate::mapping::{Mapping, WantedField};

/// One thing that brings the account nearer to the mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum SchemaStep {
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
pub fn plan(mapping: &Mapping, shape: &Shape) -> Vec<SchemaStep> {
    let mut steps = Vec::new();
    for wanted in mapping.wanted_fields() {
        // The products list is switched on in the account's settings, and has no fields before.
        if wanted.entity == EntityType::CatalogElements && shape.catalog.is_none() {
            continue;
        }
        let mut found = shape.field(wanted.entity, &wanted.code);
        if let (Found::None, Some(name)) = (&found, &wanted.name) {
            found = shape.field(wanted.entity, name);
        }
        match found {
            Found::None if wanted.can_be_made() => {
                steps.push(SchemaStep::CreateField { field: wanted });
            }
            // Of other types the texts are values, not options.
            Found::One(field) if field.field_type.has_options() => {
                let new: Vec<_> = wanted
                    .options
                    .into_iter()
                    .filter(|text| field.option(text) == Found::None)
                    .collect();
                if !new.is_empty() {
                    steps.push(SchemaStep::AddOptions {
                        entity: wanted.entity,
                        field: field.clone(),
                        options: new,
                    });
                }
            }
            _ => {}
        }
    }
    // What goes into one request stands together.
    steps.sort_by_key(|step| match step {
        SchemaStep::CreateField { field } => (0, field.entity),
        SchemaStep::AddOptions { entity, .. } => (1, *entity),
        _ => (2, EntityType::Leads),
    });
    for wanted in mapping.wanted_pipelines() {
        // 142 and 143 are in every funnel and are not made.
        let own = |name: &String| closing_status(name).is_none();
        match shape.pipeline(&wanted.name) {
            Found::None => steps.push(SchemaStep::CreatePipeline {
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
                    steps.push(SchemaStep::AddStatuses {
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

impl fmt::Display for SchemaStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateField { field } => {
                write!(
                    f,
                    "create field `{}` «{}» ({}) of {}",
                    field.code,
                    field.new_name(),
                    field.new_type(),
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
