pub mod chain;
pub mod engine;
pub mod plan;
pub mod rules;
