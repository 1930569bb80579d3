//! Which records a run is about.

use std::collections::BTreeSet;

use crate::sync::plan::decide::Mode;

use crate::domain::{Key, Kind};

/// Which records a run is about, and how.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The kinds; empty for all.
    pub kinds: BTreeSet<Kind>,
    /// Records of these users. With `courses`, records of either; without both, all.
    pub users: Option<BTreeSet<i64>>,
    /// Records of these courses.
    pub courses: Option<BTreeSet<i64>>,
    /// At most so many creates and changes, in stage and key order.
    pub limit: Option<u64>,
    /// How the run looks at them.
    pub mode: Mode,
}

impl Selection {
    /// The kinds in stage order.
    pub fn stages(&self) -> Vec<Kind> {
        Kind::ALL
            .into_iter()
            .filter(|kind| self.plans(*kind))
            .collect()
    }

    pub(super) fn plans(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether all records of a kind are meant.
    pub fn is_whole(&self) -> bool {
        self.users.is_none() && self.courses.is_none()
    }

    pub(super) fn takes(&self, key: Key) -> bool {
        let has =
            |set: &Option<BTreeSet<i64>>, id| set.as_ref().is_some_and(|set| set.contains(&id));
        self.is_whole()
            || match key {
                Key::User(user) => has(&self.users, user.0),
                Key::Course(course) => has(&self.courses, course.0),
                Key::Enrolment(user, course) => {
                    has(&self.users, user.0) || has(&self.courses, course.0)
                }
            }
    }
}
