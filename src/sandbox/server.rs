//! The socket: hyper parses, axum carries, the service decides, and faults break what they are told to break.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request as HttpRequest, Response, header};
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::bulk::Bulk;
use super::distort::{self, Part};
use super::faults::{Action, Body as Shape, Fault, Moment, Size};
use super::guard;
use super::http::{Reply, Request};
use super::rate::{Rate, Verdict};
use super::refusals::{self, failure, too_many};
use super::world::{CONTACTS, World, forbidden, unauthorized};

const BODY_MAX: usize = 64 << 20;

/// Everything behind the socket.
#[derive(Debug)]
pub struct Service {
    pub(super) world: World,
    pub(super) rate: Rate,
    pub(super) faults: Vec<Fault>,
    pub(super) log: Vec<Row>,
    pub(super) shift_ms: i64,
    pub(super) dirty: bool,
    /// Requests that are carried out later: when by the account's clock, and their place in the log.
    late: Vec<(i64, u64, Request)>,
    latency: Duration,
    latency_per_entity: Duration,
    dice: fastrand::Rng,
    serial: u64,
    held: watch::Sender<u64>,
    released: watch::Sender<u64>,
}

/// One request of the log.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    seq: u64,
    at_ms: i64,
    method: String,
    path: String,
    query: String,
    /// 0 while no answer was given.
    status: u16,
    items: usize,
    saved: bool,
    held: bool,
}

/// The shared service.
pub(super) type Shared = Arc<Mutex<Service>>;

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
struct Hangup;

impl Service {
    /// A service for an account.
    pub(super) fn new(world: World, options: &super::Options) -> Self {
        Self {
            world,
            rate: Rate::new(options.rate_limit),
            faults: options.faults.clone(),
            log: Vec::new(),
            shift_ms: 0,
            dirty: true,
            late: Vec::new(),
            latency: options.latency,
            latency_per_entity: options.latency_per_entity,
            dice: fastrand::Rng::with_seed(options.seed),
            serial: 0,
            held: watch::Sender::new(0),
            released: watch::Sender::new(0),
        }
    }

    pub(super) fn release(&mut self) {
        self.released.send_modify(|count| *count += 1);
    }

    pub(super) fn stats(&self) -> Value {
        let writes = self
            .log
            .iter()
            .filter(|row| row.method != "GET" && row.path.starts_with("/api/"))
            .count();
        let tokens = self
            .log
            .iter()
            .filter(|row| row.path == "/oauth2/access_token")
            .count();
        json!({"requests": self.log.len(), "writes": writes, "token_requests": tokens,
               "refreshes": self.world.oauth.refreshes, "too_many": self.rate.refused,
               "max_per_second": self.rate.most})
    }

