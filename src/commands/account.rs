//! `account`: the account behind the token.

use crate::context::Context;
use crate::context::account::fetch_account;
use crate::crm::account::Account;
use crate::error::Exit;
use crate::output::{Render, Style};

impl Render for Account {
    fn text(&self, _: Style) -> String {
        format!(
            "account    {} ({})\nname       {}\nuser       {}\ntime zone  {}",
            self.id, self.subdomain, self.name, self.current_user_id, self.time_zone
        )
    }
}

/// Show the account behind the token.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    let account = fetch_account(context)?;
    context.out().result(&account)?;
    Ok(Exit::Done)
}
