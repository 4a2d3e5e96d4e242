//! Which way a result goes when one input goes up and everything else stays: by how much at most and at least, for each
//! unit of the input.

use crate::evaluation::limits::non_negative;
use crate::program::ir::{Arithmetic, NodeId, Op, Program, Reduction, Relation};
use crate::program::operands::for_each_operand;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;

/// How a value changes for each unit of the input; for a condition *up* is from 否 to 是. No end means a jump.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slope {
    range: Interval,
    /// Only the instance of the input, and those that hold it, change.
    local: bool,
}

const NOTHING: Interval = Interval::point(Ratio::ZERO);

impl Slope {
    const SAME: Slope = Slope { range: NOTHING, local: true };
    const INPUT: Slope = Slope { range: Interval::point(Ratio::ONE), local: true };

    /// It does not depend on the input.
    pub(crate) fn is_same(self) -> bool {
        self.range == NOTHING
    }

    /// It never falls.
    pub(crate) fn never_falls(self) -> bool {
        self.range.low.value().is_some_and(|low| !low.is_negative())
    }

    /// It falls by at most so much for each unit.
    pub(crate) fn falls_at_most(self, most: Ratio) -> bool {
        self.range
            .low
            .value()
            .is_some_and(|low| low.checked_add(most).is_some_and(|room| !room.is_negative()))
    }

    /// It never rises.
    pub(crate) fn never_rises(self) -> bool {
        self.range.high.value().is_some_and(|high| high <= Ratio::ZERO)
    }

    fn with(self, range: Interval) -> Slope {
        Slope { range, ..self }
    }

    /// The same way, however far.
    fn jumping(self) -> Slope {
        let low = if self.never_falls() { Bound::Closed(Ratio::ZERO) } else { Bound::Unbounded };
        let high = if self.never_rises() { Bound::Closed(Ratio::ZERO) } else { Bound::Unbounded };
        self.with(Interval { low, high })
    }

    fn negated(self) -> Slope {
        self.with(NOTHING.sub(self.range).unwrap_or(Interval::everything()))
    }

    fn plus(self, other: Slope) -> Slope {
        let range = self.range.add(other.range).unwrap_or(Interval::everything());
        Slope { range, local: self.local && other.local }
    }

    /// One or the other.
    fn or(self, other: Slope) -> Slope {
        Slope { range: self.range.hull(other.range), local: self.local && other.local }
    }

    /// One and the other, each however far.
    fn and(self, other: Slope) -> Slope {
        self.jumping().plus(other.jumping())
    }
}

/// The slopes of all nodes when those for which `input` says so go up.
pub(crate) fn slopes(program: &Program, limits: &[Interval], input: impl Fn(&Op) -> bool) -> Vec<Slope> {
    let mut slopes: Vec<Slope> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        let slope = if input(&node.op) { Slope::INPUT } else { of(&node.op, &slopes, limits) };
        slopes.push(slope);
    }
    slopes
}

