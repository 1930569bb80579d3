//! The account's shape as last read, in the tables `amo_fields`, `amo_field_values`, `amo_funnels`, `amo_funnel_statuses`.

use std::ops::RangeInclusive;

use rusqlite::params;
use xxhash_rust::xxh3::xxh3_64;

use super::error::Result;
use super::{Setting, Store};
use crate::domain::shape::{FieldShape, OptionShape, PipelineShape, Shape, StatusShape};
use crate::domain::{EntityType, FieldId};

impl Store {
    /// Replaces the cached shape.
    pub fn save_shape(&mut self, shape: &Shape, now: i64) -> Result<()> {
        self.transaction(|tx| {
            tx.execute_batch(
                "DELETE FROM amo_fields; DELETE FROM amo_field_values; DELETE FROM amo_funnels; DELETE FROM amo_funnel_statuses;",
            )?;
            for (entity, fields) in &shape.fields {
                for field in fields {
                    tx.prepare_cached("INSERT INTO amo_fields (entity, id, name, code, type, raw) VALUES (?1, ?2, ?3, ?4, ?5, '')")?
                        .execute(params![entity.as_str(), field.id.0, field.name, field.code, field.field_type])?;
                    for option in &field.options {
                        tx.prepare_cached("INSERT INTO amo_field_values VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                            entity.as_str(), field.id.0, option.id, option.value, option.code, option.sort
                        ])?;
                    }
                }
            }
            for funnel in &shape.pipelines {
                tx.execute(
                    "INSERT INTO amo_funnels VALUES (?1, ?2, ?3, ?4)",
                    params![funnel.id, funnel.name, funnel.sort, funnel.is_main],
                )?;
                for status in &funnel.statuses {
                    tx.execute(
                        "INSERT INTO amo_funnel_statuses VALUES (?1, ?2, ?3, ?4, ?5)",
                        params![funnel.id, status.id, status.name, status.sort, status.status_type],
                    )?;
                }
            }
            let digest =
                xxh3_64(&serde_json::to_vec(shape).unwrap_or_default()).cast_signed();
            let settings = [
                (
                    Setting::ProductsCatalogId,
                    shape.catalog.map(|id| id.to_string()).unwrap_or_default(),
                ),
                (Setting::TimeZone, shape.time_zone.clone()),
                (
                    Setting::LossReasons,
                    serde_json::to_string(&shape.loss_reasons).unwrap_or_default(),
                ),
                (Setting::SchemaDigest, digest.to_string()),
                (Setting::SchemaReadAt, now.to_string()),
            ];
            for (setting, value) in settings {
                tx.execute(
                    "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)",
                    params![setting.name(), value],
                )?;
            }
            Ok(())
        })
    }

    /// The cached shape, where it was read at one of these moments.
    pub fn shape(&self, read_in: RangeInclusive<i64>) -> Result<Option<Shape>> {
        let read_at = self
            .setting(&Setting::SchemaReadAt)?
            .and_then(|text| text.parse::<i64>().ok());
        if read_at.is_none_or(|at| !read_in.contains(&at)) {
            return Ok(None);
        }
        let mut shape = Shape {
            catalog: self
                .setting(&Setting::ProductsCatalogId)?
                .and_then(|id| id.parse().ok()),
            time_zone: self.setting(&Setting::TimeZone)?.unwrap_or_default(),
            loss_reasons: self
                .setting(&Setting::LossReasons)?
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default(),
            ..Shape::default()
        };
        for entity in EntityType::ALL {
            let mut fields = self
                .connection
                .prepare_cached(
                    "SELECT id, name, code, type FROM amo_fields WHERE entity = ?1 ORDER BY id",
                )?
                .query_map([entity.as_str()], |row| {
                    Ok(FieldShape {
                        id: FieldId(row.get(0)?),
                        name: row.get(1)?,
                        code: row.get(2)?,
                        field_type: row.get(3)?,
                        options: Vec::new(),
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            for field in &mut fields {
                field.options = self
                    .connection
                    .prepare_cached("SELECT id, value, sort, code FROM amo_field_values WHERE entity = ?1 AND field_id = ?2 ORDER BY sort, id")?
                    .query_map(params![entity.as_str(), field.id.0], |row| {
                        Ok(OptionShape { id: row.get(0)?, value: row.get(1)?, sort: row.get(2)?, code: row.get(3)?, parent_id: None })
                    })?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
            }
            shape.fields.insert(entity, fields);
        }
        shape.pipelines = self
            .connection
            .prepare("SELECT id, name, sort, is_main FROM amo_funnels ORDER BY sort, id")?
            .query_map([], |row| {
                Ok(PipelineShape {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    sort: row.get(2)?,
                    is_main: row.get(3)?,
                    statuses: Vec::new(),
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for funnel in &mut shape.pipelines {
            funnel.statuses = self
                .connection
                .prepare_cached("SELECT id, name, sort, type FROM amo_funnel_statuses WHERE funnel_id = ?1 ORDER BY sort, id")?
                .query_map([funnel.id], |row| {
                    Ok(StatusShape { id: row.get(0)?, name: row.get(1)?, sort: row.get(2)?, status_type: row.get(3)? })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
        }
        Ok(Some(shape))
    }
}

impl Store {
    /// Lets the cached shape age at once, for example when the CRM refused one of its ids.
    pub fn forget_shape(&self) -> Result<()> {
        self.set(&Setting::SchemaReadAt, "0")
    }
}
