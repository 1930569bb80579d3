//! Links: sent in bulk, checked in the answer, what is missing once more, then reported. Those that the platform no
//! longer wants are undone before others are made.

use std::collections::{BTreeMap, BTreeSet};

use super::hand::Hand;
use super::{ATTEMPTS, Engine, Job, Observer, Task, Tie, Way, Wire, blocked, stopped};
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::remote::{Link, Remote};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Kind};
use crate::store::Linked;
use crate::sync::engine::sizes::Route;
use crate::sync::plan::Wish;

/// Links to be undone.
pub(super) struct Undo {
    from: EntityType,
    pub(super) links: Vec<Link>,
    /// Entities that people may have deleted: their links went with them, and the CRM refuses their ids.
    unsure: BTreeMap<EntityType, BTreeSet<CrmId>>,
}

impl Engine<'_> {
    /// Writes links down that are no longer, or not yet, sure, and builds the request that makes or undoes them.
    pub(super) fn tying(&mut self, ties: &[Tie]) -> anyhow::Result<Wire> {
        let loose: Vec<_> = ties.iter().map(Tie::linked).collect();
        self.store.loosen(&loose)?;
        let from = from_of(ties);
        let links = links(ties);
        if way_of(ties) == Way::Make {
            return Ok(Wire::Link(from, links));
        }
        let mut unsure = BTreeMap::new();
        for tie in ties.iter().filter(|tie| tie.unsure) {
            let to: &mut BTreeSet<_> = unsure.entry(tie.to_kind.entity()).or_default();
            to.insert(tie.to);
        }
        Ok(Wire::Unlink(Undo {
            from,
            links,
            unsure,
        }))
    }

    /// A full request of links, if there is one.
    pub(super) fn full_ties(&mut self, hand: &mut Hand) -> Option<Vec<Tie>> {
        let size = self.size(Route::Links);
        let full = hand.ties.values_mut().find(|ties| ties.len() >= size)?;
        let rest = full.split_off(size);
        Some(std::mem::replace(full, rest))
    }

    pub(super) fn after_link(
        &mut self,
        job: Job,
        answer: Result<Vec<Link>, CrmError>,
        hand: &mut Hand,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let Job {
            task: Task::Link(ties),
            attempt,
            part,
        } = job
        else {
            return Ok(());
        };
        let again = |ties| Job {
            task: Task::Link(ties),
            attempt,
            part,
        };
        let way = way_of(&ties);
        let word = match way {
            Way::Undo => "unlink",
            Way::Make => "link",
        };
        let shown = match answer {
            Ok(shown) => shown,
            Err(error) if error.stops_the_run() => return Err(stopped(error)),
            Err(error) if error.is_unanswered() => {
                tracing::warn!(%error, "links were not answered; sending them again");
                self.give_up_after_failures(&error)?;
                if attempt >= ATTEMPTS && ties.len() == 1 {
                    let records: Vec<_> = ties.iter().map(|tie| (tie.kind, tie.key)).collect();
                    self.unlinked(ties, &format!("{word}: {}", error.kind), observer)?;
                    // The CRM has not judged it: the next run tries again.
                    for (kind, key) in records {
                        self.store.retry_rejects(Some(kind), Some(key))?;
                    }
                    return Ok(());
                }
                hand.retry(again(ties), error.is_overload());
                return Ok(());
            }
            // Once more without those whose other end is gone.
            Err(_) if way == Way::Undo && ties.iter().any(|tie| !tie.unsure) => {
                let unsure = |tie| Tie {
                    unsure: true,
                    ..tie
                };
                hand.anew(Task::Link(ties.into_iter().map(unsure).collect()));
                return Ok(());
            }
            // Who is to blame is found by halving; a size that is too large shows itself the same way.
            Err(_) if ties.len() > 1 => {
                hand.retry(again(ties), true);
                return Ok(());
            }
            Err(error) => return self.without_end(ties, word, &error, observer),
        };
        let is_shown = |tie: &Tie| {
            shown.iter().any(|link| {
                link.from == tie.from && link.to == tie.to && link.to_type == tie.to_kind.entity()
            })
        };
        let (made, left): (Vec<_>, Vec<_>) = ties.into_iter().partition(is_shown);
        self.linked(&made, hand, observer)?;
        if left.is_empty() {
            return Ok(());
        }
        if attempt >= 2 {
            return self.unlinked(left, "the CRM did not make the link", observer);
        }
        hand.retry(again(left), false);
        Ok(())
    }

    /// Finishes the records whose last link is made, and lines up what waits for the last one that is undone.
    fn linked(
        &mut self,
        done: &[Tie],
        hand: &mut Hand,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let (mut settled, mut told) = (Vec::new(), Vec::new());
        for tie in done {
            let at = (tie.kind, tie.key);
            let Some(open) = self.memory.open.get_mut(&at) else {
                continue;
            };
            match tie.way {
                Way::Make => open.left = open.left.saturating_sub(1),
                Way::Undo => {
                    open.undo = open.undo.saturating_sub(1);
                    if open.undo == 0 {
                        let to = hand.ties.entry((tie.kind.entity(), Way::Make));
                        to.or_default().append(&mut open.then);
                    }
                }
            }
            if open.undo + open.left > 0 {
                continue;
            }
            if let Some(open) = self.memory.open.remove(&at) {
                settled.push((tie.kind, tie.key, open.row_hash));
                let outcome = match open.outcome {
                    Outcome::Unchanged => Outcome::Modified,
                    other => other,
                };
                told.push((tie.kind, tie.key, Some(tie.from), outcome));
            }
        }
        let of = |way| -> Vec<_> {
            let own = done.iter().filter(|tie| tie.way == way);
            own.map(Tie::linked).collect()
        };
        self.store
            .linked(&of(Way::Make), &of(Way::Undo), &settled)?;
        self.tell_all(&told, observer)
    }

    /// Links that are refused, each alone: perhaps people have deleted one of the ends.
    fn without_end(
        &mut self,
        ties: Vec<Tie>,
        word: &str,
        error: &CrmError,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let mut refused = Vec::new();
        for tie in ties {
            let entity = tie.to_kind.entity();
            let outcome = if self.is_gone(tie.kind.entity(), tie.from)? {
                self.store.mark_stale(tie.kind, tie.key)?;
                Outcome::Stale
            } else if let (Way::Make, true) = (tie.way, self.is_gone(entity, tie.to)?)
                && let Some(target) = self.store.holder(entity, tie.to)?
            {
                let (kind, key) = (target.kind, target.key);
                self.store.mark_stale(kind, key)?;
                blocked(Wish { kind, key })
            } else {
                if matches!(error.kind, CrmErrorKind::Refused { .. }) {
                    let record = (tie.kind, tie.key);
                    self.refuse_a_refusal_of_everything(Route::Links, record, error)?;
                }
                refused.push(tie);
                continue;
            };
            if self.memory.open.remove(&(tie.kind, tie.key)).is_some() {
                self.tell(observer, tie.kind, tie.key, Some(tie.from), &outcome)?;
            }
        }
        self.unlinked(refused, &format!("{word}: {}", error.kind), observer)
    }

    fn unlinked(
        &mut self,
        ties: Vec<Tie>,
        reason: &str,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        for tie in ties {
            // Another link of the same record may have been reported already.
            let Some(open) = self.memory.open.remove(&(tie.kind, tie.key)) else {
                continue;
            };
            let outcome = Outcome::Rejected {
                reason: format!("{reason} (to its {})", tie.to_kind),
            };
            let key = (tie.kind, tie.key);
            let now = (self.now)();
            self.store.reject(key, &outcome, open.row_hash, now)?;
            self.tell(observer, tie.kind, tie.key, Some(tie.from), &outcome)?;
        }
        Ok(())
    }
}

