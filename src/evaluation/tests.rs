//! Programs built by hand, decided and held against what the semantics demand.

pub(crate) mod builder;
mod choice;
mod completion;
mod outcomes;
mod planes;
pub(crate) mod random;
mod values;
mod verified;
