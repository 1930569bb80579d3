//! Makes what the account lacks, and makes it once: the CRM promises no unique names and has no idempotency key.
//!
//! Things of one sort go into one request. After an answer that did not come, or does not list all that was asked for,
//! the account is read again, once more after a pause, and only what is still missing is planned and sent again. What
//! an answer confirmed is never sent again, even where the lists do not show it yet.

use anyhow::Context as _;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::apply::{SchemaStep, plan};
use crate::crm::api::{Api, Request};
use crate::crm::error::{CrmError, CrmErrorKind, Effect, explained};
use crate::crm::shape;
use crate::domain::shape::{MARKER_CODE, OptionShape, Shape};
use crate::domain::{EntityType, FieldType};
use crate::mapping::{Mapping, WantedField, is_code};

/// How often in a row nothing may come of a plan before what is left is given up.
const PATIENCE: usize = 4;
/// How many fields go into one request; no limit is documented, 50 is the general recommendation.
const BATCH: usize = 50;

/// The account as something that can be read again.
pub trait Account {
    /// The client.
    fn api(&self) -> anyhow::Result<&dyn Api>;
    /// Its shape now.
    fn read(&self) -> anyhow::Result<Shape>;
    /// Waits until what was made shows in the lists.
    fn pause(&self) -> anyhow::Result<()>;
}

/// What became of the plans.
#[derive(Debug)]
pub struct Completion {
    /// What was made; what an unanswered request had made counts when it is found.
    pub made: Vec<SchemaStep>,
    /// What the CRM refused.
    pub refused: Vec<Refusal>,
    /// The account after all of it.
    pub shape: Shape,
}

/// A step that the CRM refused.
#[derive(Debug, Serialize)]
pub struct Refusal {
    /// The step.
    pub step: SchemaStep,
    /// Why.
    pub reason: String,
}

/// Brings the account to the mapping; `shape` is how it was read last.
pub fn complete(
    account: &dyn Account,
    mapping: &Mapping,
    shape: Shape,
) -> anyhow::Result<Completion> {
    let mut work = Work {
        done: Completion {
            made: Vec::new(),
            refused: Vec::new(),
            shape,
        },
        alone: false,
        unanswered: None,
    };
    let mut fruitless = 0;
    while fruitless < PATIENCE {
        let steps = work.left(mapping);
        if steps.is_empty() {
            break;
        }
        let doubtful = work.round(account, &steps).with_context(|| {
            format!(
                "cannot complete the account; {} things were made",
                work.done.made.len()
            )
        })?;
        work.done.shape = account.read()?;
        if work.is_missing(mapping, &doubtful) {
            // New things may show late, and what is sent twice is there twice.
            account.pause()?;
            work.done.shape = account.read()?;
        }
        let left = work.left(mapping);
        work.done
            .made
            .extend(doubtful.into_iter().filter(|step| !left.contains(step)));
        // Every other round leaves less to do, so that there is an end to them.
        fruitless = if left.len() < steps.len() {
            0
        } else {
            fruitless + 1
        };
    }
    match work.unanswered.take() {
        Some(error) if !work.left(mapping).is_empty() => {
            let made = work.done.made.len();
            Err(anyhow::Error::from(explained(error)).context(format!(
                "cannot complete the account; {made} things were made"
            )))
        }
        _ => Ok(work.done),
    }
}

struct Work {
    done: Completion,
    /// A request was refused as a whole, so each step goes alone and shows whether it is the wrong one.
    alone: bool,
    /// The last request whose outcome is unknown.
    unanswered: Option<CrmError>,
}

impl Work {
    /// What is missing and neither made nor refused.
    fn left(&self, mapping: &Mapping) -> Vec<SchemaStep> {
        let mut steps = plan(mapping, &self.done.shape);
        steps.retain(|step| {
            !self.done.made.contains(step) && !self.done.refused.iter().any(|own| own.step == *step)
        });
        steps
    }

    fn is_missing(&self, mapping: &Mapping, doubtful: &[SchemaStep]) -> bool {
        let left = self.left(mapping);
        doubtful.iter().any(|step| left.contains(step))
    }

