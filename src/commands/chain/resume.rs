//! `chain resume`: goes on with the chains that stopped.

use crate::commands::runner;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::sync::chain::format::parse;
use crate::sync::chain::run::Chain;
use crate::sync::plan::decide::Fields;

/// Goes on with one of them, or with all.
pub(super) fn run(context: &Context, id: Option<i64>) -> anyhow::Result<Exit> {
    let source = context.source()?;
    let waiting = match id {
        Some(id) => vec![context.store()?.chain(id)?.ok_or_else(|| {
            Failure::new(Exit::Failure, format!("no chain {id} is waiting"))
                .hint("`chain show` lists them")
        })?],
        None => context.store()?.chains()?,
    };
    let chains: Vec<Chain> = waiting
        .into_iter()
        .map(|chain| {
            Ok(Chain {
                actions: parse(&chain.actions, source.as_ref())?,
                label: chain.label,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    if chains.is_empty() {
        context.out().note("no chain is waiting");
        return Ok(Exit::Done);
    }
    runner::run(context, "chain resume", &chains, Fields::Changed)
}
