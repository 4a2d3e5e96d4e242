//! What people answer: read from the record, held against body, reason and bounds, never filled in.

use crate::facts::record::{Answered, FactValue};
use crate::program::ir::{Answer, NodeId, Question as Asked, QuestionId};
use crate::quantity::interval::{Bound, Interval};
use crate::trace::value::{Domain, FaultKind, Question, Value};

use super::arithmetic::range_of;
use super::limits::amounts;
use super::pass::{At, Pass, climb};

/// What is wrong with an answer, whatever it says.
pub(super) fn irregular(id: QuestionId, asked: &Asked, answered: &Answered) -> Option<FaultKind> {
    if !asked.bodies.is_empty() && !asked.bodies.contains(&answered.by) {
        return Some(FaultKind::WrongBody(answered.by.clone()));
    }
    let reasoned = answered.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    (asked.reason_required && !reasoned).then_some(FaultKind::ReasonMissing(id))
}

impl Pass<'_> {
    /// 酌定
    pub(super) fn judged(
        &mut self,
        at: At,
        id: QuestionId,
        low: Option<NodeId>,
        high: Option<NodeId>,
    ) -> Value {
        let plan = self.plan;
        let record = self.record;
        let asked = &plan.program.questions[id.index()];
        let instance = climb(plan, record, at.plane, at.instance, asked.plane);
        let bounds = [low, high].map(|node| node.map(|node| self.get(node, at.instance)));
        let given: Vec<Value> = bounds.iter().flatten().copied().collect();
        let question = Question::Judgement(id, instance);
        if let Some(fault) = self.strict_fault(&given, &[question]) {
            return fault;
        }
        if given.contains(&Value::Absent) {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        let answered = record.answer(id, instance);
        if let Some(kind) = answered.and_then(|answered| irregular(id, asked, answered)) {
            return self.fault(at, kind);
        }
        match (&asked.answer, answered.map(|answered| &answered.value)) {
            (Answer::Truth, Some(FactValue::Truth(truth))) => Value::Truth(*truth),
            (Answer::Truth, _) => self.ask(question, Domain::Truth, false),
            (Answer::Choice(_), Some(FactValue::Element(element))) => Value::Element(*element),
            (Answer::Choice(_), Some(FactValue::OneOf(elements))) if !elements.is_empty() => {
                self.ask(question, Domain::Elements(elements.clone()), false)
            }
            (Answer::Choice(category), _) => {
                let count = plan.program.categories[category.index()].elements.len() as u32;
                self.ask(question, Domain::Elements((0..count).collect()), false)
            }
            (Answer::Number(_) | Answer::Grant(_), answer) => {
                let [low, high] = bounds.map(|bound| bound.and_then(|value| range_of(self.state, value)));
                let certain = [low, high]
                    .into_iter()
                    .flatten()
                    .all(|(range, shaky)| range.is_point().is_some() && !shaky);
                let low = low.map_or(Interval::everything(), |(range, _)| range);
                let high = high.map_or(Interval::everything(), |(range, _)| range);
                let above = Interval { low: low.low, high: Bound::Unbounded };
                let below = Interval { low: Bound::Unbounded, high: high.high };
                let room = above.intersect(amounts()).and_then(|room| room.intersect(below));
                let answer = match answer {
                    Some(FactValue::Number(number)) => Some(*number),
                    _ => None,
                };
                match (answer, room) {
                    (Some(answer), Some(room)) if !room.contains(answer) => {
                        self.fault(at, FaultKind::OutOfBounds(answer, room))
                    }
                    (Some(answer), None) => self.fault(at, FaultKind::OutOfBounds(answer, low.hull(high))),
                    (Some(answer), Some(_)) if certain => Value::Number(answer),
                    (Some(answer), Some(_)) => {
                        // Whether the answer keeps its bounds depends on what is open in them.
                        let questions = self.state.union(given);
                        self.open(questions, Domain::Number(Interval::point(answer)), true)
                    }
                    (None, room) => {
                        let mut questions = self.state.union(given);
                        if let Err(place) = questions.binary_search(&question) {
                            questions.insert(place, question);
                        }
                        let range = room.unwrap_or(Interval::everything());
                        self.open(questions, Domain::Number(range), room.is_none())
                    }
                }
            }
        }
    }
}
