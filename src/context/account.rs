//! The account behind the token, and whose the store is.

use crate::context::Context;
use crate::crm::Crm;
use crate::crm::account::{self, Account};
use crate::error::{Exit, Failure};
use crate::store::{Setting, Store};

/// Fetches the account and stores `amoUserID`; a store that belongs to another account is refused.
pub fn fetch_account(context: &Context) -> anyhow::Result<Account> {
    let crm = context.crm()?;
    let store = context.store()?;
    account_of(crm, &store)
}

/// The same with a store that is open already.
pub fn account_of(crm: &Crm, store: &Store) -> anyhow::Result<Account> {
    let account = account::read(crm)?;
    if let Some(known) = store
        .setting(&Setting::AccountId)?
        .filter(|known| *known != account.id.to_string())
    {
        return Err(Failure::new(
            Exit::Config,
            format!(
                "the store belongs to account {known}, and the token to account {}",
                account.id
            ),
        )
        .hint("use another profile for another account")
        .into());
    }
    for (setting, value) in [
        (Setting::AccountId, account.id.to_string()),
        (Setting::AmoUserId, account.current_user_id.to_string()),
        (Setting::Subdomain, account.subdomain.clone()),
        (Setting::TimeZone, account.time_zone.clone()),
    ] {
        store.set(&setting, &value)?;
    }
    Ok(account)
}
