//! 且, 或, 非 and the tests that need no comparison: 有, 属于, 位于.

use crate::facts::record::FactValue;
use crate::program::ir::{NodeId, Op, Part, SetId};
use crate::trace::value::{Domain, FaultId, FaultKind, OpenId, Question, Value};

use super::pass::{At, Pass, climb};
use crate::program::place::{self, Lies};

/// A value read as a condition; 无 counts as 否.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Truth {
    No,
    Fault(FaultId),
    Open(OpenId),
    Yes,
}

impl Truth {
    /// Reads a value.
    #[inline]
    pub(super) fn of(value: Value) -> Truth {
        match value {
            Value::Truth(true) => Truth::Yes,
            Value::Open(id) => Truth::Open(id),
            Value::Fault(id) => Truth::Fault(id),
            _ => Truth::No,
        }
    }
}

impl Pass<'_> {
    /// 且 (`all`) or 或: any 否 (是) decides, else any fault, else anything open, else 是 (否).
    pub(super) fn junction(&mut self, all: bool, parts: &[Part], instance: u32) -> Value {
        let (mut fault, mut open, mut several) = (None, None, false);
        for part in parts {
            match Truth::of(self.get(part.node, instance)) {
                Truth::No if all => return Value::Truth(false),
                Truth::Yes if !all => return Value::Truth(true),
                Truth::No | Truth::Yes => {}
                Truth::Fault(found) => fault = self.state.earlier(fault, found),
                Truth::Open(id) => {
                    several |= open.is_some_and(|before| before != id);
                    open = Some(id);
                }
            }
        }
        match (fault, open) {
            (Some(fault), _) => {
                let questions =
                    self.state.union(parts.iter().map(|part| self.state.get(part.node, instance)));
                self.masked(fault, questions)
            }
            (None, None) => Value::Truth(all),
            (None, Some(id)) if !several => self.as_truth(id),
            (None, Some(_)) => {
                let values = parts.iter().map(|part| self.state.get(part.node, instance));
                let may_fail = values.clone().any(|value| self.state.may_fail(value));
                let questions = self.state.union(values);
                self.open(questions, Domain::Truth, may_fail)
            }
        }
    }

    /// An open value as an open condition.
    pub(super) fn as_truth(&mut self, id: OpenId) -> Value {
        let open = self.state.arena.open(id);
        if open.domain == Domain::Truth && !open.or_absent {
            return Value::Open(id);
        }
        let (questions, or_fault) = (open.questions.clone(), open.or_fault);
        self.open(questions, Domain::Truth, or_fault)
    }

    /// 非
    pub(super) fn not(&mut self, value: Value) -> Value {
        match Truth::of(value) {
            Truth::No => Value::Truth(true),
            Truth::Yes => Value::Truth(false),
            Truth::Fault(id) => Value::Fault(id),
            Truth::Open(id) => {
                // A value of its own: equal open values are taken for one value.
                let open = self.state.arena.open(id);
                let (questions, or_fault) = (open.questions.clone(), open.or_fault);
                self.open(questions, Domain::Truth, or_fault)
            }
        }
    }

    /// 有 项目
    pub(super) fn present(&mut self, value: Value) -> Value {
        match value {
            Value::Absent => Value::Truth(false),
            Value::Fault(id) => Value::Fault(id),
            Value::Open(id) => {
                let open = self.state.arena.open(id);
                if !open.or_absent && !open.or_fault {
                    return Value::Truth(true);
                }
                let (questions, or_fault) = (open.questions.clone(), open.or_fault);
                self.open(questions, Domain::Truth, or_fault)
            }
            _ => Value::Truth(true),
        }
    }

    /// 属于
    pub(super) fn within(&mut self, at: At, value: NodeId, set: SetId) -> Value {
        let members = &self.plan.members[set.index()];
        let member = |element: u32| members.get(element as usize).copied().unwrap_or(false);
        match self.get(value, at.instance) {
            Value::Element(element) => Value::Truth(member(element)),
            Value::Unlisted(_) if self.plan.program.sets[set.index()].open => self.membership(at, set),
            Value::Fault(id) => Value::Fault(id),
            Value::Open(id) => {
                let open = self.state.arena.open(id);
                if let (Domain::Elements(elements), false) = (&open.domain, open.or_fault) {
                    if !elements.iter().any(|element| member(*element)) {
                        return Value::Truth(false);
                    }
                    if !open.or_absent && elements.iter().all(|element| member(*element)) {
                        return Value::Truth(true);
                    }
                }
                let (questions, or_fault) = (open.questions.clone(), open.or_fault);
                self.open(questions, Domain::Truth, or_fault)
            }
            _ => Value::Truth(false),
        }
    }

    /// Whether an unlisted element belongs to an open set: a person says, on the object itself or on one that holds it.
    fn membership(&mut self, at: At, set: SetId) -> Value {
        let name = &self.plan.program.sets[set.index()].name;
        let mut plane = Some(at.plane);
        while let Some(outer) = plane {
            let holder = climb(self.plan, self.record, at.plane, at.instance, outer);
            let given = self.record.memberships.iter().find_map(|given| match given.answer.value {
                FactValue::Truth(answer)
                    if given.set == *name && given.plane == outer && given.instance == holder =>
                {
                    Some(answer)
                }
                _ => None,
            });
            if let Some(answer) = given {
                return Value::Truth(answer);
            }
            plane = self.plan.program.planes[outer.index()].parent;
        }
        let question = Question::Membership(set, at.plane, at.instance);
        self.assumed(question).unwrap_or_else(|| self.open(vec![question], Domain::Truth, false))
    }

    /// 位于
    pub(super) fn located(&mut self, at: At, place: NodeId, within: Option<NodeId>) -> Value {
        let home = self.plan.program.area.as_str();
        let outer = within.map(|within| self.get(within, at.instance));
        let inner = self.get(place, at.instance);
        let outer_text = match outer {
            None => Some(home),
            Some(Value::Place(text) | Value::Text(text)) => Some(self.state.arena.text(text)),
            Some(_) => None,
        };
        match (inner, outer) {
            (Value::Absent, _) => Value::Truth(false),
            (Value::Fault(id), _) | (_, Some(Value::Fault(id))) => {
                let questions = self.state.union([inner, outer.unwrap_or(Value::Absent)]);
                self.masked(id, questions)
            }
            (_, Some(Value::Absent)) => self.fault(at, FaultKind::AbsentOperand),
            (Value::Place(text) | Value::Text(text), _) if outer_text.is_some() => {
                match place::lies(self.state.arena.text(text), outer_text.unwrap_or(home), home) {
                    Lies::Inside => Value::Truth(true),
                    Lies::Outside => Value::Truth(false),
                    Lies::Unclear => self.too_coarse(at, place),
                }
            }
            (Value::Open(id), _)
                if outer_text.is_some_and(|outer| place::parts(outer).next().is_none())
                    && !self.state.is_shaky(Value::Open(id)) =>
            {
                Value::Truth(true)
            }
            _ => {
                let outer = outer.unwrap_or(Value::Absent);
                let may_fail = self.state.may_fail(inner) || self.state.is_shaky(outer);
                let questions = self.state.union([inner, outer]);
                self.open(questions, Domain::Truth, may_fail)
            }
        }
    }

    /// A place that contains the one asked about: its fact must be given more exactly.
    fn too_coarse(&mut self, at: At, place: NodeId) -> Value {
        let (mut node, mut plane, mut instance) = (place, at.plane, at.instance);
        loop {
            match &self.plan.program.node(node).op {
                Op::Ancestor(of) => {
                    let outer = self.plan.program.node(*of).plane;
                    instance = climb(self.plan, self.record, plane, instance, outer);
                    (node, plane) = (*of, outer);
                }
                Op::Reinterpret(of) => node = *of,
                Op::Fact(field) => {
                    return self.open(vec![Question::Fact(*field, instance)], Domain::Truth, false);
                }
                _ => return Value::Truth(false),
            }
        }
    }
}
