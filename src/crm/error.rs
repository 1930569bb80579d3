//! What can go wrong between a request and its answer, by what the caller has to do about it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::throttle::Cause;
use crate::error::{Exit, Failure};
use crate::options::flags::{END_PAUSE, LOCK_TIMEOUT};

/// A request that did not end in the expected answer.
#[derive(Debug, thiserror::Error)]
#[error("{}{kind}", request_text(.request))]
pub struct CrmError {
    /// Method and path, for example `POST /api/v4/leads`; empty where the CRM was never asked.
    pub request: String,
    /// The CRM's `X-Request-Id`, for support requests.
    pub trace: Option<String>,
    /// What happened.
    pub kind: CrmErrorKind,
}

/// What happened to a request.
#[derive(Debug, thiserror::Error)]
pub enum CrmErrorKind {
    /// No connection was made, so the CRM did nothing.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The request was sent, at least in part, and no whole answer came: the CRM may have done it.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// Too slow for our time-out: the CRM may have done it.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// A 5xx answer, or 408, 423, 425: the CRM may have done it.
    #[error("the CRM failed (HTTP {status}){}", detail_text(.detail))]
    Server {
        /// 500, 502, 503, 504, 408, …
        status: u16,
        /// What the body said.
        detail: Option<String>,
    },
    /// A success status with a body that cannot be read: the CRM has done it, but we do not know the result.
    #[error("unexpected answer (HTTP {status}): {reason}")]
    Unreadable {
        /// The success status.
        status: u16,
        /// The field that is missing, or what else is wrong; never a personal record.
        reason: String,
    },
    /// HTTP 400 that names items: nothing of the request was done (\[3p\] issue 115).
    #[error("refused: {}", first_refusal(.0))]
    Validation(Vec<ItemErrors>),
    /// HTTP 400 keyed by entity id, after validation; other items may have been stored (\[3p\] issue 88).
    #[error("refused: {}", .0.values().next().map_or("", String::as_str))]
    Business(BTreeMap<String, String>),
    /// Another 4xx about the request as a whole: 400, 404, 405, 409, 422.
    #[error("refused (HTTP {status}){}", detail_text(.detail))]
    Refused {
        /// The status.
        status: u16,
        /// What the body said.
        detail: Option<String>,
    },
    /// 401 that a refresh did not cure, or no usable token.
    #[error("not authorized{}", detail_text(.0))]
    Unauthorized(Option<String>),
    /// 402: the account is not paid.
    #[error("the account is not paid (HTTP 402)")]
    PaymentRequired,
    /// 403 as JSON where not everybody has the right, or its legacy number.
    #[error("no rights{}", detail_text(.0))]
    Forbidden(Option<String>),
    /// The legacy number of a missing right: nothing is blocked.
    #[error("no rights{}", detail_text(.0))]
    NoRight(Option<String>),
    /// 403 as HTML, or as JSON where no right can be missing: the account or address is blocked.
    #[error("the CRM blocks this integration (HTTP 403){}", detail_text(.0))]
    Blocked(Option<String>),
    /// A success status with a page in place of JSON: the CRM may have done it, and more likely it was not the CRM.
    #[error("a page came in place of JSON (HTTP {0})")]
    Page(u16),
    /// The pause after a block, an unpaid account or a page is not over.
    #[error("paused for another {}: {cause}", rounded(*.left))]
    Paused {
        /// The rest of it.
        left: Duration,
        /// What it is for.
        cause: Cause,
    },
    /// 429, and patience ran out.
    #[error("too many requests (HTTP 429)")]
    RateLimited {
        /// What the answer asked for.
        retry_after: Option<Duration>,
    },
    /// An earlier 429 asked for quiet, for longer than a run waits.
    #[error("the CRM asked for quiet (HTTP 429), for another {}", rounded(*.0))]
    Held(Duration),
    /// The run was asked to stop before the request was sent; it ends with this code.
    #[error("stopped before it was sent")]
    Stopped(Exit),
    /// Another process kept a lock for longer than this one waits.
    #[error("{0}")]
    Locked(String),
    /// Something on our side before sending: the secrets store, the lock, the limiter's file.
    #[error("{0}")]
    Local(String),
}

