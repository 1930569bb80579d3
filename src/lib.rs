//! Carries the users, courses and enrolments of an e-learning platform into amoCRM / Kommo.
//!
//! The binary is a thin shell over this library, so that tests can start its parts.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod context;
pub mod crm;
pub mod domain;
pub mod error;
pub mod identity;
pub mod lock;
pub mod mapping;
pub mod options;
pub mod output;
pub mod private;
pub mod sandbox;
pub mod schema;
pub mod secrets;
pub mod signals;
pub mod source;
pub mod store;
pub mod sync;
pub mod text;
