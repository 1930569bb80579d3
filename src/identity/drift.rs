//! Compares what the CRM shows with what it was sent last.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::walk::Wanted;
use super::{Candidate, Mark, Registry, mark_of};
use crate::domain::payload::{Slot, WriteRule};
use crate::domain::{CrmId, EntityType, Key, Kind, RemoteEntity};
use crate::identity::Writes;
use crate::mapping::Resolved;
use crate::store::Known;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Its entity.
    pub crm_id: CrmId,
    /// The field's name in the account; `None` when the whole entity is gone.
    pub field: Option<String>,
    /// What was sent last.
    pub sent: Option<String>,
    /// What the CRM shows.
    pub found: Option<String>,
}

/// What a check has found.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Entities that were compared.
    pub compared: usize,
    /// Records that are not looked at: their entity is known to be gone, or they have left the platform.
    pub skipped: usize,
    /// The differences, by entity type in the order of reading.
    pub drift: Vec<Drift>,
    /// Records that the next sync sends again, or whose marker was written again.
    pub repaired: usize,
    /// Records that no repair helps: their entity is gone, or carries the marker of somebody else.
    pub left_to_people: usize,
}

impl Registry<'_> {
    /// Looks at every mapped entity of the kinds. Where it may write, what differs counts as not sent, markers are written
    /// again, and what is gone is marked as such.
    ///
    /// `began` is the Unix time at which it starts: what a run has sent since then is not compared.
    pub fn survey(&mut self, kinds: &[Kind], writes: Writes, began: i64) -> anyhow::Result<Survey> {
        let mut survey = Survey::default();
        let mut wanted: BTreeMap<EntityType, Wanted> = BTreeMap::new();
        for kind in kinds {
            for own in self.store.pairs_of(*kind)? {
                // `on_missing` changed what has left the platform, and nothing more is sent there.
                if own.stale || own.left {
                    survey.skipped += 1;
                } else {
                    let all = wanted.entry(kind.entity()).or_default();
                    all.insert(own.id, (own.kind, own.key));
                }
            }
        }
        let walk = self.walker();
        for (entity, wanted) in wanted {
            walk.each(entity, wanted, &mut |one, found| match found {
                Some(found) => self.compare(one, found, writes, began, &mut survey),
                None => self.gone(one, writes, &mut survey),
            })?;
        }
        Ok(survey)
    }

    fn compare(
        &mut self,
        one: Candidate,
        found: &RemoteEntity,
        writes: Writes,
        began: i64,
        survey: &mut Survey,
    ) -> anyhow::Result<()> {
        let Candidate { kind, key, id } = one;
        let sent_at = self
            .store
            .mapping_of(kind, key)?
            .and_then(|own| own.sent_at);
        if sent_at.is_some_and(|at| at >= began) {
            return Ok(());
        }
        let Some(known) = self.store.known(kind, key)? else {
            return Ok(());
        };
        survey.compared += 1;
        let slots = self.differing(kind, &known, found);
        let drift = |field: String, sent: Option<String>, found: Option<String>| Drift {
            kind,
            key,
            crm_id: id,
            field: Some(field),
            sent,
            found,
        };
        for slot in &slots {
            let sent = known.payload.0.get(slot);
            survey.drift.push(drift(
                self.resolved.slot_name(kind, *slot),
                sent.map(|value| self.resolved.show(kind, *slot, value)),
                shown(self.resolved, kind, *slot, found),
            ));
        }
        let mark = mark_of(self.resolved, self.prefix, kind.entity(), found);
        let marked = mark == Mark::Own(kind, key);
        if !marked {
            survey.left_to_people += usize::from(mark != Mark::None);
            let theirs = match &mark {
                Mark::None => None,
                Mark::Own(kind, key) => Some(self.marker(*kind, *key)),
                Mark::Foreign(text) => Some(text.clone()),
            };
            survey.drift.push(drift(
                "marker".to_owned(),
                Some(self.marker(kind, key)),
                theirs,
            ));
        }
        if writes == Writes::None {
            return Ok(());
        }
        let mut repaired = !slots.is_empty();
        if repaired {
            self.store.forget_sent(kind, key, &slots)?;
        }
        // An entity with somebody else's marker is for people to look at.
        if mark == Mark::None
            && let Some(item) = self.marking(one, found)
        {
            repaired |= self.mark(kind.entity(), vec![item])?.is_empty();
        }
        survey.repaired += usize::from(repaired);
        Ok(())
    }

    fn gone(&mut self, one: Candidate, writes: Writes, survey: &mut Survey) -> anyhow::Result<()> {
        survey.drift.push(Drift {
            kind: one.kind,
            key: one.key,
            crm_id: one.id,
            field: None,
            sent: None,
            found: None,
        });
        survey.left_to_people += 1;
        if writes == Writes::Allowed {
            self.store.mark_stale(one.kind, one.key)?;
        }
        Ok(())
    }

    /// The slots that were sent and are shown otherwise. What is written on create only belongs to people afterwards.
    fn differing(&self, kind: Kind, known: &Known, found: &RemoteEntity) -> Vec<Slot> {
        known
            .payload
            .0
            .iter()
            .filter(|(slot, _)| self.resolved.rule(kind, **slot) != WriteRule::Create)
            .filter(|(slot, sent)| !self.resolved.same(kind, **slot, Some(sent), found))
            .map(|(slot, _)| *slot)
            .collect()
    }
}

/// What an entity shows in a slot, for people.
fn shown(resolved: &Resolved, kind: Kind, slot: Slot, found: &RemoteEntity) -> Option<String> {
    let raw = |name: &str| found.raw.get(name).cloned().unwrap_or(Value::Null);
    let value = match slot {
        Slot::Field(id) => json!(found.field(id)?),
        Slot::Status => json!({"pipeline_id": raw("pipeline_id"), "status_id": raw("status_id")}),
        other => raw(&other.to_string()),
    };
    let text = resolved.show(kind, slot, &value);
    Some(text).filter(|text| !value.is_null() && !text.is_empty())
}
