//! Faults and switches of the sandbox, asked without the client: each does what its name says, and nothing beside it.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use amosync::sandbox::{CONTROL_HEADER, Options};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::sandbox::Account;
use crate::support::{World, skipped};

const CONTACTS: &str = "/api/v4/contacts";

fn named(name: &str) -> Value {
    json!([{"name": name, "request_id": name}])
}

fn count(account: &Account, name: &str) -> usize {
    let all = account.names("contacts");
    all.iter().filter(|own| *own == name).count()
}

/// A request whose answer is looked at in its bytes and headers.
fn raw(account: &Account, method: &str, path: &str, body: &Value) -> reqwest::Result<Response> {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?
        .request(
            method.parse().unwrap(),
            format!("{}{path}", account.sandbox.url()),
        )
        .header(CONTROL_HEADER, "1")
        .bearer_auth(&account.token)
        .json(body)
        .send()
}

#[test]
fn a_late_create_is_answered_at_once_and_saved_by_the_clock() {
    let account = Account::open(false);
    for (name, fault) in [
        ("a", "504-late,ms=5500,times=1"),
        ("b", "408-late,ms=5500,times=1"),
        ("c", "500-late,ms=5500,times=1"),
    ] {
        account.fault(fault);
        let (status, _) = account.send("POST", CONTACTS, &named(name));
        assert_eq!(status.to_string(), fault[..3]);
        assert_eq!(count(&account, name), 0, "{fault}");
    }
    account.fault("close-late,ms=5500,times=1");
    assert!(raw(&account, "POST", CONTACTS, &named("d")).is_err());
    let advance = |seconds: i64| {
        let body = json!({ "advance_seconds": seconds });
        account.send("POST", "/_sandbox/clock", &body);
    };
    // The token may end in between: what the service has taken it carries out.
    account.send("POST", "/_sandbox/tokens", &json!({"expire_access": true}));
    advance(4);
    assert_eq!(count(&account, "a"), 0);
    advance(2);
    for name in ["a", "b", "c", "d"] {
        assert_eq!(count(&account, name), 1, "{name}");
    }
    advance(60);
    assert_eq!(count(&account, "d"), 1);
    let rows = account.send("GET", "/_sandbox/requests", &json!(null)).1;
    let posts = rows.as_array().unwrap().iter();
    let saved = posts.filter(|row| row["method"] == "POST" && row["saved"] == true);
    assert_eq!(saved.count(), 4);
    // Nobody is taken late who would not have been taken.
    account.fault("504-late,ms=1");
    assert_eq!(account.send("POST", CONTACTS, &named("e")).0, 401);
    advance(60);
    assert_eq!(count(&account, "e"), 0);
}

#[test]
fn what_is_late_can_be_let_go() {
    let account = Account::open(false);
    account.fault("504-late,ms=3600000,times=2");
    for name in ["a", "b"] {
        assert_eq!(account.send("POST", CONTACTS, &named(name)).0, 504);
    }
    let wrong = json!([{"nickname": "refused when its time comes"}]);
    account.fault("504-late,ms=3600000,times=1");
    assert_eq!(account.send("POST", CONTACTS, &wrong).0, 504);
    account.send("POST", "/_sandbox/release", &json!({}));
    assert_eq!((count(&account, "a"), count(&account, "b")), (1, 1));
    let ids = account.ids("/api/v4/contacts?order[id]=desc&limit=2");
    assert!(ids[0] > ids[1]);
}

#[test]
fn a_new_entity_can_be_missing_from_lists_for_seconds() {
    let account = Account::open(false);
    account.set(&json!({"visibility_ms": 5500}));
    let (_, made) = account.send("POST", CONTACTS, &named("new"));
    let id = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
    let newest = "/api/v4/contacts?order[id]=desc";
    assert!(!account.ids(newest).contains(&id));
    assert_eq!(
        account
            .send("GET", &format!("{CONTACTS}/{id}"), &json!(null))
            .0,
        200
    );
    account.send("POST", "/_sandbox/clock", &json!({"advance_seconds": 6}));
    assert_eq!(account.ids(newest)[0], id);
}

