//! Lists, read to their end.

use serde_json::Value;

use super::api::{Api, Request};
use super::error::CrmError;

/// The largest page (\[doc\] section "limits").
const LIMIT: u32 = 250;

/// Every entry of a list; `key` names it inside `_embedded`. An empty list is a 204 without a body, and nothing else is.
pub fn all_pages(api: &dyn Api, path: &str, key: &'static str) -> Result<Vec<Value>, CrmError> {
    let mut all = Vec::new();
    for page in 1.. {
        let request = Request::get(path)
            .query("limit", LIMIT)
            .query("page", page)
            .list(key);
        let answer = api.call(&request)?;
        let Some(mut body) = answer.body else { break };
        let more = body
            .pointer("/_links/next")
            .is_some_and(|next| !next.is_null());
        if let Some(Value::Array(items)) = body
            .pointer_mut(&format!("/_embedded/{key}"))
            .map(Value::take)
        {
            all.extend(items);
        }
        if !more {
            break;
        }
    }
    Ok(all)
}
