//! Pairs that others keep: the platform's own `amo*` columns, or a file that `ids export` wrote.

use std::ops::ControlFlow;

use super::Candidate;
use crate::domain::{ALL_KEYS, CrmId, Key, Kind};
use crate::error::{Exit, Failure};
use crate::source::Source;

/// The pairs of a kind; `source` reads with the query of `source::former_ids`.
pub fn read_columns(source: &dyn Source, kind: Kind) -> anyhow::Result<Vec<Candidate>> {
    let mut found = Vec::new();
    source.scan(kind, &ALL_KEYS, &mut |row| {
        if let Some(id) = row.record().int("amoID") {
            found.push(Candidate {
                kind,
                key: row.key(),
                id: CrmId(id),
            });
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// The pairs of a CSV file with the columns `kind`, `key` and `crm_id`; other columns are not looked at.
pub fn read_file(name: &str, text: &str) -> Result<Vec<Candidate>, Failure> {
    let wrong = |line: usize, why: String| {
        Failure::new(
            Exit::Usage,
            format!("cannot read `{name}`, line {line}: {why}"),
        )
        .hint("`ids export` shows the form: kind,key,crm_id,entity")
    };
    let cells = |line: &str| -> Vec<String> {
        let plain = |cell: &str| cell.trim().trim_matches('"').to_owned();
        line.split([',', ';']).map(plain).collect()
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let head = lines
        .next()
        .map(|(line, _)| cells(line))
        .unwrap_or_default();
    let at = |name: &str| {
        head.iter()
            .position(|own| own.eq_ignore_ascii_case(name))
            .ok_or_else(|| wrong(1, format!("the column `{name}` is missing")))
    };
    let (kind_at, key_at, id_at) = (at("kind")?, at("key")?, at("crm_id")?);
    let mut found = Vec::new();
    for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
        let cells = cells(line);
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let kind: Kind = cell(kind_at)
            .parse()
            .map_err(|error| wrong(number, format!("{error}")))?;
        let key =
            Key::parse(kind, cell(key_at)).map_err(|error| wrong(number, error.to_string()))?;
        let id = cell(id_at)
            .parse()
            .ok()
            .filter(|id: &CrmId| id.0 > 0)
            .ok_or_else(|| wrong(number, format!("`{}` is no id of the CRM", cell(id_at))))?;
        found.push(Candidate { kind, key, id });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CourseId, UserId};

    #[test]
    fn a_file_may_come_from_a_spreadsheet() {
        let text =
            "\u{feff}CRM_ID;kind;\"key\"\r\n501;contact;1\r\n\r\n777;deal_course;\"2/77\"\r\n";
        let found = read_file("ids.csv", text).expect("read");
        let keys: Vec<_> = found.iter().map(|one| (one.key, one.id.0)).collect();
        assert_eq!(
            keys,
            [
                (Key::User(UserId(1)), 501),
                (Key::Enrolment(UserId(2), CourseId(77)), 777)
            ]
        );
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, why) in [
            (
                "kind,key\ncontact,1",
                "line 1: the column `crm_id` is missing",
            ),
            (
                "kind,key,crm_id\ncontact,1,501\nlead,2,502",
                "line 3: no kind is called `lead`",
            ),
            (
                "kind,key,crm_id\ncontact,1/2,501",
                "line 2: `1/2` is not a key",
            ),
            ("kind,key,crm_id\ncontact,1,0", "line 2: `0` is no id"),
            ("", "line 1: the column `kind` is missing"),
        ] {
            let error = read_file("ids.csv", text).expect_err(text).to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
