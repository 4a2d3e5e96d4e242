//! Witnesses: for a change of meaning between two texts, the smallest household for which they decide differently because
//! of it, or the statement that there is none, and how that is known.

mod tree;

pub use tree::{Decided, Effect, How, Line, Money, Subject, Witness};
