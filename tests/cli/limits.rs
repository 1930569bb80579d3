//! What the CRM forbids for a while: the pace, 429, blocks, and how a run ends that waits for one of them.

use std::process::Child;

use serde_json::{Value, json};

use crate::support::{Ran, World};

/// Waits until the sandbox has logged what `is` looks for.
fn until(world: &World, what: &str, is: impl Fn(&[Value]) -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !is(world.get("requests").as_array().unwrap()) {
        assert!(std::time::Instant::now() < end, "{what} was never seen");
        std::thread::yield_now();
    }
}

fn end(child: Child) -> Ran {
    child.wait_with_output().unwrap().into()
}

#[cfg(unix)]
fn signal(child: &Child, signal: &str) {
    let killed = std::process::Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
}

#[cfg(unix)]
#[test]
fn a_signal_is_told_wherever_the_run_waits() {
    let cases: [(&str, &[&str], &str); 3] = [
        // Four threads want to read the newest entities; one has read, three wait for their turn.
        ("the limiter", &["sync"], "pause-before,nth=1"),
        ("a 429", &["sync"], "429-json,ms=200000,nth=1"),
        (
            "the account's shape",
            &["schema", "check"],
            "pause-before,nth=2",
        ),
    ];
    for (place, args, fault) in cases {
        for (name, code) in [("-INT", 130), ("-TERM", 143)] {
            let world = World::ready();
            world.set_amo("rate = 1");
            world.fault(fault);
            let child = world.command(args).spawn().unwrap();
            until(&world, place, |all| {
                all.iter()
                    .any(|row| row["held"] == true || row["status"] == 429)
            });
            signal(&child, name);
            world.post("release", &json!({}));
            let ran = end(child);
            assert_eq!(ran.code, code, "{place} {name}: {}", ran.stderr);
            assert!(
                ran.stderr.contains("error: stopped") && ran.stderr.contains("hint: run it again"),
                "{place} {name}: {}",
                ran.stderr
            );
            if args == ["sync"] {
                let runs = world.ok(&["history", "--output", "json"]);
                let runs: Value = serde_json::from_str(&runs).unwrap();
                assert_eq!(runs[0]["exit_code"], code, "{place} {name}");
            }
        }
    }
}

#[test]
fn a_429_counts_for_those_who_had_their_turn_already() {
    let world = World::ready();
    world.set_amo("rate = 2");
    // Four threads want to read the newest entities; the first is told to wait.
    world.fault("429-json,ms=3000,nth=1");
    let mut child = world.command(&["sync"]).spawn().unwrap();
    until(&world, "a second request", |all| all.len() > 1);
    child.kill().unwrap();
    child.wait().unwrap();
    let all = world.get("requests");
    let waited = all[1]["at_ms"].as_i64().unwrap() - all[0]["at_ms"].as_i64().unwrap();
    assert!(waited >= 3000, "{waited}: {all}");
}

#[test]
fn a_429_that_nobody_would_wait_out_ends_the_run_and_is_remembered() {
    let world = World::ready();
    world.fault("429-json,ms=600000,nth=1");
    let said = |args: &[&str]| {
        let ran = world.run(args);
        assert_eq!(ran.code, 7, "{}", ran.stderr);
        assert!(
            ran.stderr
                .contains("asked for quiet (HTTP 429), for another 10 min"),
            "{}",
            ran.stderr
        );
    };
    said(&["sync"]);
    // Other threads of that run may have been on their way when the answer came; later runs send nothing.
    let first = world.requests();
    said(&["sync"]);
    said(&["account"]);
    assert_eq!(world.requests(), first);
}

#[test]
fn after_a_block_nothing_goes_out_of_any_thread() {
    let world = World::ready();
    world.set_amo("rate = 2");
    // Four threads want to read the newest entities.
    world.fault("403-html,nth=1");
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 7, "{}", ran.stderr);
    assert_eq!(world.requests(), 1);
}

#[test]
fn after_a_block_nothing_goes_out_of_any_process() {
    let world = World::ready();
    world.set_amo("rate = 1");
    // Takes the first turn, so that all processes below wait for theirs.
    world.ok(&["account"]);
    world.forget_requests();
    world.fault("403-html,nth=1");
    let children: Vec<_> = (0..4)
        .map(|_| world.command(&["account"]).spawn().unwrap())
        .collect();
    for child in children {
        let ran = end(child);
        assert_eq!(ran.code, 7, "{}", ran.stderr);
    }
    assert_eq!(world.requests(), 1);
}

