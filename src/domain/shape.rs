//! The account's shape as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{EntityType, FieldId, FieldType};

/// The code of the marker's field.
pub const MARKER_CODE: &str = "PLATFORM_ID";
/// The won stage of every funnel.
pub const WON: i64 = 142;
/// The lost stage of every funnel.
pub const LOST: i64 = 143;

/// Fields, options, funnels and stages of an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Custom fields by entity; those of `catalog_elements` are the products catalog's.
    pub fields: BTreeMap<EntityType, Vec<FieldShape>>,
    /// Funnels.
    pub pipelines: Vec<PipelineShape>,
    /// Reasons for lost deals.
    #[serde(default)]
    pub loss_reasons: Vec<LossReasonShape>,
    /// The products catalog; `None` when products are not switched on.
    pub catalog: Option<i64>,
    /// IANA name of the account's zone.
    pub time_zone: String,
}

/// A custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldShape {
    /// Id.
    pub id: FieldId,
    /// Name.
    pub name: String,
    /// Code.
    pub code: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Options, the nested ones of a category included.
    #[serde(default)]
    pub options: Vec<OptionShape>,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionShape {
    /// Id.
    pub id: i64,
    /// Text.
    pub value: String,
    /// Sort order.
    #[serde(default)]
    pub sort: i64,
    /// Code.
    pub code: Option<String>,
    /// Of a category: what it lies in. Known only right after reading the account, because only changes need it.
    #[serde(default, skip_serializing)]
    pub parent_id: Option<i64>,
}

/// A funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PipelineShape {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Sort order; the service renumbers it, so it is never compared.
    pub sort: i64,
    /// Takes leads that name no funnel.
    pub is_main: bool,
    /// Stages.
    pub statuses: Vec<StatusShape>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusShape {
    /// Id; 142 and 143 in every funnel.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Sort order.
    pub sort: i64,
    /// 1 for "unsorted", where no API call may put a lead.
    #[serde(rename = "type", default)]
    pub status_type: i64,
}

/// A reason for a lost deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossReasonShape {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
}

/// Looking a name up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a, T> {
    /// Exactly one.
    One(&'a T),
    /// None.
    None,
    /// Several alike; never guessed.
    Several(usize),
}

impl Shape {
    /// The fields of an entity.
    pub fn fields_of(&self, entity: EntityType) -> &[FieldShape] {
        self.fields.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// A field by code, else by exact name.
    pub fn field(&self, entity: EntityType, key: &str) -> Found<'_, FieldShape> {
        let key = key.trim();
        let all = self.fields_of(entity);
        match only(
            all.iter()
                .filter(|field| field.code.as_deref() == Some(key)),
        ) {
            Found::None => only(all.iter().filter(|field| field.name.trim() == key)),
            found => found,
        }
    }

    /// A reason for a lost deal by name.
    pub fn loss_reason(&self, name: &str) -> Found<'_, LossReasonShape> {
        only(
            self.loss_reasons
                .iter()
                .filter(|reason| reason.name.trim() == name.trim()),
        )
    }

    /// A funnel by name.
    pub fn pipeline(&self, name: &str) -> Found<'_, PipelineShape> {
        only(
            self.pipelines
                .iter()
                .filter(|pipeline| pipeline.name.trim() == name.trim()),
        )
    }
}

impl PipelineShape {
    /// A stage by name, never the unsorted one. The two last stages answer to their usual names, and to `won` and
    /// `lost`, also where the account renamed them.
    pub fn status(&self, name: &str) -> Found<'_, StatusShape> {
        let name = name.trim();
        let own = only(
            self.statuses
                .iter()
                .filter(|status| status.status_type != 1 && status.name.trim() == name),
        );
        match (own, closing_status(name)) {
            (Found::None, Some(id)) => only(self.statuses.iter().filter(|status| status.id == id)),
            (found, _) => found,
        }
    }
}

/// The id of a stage that every funnel has and that is never made, from its usual name or the word for it.
pub fn closing_status(name: &str) -> Option<i64> {
    match name.trim() {
        "won" | "Успешно реализовано" => Some(WON),
        "lost" | "Закрыто и не реализовано" => Some(LOST),
        _ => None,
    }
}

impl FieldShape {
    /// An option by its text; surrounding spaces are people's accidents.
    pub fn option(&self, text: &str) -> Found<'_, OptionShape> {
        only(
            self.options
                .iter()
                .filter(|option| option.value.trim() == text.trim()),
        )
    }
}

fn only<'a, T>(mut found: impl Iterator<Item = &'a T>) -> Found<'a, T> {
    match (found.next(), found.count()) {
        (None, _) => Found::None,
        (Some(one), 0) => Found::One(one),
        (Some(_), more) => Found::Several(more + 1),
    }
}
