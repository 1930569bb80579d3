//! `auth` and `account`: who we are to the CRM.

mod login;
mod logout;
mod refresh;
pub mod status;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;

/// Sign in and out, and look after the tokens.
#[derive(Debug, Args)]
pub struct AuthArgs {
    #[command(subcommand)]
    command: AuthCommand,
}

#[derive(Debug, Subcommand)]
enum AuthCommand {
    /// Exchange an authorization code, or store a long-lived token
    Login(login::LoginArgs),
    /// Renew the pair of tokens
    Refresh(refresh::RefreshArgs),
    /// Show where the tokens are kept and how long they last
    Status,
    /// Remove everything that was stored
    Logout,
}

/// Runs an `auth` command.
pub fn run(context: &Context, args: &AuthArgs) -> anyhow::Result<Exit> {
    match &args.command {
        AuthCommand::Login(args) => login::run(context, args),
        AuthCommand::Refresh(args) => refresh::run(context, args),
        AuthCommand::Status => status::run(context),
        AuthCommand::Logout => logout::run(context),
    }
}
