//! The least or greatest of several values, each of which may be open or may not count.

use std::cmp::Ordering;

use crate::program::ir::{NodeId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::trace::value::{Domain, FaultKind, Question, Value};

use super::arithmetic::range_of;
use super::compare::{Standing, standing};
use super::pass::{At, Pass, State};
use super::plan::is_number;
use super::possible::Possible;

/// What an extreme is taken of.
#[derive(Debug, Default)]
pub(super) struct Contenders {
    /// Values that count.
    pub(super) certain: Vec<Value>,
    /// Values that may or may not count.
    pub(super) unsure: Vec<Value>,
    /// Questions that decide which values count.
    pub(super) questions: Vec<Question>,
    /// The range of values that the record does not list, where there may be such.
    pub(super) unlisted: Option<Interval>,
    /// What decides which values count may come out at fault.
    pub(super) or_fault: bool,
}

impl Pass<'_> {
    /// 较小者、较大者、最早者、最晚者
    pub(super) fn extreme(&mut self, at: At, greatest: bool, of: &[NodeId]) -> Value {
        let days = self.plan.program.node(at.node).ty == Type::Date;
        let state = &*self.state;
        let values = of.iter().map(|node| state.get(*node, at.instance));
        if let Some(value) = best(state, values.clone(), greatest, days) {
            return value;
        }
        let certain = values.collect();
        self.extreme_of(at, greatest, Contenders { certain, ..Contenders::default() })
    }

    /// The extreme of contenders that are not all known.
    pub(super) fn extreme_of(&mut self, at: At, greatest: bool, contenders: Contenders) -> Value {
        let Contenders { mut certain, unsure, mut questions, unlisted, or_fault } = contenders;
        let others: Vec<Question> =
            questions.iter().copied().chain(self.state.union(unsure.iter().copied())).collect();
        if let Some(fault) = self.strict_fault(&certain, &others) {
            return fault;
        }
        let ty = self.plan.program.node(at.node).ty;
        let days = ty == Type::Date;
        let only_certain = unsure.is_empty() && unlisted.is_none();
        if certain.is_empty() && only_certain {
            return self.fault(at, FaultKind::Empty);
        }
        if only_certain && let Some(value) = best(self.state, certain.iter().copied(), greatest, days) {
            return value;
        }
        if !days && certain.contains(&Value::Absent) {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        if is_number(ty) {
            return self
                .extreme_number(greatest, Contenders { certain, unsure, questions, unlisted, or_fault });
        }
        let mut possible = Possible::default();
        if unlisted.is_some() || certain.is_empty() || or_fault {
            possible.shake();
        }
        certain.extend(unsure);
        let absent = days && certain.contains(&Value::Absent);
        certain.retain(|value| !days || *value != Value::Absent);
        if absent {
            possible.add(self.state, Value::Date(never(greatest)));
        }
        for value in &certain {
            possible.add(self.state, *value);
        }
        if days {
            possible.pass_over_absent();
        } else {
            possible.refuse_absent();
        }
        self.gathered(possible, |state| {
            questions.extend(state.union(certain));
            sorted(questions)
        })
    }

    fn extreme_number(&mut self, greatest: bool, contenders: Contenders) -> Value {
        let Contenders { certain, unsure, mut questions, unlisted, or_fault } = contenders;
        let pick = if greatest { Interval::greatest } else { Interval::least };
        let mut shaky = certain.is_empty() || or_fault;
        let mut result: Option<Interval> = None;
        for value in &certain {
            let Some((range, unsafe_range)) = range_of(self.state, *value) else { continue };
            shaky |= unsafe_range;
            result = Some(result.map_or(range, |sofar| pick(sofar, range)));
        }
        let mut doubtful: Vec<Interval> = unlisted.into_iter().collect();
        for value in &unsure {
            match range_of(self.state, *value) {
                Some((range, unsafe_range)) => {
                    shaky |= unsafe_range;
                    doubtful.push(range);
                }
                None => {
                    shaky = true;
                    if self.state.is_masked(*value) {
                        doubtful.push(Interval::everything());
                    }
                }
            }
        }
        for range in doubtful {
            result = Some(match result {
                None => range,
                Some(sofar) if certain.is_empty() => sofar.hull(range),
                Some(sofar) => sofar.hull(pick(sofar, range)),
            });
        }
        let result = result.unwrap_or(Interval::everything());
        // An operand that lies wholly beyond the result can never be the one taken.
        let live =
            certain.iter().chain(&unsure).copied().filter(|value| match range_of(self.state, *value) {
                Some((range, false)) => {
                    let order = range.compare(result);
                    order.equal || if greatest { order.greater } else { order.less }
                }
                _ => true,
            });
        let live: Vec<Value> = live.collect();
        questions.extend(self.state.union(live));
        self.open(sorted(questions), Domain::Number(result), shaky)
    }
}

/// The extreme of values that are all known. Absent `days` are passed over, and none left is never.
fn best(state: &State, values: impl Iterator<Item = Value>, greatest: bool, days: bool) -> Option<Value> {
    let (mut best, mut absent) = (None, false);
    for value in values {
        match (value, best) {
            (Value::Absent, _) if days => absent = true,
            (Value::Open(_) | Value::Fault(_) | Value::Absent, _) => return None,
            (_, None) => best = Some(value),
            (_, Some(before)) => {
                let better = match standing(state, "", value, before)? {
                    Standing::Ordered(Ordering::Greater) => greatest,
                    Standing::Ordered(Ordering::Less) => !greatest,
                    _ => false,
                };
                if better {
                    best = Some(value);
                }
            }
        }
    }
    best.or(absent.then(|| Value::Date(never(greatest))))
}

/// The day that stands for none: later than all where the earliest is wanted, else earlier than all.
const fn never(greatest: bool) -> Date {
    if greatest { Date::NEVER_BEFORE } else { Date::FOREVER }
}

/// Ascending, without repetition.
pub(super) fn sorted(mut questions: Vec<Question>) -> Vec<Question> {
    questions.sort_unstable();
    questions.dedup();
    questions
}
