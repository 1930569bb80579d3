//! Refusals: who is to blame, in the names that people know, and what is sent again without them.

use std::collections::HashMap;

use super::{Engine, Observer, request_id, stopped};
use crate::crm::error::{CrmError, CrmErrorKind, ItemErrors};
use crate::domain::Key;
use crate::sync::outcome::Outcome;
use crate::sync::payload::Slot;
use crate::sync::plan::{Planned, Step};

impl Engine<'_> {
    /// Takes the refused records out of a batch and returns what is to be sent again.
    pub(super) fn refused(
        &mut self,
        batch: Vec<Planned>,
        error: CrmError,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<Vec<Vec<Planned>>> {
        let mut named: HashMap<Key, String> = HashMap::new();
        match &error.kind {
            CrmErrorKind::Validation(items) => {
                for (at, one) in batch.iter().enumerate() {
                    let own = request_id(one.kind, one.key);
                    let item = items
                        .iter()
                        .find(|item| item.request_id == own || item.request_id == at.to_string());
                    if let Some(item) = item {
                        named.insert(one.key, self.explain(one, item));
                    }
                }
                // An id that the account no longer has: read its shape again before the next run.
                let stale = |item: &ItemErrors| {
                    item.errors
                        .iter()
                        .any(|error| error.code == "NotSupportedChoice")
                };
                if items.iter().any(stale) {
                    self.store.forget_shape()?;
                }
            }
            CrmErrorKind::Business(errors) => {
                for one in &batch {
                    let id = one
                        .known
                        .as_ref()
                        .map(|known| known.id.to_string())
                        .unwrap_or_default();
                    if let Some(text) = errors.get(&id) {
                        named.insert(one.key, text.clone());
                    }
                }
            }
            CrmErrorKind::Refused { .. } => {}
            _ => return Err(stopped(error)),
        }
        if named.is_empty() {
            if let [one] = batch.as_slice() {
                named.insert(one.key, error.kind.to_string());
            } else {
                // Nobody is named: halve until the one who is to blame stands alone.
                let mut first = batch;
                let second = first.split_off(first.len() / 2);
                return Ok(vec![first, second]);
            }
        }
        let mut rest = Vec::new();
        for one in batch {
            let Some(reason) = named.remove(&one.key) else {
                rest.push(one);
                continue;
            };
            let id = one.known.as_ref().map(|known| known.id);
            let gone = match id {
                Some(id) => self
                    .remote
                    .get(one.kind.entity(), id)
                    .map_err(stopped)?
                    .is_none_or(|entity| entity.is_deleted),
                None => false,
            };
            let outcome = if gone {
                self.store.mark_stale(one.kind, one.key)?;
                Outcome::Stale
            } else {
                Outcome::Rejected { reason }
            };
            if !gone {
                self.reject(&one, &outcome)?;
            }
            self.tell(observer, one.kind, one.key, id, &outcome)?;
        }
        Ok(if rest.is_empty() {
            Vec::new()
        } else {
            vec![rest]
        })
    }

    /// The CRM's refusal with the field's name, the value that was sent and, of a list, the allowed ones.
    fn explain(&self, one: &Planned, item: &ItemErrors) -> String {
        // The fields of the request in its order: all of a create, the changed ones of a change.
        let sent: Vec<Slot> = match &one.step {
            Step::Modify { changes } => changes.iter().map(|change| change.slot).collect(),
            _ => one.payload.0.keys().copied().collect(),
        };
        let fields: Vec<_> = sent
            .into_iter()
            .filter(|slot| matches!(slot, Slot::Field(_)))
            .collect();
        let lines: Vec<_> = item
            .errors
            .iter()
            .map(|error| {
                let at = error
                    .path
                    .strip_prefix("custom_fields_values.")
                    .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
                let told = format!("{} ({})", error.detail, error.code);
                let Some(slot) = at.and_then(|at| fields.get(at)) else {
                    return format!("`{}`: {told}", error.path);
                };
                let name = self.resolved.slot_name(one.kind, *slot);
                let value = match one.payload.0.get(slot) {
                    Some(value) => self.resolved.show(one.kind, *slot, value),
                    None => "empty".to_owned(),
                };
                let allowed = self.resolved.allowed(one.kind, *slot);
                if allowed.is_empty() {
                    format!("field «{name}» = `{value}`: {told}")
                } else {
                    format!(
                        "field «{name}» = `{value}`: {told}; allowed when the account was last read: {}",
                        allowed.join(", ")
                    )
                }
            })
            .collect();
        lines.join("; ")
    }
}