    /// Sends the steps, and returns those of which nobody knows whether they were carried out.
    fn round(
        &mut self,
        account: &dyn Account,
        steps: &[SchemaStep],
    ) -> anyhow::Result<Vec<SchemaStep>> {
        let api = account.api()?;
        self.unanswered = None;
        for batch in batches(steps, self.alone) {
            match api.call(&request(batch, self.done.shape.catalog)) {
                Ok(answer) => {
                    let (made, doubtful): (Vec<_>, Vec<_>) = batch
                        .iter()
                        .cloned()
                        .partition(|step| is_confirmed(step, answer.body.as_ref()));
                    self.done.made.extend(made);
                    if !doubtful.is_empty() {
                        return Ok(doubtful);
                    }
                }
                Err(error) if error.effect() == Effect::Unknown => {
                    self.unanswered = Some(error);
                    return Ok(batch.to_vec());
                }
                Err(error) => self.refused(batch, error)?,
            }
        }
        Ok(Vec::new())
    }

    /// Notes whom a refusal names. Nothing of the request was carried out, so the others go into the next round.
    fn refused(&mut self, batch: &[SchemaStep], error: CrmError) -> anyhow::Result<()> {
        let refusal = |step: &SchemaStep, reason: String| Refusal {
            step: step.clone(),
            reason,
        };
        match &error.kind {
            CrmErrorKind::Validation(_) | CrmErrorKind::Refused { .. } if batch.len() == 1 => {
                self.done
                    .refused
                    .push(refusal(&batch[0], error.to_string()));
            }
            CrmErrorKind::Validation(items) => {
                let mut named = false;
                for item in items {
                    let step = item.request_id.parse::<usize>().ok();
                    let Some(step) = step.and_then(|at| batch.get(at)) else {
                        continue;
                    };
                    named = true;
                    let reasons = item
                        .errors
                        .iter()
                        .map(|error| format!("{} at `{}`", error.detail, error.path));
                    let reasons: Vec<_> = reasons.collect();
                    self.done.refused.push(refusal(step, reasons.join("; ")));
                }
                self.alone |= !named;
            }
            CrmErrorKind::Refused { .. } => self.alone = true,
            _ => return Err(explained(error).into()),
        }
        Ok(())
    }
}

/// The steps that share a request.
fn batches(steps: &[SchemaStep], alone: bool) -> impl Iterator<Item = &[SchemaStep]> {
    let limit = if alone { 1 } else { BATCH };
    steps
        .chunk_by(together)
        .flat_map(move |batch| batch.chunks(limit))
}

fn together(one: &SchemaStep, other: &SchemaStep) -> bool {
    match (one, other) {
        (SchemaStep::CreateField { field: one }, SchemaStep::CreateField { field: other }) => {
            one.entity == other.entity
        }
        (
            SchemaStep::AddOptions { entity: one, .. },
            SchemaStep::AddOptions { entity: other, .. },
        ) => one == other,
        (SchemaStep::CreatePipeline { .. }, SchemaStep::CreatePipeline { .. }) => true,
        _ => false,
    }
}

/// The request for steps that go together.
fn request(batch: &[SchemaStep], catalog: Option<i64>) -> Request {
    let items: Vec<Value> = (0..).zip(batch).map(|(at, step)| item(at, step)).collect();
    match &batch[0] {
        SchemaStep::CreateField { field } => shape::create_fields(field.entity, catalog, items),
        SchemaStep::AddOptions { entity, .. } => shape::change_fields(*entity, catalog, items),
        SchemaStep::CreatePipeline { .. } => shape::create_pipelines(items),
        SchemaStep::AddStatuses { pipeline, statuses } => {
            let own = pipeline.statuses.iter().filter(|own| own.sort < 10_000);
            let last = own.map(|own| own.sort).max().unwrap_or(10);
            shape::add_statuses(pipeline.id, stages(last + 10, statuses))
        }
    }
}

fn item(at: usize, step: &SchemaStep) -> Value {
    match step {
        SchemaStep::CreateField { field } => new_field(at, field),
        SchemaStep::AddOptions { field, options, .. } => {
            // What is left out of a change is lost: the id and with it people's values, and the code.
            let nested = field.field_type == FieldType::Category;
            let present = field.options.iter().map(|own| present_option(own, nested));
            let next = field.options.iter().map(|own| own.sort).max().unwrap_or(0) + 1;
            let all: Vec<Value> = present.chain(new_options(next, options)).collect();
            let key = options_key(&field.field_type);
            json!({"id": field.id, key: all, "request_id": at.to_string()})
        }
        SchemaStep::CreatePipeline { name, statuses } => {
            json!({"name": name, "sort": 100, "is_main": false, "is_unsorted_on": false,
                   "_embedded": {"statuses": stages(20, statuses)}, "request_id": at.to_string()})
        }
        SchemaStep::AddStatuses { .. } => Value::Null,
    }
}

