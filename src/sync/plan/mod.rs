//! Planning: what each record needs, as data. Nothing here sends.

pub mod decide;
pub mod estimate;
pub mod guard;
pub mod list;
pub mod scan;
pub mod selection;
pub mod tally;
