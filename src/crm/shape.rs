//! Reads the account's shape. Lists are always paged: an account with more than 50 fields otherwise seems to lack some.

use serde::Deserialize;
use serde_json::Value;

use crate::crm::api::{Api, Repeat, Request};
use crate::crm::catalogs;
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::expect::unreadable;
use crate::crm::pages::all_pages;
use crate::domain::shape::{
    FieldShape, LossReasonShape, OptionShape, PipelineShape, Shape, StatusShape,
};
use crate::domain::{EntityType, FieldId, FieldType};

const PIPELINES: &str = "/api/v4/leads/pipelines";

#[derive(Deserialize)]
struct RawField {
    id: i64,
    name: String,
    code: Option<String>,
    #[serde(rename = "type")]
    field_type: FieldType,
    enums: Option<Value>,
    nested: Option<Value>,
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
            let path = format!("/api/v4/{prefix}/custom_fields");
            let fields = all(api, &path, "custom_fields", field)?;
            shape.fields.insert(entity, fields);
        }
    }
    shape.pipelines = all(api, PIPELINES, "pipelines", pipeline)?;
    let reason = |raw: &Value| LossReasonShape::deserialize(raw).ok();
    shape.loss_reasons = match all(api, "/api/v4/leads/loss_reasons", "loss_reasons", reason) {
        // An account may have them switched off; a mapping that names one says so itself.
        Err(error) if matches!(error.kind, CrmErrorKind::Refused { .. }) => Vec::new(),
        other => other?,
    };
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
    api: &dyn Api,
    path: &str,
    key: &'static str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<Vec<T>, CrmError> {
    let unread = |raw: &Value| {
        let id = raw.get("id").unwrap_or(&Value::Null);
        unreadable(&Request::get(path), 200, format!("entry {id} of `{key}`"))
    };
    all_pages(api, path, key)?
        .iter()
        .map(|raw| read(raw).ok_or_else(|| unread(raw)))
        .collect()
}

fn field(raw: &Value) -> Option<FieldShape> {
    let raw = RawField::deserialize(raw).ok()?;
    let options = raw
        .enums
        .or(raw.nested)
        .map(|list| Vec::<OptionShape>::deserialize(list).ok());
    let options = match options {
        // Types that the mapping gives no options may have lists of another shape.
        Some(None) if !raw.field_type.has_options() => Vec::new(),
        Some(options) => options?,
        None => Vec::new(),
    };
    Some(FieldShape {
        id: FieldId(raw.id),
        name: raw.name,
        code: raw.code,
        field_type: raw.field_type,
        options,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_count_where_they_can_be_written() {
        let read = |field_type: &str, enums: Value| {
            let raw =
                json!({"id": 5, "name": "a", "code": null, "type": field_type, "enums": enums});
            field(&raw).map(|field| field.options.len())
        };
        let odd = || json!({"WORK": 1});
        assert_eq!(read("select", json!([{"id": 1, "value": "x"}])), Some(1));
        assert_eq!(read("select", json!(null)), Some(0));
        // They would be made once more.
        assert_eq!(read("select", odd()), None);
        assert_eq!(read("multiselect", json!([{"value": "x"}])), None);
        // A field that nobody maps must not stand in the way.
        assert_eq!(read("payer", odd()), Some(0));
        assert_eq!(read("multitext", odd()), Some(0));
    }
}
