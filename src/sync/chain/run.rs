//! Runs chains in step: the first actions of all, then the second ones, each kind as a list.
//!
//! A chain stops at its first action that does not go through; the others go on. Who carries actions out is a
//! [`Worker`], so that the order can be tested without a CRM.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Key, Kind};
use crate::error::{Exit, exit_of};
use crate::sync::chain::format::Action;
use crate::sync::engine::Observer;

/// A chain and what built it.
#[derive(Debug, Clone)]
pub struct Chain {
    /// For example `sync-user 1135`.
    pub label: String,
    /// Its actions in order.
    pub actions: Vec<Action>,
}

/// What became of one action.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActionLine {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Its entity, where it has one.
    pub crm_id: Option<i64>,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Who carries actions out.
pub trait Worker {
    /// Brings records of one kind up to date. Each gets its outcome and its entity.
    fn sync(
        &mut self,
        kind: Kind,
        keys: &[Key],
    ) -> anyhow::Result<BTreeMap<Key, (Outcome, Option<CrmId>)>>;

    /// Carries out an action that concerns the access and no record.
    fn service(&mut self, action: Action) -> anyhow::Result<()>;

    /// An error when somebody asked to stop.
    fn go_on(&self) -> anyhow::Result<()>;
}

/// Chains on their way.
#[derive(Debug)]
pub struct ChainRun<'a> {
    chains: Vec<Progress<'a>>,
    outcomes: BTreeMap<(Kind, Key), Outcome>,
    lines: Vec<ActionLine>,
    recovered: Recovered,
}

/// How far a chain has come.
#[derive(Debug)]
struct Progress<'a> {
    chain: &'a Chain,
    done: usize,
    /// Why it stopped.
    stopped: Option<String>,
}

/// What is left of a chain that did not come to its end.
#[derive(Debug, PartialEq)]
pub struct LeftChain<'a> {
    /// The chain's label.
    pub label: &'a str,
    /// Its actions from the one on that did not go through; none when it is finished.
    pub actions: &'a [Action],
    /// Why it stopped; `None` when the whole run ended.
    pub why: Option<&'a str>,
}

/// Creates of an earlier run that the CRM turned out to have made.
#[derive(Debug, Default)]
pub struct Recovered(BTreeMap<(Kind, Key), CrmId>);

impl Observer for Recovered {
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, _: &Outcome) {
        self.0.extend(id.map(|id| ((kind, key), id)));
    }
}

impl Recovered {
    /// A record that this run only finished is one that was created, for whoever reads what it did.
    fn outcome_of(&mut self, kind: Kind, key: Key, outcome: Outcome) -> Outcome {
        let is_finished = matches!(outcome, Outcome::Modified | Outcome::Unchanged);
        if is_finished && self.0.remove(&(kind, key)).is_some() {
            Outcome::Created
        } else {
            outcome
        }
    }
}

impl<'a> ChainRun<'a> {
    /// Nothing is done yet.
    pub fn new(chains: &'a [Chain], recovered: Recovered) -> Self {
        Self {
            chains: chains
                .iter()
                .map(|chain| Progress {
                    chain,
                    done: 0,
                    stopped: None,
                })
                .collect(),
            outcomes: BTreeMap::new(),
            lines: Vec::new(),
            recovered,
        }
    }

    /// Carries the chains out as far as they go. An error ends the run; what was done is kept.
    pub fn drive(&mut self, worker: &mut dyn Worker) -> anyhow::Result<()> {
        while self.chains.iter().any(|one| one.next().is_some()) {
            self.step(worker)?;
            self.advance();
        }
        Ok(())
    }

    /// The next action of each chain.
    fn step(&mut self, worker: &mut dyn Worker) -> anyhow::Result<()> {
        let mut lists: BTreeMap<Kind, Vec<Key>> = BTreeMap::new();
        for action in self.chains.iter().filter_map(Progress::next) {
            match action {
                Action::Sync(kind, key) if !self.outcomes.contains_key(&(kind, key)) => {
                    lists.entry(kind).or_default().push(key);
                }
                Action::Sync(..) => {}
                other => worker.service(other)?,
            }
        }
        for (kind, mut keys) in lists {
            worker.go_on()?;
            keys.sort_unstable();
            keys.dedup();
            for (key, (outcome, id)) in worker.sync(kind, &keys)? {
                let outcome = self.recovered.outcome_of(kind, key, outcome);
                self.outcomes.insert((kind, key), outcome.clone());
                self.lines.push(ActionLine {
                    kind,
                    key,
                    crm_id: id.map(|id| id.0),
                    outcome,
                });
            }
        }
        Ok(())
    }

