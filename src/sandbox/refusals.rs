//! The bodies of errors that faults ask for.

use serde_json::{Value, json};

use super::faults::{Body as Shape, TokenRefusal, Words};
use super::http::{Reply, Request};

/// The parameter of an address to which a client was sent back.
pub const SENT_BACK: &str = "redirected";

/// 429 in one of its shapes.
pub fn too_many(shape: Shape) -> Reply {
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

/// An error of this status.
pub fn failure(status: u16) -> Reply {
    match status {
        404 => Reply::problem(404, "Not Found", "Not Found"),
        405 => Reply::problem(405, "Method Not Allowed", "Method Not Allowed"),
        408 => Reply::html(408, "Request Time-out"),
        423 => Reply::problem(423, "Locked", "The resource is locked"),
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

/// 400 with a number of the old list (`docs/amocrm.md` 4.4).
pub fn code(code: u16, words: Words) -> Reply {
    match words {
        Words::Detail => {
            let reason = if code == 244 {
                "Недостаточно прав"
            } else {
                "Запрос не выполнен"
            };
            let detail = format!("Код ошибки {code}. {reason}");
            Reply::problem(400, "Bad Request", &detail)
        }
        Words::Response => Reply {
            content_type: "application/json",
            ..Reply::ok(
                400,
                &json!({"response": {"error": "Запрос не выполнен", "error_code": code.to_string(), "server_time": 0}}),
            )
        },
    }
}

/// A refusal of the token endpoint.
pub fn token(refusal: &TokenRefusal) -> Reply {
    match refusal.hint {
        Some(_) => Reply::oauth(
            refusal.status,
            refusal.hint,
            "Некорректный запрос",
            "В запросе отсутствует ряд параметров или параметры невалидны",
        ),
        None => Reply::oauth(
            refusal.status,
            None,
            "Некорректный клиент",
            "Авторизация клиента не прошла",
        ),
    }
}

/// An error that repeats every secret of the request, in its text and in its headers.
pub fn echo(status: u16, request: &Request) -> Reply {
    let secrets = secrets(request).join(" ");
    let detail = format!("The value {secrets} is not valid");
    let body = json!({"title": format!("Bad value {secrets}"), "type": format!("https://httpstatus.es/{status}"),
        "status": status, "detail": detail, "hint": format!("Check {secrets}"), "trace_id": secrets});
    Reply {
        content_type: "application/problem+json",
        headers: vec![
            (
                "www-authenticate",
                format!("Bearer realm=\"amo\", error_description=\"{secrets}\""),
            ),
            ("x-debug-token", secrets.clone()),
        ],
        ..Reply::ok(status, &body)
    }
}

/// What a request holds that nobody may see.
fn secrets(request: &Request) -> Vec<String> {
    const KEYS: [&str; 4] = ["client_secret", "refresh_token", "access_token", "code"];
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let own = KEYS.iter().filter_map(|key| body[key].as_str());
    own.map(ToOwned::to_owned)
        .chain(request.token.clone())
        .chain(request.refresh_token.clone())
        .collect()
}

/// An error whose text clears the screen, sets the window's title, turns the reading direction and fakes a line.
pub fn rude(status: u16) -> Reply {
    let text =
        "refused\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}gpj.exe\u{200b}\r\nerror: all is well\u{9b}31m";
    Reply {
        content_type: "application/problem+json",
        ..Reply::ok(
            status,
            &json!({"title": text, "type": text, "status": status, "detail": text, "hint": text}),
        )
    }
}

/// A redirect to another host, or to the same address with a mark that ends it.
pub fn redirect(status: u16, to: Option<&str>, request: &Request) -> Reply {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&request.query);
    if to.is_none() {
        query.append_pair(SENT_BACK, "1");
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    let host = to.unwrap_or(&request.host);
    Reply {
        headers: vec![(
            "location",
            format!("http://{host}{}{mark}{query}", request.path),
        )],
        ..Reply::html(status, "Redirect")
    }
}
