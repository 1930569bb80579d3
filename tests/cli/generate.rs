use std::path::Path;

use crate::support::World;

#[test]
fn the_committed_completions_and_man_pages_are_current() {
    let world = World::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (shell, file) in [
        ("bash", "amosync.bash"),
        ("zsh", "_amosync"),
        ("fish", "amosync.fish"),
        ("powershell", "_amosync.ps1"),
        ("elvish", "amosync.elv"),
    ] {
        let committed = std::fs::read_to_string(root.join("completions").join(file)).unwrap();
        assert!(
            world.ok(&["completions", shell]) == committed,
            "{file} is old; run `./regenerate`"
        );
    }
    let fresh = world.dir.path().join("man");
    world.ok(&["man", fresh.to_str().unwrap()]);
    let names = |dir: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&fresh),
        names(&root.join("man")),
        "run `./regenerate`"
    );
    for name in names(&fresh) {
        let read = |dir: &Path| std::fs::read_to_string(dir.join(&name)).unwrap();
        assert!(
            read(&fresh) == read(&root.join("man")),
            "{} is old; run `./regenerate`",
            name.display()
        );
    }
}

#[test]
fn the_demo_goes_through_and_leaves_what_it_was_told_to_keep() {
    let world = World::new();
    let kept = world.dir.path().join("kept");
    let told = world.ok(&["demo", "--keep", kept.to_str().unwrap()]);
    assert!(
        told.contains("0 reads, 0 writes") && told.contains("+79120000022"),
        "{told}"
    );
    for name in ["config.toml", "platform.db", "account.json", "data"] {
        assert!(kept.join(name).exists(), "{name}");
    }
    assert_eq!(
        world.run(&["demo", "--keep", kept.to_str().unwrap()]).code,
        2
    );
}

#[test]
fn the_long_help_has_the_examples_and_the_list_stays_short() {
    let world = World::new();
    for (command, text) in [
        (
            &["sync"][..],
            "\n  amosync sync --users 1135,1136 --only contact",
        ),
        (
            &["sync-user"],
            "Example: amosync sync-user 1135 1136 --dry-run",
        ),
        (&["check"], "\nExample: amosync check --only contact"),
        (&["explain"], "Example: amosync explain deal_course 1135/77"),
        (&["doctor"], "Writes nothing to the account"),
        (&["demo"], "nothing is left behind unless"),
        (&["init"], "Example: `amosync init --url"),
        (&["ids"], "the next sync looks at each of its records"),
        (&["ids", "show"], "\nExample: amosync ids show contact 1135"),
        (&["ids", "adopt"], "\nExample: amosync ids adopt contact"),
        (&["mapping", "show"], "\nExample: amosync mapping show"),
        (
            &["schema", "pull"],
            "\nExample: amosync schema pull > mapping.toml",
        ),
        (
            &["schedule", "crontab"],
            "\nExample: amosync schedule crontab",
        ),
        (
            &["schedule", "systemd"],
            "\nExample: amosync schedule systemd",
        ),
        (&["fields", "add"], "\nExample: amosync fields add leads"),
        (&["fields", "delete"], "\nExample: amosync fields delete"),
        (
            &["sandbox"],
            "402, 401, revoke, hang-before, hang-after, pause-before",
        ),
    ] {
        let help = world.ok(&[command, &["--help"]].concat());
        let joined = help.replace("\n          ", " ");
        assert!(
            help.contains(text) || joined.contains(text),
            "{text} is not in {help}"
        );
        let first = help.lines().next().unwrap();
        assert!(!first.is_empty() && !first.starts_with("Example"), "{help}");
    }
    let help = world.ok(&["--help"]);
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list: Vec<_> = list.lines().take_while(|line| !line.is_empty()).collect();
    assert!(list.len() > 20, "{help}");
    for line in list {
        // A name, and what it does, on one line.
        let words: Vec<_> = line.split_whitespace().collect();
        assert!(words.len() > 2 && line.len() <= 100, "{line}");
        assert!(
            line.starts_with("  ") && !line.starts_with("    "),
            "{line}"
        );
    }
}
