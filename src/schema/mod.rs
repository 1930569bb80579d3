//! The account's shape: fields, options, funnels, statuses; what the mapping needs of it and what is missing.

pub mod apply;
pub mod complete;
pub mod new_field;
pub mod skeleton;
