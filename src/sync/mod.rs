//! The heart: what is to be sent, in which order, exactly once. No HTTP, no SQL of the platform, no printing.

pub mod chain;
pub mod engine;
pub mod guard;
pub mod plan;
pub mod planner;
