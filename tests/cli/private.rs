//! Personal data is for its owner alone.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use serde_json::Value;

use crate::support::World;

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path)
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Every file and folder under `dir` that others may read.
fn open_ones(dir: &Path) -> Vec<String> {
    let mut open = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if mode(&path) & 0o077 != 0 {
            open.push(format!("{} {:o}", path.display(), mode(&path)));
        }
        if path.is_dir() {
            open.extend(open_ones(&path));
        }
    }
    open
}

/// Runs the tool as a shell with this umask would.
fn with_umask(world: &World, umask: &str, args: &[&str]) -> std::process::Output {
    let own = world.command(args);
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
        .arg(own.get_program())
        .args(own.get_args())
        .env_clear()
        .envs(
            own.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    shell.output().unwrap()
}

#[test]
fn what_a_run_writes_is_for_its_owner_whatever_the_umask() {
    for umask in ["000", "002", "022", "077"] {
        let world = World::new();
        let out = world.dir.path().join("out");
        std::fs::create_dir(&out).unwrap();
        world.login();
        let run = |args: &[&str]| {
            let output = with_umask(&world, umask, args);
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{args:?}: {stderr}");
        };
        let path = |name: &str| out.join(name).display().to_string();
        run(&["schema", "apply", "--yes"]);
        world.sql("UPDATE as_users SET email = 'none' WHERE id = 3");
        let output = with_umask(
            &world,
            umask,
            &[
                "sync",
                "--results",
                &path("results"),
                "--metrics-file",
                &path("amosync.prom"),
            ],
        );
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 5)), "{stderr}");
        run(&["rejects", "export", "--file", &path("rejects.csv")]);
        assert_eq!(open_ones(&world.data()), [""; 0], "umask {umask}");
        assert_eq!(open_ones(&out), [""; 0], "umask {umask}");
    }
}

