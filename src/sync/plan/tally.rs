//! What a kind needs, in numbers.

use std::ops::AddAssign;

use serde::Serialize;

/// What a kind needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows that the platform has.
    pub rows: u64,
    /// Records that have an entity in the CRM.
    pub mapped: u64,
    /// To be created.
    pub create: u64,
    /// To be changed.
    pub modify: u64,
    /// Only links to be made.
    pub link: u64,
    /// Nothing to do.
    pub unchanged: u64,
    /// The kind does not apply to them.
    pub not_applicable: u64,
    /// Cannot be sent as they are.
    pub invalid: u64,
    /// Refused by the CRM before, and nothing has changed since.
    pub waiting: u64,
    /// Deleted or merged by people in the CRM.
    pub stale: u64,
    /// Have left the platform.
    pub gone: u64,
    /// Of those, to be tagged or closed.
    pub leave: u64,
}

impl Tally {
    /// Mapped records that the run would change.
    pub fn changes(&self) -> u64 {
        self.modify + self.leave
    }

    /// Records that something is sent for.
    pub fn sends(&self) -> u64 {
        self.create + self.modify + self.link + self.leave
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let Self {
            rows,
            mapped,
            create,
            modify,
            link,
            unchanged,
            not_applicable,
            invalid,
            waiting,
            stale,
            gone,
            leave,
        } = other;
        self.rows += rows;
        self.mapped += mapped;
        self.create += create;
        self.modify += modify;
        self.link += link;
        self.unchanged += unchanged;
        self.not_applicable += not_applicable;
        self.invalid += invalid;
        self.waiting += waiting;
        self.stale += stale;
        self.gone += gone;
        self.leave += leave;
    }
}
