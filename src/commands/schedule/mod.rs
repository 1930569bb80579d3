//! `schedule`: what cron or systemd need to run `sync` every few minutes. Prints text and changes nothing.

mod arguments;
mod crontab;
mod every;
mod systemd;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use self::arguments::Arguments;
use self::every::Every;
use crate::config::SecretStore;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::output::{Render, Style};

/// Print what cron or systemd need to run `sync` every few minutes.
#[derive(Debug, Args)]
pub struct ScheduleArgs {
    #[command(subcommand)]
    command: ScheduleCommand,
}

#[derive(Debug, Subcommand)]
enum ScheduleCommand {
    Crontab(CrontabArgs),
    Systemd(SystemdArgs),
}

/// Print an entry for `crontab -e`
///
/// Example: amosync schedule crontab --every 5m --mailto admin@school.example
#[derive(Debug, Args)]
struct CrontabArgs {
    #[command(flatten)]
    shared: SharedArgs,
    /// Let cron mail to this address
    #[arg(long, value_name = "ADDRESS")]
    mailto: Option<String>,
    /// Write what a run says into this file; without it, `sync.log` beside the profile's store
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// Print a service and a timer
///
/// Example: amosync schedule systemd --only timer | sudo tee /etc/systemd/system/amosync-school.timer
#[derive(Debug, Args)]
struct SystemdArgs {
    #[command(flatten)]
    shared: SharedArgs,
    /// Run a system service as this user; without it, as you
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Print one of the two files as it is
    #[arg(long, value_name = "UNIT")]
    only: Option<Unit>,
}

#[derive(Debug, Args)]
struct SharedArgs {
    /// Time between two runs: minutes that divide an hour, hours that divide a day, or `1d`
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = |text: &str| text.parse::<Every>())]
    every: Every,
    /// Arguments for `sync`, for example `-- --metrics-file FILE`
    #[arg(last = true, value_name = "SYNC ARGUMENT")]
    sync: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// What is run.
    Service,
    /// When it is run.
    Timer,
}

/// The command that is run, and what it works with. All paths are absolute.
#[derive(Debug)]
struct Job {
    profile: String,
    program: PathBuf,
    config: PathBuf,
    /// The profiles' folders.
    data: PathBuf,
    /// This profile's own.
    dir: PathBuf,
    /// The folder of the platform's database.
    source: Option<PathBuf>,
    keyring: bool,
    every: Every,
    sync: Arguments,
}

/// A file to make.
#[derive(Debug, Serialize)]
struct File {
    /// Where it belongs; a crontab has no path of its own.
    path: Option<String>,
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Files(Vec<File>);

impl Render for Files {
    fn text(&self, _: Style) -> String {
        let heads = self.0.len() > 1;
        let shown = self.0.iter().map(|file| match &file.path {
            Some(path) if heads => format!("# ---- {path}\n{}", file.text),
            _ => file.text.clone(),
        });
        shown.collect::<Vec<_>>().join("\n")
    }
}

/// Runs a `schedule` command.
pub fn run(context: &Context, args: &ScheduleArgs) -> anyhow::Result<Exit> {
    let files = match &args.command {
        ScheduleCommand::Crontab(args) => {
            let job = Job::new(context, &args.shared)?;
            let log = match &args.log {
                Some(log) => absolute(log)?,
                None => job.dir.join("sync.log"),
            };
            if args
                .mailto
                .as_deref()
                .is_some_and(|to| to.contains(char::is_control))
            {
                return Err(
                    Failure::new(Exit::Usage, "the address of `--mailto` is no address").into(),
                );
            }
            vec![crontab::entry(&job, args.mailto.as_deref(), &log)]
        }
        ScheduleCommand::Systemd(args) => {
            let job = Job::new(context, &args.shared)?;
            let user = match &args.user {
                Some(user) => Some(user.clone()),
                // The keyring is open in the user's own session only.
                None if job.keyring => None,
                None => Some(own_name()?),
            };
            let units = systemd::units(&job, user.as_deref());
            context.out().note(units.how);
            for warning in units.warnings {
                context.out().warn(warning);
            }
            match args.only {
                Some(Unit::Service) => vec![units.service],
                Some(Unit::Timer) => vec![units.timer],
                None => vec![units.service, units.timer],
            }
        }
    };
    context.out().result(&Files(files))?;
    Ok(Exit::Done)
}

impl Job {
    fn new(context: &Context, args: &SharedArgs) -> anyhow::Result<Self> {
        let profile = context.profile()?;
        let dir = absolute(&profile.dir)?;
        let source = match &profile.settings.source.path {
            Some(path) => absolute(path)?.parent().map(Path::to_owned),
            None => None,
        };
        let job = Self {
            profile: profile.name.clone(),
            program: std::env::current_exe().context("cannot find this program's own path")?,
            config: absolute(&context.config_path()?)?,
            data: dir.parent().unwrap_or(&dir).to_owned(),
            dir,
            source,
            keyring: profile.settings.secrets.store == SecretStore::Keyring,
            every: args.every,
            sync: Arguments::read(&args.sync)?,
        };
        // Neither a crontab nor a unit has a way to write them.
        if let Some(word) = job
            .words(&[])
            .iter()
            .find(|word| word.contains(char::is_control))
        {
            return Err(Failure::new(
                Exit::Usage,
                format!("cannot schedule a command with control characters: {word:?}"),
            )
            .into());
        }
        Ok(job)
    }

    /// The command, word by word, with flags of the scheduler's own.
    ///
    /// A run that finds another one at work ends at once: the next start is near.
    fn words(&self, flags: &[&str]) -> Vec<String> {
        let shown = |path: &Path| path.display().to_string();
        let mut words = vec![shown(&self.program)];
        words.extend(["--config".to_owned(), shown(&self.config)]);
        words.extend(["--data-dir".to_owned(), shown(&self.data)]);
        words.extend(["--profile".to_owned(), self.profile.clone()]);
        let always = ["--no-input", "--no-progress", "--lock-timeout", "0"];
        words.extend(
            always
                .iter()
                .chain(flags)
                .chain(&["sync"])
                .map(|word| (*word).to_owned()),
        );
        words.extend(self.sync.words.iter().cloned());
        words
    }
}

fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("cannot make `{}` absolute", path.display()))
}

fn own_name() -> Result<String, Failure> {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()))
        .ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                "cannot tell which user the service should run as",
            )
            .hint("pass `--user NAME`")
        })
}