fn new_field(at: usize, field: &WantedField) -> Value {
    let mut body = Map::new();
    body.insert("name".to_owned(), field.new_name().into());
    body.insert("type".to_owned(), field.new_type().as_str().into());
    body.insert("sort".to_owned(), 500.into());
    body.insert("request_id".to_owned(), at.to_string().into());
    if is_code(&field.code) {
        body.insert("code".to_owned(), field.code.clone().into());
    }
    if field.new_type().has_options() && !field.options.is_empty() {
        let options: Vec<_> = new_options(1, &field.options).collect();
        body.insert(options_key(field.new_type()).to_owned(), options.into());
    }
    // People see the marker and cannot edit it; lists have no such switch.
    if field.code == MARKER_CODE && field.entity != EntityType::CatalogElements {
        body.insert("is_api_only".to_owned(), true.into());
    }
    body.into()
}

fn options_key(field_type: &FieldType) -> &'static str {
    match field_type {
        FieldType::Category => "nested",
        _ => "enums",
    }
}

fn present_option(own: &OptionShape, nested: bool) -> Value {
    let mut option = json!({"id": own.id, "value": own.value, "sort": own.sort});
    if let (Some(parent), true) = (own.parent_id, nested) {
        option["parent_id"] = parent.into();
    }
    if let (Some(code), false) = (&own.code, nested) {
        option["code"] = code.clone().into();
    }
    option
}

fn new_options(first: i64, texts: &[String]) -> impl Iterator<Item = Value> {
    (first..)
        .zip(texts)
        .map(|(sort, text)| json!({"value": text, "sort": sort}))
}

fn stages(first: i64, names: &[String]) -> Value {
    (first..)
        .step_by(10)
        .zip(names)
        .map(|(sort, name)| json!({"name": name, "sort": sort, "color": "#d6eaff"}))
        .collect()
}

