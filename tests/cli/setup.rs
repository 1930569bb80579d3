//! `init` and `doctor`: from an empty machine to one where all is well.

use crate::support::{Ran, World};

fn init(world: &World, url: &str, more: &[&str]) -> Ran {
    let (id, uri) = (world.sandbox.client_id(), world.sandbox.redirect_uri());
    let mut args = vec!["init", "--url", url, "--client-id", &id];
    args.extend(["--redirect-uri", &uri, "--source", "platform.db"]);
    args.extend(["--secrets", "file"]);
    args.extend(more);
    let mut command = world.command(&args);
    command
        .current_dir(world.dir.path())
        .output()
        .unwrap()
        .into()
}

#[test]
fn init_writes_a_configuration_that_the_other_commands_take() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    std::fs::remove_file(&path).unwrap();
    let ran = init(&world, &world.sandbox.url(), &["--output", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["profile"], "school");
    world.login();
    assert!(world.ok(&["account"]).contains("school"));
}

#[test]
fn init_never_touches_a_file_that_is_there() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let ran = init(&world, "https://other.amocrm.ru", &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("left alone"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn init_writes_nothing_that_would_be_refused_later() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    std::fs::remove_file(&path).unwrap();
    for (url, why) in [
        ("http://school.amocrm.ru", "plain http"),
        ("school", "not an address"),
    ] {
        let ran = init(&world, url, &[]);
        assert_eq!(ran.code, 3, "{url}");
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
        assert!(!path.exists());
    }
    let ran = world.run(&["init", "--url", "https://school.amocrm.ru"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`--client-id`"), "{}", ran.stderr);
}

#[test]
fn the_profile_is_named_after_the_account() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    for (url, more, section) in [
        ("https://lyceum.amocrm.ru", &[][..], "[profiles.lyceum.amo]"),
        (
            "https://lyceum.kommo.com",
            &["--profile", "школа"],
            "[profiles.\"школа\".amo]",
        ),
    ] {
        std::fs::remove_file(&path).unwrap();
        assert_eq!(init(&world, url, more).code, 0);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(section), "{text}");
    }
}

/// The states of doctor's checks.
fn states(world: &World, more: &[&str]) -> (i32, Vec<(String, String)>) {
    let mut args = vec!["doctor", "--output", "json"];
    args.extend(more);
    let ran = world.run(&args);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).unwrap();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let states = findings
        .iter()
        .map(|finding| (text(finding, "check"), text(finding, "state")))
        .collect();
    (ran.code, states)
}

fn first_that_is_not_ok(states: &[(String, String)]) -> Option<(&str, &str)> {
    states
        .iter()
        .find(|(_, state)| state != "ok")
        .map(|(check, state)| (check.as_str(), state.as_str()))
}

#[test]
fn doctor_goes_from_check_to_check() {
    let world = World::new();
    let (code, found) = states(&world, &[]);
    assert_eq!(
        (code, first_that_is_not_ok(&found)),
        (4, Some(("sign-in", "failed")))
    );
    assert_eq!(world.requests(), 0);

    world.login();
    let (code, found) = states(&world, &[]);
    assert_eq!(
        (code, first_that_is_not_ok(&found)),
        (3, Some(("schema", "failed")))
    );

    world.ok(&["schema", "apply", "--yes"]);
    let (code, found) = states(&world, &[]);
    assert_eq!((code, first_that_is_not_ok(&found)), (0, None));
    assert_eq!(found.len(), 11);

    world.forget_requests();
    let (code, found) = states(&world, &["--offline"]);
    assert_eq!(
        (code, first_that_is_not_ok(&found)),
        (0, Some(("account", "skipped")))
    );
    assert_eq!(world.requests(), 0);
}

#[test]
fn doctor_names_a_broken_source_and_still_looks_at_the_rest() {
    let world = World::ready();
    world.sql("DROP TABLE xx_courses");
    let ran = world.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("xx_courses"), "{}", ran.stdout);
    let (_, found) = states(&world, &[]);
    assert!(
        found.contains(&("schema".to_owned(), "ok".to_owned())),
        "{found:?}"
    );
}
