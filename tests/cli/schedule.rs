//! `schedule`: what is printed is run by a shell, and read by systemd.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{Ran, World};

/// Moves the configuration to a folder with a name that no scheduler likes.
fn odd_place(world: &World) -> PathBuf {
    let dir = world.dir.path().join("it's 100% odd");
    std::fs::create_dir(&dir).unwrap();
    let config = dir.join("config.toml");
    std::fs::rename(world.dir.path().join("config.toml"), &config).unwrap();
    config
}

fn schedule(world: &World, config: &Path, args: &[&str]) -> Ran {
    let mut all = vec!["schedule"];
    all.extend(args);
    let mut command = world.command(&all);
    command
        .env("AMOSYNC_CONFIG", config)
        .env("USER", "platform");
    command.output().unwrap().into()
}

#[cfg(unix)]
#[test]
fn the_crontab_line_runs_and_tells_only_what_a_person_must_know() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = World::new();
    let config = odd_place(&world);
    let log = config.with_file_name("sync.log");
    let args = [
        "crontab",
        "--every",
        "10m",
        "--mailto",
        "admin@school.example",
    ];
    let more = [
        "--log",
        log.to_str().unwrap(),
        "--",
        "--metrics-file",
        "/a b/m.prom",
    ];
    let ran = schedule(&world, &config, &[&args[..], &more[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("MAILTO=admin@school.example\n"));
    let line = ran.stdout.lines().last().unwrap();
    let command = line.strip_prefix("*/10 * * * * ").unwrap();
    // Cron gives the shell what stands before the first bare `%`.
    let command = command.replace("\\%", "\u{0}");
    assert!(!command.contains('%'), "{command}");
    let command = command.replace('\u{0}', "%");
    // A program that notes its arguments in place of the real one, and nobody who sleeps.
    let bin = world.dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let script = |name: &str, text: &str| {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    script("sleep", "exit 0");
    let seen = world.dir.path().join("seen");
    let fake = script(
        "amosync",
        &format!(
            "printf '%s\\n' \"$@\" >{}\necho said >&2\nexit $CODE",
            seen.display()
        ),
    );
    let real = assert_cmd::cargo::cargo_bin!("amosync");
    let command = command.replace(real.to_str().unwrap(), fake.to_str().unwrap());
    for (code, speaks) in [
        (0, false),
        (5, false),
        (6, false),
        (1, true),
        (4, true),
        (7, true),
        (8, true),
    ] {
        let output = Command::new("/bin/sh")
            .args(["-c", &command])
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
            .env("CODE", code.to_string())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            told.contains(&format!("exit code {code}")),
            speaks,
            "{code}: {told}"
        );
        assert_eq!(told.is_empty(), !speaks);
        assert!(output.stderr.is_empty(), "{:?}", output.stderr);
    }
    let data = world.data();
    let expected = [
        "--config",
        config.to_str().unwrap(),
        "--data-dir",
        data.to_str().unwrap(),
        "--profile",
        "school",
        "--no-input",
        "--no-progress",
        "--lock-timeout",
        "0",
        "--output",
        "jsonl",
        "--log-format",
        "json",
        "sync",
        "--metrics-file",
        "/a b/m.prom",
    ];
    let seen = std::fs::read_to_string(seen).unwrap();
    assert_eq!(seen.lines().collect::<Vec<_>>(), expected);
    assert_eq!(std::fs::read_to_string(log).unwrap(), "said\n".repeat(7));
}

#[cfg(unix)]
#[test]
fn the_scheduled_command_is_one_that_the_program_takes() {
    let world = World::ready();
    let config = world.dir.path().join("config.toml");
    let metrics = world.dir.path().join("amosync.prom");
    let args = ["crontab", "--", "--metrics-file", metrics.to_str().unwrap()];
    let entry = schedule(&world, &config, &args).stdout;
    let line = entry.lines().last().unwrap();
    let command = line.split_once("; ").unwrap().1;
    let output = Command::new("/bin/sh")
        .args(["-c", command])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    // One of the platform's courses has no supplier, which is no alarm.
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "{output:?}"
    );
    world.the("contacts", "school:contact:1");
    let metrics = std::fs::read_to_string(metrics).unwrap();
    assert!(metrics.contains("amosync_"), "{metrics}");
    let log = std::fs::read_to_string(world.data().join("school").join("sync.log")).unwrap();
    // One line a run, and it says when.
    assert_eq!(log.lines().count(), 1, "{log}");
    let run: Value = serde_json::from_str(&log).unwrap();
    assert!(run["started"].as_str().unwrap().ends_with('Z'), "{run}");
    assert_eq!(run["kinds"]["contact"]["created"], 4, "{run}");
    world.configure("");
    let output = Command::new("/bin/sh")
        .args(["-c", command])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    assert!(!output.stdout.is_empty());
    let log = std::fs::read_to_string(world.data().join("school").join("sync.log")).unwrap();
    let error: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(error["level"], "ERROR");
    assert!(error["timestamp"].is_string(), "{error}");
}

#[test]
fn the_crontab_says_how_its_log_is_shortened() {
    let world = World::new();
    let config = world.dir.path().join("config.toml");
    let entry = schedule(
        &world,
        &config,
        &["crontab", "--log", "/var/log/my sync.log"],
    )
    .stdout;
    assert!(entry.contains("#   \"/var/log/my sync.log\" {"), "{entry}");
    assert!(
        entry
            .lines()
            .rev()
            .skip(1)
            .all(|line| line.starts_with('#')),
        "{entry}"
    );
}

