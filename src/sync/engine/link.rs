//! Links: sent in bulk, checked in the answer, what is missing once more, then reported. Those that the platform no
//! longer wants are undone before others are made.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::request::{Answered, Batch, Job, Prepared, Request, Tries};
use super::{ATTEMPTS, Engine, LinkAction, LinkChange, blocked, stopped};
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::remote::{Link, Remote};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Kind};
use crate::mapping::Resolved;
use crate::store::Linked;
use crate::sync::engine::batch_size::Route;
use crate::sync::rules::Wish;

/// Links that count as unsure, with the request that makes them.
struct PreparedLink {
    changes: Batch<LinkChange>,
    from: EntityType,
    links: Vec<Link>,
}

/// The same with the request that undoes them.
struct PreparedUnlink {
    changes: Batch<LinkChange>,
    undo: Undo,
}

/// Either with its answer: the links that it shows as made, or undone.
struct AnsweredLink {
    changes: Batch<LinkChange>,
    answer: Result<Vec<Link>, CrmError>,
}

impl Prepared for PreparedLink {
    fn send(self: Box<Self>, remote: &dyn Remote, _: &Resolved) -> Box<dyn Answered> {
        Box::new(AnsweredLink {
            answer: remote.link(self.from, &self.links),
            changes: self.changes,
        })
    }
}

impl Prepared for PreparedUnlink {
    fn send(self: Box<Self>, remote: &dyn Remote, _: &Resolved) -> Box<dyn Answered> {
        Box::new(AnsweredLink {
            answer: self.undo.send(remote),
            changes: self.changes,
        })
    }
}

impl Answered for AnsweredLink {
    fn size(&self) -> usize {
        self.changes.len()
    }

    fn error(&self) -> Option<&CrmError> {
        self.answer.as_ref().err()
    }

    fn settle(self: Box<Self>, tries: Tries, engine: &mut Engine<'_>) -> anyhow::Result<()> {
        engine.settle_link(self.changes, self.answer, tries)
    }
}

/// Links to be undone.
struct Undo {
    from: EntityType,
    links: Vec<Link>,
    /// Entities that people may have deleted: their links went with them, and the CRM refuses their ids.
    unsure: BTreeMap<EntityType, BTreeSet<CrmId>>,
}

