//! The mapping with the account's ids.

use crate::clock::unix_now;
use crate::context::Context;
use crate::context::account::fetch_account;
use crate::crm::error::explained;
use crate::crm::shape::fetch;
use crate::domain::Kind;
use crate::domain::shape::Shape;
use crate::error::{Exit, Failure};
use crate::mapping::{Mapping, Problem, Resolved};

/// A cached shape is good for a day.
const FRESH_SECONDS: i64 = 86_400;

/// So many problems stand in an error.
const SHOWN: usize = 5;

/// Waits until what an unanswered request may have made shows in the lists.
pub fn before_second_look(context: &Context) -> anyhow::Result<impl Fn()> {
    let pause = context.profile()?.settings.amo.second_look();
    let stop = context.stop()?;
    Ok(move || {
        stop.wait(pause);
    })
}

/// The attributes that the mapping asks for and the platform's queries do not give.
pub fn unknown_attributes(context: &Context, mapping: &Mapping) -> anyhow::Result<Vec<Problem>> {
    let source = context.source()?;
    let mut unknown = Vec::new();
    for kind in Kind::ALL {
        unknown.extend(mapping.unknown_attributes(kind, &source.columns(kind)?));
    }
    Ok(unknown)
}

/// Reads the account's shape and caches it.
pub fn read_shape(context: &Context) -> anyhow::Result<Shape> {
    let account = fetch_account(context)?;
    let shape = fetch(context.crm()?, &account.time_zone).map_err(explained)?;
    context.store()?.save_shape(&shape, unix_now())?;
    Ok(shape)
}

/// The mapping with the account's ids, from the cache where it is fresh.
pub fn resolved(context: &Context) -> anyhow::Result<Resolved> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    let now = unix_now();
    // What was read in the future was read by a clock that was wrong.
    let cached = context.store()?.shape(now - FRESH_SECONDS..=now)?;
    let resolved = match cached.map(|shape| mapping.resolve(&shape)) {
        Some(Ok(resolved)) => resolved,
        // Nothing is cached, or somebody may have made what is missing since it was read.
        _ => fitting(&mapping, &read_shape(context)?)?,
    };
    context.crm()?.set_catalog(resolved.catalog());
    Ok(resolved)
}

/// The same with the account as it is now.
pub fn resolved_now(context: &Context) -> anyhow::Result<Resolved> {
    let mapping = Mapping::load(&context.profile()?.settings)?;
    Ok(fitting(&mapping, &read_shape(context)?)?)
}

fn fitting(mapping: &Mapping, shape: &Shape) -> Result<Resolved, Failure> {
    mapping.resolve(shape).map_err(|problems| {
        let lines: Vec<_> = problems
            .iter()
            .take(SHOWN)
            .map(ToString::to_string)
            .collect();
        let more = match problems.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        Failure::new(
            Exit::Config,
            format!(
                "the account does not fit the mapping:\n  {}{more}",
                lines.join("\n  ")
            ),
        )
        .hint("`schema check` lists all problems, `schema apply` creates what is missing")
    })
}
