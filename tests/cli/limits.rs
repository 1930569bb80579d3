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
