//! Programs as SMT-LIB 2, for households up to a size; and what a solver's answer means.

pub mod encode;
pub mod model;
pub mod sym;
pub mod term;

mod days;
mod gather;
mod ops;
mod slots;

pub use slots::Bounds;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests;
