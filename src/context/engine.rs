//! An engine with all that the profile decides.

use std::time::Duration;

use crate::clock::unix_now;
use crate::context::Context;
use crate::mapping::Resolved;
use crate::store::Store;
use crate::sync::engine::{Engine, Limits, Memory};
use crate::sync::plan::decide::Fields;

/// An engine for the profile. The run lock must be held.
pub fn engine<'a>(
    context: &'a Context,
    store: &'a mut Store,
    resolved: &'a Resolved,
    fields: Fields,
) -> anyhow::Result<Engine<'a>> {
    let profile = context.profile()?;
    let amo = &profile.settings.amo;
    Ok(Engine {
        remote: context.crm()?,
        resolved,
        store,
        prefix: amo.marker_prefix.as_ref().unwrap_or(&profile.name),
        limits: Limits {
            batch: amo.batch_max,
            in_flight: amo.in_flight,
            recheck: amo.looks(),
            resend_after: Duration::from_secs_f64(amo.resend_after_seconds),
        },
        fields,
        stop: context.stop()?,
        now: unix_now,
        memory: Memory::default(),
    })
}
