//! Finds the entities that people made for records: contacts by phone or e-mail, companies by INN, products by SKU.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use serde::Serialize;

use super::{Candidate, Finding, FindingKind, Mark, Registry, mark_of};
use crate::domain::payload::Slot;
use crate::domain::{ALL_KEYS, CrmId, FieldId, Key, Kind};
use crate::error::{Exit, Failure};
use crate::mapping::values::identities;

/// A record and the one entity that fits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// The entity.
    pub crm_id: CrmId,
    /// What both have in common: `PHONE`, `EMAIL`, `INN`, `SKU` or `marker`.
    pub by: BTreeSet<String>,
}

/// What fits what.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Matches {
    /// One record, one entity.
    pub pairs: Vec<Match>,
    /// Everything else that fits somehow.
    pub ambiguous: Vec<Finding>,
    /// Records that nothing fits; a sync creates their entities.
    pub unmatched: usize,
    /// Records that cannot be sent as they are, and so cannot be compared.
    pub invalid: usize,
}

/// What an entity can be known by.
struct Trait {
    code: &'static str,
    field: FieldId,
}

/// Identity of a value with its code → entities.
type Index = HashMap<(&'static str, String), BTreeSet<CrmId>>;

impl Registry<'_> {
    /// Pairs the records that the id map lacks with entities that belong to nobody.
    pub fn matches(&self, kind: Kind) -> anyhow::Result<Matches> {
        let traits = self.traits(kind)?;
        let (index, marked) = self.index(kind, &traits)?;
        let mut wishes: Vec<(Key, BTreeMap<CrmId, BTreeSet<String>>)> = Vec::new();
        let mut matches = Matches::default();
        let country = self.resolved.country();
        self.source.scan(kind, &ALL_KEYS, &mut |row| {
            let key = row.key();
            if self
                .store
                .mapping_of(kind, key)?
                .is_some_and(|own| !own.stale)
                || self.store.is_pending(kind, key)?
            {
                return Ok(ControlFlow::Continue(()));
            }
            let mut fits: BTreeMap<CrmId, BTreeSet<String>> = BTreeMap::new();
            if let Some(ids) = marked.get(&key) {
                fits.extend(
                    ids.iter()
                        .map(|id| (*id, BTreeSet::from(["marker".to_owned()]))),
                );
            } else {
                let Ok(payload) = self.resolved.render(&row.record()) else {
                    matches.invalid += 1;
                    return Ok(ControlFlow::Continue(()));
                };
                for Trait { code, field } in &traits {
                    let values = payload.0.get(&Slot::Field(*field));
                    let values = values.and_then(serde_json::Value::as_array);
                    for own in identities(Some(code), country, values.into_iter().flatten()) {
                        for id in index.get(&(code, own)).into_iter().flatten() {
                            fits.entry(*id).or_default().insert((*code).to_owned());
                        }
                    }
                }
            }
            if fits.is_empty() {
                matches.unmatched += 1;
            } else {
                wishes.push((key, fits));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let mut claims: HashMap<CrmId, Vec<Key>> = HashMap::new();
        for (key, fits) in &wishes {
            for id in fits.keys() {
                claims.entry(*id).or_default().push(*key);
            }
        }
        for (key, fits) in wishes {
            let rivals: BTreeSet<Key> = fits.keys().flat_map(|id| &claims[id]).copied().collect();
            match fits.iter().next() {
                Some((id, by)) if fits.len() == 1 && rivals.len() == 1 => {
                    matches.pairs.push(Match {
                        kind,
                        key,
                        crm_id: *id,
                        by: by.clone(),
                    });
                }
                _ => {
                    let others: Vec<_> = rivals
                        .iter()
                        .filter(|own| **own != key)
                        .map(ToString::to_string)
                        .collect();
                    let reason = if others.is_empty() {
                        "several entities fit".to_owned()
                    } else {
                        format!("{kind} {} fits as well", others.join(", "))
                    };
                    matches.ambiguous.push(Finding {
                        kind,
                        key,
                        crm_ids: fits.into_keys().collect(),
                        verdict: FindingKind::Ambiguous,
                        reason,
                    });
                }
            }
        }
        Ok(matches)
    }

    fn traits(&self, kind: Kind) -> Result<Vec<Trait>, Failure> {
        let codes: &[&'static str] = match kind {
            Kind::Contact => &["PHONE", "EMAIL"],
            Kind::Company => &["INN"],
            Kind::Product => &["SKU"],
            _ => {
                return Err(Failure::new(
                    Exit::Usage,
                    format!("cannot adopt `{kind}`: nothing tells whose deal is whose"),
                )
                .hint("`ids adopt` works for contact, company and product"));
            }
        };
        let found: Vec<_> = codes
            .iter()
            .filter_map(|code| {
                let field = self.resolved.field_called(kind, code)?;
                Some(Trait { code, field })
            })
            .collect();
        if found.is_empty() {
            return Err(Failure::new(
                Exit::Config,
                format!(
                    "cannot adopt `{kind}`: its mapping has no field `{}`",
                    codes.join("` or `")
                ),
            )
            .hint(format!("add it to `mapping.{kind}` in the profile")));
        }
        Ok(found)
    }

    /// The entities that belong to nobody, by what they can be known by; and those that carry the marker of a record.
    fn index(
        &self,
        kind: Kind,
        traits: &[Trait],
    ) -> anyhow::Result<(Index, HashMap<Key, BTreeSet<CrmId>>)> {
        let country = self.resolved.country();
        let entity = kind.entity();
        let mut index = Index::new();
        let mut marked: HashMap<Key, BTreeSet<CrmId>> = HashMap::new();
        self.walker().pages(entity, &mut |page| {
            for one in page.iter().filter(|one| !one.is_deleted) {
                if self.store.holder(entity, one.id)?.is_some() {
                    continue;
                }
                match mark_of(self.resolved, self.prefix, entity, one) {
                    Mark::Own(_, key) => {
                        marked.entry(key).or_default().insert(one.id);
                    }
                    Mark::Foreign(_) => {}
                    Mark::None => {
                        for Trait { code, field } in traits {
                            let values = one.field(*field).into_iter().flatten();
                            for own in identities(Some(code), country, values) {
                                if !own.is_empty() {
                                    index.entry((code, own)).or_default().insert(one.id);
                                }
                            }
                        }
                    }
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok((index, marked))
    }
}

impl Match {
    /// The pair as a candidate.
    pub fn candidate(&self) -> Candidate {
        Candidate {
            kind: self.kind,
            key: self.key,
            id: self.crm_id,
        }
    }
}
