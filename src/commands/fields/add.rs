//! `fields add`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::options_cell;
use super::{Method, legacy, place_of, read, refused};
use crate::context::Context;
use crate::context::mapping::before_second_look;
use crate::crm::fields::{self, CustomField, FieldOption, FieldPlace};
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
use crate::schema::new_field::checked;

/// Create fields; those that exist already are left as they are
///
/// Example: amosync fields add leads --name Формат --type select --option Онлайн --option Очно
///
/// A file holds a list of fields, as `fields list --output json` prints it; ids in it are ignored. With `--api v2` it holds
/// a request, `{"add": […], "delete": […]}`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct AddArgs {
    /// contacts, companies, leads, customers, segments, products or catalogs/ID; with `--api v2` also 1, 2, 3, 12 or a list's id
    #[arg(value_name = "ENTITY")]
    pub(super) place: Option<String>,
    /// Read the fields from a JSON file, or from stdin with `-`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "field_type", "options"])]
    pub(super) file: Option<PathBuf>,
    /// Name
    #[arg(long, value_name = "TEXT")]
    pub(super) name: Option<String>,
    /// Type, for example text, numeric, select, date; with `--api v2` also its number
    #[arg(long = "type", value_name = "TYPE")]
    pub(super) field_type: Option<String>,
    /// An option; several in their order
    #[arg(long = "option", value_name = "TEXT")]
    pub(super) options: Vec<String>,
    /// Code: capital Latin letters, digits and `_`
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Place among the other fields
    #[arg(long, value_name = "N")]
    sort: Option<i64>,
    /// Group of fields
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// People see the value and cannot edit it
    #[arg(long)]
    pub(super) api_only: bool,
    /// When a birthday is remembered: never, day, week or month
    #[arg(long, value_name = "WHEN")]
    remind: Option<String>,
    /// Currency of a monetary field
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Where a `linked_entity` looks: a list's id, contacts, companies or `contacts_and_companies`
    #[arg(long, value_name = "WHERE")]
    search_in: Option<String>,
    /// A stage for which the field must be filled in
    #[arg(long, value_name = "FUNNEL:STATUS", value_parser = stage)]
    required_in: Vec<(i64, i64)>,
    /// A stage in which the field is not shown
    #[arg(long, value_name = "FUNNEL:STATUS", value_parser = stage)]
    hidden_in: Vec<(i64, i64)>,
    /// Show a list's field in the list: true or false
    #[arg(long, value_name = "BOOL")]
    visible: Option<bool>,
    /// A list's field must be filled in
    #[arg(long)]
    required: bool,
    /// Create the field although another one has its name
    #[arg(long)]
    allow_same_name: bool,
    /// Show what would be created
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Which method of the CRM to use
    #[arg(long, value_enum, default_value = "v4")]
    api: Method,
    /// With `--api v2`: unique name of the service that owns the field; it is needed to delete it
    #[arg(long, value_name = "WORD")]
    pub(super) origin: Option<String>,
    /// With `--api v2`: comes back in the answer
    #[arg(long, value_name = "N")]
    pub(super) request_id: Option<i64>,
    /// Do not ask before a request of `--api v2` deletes
    #[arg(long)]
    pub(super) yes: bool,
}

/// What becomes of one field.
#[derive(Debug, Serialize)]
struct Made {
    #[serde(rename = "outcome")]
    result: &'static str,
    id: Option<i64>,
    name: String,
    #[serde(rename = "type")]
    field_type: String,
    code: Option<String>,
    options: Vec<FieldOption>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Outcomes(Vec<Made>);

impl Render for Outcomes {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("outcome", Align::Left),
            ("id", Align::Right),
            ("name", Align::Left),
            ("type", Align::Left),
            ("options", Align::Left),
        ]);
        for one in &self.0 {
            table.row([
                one.result.to_owned(),
                one.id.map(|id| id.to_string()).unwrap_or_default(),
                one.name.clone(),
                one.field_type.clone(),
                options_cell(&one.options),
            ]);
        }
        table.text(style)
    }
}

/// Creates the fields that the account lacks.
pub fn run(context: &Context, args: &AddArgs) -> anyhow::Result<Exit> {
    if args.api == Method::V2 {
        return legacy::add(context, args);
    }
    if args.origin.is_some() || args.request_id.is_some() {
        return Err(Failure::new(
            Exit::Usage,
            "`--origin` and `--request-id` belong to `--api v2`",
        )
        .into());
    }
    let word = args.place.as_deref().ok_or_else(|| {
        Failure::new(Exit::Usage, "say what gets the fields, for example `leads`")
    })?;
    let place = place_of(context, word)?;
    let raw = match &args.file {
        Some(path) => fields_of_file(path)?,
        None => vec![args.field()?],
    };
    // A listing holds the CRM's own fields too; they exist everywhere and cannot be made.
    let (own, wanted): (Vec<_>, Vec<_>) = raw
        .into_iter()
        .partition(|field| field.get("is_predefined") == Some(&Value::Bool(true)));
    if !own.is_empty() {
        context
            .out()
            .note(format!("left out {} fields that the CRM makes", own.len()));
    }
    let wanted = check_all(place, &wanted)?;
    // Two at once would both create what both saw missing.
    let _lock = (!args.dry_run)
        .then(|| context.run_lock("fields add"))
        .transpose()?;
    let present = read(context, place)?;
    let mut outcomes = Vec::new();
    let mut missing = Vec::new();
    for item in wanted {
        match present
            .iter()
            .find(|field| exists_as(field, &item, args.allow_same_name))
        {
            Some(field) => outcomes.push(outcome("exists", field)),
            None => missing.push(item),
        }
    }
    if args.dry_run {
        outcomes.extend(missing.iter().map(|item| {
            let shown = CustomField(item.clone());
            Made {
                id: None,
                ..outcome("would create", &shown)
            }
        }));
    } else if !missing.is_empty() {
        let pause = before_second_look(context)?;
        let made = fields::create(context.crm()?, place, &missing, &present, &pause)
            .map_err(|error| refused(place, error).context("cannot create the fields"))?;
        context.store()?.forget_shape()?;
        outcomes.extend(made.iter().map(|field| outcome("created", field)));
    }
    context.out().result(&Outcomes(outcomes))?;
    Ok(Exit::Done)
}

