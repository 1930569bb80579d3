//! Who may speak to the sandbox. It listens on loopback, yet any page in a browser on the same machine reaches it there,
//! under a name of its own if it likes (DNS rebinding). So the host must be a loopback name, no page may ask, and the
//! control routes want a header that neither a form nor a link can send.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, Uri, header};

use super::http::Reply;

/// The header of the control routes, with the value `1`.
pub const CONTROL_HEADER: &str = "X-Amosync-Sandbox";

/// The refusal of a request that comes from elsewhere; `None` where it may go on.
pub fn refusal(uri: &Uri, headers: &HeaderMap) -> Option<Reply> {
    let refuse = |detail: &str| Some(Reply::problem(403, "Forbidden", detail));
    let Some(host) = only(headers, header::HOST.as_str()) else {
        return refuse("The sandbox wants exactly one Host header");
    };
    // A proxy form of the address names a second host.
    let named = uri.authority().map(axum::http::uri::Authority::as_str);
    if !is_loopback(host) || !named.is_none_or(is_loopback) {
        return refuse("The sandbox answers to loopback names only: 127.0.0.1, [::1] or localhost");
    }
    let own = format!("http://{host}");
    let is_own = |origin: &str| origin.eq_ignore_ascii_case(&own);
    if headers.contains_key(header::ORIGIN) && !only(headers, "origin").is_some_and(is_own) {
        return refuse("The sandbox answers no page of another origin");
    }
    let foreign = |site: &str| matches!(site, "cross-site" | "same-site");
    if only(headers, "sec-fetch-site").is_some_and(foreign) {
        return refuse("The sandbox answers no page of another site");
    }
    if uri.path().starts_with("/_sandbox") && only(headers, CONTROL_HEADER) != Some("1") {
        return refuse("The control routes want the header X-Amosync-Sandbox: 1");
    }
    None
}

/// The value of a header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// Whether `host`, with or without a port, can be this machine and nothing else.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else {
                return false;
            };
            let is_six = |address: Ipv6Addr| address == Ipv6Addr::LOCALHOST;
            if !address.parse().is_ok_and(is_six) {
                return false;
            }
            ("localhost", port)
        }
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok());
    let is_four = |address: Ipv4Addr| address.is_loopback();
    is_port && (name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_those_that_nobody_else_can_have() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "127.8.9.10:1",
            "localhost",
            "LocalHost:65535",
            "[::1]",
            "[::1]:80",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":80",
            "evil.example",
            "localhost.evil.example",
            "evil.localhost:80",
            "127.0.0.1.evil.example:80",
            "127.0.0.1:80:80",
            "127.0.0.1:port",
            "127.1",
            "0.0.0.0:80",
            "192.168.0.1",
            "[::]:80",
            "[::1",
            "[::1]evil.example",
            "::1",
            "user@localhost",
            "localhost:80 evil",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