#[test]
fn what_was_open_is_closed_and_said() {
    let world = World::ready();
    world.ok(&["sync"]);
    let folder = world.data().join("school");
    set_mode(&folder, 0o755);
    for name in ["store.db", "rate", "run.lock"] {
        set_mode(&folder.join(name), 0o644);
    }
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for name in ["store.db", "rate", "run.lock"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
        assert!(ran.stderr.contains(name), "{name}: {}", ran.stderr);
    }
    assert_eq!(mode(&folder), 0o700);
    let ran = world.run(&["sync"]);
    assert!(!ran.stderr.contains("others could read"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    for bits in [0o777, 0o770, 0o702, 0o720] {
        let world = World::ready();
        let folder = world.data().join("school");
        set_mode(&folder, bits);
        for command in [&["sync"][..], &["account"], &["doctor", "--offline"]] {
            let ran = world.run(command);
            assert_ne!(ran.code, 0, "{bits:o} {command:?}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains("chmod 700"), "{bits:o} {command:?}: {said}");
        }
        assert_eq!(world.requests(), 0);
    }
}

#[test]
fn links_and_pipes_are_not_followed() {
    for name in ["rate", "run.lock", "refresh.lock"] {
        for dangling in [false, true] {
            let world = World::ready();
            let target = world.dir.path().join("theirs");
            if !dangling {
                std::fs::write(&target, "keep").unwrap();
            }
            let path = world.data().join("school").join(name);
            let _ = std::fs::remove_file(&path);
            symlink(&target, &path).unwrap();
            let command: &[&str] = if name == "refresh.lock" {
                &["auth", "refresh"]
            } else {
                &["sync"]
            };
            let ran = world.run(command);
            assert_ne!(ran.code, 0, "{name}");
            assert!(ran.stderr.contains("link"), "{name}: {}", ran.stderr);
            let left = std::fs::read_to_string(&target).ok();
            assert_eq!(left.as_deref(), (!dangling).then_some("keep"), "{name}");
        }
    }
    let world = World::ready();
    let out = world.dir.path().join("results");
    std::fs::create_dir(&out).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(out.join("failed.csv"))
        .status();
    assert!(made.unwrap().success());
    let folder = out.display().to_string();
    let ran = world.run(&["sync", "--results", &folder]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("no ordinary file"), "{}", ran.stderr);
    let ran = world.run(&[
        "rejects",
        "export",
        "--file",
        &out.join("failed.csv").display().to_string(),
    ]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(world.requests(), 0);
}

/// Everything secret that the profile's file holds now.
fn secrets(world: &World) -> Vec<String> {
    let text = std::fs::read_to_string(world.data().join("school/secrets.json")).unwrap();
    let all: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    let tokens = all.values().filter_map(|text| {
        let record: Value = serde_json::from_str(text).ok()?;
        Some(record["token"].as_str()?.to_owned())
    });
    let mut found: Vec<_> = tokens.collect();
    found.extend(all.into_values().filter(|text| !text.starts_with('{')));
    found.push(world.sandbox.client_secret());
    assert!(found.len() >= 3, "{}", found.len());
    found
}

#[test]
fn what_the_crm_repeats_of_secrets_is_shown_nowhere() {
    for status in ["400", "401", "403", "500"] {
        for (on, args) in [
            ("GET:/api/v4/account", &["account"][..]),
            ("POST:/oauth2/access_token", &["auth", "refresh"]),
            ("POST:/api/v4/contacts", &["sync", "--output", "json"]),
            ("POST:/api/v4/contacts", &["sync-user", "1"]),
            ("PATCH:/api/v4/contacts", &["sync", "--force"]),
        ] {
            for format in ["text", "json"] {
                let world = World::ready();
                if on.starts_with("PATCH") {
                    world.ok(&["sync"]);
                }
                let mut known = secrets(&world);
                world.fault(&format!("echo-{status},on={on},times=1"));
                let mut args = args.to_vec();
                args.extend(["-vvv", "--log-format", format]);
                let ran = world.run(&args);
                known.extend(secrets(&world));
                let store = std::fs::read(world.data().join("school/store.db"));
                let store = String::from_utf8_lossy(&store.unwrap_or_default()).into_owned();
                for secret in known {
                    for (place, text) in [
                        ("stdout", &ran.stdout),
                        ("stderr", &ran.stderr),
                        ("store", &store),
                    ] {
                        assert!(
                            !text.contains(&secret),
                            "{status} {on} {format}: in {place}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn text_from_outside_drives_no_terminal() {
    let is_rude = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    for status in ["400", "401", "403", "500"] {
        for (on, args) in [
            ("GET:/api/v4/account", &["account", "-v"][..]),
            ("POST:/oauth2/access_token", &["auth", "refresh", "-v"]),
            ("POST:/api/v4/contacts", &["sync", "-vv"]),
        ] {
            let world = World::ready();
            world.fault(&format!("rude-{status},on={on},times=9"));
            let ran = world.run(args);
            for text in [ran.stdout, ran.stderr] {
                assert!(!text.contains(is_rude), "{status} {on}: {text:?}");
            }
        }
    }
    // What the platform and the configuration hold is from outside as well.
    let world = World::ready();
    world.sql("UPDATE as_users SET lastName = 'Ор' || char(8238) || char(27) || '[2Jлова', email = char(27) || ']0;x' WHERE id = 1");
    world.ok(&["sync", "--only", "product"]);
    for args in [
        &["sync", "--dry-run", "--all"][..],
        &["sync"],
        &["rejects", "list"],
        &["explain", "contact", "1"],
        &["mapping", "test", "contact", "1"],
        &["chain", "run", "/tmp/\u{202e}\u{1b}[2J.json"],
        &["--profile", "a\u{202e}\u{1b}[2Jb", "sync"],
    ] {
        let ran = world.run(args);
        for text in [ran.stdout, ran.stderr] {
            assert!(!text.contains(is_rude), "{args:?}: {text:?}");
        }
    }
}
