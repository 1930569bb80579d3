//! `auth` and `account`: who we are to the CRM.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::clock::unix_now;
use crate::context::Context;
use crate::crm::Crm;
use crate::crm::account::{self, Account};
use crate::crm::error::{CrmError, explained};
use crate::crm::tokens::Access;
use crate::error::{Exit, Failure};
use crate::output::{Render, Style};
use crate::secrets::{self, Secret};
use crate::store::{Setting, Store};

const DAY: i64 = 86_400;
/// A refresh token that is not used for three months is revoked.
const WINDOW_DAYS: i64 = 90;
const NEAR_DAYS: i64 = 14;

/// Sign in and out, and look after the tokens.
#[derive(Debug, Args)]
pub struct AuthArgs {
    #[command(subcommand)]
    command: AuthCommand,
}

#[derive(Debug, Subcommand)]
enum AuthCommand {
    /// Exchange an authorization code, or store a long-lived token
    Login(LoginArgs),
    /// Renew the pair of tokens
    Refresh(RefreshArgs),
    /// Show where the tokens are kept and how long they last
    Status,
    /// Remove everything that was stored
    Logout,
}

#[derive(Debug, Args)]
struct LoginArgs {
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

#[derive(Debug, Args)]
struct RefreshArgs {
    /// Only when the pair is older than this, for example `7d` or `12h`
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    if_older_than: Option<i64>,
}

/// The state of the authorization.
#[derive(Debug, Serialize)]
pub struct Status {
    store: String,
    /// Whether there are tokens that may still work.
    pub authorized: bool,
    long_lived: bool,
    access_ends: Option<String>,
    /// When somebody has to sign in again; `None` when nothing says so.
    pub window_ends: Option<String>,
    /// Days until then.
    pub days_left: Option<i64>,
}

impl Status {
    /// Whether it is time to sign in again.
    pub fn is_near_its_end(&self) -> bool {
        self.days_left.is_none_or(|days| days < NEAR_DAYS)
    }
}

impl Render for Status {
    fn text(&self, _: Style) -> String {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let kind = match (self.authorized, self.long_lived) {
            (false, _) => "not signed in",
            (true, true) => "signed in with a long-lived token",
            (true, false) => "signed in",
        };
        format!(
            "state         {kind}\nstore         {}\naccess token  ends {}\nsign in again by  {}",
            self.store,
            or_dash(&self.access_ends),
            or_dash(&self.window_ends)
        )
    }
}

/// Runs an `auth` command.
pub fn run(context: &Context, args: &AuthArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AuthCommand::Login(args) => login(context, args),
        AuthCommand::Refresh(args) => refresh(context, args),
        AuthCommand::Status => status(context),
        AuthCommand::Logout => {
            let crm = context.crm()?;
            crm.tokens().forget()?;
            context.out().note(format!(
                "removed the tokens from {}",
                crm.tokens().vault().describe()
            ));
            Ok(Exit::Done)
        }
    }
}

fn login(context: &Context, args: &LoginArgs) -> anyhow::Result<Exit> {
    let crm = context.crm()?;
    let tokens = crm.tokens();
    // A code that is spent for a pair that cannot be kept is lost.
    secrets::probe(tokens.vault())?;
    let access = if args.token {
        let token = ask(context, "Long-lived token: ", true)?;
        let access = tokens.keep_long_lived(&token)?;
        end_pause(crm)?;
        fetch_account(context)?;
        access
    } else {
        let secret = client_secret(context, args)?;
        let code = match args.code.as_deref() {
            Some("-") => stdin_secret("code")?,
            Some(code) => Secret::new(code),
            None => ask(context, "Authorization code: ", false)?,
        };
        end_pause(crm)?;
        let access = tokens
            .exchange(crm.transport(), &code, &secret)
            .map_err(refused)?;
        fetch_account(context)?;
        access
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

const NOT_SIGNED_IN: &str = "cannot sign in; what was stored before stays";

fn refused(error: CrmError) -> anyhow::Error {
    if error.stops_before_answer() {
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

fn refresh(context: &Context, args: &RefreshArgs) -> anyhow::Result<Exit> {
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

/// The state of the authorization, without a request.
pub fn state(context: &Context) -> anyhow::Result<Status> {
    let tokens = context.crm()?.tokens();
    Ok(describe(
        &tokens.vault().describe(),
        tokens.stored()?.as_ref(),
    ))
}

fn status(context: &Context) -> anyhow::Result<Exit> {
    let status = state(context)?;
    context.out().result(&status)?;
    Ok(if status.authorized && !status.is_near_its_end() {
        Exit::Done
    } else {
        Exit::NotAuthorized
    })
}

/// Days until the authorization ends; `None` when that is not known.
pub fn days_left(context: &Context) -> Option<i64> {
    state(context).ok()?.days_left
}

fn describe(store: &str, access: Option<&Access>) -> Status {
    let text = |seconds: i64| {
        jiff::Timestamp::from_second(seconds)
            .ok()
            .map(|time| time.to_string())
    };
    let window = access.and_then(|access| {
        if access.long_lived {
            access.end
        } else {
            Some(access.since + WINDOW_DAYS * DAY)
        }
    });
    Status {
        store: store.to_owned(),
        authorized: access.is_some() && window.is_none_or(|end| end > unix_now()),
        long_lived: access.is_some_and(|access| access.long_lived),
        access_ends: access.and_then(|access| access.end).and_then(text),
        window_ends: window.and_then(text),
        // A token that does not say when it ends is taken for good.
        days_left: access
            .map(|_| window.map_or(i64::from(u16::MAX), |end| (end - unix_now()) / DAY)),
    }
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

impl Render for Account {
    fn text(&self, _: Style) -> String {
        format!(
            "account    {} ({})\nname       {}\nuser       {}\ntime zone  {}",
            self.id, self.subdomain, self.name, self.current_user_id, self.time_zone
        )
    }
}

/// Show the account behind the token.
pub fn account(context: &Context) -> anyhow::Result<Exit> {
    let account = fetch_account(context)?;
    context.out().result(&account)?;
    Ok(Exit::Done)
}

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