/// What the CRM refused of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemErrors {
    /// The item's request id, or its position as text.
    pub request_id: String,
    /// Each refusal.
    pub errors: Vec<FieldError>,
}

/// One refused part of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// For example `NotSupportedChoice`; new ones appear, so never fail on an unknown one.
    pub code: String,
    /// Dotted, positions from zero: `custom_fields_values.0.values.0.enum_id`.
    pub path: String,
    /// In words.
    pub detail: String,
}

/// What is known of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The CRM did nothing.
    None,
    /// The CRM may have done it, whole or in part.
    Unknown,
}

impl CrmError {
    /// Whether the CRM may have acted on the request.
    pub fn effect(&self) -> Effect {
        match &self.kind {
            CrmErrorKind::NoAnswer(_)
            | CrmErrorKind::TimedOut(_)
            | CrmErrorKind::Server { .. }
            | CrmErrorKind::Unreadable { .. }
            | CrmErrorKind::Page(_)
            | CrmErrorKind::Business(_) => Effect::Unknown,
            CrmErrorKind::Connect(_)
            | CrmErrorKind::Validation(_)
            | CrmErrorKind::Refused { .. }
            | CrmErrorKind::Unauthorized(_)
            | CrmErrorKind::PaymentRequired
            | CrmErrorKind::Forbidden(_)
            | CrmErrorKind::NoRight(_)
            | CrmErrorKind::Blocked(_)
            | CrmErrorKind::Paused { .. }
            | CrmErrorKind::Held(_)
            | CrmErrorKind::RateLimited { .. }
            | CrmErrorKind::Stopped(_)
            | CrmErrorKind::Locked(_)
            | CrmErrorKind::Local(_) => Effect::None,
        }
    }

    /// Whether the request never left: a pause, a signal or a fault on our side was in the way.
    pub fn was_held_back(&self) -> bool {
        matches!(
            self.kind,
            CrmErrorKind::Paused { .. }
                | CrmErrorKind::Held(_)
                | CrmErrorKind::Stopped(_)
                | CrmErrorKind::Locked(_)
                | CrmErrorKind::Local(_)
        )
    }

    /// Whether nobody has judged the request, so that it may be sent again once its outcome is known.
    pub fn is_unanswered(&self) -> bool {
        self.effect() == Effect::Unknown && !matches!(self.kind, CrmErrorKind::Business(_))
    }

    /// Whether the request was too much for the CRM at once, so that half of it may go through.
    pub fn is_overload(&self) -> bool {
        matches!(
            self.kind,
            CrmErrorKind::TimedOut(_)
                | CrmErrorKind::Server {
                    status: 408 | 504,
                    ..
                }
        )
    }

    /// Whether the request held more items than the CRM takes.
    pub fn is_too_large(&self) -> bool {
        matches!(
            self.kind,
            CrmErrorKind::Refused {
                status: 413 | 422,
                ..
            }
        )
    }

    /// What keeps later runs quiet as well, until somebody has dealt with it.
    pub fn pause_for(&self) -> Option<Cause> {
        match &self.kind {
            CrmErrorKind::Blocked(_) => Some(Cause::Blocked),
            CrmErrorKind::PaymentRequired => Some(Cause::Unpaid),
            CrmErrorKind::Page(_) => Some(Cause::Page),
            _ => None,
        }
    }

    /// Whether nothing more may be sent now, whatever it is.
    pub fn asks_for_quiet(&self) -> bool {
        self.pause_for().is_some()
            || matches!(
                self.kind,
                CrmErrorKind::Paused { .. }
                    | CrmErrorKind::Held(_)
                    | CrmErrorKind::RateLimited { .. }
                    | CrmErrorKind::Stopped(_)
            )
    }

    /// Whether the failure lies on the way to an answer: nobody has judged what was sent.
    pub fn stops_before_answer(&self) -> bool {
        self.asks_for_quiet()
            || matches!(self.kind, CrmErrorKind::Connect(_) | CrmErrorKind::Local(_))
    }

    /// Whether no other request can succeed either, so that the run must stop.
    pub fn stops_the_run(&self) -> bool {
        self.stops_before_answer()
            || matches!(
                self.kind,
                CrmErrorKind::Unauthorized(_)
                    | CrmErrorKind::Forbidden(_)
                    | CrmErrorKind::NoRight(_)
            )
    }
}

