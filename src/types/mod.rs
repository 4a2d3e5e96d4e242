//! Bound model to typed model: every expression typed and measured.

pub mod error;
mod exclusion;
pub mod from_names;
pub mod tree;

mod expression;
mod funding;
mod item;
mod list;
mod operation;
mod presence;
