//! An entity of the CRM as it was read.

use serde_json::Value;

use super::{CrmId, FieldId};

/// An entity as a list or a single read shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteEntity {
    /// The entity's id.
    pub id: CrmId,
    /// In the trash.
    pub is_deleted: bool,
    /// The whole object, `custom_fields_values` included.
    pub raw: Value,
}

impl RemoteEntity {
    /// The values of a custom field, as read.
    pub fn field(&self, id: FieldId) -> Option<&Vec<Value>> {
        self.raw
            .get("custom_fields_values")?
            .as_array()?
            .iter()
            .find(|field| field.get("field_id").and_then(Value::as_i64) == Some(id.0))?
            .get("values")?
            .as_array()
    }

    /// The first value of a custom field as text; how a marker is read.
    pub fn field_text(&self, id: FieldId) -> Option<&str> {
        self.field(id)?.first()?.get("value")?.as_str()
    }
}
