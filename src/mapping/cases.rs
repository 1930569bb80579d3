//! Tests of the mapping that an admin writes: rows in, expected values out, without network, token, store or source.
//!
//! There are no ids to expect, so a case names fields, options, stages and funnels as people do, and the mapping is
//! resolved against an account that has exactly what the mapping names. Where the mapping has no table for a field with
//! options, or for loss reasons, the account has those that the cases expect. What depends on an account's surprises
//! (two fields of one name, a field of another type) is found by `schema check`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use toml::Spanned;

use super::imagined::Extras;
use super::resolved::ResolvedField;
use crate::domain::payload::{Payload, Slot};
use crate::domain::shape::Found;
use crate::domain::{
    Columns, CourseId, FieldId, Invalid, Key, KeyShape, Kind, Record, UserId, Value,
};
use crate::mapping::{Mapping, Problem, Resolved, values};
use crate::text::nearest;

/// The zone of dates where the file names none.
const USUAL_ZONE: &str = "UTC";

/// What a case may expect beside fields.
const SLOTS: [&str; 7] = [
    "name",
    "first_name",
    "last_name",
    "price",
    "pipeline",
    "status",
    "loss_reason",
];

/// A file of cases that was read and understood.
#[derive(Debug)]
pub struct Cases {
    mapping: Resolved,
    cases: Vec<Case>,
}

#[derive(Debug)]
struct Case {
    line: usize,
    title: Option<String>,
    record: Record,
    outcome: CaseOutcome,
}

#[derive(Debug)]
enum CaseOutcome {
    /// The values, by slot.
    Sent {
        values: Vec<(Expected, Json)>,
        /// Whether nothing else may be sent.
        complete: bool,
    },
    /// The attributes or fields that are wrong.
    Invalid(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Plain(Slot),
    Pipeline,
    Stage,
    LossReason,
}

/// How a case ended.
#[derive(Debug, Serialize)]
pub struct CaseResult {
    /// Its place in the file, from 1.
    pub case: usize,
    /// Its line.
    pub line: usize,
    /// What it is called.
    pub title: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// Whether all is as expected.
    pub passed: bool,
    /// What is not.
    pub differences: Vec<Difference>,
}

/// One value that is not as expected.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// Field, attribute or part of the entity.
    pub name: String,
    /// What the case expects; empty text where nothing is to be sent.
    pub wanted: Json,
    /// What the mapping makes of the row; empty text where nothing is sent.
    pub got: Json,
    /// Why there is no value.
    pub invalid: Option<Invalid>,
}

/// Why a file cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The file, with all its mistakes.
    #[error("{}", .0.join("\n  "))]
    File(Vec<String>),
    /// The mapping itself.
    #[error("the mapping is wrong in {} places", .0.len())]
    Mapping(Vec<Problem>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    time_zone: Option<String>,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    case: Vec<Spanned<RawCase>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    title: Option<String>,
    kind: Kind,
    row: toml::Table,
    expect: Option<toml::Table>,
    expect_invalid: Option<Vec<String>>,
    complete: Option<bool>,
}

