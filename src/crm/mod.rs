//! Everything that knows the CRM's HTTP.

pub mod api;
mod client;
mod decode;
pub mod error;
mod remote;
pub mod retry;
pub mod throttle;
pub mod transport;

pub use client::Crm;
