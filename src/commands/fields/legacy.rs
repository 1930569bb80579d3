//! `fields add` and `fields delete` through the legacy method.

use serde::Serialize;

use super::add::{AddArgs, mistakes, read_json};
use super::delete::{DeleteArgs, agreed, loss_by_id};
use super::options_cell;
use crate::context::Context;
use crate::context::mapping::before_second_look;
use crate::crm::error::{Effect, explained};
use crate::crm::fields::{self, FieldOption};
use crate::crm::fields_v2::{
    LegacyDelete, LegacyField, LegacyOutcome, LegacyRequest, place, type_name, type_number,
};
use crate::domain::FieldId;
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};

#[derive(Debug, Serialize)]
struct LegacyResult {
    #[serde(flatten)]
    item: LegacyOutcome,
    name: Option<String>,
    #[serde(rename = "type")]
    field_type: Option<&'static str>,
    /// Read afterwards: the method's own answer names none.
    options: Vec<FieldOption>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Outcomes(Vec<LegacyResult>);

impl Render for Outcomes {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("action", Align::Left),
            ("outcome", Align::Left),
            ("id", Align::Right),
            ("name", Align::Left),
            ("type", Align::Left),
            ("options", Align::Left),
        ]);
        for one in &self.0 {
            table.row([
                one.item.action.to_owned(),
                one.item
                    .error
                    .as_ref()
                    .map_or_else(|| "done".to_owned(), |error| format!("refused: {error}")),
                one.item.id.map(|id| id.to_string()).unwrap_or_default(),
                one.name.clone().unwrap_or_default(),
                one.field_type.unwrap_or_default().to_owned(),
                options_cell(&one.options),
            ]);
        }
        table.text(style)
    }
}

/// `fields add --api v2`, from flags or a file; a file may delete as well.
pub fn add(context: &Context, args: &AddArgs) -> anyhow::Result<Exit> {
    let request = match &args.file {
        Some(path) => parse(path)?,
        None => from_flags(args)?,
    };
    carry_out(context, &request, args.dry_run, args.yes)
}

/// `fields delete --api v2`, by ids and origin or from a file.
pub fn delete(context: &Context, args: &DeleteArgs) -> anyhow::Result<Exit> {
    let request = match &args.file {
        Some(path) => parse(path)?,
        None => deletion(args)?,
    };
    carry_out(context, &request, args.dry_run, args.yes)
}

fn deletion(args: &DeleteArgs) -> Result<LegacyRequest, Failure> {
    let origin = needed(args.origin.clone(), "--origin")?;
    // The method needs no entity, so the first word may be an id, or an entity by name or small number.
    let first = args
        .place
        .iter()
        .filter(|word| args.fields.is_empty() || word.parse::<i64>().is_ok_and(|id| id > 12));
    let delete: Vec<_> = first
        .chain(&args.fields)
        .map(|word| match word.parse() {
            Ok(id) => Ok(LegacyDelete {
                id: FieldId(id),
                origin: origin.clone(),
            }),
            Err(_) => Err(Failure::new(
                Exit::Usage,
                format!("`{word}` is no field id; the legacy method deletes by id"),
            )
            .hint("`fields list` shows the ids")),
        })
        .collect::<Result<_, _>>()?;
    let request = LegacyRequest {
        add: Vec::new(),
        delete,
    };
    request
        .check()
        .map_err(|wrong| mistakes("the ids", &wrong))?;
    Ok(request)
}

fn parse(path: &std::path::Path) -> anyhow::Result<LegacyRequest> {
    let raw = read_json(path)?;
    Ok(LegacyRequest::parse(&raw).map_err(|wrong| mistakes("the request", &wrong))?)
}

fn from_flags(args: &AddArgs) -> Result<LegacyRequest, Failure> {
    let usage = |error: String| Failure::new(Exit::Usage, error);
    let request = LegacyRequest {
        add: vec![LegacyField {
            name: needed(args.name.clone(), "--name")?,
            field_type: type_number(&needed(args.field_type.clone(), "--type")?).map_err(usage)?,
            place: place(&needed(args.place.clone(), "ENTITY")?).map_err(usage)?,
            origin: needed(args.origin.clone(), "--origin")?,
            is_editable: args.api_only.then_some(false),
            enums: args.options.clone(),
            request_id: args.request_id,
            of_lists: Vec::new(),
        }],
        delete: Vec::new(),
    };
    request
        .check()
        .map_err(|wrong| mistakes("the field", &wrong))?;
    Ok(request)
}

fn needed(value: Option<String>, flag: &str) -> Result<String, Failure> {
    value.ok_or_else(|| {
        Failure::new(Exit::Usage, format!("the legacy method needs `{flag}`"))
            .hint("a field made with an origin is deleted with the same origin")
    })
}

fn carry_out(
    context: &Context,
    request: &LegacyRequest,
    dry_run: bool,
    yes: bool,
) -> anyhow::Result<Exit> {
    if dry_run {
        context
            .out()
            .bytes(format!("{}\n", serde_json::to_string_pretty(&request.body())?).as_bytes())?;
        return Ok(Exit::Done);
    }
    if !request.delete.is_empty() {
        let store = context.store()?;
        let losses = request
            .delete
            .iter()
            .map(|item| loss_by_id(&store, item.id))
            .collect::<anyhow::Result<Vec<_>>>()?;
        drop(store);
        if !agreed(context, yes, &losses)? {
            return Ok(Exit::Done);
        }
    }
    let _lock = context.run_lock("fields add")?;
    let crm = context.crm()?;
    let pause = before_second_look(context)?;
    let outcomes = request.send(crm, &pause).map_err(|error| {
        let unknown = error.effect() == Effect::Unknown;
        let failure = explained(error);
        if unknown {
            failure.hint("it may have been done; look with `fields list` before you repeat it")
        } else {
            failure
        }
    })?;
    context.store()?.forget_shape()?;
    let mut shown = Vec::new();
    for outcome in outcomes {
        let item = (outcome.action == "add").then(|| &request.add[outcome.position]);
        let mut options = Vec::new();
        if let (Some(item), Some(id), false) =
            (item, outcome.id, item.is_none_or(|i| i.enums.is_empty()))
        {
            options = fields::get(crm, item.place, FieldId(id))
                .map_err(explained)?
                .map(|field| field.options())
                .unwrap_or_default();
        }
        shown.push(LegacyResult {
            item: outcome,
            name: item.map(|item| item.name.clone()),
            field_type: item.map(|item| type_name(item.field_type)),
            options,
        });
    }
    let refused = shown.iter().filter(|one| one.item.error.is_some()).count();
    let exit = match refused {
        0 => Exit::Done,
        all if all == shown.len() => Exit::Failure,
        _ => Exit::Partial,
    };
    context.out().result(&Outcomes(shown))?;
    Ok(exit)
}
