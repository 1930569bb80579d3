//! The README's quick start, read from the README and followed against `amosync sandbox` in another process.
//!
//! Names of the example account are replaced by those that the sandbox prints. There is no terminal and no keyring here,
//! so the secret comes through stdin and two flags that the README names are added: `--secrets file` and `--yes`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const README: &str = include_str!("../../README.md");

/// A fenced block.
struct Block {
    language: String,
    lines: Vec<String>,
}

/// The blocks between a heading and the next one.
fn blocks(heading: &str) -> Vec<Block> {
    let (_, rest) = README.split_once(heading).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in section.lines() {
        match (line.trim().strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                open = Some(Block {
                    language: language.to_owned(),
                    lines: Vec::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block
                .lines
                .push(line.strip_prefix("   ").unwrap_or(line).to_owned()),
            (None, None) => {}
        }
    }
    blocks
}

impl Block {
    /// The command of a block and what it is to print. A prompt of the shell marks it where there is output.
    fn command(&self) -> (String, &[String]) {
        let joined = |lines: &[String]| lines.join(" ").replace(" \\ ", " ");
        match self.language.as_str() {
            "console" => {
                let command = self.lines[0].strip_prefix("$ ").unwrap();
                (command.to_owned(), &self.lines[1..])
            }
            "sh" => (joined(&self.lines), &[]),
            other => panic!("a block of `{other}` is no command"),
        }
    }
}

/// The sandbox in a process of its own.
struct SecondTerminal {
    process: Child,
    printed: BTreeMap<String, String>,
}

impl SecondTerminal {
    fn open(command: &str, home: &Path) -> Self {
        let mut process = amosync(&command.replace("8080", "0"), home)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let printed = lines
            .map(Result::unwrap)
            .take_while(|line| !line.is_empty())
            .map(|line| {
                let (name, value) = line.split_once("  ").unwrap();
                (name.to_owned(), value.trim().to_owned())
            })
            .collect();
        Self { process, printed }
    }
}

impl Drop for SecondTerminal {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn amosync(line: &str, home: &Path) -> Command {
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("amosync"), "{line}");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("amosync"));
    command
        .args(words)
        .env_clear()
        .env("HOME", home)
        .env("AMOSYNC_CONFIG", home.join("config.toml"))
        .env("AMOSYNC_DATA_DIR", home.join("data"))
        .stdin(Stdio::null());
    command
}

/// Ids and times differ from run to run, and so does the padding after them.
fn shape(line: &str) -> String {
    let masked: String = line
        .chars()
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect();
    masked.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_quick_start_of_the_readme_goes_through() {
    let blocks = blocks("## Quick start for a real account");
    let languages: Vec<_> = blocks.iter().map(|block| block.language.as_str()).collect();
    assert_eq!(languages, ["sh", "toml", "console", "sh", "console", "sh"]);
    let [init, written, login, apply, sync, sandbox] = &blocks[..] else {
        unreachable!("counted above")
    };
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path();
    let platform = home.join("platform.db");
    rusqlite::Connection::open(&platform)
        .unwrap()
        .execute_batch(include_str!("../../src/source/made_up.sql"))
        .unwrap();
    let terminal = SecondTerminal::open(&sandbox.command().0, home);
    let own = |name: &str| terminal.printed[name].as_str();
    let filled = |text: &str| {
        let replaced = text
            .replace("https://school.amocrm.ru", own("url"))
            .replace("11111111-2222-3333-4444-555555555555", own("client id"))
            .replace("https://school.example/amo", own("redirect URI"))
            .replace("def502…", own("code"));
        replaced.replace("/var/lib/platform/platform.db", platform.to_str().unwrap())
    };
    let run = |block: &Block, more: &str, stdin: &str| {
        let (line, expected) = block.command();
        let line = format!("{} {more}", filled(&line));
        let mut child = amosync(&line, home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(stdin.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let text =
            String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{line}: {text}");
        let shown: Vec<_> = text.lines().map(shape).collect();
        for line in expected {
            // A prompt needs a terminal, the store is another one, and `…` leaves lines out.
            let elsewhere = line.ends_with(':') || line.starts_with("store ") || line == "…";
            assert!(
                elsewhere || shown.contains(&shape(line)),
                "`{line}` of the README is not in:\n{text}"
            );
        }
    };
    run(init, "--secrets file", "");
    let config = std::fs::read_to_string(home.join("config.toml")).unwrap();
    let documented = filled(&written.lines.join("\n")).replace("\"keyring\"", "\"file\"");
    let parsed = |text: &str| -> toml::Table { text.parse().unwrap() };
    assert_eq!(parsed(&config), parsed(&documented));
    run(login, "", own("client secret"));
    run(apply, "--yes", "");
    run(sync, "", "");
}

#[test]
fn the_demo_ends_as_the_readme_says() {
    let (_, rest) = README.split_once("The demo ends like this").unwrap();
    let block = rest.split("```").nth(1).unwrap();
    let documented: Vec<_> = block.trim_start_matches("text").trim().lines().collect();
    let dir = tempfile::tempdir().unwrap();
    let output = amosync("amosync demo", dir.path()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let told: Vec<_> = told.trim_end().lines().collect();
    let end = &told[told.len() - documented.len()..];
    let without_time = |lines: &[&str]| -> Vec<String> {
        let kept = lines.iter().map(|line| match line.split_once(" in ") {
            Some((counts, time)) if time.ends_with(" s") => counts.to_owned(),
            _ => (*line).to_owned(),
        });
        kept.collect()
    };
    assert_eq!(without_time(end), without_time(&documented));
}
