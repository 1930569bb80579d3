//! Codes, rotating tokens and the exact bodies of the token endpoint's refusals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::http::{Reply, Request};
use super::world::World;

const CODE_SECONDS: i64 = 20 * 60;
const REFRESH_SECONDS: i64 = 90 * 24 * 3600;

/// The integration, its codes and tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OAuth {
    /// The account's id.
    pub account_id: i64,
    /// Host and port, for the `api_domain` claim.
    #[serde(skip)]
    pub domain: String,
    /// The integration's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Its redirect URI.
    pub redirect_uri: String,
    /// Seconds that an access token lives.
    pub access_seconds: i64,
    /// Until when a used refresh token works once more.
    pub grace: Grace,
    /// Whether a refresh ends the access token of the pair that it renews.
    #[serde(default)]
    pub refresh_ends_access: bool,
    /// The status of a wrong secret: 400, or 401 without a hint; both were seen.
    #[serde(default = "usual_wrong_secret")]
    pub wrong_secret: u16,
    /// Whether token requests that are form-encoded are refused with 401: a maintainer says that they work, one author
    /// saw this.
    #[serde(default)]
    pub refuses_forms: bool,
    /// The status of a refresh token that is spent, ended or unknown: 401, or 400 as one fixture has it.
    #[serde(default = "usual_dead_refresh")]
    pub dead_refresh: u16,
    /// Host and port to which the account has moved: any other answers as if there were no account.
    #[serde(skip)]
    pub moved_to: Option<String>,
    /// Code → (made at, used).
    codes: BTreeMap<String, (i64, bool)>,
    /// Access token → what is known of it.
    access: BTreeMap<String, AccessToken>,
    /// Refresh token → state.
    refresh: BTreeMap<String, RefreshToken>,
    /// How many pairs were given out for refresh tokens.
    pub refreshes: u64,
    serial: u64,
}

