//! The authorized client: a token for every request, renewed once on 401, repeats where they do no harm.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::api::{Answer, Api, Method, Request};
use super::error::{CrmError, CrmErrorKind};
use super::expect;
use super::retry;
use super::throttle::Throttle;
use super::transport::{Auth, Transport};
use crate::config::ActiveProfile;
use crate::crm::tokens::Tokens;
use crate::secrets::Secret;
use crate::signals::Stop;

/// A client of one account.
#[derive(Debug)]
pub struct Crm {
    transport: Transport,
    tokens: Tokens,
    catalog: AtomicI64,
    rate: f64,
    second_look: Duration,
    unfiltered: AtomicBool,
    no_bulk_links: AtomicBool,
    reads: AtomicU64,
    writes: AtomicU64,
    limited: AtomicU64,
}

impl Crm {
    /// A client for the profile; sends nothing yet.
    pub fn open(profile: &ActiveProfile, stop: Stop) -> anyhow::Result<Self> {
        let amo = &profile.settings.amo;
        let throttle = Throttle::new(profile.dir.join("rate"), amo.rate);
        Ok(Self {
            transport: Transport::new(
                amo.url.clone(),
                Duration::from_secs_f64(amo.timeout_seconds),
                throttle,
                stop,
            )?,
            tokens: Tokens::open(profile)?,
            catalog: AtomicI64::new(0),
            rate: amo.rate,
            second_look: amo.second_look(),
            unfiltered: AtomicBool::new(false),
            no_bulk_links: AtomicBool::new(false),
            reads: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            limited: AtomicU64::new(0),
        })
    }

    /// The tokens that authorize this client.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The connection underneath.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// How long to wait before an absence is looked at once more.
    pub(super) fn second_look(&self) -> Duration {
        self.second_look
    }

    /// Tells which catalog holds the products.
    pub fn set_catalog(&self, id: i64) {
        self.catalog.store(id, Ordering::Relaxed);
    }

    /// The products catalog's id, once it is known.
    pub(super) fn catalog(&self) -> Option<i64> {
        Some(self.catalog.load(Ordering::Relaxed)).filter(|id| *id != 0)
    }

    /// Reads and writes that were sent and have come back so far, repeats included.
    pub fn sent(&self) -> (u64, u64) {
        (
            self.reads.load(Ordering::Relaxed),
            self.writes.load(Ordering::Relaxed),
        )
    }

    /// How often the CRM has answered 429 so far.
    pub fn limited(&self) -> u64 {
        self.limited.load(Ordering::Relaxed)
    }

    /// By Little's law: requests a second times the seconds of an answer, and one that waits for its turn.
    pub(super) fn useful_in_flight(&self, waited: Duration) -> usize {
        let busy = self.rate * self.transport.latency().max(waited).as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number, not negative"
        )]
        let busy = busy.ceil() as usize;
        busy + 1
    }

    /// Whether filters may work in this account.
    pub(super) fn filters(&self) -> bool {
        !self.unfiltered.load(Ordering::Relaxed)
    }

    /// Whether one request may make links of several entities.
    pub(super) fn links_in_bulk(&self) -> bool {
        !self.no_bulk_links.load(Ordering::Relaxed)
    }

    /// The account has no such method: links are made entity by entity from now on.
    pub(super) fn link_one_by_one(&self) {
        self.no_bulk_links.store(true, Ordering::Relaxed);
    }

    /// A filter was ignored: entities are read one by one from now on.
    pub(super) fn filters_are_ignored(&self) {
        self.unfiltered.store(true, Ordering::Relaxed);
    }

    fn once(&self, request: &Request, token: &Secret) -> Result<Answer, CrmError> {
        retry::waiting_out_429(&self.transport, || {
            let answer = self.transport.send(request, Auth::Bearer(token));
            let held_back = answer.as_ref().is_err_and(CrmError::was_held_back);
            if !held_back {
                let counter = if request.method == Method::Get {
                    &self.reads
                } else {
                    &self.writes
                };
                counter.fetch_add(1, Ordering::Relaxed);
            }
            if let Err(CrmError {
                kind: CrmErrorKind::RateLimited { .. },
                ..
            }) = &answer
            {
                self.limited.fetch_add(1, Ordering::Relaxed);
            }
            answer
        })
    }

    fn authorized(&self, request: &Request) -> Result<Answer, CrmError> {
        let token = self.tokens.access(&self.transport)?;
        match self.once(request, &token) {
            // One refresh, one repeat, then stop.
            Err(CrmError {
                kind: CrmErrorKind::Unauthorized(_),
                ..
            }) => {
                let token = self.tokens.replace(&self.transport, &token)?;
                self.once(request, &token)
            }
            other => other,
        }
    }
}

impl Api for Crm {
    fn call(&self, request: &Request) -> Result<Answer, CrmError> {
        for attempt in 1.. {
            let answer = self
                .authorized(request)
                .and_then(|answer| expect::checked(request, answer));
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = retry::pause_before_next(&error, request.repeat, attempt) else {
                return Err(error);
            };
            tracing::info!(%error, attempt, "trying again");
            // Whatever failed did no harm, so the signal is what the run ends with.
            if let Some(exit) = self.transport.stop().wait(pause) {
                return Err(CrmError {
                    kind: CrmErrorKind::Stopped(exit),
                    ..error
                });
            }
        }
        unreachable!("the last attempt returns")
    }
}
