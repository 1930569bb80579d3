//! `filter[id]`, the one filter that the client may use where the paid add-on is on.

use super::world::Entity;

/// Whether an entity passes the filters of a query.
pub fn matches(query: &[(String, String)], entity: &Entity) -> bool {
    let mut ids = query
        .iter()
        .filter(|(key, _)| key == "filter[id]" || key.starts_with("filter[id]["))
        .map(|(_, id)| id.parse::<i64>().ok())
        .peekable();
    ids.peek().is_none() || ids.any(|id| id == Some(entity.id))
}
