//! `ids export`: all pairs, as `ids import --file` takes them.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::domain::{CrmId, EntityType, Key, Kind};
use crate::error::Exit;
use crate::output::{Render, Style};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Only this kind
    #[arg(long, value_name = "KIND")]
    only: Option<Kind>,
}

/// The pairs as `ids import --file` takes them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Exported(Vec<ExportedPair>);

#[derive(Debug, Serialize)]
pub(super) struct ExportedPair {
    kind: Kind,
    key: Key,
    crm_id: CrmId,
    entity: EntityType,
}

impl Render for Exported {
    fn text(&self, _: Style) -> String {
        let lines = self.0.iter().map(|pair| {
            format!(
                "{},{},{},{}\n",
                pair.kind, pair.key, pair.crm_id, pair.entity
            )
        });
        std::iter::once("kind,key,crm_id,entity\n".to_owned())
            .chain(lines)
            .collect()
    }
}

/// Prints all pairs whose entity still answers.
pub(super) fn run(context: &Context, args: &ExportArgs) -> anyhow::Result<Exit> {
    let kinds = args.only.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
    let mut pairs = Vec::new();
    for kind in kinds {
        let own = context.store()?.pairs_of(kind)?;
        pairs.extend(
            own.into_iter()
                .filter(|own| !own.stale)
                .map(|own| ExportedPair {
                    kind,
                    key: own.key,
                    crm_id: own.id,
                    entity: kind.entity(),
                }),
        );
    }
    context.out().result(&Exported(pairs))?;
    Ok(Exit::Done)
}
