//! The TOML configuration, its profiles, and where things lie on disk.
//!
//! Precedence: flag > environment > file > default. No secret ever stands in the file.

mod check;
mod document;
pub mod mapping;
mod mistakes;
mod profile;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use serde::Deserialize;

pub use check::{account_url, folder_name};
pub use profile::{Amo, Guard, Profile, SecretStore, Secrets, SourceConfig, SourceKind};

use crate::error::{Exit, Failure};
use crate::options::flags;
use crate::text::nearest;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The profile of commands that are given none; may be missing when there is only one.
    pub default_profile: Option<String>,
    /// One amoCRM account each.
    #[serde(default)]
    pub profiles: BTreeMap<String, Profile>,
}

/// A profile with its name and its directory.
#[derive(Debug, Clone)]
pub struct ActiveProfile {
    /// The name in the file.
    pub name: String,
    /// Its settings.
    pub settings: Profile,
    /// Where its store, locks and secrets file lie; created when first needed.
    pub dir: PathBuf,
}

/// The shortest configuration that works.
pub const EXAMPLE: &str = "\
[profiles.school.amo]
url          = \"https://school.amocrm.ru\"
client_id    = \"11111111-2222-3333-4444-555555555555\"
redirect_uri = \"https://school.example/amo\"

[profiles.school.source]
path = \"/var/lib/platform/platform.db\"
";

impl Config {
    /// Reads the file; every mistake is named with its line and the allowed values.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        // Some Windows editors put a byte order mark in front.
        let mut config = Self::parse(text.trim_start_matches('\u{feff}'), path)?;
        let base = path.parent().unwrap_or(Path::new(""));
        for profile in config.profiles.values_mut() {
            profile.source.path = profile.source.path.take().map(|path| located(base, path));
        }
        Ok(config)
    }

    /// Whether a text could be a configuration.
    pub fn check_text(text: &str) -> Result<(), Failure> {
        Self::parse(text, Path::new("the new configuration")).map(drop)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let mut document = document::Document::parse(text).map_err(|(line, message)| {
            mistakes::failure(path, vec![mistakes::syntax(line, &message)])
        })?;
        let (mut found, mut invented) = (Vec::new(), Vec::new());
        let config: Option<Self> = mistakes::read(&mut document, &mut found, &mut invented);
        if let Some(config) = &config {
            check::check(config, &document, &invented, &mut found);
        }
        match config {
            Some(config) if found.is_empty() => Ok(config),
            _ => Err(mistakes::failure(path, found)),
        }
    }

    /// The profile called `name`, else the default one, else the only one.
    pub fn select(mut self, name: Option<&str>, path: &Path) -> Result<(String, Profile), Failure> {
        let names: Vec<_> = self.profiles.keys().map(String::as_str).collect();
        let known = || quoted_list(&names);
        // A variable that is set to nothing, as crontabs do it, names no profile.
        let name = match (name.filter(|name| !name.is_empty()), &self.default_profile) {
            (Some(name), _) => name.to_owned(),
            (None, Some(name)) => name.clone(),
            (None, None) if self.profiles.len() == 1 => {
                self.profiles.keys().next().cloned().unwrap_or_default()
            }
            (None, None) => {
                return Err(Failure::new(
                    Exit::Config,
                    format!(
                        "`{}` does not say which profile to use; it has {}",
                        path.display(),
                        known()
                    ),
                )
                .hint(format!(
                    "pass `{} NAME` or set `default_profile`",
                    flags::PROFILE
                )));
            }
        };
        let guess = nearest(&name, names.iter().copied())
            .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let missing = Failure::new(
            Exit::Config,
            format!("`{}` has no profile `{name}`{guess}", path.display()),
        )
        .hint(format!("it has {}", known()));
        self.profiles
            .remove(&name)
            .map(|profile| (name, profile))
            .ok_or(missing)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let file = path.display();
    if error.kind() == std::io::ErrorKind::NotFound {
        return Failure::new(Exit::Config, format!("there is no configuration `{file}`")).hint(
            format!(
                "run `amosync init`, or create the file; the shortest that works:\n\n{EXAMPLE}"
            ),
        );
    }
    Failure::new(
        Exit::Config,
        format!("cannot read the configuration `{file}`: {error}"),
    )
    .hint(format!(
        "it must be a text file in UTF-8 that you may read; `{} FILE` names another one",
        flags::CONFIG
    ))
}

/// A path of the file as a path of the system: `~` is the home folder, and what is relative starts at the file.
fn located(base: &Path, path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), BaseDirs::new()) {
        (Ok(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => base.join(path),
    }
}

/// Names for people: `` `a`, `b` ``, or `none`.
fn quoted_list(names: &[&str]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
