//! Single values that outlive a run.

use rusqlite::{OptionalExtension as _, params};

use super::Store;
use super::error::Result;

/// The names of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// The id of the CRM user behind the token.
    AmoUserId,
    /// The id of the account that the store belongs to.
    AccountId,
    /// The account's subdomain when it was last read.
    Subdomain,
    /// The account's IANA time zone.
    TimeZone,
    /// The id of the products catalog.
    ProductsCatalogId,
    /// The reasons for lost deals, as JSON.
    LossReasons,
    /// Unix time at which the account's shape was read.
    SchemaReadAt,
    /// A digest of that shape, which changes whenever people change the account.
    SchemaDigest,
    /// The batch sizes that answers have shown to be good, as JSON by route.
    BatchSizes,
}

impl Setting {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::AmoUserId => "amoUserID",
            Self::AccountId => "account_id",
            Self::Subdomain => "subdomain",
            Self::TimeZone => "time_zone",
            Self::ProductsCatalogId => "products_catalog_id",
            Self::LossReasons => "loss_reasons",
            Self::SchemaReadAt => "schema_read_at",
            Self::SchemaDigest => "schema_digest",
            Self::BatchSizes => "batch_sizes",
        }
    }
}

impl Store {
    /// The value of a setting.
    pub fn setting(&self, setting: &Setting) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
            .query_row([setting.name()], |row| row.get(0))
            .optional()?)
    }

    /// Sets or replaces a value.
    pub fn set(&self, setting: &Setting, value: &str) -> Result<()> {
        Ok(self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)")?
            .execute(params![setting.name(), value])
            .map(drop)?)
    }
}
