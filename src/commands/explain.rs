//! `explain`: why is this record sent, or not?

use clap::Args;
use serde::Serialize;

use crate::clock::time_text;
use crate::context::Context;
use crate::context::mapping::resolved;
use crate::domain::{CrmId, EntityType, Invalid, Key, Kind};
use crate::error::{Exit, Failure};
use crate::mapping::Resolved;
use crate::output::{Align, Render, Style, Table};
use crate::store::{Mapped, Reject, Store};
use crate::sync::plan::decide::{MapState, Mode, Step};
use crate::sync::plan::list::{Planned, plan};

/// Say why a record is sent or not, and what was sent last
///
/// Says also what the next sync would do. Only reads.
///
/// Example: amosync explain deal_course 1135/77
#[derive(Debug, Args)]
#[command(name = "explain")]
pub struct ExplainArgs {
    /// contact, company, product, `deal_supplier`, `deal_srs`, `deal_product`, `deal_student` or `deal_course`
    kind: Kind,
    /// A user id, a course id, or both as USER/COURSE
    key: String,
}

/// What the next sync would do with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum RecordState {
    /// Neither the platform nor the id map has it.
    Missing,
    /// The id map has it, and the platform no longer does.
    Left,
    NotApplicable,
    /// A create was sent and not answered.
    Unknown,
    Stale,
    Unchanged,
    Invalid,
    /// The CRM refused it, and nothing has changed since.
    Waiting,
    Blocked,
    Create,
    Modify,
    /// Only links are to be made.
    Link,
}

/// All that is known of a record.
#[derive(Debug, Serialize)]
struct Explained {
    kind: Kind,
    key: Key,
    verdict: RecordState,
    why: String,
    hint: Option<String>,
    on_platform: bool,
    crm: Option<InCrm>,
    /// What was sent last, and what would be sent now where that differs.
    fields: Vec<FieldLine>,
    links: Vec<LinkLine>,
    invalid: Vec<Invalid>,
    reject: Option<Reject>,
}