/// Until when a used refresh token works once more. Kommo documents "until the new one was used" and leaves open which
/// token that is; on amocrm.ru no grace is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grace {
    /// It never does.
    None,
    /// Until its successor was exchanged.
    UntilRefresh,
    /// Until the successor was exchanged or the access token beside it was used.
    UntilAccess,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct AccessToken {
    end: i64,
    used: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RefreshToken {
    end: i64,
    /// The access token of the same pair.
    access: String,
    successor: Option<String>,
    revoked: bool,
}

fn usual_wrong_secret() -> u16 {
    400
}

fn usual_dead_refresh() -> u16 {
    401
}

impl OAuth {
    /// An integration of an account.
    pub fn new(account_id: i64) -> Self {
        Self {
            account_id,
            domain: String::new(),
            client_id: "0a1b2c3d-0000-4000-8000-5a4db0c5a4db".to_owned(),
            client_secret: random_text(40),
            redirect_uri: "https://school.example/amo".to_owned(),
            access_seconds: 86_400,
            grace: Grace::None,
            refresh_ends_access: false,
            wrong_secret: usual_wrong_secret(),
            refuses_forms: false,
            dead_refresh: usual_dead_refresh(),
            moved_to: None,
            codes: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            refreshes: 0,
            serial: 0,
        }
    }

    /// A code as the integration's window shows it.
    pub fn code(&mut self, now: i64) -> String {
        let code = format!("def502{}", random_text(60));
        self.codes.insert(code.clone(), (now, false));
        code
    }

    /// A token without a refresh token, valid for five years.
    pub fn long_lived(&mut self, now: i64) -> String {
        self.token(now, 5 * 365 * 86_400)
    }

    /// Whether API calls with this token are answered; one that is counts as used.
    pub fn accept(&mut self, token: Option<&str>, now: i64) -> bool {
        let known = token.and_then(|token| self.access.get_mut(token));
        known.is_some_and(|known| {
            let alive = now < known.end;
            known.used |= alive;
            alive
        })
    }

    /// Whether there is an account at the host that a request names.
    pub fn is_home(&self, host: &str) -> bool {
        self.moved_to.as_ref().is_none_or(|home| home == host)
    }

    /// Ends all access tokens.
    pub fn expire_access(&mut self) {
        self.access.clear();
    }

    /// Ends all tokens.
    pub fn revoke(&mut self) {
        self.access.clear();
        for token in self.refresh.values_mut() {
            token.revoked = true;
        }
    }

    fn token(&mut self, now: i64, seconds: i64) -> String {
        self.serial += 1;
        let claims = json!({"sub": "9000001", "aud": self.client_id, "jti": format!("{:016x}", self.serial),
            "account_id": self.account_id, "base_domain": "amocrm.ru", "api_domain": self.domain,
            "iat": now, "nbf": now, "exp": now + seconds,
            "scopes": ["push_notifications", "files", "crm", "files_delete", "notifications"]});
        // As long as one of RS256 with a key of 2,048 bits; nobody has the key to check it by.
        let signature: Vec<u8> = (0..256).map(|_| fastrand::u8(..)).collect();
        let token = format!(
            "{}.{}.{}",
            base64url(br#"{"typ":"JWT","alg":"RS256"}"#),
            base64url(claims.to_string().as_bytes()),
            base64url(&signature)
        );
        let end = now + seconds;
        self.access
            .insert(token.clone(), AccessToken { end, used: false });
        token
    }

    fn pair(&mut self, now: i64) -> (Reply, String) {
        let refresh = format!("def502{}", random_text(90));
        let seconds = self.access_seconds;
        let access = self.token(now, seconds);
        self.refresh.insert(
            refresh.clone(),
            RefreshToken {
                end: now + REFRESH_SECONDS,
                access: access.clone(),
                successor: None,
                revoked: false,
            },
        );
        let body = json!({"token_type": "Bearer", "expires_in": seconds, "server_time": now,
                          "access_token": access, "refresh_token": refresh});
        let reply = Reply {
            content_type: "application/json",
            ..Reply::ok(200, &body)
        };
        (reply.stored(0), refresh)
    }

    fn exchange(&mut self, body: &Value, now: i64) -> Reply {
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let bad = |hint: &str| {
            Reply::oauth(
                400,
                Some(hint),
                "Некорректный запрос",
                "В запросе отсутствует ряд параметров или параметры невалидны",
            )
        };
        let Some(client) = text("client_id") else {
            return bad("Check the `client_id` parameter");
        };
        if client != self.client_id {
            return unknown_client();
        }
        if text("client_secret") != Some(self.client_secret.as_str()) {
            if self.wrong_secret == 401 {
                return unknown_client();
            }
            return bad("Check the `client_secret` parameter");
        }
        if text("redirect_uri") != Some(self.redirect_uri.as_str()) {
            return bad("Redirect URI is not associated with client");
        }
        match text("grant_type") {
            Some("authorization_code") => {
                let Some((made, used)) = text("code").and_then(|code| self.codes.get_mut(code))
                else {
                    return bad("Cannot decrypt the authorization code");
                };
                if *used {
                    return bad("Authorization code has been revoked");
                }
                if now - *made >= CODE_SECONDS {
                    return bad("Authorization code has expired");
                }
                *used = true;
                self.pair(now).0
            }
            Some("refresh_token") => self.rotate(text("refresh_token").unwrap_or_default(), now),
            _ => bad("Check the `grant_type` parameter"),
        }
    }

    fn rotate(&mut self, token: &str, now: i64) -> Reply {
        let status = self.dead_refresh;
        let denied = |hint: &str| {
            Reply::oauth(
                status,
                Some(hint),
                "Некорректный запрос",
                "В запросе отсутствует ряд параметров или параметры невалидны",
            )
        };
        let Some(known) = self.refresh.get(token) else {
            return denied("Cannot decrypt the refresh token");
        };
        if known.revoked {
            return denied("Token has been revoked");
        }
        if now >= known.end {
            return denied("Token has expired");
        }
        if let Some(successor) = &known.successor {
            let successor = self.refresh.get(successor);
            let exchanged = successor.is_none_or(|s| s.successor.is_some());
            let access_used = successor
                .and_then(|s| self.access.get(&s.access))
                .is_none_or(|access| access.used);
            let over = match self.grace {
                Grace::None => true,
                Grace::UntilRefresh => exchanged,
                Grace::UntilAccess => exchanged || access_used,
            };
            if over {
                return denied("Token has been revoked");
            }
        }
        if self.refresh_ends_access {
            self.access.remove(&known.access);
        }
        let (reply, new) = self.pair(now);
        if let Some(known) = self.refresh.get_mut(token) {
            known.successor = Some(new);
        }
        self.refreshes += 1;
        reply
    }
}

impl World {
    pub(super) fn oauth_request(&mut self, request: &Request) -> Option<Reply> {
        let now = self.now();
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/oauth2/access_token") if !self.oauth.is_home(&request.host) => {
                Some(no_account())
            }
            ("POST", "/oauth2/access_token") => Some(if is_form(request) {
                if self.oauth.refuses_forms {
                    unknown_client()
                } else {
                    let pairs = url::form_urlencoded::parse(&request.body);
                    let body: Map<String, Value> = pairs
                        .map(|(key, value)| (key.into_owned(), value.into_owned().into()))
                        .collect();
                    self.oauth.exchange(&body.into(), now)
                }
            } else {
                match serde_json::from_slice::<Value>(&request.body) {
                    Ok(body) => self.oauth.exchange(&body, now),
                    Err(_) => Reply::oauth(
                        400,
                        None,
                        "Некорректный запрос",
                        "Тело запроса не разобрано",
                    ),
                }
            }),
            ("GET", "/oauth2/account/current/subdomain") => {
                let known = request
                    .refresh_token
                    .as_ref()
                    .and_then(|token| self.oauth.refresh.get(token))
                    .is_some_and(|token| !token.revoked);
                Some(if known {
                    let domain = self.oauth.moved_to.as_ref().unwrap_or(&self.oauth.domain);
                    let reply = json!({"id": self.oauth.account_id, "subdomain": "school", "domain": domain,
                                       "top_level_domain": "ru"});
                    Reply {
                        content_type: "application/json",
                        ..Reply::ok(200, &reply)
                    }
                } else {
                    Reply::problem(401, "Unauthorized", "Invalid refresh token")
                })
            }
            _ => None,
        }
    }
}

