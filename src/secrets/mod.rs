//! Secrets: the text that must never be printed, and the places where it is kept.

mod file;
mod keyring;

use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroize as _;

pub use self::file::FileStore;
pub use self::keyring::KeyringStore;

use crate::error::{Exit, Failure};

/// The file of the profile's folder that holds secrets, where no keyring does.
pub const SECRETS_FILE: &str = "secrets.json";

/// Text that is wiped from memory and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text as it is, without surrounding white space, which is never part of a token. It is masked from now on
    /// wherever text is shown.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        crate::text::remember_secret(text);
        Self(text.to_owned())
    }

    /// The text itself, for the one place that sends or stores it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The names of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The integration's secret.
    ClientSecret,
    /// Works once; renewed with each refresh.
    RefreshToken,
    /// With its end: `{"token": …, "end": unix seconds, "long_lived": bool}`.
    AccessToken,
    /// Written and read back before a code is spent.
    Probe,
}

impl Name {
    /// All names that a logout removes.
    pub const KEPT: [Self; 3] = [Self::ClientSecret, Self::RefreshToken, Self::AccessToken];

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
            Self::Probe => "probe",
        }
    }
}

/// A place that keeps secrets beyond the process.
pub trait Vault: fmt::Debug + Send + Sync {
    /// For people: `OS keyring`, or the file's path.
    fn describe(&self) -> String;

    /// Reads a secret; `None` when it was never written.
    fn read(&self, name: Name) -> Result<Option<Secret>, Failure>;

    /// Makes sure that a new pair can be kept, before anything is spent for it. What is stored stays.
    fn reserve(&self) -> Result<Box<dyn Reserve + '_>, Failure>;

    /// Removes everything.
    fn clear(&self) -> Result<(), Failure>;
}

/// Room for new secrets.
pub trait Reserve {
    /// Stores, in this order, what is given, and removes what is `None`.
    fn commit(self: Box<Self>, changes: &[(Name, Option<&Secret>)]) -> Result<(), Failure>;
}

/// A secret from the environment: `AMOSYNC_…`, the file that `AMOSYNC_…_FILE` names, or a systemd credential.
pub fn from_environment(variable: &str, credential: &str) -> Result<Option<Secret>, Failure> {
    if let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
        let text = value.into_string().map_err(|_| {
            Failure::new(
                Exit::Usage,
                format!("the environment variable `{variable}` is not valid text"),
            )
        })?;
        return Ok(Some(Secret::new(&text)));
    }
    let file = std::env::var_os(format!("{variable}_FILE"))
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    let credential = std::env::var_os("CREDENTIALS_DIRECTORY")
        .map(|dir| PathBuf::from(dir).join(credential))
        .filter(|path| path.exists());
    match file.or(credential) {
        Some(path) => read_file(&path).map(Some),
        None => Ok(None),
    }
}

/// A secret from a file.
pub fn read_file(path: &std::path::Path) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(
            Exit::Failure,
            format!("cannot read the secret in `{}`: {error}", path.display()),
        )
    })?;
    let secret = Secret::new(&text);
    if secret.is_empty() {
        return Err(Failure::new(
            Exit::Failure,
            format!("`{}` holds no secret: it is empty", path.display()),
        ));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new("tell-nobody")), "[redacted]");
    }
}
