//! What a run leaves for those who were not there: result files, its record, metrics; also when it fails.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use amosync::sandbox::Options;

use crate::support::{Ran, World, field};

fn last_run(world: &World) -> Value {
    let runs = world.ok(&["history", "--limit", "1", "--output", "json"]);
    let runs: Vec<Value> = serde_json::from_str(&runs).unwrap();
    runs[0].clone()
}

/// Runs `sync` with metrics, and gives them.
fn measured(world: &World, args: &[&str]) -> (Ran, String) {
    let file = metrics_file(world);
    let mut all = vec!["sync", "--metrics-file", file.to_str().unwrap()];
    all.extend(args);
    let ran = world.run(&all);
    (ran, std::fs::read_to_string(file).unwrap_or_default())
}

fn metrics_file(world: &World) -> PathBuf {
    world.dir.path().join("amosync.prom")
}

/// A figure without labels of its own.
fn figure(metrics: &str, name: &str) -> Option<f64> {
    let start = format!("amosync_{name}{{profile=\"school\"}} ");
    let line = metrics.lines().find(|line| line.starts_with(&start))?;
    Some(line[start.len()..].parse().unwrap())
}

fn read(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).unwrap()
}

#[test]
fn a_run_whose_files_cannot_be_written_still_has_its_record() {
    let world = World::many();
    let results = world.dir.path().join("results");
    std::fs::write(&results, "no folder").unwrap();
    let ran = world.run(&["sync", "--results", results.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("cannot create the folder"),
        "{}",
        ran.stderr
    );
    let run = last_run(&world);
    assert_eq!(run["exit_code"], 1, "{run}");
}

/// Every write to this file fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn full_result_files_are_noticed_before_anything_is_sent() {
    let world = World::many();
    let results = world.dir.path().join("results");
    std::fs::create_dir(&results).unwrap();
    std::os::unix::fs::symlink("/dev/full", results.join("succeeded.csv")).unwrap();
    let ran = world.run(&["sync", "--results", results.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("succeeded.csv"), "{}", ran.stderr);
    assert_eq!(world.requests(), 0);
    assert_eq!(last_run(&world)["exit_code"], 1);
}

#[test]
fn why_a_run_ended_comes_before_what_went_wrong_at_its_end() {
    let world = World::many();
    world.set_amo("batch_max = 5");
    world.ok(&["sync", "--only", "product"]);
    let store = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
    store
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
        )
        .unwrap();
    world.fault("revoke,on=POST:/api/v4/leads,nth=3");
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("kind"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("warning: the disk is full"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
}

#[test]
fn each_record_is_in_one_of_the_files() {
    let world = World::many();
    world.set_amo("batch_max = 5");
    world.fault("revoke,on=POST:/api/v4/leads,nth=3");
    let results = world.dir.path().join("results");
    let ran = world.run(&["sync", "--results", results.to_str().unwrap()]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let run = last_run(&world);
    assert_eq!(run["exit_code"], 4, "{run}");
    assert!(run["report"]["unprocessed"].as_u64().unwrap() > 0, "{run}");
    // Each record is in one of the files, once, or was left alone.
    let rows = |name| read(&results, name).lines().count() - 1;
    let report = &run["report"];
    let of = |outcome: &str| -> u64 {
        let kinds = report["kinds"].as_object().unwrap().values();
        kinds.filter_map(|counts| counts[outcome].as_u64()).sum()
    };
    assert_eq!(rows("succeeded.csv") as u64, of("created"));
    let left = report["unprocessed"].as_u64().unwrap() + report["unfinished"].as_u64().unwrap();
    assert_eq!(
        rows("unprocessed.csv") as u64,
        left + of("blocked") + of("unknown")
    );
}

#[test]
fn a_record_that_was_sent_is_not_called_unreached() {
    let world = World::many();
    // Nothing but its links is open when the run ends.
    world.fault("revoke,on=POST:/api/v4/leads/link,nth=1");
    let results = world.dir.path().join("results");
    let ran = world.run(&[
        "sync",
        "--results",
        results.to_str().unwrap(),
        "--output",
        "json",
    ]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["unknown"], 0, "{report}");
    let left = read(&results, "unprocessed.csv");
    let state = world.get("state");
    let mut sent = 0;
    for line in left.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let entity = match cells[0] {
            "company" => "companies",
            deal if deal.starts_with("deal_") => "leads",
            other => panic!("`{other}` does not wait for links: {line}"),
        };
        let marker = format!("school:{}:{}", cells[0], cells[1]);
        let all = state[entity].as_object().unwrap();
        let made = all
            .iter()
            .find(|(_, own)| field(own, "PLATFORM_ID") == json!([marker]));
        let expected = if made.is_some() {
            "unfinished"
        } else {
            "unprocessed"
        };
        assert_eq!(cells[3], expected, "{line}");
        assert_eq!(cells[2], made.map_or("", |(id, _)| id.as_str()), "{line}");
        sent += u64::from(made.is_some());
    }
    assert_eq!(report["unfinished"], sent, "{report}");
    assert!(sent > 0, "{report}");
}

/// A store that takes the journal and not what follows, as when the disk is full in the middle.
#[test]
fn a_create_that_could_not_be_recorded_is_unknown_and_nothing_else() {
    let world = World::many();
    world.ok(&["sync", "--only", "product"]);
    let store = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
    store
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON id_map WHEN NEW.kind = 0
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        )
        .unwrap();
    let results = world.dir.path().join("results");
    let (ran, metrics) = measured(
        &world,
        &[
            "--only",
            "contact",
            "--results",
            results.to_str().unwrap(),
            "--output",
            "json",
        ],
    );
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("disk is full"), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let sent = world.get("state")["contacts"].as_object().unwrap().len() as u64;
    let left = read(&results, "unprocessed.csv");
    let unknown = report["unknown"].as_u64().unwrap();
    assert!(unknown > 0 && unknown <= sent, "{report}");
    assert_eq!(report["kinds"]["contact"]["unknown"], unknown);
    assert_eq!(left.matches(",unknown,").count() as u64, unknown, "{left}");
    assert_eq!(
        left.matches(",unprocessed,").count() as u64,
        report["unprocessed"].as_u64().unwrap()
    );
    assert_eq!(
        unknown + report["unprocessed"].as_u64().unwrap(),
        54,
        "{report}"
    );
    assert_eq!(
        figure(&metrics, "unknown_outcomes"),
        report["unknown"].as_f64()
    );
    assert_eq!(last_run(&world)["exit_code"], 1);

    store.execute_batch("DROP TRIGGER full").unwrap();
    world.ok(&["sync"]);
    for id in 101..=150 {
        world.the("contacts", &format!("school:contact:{id}"));
    }
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_the_files_that_it_had() {
    let world = World::many();
    world.set_amo("batch_max = 5\nin_flight = 1");
    world.fault("pause-before,on=POST:/api/v4/contacts,nth=3");
    let results = world.dir.path().join("results");
    let mut child = world
        .command(&["sync", "--results", results.to_str().unwrap()])
        .spawn()
        .unwrap();
    assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
    child.kill().unwrap();
    child.wait().unwrap();
    world.post("release", &Value::Null);
    assert_eq!(
        read(&results, "failed.csv"),
        "kind,key,crm_id,outcome,reason\n"
    );
    let done = read(&results, "succeeded.csv");
    assert!(done.contains("contact,1,"), "{done}");
}

#[test]
fn bad_records_are_listed_with_their_reasons() {
    let world = World::many();
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id BETWEEN 101 AND 125");
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let line = |text: &str, start: [&str; 2]| {
        text.lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .find(|words| words.starts_with(&start))
            .map(|words| words.join(" "))
    };
    let blocked = line(&ran.stdout, ["deal_student", "101"]).unwrap();
    assert!(
        blocked.ends_with("blocked contact 101 is not in the CRM"),
        "{blocked}"
    );
    assert!(line(&ran.stdout, ["contact", "120"]).is_some());
    assert_eq!(line(&ran.stdout, ["contact", "121"]), None);
    assert!(
        ran.stdout.contains(" more: `sync --results DIR` lists all"),
        "{}",
        ran.stdout
    );
    let run = last_run(&world);
    let shown = world.ok(&["history", &run["id"].to_string()]);
    assert_eq!(line(&shown, ["deal_student", "101"]), Some(blocked));
    assert!(shown.contains(" more: "), "{shown}");
    let of = |outcome: &str| -> u64 {
        let kinds = run["report"]["kinds"].as_object().unwrap().values();
        kinds.filter_map(|counts| counts[outcome].as_u64()).sum()
    };
    let listed = run["report"]["failed"].as_array().unwrap().len() as u64;
    assert_eq!(
        listed + run["report"]["failed_more"].as_u64().unwrap(),
        of("invalid") + of("blocked")
    );
}

#[test]
fn metrics_have_the_figures_of_the_run() {
    let world = World::with(&Options {
        rate_limit: false,
        ..Options::default()
    });
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.sql(include_str!("../fixtures/many.sql"));
    world.forget_requests();
    world.set_amo("batch_max = 5");
    world.fault("429,on=POST:/api/v4/companies,nth=1");
    world.fault("revoke,on=POST:/api/v4/leads,nth=3");
    let (ran, metrics) = measured(&world, &["--output", "json"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(figure(&metrics, "rate_limited"), Some(1.0), "{metrics}");
    for (name, place) in [
        ("run_exit_code", "/exit_code"),
        ("rejects_waiting", "/rejects_waiting"),
        ("unknown_outcomes", "/unknown"),
        ("unfinished", "/unfinished"),
        ("unprocessed", "/unprocessed"),
    ] {
        let expected = report.pointer(place).unwrap().as_f64();
        assert_eq!(figure(&metrics, name), expected, "{name} in {metrics}");
    }
    assert!(figure(&metrics, "unprocessed") > Some(0.0), "{metrics}");
    let duration = figure(&metrics, "run_duration_seconds").unwrap();
    let seconds = report["seconds"].as_f64().unwrap();
    assert!((duration - seconds).abs() < 0.001, "{metrics}");
    // The account has heard as many requests as the file says.
    let heard = world.get("requests");
    let heard = heard.as_array().unwrap();
    for (method, of) in [("read", true), ("write", false)] {
        let own = heard.iter().filter(|request| {
            let path = request["path"].as_str().unwrap();
            path.starts_with("/api/") && (request["method"] == "GET") == of
        });
        let line = format!(
            "amosync_requests{{profile=\"school\",type=\"{method}\"}} {}",
            own.count()
        );
        assert!(metrics.contains(&line), "{line} is not in {metrics}");
    }
    assert_eq!(figure(&metrics, "last_success_timestamp_seconds"), None);
}

#[test]
fn metrics_of_a_run_that_fails_early_say_what_waits() {
    let world = World::many();
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id = 101");
    assert_eq!(world.run(&["sync"]).code, 5);
    let platform = world.dir.path().join("platform.db");
    std::fs::rename(&platform, world.dir.path().join("away.db")).unwrap();
    let (ran, metrics) = measured(&world, &[]);
    assert_ne!(ran.code, 0);
    let exit = f64::from(ran.code);
    assert_eq!(figure(&metrics, "run_exit_code"), Some(exit));
    assert_eq!(figure(&metrics, "rejects_waiting"), Some(1.0), "{metrics}");
    assert_eq!(figure(&metrics, "unknown_outcomes"), Some(0.0));
    // Nothing was planned: how much was not reached is not known.
    assert_eq!(figure(&metrics, "unprocessed"), None);
    assert!(!metrics.contains("amosync_records"), "{metrics}");
}

#[test]
fn metrics_stay_when_a_run_does_not_begin() {
    let world = World::many();
    let (ran, before) = measured(&world, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let config = world.config();
    world.configure("nonsense");
    let (ran, after) = measured(&world, &[]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("stays as it was"), "{}", ran.stderr);
    assert_eq!(after, before);

    world.configure(&config);
    let lock = std::fs::File::options()
        .write(true)
        .open(world.data().join("school/run.lock"))
        .unwrap();
    lock.lock().unwrap();
    let (ran, after) = measured(&world, &["--lock-timeout", "0"]);
    assert_eq!(ran.code, 6, "{}", ran.stderr);
    assert_eq!(after, before);
}

#[test]
fn a_part_of_the_platform_is_no_success_of_the_whole() {
    let world = World::many();
    for part in [
        &["--users", "101", "--only", "contact"][..],
        &["--only", "contact"],
        &["--limit", "5"],
    ] {
        let (ran, metrics) = measured(&world, part);
        // What links to a record beyond the limit is blocked.
        assert!([0, 5].contains(&ran.code), "{}", ran.stderr);
        assert_eq!(figure(&metrics, "last_success_timestamp_seconds"), None);
    }
    let run = last_run(&world);
    assert_eq!(run["report"]["scope"]["limit"], 5);
    let shown = world.ok(&["history", &run["id"].to_string()]);
    assert!(shown.contains("at most 5 records"), "{shown}");
    let (_, metrics) = measured(&world, &[]);
    assert!(figure(&metrics, "last_success_timestamp_seconds").is_some());
}

#[test]
fn history_tells_a_run_at_work_from_a_killed_one() {
    let world = World::many();
    let state = || {
        let run = last_run(&world);
        let shown = world.ok(&["history", &run["id"].to_string()]);
        let exit = shown
            .lines()
            .find_map(|line| line.strip_prefix("exit code "));
        (
            run["state"].as_str().unwrap().to_owned(),
            exit.unwrap().to_owned(),
        )
    };
    world.fault("hang-before,on=POST:/api/v4/contacts,nth=1");
    let mut child = world.command(&["sync"]).spawn().unwrap();
    assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
    assert_eq!(state(), ("running".into(), "at work".into()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(state(), ("killed".into(), "killed".into()));
    world.post("release", &Value::Null);
    world.ok(&["sync"]);
    assert_eq!(state(), ("ended".into(), "0".into()));
}
