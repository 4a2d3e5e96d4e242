//! Arithmetic over regions. What is not linear becomes an unknown of its own, within what is known of it.

use super::linear::{Linear, Sign};
use super::run::{At, Computed, Lists, Run};
use super::search::Stop;
use super::symbol::{Fault, Lack, Symbol};
use crate::program::ir::{Arithmetic, Elapsed, NodeId, QuestionId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::unit::Base;

use super::symbol::Day;

/// `a × b` where one is a number.
fn product(a: &Linear, b: &Linear) -> Option<Linear> {
    match (a.known(), b.known()) {
        (_, Some(factor)) => a.times(factor),
        (Some(factor), _) => b.times(factor),
        _ => None,
    }
}

/// Numerator and divisor (above zero).
fn fraction(symbol: &Symbol) -> Option<(Linear, Linear)> {
    match symbol {
        Symbol::Number(number) => Some((number.clone(), Linear::constant(Ratio::ONE))),
        Symbol::Quotient(above, below) => Some((above.clone(), below.clone())),
        _ => None,
    }
}

/// `a − b` over a common divisor above zero, where that is linear.
pub(super) fn difference(a: &Symbol, b: &Symbol) -> Option<(Linear, Linear)> {
    let ((a, below_a), (b, below_b)) = (fraction(a)?, fraction(b)?);
    if below_a == below_b {
        return Some((a.minus(&b)?, below_a));
    }
    let (left, right) = (product(&a, &below_b)?, product(&b, &below_a)?);
    Some((left.minus(&right)?, product(&below_a, &below_b)?))
}

fn quotient(above: Linear, below: Linear) -> Option<Symbol> {
    Some(match below.known() {
        Some(number) => Symbol::Number(above.times(Ratio::ONE.checked_div(number)?)?),
        None if above.known().is_some_and(Ratio::is_zero) => Symbol::Number(above),
        None => Symbol::Quotient(above, below),
    })
}

impl Run<'_, '_> {
    /// An unknown number within what is known of a node.
    pub(super) fn any_number(&mut self, node: NodeId, whole: bool) -> Result<Linear, Stop> {
        let range = self.ground.limits.get(node.index()).copied().unwrap_or(Interval::everything());
        self.within_range(range, whole)
    }

    /// An unknown number within a range.
    pub(super) fn within_range(&mut self, range: Interval, whole: bool) -> Result<Linear, Stop> {
        let unknown = Linear::unknown(self.search.unknown(whole));
        let beyond = |end: Ratio| unknown.minus(&Linear::constant(end));
        let ends = [(range.low, Sign::NotBelow, Sign::Above), (range.high, Sign::NotAbove, Sign::Below)];
        for (end, closed, open) in ends {
            let (end, sign) = match end {
                Bound::Unbounded => continue,
                Bound::Closed(end) => (end, closed),
                Bound::Open(end) => (end, open),
            };
            if let Some(beyond) = beyond(end) {
                self.search.require(&beyond, sign)?;
            }
        }
        Ok(unknown)
    }

    /// A symbol as a linear number; a fault where it is none.
    pub(super) fn linear(&mut self, at: At, symbol: &Symbol) -> Result<Result<Linear, Symbol>, Stop> {
        Ok(Ok(match symbol {
            Symbol::Number(number) => number.clone(),
            Symbol::Quotient(above, _) => {
                // Of a quotient that is worked on no more than its sign is kept.
                let unknown = Linear::unknown(self.search.unknown(false));
                let sign =
                    if self.search.holds(above, Sign::NotBelow)? { Sign::NotBelow } else { Sign::Below };
                self.search.require(&unknown, sign)?;
                unknown
            }
            // A length of time that is worked on may be any whole number.
            Symbol::Span { .. } => Linear::unknown(self.search.unknown(true)),
            other => return Ok(Err(self.lacking(at, &[other]))),
        }))
    }

    /// 从 … 到 …
    pub(super) fn span(&mut self, unit: Elapsed, from: &Day, to: &Day) -> Symbol {
        if let (Day::Known(from), Day::Known(to)) = (from, to) {
            let length = elapsed(unit, *from, *to);
            return Symbol::Number(Linear::constant(Ratio::from_integer(length)));
        }
        if unit == Elapsed::Days
            && let (Some(from), Some(to)) = (self.day_number(from), self.day_number(to))
            && let Some(length) = to.minus(&from)
        {
            return Symbol::Number(length);
        }
        Symbol::Span { unit, from: from.clone(), to: to.clone() }
    }

    /// A day as days from the day of the text, where it is not counted from an unknown one.
    pub(super) fn day_number(&self, day: &Day) -> Option<Linear> {
        match day {
            Day::Known(day) => {
                let days = Date::days_between(self.ground.program.on, *day);
                Some(Linear::constant(Ratio::from_integer(i128::from(days))))
            }
            Day::Moved { from, shifts } if shifts.is_empty() => Some(Linear::unknown(*from)),
            Day::Moved { .. } => None,
        }
    }

    /// ＋ － × ÷
    pub(super) fn arithmetic(&mut self, at: At, operation: Arithmetic, a: NodeId, b: NodeId) -> Computed {
        let (a, b) = (self.own(at, a)?, self.own(at, b)?);
        if let Some(result) = self.exact(at, operation, &a, &b)? {
            return Ok(result);
        }
        for operand in [&*a, &*b] {
            if fraction(operand).is_none() && !matches!(operand, Symbol::Span { .. }) {
                return Ok(self.lacking(at, &[&a, &b]));
            }
        }
        let (left, right) = (self.linear(at, &a)?, self.linear(at, &b)?);
        if let (Ok(left), Ok(right)) = (left, right) {
            let (left, right) = (Symbol::Number(left), Symbol::Number(right));
            if let Some(result) = self.exact(at, operation, &left, &right)? {
                return Ok(result);
            }
        }
        if operation == Arithmetic::Multiply
            && let (Symbol::Number(_), Symbol::Number(factor)) = (&*a, &*b)
            && self.ground.lists != Lists::Gathered
        {
            // A household is sought with a plain number for one of two facts that are multiplied.
            self.search.narrowed = true;
            let plain = [1, 2, 10, 100][self.search.any(4)?];
            let plain = Linear::constant(Ratio::from_integer(plain));
            if let Some(off) = factor.minus(&plain) {
                self.search.require(&off, Sign::Zero)?;
                if let Some(result) = self.exact(at, operation, &a, &Symbol::Number(plain))? {
                    return Ok(result);
                }
            }
        }
        Ok(Symbol::Number(self.any_number(at.node, false)?))
    }

    /// The result where it is linear or a quotient of linear expressions.
    fn exact(
        &mut self,
        at: At,
        operation: Arithmetic,
        a: &Symbol,
        b: &Symbol,
    ) -> Result<Option<Symbol>, Stop> {
        let (Some((above_a, below_a)), Some((above_b, below_b))) = (fraction(a), fraction(b)) else {
            return Ok(None);
        };
        Ok(match operation {
            Arithmetic::Add => above_b.times(Ratio::from_integer(-1)).and_then(|negated| {
                let negated = quotient(negated, below_b)?;
                let (above, below) = difference(a, &negated)?;
                quotient(above, below)
            }),
            Arithmetic::Subtract => difference(a, b).and_then(|(above, below)| quotient(above, below)),
            Arithmetic::Multiply if below_a == above_b => quotient(above_a, below_b),
            Arithmetic::Multiply if below_b == above_a => quotient(above_b, below_a),
            Arithmetic::Multiply => product(&above_a, &above_b)
                .zip(product(&below_a, &below_b))
                .and_then(|(above, below)| quotient(above, below)),
            Arithmetic::Divide => {
                if self.search.holds(&above_b, Sign::Zero)? {
                    return Ok(Some(Symbol::Fault(Fault { lack: Lack::Other, node: at.node })));
                }
                let positive = self.search.holds(&above_b, Sign::Above)?;
                let sign = Ratio::from_integer(if positive { 1 } else { -1 });
                if below_a == below_b {
                    above_a.times(sign).zip(above_b.times(sign)).and_then(|(a, b)| quotient(a, b))
                } else {
                    let above = product(&above_a, &below_b).and_then(|above| above.times(sign));
                    let below = product(&below_a, &above_b).and_then(|below| below.times(sign));
                    above.zip(below).and_then(|(above, below)| quotient(above, below))
                }
            }
        })
    }

    /// 不足零的按零
    pub(super) fn floor_zero(&mut self, at: At, of: NodeId) -> Computed {
        let value = self.own(at, of)?;
        let Some((above, _)) = fraction(&value) else { return Ok(self.lacking(at, &[&value])) };
        Ok(if self.search.holds(&above, Sign::NotBelow)? {
            (*value).clone()
        } else {
            Symbol::Number(Linear::constant(Ratio::ZERO))
        })
    }

    /// Rounding: within one step of what is rounded.
    pub(super) fn round(&mut self, at: At, of: NodeId, rounding: Rounding) -> Computed {
        let value = self.own(at, of)?;
        let number = match self.linear(at, &value)? {
            Ok(number) => number,
            Err(fault) => return Ok(fault),
        };
        let months = match self.ground.program.node(at.node).ty {
            Type::Number(unit)
                if unit.dimension.exponent(Base::Month) == -1 && unit.scale.span.months() > 1 =>
            {
                Ratio::from_integer(i128::from(unit.scale.span.months()))
            }
            _ => Ratio::ONE,
        };
        if let Some(known) = number.known() {
            let rounded = known.checked_mul(months).and_then(|known| rounding.apply(known));
            if let Some(rounded) = rounded.and_then(|rounded| rounded.checked_div(months)) {
                return Ok(Symbol::Number(Linear::constant(rounded)));
            }
        }
        let rounded = self.any_number(at.node, false)?;
        let step = rounding.step.checked_div(months).unwrap_or(rounding.step);
        let half = step.checked_div(Ratio::from_integer(2)).unwrap_or(step);
        let (below, above) = match rounding.mode {
            Mode::HalfUp => (half, half),
            Mode::Up => (Ratio::ZERO, step),
            Mode::Down => (step, Ratio::ZERO),
        };
        // −below ≤ rounded − number ≤ above
        if let Some(moved) = rounded.minus(&number) {
            let low = moved.plus(&Linear::constant(below), Ratio::ONE);
            let high = moved.minus(&Linear::constant(above));
            if let (Some(low), Some(high)) = (low, high) {
                self.search.require(&low, Sign::NotBelow)?;
                self.search.require(&high, Sign::NotAbove)?;
            }
        }
        Ok(Symbol::Number(rounded))
    }

    /// An answer within its bounds.
    pub(super) fn judged(
        &mut self,
        at: At,
        question: QuestionId,
        low: Option<NodeId>,
        high: Option<NodeId>,
    ) -> Computed {
        let value = self.answer(at, question)?;
        let Symbol::Number(answer) = &value else { return Ok(value) };
        for (bound, sign) in [(low, Sign::NotBelow), (high, Sign::NotAbove)] {
            let Some(bound) = bound else { continue };
            let bound = self.own(at, bound)?;
            match self.linear(at, &bound)? {
                Ok(bound) => {
                    if let Some(beyond) = answer.minus(&bound) {
                        self.search.require(&beyond, sign)?;
                    }
                }
                Err(fault) => return Ok(fault),
            }
        }
        Ok(value)
    }
}

/// A length of time between two days.
pub(super) fn elapsed(unit: Elapsed, from: Date, to: Date) -> i128 {
    i128::from(match unit {
        Elapsed::Years => Date::full_years_between(from, to),
        Elapsed::Months => Date::full_months_between(from, to),
        Elapsed::Days => Date::days_between(from, to),
    })
}
