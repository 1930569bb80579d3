//! Faults on demand: what goes wrong, with which requests, and how often.
//!
//! `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N][,mb=N][,to=HOST:PORT]`; the method `*` is any, and
//! `WRITE` any that writes; in a path `*` is any one part. `has` means requests with this text in their body. `ms` is how
//! late `slow` answers and `…-late` saves, and what `429-json` asks to wait; `mb` is how large `huge` and `gzip-bomb` are;
//! `to` is where a redirect leads.
//!
//! | actions | what happens |
//! |---|---|
//! | `close-before`, `close-after`, `close-late` | the connection is closed: nothing, everything, or everything after `ms` is saved |
//! | `500-before`, `500-after`, `500-late` | this status; also 404, 405, 408, 423, 502, 503, 504 |
//! | `truncate`, `html`, `html-before` | a body that breaks off; an HTML page with status 200, carried out or not |
//! | `429`, `429-json`, `403-html`, `403-json`, `402`, `401`, `revoke` | the refusals of `docs/amocrm.md` 4 |
//! | `code-N`, `response-N` | 400 with the legacy number N in words, or in the old shape; `code-244` is a missing right |
//! | `301`, `302`, `303`, `307`, `308` | a redirect to the same address, once a request; with `to` to another host, and each time |
//! | `202` | carried out, and the answer's status is 202 |
//! | `body-empty`, `body-object`, `body-list`, `body-null`, `body-text` | carried out; 200, and nothing, `{}`, `[]`, `null`, text |
//! | `embedded-gone`, `embedded-null`, `embedded-list`, `embedded-text` | the same for `_embedded` |
//! | `items-gone`, `items-null`, `items-object`, `items-text` | the list has another key; its items are `null`; it is a map; its items are text |
//! | `ids-text` | all ids of the answer are text |
//! | `id-foreign`, `id-negative`, `id-zero`, `id-repeated`, `id-huge`, `id-gone`, `id-swapped` | what was created is named by these ids |
//! | `half-said`, `none-said` | carried out, and the answer's list is cut |
//! | `half-done`, `none-done`, `all-said` | half or none is carried out, and the answer names that; none is, and it names all |
//! | `token-…` | a refusal of the token endpoint, see [`TOKEN_REFUSALS`] |
//! | `echo-400`, `echo-401`, `echo-403`, `echo-500` | text and headers of the error repeat the secrets that were sent |
//! | `rude-400`, … | the error's text has control and bidi characters |
//! | `endless`, `huge`, `gzip`, `gzip-bomb` | carried out; the body has no end, `mb` MiB, is packed, is packed and has `mb` MiB |
//! | `hang-before`, `hang-after`, `pause-before`, `pause-after`, `slow` | late or never |

use std::str::FromStr;
use std::time::Duration;

use super::distort::{Change, Ids, Items, Part, Piece};

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The connection is closed; nothing was stored.
    CloseBefore,
    /// The connection is closed after the request was carried out.
    CloseAfter,
    /// An error without or after carrying the request out.
    Status(u16, Moment),
    /// An error, or a closed connection where there is none; the request is carried out after this time.
    Late(Option<u16>, Duration),
    /// Carried out, and the body breaks off in the middle.
    Truncate,
    /// An HTML page with status 200.
    Html(Moment),
    /// 429 as a page, or as JSON with `retry_after`.
    TooMany(Body),
    /// 403 as a page, once.
    Forbidden,
    /// 403 as JSON, as where a right is missing.
    Denied,
    /// 402: the paid period is over.
    Unpaid,
    /// 401 once.
    Unauthorized,
    /// All tokens are revoked from here on.
    Revoke,
    /// 400 with a legacy number.
    Code(u16, Words),
    /// A redirect to the same address, or to another host.
    Redirect(u16, Option<String>),
    /// Carried out, and the answer is another.
    Answer(Change),
    /// A part of the items is carried out, and the answer names that part.
    Done(Part),
    /// Nothing is carried out, and the answer says that all was.
    Claimed,
    /// The token endpoint refuses.
    Token(&'static TokenRefusal),
    /// An error that repeats the secrets that were sent.
    Echo(u16),
    /// An error whose text could drive a terminal.
    Rude(u16),
    /// Carried out, and the answer's body is too large.
    Size(Size),
    /// Never answered; the connection is closed when released.
    Hang(Moment),
    /// Held until released, then answered as if nothing had been.
    Pause(Moment),
    /// Answered late.
    Slow(Duration),
}

/// Before or after the request is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing is stored.
    Before,
    /// Everything is stored.
    After,
}

/// How a 429 looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A page.
    Html,
    /// Kommo's JSON, with the time to wait.
    Json(Duration),
}

