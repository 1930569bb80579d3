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
