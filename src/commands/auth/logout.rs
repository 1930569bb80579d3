//! `auth logout`: nothing stays stored.

use crate::context::Context;
use crate::error::Exit;

/// Removes what was stored.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let crm = context.crm()?;
    crm.tokens().forget(context.stop()?)?;
    context.out().note(format!(
        "removed the tokens from {}",
        crm.tokens().vault().describe()
    ));
    Ok(Exit::Done)
}
