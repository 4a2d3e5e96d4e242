//! From stored values to how each result stands.

use crate::facts::record::{Answered, FactValue, Record};
use crate::program::ir::{Benefit, Force, NodeId, Output, QuestionId};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::Status;
use crate::trace::value::{Domain, Fault, FaultKind, Question, Value};

use super::bodies::{self, Bodies};
use super::extreme::sorted;
use super::judgement::irregular;
use super::limits::amounts;
use super::pass::{State, climb};
use super::plan::Plan;
use super::truth::Truth;

/// How a result stands, before its reasons are written down.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sketch {
    /// How it stands.
    pub(super) status: Status,
    /// Questions that could change it.
    pub(super) missing: Vec<Question>,
    /// It may turn out not granted.
    pub(super) may_be_refused: bool,
    /// Who determines or approves.
    pub(super) bodies: Bodies,
}

/// One result.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// Index of the output.
    pub(super) output: usize,
    /// Instance of its plane.
    pub(super) instance: u32,
    /// How it stands.
    pub(super) sketch: Sketch,
    /// Questions that need no answer, by a case distinction.
    pub(super) cases: Vec<Question>,
}

/// Reads results off the values of one record.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) record: &'a Record,
    pub(super) state: &'a State,
}

impl Sketch {
    fn of(status: Status) -> Sketch {
        Sketch { status, missing: Vec::new(), may_be_refused: false, bodies: Bodies::Own }
    }

    /// It is at fault.
    pub(super) fn is_at_fault(&self) -> bool {
        matches!(self.status, Status::Conflict(_) | Status::NoRule(_) | Status::Error(_))
    }

    /// Nothing but the use of a power is open.
    pub(super) fn is_settled(&self) -> bool {
        match self.status {
            Status::Undetermined(_) | Status::NeedsJudgement(_) => false,
            Status::Offered(_) => matches!(self.missing.as_slice(), [] | [Question::Judgement(..)]),
            _ => true,
        }
    }
}

/// The status of an open result: it waits for people where only their judgement is missing, else for facts.
pub(super) fn pending(missing: &[Question], range: Option<Interval>) -> Status {
    let judged = |question: &Question| matches!(question, Question::Judgement(..) | Question::Membership(..));
    if !missing.is_empty() && missing.iter().all(judged) {
        Status::NeedsJudgement(range)
    } else {
        Status::Undetermined(range)
    }
}

/// The status of a result at fault.
fn faulted(fault: Fault) -> Status {
    match fault.kind {
        FaultKind::Conflict(_) | FaultKind::Pending => Status::Conflict(fault),
        FaultKind::NoRule | FaultKind::NoFigure(_) | FaultKind::NoCalendar(_) => Status::NoRule(fault),
        FaultKind::Overflow
        | FaultKind::DivisionByZero
        | FaultKind::Empty
        | FaultKind::AbsentOperand
        | FaultKind::OutOfBounds(..)
        | FaultKind::WrongBody(_)
        | FaultKind::ReasonMissing(_) => Status::Error(fault),
    }
}

/// The interval that a status carries.
pub(super) fn range_of_status(status: &Status) -> Option<Interval> {
    match status {
        Status::Granted(amount) => Some(Interval::point(*amount)),
        Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range) => *range,
        _ => None,
    }
}

/// A known or open amount as a range.
fn range(state: &State, value: Value) -> Option<Interval> {
    match value {
        Value::Number(number) => Some(Interval::point(number)),
        Value::Open(id) => match &state.arena.open(id).domain {
            Domain::Number(range) => Some(*range),
            _ => None,
        },
        _ => None,
    }
}

