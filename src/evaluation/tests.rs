//! Programs built by hand, decided and held against what the semantics demand.

mod builder;
mod choice;
mod completion;
mod outcomes;
mod planes;
mod random;
mod values;
mod verified;