#[test]
fn a_success_can_be_no_proper_answer() {
    let account = Account::open(false);
    for (fault, body) in [
        ("body-empty", ""),
        ("body-object", "{}"),
        ("body-list", "[]"),
        ("body-null", "null"),
        ("body-text", "\"OK\""),
    ] {
        account.fault(fault);
        // A list, an empty list, one entity, one that is not there, and a create that is carried out all the same.
        for path in [
            CONTACTS,
            "/api/v4/contacts?page=99",
            "/api/v4/contacts/1",
            "/api/v4/account",
            "/api/v4/leads/pipelines",
        ] {
            let answer = raw(&account, "GET", path, &json!(null)).unwrap();
            assert_eq!(answer.status().as_u16(), 200, "{fault} {path}");
            assert_eq!(answer.text().unwrap(), body, "{fault} {path}");
        }
        let answer = raw(&account, "POST", CONTACTS, &named(fault)).unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.text().unwrap()),
            (200, body.to_owned())
        );
        account.mend();
        assert_eq!(count(&account, fault), 1);
    }
    let look = |fault: &str| {
        account.fault(&format!("{fault},times=1"));
        let (status, list) = account.send("GET", CONTACTS, &json!(null));
        assert_eq!(status, 200, "{fault}");
        list
    };
    assert!(look("embedded-gone").get("_embedded").is_none());
    assert_eq!(look("embedded-null")["_embedded"], json!(null));
    assert_eq!(look("embedded-list")["_embedded"], json!([]));
    assert_eq!(look("embedded-text")["_embedded"], json!("OK"));
    assert!(look("items-gone")["_embedded"].get("contacts").is_none());
    assert_eq!(look("items-null")["_embedded"]["contacts"][0], json!(null));
    assert!(look("items-object")["_embedded"]["contacts"].is_object());
    assert!(look("items-text")["_embedded"]["contacts"][0].is_string());
    assert!(look("ids-text")["_embedded"]["contacts"][0]["id"].is_string());
}

#[test]
fn a_status_can_be_any_that_a_client_meets() {
    let account = Account::open(false);
    for (fault, status, is_made) in [
        ("202", 202, true),
        ("404-before", 404, false),
        ("405-before", 405, false),
        ("408-before", 408, false),
        ("408-after", 408, true),
        ("423-before", 423, false),
        ("423-after", 423, true),
        ("code-244", 400, false),
        ("response-244", 400, false),
        ("html-before", 200, false),
        ("html", 200, true),
    ] {
        account.fault(&format!("{fault},times=1,on=POST:/api"));
        let answer = raw(&account, "POST", CONTACTS, &named(fault)).unwrap();
        assert_eq!(answer.status().as_u16(), status, "{fault}");
        let text = answer.text().unwrap();
        assert_eq!(count(&account, fault), usize::from(is_made), "{fault}");
        match fault {
            "202" => assert!(text.contains("\"request_id\":\"202\""), "{text}"),
            "code-244" => assert!(text.contains("Код ошибки 244."), "{text}"),
            "response-244" => assert!(text.contains("\"error_code\":\"244\""), "{text}"),
            "html" | "html-before" => assert!(text.starts_with("<html>"), "{text}"),
            _ => {}
        }
    }
}

#[test]
fn a_redirect_leads_to_the_same_address_once_or_elsewhere_each_time() {
    let account = Account::open(false);
    for status in [301, 302, 303, 307, 308] {
        account.fault(&status.to_string());
        let path = "/api/v4/contacts?limit=2&page=1";
        let answer = raw(&account, "GET", path, &json!(null)).unwrap();
        assert_eq!(answer.status().as_u16(), status);
        let to = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(
            to.starts_with(&format!("{}{path}", account.sandbox.url())),
            "{to}"
        );
        let rest = to.replace(&account.sandbox.url(), "");
        assert_eq!(
            raw(&account, "GET", &rest, &json!(null)).unwrap().status(),
            200
        );
        let name = status.to_string();
        assert_eq!(
            raw(&account, "POST", CONTACTS, &named(&name))
                .unwrap()
                .status(),
            status
        );
        assert_eq!(count(&account, &name), 0);
        account.mend();
    }
    account.fault("307,on=POST:/oauth2/access_token,to=localhost:1");
    for _ in 0..2 {
        let path = "/oauth2/access_token?redirected=1";
        let answer = raw(&account, "POST", path, &json!({})).unwrap();
        let to = answer.headers()["location"].to_str().unwrap();
        assert_eq!(to, "http://localhost:1/oauth2/access_token?redirected=1");
    }
}