    /// Moves each chain on, or stops it where its record did not go through.
    fn advance(&mut self) {
        for one in &mut self.chains {
            let outcome = match one.next() {
                None => continue,
                Some(Action::Sync(kind, key)) => self
                    .outcomes
                    .get(&(kind, key))
                    .filter(|outcome| !outcome.is_good())
                    .map(|outcome| (kind, key, outcome)),
                Some(_) => None,
            };
            match outcome {
                None => one.done += 1,
                Some((kind, key, outcome)) => {
                    let (word, reason) = (outcome.name(), outcome.reason());
                    one.stopped = Some(format!("{kind} {key} {word}: {reason}"));
                }
            }
        }
    }

    /// What is left of each chain; a finished one has no actions left.
    pub fn left(&self) -> impl Iterator<Item = LeftChain<'_>> {
        self.chains.iter().map(|one| LeftChain {
            label: &one.chain.label,
            actions: &one.chain.actions[one.done..],
            why: one.stopped.as_deref(),
        })
    }

    /// How many chains stopped at an action.
    pub fn stopped(&self) -> usize {
        self.chains
            .iter()
            .filter(|one| one.stopped.is_some())
            .count()
    }

    /// How the command ends, given how the run did.
    pub fn exit(&self, result: &anyhow::Result<()>) -> Exit {
        let is_partial = self.lines.iter().any(|line| {
            matches!(
                line.outcome,
                Outcome::Invalid { .. } | Outcome::Rejected { .. }
            )
        });
        match result {
            Err(error) => exit_of(error),
            Ok(()) if self.stopped() == 0 => Exit::Done,
            Ok(()) if is_partial => Exit::Partial,
            Ok(()) => Exit::Failure,
        }
    }

    /// All that was done, what an earlier run had left first.
    pub fn into_lines(self) -> Vec<ActionLine> {
        let recovered = self
            .recovered
            .0
            .into_iter()
            .map(|((kind, key), id)| ActionLine {
                kind,
                key,
                crm_id: Some(id.0),
                outcome: Outcome::Created,
            });
        recovered.chain(self.lines).collect()
    }
}

