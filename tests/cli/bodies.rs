//! What comes from outside without an end: bodies of answers, templates; and a proxy that cannot reach this machine.

use crate::support::World;

#[test]
fn a_body_without_an_end_is_cut_and_asked_for_again() {
    for fault in ["endless", "huge", "gzip-bomb"] {
        let world = World::ready();
        world.fault(&format!("{fault},on=GET:/api/v4/account,nth=1,mb=64"));
        world.ok(&["account"]);
        // Whatever a create was answered with, it is made once.
        world.fault(&format!("{fault},on=POST:/api/v4/contacts,nth=1,mb=64"));
        world.run(&["sync-user", "2"]);
        world.ok(&["sync-user", "2"]);
        assert_eq!(
            world.marked("contacts", "school:contact:2").len(),
            1,
            "{fault}"
        );
    }
}

/// With so little memory that a body as a whole does not fit.
#[cfg(unix)]
#[test]
fn no_more_of_a_body_is_kept_than_its_limit() {
    for fault in ["huge", "gzip-bomb"] {
        let world = World::ready();
        world.fault(&format!("{fault},on=GET:/api/v4/account,nth=1,mb=900"));
        let own = world.command(&["account"]);
        let mut limited = std::process::Command::new("/bin/sh");
        limited
            .args(["-c", "ulimit -v 700000; exec \"$0\" account"])
            .arg(own.get_program())
            .env_clear()
            .envs(
                own.get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            );
        let output = limited.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{fault}: {stderr}");
    }
}

#[test]
fn this_machine_is_reached_whatever_proxy_is_set() {
    let world = World::ready();
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "ALL_PROXY",
        "all_proxy",
        "HTTPS_PROXY",
    ] {
        // Nobody listens there.
        let output = world
            .command(&["account"])
            .env(name, "http://127.0.0.1:9")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {stderr}");
    }
}

#[test]
fn a_template_without_an_end_is_invalid_and_named() {
    for endless in [
        "{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}",
        "{% for a in range(9000) %}{% for b in range(9000) %}{% set c = a * b %}{% endfor %}{% endfor %}",
    ] {
        let world = World::ready();
        world.configure(&format!(
            "{}\n[profiles.school.mapping.contact]\nlast_name = \"{endless}\"\n",
            world.config()
        ));
        let ran = world.run(&["sync-user", "2", "--dry-run"]);
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(told.contains("invalid"), "{endless}: {told}");
        assert!(told.contains("last_name"), "{endless}: {told}");
    }
}
