//! The mapping as an admin writes it, and the built-in one that it changes.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::Kind;
use crate::error::{Exit, Failure};
use crate::sync::payload::WriteRule;

/// How one kind becomes a CRM entity. In a configuration, what differs from the built-in mapping.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindMapping {
    /// Template of the name; of a contact only where it has neither first nor last name.
    pub name: Option<String>,
    /// Template, contacts only.
    pub first_name: Option<String>,
    /// Template, contacts only.
    pub last_name: Option<String>,
    /// Template of a whole number, deals only.
    pub price: Option<String>,
    /// The funnel's name, deals only.
    pub pipeline: Option<String>,
    /// The stage, deals only.
    pub status: Option<CodeMap>,
    /// Custom fields by code, else by exact name; `false` takes a built-in one out.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldEntry>,
}

/// A platform code and the CRM's name for each of its values.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeMap {
    /// The attribute.
    pub from: String,
    /// Platform value → name in the account.
    pub values: BTreeMap<String, String>,
}

/// A field, or its absence.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum FieldEntry {
    /// `false`: not mapped.
    Off(bool),
    /// How it is filled.
    Rule(FieldRule),
}

// Serde's own untagged enums forget which key of the table was wrong.
impl<'de> Deserialize<'de> for FieldEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = FieldEntry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(
                    "a table such as `{ from = \"city\" }`, or `false` to leave the field out",
                )
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<FieldEntry, E> {
                Ok(FieldEntry::Off(value))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldEntry, A::Error> {
                FieldRule::deserialize(MapAccessDeserializer::new(map)).map(FieldEntry::Rule)
            }
        }

        deserializer.deserialize_any(Entry)
    }
}

/// How a field is filled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// The attribute that feeds it.
    pub from: Option<String>,
    /// A template, in place of `from`.
    pub value: Option<String>,
    /// Platform value → option's text.
    pub values: Option<BTreeMap<String, String>>,
    /// When it is written.
    #[serde(default)]
    pub write: WriteRule,
    /// Kind of a phone or e-mail, for example `WORK`.
    pub enum_code: Option<String>,
    /// Name under which `schema apply` creates it.
    pub name: Option<String>,
    /// Type with which `schema apply` creates it.
    #[serde(rename = "type")]
    pub field_type: Option<String>,
}

/// The built-in mapping changed by the profile's.
pub fn merged(own: &BTreeMap<Kind, KindMapping>) -> Result<BTreeMap<Kind, KindMapping>, Failure> {
    let mut all: BTreeMap<Kind, KindMapping> = toml::from_str(include_str!("default.toml"))
        .map_err(|error| {
            Failure::new(
                Exit::Config,
                format!("the built-in mapping is broken: {error}"),
            )
        })?;
    for (kind, own) in own {
        let base = all.entry(*kind).or_default();
        let KindMapping {
            name,
            first_name,
            last_name,
            price,
            pipeline,
            status,
            fields,
        } = own.clone();
        base.name = name.or(base.name.take());
        base.first_name = first_name.or(base.first_name.take());
        base.last_name = last_name.or(base.last_name.take());
        base.price = price.or(base.price.take());
        base.pipeline = pipeline.or(base.pipeline.take());
        base.status = match (base.status.take(), status) {
            // The admin's codes come on top of the built-in ones.
            (Some(mut base), Some(own)) if base.from == own.from => {
                base.values.extend(own.values);
                Some(base)
            }
            (base, own) => own.or(base),
        };
        for (key, entry) in fields {
            match (base.fields.get_mut(&key), entry) {
                (Some(FieldEntry::Rule(base)), FieldEntry::Rule(own)) => overlay(base, own),
                (_, entry) => {
                    base.fields.insert(key, entry);
                }
            }
        }
        check(*kind, base)?;
    }
    Ok(all)
}

fn overlay(base: &mut FieldRule, own: FieldRule) {
    if own.from.is_some() || own.value.is_some() {
        base.from = own.from;
        base.value = own.value;
    }
    match (&mut base.values, own.values) {
        (Some(base), Some(own)) => base.extend(own),
        (base, own) => *base = own.or(base.take()),
    }
    base.write = own.write;
    base.enum_code = own.enum_code.or(base.enum_code.take());
    base.name = own.name.or(base.name.take());
    base.field_type = own.field_type.or(base.field_type.take());
}

fn check(kind: Kind, mapping: &KindMapping) -> Result<(), Failure> {
    let wrong = |what: &str| {
        Err(Failure::new(
            Exit::Config,
            format!("the mapping of `{kind}` {what}"),
        ))
    };
    if !kind.is_deal()
        && (mapping.pipeline.is_some() || mapping.status.is_some() || mapping.price.is_some())
    {
        return wrong("has `pipeline`, `status` or `price`, which only deals have");
    }
    if kind != Kind::Contact && (mapping.first_name.is_some() || mapping.last_name.is_some()) {
        return wrong("has `first_name` or `last_name`, which only contacts have");
    }
    for (key, entry) in &mapping.fields {
        match entry {
            FieldEntry::Off(true) => {
                return wrong(&format!(
                    "says `{key} = true`; write a table, or `false` to leave it out"
                ));
            }
            FieldEntry::Rule(rule) if rule.from.is_some() == rule.value.is_some() => {
                return wrong(&format!("needs either `from` or `value` for `{key}`"));
            }
            _ => {}
        }
    }
    Ok(())
}

impl KindMapping {
    /// The fields that are mapped, with their rules.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &FieldRule)> {
        self.fields.iter().filter_map(|(key, entry)| match entry {
            FieldEntry::Rule(rule) => Some((key.as_str(), rule)),
            FieldEntry::Off(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_settings_change_the_built_in_mapping_key_by_key() {
        let own = toml::from_str(
            r#"
            [deal_course]
            pipeline = "Курсы"
            status = { from = "statusCode", values = { paused = "Пауза" } }
            fields.FORMAT = { from = "formatCode", values = { hybrid = "Гибрид" } }
            fields.FINISH = false
            "#,
        )
        .expect("a mapping");
        let all = merged(&own).expect("fits");
        let course = &all[&Kind::DealCourse];
        assert_eq!(course.pipeline.as_deref(), Some("Курсы"));
        let status = course.status.as_ref().expect("a status");
        assert_eq!(
            (status.values.len(), status.values["paused"].as_str()),
            (6, "Пауза")
        );
        let fields: Vec<_> = course.rules().map(|(key, _)| key).collect();
        assert_eq!(
            fields,
            ["CREATED", "FORMAT", "PROGRESS", "START", "UPDATED"]
        );
    }

    #[test]
    fn what_a_kind_cannot_have_is_refused() {
        let own = toml::from_str("[contact]\nprice = \"1\"").expect("a mapping");
        assert!(merged(&own).is_err());
    }
}
