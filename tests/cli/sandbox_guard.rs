//! Who may speak to the sandbox: what a page in a browser on the same machine could send reaches nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use amosync::sandbox::{Options, Sandbox};

struct Wire {
    sandbox: Sandbox,
    port: String,
}

impl Wire {
    fn open() -> Self {
        let sandbox = Sandbox::start(&Options {
            rate_limit: false,
            ..Options::default()
        })
        .unwrap();
        let port = sandbox.url().rsplit(':').next().unwrap().to_owned();
        Self { sandbox, port }
    }

    /// Sends a request as these bytes, with `PORT` filled in, and gives the status and the whole answer.
    fn send(&self, head: &[&str], body: &str) -> (u16, String) {
        let head = head.join("\r\n").replace("PORT", &self.port);
        let address = self.sandbox.url().replace("http://", "");
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        (status.unwrap_or_default(), answer)
    }
}

const OURS: &str = "X-Amosync-Sandbox: 1";

#[test]
fn only_loopback_names_are_answered() {
    let wire = Wire::open();
    let state = "GET /_sandbox/state HTTP/1.1";
    for host in [
        "Host: 127.0.0.1:PORT",
        "Host: 127.0.0.1",
        "Host: 127.1.2.3:PORT",
        "Host: localhost:PORT",
        "Host: LOCALHOST:1",
        "Host: [::1]:PORT",
    ] {
        assert_eq!(wire.send(&[state, host, OURS], "").0, 200, "{host}");
    }
    for host in [
        "Host: evil.example:PORT",
        "Host: evil.example",
        "Host: localhost.evil.example:PORT",
        "Host: 127.0.0.1.evil.example:PORT",
        "Host: 192.168.1.5:PORT",
        "Host: 0.0.0.0:PORT",
        "Host:",
        "Host: 127.0.0.1:PORT\r\nHost: evil.example",
        "X-Nothing: no host at all",
    ] {
        for path in [
            state,
            "GET /api/v4/account HTTP/1.1",
            "POST /oauth2/access_token HTTP/1.1",
        ] {
            let (status, answer) = wire.send(&[path, host, OURS], "");
            assert_eq!(status, 403, "{path} {host}: {answer}");
            assert!(!answer.contains("client_secret"), "{host}");
        }
    }
    // The form of a request to a proxy names a host of its own.
    let absolute = "GET http://evil.example:PORT/_sandbox/state HTTP/1.1";
    assert_eq!(
        wire.send(&[absolute, "Host: 127.0.0.1:PORT", OURS], "").0,
        403
    );
}

#[test]
fn no_page_of_another_origin_is_answered() {
    let wire = Wire::open();
    let host = "Host: 127.0.0.1:PORT";
    for origin in [
        "Origin: null",
        "Origin: https://evil.example",
        "Origin: http://localhost:3000",
        "Origin: https://127.0.0.1:PORT",
        "Origin: http://127.0.0.1",
        "Origin: http://127.0.0.1:PORT.evil.example",
        "Origin:",
        "Origin: http://127.0.0.1:PORT\r\nOrigin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ] {
        for line in [
            "GET /_sandbox/state HTTP/1.1",
            "GET /api/v4/account HTTP/1.1",
            "POST /api/v4/contacts HTTP/1.1",
            "OPTIONS /_sandbox/faults HTTP/1.1",
        ] {
            let (status, answer) = wire.send(&[line, host, origin, OURS], "");
            assert_eq!(status, 403, "{line} {origin}");
            let shown = answer.to_lowercase();
            assert!(!shown.contains("access-control-allow"), "{answer}");
        }
    }
    let own = "Origin: http://127.0.0.1:PORT";
    let state = "GET /_sandbox/state HTTP/1.1";
    assert_eq!(wire.send(&[state, host, own, OURS], "").0, 200);
}

#[test]
fn control_routes_want_a_header_that_a_form_cannot_send() {
    let wire = Wire::open();
    let host = "Host: 127.0.0.1:PORT";
    let fault = r#"{"spec": "500-before"}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
    ] {
        let kind = format!("Content-Type: {kind}");
        let head = ["POST /_sandbox/faults HTTP/1.1", host, &kind];
        assert_eq!(wire.send(&head, fault).0, 403, "{kind}");
    }
    for line in [
        "GET /_sandbox/state HTTP/1.1",
        "GET /_sandbox/account HTTP/1.1",
        "GET /_sandbox/held?timeout_ms=1 HTTP/1.1",
        "POST /_sandbox/code HTTP/1.1",
        "DELETE /_sandbox/requests HTTP/1.1",
    ] {
        assert_eq!(wire.send(&[line, host], "").0, 403, "{line}");
        let zero = "X-Amosync-Sandbox: 0";
        assert_eq!(wire.send(&[line, host, zero], "").0, 403, "{line}");
    }
    // None of the faults was taken.
    let token = format!("Authorization: Bearer {}", wire.sandbox.long_lived_token());
    let account = "GET /api/v4/account HTTP/1.1";
    assert_eq!(wire.send(&[account, host, &token], "").0, 200);
    let head = ["POST /_sandbox/faults HTTP/1.1", host, OURS];
    assert_eq!(wire.send(&head, fault).0, 204);
    assert_eq!(wire.send(&[account, host, &token], "").0, 500);
}
