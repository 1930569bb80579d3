//! An emulated amoCRM on loopback, an adversary that the tests and the demo run against.
//!
//! It answers to loopback names only, and no page of another origin. The control routes below `/_sandbox/` want the
//! header `X-Amosync-Sandbox: 1`.
//!
//! It is written from the documented behaviour of the service and shares no type with the client, so that it cannot
//! agree with the client's mistakes. Where the documents leave a choice, a switch makes it; what no document shows but
//! known clients send is refused where the switch `strict` is on.

mod account;
mod batch;
mod bulk;
mod complex;
mod control;
mod distort;
mod entities;
pub mod faults;
mod fields;
mod filter;
mod groups;
mod guard;
pub mod http;
mod links;
mod notes;
mod oauth;
mod pages;
mod pipelines;
mod rate;
mod refusals;
mod seed;
mod server;
mod sorting;
mod switches;
mod tags;
mod users;
mod values;
mod world;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

use faults::Fault;
pub use guard::CONTROL_HEADER;
use server::{Service, Shared, lock};
pub use switches::Switch;
use world::World;

/// How the sandbox behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    /// Where the account is kept between starts.
    pub state_file: Option<PathBuf>,
    /// Added to every answer.
    pub latency: Duration,
    /// Added for each entity that a request stores.
    pub latency_per_entity: Duration,
    /// Whether 7 requests a second are enforced.
    pub rate_limit: bool,
    /// What goes wrong from the start.
    pub faults: Vec<Fault>,
    /// Seed of faults with a probability.
    pub seed: u64,
    /// Leaves the five funnels out.
    pub bare: bool,
    /// The account's IANA time zone.
    pub time_zone: String,
    /// Switches that are set from the start, over what the state file says.
    pub switches: Vec<Switch>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            state_file: None,
            latency: Duration::ZERO,
            latency_per_entity: Duration::ZERO,
            rate_limit: true,
            faults: Vec::new(),
            seed: 1,
            bare: false,
            time_zone: "Europe/Moscow".to_owned(),
            switches: Vec::new(),
        }
    }
}

/// A running sandbox; it stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    service: Shared,
    port: u16,
    state_file: Option<PathBuf>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Sandbox {
    /// Opens the account and listens on 127.0.0.1.
    pub fn start(options: &Options) -> anyhow::Result<Self> {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let mut world = match &options.state_file {
            Some(path) if path.exists() => {
                let text = std::fs::read(path)
                    .with_context(|| format!("cannot read the state `{}`", path.display()))?;
                serde_json::from_slice::<World>(&text)
                    .with_context(|| format!("`{}` is no sandbox state", path.display()))?
            }
            _ => seed::account(&options.time_zone, options.bare, now),
        };
        world.now_ms = now;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("cannot start the sandbox")?;
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind((
                Ipv4Addr::LOCALHOST,
                options.port,
            )))
            .with_context(|| format!("cannot listen on 127.0.0.1:{}", options.port))?;
        let port = listener.local_addr()?.port();
        world.oauth.domain = format!("127.0.0.1:{port}");
        let mut service = Service::new(world, options);
        for Switch { name, value } in &options.switches {
            service.switch(name, value).map_err(anyhow::Error::msg)?;
        }
        let service = Arc::new(Mutex::new(service));
        runtime.spawn(server::serve(listener, Arc::clone(&service)));
        Ok(Self {
            service,
            port,
            state_file: options.state_file.clone(),
            runtime: Some(runtime),
        })
    }

    /// The account's address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The integration's id.
    pub fn client_id(&self) -> String {
        lock(&self.service).world.oauth.client_id.clone()
    }

    /// The integration's secret.
    pub fn client_secret(&self) -> String {
        lock(&self.service).world.oauth.client_secret.clone()
    }

    /// The integration's redirect URI.
    pub fn redirect_uri(&self) -> String {
        lock(&self.service).world.oauth.redirect_uri.clone()
    }

    /// A new authorization code.
    pub fn fresh_code(&self) -> String {
        let mut service = lock(&self.service);
        let now = service.world.now();
        service.world.oauth.code(now)
    }

    /// A new long-lived token.
    pub fn long_lived_token(&self) -> String {
        let mut service = lock(&self.service);
        let now = service.world.now();
        service.world.oauth.long_lived(now)
    }

    /// Writes the account to the state file, where there is one and something changed.
    pub fn save(&self) -> anyhow::Result<()> {
        let Some(path) = &self.state_file else {
            return Ok(());
        };
        let text = {
            let mut service = lock(&self.service);
            service.tick();
            if !service.dirty {
                return Ok(());
            }
            service.dirty = false;
            serde_json::to_vec(&service.world)?
        };
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(dir.unwrap_or(std::path::Path::new(".")))?;
        std::io::Write::write_all(&mut file, &text)?;
        file.persist(path)
            .with_context(|| format!("cannot write the state `{}`", path.display()))?;
        Ok(())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        let _ = self.save();
    }
}