/// 401 without a hint.
fn unknown_client() -> Reply {
    Reply::oauth(
        401,
        None,
        "Некорректный клиент",
        "Авторизация клиента не прошла",
    )
}

fn is_form(request: &Request) -> bool {
    let kind = request.content_type.as_deref().unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

/// The answer of a host that has no account, or none any more (code 101, `docs/amocrm.md` 4.4).
pub fn no_account() -> Reply {
    let body =
        json!({"response": {"error": "Аккаунт не найден", "error_code": "101", "server_time": 0}});
    Reply {
        content_type: "application/json",
        ..Reply::ok(401, &body)
    }
}

fn random_text(length: usize) -> String {
    (0..length).map(|_| fastrand::alphanumeric()).collect()
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0u32, |word, (at, byte)| {
            word | u32::from(*byte) << (16 - 8 * at)
        });
        for at in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(word >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes as a strict library does: no padding, no other letters, no bits left over.
    fn decoded(text: &str) -> Option<Vec<u8>> {
        const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut bytes = Vec::new();
        let (mut word, mut bits) = (0u32, 0);
        for letter in text.chars() {
            word = word << 6 | u32::try_from(ALPHABET.find(letter)?).ok()?;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from(word >> bits & 0xff).ok()?);
            }
        }
        (bits < 6 && word & ((1 << bits) - 1) == 0).then_some(bytes)
    }

    #[test]
    fn access_tokens_are_such_that_a_strict_library_reads_them() {
        let mut oauth = OAuth::new(31_000_001);
        "127.0.0.1:8080".clone_into(&mut oauth.domain);
        for _ in 0..50 {
            let token = oauth.token(1_000_000, 86_400);
            let parts: Vec<_> = token.split('.').map(decoded).collect();
            let [Some(header), Some(claims), Some(signature)] = parts.as_slice() else {
                panic!("{token}");
            };
            let header: Value = serde_json::from_slice(header).expect("is JSON");
            assert_eq!(
                (&header["typ"], &header["alg"]),
                (&json!("JWT"), &json!("RS256"))
            );
            assert_eq!(signature.len(), 256);
            let claims: Value = serde_json::from_slice(claims).expect("is JSON");
            // Registered claims have the types of RFC 7519, the others those of `docs/amocrm.md` 2.8.
            for text in ["sub", "aud", "jti", "base_domain", "api_domain"] {
                assert!(claims[text].is_string(), "{text}");
            }
            for number in ["iat", "nbf", "exp", "account_id"] {
                assert!(claims[number].is_i64(), "{number}");
            }
            assert_eq!(claims["exp"], 1_086_400);
            assert!(claims["scopes"].is_array());
        }
    }

    #[test]
    fn the_strict_reader_is_strict() {
        assert_eq!(decoded("-_8"), Some(vec![0xfb, 0xff]));
        for text in ["-_9", "-_8=", "A", "+/8"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
