//! Checks pairs against the id map and the CRM, marks the entities, and takes the pairs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::walk::Wanted;
use super::{Finding, FindingKind, Mark, Registry, Report, agreed, mark_of};
use crate::crm::error::{CrmErrorKind, explained};
use crate::crm::remote::Item;
use crate::domain::{CrmId, EntityType, Key, Kind, RemoteEntity};
use crate::identity::Writes;
use crate::store::Taken;

/// A pair that somebody or something claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// The entity.
    pub id: CrmId,
}

/// A pair that holds.
struct Pair {
    taken: Taken,
    /// The item that marks the entity; `None` when it is marked.
    mark: Option<Item>,
}

impl Registry<'_> {
    /// Takes the candidates that nothing speaks against.
    pub fn settle(
        &mut self,
        candidates: impl IntoIterator<Item = Candidate>,
        writes: Writes,
    ) -> anyhow::Result<Report> {
        let mut report = Report {
            dry_run: writes == Writes::None,
            ..Report::default()
        };
        let wanted = self.plausible(candidates, &mut report)?;
        let walk = self.walker();
        for (entity, wanted) in wanted {
            let mut batch = Vec::new();
            walk.each(entity, wanted, &mut |candidate, found| {
                batch.extend(self.verified(candidate, found, &mut report)?);
                if batch.len() >= self.batch.max(1) {
                    self.take(entity, std::mem::take(&mut batch), &mut report)?;
                }
                Ok(())
            })?;
            self.take(entity, batch, &mut report)?;
        }
        Ok(report)
    }

    /// What neither the other candidates nor the id map contradict, by entity type.
    fn plausible(
        &self,
        candidates: impl IntoIterator<Item = Candidate>,
        report: &mut Report,
    ) -> anyhow::Result<BTreeMap<EntityType, Wanted>> {
        let all: BTreeSet<Candidate> = candidates.into_iter().collect();
        let mut by_record: HashMap<(Kind, Key), Vec<CrmId>> = HashMap::new();
        let mut by_entity: HashMap<(EntityType, CrmId), usize> = HashMap::new();
        for one in &all {
            by_record
                .entry((one.kind, one.key))
                .or_default()
                .push(one.id);
            *by_entity.entry((one.kind.entity(), one.id)).or_default() += 1;
        }
        let mut wanted: BTreeMap<EntityType, Wanted> = BTreeMap::new();
        for one in all {
            let ids = &by_record[&(one.kind, one.key)];
            let entity = one.kind.entity();
            let mapped = self.store.mapping_of(one.kind, one.key)?;
            let reason = if ids.len() > 1 {
                // Once for the record, not once for each of its entities.
                if ids[0] != one.id {
                    continue;
                }
                Some((
                    FindingKind::Ambiguous,
                    "several entities for one record".to_owned(),
                ))
            } else if by_entity[&(entity, one.id)] > 1 {
                Some((
                    FindingKind::Ambiguous,
                    "other records claim the same entity".to_owned(),
                ))
            } else if self.store.is_pending(one.kind, one.key)? {
                let text = "a create of it has no answer yet; sync it first";
                Some((FindingKind::Conflict, text.to_owned()))
            } else if let Some(own) = mapped.as_ref().filter(|own| !own.stale) {
                if own.id == one.id {
                    report.known += 1;
                    continue;
                }
                Some((FindingKind::Conflict, format!("it is mapped to {}", own.id)))
            } else {
                self.store
                    .holder(entity, one.id)?
                    .filter(|own| (own.kind, own.key) != (one.kind, one.key))
                    .map(|own| {
                        let text = format!("the entity belongs to {} {}", own.kind, own.key);
                        (FindingKind::Conflict, text)
                    })
            };
            let Some((verdict, reason)) = reason else {
                let own = wanted.entry(entity).or_default();
                own.insert(one.id, (one.kind, one.key));
                continue;
            };
            report.findings.push(Finding {
                kind: one.kind,
                key: one.key,
                crm_ids: ids.clone(),
                verdict,
                reason,
            });
        }
        Ok(wanted)
    }

    /// The pair, when the entity is there and nobody else's.
    fn verified(
        &self,
        one: Candidate,
        found: Option<&RemoteEntity>,
        report: &mut Report,
    ) -> anyhow::Result<Option<Pair>> {
        let Candidate { kind, key, id } = one;
        let mut tell = |verdict, reason: String| {
            report.findings.push(Finding {
                kind,
                key,
                crm_ids: vec![id],
                verdict,
                reason,
            });
        };
        let Some(found) = found else {
            tell(FindingKind::Gone, "the CRM has no such entity".to_owned());
            return Ok(None);
        };
        let mark = match mark_of(self.resolved, self.prefix, kind.entity(), found) {
            Mark::None => self.marking(one, found),
            Mark::Own(own_kind, own_key) if (own_kind, own_key) == (kind, key) => None,
            Mark::Own(own_kind, own_key) => {
                let reason = format!("the entity is marked as {own_kind} {own_key}");
                tell(FindingKind::Conflict, reason);
                return Ok(None);
            }
            Mark::Foreign(text) => {
                tell(
                    FindingKind::Conflict,
                    format!("the entity is marked as `{text}`"),
                );
                return Ok(None);
            }
        };
        let payload = agreed(self.source, self.resolved, kind, key, found)?;
        if payload.is_none() {
            tell(
                FindingKind::Unknown,
                "the platform has no such record".to_owned(),
            );
        }
        let payload = payload.unwrap_or_default();
        let taken = Taken {
            kind,
            key,
            id,
            payload,
        };
        Ok(Some(Pair { taken, mark }))
    }

    /// The change that writes the marker into an entity.
    pub(super) fn marking(&self, one: Candidate, found: &RemoteEntity) -> Option<Item> {
        let field = self.resolved.marker_field(one.kind.entity())?;
        let marker = self.marker(one.kind, one.key);
        let mut body = serde_json::Map::new();
        body.insert(
            "custom_fields_values".to_owned(),
            json!([{"field_id": field.0, "values": [{"value": marker}]}]),
        );
        // The list of products wants the name with every change (\[doc\] catalogs-api).
        if one.kind.entity() == EntityType::CatalogElements {
            let name = found.raw.get("name").cloned().unwrap_or(Value::Null);
            body.insert("name".to_owned(), name);
        }
        let request_id = format!("{}:{}", one.kind, one.key);
        Some(Item::new(request_id, Some(one.id), body))
    }

    /// Marks the entities of a batch, then stores those pairs whose entity is marked.
    fn take(
        &mut self,
        entity: EntityType,
        batch: Vec<Pair>,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        if report.dry_run {
            report.taken += batch.len();
            return Ok(());
        }
        let items = batch.iter().filter_map(|pair| pair.mark.clone()).collect();
        let refused = self.mark(entity, items)?;
        let mut good = Vec::new();
        for pair in batch {
            match refused.get(&pair.taken.id) {
                None => good.push(pair.taken),
                Some(reason) => report.findings.push(Finding {
                    kind: pair.taken.kind,
                    key: pair.taken.key,
                    crm_ids: vec![pair.taken.id],
                    verdict: FindingKind::Refused,
                    reason: reason.clone(),
                }),
            }
        }
        self.store.take(&good)?;
        report.taken += good.len();
        Ok(())
    }

    /// Writes markers; gives back the entities that did not take theirs, with the reason. May be repeated.
    pub(super) fn mark(
        &self,
        entity: EntityType,
        items: Vec<Item>,
    ) -> anyhow::Result<BTreeMap<CrmId, String>> {
        let mut refused = BTreeMap::new();
        let mut queue = vec![items];
        while let Some(mut items) = queue.pop() {
            if items.is_empty() {
                continue;
            }
            match self.remote.update(entity, &items) {
                Ok(accepted) => {
                    let done: BTreeSet<CrmId> = accepted.iter().map(|one| one.id).collect();
                    let missing = items.iter().filter_map(|item| item.id);
                    for id in missing.filter(|id| !done.contains(id)) {
                        refused.insert(id, "the answer does not mention it".to_owned());
                    }
                }
                Err(error) => match &error.kind {
                    CrmErrorKind::Validation(_)
                    | CrmErrorKind::Business(_)
                    | CrmErrorKind::Refused { .. } => {
                        // Halved until the one who is to blame stands alone.
                        let rest = items.split_off(items.len() / 2);
                        if items.is_empty() {
                            let ids = rest.iter().filter_map(|item| item.id);
                            refused.extend(ids.map(|id| (id, error.kind.to_string())));
                        } else {
                            queue.extend([rest, items]);
                        }
                    }
                    _ => return Err(explained(error).into()),
                },
            }
        }
        Ok(refused)
    }
}
