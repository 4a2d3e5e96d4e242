//! What holds of every household: proved, or a household that breaks it.

pub mod smt;
