//! `pipelines`: the account's funnels and their stages.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::context::Context;
use crate::crm::error::explained;
use crate::crm::pipelines::{self, Pipeline};
use crate::error::Exit;
use crate::output::{Align, Render, Style, Table};

/// Show the funnels and their stages
#[derive(Debug, Args)]
pub struct PipelinesArgs {
    #[command(subcommand)]
    command: PipelinesCommand,
}

#[derive(Debug, Subcommand)]
enum PipelinesCommand {
    /// List the funnels with their stages
    List,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Listed(Vec<Pipeline>);

impl Render for Listed {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("funnel id", Align::Right),
            ("funnel", Align::Left),
            ("status id", Align::Right),
            ("status", Align::Left),
            ("colour", Align::Left),
            ("note", Align::Left),
        ]);
        for pipeline in &self.0 {
            for (at, status) in pipeline.statuses.iter().enumerate() {
                let (id, name) = if at == 0 {
                    let main = if pipeline.is_main { " (main)" } else { "" };
                    (pipeline.id.to_string(), format!("{}{main}", pipeline.name))
                } else {
                    (" ".to_owned(), " ".to_owned())
                };
                let note = match status.meaning {
                    "stage" => " ",
                    other => other,
                };
                table.row([
                    id,
                    name,
                    status.id.to_string(),
                    status.name.clone(),
                    status.color.clone().unwrap_or_default(),
                    note.to_owned(),
                ]);
            }
        }
        table.text(style)
    }
}

/// Runs a `pipelines` command.
pub fn run(context: &Context, args: &PipelinesArgs) -> anyhow::Result<Exit> {
    match args.command {
        PipelinesCommand::List => {
            let all = pipelines::list(context.crm()?).map_err(explained)?;
            context.out().result(&Listed(all))?;
            Ok(Exit::Done)
        }
    }
}
