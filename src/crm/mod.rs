//! Everything that knows the CRM's HTTP.

pub mod error;
