//! Access is never lost: what works once is spent only where its successor is kept.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Ran, World};

fn secrets(world: &World) -> Value {
    let text = std::fs::read(world.data().join("school/secrets.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn temporary(world: &World) -> usize {
    std::fs::read_dir(world.data().join("school"))
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with(".secrets-")
        })
        .count()
}

/// Runs a shell line in which `amosync` is the binary, with the world's environment.
fn shell(world: &World, line: &str) -> Ran {
    let model = world.command(&[]);
    let program = model.get_program().to_owned();
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(format!("amosync() {{ \"$BIN\" \"$@\"; }}; {line}"));
    command.env_clear().env("BIN", program);
    command.env("PATH", std::env::var_os("PATH").unwrap());
    for (name, value) in model.get_envs() {
        command.env(name, value.unwrap());
    }
    command.output().unwrap().into()
}

/// Says nothing twice in one chain of causes.
fn says_once(text: &str) {
    for line in text.lines().filter(|line| line.starts_with("error: ")) {
        let parts: Vec<_> = line.split(": ").collect();
        for (at, part) in parts.iter().enumerate() {
            assert!(!parts[..at].contains(part), "`{part}` comes twice: {line}");
        }
    }
}

#[test]
fn a_full_disk_is_noticed_before_a_token_is_spent() {
    let world = World::new();
    world.login();
    let before = secrets(&world);
    let code = world.sandbox.fresh_code();
    world.forget_requests();
    for line in [
        "trap '' XFSZ; ulimit -f 1; amosync auth refresh".to_owned(),
        "trap '' XFSZ; ulimit -f 8; amosync auth refresh".to_owned(),
        "ulimit -c 0; ulimit -f 1; amosync auth refresh".to_owned(),
        format!("trap '' XFSZ; ulimit -f 1; amosync auth login --code {code}"),
        "trap '' XFSZ; ulimit -f 1; echo x | amosync auth login --token".to_owned(),
    ] {
        let ran = shell(&world, &line);
        assert_ne!(ran.code, 0, "{line}");
        says_once(&ran.stderr);
        if line.contains("trap") {
            assert!(
                ran.stderr.contains("cannot write"),
                "{line}: {}",
                ran.stderr
            );
        }
        assert_eq!(secrets(&world), before, "{line}");
    }
    assert_eq!(world.requests(), 0);
    world.ok(&["auth", "login", "--code", &code]);
    world.ok(&["auth", "refresh"]);
    world.ok(&["account"]);
    assert_eq!(temporary(&world), 0);
}

#[test]
fn a_wrong_long_lived_token_leaves_the_pair() {
    let world = World::new();
    world.login();
    let before = secrets(&world);
    for token in [
        "wrong",
        "e30.eyJleHAiOjE4NjE5MjAwMDB9.sig",
        "e30.eyJleHAiOjF9.sig",
    ] {
        let ran = shell(
            &world,
            &format!("echo {token} | amosync auth login --token"),
        );
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        says_once(&ran.stderr);
        assert!(
            ran.stderr.contains("what was stored before stays"),
            "{}",
            ran.stderr
        );
        assert_eq!(secrets(&world), before);
    }
    world.ok(&["auth", "refresh"]);
    let token: Value =
        serde_json::from_str(secrets(&world)["access_token"].as_str().unwrap()).unwrap();
    let token = token["token"].as_str().unwrap();
    let ran = shell(
        &world,
        &format!("echo {token} | amosync auth login --token"),
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(secrets(&world).get("refresh_token").is_none());
    world.ok(&["account"]);
}

#[test]
fn what_runs_beside_a_renewal_never_puts_a_spent_token_back() {
    let world = World::new();
    world.login();
    for round in 0..12 {
        let other = ["doctor --offline", "auth status", "account", "auth refresh"][round % 4];
        let ran = shell(
            &world,
            &format!("amosync auth refresh & amosync {other}; wait; amosync auth refresh"),
        );
        assert_eq!(ran.code, 0, "round {round}: {}", ran.stderr);
    }
    for _ in 0..6 {
        shell(&world, "amosync auth refresh & amosync auth logout; wait");
        assert!(!world.data().join("school/secrets.json").exists());
        assert_eq!(temporary(&world), 0);
        assert_eq!(world.run(&["auth", "status"]).code, 4);
        world.login();
    }
}

#[test]
fn a_signal_in_a_renewal_waits_for_the_pair() {
    for signal in ["HUP", "TERM", "INT", "QUIT"] {
        let world = World::new();
        world.login();
        let before = secrets(&world);
        world.fault("pause-after,on=POST:/oauth2/access_token,nth=1");
        let child = world.command(&["auth", "refresh"]).spawn().unwrap();
        world.held(&mut 0);
        let sent = Command::new("bash")
            .args(["-c", &format!("kill -{signal} {}", child.id())])
            .status();
        assert!(sent.unwrap().success());
        world.post("release", &json!({}));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_some(), "{signal} ended it at once");
        assert_ne!(secrets(&world)["refresh_token"], before["refresh_token"]);
        world.ok(&["auth", "refresh"]);
    }
}

