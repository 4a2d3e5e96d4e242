//! The numbers that a node may give for an instance that the record does not list.
//!
//! Numbers of a record are never below zero: validation refuses them.

use crate::program::ir::{Constant, NodeId, Op, Program, Reduction};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;

use super::arithmetic::{over, round_in};

/// Per node, the range of its number in base measures; everything for other values.
#[must_use]
pub fn limits(program: &Program) -> Vec<Interval> {
    let mut limits: Vec<Interval> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        let of = |id: &NodeId| limits.get(id.index()).copied().unwrap_or(Interval::everything());
        let hull = |of: &mut dyn Iterator<Item = Interval>| {
            of.reduce(Interval::hull).unwrap_or(Interval::everything())
        };
        limits.push(match &node.op {
            Op::Constant(Constant::Number(number)) => Interval::point(*number),
            Op::Fact(_) => amounts(),
            Op::Parameter { parameter, .. } => {
                hull(&mut program.parameters[parameter.index()].cells.iter().map(|cell| cell.value))
            }
            Op::Ancestor(id) | Op::Reinterpret(id) => of(id),
            Op::Arithmetic(arithmetic, a, b) => over(*arithmetic, of(a), of(b)),
            Op::FloorZero(id) => of(id).floor_zero(),
            Op::Extreme { greatest, of: operands } => {
                let pick = if *greatest { Interval::greatest } else { Interval::least };
                operands.iter().map(of).reduce(pick).unwrap_or(Interval::everything())
            }
            Op::Reduce { kind: Reduction::Count, .. } => amounts(),
            Op::Reduce { kind: Reduction::Sum, value: Some(value), .. } if non_negative(of(value)) => {
                amounts()
            }
            Op::Reduce { kind: Reduction::Least | Reduction::Greatest, value: Some(value), .. } => of(value),
            Op::Choose(alternatives) => {
                hull(&mut alternatives.iter().map(|alternative| of(&alternative.value)))
            }
            Op::Round(id, rounding) => of(id)
                .map_monotone(|value| round_in(node.ty, *rounding, value))
                .unwrap_or(Interval::everything()),
            Op::Judged { .. } => amounts(),
            _ => Interval::everything(),
        });
    }
    limits
}

/// Nought and above.
pub(super) const fn amounts() -> Interval {
    Interval::at_least(Ratio::ZERO)
}

/// Whether no number of the range is below zero.
pub(crate) fn non_negative(range: Interval) -> bool {
    match range.low {
        Bound::Unbounded => false,
        Bound::Closed(low) | Bound::Open(low) => !low.is_negative(),
    }
}
