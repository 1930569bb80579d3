//! Codes, rotating tokens and the exact bodies of the token endpoint's refusals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::world::World;

const CODE_SECONDS: i64 = 20 * 60;
const REFRESH_SECONDS: i64 = 90 * 24 * 3600;

/// The integration, its codes and tokens.
#[derive(Debug, Serialize, Deserialize)]
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
    /// Kommo: a used refresh token works until its successor was used.
    pub grace: bool,
    /// Code → (made at, used).
    codes: BTreeMap<String, (i64, bool)>,
    /// Access token → end.
    access: BTreeMap<String, i64>,
    /// Refresh token → state.
    refresh: BTreeMap<String, RefreshToken>,
    /// How many pairs were given out for refresh tokens.
    pub refreshes: u64,
    serial: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct RefreshToken {
    end: i64,
    successor: Option<String>,
    revoked: bool,
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
            grace: false,
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

    /// Whether API calls with this token are answered.
    pub fn accepts(&self, token: Option<&str>, now: i64) -> bool {
        token
            .and_then(|token| self.access.get(token))
            .is_some_and(|end| now < *end)
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
        let token = format!(
            "{}.{}.{}",
            base64url(br#"{"typ":"JWT","alg":"RS256"}"#),
            base64url(claims.to_string().as_bytes()),
            random_text(86)
        );
        self.access.insert(token.clone(), now + seconds);
        token
    }

    fn pair(&mut self, now: i64) -> (Reply, String) {
        let refresh = format!("def502{}", random_text(90));
        self.refresh.insert(
            refresh.clone(),
            RefreshToken {
                end: now + REFRESH_SECONDS,
                successor: None,
                revoked: false,
            },
        );
        let seconds = self.access_seconds;
        let access = self.token(now, seconds);
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
            return Reply::oauth(
                401,
                None,
                "Некорректный клиент",
                "Авторизация клиента не прошла",
            );
        }
        if text("client_secret") != Some(self.client_secret.as_str()) {
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
        let denied = |hint: &str| {
            Reply::oauth(
                401,
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
            let successor_used = self
                .refresh
                .get(successor)
                .is_none_or(|s| s.successor.is_some());
            if !self.grace || successor_used {
                return denied("Token has been revoked");
            }
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
            ("POST", "/oauth2/access_token") => {
                Some(match serde_json::from_slice::<Value>(&request.body) {
                    Ok(body) => self.oauth.exchange(&body, now),
                    Err(_) => Reply::oauth(
                        400,
                        None,
                        "Некорректный запрос",
                        "Тело запроса не разобрано",
                    ),
                })
            }
            ("GET", "/oauth2/account/current/subdomain") => {
                let known = request
                    .refresh_token
                    .as_ref()
                    .and_then(|token| self.oauth.refresh.get(token))
                    .is_some_and(|token| !token.revoked);
                Some(if known {
                    let reply = json!({"id": self.oauth.account_id, "subdomain": "school",
                                       "domain": self.oauth.domain, "top_level_domain": "ru"});
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
