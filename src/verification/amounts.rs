//! Amounts: ＋ － × ÷, 不足零的按零, rounding, and the least or greatest of several values.

use crate::program::ir::{Arithmetic, Type};
use crate::quantity::rounding::Rounding;
use crate::trace::value::{FaultKind, Question};

use super::bridge;
use super::days;
use super::number::Number;
use super::range::Range;
use super::run::{Here, Run};
use super::truths::Beside;
use super::value::{Heap, May, Val, Verdict, asked, in_order};

/// What the least or greatest is taken of.
#[derive(Default)]
pub(super) struct Field {
    /// Values that count.
    pub(super) counting: Vec<Val>,
    /// Values of which it is open whether they count.
    pub(super) perhaps: Vec<Val>,
    /// Questions that decide which values count.
    pub(super) questions: Vec<Question>,
    /// What entries that no list gives may be worth, where there may be such.
    pub(super) unlisted: Option<Range>,
    /// What decides which values count may come out at fault.
    pub(super) or_fault: bool,
}

/// An operation on everything that two numbers may be; anything where that cannot be said.
pub(super) fn reckoned(kind: Arithmetic, one: Range, other: Range) -> Range {
    let range = match kind {
        Arithmetic::Add => one.plus(other),
        Arithmetic::Subtract => one.minus(other),
        Arithmetic::Multiply => one.times(other),
        Arithmetic::Divide => one.by(other),
    };
    range.unwrap_or(Range::ALL)
}

/// Rounds; a sum per quarter or year is rounded as it is written and not per month.
pub(super) fn rounded(ty: Type, rounding: Rounding, number: Number) -> Option<Number> {
    let (to, step) = bridge::rounding(rounding);
    match bridge::months_per(ty) {
        None => number.rounded(to, step),
        Some(months) => number.times(months)?.rounded(to, step)?.by(months),
    }
}