/// Whether the account's field is what the item asks for, so that nothing is made twice.
fn exists_as(field: &CustomField, item: &Map<String, Value>, allow_same_name: bool) -> bool {
    let asked = |key: &str| item.get(key).and_then(Value::as_str);
    if let Some(code) = asked("code")
        && field.code() == Some(code)
    {
        return true;
    }
    !allow_same_name
        && asked("name").map(str::trim) == Some(field.name().trim())
        && asked("type") == Some(field.field_type())
        && (asked("code").is_none() || field.code().is_none())
}

fn outcome(result: &'static str, field: &CustomField) -> Made {
    Made {
        result,
        id: Some(field.id().0),
        name: field.name().to_owned(),
        field_type: field.field_type().to_owned(),
        code: field.code().map(ToOwned::to_owned),
        options: field.options(),
    }
}

fn check_all(place: FieldPlace, raw: &[Value]) -> Result<Vec<Map<String, Value>>, Failure> {
    let mut wrong = Vec::new();
    let mut bodies = Vec::new();
    for (at, field) in raw.iter().enumerate() {
        match checked(place, field) {
            Ok(body) => bodies.push(body),
            Err(errors) => {
                let name = field.get("name").and_then(Value::as_str);
                let which = name.map_or_else(|| format!("field {}", at + 1), |n| format!("«{n}»"));
                wrong.extend(errors.into_iter().map(|error| format!("{which}: {error}")));
            }
        }
    }
    if wrong.is_empty() {
        Ok(bodies)
    } else {
        Err(mistakes("the fields", &wrong))
    }
}

/// Nothing was sent, and why.
pub(super) fn mistakes(what: &str, wrong: &[String]) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("cannot use {what}: {}", wrong.join("; ")),
    )
    .hint("nothing was sent")
}

/// A JSON file, or stdin.
pub(super) fn read_json(path: &Path) -> anyhow::Result<Value> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(path).map_err(|error| {
            Failure::new(
                Exit::Usage,
                format!("cannot read `{}`: {error}", path.display()),
            )
        })?
    };
    Ok(serde_json::from_str(&text).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("`{}` is not JSON: {error}", path.display()),
        )
    })?)
}

fn fields_of_file(path: &Path) -> anyhow::Result<Vec<Value>> {
    match read_json(path)? {
        Value::Array(items) => Ok(items),
        one @ Value::Object(_) if one.get("add").is_some() => Err(Failure::new(
            Exit::Usage,
            "the file holds a request of the legacy method",
        )
        .hint("pass `--api v2`")
        .into()),
        // An answer of the API itself, or one field.
        one @ Value::Object(_) => match one.pointer("/_embedded/custom_fields") {
            Some(Value::Array(items)) => Ok(items.clone()),
            _ => Ok(vec![one]),
        },
        _ => Err(Failure::new(Exit::Usage, "the file holds no list of fields").into()),
    }
}

fn stage(text: &str) -> Result<(i64, i64), String> {
    text.split_once(':')
        .and_then(|(funnel, status)| Some((funnel.parse().ok()?, status.parse().ok()?)))
        .ok_or_else(|| {
            format!(
                "`{text}` is no stage; write FUNNEL:STATUS, as `pipelines list` shows their ids"
            )
        })
}

impl AddArgs {
    fn field(&self) -> Result<Value, Failure> {
        let (Some(name), Some(field_type)) = (&self.name, &self.field_type) else {
            return Err(Failure::new(
                Exit::Usage,
                "a new field needs `--name` and `--type`, or many come from `--file`",
            ));
        };
        let mut field = json!({"name": name, "type": field_type});
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                field[key] = value;
            }
        };
        set("code", self.code.clone().map(Value::from));
        set("sort", self.sort.map(Value::from));
        set("group_id", self.group.clone().map(Value::from));
        set("is_api_only", self.api_only.then(|| true.into()));
        set("remind", self.remind.clone().map(Value::from));
        set("currency", self.currency.clone().map(Value::from));
        let search_in = self.search_in.as_ref().map(|word| {
            word.parse::<i64>()
                .map_or_else(|_| word.clone().into(), Value::from)
        });
        set("search_in", search_in);
        set("is_visible", self.visible.map(Value::from));
        set("is_required", self.required.then(|| true.into()));
        let stages = |list: &[(i64, i64)]| -> Option<Value> {
            let of = |(pipeline, status): &(i64, i64)| json!({"pipeline_id": pipeline, "status_id": status});
            (!list.is_empty()).then(|| list.iter().map(of).collect())
        };
        set("required_statuses", stages(&self.required_in));
        set("hidden_statuses", stages(&self.hidden_in));
        if !self.options.is_empty() {
            // A category's options are its top level.
            let key = if field_type == "category" {
                "nested"
            } else {
                "enums"
            };
            let options = self
                .options
                .iter()
                .map(|text| json!({"value": text}))
                .collect();
            set(key, Some(options));
        }
        Ok(field)
    }
}