impl Cases {
    /// Reads a file. Every mistake of its cases is listed.
    pub fn read(mapping: &Mapping, text: &str) -> Result<Self, CasesError> {
        let line_of = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let file: RawFile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(span.start));
            CasesError::File(vec![format!("line {line}: {}", error.message())])
        })?;
        let zone = file.time_zone.as_deref().unwrap_or(USUAL_ZONE);
        if jiff::tz::TimeZone::get(zone).is_err() {
            return Err(CasesError::File(vec![format!(
                "`time_zone` is `{zone}`, which is no zone; write it as in `Europe/Moscow`"
            )]));
        }
        if file.case.is_empty() {
            return Err(CasesError::File(vec![
                "there is no case; add `[[case]]` with `kind`, `row` and `expect`".to_owned(),
            ]));
        }
        let raw = || file.case.iter().map(Spanned::get_ref);
        let resolved = mapping
            .resolve(&mapping.imagined_shape(zone, &extras(raw())))
            .map_err(CasesError::Mapping)?;
        let (mut cases, mut mistakes) = (Vec::new(), Vec::new());
        for raw in &file.case {
            let line = line_of(raw.span().start);
            let reader = Reader {
                mapping,
                resolved: &resolved,
                raw: raw.get_ref(),
                mistakes: Vec::new(),
            };
            match reader.read(line, file.complete) {
                Ok(case) => cases.push(case),
                Err(all) => mistakes.extend(all.iter().map(|one| format!("line {line}: {one}"))),
            }
        }
        if mistakes.is_empty() {
            Ok(Self {
                mapping: resolved,
                cases,
            })
        } else {
            Err(CasesError::File(mistakes))
        }
    }

    /// Runs every case.
    pub fn run(&self) -> Vec<CaseResult> {
        (1..)
            .zip(&self.cases)
            .map(|(number, case)| {
                let differences = self.differences(case);
                CaseResult {
                    case: number,
                    line: case.line,
                    title: case.title.clone(),
                    kind: case.record.kind,
                    passed: differences.is_empty(),
                    differences,
                }
            })
            .collect()
    }

    fn differences(&self, case: &Case) -> Vec<Difference> {
        let rendered = self.mapping.render(&case.record);
        match (&case.outcome, rendered) {
            (CaseOutcome::Sent { values, complete }, Ok(payload)) => {
                self.compared(case.record.kind, values, *complete, &payload)
            }
            (CaseOutcome::Sent { .. }, Err(invalid)) => invalid
                .into_iter()
                .map(|one| Difference {
                    name: name_of(&one),
                    wanted: "valid".into(),
                    got: "invalid".into(),
                    invalid: Some(one),
                })
                .collect(),
            (CaseOutcome::Invalid(wanted), rendered) => {
                let found = rendered.err().unwrap_or_default();
                let lacking = wanted
                    .iter()
                    .filter(|name| !found.iter().any(|one| is_called(one, name)))
                    .map(|name| Difference {
                        name: name.clone(),
                        wanted: "invalid".into(),
                        got: "valid".into(),
                        invalid: None,
                    });
                let surplus = found
                    .iter()
                    .filter(|one| !wanted.iter().any(|name| is_called(one, name)))
                    .map(|one| Difference {
                        name: name_of(one),
                        wanted: "valid".into(),
                        got: "invalid".into(),
                        invalid: Some(one.clone()),
                    });
                lacking.chain(surplus).collect()
            }
        }
    }

    fn compared(
        &self,
        kind: Kind,
        values: &[(Expected, Json)],
        complete: bool,
        payload: &Payload,
    ) -> Vec<Difference> {
        let of = |slot: Slot| payload.0.get(&slot);
        let mut differences: Vec<_> = values
            .iter()
            .filter(|(part, wanted)| !self.meets(kind, *part, wanted, of(part.slot())))
            .map(|(part, wanted)| Difference {
                name: self.name(kind, *part),
                wanted: wanted.clone(),
                got: self.shown(kind, *part, of(part.slot())),
                invalid: None,
            })
            .collect();
        if complete {
            let expected: BTreeSet<Slot> = values.iter().map(|(part, _)| part.slot()).collect();
            for slot in payload.0.keys().filter(|slot| !expected.contains(slot)) {
                let part = if *slot == Slot::Status {
                    Expected::Stage
                } else {
                    Expected::Plain(*slot)
                };
                differences.push(Difference {
                    name: self.name(kind, part),
                    wanted: "".into(),
                    got: self.shown(kind, part, of(*slot)),
                    invalid: None,
                });
            }
        }
        differences
    }

    fn meets(&self, kind: Kind, part: Expected, wanted: &Json, sent: Option<&Json>) -> bool {
        match part {
            Expected::Plain(Slot::Field(id)) => {
                self.mapping.field_of(kind, id).is_some_and(|field| {
                    let own = &self.mapping;
                    values::meets(&field.shape, &own.zone, own.country, wanted, sent)
                })
            }
            Expected::Stage => {
                let pipeline = self
                    .mapping
                    .kinds
                    .get(&kind)
                    .and_then(|k| k.pipeline.as_ref());
                let id = match (pipeline, wanted.as_str()) {
                    (Some(pipeline), Some(name)) => match pipeline.status(name) {
                        Found::One(status) => Some(status.id),
                        _ => None,
                    },
                    _ => None,
                };
                let got = sent.and_then(|stage| stage.get("status_id")?.as_i64());
                id == got && (got.is_some() || *wanted == json!(""))
            }
            _ => text(&self.shown(kind, part, sent)) == text(wanted),
        }
    }

    fn shown(&self, kind: Kind, part: Expected, sent: Option<&Json>) -> Json {
        let nothing = || Json::from("");
        let Some(sent) = sent else {
            return nothing();
        };
        let own = self.mapping.kinds.get(&kind);
        match part {
            Expected::Plain(Slot::Field(id)) => self
                .mapping
                .field_of(kind, id)
                .map_or_else(nothing, |field| {
                    values::human(&field.shape, &self.mapping.zone, sent)
                }),
            Expected::Plain(_) => sent.clone(),
            Expected::Stage => self.mapping.show(kind, Slot::Status, sent).into(),
            Expected::Pipeline => own
                .and_then(|own| own.pipeline.as_ref())
                .map_or_else(nothing, |pipeline| pipeline.name.clone().into()),
            Expected::LossReason => {
                let id = sent.get("loss_reason_id").and_then(Json::as_i64);
                own.and_then(|own| own.reasons.iter().find(|(_, own)| Some(**own) == id))
                    .map_or_else(nothing, |(name, _)| name.clone().into())
            }
        }
    }

    fn name(&self, kind: Kind, part: Expected) -> String {
        match part {
            Expected::Plain(Slot::Field(id)) => self
                .mapping
                .field_of(kind, id)
                .map_or_else(|| id.to_string(), |field| format!("fields.{}", field.key)),
            Expected::Plain(slot) => slot.to_string(),
            Expected::Pipeline => "pipeline".to_owned(),
            Expected::Stage => "status".to_owned(),
            Expected::LossReason => "loss_reason".to_owned(),
        }
    }
}

