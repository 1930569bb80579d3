//! What is said on stderr: for people, for collectors, and with `--quiet`.

use serde_json::Value;

use crate::support::World;

/// Each line of stderr as the JSON object that it must be.
fn lines(stderr: &str) -> Vec<Value> {
    let parsed = stderr.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|error| {
            panic!("{error}: `{line}` in\n{stderr}");
        });
        assert!(
            value["timestamp"]
                .as_str()
                .unwrap()
                .parse::<jiff::Timestamp>()
                .is_ok(),
            "{line}"
        );
        assert!(value["message"].is_string(), "{line}");
        value
    });
    parsed.collect()
}

fn find<'a>(lines: &'a [Value], level: &str, message: &str) -> &'a Value {
    let fits = |line: &&Value| {
        line["level"] == level && line["message"].as_str().unwrap().contains(message)
    };
    lines
        .iter()
        .find(fits)
        .unwrap_or_else(|| panic!("no `{message}` at {level} in {lines:?}"))
}

#[test]
fn every_line_for_a_collector_is_json() {
    let world = World::ready();
    world.fault("504-after,on=POST:/api/v4/contacts,nth=1");
    let nowhere = world.dir.path().join("nowhere/m.prom");
    let ran = world.run(&[
        "sync",
        "--log-format",
        "json",
        "-v",
        "--metrics-file",
        nowhere.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said = lines(&ran.stderr);
    find(&said, "INFO", "request");
    find(&said, "WARN", "a create was not answered");
    find(&said, "WARN", "cannot write the metrics");
    // The result is no message.
    assert!(ran.stdout.starts_with("kind"), "{}", ran.stdout);

    let ran = world.run(&[
        "auth",
        "refresh",
        "--if-older-than",
        "7d",
        "--log-format",
        "json",
    ]);
    find(&lines(&ran.stderr), "INFO", "nothing to do");
}

#[test]
fn a_failure_for_a_collector_is_one_json_line_with_its_hint() {
    let world = World::new();
    let ran = world.run(&["sync", "--log-format", "json"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let said = lines(&ran.stderr);
    let error = find(&said, "ERROR", "");
    assert!(
        error["hint"].as_str().unwrap().contains("auth login"),
        "{error}"
    );

    for args in [
        &["--log-format", "json", "sync", "--nonsense"][..],
        &["sync", "--nonsense", "--log-format=json"],
        &["--log-format", "json", "history", "x"],
    ] {
        let ran = world.run(args);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        let said = lines(&ran.stderr);
        assert_eq!(said.len(), 1);
        find(&said, "ERROR", args[if args[0] == "sync" { 1 } else { 3 }]);
    }
    let mut command = world.command(&["nonsense"]);
    command.env("AMOSYNC_LOG_FORMAT", "json");
    let output = command.output().unwrap();
    find(
        &lines(&String::from_utf8(output.stderr).unwrap()),
        "ERROR",
        "nonsense",
    );
}

#[test]
fn quiet_leaves_the_result_and_the_errors() {
    let world = World::ready();
    world.fault("504-after,on=POST:/api/v4/contacts,nth=1");
    let ran = world.run(&["sync", "--quiet"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("kind"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
    let ran = world.run(&["rejects", "retry", "--quiet"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );

    world.configure("");
    let ran = world.run(&["sync", "--quiet"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    let hint = ran.stderr.lines().nth(2).unwrap();
    assert!(hint.starts_with("hint: "), "{}", ran.stderr);
}

/// What is said where nobody is signed in, by commands that ask the CRM in different ways.
#[test]
fn an_error_says_each_thing_once() {
    let world = World::new();
    for args in [
        &["account"][..],
        &["sync"],
        &["sync-user", "1"],
        &["schema", "check"],
        &["fields", "list", "contacts"],
        &["auth", "refresh"],
        &["ids", "rebuild"],
    ] {
        let ran = world.run(args);
        assert_eq!(ran.code, 4, "{args:?}: {}", ran.stderr);
        let line = ran
            .stderr
            .lines()
            .find(|line| line.starts_with("error: "))
            .unwrap();
        let parts: Vec<_> = line.split(": ").collect();
        let once: std::collections::BTreeSet<_> = parts.iter().collect();
        assert_eq!(once.len(), parts.len(), "{args:?}: {line}");
        assert!(
            line.contains("nobody is signed in") && !line.contains("CRM"),
            "{args:?}: {line}"
        );
        assert!(
            ran.stderr.contains("auth login"),
            "{args:?}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_refused_refresh_is_said_once() {
    let world = World::ready();
    world.fault("401,on=POST:/oauth2/access_token");
    let ran = world.run(&["auth", "refresh"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert_eq!(
        ran.stderr.matches("not authorized").count(),
        1,
        "{}",
        ran.stderr
    );
}
