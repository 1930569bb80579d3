//! Pages of the short lists. Entities have their own walk, which knows order and filters.

use super::http::{Reply, Request};

/// The page that a query asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// From 1.
    pub number: usize,
    /// Items on it.
    pub limit: usize,
}

/// Reads `page` and `limit`; what is above `most` is refused, since no document says what happens.
pub fn wanted(request: &Request, most: usize) -> Result<Wanted, Box<Reply>> {
    let number = |key: &str, usual: usize| {
        request
            .param(key)
            .map_or(Some(usual), |text| text.parse().ok())
    };
    match (number("page", 1), number("limit", 50)) {
        (Some(number @ 1..), Some(limit)) if (1..=most).contains(&limit) => {
            Ok(Wanted { number, limit })
        }
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

    /// Whether another page follows.
    pub fn more(self, total: usize) -> bool {
        self.number.saturating_mul(self.limit) < total
    }
}
