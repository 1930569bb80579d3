//! `demo`: the whole way from an empty account to a synced one, on a made platform and an emulated CRM.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::sandbox::{Options, Sandbox};
use crate::source::MadeUpPlatform;

/// Show the whole way on an emulated account
///
/// Authorizes, completes the account and syncs a small platform into it, step by step.
/// Nothing leaves this machine, and nothing is left behind unless `--keep` says where.
#[derive(Debug, Args)]
#[command(name = "demo")]
pub struct DemoArgs {
    /// Leave configuration, platform database, store and account in this new folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Runs the demonstration with this program's own commands.
pub fn run(context: &Context, args: &DemoArgs) -> anyhow::Result<Exit> {
    let temporary = tempfile::tempdir().context("cannot make a folder for the demo")?;
    let dir = match &args.keep {
        Some(dir) if dir.exists() => {
            return Err(
                Failure::new(Exit::Usage, format!("`{}` is there already", dir.display()))
                    .hint("name a folder that does not exist yet")
                    .into(),
            );
        }
        Some(dir) => {
            std::fs::create_dir_all(dir)
                .with_context(|| format!("cannot create `{}`", dir.display()))?;
            std::path::absolute(dir)?
        }
        None => temporary.path().to_owned(),
    };
    let platform = dir.join("platform.db");
    let database = MadeUpPlatform::create(&platform)?;
    let state = dir.join("account.json");
    let sandbox = Sandbox::start(&Options {
        state_file: Some(state.clone()),
        ..Options::default()
    })?;
    write_config(&dir, &sandbox, &platform)?;
    let demo = Demo {
        context,
        dir: &dir,
        sandbox: &sandbox,
    };

    demo.say("1. Authorize: a code is exchanged for a pair of tokens.")?;
    demo.amosync(&["auth", "login", "--code", &sandbox.fresh_code()])?;
    demo.say("2. Complete the account: fields that the mapping needs.")?;
    demo.amosync(&["schema", "apply", "--yes"])?;
    demo.say("3. Sync the whole platform.")?;
    demo.everything()?;
    demo.say("4. The same again: nothing is sent.")?;
    demo.everything()?;
    demo.say("5. Boris moves and makes progress; what would be sent, and sending it.")?;
    database.go_on()?;
    demo.amosync(&["sync-user", "2", "--dry-run"])?;
    demo.everything()?;
    sandbox.save()?;
    if args.keep.is_some() {
        demo.say(&format!(
            "Kept in {0}. Start the account again and go on:\n  amosync sandbox --port {1} --state {0}/account.json\n  amosync --config {0}/config.toml --data-dir {0}/data sync-user 1 --dry-run",
            dir.display(),
            sandbox.url().rsplit(':').next().unwrap_or_default(),
        ))?;
    }
    Ok(Exit::Done)
}

struct Demo<'a> {
    context: &'a Context,
    dir: &'a Path,
    sandbox: &'a Sandbox,
}

impl Demo<'_> {
    fn say(&self, text: &str) -> anyhow::Result<()> {
        self.context.out().bytes(format!("\n{text}\n\n").as_bytes())
    }

    fn everything(&self) -> anyhow::Result<()> {
        self.amosync(&["sync"])
    }

    /// Runs this program as a person would, away from the user's own settings.
    fn amosync(&self, args: &[&str]) -> anyhow::Result<()> {
        let shown = args
            .iter()
            .map(|arg| {
                if arg.starts_with("def502") {
                    "CODE"
                } else {
                    arg
                }
            })
            .collect::<Vec<_>>()
            .join(" ");
        self.context
            .out()
            .bytes(format!("$ amosync {shown}\n").as_bytes())?;
        let mut command =
            Command::new(std::env::current_exe().context("cannot find this program")?);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMOSYNC_"))
        {
            command.env_remove(name);
        }
        let status = command
            .args(args)
            .arg("--config")
            .arg(self.dir.join("config.toml"))
            .arg("--data-dir")
            .arg(self.dir.join("data"))
            .env("AMOSYNC_CLIENT_SECRET", self.sandbox.client_secret())
            .stdin(Stdio::null())
            .status()
            .context("cannot run a step of the demo")?;
        self.context.out().bytes(b"\n")?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(Exit::Failure, format!("the step `amosync {shown}` failed")).into())
    }
}

fn write_config(dir: &Path, sandbox: &Sandbox, platform: &Path) -> anyhow::Result<()> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let text = format!(
        "[profiles.demo.amo]\nurl = {}\nclient_id = {}\nredirect_uri = {}\n\n[profiles.demo.source]\npath = {}\n\n[profiles.demo.secrets]\nstore = \"file\"\n",
        quoted(&sandbox.url()),
        quoted(&sandbox.client_id()),
        quoted(&sandbox.redirect_uri()),
        quoted(&platform.display().to_string()),
    );
    std::fs::write(dir.join("config.toml"), text).context("cannot write the demo's configuration")
}
