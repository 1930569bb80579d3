//! The words of the product as types: kinds, keys, ids, records. No I/O and no foreign field names.

mod country;
mod entity;
mod field_type;
mod invalid;
mod key;
mod kind;
mod marker;
pub mod outcome;
pub mod payload;
mod record;
pub mod shape;

pub use country::Country;
pub use entity::RemoteEntity;
pub use field_type::FieldType;
pub use invalid::Invalid;
pub use key::{ALL_KEYS, CourseId, CrmId, FieldId, Key, KeyRange, ParseKeyError, UserId};
pub use kind::{EntityType, KeyShape, Kind, ParseKindError};
pub use marker::{Marker, ParseMarkerError};
pub use record::{Columns, Record, Value};
