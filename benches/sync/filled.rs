//! The store as a first sync leaves it, without the hours that millions of creates take at seven requests a second.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use amosync::config::Config;
use amosync::domain::payload::Payload;
use amosync::domain::{ALL_KEYS, CrmId, Key, Kind, Record};
use amosync::mapping::Mapping;
use amosync::source::{Source as _, SqliteSource};
use amosync::store::{Pending, Store};
use amosync::sync::rules::{applies, wishes};
use anyhow::{Context as _, bail};

use super::setting::Setting;

const AT_ONCE: usize = 10_000;

/// Writes id, payload, links and row hash of every record, and says how many records there are.
pub fn fill(setting: &Setting) -> anyhow::Result<u64> {
    let (_, profile) = Config::load(&setting.config())?.select(None, &setting.config())?;
    let mut store = Store::open(&setting.store())?;
    let shape = store
        .shape(0..=i64::MAX)?
        .context("`schema apply` has cached no shape of the account")?;
    let Ok(resolved) = Mapping::load(&profile)?.resolve(&shape) else {
        bail!("the account does not fit the mapping");
    };
    let source = SqliteSource::open(&profile.source)?;
    let mut records = 0;
    for kind in Kind::ALL {
        let seed = resolved.fingerprint(kind);
        let (mut created, mut settled) = (Vec::new(), Vec::new());
        source.scan(kind, &ALL_KEYS, &mut |row| {
            let record = row.record();
            if !applies(&record) {
                return Ok(ControlFlow::Continue(()));
            }
            let Ok(payload) = resolved.render(&record) else {
                bail!("{kind} {} is invalid", row.key());
            };
            let one = Pending {
                kind,
                key: row.key(),
                marker: String::new(),
                links: links(&record),
                watermark: CrmId(0),
                sent_at: 0,
            };
            records += 1;
            settled.push((kind, row.key(), row.hash(seed)));
            created.push((one, payload, id(kind, row.key())));
            if created.len() == AT_ONCE {
                keep(&mut store, kind, std::mem::take(&mut created))?;
                store.settled(&std::mem::take(&mut settled))?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        keep(&mut store, kind, created)?;
        store.settled(&settled)?;
    }
    Ok(records)
}

/// Records creates as the engine does: journal first, then what came of them.
fn keep(
    store: &mut Store,
    kind: Kind,
    created: Vec<(Pending, Payload, CrmId)>,
) -> amosync::store::Result<()> {
    let pending: Vec<_> = created
        .iter()
        .map(|(one, payload, _)| (one.clone(), payload))
        .collect();
    store.journal(&pending, kind.entity())?;
    let created: Vec<_> = created.into_iter().map(|(one, _, id)| (one, id)).collect();
    store.created(&created, 0)
}

/// An id of its own for every record: the key, in a range of its kind.
fn id(kind: Kind, key: Key) -> CrmId {
    let (first, second) = key.parts();
    CrmId((kind as i64 + 1) * 1_000_000_000_000_000 + first * 10_000_000 + second)
}

fn links(record: &Record) -> BTreeMap<Kind, CrmId> {
    wishes(record)
        .iter()
        .map(|wish| (wish.kind, id(wish.kind, wish.key)))
        .collect()
}
