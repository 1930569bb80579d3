//! From the attributes of a record to the values of a CRM entity.

pub mod cases;
mod imagined;
mod render;
mod resolve;
mod resolved;
pub mod values;

use std::collections::BTreeMap;

use serde::Serialize;

pub use resolve::{Problem, Trouble};
pub use resolved::{Resolved, body};

use crate::config::{Profile, mapping};
use crate::domain::shape::MARKER_CODE;
use crate::domain::{Country, EntityType, FieldType, Kind};
use crate::error::Failure;

/// The mapping in names: the built-in one, changed by the profile.
#[derive(Debug)]
pub struct Mapping {
    kinds: BTreeMap<Kind, mapping::KindMapping>,
    country: Country,
}

/// A field that the mapping needs, as it would be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WantedField {
    /// Where.
    pub entity: EntityType,
    /// Its code, or its name where the mapping calls it by name.
    pub code: String,
    /// Its name; without one it is predefined and never created.
    pub name: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub field_type: Option<FieldType>,
    /// Its options in order; of types without options, the texts that the mapping sends.
    pub options: Vec<String>,
}

impl WantedField {
    /// Whether it can be created: the CRM's own fields have neither a name here nor a name for a key.
    pub fn can_be_made(&self) -> bool {
        self.name.is_some() || (self.field_type.is_some() && !is_code(&self.code))
    }

    /// The name with which it is created.
    pub fn new_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.code)
    }

    /// The type with which it is created.
    pub fn new_type(&self) -> &FieldType {
        self.field_type.as_ref().unwrap_or(&FieldType::Text)
    }

    /// Whether a rule means this field: kinds may call it by its code or by its name.
    fn is_of(&self, key: &str, rule: &mapping::FieldRule) -> bool {
        self.code == key
            || self.name.as_deref() == Some(key)
            || rule.name.as_deref() == Some(&self.code)
    }
}

/// Names are compared without the spaces around them, so they are made without, and once.
fn add_once(names: &mut Vec<String>, name: &str) {
    let name = name.trim();
    if !names.iter().any(|own| own == name) {
        names.push(name.to_owned());
    }
}

/// Whether a text can be the code of a field; the CRM refused others (\[3p\] issue 604).
pub fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
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
            kinds: mapping::merged(&profile.mapping)?,
            country: profile.country,
        })
    }

    /// The built-in mapping in an account that has all of it.
    #[cfg(test)]
    pub fn built_in_and_resolved() -> Resolved {
        let mapping = Self {
            kinds: mapping::merged(&BTreeMap::new()).expect("the built-in mapping is right"),
            country: Country::default(),
        };
        let shape = mapping.imagined_shape("UTC", &imagined::Extras::default());
        mapping.resolve(&shape).expect("the account has all of it")
    }

    /// A mapping of a single kind.
    #[cfg(test)]
    pub fn of_one(kind: Kind, mapping: mapping::KindMapping) -> Self {
        Self {
            kinds: [(kind, mapping)].into_iter().collect(),
            country: Country::default(),
        }
    }

    /// Every field that the mapping needs, markers first, each once.
    pub fn wanted_fields(&self) -> Vec<WantedField> {
        let mut wanted: Vec<WantedField> = EntityType::ALL
            .into_iter()
            .map(|entity| WantedField {
                entity,
                code: MARKER_CODE.to_owned(),
                name: Some("ID на платформе".to_owned()),
                field_type: Some(FieldType::Text),
                options: Vec::new(),
            })
            .collect();
        for (kind, mapping) in &self.kinds {
            for (key, rule) in mapping.rules() {
                let entity = kind.entity();
                let at = wanted
                    .iter()
                    .position(|own| own.entity == entity && own.is_of(key, rule));
                let at = at.unwrap_or_else(|| {
                    wanted.push(WantedField {
                        entity,
                        code: key.to_owned(),
                        name: rule.name.clone(),
                        field_type: rule.field_type.clone(),
                        options: Vec::new(),
                    });
                    wanted.len() - 1
                });
                let own = &mut wanted[at];
                // Of several kinds with the same field the first that says something about it counts.
                if !is_code(&own.code) && is_code(key) {
                    key.clone_into(&mut own.code);
                }
                own.name = own.name.take().or_else(|| rule.name.clone());
                own.field_type = own.field_type.take().or_else(|| rule.field_type.clone());
                for option in rule.values.iter().flat_map(mapping::Codes::values) {
                    add_once(&mut own.options, option);
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
                .position(|own| own.name == name.trim())
                .unwrap_or_else(|| {
                    wanted.push(WantedPipeline {
                        name: name.trim().to_owned(),
                        statuses: Vec::new(),
                    });
                    wanted.len() - 1
                });
            let of_codes = mapping
                .status
                .iter()
                .flat_map(|codes| codes.values.values());
            let closing = mapping.closing.iter().filter_map(|own| own.status.as_ref());
            for status in of_codes.chain(closing) {
                add_once(&mut wanted[at].statuses, status);
            }
        }
        wanted
    }
}
