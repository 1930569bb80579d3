//! The head of every handler that takes a list: read the items, look each over, and refuse them all for one mistake.

use serde_json::{Map, Value};

use super::http::{Mistake, Reply, Request};
use super::values::Mistakes;

/// Most items of a request, unless a switch or a method takes fewer.
pub const MOST: usize = 250;

/// What a handler gives: an answer, or the refusal that ended it early.
pub type Answer = Result<Reply, Box<Reply>>;

/// An item of a request.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its own request id, or its position.
    pub request_id: String,
    /// Whether the client named that id.
    pub is_named: bool,
    /// What was sent.
    pub body: Map<String, Value>,
}

/// The items of a request, or the refusal of the whole of it.
pub fn items(request: &Request, most: usize) -> Result<Vec<Item>, Box<Reply>> {
    let refuse = |detail| Box::new(Reply::problem(400, "Bad Request", detail));
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| refuse("Invalid JSON"))?;
    let Value::Array(list) = body else {
        return Err(refuse("Request body should be an array"));
    };
    if list.is_empty() {
        return Err(refuse("Request body is empty"));
    }
    if list.len() > most {
        return Err(Box::new(Reply::problem(
            422,
            "Unprocessable Entity",
            &format!("Limit {most} per page"),
        )));
    }
    list.into_iter()
        .enumerate()
        .map(|(at, item)| match item {
            Value::Object(body) => Ok(Item::new(body, at)),
            _ => Err(refuse("Invalid request body")),
        })
        .collect()
}

impl Item {
    fn new(body: Map<String, Value>, at: usize) -> Self {
        let own = match body.get("request_id") {
            Some(Value::String(own)) => Some(own.clone()),
            Some(Value::Number(own)) => Some(own.to_string()),
            _ => None,
        };
        Self {
            is_named: own.is_some(),
            request_id: own.unwrap_or_else(|| at.to_string()),
            body,
        }
    }
}

/// Looks every item over. One that is wrong refuses the whole request (\[3p\] issue 115), with the mistakes of all.
pub fn check<T>(
    items: Vec<Item>,
    mut look: impl FnMut(&Item, &mut Mistakes) -> T,
) -> Result<Vec<(Item, T)>, Box<Reply>> {
    let mut mistakes: Vec<Mistake> = Vec::new();
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let mut wrong = Mistakes::new(item.request_id.clone());
        let seen = look(&item, &mut wrong);
        mistakes.append(&mut wrong.list);
        found.push((item, seen));
    }
    if mistakes.is_empty() {
        Ok(found)
    } else {
        Err(Box::new(Reply::validation(&mistakes)))
    }
}

/// Both, for a handler that has nothing to do in between.
pub fn read<T>(
    request: &Request,
    most: usize,
    look: impl FnMut(&Item, &mut Mistakes) -> T,
) -> Result<Vec<(Item, T)>, Box<Reply>> {
    check(items(request, most)?, look)
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        answer.unwrap_or_else(|refusal| *refusal)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::http::MISSING;
    use super::*;

    fn request(body: &Value) -> Request {
        Request {
            body: body.to_string().into_bytes(),
            ..Request::default()
        }
    }

    #[test]
    fn items_carry_their_own_id_or_their_position() {
        let found = items(&request(&json!([{"request_id": "a"}, {}])), MOST);
        let found = found.expect("two items");
        let ids: Vec<_> = found
            .iter()
            .map(|item| (item.request_id.as_str(), item.is_named))
            .collect();
        assert_eq!(ids, [("a", true), ("1", false)]);
    }

    #[test]
    fn what_is_no_list_of_objects_is_refused_whole() {
        for (body, status) in [
            (json!({}), 400),
            (json!([]), 400),
            (json!([{}, 1]), 400),
            (json!([{}, {}, {}]), 422),
        ] {
            let refusal = items(&request(&body), 2).expect_err("is refused");
            assert_eq!(refusal.status, status, "{body}");
        }
    }

    #[test]
    fn one_mistake_refuses_all_and_every_mistake_is_told() {
        let body = json!([{"name": "a"}, {}, {"request_id": "c"}]);
        let refusal = read(&request(&body), MOST, |item, wrong| {
            if !item.body.contains_key("name") {
                wrong.add(MISSING, "name");
            }
        })
        .expect_err("is refused");
        let body: Value = serde_json::from_str(&refusal.body).expect("is JSON");
        assert_eq!(body["validation-errors"][0]["request_id"], "1");
        assert_eq!(body["validation-errors"][1]["request_id"], "c");
        assert_eq!(body["validation-errors"][2], Value::Null);
    }
}