impl Engine<'_> {
    /// Writes links down that are no longer, or not yet, sure, and builds the request that makes or undoes them.
    pub(super) fn prepare_link(
        &mut self,
        changes: Batch<LinkChange>,
    ) -> anyhow::Result<Box<dyn Prepared>> {
        let loose: Vec<_> = changes.as_slice().iter().map(LinkChange::linked).collect();
        self.store.loosen(&loose)?;
        let from = changes.first().kind.entity();
        let links = links(changes.as_slice());
        if changes.first().action == LinkAction::Make {
            return Ok(Box::new(PreparedLink {
                changes,
                from,
                links,
            }));
        }
        let mut unsure = BTreeMap::new();
        for change in changes.as_slice().iter().filter(|change| change.unsure) {
            let to: &mut BTreeSet<_> = unsure.entry(change.to_kind.entity()).or_default();
            to.insert(change.to);
        }
        let undo = Undo {
            from,
            links,
            unsure,
        };
        Ok(Box::new(PreparedUnlink { changes, undo }))
    }

    /// A full request of links, if there is one.
    pub(super) fn full_links(&mut self) -> Option<Vec<LinkChange>> {
        let size = self.size(Route::Links);
        let full = self
            .memory
            .schedule
            .links
            .values_mut()
            .find(|changes| changes.len() >= size)?;
        let rest = full.split_off(size);
        Some(std::mem::replace(full, rest))
    }

    /// Records which links the answer shows; the others are sent again.
    fn settle_link(
        &mut self,
        changes: Batch<LinkChange>,
        answer: Result<Vec<Link>, CrmError>,
        tries: Tries,
    ) -> anyhow::Result<()> {
        // A request does one or the other.
        let action = changes.first().action;
        let changes = changes.into_vec();
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
                if tries.attempt >= ATTEMPTS && changes.len() == 1 {
                    let records: Vec<_> = changes
                        .iter()
                        .map(|change| (change.kind, change.key))
                        .collect();
                    self.unlinked(changes, &format!("{word}: {}", error.kind))?;
                    // The CRM has not judged it: the next run tries again.
                    for (kind, key) in records {
                        self.store.retry_rejects(Some(kind), Some(key))?;
                    }
                    return Ok(());
                }
                self.try_links_again(changes, tries, error.is_overload());
                return Ok(());
            }
            // Once more without those whose other end is gone.
            Err(_) if action == LinkAction::Undo && changes.iter().any(|change| !change.unsure) => {
                let unsure = |change| LinkChange {
                    unsure: true,
                    ..change
                };
                let changes = changes.into_iter().map(unsure).collect();
                self.memory.schedule.anew(Request::link(changes));
                return Ok(());
            }
            // Who is to blame is found by halving; a size that is too large shows itself the same way.
            Err(_) if changes.len() > 1 => {
                self.try_links_again(changes, tries, true);
                return Ok(());
            }
            Err(error) => return self.without_end(changes, word, &error),
        };
        let is_shown = |change: &LinkChange| {
            shown.iter().any(|link| {
                link.from == change.from
                    && link.to == change.to
                    && link.to_type == change.to_kind.entity()
            })
        };
        let (made, left): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_shown);
        self.linked(&made)?;
        if left.is_empty() {
            return Ok(());
        }
        if tries.attempt < 2 {
            self.try_links_again(left, tries, false);
            return Ok(());
        }
        // The answer may be incomplete; the entity's own list decides.
        let mut there = BTreeMap::new();
        for change in &left {
            if let Entry::Vacant(place) = there.entry(change.from) {
                let links = self.remote.linked(change.kind.entity(), change.from);
                place.insert(links.map_err(stopped)?);
            }
        }
        let is_there = |change: &LinkChange| {
            there.get(&change.from).is_some_and(|links| {
                let is_it =
                    |link: &Link| link.to == change.to && link.to_type == change.to_kind.entity();
                links.iter().any(is_it)
            })
        };
        let (made, left): (Vec<_>, Vec<_>) = left.into_iter().partition(is_there);
        self.linked(&made)?;
        let records: Vec<_> = left.iter().map(|one| (one.kind, one.key)).collect();
        self.unlinked(left, "the CRM did not make the link")?;
        // It was not refused either: the next run tries again.
        for (kind, key) in records {
            self.store.retry_rejects(Some(kind), Some(key))?;
        }
        Ok(())
    }

    fn try_links_again(&mut self, changes: Vec<LinkChange>, tries: Tries, halve: bool) {
        if let Some(request) = Request::link(changes) {
            self.memory.schedule.retry(Job { request, tries }, halve);
        }
    }

    /// Finishes the records whose last link is made, and lines up what waits for the last one that is undone.
    fn linked(&mut self, done: &[LinkChange]) -> anyhow::Result<()> {
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
                        let to = self
                            .memory
                            .schedule
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
        self.report_all(reported)
    }

    /// Links that are refused, each alone: perhaps people have deleted one of the finished.
    fn without_end(
        &mut self,
        changes: Vec<LinkChange>,
        word: &str,
        error: &CrmError,
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
                self.report(change.kind, change.key, Some(change.from), outcome)?;
            }
        }
        self.unlinked(refused, &format!("{word}: {}", error.kind))
    }

    fn unlinked(&mut self, changes: Vec<LinkChange>, reason: &str) -> anyhow::Result<()> {
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
            self.report(change.kind, change.key, Some(change.from), outcome)?;
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
    fn send(self, remote: &dyn Remote) -> Result<Vec<Link>, CrmError> {
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
