//! Which store keeps a profile's secrets.

use crate::config::{ActiveProfile, SecretStore};
use crate::secrets::{FileStore, KeyringStore, SECRETS_FILE, Vault};

/// The store that the profile's configuration names. Never another one.
pub fn open(profile: &ActiveProfile) -> Box<dyn Vault> {
    match profile.settings.secrets.store {
        SecretStore::Keyring => Box::new(KeyringStore::new(&profile.name)),
        SecretStore::File => Box::new(FileStore::new(profile.dir.join(SECRETS_FILE))),
    }
}
