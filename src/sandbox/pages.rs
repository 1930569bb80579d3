//! Pages of the short lists. Entities have their own walk, which knows order and filters.

use serde_json::{Value, json};

use super::http::{Reply, Request};

/// The page that a query asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// From 1.
    pub number: usize,
    /// Items on it.
    pub limit: usize,
}

/// Reads `page` and `limit`; what is above `most` is refused, since no document says what happens. An account that allows
/// less than the documented 250 names its number.
pub fn wanted(request: &Request, most: usize) -> Result<Wanted, Box<Reply>> {
    let number = |key: &str, usual: usize| {
        request
            .param(key)
            .map_or(Some(usual), |text| text.parse().ok())
    };
    match (number("page", 1), number("limit", most.min(50))) {
        (Some(number @ 1..), Some(limit)) if (1..=most).contains(&limit) => {
            Ok(Wanted { number, limit })
        }
        (_, Some(limit)) if most < 250 && limit > most => Err(Box::new(Reply::problem(
            422,
            "Unprocessable Entity",
            &format!("Limit {most} per page"),
        ))),
        _ => Err(Box::new(Reply::problem(
            400,
            "Bad Request",
            "Invalid page or limit",
        ))),
    }
}

impl Wanted {
    /// Its part of a list; empty past the end.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        let start = (self.number - 1).saturating_mul(self.limit).min(all.len());
        &all[start..all.len().min(start + self.limit)]
    }
}

/// The page of a list that a query asks for, under `key`; 204 where it is empty.
pub fn list(request: &Request, most: usize, key: &str, all: &[Value]) -> Reply {
    let page = match wanted(request, most) {
        Ok(page) => page,
        Err(reply) => return *reply,
    };
    let items = page.of(all);
    if items.is_empty() {
        return Reply::empty();
    }
    // Answers name an inner host now and then; a client that follows it leaves the account.
    let href = |number| {
        format!(
            "https://shard151.amocrm.ru{}?limit={}&page={number}",
            request.path, page.limit
        )
    };
    let mut links = json!({"self": {"href": href(page.number)}});
    if page.number.saturating_mul(page.limit) < all.len() {
        links["next"] = json!({"href": href(page.number + 1)});
    }
    Reply::ok(
        200,
        &json!({"_page": page.number, "_links": links, "_embedded": {key: items}}),
    )
}
