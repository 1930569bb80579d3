//! The order of lists of entities (`docs/amocrm.md` 1.5).

use super::http::Request;
use super::world::{ELEMENTS, Entity, LEADS, Order};

/// The key by which a list is sorted, and the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    key: Key,
    falling: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Created,
    Updated,
}

impl Sorting {
    /// What a request asks for and its list knows; by id, oldest first, otherwise. Elements have no order.
    pub fn of(request: &Request, kind: &str, order: Order) -> Self {
        let by = |key, falling| Self { key, falling };
        match order {
            Order::Ignored => return by(Key::Id, false),
            Order::Updated => return by(Key::Updated, true),
            Order::Kept | Order::RisingPages => {}
        }
        let known = [
            ("order[id]", Key::Id, kind != ELEMENTS),
            ("order[updated_at]", Key::Updated, kind != ELEMENTS),
            ("order[created_at]", Key::Created, kind == LEADS),
        ];
        known
            .into_iter()
            .filter(|(_, _, is_there)| *is_there)
            .find_map(|(name, key, _)| Some(by(key, request.param(name)? == "desc")))
            .unwrap_or(by(Key::Id, false))
    }

    /// Sorts a list that comes by id.
    pub fn sort(self, list: &mut [&Entity]) {
        match self.key {
            Key::Id => {}
            Key::Created => list.sort_by_key(|e| e.created_at),
            Key::Updated => list.sort_by_key(|e| e.updated_at),
        }
        if self.falling {
            list.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::CONTACTS;

    fn ids(query: &str, kind: &str, order: Order) -> [i64; 3] {
        let request = Request {
            query: vec![(query.to_owned(), "desc".to_owned())],
            ..Request::default()
        };
        let all = [(1, 5, 9), (2, 6, 7), (3, 4, 8)].map(|(id, created_at, updated_at)| Entity {
            id,
            created_at,
            updated_at,
            ..Entity::default()
        });
        let mut list: Vec<_> = all.iter().collect();
        Sorting::of(&request, kind, order).sort(&mut list);
        [list[0].id, list[1].id, list[2].id]
    }

    #[test]
    fn lists_are_sorted_by_what_they_know() {
        let kept = Order::Kept;
        assert_eq!(ids("order[id]", CONTACTS, kept), [3, 2, 1]);
        assert_eq!(ids("order[updated_at]", CONTACTS, kept), [1, 3, 2]);
        assert_eq!(ids("order[created_at]", LEADS, kept), [2, 1, 3]);
        assert_eq!(ids("order[created_at]", CONTACTS, kept), [1, 2, 3]);
        assert_eq!(ids("order[id]", ELEMENTS, kept), [1, 2, 3]);
        assert_eq!(ids("order[id]", CONTACTS, Order::Ignored), [1, 2, 3]);
        assert_eq!(ids("order[id]", CONTACTS, Order::Updated), [1, 3, 2]);
    }
}
