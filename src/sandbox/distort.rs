//! Answers that are no proper answers: of another shape, cut short, or naming what is not there. The request was carried
//! out as always; only what the client hears of it is another thing.

use serde_json::{Map, Value, json};

use super::http::{Reply, Request};
use super::world::{ELEMENTS, LEADS};

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its status is 202.
    Accepted,
    /// Its body is this.
    Body(Piece),
    /// Its `_embedded` is this.
    Embedded(Piece),
    /// Its list is another.
    Items(Items),
    /// All its ids are text.
    TextIds,
    /// What was created has these ids.
    Ids(Ids),
    /// It names a part of its items.
    Said(Part),
}

/// Something in place of what belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Nothing at all.
    Gone,
    /// `{}`.
    Object,
    /// `[]`.
    List,
    /// `null`.
    Null,
    /// `"OK"`.
    Text,
}

/// What becomes of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// It stands under another key.
    Renamed,
    /// Each item is `null`.
    Null,
    /// It is a map by position, as PHP makes one of a list with a hole.
    Map,
    /// Each item is text.
    Text,
}

/// What becomes of the ids of new entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// Those of entities that were there before.
    Foreign,
    /// Below zero.
    Negative,
    /// 0.
    Zero,
    /// The same one for all.
    Repeated,
    /// Near the end of 64 bits.
    Huge,
    /// None.
    Gone,
    /// The first two have each other's.
    Swapped,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its first half; nothing of one item.
    Half,
    /// Nothing.
    None,
}

impl Part {
    /// How many of so many items.
    pub fn of(self, count: usize) -> usize {
        match self {
            Self::Half => count / 2,
            Self::None => 0,
        }
    }
}

/// Changes a successful answer; `others` are entities that were there before. A refusal stays what it is.
pub fn apply(change: Change, request: &Request, others: &[i64], reply: &mut Reply) {
    if reply.status >= 300 {
        return;
    }
    let mut body: Value =
        serde_json::from_str(&reply.body).unwrap_or_else(|_| empty_list(&request.path));
    if reply.status == 204 {
        reply.status = 200;
    }
    match change {
        Change::Accepted => reply.status = 202,
        Change::Body(piece) => {
            reply.body = place(piece).map_or_else(String::new, |value| value.to_string());
            return;
        }
        Change::Embedded(piece) => {
            if let Some(body) = body.as_object_mut() {
                match place(piece) {
                    Some(value) => body.insert("_embedded".to_owned(), value),
                    None => body.remove("_embedded"),
                };
            }
        }
        Change::Items(items) => rename_or_fill(items, &mut body),
        Change::TextIds => text_ids(&mut body),
        Change::Ids(ids) if request.method == "POST" => name(ids, others, &mut body),
        Change::Ids(_) => {}
        Change::Said(part) => cut(part, &mut body),
    }
    reply.body = body.to_string();
}

/// What an answer says that names none of its items.
pub fn nothing_done(request: &Request) -> Reply {
    if request.path.ends_with("/unlink") {
        return Reply::empty();
    }
    Reply::ok(200, &empty_list(&request.path))
}

/// The type of the entities that a path creates.
pub fn kind_of(path: &str) -> &str {
    match path.rsplit('/').next().unwrap_or_default() {
        "elements" => ELEMENTS,
        "complex" => LEADS,
        other => other,
    }
}

/// An answer with an empty list under the key that a path has; of one entity, an empty object.
fn empty_list(path: &str) -> Value {
    let key = match path.rsplit('/').next().unwrap_or_default() {
        "link" => "links",
        "complex" => return json!([]),
        other if other.bytes().all(|c| c.is_ascii_digit()) => return json!({}),
        other => other,
    };
    json!({"_total_items": 0, "_links": {"self": {"href": path}}, "_embedded": {key: []}})
}

fn place(piece: Piece) -> Option<Value> {
    Some(match piece {
        Piece::Gone => return None,
        Piece::Object => json!({}),
        Piece::List => json!([]),
        Piece::Null => Value::Null,
        Piece::Text => json!("OK"),
    })
}

/// The lists of an answer: those under `_embedded`, or the answer itself.
fn lists(body: &mut Value) -> Vec<&mut Vec<Value>> {
    match body {
        Value::Array(list) => vec![list],
        Value::Object(body) => body
            .get_mut("_embedded")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flat_map(Map::values_mut)
            .filter_map(Value::as_array_mut)
            .collect(),
        _ => Vec::new(),
    }
}

fn rename_or_fill(items: Items, body: &mut Value) {
    match items {
        Items::Null | Items::Text => {
            for item in lists(body).into_iter().flatten() {
                *item = match items {
                    Items::Null => Value::Null,
                    _ => item.to_string().into(),
                };
            }
        }
        Items::Renamed | Items::Map => {
            let Some(embedded) = body.get_mut("_embedded").and_then(Value::as_object_mut) else {
                return;
            };
            let all = std::mem::take(embedded);
            for (key, value) in all {
                match value {
                    Value::Array(list) if items == Items::Map => {
                        let by_place = list.into_iter().enumerate();
                        let map: Map<_, _> = by_place.map(|(at, i)| (at.to_string(), i)).collect();
                        embedded.insert(key, map.into());
                    }
                    list if items == Items::Renamed => {
                        embedded.insert("items".to_owned(), list);
                    }
                    other => {
                        embedded.insert(key, other);
                    }
                }
            }
        }
    }
}

