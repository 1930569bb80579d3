//! Identifiers, each a type of its own, so that a user's id never passes for a course's.

use std::fmt;
use std::num::ParseIntError;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::kind::{KeyShape, Kind};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id! {
    /// `as_users.id` of the platform.
    UserId
}
id! {
    /// `xx_courses.id` of the platform.
    CourseId
}
id! {
    /// The id of an entity in the CRM, unique within its entity type.
    CrmId
}
id! {
    /// The id of a custom field in the CRM.
    FieldId
}

/// The platform ids that identify a record of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A user's record.
    User(UserId),
    /// A course's record.
    Course(CourseId),
    /// A client's enrolment in a course.
    Enrolment(UserId, CourseId),
}

impl Key {
    /// The key of the shape that `kind` has, from the two numbers of [`Key::parts`].
    pub fn from_parts(kind: Kind, first: i64, second: i64) -> Self {
        match kind.key_shape() {
            KeyShape::User => Self::User(UserId(first)),
            KeyShape::Course => Self::Course(CourseId(first)),
            KeyShape::Enrolment => Self::Enrolment(UserId(first), CourseId(second)),
        }
    }

    /// The two numbers that the key is stored and ordered by; the second is 0 where there is none.
    pub fn parts(self) -> (i64, i64) {
        match self {
            Self::User(user) => (user.0, 0),
            Self::Course(course) => (course.0, 0),
            Self::Enrolment(user, course) => (user.0, course.0),
        }
    }

    /// Reads the key of a record of `kind`: `1135`, or `1135/77` for an enrolment.
    pub fn parse(kind: Kind, text: &str) -> Result<Self, ParseKeyError> {
        let wrong = || ParseKeyError {
            kind,
            text: text.to_owned(),
        };
        let number = |part: &str| part.trim().parse::<i64>().map_err(|_| wrong());
        match (kind.key_shape(), text.split_once('/')) {
            (KeyShape::Enrolment, Some((user, course))) => Ok(Self::Enrolment(
                UserId(number(user)?),
                CourseId(number(course)?),
            )),
            (KeyShape::Enrolment, None) | (_, Some(_)) => Err(wrong()),
            (KeyShape::User, None) => Ok(Self::User(UserId(number(text)?))),
            (KeyShape::Course, None) => Ok(Self::Course(CourseId(number(text)?))),
        }
    }
}

/// Text that is not the key of a record of the kind.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a key of {kind}: expected {}", match kind.key_shape() {
    KeyShape::User => "a user id, for example `1135`",
    KeyShape::Course => "a course id, for example `77`",
    KeyShape::Enrolment => "user id and course id, for example `1135/77`",
})]
pub struct ParseKeyError {
    kind: Kind,
    text: String,
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => user.fmt(f),
            Self::Course(course) => course.fmt(f),
            Self::Enrolment(user, course) => write!(f, "{user}/{course}"),
        }
    }
}

/// Part of a kind: the records whose key's first number ([`Key::parts`]) is in the range.
pub type KeyRange = RangeInclusive<i64>;

/// All records of a kind.
pub const ALL_KEYS: KeyRange = i64::MIN..=i64::MAX;
