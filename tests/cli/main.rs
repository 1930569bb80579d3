//! The real binary against the sandbox over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod auth;
mod faults;
mod generate;
mod support;
mod sync;
