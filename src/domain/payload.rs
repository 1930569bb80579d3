//! What a record should look like in the CRM, slot by slot, in the form in which it is sent.
//!
//! Each slot holds canonical JSON: equal wishes are equal text, so "did the platform change it" is a plain comparison
//! with what was sent last.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::FieldId;

/// One independently changeable part of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// `name`.
    Name,
    /// `first_name`, contacts only.
    FirstName,
    /// `last_name`, contacts only.
    LastName,
    /// `price`, leads only: a whole number.
    Price,
    /// Pipeline, status and (with 143) loss reason of a lead, which change together:
    /// `{"pipeline_id": …, "status_id": …}` with `loss_reason_id` where there is one.
    Status,
    /// A custom field: the list for `values`.
    Field(FieldId),
}

/// The slots of one entity and their values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload(pub BTreeMap<Slot, serde_json::Value>);

/// What was sent to an entity and not surely taken: the CRM may hold it in place of what it took last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// The slots with what was sent for them, the values of a field one by one.
    pub slots: BTreeMap<Slot, Vec<serde_json::Value>>,
    /// The tag of `on_missing`, added or taken away.
    pub tag: bool,
}

/// How the value of a slot is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteRule {
    /// Whenever the platform changed it.
    #[default]
    Always,
    /// When the entity is created, never after.
    Create,
    /// Multi-value fields: our values are merged into those that the CRM holds now.
    Merge,
}

/// One changed slot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The slot.
    pub slot: Slot,
    /// What was sent last; `None` when nothing was.
    pub old: Option<serde_json::Value>,
    /// What is to be sent; `None` clears the field.
    pub new: Option<serde_json::Value>,
}

impl Payload {
    /// The slots whose wish differs from `last`, in slot order.
    pub fn changes_since(&self, last: &Self) -> Vec<Change> {
        let gone = last
            .0
            .iter()
            .filter(|(slot, _)| !self.0.contains_key(slot))
            .map(|(slot, old)| Change {
                slot: *slot,
                old: Some(old.clone()),
                new: None,
            });
        let mut changes: Vec<_> = self
            .0
            .iter()
            .filter(|(slot, new)| last.0.get(slot) != Some(new))
            .map(|(slot, new)| Change {
                slot: *slot,
                old: last.0.get(slot).cloned(),
                new: Some(new.clone()),
            })
            .chain(gone)
            .collect();
        changes.sort_by_key(|change| change.slot);
        changes
    }
}

impl Doubt {
    /// Adds what is sent for a slot; `None` clears it.
    pub fn add(&mut self, slot: Slot, value: Option<&serde_json::Value>) {
        let known = self.slots.entry(slot).or_default();
        let new = match value {
            Some(serde_json::Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        for value in new {
            if !known.contains(value) {
                known.push(value.clone());
            }
        }
    }

    /// Adds what another request may have left.
    pub fn merge(&mut self, other: &Self) {
        for (slot, values) in &other.slots {
            self.add(*slot, Some(&values.clone().into()));
        }
        self.tag |= other.tag;
    }

    /// Whether nothing is in doubt.
    pub fn is_empty(&self) -> bool {
        let Self { slots, tag } = self;
        slots.is_empty() && !tag
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.pad("name"),
            Self::FirstName => f.pad("first_name"),
            Self::LastName => f.pad("last_name"),
            Self::Price => f.pad("price"),
            Self::Status => f.pad("status"),
            Self::Field(id) => write!(f, "field:{id}"),
        }
    }
}

impl FromStr for Slot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "name" => Self::Name,
            "first_name" => Self::FirstName,
            "last_name" => Self::LastName,
            "price" => Self::Price,
            "status" => Self::Status,
            other => other
                .strip_prefix("field:")
                .and_then(|id| id.parse().ok())
                .map(Self::Field)
                .ok_or_else(|| format!("`{other}` is no slot"))?,
        })
    }
}

impl Serialize for Slot {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn payload(slots: &[(Slot, serde_json::Value)]) -> Payload {
        Payload(slots.iter().cloned().collect())
    }

    #[test]
    fn what_was_emptied_is_cleared_and_what_is_alike_is_no_change() {
        let field = Slot::Field(FieldId(7));
        let last = payload(&[(Slot::Name, json!("a")), (Slot::Price, json!(5))]);
        let now = payload(&[(Slot::Name, json!("a")), (field, json!([1]))]);
        let changes: Vec<_> = now
            .changes_since(&last)
            .into_iter()
            .map(|change| (change.slot, change.old, change.new))
            .collect();
        assert_eq!(
            changes,
            [
                (Slot::Price, Some(json!(5)), None),
                (field, None, Some(json!([1]))),
            ]
        );
        assert_eq!(now.changes_since(&now), []);
    }

    #[test]
    fn doubt_gathers_what_may_be_held() {
        let mut doubt = Doubt::default();
        assert!(doubt.is_empty());
        doubt.add(Slot::Price, Some(&json!(5)));
        doubt.add(Slot::Price, Some(&json!(5)));
        doubt.add(Slot::Name, None);
        let mut other = Doubt {
            tag: true,
            ..Doubt::default()
        };
        other.add(Slot::Price, Some(&json!([6, 7])));
        doubt.merge(&other);
        assert!(doubt.tag && !doubt.is_empty());
        assert_eq!(doubt.slots[&Slot::Price], [json!(5), json!(6), json!(7)]);
        // Cleared, perhaps: it may hold nothing, and is sent again.
        assert!(doubt.slots[&Slot::Name].is_empty());
    }

    #[test]
    fn a_slot_is_read_as_it_is_written() {
        for slot in [
            Slot::Name,
            Slot::FirstName,
            Slot::LastName,
            Slot::Price,
            Slot::Status,
            Slot::Field(FieldId(12)),
        ] {
            assert_eq!(slot.to_string().parse(), Ok(slot));
        }
        for text in ["", "Name", "field:", "field:x", "email"] {
            assert!(text.parse::<Slot>().is_err(), "{text}");
        }
    }
}
