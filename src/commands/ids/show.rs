//! `ids show`: how many records are mapped, or single pairs.

use clap::Args;
use serde::Serialize;

use crate::clock::time_text;
use crate::context::Context;
use crate::domain::{CrmId, EntityType, Key, Kind};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::store::Mapped;

/// Show how many records are mapped, or the pairs of a kind, of a record, of an entity
///
/// Example: amosync ids show contact 1135
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// contact, company, product, `deal_supplier`, `deal_srs`, `deal_product`, `deal_student` or `deal_course`
    kind: Option<Kind>,
    /// A user id, a course id, or both as USER/COURSE
    key: Option<String>,
    /// The entity's id; contacts, companies, leads and products count separately
    #[arg(long, value_name = "N", conflicts_with_all = ["kind", "key"])]
    crm_id: Option<CrmId>,
}

/// A pair as it is printed.
#[derive(Debug, Serialize)]
pub(super) struct Pair {
    kind: Kind,
    key: Key,
    crm_id: CrmId,
    entity: EntityType,
    stale: bool,
    /// The next sync looks at the record again.
    open: bool,
    sent_at: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Pairs(Vec<Pair>);

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Counts(Vec<CountLine>);

#[derive(Debug, Serialize)]
pub(super) struct CountLine {
    kind: Kind,
    mapped: u64,
    stale: u64,
    open: u64,
}

impl From<Mapped> for Pair {
    fn from(own: Mapped) -> Self {
        Self {
            kind: own.kind,
            key: own.key,
            crm_id: own.id,
            entity: own.kind.entity(),
            stale: own.stale,
            open: own.open,
            sent_at: own.sent_at.and_then(time_text),
        }
    }
}

impl Render for Pairs {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("key", Align::Left),
            ("CRM id", Align::Right),
            ("entity", Align::Left),
            ("state", Align::Left),
            ("sent", Align::Left),
        ]);
        for pair in &self.0 {
            let state = match (pair.stale, pair.open) {
                (true, _) => "gone",
                (false, true) => "open",
                (false, false) => "settled",
            };
            table.row([
                pair.kind.to_string(),
                pair.key.to_string(),
                pair.crm_id.to_string(),
                pair.entity.to_string(),
                state.to_owned(),
                pair.sent_at.clone().unwrap_or_default(),
            ]);
        }
        table.text(style)
    }
}

impl Render for Counts {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("mapped", Align::Right),
            ("gone", Align::Right),
            ("open", Align::Right),
        ]);
        for line in &self.0 {
            table.row([
                line.kind.to_string(),
                line.mapped.to_string(),
                line.stale.to_string(),
                line.open.to_string(),
            ]);
        }
        table.text(style)
    }
}

pub(super) fn run(context: &Context, args: &ShowArgs) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let found = match (args.kind, &args.key, args.crm_id) {
        (_, _, Some(id)) => store.mapped_to(id)?,
        (Some(kind), Some(key), None) => {
            let key = Key::parse(kind, key)
                .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
            store.mapping_of(kind, key)?.into_iter().collect()
        }
        (Some(kind), None, None) => store.pairs_of(kind)?,
        (None, ..) => {
            let counts = store.mapped_counts()?;
            let lines = counts.iter().map(|count| CountLine {
                kind: count.kind,
                mapped: count.mapped,
                stale: count.stale,
                open: count.open,
            });
            context.out().result(&Counts(lines.collect()))?;
            return Ok(Exit::Done);
        }
    };
    let asked_for_one = args.key.is_some() || args.crm_id.is_some();
    if found.is_empty() && asked_for_one {
        let what = match (args.kind, &args.key, args.crm_id) {
            (Some(kind), Some(key), _) => format!("{kind} {key}"),
            (.., id) => format!("the entity {}", id.unwrap_or(CrmId(0))),
        };
        return Err(
            Failure::new(Exit::Failure, format!("the id map does not have {what}"))
                .hint("`explain KIND KEY` says why a record is not in the CRM")
                .into(),
        );
    }
    context
        .out()
        .result(&Pairs(found.into_iter().map(Pair::from).collect()))?;
    Ok(Exit::Done)
}
