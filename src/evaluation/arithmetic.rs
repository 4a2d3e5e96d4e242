//! ＋ － × ÷, 不足零的按零, rounding, and lengths of time.

use crate::program::ir::{Arithmetic, Elapsed, NodeId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::Base;
use crate::trace::value::{Domain, FaultKind, Value};

use super::pass::{At, Pass, State};

/// The range of a known or open number, and whether it may also be absent or at fault.
pub(super) fn range_of(state: &State, value: Value) -> Option<(Interval, bool)> {
    match value {
        Value::Number(number) => Some((Interval::point(number), false)),
        Value::Open(id) => {
            let open = state.arena.open(id);
            Some(match &open.domain {
                Domain::Number(range) => (*range, open.or_absent || open.or_fault),
                _ => (Interval::everything(), true),
            })
        }
        _ => None,
    }
}

/// The range of an operation on ranges; everything where it cannot be told.
pub(super) fn over(operation: Arithmetic, a: Interval, b: Interval) -> Interval {
    match operation {
        Arithmetic::Add => a.add(b),
        Arithmetic::Subtract => a.sub(b),
        Arithmetic::Multiply => a.mul(b),
        Arithmetic::Divide => a.div(b),
    }
    .unwrap_or(Interval::everything())
}

/// Rounds a value kept in base measures as its unit shows it: a sum per year is rounded per year.
pub(super) fn round_in(ty: Type, rounding: Rounding, value: Ratio) -> Option<Ratio> {
    match ty {
        Type::Number(unit) if unit.dimension.exponent(Base::Month) == -1 && unit.scale.span.months() > 1 => {
            let months = Ratio::from_integer(i128::from(unit.scale.span.months()));
            rounding.apply(value.checked_mul(months)?)?.checked_div(months)
        }
        _ => rounding.apply(value),
    }
}

impl Pass<'_> {
    /// ＋ － × ÷
    pub(super) fn arithmetic(&mut self, at: At, operation: Arithmetic, a: NodeId, b: NodeId) -> Value {
        let (a, b) = (self.get(a, at.instance), self.get(b, at.instance));
        if let (Value::Number(x), Value::Number(y)) = (a, b) {
            let result = match operation {
                Arithmetic::Add => x.checked_add(y),
                Arithmetic::Subtract => x.checked_sub(y),
                Arithmetic::Multiply => x.checked_mul(y),
                Arithmetic::Divide => x.checked_div(y),
            };
            return match result {
                Some(number) => Value::Number(number),
                None if operation == Arithmetic::Divide && y.is_zero() => {
                    self.fault(at, FaultKind::DivisionByZero)
                }
                None => self.fault(at, FaultKind::Overflow),
            };
        }
        if let Some(fault) = self.strict_fault(&[a, b], &[]) {
            return fault;
        }
        let (Some((x, x_shaky)), Some((y, y_shaky))) = (range_of(self.state, a), range_of(self.state, b))
        else {
            return self.fault(at, FaultKind::AbsentOperand);
        };
        let divides = operation == Arithmetic::Divide;
        if divides && y.is_point().is_some_and(Ratio::is_zero) && !y_shaky {
            return self.fault(at, FaultKind::DivisionByZero);
        }
        let may_fail = divides && y.contains(Ratio::ZERO);
        let questions = self.state.union([a, b]);
        self.open(questions, Domain::Number(over(operation, x, y)), x_shaky || y_shaky || may_fail)
    }

    /// 不足零的按零
    pub(super) fn floor_zero(&mut self, at: At, of: NodeId) -> Value {
        self.mapped(at, of, |number| Some(number.max(Ratio::ZERO)), |range| Some(range.floor_zero()))
    }

    /// Rounding.
    pub(super) fn round(&mut self, at: At, of: NodeId, rounding: Rounding) -> Value {
        let ty = self.plan.program.node(at.node).ty;
        let round = |number| round_in(ty, rounding, number);
        self.mapped(at, of, round, |range| range.map_monotone(round))
    }

    /// A number under a function, and a range under it.
    fn mapped(
        &mut self,
        at: At,
        of: NodeId,
        number: impl Fn(Ratio) -> Option<Ratio>,
        range: impl Fn(Interval) -> Option<Interval>,
    ) -> Value {
        match self.get(of, at.instance) {
            Value::Number(known) => match number(known) {
                Some(number) => Value::Number(number),
                None => self.fault(at, FaultKind::Overflow),
            },
            Value::Fault(id) => Value::Fault(id),
            value => {
                let Some((before, shaky)) = range_of(self.state, value) else {
                    return self.fault(at, FaultKind::AbsentOperand);
                };
                let after = range(before);
                let questions = self.state.questions(value).to_vec();
                self.open(
                    questions,
                    Domain::Number(after.unwrap_or(Interval::everything())),
                    shaky || after.is_none(),
                )
            }
        }
    }

    /// 从 … 到 … 的周岁数、月数、天数
    pub(super) fn elapsed(&mut self, at: At, unit: Elapsed, from: NodeId, to: NodeId) -> Value {
        let (from, to) = (self.get(from, at.instance), self.get(to, at.instance));
        if let (Value::Date(from), Value::Date(to)) = (from, to) {
            let length = match unit {
                Elapsed::Years => Date::full_years_between(from, to),
                Elapsed::Months => Date::full_months_between(from, to),
                Elapsed::Days => Date::days_between(from, to),
            };
            return Value::Number(Ratio::from_integer(i128::from(length)));
        }
        if let Some(fault) = self.strict_fault(&[from, to], &[]) {
            return fault;
        }
        if from == Value::Absent || to == Value::Absent {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        let shaky = self.state.is_shaky(from) || self.state.is_shaky(to);
        let questions = self.state.union([from, to]);
        self.open(questions, Domain::Number(Interval::everything()), shaky)
    }
}
