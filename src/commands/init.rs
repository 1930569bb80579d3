//! `init`: the shortest configuration that works, from answers or flags.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use url::Url;

use crate::config::{self, Config};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::output::{Render, Style};

/// Write the shortest configuration that works
///
/// A file that is there is never touched. What no flag says is asked for. The client secret is not: `auth login` asks for it.
///
/// Example: `amosync init --url https://school.amocrm.ru --client-id ID --redirect-uri https://school.example/amo
/// --source platform.db`
#[derive(Debug, Args)]
#[command(name = "init")]
pub struct InitArgs {
    /// The account's address
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The integration's id, from its Keys tab
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The redirect URI, exactly as registered
    #[arg(long, value_name = "URI")]
    redirect_uri: Option<String>,
    /// The platform's SQLite file
    #[arg(long, value_name = "FILE")]
    source: Option<String>,
    /// Where tokens and the client secret are kept
    #[arg(long, value_name = "STORE", default_value = "keyring")]
    secrets: Place,
}

/// The stores for secrets.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Place {
    /// The keyring of the operating system.
    Keyring,
    /// A file that only its owner may read, for cron and containers.
    File,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Written {
    path: PathBuf,
    profile: String,
}

impl Render for Written {
    fn text(&self, _: Style) -> String {
        format!(
            "wrote `{}` with the profile `{}`",
            self.path.display(),
            self.profile
        )
    }
}

/// Writes the configuration.
pub fn run(context: &Context, args: &InitArgs) -> anyhow::Result<Exit> {
    let path = context.config_path()?;
    if path.exists() {
        return Err(there_already(&path).into());
    }
    let ask = |given: &Option<String>, flag: &str, question: &str| {
        answer(context, given.as_deref(), flag, question)
    };
    let url = ask(
        &args.url,
        "--url",
        "Address of the account, for example https://school.amocrm.ru: ",
    )?;
    let client_id = ask(&args.client_id, "--client-id", "Integration ID: ")?;
    let redirect_uri = ask(&args.redirect_uri, "--redirect-uri", "Redirect URI: ")?;
    let source = ask(&args.source, "--source", "The platform's SQLite file: ")?;
    let profile = match context.profile_name() {
        Some(name) => name.to_owned(),
        None => profile_name(&url),
    };
    let source = std::path::absolute(&source)
        .ok()
        .filter(|_| !source.starts_with('~'))
        .unwrap_or_else(|| source.clone().into());

    let text = text(
        &profile,
        &url,
        &client_id,
        &redirect_uri,
        &source,
        args.secrets,
    );
    Config::check_text(&text)?;
    create(&path, &text)?;
    if !source.starts_with("~") && !source.exists() {
        context
            .out()
            .warn(format!("`{}` is not there yet", source.display()));
    }
    context.out().result(&Written { path, profile })?;
    context
        .out()
        .note("next: `amosync auth login`, `amosync schema apply`, `amosync doctor`");
    Ok(Exit::Done)
}

fn there_already(path: &Path) -> Failure {
    Failure::new(
        Exit::Config,
        format!(
            "there is a configuration already, and it was left alone: `{}`",
            path.display()
        ),
    )
    .hint("edit it, or pass `--config FILE` to write another one")
}

fn answer(
    context: &Context,
    given: Option<&str>,
    flag: &str,
    question: &str,
) -> anyhow::Result<String> {
    if let Some(given) = given {
        return Ok(given.trim().to_owned());
    }
    if !context.may_ask() {
        return Err(
            Failure::new(Exit::Usage, format!("cannot ask for `{flag}`"))
                .hint("pass `--url`, `--client-id`, `--redirect-uri` and `--source`")
                .into(),
        );
    }
    let text = context.question(question)?;
    if text.is_empty() {
        return Err(Failure::new(Exit::Usage, "nothing was entered; nothing was written").into());
    }
    Ok(text)
}

/// The account's subdomain, where it can be a profile's name.
fn profile_name(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| {
            let host = url.domain()?;
            host.split('.').next().map(ToOwned::to_owned)
        })
        .filter(|name| config::folder_name(name).is_ok() && name != "localhost")
        .unwrap_or_else(|| "school".to_owned())
}

fn text(
    profile: &str,
    url: &str,
    client_id: &str,
    redirect_uri: &str,
    source: &Path,
    secrets: Place,
) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let key = if profile.chars().all(bare) {
        profile.to_owned()
    } else {
        quoted(profile)
    };
    let store = match secrets {
        Place::Keyring => "keyring",
        Place::File => "file",
    };
    format!(
        "[profiles.{key}.amo]\n\
         url          = {}\n\
         client_id    = {}\n\
         redirect_uri = {}\n\n\
         [profiles.{key}.source]\n\
         path = {}\n\n\
         [profiles.{key}.secrets]\n\
         store = \"{store}\"\n",
        quoted(url),
        quoted(client_id),
        quoted(redirect_uri),
        quoted(&source.display().to_string()),
    )
}

fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            return there_already(path);
        }
        Failure::new(
            Exit::Failure,
            format!(
                "cannot write the configuration `{}`: {error}",
                path.display()
            ),
        )
    };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(refused)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(refused)?;
    file.write_all(text.as_bytes()).map_err(refused)
}
