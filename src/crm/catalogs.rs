//! Lists, of which one holds the products.

use serde_json::Value;

use super::api::Api;
use super::error::CrmError;
use super::pages::all_pages;

/// The id of the products list; `None` when products are not switched on.
pub fn products(api: &dyn Api) -> Result<Option<i64>, CrmError> {
    let all = all_pages(api, "/api/v4/catalogs", "catalogs")?;
    Ok(all
        .iter()
        .find(|catalog| catalog.get("type").and_then(Value::as_str) == Some("products"))
        .and_then(|catalog| catalog.get("id")?.as_i64()))
}
