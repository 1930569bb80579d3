//! Runs chains for the commands that build or read them, and shows what happened.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::preview::{self, PreviewStep};
use crate::clock::unix_now;
use crate::commands::sync::outcome_table;
use crate::context::Context;
use crate::context::account::{account_of, fetch_account};
use crate::context::engine::engine;
use crate::context::host::host;
use crate::context::mapping::resolved;
use crate::crm::error::explained;
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Key, Kind};
use crate::error::{Exit, Failure};
use crate::output::{Render, Style, counted};
use crate::source::Source;
use crate::store::{Setting, Store};
use crate::sync::chain::format::{Action, encode};
use crate::sync::chain::run::{ActionLine, Chain, ChainRun, Recovered, Worker};
use crate::sync::engine::Engine;
use crate::sync::plan::decide::{Fields, Mode};
use crate::sync::plan::list::plan;

/// What became of each action.
#[derive(Debug, Default, Serialize)]
struct Report {
    actions: Vec<ActionLine>,
    requests_read: u64,
    requests_write: u64,
}

impl Report {
    /// The form in which `history` keeps a run.
    fn summary(&self) -> Value {
        let mut kinds: BTreeMap<Kind, BTreeMap<&str, u64>> = BTreeMap::new();
        for line in &self.actions {
            let counts = kinds.entry(line.kind).or_default();
            *counts.entry(line.outcome.name()).or_default() += 1;
        }
        let requests = json!({"reads": self.requests_read, "writes": self.requests_write});
        json!({"kinds": kinds, "requests": requests})
    }
}

impl Render for Report {
    fn text(&self, style: Style) -> String {
        let rows = self.actions.iter().map(|line| {
            [
                line.kind.to_string(),
                line.key.to_string(),
                line.crm_id.map(|id| id.to_string()).unwrap_or_default(),
                line.outcome.name().replace('_', " "),
                line.outcome.reason(),
            ]
        });
        format!(
            "{}\n\n{}, {}",
            outcome_table(rows, style),
            counted(self.requests_read, "read"),
            counted(self.requests_write, "write")
        )
    }
}

/// Runs chains, keeps what is left of them, and shows what happened.
pub fn run(
    context: &Context,
    command: &str,
    chains: &[Chain],
    fields: Fields,
) -> anyhow::Result<Exit> {
    let _lock = context.run_lock(command)?;
    let resolved = resolved(context)?;
    if context.store()?.setting(&Setting::AmoUserId)?.is_none() {
        fetch_account(context)?;
    }
    let source = context.source()?;
    let mut store = context.store()?;
    let run = store.begin_run(command, &host(), unix_now())?;
    let mut worker = EngineWorker {
        context,
        source: source.as_ref(),
        engine: engine(context, &mut store, &resolved, fields)?,
    };
    let mut recovered = Recovered::default();
    let looked = worker.engine.recover(&mut recovered);
    let mut chain_run = ChainRun::new(chains, recovered);
    let result = looked.and_then(|()| chain_run.drive(&mut worker));
    let store = worker.engine.store;
    keep_rest(store, &chain_run, &result)?;
    let (exit, stopped) = (chain_run.exit(&result), chain_run.stopped());
    let (requests_read, requests_write) = context.crm()?.sent();
    let report = Report {
        actions: chain_run.into_lines(),
        requests_read,
        requests_write,
    };
    store.end_run(run, exit.code(), &report.summary(), unix_now())?;
    context.out().result(&report)?;
    result?;
    if stopped > 0 {
        context.out().note(format!(
            "{stopped} of {} chains stopped; `chain resume` goes on when the cause is gone",
            chains.len()
        ));
    }
    Ok(exit)
}

/// Finished chains leave the store; what is left of the others waits in it.
fn keep_rest(
    store: &mut Store,
    run: &ChainRun<'_>,
    result: &anyhow::Result<()>,
) -> anyhow::Result<()> {
    for left in run.left() {
        if left.actions.is_empty() {
            store.end_chain(left.label)?;
            continue;
        }
        let error = result.as_ref().err().map(ToString::to_string);
        let why = left.why.map(ToOwned::to_owned).or(error);
        store.keep_chain(
            left.label,
            &serde_json::to_string(&encode(left.actions))?,
            &why.unwrap_or_default(),
            unix_now(),
        )?;
    }
    Ok(())
}

/// Carries actions out with the engine and the client.
struct EngineWorker<'a> {
    context: &'a Context,
    source: &'a dyn Source,
    engine: Engine<'a>,
}

impl Worker for EngineWorker<'_> {
    fn sync(
        &mut self,
        kind: Kind,
        keys: &[Key],
    ) -> anyhow::Result<BTreeMap<Key, (Outcome, Option<CrmId>)>> {
        let mut done = BTreeMap::new();
        for (key, outcome) in self.engine.run(self.source, kind, keys)? {
            let known = self.engine.store.known(kind, key)?;
            done.insert(key, (outcome, known.map(|known| known.id)));
        }
        Ok(done)
    }

    fn service(&mut self, action: Action) -> anyhow::Result<()> {
        service(self.context, action, self.engine.store)
    }

    fn go_on(&self) -> anyhow::Result<()> {
        match self.context.stop()?.asked() {
            Some(exit) => Err(Failure::new(exit, "stopped")
                .hint("run it again; finished steps are skipped")
                .into()),
            None => Ok(()),
        }
    }
}

/// The actions that concern the access, not a record.
fn service(context: &Context, action: Action, store: &Store) -> anyhow::Result<()> {
    let crm = context.crm()?;
    match action {
        Action::Token => crm
            .tokens()
            .access(crm.transport())
            .map(drop)
            .map_err(explained)?,
        Action::Refresh => {
            if let Some(known) = crm.tokens().stored()?.filter(|known| !known.long_lived) {
                crm.tokens()
                    .renew(crm.transport(), &known)
                    .map_err(explained)?;
            }
        }
        Action::Account => {
            account_of(crm, store)?;
        }
        Action::Next | Action::Sync(..) => {}
    }
    Ok(())
}

/// What would be sent, without sending.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Preview(Vec<preview::PreviewLine>);

impl Render for Preview {
    fn text(&self, style: Style) -> String {
        preview::table(&self.0, style)
    }
}

/// Shows what the chains would send; nothing that writes is built.
pub fn dry_run(context: &Context, chains: &[Chain], fields: Fields) -> anyhow::Result<Exit> {
    let resolved = resolved(context)?;
    let source = context.source()?;
    let store = context.store()?;
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    let mut made = BTreeSet::new();
    for action in chains.iter().flat_map(|chain| &chain.actions) {
        let Action::Sync(kind, key) = action else {
            continue;
        };
        if !seen.insert((*kind, *key)) {
            continue;
        }
        for one in plan(
            *kind,
            &[*key],
            Mode::of_single_records(fields),
            source.as_ref(),
            &store,
            &resolved,
        )? {
            let is_to_come = |kind, key| Ok(made.contains(&(kind, key)));
            let line = preview::PreviewLine::of(&one, &store, &resolved, &is_to_come)?;
            if line.step == PreviewStep::Create {
                made.insert((*kind, *key));
            }
            lines.push(line);
        }
    }
    context.out().result(&Preview(lines))?;
    Ok(Exit::Done)
}

/// Whether the id map has a record; an error reads as no, and shows itself when the record is planned.
pub fn is_mapped(store: &Store) -> impl Fn(Kind, Key) -> bool + '_ {
    |kind, key| {
        store
            .known(kind, key)
            .is_ok_and(|known| known.is_some_and(|known| !known.stale))
    }
}
