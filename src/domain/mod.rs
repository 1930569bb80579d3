//! The words of the product as types: kinds, keys, ids, records. No I/O and no foreign field names.

mod key;
mod kind;
mod marker;
mod record;

pub use key::{CourseId, CrmId, FieldId, Key, ParseKeyError, UserId};
pub use kind::{EntityType, KeyShape, Kind, ParseKindError};
pub use marker::{Marker, ParseMarkerError};
pub use record::{Columns, Record, Value};
