//! Links: sent in bulk, checked in the answer, what is missing once more, then reported.

use super::hand::Hand;
use super::{ATTEMPTS, Engine, Job, Observer, Task, Tie, Wire, blocked, stopped};
use crate::crm::error::CrmError;
use crate::domain::{EntityType, Kind};
use crate::sync::engine::sizes::Route;
use crate::sync::outcome::Outcome;
use crate::sync::plan::Wish;
use crate::sync::remote::Link;

impl Engine<'_> {
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
        let shown = match answer {
            Ok(shown) => shown,
            Err(error) if error.stops_the_run() => return Err(stopped(error)),
            Err(error) if error.is_unanswered() => {
                tracing::warn!(%error, "links were not answered; sending them again");
                self.give_up_after_failures(&error)?;
                if attempt >= ATTEMPTS && ties.len() == 1 {
                    let records: Vec<_> = ties.iter().map(|tie| (tie.kind, tie.key)).collect();
                    self.unlinked(ties, &format!("link: {}", error.kind), observer)?;
                    // The CRM has not judged it: the next run tries again.
                    for (kind, key) in records {
                        self.store.retry_rejects(Some(kind), Some(key))?;
                    }
                    return Ok(());
                }
                hand.retry(again(ties), error.is_overload());
                return Ok(());
            }
            // Who is to blame is found by halving; a size that is too large shows itself the same way.
            Err(_) if ties.len() > 1 => {
                hand.retry(again(ties), true);
                return Ok(());
            }
            Err(error) => return self.refused_link(ties, &error, observer),
        };
        let is_shown = |tie: &Tie| {
            shown.iter().any(|link| {
                link.from == tie.from && link.to == tie.to && link.to_type == tie.to_kind.entity()
            })
        };
        let (made, left): (Vec<_>, Vec<_>) = ties.into_iter().partition(is_shown);
        let stored: Vec<_> = made
            .iter()
            .map(|tie| (tie.kind, tie.key, tie.to_kind, tie.to))
            .collect();
        self.store.linked(&stored)?;
        self.linked(&made, observer)?;
        if left.is_empty() {
            return Ok(());
        }
        if attempt >= 2 {
            return self.unlinked(left, "the CRM did not make the link", observer);
        }
        hand.retry(again(left), false);
        Ok(())
    }

    /// The CRM refuses a link: perhaps people have deleted one of its ends.
    fn refused_link(
        &mut self,
        ties: Vec<Tie>,
        error: &CrmError,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        for tie in ties {
            if self.is_gone(tie.kind.entity(), tie.from)? {
                self.memory.open.remove(&(tie.kind, tie.key));
                self.store.mark_stale(tie.kind, tie.key)?;
                let from = Some(tie.from);
                self.tell(observer, tie.kind, tie.key, from, &Outcome::Stale)?;
                continue;
            }
            let entity = tie.to_kind.entity();
            let target = if self.is_gone(entity, tie.to)? {
                self.store.holder(entity, tie.to)?
            } else {
                None
            };
            let Some(target) = target else {
                self.unlinked(vec![tie], &format!("link: {}", error.kind), observer)?;
                continue;
            };
            self.store.mark_stale(target.kind, target.key)?;
            if self.memory.open.remove(&(tie.kind, tie.key)).is_some() {
                let (kind, key) = (target.kind, target.key);
                let outcome = blocked(Wish { kind, key });
                self.tell(observer, tie.kind, tie.key, Some(tie.from), &outcome)?;
            }
        }
        Ok(())
    }

    /// Finishes the records whose last link is made.
    fn linked(&mut self, made: &[Tie], observer: &mut dyn Observer) -> anyhow::Result<()> {
        let mut settled = Vec::new();
        for tie in made {
            let at = (tie.kind, tie.key);
            let Some(open) = self.memory.open.get_mut(&at) else {
                continue;
            };
            open.left = open.left.saturating_sub(1);
            if open.left > 0 {
                continue;
            }
            if let Some(open) = self.memory.open.remove(&at) {
                settled.push((tie.kind, tie.key, open.row_hash));
                let outcome = match open.outcome {
                    Outcome::Unchanged => Outcome::Modified,
                    other => other,
                };
                self.tell(observer, tie.kind, tie.key, Some(tie.from), &outcome)?;
            }
        }
        self.store.settled(&settled)?;
        Ok(())
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

/// The request that makes these links.
pub(super) fn wire(ties: &[Tie]) -> Wire {
    let links = ties
        .iter()
        .map(|tie| Link {
            from: tie.from,
            to: tie.to,
            to_type: tie.to_kind.entity(),
            is_main: tie.to_kind == Kind::Contact && tie.kind.is_deal(),
            quantity: (tie.to_kind == Kind::Product).then_some(1.0),
        })
        .collect();
    Wire::Link(from_of(ties), links)
}

fn from_of(ties: &[Tie]) -> EntityType {
    ties.first()
        .map_or(EntityType::Leads, |tie| tie.kind.entity())
}