    /// Milliseconds since 1970, by the account's clock.
    pub(super) fn tick(&mut self) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.world.now_ms = i64::try_from(now.as_millis()).unwrap_or(i64::MAX) + self.shift_ms;
        self.catch_up(Some(self.world.now_ms));
    }

    fn open(&mut self, request: &Request) -> (u64, Option<Action>, Option<Reply>) {
        self.tick();
        self.serial += 1;
        let row = Row {
            seq: self.serial,
            at_ms: self.world.now_ms,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request
                .query
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect::<Vec<_>>()
                .join("&"),
            status: 0,
            items: 0,
            saved: false,
            held: false,
        };
        self.log.push(row);
        let refusal = match self.rate.arrive(self.world.now_ms - self.shift_ms) {
            Verdict::Pass => None,
            Verdict::TooMany(count) => Some(too_many(if count % 2 == 0 {
                Shape::Json(Duration::from_secs(1))
            } else {
                Shape::Html
            })),
            Verdict::Blocked => Some(Reply::html(403, "Forbidden")),
        };
        let dice = self.dice.f64();
        // Who was sent back to the same address is not sent back again.
        let again = request.param(refusals::SENT_BACK).is_some();
        let action = self
            .faults
            .iter_mut()
            .filter(|fault| !(again && fault.sends_back()))
            .find_map(|fault| fault.strikes(&request.method, &request.path, &request.body, dice));
        (self.serial, action, refusal)
    }

    fn close(&mut self, seq: u64, reply: Option<&Reply>) {
        if let Some(row) = self.log.iter_mut().rev().find(|row| row.seq == seq)
            && let Some(reply) = reply
        {
            row.status = reply.status;
        }
    }

    /// The answer to a request, as a fault wants it, and what it leaves in the account.
    fn decide(&mut self, seq: u64, request: &Request, action: Option<&Action>) -> Reply {
        match action {
            Some(Action::Status(status, Moment::Before)) => failure(*status),
            Some(Action::Late(status, time)) => self
                .put_off(seq, request, *time)
                .unwrap_or_else(|| failure(status.unwrap_or(504))),
            Some(Action::Html(Moment::Before)) => Reply::html(200, "OK"),
            Some(Action::TooMany(shape)) => too_many(*shape),
            Some(Action::Forbidden) => Reply::html(403, "Forbidden"),
            Some(Action::Denied) => forbidden(),
            Some(Action::Unauthorized) => unauthorized(),
            Some(Action::Unpaid) => {
                Reply::problem(402, "Payment Required", "The paid period is over")
            }
            Some(Action::Code(code, words)) => refusals::code(*code, *words),
            Some(Action::Token(refusal)) => refusals::token(refusal),
            Some(Action::Echo(status)) => refusals::echo(*status, request),
            Some(Action::Rude(status)) => refusals::rude(*status),
            Some(Action::Redirect(status, to)) => {
                refusals::redirect(*status, to.as_deref(), request)
            }
            Some(Action::Revoke) => {
                self.world.oauth.revoke();
                self.carry_out(seq, request)
            }
            Some(Action::Answer(change)) => {
                let kind = distort::kind_of(&request.path);
                let mut others: Vec<i64> = self.world.of(kind).keys().copied().collect();
                let mut reply = self.carry_out(seq, request);
                if others.is_empty() {
                    others = self.world.of(CONTACTS).keys().copied().collect();
                }
                distort::apply(*change, request, &others, &mut reply);
                reply
            }
            Some(Action::Done(part)) => self.carry_out_part(seq, request, *part),
            Some(Action::Claimed) => {
                let mut reply = self.world.clone().handle(request);
                reply.saved = false;
                reply
            }
            _ => self.carry_out(seq, request),
        }
    }

    fn carry_out(&mut self, seq: u64, request: &Request) -> Reply {
        self.tick();
        let reply = self.world.handle(request);
        self.note(seq, &reply);
        reply
    }

    /// Carries the first items of a request out and answers for them.
    fn carry_out_part(&mut self, seq: u64, request: &Request, part: Part) -> Reply {
        let Ok(Value::Array(mut items)) = serde_json::from_slice(&request.body) else {
            return self.carry_out(seq, request);
        };
        items.truncate(part.of(items.len()));
        if items.is_empty() {
            return distort::nothing_done(request);
        }
        let part = Request {
            body: Value::Array(items).to_string().into_bytes(),
            ..request.clone()
        };
        self.carry_out(seq, &part)
    }

    /// Leaves a request to be carried out later by the account's clock, whatever becomes of its token; the refusal where
    /// the token is not alive now.
    fn put_off(&mut self, seq: u64, request: &Request, time: Duration) -> Option<Reply> {
        self.tick();
        if request.path.starts_with("/api/") && !self.world.admits(request) {
            return Some(unauthorized());
        }
        let due = self.world.now_ms + i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.late.push((due, seq, request.clone()));
        None
    }

    /// Carries out what was put off until now; all of it where `now` is `None`.
    pub(super) fn catch_up(&mut self, now: Option<i64>) {
        let mut due: Vec<_> = std::mem::take(&mut self.late);
        due.sort_by_key(|(due, seq, _)| (*due, *seq));
        let clock = self.world.now_ms;
        for (at, seq, request) in due {
            if now.is_some_and(|now| at > now) {
                self.late.push((at, seq, request));
                continue;
            }
            self.world.now_ms = at.min(clock);
            let reply = match request.path.strip_prefix("/api/") {
                Some(rest) => self.world.route(&request, rest),
                None => self.world.handle(&request),
            };
            self.note(seq, &reply);
        }
        self.world.now_ms = clock;
    }

    /// Puts into the log what a request left in the account.
    fn note(&mut self, seq: u64, reply: &Reply) {
        self.dirty |= reply.saved;
        if let Some(row) = self.log.iter_mut().rev().find(|row| row.seq == seq) {
            row.items = reply.items;
            row.saved = reply.saved;
        }
    }

    fn hold(&mut self, seq: u64) -> watch::Receiver<u64> {
        if let Some(row) = self.log.iter_mut().rev().find(|row| row.seq == seq) {
            row.held = true;
        }
        self.held.send_modify(|last| *last = seq);
        self.released.subscribe()
    }
}

