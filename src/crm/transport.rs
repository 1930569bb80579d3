//! One HTTP exchange: pace, send, read, and turn whatever came into a success or a [`CrmErrorKind`].

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;
use serde_json::Value;
use url::{Host, Url};

use super::api::{Answer, Method, Request};
use super::connect::Watch;
use super::decode;
use super::error::{CrmError, CrmErrorKind};
use super::throttle::{Refusal, Throttle};
use crate::secrets::Secret;
use crate::signals::Stop;

/// A request is sent on to at most so many addresses.
const REDIRECTS: usize = 4;
const CONNECT: Duration = Duration::from_secs(5);
/// The most bytes of a body that are kept: of an answer about tokens, of an error, of anything else.
const TOKENS_MOST: usize = 64 * 1024;
const ERROR_MOST: usize = 1024 * 1024;
const BODY_MOST: usize = 32 * 1024 * 1024;

/// A client for one account.
#[derive(Debug)]
pub struct Transport {
    client: Client,
    base: RwLock<Url>,
    timeout: Duration,
    throttle: Arc<Throttle>,
    stop: Stop,
    /// Milliseconds that answers took lately, waiting for a turn left out.
    latency: AtomicU64,
}

/// What stands in for authorization.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// `Authorization: Bearer`.
    Bearer(&'a Secret),
    /// `X-Refresh-Token`, for the look-up of a moved account.
    Refresh(&'a Secret),
    /// None: the token endpoint.
    None,
}

impl Transport {
    /// A client for the account at `base`. Redirects are not followed: a token never goes where it was not sent.
    pub fn new(
        base: Url,
        timeout: Duration,
        throttle: Throttle,
        stop: Stop,
    ) -> anyhow::Result<Self> {
        // The first caller installs the provider; for the others it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let throttle = Arc::new(throttle);
        let mut builder = Client::builder()
            .user_agent(concat!("amosync/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(timeout)
            .redirect(Policy::none())
            .pool_idle_timeout(Duration::from_secs(20))
            .connector_layer(Watch(Arc::clone(&throttle)));
        // No proxy can reach this very machine. An account on it moves on it only, and no other one moves to it.
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().context("cannot set up HTTP")?;
        Ok(Self {
            client,
            base: RwLock::new(base),
            timeout,
            throttle,
            stop,
            latency: AtomicU64::new(0),
        })
    }

    /// How long answers took lately.
    pub fn latency(&self) -> Duration {
        Duration::from_millis(self.latency.load(Ordering::Relaxed))
    }

    fn note_latency(&self, took: Duration) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let known = self.latency.load(Ordering::Relaxed);
        // Rises at once, so that a slower answer is met with more in flight; falls slowly.
        let next = if took > known {
            took
        } else {
            (known * 7 + took) / 8
        };
        self.latency.store(next, Ordering::Relaxed);
    }

    /// The pace that this client keeps.
    pub fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    /// The flag that asks to stop.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The account's address.
    pub fn base(&self) -> Url {
        self.base
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on the account is found elsewhere.
    pub fn move_to(&self, base: Url) {
        *self.base.write().unwrap_or_else(PoisonError::into_inner) = base;
    }

    /// Sends once, in its turn.
    pub fn send(&self, request: &Request, auth: Auth<'_>) -> Result<Answer, CrmError> {
        self.send_to(&self.base(), request, auth)
    }

    /// Sends once to another host of the service.
    pub fn send_to(
        &self,
        base: &Url,
        request: &Request,
        auth: Auth<'_>,
    ) -> Result<Answer, CrmError> {
        let label = format!("{} {}", name(request.method), request.path);
        let mut trace = None;
        let answer = self.exchange(base, request, auth, &mut trace);
        answer.map_err(|kind| {
            let error = CrmError {
                request: label,
                trace,
                kind,
            };
            // Asking again prolongs a block and pays no bill: other threads and later runs must know of it.
            if let Some(cause) = error.pause_for()
                && let Err(error) = self.throttle.block(cause)
            {
                tracing::warn!(%error, "cannot remember the block");
            }
            error
        })
    }

    fn exchange(
        &self,
        base: &Url,
        request: &Request,
        auth: Auth<'_>,
        trace: &mut Option<String>,
    ) -> Result<Answer, CrmErrorKind> {
        let mut url = base.clone();
        url.set_path(&request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        for _ in 0..REDIRECTS {
            match self.exchange_at(&url, request, auth, trace)? {
                Reached::Answer(answer) => return Ok(answer),
                Reached::Elsewhere(next) => url = next,
            }
        }
        Err(CrmErrorKind::Refused {
            status: 308,
            detail: Some("it is sent from one address to the next without an end".to_owned()),
        })
    }

    fn exchange_at(
        &self,
        url: &Url,
        request: &Request,
        auth: Auth<'_>,
        trace: &mut Option<String>,
    ) -> Result<Reached, CrmErrorKind> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self
            .client
            .request(method, url.clone())
            .header(ACCEPT, "application/json");
        builder = match auth {
            Auth::Bearer(token) => builder.bearer_auth(token.reveal()),
            Auth::Refresh(token) => builder.header("X-Refresh-Token", token.reveal()),
            Auth::None => builder,
        };
        if let Some(body) = &request.body {
            builder = builder
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        // Last of all, so that nothing lies between the turn and the departure.
        self.throttle
            .wait(&self.stop)
            .map_err(|refusal| match refusal {
                Refusal::Paused(left, cause) => CrmErrorKind::Paused { left, cause },
                Refusal::Held(left) => CrmErrorKind::Held(left),
                Refusal::Stopped(exit) => CrmErrorKind::Stopped(exit),
                Refusal::Broken(error) => {
                    CrmErrorKind::Local(format!("cannot use the limiter's file: {error}"))
                }
            })?;
        let start = Instant::now();
        let response = builder.send().map_err(|error| self.no_answer(&error))?;
        let status = response.status().as_u16();
        *trace = header(response.headers(), "x-request-id");
        tracing::info!(
            method = name(request.method),
            path = request.path,
            status,
            ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
            trace = trace.as_deref().unwrap_or_default(),
            "request"
        );
        if (300..=399).contains(&status) {
            self.note_latency(start.elapsed());
            return redirected(status, response.headers(), url, request.method);
        }
        let answer = self.read(status, response, auth, start);
        self.note_latency(start.elapsed());
        match answer {
            // Everybody may do this: the whole access is blocked, not one right.
            Err(CrmErrorKind::Forbidden(detail))
                if matches!(auth, Auth::Bearer(_)) && !request.may_be_denied() =>
            {
                Err(CrmErrorKind::Blocked(detail))
            }
            Err(CrmErrorKind::PaymentRequired) if request.is_about_customers() => {
                Err(CrmErrorKind::Refused {
                    status: 402,
                    detail: Some("the account has not paid for customers".to_owned()),
                })
            }
            other => other.map(Reached::Answer),
        }
    }

    fn read(
        &self,
        status: u16,
        mut response: Response,
        auth: Auth<'_>,
        start: Instant,
    ) -> Result<Answer, CrmErrorKind> {
        let json = header(response.headers(), CONTENT_TYPE.as_str())
            .is_some_and(|kind| kind.contains("json"));
        let retry_after = header(response.headers(), "retry-after").and_then(|text| {
            decode::retry_after(&text, header(response.headers(), "date").as_deref())
        });
        // A body that breaks off leaves the outcome as unknown as no answer at all.
        let most = match (status, auth) {
            (200..=299, Auth::Bearer(_)) => BODY_MOST,
            (200..=299, _) => TOKENS_MOST,
            _ => ERROR_MOST,
        };
        let Some(bytes) = self.body(&mut response, most, start)? else {
            return Err(match status {
                200..=299 => CrmErrorKind::Unreadable {
                    status,
                    reason: format!("the body is longer than {} KiB", most / 1024),
                },
                // The status says enough.
                _ => decode::failure(status, json, None, retry_after),
            });
        };
        let empty = bytes.iter().all(u8::is_ascii_whitespace);
        // JSON that calls itself something else is still an answer.
        let body = serde_json::from_slice::<Value>(&bytes).ok();
        match status {
            200..=203 if body.is_none() && !empty && json => Err(CrmErrorKind::Unreadable {
                status,
                reason: "the body is not JSON".to_owned(),
            }),
            200..=203 if body.is_none() && !empty => Err(CrmErrorKind::Page(status)),
            200..=203 => Ok(Answer { status, body }),
            204 => Ok(Answer { status, body: None }),
            // Whatever it means, it is no refusal.
            205..=299 => Err(CrmErrorKind::Unreadable {
                status,
                reason: "this status is not known".to_owned(),
            }),
            _ => Err(decode::failure(
                status,
                json || body.is_some(),
                body.as_ref(),
                retry_after,
            )),
        }
    }

    /// The body, or nothing if it is longer than `most`; no more than that is ever kept.
    fn body(
        &self,
        from: &mut impl Read,
        most: usize,
        start: Instant,
    ) -> Result<Option<Vec<u8>>, CrmErrorKind> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; 16 * 1024];
        loop {
            // Each read has its own time-out; a body that trickles must end all the same.
            if start.elapsed() > self.timeout {
                return Err(CrmErrorKind::TimedOut(self.timeout));
            }
            match from.read(&mut piece) {
                Ok(0) => return Ok(Some(bytes)),
                Ok(count) if bytes.len() + count > most => return Ok(None),
                Ok(count) => bytes.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
                    return Err(inner.map_or_else(
                        || CrmErrorKind::NoAnswer(error.to_string()),
                        |error| self.no_answer(error),
                    ));
                }
            }
        }
    }

    fn no_answer(&self, error: &reqwest::Error) -> CrmErrorKind {
        let why = innermost(error);
        if error.is_connect() {
            CrmErrorKind::Connect(why)
        } else if error.is_timeout() {
            CrmErrorKind::TimedOut(self.timeout)
        } else if error.is_builder() {
            CrmErrorKind::Local(why)
        } else {
            CrmErrorKind::NoAnswer(why)
        }
    }
}

/// Where a request has come.
enum Reached {
    Answer(Answer),
    /// Nothing was done; the same host takes it at this address.
    Elsewhere(Url),
}

/// What a redirect says. Only the same host is followed: nobody else gets the token. The method is kept; where the status
/// may stand for a request that was carried out, its outcome is unknown.
fn redirected(
    status: u16,
    headers: &HeaderMap,
    url: &Url,
    method: Method,
) -> Result<Reached, CrmErrorKind> {
    let next = header(headers, "location").and_then(|text| url.join(&text).ok());
    let is_plain = method == Method::Get || matches!(status, 301 | 307 | 308);
    match next {
        Some(next) if next.origin() == url.origin() && is_plain => Ok(Reached::Elsewhere(next)),
        Some(next) if next.origin() != url.origin() => Err(CrmErrorKind::Refused {
            status,
            detail: Some(format!(
                "it leads to `{}`; if that is the account's address, set `amo.url` to it",
                crate::text::printable(&next.origin().ascii_serialization())
            )),
        }),
        _ if method == Method::Get => Err(CrmErrorKind::Refused {
            status,
            detail: Some("it leads to no address".to_owned()),
        }),
        _ => Err(CrmErrorKind::Unreadable {
            status,
            reason: "it points to another page in place of an answer".to_owned(),
        }),
    }
}

/// Whether the address is this very machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_canonical().is_loopback(),
        None => false,
    }
}

