//! Gathering the instances of an inner plane: 合计, 人数, 最低值, 最高值, 有, 均.
//!
//! A list that may hold more than the record gives leaves its *list question* open; a witness may still settle 有 and 均,
//! and a sum of amounts has at least what is known.

use crate::facts::record::{Listed, Record};
use crate::program::ir::{NodeId, Reduction};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::trace::value::{Domain, FaultKind, Question, Value};

use super::arithmetic::range_of;
use super::extreme::{Contenders, sorted};
use super::limits::{amounts, non_negative};
use super::pass::{At, Pass};
use super::plan::{Extra, Plan};
use super::truth::Truth;

/// The gathered instances.
#[derive(Debug)]
pub(super) struct Gathering {
    /// First instance.
    pub(super) first: u32,
    /// One past the last.
    pub(super) end: u32,
    /// Lists that may hold more.
    pub(super) unlisted: Vec<Question>,
}

impl Pass<'_> {
    /// A gathering.
    pub(super) fn reduce(
        &mut self,
        at: At,
        kind: Reduction,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Value {
        let mut gathering = gather(self.plan, self.record, at);
        if !gathering.unlisted.is_empty() {
            self.ask_outside(at, &mut gathering.unlisted);
        }
        match kind {
            Reduction::Exists | Reduction::Every => {
                self.tested(kind == Reduction::Every, &gathering, filter, value)
            }
            Reduction::Count => self.counted(&gathering, filter),
            Reduction::Sum => self.summed(at, &gathering, filter, value),
            Reduction::Least | Reduction::Greatest => {
                self.extreme_listed(at, kind == Reduction::Greatest, gathering, filter, value)
            }
        }
    }

    /// What a value that is not listed would rest on is open too.
    fn ask_outside(&self, at: At, questions: &mut Vec<Question>) {
        if let Extra::Path { outer, .. } = &self.plan.extras[at.node.index()] {
            for node in outer {
                let instance = self.climb(at, self.plan.program.node(*node).plane);
                questions.extend_from_slice(self.state.questions(self.get(*node, instance)));
            }
        }
    }

    /// Whether an instance counts.
    #[inline]
    fn counts(&self, filter: Option<NodeId>, instance: u32) -> Truth {
        filter.map_or(Truth::Yes, |filter| Truth::of(self.get(filter, instance)))
    }

    /// 有, 均: any of “counts and holds”; all of “does not count or holds”.
    fn tested(
        &mut self,
        every: bool,
        gathering: &Gathering,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Value {
        let (mut fault, mut open) = (None, false);
        for instance in gathering.first..gathering.end {
            let counts = self.counts(filter, instance);
            let holds = value.map_or(Truth::Yes, |value| Truth::of(self.get(value, instance)));
            match (counts, holds) {
                (Truth::No, _) => {}
                (_, Truth::Yes) if every => {}
                (_, Truth::No) if !every => {}
                (Truth::Yes, Truth::Yes | Truth::No) => return Value::Truth(!every),
                (Truth::Fault(found), Truth::Fault(other)) => {
                    fault = self.state.earlier(self.state.earlier(fault, found), other)
                }
                (Truth::Fault(found), _) | (_, Truth::Fault(found)) => {
                    fault = self.state.earlier(fault, found)
                }
                (Truth::Open(_), _) | (_, Truth::Open(_)) => open = true,
            }
        }
        if fault.is_none() && !open && gathering.unlisted.is_empty() {
            return Value::Truth(every);
        }
        let (mut questions, mut may_fail) = (gathering.unlisted.clone(), false);
        for instance in gathering.first..gathering.end {
            let counts = self.counts(filter, instance);
            let holds = value.map_or(Truth::Yes, |value| Truth::of(self.get(value, instance)));
            let settled = counts == Truth::No || holds == if every { Truth::Yes } else { Truth::No };
            for part in [filter, value].into_iter().flatten().filter(|_| !settled) {
                let value = self.get(part, instance);
                questions.extend_from_slice(self.state.questions(value));
                may_fail |= self.state.may_fail(value);
            }
        }
        match fault {
            Some(fault) => self.masked(fault, sorted(questions)),
            None => self.open(sorted(questions), Domain::Truth, may_fail),
        }
    }

    /// 人数, 笔数
    fn counted(&mut self, gathering: &Gathering, filter: Option<NodeId>) -> Value {
        let (mut known, mut perhaps, mut faulty) = (0i128, 0i128, false);
        for instance in gathering.first..gathering.end {
            match self.counts(filter, instance) {
                Truth::Yes => known += 1,
                Truth::No => {}
                Truth::Fault(_) => faulty = true,
                Truth::Open(_) => perhaps += 1,
            }
        }
        if faulty {
            return self.gathering_fault(gathering, filter, None);
        }
        let least = Ratio::from_integer(known);
        if perhaps == 0 && gathering.unlisted.is_empty() {
            return Value::Number(least);
        }
        let range = if gathering.unlisted.is_empty() {
            Interval::between(least, Ratio::from_integer(known + perhaps))
        } else {
            Interval::at_least(least)
        };
        let (mut questions, mut may_fail) = (gathering.unlisted.clone(), false);
        for instance in (gathering.first..gathering.end).filter(|_| perhaps > 0) {
            let counts = filter.map_or(Value::Absent, |filter| self.get(filter, instance));
            questions.extend_from_slice(self.state.questions(counts));
            may_fail |= self.state.may_fail(counts);
        }
        self.open(sorted(questions), Domain::Number(range), may_fail)
    }

    /// 合计
    fn summed(
        &mut self,
        at: At,
        gathering: &Gathering,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Value {
        let Some(value) = value else {
            return self.counted(gathering, filter);
        };
        let mut sum = Ratio::ZERO;
        let mut settled = gathering.unlisted.is_empty();
        for instance in gathering.first..gathering.end {
            if !settled {
                break;
            }
            match (self.counts(filter, instance), self.get(value, instance)) {
                (Truth::No, _) => {}
                (Truth::Yes, Value::Number(number)) => match sum.checked_add(number) {
                    Some(more) => sum = more,
                    None => return self.fault(at, FaultKind::Overflow),
                },
                _ => settled = false,
            }
        }
        if settled {
            return Value::Number(sum);
        }
        self.summed_openly(at, gathering, filter, value)
    }

    fn summed_openly(
        &mut self,
        at: At,
        gathering: &Gathering,
        filter: Option<NodeId>,
        value: NodeId,
    ) -> Value {
        let zero = Interval::point(Ratio::ZERO);
        let (mut sum, mut shaky) = (Some(zero), false);
        let (mut faulty, mut absent) = (false, false);
        let mut questions = gathering.unlisted.clone();
        let mut amounts_only = non_negative(self.plan.limits[value.index()]);
        for instance in gathering.first..gathering.end {
            let counts = self.counts(filter, instance);
            let given = self.get(value, instance);
            let sure = match counts {
                Truth::No => continue,
                Truth::Fault(_) => {
                    faulty = true;
                    continue;
                }
                Truth::Yes => true,
                Truth::Open(_) => false,
            };
            if !sure {
                let counts = filter.map_or(Value::Absent, |filter| self.get(filter, instance));
                questions.extend_from_slice(self.state.questions(counts));
                shaky |= self.state.may_fail(counts);
            }
            questions.extend_from_slice(self.state.questions(given));
            match (given, range_of(self.state, given)) {
                (_, Some((range, unsafe_range))) => {
                    shaky |= unsafe_range;
                    amounts_only &= non_negative(range);
                    let range = if sure { range } else { range.hull(zero) };
                    sum = sum.and_then(|sum| sum.add(range));
                }
                (Value::Fault(_), _) if sure => faulty = true,
                _ if sure => absent = true,
                _ => {
                    shaky = true;
                    if self.state.is_masked(given) {
                        sum = None;
                    }
                }
            }
        }
        if faulty {
            return self.gathering_fault(gathering, filter, Some(value));
        }
        if absent {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        if !gathering.unlisted.is_empty() {
            let more = if amounts_only { amounts() } else { Interval::everything() };
            sum = sum.and_then(|sum| sum.add(more));
        }
        let (range, shaky) = sum.map_or((Interval::everything(), true), |sum| (sum, shaky));
        self.open(sorted(questions), Domain::Number(range), shaky)
    }

    /// 最低值, 最高值
    fn extreme_listed(
        &mut self,
        at: At,
        greatest: bool,
        gathering: Gathering,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Value {
        let Some(value) = value else {
            return self.fault(at, FaultKind::Empty);
        };
        let unlisted = (!gathering.unlisted.is_empty()).then(|| self.plan.limits[value.index()]);
        let mut contenders =
            Contenders { questions: gathering.unlisted.clone(), unlisted, ..Contenders::default() };
        let mut faulty = false;
        for instance in gathering.first..gathering.end {
            match self.counts(filter, instance) {
                Truth::No => {}
                Truth::Yes => contenders.certain.push(self.get(value, instance)),
                Truth::Fault(_) => faulty = true,
                Truth::Open(_) => {
                    contenders.unsure.push(self.get(value, instance));
                    let counts = filter.map_or(Value::Absent, |filter| self.get(filter, instance));
                    contenders.questions.extend_from_slice(self.state.questions(counts));
                    contenders.or_fault |= self.state.may_fail(counts);
                }
            }
        }
        if faulty {
            return self.gathering_fault(&gathering, filter, Some(value));
        }
        self.extreme_of(at, greatest, contenders)
    }

    /// The fault of a gathering that needs every instance.
    fn gathering_fault(
        &mut self,
        gathering: &Gathering,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Value {
        let (mut faults, mut others) = (Vec::new(), gathering.unlisted.clone());
        for instance in gathering.first..gathering.end {
            let counts = filter.map_or(Value::Truth(true), |filter| self.get(filter, instance));
            let given = value.map_or(Value::Absent, |value| self.get(value, instance));
            others.extend(self.state.union([counts, given]));
            match Truth::of(counts) {
                Truth::Fault(_) => faults.push(counts),
                Truth::Yes if matches!(given, Value::Fault(_)) => faults.push(given),
                _ => {}
            }
        }
        self.strict_fault(&faults, &others).unwrap_or(Value::Absent)
    }
}

/// The instances of the gathered plane below an instance. Instances are ordered by parent, so they stand together.
pub(super) fn gather(plan: &Plan, record: &Record, at: At) -> Gathering {
    let (mut first, mut end) = (at.instance, at.instance + 1);
    let mut unlisted = Vec::new();
    let Extra::Path { planes, .. } = &plan.extras[at.node.index()] else {
        return Gathering { first, end: first, unlisted };
    };
    for plane in planes {
        let Some(instances) = record.planes.get(plane.index()) else {
            unlisted.extend((first..end).map(|holder| Question::List(*plane, holder)));
            return Gathering { first: 0, end: 0, unlisted };
        };
        for holder in first..end {
            if instances.listed.get(holder as usize).is_some_and(|listed| *listed != Listed::Complete) {
                unlisted.push(Question::List(*plane, holder));
            }
        }
        let start = |holder: u32| {
            instances.first.get(holder as usize).copied().unwrap_or(instances.parent.len() as u32)
        };
        (first, end) = (start(first), start(end));
    }
    Gathering { first, end, unlisted }
}
