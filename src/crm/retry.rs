//! What may be repeated, and how long to wait before it.

use std::time::Duration;

use super::api::Repeat;
use super::error::{CrmError, CrmErrorKind, Effect};
use super::transport::Transport;

/// A request is sent at most this many times.
pub const ATTEMPTS: u32 = 4;

/// Whether a failed attempt may be followed by another one after some time.
pub fn pause_before_next(error: &CrmError, repeat: Repeat, attempt: u32) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let nothing_happened = matches!(error.kind, CrmErrorKind::Connect(_));
    let harmless = repeat == Repeat::Safe
        && error.effect() == Effect::Unknown
        && !error.asks_for_quiet()
        && !matches!(error.kind, CrmErrorKind::Business(_));
    (nothing_happened || harmless).then(|| jittered(Duration::from_millis(500), attempt))
}

/// Repeats a request while it is answered with 429, at the pace that the answers ask for.
pub fn waiting_out_429<T>(
    transport: &Transport,
    mut send: impl FnMut() -> Result<T, CrmError>,
) -> Result<T, CrmError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let result = send();
        let Err(CrmError {
            kind: CrmErrorKind::RateLimited { retry_after },
            ..
        }) = &result
        else {
            return result;
        };
        let pause = retry_after
            .filter(|pause| !pause.is_zero())
            .unwrap_or_else(|| jittered(Duration::from_secs(1), attempt));
        tracing::warn!(
            seconds = pause.as_secs_f64(),
            "too many requests; waiting, then slower"
        );
        // The limiter holds back every thread and process of the profile, later ones as well, and refuses the next attempt
        // where the wait is too long.
        let held = transport.throttle().back_off(pause);
        if attempt >= ATTEMPTS {
            return result;
        }
        if let Err(error) = held {
            tracing::warn!(%error, "cannot remember the wait");
            return result;
        }
    }
}

fn jittered(first: Duration, attempt: u32) -> Duration {
    let doubled = first * 2u32.pow(attempt - 1);
    doubled.mul_f64(0.75 + fastrand::f64() / 2.0)
}