#[test]
fn each_answer_that_bars_the_account_stops_all_that_is_sent_and_is_remembered() {
    for (fault, said) in [
        (
            "403-html,on=POST:/api/v4/contacts",
            "blocks this integration",
        ),
        (
            "403-json,on=POST:/api/v4/contacts",
            "blocks this integration",
        ),
        (
            "403-json,on=POST:/api/v4/leads/link",
            "blocks this integration",
        ),
        ("402,on=POST:/api/v4/companies", "not paid"),
        ("html,on=GET:/api", "a page came in place of JSON"),
        ("html,on=POST:/api/v4/leads", "a page came in place of JSON"),
    ] {
        let world = World::ready();
        world.sql(include_str!("../fixtures/many.sql"));
        world.set_amo("in_flight = 1");
        world.fault(fault);
        let ran = world.run(&["sync", "--output", "json"]);
        assert_eq!(ran.code, 7, "{fault}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{fault}: {}", ran.stderr);
        let barred = world.get("requests");
        let (method, path) = fault.split_once("on=").unwrap().1.split_once(':').unwrap();
        let struck = |row: &&Value| {
            row["method"] == method && row["path"].as_str().unwrap().starts_with(path)
        };
        let all = barred.as_array().unwrap();
        let first = all.iter().position(|row| struck(&row)).unwrap();
        // The run begins with four reads at once.
        let together = if method == "GET" { 4 } else { 1 };
        assert!(all.len() - first <= together, "{fault}: {barred}");
        let rejects = world.ok(&["rejects", "list", "--output", "json"]);
        assert_eq!(
            serde_json::from_str::<Value>(&rejects).unwrap(),
            json!([]),
            "{fault}"
        );
        // Cron comes again, and a person.
        world.forget_requests();
        for args in [&["sync"][..], &["account"], &["auth", "refresh"]] {
            let ran = world.run(args);
            assert_eq!(ran.code, 7, "{fault} {args:?}: {}", ran.stderr);
            assert!(
                ran.stderr.contains("paused for another 15 min")
                    && ran.stderr.contains(said)
                    && ran.stderr.contains("doctor --end-pause"),
                "{fault} {args:?}: {}",
                ran.stderr
            );
        }
        assert_eq!(world.requests(), 0, "{fault}");
        let told = world.ok(&["doctor", "--end-pause"]);
        assert!(told.contains("ended"), "{told}");
        world.ok(&["sync"]);
        for id in 101..=150 {
            world.the("contacts", &format!("school:contact:{id}"));
        }
    }
}

#[test]
fn a_right_that_is_missing_is_no_block() {
    let world = World::ready();
    world.fault("403-json,on=POST:/api/v4/leads/custom_fields");
    world.fault("403-json,on=GET:/api/v4/customers");
    world.fault("402,on=GET:/api/v4/customers/segments");
    let add = ["fields", "add", "leads", "--name", "A", "--type", "text"];
    for args in [&add[..], &["fields", "list", "customers"]] {
        let ran = world.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.stderr);
    }
    world.ok(&["account"]);
}

#[test]
fn a_block_of_the_token_endpoint_is_remembered_and_signing_in_ends_it() {
    for fault in ["403-html", "402", "html"] {
        let world = World::ready();
        world.fault(&format!("{fault},on=POST:/oauth2/access_token,nth=1"));
        let ran = world.run(&["auth", "refresh"]);
        assert_eq!(ran.code, 7, "{fault}: {}", ran.stderr);
        world.forget_requests();
        assert_eq!(world.run(&["account"]).code, 7, "{fault}");
        assert_eq!(world.requests(), 0, "{fault}");
        // Whoever signs in has dealt with it.
        world.login();
        world.ok(&["account"]);
        // A block that is still there is told, and the code is not spent in vain.
        world.fault("403-html,on=POST:/oauth2/access_token,nth=1");
        let code = world.sandbox.fresh_code();
        let ran = world.run(&["auth", "login", "--code", &code]);
        assert_eq!(ran.code, 7, "{fault}: {}", ran.stderr);
        assert!(ran.stderr.contains("cannot sign in"), "{}", ran.stderr);
        world.ok(&["auth", "login", "--code", &code]);
    }
}

#[test]
fn tokens_revoked_under_many_requests_are_renewed_in_vain_once() {
    let world = World::ready();
    world.sql(include_str!("../fixtures/many.sql"));
    world.set_amo("batch_max = 1\nin_flight = 16");
    world.fault("revoke,on=POST:/api/v4/contacts,nth=20");
    // So slow that all sixteen are on their way.
    world.fault("slow,ms=500,on=POST:/api/v4/contacts");
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stderr.contains("run `auth login`"), "{}", ran.stderr);
    let all = world.get("requests");
    let rows = all.as_array().unwrap();
    let count = |is: &dyn Fn(&Value) -> bool| rows.iter().filter(|row| is(row)).count();
    let refused = count(&|row| row["path"] == "/api/v4/contacts" && row["status"] == 401);
    assert!(refused > 10, "{refused}: {all}");
    assert_eq!(count(&|row| row["path"] == "/oauth2/access_token"), 1);
    assert!(count(&|row| row["path"] == "/oauth2/account/current/subdomain") <= 1);
    world.forget_requests();
    world.login();
    world.ok(&["sync"]);
    for id in 101..=150 {
        world.the("contacts", &format!("school:contact:{id}"));
    }
}
