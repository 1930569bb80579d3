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