#[test]
fn created_entities_can_be_named_by_ids_that_are_not_theirs() {
    let account = Account::open(false);
    let known = account.ids(CONTACTS);
    let two = json!([{"name": "x"}, {"name": "y"}]);
    let ids = |fault: &str| {
        account.fault(&format!("{fault},times=1,on=POST:/api"));
        let (status, made) = account.send("POST", CONTACTS, &two);
        assert_eq!(status, 200, "{fault}");
        [0, 1].map(|at| made["_embedded"]["contacts"][at]["id"].as_i64())
    };
    assert_eq!(ids("id-foreign"), [Some(known[0]), Some(known[1])]);
    assert!(ids("id-negative").iter().all(|id| id.unwrap() < 0));
    assert_eq!(ids("id-zero"), [Some(0), Some(0)]);
    let [first, second] = ids("id-repeated");
    assert_eq!(first, second);
    assert!(ids("id-huge")[0].unwrap() > 1 << 62);
    assert_eq!(ids("id-gone"), [None, None]);
    let [first, second] = ids("id-swapped");
    assert_eq!(first.unwrap(), second.unwrap() + 1);
    assert_eq!(count(&account, "x"), 7);
    // Where nothing of the type is there yet, the id is that of something else.
    account.fault("id-foreign,times=1");
    let elements = "/api/v4/catalogs/4521/elements";
    let (_, made) = account.send("POST", elements, &named("course"));
    assert_eq!(made["_embedded"]["elements"][0]["id"], known[0]);
    let (_, complex) = {
        account.fault("id-zero,times=1");
        account.send("POST", "/api/v4/leads/complex", &named("deal"))
    };
    assert_eq!(complex[0]["id"], 0);
}

/// Links of the first lead to contacts, in bulk.
fn link_some(account: &Account) -> (u16, usize, usize) {
    let (lead, contacts) = (account.ids("/api/v4/leads")[0], account.ids(CONTACTS));
    let items: Vec<_> = contacts[..4]
        .iter()
        .map(|to| json!({"entity_id": lead, "to_entity_id": to, "to_entity_type": "contacts"}))
        .collect();
    let (status, answer) = account.send("POST", "/api/v4/leads/link", &items.into());
    let said = answer["_embedded"]["links"].as_array().map_or(0, Vec::len);
    let state = account.state();
    let made = state["leads"][lead.to_string()]["links"]
        .as_array()
        .unwrap();
    (status, said, made.len())
}

#[test]
fn bulk_calls_can_say_or_do_a_part() {
    for (fault, said, made) in [
        ("half-said", 2, 4),
        ("none-said", 0, 4),
        ("half-done", 2, 2),
        ("none-done", 0, 0),
        ("all-said", 4, 0),
        ("body-empty", 0, 4),
        ("items-gone", 0, 4),
    ] {
        let account = Account::open(false);
        account.fault(&format!("{fault},on=POST:/api/v4/*/link"));
        assert_eq!(link_some(&account), (200, said, made), "{fault}");
        account.mend();
        assert_eq!(link_some(&account), (200, 4, 4), "{fault}");
    }
    // The same for what is created.
    let account = Account::open(false);
    account.fault("half-done,times=1,on=POST:/api");
    let two = json!([{"name": "x"}, {"name": "y"}]);
    let (_, made) = account.send("POST", CONTACTS, &two);
    assert_eq!(made["_embedded"]["contacts"].as_array().unwrap().len(), 1);
    assert_eq!((count(&account, "x"), count(&account, "y")), (1, 0));
    account.fault("all-said,times=1,on=POST:/api");
    let (_, made) = account.send("POST", CONTACTS, &named("z"));
    let id = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
    assert_eq!(count(&account, "z"), 0);
    assert_eq!(
        account
            .send("GET", &format!("{CONTACTS}/{id}"), &json!(null))
            .0,
        204
    );
}

#[test]
fn links_can_be_had_of_one_entity_only() {
    for status in [404, 405] {
        let account = Account::open(false);
        account.set(&json!({ "bulk_link": status }));
        assert_eq!(link_some(&account), (status, 0, 0));
        let (lead, contact) = (account.ids("/api/v4/leads")[0], account.ids(CONTACTS)[0]);
        let item = json!([{"to_entity_id": contact, "to_entity_type": "contacts"}]);
        let one = format!("/api/v4/leads/{lead}/link");
        assert_eq!(account.send("POST", &one, &item).0, 200);
        let unlink =
            json!([{"entity_id": lead, "to_entity_id": contact, "to_entity_type": "contacts"}]);
        assert_eq!(
            account.send("POST", "/api/v4/leads/unlink", &unlink).0,
            status
        );
        let one = format!("/api/v4/leads/{lead}/unlink");
        assert_eq!(account.send("POST", &one, &item).0, 204);
        account.set(&json!({"bulk_link": true}));
        assert_eq!(link_some(&account).0, 200);
    }
}

