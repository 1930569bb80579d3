//! `fields`: the custom fields of the account, one or many.

mod add;
mod delete;
mod legacy;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use crate::context::Context;
use crate::crm::catalogs;
use crate::crm::error::{CrmError, CrmErrorKind, explained};
use crate::crm::fields::{self, CustomField, FieldOption, FieldPlace};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::text::nearest;

/// Show, create and delete custom fields.
#[derive(Debug, Args)]
pub struct FieldsArgs {
    #[command(subcommand)]
    command: FieldsCommand,
}

#[derive(Debug, Subcommand)]
enum FieldsCommand {
    /// List the fields of contacts, companies, leads, customers, segments or a list
    List(ListArgs),
    /// Show every attribute of one field
    Show(ShowArgs),
    Add(Box<add::AddArgs>),
    Delete(delete::DeleteArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// contacts, companies, leads, customers, segments, products or catalogs/ID
    #[arg(value_name = "ENTITY")]
    place: String,
    /// Only fields of these types
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// contacts, companies, leads, customers, segments, products or catalogs/ID
    #[arg(value_name = "ENTITY")]
    place: String,
    /// Id, code or exact name
    #[arg(value_name = "FIELD")]
    field: String,
}

/// Which method of the CRM is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// The present one
    V4,
    /// The legacy `POST /api/v2/fields`
    V2,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Listed(Vec<CustomField>);

impl Render for Listed {
    fn text(&self, style: Style) -> String {
        if self.0.is_empty() {
            return "no fields".to_owned();
        }
        let mut table = Table::new(&[
            ("id", Align::Right),
            ("name", Align::Left),
            ("code", Align::Left),
            ("type", Align::Left),
            ("options", Align::Left),
        ]);
        for field in &self.0 {
            table.row([
                field.id().to_string(),
                field.name().to_owned(),
                field.code().unwrap_or_default().to_owned(),
                field.field_type().to_owned(),
                options_cell(&field.options()),
            ]);
        }
        table.text(style)
    }
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct ShownField(CustomField);

impl Render for ShownField {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[("attribute", Align::Left), ("value", Align::Left)]);
        for (key, value) in &self.0.0 {
            if matches!(key.as_str(), "enums" | "nested" | "_links") || value.is_null() {
                continue;
            }
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            table.row([key.clone(), text]);
        }
        for option in self.0.options() {
            let code = option
                .code
                .map(|code| format!(", code {code}"))
                .unwrap_or_default();
            table.row([
                "option".to_owned(),
                format!("{} (id {}{code})", option.value, option.id),
            ]);
        }
        table.text(style)
    }
}

/// Runs a `fields` command.
pub fn run(context: &Context, args: &FieldsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        FieldsCommand::List(args) => {
            let place = place_of(context, &args.place)?;
            let mut all = read(context, place)?;
            if !args.types.is_empty() {
                all.retain(|field| args.types.iter().any(|own| own == field.field_type()));
            }
            context.out().result(&Listed(all))?;
            Ok(Exit::Done)
        }
        FieldsCommand::Show(args) => {
            let place = place_of(context, &args.place)?;
            let all = read(context, place)?;
            let field = find(place, &all, &args.field)?;
            context.out().result(&ShownField(field.clone()))?;
            Ok(Exit::Done)
        }
        FieldsCommand::Add(args) => add::run(context, args),
        FieldsCommand::Delete(args) => delete::run(context, args),
    }
}

/// Options with their ids, for one cell of a table.
fn options_cell(options: &[FieldOption]) -> String {
    let options: Vec<_> = options
        .iter()
        .map(|option| format!("{} ({})", option.value, option.id))
        .collect();
    options.join(", ")
}

/// The place that a word names; `products` is the products list, whatever its id.
fn place_of(context: &Context, word: &str) -> anyhow::Result<FieldPlace> {
    if !matches!(word, "products" | "catalog_elements") {
        return Ok(word
            .parse()
            .map_err(|error| Failure::new(Exit::Usage, format!("{error}")))?);
    }
    catalogs::products(context.crm()?)
        .map_err(explained)?
        .map(FieldPlace::Catalog)
        .ok_or_else(|| {
            Failure::new(Exit::Failure, "the account has no products list")
                .hint("switch products on in the account's settings")
                .into()
        })
}

/// The fields of a place, as they are now.
fn read(context: &Context, place: FieldPlace) -> anyhow::Result<Vec<CustomField>> {
    fields::list(context.crm()?, place).map_err(|error| refused(place, error))
}

/// Explains a refusal; a list that does not exist is the likely mistake.
fn refused(place: FieldPlace, error: CrmError) -> anyhow::Error {
    let unknown =
        matches!(&error.kind, CrmErrorKind::Refused { status, .. } if matches!(status, 404 | 422));
    match place {
        FieldPlace::Catalog(id) if unknown => {
            Failure::new(Exit::Failure, format!("the account has no list {id}"))
                .hint("the list's id stands in the address of its page")
                .source(error)
                .into()
        }
        FieldPlace::Customers | FieldPlace::Segments if unknown => {
            Failure::new(Exit::Failure, format!("the account has no {place}"))
                .hint("customers are switched on in the account's settings")
                .source(error)
                .into()
        }
        _ => explained(error).into(),
    }
}

/// A field by id, code or exact name; several alike are never guessed.
fn find<'a>(
    place: FieldPlace,
    all: &'a [CustomField],
    word: &str,
) -> Result<&'a CustomField, Failure> {
    if let Some(field) = all.iter().find(|field| field.id().to_string() == word) {
        return Ok(field);
    }
    let by_code: Vec<_> = all.iter().filter(|f| f.code() == Some(word)).collect();
    let by_name: Vec<_> = all
        .iter()
        .filter(|field| field.name().trim() == word.trim())
        .collect();
    let found = if by_code.is_empty() { by_name } else { by_code };
    match found[..] {
        [field] => Ok(field),
        [] => {
            let names = all.iter().map(CustomField::name);
            let codes = all.iter().filter_map(CustomField::code);
            let hint = nearest(word, names.chain(codes)).map_or_else(
                || format!("`fields list {place}` shows them"),
                |near| format!("the nearest is `{near}`"),
            );
            Err(Failure::new(Exit::Failure, format!("{place} have no field `{word}`")).hint(hint))
        }
        _ => {
            let ids: Vec<_> = found.iter().map(|field| field.id().to_string()).collect();
            Err(Failure::new(
                Exit::Failure,
                format!("{place} have {} fields `{word}`", found.len()),
            )
            .hint(format!("give the id: {}", ids.join(" or "))))
        }
    }
}