/// The cause behind the wrappers, which repeat the address.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(crate::text::printable)
}

/// The method's name.
pub fn name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_told_from_others() {
        for (address, here) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.9.8.7", true),
            ("http://[::1]:1", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://LocalHost:1", true),
            ("http://localhost./", true),
            ("https://example.amocrm.ru", false),
            ("https://localhost.example.com", false),
            ("http://128.0.0.1", false),
            ("http://[::2]", false),
        ] {
            let url = Url::parse(address).expect("an address");
            assert_eq!(is_loopback(&url), here, "{address}");
        }
    }

    #[test]
    fn a_body_is_kept_up_to_its_limit_and_no_further() {
        let dir = tempfile::tempdir().expect("a folder");
        let base = Url::parse("http://127.0.0.1:1").expect("an address");
        let throttle = Throttle::new(dir.path().join("rate"), 7.0);
        let timeout = Duration::from_secs(60);
        let own = Transport::new(base, timeout, throttle, Stop::default()).expect("a client");
        let most = 100_000;
        for (length, kept) in [(0, true), (99_999, true), (100_000, true), (100_001, false)] {
            let body = own.body(&mut io::repeat(7).take(length), most, Instant::now());
            let body = body.expect("is read");
            assert_eq!(body.is_some(), kept, "{length}");
        }
        // One without an end.
        let body = own.body(&mut io::repeat(7), most, Instant::now());
        assert!(body.expect("is read").is_none());
    }
}
