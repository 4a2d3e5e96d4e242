//! Facts of the record: known, absent, or open with the question that would settle them.

use crate::facts::record::FactValue;
use crate::program::ir::{CategoryId, FieldId, NodeId, Type};
use crate::quantity::calendar::Month;
use crate::trace::value::{Domain, FaultKind, Open, Question, Value};

use super::limits::amounts;
use super::pass::{At, Pass};

impl Pass<'_> {
    /// A fact.
    #[inline]
    pub(super) fn fact(&mut self, field: FieldId, instance: u32) -> Value {
        match self.given(field, instance).map(|fact| &fact.value) {
            Some(FactValue::Truth(truth)) => Value::Truth(*truth),
            Some(FactValue::Number(number)) => Value::Number(*number),
            Some(FactValue::Element(element)) => Value::Element(*element),
            Some(FactValue::Date(date)) => Value::Date(*date),
            Some(FactValue::Absent) => Value::Absent,
            Some(FactValue::Text(text)) => Value::Text(self.state.arena.add_text(text)),
            Some(FactValue::Place(text)) => Value::Place(self.state.arena.add_text(text)),
            Some(FactValue::Unlisted(text)) => Value::Unlisted(self.state.arena.add_text(text)),
            Some(FactValue::OneOf(elements)) if !elements.is_empty() => {
                let mut elements = elements.clone();
                elements.sort_unstable();
                elements.dedup();
                self.ask(Question::Fact(field, instance), Domain::Elements(elements), false)
            }
            None | Some(FactValue::Unknown | FactValue::OneOf(_) | FactValue::Monthly(_)) => {
                let program = self.plan.program;
                let known = &program.fields[field.index()];
                let domain = match known.ty {
                    Type::Truth => Domain::Truth,
                    Type::Number(_) => Domain::Number(amounts()),
                    Type::Element(category) => {
                        let category = &program.categories[category.index()];
                        if category.open {
                            Domain::Any
                        } else {
                            Domain::Elements((0..category.elements.len() as u32).collect())
                        }
                    }
                    Type::Date | Type::Text | Type::Place => Domain::Any,
                };
                self.ask(Question::Fact(field, instance), domain, known.optional)
            }
        }
    }

    /// An open value that one question settles, unless its answer is assumed.
    pub(super) fn ask(&mut self, question: Question, domain: Domain, or_absent: bool) -> Value {
        match self.assumed(question) {
            Some(value) => value,
            None => self.keep(Open { questions: vec![question], domain, or_absent, or_fault: false }),
        }
    }

    /// A component of a compound element, last component fastest.
    pub(super) fn component(&mut self, at: At, of: NodeId, position: usize) -> Value {
        let program = self.plan.program;
        let Type::Element(category) = program.node(of).ty else {
            return self.fault(at, FaultKind::NoRule);
        };
        let components = &program.categories[category.index()].components;
        let size =
            |component: &CategoryId| program.categories[component.index()].elements.len().max(1) as u32;
        let Some(own) = components.get(position) else {
            return self.fault(at, FaultKind::NoRule);
        };
        let faster: u32 = components[position + 1..].iter().map(size).product();
        let part = |element: u32| element / faster.max(1) % size(own);
        match self.get(of, at.instance) {
            Value::Element(element) => Value::Element(part(element)),
            value @ (Value::Absent | Value::Fault(_)) => value,
            Value::Open(id) => {
                let open = self.state.arena.open(id);
                let (questions, or_absent) = (open.questions.clone(), open.or_absent);
                let mut or_fault = open.or_fault;
                let domain = match &open.domain {
                    Domain::Elements(elements) => {
                        let mut parts: Vec<u32> = elements.iter().map(|element| part(*element)).collect();
                        parts.sort_unstable();
                        parts.dedup();
                        Domain::Elements(parts)
                    }
                    _ => {
                        // It may be an element that no list holds.
                        or_fault = true;
                        Domain::Any
                    }
                };
                self.keep(Open { questions, domain, or_absent, or_fault })
            }
            // An element that no list holds has no known components.
            _ => self.fault(at, FaultKind::NoRule),
        }
    }

    /// A monthly fact holds in each of the full months before the month of a day.
    pub(super) fn run_of_months(&mut self, at: At, field: FieldId, months: u32, before: NodeId) -> Value {
        let day = match self.get(before, at.instance) {
            Value::Date(day) => day,
            Value::Fault(id) => return Value::Fault(id),
            value @ Value::Open(_) => {
                let may_fail = self.state.is_shaky(value);
                let questions = self.state.questions(value).to_vec();
                return self.open(questions, Domain::Truth, may_fail);
            }
            _ => return self.fault(at, FaultKind::AbsentOperand),
        };
        let history = self.given(field, at.instance).map(|fact| &fact.value);
        let mut missing = Vec::new();
        for back in 1..=months {
            let Some(month) = i32::try_from(back).ok().and_then(|back| Month::of(day).minus(back)) else {
                return self.fault(at, FaultKind::Overflow);
            };
            let held = match history {
                Some(FactValue::Monthly(known)) => held_in(known, month),
                Some(FactValue::Truth(always)) => Some(*always),
                Some(FactValue::Absent) => Some(false),
                _ => None,
            };
            let question = Question::Month(field, at.instance, month);
            let held = held.or_else(|| match self.assumed(question) {
                Some(Value::Truth(truth)) => Some(truth),
                _ => None,
            });
            match held {
                Some(true) => {}
                Some(false) => return Value::Truth(false),
                None => missing.push(question),
            }
        }
        if missing.is_empty() {
            return Value::Truth(true);
        }
        missing.sort_unstable();
        self.open(missing, Domain::Truth, false)
    }
}

/// Whether a fact held in a month; 否 where entries of one month differ.
fn held_in(known: &[(Month, bool)], month: Month) -> Option<bool> {
    known.iter().filter(|(of, _)| *of == month).map(|(_, held)| *held).reduce(|a, b| a && b)
}
