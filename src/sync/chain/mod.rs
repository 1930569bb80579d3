//! Chains of actions: how they are written, how the aggregates are made of them, and how they run.

pub mod build;
pub mod format;
pub mod run;
