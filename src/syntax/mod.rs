//! Text to tree: the only user of pest. It recovers per sentence, so one slip does not hide the rest.

pub mod error;
pub mod fold;
pub mod format;
mod from_source;
pub mod lines;
pub mod substance;
mod parser;
mod power;
pub mod tree;

mod bands;
mod case;
mod expression;
mod fields;
mod literal;
mod clause;
mod repair;
mod slips;
mod statement;
mod value;

pub use from_source::{bodies_of_cell, match_of_cell, parse, supposed, value_of_cell};
pub use repair::dotted;