impl Tie {
    fn linked(&self) -> Linked {
        Linked {
            kind: self.kind,
            key: self.key,
            to_kind: self.to_kind,
            to: self.to,
        }
    }
}

impl Undo {
    /// Undoes what is there to be undone, and says what is not linked any more.
    pub(super) fn send(self, remote: &dyn Remote) -> Result<Vec<Link>, CrmError> {
        let mut left: Vec<_> = self.links.iter().collect();
        for (entity, ids) in &self.unsure {
            let ids: Vec<_> = ids.iter().copied().collect();
            let found = remote.read(*entity, &ids)?;
            let is_there = |id| found.iter().any(|one| one.id == id && !one.is_deleted);
            left.retain(|link| {
                link.to_type != *entity || !ids.contains(&link.to) || is_there(link.to)
            });
        }
        let left: Vec<_> = left.into_iter().cloned().collect();
        if !left.is_empty() {
            remote.unlink(self.from, &left)?;
        }
        Ok(self.links)
    }
}

fn links(ties: &[Tie]) -> Vec<Link> {
    ties.iter()
        .map(|tie| Link {
            from: tie.from,
            to: tie.to,
            to_type: tie.to_kind.entity(),
            is_main: tie.to_kind == Kind::Contact && tie.kind.is_deal(),
            quantity: (tie.to_kind == Kind::Product).then_some(1.0),
        })
        .collect()
}

/// A request does one or the other.
fn way_of(ties: &[Tie]) -> Way {
    ties.first().map_or(Way::Make, |tie| tie.way)
}

fn from_of(ties: &[Tie]) -> EntityType {
    ties.first()
        .map_or(EntityType::Leads, |tie| tie.kind.entity())
}