fn text_ids(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(text_ids),
        Value::Object(object) => {
            for (key, value) in object {
                if (key == "id" || key.ends_with("_id")) && value.is_i64() {
                    *value = value.to_string().into();
                } else {
                    text_ids(value);
                }
            }
        }
        _ => {}
    }
}

fn name(ids: Ids, others: &[i64], body: &mut Value) {
    for list in lists(body) {
        let first = list.first().map(|item| item["id"].clone());
        let second = list.get(1).map(|item| item["id"].clone());
        let mut others = others.iter().cycle();
        for (at, item) in list.iter_mut().enumerate() {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            let wrong = match ids {
                Ids::Foreign => others.next().map(|id| json!(id)),
                Ids::Negative => item.get("id").and_then(Value::as_i64).map(|id| json!(-id)),
                Ids::Zero => Some(json!(0)),
                Ids::Repeated => first.clone(),
                Ids::Huge => i64::try_from(at).ok().map(|at| json!(i64::MAX - at)),
                Ids::Gone => {
                    item.remove("id");
                    None
                }
                Ids::Swapped => match at {
                    0 => second.clone(),
                    1 => first.clone(),
                    _ => None,
                },
            };
            if let Some(wrong) = wrong {
                item.insert("id".to_owned(), wrong);
            }
        }
    }
}

fn cut(part: Part, body: &mut Value) {
    let mut left = 0;
    for list in lists(body) {
        list.truncate(part.of(list.len()));
        left = list.len();
    }
    if let Some(total) = body.get_mut("_total_items") {
        *total = left.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(change: Change, reply: &Reply, method: &str, path: &str) -> (u16, String) {
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            ..Request::default()
        };
        let mut reply = reply.clone();
        apply(change, &request, &[7, 8], &mut reply);
        (reply.status, reply.body)
    }

    fn list() -> Reply {
        Reply::ok(
            200,
            &json!({"_total_items": 2, "_embedded": {"contacts": [{"id": 21, "request_id": "a"}, {"id": 22, "lead_id": 5}]}}),
        )
    }

    #[test]
    fn every_change_of_shape_is_told_as_success() {
        let shapes = [
            (Change::Body(Piece::Gone), ""),
            (Change::Body(Piece::Object), "{}"),
            (Change::Body(Piece::List), "[]"),
            (Change::Body(Piece::Null), "null"),
            (Change::Body(Piece::Text), r#""OK""#),
        ];
        for (change, body) in shapes {
            for reply in [list(), Reply::empty()] {
                let found = changed(change, &reply, "GET", "/api/v4/contacts");
                assert_eq!(found, (200, body.to_owned()), "{change:?}");
            }
        }
        let embedded = |change| {
            let (_, body) = changed(change, &list(), "GET", "/api/v4/contacts");
            serde_json::from_str::<Value>(&body).expect("is JSON")["_embedded"].clone()
        };
        assert_eq!(embedded(Change::Embedded(Piece::Gone)), Value::Null);
        assert_eq!(embedded(Change::Embedded(Piece::List)), json!([]));
        assert_eq!(embedded(Change::Embedded(Piece::Text)), json!("OK"));
        let items = |items| embedded(Change::Items(items));
        assert_eq!(items(Items::Null), json!({"contacts": [null, null]}));
        assert!(items(Items::Text)["contacts"][0].is_string());
        assert_eq!(items(Items::Map)["contacts"]["1"]["id"], 22);
        assert_eq!(items(Items::Renamed)["items"][0]["id"], 21);
        assert_eq!(
            embedded(Change::TextIds),
            json!({"contacts": [{"id": "21", "request_id": "a"}, {"id": "22", "lead_id": "5"}]})
        );
        assert_eq!(embedded(Change::Said(Part::None)), json!({"contacts": []}));
    }

    #[test]
    fn a_list_that_was_empty_keeps_its_key() {
        let change = Change::Items(Items::Map);
        let (status, body) = changed(change, &Reply::empty(), "GET", "/api/v4/contacts");
        assert!(status == 200 && body.contains(r#""contacts":{}"#), "{body}");
        let (_, body) = changed(change, &Reply::empty(), "GET", "/api/v4/contacts/5");
        assert_eq!(body, "{}");
    }

    #[test]
    fn created_entities_get_other_names() {
        let ids = |ids| {
            let (_, body) = changed(Change::Ids(ids), &list(), "POST", "/api/v4/contacts");
            let body: Value = serde_json::from_str(&body).expect("is JSON");
            [0, 1].map(|at| body["_embedded"]["contacts"][at]["id"].clone())
        };
        assert_eq!(ids(Ids::Foreign), [json!(7), json!(8)]);
        assert_eq!(ids(Ids::Negative), [json!(-21), json!(-22)]);
        assert_eq!(ids(Ids::Zero), [json!(0), json!(0)]);
        assert_eq!(ids(Ids::Repeated), [json!(21), json!(21)]);
        assert_eq!(ids(Ids::Huge), [json!(i64::MAX), json!(i64::MAX - 1)]);
        assert_eq!(ids(Ids::Gone), [Value::Null, Value::Null]);
        assert_eq!(ids(Ids::Swapped), [json!(22), json!(21)]);
    }

    #[test]
    fn refusals_stay_what_they_are() {
        let refusal = Reply::problem(400, "Bad Request", "x");
        let change = Change::Body(Piece::Gone);
        let found = changed(change, &refusal, "GET", "/api/v4/contacts");
        assert_eq!(found, (400, refusal.body));
    }
}