#[test]
fn the_order_of_a_list_is_kept_or_not() {
    let account = Account::open(false);
    let rising = account.ids(CONTACTS);
    let (a, b) = (rising[1], rising[3]);
    account.send("POST", "/_sandbox/clock", &json!({"advance_seconds": 60}));
    account.send("PATCH", CONTACTS, &json!([{"id": a, "name": "changed"}]));
    let falling: Vec<_> = rising.iter().rev().copied().collect();
    let asked = |set: &str, order: &str| {
        account.set(&json!({ "order": set }));
        account.ids(&format!("{CONTACTS}?limit=4&order{order}"))
    };
    assert_eq!(asked("kept", "[id]=desc"), falling[..4]);
    assert_eq!(asked("kept", "[updated_at]=desc")[0], a);
    assert_eq!(asked("ignored", "[id]=desc"), rising[..4]);
    assert_eq!(asked("rising-pages", "[id]=desc"), rising[1..]);
    assert_eq!(asked("updated", "[id]=desc")[0], a);
    assert!(asked("updated", "[id]=asc").contains(&b));
}

#[test]
fn another_pace_and_other_sizes_are_enforced() {
    let account = Account::open(true);
    account.set(&json!({"requests_per_second": 3}));
    let mut statuses: Vec<u16> = (0..12)
        .map(|_| account.send("GET", "/api/v4/account", &json!(null)).0)
        .collect();
    assert_eq!(statuses[..4], [200, 200, 200, 429]);
    statuses.dedup();
    assert_eq!(statuses, [200, 429, 403]);

    let account = Account::open(false);
    account.set(&json!({"most_per_request": 10, "most_per_page": 4}));
    let many = |count: usize| json!(vec![json!({"name": "x", "type": "text", "sort": 1}); count]);
    for path in [
        "/api/v4/contacts/custom_fields",
        "/api/v4/leads/custom_fields/groups",
        "/api/v4/leads/tags",
        "/api/v4/leads/complex",
        "/api/v4/leads/pipelines",
        "/api/v4/leads/link",
    ] {
        let (status, answer) = account.send("POST", path, &many(11));
        assert_eq!(
            (status, &answer["detail"]),
            (422, &json!("Limit 10 per page")),
            "{path}"
        );
    }
    assert_eq!(
        account
            .send("POST", "/api/v4/contacts/custom_fields", &many(10))
            .0,
        201
    );
    for path in [CONTACTS, "/api/v4/contacts/custom_fields", "/api/v4/users"] {
        let (status, answer) = account.send("GET", &format!("{path}?limit=5"), &json!(null));
        assert_eq!(
            (status, &answer["detail"]),
            (422, &json!("Limit 4 per page")),
            "{path}"
        );
        assert_eq!(
            account
                .send("GET", &format!("{path}?limit=4"), &json!(null))
                .0,
            200
        );
        assert_eq!(account.send("GET", path, &json!(null)).0, 200);
    }
}

#[test]
fn the_token_endpoint_refuses_in_all_its_ways() {
    let account = Account::open(false);
    let body = |secret: &str, code: &str| {
        json!({"client_id": account.sandbox.client_id(), "client_secret": secret,
            "redirect_uri": account.sandbox.redirect_uri(), "grant_type": "authorization_code", "code": code})
    };
    let ask = |body: &Value| account.send("POST", "/oauth2/access_token", body);
    let (secret, code) = (
        account.sandbox.client_secret(),
        account.sandbox.fresh_code(),
    );
    for (fault, status, hint) in [
        (
            "token-code-expired",
            400,
            json!("Authorization code has expired"),
        ),
        ("token-secret-401", 401, json!(null)),
        ("token-client-unknown", 401, json!(null)),
        ("token-account", 400, json!("Invalid account")),
        ("token-damaged-400", 400, json!("Invalid refresh token")),
        ("token-revoked", 401, json!("Token has been revoked")),
    ] {
        account.fault(&format!("{fault},on=POST:/oauth2/access_token,times=1"));
        let (found, answer) = ask(&body(&secret, &code));
        assert_eq!((found, &answer["hint"]), (status, &hint), "{fault}");
        assert_eq!(
            answer["type"],
            "https://developers.amocrm.ru/v3/errors/OAuthProblemJson"
        );
    }
    account.fault("html-before,on=POST:/oauth2,times=1");
    assert_eq!(ask(&body(&secret, &code)), (200, json!(null)));
    // None of them spent the code.
    let (status, pair) = ask(&body(&secret, &code));
    assert_eq!(status, 200);

    assert_eq!(ask(&body("wrong", "x")).0, 400);
    account.set(&json!({"wrong_secret": 401}));
    let (status, answer) = ask(&body("wrong", "x"));
    assert_eq!((status, &answer["hint"]), (401, &json!(null)));
    let mut refresh = body(&secret, "x");
    refresh["grant_type"] = json!("refresh_token");
    refresh["refresh_token"] = pair["refresh_token"].clone();
    assert_eq!(ask(&refresh).0, 200);
    assert_eq!(ask(&refresh).0, 401);
    account.set(&json!({"dead_refresh": 400}));
    let (status, answer) = ask(&refresh);
    assert_eq!(
        (status, &answer["hint"]),
        (400, &json!("Token has been revoked"))
    );
}

