//! What commands work with, each part opened when it is first asked for.

pub mod account;
pub mod engine;
pub mod host;
pub mod mapping;
pub mod registry;
mod terminal;

use std::cell::{OnceCell, RefCell, RefMut};
use std::path::PathBuf;

use directories::ProjectDirs;

use crate::config::{ActiveProfile, Config, SourceConfig};
use crate::crm::Crm;
use crate::error::{Exit, Failure};
use crate::options::{Options, flags};
use crate::output::{Messages, Output};
use crate::private;
use crate::secrets::SECRETS_FILE;
use crate::signals::{self, Stop};
use crate::source::{self, Source};
use crate::store::Store;
use crate::sync::plan::scan::Readers;

/// The process's view of the world.
#[derive(Debug)]
pub struct Context {
    options: Options,
    out: Output,
    profile: OnceCell<ActiveProfile>,
    store: OnceCell<RefCell<Store>>,
    stop: OnceCell<Stop>,
    crm: OnceCell<Crm>,
    folder_is_closed: OnceCell<()>,
}

impl Context {
    /// A context for the given flags; opens nothing.
    pub fn new(options: Options, messages: Messages) -> Self {
        let out = Output::new(&options, messages);
        Self {
            options,
            out,
            profile: OnceCell::new(),
            store: OnceCell::new(),
            stop: OnceCell::new(),
            crm: OnceCell::new(),
            folder_is_closed: OnceCell::new(),
        }
    }

    /// Where results and messages go.
    pub fn out(&self) -> &Output {
        &self.out
    }

    /// Where the configuration is read from: what the options name, or the user's configuration folder.
    pub fn config_path(&self) -> Result<PathBuf, Failure> {
        match &self.options.config {
            Some(path) => Ok(path.clone()),
            None => Ok(project_dirs()?.config_dir().join("config.toml")),
        }
    }

    /// The profile's name, as far as a flag or the environment gives one.
    pub fn profile_name(&self) -> Option<&str> {
        self.options
            .profile
            .as_deref()
            .filter(|name| !name.is_empty())
    }

    /// The profile that the flags, the environment or the file choose.
    pub fn profile(&self) -> Result<&ActiveProfile, Failure> {
        if let Some(profile) = self.profile.get() {
            return Ok(profile);
        }
        let path = self.config_path()?;
        let config = Config::load(&path)?;
        let (name, settings) = config.select(self.options.profile.as_deref(), &path)?;
        let data = match &self.options.data_dir {
            Some(dir) => dir.clone(),
            None => project_dirs()?.data_local_dir().to_owned(),
        };
        let dir = data.join(&name);
        Ok(self.profile.get_or_init(|| ActiveProfile {
            name,
            settings,
            dir,
        }))
    }

    /// The profile's folder, which nobody else may read.
    pub fn folder(&self) -> Result<&std::path::Path, Failure> {
        let dir = &self.profile()?.dir;
        // Once for each command.
        if self.folder_is_closed.get().is_none() {
            private::folder(dir, SECRETS_FILE).map_err(|error| {
                Failure::new(
                    Exit::Failure,
                    format!("cannot use the folder `{}`: {error}", dir.display()),
                )
            })?;
            let _ = self.folder_is_closed.set(());
        }
        Ok(dir)
    }

    /// The profile's store. Borrow it shortly: it is one connection.
    pub fn store(&self) -> Result<RefMut<'_, Store>, Failure> {
        if self.store.get().is_none() {
            let dir = self.folder()?;
            let store = Store::open(&dir.join("store.db"))?;
            let _ = self.store.set(RefCell::new(store));
        }
        self.store
            .get()
            .map(RefCell::borrow_mut)
            .ok_or_else(|| Failure::new(Exit::Failure, "cannot open the store"))
    }

    /// The flag that SIGINT and SIGTERM raise.
    pub fn stop(&self) -> anyhow::Result<&Stop> {
        if self.stop.get().is_none() {
            let _ = self.stop.set(signals::watch()?);
        }
        self.stop
            .get()
            .ok_or_else(|| anyhow::anyhow!("cannot watch for signals"))
    }

    /// The authorized client.
    pub fn crm(&self) -> anyhow::Result<&Crm> {
        if self.crm.get().is_none() {
            let profile = self.profile()?;
            self.folder()?;
            let crm = Crm::open(profile, self.stop()?.clone())?;
            crm.tokens()
                .wait_at_most(std::time::Duration::from_secs(self.options.lock_timeout));
            let _ = self.crm.set(crm);
        }
        self.crm
            .get()
            .ok_or_else(|| anyhow::anyhow!("cannot set up the client"))
    }

    /// The right to write with this profile.
    pub fn run_lock(&self, command: &str) -> anyhow::Result<crate::lock::RunLock> {
        let dir = self.folder()?;
        let patience = std::time::Duration::from_secs(self.options.lock_timeout);
        Ok(crate::lock::take(
            &dir.join("run.lock"),
            command,
            patience,
            self.stop()?,
        )?)
    }

    /// Who has the right to write with this profile now.
    pub fn run_lock_holder(&self) -> Result<Option<String>, Failure> {
        Ok(crate::lock::holder_of(
            &self.profile()?.dir.join("run.lock"),
        ))
    }

    /// The platform's database.
    pub fn source(&self) -> Result<Box<dyn Source>, Failure> {
        source::open(&self.profile()?.settings.source)
    }

    /// Opens platform and store anew for each thread that plans.
    pub fn readers(&self) -> Result<ProfileReaders, Failure> {
        let profile = self.profile()?;
        Ok(ProfileReaders {
            source: profile.settings.source.clone(),
            store: profile.dir.join("store.db"),
        })
    }
}

/// Where a profile's platform and store are.
#[derive(Debug)]
pub struct ProfileReaders {
    source: SourceConfig,
    store: PathBuf,
}

impl Readers for ProfileReaders {
    fn open(&self) -> anyhow::Result<(Box<dyn Source>, Store)> {
        Ok((source::open(&self.source)?, Store::open(&self.store)?))
    }
}

fn project_dirs() -> Result<ProjectDirs, Failure> {
    ProjectDirs::from("", "", "amosync").ok_or_else(|| {
        Failure::new(Exit::Config, "cannot find the home folder").hint(format!(
            "pass `{}` and `{}`",
            flags::CONFIG,
            flags::DATA_DIR
        ))
    })
}
