//! Carries the users, courses and enrolments of an e-learning platform into amoCRM / Kommo.
//!
//! The binary is a thin shell over this library, so that tests can start its parts.

pub mod sandbox;
