//! Which way a result goes when one input goes up and everything else stays.

use crate::evaluation::limits::non_negative;
use crate::program::ir::{Arithmetic, NodeId, Op, Program, Reduction, Relation};
use crate::program::operands::for_each_operand;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;

/// Which way a value goes; for a condition *up* is from 否 to 是.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    /// It does not depend on the input.
    Same,
    /// It never falls.
    Up,
    /// It never rises.
    Down,
    /// Both may be, or it cannot be told.
    Any,
}

impl Direction {
    fn flipped(self) -> Direction {
        match self {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
            other => other,
        }
    }

    fn and(self, other: Direction) -> Direction {
        match (self, other) {
            (Direction::Same, one) | (one, Direction::Same) => one,
            (one, two) if one == two => one,
            _ => Direction::Any,
        }
    }
}

/// The direction of every node when the nodes for which `input` says so go up.
pub(super) fn directions(
    program: &Program,
    limits: &[Interval],
    input: impl Fn(&Op) -> bool,
) -> Vec<Direction> {
    let mut directions: Vec<Direction> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        let direction = if input(&node.op) { Direction::Up } else { of(&node.op, &directions, limits) };
        directions.push(direction);
    }
    directions
}

fn of(op: &Op, known: &[Direction], limits: &[Interval]) -> Direction {
    let at = |id: NodeId| known.get(id.index()).copied().unwrap_or(Direction::Any);
    let range = |id: NodeId| limits.get(id.index()).copied().unwrap_or(Interval::everything());
    let amount = |id: NodeId| non_negative(range(id));
    let same = || {
        let mut same = true;
        for_each_operand(op, |operand| same &= at(operand) == Direction::Same);
        same
    };
    if same() {
        return Direction::Same;
    }
    match op {
        Op::Ancestor(of) | Op::FloorZero(of) | Op::Round(of, _) | Op::Reinterpret(of) => at(*of),
        Op::Not(of) => at(*of).flipped(),
        Op::Arithmetic(operation, a, b) => match operation {
            Arithmetic::Add => at(*a).and(at(*b)),
            Arithmetic::Subtract => at(*a).and(at(*b).flipped()),
            Arithmetic::Multiply if amount(*a) && amount(*b) => at(*a).and(at(*b)),
            Arithmetic::Divide if amount(*a) && amount(*b) => at(*a).and(at(*b).flipped()),
            Arithmetic::Divide if at(*b) == Direction::Same && amount(*b) => at(*a),
            _ => Direction::Any,
        },
        Op::Extreme { of, .. } => of.iter().fold(Direction::Same, |sofar, of| sofar.and(at(*of))),
        Op::Compare(relation, a, b) => {
            let difference = at(*a).and(at(*b).flipped());
            match relation {
                Relation::Greater | Relation::GreaterOrEqual => difference,
                Relation::Less | Relation::LessOrEqual => difference.flipped(),
                Relation::Equal | Relation::NotEqual => Direction::Any,
            }
        }
        Op::All(parts) | Op::Any(parts) => {
            parts.iter().fold(Direction::Same, |sofar, part| sofar.and(at(part.node)))
        }
        Op::Reduce { kind, filter, value, .. } => {
            let filtered = filter.map_or(Direction::Same, at);
            let valued = value.map_or(Direction::Same, at);
            match kind {
                Reduction::Exists | Reduction::Greatest => filtered.and(valued),
                Reduction::Every | Reduction::Least => filtered.flipped().and(valued),
                Reduction::Count => filtered,
                Reduction::Sum if filtered == Direction::Same => valued,
                Reduction::Sum if value.is_some_and(amount) => filtered.and(valued),
                Reduction::Sum => Direction::Any,
            }
        }
        Op::Choose(alternatives) => {
            let guarded = alternatives.iter().filter_map(|alternative| alternative.guard);
            if guarded.clone().all(|guard| at(guard) == Direction::Same) {
                return alternatives
                    .iter()
                    .fold(Direction::Same, |sofar, alternative| sofar.and(at(alternative.value)));
            }
            // A base and one exception, of which one is never below the other.
            let [base, exception] = alternatives.as_slice() else { return Direction::Any };
            let (None, Some(guard)) = (base.guard, exception.guard) else { return Direction::Any };
            let values = at(base.value).and(at(exception.value));
            if never_below(range(exception.value), range(base.value)) {
                values.and(at(guard))
            } else if never_below(range(base.value), range(exception.value)) {
                values.and(at(guard).flipped())
            } else {
                Direction::Any
            }
        }
        // A person's answer stays as it was given.
        Op::Judged { .. } => Direction::Same,
        _ => Direction::Any,
    }
}

/// Whether no number of one range lies below any of the other.
fn never_below(one: Interval, other: Interval) -> bool {
    let end = |bound: Bound| -> Option<Ratio> { bound.value() };
    matches!((end(one.low), end(other.high)), (Some(low), Some(high)) if low >= high)
}
