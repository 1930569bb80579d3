//! The socket: hyper parses, axum carries, the desk decides, and faults break what they are told to break.

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

use super::faults::{Action, Body as Shape, Fault, Moment};
use super::guard;
use super::http::{Reply, Request};
use super::rate::{Rate, Verdict};
use super::world::{World, forbidden};

const LIMIT: usize = 7;
const BODY_MAX: usize = 64 << 20;

/// Everything behind the socket.
#[derive(Debug)]
pub struct Desk {
    pub(super) world: World,
    pub(super) rate: Rate,
    pub(super) faults: Vec<Fault>,
    pub(super) log: Vec<Row>,
    pub(super) shift_ms: i64,
    pub(super) dirty: bool,
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

/// The shared desk.
pub(super) type Shared = Arc<Mutex<Desk>>;

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
struct Hangup;

impl Desk {
    /// A desk for an account.
    pub(super) fn new(world: World, options: &super::Options) -> Self {
        Self {
            world,
            rate: Rate::new(options.rate_limit),
            faults: options.faults.clone(),
            log: Vec::new(),
            shift_ms: 0,
            dirty: true,
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
    fn tick(&mut self) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.world.now_ms = i64::try_from(now.as_millis()).unwrap_or(i64::MAX) + self.shift_ms;
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
        let refusal = match self.rate.arrive(self.world.now_ms - self.shift_ms, LIMIT) {
            Verdict::Pass => None,
            Verdict::TooMany(count) => Some(too_many(if count % 2 == 0 {
                Shape::Json(Duration::from_secs(1))
            } else {
                Shape::Html
            })),
            Verdict::Blocked => Some(Reply::html(403, "Forbidden")),
        };
        let dice = self.dice.f64();
        let action = self
            .faults
            .iter_mut()
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

    fn carry_out(&mut self, seq: u64, request: &Request) -> Reply {
        self.tick();
        let reply = self.world.handle(request);
        self.dirty |= reply.saved;
        if let Some(row) = self.log.iter_mut().rev().find(|row| row.seq == seq) {
            row.items = reply.items;
            row.saved = reply.saved;
        }
        reply
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
pub(super) async fn serve(listener: TcpListener, desk: Shared) {
    let router = Router::new().fallback(answer).with_state(desk);
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

async fn answer(State(desk): State<Shared>, http: HttpRequest<Body>) -> Response<Body> {
    if let Some(refusal) = guard::refusal(http.uri(), http.headers()) {
        return respond(&refusal, 0);
    }
    let Some(request) = read(http).await else {
        return hangup();
    };
    if request.path == "/_sandbox/held" {
        return held(&desk, &request).await;
    }
    if request.path.starts_with("/_sandbox/") {
        let reply = {
            let mut desk = lock(&desk);
            desk.tick();
            desk.dirty = true;
            desk.control(&request)
        };
        return respond(&reply, 0);
    }
    let (seq, action, refusal) = lock(&desk).open(&request);
    if let Some(reply) = refusal {
        lock(&desk).close(seq, Some(&reply));
        return respond(&reply, seq);
    }
    let early = match action {
        Some(Action::CloseBefore) => return hangup(),
        Some(Action::Status(status, Moment::Before)) => Some(failure(status)),
        Some(Action::TooMany(shape)) => Some(too_many(shape)),
        Some(Action::Forbidden) => Some(Reply::html(403, "Forbidden")),
        Some(Action::Denied) => Some(forbidden()),
        Some(Action::Unauthorized) => Some(Reply::problem(
            401,
            "Unauthorized",
            "Invalid user name or password",
        )),
        Some(Action::Unpaid) => Some(Reply::problem(
            402,
            "Payment Required",
            "The paid period is over",
        )),
        Some(Action::Revoke) => {
            lock(&desk).world.oauth.revoke();
            None
        }
        Some(Action::Hang(Moment::Before)) => {
            let mut released = lock(&desk).hold(seq);
            let _ = released.changed().await;
            return hangup();
        }
        Some(Action::Pause(Moment::Before)) => {
            let mut released = lock(&desk).hold(seq);
            let _ = released.changed().await;
            None
        }
        Some(Action::Slow(time)) => {
            tokio::time::sleep(time).await;
            None
        }
        _ => None,
    };
    let mut reply = match early {
        Some(reply) => reply,
        None => lock(&desk).carry_out(seq, &request),
    };
    let (fixed, each) = {
        let desk = lock(&desk);
        (desk.latency, desk.latency_per_entity)
    };
    let pause = fixed + each * u32::try_from(reply.items).unwrap_or(0);
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    match action {
        Some(Action::CloseAfter) => return hangup(),
        Some(Action::Hang(Moment::After)) => {
            let mut released = lock(&desk).hold(seq);
            let _ = released.changed().await;
            return hangup();
        }
        Some(Action::Pause(Moment::After)) => {
            let mut released = lock(&desk).hold(seq);
            let _ = released.changed().await;
        }
        Some(Action::Status(status, Moment::After)) => reply = failure(status),
        Some(Action::Html) => {
            reply = Reply {
                status: 200,
                ..Reply::html(200, "OK")
            }
        }
        Some(Action::Truncate) => {
            lock(&desk).close(seq, Some(&reply));
            return truncated(&reply);
        }
        _ => {}
    }
    lock(&desk).close(seq, Some(&reply));
    respond(&reply, seq)
}

/// Waits until a request is held after the one that `after` names; 204 when none is in time.
async fn held(desk: &Shared, request: &Request) -> Response<Body> {
    let after: u64 = request
        .param("after")
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    let wait = request
        .param("timeout_ms")
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000);
    let mut seen = lock(desk).held.subscribe();
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

fn too_many(shape: Shape) -> Reply {
    match shape {
        Shape::Html => Reply::html(429, "Too Many Requests"),
        Shape::Json(wait) => {
            let mut body: Value = serde_json::from_str(
                &Reply::problem(429, "Too Many Requests", "You have sent too many requests in a given amount of time. Please try again later.").body,
            )
            .unwrap_or_default();
            body["retry_after"] = wait.as_secs().into();
            Reply {
                content_type: "application/problem+json",
                ..Reply::ok(429, &body)
            }
        }
    }
}

fn failure(status: u16) -> Reply {
    match status {
        502 => Reply::html(502, "Bad Gateway"),
        503 => Reply::html(503, "Service Unavailable"),
        504 => Reply::html(504, "Gateway Time-out"),
        _ => {
            let body = json!({"title": "ErrInternalServer", "status": status, "detail": "Internal error", "trace_id": "0"});
            Reply {
                content_type: "application/problem+json",
                ..Reply::ok(status, &body)
            }
        }
    }
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

pub(super) fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}