impl Expected {
    fn slot(self) -> Slot {
        match self {
            Self::Plain(slot) => slot,
            // Funnel, stage and reason change together.
            Self::Pipeline | Self::Stage | Self::LossReason => Slot::Status,
        }
    }
}

/// Reads one case.
struct Reader<'a> {
    mapping: &'a Mapping,
    resolved: &'a Resolved,
    raw: &'a RawCase,
    mistakes: Vec<String>,
}

impl Reader<'_> {
    fn read(mut self, line: usize, complete: bool) -> Result<Case, Vec<String>> {
        let record = self.record();
        let outcome = match (&self.raw.expect, &self.raw.expect_invalid) {
            (Some(table), None) => Some(CaseOutcome::Sent {
                values: self.expected(table),
                complete: self.raw.complete.unwrap_or(complete),
            }),
            (None, Some(names)) if !names.is_empty() => {
                self.known_names(names);
                Some(CaseOutcome::Invalid(names.clone()))
            }
            (None, Some(_)) => {
                self.wrong("`expect_invalid` names nothing; name the attributes that are wrong");
                None
            }
            (None, None) | (Some(_), Some(_)) => {
                self.wrong("a case has either `expect` or `expect_invalid`");
                None
            }
        };
        match outcome {
            Some(outcome) if self.mistakes.is_empty() => Ok(Case {
                line,
                title: self.raw.title.clone(),
                record,
                outcome,
            }),
            _ => Err(self.mistakes),
        }
    }

    fn wrong(&mut self, text: impl Into<String>) {
        self.mistakes.push(text.into());
    }

    /// The row with every attribute that the mapping asks for; those that the case leaves out are `NULL`.
    fn record(&mut self) -> Record {
        let kind = self.raw.kind;
        let asked = self.mapping.attributes(kind);
        let given = |name: &str| {
            let mut row = self.raw.row.iter();
            row.find(|(own, _)| own.eq_ignore_ascii_case(name))
        };
        let left_out: Vec<&str> = asked
            .iter()
            .map(String::as_str)
            .filter(|name| given(name).is_none())
            .collect();
        let mut mistakes = Vec::new();
        let (mut names, mut row) = (Vec::new(), Vec::new());
        for (name, value) in &self.raw.row {
            // A query may give more than the mapping uses; what is nearly the name of something it lacks is a slip.
            let is_asked = asked.iter().any(|own| own.eq_ignore_ascii_case(name));
            let is_key = matches!(name.as_str(), "userID" | "courseID");
            if !is_asked
                && !is_key
                && let Some(near) = nearest(name, left_out.iter().copied())
            {
                mistakes.push(format!(
                    "the mapping of `{kind}` does not ask for `{name}`; did you mean `{near}`?"
                ));
            }
            names.push(name.clone());
            row.push(match value {
                toml::Value::String(text) => Value::Text(text.clone()),
                toml::Value::Integer(number) => Value::Int(*number),
                toml::Value::Float(number) => Value::Real(*number),
                toml::Value::Boolean(on) => Value::Int(i64::from(*on)),
                toml::Value::Datetime(moment) => Value::Text(moment.to_string()),
                toml::Value::Array(_) | toml::Value::Table(_) => {
                    mistakes.push(format!(
                        "`row.{name}` is a list or a table; a database holds it as JSON text"
                    ));
                    Value::Null
                }
            });
        }
        for name in left_out {
            names.push(name.to_owned());
            row.push(Value::Null);
        }
        self.mistakes.append(&mut mistakes);
        let number = |name: &str| {
            let value = given(name).and_then(|(_, value)| value.as_integer());
            value.unwrap_or(1)
        };
        let key = match kind.key_shape() {
            KeyShape::User => Key::User(UserId(number("userID"))),
            KeyShape::Course => Key::Course(CourseId(number("courseID"))),
            KeyShape::Enrolment => {
                Key::Enrolment(UserId(number("userID")), CourseId(number("courseID")))
            }
        };
        Record::new(kind, key, Columns::new(names), row)
    }

    fn expected(&mut self, table: &toml::Table) -> Vec<(Expected, Json)> {
        let mut all = Vec::new();
        for (name, value) in table {
            let part = match name.as_str() {
                "fields" => {
                    let Some(fields) = value.as_table() else {
                        self.wrong("`expect.fields` is no table");
                        continue;
                    };
                    for (key, value) in fields {
                        if let Some(id) = self.field(key) {
                            all.push((Expected::Plain(Slot::Field(id)), plain(value)));
                        }
                    }
                    continue;
                }
                "name" => Expected::Plain(Slot::Name),
                "first_name" => Expected::Plain(Slot::FirstName),
                "last_name" => Expected::Plain(Slot::LastName),
                "price" => Expected::Plain(Slot::Price),
                "pipeline" => Expected::Pipeline,
                "status" => Expected::Stage,
                "loss_reason" => Expected::LossReason,
                other => {
                    let near = guess(nearest(other, SLOTS.iter().copied().chain(["fields"])));
                    self.wrong(format!(
                        "`expect` has no `{other}`{near}; it takes {} and `fields`",
                        SLOTS.map(|slot| format!("`{slot}`")).join(", ")
                    ));
                    continue;
                }
            };
            all.push((part, plain(value)));
        }
        all
    }

    fn field(&mut self, key: &str) -> Option<FieldId> {
        let own = self.fields();
        let found = own
            .iter()
            .find(|field| field.key == key || field.shape.name == key)
            .map(|field| field.shape.id);
        if found.is_none() {
            let known = own
                .iter()
                .flat_map(|field| [field.key.as_str(), field.shape.name.as_str()]);
            let near = guess(nearest(key, known));
            self.wrong(format!(
                "the mapping of `{}` has no field `{key}`{near}",
                self.raw.kind
            ));
        }
        found
    }

    fn fields(&self) -> &[ResolvedField] {
        self.resolved
            .kinds
            .get(&self.raw.kind)
            .map_or(&[], |kind| kind.fields.as_slice())
    }

    fn known_names(&mut self, names: &[String]) {
        let kind = self.raw.kind;
        let mut known = self.mapping.attributes(kind);
        known.extend(SLOTS.map(ToOwned::to_owned));
        for field in self.fields() {
            known.extend([field.key.clone(), field.shape.name.clone()]);
        }
        for name in names {
            if !known.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                let near = guess(nearest(name, known.iter().map(String::as_str)));
                self.wrong(format!(
                    "`expect_invalid` names `{name}`, which the mapping of `{kind}` does not use{near}"
                ));
            }
        }
    }
}

