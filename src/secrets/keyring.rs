//! The keyring of the operating system: Secret Service, Keychain, Credential Manager.

use keyring::{Entry, Error};

use super::{Name, Reserve, Secret, Vault};
use crate::error::{Exit, Failure};

/// Windows keeps 2560 bytes of UTF-16 in one credential, and access tokens are longer than that.
const CHUNK: usize = 1000;
/// Characters of a probe.
const ROOM: usize = 4096;
const SERVICE: &str = "amosync";

/// One entry per secret and profile; long secrets go into several.
#[derive(Debug)]
pub struct KeyringStore {
    profile: String,
}

impl KeyringStore {
    /// The entries of a profile.
    pub fn new(profile: &str) -> Self {
        Self {
            profile: profile.to_owned(),
        }
    }

    fn entry(&self, name: Name, part: usize) -> Result<Entry, Failure> {
        let user = match part {
            0 => format!("{}/{}", self.profile, name.as_str()),
            part => format!("{}/{}/{part}", self.profile, name.as_str()),
        };
        Entry::new(SERVICE, &user).map_err(|error| unusable(&error))
    }

    fn get(&self, name: Name, part: usize) -> Result<Option<String>, Failure> {
        match self.entry(name, part)?.get_password() {
            Ok(text) => Ok(Some(text)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(unusable(&error)),
        }
    }

    fn write(&self, name: Name, secret: &Secret) -> Result<(), Failure> {
        let chars: Vec<char> = secret.reveal().chars().collect();
        let parts: Vec<String> = chars
            .chunks(CHUNK)
            .map(|part| part.iter().collect())
            .collect();
        for (at, part) in parts.iter().enumerate().rev() {
            let text = if at == 0 {
                format!("{}:{part}", parts.len())
            } else {
                part.clone()
            };
            self.entry(name, at)?
                .set_password(&text)
                .map_err(|error| unusable(&error))?;
        }
        Ok(())
    }

    fn remove(&self, name: Name) -> Result<(), Failure> {
        for part in 0.. {
            match self.entry(name, part)?.delete_credential() {
                Ok(()) => {}
                Err(Error::NoEntry) => break,
                Err(error) => return Err(unusable(&error)),
            }
        }
        Ok(())
    }
}

impl Vault for KeyringStore {
    fn describe(&self) -> String {
        "OS keyring".to_owned()
    }

    fn read(&self, name: Name) -> Result<Option<Secret>, Failure> {
        // The first part says how many follow, so that a crash between two writes is noticed.
        let Some(first) = self.get(name, 0)? else {
            return Ok(None);
        };
        let Some((count, mut text)) = first
            .split_once(':')
            .and_then(|(count, text)| Some((count.parse::<usize>().ok()?, text.to_owned())))
        else {
            return Err(damaged(name));
        };
        for part in 1..count {
            match self.get(name, part)? {
                Some(more) => text.push_str(&more),
                None => return Err(damaged(name)),
            }
        }
        let secret = Secret::new(&text);
        zeroize::Zeroize::zeroize(&mut text);
        Ok(Some(secret))
    }

    fn reserve(&self) -> Result<Box<dyn Reserve + '_>, Failure> {
        // As long as a long token, and another each time.
        let text = format!("{:016x}", fastrand::u64(..)).repeat(ROOM / 16);
        let probe = Secret::new(&text);
        self.write(Name::Probe, &probe)?;
        let seen = self.read(Name::Probe)?;
        self.remove(Name::Probe)?;
        if seen.as_ref() == Some(&probe) {
            return Ok(Box::new(Room(self)));
        }
        Err(Failure::new(
            Exit::Failure,
            "cannot keep secrets in the OS keyring: what was written is not read back",
        )
        .hint("set `secrets.store = \"file\"` in the profile"))
    }

    fn clear(&self) -> Result<(), Failure> {
        [Name::Probe]
            .into_iter()
            .chain(Name::KEPT)
            .try_for_each(|name| self.remove(name))
    }
}

/// The entries that were found to be writable.
struct Room<'a>(&'a KeyringStore);

impl Reserve for Room<'_> {
    fn commit(self: Box<Self>, changes: &[(Name, Option<&Secret>)]) -> Result<(), Failure> {
        changes.iter().try_for_each(|(name, secret)| match secret {
            Some(secret) => self.0.write(*name, secret),
            None => self.0.remove(*name),
        })
    }
}

fn unusable(error: &Error) -> Failure {
    let why = match error {
        Error::NoStorageAccess(cause) | Error::PlatformFailure(cause) => cause.to_string(),
        // The other variants may carry the stored bytes.
        _ => "it refuses the entry".to_owned(),
    };
    Failure::new(Exit::Failure, format!("cannot use the OS keyring: {why}")).hint(
        "unlock or start the keyring (`gnome-keyring`, KWallet, …), or choose the file store with \
         `secrets.store = \"file\"` in the profile; cron and containers need the file store",
    )
}

fn damaged(name: Name) -> Failure {
    Failure::new(
        Exit::NotAuthorized,
        format!("the keyring's entry `{}` is damaged", name.as_str()),
    )
    .hint("run `auth login` again")
}