#[test]
fn a_damaged_access_token_renews() {
    for damaged in [json!("{"), json!("[]"), json!(""), Value::Null] {
        let world = World::new();
        world.login();
        let mut kept = secrets(&world);
        if damaged.is_null() {
            kept.as_object_mut().unwrap().remove("access_token");
        } else {
            kept["access_token"] = damaged.clone();
        }
        std::fs::write(world.data().join("school/secrets.json"), kept.to_string()).unwrap();
        world.ok(&["account"]);
        world.ok(&["auth", "refresh"]);
    }
}

#[test]
fn a_renewal_that_was_killed_is_told_by_the_next() {
    let world = World::new();
    world.login();
    world.fault("pause-after,on=POST:/oauth2/access_token,nth=1");
    let mut child = world.command(&["auth", "refresh"]).spawn().unwrap();
    assert!(world.kill_when_held(&mut child, &mut 0));
    for _ in 0..2 {
        let ran = world.run(&["auth", "refresh"]);
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("a renewal was cut off at 2"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("run `auth login`"), "{}", ran.stderr);
        says_once(&ran.stderr);
    }
    world.login();
    world.ok(&["auth", "refresh"]);
    assert!(!world.data().join("school/renewal").exists());
}

#[test]
fn a_held_lock_ends_with_6_and_a_link_is_not_followed() {
    let world = World::new();
    world.login();
    let path = world.data().join("school/refresh.lock");
    let lock = std::fs::File::open(&path).unwrap();
    lock.lock().unwrap();
    for args in [
        &["auth", "refresh"][..],
        &["auth", "logout"],
        &["auth", "login", "--code", "x"],
    ] {
        let ran = world.run(&[&["--lock-timeout", "0"], args].concat());
        assert_eq!(ran.code, 6, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("--lock-timeout"), "{}", ran.stderr);
        says_once(&ran.stderr);
    }
    drop(lock);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        world.ok(&["auth", "refresh"]);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let other = world.dir.path().join("other");
        std::fs::write(&other, "precious").unwrap();
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&other, &path).unwrap();
        assert_eq!(world.run(&["auth", "refresh"]).code, 1);
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "precious");
    }
}

#[test]
fn a_chain_of_causes_says_a_thing_once() {
    let world = World::new();
    for args in [
        &["account"][..],
        &["auth", "refresh"],
        &["schema", "apply", "--yes"],
    ] {
        let ran = world.run(args);
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        assert!(ran.stderr.contains("nobody is signed in"), "{}", ran.stderr);
        assert!(
            !ran.stderr.contains("the CRM did not do it"),
            "{}",
            ran.stderr
        );
        says_once(&ran.stderr);
    }
    world.login();
    world.post("tokens", &json!({"revoke": true}));
    for args in [&["account"][..], &["auth", "refresh"]] {
        let ran = world.run(args);
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        says_once(&ran.stderr);
    }
}
