//! The real binary against the sandbox over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(unix)]
mod access;
mod apply;
mod auth;
mod batch;
mod bench;
mod bodies;
mod check;
mod config;
mod dirty;
mod doubts;
mod dry_run;
mod evidence;
mod explain;
mod faults;
mod fields;
mod floors;
mod generate;
mod ids;
#[cfg(target_os = "linux")]
mod keyring;
mod late;
mod limits;
mod links;
mod mapping;
mod messages;
mod odd_input;
mod outcome;
mod phones;
mod private;
mod quickstart;
mod sandbox;
mod sandbox_clients;
mod sandbox_faults;
mod sandbox_guard;
mod schedule;
mod schema;
mod setup;
#[cfg(unix)]
mod shells;
mod stages;
mod support;
mod sweep;
mod sync;
mod values;
