//! Restores the id map from the markers.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Finding, FindingKind, Mark, Registry, Report, agreed, mark_of};
use crate::crm::error::explained;
use crate::domain::{EntityType, Key, Kind};
use crate::identity::Writes;
use crate::store::Taken;

impl Registry<'_> {
    /// Walks through all entities of the account and takes what their markers say, in one transaction at the end: a run
    /// that would start with half of an id map would create the other half again.
    pub fn rebuild(&mut self, writes: Writes) -> anyhow::Result<Report> {
        let mut report = Report {
            dry_run: writes == Writes::None,
            ..Report::default()
        };
        let mut unknown = BTreeSet::new();
        self.store.stage_nothing()?;
        for entity in EntityType::ALL {
            self.stage_all(entity, &mut unknown, &mut report)?;
        }
        self.leave_twins_out(&mut report)?;
        self.leave_conflicts_out(&mut report)?;
        for (kind, key) in unknown {
            report.findings.push(Finding {
                kind,
                key,
                crm_ids: Vec::new(),
                verdict: FindingKind::Unknown,
                reason: "the platform has no such record".to_owned(),
            });
        }
        (report.known, report.taken) = self.store.staged_counts()?;
        if writes == Writes::Allowed {
            self.store.take_staged()?;
        }
        Ok(report)
    }

    /// Stages every entity with a marker of ours. Walks again until nothing new appears, because an entity that a walk
    /// misses would be made a second time.
    fn stage_all(
        &mut self,
        entity: EntityType,
        unknown: &mut BTreeSet<(Kind, Key)>,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let walk = self.walker();
        let (source, resolved, prefix) = (self.source, self.resolved, self.prefix);
        let store = &mut *self.store;
        for round in 0.. {
            let mut new = 0;
            walk.pages(entity, &mut |page| {
                let mut found = Vec::new();
                for one in page.iter().filter(|one| !one.is_deleted) {
                    match mark_of(resolved, prefix, entity, one) {
                        Mark::Own(kind, key) => {
                            let payload = agreed(source, resolved, kind, key, one)?;
                            if payload.is_none() {
                                unknown.insert((kind, key));
                            }
                            found.push(Taken {
                                kind,
                                key,
                                id: one.id,
                                payload: payload.unwrap_or_default(),
                            });
                        }
                        Mark::Foreign(_) if round == 0 => report.foreign += 1,
                        Mark::Foreign(_) | Mark::None => {}
                    }
                }
                new += store.stage(&found)?;
                Ok(ControlFlow::Continue(()))
            })?;
            if new == 0 {
                break;
            }
        }
        Ok(())
    }

    fn leave_twins_out(&mut self, report: &mut Report) -> anyhow::Result<()> {
        for twins in self.store.staged_twins()? {
            self.store.unstage(twins.kind, twins.key)?;
            let reason = match self.store.mapping_of(twins.kind, twins.key)? {
                Some(own) => format!(
                    "several entities carry its marker; it stays mapped to {}",
                    own.id
                ),
                None => {
                    "several entities carry its marker; merge them in the CRM, or clear one marker"
                        .to_owned()
                }
            };
            report.findings.push(Finding {
                kind: twins.kind,
                key: twins.key,
                crm_ids: twins.ids,
                verdict: FindingKind::Ambiguous,
                reason,
            });
        }
        Ok(())
    }

    fn leave_conflicts_out(&mut self, report: &mut Report) -> anyhow::Result<()> {
        for (staged, mapped) in self.store.staged_moves()? {
            // An entity that people merged into another one is no contradiction.
            let gone = self
                .remote
                .get(mapped.kind.entity(), mapped.id)
                .map_err(explained)?
                .is_none_or(|one| one.is_deleted);
            if !gone {
                self.conflict(&staged, format!("it is mapped to {}", mapped.id), report)?;
            }
        }
        for (staged, mapped) in self.store.staged_thefts()? {
            let reason = format!("the entity is mapped to {} {}", mapped.kind, mapped.key);
            self.conflict(&staged, reason, report)?;
        }
        Ok(())
    }

    fn conflict(&self, staged: &Taken, reason: String, report: &mut Report) -> anyhow::Result<()> {
        self.store.unstage(staged.kind, staged.key)?;
        report.findings.push(Finding {
            kind: staged.kind,
            key: staged.key,
            crm_ids: vec![staged.id],
            verdict: FindingKind::Conflict,
            reason,
        });
        Ok(())
    }
}
