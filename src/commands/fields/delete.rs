//! `fields delete`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Method, find, legacy, place_of, read, refused};
use crate::context::Context;
use crate::crm::fields::{self, CustomField, FieldPlace};
use crate::domain::shape::MARKER_CODE;
use crate::domain::{EntityType, FieldId};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::store::{Setting, Store};

/// Delete fields with all their values, after saying how many records lose some
///
/// Example: amosync fields delete leads 720001 "Канал"
#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// contacts, companies, leads, customers, segments, products or catalogs/ID; not needed with `--api v2`
    #[arg(value_name = "ENTITY")]
    pub(super) place: Option<String>,
    /// Ids, codes or exact names; with `--api v2` ids
    #[arg(value_name = "FIELD")]
    pub(super) fields: Vec<String>,
    /// With `--api v2`: read the request from a JSON file, or from stdin with `-`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["place", "fields"])]
    pub(super) file: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
    /// Show what would be deleted
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Which method of the CRM to use
    #[arg(long, value_enum, default_value = "v4")]
    api: Method,
    /// With `--api v2`: the service that the field was made by
    #[arg(long, value_name = "WORD")]
    pub(super) origin: Option<String>,
}

/// A field and what goes with it.
#[derive(Debug, Serialize)]
pub(super) struct Loss {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) code: Option<String>,
    #[serde(rename = "type")]
    pub(super) field_type: String,
    /// Records of the id map that were sent with a value in it.
    pub(super) records_losing_values: i64,
    /// Whether it is the field that holds the markers.
    pub(super) is_marker: bool,
    /// Whether it is gone.
    pub(super) deleted: bool,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Losses(Vec<Loss>);

impl Render for Losses {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("id", Align::Right),
            ("name", Align::Left),
            ("type", Align::Left),
            ("records losing values", Align::Right),
            ("outcome", Align::Left),
        ]);
        for loss in &self.0 {
            table.row([
                loss.id.to_string(),
                loss.name.clone(),
                loss.field_type.clone(),
                loss.records_losing_values.to_string(),
                if loss.deleted { "deleted" } else { "kept" }.to_owned(),
            ]);
        }
        table.text(style)
    }
}

/// Deletes fields after showing what is lost.
pub fn run(context: &Context, args: &DeleteArgs) -> anyhow::Result<Exit> {
    if args.api == Method::V2 {
        return legacy::delete(context, args);
    }
    if args.origin.is_some() || args.file.is_some() {
        return Err(
            Failure::new(Exit::Usage, "`--origin` and `--file` belong to `--api v2`").into(),
        );
    }
    let word = args
        .place
        .as_deref()
        .ok_or_else(|| Failure::new(Exit::Usage, "say whose field, for example `leads`"))?;
    let place = place_of(context, word)?;
    if args.fields.is_empty() {
        return Err(Failure::new(Exit::Usage, "say which field: its id, code or name").into());
    }
    let present = read(context, place)?;
    let mut chosen: Vec<&CustomField> = Vec::new();
    for word in &args.fields {
        let field = find(place, &present, word)?;
        if field.is("is_predefined") {
            return Err(Failure::new(
                Exit::Failure,
                format!(
                    "field «{}» of {place} is the CRM's own and cannot be deleted",
                    field.name()
                ),
            )
            .into());
        }
        if !chosen.iter().any(|own| own.id() == field.id()) {
            chosen.push(field);
        }
    }
    let store = context.store()?;
    let mut losses = chosen
        .iter()
        .map(|field| loss(&store, place, field))
        .collect::<anyhow::Result<Vec<_>>>()?;
    drop(store);
    if args.dry_run || !agreed(context, args.yes, &losses)? {
        context.out().result(&Losses(losses))?;
        return Ok(Exit::Done);
    }
    let _lock = context.run_lock("fields delete")?;
    for (field, loss) in chosen.iter().zip(&mut losses) {
        fields::delete(context.crm()?, place, field.id()).map_err(|error| {
            refused(place, error).context(format!("cannot delete field «{}»", field.name()))
        })?;
        loss.deleted = true;
        context.store()?.forget_shape()?;
    }
    context.out().result(&Losses(losses))?;
    Ok(Exit::Done)
}

/// Shows what is lost and asks, unless `--yes`.
pub(super) fn agreed(context: &Context, yes: bool, losses: &[Loss]) -> anyhow::Result<bool> {
    for loss in losses {
        context.out().note(format!(
            "field «{}» ({}): {} records lose values",
            loss.name, loss.id, loss.records_losing_values
        ));
        if loss.is_marker {
            context.out().warn(format!(
                "field «{}» holds the markers: without it the id map cannot be rebuilt, and lost answers cannot be resolved",
                loss.name
            ));
        }
    }
    if yes {
        return Ok(true);
    }
    let question = format!(
        "Delete {} with all values? This cannot be undone.",
        match losses.len() {
            1 => "this field".to_owned(),
            count => format!("these {count} fields"),
        }
    );
    let agreed = context.confirm(&question, "--yes")?;
    if !agreed {
        context.out().note("nothing was deleted");
    }
    Ok(agreed)
}

fn loss(store: &Store, place: FieldPlace, field: &CustomField) -> anyhow::Result<Loss> {
    let products = store
        .setting(&Setting::ProductsCatalogId)?
        .and_then(|id| id.parse().ok());
    let entity = match place {
        FieldPlace::Contacts => Some(EntityType::Contacts),
        FieldPlace::Companies => Some(EntityType::Companies),
        FieldPlace::Leads => Some(EntityType::Leads),
        FieldPlace::Catalog(id) if Some(id) == products => Some(EntityType::CatalogElements),
        _ => None,
    };
    let marked = entity.filter(|_| field.code() == Some(MARKER_CODE));
    Ok(Loss {
        id: field.id().0,
        name: field.name().to_owned(),
        code: field.code().map(ToOwned::to_owned),
        field_type: field.field_type().to_owned(),
        records_losing_values: match marked {
            Some(entity) => store.records_of(entity)?,
            None => store.records_with_field(field.id())?,
        },
        is_marker: marked.is_some(),
        deleted: false,
    })
}

/// The loss of a field that is only known by its id.
pub(super) fn loss_by_id(store: &Store, id: FieldId) -> anyhow::Result<Loss> {
    let known = store.shape(0..=i64::MAX)?.unwrap_or_default();
    let found = known
        .fields
        .iter()
        .find_map(|(entity, all)| Some((*entity, all.iter().find(|field| field.id == id)?)));
    let marked = found.filter(|(_, field)| field.code.as_deref() == Some(MARKER_CODE));
    Ok(Loss {
        id: id.0,
        name: found.map_or_else(|| id.to_string(), |(_, field)| field.name.clone()),
        code: found.and_then(|(_, field)| field.code.clone()),
        field_type: found.map_or_else(
            || "unknown".to_owned(),
            |(_, field)| field.field_type.to_string(),
        ),
        records_losing_values: match marked {
            Some((entity, _)) => store.records_of(entity)?,
            None => store.records_with_field(id)?,
        },
        is_marker: marked.is_some(),
        deleted: false,
    })
}
