//! `fields list` and `pipelines list`: the account's shape for people who write a mapping.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::context::Context;
use crate::domain::EntityType;
use crate::error::Exit;
use crate::output::{Align, Render, Style, Table};
use crate::schema::shape::{FieldShape, PipelineShape};

/// Look at custom fields.
#[derive(Debug, Args)]
pub struct FieldsArgs {
    #[command(subcommand)]
    command: FieldsCommand,
}

#[derive(Debug, Subcommand)]
enum FieldsCommand {
    /// List the custom fields of an entity with their options
    List {
        /// The entity
        #[arg(value_enum)]
        entity: Entity,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Entity {
    /// People
    Contacts,
    /// Companies
    Companies,
    /// Deals
    Leads,
    /// The products catalog
    Products,
}

/// Look at funnels.
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
struct Fields(Vec<FieldShape>);

impl Render for Fields {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("id", Align::Right),
            ("code", Align::Left),
            ("type", Align::Left),
            ("name", Align::Left),
            ("options", Align::Left),
        ]);
        for field in &self.0 {
            let options: Vec<_> = field
                .options
                .iter()
                .map(|option| option.value.as_str())
                .collect();
            table.row([
                field.id.to_string(),
                field.code.clone().unwrap_or_default(),
                field.field_type.clone(),
                field.name.clone(),
                options.join(", "),
            ]);
        }
        table.text(style)
    }
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Pipelines(Vec<PipelineShape>);

impl Render for Pipelines {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("funnel", Align::Left),
            ("id", Align::Right),
            ("status", Align::Left),
            ("id", Align::Right),
        ]);
        for pipeline in &self.0 {
            for status in &pipeline.statuses {
                // Nobody but the service puts a lead into "unsorted".
                let name = if status.status_type == 1 {
                    format!("{} (unsorted)", status.name)
                } else {
                    status.name.clone()
                };
                table.row([
                    pipeline.name.clone(),
                    pipeline.id.to_string(),
                    name,
                    status.id.to_string(),
                ]);
            }
        }
        table.text(style)
    }
}

/// Runs a `fields` command.
pub fn fields(context: &Context, args: &FieldsArgs) -> anyhow::Result<Exit> {
    let FieldsCommand::List { entity } = args.command;
    let entity = match entity {
        Entity::Contacts => EntityType::Contacts,
        Entity::Companies => EntityType::Companies,
        Entity::Leads => EntityType::Leads,
        Entity::Products => EntityType::CatalogElements,
    };
    let shape = super::schema::read(context)?;
    context
        .out()
        .result(&Fields(shape.fields_of(entity).to_vec()))?;
    Ok(Exit::Done)
}

/// Runs a `pipelines` command.
pub fn pipelines(context: &Context, args: &PipelinesArgs) -> anyhow::Result<Exit> {
    let PipelinesCommand::List = args.command;
    let shape = super::schema::read(context)?;
    context.out().result(&Pipelines(shape.pipelines))?;
    Ok(Exit::Done)
}
