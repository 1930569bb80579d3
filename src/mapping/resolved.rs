//! The mapping with the account's ids: what the engine asks it beside rendering.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use minijinja::Environment;
use serde_json::{Map, Value as Json, json};

use super::values;
use crate::config::mapping::{FieldRule, KindMapping, OnMissing};
use crate::domain::payload::{Slot, WriteRule};
use crate::domain::shape::{FieldShape, Found, LOST, PipelineShape};
use crate::domain::{Country, EntityType, FieldId, FieldType, Kind, RemoteEntity};

/// A mapping that can render.
#[derive(Debug)]
pub struct Resolved {
    pub(super) kinds: BTreeMap<Kind, ResolvedKind>,
    pub(super) markers: BTreeMap<EntityType, FieldId>,
    pub(super) templates: Environment<'static>,
    pub(super) zone: TimeZone,
    pub(super) country: Country,
    pub(super) catalog: i64,
}

#[derive(Debug)]
pub(super) struct ResolvedKind {
    pub(super) mapping: KindMapping,
    pub(super) pipeline: Option<PipelineShape>,
    /// Platform code → id of the stage.
    pub(super) status: BTreeMap<String, i64>,
    /// Name → id.
    pub(super) reasons: BTreeMap<String, i64>,
    pub(super) fields: Vec<ResolvedField>,
    pub(super) fingerprint: u64,
}

#[derive(Debug)]
pub(super) struct ResolvedField {
    /// Its key in the configuration.
    pub(super) key: String,
    pub(super) rule: FieldRule,
    pub(super) write: WriteRule,
    pub(super) shape: FieldShape,
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

    /// The field that the mapping of a kind calls `key`, or that has this code in the account.
    pub fn field_called(&self, kind: Kind, key: &str) -> Option<FieldId> {
        let fields = &self.kinds.get(&kind)?.fields;
        let own =
            |field: &&ResolvedField| field.key == key || field.shape.code.as_deref() == Some(key);
        fields.iter().find(own).map(|field| field.shape.id)
    }

    /// The country of phones that name none.
    pub fn country(&self) -> Country {
        self.country
    }

    /// The products catalog.
    pub fn catalog(&self) -> i64 {
        self.catalog
    }

    /// Whether the mapping fills a slot: only then is it cleared where the platform emptied it.
    pub fn fills(&self, kind: Kind, slot: Slot) -> bool {
        let Some(own) = self.kinds.get(&kind) else {
            return false;
        };
        let mapping = &own.mapping;
        let in_parts = mapping.first_name.is_some() || mapping.last_name.is_some();
        match slot {
            Slot::Name => kind != Kind::Contact || (mapping.name.is_some() && !in_parts),
            // A whole name is a first one as well, and where it takes the place of its parts, they give way.
            Slot::FirstName => mapping.first_name.is_some() || mapping.name.is_some(),
            Slot::LastName => mapping.last_name.is_some() || (mapping.name.is_some() && !in_parts),
            Slot::Price => mapping.price.is_some(),
            Slot::Status => own.pipeline.is_some(),
            Slot::Field(id) => self.field_of(kind, id).is_some(),
        }
    }

    /// How a slot is written.
    pub fn rule(&self, kind: Kind, slot: Slot) -> WriteRule {
        let Slot::Field(id) = slot else {
            return WriteRule::Always;
        };
        self.field_of(kind, id)
            .map_or(WriteRule::Always, |field| field.write)
    }