#[derive(Debug, Serialize)]
struct InCrm {
    id: CrmId,
    entity: EntityType,
    /// Deleted or merged by people.
    stale: bool,
    /// UTC; nothing was sent yet when a pair was taken over.
    sent_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct FieldLine {
    slot: String,
    name: String,
    sent: Option<String>,
    /// Whether the next sync sends it.
    changes: bool,
    /// What the next sync sends; nothing clears the field.
    new: Option<String>,
}

#[derive(Debug, Serialize)]
struct LinkLine {
    kind: Kind,
    key: Key,
    /// The other record's entity, where it is in the CRM.
    crm_id: Option<CrmId>,
    /// Whether the CRM has confirmed the link.
    linked: bool,
}

impl Render for Explained {
    fn text(&self, style: Style) -> String {
        let mut parts = vec![format!("{} {}: {}", self.kind, self.key, self.why)];
        parts.extend(self.hint.as_ref().map(|hint| format!("hint: {hint}")));
        let mut facts = Table::new(&[("fact", Align::Left), ("", Align::Left)]);
        let yes = if self.on_platform { "yes" } else { "no" };
        facts.row(["on the platform", yes]);
        let crm = self.crm.as_ref().map(|own| {
            let gone = if own.stale { ", gone" } else { "" };
            format!("{} {}{gone}", own.entity, own.id)
        });
        facts.row(["in the CRM", crm.as_deref().unwrap_or("no")]);
        let sent = self.crm.as_ref().and_then(|own| own.sent_at.clone());
        facts.row(["last sent", sent.as_deref().unwrap_or("never")]);
        if let Some(reject) = &self.reject {
            let since = time_text(reject.first_seen).unwrap_or_default();
            let text = format!("{} since {since}: {}", reject.outcome, reject.reasons);
            facts.row(["waiting".to_owned(), text]);
        }
        parts.push(facts.text(style));
        let invalid: Vec<_> = self.invalid.iter().map(invalid_line).collect();
        if !invalid.is_empty() {
            parts.push(invalid.join("\n"));
        }
        if !self.fields.is_empty() {
            let mut table = Table::new(&[
                ("field", Align::Left),
                ("last sent", Align::Left),
                ("would be sent", Align::Left),
            ]);
            for line in &self.fields {
                let new = match (&line.new, line.changes) {
                    (Some(new), true) => new.clone(),
                    (None, true) => "(cleared)".to_owned(),
                    (_, false) => String::new(),
                };
                table.row([
                    line.name.clone(),
                    line.sent.clone().unwrap_or_default(),
                    new,
                ]);
            }
            parts.push(table.text(style));
        }
        if !self.links.is_empty() {
            let mut table = Table::new(&[
                ("link to", Align::Left),
                ("key", Align::Left),
                ("CRM id", Align::Right),
                ("state", Align::Left),
            ]);
            for line in &self.links {
                let state = match (line.crm_id, line.linked) {
                    (None, _) => "not in the CRM",
                    (Some(_), true) => "linked",
                    (Some(_), false) => "to be linked",
                };
                let id = line.crm_id.map(|id| id.to_string());
                table.row([
                    line.kind.to_string(),
                    line.key.to_string(),
                    id.unwrap_or_default(),
                    state.to_owned(),
                ]);
            }
            parts.push(table.text(style));
        }
        parts.join("\n\n")
    }
}

fn invalid_line(one: &Invalid) -> String {
    match &one.hint {
        Some(hint) => format!("{one}\n  {hint}"),
        None => one.to_string(),
    }
}

/// Runs `explain`.
pub fn run(context: &Context, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let kind = args.kind;
    let key = Key::parse(kind, &args.key)
        .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    let resolved = resolved(context)?;
    let source = context.source()?;
    let store = context.store()?;
    let mut planned = plan(
        kind,
        &[key],
        Mode::default(),
        source.as_ref(),
        &store,
        &resolved,
    )?;
    let Some(planned) = planned.pop() else {
        return Err(anyhow::anyhow!("cannot plan {kind} {key}"));
    };
    let explained = explain(&store, &resolved, &planned)?;
    context.out().result(&explained)?;
    Ok(Exit::Done)
}

fn explain(store: &Store, resolved: &Resolved, planned: &Planned) -> anyhow::Result<Explained> {
    let (kind, key) = (planned.kind, planned.key);
    let mapped = store.mapping_of(kind, key)?;
    let links = links(store, planned)?;
    let invalid = match &planned.step {
        Step::Invalid { reasons } => reasons.clone(),
        _ => Vec::new(),
    };
    let (verdict, why, hint) = judge(store, resolved, planned, mapped.as_ref(), &links)?;
    Ok(Explained {
        kind,
        key,
        verdict,
        why,
        hint: hint.map(ToOwned::to_owned),
        on_platform: planned.step != Step::Missing,
        fields: fields(resolved, planned),
        links,
        invalid,
        reject: store.rejected(kind, key)?,
        crm: mapped.map(|own| InCrm {
            id: own.id,
            entity: kind.entity(),
            stale: own.stale,
            sent_at: own.sent_at.and_then(time_text),
        }),
    })
}

type Judged = (RecordState, String, Option<&'static str>);

/// What the next sync does and why, in the order in which a sync asks.
fn judge(
    store: &Store,
    resolved: &Resolved,
    planned: &Planned,
    mapped: Option<&Mapped>,
    links: &[LinkLine],
) -> anyhow::Result<Judged> {
    let (kind, key) = (planned.kind, planned.key);
    let say = |verdict, why: &str, hint| Ok((verdict, why.to_owned(), hint));
    if store.is_pending(kind, key)? {
        return say(
            RecordState::Unknown,
            "its create was sent and not answered; the next run looks for it before it sends anything",
            None,
        );
    }
    let known = planned.known.as_ref();
    let has_left = known.is_some_and(|known| MapState::from(known).has_left());
    let missing = links.iter().find(|link| link.crm_id.is_none());
    match &planned.step {
        Step::Missing if has_left => {
            let word = serde_json::to_value(resolved.on_missing(kind))?;
            let why = format!(
                "the platform no longer has it; `on_missing` says {}",
                word.as_str().unwrap_or("keep")
            );
            Ok((RecordState::Left, why, None))
        }
        Step::Missing => say(
            RecordState::Missing,
            "the platform has no such record",
            Some("the query of the kind may leave it out, for example a user without the role"),
        ),
        Step::NotApplicable => say(
            RecordState::NotApplicable,
            "the supplier is not paid per click, so there is no settlement",
            None,
        ),
        Step::Stale => say(
            RecordState::Stale,
            "people deleted or merged its entity in the CRM",
            Some("`sync --recreate` makes it anew"),
        ),
        Step::Unchanged => say(
            RecordState::Unchanged,
            "the platform changed nothing since it was sent",
            Some("`--force` sends every field all the same"),
        ),
        Step::Invalid { .. } => say(RecordState::Invalid, "it cannot be sent as it is", None),
        Step::Waiting { .. } => say(
            RecordState::Waiting,
            "the CRM refused it, and neither the row nor the account's fields have changed since",
            Some("`rejects retry` tries it all the same"),
        ),
        step => {
            if let Some(link) = missing.filter(|_| mapped.is_none()) {
                let why = format!(
                    "{} {} is not in the CRM, and it is created with a link to it",
                    link.kind, link.key
                );
                return Ok((RecordState::Blocked, why, None));
            }
            let wanted = links
                .iter()
                .filter_map(|link| Some((link.kind, link.crm_id?)))
                .collect();
            let undo = known.is_some_and(|known| !known.excess(&wanted).is_empty());
            let open = links.iter().any(|link| !link.linked);
            let tagged = known.is_some_and(|known| known.gone || known.doubt.tag);
            Ok(match step {
                Step::Modify { changes } if !changes.is_empty() => {
                    let why = format!("{} fields differ from what was sent last", changes.len());
                    (RecordState::Modify, why, None)
                }
                Step::Modify { .. } if open => (
                    RecordState::Link,
                    "links are still to be made".to_owned(),
                    None,
                ),
                Step::Modify { .. } if undo => (
                    RecordState::Link,
                    "links that the platform no longer has are to be undone".to_owned(),
                    None,
                ),
                Step::Modify { .. } if tagged => (
                    RecordState::Modify,
                    "it is back on the platform".to_owned(),
                    None,
                ),
                Step::Modify { .. } => (
                    RecordState::Unchanged,
                    "the row changed, and nothing of it that the mapping sends".to_owned(),
                    None,
                ),
                _ => (
                    RecordState::Create,
                    "it is not in the CRM yet".to_owned(),
                    None,
                ),
            })
        }
    }
}

fn links(store: &Store, planned: &Planned) -> anyhow::Result<Vec<LinkLine>> {
    let known = planned.known.as_ref();
    let line = |wish: &crate::sync::rules::Wish| {
        let target = store.entity_of(wish.kind, wish.key)?;
        let confirmed = known.and_then(|known| known.links.get(&wish.kind));
        Ok(LinkLine {
            kind: wish.kind,
            key: wish.key,
            crm_id: target,
            linked: target.is_some() && confirmed == target.as_ref(),
        })
    };
    planned.wishes.iter().map(line).collect()
}

/// What was sent last, with what would be sent instead.
fn fields(resolved: &Resolved, planned: &Planned) -> Vec<FieldLine> {
    let kind = planned.kind;
    let nothing = crate::domain::payload::Payload::default();
    let sent = planned
        .known
        .as_ref()
        .map_or(&nothing, |known| &known.payload);
    let changes = match &planned.step {
        Step::Modify { changes } => changes.clone(),
        Step::Create => planned.payload.changes_since(&nothing),
        _ => Vec::new(),
    };
    let mut slots: std::collections::BTreeSet<_> = sent.0.keys().copied().collect();
    slots.extend(changes.iter().map(|change| change.slot));
    slots
        .into_iter()
        .map(|slot| {
            let show = |value: &serde_json::Value| resolved.show(kind, slot, value);
            let change = changes.iter().find(|change| change.slot == slot);
            FieldLine {
                slot: slot.to_string(),
                name: resolved.slot_name(kind, slot),
                sent: sent.0.get(&slot).map(show),
                changes: change.is_some(),
                new: change.and_then(|change| change.new.as_ref()).map(show),
            }
        })
        .collect()
}
