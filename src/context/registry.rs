//! The registry of ids with all that the profile decides.

use crate::context::Context;
use crate::context::mapping::resolved;
use crate::domain::EntityType;
use crate::identity::Registry;

/// Works on identities: as the one writer of the profile while `command` runs, or only reading when it has no name.
pub fn with_registry<T>(
    context: &Context,
    command: Option<&str>,
    work: impl FnOnce(&mut Registry<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let _lock = command.map(|name| context.run_lock(name)).transpose()?;
    let resolved = resolved(context)?;
    let profile = context.profile()?;
    let (name, amo) = (&profile.name, &profile.settings.amo);
    let source = context.source()?;
    let crm = context.crm()?;
    let mut store = context.store()?;
    let progress = |entity: EntityType, read: usize| {
        // A line for every forty pages: some six seconds at the most that the CRM allows.
        if context.out().shows_progress() && read.is_multiple_of(10_000) {
            context.out().note(format!("{entity}: {read} read"));
        }
    };
    let mut registry = Registry {
        remote: crm,
        source: source.as_ref(),
        resolved: &resolved,
        store: &mut store,
        prefix: amo.marker_prefix.as_ref().unwrap_or(name),
        batch: amo.batch_max.min(50),
        stop: context.stop()?,
        progress: &progress,
    };
    work(&mut registry)
}
