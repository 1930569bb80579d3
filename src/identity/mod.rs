//! Who is who: pairs of records and entities that were found out, not made by a create of ours.
//!
//! A pair is taken only when nothing speaks against it: no other record or entity claims either side, and the entity
//! carries no marker of somebody else's. Entities get their marker before the pair is stored. A process that ends between
//! the two leaves a marked entity, which the next `ids rebuild`, `import` or `adopt` recognizes.

mod adopt;
mod drift;
mod import;
mod pairs;
mod rebuild;
mod walk;

use serde::Serialize;

pub use adopt::{Match, Matches};
pub use drift::{Drift, Survey};
pub use import::{read_columns, read_file};
pub use pairs::Candidate;

use crate::crm::remote::Remote;
use crate::domain::payload::Payload;
use crate::domain::{CrmId, EntityType, Key, Kind, Marker, RemoteEntity};
use crate::mapping::Resolved;
use crate::signals::Stop;
use crate::source::Source;
use crate::store::Store;

/// What the work on identities needs.
pub struct Registry<'a> {
    /// The CRM.
    pub remote: &'a dyn Remote,
    /// The platform.
    pub source: &'a dyn Source,
    /// The mapping with ids.
    pub resolved: &'a Resolved,
    /// The profile's store.
    pub store: &'a mut Store,
    /// First part of every marker.
    pub prefix: &'a str,
    /// The most entities in one request.
    pub batch: usize,
    /// Asks to stop.
    pub stop: &'a Stop,
    /// Is told how many entities of a type were read so far.
    pub progress: &'a dyn Fn(EntityType, usize),
}

/// Whether a look may change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// It only tells what it would do.
    None,
    /// It takes pairs, writes markers, mends what differs.
    Allowed,
}

impl Writes {
    /// Nothing in a dry run.
    pub fn unless(dry_run: bool) -> Self {
        if dry_run { Self::None } else { Self::Allowed }
    }
}

/// Something that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// The entities in question.
    pub crm_ids: Vec<CrmId>,
    /// What it is.
    pub verdict: FindingKind,
    /// In words.
    pub reason: String,
}

/// What there is to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Several entities or records fit, so none is taken.
    Ambiguous,
    /// Something speaks against the pair, so it is not taken.
    Conflict,
    /// The CRM has no such entity.
    Gone,
    /// The CRM refused the marker.
    Refused,
    /// The platform has no such record. The pair is taken all the same: the record may come back.
    Unknown,
}

/// What came of taking pairs.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Nothing was written.
    pub dry_run: bool,
    /// Pairs that are new to the id map.
    pub taken: usize,
    /// Pairs that it had.
    pub known: usize,
    /// Entities with the marker of another installation, or with text that is no marker.
    pub foreign: usize,
    /// What a person should know of.
    pub findings: Vec<Finding>,
}

/// What the marker field of an entity says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    /// Nothing.
    None,
    /// One of our records.
    Own(Kind, Key),
    /// Another installation's record, or something else.
    Foreign(String),
}

impl Report {
    /// Whether everything that was looked at could be taken.
    pub fn is_clean(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.verdict == FindingKind::Unknown)
    }
}

impl Registry<'_> {
    fn marker(&self, kind: Kind, key: Key) -> String {
        let prefix = self.prefix.to_owned();
        Marker { prefix, kind, key }.to_string()
    }
}

fn mark_of(resolved: &Resolved, prefix: &str, entity: EntityType, one: &RemoteEntity) -> Mark {
    let text = resolved
        .marker_field(entity)
        .and_then(|field| one.field_text(field))
        .map(str::trim)
        .filter(|text| !text.is_empty());
    match (text, text.and_then(|text| text.parse::<Marker>().ok())) {
        (None, _) => Mark::None,
        (Some(_), Some(mark)) if mark.prefix == prefix && mark.kind.entity() == entity => {
            Mark::Own(mark.kind, mark.key)
        }
        (Some(text), _) => Mark::Foreign(text.to_owned()),
    }
}

/// What of a record the entity shows already, and so need not be sent; `None` when the platform has no such record.
fn agreed(
    source: &dyn Source,
    resolved: &Resolved,
    kind: Kind,
    key: Key,
    one: &RemoteEntity,
) -> anyhow::Result<Option<Payload>> {
    let Some((record, _)) = source.get(kind, key, 0)? else {
        return Ok(None);
    };
    let mut payload = resolved.render(&record).unwrap_or_default();
    payload
        .0
        .retain(|slot, value| resolved.same(kind, *slot, Some(value), one));
    Ok(Some(payload))
}
