//! Text to tree: the only user of pest. It recovers per sentence, so one slip does not hide the rest.

pub mod error;
pub mod fold;
mod from_source;
pub mod lines;
mod parser;
pub mod tree;

mod case;
mod expression;
mod clause;
mod statement;
mod value;

pub use from_source::parse;
