//! `chain show`: the chains that stopped before their end.

use serde::Serialize;

use crate::context::Context;
use crate::error::Exit;
use crate::output::{Align, Render, Style, Table};
use crate::store::Unfinished;

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Waiting(Vec<Unfinished>);

impl Render for Waiting {
    fn text(&self, style: Style) -> String {
        if self.0.is_empty() {
            return "no chain is waiting".to_owned();
        }
        let mut table = Table::new(&[
            ("no", Align::Right),
            ("chain", Align::Left),
            ("stopped at", Align::Left),
        ]);
        for chain in &self.0 {
            table.row([
                chain.id.to_string(),
                chain.label.clone(),
                chain.error.clone(),
            ]);
        }
        table.text(style)
    }
}

/// Lists them.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let chains = context.store()?.chains()?;
    context.out().result(&Waiting(chains))?;
    Ok(Exit::Done)
}
