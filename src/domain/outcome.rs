//! What became of a record.

use serde::Serialize;

use crate::domain::Invalid;
use crate::options::flags::RECREATE;

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Made in the CRM.
    Created,
    /// Changed in the CRM.
    Modified,
    /// Nothing to do.
    Unchanged,
    /// The kind does not apply.
    NotApplicable,
    /// Found before sending.
    Invalid {
        /// Every mistake.
        reasons: Vec<Invalid>,
    },
    /// Refused by the CRM.
    Rejected {
        /// Field name, sent value, and the CRM's words.
        reason: String,
    },
    /// It depends on a record that is not in the CRM.
    Blocked {
        /// On which.
        on: String,
    },
    /// Sent, and the run ended before anybody knew what became of it; the next run looks first.
    Unknown,
    /// The platform has no such record.
    Missing,
    /// Deleted or merged by people in the CRM.
    Stale,
}

impl Outcome {
    /// Every name that an outcome can have, in the order of a summary.
    pub const NAMES: [&'static str; 10] = [
        "created",
        "modified",
        "unchanged",
        "not_applicable",
        "invalid",
        "rejected",
        "blocked",
        "unknown",
        "missing",
        "stale",
    ];

    /// Whether a chain may go on after it.
    pub fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Created | Self::Modified | Self::Unchanged | Self::NotApplicable
        )
    }

    /// The name in JSON, metrics and result files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Modified => "modified",
            Self::Unchanged => "unchanged",
            Self::NotApplicable => "not_applicable",
            Self::Invalid { .. } => "invalid",
            Self::Rejected { .. } => "rejected",
            Self::Blocked { .. } => "blocked",
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::Stale => "stale",
        }
    }

    /// Why, for people; empty where the name says it all.
    pub fn reason(&self) -> String {
        match self {
            Self::Created | Self::Modified | Self::Unchanged | Self::NotApplicable => String::new(),
            Self::Invalid { reasons } => {
                let lines = reasons.iter().map(Invalid::with_hint);
                lines.collect::<Vec<_>>().join("; ")
            }
            Self::Rejected { reason } => reason.clone(),
            Self::Blocked { on } => on.clone(),
            Self::Unknown => "no answer came; the next run looks for it first".to_owned(),
            Self::Missing => "the platform has no such record".to_owned(),
            Self::Stale => format!("deleted or merged in the CRM; `{RECREATE}` makes it anew"),
        }
    }
}