impl Run<'_> {
    pub(super) fn arithmetic(&self, here: Here, kind: Arithmetic, one: &Val, other: &Val) -> Val {
        if let (Val::Number(a), Val::Number(b)) = (one, other) {
            let result = match kind {
                Arithmetic::Add => a.plus(*b),
                Arithmetic::Subtract => a.minus(*b),
                Arithmetic::Multiply => a.times(*b),
                Arithmetic::Divide if b.is_zero() => return self.fails(here, FaultKind::DivisionByZero),
                Arithmetic::Divide => a.by(*b),
            };
            return result.map_or_else(|| self.fails(here, FaultKind::Overflow), Val::Number);
        }
        if let Some(fault) = self.needs([one, other], &[]) {
            return fault;
        }
        let (Some((a, lacks)), Some((b, too))) = (one.numbers(), other.numbers()) else {
            return self.fails(here, FaultKind::AbsentOperand);
        };
        let divides = kind == Arithmetic::Divide;
        if divides && !too && b.single().is_some_and(Number::is_zero) {
            return self.fails(here, FaultKind::DivisionByZero);
        }
        let by_nought = divides && b.holds(Number::ZERO);
        let may = May::Number(reckoned(kind, a, b));
        self.open(asked([one, other]), may, false, lacks || too || by_nought)
    }

    pub(super) fn floored(&self, here: Here, value: &Val) -> Val {
        self.through(here, value, |number| Some(number.larger(Number::ZERO)), |range| Some(range.floored()))
    }

    pub(super) fn rounded(&self, here: Here, rounding: Rounding, value: &Val) -> Val {
        let ty = self.ground.program.node(here.node).ty;
        let round = |number| rounded(ty, rounding, number);
        self.through(here, value, round, |range| range.through(round))
    }

    fn through(
        &self,
        here: Here,
        value: &Val,
        number: impl Fn(Number) -> Option<Number>,
        range: impl Fn(Range) -> Option<Range>,
    ) -> Val {
        match value {
            Val::Fault(_) => value.clone(),
            Val::Number(known) => {
                number(*known).map_or_else(|| self.fails(here, FaultKind::Overflow), Val::Number)
            }
            _ => match value.numbers() {
                None => self.fails(here, FaultKind::AbsentOperand),
                Some((before, lacks)) => {
                    let after = range(before);
                    let may = May::Number(after.unwrap_or(Range::ALL));
                    self.open(value.questions().to_vec(), may, false, lacks || after.is_none())
                }
            },
        }
    }

    /// 较小者、较大者、最早者、最晚者
    pub(super) fn extreme(&self, here: Here, greatest: bool, values: Vec<Val>) -> Val {
        self.extreme_of(here, greatest, Field { counting: values, ..Field::default() })
    }

    /// The best of values that are all known. Absent days are passed over; if no day is left, it is never.
    fn best(&self, values: &[Val], greatest: bool, days: bool) -> Option<Val> {
        let mut best: Option<&Val> = None;
        let mut passed = false;
        for value in values {
            if days && *value == Val::Absent {
                passed = true;
                continue;
            }
            if !value.is_settled() || *value == Val::Absent {
                return None;
            }
            let better = match best {
                None => true,
                Some(before) => match self.beside(value, before)? {
                    Beside::Order(order) => {
                        if greatest {
                            order.is_gt()
                        } else {
                            order.is_lt()
                        }
                    }
                    Beside::Apart => false,
                },
            };
            if better {
                best = Some(value);
            }
        }
        match best {
            Some(best) => Some(best.clone()),
            None if passed => Some(never(greatest)),
            None => None,
        }
    }

    pub(super) fn extreme_of(&self, here: Here, greatest: bool, field: Field) -> Val {
        let ty = self.ground.program.node(here.node).ty;
        let days = ty == Type::Date;
        let settled = field.perhaps.is_empty() && field.unlisted.is_none();
        if settled
            && field.questions.is_empty()
            && let Some(best) = self.best(&field.counting, greatest, days)
        {
            return best;
        }
        let mut besides = field.questions.clone();
        besides.extend(asked(&field.perhaps));
        if let Some(fault) = self.needs(&field.counting, &besides) {
            return fault;
        }
        if settled && field.counting.is_empty() {
            return self.fails(here, FaultKind::Empty);
        }
        if settled && let Some(best) = self.best(&field.counting, greatest, days) {
            return best;
        }
        if !days && field.counting.contains(&Val::Absent) {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        if matches!(ty, Type::Number(_)) {
            self.extreme_number(greatest, field)
        } else {
            self.extreme_other(greatest, days, field)
        }
    }

    fn extreme_other(&self, greatest: bool, days: bool, field: Field) -> Val {
        let Field { counting, perhaps, mut questions, unlisted, or_fault } = field;
        let mut heap = Heap::default();
        if counting.is_empty() || unlisted.is_some() || or_fault {
            heap.doubt();
        }
        let mut values: Vec<Val> = counting.into_iter().chain(perhaps).collect();
        if days {
            let all = values.len();
            values.retain(|value| *value != Val::Absent);
            if values.len() < all {
                heap.put(&never(greatest));
            }
        }
        values.iter().for_each(|value| heap.put(value));
        if days {
            heap.without_absent();
        } else {
            heap.absent_is_fault();
        }
        questions.extend(asked(&values));
        self.verdict(heap, in_order(questions))
    }

    fn extreme_number(&self, greatest: bool, field: Field) -> Val {
        let Field { counting, perhaps, mut questions, unlisted, or_fault } = field;
        let pick = if greatest { Range::greater } else { Range::lesser };
        let mut lacks = counting.is_empty() || or_fault;
        let mut result: Option<Range> = None;
        for (range, may_lack) in counting.iter().filter_map(Val::numbers) {
            lacks |= may_lack;
            result = Some(result.map_or(range, |before| pick(before, range)));
        }
        let mut doubtful: Vec<Range> = unlisted.into_iter().collect();
        for value in &perhaps {
            match value.numbers() {
                Some((range, may_lack)) => {
                    lacks |= may_lack;
                    doubtful.push(range);
                }
                None => {
                    lacks = true;
                    // Behind a screened fault there may be any number.
                    doubtful.extend(value.is_screened().then_some(Range::ALL));
                }
            }
        }
        for range in doubtful {
            result = Some(match result {
                None => range,
                Some(before) if counting.is_empty() => before.around(range),
                Some(before) => before.around(pick(before, range)),
            });
        }
        let result = result.unwrap_or(Range::ALL);
        // What lies wholly beyond the result is never the one that is taken, so nothing hangs on it.
        let bears = |value: &&Val| match value.numbers() {
            Some((range, false)) => {
                let orders = range.orders(result);
                orders.equal || if greatest { orders.above } else { orders.below }
            }
            _ => true,
        };
        questions.extend(asked(counting.iter().chain(&perhaps).filter(bears)));
        self.open(in_order(questions), May::Number(result), false, lacks)
    }

    /// What a heap of possible values comes to, given what decides between them.
    pub(super) fn verdict(&self, heap: Heap, questions: Vec<Question>) -> Val {
        match heap.verdict() {
            Verdict::One(value) => value,
            Verdict::Screened(fault) => self.screened(fault, questions),
            Verdict::Open { may, or_absent, or_fault } => self.open(questions, may, or_absent, or_fault),
        }
    }
}

/// The day that stands for none: later than all where the earliest is wanted, else earlier than all.
fn never(greatest: bool) -> Val {
    Val::Day(if greatest { days::EVER } else { days::NEVER })
}
