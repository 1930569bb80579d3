//! Links: sent in bulk, checked in the answer, what is missing once more, then reported. Those that the platform no
//! longer wants are undone before others are made.

use std::collections::{BTreeMap, BTreeSet};

use super::schedule::Schedule;
use super::{
    ATTEMPTS, Engine, Job, LinkAction, LinkChange, Observer, Task, Wire, blocked, stopped,
};
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::remote::{Link, Remote};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Kind};
use crate::store::Linked;
use crate::sync::engine::batch_size::Route;
use crate::sync::rules::Wish;

/// Links to be undone.
pub(super) struct Undo {
    from: EntityType,
    pub(super) links: Vec<Link>,
    /// Entities that people may have deleted: their links went with them, and the CRM refuses their ids.
    unsure: BTreeMap<EntityType, BTreeSet<CrmId>>,
}

impl Engine<'_> {
    /// Writes links down that are no longer, or not yet, sure, and builds the request that makes or undoes them.
    pub(super) fn link_request(&mut self, changes: &[LinkChange]) -> anyhow::Result<Wire> {
        let loose: Vec<_> = changes.iter().map(LinkChange::linked).collect();
        self.store.loosen(&loose)?;
        let from = from_of(changes);
        let links = links(changes);
        if action_of(changes) == LinkAction::Make {
            return Ok(Wire::Link(from, links));
        }
        let mut unsure = BTreeMap::new();
        for change in changes.iter().filter(|change| change.unsure) {
            let to: &mut BTreeSet<_> = unsure.entry(change.to_kind.entity()).or_default();
            to.insert(change.to);
        }
        Ok(Wire::Unlink(Undo {
            from,
            links,
            unsure,
        }))
    }

    /// A full request of links, if there is one.
    pub(super) fn full_links(&mut self, schedule: &mut Schedule) -> Option<Vec<LinkChange>> {
        let size = self.size(Route::Links);
        let full = schedule
            .links
            .values_mut()
            .find(|changes| changes.len() >= size)?;
        let rest = full.split_off(size);
        Some(std::mem::replace(full, rest))
    }

    pub(super) fn after_link(
        &mut self,
        job: Job,
        answer: Result<Vec<Link>, CrmError>,
        schedule: &mut Schedule,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let Job {
            task: Task::Link(changes),
            attempt,
            part,
        } = job
        else {
            return Ok(());
        };
        let again = |changes| Job {
            task: Task::Link(changes),
            attempt,
            part,
        };
        let action = action_of(&changes);
        let word = match action {
            LinkAction::Undo => "unlink",
            LinkAction::Make => "link",
        };
        let shown = match answer {
            Ok(shown) => shown,
            Err(error) if error.stops_the_run() => return Err(stopped(error)),
            Err(error) if error.is_unanswered() => {
                tracing::warn!(%error, "links were not answered; sending them again");
                self.give_up_after_failures(&error)?;
                if attempt >= ATTEMPTS && changes.len() == 1 {
                    let records: Vec<_> = changes
                        .iter()
                        .map(|change| (change.kind, change.key))
                        .collect();
                    self.unlinked(changes, &format!("{word}: {}", error.kind), observer)?;
                    // The CRM has not judged it: the next run tries again.
                    for (kind, key) in records {
                        self.store.retry_rejects(Some(kind), Some(key))?;
                    }
                    return Ok(());
                }
                schedule.retry(again(changes), error.is_overload());
                return Ok(());
            }
            // Once more without those whose other end is gone.
            Err(_) if action == LinkAction::Undo && changes.iter().any(|change| !change.unsure) => {
                let unsure = |change| LinkChange {
                    unsure: true,
                    ..change
                };
                schedule.anew(Task::Link(changes.into_iter().map(unsure).collect()));
                return Ok(());
            }
            // Who is to blame is found by halving; a size that is too large shows itself the same way.
            Err(_) if changes.len() > 1 => {
                schedule.retry(again(changes), true);
                return Ok(());
            }
            Err(error) => return self.without_end(changes, word, &error, observer),
        };
        let is_shown = |change: &LinkChange| {
            shown.iter().any(|link| {
                link.from == change.from
                    && link.to == change.to
                    && link.to_type == change.to_kind.entity()
            })
        };
        let (made, left): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_shown);
        self.linked(&made, schedule, observer)?;
        if left.is_empty() {
            return Ok(());
        }
        if attempt >= 2 {
            return self.unlinked(left, "the CRM did not make the link", observer);
        }
        schedule.retry(again(left), false);
        Ok(())
    }

    /// Finishes the records whose last link is made, and lines up what waits for the last one that is undone.
    fn linked(
        &mut self,
        done: &[LinkChange],
        schedule: &mut Schedule,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let (mut settled, mut reported) = (Vec::new(), Vec::new());
        for change in done {
            let at = (change.kind, change.key);
            let Some(open) = self.memory.open.get_mut(&at) else {
                continue;
            };
            match change.action {
                LinkAction::Make => open.left = open.left.saturating_sub(1),
                LinkAction::Undo => {
                    open.undo = open.undo.saturating_sub(1);
                    if open.undo == 0 {
                        let to = schedule
                            .links
                            .entry((change.kind.entity(), LinkAction::Make));
                        to.or_default().append(&mut open.then);
                    }
                }
            }
            if open.undo + open.left > 0 {
                continue;
            }
            if let Some(open) = self.memory.open.remove(&at) {
                settled.push((change.kind, change.key, open.row_hash));
                let outcome = match open.outcome {
                    Outcome::Unchanged => Outcome::Modified,
                    other => other,
                };
                reported.push((change.kind, change.key, Some(change.from), outcome));
            }
        }
        let of = |action| -> Vec<_> {
            let own = done.iter().filter(|change| change.action == action);
            own.map(LinkChange::linked).collect()
        };
        self.store
            .linked(&of(LinkAction::Make), &of(LinkAction::Undo), &settled)?;
        self.report_all(&reported, observer)
    }

    /// Links that are refused, each alone: perhaps people have deleted one of the finished.
    fn without_end(
        &mut self,
        changes: Vec<LinkChange>,
        word: &str,
        error: &CrmError,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let mut refused = Vec::new();
        for change in changes {
            let entity = change.to_kind.entity();
            let outcome = if self.is_gone(change.kind.entity(), change.from)? {
                self.store.mark_stale(change.kind, change.key)?;
                Outcome::Stale
            } else if let (LinkAction::Make, true) =
                (change.action, self.is_gone(entity, change.to)?)
                && let Some(target) = self.store.holder(entity, change.to)?
            {
                let (kind, key) = (target.kind, target.key);
                self.store.mark_stale(kind, key)?;
                blocked(Wish { kind, key })
            } else {
                if matches!(error.kind, CrmErrorKind::Refused { .. }) {
                    let record = (change.kind, change.key);
                    self.refuse_a_refusal_of_everything(Route::Links, record, error)?;
                }
                refused.push(change);
                continue;
            };
            if self
                .memory
                .open
                .remove(&(change.kind, change.key))
                .is_some()
            {
                self.tell(
                    observer,
                    change.kind,
                    change.key,
                    Some(change.from),
                    &outcome,
                )?;
            }
        }
        self.unlinked(refused, &format!("{word}: {}", error.kind), observer)
    }

    fn unlinked(
        &mut self,
        changes: Vec<LinkChange>,
        reason: &str,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        for change in changes {
            // Another link of the same record may have been reported already.
            let Some(open) = self.memory.open.remove(&(change.kind, change.key)) else {
                continue;
            };
            let outcome = Outcome::Rejected {
                reason: format!("{reason} (to its {})", change.to_kind),
            };
            let key = (change.kind, change.key);
            let now = (self.now)();
            self.store.reject(key, &outcome, open.row_hash, now)?;
            self.tell(
                observer,
                change.kind,
                change.key,
                Some(change.from),
                &outcome,
            )?;
        }
        Ok(())
    }
}

impl LinkChange {
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

fn links(changes: &[LinkChange]) -> Vec<Link> {
    changes
        .iter()
        .map(|change| Link {
            from: change.from,
            to: change.to,
            to_type: change.to_kind.entity(),
            is_main: change.to_kind == Kind::Contact && change.kind.is_deal(),
            quantity: (change.to_kind == Kind::Product).then_some(1.0),
        })
        .collect()
}

/// A request does one or the other.
fn action_of(changes: &[LinkChange]) -> LinkAction {
    changes
        .first()
        .map_or(LinkAction::Make, |change| change.action)
}

fn from_of(changes: &[LinkChange]) -> EntityType {
    changes
        .first()
        .map_or(EntityType::Leads, |change| change.kind.entity())
}
