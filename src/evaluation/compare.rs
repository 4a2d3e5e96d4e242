//! Comparisons, decided as soon as the ranges of both sides decide them.

use std::cmp::Ordering;

use crate::program::ir::{Constant, NodeId, Op, Relation};
use crate::quantity::interval::PossibleOrder;
use crate::trace::value::{Domain, FaultKind, Value};

use super::arithmetic::range_of;
use super::pass::{At, Pass, State};
use crate::program::place;

/// How two known values stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// One comes before the other, or they are equal.
    Ordered(Ordering),
    /// They differ, and neither comes first.
    Different,
}

/// How two known values stand to each other; `None` unless both are known and present.
pub(super) fn standing(state: &State, home: &str, a: Value, b: Value) -> Option<Standing> {
    let by = |same: bool| if same { Standing::Ordered(Ordering::Equal) } else { Standing::Different };
    Some(match (a, b) {
        (Value::Open(_) | Value::Fault(_) | Value::Absent, _)
        | (_, Value::Open(_) | Value::Fault(_) | Value::Absent) => return None,
        (Value::Number(a), Value::Number(b)) => Standing::Ordered(a.cmp(&b)),
        (Value::Date(a), Value::Date(b)) => Standing::Ordered(a.cmp(&b)),
        (Value::Element(a), Value::Element(b)) => Standing::Ordered(a.cmp(&b)),
        (Value::Truth(a), Value::Truth(b)) => Standing::Ordered(a.cmp(&b)),
        (Value::Place(a), Value::Place(b)) => {
            by(a == b || place::same(state.arena.text(a), state.arena.text(b), home))
        }
        (a, b) => by(a == b),
    })
}

/// Whether a relation holds; `None` when it asks for an order that there is not.
pub(super) fn holds(relation: Relation, standing: Standing) -> Option<bool> {
    Some(match (relation, standing) {
        (Relation::Equal, Standing::Different) => false,
        (Relation::NotEqual, Standing::Different) => true,
        (_, Standing::Different) => return None,
        (_, Standing::Ordered(order)) => holds_in_order(relation, order),
    })
}

/// Whether a relation holds between ordered values.
pub(super) fn holds_in_order(relation: Relation, order: Ordering) -> bool {
    match relation {
        Relation::Less => order.is_lt(),
        Relation::LessOrEqual => order.is_le(),
        Relation::Equal => order.is_eq(),
        Relation::NotEqual => order.is_ne(),
        Relation::GreaterOrEqual => order.is_ge(),
        Relation::Greater => order.is_gt(),
    }
}

/// Whether a relation holds in every possible order, or in none.
pub(super) fn decided(relation: Relation, possible: PossibleOrder) -> Option<bool> {
    let mut found = None;
    let orders = [
        (possible.less, Ordering::Less),
        (possible.equal, Ordering::Equal),
        (possible.greater, Ordering::Greater),
    ];
    for (_, order) in orders.into_iter().filter(|(possible, _)| *possible) {
        let truth = holds_in_order(relation, order);
        if found.is_some_and(|before| before != truth) {
            return None;
        }
        found = Some(truth);
    }
    found
}

impl Pass<'_> {
    /// A comparison.
    pub(super) fn compare(&mut self, at: At, relation: Relation, a: NodeId, b: NodeId) -> Value {
        let (left, right) = (self.get(a, at.instance), self.get(b, at.instance));
        if let (Value::Number(x), Value::Number(y)) = (left, right) {
            return Value::Truth(holds_in_order(relation, x.cmp(&y)));
        }
        if matches!(relation, Relation::Equal | Relation::NotEqual) {
            let asked =
                if self.is_none_literal(b) { Some(left) } else { self.is_none_literal(a).then_some(right) };
            if let Some(asked) = asked {
                let present = self.present(asked);
                return if relation == Relation::Equal { self.not(present) } else { present };
            }
        }
        // 无 counts as 否 where conditions are compared.
        let (left, right) = match (left, right) {
            (Value::Absent, Value::Truth(_)) => (Value::Truth(false), right),
            (Value::Truth(_), Value::Absent) => (left, Value::Truth(false)),
            both => both,
        };
        if let Some(standing) = standing(self.state, &self.plan.program.area, left, right) {
            return match holds(relation, standing) {
                Some(truth) => Value::Truth(truth),
                None => self.fault(at, FaultKind::NoRule),
            };
        }
        if let Some(fault) = self.strict_fault(&[left, right], &[]) {
            return fault;
        }
        if left == Value::Absent || right == Value::Absent {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        if let Some(truth) = self.possible_order(left, right).and_then(|possible| decided(relation, possible))
        {
            return Value::Truth(truth);
        }
        let may_fail = self.state.is_shaky(left) || self.state.is_shaky(right);
        let questions = self.state.union([left, right]);
        self.open(questions, Domain::Truth, may_fail)
    }

    /// The node is written 无.
    fn is_none_literal(&self, node: NodeId) -> bool {
        matches!(self.plan.program.node(node).op, Op::Constant(Constant::Absent))
    }

    /// Which orders are possible, where the domains tell and neither side may be absent or at fault.
    fn possible_order(&self, a: Value, b: Value) -> Option<PossibleOrder> {
        if let (Some((x, false)), Some((y, false))) = (range_of(self.state, a), range_of(self.state, b)) {
            return Some(x.compare(y));
        }
        let (x, y) = (self.candidates(a)?, self.candidates(b)?);
        Some(PossibleOrder {
            less: x.iter().min()? < y.iter().max()?,
            equal: x.iter().any(|element| y.contains(element)),
            greater: x.iter().max()? > y.iter().min()?,
        })
    }

    /// The elements that a value may be, if it certainly is a listed element.
    fn candidates(&self, value: Value) -> Option<Vec<u32>> {
        match value {
            Value::Element(element) => Some(vec![element]),
            Value::Open(id) => {
                let open = self.state.arena.open(id);
                match &open.domain {
                    Domain::Elements(elements) if !open.or_absent && !open.or_fault => Some(elements.clone()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
