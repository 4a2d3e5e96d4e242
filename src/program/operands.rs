//! The operands of a computation, in the order of a trace step's children.

use super::ir::{NodeId, Op};

/// Calls `f` with every operand of a computation, in the order of a trace step's children.
pub fn for_each_operand(op: &Op, mut f: impl FnMut(NodeId)) {
    match op {
        Op::Constant(_) | Op::Today | Op::Fact(_) | Op::Unstated | Op::Pending => {}
        Op::Component { of, .. }
        | Op::Ancestor(of)
        | Op::FloorZero(of)
        | Op::Not(of)
        | Op::Present(of)
        | Op::Within { value: of, .. }
        | Op::Run { before: of, .. }
        | Op::Round(of, _)
        | Op::Shift(of, _)
        | Op::Reinterpret(of) => f(*of),
        Op::Parameter { coordinates, place, at, .. } => {
            coordinates.iter().chain(place).chain(at).copied().for_each(f);
        }
        Op::Arithmetic(_, a, b) | Op::Compare(_, a, b) | Op::Elapsed { from: a, to: b, .. } => {
            f(*a);
            f(*b);
        }
        Op::Extreme { of, .. } => of.iter().copied().for_each(f),
        Op::All(parts) | Op::Any(parts) => parts.iter().map(|part| part.node).for_each(f),
        Op::Located { place, within } => std::iter::once(place).chain(within).copied().for_each(f),
        Op::Reduce { filter, value, .. } => filter.iter().chain(value).copied().for_each(f),
        Op::Choose(alternatives) => {
            alternatives.iter().filter_map(|a| a.guard).for_each(&mut f);
            alternatives.iter().map(|a| a.value).for_each(f);
        }
        Op::Judged { low, high, .. } => low.iter().chain(high).copied().for_each(f),
    }
}

/// Replaces every operand of a computation, in the same order.
pub fn map_operands(op: &mut Op, mut f: impl FnMut(NodeId) -> NodeId) {
    let mut each = |id: &mut NodeId| *id = f(*id);
    match op {
        Op::Constant(_) | Op::Today | Op::Fact(_) | Op::Unstated | Op::Pending => {}
        Op::Component { of, .. }
        | Op::Ancestor(of)
        | Op::FloorZero(of)
        | Op::Not(of)
        | Op::Present(of)
        | Op::Within { value: of, .. }
        | Op::Run { before: of, .. }
        | Op::Round(of, _)
        | Op::Shift(of, _)
        | Op::Reinterpret(of) => each(of),
        Op::Parameter { coordinates, place, at, .. } => {
            coordinates.iter_mut().chain(place).chain(at).for_each(each);
        }
        Op::Arithmetic(_, a, b) | Op::Compare(_, a, b) | Op::Elapsed { from: a, to: b, .. } => {
            each(a);
            each(b);
        }
        Op::Extreme { of, .. } => of.iter_mut().for_each(each),
        Op::All(parts) | Op::Any(parts) => parts.iter_mut().for_each(|part| each(&mut part.node)),
        Op::Located { place, within } => std::iter::once(place).chain(within).for_each(each),
        Op::Reduce { filter, value, .. } => filter.iter_mut().chain(value).for_each(each),
        Op::Choose(alternatives) => {
            alternatives.iter_mut().filter_map(|a| a.guard.as_mut()).for_each(&mut each);
            alternatives.iter_mut().for_each(|a| each(&mut a.value));
        }
        Op::Judged { low, high, .. } => low.iter_mut().chain(high).for_each(each),
    }
}
