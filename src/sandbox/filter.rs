//! `filter[id]`, the one filter that the client may use where the paid add-on is on, and the full-text search, which
//! every account has (`docs/amocrm.md` 6.2).

use serde_json::Value;

use super::http::Request;
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

/// The text that a request searches for; nothing where it has none.
pub fn searched(request: &Request) -> Option<String> {
    let text = request.param("query").map(str::trim)?;
    (!text.is_empty()).then(|| text.to_lowercase())
}

/// Whether an entity has the text somewhere in its names or filled fields. It is a part of the text that is looked for, in
/// any case, and nothing else is done to it: `8916…` does not find `+7916…`.
pub fn has(entity: &Entity, text: &str) -> bool {
    let names = [&entity.name, &entity.first_name, &entity.last_name];
    let holds = |own: &str| own.to_lowercase().contains(text);
    names.into_iter().any(|name| holds(name))
        || entity
            .values
            .values()
            .flatten()
            .any(|value| match &value["value"] {
                Value::String(own) => holds(own),
                Value::Object(own) => own.values().filter_map(Value::as_str).any(holds),
                _ => false,
            })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_search_takes_a_part_of_any_text() {
        let mut entity = Entity {
            name: "Анна Орлова".to_owned(),
            ..Entity::default()
        };
        entity.values.insert(
            1,
            vec![
                json!({"value": "+7 (916) 000-00-01"}),
                json!({"value": "a@b.example"}),
            ],
        );
        entity.values.insert(
            2,
            vec![
                json!({"value": {"name": "ООО Ромашка", "vat_id": "7700"}}),
                json!({"value": 5}),
            ],
        );
        for text in ["анна", "ОРЛ", "(916)", "a@B", "ромаш", "770"] {
            let request = Request {
                query: vec![("query".to_owned(), text.to_owned())],
                ..Request::default()
            };
            let text = searched(&request).expect("is searched");
            assert!(has(&entity, &text), "{text}");
        }
        for text in ["79160000001", "5", "нет"] {
            assert!(!has(&entity, text), "{text}");
        }
        assert_eq!(searched(&Request::default()), None);
    }
}
