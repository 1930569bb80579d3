//! The strict side of the sandbox, asked without the client.

use amosync::sandbox::{CONTROL_HEADER, Options, Sandbox};
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::support::strict;

/// A sandbox of its own, with a token that ends in five years.
pub struct Account {
    pub sandbox: Sandbox,
    pub http: Client,
    pub token: String,
}

impl Account {
    pub fn open(rate_limit: bool) -> Self {
        Self::with(&strict(&Options {
            rate_limit,
            ..Options::default()
        }))
    }

    /// As a foreign client finds it.
    pub fn lenient() -> Self {
        Self::with(&Options {
            rate_limit: false,
            ..Options::default()
        })
    }

    fn with(options: &Options) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sandbox = Sandbox::start(options).unwrap();
        let token = sandbox.long_lived_token();
        Self {
            sandbox,
            http: Client::new(),
            token,
        }
    }

    pub fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}{path}", self.sandbox.url());
        let request = self
            .http
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token)
            .header(CONTROL_HEADER, "1");
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

    /// Sets a switch, or a number of them.
    pub fn set(&self, switches: &Value) {
        let (status, answer) = self.send("POST", "/_sandbox/options", switches);
        assert_eq!(status, 204, "{answer}");
    }

    pub fn fault(&self, spec: &str) {
        let (status, answer) = self.send("POST", "/_sandbox/faults", &json!({ "spec": spec }));
        assert_eq!(status, 204, "{spec}: {answer}");
    }

    /// Ends all faults.
    pub fn mend(&self) {
        self.send("DELETE", "/_sandbox/faults", &json!(null));
    }

    /// The account as it is, whatever its answers say.
    pub fn state(&self) -> Value {
        self.send("GET", "/_sandbox/state", &json!(null)).1
    }

    /// The names of the entities of a type.
    pub fn names(&self, kind: &str) -> Vec<String> {
        let state = self.state();
        let all = state[kind].as_object().unwrap().values();
        all.map(|e| e["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The ids that a list holds, in its order.
    pub fn ids(&self, path: &str) -> Vec<i64> {
        let (_, list) = self.send("GET", path, &json!(null));
        let lists = list["_embedded"].as_object().into_iter().flatten();
        lists
            .flat_map(|(_, list)| list.as_array().unwrap())
            .map(|e| e["id"].as_i64().unwrap())
            .collect()
    }

    /// Code and path of the first refusal.
    pub fn refusal(&self, method: &str, path: &str, body: &Value) -> (String, String) {
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

#[test]
fn tags_have_a_dictionary_for_each_type_and_colours_for_leads_only() {
    let account = Account::open(false);
    let none = json!(null);
    for kind in ["leads", "contacts", "companies"] {
        let path = format!("/api/v4/{kind}/tags");
        assert_eq!(account.send("GET", &path, &none).0, 204);
        let (status, made) =
            account.send("POST", &path, &json!([{"name": "A", "request_id": "a"}]));
        assert_eq!(
            (status, &made["_embedded"]["tags"][0]["request_id"]),
            (200, &json!("a"))
        );
        let id = &made["_embedded"]["tags"][0]["id"];
        let (_, again) = account.send("POST", &path, &json!([{"name": "A"}, {"name": "B"}]));
        assert_eq!(&again["_embedded"]["tags"][0]["id"], id);
        assert_ne!(&again["_embedded"]["tags"][1]["id"], id);
        let (_, one) = account.send("GET", &format!("{path}?filter[name]=B"), &none);
        assert_eq!(one["_embedded"]["tags"].as_array().unwrap().len(), 1);
        assert_eq!(
            account
                .send("GET", &format!("{path}?filter[name]=C"), &none)
                .0,
            204
        );
    }
    let red = json!([{"name": "red", "color": "EB5757"}]);
    let (_, made) = account.send("POST", "/api/v4/leads/tags", &red);
    assert_eq!(made["_embedded"]["tags"][0]["color"], "EB5757");
    assert_eq!(
        account.refusal("POST", "/api/v4/contacts/tags", &red).0,
        "FieldNotExpected"
    );
    let hash = json!([{"name": "red", "color": "#EB5757"}]);
    assert_eq!(
        account.refusal("POST", "/api/v4/leads/tags", &hash),
        ("NotSupportedChoice".to_owned(), "color".to_owned())
    );
}

#[test]
fn entities_get_and_lose_tags_by_name_and_by_id() {
    let account = Account::open(false);
    let tags = |id: &Value| {
        let (_, contact) = account.send("GET", &format!("/api/v4/contacts/{id}"), &json!(null));
        let list = contact["_embedded"]["tags"].as_array().unwrap().clone();
        list.into_iter()
            .map(|tag| (tag["name"].as_str().unwrap().to_owned(), tag["id"].clone()))
            .collect::<Vec<_>>()
    };
    let names = |id: &Value| {
        tags(id)
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    let (_, made) = account.send(
        "POST",
        "/api/v4/contacts",
        &json!([{"name": "T", "_embedded": {"tags": [{"name": "a"}]}, "tags_to_add": [{"name": "b"}]}]),
    );
    let id = &made["_embedded"]["contacts"][0]["id"];
    assert_eq!(names(id), ["a", "b"]);
    let b = tags(id)[1].1.clone();
    let change = |body: Value| {
        let mut item = body;
        item["id"] = id.clone();
        assert_eq!(
            account.send("PATCH", "/api/v4/contacts", &json!([item])).0,
            200
        );
    };
    change(json!({"tags_to_delete": [{"id": b}], "tags_to_add": [{"name": "c"}, {"name": "a"}]}));
    assert_eq!(names(id), ["a", "c"]);
    change(json!({"_embedded": {"tags": [{"id": b}]}}));
    assert_eq!(names(id), ["b"]);
    change(json!({"_embedded": {"tags": null}}));
    assert!(names(id).is_empty());
    // The tag of another entity type is none of these.
    let lead = json!([{"name": "L", "tags_to_add": [{"id": b}]}]);
    assert_eq!(
        account.refusal("POST", "/api/v4/leads", &lead),
        (
            "NotSupportedChoice".to_owned(),
            "tags_to_add.0.id".to_owned()
        )
    );
    let new = json!([{"name": "N", "tags_to_delete": [{"name": "a"}]}]);
    assert_eq!(
        account.refusal("POST", "/api/v4/contacts", &new).0,
        "FieldNotExpected"
    );
}

#[test]
fn notes_are_kept_for_their_entity_and_added_again_by_a_repeated_request() {
    let account = Account::open(false);
    let none = json!(null);
    let (_, contacts) = account.send("GET", "/api/v4/contacts", &none);
    let id = &contacts["_embedded"]["contacts"][0]["id"];
    let own = format!("/api/v4/contacts/{id}/notes");
    assert_eq!(account.send("GET", &own, &none).0, 204);
    let hello = json!([{"note_type": "common", "params": {"text": "Привет"}, "request_id": "n"}]);
    for _ in 0..2 {
        let (status, made) = account.send("POST", &own, &hello);
        let made = &made["_embedded"]["notes"][0];
        assert_eq!(
            (status, &made["entity_id"], &made["request_id"]),
            (200, id, &json!("n"))
        );
    }
    let bulk = json!([{"entity_id": id, "note_type": "service_message", "params": {"service": "S", "text": "t"}}]);
    assert_eq!(account.send("POST", "/api/v4/contacts/notes", &bulk).0, 200);
    let (_, all) = account.send("GET", &own, &none);
    assert_eq!(all["_embedded"]["notes"].as_array().unwrap().len(), 3);
    assert_eq!(all["_embedded"]["notes"][0]["params"]["text"], "Привет");
    let pages =
        [1, 2, 3].map(|page| account.send("GET", &format!("{own}?limit=2&page={page}"), &none));
    assert!(pages[0].1["_links"]["next"].is_object() && pages[1].1["_links"]["next"].is_null());
    assert_eq!(
        pages[1].1["_embedded"]["notes"].as_array().unwrap().len(),
        1
    );
    assert_eq!(pages[2].0, 204);
    for (body, path) in [
        (
            json!([{"note_type": "common", "params": {"text": "x"}}]),
            "entity_id",
        ),
        (
            json!([{"entity_id": 1, "note_type": "common", "params": {"text": "x"}}]),
            "entity_id",
        ),
        (
            json!([{"entity_id": id, "note_type": "shout", "params": {}}]),
            "note_type",
        ),
        (
            json!([{"entity_id": id, "note_type": "common", "params": {}}]),
            "params.text",
        ),
        (
            json!([{"entity_id": id, "note_type": "common", "params": {"text": 1}}]),
            "params.text",
        ),
    ] {
        assert_eq!(
            account.refusal("POST", "/api/v4/contacts/notes", &body).1,
            path
        );
    }
}

#[test]
fn a_complex_lead_brings_its_contact_and_company() {
    let account = Account::open(false);
    let item = json!({"name": "C", "request_id": "c", "_embedded": {
        "contacts": [{"first_name": "Анна", "custom_fields_values": [{"field_code": "PHONE", "values": [{"value": "1", "enum_code": "WORK"}]}]}],
        "companies": [{"name": "ООО"}]}});
    let (status, made) = account.send("POST", "/api/v4/leads/complex", &json!([item]));
    assert_eq!(
        (status, &made[0]["request_id"], &made[0]["merged"]),
        (200, &json!(["c"]), &json!(false))
    );
    let (_, lead) = account.send(
        "GET",
        &format!("/api/v4/leads/{}?with=contacts", made[0]["id"]),
        &json!(null),
    );
    assert_eq!(
        lead["_embedded"]["contacts"],
        json!([{"id": made[0]["contact_id"], "is_main": true}])
    );
    let company = json!([{"id": made[0]["company_id"]}]);
    assert_eq!(lead["_embedded"]["companies"], company);
    let (_, contact) = account.send(
        "GET",
        &format!("/api/v4/contacts/{}", made[0]["contact_id"]),
        &json!(null),
    );
    assert_eq!(contact["_embedded"]["companies"], company);
    let unsorted = json!([{"name": "U", "_embedded": {"metadata": {"category": "forms"}}}]);
    let (_, made) = account.send("POST", "/api/v4/leads/complex", &unsorted);
    assert_eq!(made[0]["contact_id"], json!(null));

    let many = |count: usize| json!(vec![json!({"name": "x"}); count]);
    assert_eq!(
        account.send("POST", "/api/v4/leads/complex", &many(50)).0,
        200
    );
    assert_eq!(
        account.send("POST", "/api/v4/leads/complex", &many(51)).0,
        422
    );
    for (part, path) in [
        (
            json!({"contacts": [{"name": "a"}, {"name": "b"}]}),
            "_embedded.contacts",
        ),
        (json!({"contacts": [{"id": 1}]}), "_embedded.contacts.0.id"),
        (
            json!({"companies": [{"nickname": "a"}]}),
            "_embedded.companies.0.nickname",
        ),
        (
            json!({"metadata": {"category": "post"}}),
            "_embedded.metadata.category",
        ),
    ] {
        let body = json!([{"name": "x", "_embedded": part}]);
        assert_eq!(
            account.refusal("POST", "/api/v4/leads/complex", &body).1,
            path
        );
    }
    let values = vec![json!({"field_code": "PHONE", "values": null}); 41];
    let body =
        json!([{"_embedded": {"contacts": [{"name": "a", "custom_fields_values": values}]}}]);
    assert_eq!(
        account.refusal("POST", "/api/v4/leads/complex", &body).1,
        "_embedded.contacts.0.custom_fields_values"
    );
}

#[test]
fn a_contact_has_one_company_and_both_show_it() {
    let account = Account::open(false);
    let ids = |kind: &str| {
        let (_, list) = account.send("GET", &format!("/api/v4/{kind}"), &json!(null));
        list["_embedded"][kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["id"].clone())
            .collect::<Vec<_>>()
    };
    let (contact, companies) = (ids("contacts")[0].clone(), ids("companies"));
    let company_of = || {
        account
            .send("GET", &format!("/api/v4/contacts/{contact}"), &json!(null))
            .1["_embedded"]["companies"]
            .clone()
    };
    let contacts_of = |company: &Value| {
        let path = format!("/api/v4/companies/{company}?with=contacts");
        let (_, shown) = account.send("GET", &path, &json!(null));
        shown["_embedded"]["contacts"].as_array().unwrap().len()
    };
    let link = json!([{"to_entity_id": contact, "to_entity_type": "contacts"}]);
    for company in &companies[..2] {
        let path = format!("/api/v4/companies/{company}/link");
        assert_eq!(account.send("POST", &path, &link).0, 200);
        assert_eq!(company_of(), json!([{"id": company}]));
    }
    assert_eq!(
        (contacts_of(&companies[0]), contacts_of(&companies[1])),
        (0, 1)
    );
    let back = json!([{"to_entity_id": companies[1], "to_entity_type": "companies"}]);
    assert_eq!(
        account
            .send("POST", &format!("/api/v4/contacts/{contact}/unlink"), &back)
            .0,
        204
    );
    assert_eq!((company_of(), contacts_of(&companies[1])), (json!([]), 0));
    // Links come only where they are asked for.
    let (_, plain) = account.send(
        "GET",
        &format!("/api/v4/companies/{}", companies[0]),
        &json!(null),
    );
    assert!(plain["_embedded"].get("contacts").is_none());
}

#[test]
fn groups_of_fields_are_made_filled_and_removed() {
    let account = Account::open(false);
    let path = "/api/v4/leads/custom_fields/groups";
    let (_, all) = account.send("GET", path, &json!(null));
    assert_eq!(all["_embedded"]["custom_field_groups"][0]["id"], "default");
    let (status, made) = account.send("POST", path, &json!([{"name": "Учёба", "sort": 5}]));
    let id = made["_embedded"]["custom_field_groups"][0]["id"].clone();
    let id = id.as_str().unwrap();
    assert!(status == 201 && id.starts_with("leads_"), "{status} {id}");
    let (_, fields) = account.send("GET", "/api/v4/leads/custom_fields", &json!(null));
    let field = &fields["_embedded"]["custom_fields"][0]["id"];
    let own = format!("{path}/{id}");
    assert_eq!(
        account.send("PATCH", &own, &json!({"fields": [field]})).0,
        200
    );
    let group_of = || {
        account
            .send(
                "GET",
                &format!("/api/v4/leads/custom_fields/{field}"),
                &json!(null),
            )
            .1["group_id"]
            .clone()
    };
    assert_eq!(group_of(), id);
    assert_eq!(account.send("DELETE", &own, &json!(null)).0, 204);
    assert_eq!(group_of(), json!(null));
    assert_eq!(account.send("GET", &own, &json!(null)).0, 404);
    assert_eq!(
        account
            .send("DELETE", &format!("{path}/default"), &json!(null))
            .0,
        400
    );
    assert_eq!(
        account.refusal("POST", path, &json!([{"name": "x"}])).1,
        "sort"
    );
    let stray = json!([{"name": "F", "type": "text", "group_id": "contacts_1"}]);
    assert_eq!(
        account
            .refusal("POST", "/api/v4/leads/custom_fields", &stray)
            .1,
        "group_id"
    );
    assert_eq!(
        account
            .send(
                "GET",
                "/api/v4/customers/segments/custom_fields/groups",
                &json!(null)
            )
            .0,
        404
    );
}

#[test]
fn users_are_shown_one_by_one_to_administrators() {
    let account = Account::open(false);
    let (status, user) = account.send("GET", "/api/v4/users/9000003", &json!(null));
    assert_eq!((status, &user["rights"]["is_active"]), (200, &json!(false)));
    assert_eq!(account.send("GET", "/api/v4/users/1", &json!(null)).0, 404);
    let (_, page) = account.send("GET", "/api/v4/users?limit=2&page=2", &json!(null));
    assert_eq!(
        (&page["_page_count"], &page["_embedded"]["users"][0]["id"]),
        (&json!(2), &json!(9_000_003))
    );
    account.send("POST", "/_sandbox/options", &json!({"admin": false}));
    assert_eq!(
        account.send("GET", "/api/v4/users/9000003", &json!(null)).0,
        403
    );
}

#[test]
fn what_is_deleted_or_merged_answers_as_it_is_switched() {
    let account = Account::open(false);
    let (_, list) = account.send("GET", "/api/v4/contacts", &json!(null));
    let id = |at: usize| list["_embedded"]["contacts"][at]["id"].clone();
    let (deleted, merged, kept) = (id(0), id(1), id(2));
    let (_, companies) = account.send("GET", "/api/v4/companies", &json!(null));
    let company = &companies["_embedded"]["companies"][0]["id"];
    account.send(
        "POST",
        &format!("/api/v4/contacts/{merged}/link"),
        &json!([{"to_entity_id": company, "to_entity_type": "companies"}]),
    );
    for edit in [
        json!({"op": "delete", "entity": "contacts", "id": deleted}),
        json!({"op": "merge", "entity": "contacts", "id": merged, "into": kept}),
    ] {
        assert_eq!(account.send("POST", "/_sandbox/edit", &edit).0, 204);
    }
    let (_, survivor) = account.send("GET", &format!("/api/v4/contacts/{kept}"), &json!(null));
    assert_eq!(survivor["_embedded"]["companies"], json!([{"id": company}]));
    for gone in [400, 404] {
        account.send("POST", "/_sandbox/options", &json!({"gone": gone}));
        for id in [&deleted, &merged] {
            let body = json!([{"id": id, "name": "x"}, {"id": kept, "name": "never"}]);
            assert_eq!(account.send("PATCH", "/api/v4/contacts", &body).0, gone);
            let one = format!("/api/v4/contacts/{id}");
            assert_eq!(account.send("PATCH", &one, &json!({"name": "x"})).0, gone);
            assert_eq!(account.send("GET", &one, &json!(null)).0, 204);
        }
    }
    let (_, survivor) = account.send("GET", &format!("/api/v4/contacts/{kept}"), &json!(null));
    assert_ne!(survivor["name"], "never");
    account.send("POST", "/_sandbox/options", &json!({"trash": true}));
    let (status, trashed) =
        account.send("GET", &format!("/api/v4/contacts/{deleted}"), &json!(null));
    assert_eq!((status, &trashed["is_deleted"]), (200, &json!(true)));
    assert_eq!(
        account
            .send("GET", &format!("/api/v4/contacts/{merged}"), &json!(null))
            .0,
        204
    );
    let (status, _) = account.send("POST", "/_sandbox/options", &json!({"gone": 500}));
    assert_eq!(status, 400);
}

#[test]
fn the_grace_of_refresh_tokens_and_the_old_access_token_can_be_switched() {
    let account = Account::open(false);
    let exchange = |grant: &str, key: &str, value: &Value| {
        let body = json!({"client_id": account.sandbox.client_id(), "client_secret": account.sandbox.client_secret(),
            "redirect_uri": account.sandbox.redirect_uri(), "grant_type": grant, key: value});
        account.send("POST", "/oauth2/access_token", &body)
    };
    let refresh = |pair: &Value| exchange("refresh_token", "refresh_token", &pair["refresh_token"]);
    let works = |pair: &Value| {
        let answer = account
            .http
            .get(format!("{}/api/v4/account", account.sandbox.url()))
            .bearer_auth(pair["access_token"].as_str().unwrap())
            .send()
            .unwrap();
        answer.status().as_u16() == 200
    };
    let first = || {
        let code = json!(account.sandbox.fresh_code());
        exchange("authorization_code", "code", &code).1
    };
    let set = |body: Value| {
        let (status, answer) = account.send("POST", "/_sandbox/options", &body);
        assert_eq!(status, 204, "{answer}");
    };

    let old = first();
    assert_eq!(refresh(&old).0, 200);
    assert_eq!(refresh(&old).0, 401);
    assert!(works(&old));

    set(json!({"grace": "until-refresh"}));
    let old = first();
    let (_, new) = refresh(&old);
    assert!(works(&new));
    let (status, newer) = refresh(&old);
    assert_eq!(status, 200);
    assert_eq!(refresh(&newer).0, 200);
    assert_eq!(refresh(&old).0, 401);

    set(json!({"grace": "until-access"}));
    let old = first();
    assert_eq!(refresh(&old).0, 200);
    let (status, new) = refresh(&old);
    assert!(status == 200 && works(&new));
    assert_eq!(refresh(&old).0, 401);

    set(json!({"refresh_ends_access": true}));
    let old = first();
    let (_, new) = refresh(&old);
    assert_eq!((works(&old), works(&new)), (false, true));
}