#[expect(
    clippy::ref_option,
    reason = "called from derived Display, which passes a reference to the field"
)]
fn detail_text(detail: &Option<String>) -> String {
    detail
        .as_ref()
        .map(|text| format!(": {text}"))
        .unwrap_or_default()
}

fn request_text(request: &str) -> String {
    if request.is_empty() {
        String::new()
    } else {
        format!("{request}: ")
    }
}

impl Cause {
    /// What to do about it.
    fn hint(self) -> String {
        match self {
            Self::Blocked => format!(
                "write to the CRM's support with your address and subdomain, or give the CRM user behind the token his \
                 rights; runs stay quiet until the pause is over, or `{END_PAUSE}` ends it"
            ),
            Self::Unpaid => {
                format!(
                    "pay for the account, then run `{END_PAUSE}`; until then it takes no changes"
                )
            }
            Self::Page => format!(
                "open `amo.url` in a browser: the service may be under repair, or the address not the account's; runs stay \
                 quiet until the pause is over, or `{END_PAUSE}` ends it"
            ),
        }
    }
}

/// A span of time in the largest unit that tells it well enough; never less than it is.
fn rounded(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match seconds {
        0..=120 => format!("{seconds} s"),
        121..=7200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

/// The error as the end of a command: with its exit code and what to do next.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is handed to map_err, which gives the error away"
)]
pub fn explained(error: CrmError) -> Failure {
    if let CrmErrorKind::Stopped(exit) = error.kind {
        return Failure::new(exit, "stopped").hint("run it again; what was done is not done twice");
    }
    let (exit, hint): (Exit, String) = match &error.kind {
        CrmErrorKind::Unauthorized(_) => (
            Exit::NotAuthorized,
            "run `auth login`; `auth status` shows what is stored".into(),
        ),
        CrmErrorKind::Connect(_)
        | CrmErrorKind::NoAnswer(_)
        | CrmErrorKind::TimedOut(_)
        | CrmErrorKind::Server { .. } => (
            Exit::Unreachable,
            "check the network and `amo.url`, then run it again; finished steps are skipped".into(),
        ),
        CrmErrorKind::RateLimited { .. } | CrmErrorKind::Held(_) => (
            Exit::Unreachable,
            "wait a few minutes; another program may use the same integration".into(),
        ),
        CrmErrorKind::Blocked(_) => (Exit::Unreachable, Cause::Blocked.hint()),
        CrmErrorKind::PaymentRequired => (Exit::Unreachable, Cause::Unpaid.hint()),
        CrmErrorKind::Page(_) => (Exit::Unreachable, Cause::Page.hint()),
        CrmErrorKind::Paused { cause, .. } => (Exit::Unreachable, cause.hint()),
        CrmErrorKind::Forbidden(_) | CrmErrorKind::NoRight(_) => (
            Exit::Failure,
            "sign in with a token that an administrator granted".into(),
        ),
        CrmErrorKind::Locked(_) => (
            Exit::Locked,
            format!("wait for it to end, or give it more time with `{LOCK_TIMEOUT}`"),
        ),
        CrmErrorKind::Local(_) if error.request.is_empty() => (
            Exit::Failure,
            "check the profile's folder, its free space and `secrets.store`".into(),
        ),
        _ => (Exit::Failure, "run it with `-v` to see each request".into()),
    };
    // The error says what was asked and what came of it; nothing above it has more to say.
    Failure::new(exit, error.to_string()).hint(hint)
}

fn first_refusal(items: &[ItemErrors]) -> String {
    items
        .iter()
        .flat_map(|item| &item.errors)
        .next()
        .map_or_else(String::new, |e| format!("{} at `{}`", e.detail, e.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_keeps_its_exit_code() {
        for exit in [Exit::Interrupted, Exit::Terminated] {
            let error = CrmError {
                request: "GET /api/v4/account".to_owned(),
                trace: None,
                kind: CrmErrorKind::Stopped(exit),
            };
            let failure = explained(error);
            assert_eq!(
                (failure.exit, failure.to_string().as_str()),
                (exit, "stopped")
            );
        }
    }
}