/// Whether the answer shows that the step was carried out.
fn is_confirmed(step: &SchemaStep, body: Option<&Value>) -> bool {
    let all = |key: &str| {
        body.and_then(|body| body.pointer(&format!("/_embedded/{key}"))?.as_array())
            .map_or(&[][..], Vec::as_slice)
    };
    let is = |raw: &Value, key: &str, wanted: &str| {
        raw.get(key)
            .and_then(Value::as_str)
            .is_some_and(|own| own.trim() == wanted)
    };
    match step {
        SchemaStep::CreateField { field } => all("custom_fields").iter().any(|raw| {
            is(raw, "name", field.new_name().trim()) && is(raw, "type", field.new_type().as_str())
        }),
        SchemaStep::AddOptions { field, options, .. } => all("custom_fields").iter().any(|raw| {
            let shown = raw
                .get(options_key(&field.field_type))
                .and_then(Value::as_array);
            raw.get("id").and_then(Value::as_i64) == Some(field.id.0)
                && options.iter().all(|text| {
                    shown.is_some_and(|list| list.iter().any(|own| is(own, "value", text)))
                })
        }),
        SchemaStep::CreatePipeline { name, .. } => {
            all("pipelines").iter().any(|raw| is(raw, "name", name))
        }
        SchemaStep::AddStatuses { statuses, .. } => statuses
            .iter()
            .all(|name| all("statuses").iter().any(|raw| is(raw, "name", name))),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use super::*;
    use crate::config::mapping::KindMapping;
    use crate::crm::api::Answer;
    use crate::domain::shape::FieldShape;
    use crate::domain::{EntityType, FieldId, Kind};

    /// An account that answers and shows what it is told to.
    struct Scripted {
        api: ScriptedApi,
        shapes: RefCell<VecDeque<Shape>>,
        pauses: Cell<usize>,
    }

    struct ScriptedApi {
        answers: Mutex<VecDeque<Value>>,
        sent: Mutex<Vec<Value>>,
    }

    impl Api for ScriptedApi {
        fn call(&self, request: &Request) -> Result<Answer, CrmError> {
            let body = request.body.as_deref().unwrap_or("null");
            let body = serde_json::from_str(body).expect("JSON");
            self.sent.lock().expect("no panic").push(body);
            let answer = self.answers.lock().expect("no panic").pop_front();
            Ok(Answer {
                status: 201,
                body: answer,
            })
        }
    }

    impl Account for Scripted {
        fn api(&self) -> anyhow::Result<&dyn Api> {
            Ok(&self.api)
        }

        fn read(&self) -> anyhow::Result<Shape> {
            let mut shapes = self.shapes.borrow_mut();
            let last = shapes.front().cloned().context("a shape")?;
            if shapes.len() > 1 {
                shapes.pop_front();
            }
            Ok(last)
        }

        fn pause(&self) -> anyhow::Result<()> {
            self.pauses.set(self.pauses.get() + 1);
            Ok(())
        }
    }

    /// A mapping of two fields of companies, and an account that has the first `count` of them.
    fn two_fields() -> Mapping {
        let kind: KindMapping = toml::from_str(
            "fields.\"Первое\" = { from = \"a\", type = \"text\" }\nfields.\"Второе\" = { from = \"b\", type = \"text\" }",
        )
        .expect("a mapping");
        Mapping::of_one(Kind::Company, kind)
    }

    fn shape(names: &[&str]) -> Shape {
        let mut shape = Shape::default();
        for (at, entity) in (1..).zip(EntityType::ALL) {
            shape.fields.insert(entity, vec![field(at, MARKER_CODE)]);
        }
        let own = shape.fields.entry(EntityType::Companies).or_default();
        own.extend((10..).zip(names).map(|(at, name)| field(at, name)));
        shape
    }

    fn field(id: i64, name: &str) -> FieldShape {
        FieldShape {
            id: FieldId(id),
            name: name.to_owned(),
            code: is_code(name).then(|| name.to_owned()),
            field_type: FieldType::Text,
            options: Vec::new(),
        }
    }

    fn answer(names: &[&str]) -> Value {
        let all: Vec<_> = names
            .iter()
            .map(|name| json!({"name": name, "type": "text"}))
            .collect();
        json!({"_embedded": {"custom_fields": all}})
    }

    fn run(answers: Vec<Value>, shapes: Vec<Shape>) -> (Scripted, Completion) {
        let account = Scripted {
            api: ScriptedApi {
                answers: Mutex::new(answers.into()),
                sent: Mutex::default(),
            },
            shapes: RefCell::new(shapes.into()),
            pauses: Cell::new(0),
        };
        let done = complete(&account, &two_fields(), shape(&[])).expect("no error");
        (account, done)
    }

    fn names_sent(account: &Scripted) -> Vec<Vec<String>> {
        let sent = account.api.sent.lock().expect("no panic");
        sent.iter()
            .map(|body| {
                let items = body.as_array().expect("a list");
                items.iter().map(|item| item["name"].to_string()).collect()
            })
            .collect()
    }

    #[test]
    fn what_an_answer_leaves_out_is_sent_again_alone() {
        let (account, done) = run(
            vec![answer(&["Второе"]), answer(&["Первое"])],
            vec![
                shape(&["Второе"]),
                shape(&["Второе"]),
                shape(&["Второе", "Первое"]),
            ],
        );
        let sent = names_sent(&account);
        assert_eq!(sent.len(), 2);
        assert_eq!(
            (sent[0].len(), &sent[1]),
            (2, &vec!["\"Первое\"".to_owned()])
        );
        assert_eq!((done.made.len(), account.pauses.get()), (2, 1));
    }

    #[test]
    fn what_shows_late_is_not_sent_again() {
        // An answer without the fields: only the second look finds them.
        let (account, done) = run(
            vec![answer(&[])],
            vec![shape(&[]), shape(&["Первое", "Второе"])],
        );
        assert_eq!(names_sent(&account).len(), 1);
        assert_eq!((done.made.len(), account.pauses.get()), (2, 1));
        // Confirmed, and never shown: still sent once.
        let (account, done) = run(vec![answer(&["Первое", "Второе"])], vec![shape(&[])]);
        assert_eq!(names_sent(&account).len(), 1);
        assert_eq!((done.made.len(), account.pauses.get()), (2, 0));
    }
}
