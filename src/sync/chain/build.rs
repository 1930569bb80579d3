//! The chains of the aggregates: what a user, a course or an enrolment needs, in order.

use crate::domain::{CourseId, Key, Kind, Record, UserId};
use crate::error::{Exit, Failure};
use crate::source::Source;
use crate::sync::chain::format::Action;
use crate::sync::rules::{applies, missing_supplier};

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
        required(source, Kind::Company, key, || {
            format!("user {user} has the role `supplier` and no supplier row")
        })?;
        chain.extend([
            Action::Sync(Kind::Company, key),
            Action::Sync(Kind::DealSupplier, key),
        ]);
        let settlement = source.get(Kind::DealSrs, key, 0)?;
        if settlement.is_some_and(|(record, _)| applies(&record)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Value;
    use crate::sync::made::Made;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn user(id: i64) -> Key {
        Key::User(UserId(id))
    }

    /// The kinds of a chain, in order.
    fn kinds(chain: &[Action]) -> Vec<Kind> {
        let kind = |action: &Action| match action {
            Action::Sync(kind, _) => Some(*kind),
            _ => None,
        };
        chain.iter().filter_map(kind).collect()
    }

    fn of_roles(roles: &str, paid: &str) -> Made {
        Made::default()
            .with(Kind::Contact, user(1), &[("roles", text(roles))])
            .with(Kind::Company, user(1), &[])
            .with(Kind::DealStudent, user(1), &[])
            .with(Kind::DealSrs, user(1), &[("cooperationType", text(paid))])
    }

    #[test]
    fn roles_and_the_way_of_payment_make_the_chain_of_a_user() {
        use Kind::{Company, Contact, DealSrs, DealStudent, DealSupplier};
        let chain = |roles: &str, paid: &str| {
            kinds(&user_chain(&of_roles(roles, paid), UserId(1)).expect("a chain"))
        };
        assert_eq!(chain("", "CPC"), [Contact]);
        assert_eq!(chain("teacher,suppliers", "CPC"), [Contact]);
        assert_eq!(chain("client", "CPC"), [Contact, DealStudent]);
        assert_eq!(chain("supplier", "CPA"), [Contact, Company, DealSupplier]);
        assert_eq!(
            chain("supplier, client", " cpc  "),
            [Contact, Company, DealSupplier, DealSrs, DealStudent]
        );
    }

    #[test]
    fn a_role_without_its_row_is_named() {
        let source = Made::default().with(Kind::Contact, user(1), &[("roles", text("supplier"))]);
        let error = user_chain(&source, UserId(1)).expect_err("no supplier row");
        assert!(error.to_string().contains("no supplier row"), "{error}");
        let error = user_chain(&source, UserId(2)).expect_err("no user");
        assert!(error.to_string().contains("no user 2"), "{error}");
    }

    #[test]
    fn a_course_brings_what_the_id_map_lacks_of_its_supplier() {
        use Kind::{Company, Contact, DealProduct, Product};

        let course = Key::Course(CourseId(7));
        let source = of_roles("supplier", "CPA").with(
            Kind::Product,
            course,
            &[("supplierUserID", Value::Int(1))],
        );
        let chain = |mapped: &IsMapped<'_>| {
            kinds(&course_chain(&source, CourseId(7), mapped).expect("a chain"))
        };
        assert_eq!(chain(&|_, _| true), [Product, DealProduct]);
        assert_eq!(
            chain(&|_, _| false),
            [Contact, Company, Product, DealProduct]
        );
        assert_eq!(
            chain(&|kind, _| kind == Contact),
            [Company, Product, DealProduct]
        );
    }
}
