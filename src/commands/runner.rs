//! Runs chains for the commands that build or read them, and shows what happened.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::preview::{self, PreviewStep};
use crate::clock::unix_now;
use crate::context::Context;
use crate::context::account::{account_of, fetch_account};
use crate::context::engine::engine;
use crate::context::host::host;
use crate::context::mapping::resolved;
use crate::crm::error::explained;
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Key, Kind};
use crate::error::{Exit, Failure, exit_of};
use crate::output::{Align, Render, Style, Table, counted};
use crate::store::{Setting, Store};
use crate::sync::chain::format::{Action, encode};
use crate::sync::engine::Observer;
use crate::sync::plan::decide::{Fields, Mode, Refused};
use crate::sync::plan::list::plan;

/// A chain and what built it.
#[derive(Debug)]
pub struct Chain {
    /// For example `sync-user 1135`.
    pub label: String,
    /// Its actions in order.
    pub actions: Vec<Action>,
}

/// What became of each action.
#[derive(Debug, Default, Serialize)]
struct Report {
    actions: Vec<ActionLine>,
    requests_read: u64,
    requests_write: u64,
}

#[derive(Debug, Serialize)]
struct ActionLine {
    kind: Kind,
    key: Key,
    crm_id: Option<i64>,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Creates of an earlier run that the CRM turned out to have made.
#[derive(Default)]
struct Recovered(BTreeMap<(Kind, Key), CrmId>);

impl Observer for Recovered {
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, _: &Outcome) {
        self.0.extend(id.map(|id| ((kind, key), id)));
    }
}

impl Recovered {
    /// A record that this run only finished is one that was created, for whoever reads what it did.
    fn told(&mut self, kind: Kind, key: Key, outcome: Outcome) -> Outcome {
        let is_finished = matches!(outcome, Outcome::Modified | Outcome::Unchanged);
        if is_finished && self.0.remove(&(kind, key)).is_some() {
            Outcome::Created
        } else {
            outcome
        }
    }

    /// Those that the run's chains did not reach.
    fn lines(self) -> impl Iterator<Item = ActionLine> {
        self.0.into_iter().map(|((kind, key), id)| ActionLine {
            kind,
            key,
            crm_id: Some(id.0),
            outcome: Outcome::Created,
        })
    }
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
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("key", Align::Left),
            ("CRM id", Align::Right),
            ("outcome", Align::Left),
            ("reason", Align::Left),
        ]);
        for line in &self.actions {
            let id = line.crm_id.map(|id| id.to_string()).unwrap_or_default();
            table.row([
                line.kind.to_string(),
                line.key.to_string(),
                id,
                line.outcome.name().replace('_', " "),
                line.outcome.reason(),
            ]);
        }
        format!(
            "{}\n\n{}, {}",
            table.text(style),
            counted(self.requests_read, "read"),
            counted(self.requests_write, "write")
        )
    }
}

/// Runs chains in step: the first actions of all, then the second ones, each kind as a list.
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
    let crm = context.crm()?;
    let mut store = context.store()?;
    let run = store.begin_run(command, &host(), unix_now())?;
    let mut engine = engine(context, &mut store, &resolved, fields)?;
    let mut report = Report::default();
    let mut seen: BTreeMap<(Kind, Key), Outcome> = BTreeMap::new();
    let mut ends: Vec<Option<String>> = chains.iter().map(|_| None).collect();
    let mut positions = vec![0; chains.len()];
    let mut recovered = Recovered::default();
    let mut work = || -> anyhow::Result<()> {
        engine.recover(&mut recovered)?;
        loop {
            let mut lists: BTreeMap<Kind, Vec<Key>> = BTreeMap::new();
            let mut others = Vec::new();
            for (at, chain) in chains.iter().enumerate() {
                match chain
                    .actions
                    .get(positions[at])
                    .filter(|_| ends[at].is_none())
                {
                    Some(Action::Sync(kind, key)) if !seen.contains_key(&(*kind, *key)) => {
                        lists.entry(*kind).or_default().push(*key);
                    }
                    Some(Action::Sync(..)) | None => {}
                    Some(other) => others.push(*other),
                }
            }
            for action in others {
                service(context, action, engine.store)?;
            }
            for (kind, mut keys) in lists {
                if let Some(exit) = context.stop()?.asked() {
                    return Err(Failure::new(exit, "stopped")
                        .hint("run it again; finished steps are skipped")
                        .into());
                }
                keys.sort_unstable();
                keys.dedup();
                for (key, outcome) in engine.run(source.as_ref(), kind, &keys)? {
                    let outcome = recovered.told(kind, key, outcome);
                    seen.insert((kind, key), outcome.clone());
                    let crm_id = engine.store.known(kind, key)?.map(|known| known.id.0);
                    report.actions.push(ActionLine {
                        kind,
                        key,
                        crm_id,
                        outcome,
                    });
                }
            }
            let mut moved = false;
            for (at, chain) in chains.iter().enumerate() {
                let Some(action) = chain
                    .actions
                    .get(positions[at])
                    .filter(|_| ends[at].is_none())
                else {
                    continue;
                };
                moved = true;
                match action {
                    Action::Sync(kind, key) => match seen.get(&(*kind, *key)) {
                        Some(outcome) if !outcome.is_good() => {
                            let (word, reason) = (outcome.name(), outcome.reason());
                            ends[at] = Some(format!("{kind} {key} {word}: {reason}"));
                        }
                        _ => positions[at] += 1,
                    },
                    _ => positions[at] += 1,
                }
            }
            if !moved {
                return Ok(());
            }
        }
    };
    let result = work();
    for (at, chain) in chains.iter().enumerate() {
        let left = &chain.actions[positions[at]..];
        if left.is_empty() {
            engine.store.end_chain(&chain.label)?;
            continue;
        }
        let why = ends[at].clone().unwrap_or_else(|| {
            result
                .as_ref()
                .err()
                .map(ToString::to_string)
                .unwrap_or_default()
        });
        engine.store.keep_chain(
            &chain.label,
            &serde_json::to_string(&encode(left))?,
            &why,
            unix_now(),
        )?;
    }
    report.actions.splice(0..0, recovered.lines());
    (report.requests_read, report.requests_write) = crm.sent();
    let stopped = ends.iter().flatten().count();
    let partial = report.actions.iter().any(|line| {
        matches!(
            line.outcome,
            Outcome::Invalid { .. } | Outcome::Rejected { .. }
        )
    });
    let exit = match &result {
        Err(error) => exit_of(error),
        Ok(()) if stopped == 0 => Exit::Done,
        Ok(()) if partial => Exit::Partial,
        Ok(()) => Exit::Failure,
    };
    engine
        .store
        .end_run(run, exit.code(), &report.summary(), unix_now())?;
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
            Mode {
                fields,
                refused: Refused::Retry,
                ..Mode::default()
            },
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
