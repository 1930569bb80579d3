//! The TOML configuration, its profiles, and where things lie on disk.
//!
//! Precedence: flag > environment > file > default. No secret ever stands in the file.

mod profile;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use profile::{Amo, Guard, Profile, SecretStore, Secrets, SourceConfig, SourceKind};

use crate::error::{Exit, Failure};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The profile of commands without `--profile`; may be missing when there is only one.
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

impl Config {
    /// Reads the file; mistakes name file, line and the allowed values.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let failure = Failure::new(
                Exit::Config,
                format!(
                    "cannot read the configuration `{}`: {error}",
                    path.display()
                ),
            );
            if error.kind() == std::io::ErrorKind::NotFound {
                return failure.hint(format!("create it; the shortest one is\n\n{SHORTEST}"));
            }
            failure
        })?;
        let config: Self = toml::from_str(&text).map_err(|error| mistake(path, &text, &error))?;
        for (name, profile) in &config.profiles {
            profile.check().map_err(|why| {
                Failure::new(
                    Exit::Config,
                    format!("`{}`, profile `{name}`: {why}", path.display()),
                )
            })?;
        }
        Ok(config)
    }

    /// The profile called `name`, else the default one, else the only one.
    pub fn select(mut self, name: Option<&str>, path: &Path) -> Result<(String, Profile), Failure> {
        let known = || {
            let names: Vec<_> = self
                .profiles
                .keys()
                .map(|name| format!("`{name}`"))
                .collect();
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        };
        let name = match (name, &self.default_profile) {
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
                .hint("pass `--profile NAME` or set `default_profile`"));
            }
        };
        let missing = Failure::new(
            Exit::Config,
            format!(
                "`{}` has no profile `{name}`; it has {}",
                path.display(),
                known()
            ),
        );
        self.profiles
            .remove(&name)
            .map(|profile| (name, profile))
            .ok_or(missing)
    }
}

const SHORTEST: &str = r#"[profiles.school.amo]
url          = "https://school.amocrm.ru"
client_id    = "the integration ID from its Keys tab"
redirect_uri = "the redirect URI, exactly as registered"

[profiles.school.source]
path = "platform.db""#;

/// A parser's complaint with file, line, and the known key that was probably meant.
fn mistake(path: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text[..start].matches('\n').count() + 1;
    let said = error.message();
    let failure = Failure::new(
        Exit::Config,
        format!("`{}`, line {line}: {said}", path.display()),
    );
    let mut quoted = said.split('`').skip(1).step_by(2);
    let Some(wrong) = quoted.next().filter(|_| said.starts_with("unknown")) else {
        return failure;
    };
    if ["client_secret", "access_token", "refresh_token"].contains(&wrong) {
        return failure
            .hint("no secret stands in this file; `auth login` asks for it and stores it");
    }
    match crate::schema::shape::nearest(wrong, quoted) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure,
    }
}
