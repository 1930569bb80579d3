//! A file that only its owner may read, replaced as a whole.

use std::collections::BTreeMap;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Name, Reserve, Secret, Vault};
use crate::error::{Exit, Failure};

/// More than a new pair adds to what is stored.
const ROOM: u64 = 16 * 1024;

const TEMPORARY: &str = ".secrets-";

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

    fn prepare(&self) -> std::io::Result<NamedTempFile> {
        let dir = self.dir();
        std::fs::create_dir_all(dir)?;
        self.sweep()?;
        // Temporary files are made with mode 0600.
        let mut file = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempfile_in(dir)?;
        let size = std::fs::metadata(&self.path).map_or(0, |meta| meta.len()) + ROOM;
        std::io::copy(&mut std::io::repeat(b' ').take(size), &mut file)?;
        file.as_file().sync_all()?;
        Ok(file)
    }

    fn save(&self, mut file: NamedTempFile, all: &BTreeMap<String, String>) -> std::io::Result<()> {
        let text = serde_json::to_vec(all)?;
        // The blocks are there already; they are given back once the text stands in them.
        file.rewind()?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.as_file().set_len(text.len() as u64)?;
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        #[cfg(unix)]
        std::fs::File::open(self.dir())?.sync_all()?;
        Ok(())
    }

    fn dir(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Removes what a killed process left. The lock must be held.
    fn sweep(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(self.dir())? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
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

    fn reserve(&self) -> Result<Box<dyn Reserve + '_>, Failure> {
        // A damaged file is noticed now.
        self.load()?;
        let file = self
            .prepare()
            .map_err(|error| self.failure("cannot write", &error.to_string()))?;
        Ok(Box::new(Room { store: self, file }))
    }

    fn clear(&self) -> Result<(), Failure> {
        let clear = || -> std::io::Result<()> {
            match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            if self.dir().exists() {
                self.sweep()?;
                #[cfg(unix)]
                std::fs::File::open(self.dir())?.sync_all()?;
            }
            Ok(())
        };
        clear().map_err(|error| self.failure("cannot remove", &error.to_string()))
    }
}

/// A file of the size needed, beside the one that it will replace.
struct Room<'a> {
    store: &'a FileStore,
    file: NamedTempFile,
}

impl Reserve for Room<'_> {
    fn commit(self: Box<Self>, changes: &[(Name, Option<&Secret>)]) -> Result<(), Failure> {
        let mut all = self.store.load()?;
        for (name, secret) in changes {
            match secret {
                Some(secret) => {
                    all.insert(name.as_str().to_owned(), secret.reveal().to_owned());
                }
                None => {
                    all.remove(name.as_str());
                }
            }
        }
        self.store
            .save(self.file, &all)
            .map_err(|error| self.store.failure("cannot write", &error.to_string()))
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
        let (refresh, access) = (Secret::new("r1"), Secret::new("a1"));
        store
            .reserve()
            .expect("room")
            .commit(&[
                (Name::RefreshToken, Some(&refresh)),
                (Name::AccessToken, Some(&access)),
            ])
            .expect("written");
        let other = FileStore::new(path.clone());
        assert_eq!(
            other.read(Name::RefreshToken).expect("read"),
            Some(Secret::new("r1"))
        );
        other
            .reserve()
            .expect("room")
            .commit(&[(Name::RefreshToken, None)])
            .expect("removed");
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
