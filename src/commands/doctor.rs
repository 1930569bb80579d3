//! `doctor`: checks all that a sync needs, one thing after the other, and says what to do.

use std::ops::ControlFlow;

use clap::Args;
use serde::Serialize;

use crate::commands::auth::status::state;
use crate::context::Context;
use crate::context::account::fetch_account;
use crate::context::mapping::{resolved_now, unknown_attributes};
use crate::domain::{ALL_KEYS, Kind};
use crate::error::{self, Exit, Failure};
use crate::mapping::Mapping;
use crate::output::{Align, Render, Style, Table};
use crate::source::LeftOut;

/// Check all that a sync needs, and say what to do
///
/// Looks at configuration, folders, source, secrets, account and schema. Writes nothing to the account. The exit code is that of the first check that failed.
#[derive(Debug, Args)]
#[command(name = "doctor")]
pub struct DoctorArgs {
    /// Send nothing to the CRM
    #[arg(long)]
    offline: bool,
    /// End the pause after a block, an unpaid account, a page or a long 429, once somebody has dealt with it
    #[arg(long)]
    end_pause: bool,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    /// Nothing is wrong, and somebody should know.
    Noted,
    Failed,
    /// Something that it needs has failed.
    Skipped,
}

#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    detail: String,
    hint: Option<String>,
    exit_code: u8,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Findings(Vec<Finding>);

impl Render for Findings {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("check", Align::Left),
            ("state", Align::Left),
            ("detail", Align::Left),
        ]);
        for finding in &self.0 {
            let state = match finding.state {
                State::Ok => "ok",
                State::Noted => "noted",
                State::Failed => "FAILED",
                State::Skipped => "skipped",
            };
            // What has several lines is told in full below the table.
            let detail = finding.detail.lines().next().unwrap_or_default();
            table.row([finding.check, state, detail]);
        }
        let mut text = table.text(style);
        let failed = |finding: &&Finding| finding.state == State::Failed;
        for finding in self.0.iter().filter(failed) {
            text.push_str("\n\n");
            text.push_str(finding.check);
            text.push_str(": ");
            text.push_str(&finding.detail);
            if let Some(hint) = &finding.hint {
                text.push_str("\n  hint: ");
                text.push_str(hint);
            }
        }
        text
    }
}

/// Runs the checks.
pub fn run(context: &Context, args: &DoctorArgs) -> anyhow::Result<Exit> {
    let mut doctor = Doctor {
        findings: Vec::new(),
        exit: Exit::Done,
    };
    let configured = doctor.check("configuration", || configuration(context));
    let mapped = doctor.after(configured, "mapping", || mapping(context));
    let folder = doctor.after(configured, "data folder", || data_folder(context));
    let store = doctor.after(folder, "store", || {
        Ok(context.store().map(|_| "opens".to_owned())?)
    });
    let read = doctor.after(configured, "source", || source(context));
    doctor.after(mapped && read, "attributes", || attributes(context));
    if read {
        doctor.left_out(context)?;
    }
    if args.end_pause {
        doctor.after(folder, "pause", || end_pause(context));
    }
    let kept = doctor.after(folder, "secrets", || vault(context));
    let signed_in = doctor.after(kept, "sign-in", || sign_in(context));
    let online = signed_in && store && !args.offline;
    let account = doctor.after(online, "account", || {
        let account = fetch_account(context)?;
        Ok(format!(
            "{} ({}), user {}",
            account.subdomain, account.id, account.current_user_id
        ))
    });
    doctor.after(account && mapped, "schema", || {
        resolved_now(context)?;
        Ok("the account has all that the mapping needs".to_owned())
    });
    context.out().result(&Findings(doctor.findings))?;
    Ok(doctor.exit)
}

struct Doctor {
    findings: Vec<Finding>,
    exit: Exit,
}

impl Doctor {
    fn check(&mut self, check: &'static str, run: impl FnOnce() -> anyhow::Result<String>) -> bool {
        let finding = match run() {
            Ok(detail) => Finding {
                check,
                state: State::Ok,
                detail,
                hint: None,
                exit_code: Exit::Done.code(),
            },
            Err(error) => {
                let exit = error::exit_of(&error);
                if self.exit == Exit::Done {
                    self.exit = exit;
                }
                Finding {
                    check,
                    state: State::Failed,
                    detail: error::message(&error),
                    hint: error::hint(&error).map(ToOwned::to_owned),
                    exit_code: exit.code(),
                }
            }
        };
        let ok = finding.state == State::Ok;
        self.findings.push(finding);
        ok
    }

