//! The strict side of the sandbox, asked without the client.

use amosync::sandbox::{Options, Sandbox};
use reqwest::blocking::Client;
use serde_json::{Value, json};

struct Account {
    sandbox: Sandbox,
    http: Client,
    token: String,
}

impl Account {
    fn open(rate_limit: bool) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sandbox = Sandbox::start(&Options {
            rate_limit,
            ..Options::default()
        })
        .unwrap();
        let token = sandbox.long_lived_token();
        Self {
            sandbox,
            http: Client::new(),
            token,
        }
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}{path}", self.sandbox.url());
        let request = self
            .http
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token);
        let request = if method == "GET" {
            request
        } else {
            request.json(body)
        };
        let answer = request.send().unwrap();
        let status = answer.status().as_u16();
        (
            status,
            serde_json::from_str(&answer.text().unwrap()).unwrap_or_default(),
        )
    }

    /// Code and path of the first refusal.
    fn refusal(&self, method: &str, path: &str, body: &Value) -> (String, String) {
        let (status, answer) = self.send(method, path, body);
        assert_eq!(status, 400, "{answer}");
        let error = &answer["validation-errors"][0]["errors"][0];
        (
            error["code"].as_str().unwrap().to_owned(),
            error["path"].as_str().unwrap().to_owned(),
        )
    }
}

#[test]
fn one_wrong_item_refuses_the_whole_batch() {
    let account = Account::open(false);
    let before = account.send("GET", "/api/v4/contacts", &json!(null)).1["_embedded"]["contacts"]
        .as_array()
        .unwrap()
        .len();
    let long = "x".repeat(256);
    for (item, code, path) in [
        (json!({"nickname": "A"}), "FieldNotExpected", "nickname"),
        (json!({"name": 5}), "InvalidType", "name"),
        (json!({"name": long}), "TooLong", "name"),
        (
            json!({"responsible_user_id": 9_000_003}),
            "NotSupportedChoice",
            "responsible_user_id",
        ),
        (
            json!({"_embedded": {"companies": [{"id": 1}]}}),
            "FieldNotExpected",
            "_embedded.companies",
        ),
        (
            json!({"custom_fields_values": [{"field_id": 1, "values": [{"value": "x"}]}]}),
            "NotSupportedChoice",
            "custom_fields_values.0.field_id",
        ),
        (
            json!({"custom_fields_values": [{"field_code": "POSITION", "values": [{"value": "x", "enum_code": "WORK"}]}]}),
            "FieldNotExpected",
            "custom_fields_values.0.values.0.enum_code",
        ),
        (
            json!({"custom_fields_values": [{"field_code": "POSITION", "values": []}]}),
            "InvalidType",
            "custom_fields_values.0.values",
        ),
        (
            json!({"custom_fields_values": [{"field_code": "PHONE", "values": [{"value": "1", "enum_code": "CAR"}]}]}),
            "NotSupportedChoice",
            "custom_fields_values.0.values.0.enum_code",
        ),
    ] {
        let found = account.refusal("POST", "/api/v4/contacts", &json!([{"name": "good"}, item]));
        assert_eq!(found, (code.to_owned(), path.to_owned()));
    }
    let after = account.send("GET", "/api/v4/contacts", &json!(null)).1["_embedded"]["contacts"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(before, after);
}

#[test]
fn leads_keep_the_rules_of_funnels_prices_and_loss_reasons() {
    let account = Account::open(false);
    let pipelines = account
        .send("GET", "/api/v4/leads/pipelines", &json!(null))
        .1["_embedded"]["pipelines"]
        .clone();
    let status =
        |pipeline: usize, at: usize| pipelines[pipeline]["_embedded"]["statuses"][at]["id"].clone();
    let lead = |key: &str, value: Value| json!([{"pipeline_id": pipelines[1]["id"], key: value}]);
    for (body, path) in [
        (lead("status_id", status(2, 1)), "status_id"),
        (lead("status_id", status(1, 0)), "status_id"),
        (lead("price", json!(3_000_000_000_i64)), "price"),
        (lead("price", json!("12000")), "price"),
        (
            lead("_embedded", json!({"contacts": [{"id": 1}]})),
            "_embedded.contacts.0.id",
        ),
    ] {
        assert_eq!(account.refusal("POST", "/api/v4/leads", &body).1, path);
    }
    let (_, made) = account.send("POST", "/api/v4/leads", &lead("name", json!("L")));
    let id = &made["_embedded"]["leads"][0]["id"];
    assert_eq!(made["_embedded"]["leads"][0]["request_id"], "0");
    let lost = json!([{"id": id, "pipeline_id": pipelines[1]["id"], "status_id": 143, "loss_reason_id": 41}]);
    let (code, answer) = account.send("PATCH", "/api/v4/leads", &lost);
    assert_eq!(
        (code, &answer["errors"][id.to_string()]),
        (
            400,
            &json!("Loss reason can be specified only for lost lead")
        )
    );
    let only = json!([{"id": id, "pipeline_id": pipelines[1]["id"], "status_id": 143}]);
    assert_eq!(account.send("PATCH", "/api/v4/leads", &only).0, 200);
    assert_eq!(account.send("PATCH", "/api/v4/leads", &lost).0, 200);
}

#[test]
fn lists_page_and_nothing_is_204() {
    let account = Account::open(false);
    let (_, fields) = account.send("GET", "/api/v4/contacts/custom_fields", &json!(null));
    assert_eq!(
        fields["_embedded"]["custom_fields"]
            .as_array()
            .unwrap()
            .len(),
        50
    );
    assert!(
        fields["_links"]["next"]["href"]
            .as_str()
            .unwrap()
            .starts_with("https://shard")
    );
    for path in [
        "/api/v4/contacts/1",
        "/api/v4/contacts?page=99",
        "/api/v4/catalogs/4521/elements",
        "/api/v4/leads?page=2&limit=250",
    ] {
        assert_eq!(account.send("GET", path, &json!(null)).0, 204, "{path}");
    }
    // Without the paid add-on a filter is ignored.
    let (_, all) = account.send("GET", "/api/v4/contacts?filter[id]=1", &json!(null));
    assert_eq!(all["_embedded"]["contacts"].as_array().unwrap().len(), 5);
    let many: Vec<_> = (0..251).map(|n| json!({"name": n.to_string()})).collect();
    assert_eq!(
        account.send("POST", "/api/v4/contacts", &many.into()).0,
        422
    );
    let contact = all["_embedded"]["contacts"][0]["id"].clone();
    assert_eq!(
        account
            .send(
                "PATCH",
                &format!("/api/v4/contacts/{contact}"),
                &json!([{"name": "x"}])
            )
            .0,
        405
    );
    assert_eq!(account.send("GET", "/api/v4/moon", &json!(null)).0, 404);
}

#[test]
fn too_many_requests_are_refused_in_both_shapes_and_then_blocked() {
    let account = Account::open(true);
    let mut statuses: Vec<u16> = (0..20)
        .map(|_| account.send("GET", "/api/v4/account", &json!(null)).0)
        .collect();
    assert_eq!(statuses[..7], [200; 7]);
    statuses.dedup();
    assert_eq!(statuses, [200, 429, 403]);
}
