//! Reads the account's shape. Lists are always paged: an account with more than 50 fields otherwise seems to lack some.

use serde::Deserialize;
use serde_json::Value;

use crate::crm::api::{Api, Repeat, Request};
use crate::crm::catalogs;
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::pages::all_pages;
use crate::domain::shape::{FieldShape, OptionShape, PipelineShape, Shape, StatusShape};
use crate::domain::{EntityType, FieldId, FieldType};

const PIPELINES: &str = "/api/v4/leads/pipelines";

#[derive(Deserialize)]
struct RawField {
    id: i64,
    name: String,
    code: Option<String>,
    #[serde(rename = "type")]
    field_type: FieldType,
    enums: Option<Vec<OptionShape>>,
    nested: Option<Vec<OptionShape>>,
}

/// Reads fields, options, funnels, loss reasons and the products catalog's id.
pub fn fetch(api: &dyn Api, time_zone: &str) -> Result<Shape, CrmError> {
    let catalog = catalogs::products(api)?;
    let mut shape = Shape {
        catalog,
        time_zone: time_zone.to_owned(),
        ..Shape::default()
    };
    for entity in EntityType::ALL {
        if let Some(prefix) = prefix(entity, catalog) {
            let raw = all_pages(
                api,
                &format!("/api/v4/{prefix}/custom_fields"),
                "custom_fields",
            )?;
            shape
                .fields
                .insert(entity, all(raw, "custom_fields", field)?);
        }
    }
    let pipelines = all_pages(api, PIPELINES, "pipelines")?;
    shape.pipelines = all(pipelines, "pipelines", |raw| pipeline(&raw))?;
    let reasons = match all_pages(api, "/api/v4/leads/loss_reasons", "loss_reasons") {
        // An account may have them switched off; a mapping that names one says so itself.
        Err(error) if matches!(error.kind, CrmErrorKind::Refused { .. }) => Vec::new(),
        other => other?,
    };
    shape.loss_reasons = all(reasons, "loss_reasons", |raw| {
        serde_json::from_value(raw).ok()
    })?;
    Ok(shape)
}

/// The path prefix of an entity's custom fields.
fn prefix(entity: EntityType, catalog: Option<i64>) -> Option<String> {
    match entity {
        EntityType::CatalogElements => catalog.map(|id| format!("catalogs/{id}")),
        other => Some(other.to_string()),
    }
}

/// A request that makes custom fields of an entity.
pub fn create_fields(entity: EntityType, catalog: Option<i64>, items: Vec<Value>) -> Request {
    Request::post(
        fields_path(entity, catalog),
        items.into(),
        Repeat::OnlyIfUnseen,
    )
}

/// A request that changes custom fields of an entity. Sent again, it would make new options anew: they have no ids yet.
pub fn change_fields(entity: EntityType, catalog: Option<i64>, items: Vec<Value>) -> Request {
    Request {
        repeat: Repeat::OnlyIfUnseen,
        ..Request::patch(fields_path(entity, catalog), items.into())
    }
}

/// A request that makes funnels.
pub fn create_pipelines(items: Vec<Value>) -> Request {
    Request::post(PIPELINES, items.into(), Repeat::OnlyIfUnseen)
}

/// A request that adds stages to a funnel.
pub fn add_statuses(pipeline: i64, statuses: Value) -> Request {
    Request::post(
        format!("{PIPELINES}/{pipeline}/statuses"),
        statuses,
        Repeat::OnlyIfUnseen,
    )
}

fn fields_path(entity: EntityType, catalog: Option<i64>) -> String {
    format!(
        "/api/v4/{}/custom_fields",
        prefix(entity, catalog).unwrap_or_else(|| "catalogs/0".to_owned())
    )
}

/// All entries of a list, read. One that cannot be read is not one that is missing: it would be made once more.
fn all<T>(
    raw: Vec<Value>,
    key: &str,
    read: impl Fn(Value) -> Option<T>,
) -> Result<Vec<T>, CrmError> {
    let number = raw.len();
    let read: Vec<T> = raw.into_iter().filter_map(read).collect();
    if read.len() == number {
        return Ok(read);
    }
    Err(CrmError {
        request: format!("GET {key}"),
        trace: None,
        kind: CrmErrorKind::Unreadable {
            status: 200,
            reason: format!("{} of {number} entries cannot be read", number - read.len()),
        },
    })
}

fn field(raw: Value) -> Option<FieldShape> {
    let raw: RawField = serde_json::from_value(raw).ok()?;
    Some(FieldShape {
        id: FieldId(raw.id),
        name: raw.name,
        code: raw.code,
        field_type: raw.field_type,
        options: raw.enums.or(raw.nested).unwrap_or_default(),
    })
}

fn pipeline(raw: &Value) -> Option<PipelineShape> {
    let statuses = raw
        .pointer("/_embedded/statuses")
        .cloned()
        .unwrap_or_default();
    Some(PipelineShape {
        id: raw.get("id")?.as_i64()?,
        name: raw.get("name")?.as_str()?.to_owned(),
        sort: raw.get("sort").and_then(Value::as_i64).unwrap_or(0),
        is_main: raw.get("is_main").and_then(Value::as_bool).unwrap_or(false),
        statuses: serde_json::from_value::<Vec<StatusShape>>(statuses).ok()?,
    })
}
