//! `mapping test`: an admin's own tests of the mapping.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::mapping::Mapping;
use crate::mapping::cases::{CaseResult, Cases, CasesError, Difference};
use crate::output::{Render, Style};

/// Stands below the help.
pub(super) const EXAMPLE: &str = r#"Exit code 1 when a case fails, 2 when the file is wrong. Example of a file:

  [[case]]
  kind   = "deal_course"
  row    = { courseName = "Rust", username = "ann", price = 9000, statusCode = "paid", progress = 40 }
  expect = { name = "Rust — ann", price = 9000, status = "Оплачен", fields.PROGRESS = 40 }

  [[case]]
  kind           = "deal_course"
  row            = { courseName = "Rust", username = "ann", statusCode = "frozen" }
  expect_invalid = ["statusCode"]"#;

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// The file of cases, in TOML; `-` reads stdin
    file: PathBuf,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Verdicts(Vec<CaseResult>);

impl Render for Verdicts {
    fn text(&self, _: Style) -> String {
        let mut text = String::new();
        for verdict in &self.0 {
            let CaseResult {
                case,
                line,
                title,
                kind,
                passed,
                differences,
            } = verdict;
            let word = if *passed { "ok    " } else { "FAILED" };
            let _ = write!(text, "{word}  {case}  {kind}");
            match title {
                Some(title) => writeln!(text, "  {title}"),
                None => writeln!(text, "  (line {line})"),
            }
            .unwrap_or_default();
            for difference in differences {
                difference_text(&mut text, difference);
            }
        }
        text
    }
}

fn difference_text(text: &mut String, difference: &Difference) {
    let Difference {
        name,
        wanted,
        got,
        invalid,
    } = difference;
    let _ = writeln!(
        text,
        "        {name}: wanted {}, got {}",
        shown(wanted),
        shown(got)
    );
    if let Some(invalid) = invalid {
        let _ = writeln!(text, "          {invalid}");
        if let Some(hint) = &invalid.hint {
            let _ = writeln!(text, "          {hint}");
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Runs the cases.
pub(super) fn run(context: &Context, args: &TestArgs) -> anyhow::Result<Exit> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let text = read(&args.file)?;
    let cases = Cases::read(&mapping, text.trim_start_matches('\u{feff}'))
        .map_err(|error| wrong(&args.file, error))?;
    let verdicts = Verdicts(cases.run());
    let failed = verdicts.0.iter().filter(|verdict| !verdict.passed).count();
    context.out().result(&verdicts)?;
    context
        .out()
        .note(format!("{} cases, {failed} failed", verdicts.0.len()));
    Ok(if failed == 0 {
        Exit::Done
    } else {
        Exit::Failure
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    text.map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("cannot read the cases `{}`: {error}", file.display()),
        )
        .hint("name a TOML file; `amosync mapping test --help` has an example")
    })
}

fn wrong(file: &Path, error: CasesError) -> Failure {
    match error {
        CasesError::File(mistakes) => {
            let file = file.display();
            let text = match mistakes.as_slice() {
                [only] => format!("`{file}` {only}"),
                all => format!(
                    "`{file}` has {} mistakes\n  {}",
                    all.len(),
                    all.join("\n  ")
                ),
            };
            Failure::new(Exit::Usage, text)
                .hint("`amosync mapping test --help` has an example of a file")
        }
        CasesError::Mapping(problems) => {
            let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
            Failure::new(
                Exit::Config,
                format!("the mapping cannot be used: {}", all.join("; ")),
            )
            .hint("correct the profile's mapping in the configuration")
        }
    }
}
