//! Funnels and their stages, as people look at them.

use serde::Serialize;
use serde_json::Value;

use super::api::Api;
use super::error::CrmError;
use super::pages::all_pages;
use crate::domain::shape::{LOST, WON};

/// A funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Takes leads that name no funnel.
    pub is_main: bool,
    /// Put away.
    pub is_archive: bool,
    /// Order among the funnels; the CRM renumbers it.
    pub sort: i64,
    /// Stages in their order.
    pub statuses: Vec<Stage>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Id; won and lost have the same in every funnel.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Order within the funnel; the CRM renumbers it.
    pub sort: i64,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// `stage`, `unsorted`, `won` or `lost`.
    pub meaning: &'static str,
}

/// All funnels with their stages.
pub fn list(api: &dyn Api) -> Result<Vec<Pipeline>, CrmError> {
    let raw = all_pages(api, "/api/v4/leads/pipelines", "pipelines")?;
    let mut all: Vec<_> = raw.iter().filter_map(pipeline).collect();
    all.sort_by_key(|pipeline| (pipeline.sort, pipeline.id));
    Ok(all)
}

fn pipeline(raw: &Value) -> Option<Pipeline> {
    let flag = |key: &str| raw.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut statuses: Vec<_> = raw
        .pointer("/_embedded/statuses")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(status)
        .collect();
    statuses.sort_by_key(|status| (status.sort, status.id));
    Some(Pipeline {
        id: raw.get("id")?.as_i64()?,
        name: raw.get("name")?.as_str()?.to_owned(),
        is_main: flag("is_main"),
        is_archive: flag("is_archive"),
        sort: raw.get("sort").and_then(Value::as_i64).unwrap_or(0),
        statuses,
    })
}

fn status(raw: &Value) -> Option<Stage> {
    let id = raw.get("id")?.as_i64()?;
    let unsorted = raw.get("type").and_then(Value::as_i64) == Some(1);
    Some(Stage {
        id,
        name: raw.get("name")?.as_str()?.to_owned(),
        sort: raw.get("sort").and_then(Value::as_i64).unwrap_or(0),
        color: raw
            .get("color")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned),
        meaning: match id {
            _ if unsorted => "unsorted",
            WON => "won",
            LOST => "lost",
            _ => "stage",
        },
    })
}
