//! Program and facts to outcomes, with the reason of each.
//!
//! A [`plan::Plan`] is made once per program, an [`evaluator::Evaluator`] once per thread. Deciding a record is one pass
//! over the planned nodes in order, over all instances of each node's plane; every node is total, so nothing is computed
//! twice and no order can be observed. Outcomes and the trace are then read off the stored values.

pub mod evaluator;
pub mod limits;
pub mod plan;

mod arithmetic;
mod bands;
mod bodies;
mod choice;
mod compare;
mod extreme;
mod held;
mod judgement;
mod notes;
mod outcome;
mod parameter;
mod pass;
mod possible;
mod reading;
mod recording;
mod reduction;
mod rests_on;
mod shift;
mod split;
mod truth;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
pub(crate) mod tests;

use crate::facts::record::Record;
use crate::program::ir::Program;
use crate::trace::outcome::Decision;

/// Decides one record. For many records, keep a [`plan::Plan`] and an [`evaluator::Evaluator`].
#[must_use]
pub fn evaluate(program: &Program, record: &Record) -> Decision {
    let plan = plan::Plan::new(program);
    evaluator::Evaluator::new(&plan).decide(record)
}
