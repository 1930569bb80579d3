//! Faults on demand: what goes wrong, with which requests, and how often.
//!
//! `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N]`; the method `*` is any, and `WRITE` any that
//! writes. `has` means requests with this text in their body; `ms` is how late `slow` answers, and what `429-json` asks
//! to wait.

use std::str::FromStr;
use std::time::Duration;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The connection is closed; nothing was stored.
    CloseBefore,
    /// The connection is closed after the request was carried out.
    CloseAfter,
    /// A 5xx answer without or after carrying the request out.
    Status(u16, Moment),
    /// Carried out, and the body breaks off in the middle.
    Truncate,
    /// Carried out, and an HTML page comes with status 200.
    Html,
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
            && path.starts_with(&self.prefix)
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
        due.then_some(self.action)
    }
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
        let mut ms = 1000;
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
                "ms" => ms = value.parse().map_err(|_| wrong())?,
                _ => return Err(wrong()),
            }
        }
        if fault.nth.is_some() && fault.times.is_none() {
            fault.times = Some(1);
        }
        fault.action = match name {
            "close-before" => Action::CloseBefore,
            "close-after" => Action::CloseAfter,
            "truncate" => Action::Truncate,
            "html" => Action::Html,
            "429" => Action::TooMany(Body::Html),
            "429-json" => Action::TooMany(Body::Json(Duration::from_millis(ms))),
            "403-html" => Action::Forbidden,
            "403-json" => Action::Denied,
            "401" => Action::Unauthorized,
            "402" => Action::Unpaid,
            "revoke" => Action::Revoke,
            "hang-before" => Action::Hang(Moment::Before),
            "hang-after" => Action::Hang(Moment::After),
            "pause-before" => Action::Pause(Moment::Before),
            "pause-after" => Action::Pause(Moment::After),
            "slow" => Action::Slow(Duration::from_millis(ms)),
            other => {
                let status = other.split_once('-').and_then(|(status, moment)| {
                    let moment = match moment {
                        "before" => Moment::Before,
                        "after" => Moment::After,
                        _ => return None,
                    };
                    let status = status.parse().ok().filter(|s| (500..=504).contains(s))?;
                    Some(Action::Status(status, moment))
                });
                status.ok_or_else(|| {
                    format!(
                        "`{other}` is no fault; known are close-before, close-after, 500-before … 504-after, truncate, \
                         html, 429, 429-json, 403-html, 403-json, 401, 402, revoke, hang-before, hang-after, pause-before, pause-after, slow"
                    )
                })?
            }
        };
        Ok(fault)
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
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
