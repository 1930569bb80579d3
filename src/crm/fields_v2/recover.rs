//! What became of a legacy request whose answer was lost: looked up in the account, never guessed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{LegacyField, LegacyOutcome, LegacyRequest, type_name};
use crate::crm::api::Api;
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::fields::{self, CustomField, FieldPlace};
use crate::crm::pages::all_pages;
use crate::domain::FieldId;

/// So often a request is sent at most, each time with what is still open.
const SENDS: usize = 2;

impl LegacyRequest {
    /// Sends the request. Every item gets its outcome.
    ///
    /// When no answer comes, the account is asked: a new field of the same name, type and options is ours, a field that
    /// is in no list any more is deleted. What is still open after a second look, `pause` later, is sent once more.
    pub fn send(&self, api: &dyn Api, pause: &dyn Fn()) -> Result<Vec<LegacyOutcome>, CrmError> {
        let before = self.present(api)?;
        let mut open = Open {
            known: before.iter().map(CustomField::id).collect(),
            made: vec![None; self.add.len()],
            deleted: vec![false; self.delete.len()],
        };
        for sent in 1.. {
            let (rest, adds, deletes) = open.rest(self);
            match rest.call(api) {
                Ok(outcomes) => return Ok(open.merged(self, outcomes, &adds, &deletes)),
                Err(error) if error.effect() == Effect::Unknown => {
                    open.look(self, api)?;
                    if !open.is_settled() {
                        // New fields may show late, and sent twice they are there twice.
                        pause();
                        open.look(self, api)?;
                    }
                    if open.is_settled() {
                        break;
                    }
                    if sent == SENDS {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(open.merged(self, Vec::new(), &[], &[]))
    }

    /// The fields of every place where new ones are wanted.
    fn present(&self, api: &dyn Api) -> Result<Vec<CustomField>, CrmError> {
        let mut places: Vec<FieldPlace> = Vec::new();
        for item in &self.add {
            if !places.contains(&item.place) {
                places.push(item.place);
            }
        }
        let mut all = Vec::new();
        for place in places {
            match fields::list(api, place) {
                // The method itself says what is wrong with such a place.
                Err(CrmError {
                    kind: CrmErrorKind::Refused { .. },
                    ..
                }) => {}
                fields => all.extend(fields?),
            }
        }
        Ok(all)
    }
}

/// What is known of each item.
struct Open {
    /// Fields that were there before, or that belong to an item.
    known: Vec<FieldId>,
    made: Vec<Option<FieldId>>,
    deleted: Vec<bool>,
}

impl Open {
    fn is_settled(&self) -> bool {
        self.made.iter().all(Option::is_some) && self.deleted.iter().all(|gone| *gone)
    }

    /// The request for what is open, and which positions its items have in the whole one.
    fn rest(&self, whole: &LegacyRequest) -> (LegacyRequest, Vec<usize>, Vec<usize>) {
        let adds: Vec<usize> = (0..whole.add.len())
            .filter(|at| self.made[*at].is_none())
            .collect();
        let deletes: Vec<usize> = (0..whole.delete.len())
            .filter(|at| !self.deleted[*at])
            .collect();
        let rest = LegacyRequest {
            add: adds.iter().map(|at| whole.add[*at].clone()).collect(),
            delete: deletes.iter().map(|at| whole.delete[*at].clone()).collect(),
        };
        (rest, adds, deletes)
    }

    fn look(&mut self, whole: &LegacyRequest, api: &dyn Api) -> Result<(), CrmError> {
        for (at, item) in whole.add.iter().enumerate() {
            if self.made[at].is_some() {
                continue;
            }
            let own = fields::list(api, item.place)?
                .iter()
                .find(|field| !self.known.contains(&field.id()) && is_of(field, item))
                .map(CustomField::id);
            self.known.extend(own);
            self.made[at] = own;
        }
        if self.deleted.iter().all(|gone| *gone) {
            return Ok(());
        }
        let left = everywhere(api)?;
        for (at, item) in whole.delete.iter().enumerate() {
            self.deleted[at] |= !left.contains(&item.id);
        }
        Ok(())
    }

    /// The outcomes of the whole request: those of the answer, and of what was found.
    fn merged(
        &self,
        whole: &LegacyRequest,
        answer: Vec<LegacyOutcome>,
        adds: &[usize],
        deletes: &[usize],
    ) -> Vec<LegacyOutcome> {
        let mut adds_told: Vec<Option<LegacyOutcome>> = vec![None; whole.add.len()];
        let mut deletes_told: Vec<Option<LegacyOutcome>> = vec![None; whole.delete.len()];
        for mut outcome in answer {
            let (positions, told) = match outcome.action {
                "add" => (adds, &mut adds_told),
                _ => (deletes, &mut deletes_told),
            };
            if let Some(at) = positions.get(outcome.position) {
                outcome.position = *at;
                told[*at] = Some(outcome);
            }
        }
        let found = |action, position, id: Option<FieldId>| LegacyOutcome {
            action,
            position,
            id: id.map(|id| id.0),
            error: None,
        };
        let adds = adds_told
            .into_iter()
            .enumerate()
            .map(|(at, told)| told.unwrap_or_else(|| found("add", at, self.made[at])));
        let deletes = deletes_told.into_iter().enumerate().map(|(at, told)| {
            told.unwrap_or_else(|| found("delete", at, Some(whole.delete[at].id)))
        });
        adds.chain(deletes).collect()
    }
}

/// Whether a field can be what the item asked for; the v4 lists do not show its origin.
fn is_of(field: &CustomField, item: &LegacyField) -> bool {
    let options: BTreeSet<String> = field.options().into_iter().map(|own| own.value).collect();
    field.name().trim() == item.name.trim()
        && field.field_type() == type_name(item.field_type)
        && (item.enums.is_empty() || options == item.enums.iter().cloned().collect())
}

/// The ids of all fields that the legacy method can delete.
fn everywhere(api: &dyn Api) -> Result<Vec<FieldId>, CrmError> {
    let lists = all_pages(api, "/api/v4/catalogs", "catalogs")?;
    let lists = lists
        .iter()
        .filter_map(|list| list.get("id").and_then(Value::as_i64))
        .map(FieldPlace::Catalog);
    let own = [
        FieldPlace::Contacts,
        FieldPlace::Leads,
        FieldPlace::Companies,
        FieldPlace::Customers,
    ];
    let mut ids = Vec::new();
    for place in own.into_iter().chain(lists) {
        match fields::list(api, place) {
            // Customers may be switched off.
            Err(CrmError {
                kind: CrmErrorKind::Refused { .. },
                ..
            }) => {}
            fields => ids.extend(fields?.iter().map(CustomField::id)),
        }
    }
    Ok(ids)
}
