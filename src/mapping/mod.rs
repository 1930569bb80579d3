//! From the attributes of a record to the values of a CRM entity.

pub mod config;
mod render;
mod resolve;
mod resolved;
pub mod values;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use resolve::Problem;
pub use resolved::{Resolved, body};

use crate::config::Profile;
use crate::domain::{EntityType, Kind};
use crate::error::Failure;
use crate::schema::shape::MARKER_CODE;

/// The mapping in names: the built-in one, changed by the profile.
#[derive(Debug)]
pub struct Mapping {
    kinds: BTreeMap<Kind, config::KindMapping>,
}

/// A field that the mapping needs, as it would be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WantedField {
    /// Where.
    pub entity: EntityType,
    /// Its code.
    pub code: String,
    /// Its name; without one it is predefined and never created.
    pub name: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub field_type: Option<String>,
    /// Its options in order.
    pub options: Vec<String>,
}

/// A funnel that the mapping needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WantedPipeline {
    /// Its name.
    pub name: String,
    /// Its stages in the order of the mapping.
    pub statuses: Vec<String>,
}

impl Mapping {
    /// The mapping of a profile.
    pub fn load(profile: &Profile) -> Result<Self, Failure> {
        Ok(Self {
            kinds: config::merged(&profile.mapping)?,
        })
    }

    /// Every field that the mapping needs, markers first, each once.
    pub fn wanted_fields(&self) -> Vec<WantedField> {
        let mut wanted: Vec<WantedField> = EntityType::ALL
            .into_iter()
            .map(|entity| WantedField {
                entity,
                code: MARKER_CODE.to_owned(),
                name: Some("ID на платформе".to_owned()),
                field_type: Some("text".to_owned()),
                options: Vec::new(),
            })
            .collect();
        for (kind, mapping) in &self.kinds {
            for (key, rule) in mapping.rules() {
                let options = rule.values.iter().flat_map(BTreeMap::values);
                let entity = kind.entity();
                let at = wanted
                    .iter()
                    .position(|own| own.entity == entity && own.code == key);
                let own = if let Some(at) = at {
                    &mut wanted[at]
                } else {
                    wanted.push(WantedField {
                        entity,
                        code: key.to_owned(),
                        name: rule.name.clone(),
                        field_type: rule.field_type.clone(),
                        options: Vec::new(),
                    });
                    let last = wanted.len() - 1;
                    &mut wanted[last]
                };
                for option in options {
                    if !own.options.contains(option) {
                        own.options.push(option.clone());
                    }
                }
            }
        }
        wanted
    }

    /// Every funnel that the mapping needs.
    pub fn wanted_pipelines(&self) -> Vec<WantedPipeline> {
        let mut wanted: Vec<WantedPipeline> = Vec::new();
        for mapping in self.kinds.values() {
            let Some(name) = &mapping.pipeline else {
                continue;
            };
            let at = wanted
                .iter()
                .position(|own| own.name == *name)
                .unwrap_or_else(|| {
                    wanted.push(WantedPipeline {
                        name: name.clone(),
                        statuses: Vec::new(),
                    });
                    wanted.len() - 1
                });
            for status in mapping
                .status
                .iter()
                .flat_map(|codes| codes.values.values())
            {
                if !wanted[at].statuses.contains(status) {
                    wanted[at].statuses.push(status.clone());
                }
            }
        }
        wanted
    }
}

/// Why a record is not sent; found before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The platform's attribute.
    pub attribute: Option<String>,
    /// The CRM field's name, as the account has it.
    pub field: Option<String>,
    /// The value that does not fit, shortened.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do, for example the line to add to the configuration.
    pub hint: Option<String>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(attribute) = &self.attribute {
            write!(f, "`{attribute}`")?;
            if let Some(value) = &self.value {
                write!(f, " = `{value}`")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.reason)
    }
}
