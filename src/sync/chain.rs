//! Chains of actions: how the three commands build them, and the JSON format of the platform's own integration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{CourseId, Key, Kind, Record, UserId};
use crate::error::{Exit, Failure};
use crate::source::Source;
use crate::sync::plan::missing_supplier;

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

/// Whether the id map has a record.
pub type IsMapped<'a> = dyn Fn(Kind, Key) -> bool + 'a;

/// `contact`, and what the user's roles add.
pub fn user_chain(source: &dyn Source, user: UserId) -> anyhow::Result<Vec<Action>> {
    let key = Key::User(user);
    let contact = required(source, Kind::Contact, key, || {
        format!("the platform has no user {user}")
    })?;
    let mut chain = vec![Action::Sync(Kind::Contact, key)];
    if has_role(&contact, "supplier") {
        let supplier = required(source, Kind::Company, key, || {
            format!("user {user} has the role `supplier` and no supplier row")
        })?;
        chain.extend([
            Action::Sync(Kind::Company, key),
            Action::Sync(Kind::DealSupplier, key),
        ]);
        if supplier
            .text("cooperationType")
            .is_some_and(|text| text.eq_ignore_ascii_case("CPC"))
        {
            chain.push(Action::Sync(Kind::DealSrs, key));
        }
    }
    if has_role(&contact, "client") {
        required(source, Kind::DealStudent, key, || {
            format!("user {user} has the role `client` and no client row")
        })?;
        chain.push(Action::Sync(Kind::DealStudent, key));
    }
    Ok(chain)
}

/// The supplier's contact and company where the id map lacks them, then the course's two.
pub fn course_chain(
    source: &dyn Source,
    course: CourseId,
    mapped: &IsMapped<'_>,
) -> anyhow::Result<Vec<Action>> {
    let key = Key::Course(course);
    let product = required(source, Kind::Product, key, || {
        format!("the platform has no course {course}")
    })?;
    let Some(supplier) = product
        .int("supplierUserID")
        .map(|id| Key::User(UserId(id)))
    else {
        let why = match missing_supplier(&product) {
            Some(id) => format!("supplier {id} of the platform is missing"),
            None => "it has no supplier".to_owned(),
        };
        return Err(
            Failure::new(Exit::Failure, format!("cannot sync course {course}: {why}")).into(),
        );
    };
    required(source, Kind::Company, supplier, || {
        format!("the supplier of course {course}, user {supplier}, lacks the role `supplier`")
    })?;
    let mut chain = missing(
        &[(Kind::Contact, supplier), (Kind::Company, supplier)],
        mapped,
    );
    chain.extend([
        Action::Sync(Kind::Product, key),
        Action::Sync(Kind::DealProduct, key),
    ]);
    Ok(chain)
}

/// The client's contact and deal and the course's product where the id map lacks them, then the enrolment.
pub fn usercourse_chain(
    source: &dyn Source,
    user: UserId,
    course: CourseId,
    mapped: &IsMapped<'_>,
) -> anyhow::Result<Vec<Action>> {
    let (client, product) = (Key::User(user), Key::Course(course));
    required(source, Kind::Contact, client, || {
        format!("the platform has no user {user}")
    })?;
    required(source, Kind::DealStudent, client, || {
        format!("user {user} is no client")
    })?;
    required(source, Kind::Product, product, || {
        format!("the platform has no course {course}")
    })?;
    let key = Key::Enrolment(user, course);
    required(source, Kind::DealCourse, key, || {
        format!("client {user} is not enrolled in course {course}")
    })?;
    let mut chain = missing(
        &[
            (Kind::Contact, client),
            (Kind::DealStudent, client),
            (Kind::Product, product),
        ],
        mapped,
    );
    chain.push(Action::Sync(Kind::DealCourse, key));
    Ok(chain)
}

fn missing(wanted: &[(Kind, Key)], mapped: &IsMapped<'_>) -> Vec<Action> {
    wanted
        .iter()
        .filter(|(kind, key)| !mapped(*kind, *key))
        .map(|(kind, key)| Action::Sync(*kind, *key))
        .collect()
}

fn required(
    source: &dyn Source,
    kind: Kind,
    key: Key,
    why: impl Fn() -> String,
) -> anyhow::Result<Record> {
    match source.get(kind, key, 0)? {
        Some((record, _)) => Ok(record),
        None => Err(Failure::new(Exit::Failure, format!("cannot sync: {}", why())).into()),
    }
}

fn has_role(contact: &Record, role: &str) -> bool {
    contact
        .text("roles")
        .is_some_and(|roles| roles.split(',').any(|own| own.trim() == role))
}
