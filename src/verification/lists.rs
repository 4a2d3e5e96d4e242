//! Gathering a list: 合计, 人数, 最低值, 最高值, 有, 均. Every listed entry is looked at; a list that is not known to be whole
//! leaves open what more there may be.

use std::ops::Range as Span;

use crate::facts::record::Listed;
use crate::program::ir::{NodeId, PlaneId, Reduction};
use crate::trace::value::{FaultKind, Question};

use super::amounts::Field;
use super::number::Number;
use super::range::Range;
use super::run::{Here, Run};
use super::value::{Holds, May, Val, asked, earlier, in_order};

/// The entries below an instance, and the lists among them that may hold more.
pub(super) struct Entries {
    pub(super) listed: Span<u32>,
    pub(super) unlisted: Vec<Question>,
}

impl Run<'_> {
    /// The entries of a plane below an instance. Entries stand in the order of their holders.
    pub(super) fn entries(&self, here: Here, plane: PlaneId) -> Entries {
        let mut listed = here.instance..here.instance + 1;
        let mut unlisted = Vec::new();
        for plane in self.ground.way(here.plane, plane) {
            let Some(list) = self.record.planes.get(plane.index()) else {
                unlisted.extend(listed.map(|holder| Question::List(plane, holder)));
                return Entries { listed: 0..0, unlisted };
            };
            let open = |holder: &u32| {
                list.listed.get(*holder as usize).is_some_and(|listed| *listed != Listed::Complete)
            };
            unlisted.extend(listed.clone().filter(open).map(|holder| Question::List(plane, holder)));
            let begins =
                |holder: u32| list.first.get(holder as usize).copied().unwrap_or(list.parent.len() as u32);
            listed = begins(listed.start)..begins(listed.end);
        }
        Entries { listed, unlisted }
    }

    pub(super) fn gathered(
        &self,
        here: Here,
        kind: Reduction,
        plane: PlaneId,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Val {
        let mut entries = self.entries(here, plane);
        if !entries.unlisted.is_empty() {
            let op = &self.ground.program.node(here.node).op;
            for node in self.ground.read_above(op, &self.ground.way(here.plane, plane)) {
                let holder = self.holder(here, self.ground.program.node(node).plane);
                entries.unlisted.extend_from_slice(self.val(node, holder).questions());
            }
        }
        match (kind, value) {
            (Reduction::Exists, _) => self.any_or_every(&entries, filter, value, false),
            (Reduction::Every, _) => self.any_or_every(&entries, filter, value, true),
            (Reduction::Count, _) | (Reduction::Sum, None) => self.counted(&entries, filter),
            (Reduction::Sum, Some(value)) => self.summed(here, &entries, filter, value),
            (Reduction::Least | Reduction::Greatest, None) => self.fails(here, FaultKind::Empty),
            (Reduction::Least | Reduction::Greatest, Some(value)) => {
                self.best_listed(here, kind == Reduction::Greatest, entries, filter, value)
            }
        }
    }

    /// Whether an entry counts, as a value.
    fn counting(&self, filter: Option<NodeId>, entry: u32) -> Val {
        filter.map_or(Val::Truth(true), |filter| self.val(filter, entry).clone())
    }

    /// 有 (an entry that counts and holds), 均 (none that counts and does not hold).
    fn any_or_every(
        &self,
        entries: &Entries,
        filter: Option<NodeId>,
        value: Option<NodeId>,
        every: bool,
    ) -> Val {
        let (mut fault, mut open) = (None, !entries.unlisted.is_empty());
        let mut bearing: Vec<Val> = Vec::new();
        for entry in entries.listed.clone() {
            let counts = self.counting(filter, entry);
            let holds = value.map_or(Val::Truth(true), |value| self.val(value, entry).clone());
            // This entry cannot be the witness.
            if counts.is_no() || if every { holds.is_yes() } else { holds.is_no() } {
                continue;
            }
            if counts.is_yes() && (holds.is_yes() || holds.is_no()) {
                return Val::Truth(!every);
            }
            let (mut at_fault, mut left) = (false, Vec::new());
            for (value, of) in [(counts, filter), (holds, value)] {
                if let Holds::Fault(failing) = value.holds() {
                    fault = earlier(fault, &failing);
                    at_fault = true;
                }
                left.extend(of.map(|_| value));
            }
            open |= !at_fault;
            bearing.extend(left);
        }
        if fault.is_none() && !open {
            return Val::Truth(every);
        }
        let mut questions = entries.unlisted.clone();
        questions.extend(asked(&bearing));
        let questions = in_order(questions);
        match fault {
            Some(fault) => self.screened(fault, questions),
            None => self.open_truth(questions, bearing.iter().any(Val::may_fail)),
        }
    }

    /// 人数、笔数
    fn counted(&self, entries: &Entries, filter: Option<NodeId>) -> Val {
        let counts: Vec<Val> = entries.listed.clone().map(|entry| self.counting(filter, entry)).collect();
        if counts.iter().any(Val::is_fault) {
            return self.gathering_fails(entries, filter, None);
        }
        let known = counts.iter().filter(|counts| counts.is_yes()).count() as i128;
        let perhaps = counts.iter().filter(|counts| matches!(counts, Val::Open(_))).count() as i128;
        let least = Number::whole(known);
        let whole = entries.unlisted.is_empty();
        if perhaps == 0 && whole {
            return Val::Number(least);
        }
        let range =
            if whole { Range::between(least, Number::whole(known + perhaps)) } else { Range::from(least) };
        let mut questions = entries.unlisted.clone();
        questions.extend(asked(&counts));
        self.open(in_order(questions), May::Number(range), false, counts.iter().any(Val::may_fail))
    }

    /// 合计
    fn summed(&self, here: Here, entries: &Entries, filter: Option<NodeId>, value: NodeId) -> Val {
        let pairs: Vec<(Val, Val)> = entries
            .listed
            .clone()
            .map(|entry| (self.counting(filter, entry), self.val(value, entry).clone()))
            .filter(|(counts, _)| !counts.is_no())
            .collect();
        let known = pairs.iter().map(|(counts, value)| match (counts, value) {
            (Val::Truth(true), Val::Number(number)) => Some(*number),
            _ => None,
        });
        // A sum that does not fit is at fault only as far as it is reached before anything that is not known.
        if entries.unlisted.is_empty() {
            let mut sum = Some(Number::ZERO);
            let mut settled = true;
            for number in known {
                let Some(number) = number else {
                    settled = false;
                    break;
                };
                sum = sum.and_then(|sum| sum.plus(number));
                if sum.is_none() {
                    return self.fails(here, FaultKind::Overflow);
                }
            }
            if let Some(sum) = sum.filter(|_| settled) {
                return Val::Number(sum);
            }
        }
        self.summed_openly(here, entries, filter, value, &pairs)
    }

    fn summed_openly(
        &self,
        here: Here,
        entries: &Entries,
        filter: Option<NodeId>,
        value: NodeId,
        pairs: &[(Val, Val)],
    ) -> Val {
        let nought = Range::only(Number::ZERO);
        let (mut sum, mut lacks) = (Some(nought), false);
        let (mut faulty, mut absent) = (false, false);
        let mut questions = entries.unlisted.clone();
        let mut amounts = self.ground.bounds[value.index()].is_never_negative();
        for (counts, value) in pairs {
            if counts.is_fault() {
                faulty = true;
                continue;
            }
            let sure = counts.is_yes();
            questions.extend(asked([counts, value]));
            lacks |= counts.may_fail();
            match value.numbers() {
                Some((range, may_lack)) => {
                    lacks |= may_lack;
                    amounts &= range.is_never_negative();
                    // What may not count may as well be nought.
                    let range = if sure { range } else { range.around(nought) };
                    sum = sum.and_then(|sum| sum.plus(range));
                }
                None if sure && value.is_fault() => faulty = true,
                None if sure => absent = true,
                None => {
                    lacks = true;
                    // Behind a screened fault there may be any number.
                    sum = sum.filter(|_| !value.is_screened());
                }
            }
        }
        if faulty {
            return self.gathering_fails(entries, filter, Some(value));
        }
        if absent {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        if !entries.unlisted.is_empty() {
            let more = if amounts { Range::AMOUNTS } else { Range::ALL };
            sum = sum.and_then(|sum| sum.plus(more));
        }
        let may = May::Number(sum.unwrap_or(Range::ALL));
        self.open(in_order(questions), may, false, lacks || sum.is_none())
    }

    /// 最低值、最高值
    fn best_listed(
        &self,
        here: Here,
        greatest: bool,
        entries: Entries,
        filter: Option<NodeId>,
        node: NodeId,
    ) -> Val {
        let unlisted = (!entries.unlisted.is_empty()).then(|| self.ground.bounds[node.index()]);
        let mut field = Field { questions: entries.unlisted.clone(), unlisted, ..Field::default() };
        for entry in entries.listed.clone() {
            let counts = self.counting(filter, entry);
            let value = self.val(node, entry).clone();
            match counts.holds() {
                Holds::No => {}
                Holds::Yes => field.counting.push(value),
                Holds::Fault(_) => return self.gathering_fails(&entries, filter, Some(node)),
                Holds::Open(open) => {
                    field.perhaps.push(value);
                    field.questions.extend_from_slice(&open.questions);
                    field.or_fault |= open.or_fault;
                }
            }
        }
        self.extreme_of(here, greatest, field)
    }

    /// The fault of a gathering that needs every entry: of what counts, and of values that certainly count.
    fn gathering_fails(&self, entries: &Entries, filter: Option<NodeId>, value: Option<NodeId>) -> Val {
        let (mut faults, mut besides) = (Vec::new(), entries.unlisted.clone());
        for entry in entries.listed.clone() {
            let counts = self.counting(filter, entry);
            let value = value.map_or(Val::Absent, |value| self.val(value, entry).clone());
            besides.extend(asked([&counts, &value]));
            if counts.is_fault() {
                faults.push(counts);
            } else if counts.is_yes() && value.is_fault() {
                faults.push(value);
            }
        }
        self.needs(&faults, &besides).unwrap_or(Val::Absent)
    }
}