impl Reader<'_> {
    /// How a result stands.
    pub(super) fn sketch(&self, output: usize, instance: u32) -> Sketch {
        let declared = &self.plan.program.outputs[output];
        let condition = self.state.get(declared.condition, instance);
        match &declared.benefit {
            None => self.determination(condition),
            Some(benefit) => self.benefit(output, declared, benefit, instance, condition),
        }
    }

    fn determination(&self, condition: Value) -> Sketch {
        match Truth::of(condition) {
            Truth::Yes => Sketch::of(Status::Holds(true)),
            Truth::No => Sketch::of(Status::Holds(false)),
            Truth::Fault(id) => Sketch::of(faulted(self.state.arena.fault(id).clone())),
            Truth::Open(_) => {
                let missing = self.state.questions(condition).to_vec();
                Sketch { missing: missing.clone(), ..Sketch::of(pending(&missing, None)) }
            }
        }
    }

    fn benefit(
        &self,
        at: usize,
        output: &Output,
        benefit: &Benefit,
        instance: u32,
        condition: Value,
    ) -> Sketch {
        let open = match Truth::of(condition) {
            Truth::No => return Sketch::of(Status::NotGranted),
            Truth::Fault(id) => return Sketch::of(faulted(self.state.arena.fault(id).clone())),
            Truth::Yes => false,
            Truth::Open(_) => true,
        };
        let mut sketch = match benefit.force {
            Force::Shall => self.granted(benefit, output, instance),
            Force::May => self.power(at, benefit, output, instance),
        };
        if !matches!(sketch.status, Status::NotGranted) {
            sketch.bodies = bodies::of(self, benefit, instance);
            self.check_body(at, benefit, output, instance, &mut sketch);
        }
        if !open || sketch.status == Status::NotGranted {
            return sketch;
        }
        let grant = benefit.grant.map(|grant| self.question(grant, output, instance));
        let mut missing = sketch.missing;
        // Also what may still mask a fault of the amount.
        if let Some(amount) = benefit.amount {
            missing.extend_from_slice(self.state.questions(self.state.get(amount, instance)));
        }
        missing.retain(|question| Some(*question) != grant);
        missing.extend_from_slice(self.state.questions(condition));
        let missing = sorted(missing);
        let status = pending(&missing, range_of_status(&sketch.status));
        Sketch { status, missing, may_be_refused: true, bodies: sketch.bodies }
    }

    /// What is granted, once it must be.
    fn granted(&self, benefit: &Benefit, output: &Output, instance: u32) -> Sketch {
        let Some(node) = benefit.amount else { return Sketch::of(Status::GrantedInKind) };
        match self.state.get(node, instance) {
            Value::Number(number) => Sketch::of(Status::Granted(number)),
            Value::Fault(id) => Sketch::of(faulted(self.state.arena.fault(id).clone())),
            value @ Value::Open(_) => {
                let missing = self.state.questions(value).to_vec();
                let status = pending(&missing, range(self.state, value));
                Sketch { missing, ..Sketch::of(status) }
            }
            _ => self.error(benefit, output, instance, FaultKind::AbsentOperand),
        }
    }

    /// What becomes of a power: used, not used, or offered.
    fn power(&self, at: usize, benefit: &Benefit, output: &Output, instance: u32) -> Sketch {
        let answered =
            benefit.grant.and_then(|grant| self.answer(grant, output, instance).map(|a| (grant, a)));
        let amount = benefit.amount.map(|node| self.state.get(node, instance));
        if let Some((grant, answered)) = answered {
            if let Some(kind) = irregular(grant, &self.plan.program.questions[grant.index()], answered) {
                return self.error(benefit, output, instance, kind);
            }
            match answered.value {
                FactValue::Truth(false) => return Sketch::of(Status::NotGranted),
                FactValue::Truth(true) => return self.granted(benefit, output, instance),
                FactValue::Number(number) => return self.answered(at, benefit, output, instance, number),
                _ => {}
            }
        }
        if let Some(Value::Fault(id)) = amount {
            return Sketch::of(faulted(self.state.arena.fault(id).clone()));
        }
        let mut missing: Vec<Question> =
            amount.map_or_else(Vec::new, |value| self.state.questions(value).to_vec());
        missing.extend(benefit.grant.map(|grant| self.question(grant, output, instance)));
        let offered = amount.and_then(|value| range(self.state, value));
        Sketch { missing: sorted(missing), ..Sketch::of(Status::Offered(offered)) }
    }

    /// A power used with an amount: the amount that the text makes of it, or else the amount named.
    fn answered(
        &self,
        at: usize,
        benefit: &Benefit,
        output: &Output,
        instance: u32,
        number: Ratio,
    ) -> Sketch {
        let Some(node) = benefit.amount else {
            return if amounts().contains(number) {
                Sketch::of(Status::Granted(number))
            } else {
                self.error(benefit, output, instance, FaultKind::OutOfBounds(number, amounts()))
            };
        };
        let value = self.state.get(node, instance);
        let differs = range(self.state, value).filter(|range| !range.contains(number));
        match differs.filter(|_| !self.plan.amounts[at].by_grant) {
            Some(range) => self.error(benefit, output, instance, FaultKind::OutOfBounds(number, range)),
            None => self.granted(benefit, output, instance),
        }
    }

    /// An amount that a body named which may not approve it.
    fn check_body(&self, at: usize, benefit: &Benefit, output: &Output, instance: u32, sketch: &mut Sketch) {
        let Status::Granted(granted) = sketch.status else { return };
        let source = self.plan.amounts[at];
        // The amount's own answer counts even where rounding changed it; an answer that only went into it, if it is it.
        for (question, direct) in [(benefit.grant, false), (source.judged, true)] {
            let answered = question.and_then(|question| self.answer(question, output, instance));
            let Some(Answered { value: FactValue::Number(number), by, .. }) = answered else { continue };
            if (direct || *number == granted) && !bodies::may_approve(self, benefit, instance, by) {
                let error = self.error(benefit, output, instance, FaultKind::WrongBody(by.clone()));
                *sketch = Sketch { bodies: sketch.bodies.clone(), ..error };
                return;
            }
        }
    }

    fn error(&self, benefit: &Benefit, output: &Output, instance: u32, kind: FaultKind) -> Sketch {
        let node: NodeId = benefit.amount.unwrap_or(output.condition);
        Sketch::of(faulted(Fault { kind, node, instance }))
    }

    /// The question as it is asked about the holder of an output's subject.
    fn question(&self, question: QuestionId, output: &Output, instance: u32) -> Question {
        Question::Judgement(question, self.holder(question, output, instance))
    }

    fn answer(&self, question: QuestionId, output: &Output, instance: u32) -> Option<&Answered> {
        self.record.answer(question, self.holder(question, output, instance))
    }

    fn holder(&self, question: QuestionId, output: &Output, instance: u32) -> u32 {
        let plane = self.plan.program.questions[question.index()].plane;
        climb(self.plan, self.record, output.plane, instance, plane)
    }
}
