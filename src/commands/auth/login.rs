//! `auth login`: from a code, or with a long-lived token.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::commands::auth::status::describe;
use crate::context::Context;
use crate::context::account::fetch_account;
use crate::crm::Crm;
use crate::crm::error::{CrmError, explained};
use crate::error::{Exit, Failure};
use crate::secrets::{self, Secret};

#[derive(Debug, Args)]
pub(super) struct LoginArgs {
    /// The code from the integration's Keys tab, or `-` to read it from stdin
    ///
    /// It lives 20 minutes and works once.
    #[arg(long, value_name = "CODE", conflicts_with = "token")]
    code: Option<String>,
    /// Read a long-lived token from stdin instead of exchanging a code
    #[arg(long)]
    token: bool,
    /// Read the client secret from this file, or from stdin with `-`
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
}

const NOT_SIGNED_IN: &str = "cannot sign in; what was stored before stays";

pub(super) fn run(context: &Context, args: &LoginArgs) -> anyhow::Result<Exit> {
    let crm = context.crm()?;
    let tokens = crm.tokens();
    let stop = context.stop()?;
    // A code that is asked for where a pair cannot be kept helps nobody.
    tokens.probe(stop)?;
    let verify = || fetch_account(context).map(drop);
    let access = if args.token {
        let token = ask(context, "Long-lived token: ", true)?;
        end_pause(crm)?;
        tokens
            .keep_long_lived(stop, &token, verify)
            .context(NOT_SIGNED_IN)?
    } else {
        let secret = client_secret(context, args)?;
        let code = match args.code.as_deref() {
            Some("-") => stdin_secret("code")?,
            Some(code) => Secret::new(code),
            None => ask(context, "Authorization code: ", false)?,
        };
        end_pause(crm)?;
        tokens
            .exchange(crm.transport(), &code, &secret, verify)
            .map_err(refused)??
    };
    context.out().note("signed in");
    context
        .out()
        .result(&describe(&tokens.vault().describe(), Some(&access)))?;
    Ok(Exit::Done)
}

/// Who signs in has dealt with what keeps the profile quiet; if not, the first answer says so again.
fn end_pause(crm: &Crm) -> anyhow::Result<()> {
    crm.transport()
        .throttle()
        .unblock()
        .context("cannot end the pause after a block")?;
    Ok(())
}

fn client_secret(context: &Context, args: &LoginArgs) -> anyhow::Result<Secret> {
    match &args.client_secret_file {
        Some(path) if path.as_os_str() == "-" => stdin_secret("client secret"),
        Some(path) => Ok(secrets::read_file(path)?),
        None => match context.crm()?.tokens().client_secret()? {
            Some(secret) => Ok(secret),
            None => ask(context, "Client secret: ", true),
        },
    }
}

fn refused(error: CrmError) -> anyhow::Error {
    if error.stops_before_answer() || error.request.is_empty() {
        return anyhow::Error::from(explained(error)).context(NOT_SIGNED_IN);
    }
    let text = error.to_string();
    let hint = if text.contains("client_secret") {
        "copy the secret key from the integration's Keys tab"
    } else if text.contains("client_id") || text.contains("клиент") {
        "copy the integration ID into `amo.client_id` of the profile"
    } else if text.contains("Redirect URI") {
        "`amo.redirect_uri` must equal the registered address to the last slash"
    } else if text.contains("Invalid account") {
        "the code belongs to another account than `amo.url`"
    } else {
        "codes live 20 minutes and work once; the integration's Keys tab shows a fresh one"
    };
    Failure::new(Exit::NotAuthorized, NOT_SIGNED_IN)
        .hint(hint)
        .source(error)
        .into()
}

fn ask(context: &Context, question: &str, hidden: bool) -> anyhow::Result<Secret> {
    if !context.may_ask() {
        return stdin_secret(question.trim_end_matches(": "));
    }
    let text = if hidden {
        rpassword::prompt_password(question)?
    } else {
        context.question(question)?
    };
    let secret = Secret::new(&text);
    if secret.is_empty() {
        return Err(Failure::new(Exit::Usage, "nothing was entered").into());
    }
    Ok(secret)
}

fn stdin_secret(what: &str) -> anyhow::Result<Secret> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let secret = Secret::new(&text);
    if secret.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            format!("cannot read the {}: stdin is empty", what.to_lowercase()),
        )
        .hint("type it at the prompt on a terminal, or pipe it in")
        .into());
    }
    Ok(secret)
}
