//! `POST /api/v4/leads/complex`: a lead with its contact and company in one item.
//!
//! Duplicate control has to be switched on for the integration and for the funnel; here it is off, so nothing merges.

use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_INT, Reply, Request};
use super::values::Mistakes;
use super::world::{COMPANIES, CONTACTS, Entity, LEADS, Link, World};

const MOST_LEADS: usize = 50;
const MOST_VALUES: usize = 40;

/// A lead with what it brings, checked and not yet stored.
struct Draft {
    lead: Entity,
    contact: Option<Side>,
    company: Option<Side>,
}

/// A contact or company of an item.
enum Side {
    Known(i64),
    New(Box<Entity>),
}

impl World {
    pub(super) fn complex(&mut self, request: &Request) -> Answer {
        let items = batch::check(
            batch::items(request, self.habits.most_per_request.min(MOST_LEADS))?,
            |item, wrong| self.complex_draft(&item.body, wrong),
        )?;
        let mut made = Vec::with_capacity(items.len());
        for (item, draft) in items {
            let Some(draft) = draft else { continue };
            let contact = draft.contact.map(|side| self.keep_side(CONTACTS, side));
            let company = draft.company.map(|side| self.keep_side(COMPANIES, side));
            let lead = self.keep(LEADS, draft.lead).id;
            if let Some((contact, _)) = contact {
                self.put_link(LEADS, lead, link(CONTACTS, contact, true));
            }
            if let Some((company, _)) = company {
                self.put_link(LEADS, lead, link(COMPANIES, company, false));
            }
            // What is new on both sides belongs together from now on.
            if let (Some((contact, true)), Some((company, true))) = (contact, company) {
                self.put_link(CONTACTS, contact, link(COMPANIES, company, false));
            }
            made.push(json!({"id": lead, "contact_id": contact.map(|(id, _)| id),
                "company_id": company.map(|(id, _)| id), "request_id": [item.request_id], "merged": false}));
        }
        let count = made.len();
        Ok(Reply::ok(200, &Value::Array(made)).stored(count))
    }

    /// The id, and whether it is new.
    fn keep_side(&mut self, kind: &str, side: Side) -> (i64, bool) {
        match side {
            Side::Known(id) => (id, false),
            Side::New(entity) => (self.keep(kind, *entity).id, true),
        }
    }

    fn complex_draft(&self, item: &Map<String, Value>, wrong: &mut Mistakes) -> Option<Draft> {
        let mut rest = item.clone();
        let (mut contact, mut company, mut metadata) = (None, None, None);
        if let Some(Value::Object(parts)) = rest.get_mut("_embedded") {
            contact = parts.remove(CONTACTS);
            company = parts.remove(COMPANIES);
            metadata = parts.remove("metadata");
        }
        check_values(&rest, wrong);
        let mut lead = self.draft(LEADS, None, &rest, false, wrong)?;
        if let Some(metadata) = metadata {
            match metadata.get("category").and_then(Value::as_str) {
                Some("forms" | "sip") => {
                    let pipeline = self.pipelines.iter().find(|p| p.id == lead.pipeline_id)?;
                    lead.status_id = pipeline.statuses.iter().find(|s| s.kind == 1)?.id;
                    lead.closed_at = None;
                }
                Some(_) => wrong.add(NOT_A_CHOICE, "_embedded.metadata.category"),
                None => wrong.add(MISSING, "_embedded.metadata.category"),
            }
        }
        Some(Draft {
            lead,
            contact: self.side(CONTACTS, contact.as_ref(), wrong),
            company: self.side(COMPANIES, company.as_ref(), wrong),
        })
    }

    /// The one contact or company: an id, or a whole model.
    fn side(&self, kind: &str, list: Option<&Value>, wrong: &mut Mistakes) -> Option<Side> {
        let path = format!("_embedded.{kind}");
        let Value::Array(list) = list? else {
            wrong.add(NOT_ARRAY, path);
            return None;
        };
        if list.len() > 1 {
            wrong.add(
                (
                    "TooMany",
                    "This collection should contain 1 element or less.",
                ),
                path,
            );
            return None;
        }
        let path = format!("{path}.0");
        let Value::Object(model) = list.first()? else {
            wrong.add(NOT_ARRAY, path);
            return None;
        };
        if let Some(id) = model.get("id") {
            let Some(id) = id.as_i64() else {
                wrong.add(NOT_INT, format!("{path}.id"));
                return None;
            };
            if self.of(kind).get(&id).is_none_or(|e| e.is_deleted) {
                wrong.add(NOT_A_CHOICE, format!("{path}.id"));
                return None;
            }
            return Some(Side::Known(id));
        }
        let mut inner = wrong.fresh();
        check_values(model, &mut inner);
        let entity = self.draft(kind, None, model, false, &mut inner);
        wrong.take_under(&path, inner);
        entity.map(|entity| Side::New(Box::new(entity)))
    }
}

fn check_values(item: &Map<String, Value>, wrong: &mut Mistakes) {
    let many = item
        .get("custom_fields_values")
        .and_then(Value::as_array)
        .is_some_and(|values| values.len() > MOST_VALUES);
    if many {
        wrong.add(
            (
                "TooMany",
                "This collection should contain 40 elements or less.",
            ),
            "custom_fields_values",
        );
    }
}

fn link(to_type: &str, to: i64, is_main: bool) -> Link {
    Link {
        to_type: to_type.to_owned(),
        to,
        is_main,
        quantity: None,
        catalog_id: None,
    }
}
