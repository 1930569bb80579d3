//! One request on its way: lined up, prepared, sent, settled.
//!
//! Each kind of request has a type for each step, and each step takes the one before: what a batch became on the wire and
//! in the answer can only meet the batch that it was made of.
//!
//! ```text
//! Job  -- prepare --  dyn Prepared  -- send --  dyn Answered  -- settle --  outcomes, more requests
//! ```

use std::time::{Duration, Instant};

use super::batch_size::Route;
use super::{Engine, LinkChange};
use crate::crm::error::CrmError;
use crate::crm::remote::Remote;
use crate::mapping::Resolved;
use crate::sync::plan::list::Planned;

/// The records or links of a request: at least one.
#[derive(Debug)]
pub(super) struct Batch<T>(Vec<T>);

impl<T> Batch<T> {
    /// `None` where there is nothing to send.
    pub(super) fn new(items: Vec<T>) -> Option<Self> {
        (!items.is_empty()).then_some(Self(items))
    }

    /// The first one, which tells the type of entity that the request is about.
    pub(super) fn first(&self) -> &T {
        &self.0[0]
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn as_slice(&self) -> &[T] {
        &self.0
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// Both halves of one that has some; one alone stays whole.
    fn halves(self) -> impl Iterator<Item = Self> {
        let mut first = self.0;
        let second = first.split_off(first.len().div_ceil(2));
        [first, second].into_iter().filter_map(Self::new)
    }
}

/// What one request does.
#[derive(Debug)]
pub(super) enum Request {
    /// Makes entities.
    Create(Batch<Planned>),
    /// Changes entities.
    Modify(Batch<Planned>),
    /// Makes links, or undoes them.
    Link(Batch<LinkChange>),
}

impl Request {
    pub(super) fn create(records: Vec<Planned>) -> Option<Self> {
        Batch::new(records).map(Self::Create)
    }

    pub(super) fn modify(records: Vec<Planned>) -> Option<Self> {
        Batch::new(records).map(Self::Modify)
    }

    pub(super) fn link(changes: Vec<LinkChange>) -> Option<Self> {
        Batch::new(changes).map(Self::Link)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Create(batch) | Self::Modify(batch) => batch.len(),
            Self::Link(batch) => batch.len(),
        }
    }

    pub(super) fn route(&self) -> Route {
        match self {
            Self::Create(batch) | Self::Modify(batch) => {
                Route::Entities(batch.first().kind.entity())
            }
            Self::Link(_) => Route::Links,
        }
    }

    /// Both halves.
    pub(super) fn halves(self) -> Vec<Self> {
        match self {
            Self::Create(batch) => batch.halves().map(Self::Create).collect(),
            Self::Modify(batch) => batch.halves().map(Self::Modify).collect(),
            Self::Link(batch) => batch.halves().map(Self::Link).collect(),
        }
    }
}

/// How often a request was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    /// Counted from 1.
    pub(super) attempt: u32,
    /// Part of a batch that failed: when it fails as well, a record may be to blame and not the CRM.
    pub(super) part: bool,
}

impl Tries {
    /// Never before in this form.
    pub(super) const FIRST: Self = Self {
        attempt: 1,
        part: false,
    };
}

/// A request and how often it was tried.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) request: Request,
    pub(super) tries: Tries,
}

impl Job {
    pub(super) fn first(request: Request) -> Self {
        Self {
            request,
            tries: Tries::FIRST,
        }
    }
}

/// A request with all that a thread needs to send it. What must be durable before is.
pub(super) trait Prepared: Send {
    /// Sends it, and waits for the answer.
    fn send(self: Box<Self>, remote: &dyn Remote, resolved: &Resolved) -> Box<dyn Answered>;
}

/// A request with its answer, or with the error in its place.
pub(super) trait Answered: Send {
    /// How many items were sent; none when nothing was left to be sent.
    fn size(&self) -> usize;

    /// Why there is no answer.
    fn error(&self) -> Option<&CrmError>;

    /// Records what came of it, and lines up what follows.
    fn settle(self: Box<Self>, tries: Tries, engine: &mut Engine<'_>) -> anyhow::Result<()>;
}

/// A prepared request with what the schedule has to know of it.
pub(super) struct Outgoing {
    pub(super) route: Route,
    pub(super) tries: Tries,
    pub(super) prepared: Box<dyn Prepared>,
}

/// The same when it has come back.
pub(super) struct Done {
    pub(super) route: Route,
    pub(super) tries: Tries,
    pub(super) took: Duration,
    pub(super) answered: Box<dyn Answered>,
}

impl Outgoing {
    pub(super) fn send(self, remote: &dyn Remote, resolved: &Resolved) -> Done {
        let start = Instant::now();
        let answered = self.prepared.send(remote, resolved);
        Done {
            route: self.route,
            tries: self.tries,
            took: start.elapsed(),
            answered,
        }
    }
}

impl Engine<'_> {
    /// Whatever must be done and durable before a request goes out.
    pub(super) fn prepare(&mut self, job: Job) -> anyhow::Result<Outgoing> {
        let route = job.request.route();
        let prepared: Box<dyn Prepared> = match job.request {
            Request::Create(batch) => Box::new(self.prepare_create(batch)?),
            Request::Modify(batch) => Box::new(self.prepare_modify(batch)?),
            Request::Link(batch) => self.prepare_link(batch)?,
        };
        Ok(Outgoing {
            route,
            tries: job.tries,
            prepared,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_never_empty() {
        assert!(Batch::<u8>::new(Vec::new()).is_none());
        let halves = |count: u8| -> Vec<Vec<u8>> {
            let batch = Batch::new((0..count).collect()).expect("not empty");
            batch.halves().map(Batch::into_vec).collect()
        };
        assert_eq!(halves(1), [vec![0]]);
        assert_eq!(halves(2), [vec![0], vec![1]]);
        assert_eq!(halves(5), [vec![0, 1, 2], vec![3, 4]]);
    }
}
