//! Everything that knows the CRM's HTTP.

pub mod api;
pub mod error;