impl Progress<'_> {
    fn next(&self) -> Option<Action> {
        let action = self.chain.actions.get(self.done)?;
        self.stopped.is_none().then_some(*action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;
    use crate::error::Failure;

    fn user(id: i64) -> Key {
        Key::User(UserId(id))
    }

    fn chain(label: &str, actions: &[Action]) -> Chain {
        Chain {
            label: label.to_owned(),
            actions: actions.to_vec(),
        }
    }

    /// Remembers what it was asked, and answers as it was told.
    #[derive(Default)]
    struct Scripted {
        asked: Vec<String>,
        outcomes: BTreeMap<(Kind, Key), Outcome>,
        /// After so many requests somebody asks to stop.
        patience: Option<usize>,
    }

    impl Worker for Scripted {
        fn sync(
            &mut self,
            kind: Kind,
            keys: &[Key],
        ) -> anyhow::Result<BTreeMap<Key, (Outcome, Option<CrmId>)>> {
            let words: Vec<_> = keys.iter().map(ToString::to_string).collect();
            self.asked.push(format!("{kind} {}", words.join(",")));
            let answer = |key: &Key| {
                let outcome = self.outcomes.get(&(kind, *key));
                let outcome = outcome.cloned().unwrap_or(Outcome::Created);
                (*key, (outcome, Some(CrmId(9))))
            };
            Ok(keys.iter().map(answer).collect())
        }

        fn service(&mut self, action: Action) -> anyhow::Result<()> {
            self.asked.push(format!("{action:?}"));
            Ok(())
        }

        fn go_on(&self) -> anyhow::Result<()> {
            match self.patience {
                Some(most) if self.asked.len() >= most => {
                    Err(Failure::new(Exit::Interrupted, "stopped").into())
                }
                _ => Ok(()),
            }
        }
    }

    fn rejected() -> Outcome {
        Outcome::Rejected {
            reason: "no".to_owned(),
        }
    }

    #[test]
    fn chains_go_in_step_and_share_their_records() {
        let contact = |id| Action::Sync(Kind::Contact, user(id));
        let company = |id| Action::Sync(Kind::Company, user(id));
        let chains = [
            chain("a", &[contact(2), company(2)]),
            chain("b", &[contact(1), company(1)]),
            chain("c", &[Action::Account, contact(2), company(3)]),
        ];
        let mut worker = Scripted::default();
        let mut run = ChainRun::new(&chains, Recovered::default());
        let result = run.drive(&mut worker);
        assert_eq!(
            worker.asked,
            ["Account", "contact 1,2", "company 1,2", "company 3"]
        );
        assert_eq!(run.exit(&result), Exit::Done);
        assert!(run.left().all(|left| left.actions.is_empty()));
        assert_eq!(run.into_lines().len(), 5);
    }

    #[test]
    fn a_chain_stops_where_its_record_does_and_the_others_go_on() {
        let steps = |id| {
            [
                Action::Sync(Kind::Contact, user(id)),
                Action::Sync(Kind::Company, user(id)),
            ]
        };
        let chains = [chain("bad", &steps(1)), chain("good", &steps(2))];
        let mut worker = Scripted {
            outcomes: [((Kind::Contact, user(1)), rejected())].into(),
            ..Scripted::default()
        };
        let mut run = ChainRun::new(&chains, Recovered::default());
        let result = run.drive(&mut worker);
        assert_eq!(worker.asked, ["contact 1,2", "company 2"]);
        assert_eq!((run.exit(&result), run.stopped()), (Exit::Partial, 1));
        let left: Vec<_> = run.left().collect();
        assert_eq!(left[0].actions, steps(1));
        assert_eq!(left[0].why, Some("contact 1 rejected: no"));
        assert!(left[1].actions.is_empty());
    }

    #[test]
    fn what_stops_for_want_of_another_record_is_no_mistake_in_it() {
        let chains = [chain("a", &[Action::Sync(Kind::Contact, user(1))])];
        let mut worker = Scripted {
            outcomes: [((Kind::Contact, user(1)), Outcome::Missing)].into(),
            ..Scripted::default()
        };
        let mut run = ChainRun::new(&chains, Recovered::default());
        let result = run.drive(&mut worker);
        assert_eq!(run.exit(&result), Exit::Failure);
    }

    #[test]
    fn a_signal_leaves_the_rest_of_each_chain() {
        let actions = [
            Action::Sync(Kind::Contact, user(1)),
            Action::Sync(Kind::Company, user(1)),
        ];
        let chains = [chain("a", &actions)];
        let mut worker = Scripted {
            patience: Some(1),
            ..Scripted::default()
        };
        let mut run = ChainRun::new(&chains, Recovered::default());
        let result = run.drive(&mut worker);
        assert_eq!(run.exit(&result), Exit::Interrupted);
        let left: Vec<_> = run.left().collect();
        assert_eq!((left[0].actions, left[0].why), (&actions[1..], None));
    }

    #[test]
    fn what_an_earlier_run_made_counts_as_created_once() {
        let chains = [chain("a", &[Action::Sync(Kind::Contact, user(1))])];
        let mut recovered = Recovered::default();
        for id in [1, 2] {
            recovered.outcome(Kind::Contact, user(id), Some(CrmId(id)), &Outcome::Created);
        }
        let mut worker = Scripted {
            outcomes: [((Kind::Contact, user(1)), Outcome::Modified)].into(),
            ..Scripted::default()
        };
        let mut run = ChainRun::new(&chains, recovered);
        run.drive(&mut worker).expect("nothing fails");
        let lines: Vec<_> = run
            .into_lines()
            .into_iter()
            .map(|line| (line.key, line.outcome))
            .collect();
        assert_eq!(
            lines,
            [(user(2), Outcome::Created), (user(1), Outcome::Created)]
        );
    }
}
