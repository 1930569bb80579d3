use crate::support::World;

#[test]
fn each_mistake_in_the_configuration_is_located() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    let good = std::fs::read_to_string(&path).unwrap();
    for (from, to, expected) in [
        (
            "redirect_uri",
            "redirect_url",
            &["line 4", "did you mean `redirect_uri`?"][..],
        ),
        (
            "client_id =",
            "client_secret = \"x\"\nclient_id =",
            &["line 3", "no secret may stand in the configuration"],
        ),
        (
            "http://127.0.0.1",
            "http://school.example",
            &["line 2", "`profiles.school.amo.url` is plain http"],
        ),
        (
            "\"file\"",
            "\"cloud\"",
            &["line 11", "unknown value `cloud`", "`keyring`"],
        ),
        ("rate = 1000.0", "rate = -1", &["line 5", "amo.rate` is -1"]),
    ] {
        std::fs::write(&path, good.replace(from, to)).unwrap();
        let ran = world.run(&["account"]);
        assert_eq!(ran.code, 3, "{to}: {}", ran.stderr);
        for text in expected {
            assert!(ran.stderr.contains(text), "{to}: {}", ran.stderr);
        }
    }
    std::fs::remove_file(&path).unwrap();
    let ran = world.run(&["account"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr.contains("[profiles.school.amo]"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_store_or_source_that_cannot_be_used_is_named_and_left_alone() {
    let world = World::ready();
    let store = world.data().join("school/store.db");
    let newer = rusqlite::Connection::open(&store).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let ran = world.run(&["sync-user", "1"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("version 99"), "{}", ran.stderr);
    std::fs::write(
        &store,
        "not a database at all, but long enough to be looked at as one",
    )
    .unwrap();
    let ran = world.run(&["sync-user", "1"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("store.db"), "{}", ran.stderr);
    std::fs::write(
        world.dir.path().join("platform.db"),
        "garbage in place of a database file",
    )
    .unwrap();
    let ran = world.run(&["sync-user", "1"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("platform.db"), "{}", ran.stderr);
    assert_eq!(world.requests(), 0);
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    use clap::CommandFactory as _;
    let world = World::new();
    world.login();
    let config = world.dir.path().join("config.toml");
    let data = world.data();
    let (config, data) = (config.to_str().unwrap(), data.to_str().unwrap());
    let command = amosync::cli::Cli::command();
    let variables: Vec<_> = command
        .get_arguments()
        .filter_map(|arg| arg.get_env())
        .collect();
    assert!(variables.len() >= 9, "{variables:?}");
    let run = |args: &[&str]| -> crate::support::Ran {
        let mut command = world.command(args);
        for name in &variables {
            command.env(name, "");
        }
        for name in ["CLIENT_SECRET", "ACCESS_TOKEN"] {
            command.env(format!("AMOSYNC_{name}"), "");
            command.env(format!("AMOSYNC_{name}_FILE"), "");
        }
        command.output().unwrap().into()
    };
    let ran = run(&["account", "--config", config, "--data-dir", data]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("account  "), "{}", ran.stdout);
    // Without the flags the defaults hold: a file in the home folder, which is not there.
    let ran = run(&["account"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("there is no configuration `") && !ran.stderr.contains("``"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_readme_has_every_variable_flag_and_exit_code() {
    use clap::CommandFactory as _;
    let readme = include_str!("../../README.md");
    let command = amosync::cli::Cli::command();
    for arg in command.get_arguments() {
        if let Some(name) = arg.get_env() {
            assert!(
                readme.contains(&format!("`{}`", name.display())),
                "{name:?}"
            );
        }
        if let Some(name) = arg.get_long().filter(|name| *name != "verbose") {
            assert!(readme.contains(&format!("`--{name}")), "--{name}");
        }
    }
    for code in [0, 1, 2, 3, 4, 5, 6, 7, 130] {
        assert!(readme.contains(&format!("\n| {code}")), "exit code {code}");
    }
}
