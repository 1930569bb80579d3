//! `sandbox`: an emulated amoCRM account on loopback.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::output::{Render, Style};
use crate::sandbox::faults::Fault;
use crate::sandbox::{Options, Sandbox, Switch};

/// Serve an emulated amoCRM account on loopback, until it is interrupted.
///
/// It answers to loopback names only, and no page of another origin. The control routes below `/_sandbox/` want the header
/// `X-Amosync-Sandbox: 1`: curl -H 'X-Amosync-Sandbox: 1' http://127.0.0.1:8080/_sandbox/state
///
/// Example: amosync sandbox --port 8080 --state account.json
#[derive(Debug, Args)]
#[command(name = "sandbox")]
pub struct SandboxArgs {
    /// Listen on this port of 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Keep the account in this file between starts
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Add this to every answer
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Add this for each entity that a request stores
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_per_entity_ms: u64,
    /// Accept any number of requests a second
    #[arg(long)]
    no_rate_limit: bool,
    /// Break something: `ACTION[,on=METHOD:/path][,has=TEXT][,nth=N][,times=N][,p=0.1][,ms=N][,mb=N][,to=HOST:PORT]`
    ///
    /// Actions: close-before, close-after, close-late, 500-before, 500-after, 500-late (also 404, 405, 408, 423, 502, 503,
    /// 504), truncate, html, html-before, 429, 429-json, 403-html, 403-json, 402, 401, revoke, hang-before, hang-after,
    /// pause-before, pause-after, slow, code-N and response-N (400 with a legacy number, as code-244), 301, 302, 303, 307,
    /// 308.
    ///
    /// All is done, and the answer is another: 202, body-empty, body-object, body-list, body-null, body-text,
    /// embedded-gone, embedded-null, embedded-list, embedded-text, items-gone, items-null, items-object, items-text,
    /// ids-text, half-said, none-said (the list is cut), endless, huge, gzip, gzip-bomb; of what is created id-foreign,
    /// id-negative, id-zero, id-repeated, id-huge, id-gone, id-swapped. A part is done: half-done, none-done, and all-said
    /// where nothing is done and all is answered.
    ///
    /// Errors of the token endpoint: token-code-expired, token-code-used, token-code-damaged, token-client,
    /// token-client-unknown, token-secret, token-secret-401, token-redirect-uri, token-account, token-revoked,
    /// token-expired, token-damaged, token-damaged-400, token-foreign. Errors with texts of their own: echo-400 (repeats the
    /// secrets that were sent; also 401, 403, 500), rude-400 (control characters; also 401, 403, 500).
    ///
    /// METHOD is also `*` or `WRITE`, and `*` in the path is any one part of it. `has` means requests with this text in
    /// their body. `ms` is for slow, 429-json and `-late`, which saves that much later, by the account's clock; `mb` is for
    /// huge and gzip-bomb; `to` sends a redirect to another host. What is paused or late goes on at once with
    /// `POST /_sandbox/release`. Example: --fault close-after,on=POST:/api/v4/contacts,nth=1
    #[arg(long, value_name = "SPEC", value_parser = |text: &str| text.parse::<Fault>())]
    fault: Vec<Fault>,
    /// Seed of the faults with a probability
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Open the account without the five funnels
    #[arg(long)]
    bare: bool,
    /// Answer what the documents leave open in another way: `NAME=VALUE`, as in `/_sandbox/options`
    ///
    /// admin, filters, rate_limit, trash, refresh_ends_access: true or false; gone: 400 or 404; second_company:
    /// replaces or refused; grace: none, until-refresh or until-access; visibility_ms: how long lists lack what is new, as
    /// 5500; moved_to: HOST:PORT, or null; requests_per_second: a number, usually 7; violations_to_block: a number, 0 for
    /// no block; most_per_request, most_per_page: a number up to 250, named in the 422 to what is above; order: kept,
    /// ignored, rising-pages (each page holds what it should, in rising order) or updated (newest change first whatever
    /// was asked); bulk_link: true, or the status 404 or 405 where only `/{entity}/{id}/link` is there; wrong_secret: 400
    /// or 401; dead_refresh: 401 or 400; form_tokens: true or false (token requests that are form-encoded); loss_reason:
    /// with the move to 143, or only after it; strict: true refuses what no document shows but known clients send (keys
    /// that only reads have, numbers as request ids).
    #[arg(long = "set", value_name = "NAME=VALUE")]
    switches: Vec<Switch>,
    /// The account's time zone
    #[arg(long, value_name = "IANA NAME", default_value = "Europe/Moscow")]
    time_zone: String,
}

/// What an admin needs to connect.
#[derive(Debug, Serialize)]
struct Opened {
    url: String,
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    code: String,
    long_lived_token: String,
}

impl Render for Opened {
    fn text(&self, _: Style) -> String {
        format!(
            "url            {}\nclient id      {}\nclient secret  {}\nredirect URI   {}\ncode           {}\nlong token     {}\n\n\
             The code works once, for 20 minutes; `curl -X POST -H 'X-Amosync-Sandbox: 1' {}/_sandbox/code` gives another.\n\
             Stop with Ctrl-C.",
            self.url,
            self.client_id,
            self.client_secret,
            self.redirect_uri,
            self.code,
            self.long_lived_token,
            self.url
        )
    }
}

/// Serves until SIGINT or SIGTERM.
pub fn run(context: &Context, args: &SandboxArgs) -> anyhow::Result<Exit> {
    if jiff::tz::TimeZone::get(&args.time_zone).is_err() {
        return Err(Failure::new(
            Exit::Usage,
            format!("no time zone is called `{}`", args.time_zone),
        )
        .hint("use an IANA name, for example `Europe/Moscow`")
        .into());
    }
    let stop = crate::signals::watch()?;
    let sandbox = Sandbox::start(&Options {
        port: args.port,
        state_file: args.state.clone(),
        latency: Duration::from_millis(args.latency_ms),
        latency_per_entity: Duration::from_millis(args.latency_per_entity_ms),
        rate_limit: !args.no_rate_limit,
        faults: args.fault.clone(),
        seed: args.seed,
        bare: args.bare,
        time_zone: args.time_zone.clone(),
        switches: args.switches.clone(),
    })?;
    context.out().result(&Opened {
        url: sandbox.url(),
        client_id: sandbox.client_id(),
        client_secret: sandbox.client_secret(),
        redirect_uri: sandbox.redirect_uri(),
        code: sandbox.fresh_code(),
        long_lived_token: sandbox.long_lived_token(),
    })?;
    while stop.wait(Duration::from_millis(500)).is_none() {
        sandbox.save()?;
    }
    Ok(Exit::Done)
}