/// `9000` and `"9000"` are one wish.
fn text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn guess(near: Option<&str>) -> String {
    near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}

/// What the cases expect and the mapping has no table for.
fn extras<'a>(cases: impl Iterator<Item = &'a RawCase>) -> Extras {
    let mut extras = Extras::default();
    for case in cases {
        let Some(expect) = &case.expect else { continue };
        if let Some(reason) = expect.get("loss_reason").and_then(toml::Value::as_str) {
            extras.loss_reasons.insert(reason.to_owned());
        }
        let fields = expect.get("fields").and_then(toml::Value::as_table);
        for (key, value) in fields.into_iter().flatten() {
            let texts = match value {
                toml::Value::Array(list) => list.as_slice(),
                one => std::slice::from_ref(one),
            };
            let texts = texts.iter().filter_map(toml::Value::as_str);
            extras
                .options
                .entry((case.kind.entity(), key.clone()))
                .or_default()
                .extend(texts.filter(|text| !text.is_empty()).map(ToOwned::to_owned));
        }
    }
    extras.loss_reasons.remove("");
    extras
}

fn plain(value: &toml::Value) -> Json {
    match value {
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(list) => list.iter().map(plain).collect(),
        toml::Value::Table(table) => {
            let parts: BTreeMap<_, _> = table.iter().map(|(k, v)| (k, plain(v))).collect();
            json!(parts)
        }
        other => serde_json::to_value(other).unwrap_or_default(),
    }
}

fn name_of(invalid: &Invalid) -> String {
    let name = invalid.attribute.as_ref().or(invalid.field.as_ref());
    name.cloned().unwrap_or_default()
}

/// Several attributes may feed one field; naming one of them is enough.
fn is_called(invalid: &Invalid, name: &str) -> bool {
    let attributes = invalid.attribute.iter().flat_map(|all| all.split(", "));
    attributes
        .chain(invalid.field.as_deref())
        .any(|own| own.eq_ignore_ascii_case(name))
}