#[test]
fn errors_can_repeat_what_was_sent_and_be_rude() {
    let account = Account::open(false);
    let sent = json!({"client_secret": "S3CRET", "refresh_token": "def502R", "code": "def502C"});
    for status in [400, 401, 403, 500] {
        account.fault(&format!("echo-{status},times=1"));
        let answer = raw(&account, "POST", "/oauth2/access_token", &sent).unwrap();
        assert_eq!(answer.status().as_u16(), status);
        let header = answer.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        let text = answer.text().unwrap();
        for secret in ["S3CRET", "def502R", "def502C", &account.token] {
            assert!(header.contains(secret) && text.contains(secret), "{secret}");
        }
        account.fault(&format!("rude-{status},times=1"));
        let (found, answer) = account.send("GET", CONTACTS, &json!(null));
        let detail = answer["detail"].as_str().unwrap();
        assert!(
            found == status && detail.contains(['\u{1b}', '\u{202e}']),
            "{detail}"
        );
    }
}

#[test]
fn bodies_can_be_larger_than_anybody_wants() {
    let account = Account::open(false);
    account.fault("huge,mb=3,times=1");
    let text = raw(&account, "GET", CONTACTS, &json!(null))
        .unwrap()
        .text()
        .unwrap();
    assert!(text.len() > 3 << 20);
    let list: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list["_embedded"]["contacts"].as_array().unwrap().len(), 5);
    // An empty answer too, and one that refuses.
    for path in ["/api/v4/contacts/1", "/api/v4/moon"] {
        account.fault("huge,mb=1,times=1");
        let text = raw(&account, "GET", path, &json!(null))
            .unwrap()
            .text()
            .unwrap();
        assert!(text.len() > 1 << 20, "{path}");
    }
    account.fault("endless,times=1");
    let mut answer = raw(&account, "GET", CONTACTS, &json!(null)).unwrap();
    let mut piece = vec![0; 1 << 20];
    for _ in 0..64 {
        answer.read_exact(&mut piece).unwrap();
    }
    assert!(piece.iter().all(|byte| *byte == b' '));
}

#[test]
fn a_packed_body_unpacks_to_what_it_says() {
    let account = Account::open(false);
    let unpack = |fault: &str| {
        account.fault(fault);
        let answer = raw(&account, "GET", CONTACTS, &json!(null)).unwrap();
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        let packed = answer.bytes().unwrap();
        let child = Command::new("gzip")
            .arg("-dc")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = child else {
            skipped("there is no `gzip` here");
            return None;
        };
        let mut input = child.stdin.take().unwrap();
        let length = packed.len();
        let writer = std::thread::spawn(move || input.write_all(&packed).unwrap());
        let done = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(done.status.success());
        Some((length, done.stdout))
    };
    for (fault, mib) in [("gzip,times=1", 0), ("gzip-bomb,mb=5,times=1", 5)] {
        let Some((packed, plain)) = unpack(fault) else {
            return;
        };
        assert!(packed < 64 << 10, "{fault}: {packed}");
        assert!(plain.len() > mib << 20, "{fault}");
        let list: Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(list["_embedded"]["contacts"].as_array().unwrap().len(), 5);
    }
}

/// A switch or an action that the help does not tell is one that nobody finds.
#[test]
fn the_help_tells_every_action_and_switch() {
    let world = World::with(&Options::default());
    let help = world.ok(&["sandbox", "--help"]);
    let told: Vec<&str> = help
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .collect();
    let refused = world.run(&["sandbox", "--set", "nothing=1"]).stderr;
    let switches = refused.split("known are ").nth(1).unwrap();
    let switches = switches.lines().next().unwrap().trim_end_matches('`');
    for name in switches.split(", ") {
        assert!(told.contains(&name), "{name}: {help}");
    }
    for action in told.iter().filter(|word| {
        let families = [
            "body-",
            "embedded-",
            "items-",
            "id-",
            "half-",
            "none-",
            "token-",
            "close-",
        ];
        families
            .iter()
            .any(|family| word.starts_with(family) && word.len() > family.len())
    }) {
        let account = Account::open(false);
        account.fault(action);
    }
}
