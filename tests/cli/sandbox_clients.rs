//! Foreign clients work with the sandbox: published packages do their documented first steps, where they can be had, and
//! requests in the form of the official SDK are taken.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::sandbox::Account;
use crate::support::{World, skipped};

/// The real binary, serving until the test ends.
struct Served {
    child: Child,
    opened: Value,
    /// Kept for the pipe.
    _out: BufReader<std::process::ChildStdout>,
    world: World,
}

impl Served {
    fn start() -> Self {
        let world = World::new();
        let mut command = world.command(&["--output", "json", "sandbox", "--no-rate-limit"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        let opened = loop {
            assert!(out.read_line(&mut text).unwrap() > 0, "{text}");
            if let Ok(opened) = serde_json::from_str(&text) {
                break opened;
            }
        };
        Self {
            child,
            opened,
            _out: out,
            world,
        }
    }

    fn folder(&self) -> &Path {
        self.world.dir.path()
    }

    /// Runs a script with the account in its environment; it must do all its steps.
    fn does(&self, command: &mut Command) {
        let text = |key: &str| self.opened[key].as_str().unwrap().to_owned();
        let ran = command
            .env("AMO_URL", text("url"))
            .env("AMO_CLIENT_ID", text("client_id"))
            .env("AMO_CLIENT_SECRET", text("client_secret"))
            .env("AMO_REDIRECT_URI", text("redirect_uri"))
            .env("AMO_CODE", text("code"))
            .env("AMO_LONG_LIVED_TOKEN", text("long_lived_token"))
            .env("NO_PROXY", "127.0.0.1,localhost")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        let wrong = String::from_utf8_lossy(&ran.stderr);
        assert!(
            ran.status.success() && said.contains("all steps done"),
            "{said}{wrong}"
        );
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a step of a set-up; the reason where it cannot be done here.
fn set_up(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let ran = command.stdin(Stdio::null()).output();
    let ran = ran.map_err(|error| format!("`{name}` does not start: {error}"))?;
    if ran.status.success() {
        return Ok(());
    }
    let wrong = String::from_utf8_lossy(&ran.stderr);
    let last = wrong.lines().rev().find(|line| !line.trim().is_empty());
    Err(format!(
        "`{name}` does not bring it: {}",
        last.unwrap_or_default()
    ))
}

/// A Python of its own with this package.
fn python_with(folder: &Path, package: &str) -> Result<PathBuf, String> {
    let own = folder.join("venv");
    let python = if cfg!(windows) { "python" } else { "python3" };
    set_up(Command::new(python).args(["-m", "venv"]).arg(&own))?;
    let python = own.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    set_up(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--retries", "1", "--timeout", "20", package]),
    )?;
    Ok(python)
}

fn runs_in_python(package: &str, script: &str) {
    let served = Served::start();
    let python = match python_with(served.folder(), package) {
        Ok(python) => python,
        Err(why) => return skipped(&format!("{package}: {why}")),
    };
    let file = served.folder().join("steps.py");
    std::fs::write(&file, script).unwrap();
    served.does(Command::new(python).arg(file).current_dir(served.folder()));
}

#[test]
fn aioamocrm_does_its_first_steps() {
    runs_in_python("aioamocrm==0.1.1", include_str!("clients/aioamocrm.py"));
}

#[test]
fn amocrm_api_does_its_first_steps() {
    runs_in_python("amocrm-api==2.6.1", include_str!("clients/amocrm_api.py"));
}

#[test]
fn amocrm_js_does_its_first_steps() {
    let served = Served::start();
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let brought = set_up(
        Command::new(npm)
            .args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
            ])
            .args(["--fetch-retries=1", "--fetch-timeout=20000", "--prefix"])
            .arg(served.folder())
            .arg("amocrm-js@3.6.0"),
    );
    if let Err(why) = brought {
        return skipped(&format!("amocrm-js: {why}"));
    }
    let file = served.folder().join("steps.js");
    std::fs::write(&file, include_str!("clients/amocrm_js.js")).unwrap();
    served.does(Command::new("node").arg(file).current_dir(served.folder()));
}

/// The official PHP SDK comes from no registry that a test could ask, so its requests are repeated here, with the keys that
/// its models send.
#[test]
fn requests_in_the_form_of_the_official_sdk_are_taken() {
    let account = Account::lenient();
    let ok = |method: &str, path: &str, body: &Value| {
        let (status, answer) = account.send(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {answer}");
        answer
    };
    let none = json!(null);
    let phone = json!([{"field_id": null, "field_code": "PHONE",
        "values": [{"value": "+79120000001", "enum_id": null, "enum_code": "WORK"}]}]);
    let contact = json!([{"name": "Example", "custom_fields_values": phone, "request_id": "0"}]);
    let made = ok("POST", "/api/v4/contacts", &contact);
    let contact = made["_embedded"]["contacts"][0]["id"].clone();
    let read = ok("GET", &format!("/api/v4/contacts/{contact}"), &none);
    assert_eq!(
        read["custom_fields_values"][0]["values"][0]["enum_code"],
        "WORK"
    );
    let (_, fields) = account.send(
        "GET",
        "/api/v4/leads/custom_fields?filter[type][0]=select",
        &none,
    );
    let fields = fields["_embedded"]["custom_fields"]
        .as_array()
        .unwrap()
        .clone();
    assert!(fields.len() == 1 && fields[0]["type"] == "select");
    let channel = json!([{"field_id": fields[0]["id"], "field_code": null, "values": [{"value": "Звонок", "enum_id": null}]}]);
    let lead = json!([{"name": "L", "price": 54321, "custom_fields_values": channel, "tags_to_add": [{"name": "Тег"}],
        "request_id": "0", "_embedded": {"contacts": [{"id": contact, "is_main": false}]}}]);
    let made = ok("POST", "/api/v4/leads", &lead);
    let lead = made["_embedded"]["leads"][0]["id"].clone();
    let cleared = json!({"id": lead, "custom_fields_values": [{"field_id": fields[0]["id"], "field_code": null, "values": null}],
        "request_id": "0"});
    ok("PATCH", &format!("/api/v4/leads/{lead}"), &cleared);

    let single = json!([{"entity_type": null, "entity_id": null, "to_entity_type": "contacts", "to_entity_id": contact,
        "metadata": {"is_main": true}}]);
    ok("POST", &format!("/api/v4/leads/{lead}/link"), &single);
    let companies = account.ids("/api/v4/companies");
    let bulk = json!([{"entity_type": "leads", "entity_id": lead, "to_entity_type": "companies",
        "to_entity_id": companies[0], "metadata": null}]);
    ok("POST", "/api/v4/leads/link", &bulk);
    ok("POST", "/api/v4/leads/unlink", &bulk);

    let field = json!({"type": "select", "id": fields[0]["id"], "name": "Канал связи", "sort": 30, "group_id": null,
        "is_api_only": true, "required_statuses": [], "request_id": "0",
        "enums": [{"value": "Звонок", "sort": 1, "id": fields[0]["enums"][0]["id"]}, {"value": "Чат", "sort": 2}]});
    let changed = ok(
        "PATCH",
        &format!("/api/v4/leads/custom_fields/{}", fields[0]["id"]),
        &field,
    );
    assert_eq!(
        (&changed["name"], &changed["sort"], &changed["is_api_only"]),
        (&json!("Канал связи"), &json!(30), &json!(true))
    );
    assert_eq!(changed["enums"][0]["id"], fields[0]["enums"][0]["id"]);
    let list = json!([field]);
    assert_eq!(
        account
            .send(
                "PATCH",
                &format!("/api/v4/leads/custom_fields/{}", fields[0]["id"]),
                &list
            )
            .0,
        405
    );

    let pipeline = json!([{"name": "Новая", "sort": 100, "is_main": true, "is_unsorted_on": true, "request_id": "0",
        "_embedded": {"statuses": [{"name": "Новый статус", "color": "#fffd7f", "request_id": "0"}]}}]);
    let made = ok("POST", "/api/v4/leads/pipelines", &pipeline);
    let made = &made["_embedded"]["pipelines"][0];
    assert_eq!(
        (&made["is_main"], &made["is_unsorted_on"]),
        (&json!(true), &json!(true))
    );
    let all = ok("GET", "/api/v4/leads/pipelines", &none);
    let main = all["_embedded"]["pipelines"].as_array().unwrap().iter();
    assert_eq!(main.filter(|own| own["is_main"] == true).count(), 1);
    assert!(made["account_id"].is_i64() && made["_embedded"]["statuses"][0]["account_id"].is_i64());

    let catalogs = ok("GET", "/api/v4/catalogs", &none);
    let id = &catalogs["_embedded"]["catalogs"][0]["id"];
    assert_eq!(
        ok("GET", &format!("/api/v4/catalogs/{id}"), &none)["type"],
        "products"
    );
    let elements = format!("/api/v4/catalogs/{id}/elements");
    ok(
        "POST",
        &elements,
        &json!([{"name": "Кроссовки", "request_id": null}, {"name": "Мяч", "request_id": null}]),
    );
    let found = ok("GET", &format!("{elements}?query=кросс"), &none);
    assert_eq!(found["_embedded"]["elements"].as_array().unwrap().len(), 1);
}

#[test]
fn a_change_of_one_entity_names_its_address_once() {
    let account = Account::lenient();
    let id = account.ids("/api/v4/contacts")[0];
    let path = format!("/api/v4/contacts/{id}");
    let (status, answer) = account.send("PATCH", &path, &json!({"name": "x"}));
    let href = answer["_links"]["self"]["href"].as_str().unwrap();
    assert!(
        status == 200 && href.ends_with(&format!(".ru{path}")),
        "{answer}"
    );
    let (_, answer) = account.send(
        "PATCH",
        "/api/v4/contacts",
        &json!([{"id": id, "name": "y"}]),
    );
    let href = answer["_embedded"]["contacts"][0]["_links"]["self"]["href"]
        .as_str()
        .unwrap();
    assert!(href.ends_with(&format!(".ru{path}")), "{answer}");
}

#[test]
fn token_requests_can_be_forms() {
    let account = Account::lenient();
    let ask = |code: &str| {
        let fields = [
            ("client_id", account.sandbox.client_id()),
            ("client_secret", account.sandbox.client_secret()),
            ("redirect_uri", account.sandbox.redirect_uri()),
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
        ];
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        let request = account
            .http
            .post(format!("{}/oauth2/access_token", account.sandbox.url()))
            .header(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=UTF-8",
            )
            .body(body);
        let answer = request.send().unwrap();
        (answer.status().as_u16(), answer.json::<Value>().unwrap())
    };
    let code = account.sandbox.fresh_code();
    let (status, pair) = ask(&code);
    assert!(status == 200 && pair["refresh_token"].is_string(), "{pair}");
    assert_eq!(ask(&code).0, 400);
    account.set(&json!({"form_tokens": false}));
    assert_eq!(ask(&account.sandbox.fresh_code()).0, 401);
}

#[test]
fn what_known_clients_send_is_a_mistake_where_the_account_is_strict() {
    let account = Account::lenient();
    let id = account.ids("/api/v4/leads")[0];
    let lead = format!("/api/v4/leads/{id}");
    let (_, mut read) = account.send(
        "GET",
        &format!("{lead}?with=contacts,loss_reason"),
        &json!(null),
    );
    read["request_id"] = json!(143);
    let forms = [
        ("PATCH", lead.clone(), read),
        (
            "POST",
            "/api/v4/contacts".to_owned(),
            json!([{"name": "x", "request_id": 143}]),
        ),
        (
            "POST",
            "/api/v4/contacts".to_owned(),
            json!([{"name": "x", "account_id": 1}]),
        ),
        (
            "POST",
            "/api/v4/leads".to_owned(),
            json!([{"name": "x", "closed_at": null, "loss_reason_id": null}]),
        ),
    ];
    for (method, path, body) in &forms {
        let (status, answer) = account.send(method, path, body);
        assert_eq!(status, 200, "{body}: {answer}");
    }
    account.set(&json!({"strict": true}));
    for (method, path, body) in &forms {
        assert_eq!(account.send(method, path, body).0, 400, "{body}");
    }
    // What nobody knows is a mistake in both.
    for strict in [true, false] {
        account.set(&json!({ "strict": strict }));
        let unknown = json!([{"name": "x", "date_close": 1}]);
        assert_eq!(account.send("POST", "/api/v4/leads", &unknown).0, 400);
    }
}

#[test]
fn a_loss_reason_comes_with_the_move_or_after_it() {
    let account = Account::lenient();
    let (_, pipelines) = account.send("GET", "/api/v4/leads/pipelines", &json!(null));
    let pipeline = &pipelines["_embedded"]["pipelines"][0];
    let open = &pipeline["_embedded"]["statuses"][1]["id"];
    let id = account.ids("/api/v4/leads")[0];
    let change = |status: &Value, reason: Value| {
        let mut item = json!({"id": id, "pipeline_id": pipeline["id"], "status_id": status});
        item["loss_reason_id"] = reason;
        account.send("PATCH", "/api/v4/leads", &json!([item])).0
    };
    let lost = json!(143);
    assert_eq!(change(open, json!(41)), 400);
    assert_eq!(change(&lost, json!(41)), 200);
    assert_eq!(change(open, json!(null)), 200);
    account.set(&json!({"loss_reason": "after"}));
    assert_eq!(change(&lost, json!(41)), 400);
    assert_eq!(change(&lost, json!(null)), 400);
    let plain = json!([{"id": id, "pipeline_id": pipeline["id"], "status_id": 143}]);
    assert_eq!(account.send("PATCH", "/api/v4/leads", &plain).0, 200);
    assert_eq!(change(&lost, json!(42)), 200);
    assert_eq!(
        account.state()["leads"][id.to_string()]["loss_reason_id"],
        42
    );
}