/// How a legacy number is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// In the detail of a problem.
    Detail,
    /// As `error_code` of the old shape.
    Response,
}

/// A body that a client must not take whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Without an end.
    Endless,
    /// So many MiB.
    Huge(u64),
    /// Packed, and no larger than it is.
    Packed,
    /// So many MiB after unpacking.
    Bomb(u64),
}

/// A refusal of the token endpoint (`docs/amocrm.md` 2.6).
#[derive(Debug, PartialEq, Eq)]
pub struct TokenRefusal {
    /// The fault's name.
    pub name: &'static str,
    /// The status.
    pub status: u16,
    /// The hint, where there is one.
    pub hint: Option<&'static str>,
}

/// All that were seen or are to be expected.
pub const TOKEN_REFUSALS: &[TokenRefusal] = &[
    refusal("token-code-expired", 400, "Authorization code has expired"),
    refusal(
        "token-code-used",
        400,
        "Authorization code has been revoked",
    ),
    refusal(
        "token-code-damaged",
        400,
        "Cannot decrypt the authorization code",
    ),
    refusal("token-client", 400, "Check the `client_id` parameter"),
    TokenRefusal {
        name: "token-client-unknown",
        status: 401,
        hint: None,
    },
    refusal("token-secret", 400, "Check the `client_secret` parameter"),
    TokenRefusal {
        name: "token-secret-401",
        status: 401,
        hint: None,
    },
    refusal(
        "token-redirect-uri",
        400,
        "Redirect URI is not associated with client",
    ),
    refusal("token-account", 400, "Invalid account"),
    refusal("token-revoked", 401, "Token has been revoked"),
    refusal("token-expired", 401, "Token has expired"),
    refusal("token-damaged", 401, "Cannot decrypt the refresh token"),
    refusal("token-damaged-400", 400, "Invalid refresh token"),
    refusal("token-foreign", 401, "Token is not linked to client"),
];

const fn refusal(name: &'static str, status: u16, hint: &'static str) -> TokenRefusal {
    TokenRefusal {
        name,
        status,
        hint: Some(hint),
    }
}

/// A fault that waits for its requests.
#[derive(Debug, Clone)]
pub struct Fault {
    action: Action,
    method: Option<String>,
    prefix: String,
    has: Option<String>,
    nth: Option<u64>,
    times: Option<u64>,
    probability: Option<f64>,
    seen: u64,
    done: u64,
}

impl Fault {
    /// Whether this request meets the fault; counts it either way.
    pub fn strikes(&mut self, method: &str, path: &str, body: &[u8], dice: f64) -> Option<Action> {
        let meant = |own: &str| own == method || (own == "WRITE" && method != "GET");
        let holds = |text: &String| {
            let mut places = body.windows(text.len().max(1));
            places.any(|place| place == text.as_bytes())
        };
        let here = self.method.as_deref().is_none_or(meant)
            && starts_with(path, &self.prefix)
            && self.has.as_ref().is_none_or(holds);
        if !here || path.starts_with("/_sandbox") {
            return None;
        }
        self.seen += 1;
        let due = self.nth.is_none_or(|nth| self.seen >= nth)
            && self.times.is_none_or(|times| self.done < times)
            && self.probability.is_none_or(|p| dice < p);
        if due {
            self.done += 1;
        }
        due.then(|| self.action.clone())
    }

    /// Whether it sends a client to the same address again.
    pub fn sends_back(&self) -> bool {
        matches!(self.action, Action::Redirect(_, None))
    }
}

/// Whether a path begins so; a `*` between slashes is any one part.
fn starts_with(path: &str, prefix: &str) -> bool {
    let mut rest = path;
    for (at, piece) in prefix.split("/*").enumerate() {
        if at > 0 {
            // What the star stands for.
            let Some(part) = rest.strip_prefix('/') else {
                return false;
            };
            rest = &part[part.find('/').unwrap_or(part.len())..];
        }
        let Some(after) = rest.strip_prefix(piece) else {
            return false;
        };
        rest = after;
    }
    true
}