    /// The slot's name for people: of a field, the one it has in the account.
    pub fn slot_name(&self, kind: Kind, slot: Slot) -> String {
        match slot {
            Slot::Field(id) if self.marker_field(kind.entity()) == Some(id) => {
                "PLATFORM_ID".to_owned()
            }
            Slot::Field(id) => self
                .field_of(kind, id)
                .map_or_else(|| slot.to_string(), |field| field.shape.name.clone()),
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
                    .map_or(&[][..], |field| field.shape.options.as_slice());
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

    /// The options of a field, or the stages of the funnel, when the account was last read; empty where there is no
    /// choice. The codes of phones and e-mails are none: they say what a number is for, not which one is right.
    pub fn allowed(&self, kind: Kind, slot: Slot) -> Vec<&str> {
        let own = self.kinds.get(&kind);
        match slot {
            Slot::Status => own
                .and_then(|own| own.pipeline.as_ref())
                .into_iter()
                .flat_map(|pipeline| &pipeline.statuses)
                .filter(|status| status.status_type != 1)
                .map(|status| status.name.as_str())
                .collect(),
            Slot::Field(id) => self
                .field_of(kind, id)
                .filter(|field| field.shape.field_type != FieldType::Multitext)
                .into_iter()
                .flat_map(|field| &field.shape.options)
                .map(|option| option.value.as_str())
                .collect(),
            _ => Vec::new(),
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
            Some(field) => values::merge(&field.shape, self.country, new, last, theirs),
            None => new.cloned().unwrap_or(Json::Null),
        }
    }

    /// Whether a slot as sent is what the CRM shows; `read` is the entity.
    pub fn same(&self, kind: Kind, slot: Slot, sent: Option<&Json>, read: &RemoteEntity) -> bool {
        let plain = |name: &str, own: &Json| read.raw.get(name).unwrap_or(&Json::Null) == own;
        match slot {
            Slot::Field(id) => {
                let theirs = read.field(id).map_or(&[][..], Vec::as_slice);
                self.field_of(kind, id).is_none_or(|field| {
                    values::same(&field.shape, &self.zone, self.country, sent, theirs)
                })
            }
            Slot::Status => sent
                .and_then(Json::as_object)
                .is_none_or(|parts| parts.iter().all(|(name, own)| plain(name, own))),
            _ => match sent.cloned().or_else(|| cleared(slot)) {
                Some(own) => plain(&slot.to_string(), &own),
                None => true,
            },
        }
    }

    /// What becomes of an entity of this kind when its record leaves the platform.
    pub fn on_missing(&self, kind: Kind) -> OnMissing {
        self.kinds
            .get(&kind)
            .and_then(|kind| kind.mapping.on_missing)
            .unwrap_or_default()
    }

    /// The tag of [`OnMissing::Tag`].
    pub fn missing_tag(&self, kind: Kind) -> &str {
        self.kinds
            .get(&kind)
            .and_then(|kind| kind.mapping.missing_tag.as_deref())
            .unwrap_or("нет на платформе")
    }

    /// The stage of [`OnMissing::Close`], with its loss reason, as the value of [`Slot::Status`]; `None` where the kind
    /// has no funnel.
    pub fn closing(&self, kind: Kind) -> Option<Json> {
        let own = self.kinds.get(&kind)?;
        let pipeline = own.pipeline.as_ref()?;
        let closing = own.mapping.closing.clone().unwrap_or_default();
        let status = match closing.status.as_deref().map(|name| pipeline.status(name)) {
            Some(Found::One(status)) => status.id,
            _ => LOST,
        };
        let mut stage = json!({"pipeline_id": pipeline.id, "status_id": status});
        let reason = closing
            .loss_reason
            .and_then(|name| own.reasons.get(name.trim()).copied());
        // The API refuses a reason for a deal that is not lost.
        if let Some(reason) = reason.filter(|_| status == LOST) {
            stage["loss_reason_id"] = reason.into();
        }
        Some(stage)
    }

    /// How a field is filled.
    pub(super) fn field_of(&self, kind: Kind, id: FieldId) -> Option<&ResolvedField> {
        self.kinds
            .get(&kind)?
            .fields
            .iter()
            .find(|field| field.shape.id == id)
    }
}

/// What stands for "nothing" in a slot that has no `null`: a deal without a price costs 0, and a contact without a first
/// or last name has an empty one (`docs/amocrm.md` 6.1). `None` for a whole name: it is never empty, and gives way to its parts.
fn cleared(slot: Slot) -> Option<Json> {
    match slot {
        Slot::Price => Some(0.into()),
        Slot::FirstName | Slot::LastName => Some("".into()),
        Slot::Name | Slot::Status | Slot::Field(_) => None,
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
            _ => {
                let value = if value.is_null() {
                    cleared(slot)
                } else {
                    Some(value)
                };
                body.extend(value.map(|value| (slot.to_string(), value)));
            }
        }
    }
    if !fields.is_empty() {
        body.insert("custom_fields_values".to_owned(), fields.into());
    }
    body
}