fn of(op: &Op, known: &[Slope], limits: &[Interval]) -> Slope {
    let any = Slope { range: Interval::everything(), local: false };
    let at = |id: NodeId| known.get(id.index()).copied().unwrap_or(any);
    let range = |id: NodeId| limits.get(id.index()).copied().unwrap_or(Interval::everything());
    let amount = |id: NodeId| non_negative(range(id));
    let mut same = true;
    for_each_operand(op, |operand| same &= at(operand).is_same());
    if same {
        return Slope::SAME;
    }
    match op {
        Op::Reinterpret(of) => at(*of),
        // All instances below see it.
        Op::Ancestor(of) => Slope { local: false, ..at(*of) },
        Op::FloorZero(of) => at(*of).or(Slope::SAME),
        Op::Round(of, _) => at(*of).jumping(),
        Op::Not(of) => at(*of).negated(),
        Op::Arithmetic(operation, a, b) => arithmetic(*operation, (*a, *b), at, range, amount).unwrap_or(any),
        Op::Extreme { of, .. } => of.iter().map(|of| at(*of)).reduce(Slope::or).unwrap_or(any),
        Op::Compare(relation, a, b) => {
            let difference = at(*a).plus(at(*b).negated()).jumping();
            match relation {
                Relation::Greater | Relation::GreaterOrEqual => difference,
                Relation::Less | Relation::LessOrEqual => difference.negated(),
                Relation::Equal | Relation::NotEqual => any,
            }
        }
        Op::All(parts) | Op::Any(parts) => {
            parts.iter().map(|part| at(part.node)).fold(Slope::SAME, Slope::and)
        }
        Op::Reduce { kind, filter, value, .. } => {
            let filtered = filter.map_or(Slope::SAME, at);
            let valued = value.map_or(Slope::SAME, at);
            match kind {
                Reduction::Exists => filtered.and(valued),
                Reduction::Every => filtered.negated().and(valued),
                Reduction::Count => filtered.jumping(),
                Reduction::Sum if filtered.is_same() && valued.local => valued.or(Slope::SAME),
                Reduction::Sum if filtered.is_same() => valued.jumping(),
                Reduction::Sum if value.is_some_and(amount) => filtered.and(valued),
                Reduction::Greatest if filtered.is_same() => valued.or(Slope::SAME),
                Reduction::Least if filtered.is_same() => valued.or(Slope::SAME),
                _ => any,
            }
        }
        Op::Choose(alternatives) => {
            let mut guards = alternatives.iter().filter_map(|alternative| alternative.guard);
            let values = alternatives.iter().map(|alternative| at(alternative.value));
            let values = values.reduce(Slope::or).unwrap_or(any);
            if guards.all(|guard| at(guard).is_same()) {
                return values;
            }
            // A base and one exception, of which one is never below the other.
            let [base, exception] = alternatives.as_slice() else { return any };
            let (None, Some(guard)) = (base.guard, exception.guard) else { return any };
            if never_below(range(exception.value), range(base.value)) {
                values.and(at(guard))
            } else if never_below(range(base.value), range(exception.value)) {
                values.and(at(guard).negated())
            } else {
                any
            }
        }
        // A person's answer stays as it was given.
        Op::Judged { .. } => Slope::SAME,
        _ => any,
    }
}

fn arithmetic(
    operation: Arithmetic,
    (a, b): (NodeId, NodeId),
    at: impl Fn(NodeId) -> Slope,
    range: impl Fn(NodeId) -> Interval,
    amount: impl Fn(NodeId) -> bool,
) -> Option<Slope> {
    let (one, two) = (at(a), at(b));
    let scaled = |slope: Slope, by: Interval| Some(slope.with(slope.range.mul(by)?));
    match operation {
        Arithmetic::Add => Some(one.plus(two)),
        Arithmetic::Subtract => Some(one.plus(two.negated())),
        Arithmetic::Multiply if two.is_same() && range(b).is_point().is_some() => scaled(one, range(b)),
        Arithmetic::Multiply if one.is_same() && range(a).is_point().is_some() => scaled(two, range(a)),
        Arithmetic::Multiply if two.is_same() && amount(b) => Some(one.jumping()),
        Arithmetic::Multiply if one.is_same() && amount(a) => Some(two.jumping()),
        Arithmetic::Multiply if amount(a) && amount(b) => Some(one.and(two)),
        Arithmetic::Divide if two.is_same() && amount(b) => Some(one.jumping()),
        Arithmetic::Divide if amount(a) && amount(b) => Some(one.and(two.negated())),
        _ => None,
    }
}

/// Whether no number of one range lies below any of the other.
fn never_below(one: Interval, other: Interval) -> bool {
    let end = |bound: Bound| -> Option<Ratio> { bound.value() };
    matches!((end(one.low), end(other.high)), (Some(low), Some(high)) if low >= high)
}
