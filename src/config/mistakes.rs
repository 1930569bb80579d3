//! Finds every mistake in a configuration file and says each in plain words, with its line.
//!
//! Reading stops at the first mistake, so the place is recorded, taken out or filled in, and the file is read again. No
//! value is ever printed from a place whose key is unknown: it may be a secret that does not belong there.

use std::fmt::Write as _;
use std::path::Path as FilePath;

use toml::de::DeValue;

use super::document::{Document, Path, Stop};
use crate::error::{Exit, Failure};
use crate::text::nearest;

/// Enough for anybody to start with.
const MOST: usize = 50;

/// Keys that people expect in a configuration and that hold secrets.
const SECRETS: [&str; 9] = [
    "access_token",
    "auth_code",
    "client_secret",
    "code",
    "long_lived_token",
    "password",
    "refresh_token",
    "secret",
    "token",
];

/// One mistake.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The place.
    pub path: Path,
    /// Its line; `None` for the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub text: String,
    /// What is allowed, or what to do.
    pub hint: String,
}

impl Mistake {
    /// A mistake at a place of the document.
    pub fn at(
        document: &Document<'_>,
        path: &[String],
        text: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            path: path.to_vec(),
            line: document.line(path),
            text: text.into(),
            hint: hint.into(),
        }
    }
}

/// Reads a value from the document, going on behind each mistake; `None` when that was not possible.
///
/// `invented` receives the places that were filled in; nothing there is worth a look.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    document: &mut Document<'_>,
    mistakes: &mut Vec<Mistake>,
    invented: &mut Vec<Path>,
) -> Option<T> {
    while mistakes.len() < MOST {
        let stop = match document.read() {
            Ok(value) => return Some(value),
            Err(stop) => stop,
        };
        let silent = invented.iter().any(|path| stop.path.starts_with(path));
        if let Some(field) = quoted(&stop.message, "missing field `") {
            let mut place = stop.path.clone();
            place.push(field.clone());
            // It was there, and is either of a wrong type or misspelt.
            let known = mistakes.iter().any(|m| {
                m.path == place
                    || m.path.starts_with(&stop.path)
                        && m.text.ends_with(&format!("did you mean `{field}`?"))
            });
            if !silent && !known {
                mistakes.push(missing(document, &place));
            }
            // Any text will do to go on: required values are texts, and the rest become tables below.
            let text = DeValue::String("https://missing.invalid".into());
            if !document.put(&place, text) {
                return None;
            }
            invented.push(place);
        } else if silent {
            let empty = DeValue::Table(toml::map::Map::new());
            if invented.iter().filter(|path| **path == stop.path).count() > 1
                || !document.put(&stop.path, empty)
            {
                return None;
            }
            invented.push(stop.path);
        } else {
            let (place, mistake) = explain(document, stop);
            mistakes.push(mistake);
            if !document.remove(&place) {
                return None;
            }
        }
    }
    None
}

/// All mistakes as one failure.
pub(super) fn failure(file: &FilePath, mut mistakes: Vec<Mistake>) -> Failure {
    mistakes.sort_by_key(|mistake| mistake.line);
    let file = file.display();
    if let [only] = mistakes.as_slice() {
        let place = only
            .line
            .map_or(String::new(), |line| format!(" line {line}"));
        return Failure::new(Exit::Config, format!("`{file}`{place}: {}", only.text))
            .hint(only.hint.clone());
    }
    let mut text = format!("`{file}` has {} mistakes", mistakes.len());
    for mistake in &mistakes {
        let Mistake {
            path: _,
            line,
            text: what,
            hint,
        } = mistake;
        let place = line.map_or_else(|| "the file".to_owned(), |line| format!("line {line}"));
        let _ = write!(text, "\n  {place}: {what}\n    {hint}");
    }
    Failure::new(Exit::Config, text)
}

/// A mistake of the syntax.
pub(super) fn syntax(line: usize, message: &str) -> Mistake {
    let hint = if message.contains("escape") {
        "a Windows path needs single quotes: 'C:\\platform\\platform.db'"
    } else if message.contains("duplicate key") {
        "each key and each [table] stands once"
    } else {
        "the file is TOML: [tables], and lines of the form `key = \"text\"`, `key = 7`, `key = true`"
    };
    Mistake {
        path: Path::new(),
        line: Some(line),
        text: format!("this is not TOML: {message}"),
        hint: hint.to_owned(),
    }
}

fn missing(document: &Document<'_>, place: &[String]) -> Mistake {
    let (field, parent) = place
        .split_last()
        .map_or(("", place), |(f, p)| (f.as_str(), p));
    let parent = parent.join(".");
    let holder = if parent.is_empty() {
        "the file".to_owned()
    } else {
        format!("`[{parent}]`")
    };
    let hint = match field {
        "amo" | "source" => format!("add a table `[{parent}.{field}]`; `amosync init` writes one"),
        "url" => "add a line such as `url = \"https://school.amocrm.ru\"`".to_owned(),
        "client_id" => {
            "add `client_id = \"…\"`: the integration ID on the integration's Keys tab".to_owned()
        }
        "redirect_uri" => {
            "add `redirect_uri = \"…\"`: the address registered with the integration".to_owned()
        }
        _ => format!("add `{field}`"),
    };
    Mistake::at(document, place, format!("{holder} lacks `{field}`"), hint)
}