/// Serves until the listener's runtime ends.
pub(super) async fn serve(listener: TcpListener, service: Shared) {
    let router = Router::new().fallback(answer).with_state(service);
    while let Ok((stream, _)) = listener.accept().await {
        let router = router.clone();
        tokio::spawn(async move {
            let service =
                hyper::service::service_fn(move |request: HttpRequest<hyper::body::Incoming>| {
                    let router = router.clone();
                    async move {
                        let Ok(response) = router.oneshot(request.map(Body::new)).await;
                        if response.extensions().get::<Hangup>().is_some() {
                            return Err(std::io::Error::other("closed on demand"));
                        }
                        Ok(response)
                    }
                });
            let _ = stream.set_nodelay(true);
            // An error here is a connection that a client or a fault has closed.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(State(service): State<Shared>, http: HttpRequest<Body>) -> Response<Body> {
    if let Some(refusal) = guard::refusal(http.uri(), http.headers()) {
        return respond(&refusal, 0);
    }
    let Some(request) = read(http).await else {
        return hangup();
    };
    if request.path == "/_sandbox/held" {
        return held(&service, &request).await;
    }
    if request.path.starts_with("/_sandbox/") {
        let reply = {
            let mut service = lock(&service);
            service.tick();
            service.dirty = true;
            service.control(&request)
        };
        return respond(&reply, 0);
    }
    let (seq, action, refusal) = lock(&service).open(&request);
    if let Some(reply) = refusal {
        lock(&service).close(seq, Some(&reply));
        return respond(&reply, seq);
    }
    match &action {
        Some(Action::CloseBefore) => return hangup(),
        Some(Action::Late(None, time)) => {
            // A token that is not alive is refused at once, as anywhere.
            let late = lock(&service).put_off(seq, &request, *time);
            if late.is_none() {
                return hangup();
            }
        }
        Some(Action::Hang(Moment::Before)) => {
            let mut released = lock(&service).hold(seq);
            let _ = released.changed().await;
            return hangup();
        }
        Some(Action::Pause(Moment::Before)) => {
            let mut released = lock(&service).hold(seq);
            let _ = released.changed().await;
        }
        Some(Action::Slow(time)) => tokio::time::sleep(*time).await,
        _ => {}
    }
    let mut reply = lock(&service).decide(seq, &request, action.as_ref());
    let (fixed, each) = {
        let service = lock(&service);
        (service.latency, service.latency_per_entity)
    };
    let pause = fixed + each * u32::try_from(reply.items).unwrap_or(0);
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    match action {
        Some(Action::CloseAfter) => return hangup(),
        Some(Action::Hang(Moment::After)) => {
            let mut released = lock(&service).hold(seq);
            let _ = released.changed().await;
            return hangup();
        }
        Some(Action::Pause(Moment::After)) => {
            let mut released = lock(&service).hold(seq);
            let _ = released.changed().await;
        }
        Some(Action::Status(status, Moment::After)) => reply = failure(status),
        Some(Action::Html(Moment::After)) => reply = Reply::html(200, "OK"),
        Some(Action::Truncate) => {
            lock(&service).close(seq, Some(&reply));
            return truncated(&reply);
        }
        Some(Action::Size(size)) => {
            lock(&service).close(seq, Some(&reply));
            return oversized(&reply, size, seq);
        }
        _ => {}
    }
    lock(&service).close(seq, Some(&reply));
    respond(&reply, seq)
}

/// Waits until a request is held after the one that `after` names; 204 when none is in time.
async fn held(service: &Shared, request: &Request) -> Response<Body> {
    let after: u64 = request
        .param("after")
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    let wait = request
        .param("timeout_ms")
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000);
    let mut seen = lock(service).held.subscribe();
    let found = tokio::time::timeout(
        Duration::from_millis(wait),
        seen.wait_for(|seq| *seq > after),
    )
    .await;
    match found {
        Ok(Ok(seq)) => respond(&Reply::ok(200, &json!({"seq": *seq})), 0),
        _ => respond(&Reply::empty(), 0),
    }
}

async fn read(http: HttpRequest<Body>) -> Option<Request> {
    let (parts, body) = http.into_parts();
    let body = axum::body::to_bytes(body, BODY_MAX).await.ok()?;
    let query = parts.uri.query().unwrap_or_default();
    Some(Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        token: text(&parts.headers, "authorization")
            .and_then(|value| value.strip_prefix("Bearer ").map(ToOwned::to_owned)),
        host: text(&parts.headers, "host").unwrap_or_default(),
        refresh_token: text(&parts.headers, "x-refresh-token"),
        content_type: text(&parts.headers, "content-type"),
        body: body.to_vec(),
    })
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

fn respond(reply: &Reply, seq: u64) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body.clone()));
    *response.status_mut() = axum::http::StatusCode::from_u16(reply.status).unwrap_or_default();
    let headers = response.headers_mut();
    if !reply.body.is_empty() {
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static(reply.content_type),
        );
    }
    if let Ok(value) = header::HeaderValue::from_str(&format!("sandbox-{seq}")) {
        headers.insert("x-request-id", value);
    }
    for (name, value) in &reply.headers {
        if let Ok(value) = header::HeaderValue::from_bytes(value.as_bytes()) {
            headers.insert(*name, value);
        }
    }
    response
}