#[test]
fn systemd_takes_the_units() {
    let world = World::new();
    let config = odd_place(&world);
    let ran = schedule(
        &world,
        &config,
        &["systemd", "--every", "15m", "--output", "json"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let files: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let dir = world.dir.path().join("units");
    std::fs::create_dir(&dir).unwrap();
    for file in &files {
        let path = Path::new(file["path"].as_str().unwrap());
        assert_eq!(path.parent().unwrap(), Path::new("/etc/systemd/system"));
        let text = file["text"].as_str().unwrap();
        // The user of the test is known to no machine.
        let text = text.replace("User=platform\n", "");
        std::fs::write(dir.join(path.file_name().unwrap()), text).unwrap();
    }
    let service = std::fs::read_to_string(dir.join("amosync-school.service")).unwrap();
    let timer = std::fs::read_to_string(dir.join("amosync-school.timer")).unwrap();
    for line in [
        "Type=oneshot",
        "SuccessExitStatus=5 6 143",
        "ProtectSystem=strict",
        "#LoadCredential=amosync_client_secret:/etc/amosync/client_secret",
    ] {
        assert!(service.lines().any(|own| own == line), "{line}: {service}");
    }
    assert!(service.contains("it's 100%% odd"), "{service}");
    for line in [
        "OnCalendar=*:0/15",
        "RandomizedDelaySec=90",
        "Persistent=true",
    ] {
        assert!(timer.lines().any(|own| own == line), "{line}: {timer}");
    }
    let checked = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(dir.join("amosync-school.service"))
        .arg(dir.join("amosync-school.timer"))
        .output();
    // Where systemd is not installed, the lines above have to do.
    if let Ok(checked) = checked {
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{said}");
        assert!(!said.contains("amosync-school"), "{said}");
    }
}

/// What `systemd-analyze` says of units that are in a folder under their own names; nothing where it is not installed.
fn verified(files: &[Value], dir: &Path) -> String {
    std::fs::create_dir(dir).unwrap();
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no"]);
    for file in files {
        let name = Path::new(file["path"].as_str().unwrap())
            .file_name()
            .unwrap();
        // The user of the test is known to no machine.
        let text = file["text"]
            .as_str()
            .unwrap()
            .replace("User=platform\n", "");
        std::fs::write(dir.join(name), text).unwrap();
        command.arg(dir.join(name));
    }
    command.output().map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_profile_of_any_name_gets_units_that_systemd_takes() {
    let world = World::new();
    let config = world.dir.path().join("config.toml");
    world.configure(
        &world
            .config()
            .replace("profiles.school", "profiles.\"школа\""),
    );
    let ran = schedule(&world, &config, &["systemd", "--output", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let files: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let path = files[1]["path"].as_str().unwrap();
    assert!(path.is_ascii(), "{path}");
    // The shell takes the name as it is.
    let name = Path::new(path).file_name().unwrap().to_str().unwrap();
    assert!(ran.stderr.contains(&format!("'{name}'")), "{}", ran.stderr);
    let said = verified(&files, &world.dir.path().join("units"));
    assert!(!said.contains("amosync"), "{said}");
}

#[test]
fn a_service_may_write_where_its_sync_writes() {
    let world = World::new();
    let config = world.dir.path().join("config.toml");
    let there = world.dir.path().join("metrics");
    std::fs::create_dir(&there).unwrap();
    let mut command = world.command(&[
        "schedule",
        "systemd",
        "--output",
        "json",
        "--user",
        "platform",
        "--",
        "--metrics-file=metrics/a.prom",
        "--results",
        "out",
        "--users",
        "ids",
    ]);
    command.current_dir(world.dir.path());
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let files: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let service = files[0]["text"].as_str().unwrap();
    let dir = world.dir.path().canonicalize().unwrap();
    let full = |name: &str| dir.join(name).display().to_string();
    for line in [
        format!("ReadWritePaths={}", full("metrics")),
        format!("ReadWritePaths={}", full("out")),
    ] {
        assert!(service.lines().any(|own| own == line), "{line}: {service}");
    }
    let sync = format!(
        "sync --metrics-file {} --results {} --users {}\n",
        full("metrics/a.prom"),
        full("out"),
        full("ids")
    );
    assert!(service.contains(&sync), "{service}");
    // The unit does not start before this folder is there.
    assert!(
        ran.stderr
            .contains(&format!("sudo install -d -o platform {}", full("out"))),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains(&full("metrics")), "{}", ran.stderr);
    let said = verified(&files, &world.dir.path().join("units"));
    assert!(!said.contains("amosync-school"), "{said}");
    assert_eq!(
        schedule(&world, &config, &["systemd", "--", "--metrics-fiel", "x"]).code,
        2
    );
}

#[test]
fn a_keyring_needs_the_users_own_session() {
    let world = World::new();
    world.use_keyring();
    let config = world.dir.path().join("config.toml");
    let ran = schedule(&world, &config, &["systemd", "--only", "service"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("[Unit]\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("User="), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("systemctl --user") && ran.stderr.contains("store = \"file\""),
        "{}",
        ran.stderr
    );
    let ran = schedule(&world, &config, &["crontab"]);
    assert!(
        ran.stdout
            .contains("DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus")
            && ran.stdout.contains("store = \"file\""),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_time_that_no_scheduler_can_say_is_refused() {
    let world = World::new();
    let config = world.dir.path().join("config.toml");
    let ran = schedule(&world, &config, &["crontab", "--every", "7m"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("use 1m, 2m"), "{}", ran.stderr);
    let ran = schedule(&world, &config, &["crontab", "--", "a\nb"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}
