//! Everything that knows the CRM's HTTP.

pub mod api;
mod client;
mod connect;
mod decode;
pub mod error;
pub mod fields;
pub mod fields_v2;
pub mod pages;
pub mod pipelines;
mod remote;
pub mod retry;
pub mod throttle;
pub mod transport;

pub use client::Crm;
