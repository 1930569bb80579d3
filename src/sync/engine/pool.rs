//! Requests in flight: a small pool of threads that only wait for answers.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::request::{Done, Outgoing};
use crate::crm::remote::Remote;
use crate::mapping::Resolved;

/// The pool, and what it has been given. The threads end when it is dropped.
pub(super) struct Pool<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    remote: &'env dyn Remote,
    resolved: &'env Resolved,
    jobs: Sender<(u64, Outgoing)>,
    queue: Arc<Mutex<Receiver<(u64, Outgoing)>>>,
    answers: Receiver<(u64, thread::Result<Done>)>,
    answer: Sender<(u64, thread::Result<Done>)>,
    threads: usize,
    sent: u64,
    /// When each request that has not come back was handed over.
    since: BTreeMap<u64, Instant>,
}

impl<'scope, 'env> Pool<'scope, 'env> {
    /// A pool without threads; each is started when it is first needed.
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        remote: &'env dyn Remote,
        resolved: &'env Resolved,
    ) -> Self {
        let (jobs, queue) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        Self {
            scope,
            remote,
            resolved,
            jobs,
            queue: Arc::new(Mutex::new(queue)),
            answers,
            answer,
            threads: 0,
            sent: 0,
            since: BTreeMap::new(),
        }
    }

    /// Requests that have not come back.
    pub(super) fn count(&self) -> usize {
        self.since.len()
    }

    /// How long the oldest of them has been on its way.
    pub(super) fn oldest(&self) -> Duration {
        let first = self.since.values().next();
        first.map_or(Duration::ZERO, Instant::elapsed)
    }

    /// Hands a request over.
    pub(super) fn send(&mut self, request: Outgoing) {
        self.sent += 1;
        self.since.insert(self.sent, Instant::now());
        if self.count() > self.threads {
            self.threads += 1;
            let (queue, answer) = (Arc::clone(&self.queue), self.answer.clone());
            let (remote, resolved) = (self.remote, self.resolved);
            self.scope
                .spawn(move || work(&queue, &answer, remote, resolved));
        }
        // The queue's other end is in this struct as well.
        let _ = self.jobs.send((self.sent, request));
    }

    /// The next answer; `None` when none comes within `patience`.
    pub(super) fn next(&mut self, patience: Duration) -> Option<Done> {
        match self.answers.recv_timeout(patience) {
            Ok((number, done)) => {
                self.since.remove(&number);
                match done {
                    Ok(done) => Some(done),
                    Err(panic) => resume_unwind(panic),
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }
}

/// Sends what is in the queue until nobody adds to it any more.
fn work(
    queue: &Mutex<Receiver<(u64, Outgoing)>>,
    answer: &Sender<(u64, thread::Result<Done>)>,
    remote: &dyn Remote,
    resolved: &Resolved,
) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, request)) = next else {
            return;
        };
        // A panic is handed on: whoever waits for this answer would wait for ever.
        let done = catch_unwind(AssertUnwindSafe(|| request.send(remote, resolved)));
        if answer.send((number, done)).is_err() {
            return;
        }
    }
}
