//! Authorization: the code exchange, and a pair of tokens that is renewed once however many ask for it.

mod tokens;

pub use tokens::{Access, Tokens};