    /// Rows of the platform that no run sends or reports.
    fn left_out(&mut self, context: &Context) -> anyhow::Result<()> {
        let mut found = Vec::new();
        context
            .source()?
            .left_out(None, &mut |row| LeftOut::count(&mut found, row))?;
        let (state, detail) = if found.is_empty() {
            (State::Ok, "every row of the platform is reached".to_owned())
        } else {
            let all: Vec<_> = found.iter().map(LeftOut::to_string).collect();
            (State::Noted, all.join("; "))
        };
        self.findings.push(Finding {
            check: "rows left out",
            state,
            detail,
            hint: None,
            exit_code: Exit::Done.code(),
        });
        Ok(())
    }

    fn after(
        &mut self,
        ready: bool,
        check: &'static str,
        run: impl FnOnce() -> anyhow::Result<String>,
    ) -> bool {
        if ready {
            return self.check(check, run);
        }
        self.findings.push(Finding {
            check,
            state: State::Skipped,
            detail: String::new(),
            hint: None,
            exit_code: Exit::Done.code(),
        });
        false
    }
}

fn configuration(context: &Context) -> anyhow::Result<String> {
    let name = &context.profile()?.name;
    Ok(format!(
        "`{}`, profile `{name}`",
        context.config_path()?.display()
    ))
}

fn mapping(context: &Context) -> anyhow::Result<String> {
    let settings = &context.profile()?.settings;
    Mapping::load(settings)?;
    Ok(match settings.mapping.len() {
        0 => "the built-in one".to_owned(),
        kinds => format!("the built-in one, changed for {kinds} kinds"),
    })
}

fn data_folder(context: &Context) -> anyhow::Result<String> {
    let dir = &context.profile()?.dir;
    context.folder()?;
    tempfile::tempfile_in(dir).map(drop).map_err(|error| {
        Failure::new(
            Exit::Failure,
            format!("cannot write into `{}`: {error}", dir.display()),
        )
        .hint("make it writable, or pass `--data-dir DIR`")
    })?;
    Ok(dir.display().to_string())
}

/// Runs each query up to its first row: a missing table or column shows itself there.
fn source(context: &Context) -> anyhow::Result<String> {
    let source = context.source()?;
    let mut filled = 0;
    for kind in Kind::ALL {
        let mut rows = 0;
        source.scan(kind, &ALL_KEYS, &mut |row| {
            row.key();
            rows += 1;
            Ok(ControlFlow::Break(()))
        })?;
        filled += rows;
    }
    Ok(format!(
        "{filled} of {} kinds have records",
        Kind::ALL.len()
    ))
}

/// What the mapping asks for and no query gives makes every record of the kind invalid.
fn attributes(context: &Context) -> anyhow::Result<String> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let unknown = unknown_attributes(context, &mapping)?;
    if unknown.is_empty() {
        return Ok("the queries give all that the mapping asks for".to_owned());
    }
    let all: Vec<_> = unknown.iter().map(ToString::to_string).collect();
    Err(Failure::new(Exit::Config, all.join("\n  "))
        .hint("correct the mapping, or give the attribute in `source.queries`")
        .into())
}

fn end_pause(context: &Context) -> anyhow::Result<String> {
    let ended = context.crm()?.transport().throttle().forget_all()?;
    Ok(if ended { "ended" } else { "there is none" }.to_owned())
}

fn vault(context: &Context) -> anyhow::Result<String> {
    let tokens = context.crm()?.tokens();
    tokens.probe(context.stop()?)?;
    Ok(tokens.vault().describe())
}

fn sign_in(context: &Context) -> anyhow::Result<String> {
    let state = state(context)?;
    let again = |what: String| {
        Err(Failure::new(Exit::NotAuthorized, what)
            .hint("run `auth login`")
            .into())
    };
    match state.days_left {
        _ if !state.authorized => again("nobody is signed in".to_owned()),
        Some(days) if state.is_near_its_end() => {
            again(format!("the authorization ends in {days} days"))
        }
        _ => Ok(match &state.window_ends {
            Some(end) => format!("good until {end}"),
            None => "good".to_owned(),
        }),
    }
}
