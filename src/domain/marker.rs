//! The marker: the platform's key inside a custom field of every CRM entity that amosync made.

use std::fmt;
use std::str::FromStr;

use super::{Key, Kind};

/// `prefix:kind:key`, for example `school:deal_course:1135/77`.
///
/// It lets the id map be rebuilt and the outcome of an unanswered create be found out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Marker {
    /// The installation, so that a test copy never claims production's entities.
    pub prefix: String,
    /// The kind of the record.
    pub kind: Kind,
    /// The key of the record.
    pub key: Key,
}

/// Text that is no marker.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a marker; expected `prefix:kind:key`")]
pub struct ParseMarkerError(String);

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.prefix, self.kind, self.key)
    }
}

impl FromStr for Marker {
    type Err = ParseMarkerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseMarkerError(text.to_owned());
        let mut parts = text.splitn(3, ':');
        let prefix = parts.next().filter(|part| !part.is_empty());
        let (Some(prefix), Some(kind), Some(key)) = (prefix, parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let kind: Kind = kind.parse().map_err(|_| wrong())?;
        let key = Key::parse(kind, key).map_err(|_| wrong())?;
        Ok(Self {
            prefix: prefix.to_owned(),
            kind,
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in [
            "school:contact:1135",
            "school:deal_course:1135/77",
            "a-b:product:7",
        ] {
            assert_eq!(
                text.parse::<Marker>()
                    .ok()
                    .map(|m| m.to_string())
                    .as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn refuses_other_text() {
        for text in [
            "",
            "school",
            "school:contact",
            ":contact:1",
            "school:lead:1",
            "school:contact:1/2",
            "s:deal_course:1",
        ] {
            assert!(text.parse::<Marker>().is_err(), "{text}");
        }
    }
}
