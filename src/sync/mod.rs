//! What is to be sent, in which order, exactly once. No HTTP, no SQL of the platform, no printing.
//!
//! The hard part is the create: it cannot be undone and must not happen twice. It is written down before it is sent,
//! and when its answer is lost nothing else is believed before its marker was looked for ([`engine`]).

pub mod chain;
pub mod engine;
#[cfg(test)]
mod made;
pub mod plan;
pub mod rules;
