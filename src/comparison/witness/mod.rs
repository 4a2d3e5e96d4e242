//! Witnesses: for a change of meaning between two texts, the smallest household for which they decide differently because
//! of it, or the statement that there is none, and how that is known.

mod aspects;
mod between;
mod leaves;
mod record;
mod say;
mod seek;
mod shrink;
mod tree;
mod without;

pub(crate) use record::{Wanted, written};
pub(crate) use say::{decided, line};
pub(crate) use shrink::shrunk;

pub use between::Witnesses;
pub use tree::{Decided, Effect, How, Line, Money, Subject, Term, Witness};

use super::joint::Joint;

/// What a change does to households. To ask about several changes, keep [`Witnesses`].
#[must_use]
pub fn effect(joint: &Joint, subject: &Subject) -> Effect {
    Witnesses::new(joint).effect(subject)
}
