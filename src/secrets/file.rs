//! A file that only its owner may read, replaced as a whole.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Name, Secret, Vault};
use crate::error::{Exit, Failure};

/// Secrets as JSON in one file, mode 0600 on Unix; on Windows the profile folder's access list protects it.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in `path`, which need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn load(&self) -> Result<BTreeMap<String, String>, Failure> {
        match std::fs::read(&self.path) {
            Ok(text) => {
                self.refuse_open_file()?;
                serde_json::from_slice(&text).map_err(|_| {
                    // The parser's message could quote a secret.
                    self.failure("cannot use", "it is damaged")
                        .hint("restore it from a backup, or remove it and run `auth login`")
                })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(self.failure("cannot read", &error.to_string())),
        }
    }

    fn save(&self, all: &BTreeMap<String, String>) -> Result<(), Failure> {
        let write = || -> std::io::Result<()> {
            let dir = self.path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(dir)?;
            // Temporary files are made with mode 0600.
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            file.write_all(&serde_json::to_vec(all)?)?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            #[cfg(unix)]
            std::fs::File::open(dir)?.sync_all()?;
            Ok(())
        };
        write().map_err(|error| self.failure("cannot write", &error.to_string()))
    }

    #[cfg(unix)]
    fn refuse_open_file(&self) -> Result<(), Failure> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&self.path).map_or(0, |meta| meta.permissions().mode());
        // The six bits of group and others are all clear.
        if mode.trailing_zeros() >= 6 {
            return Ok(());
        }
        Err(self
            .failure("cannot use", "others may read it")
            .hint(format!("run `chmod 600 {}`", self.path.display())))
    }

    #[cfg(not(unix))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "same shape as on Unix"
    )]
    fn refuse_open_file(&self) -> Result<(), Failure> {
        Ok(())
    }

    fn failure(&self, what: &str, why: &str) -> Failure {
        Failure::new(
            Exit::Failure,
            format!("{what} the secrets file `{}`: {why}", self.path.display()),
        )
    }
}

impl Vault for FileStore {
    fn describe(&self) -> String {
        format!("file `{}`", self.path.display())
    }

    fn read(&self, name: Name) -> Result<Option<Secret>, Failure> {
        Ok(self
            .load()?
            .get(name.as_str())
            .map(|text| Secret::new(text)))
    }

    fn write(&self, name: Name, secret: &Secret) -> Result<(), Failure> {
        let mut all = self.load()?;
        all.insert(name.as_str().to_owned(), secret.reveal().to_owned());
        self.save(&all)
    }

    fn remove(&self, name: Name) -> Result<(), Failure> {
        let mut all = self.load()?;
        if all.remove(name.as_str()).is_some() {
            self.save(&all)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_by_another_and_by_nobody_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("deep/secrets.json");
        let store = FileStore::new(path.clone());
        store
            .write(Name::RefreshToken, &Secret::new("r1"))
            .expect("written");
        store
            .write(Name::AccessToken, &Secret::new("a1"))
            .expect("written");
        let other = FileStore::new(path.clone());
        assert_eq!(
            other.read(Name::RefreshToken).expect("read"),
            Some(Secret::new("r1"))
        );
        other.remove(Name::RefreshToken).expect("removed");
        assert_eq!(store.read(Name::RefreshToken).expect("read"), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path)
                .expect("exists")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
            assert!(store.read(Name::AccessToken).is_err());
        }
    }
}
