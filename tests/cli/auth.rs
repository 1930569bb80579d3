use serde_json::json;

use crate::support::World;

#[test]
fn twenty_processes_with_one_expired_token_refresh_once() {
    let world = World::new();
    world.login();
    world.post("tokens", &json!({"expire_access": true}));
    let children: Vec<_> = (0..20)
        .map(|_| world.command(&["account"]).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(world.get("stats")["refreshes"], 1);
}

#[test]
fn a_lost_refresh_answer_is_asked_for_once_more() {
    let world = World::new();
    world.login();
    world.post("options", &json!({"grace": true}));
    world.post("tokens", &json!({"expire_access": true}));
    world.fault("close-after,on=POST:/oauth2/access_token,nth=1");
    world.ok(&["account"]);
    // Without grace the spent token is refused, and the way back is told.
    world.post("options", &json!({"grace": false}));
    world.post("tokens", &json!({"expire_access": true}));
    world.fault("close-after,on=POST:/oauth2/access_token,nth=1");
    let ran = world.run(&["account"]);
    assert_eq!(ran.code, 4);
    assert!(
        ran.stderr.contains("hint: run `auth login`"),
        "{}",
        ran.stderr
    );
    world.login();
    world.ok(&["account"]);
}

#[test]
fn each_wrong_login_is_explained_and_keeps_the_old_tokens() {
    let world = World::new();
    world.login();
    let spent = world.sandbox.fresh_code();
    world.ok(&["auth", "login", "--code", &spent]);
    let old = world.sandbox.fresh_code();
    world.post("clock", &json!({"advance_seconds": 1201}));
    for (code, hint) in [
        (spent.as_str(), "Authorization code has been revoked"),
        (old.as_str(), "Authorization code has expired"),
        ("nonsense", "Cannot decrypt the authorization code"),
    ] {
        let ran = world.run(&["auth", "login", "--code", code]);
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        assert!(
            ran.stderr.contains(hint) && ran.stderr.contains("Keys tab"),
            "{}",
            ran.stderr
        );
    }
    let code = world.sandbox.fresh_code();
    let ran: crate::support::Ran = world
        .command(&["auth", "login", "--code", &code])
        .env("AMOSYNC_CLIENT_SECRET", "wrong")
        .output()
        .unwrap()
        .into();
    assert!(ran.stderr.contains("copy the secret key"), "{}", ran.stderr);
    world.ok(&["account"]);
}

#[test]
fn revoked_tokens_stop_with_exit_4_and_no_secret_is_ever_printed() {
    let world = World::new();
    world.login();
    let kept = std::fs::read_to_string(world.data().join("school/secrets.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let access: serde_json::Value =
        serde_json::from_str(kept["access_token"].as_str().unwrap()).unwrap();
    let secrets = [
        kept["refresh_token"].clone(),
        access["token"].clone(),
        kept["client_secret"].clone(),
    ];
    let mut seen = String::new();
    for args in [
        &["-vvv", "account"][..],
        &["-vvv", "auth", "status"],
        &["-vvv", "auth", "refresh"],
    ] {
        let ran = world.run(args);
        seen += &(ran.stdout + &ran.stderr);
    }
    world.post("tokens", &json!({"revoke": true}));
    let ran = world.run(&["-vvv", "account"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    seen += &(ran.stdout + &ran.stderr);
    for secret in secrets {
        assert!(
            !seen.contains(secret.as_str().unwrap()),
            "a secret was printed"
        );
    }
    world.ok(&["auth", "logout"]);
    assert_eq!(world.run(&["auth", "status"]).code, 4);
}

#[test]
fn a_block_is_remembered_and_nothing_more_is_sent() {
    let world = World::new();
    world.login();
    world.forget_requests();
    world.fault("403-html,nth=1");
    assert_eq!(world.run(&["account"]).code, 7);
    assert_eq!(world.run(&["account"]).code, 7);
    assert_eq!(world.requests(), 1);
}

#[test]
fn both_shapes_of_429_are_waited_out() {
    let world = World::new();
    world.login();
    world.fault("429,on=GET:/api,nth=1");
    world.fault("429-json,on=GET:/api,nth=1");
    world.ok(&["account"]);
}

/// On loopback `localhost` and `127.0.0.1` are two hosts of one sandbox; to the client they are two accounts' addresses.
#[test]
fn an_account_that_moved_is_found_again() {
    let world = World::new();
    world.login();
    let old = world.sandbox.url();
    let new = old.replace("127.0.0.1", "localhost");
    world.post(
        "options",
        &json!({"moved_to": new.strip_prefix("http://").unwrap()}),
    );
    world.forget_requests();
    // The access token still has a day to live, but nobody is at home at the old address.
    let ran = world.run(&["account"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the account has moved") && ran.stderr.contains(&new),
        "{}",
        ran.stderr
    );
    let paths: Vec<_> = world.get("requests").as_array().unwrap().clone();
    let paths: Vec<_> = paths
        .iter()
        .map(|row| {
            (
                row["path"].as_str().unwrap(),
                row["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        paths,
        [
            ("/api/v4/account", 401),
            ("/oauth2/access_token", 401),
            ("/oauth2/account/current/subdomain", 200),
            ("/oauth2/access_token", 200),
            ("/api/v4/account", 200),
        ]
    );
    // With the address that the warning names, nothing is asked twice.
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap().replace(&old, &new);
    std::fs::write(path, config).unwrap();
    world.forget_requests();
    let ran = world.run(&["account"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(world.requests(), 1);
}

#[test]
fn an_account_that_is_gone_is_not_looked_for_twice() {
    let world = World::new();
    world.login();
    // The service names the address that does not answer any more.
    let home = world.sandbox.url().replace("http://127.0.0.1", "127.0.0.1");
    world.post("options", &json!({"moved_to": home}));
    world.post("tokens", &json!({"revoke": true}));
    world.forget_requests();
    let ran = world.run(&["account"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("hint: run `auth login`"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.get("stats")["token_requests"], 1);
}
