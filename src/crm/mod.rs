//! Everything that knows the CRM's HTTP.
//!
//! What is hard here: an error must say whether the CRM may have acted ([`error::Effect`]), since a create that is sent
//! twice cannot be undone; a refresh token works once, whoever asks ([`tokens`]); and the pace belongs to all processes of
//! a profile together ([`throttle`]).

pub mod account;
pub mod api;
pub mod catalogs;
mod client;
mod connect;
mod decode;
pub mod error;
pub mod expect;
pub mod fields;
pub mod fields_v2;
pub mod pages;
pub mod pipelines;
pub mod remote;
mod remote_http;
pub mod retry;
pub mod shape;
pub mod throttle;
pub mod tokens;
pub mod transport;

pub use client::Crm;
pub use tokens::{Access, Tokens};
