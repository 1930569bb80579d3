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
            Failure::new(
                Exit::Config,
                format!(
                    "cannot read the configuration `{}`: {error}",
                    path.display()
                ),
            )
        })?;
        toml::from_str(&text)
            .map_err(|error| Failure::new(Exit::Config, format!("`{}`: {error}", path.display())))
    }
}
