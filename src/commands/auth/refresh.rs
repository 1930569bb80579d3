//! `auth refresh`: renews the pair.

use clap::Args;

use crate::clock::unix_now;
use crate::commands::auth::status::{DAY, describe};
use crate::context::Context;
use crate::crm::error::{CrmError, explained};
use crate::error::{Exit, Failure};

#[derive(Debug, Args)]
pub(super) struct RefreshArgs {
    /// Only when the pair is older than this, for example `7d` or `12h`
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    if_older_than: Option<i64>,
}

pub(super) fn run(context: &Context, args: &RefreshArgs) -> anyhow::Result<Exit> {
    let crm = context.crm()?;
    let Some(known) = crm.tokens().stored()? else {
        return Err(Failure::new(
            Exit::NotAuthorized,
            "cannot renew the tokens: nobody is signed in",
        )
        .hint("run `auth login`")
        .into());
    };
    let young = args
        .if_older_than
        .is_some_and(|age| unix_now() - known.since < age);
    if known.long_lived || young {
        let why = if known.long_lived {
            "a long-lived token is not renewed"
        } else {
            "the tokens are young enough"
        };
        context.out().note(format!("nothing to do: {why}"));
        return Ok(Exit::Done);
    }
    let access = crm
        .tokens()
        .renew(crm.transport(), &known)
        .map_err(context_of)?;
    context
        .out()
        .result(&describe(&crm.tokens().vault().describe(), Some(&access)))?;
    Ok(Exit::Done)
}

fn context_of(error: CrmError) -> anyhow::Error {
    anyhow::Error::from(explained(error)).context("cannot renew the tokens")
}

fn parse_age(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no age; write for example `7d`, `12h` or `30m`");
    let unit = match text.chars().last() {
        Some('d') => DAY,
        Some('h') => 3600,
        Some('m') => 60,
        _ => return Err(wrong()),
    };
    text[..text.len() - 1]
        .parse::<u32>()
        .map(|count| i64::from(count) * unit)
        .map_err(|_| wrong())
}
