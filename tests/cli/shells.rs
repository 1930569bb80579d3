//! The committed completions in the shells that they are for. `.ci/run` installs the shells and runs the ignored tests.

use std::path::PathBuf;
use std::process::Command;

fn script(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "completions", name]
        .iter()
        .collect();
    path.to_str().unwrap().to_owned()
}

/// What a shell prints that runs `text` with the completion script as its first argument; its stderr must be empty.
fn print(shell: &str, flags: &[&str], text: &str, file: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(shell)
        .args(flags)
        .args(["-c", text])
        // The name of the shell where it takes one before the arguments.
        .args((shell != "fish").then_some(shell))
        .arg(script(file))
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .output()
        .unwrap_or_else(|error| panic!("cannot run `{shell}`: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.is_empty(),
        "{shell}: {said}"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_completes_commands_and_values() {
    let text = r#"
        source "$1" && complete -p amosync
        offer() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _amosync amosync "${!#}" "${@: -2:1}"; echo "${COMPREPLY[*]}"; }
        offer amosync sync-
        offer amosync auth log
        offer amosync --output json
    "#;
    let told = print("bash", &["--norc"], text, "amosync.bash");
    let lines: Vec<_> = told.lines().collect();
    assert!(lines[0].contains("-F _amosync"), "{told}");
    assert_eq!(
        lines[1..],
        [
            "sync-user sync-course sync-usercourse",
            "login logout",
            "json jsonl"
        ]
    );
}

#[test]
#[ignore = "needs zsh; .ci/run installs it"]
fn zsh_loads_the_completions() {
    let text = r#"
        autoload -U compinit && compinit -u -d "$HOME/dump"
        source "$1" && print -r -- "$_comps[amosync]" "$(whence -w _amosync)" "$(whence -w _amosync__subcmd__auth_commands)"
    "#;
    let told = print("zsh", &["-f"], text, "_amosync");
    assert_eq!(
        told.trim(),
        "_amosync _amosync: function _amosync__subcmd__auth_commands: function"
    );
}

#[test]
#[ignore = "needs fish; .ci/run installs it"]
fn fish_completes_commands() {
    let text = r#"source $argv[1]; complete -C "amosync sync-" | string replace -r "\t.*" """#;
    let told = print("fish", &["--no-config"], text, "amosync.fish");
    let mut lines: Vec<_> = told.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["sync-course", "sync-user", "sync-usercourse"]);
}
