//! A mapping for people to fill in: every field, option, funnel and stage of the account as comments.
//!
//! All lines are comments below a heading that is valid TOML, so that a line counts as soon as its `#` is taken away.

use std::fmt::Write as _;

use crate::domain::shape::{FieldShape, MARKER_CODE, PipelineShape, Shape};
use crate::domain::{EntityType, FieldType, Kind};
use crate::mapping::Mapping;

/// The skeleton for a profile; fields that the mapping fills already are marked.
pub fn skeleton(profile: &str, mapping: &Mapping, shape: &Shape) -> String {
    let mut text = String::from(
        "# Take the `#` away from what you need, and put the platform's attribute into `from`.\n",
    );
    let mut named: Vec<EntityType> = Vec::new();
    for kind in Kind::ALL {
        let entity = kind.entity();
        let _ = write!(text, "\n[profiles.{}.mapping.{kind}]\n", key(profile));
        if kind.is_deal() {
            if named.contains(&entity) {
                text.push_str("# Fields and funnels: as in the first deal above.\n");
                continue;
            }
            for pipeline in &shape.pipelines {
                funnel(&mut text, pipeline);
            }
        }
        named.push(entity);
        for field in shape.fields_of(entity) {
            if field.code.as_deref() != Some(MARKER_CODE) {
                line(&mut text, entity, mapping, field);
            }
        }
    }
    text
}

fn funnel(text: &mut String, pipeline: &PipelineShape) {
    let stages: Vec<_> = pipeline
        .statuses
        .iter()
        // Nobody but the CRM puts a lead into "unsorted".
        .filter(|status| status.status_type != 1)
        .enumerate()
        .map(|(at, status)| format!("code{} = {}", at + 1, string(&status.name)))
        .collect();
    let main = if pipeline.is_main {
        ", the main one"
    } else {
        ""
    };
    let _ = writeln!(
        text,
        "# pipeline = {}   # id {}{main}\n# status = {{ from = \"…\", values = {{ {} }} }}",
        string(&pipeline.name),
        pipeline.id,
        stages.join(", ")
    );
}

fn line(text: &mut String, entity: EntityType, mapping: &Mapping, field: &FieldShape) {
    let name = field.code.as_deref().unwrap_or(&field.name);
    let options: Vec<_> = field
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| format!("code{} = {}", at + 1, string(&option.value)))
        .collect();
    let rule = match field.field_type {
        FieldType::Multitext => {
            "{ from = \"…\", write = \"merge\", enum_code = \"WORK\" }".to_owned()
        }
        _ if options.is_empty() => "{ from = \"…\" }".to_owned(),
        _ => format!("{{ from = \"…\", values = {{ {} }} }}", options.join(", ")),
    };
    let mapped = mapping.wanted_fields().into_iter().any(|wanted| {
        wanted.entity == entity
            && (Some(&wanted.code) == field.code.as_ref()
                || wanted.code == field.name
                || wanted.name.as_ref() == Some(&field.name))
    });
    let mark = if mapped { ", mapped already" } else { "" };
    let _ = writeln!(
        text,
        "# fields.{} = {rule}   # {} {}, id {}{mark}",
        key(name),
        comment(&field.name),
        field.field_type,
        field.id
    );
}

/// A bare key where TOML allows one.
fn key(text: &str) -> String {
    let bare = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { text.to_owned() } else { string(text) }
}

fn string(text: &str) -> String {
    toml::Value::String(crate::text::printable(text).replace(['\n', '\t'], " ")).to_string()
}

/// Text that cannot end its line.
fn comment(text: &str) -> String {
    format!(
        "«{}»",
        crate::text::printable(text).replace(['\n', '\t'], " ")
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::FieldId;
    use crate::domain::shape::{OptionShape, StatusShape};

    #[test]
    fn the_skeleton_is_toml_also_without_its_comment_signs() {
        let field = FieldShape {
            id: FieldId(7),
            name: "Формат \"новый\"\n[x]".to_owned(),
            code: None,
            field_type: FieldType::Select,
            options: vec![OptionShape {
                id: 1,
                value: "Он\"лайн".to_owned(),
                sort: 1,
                code: None,
                parent_id: None,
            }],
        };
        let status = |id, name: &str, status_type| StatusShape {
            id,
            name: name.to_owned(),
            sort: 1,
            status_type,
        };
        let shape = Shape {
            fields: BTreeMap::from([(EntityType::Leads, vec![field])]),
            pipelines: vec![PipelineShape {
                id: 3,
                name: "Курсы".to_owned(),
                sort: 1,
                is_main: true,
                statuses: vec![status(9, "Неразобранное", 1), status(10, "Записан", 0)],
            }],
            ..Shape::default()
        };
        let profile = toml::from_str(
            "amo = { url = 'https://a.amocrm.ru', client_id = 'x', redirect_uri = 'y' }\nsource = {}",
        );
        let mapping = Mapping::load(&profile.expect("a profile")).expect("loads");
        let text = skeleton("моя школа", &mapping, &shape);
        assert!(text.parse::<toml::Table>().is_ok(), "{text}");
        let filled: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with("fields.") || rest.contains(" = ") => rest,
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n");
        let table: toml::Table = filled.parse().expect("is TOML");
        let deal = &table["profiles"]["моя школа"]["mapping"]["deal_supplier"];
        assert_eq!(deal["pipeline"].as_str(), Some("Курсы"));
        assert_eq!(deal["status"]["values"]["code1"].as_str(), Some("Записан"));
        let format = &deal["fields"]["Формат \"новый\" [x]"];
        assert_eq!(format["values"]["code1"].as_str(), Some("Он\"лайн"));
    }
}
