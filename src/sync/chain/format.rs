//! Chains of actions: how the three commands build them, and the JSON format of the platform's own integration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{CourseId, Key, Kind, UserId};
use crate::error::{Exit, Failure};
use crate::source::Source;
use crate::sync::chain::build::{course_chain, user_chain, usercourse_chain};

/// One step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Bring the entity of this kind and key up to date.
    Sync(Kind, Key),
    /// Make sure that there is a token.
    Token,
    /// Renew the pair of tokens.
    Refresh,
    /// Fetch the account and its current user.
    Account,
    /// Accepted, and no work of its own.
    Next,
}

/// An action as the platform writes it: `code`, `p1_name`, `p1_value`, … up to `p9`, the tenth reserved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Coded {
    /// For example `amo_modify_contact`.
    pub code: String,
    /// The parameters, flat.
    #[serde(flatten)]
    pub parameters: BTreeMap<String, Value>,
}

/// Reads a chain; nothing is sent when any of it is wrong.
pub fn parse(text: &str, source: &dyn Source) -> anyhow::Result<Vec<Action>> {
    let coded: Vec<Coded> = serde_json::from_str(text).map_err(|error| {
        Failure::new(Exit::Usage, format!("cannot read the chain: {error}"))
            .hint("a chain is a JSON array of objects with `code`, `p1_name`, `p1_value`")
    })?;
    if coded.is_empty() {
        return Err(Failure::new(Exit::Usage, "cannot run the chain: it is empty").into());
    }
    let mut actions = Vec::new();
    for (at, one) in coded.iter().enumerate() {
        actions.extend(one.actions(at + 1, source)?);
    }
    Ok(actions)
}

/// Writes a chain in the platform's format.
pub fn encode(actions: &[Action]) -> Vec<Coded> {
    actions
        .iter()
        .map(|action| {
            let (code, parameters): (String, Vec<(&str, i64)>) = match action {
                Action::Token => ("amo_access_token".to_owned(), vec![]),
                Action::Refresh => ("amo_refresh_token".to_owned(), vec![]),
                Action::Account => ("amo_account".to_owned(), vec![]),
                Action::Next => ("amo_next_action".to_owned(), vec![]),
                Action::Sync(kind, key) => (
                    format!("amo_modify_{kind}"),
                    match key {
                        Key::User(user) => vec![("userID", user.0)],
                        Key::Course(course) => vec![("courseID", course.0)],
                        Key::Enrolment(user, course) => {
                            vec![("userID", user.0), ("courseID", course.0)]
                        }
                    },
                ),
            };
            let parameters = parameters
                .into_iter()
                .zip(1..)
                .flat_map(|((name, value), at)| {
                    [
                        (format!("p{at}_name"), Value::from(name)),
                        (format!("p{at}_value"), value.into()),
                    ]
                })
                .collect();
            Coded { code, parameters }
        })
        .collect()
}

impl Coded {
    fn actions(&self, position: usize, source: &dyn Source) -> anyhow::Result<Vec<Action>> {
        let user = || self.number("userID", position).map(UserId);
        let course = || self.number("courseID", position).map(CourseId);
        Ok(match self.code.as_str() {
            "amo_access_token" => vec![Action::Token],
            "amo_refresh_token" => vec![Action::Refresh],
            "amo_account" => vec![Action::Account],
            "amo_modify_user" => user_chain(source, user()?)?,
            "amo_modify_course" => course_chain(source, course()?, &|_, _| false)?,
            "amo_modify_usercourse" => usercourse_chain(source, user()?, course()?, &|_, _| false)?,
            "amo_next_action" => vec![Action::Next],
            code if code.starts_with("amo_") && code.ends_with("_next") => vec![Action::Next],
            code => {
                let name = code
                    .strip_prefix("amo_modify_")
                    .or_else(|| code.strip_prefix("amo_create_"));
                let kind = match name {
                    Some("client") if code.starts_with("amo_modify_") => Some(Kind::DealStudent),
                    Some(name) => name.parse().ok(),
                    None => None,
                };
                let Some(kind) = kind else {
                    return Err(Failure::new(
                        Exit::Usage,
                        format!(
                            "cannot run the chain: action {position} has the unknown code `{code}`"
                        ),
                    )
                    .into());
                };
                let key = match kind.key_shape() {
                    crate::domain::KeyShape::User => Key::User(user()?),
                    crate::domain::KeyShape::Course => Key::Course(course()?),
                    crate::domain::KeyShape::Enrolment => Key::Enrolment(user()?, course()?),
                };
                vec![Action::Sync(kind, key)]
            }
        })
    }

    /// The parameter of that name, a number or a numeric string.
    fn number(&self, name: &str, position: usize) -> Result<i64, Failure> {
        let found = (1..=9).find_map(|n| {
            let own = self.parameters.get(&format!("p{n}_name"))?.as_str()?;
            own.eq_ignore_ascii_case(name)
                .then(|| self.parameters.get(&format!("p{n}_value")))
        });
        let value = match found.flatten() {
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        value.ok_or_else(|| {
            Failure::new(Exit::Usage, format!("cannot run the chain: action {position} (`{}`) needs the parameter `{name}` with a number", self.code))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::exit_of;
    use crate::sync::made::Made;

    #[test]
    fn a_chain_is_read_as_it_is_written() {
        let (user, course) = (UserId(3), CourseId(7));
        let chain = [
            Action::Token,
            Action::Refresh,
            Action::Account,
            Action::Next,
            Action::Sync(Kind::Contact, Key::User(user)),
            Action::Sync(Kind::Product, Key::Course(course)),
            Action::Sync(Kind::DealCourse, Key::Enrolment(user, course)),
        ];
        let text = serde_json::to_string(&encode(&chain)).expect("is JSON");
        assert_eq!(parse(&text, &Made::default()).expect("a chain"), chain);
    }

    #[test]
    fn a_wrong_chain_is_a_mistake_of_the_command_line() {
        for text in [
            "",
            "{}",
            "[]",
            r#"[{"p1_name": "userID"}]"#,
            r#"[{"code": "amo_modify_nothing"}]"#,
            r#"[{"code": "amo_modify_contact"}]"#,
            r#"[{"code": "amo_modify_contact", "p1_name": "userID", "p1_value": "x"}]"#,
        ] {
            let error = parse(text, &Made::default()).expect_err(text);
            assert_eq!(exit_of(&error), Exit::Usage, "{text}: {error}");
        }
    }
}
