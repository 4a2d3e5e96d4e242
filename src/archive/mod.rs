//! Decisions that are kept: what is kept of each, how each is chained to the one before, and in what two decisions of one
//! record differ. Data only; who stores it is outside the library.

pub mod chain;
pub mod difference;
pub mod entry;
