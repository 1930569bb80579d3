//! What follows `--`: arguments of `sync`, with paths that hold wherever the scheduler starts it.

use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use super::absolute;
use crate::commands::global::{Global, without_empty_variables};
use crate::commands::sync::{Ids, SyncArgs};
use crate::error::{Exit, Failure};

/// Arguments of `sync` that the program takes.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// Word by word.
    pub(super) words: Vec<String>,
    /// Folders that a run writes into beside its own.
    pub(super) folders: Vec<PathBuf>,
}

/// A line of `sync` as the program reads it.
#[derive(Debug, Parser)]
#[command(name = "sync")]
struct SyncLine {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    sync: SyncArgs,
}

/// Flags that the command has already.
const OWN: [&str; 3] = ["--profile", "--config", "--data-dir"];

impl Arguments {
    /// Refuses what `sync` would refuse, and what cannot work without a terminal.
    pub(super) fn read(words: &[String]) -> anyhow::Result<Self> {
        let refused = |why: String| {
            Failure::new(Exit::Usage, format!("cannot schedule such a `sync`: {why}"))
        };
        let line = ["sync"].into_iter().chain(words.iter().map(String::as_str));
        let command = || without_empty_variables(SyncLine::command());
        let parsed = command()
            .try_get_matches_from(line)
            .and_then(|mut matches| SyncLine::from_arg_matches_mut(&mut matches));
        parsed.map_err(|error| {
            let text = error.render().to_string();
            let first = text.split("\n\n").next().unwrap_or_default();
            refused(first.trim_start_matches("error: ").to_owned())
                .hint("what follows `--` are arguments of `sync`; `amosync sync --help` lists them")
        })?;
        let mut read = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (word.as_str(), None),
            };
            if OWN.contains(&flag) {
                return Err(refused(format!("`{flag}` does not belong after `--`"))
                    .hint(format!(
                        "pass `{flag}` before `--`; the command gets it from there"
                    ))
                    .into());
            }
            let is_path = ["--results", "--metrics-file", "--users", "--courses"].contains(&flag);
            // The program has read the same words: a flag without a value did not come so far.
            let Some(value) = value.or_else(|| {
                let next = is_path.then(|| words.next()).flatten();
                next.map(String::as_str)
            }) else {
                read.words.push(word.clone());
                continue;
            };
            if !is_path {
                read.words.push(word.clone());
                continue;
            }
            let value = match (flag, value.parse()) {
                ("--users" | "--courses", Ok(Ids::List(_))) => value.to_owned(),
                ("--users" | "--courses", _) if value == "-" => {
                    return Err(refused(format!(
                        "`{flag} -` would read from a stdin that is empty"
                    ))
                    .hint("name a file")
                    .into());
                }
                _ => {
                    let path = absolute(Path::new(value))?;
                    match flag {
                        "--results" => read.folders.push(path.clone()),
                        "--metrics-file" => {
                            read.folders.extend(path.parent().map(Path::to_owned));
                        }
                        _ => {}
                    }
                    path.display().to_string()
                }
            };
            read.words.extend([flag.to_owned(), value]);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> anyhow::Result<Arguments> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        Arguments::read(&words)
    }

    #[test]
    fn paths_become_absolute_and_nothing_else_changes() {
        let here = std::env::current_dir().expect("a folder");
        let file = |name: &str| here.join(name).display().to_string();
        let words = [
            "-v",
            "--only",
            "contact",
            "--users=ids",
            "--courses",
            "1,2",
            "--results",
            "out",
            "--metrics-file=m/a.prom",
            "--limit=5",
        ];
        let arguments = read(&words).expect("arguments of sync");
        let expected = [
            "-v",
            "--only",
            "contact",
            "--users",
            &file("ids"),
            "--courses",
            "1,2",
            "--results",
            &file("out"),
            "--metrics-file",
            &file("m/a.prom"),
            "--limit=5",
        ];
        assert_eq!(arguments.words, expected);
        assert_eq!(arguments.folders, [here.join("out"), here.join("m")]);
    }

    #[test]
    fn what_sync_does_not_take_is_refused() {
        for (words, why) in [
            (&["--metrics-fiel", "x"][..], "--metrics-fiel"),
            (&["--only", "cat"], "cat"),
            (&["--users"], "--users"),
            (&["--users", "-"], "stdin"),
            (&["--profile=other"], "`--profile` does not belong"),
            (&["1135"], "1135"),
        ] {
            let error = read(words).expect_err(why);
            assert_eq!(crate::error::exit_of(&error), Exit::Usage);
            assert!(error.to_string().contains(why), "{why}: {error}");
        }
    }
}
