//! One file per command; here only who runs what.

pub mod account;
pub mod auth;
pub mod chain;
pub mod check;
pub mod demo;
pub mod doctor;
pub mod explain;
pub mod fields;
pub mod generate;
pub mod global;
pub mod history;
pub mod ids;
pub mod init;
pub mod mapping;
pub mod pipelines;
mod preview;
pub mod rejects;
mod runner;
pub mod sandbox;
pub mod schedule;
pub mod schema;
pub mod sync;
pub mod sync_record;