/// What the parts after the name set.
struct Setting {
    ms: u64,
    mb: u64,
    to: Option<String>,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(',').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let mut fault = Self {
            action: Action::CloseBefore,
            method: None,
            prefix: "/".to_owned(),
            has: None,
            nth: None,
            times: None,
            probability: None,
            seen: 0,
            done: 0,
        };
        let mut setting = Setting {
            ms: 1000,
            mb: 64,
            to: None,
        };
        for part in parts {
            let wrong = || format!("`{part}` in the fault `{text}` is not understood");
            let (key, value) = part.split_once('=').ok_or_else(wrong)?;
            match key {
                "on" => {
                    let (method, path) = value.split_once(':').ok_or_else(wrong)?;
                    fault.method = (method != "*").then(|| method.to_owned());
                    path.clone_into(&mut fault.prefix);
                }
                "has" => fault.has = Some(value.to_owned()),
                "nth" => fault.nth = Some(value.parse().map_err(|_| wrong())?),
                "times" => fault.times = Some(value.parse().map_err(|_| wrong())?),
                "p" => fault.probability = Some(value.parse().map_err(|_| wrong())?),
                "ms" => setting.ms = value.parse().map_err(|_| wrong())?,
                "mb" => {
                    let size = value.parse().ok().filter(|mb| (1..=MB_MOST).contains(mb));
                    setting.mb = size.ok_or_else(wrong)?;
                }
                "to" if !value.is_empty() => setting.to = Some(value.to_owned()),
                _ => return Err(wrong()),
            }
        }
        if fault.nth.is_some() && fault.times.is_none() {
            fault.times = Some(1);
        }
        fault.action = simple(name, &setting)
            .or_else(|| numbered(name, &setting))
            .ok_or_else(|| {
                format!("`{name}` is no fault; `amosync sandbox --help` lists the actions")
            })?;
        Ok(fault)
    }
}

const MB_MOST: u64 = 1 << 20;

/// The actions that have a name of their own.
fn simple(name: &str, setting: &Setting) -> Option<Action> {
    use Moment::{After, Before};
    let ms = Duration::from_millis(setting.ms);
    Some(match name {
        "close-before" => Action::CloseBefore,
        "close-after" => Action::CloseAfter,
        "close-late" => Action::Late(None, ms),
        "truncate" => Action::Truncate,
        "html" => Action::Html(After),
        "html-before" => Action::Html(Before),
        "429" => Action::TooMany(Body::Html),
        "429-json" => Action::TooMany(Body::Json(ms)),
        "403-html" => Action::Forbidden,
        "403-json" => Action::Denied,
        "401" => Action::Unauthorized,
        "402" => Action::Unpaid,
        "revoke" => Action::Revoke,
        "hang-before" => Action::Hang(Before),
        "hang-after" => Action::Hang(After),
        "pause-before" => Action::Pause(Before),
        "pause-after" => Action::Pause(After),
        "slow" => Action::Slow(ms),
        "202" => Action::Answer(Change::Accepted),
        "body-empty" => Action::Answer(Change::Body(Piece::Gone)),
        "body-object" => Action::Answer(Change::Body(Piece::Object)),
        "body-list" => Action::Answer(Change::Body(Piece::List)),
        "body-null" => Action::Answer(Change::Body(Piece::Null)),
        "body-text" => Action::Answer(Change::Body(Piece::Text)),
        "embedded-gone" => Action::Answer(Change::Embedded(Piece::Gone)),
        "embedded-null" => Action::Answer(Change::Embedded(Piece::Null)),
        "embedded-list" => Action::Answer(Change::Embedded(Piece::List)),
        "embedded-text" => Action::Answer(Change::Embedded(Piece::Text)),
        "items-gone" => Action::Answer(Change::Items(Items::Renamed)),
        "items-null" => Action::Answer(Change::Items(Items::Null)),
        "items-object" => Action::Answer(Change::Items(Items::Map)),
        "items-text" => Action::Answer(Change::Items(Items::Text)),
        "ids-text" => Action::Answer(Change::TextIds),
        "id-foreign" => Action::Answer(Change::Ids(Ids::Foreign)),
        "id-negative" => Action::Answer(Change::Ids(Ids::Negative)),
        "id-zero" => Action::Answer(Change::Ids(Ids::Zero)),
        "id-repeated" => Action::Answer(Change::Ids(Ids::Repeated)),
        "id-huge" => Action::Answer(Change::Ids(Ids::Huge)),
        "id-gone" => Action::Answer(Change::Ids(Ids::Gone)),
        "id-swapped" => Action::Answer(Change::Ids(Ids::Swapped)),
        "half-said" => Action::Answer(Change::Said(Part::Half)),
        "none-said" => Action::Answer(Change::Said(Part::None)),
        "half-done" => Action::Done(Part::Half),
        "none-done" => Action::Done(Part::None),
        "all-said" => Action::Claimed,
        "endless" => Action::Size(Size::Endless),
        "huge" => Action::Size(Size::Huge(setting.mb)),
        "gzip" => Action::Size(Size::Packed),
        "gzip-bomb" => Action::Size(Size::Bomb(setting.mb)),
        _ => Action::Token(TOKEN_REFUSALS.iter().find(|refusal| refusal.name == name)?),
    })
}

