//! Chains of actions: how they are written, and how the aggregates are made of them.

pub mod build;
pub mod format;
