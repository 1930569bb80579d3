//! How many entities go into one request: small at first, more while answers are quick, less when the CRM chokes.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::EntityType;
use crate::store::{Setting, Store};

/// The recommended size (\[doc\] limits), and the one that a new profile starts with.
const START: usize = 50;
/// An answer within this time is quick: the service cuts a request off long after it.
const QUICK: Duration = Duration::from_secs(5);

/// What a size is learned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// Creates and changes of an entity type.
    Entities(EntityType),
    /// Links, whose largest size is not documented.
    Links,
}

impl Route {
    fn name(self) -> &'static str {
        match self {
            Self::Entities(entity) => entity.as_str(),
            Self::Links => "links",
        }
    }
}

/// The sizes of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sizes {
    max: usize,
    now: BTreeMap<String, usize>,
    /// Sizes that were too large in this run.
    ceiling: BTreeMap<String, usize>,
}

impl Sizes {
    /// Nothing is learned yet.
    pub fn new(max: usize) -> Self {
        Self {
            max: max.max(1),
            now: BTreeMap::new(),
            ceiling: BTreeMap::new(),
        }
    }

    /// What earlier runs have learned.
    pub fn load(store: &Store, max: usize) -> crate::store::Result<Self> {
        let text = store.setting(&Setting::BatchSizes)?.unwrap_or_default();
        Ok(Self {
            now: serde_json::from_str(&text).unwrap_or_default(),
            ..Self::new(max)
        })
    }

    /// Keeps what this run has learned.
    pub fn save(&self, store: &Store) -> crate::store::Result<()> {
        let text = serde_json::to_string(&self.now).unwrap_or_default();
        store.set(&Setting::BatchSizes, &text)
    }

    /// The most entities for the next request.
    pub fn of(&self, route: Route) -> usize {
        let learned = self.now.get(route.name()).copied();
        learned
            .unwrap_or_else(|| self.start(route))
            .clamp(1, self.max)
    }

    /// Whether answers may still show that more is good.
    pub fn is_growing(&self, route: Route) -> bool {
        self.of(route) < self.max && !self.ceiling.contains_key(route.name())
    }

    /// An entity type of which nothing is known starts at half of what another one has shown to be good.
    fn start(&self, route: Route) -> usize {
        let others = EntityType::ALL
            .into_iter()
            .filter_map(|entity| self.now.get(entity.as_str()))
            .max();
        match (route, others) {
            (Route::Entities(_), Some(best)) => START.max(best / 2),
            _ => START,
        }
    }

    /// A request of `size` was answered after `took`.
    pub fn grow(&mut self, route: Route, size: usize, took: Duration) {
        let now = self.of(route);
        // An answer to a smaller request says nothing about a larger one.
        if took > QUICK || size < now {
            return;
        }
        let ceiling = self.ceiling.get(route.name()).copied().unwrap_or(self.max);
        let next = (now * 2).min(self.max).min(ceiling.max(1));
        self.now
            .insert(route.name().to_owned(), next.max(now.min(ceiling.max(1))));
    }

    /// A request of `size` was too much.
    pub fn halve(&mut self, route: Route, size: usize) {
        let half = (size / 2).max(1);
        let next = half.min(self.of(route));
        self.now.insert(route.name().to_owned(), next);
        // Not up to the size that has just failed again, in this run.
        self.ceiling
            .insert(route.name().to_owned(), (size * 3 / 4).max(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEADS: Route = Route::Entities(EntityType::Leads);

    #[test]
    fn doubles_up_to_the_largest_while_answers_are_quick() {
        let mut sizes = Sizes::new(250);
        let mut seen = vec![sizes.of(LEADS)];
        for _ in 0..4 {
            sizes.grow(LEADS, sizes.of(LEADS), Duration::from_secs(1));
            seen.push(sizes.of(LEADS));
        }
        assert_eq!(seen, [50, 100, 200, 250, 250]);
        assert_eq!(sizes.of(Route::Links), 50);
    }

    #[test]
    fn one_type_learns_from_another_and_links_from_none() {
        let mut sizes = Sizes::new(250);
        let contacts = Route::Entities(EntityType::Contacts);
        for _ in 0..3 {
            sizes.grow(contacts, sizes.of(contacts), Duration::from_secs(1));
        }
        assert_eq!(sizes.of(LEADS), 125);
        assert!(sizes.is_growing(LEADS) && !sizes.is_growing(contacts));
        assert_eq!(sizes.of(Route::Links), 50);
        sizes.halve(contacts, 60);
        assert_eq!(sizes.of(Route::Entities(EntityType::Companies)), 50);
    }

    #[test]
    fn a_slow_answer_or_a_small_request_changes_nothing() {
        let mut sizes = Sizes::new(250);
        sizes.grow(LEADS, 50, Duration::from_secs(6));
        sizes.grow(LEADS, 49, Duration::from_secs(1));
        assert_eq!(sizes.of(LEADS), 50);
    }

    #[test]
    fn halves_when_it_was_too_much_and_does_not_come_back_to_it() {
        let mut sizes = Sizes::new(250);
        for _ in 0..3 {
            sizes.grow(LEADS, sizes.of(LEADS), Duration::from_secs(1));
        }
        sizes.halve(LEADS, 250);
        assert_eq!(sizes.of(LEADS), 125);
        for _ in 0..5 {
            sizes.grow(LEADS, sizes.of(LEADS), Duration::from_secs(1));
        }
        assert_eq!(sizes.of(LEADS), 187);
        for _ in 0..20 {
            sizes.halve(LEADS, sizes.of(LEADS));
        }
        assert_eq!(sizes.of(LEADS), 1);
    }

    #[test]
    fn is_kept_for_the_next_run() {
        let store = Store::in_memory().expect("a store");
        let mut sizes = Sizes::new(250);
        sizes.grow(LEADS, 50, Duration::from_secs(1));
        sizes.save(&store).expect("saved");
        let next = Sizes::load(&store, 250).expect("loaded");
        assert_eq!(next.of(LEADS), 100);
        assert_eq!(Sizes::load(&store, 20).expect("loaded").of(LEADS), 20);
    }
}