fn explain(document: &Document<'_>, stop: Stop) -> (Path, Mistake) {
    let Stop { mut path, message } = stop;
    if let Some(key) = quoted(&message, "unknown field `") {
        if path.last() != Some(&key) {
            path.push(key.clone());
        }
        let mistake = unknown(document, &path, "key", &key, &message);
        return (path, mistake);
    }
    if let Some(name) = quoted(&message, "unknown variant `") {
        let mut below = path.clone();
        below.push(name.clone());
        let (path, what) = if document.has(&below) {
            (below, "key")
        } else if path.last() == Some(&name) {
            (path, "key")
        } else {
            (path, "value")
        };
        let mistake = unknown(document, &path, what, &name, &message);
        return (path, mistake);
    }
    let name = path.join(".");
    let mistake = match message.split_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid ") => {
            let expected = expectation(expected);
            Mistake::at(
                document,
                &path,
                format!("`{name}` is not {expected}"),
                example(&path),
            )
        }
        _ if path.last().is_some_and(|key| key == "url") => Mistake::at(
            document,
            &path,
            format!("`{name}` is not an address"),
            example(&path),
        ),
        _ => Mistake::at(
            document,
            &path,
            format!("`{name}`: {message}"),
            example(&path),
        ),
    };
    (path, mistake)
}

fn unknown(
    document: &Document<'_>,
    path: &[String],
    what: &str,
    name: &str,
    message: &str,
) -> Mistake {
    let allowed = allowed(message);
    let place = match what {
        "key" => path[..path.len() - 1].join("."),
        _ => path.join("."),
    };
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(" in `{place}`")
    };
    if what == "key" && SECRETS.contains(&name.to_lowercase().as_str()) {
        return Mistake::at(
            document,
            path,
            format!("`{name}`{place} is a secret, and no secret may stand in the configuration"),
            "take the line out and run `amosync auth login`, which keeps it in the keyring or the secrets file; \
             or set AMOSYNC_CLIENT_SECRET_FILE or AMOSYNC_ACCESS_TOKEN_FILE. Whoever could read the file knows the \
             secret now: renew it in amoCRM",
        );
    }
    let guess = nearest(name, allowed.iter().copied())
        .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let hint = if allowed.is_empty() {
        "nothing is allowed here".to_owned()
    } else {
        let list: Vec<_> = allowed.iter().map(|name| format!("`{name}`")).collect();
        format!("allowed here: {}", list.join(", "))
    };
    Mistake::at(
        document,
        path,
        format!("unknown {what} `{name}`{place}{guess}"),
        hint,
    )
}

/// The names in the second half of serde's "expected one of `a`, `b`".
fn allowed(message: &str) -> Vec<&str> {
    let mut names: Vec<_> = message
        .rsplit_once("expected ")
        .map_or("", |(_, names)| names)
        .split('`')
        .skip(1)
        .step_by(2)
        .collect();
    names.sort_unstable();
    names
}

fn quoted(message: &str, before: &str) -> Option<String> {
    let rest = message.strip_prefix(before)?;
    let end = ["`, expected", "`, there are no"]
        .iter()
        .find_map(|after| rest.rfind(after))
        .or_else(|| rest.rfind('`'))?;
    Some(rest[..end].to_owned())
}

fn expectation(expected: &str) -> String {
    match expected {
        "a string" | "string" | "path string" => "text in quotes",
        "f64" | "f32" => "a number",
        "u8" => "a whole number from 0 to 255",
        "u16" | "u32" | "u64" | "usize" => "a whole number of zero or more",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "a boolean" | "bool" => "`true` or `false`",
        "a sequence" => "a list",
        other if other.starts_with("struct ") || other == "a map" => "a table",
        other => other,
    }
    .to_owned()
}

fn example(path: &[String]) -> String {
    let example = match path.last().map_or("", String::as_str) {
        "url" => "url = \"https://school.amocrm.ru\"",
        "rate" => "rate = 7",
        "batch_max" => "batch_max = 250",
        "in_flight" => "in_flight = 16",
        "timeout_seconds" => "timeout_seconds = 30",
        "recheck" => "recheck = [5, 15, 45]",
        "recheck_seconds" => "recheck_seconds = 5",
        "resend_after_seconds" => "resend_after_seconds = 600",
        "max_changes_percent" => "max_changes_percent = 30 (0 to 100)",
        "fields" | "mapping" => "fields.CITY = { from = \"city\" }",
        "path" => "path = \"/var/lib/platform/platform.db\"",
        "default_profile" => "default_profile = \"school\"",
        "amo" | "source" | "secrets" | "guard" => {
            return format!("write a table: [{}]", path.join("."));
        }
        _ => return "the README's section on configuration has an example of every key".to_owned(),
    };
    format!("for example: {example}")
}
