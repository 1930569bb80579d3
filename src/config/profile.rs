//! One profile: an amoCRM account, the platform's database, and how the two are joined.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use crate::config::mapping::KindMapping;
use crate::domain::{Country, Kind};

/// The settings of one profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The account and the integration.
    pub amo: Amo,
    /// The platform's database.
    pub source: SourceConfig,
    /// Where tokens and the client secret are kept.
    #[serde(default)]
    pub secrets: Secrets,
    /// When a run is too large to be true.
    #[serde(default)]
    pub guard: Guard,
    /// The country of phones that name none, as two letters.
    #[serde(default)]
    pub country: Country,
    /// What differs from the built-in mapping, by kind.
    #[serde(default)]
    pub mapping: BTreeMap<Kind, KindMapping>,
}

/// The account and the integration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amo {
    /// `https://school.amocrm.ru`; plain http to loopback only.
    pub url: Url,
    /// The integration's id, a UUID.
    pub client_id: String,
    /// As registered, including a trailing slash where there is one.
    pub redirect_uri: String,
    /// Requests a second, shared by all runs of the profile.
    #[serde(default = "default_rate")]
    pub rate: f64,
    /// The most entities in one request, up to 250.
    #[serde(default = "default_batch_max")]
    pub batch_max: usize,
    /// The most requests in flight.
    #[serde(default = "default_in_flight")]
    pub in_flight: usize,
    /// The first part of every marker; the profile's name when it is missing.
    pub marker_prefix: Option<String>,
    /// Seconds for one request; a write of 250 entities may need most of it.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: f64,
    /// Seconds before each further look for an entity whose create was not answered. Looks beyond the list grow on.
    pub recheck: Option<Vec<f64>>,
    /// The first of them, as older profiles write it.
    pub recheck_seconds: Option<f64>,
    /// Seconds for which a create without an answer must have been absent before it is sent again.
    #[serde(default = "default_resend_after")]
    pub resend_after_seconds: f64,
}

/// How much longer each look waits than the one before.
const GROWTH: f64 = 3.0;

impl Amo {
    /// The waits before each further look for an unanswered create; at least one.
    pub fn looks(&self) -> Vec<Duration> {
        let first = self.recheck_seconds.unwrap_or(5.0);
        let grown = || vec![first, first * GROWTH, first * GROWTH * GROWTH];
        let seconds = self.recheck.clone().unwrap_or_else(grown);
        seconds.into_iter().map(Duration::from_secs_f64).collect()
    }

    /// The wait before a second look at anything.
    pub fn second_look(&self) -> Duration {
        self.looks().first().copied().unwrap_or_default()
    }
}

/// The platform's database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// What kind of database.
    #[serde(default)]
    pub kind: SourceKind,
    /// The file of `sqlite`.
    pub path: Option<PathBuf>,
    /// Queries that replace the built-in ones, by kind.
    #[serde(default)]
    pub queries: BTreeMap<Kind, String>,
}

/// The kinds of source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A SQLite file.
    #[default]
    Sqlite,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The store; never changed silently.
    #[serde(default)]
    pub store: SecretStore,
}

/// The stores for secrets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretStore {
    /// The keyring of the operating system.
    #[default]
    Keyring,
    /// A file that only the owner may read.
    File,
}

/// When a run is too large to be true.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Per cent of the mapped records of a kind that one run may change, once there are 100.
    #[serde(default = "default_max_changes")]
    pub max_changes_percent: u8,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            max_changes_percent: default_max_changes(),
        }
    }
}

fn default_rate() -> f64 {
    7.0
}

fn default_batch_max() -> usize {
    250
}

fn default_in_flight() -> usize {
    16
}

fn default_timeout() -> f64 {
    30.0
}

fn default_resend_after() -> f64 {
    600.0
}

fn default_max_changes() -> u8 {
    30
}
