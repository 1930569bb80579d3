//! `completions` and `man`: what the committed files in `completions/` and `man/` are made with.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use clap_complete::Shell;

use crate::context::Context;
use crate::error::Exit;

/// Print the completion script of a shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the man pages into a folder.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder; without it the main page goes to stdout
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints a completion script.
pub fn completions(
    context: &Context,
    args: &CompletionsArgs,
    mut command: clap::Command,
) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "amosync", &mut script);
    context.out().bytes(&script)?;
    Ok(Exit::Done)
}

/// Writes `amosync.1` and a page for every command.
pub fn man(context: &Context, args: &ManArgs, command: clap::Command) -> anyhow::Result<Exit> {
    if let Some(dir) = &args.dir {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot create `{}`", dir.display()))?;
        clap_mangen::generate_to(command, dir)
            .with_context(|| format!("cannot write man pages into `{}`", dir.display()))?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        context.out().bytes(&page)?;
    }
    Ok(Exit::Done)
}