/// The actions whose name holds a number.
fn numbered(name: &str, setting: &Setting) -> Option<Action> {
    let status = |text: &str| text.parse::<u16>().ok();
    if let Some(found @ (301..=303 | 307 | 308)) = status(name) {
        return Some(Action::Redirect(found, setting.to.clone()));
    }
    let (first, second) = name.split_once('-')?;
    match first {
        "code" => return Some(Action::Code(status(second)?, Words::Detail)),
        "response" => return Some(Action::Code(status(second)?, Words::Response)),
        "echo" | "rude" => {
            let error = status(second).filter(|error| matches!(error, 400 | 401 | 403 | 500))?;
            return Some(if first == "echo" {
                Action::Echo(error)
            } else {
                Action::Rude(error)
            });
        }
        _ => {}
    }
    let error = status(first).filter(|s| matches!(s, 404 | 405 | 408 | 423 | 500..=504))?;
    match second {
        "before" => Some(Action::Status(error, Moment::Before)),
        "after" => Some(Action::Status(error, Moment::After)),
        "late" => Some(Action::Late(Some(error), Duration::from_millis(setting.ms))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_request_is_struck_once() {
        let mut fault: Fault = "close-after,on=POST:/api/v4/contacts,nth=2"
            .parse()
            .expect("is a fault");
        let mut hit = |method, path| fault.strikes(method, path, b"", 0.0);
        assert_eq!(hit("GET", "/api/v4/contacts"), None);
        assert_eq!(hit("POST", "/api/v4/contacts"), None);
        assert_eq!(hit("POST", "/api/v4/contacts"), Some(Action::CloseAfter));
        assert_eq!(hit("POST", "/api/v4/contacts"), None);
    }

    #[test]
    fn writes_are_all_methods_but_get() {
        let mut fault: Fault = "html,on=WRITE:/api".parse().expect("is a fault");
        assert_eq!(fault.strikes("GET", "/api/v4/leads", b"", 0.0), None);
        assert!(fault.strikes("PATCH", "/api/v4/leads", b"", 0.0).is_some());
        assert!(fault.strikes("POST", "/api/v4/leads", b"", 0.0).is_some());
        assert_eq!(
            fault.strikes("POST", "/oauth2/access_token", b"", 0.0),
            None
        );
    }

    #[test]
    fn a_fault_may_lie_in_what_is_sent() {
        let mut fault: Fault = "500-before,on=POST:/api,has=\"user-7\""
            .parse()
            .expect("is a fault");
        let mut hit = |body: &str| {
            fault
                .strikes("POST", "/api/v4/contacts", body.as_bytes(), 0.0)
                .is_some()
        };
        assert!(hit(r#"[{"name": "user-7"}]"#));
        assert!(!hit(r#"[{"name": "user-77"}]"#) && !hit(""));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "boom",
            "505-before",
            "500-during",
            "slow,ms=x",
            "429,on=POST",
            "429,when=1",
            "304",
            "409-before",
            "code-x",
            "echo-200",
            "token-x",
            "huge,mb=0",
            "307,to=",
            "id-",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_star_in_a_path_is_any_one_part() {
        for (path, prefix, is_it) in [
            ("/api/v4/leads/link", "/api/v4/*/link", true),
            ("/api/v4/leads/links", "/api/v4/*/link", true),
            ("/api/v4/leads/7/link", "/api/v4/*/link", false),
            ("/api/v4/leads/7/link", "/api/v4/leads/*/link", true),
            ("/api/v4/leads", "/api/*", true),
            ("/api", "/api/*", false),
            ("/oauth2/access_token", "/", true),
        ] {
            assert_eq!(starts_with(path, prefix), is_it, "{path} {prefix}");
        }
    }

    #[test]
    fn settings_reach_their_actions() {
        let action = |text: &str| text.parse::<Fault>().expect("is a fault").action;
        let ms = Duration::from_millis(5500);
        assert_eq!(action("504-late,ms=5500"), Action::Late(Some(504), ms));
        assert_eq!(action("close-late,ms=5500"), Action::Late(None, ms));
        assert_eq!(action("huge,mb=600"), Action::Size(Size::Huge(600)));
        let to = Some("localhost:1".to_owned());
        assert_eq!(action("307,to=localhost:1"), Action::Redirect(307, to));
        assert_eq!(action("code-244"), Action::Code(244, Words::Detail));
        let Action::Token(refusal) = action("token-secret-401") else {
            panic!("is no refusal");
        };
        assert_eq!((refusal.status, refusal.hint), (401, None));
    }
}