/// The same answer with a body that is too large.
fn oversized(reply: &Reply, size: Size, seq: u64) -> Response<Body> {
    let mut response = respond(reply, seq);
    if response.status() == axum::http::StatusCode::NO_CONTENT {
        *response.status_mut() = axum::http::StatusCode::OK;
    }
    if Bulk::is_packed(size) {
        response.headers_mut().insert(
            header::CONTENT_ENCODING,
            header::HeaderValue::from_static("gzip"),
        );
    }
    let document = if reply.body.is_empty() {
        "{}"
    } else {
        &reply.body
    };
    *response.body_mut() = Body::new(Bulk::of(size, document));
    response
}

fn hangup() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Hangup);
    response
}

/// Promises the whole body, sends half of it and breaks off.
fn truncated(reply: &Reply) -> Response<Body> {
    let whole = reply.body.clone().into_bytes();
    let half = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
    let mut response = respond(reply, 0);
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, whole.len().into());
    *response.body_mut() = Body::new(Broken(Some(half)));
    response
}

struct Broken(Option<Bytes>);

impl hyper::body::Body for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(match self.0.take() {
            Some(half) => Ok(Frame::data(half)),
            None => Err(std::io::Error::other("broken off on demand")),
        }))
    }
}

pub(super) fn lock(service: &Mutex<Service>) -> MutexGuard<'_, Service> {
    service.lock().unwrap_or_else(PoisonError::into_inner)
}
