//! The mapping as an admin writes it.

use serde::Deserialize;

/// What differs from the built-in mapping of one kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindMapping {}
