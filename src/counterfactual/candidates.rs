//! The changes of a record that the vocabulary allows, and those by which lines would be met.

use std::collections::BTreeSet;

use super::lines::lines;
use super::target::Target;
use super::{Change, Line};
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{CategoryId, Changeable, FieldId, PlaneId, Program, Type, Variation};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Decision, Status};

/// A change that may be tried.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) change: Change,
    /// How much it changes: a step of a category, a status, an answer is one; what a value misses is a
    /// part of it; a day is a part of a year.
    pub(super) size: Ratio,
    /// What it changes; of the changes of one thing only the smallest that does is told.
    pub(super) slot: Slot,
    /// For an amount, a line is tried only where its comparison decides: the truth that it has now, and whose amount.
    pub(super) only: Option<(usize, u32)>,
    /// The truth of the line's comparison.
    pub(super) truth: bool,
}

/// What a change changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Slot {
    /// A fact with an order: of its values the nearest counts.
    Fact(FieldId, u32),
    /// One of several values of a fact that are equally far.
    Element(FieldId, u32, u32),
    /// A gained element.
    Gained(PlaneId, u32, u32),
    /// An answer.
    Answer(u32, u32),
    /// A compared value.
    Value(u32, u32),
}

impl Slot {
    /// Both cannot be changed at once.
    pub(super) fn clashes(self, other: Slot) -> bool {
        let fact = |slot| match slot {
            Slot::Fact(field, instance) | Slot::Element(field, instance, _) => Some((field, instance)),
            _ => None,
        };
        self == other || fact(self).is_some() && fact(self) == fact(other)
    }
}

/// Everything that the vocabulary allows for a record, in its order.
pub(super) fn marked(program: &Program, record: &Record) -> Vec<Candidate> {
    let mut found = Vec::new();
    let add = |found: &mut Vec<Candidate>, change: Change, size: Ratio, slot: Slot| {
        found.push(Candidate { change, size, slot, only: None, truth: false });
    };
    for variable in &program.variables {
        match (variable.what, &variable.how) {
            (Changeable::Field(field), how) => {
                let plane = program.fields[field.index()].plane;
                for instance in 0..record.count(plane) as u32 {
                    let now = record.fact(field, instance).map(|fact| &fact.value);
                    for (to, size, slot) in becomes(program, field, instance, now, how) {
                        add(&mut found, Change::Becomes { field, instance, to }, size, slot);
                    }
                }
            }
            (Changeable::List(list), Variation::Gains { field, elements, .. }) => {
                let Some(holder) = program.planes[list.index()].parent else { continue };
                for parent in 0..record.count(holder) as u32 {
                    for &element in elements {
                        let change = Change::Gains { list, parent, field: *field, element };
                        add(&mut found, change, Ratio::ONE, Slot::Gained(list, parent, element));
                    }
                }
            }
            (Changeable::Judgement(question), Variation::Truth(truths)) => {
                let answers = record.answers.get(question.index()).map_or(&[][..], Vec::as_slice);
                for (instance, answer) in (0_u32..).zip(answers) {
                    let Some(FactValue::Truth(now)) = answer.as_ref().map(|answer| &answer.value) else {
                        continue;
                    };
                    for &to in truths.iter().filter(|to| *to != now) {
                        let slot = Slot::Answer(question.0, instance);
                        add(&mut found, Change::Judged { question, instance, to }, Ratio::ONE, slot);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What a fact may become. What is not known is asked elsewhere, and stays.
fn becomes(
    program: &Program,
    field: FieldId,
    instance: u32,
    now: Option<&FactValue>,
    how: &Variation,
) -> Vec<(FactValue, Ratio, Slot)> {
    let whole = Slot::Fact(field, instance);
    match (how, now) {
        (Variation::Truth(truths), Some(FactValue::Truth(now))) => {
            let other = truths.iter().filter(|to| *to != now);
            other.map(|to| (FactValue::Truth(*to), Ratio::ONE, whole)).collect()
        }
        (Variation::Elements(elements), Some(now @ (FactValue::Element(_) | FactValue::Absent))) => {
            let ordered = is_ordered(program, field);
            let one = |to: &u32| {
                let size = match now {
                    FactValue::Element(now) if ordered => Ratio::from_integer(i128::from(now.abs_diff(*to))),
                    _ => Ratio::ONE,
                };
                let slot = if ordered { whole } else { Slot::Element(field, instance, *to) };
                (FactValue::Element(*to), size, slot)
            };
            elements.iter().filter(|to| *now != FactValue::Element(**to)).map(one).collect()
        }
        // An application made again, at the latest today; the first day that would do is sought afterwards.
        (Variation::Later, Some(FactValue::Date(day))) if *day < program.on => {
            vec![(FactValue::Date(program.on), years(*day, program.on), whole)]
        }
        (Variation::Later, Some(FactValue::Absent)) => {
            vec![(FactValue::Date(program.on), Ratio::ONE, whole)]
        }
        _ => Vec::new(),
    }
}

fn is_ordered(program: &Program, field: FieldId) -> bool {
    match program.fields[field.index()].ty {
        Type::Element(CategoryId(at)) => program.categories[at as usize].ordered,
        _ => false,
    }
}

/// A length of time as a part of a year.
pub(super) fn years(from: Date, to: Date) -> Ratio {
    Ratio::new(i128::from(Date::days_between(from, to)), 365).unwrap_or(Ratio::ONE)
}

/// The lines that the targets miss.
pub(super) fn missed(
    program: &Program,
    record: &Record,
    decision: &Decision,
    targets: &[Target],
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut known = BTreeSet::new();
    for outcome in &decision.outcomes {
        let at = (outcome.output, outcome.instance);
        let Some(target) = targets.iter().find(|target| (target.output, target.instance) == at) else {
            continue;
        };
        let amount = matches!(target.before, Status::Granted(_));
        let root = if amount { outcome.amount } else { Some(outcome.condition) };
        let Some(root) = root.filter(|_| target.sought) else { continue };
        let only = amount.then_some(at);
        for (line, truth) in lines(program, record, &decision.trace, root) {
            if known.insert((line.comparison, line.instance, only)) {
                let (size, slot) = (part(&line), Slot::Value(line.source.0.0, line.source.1));
                found.push(Candidate { change: Change::Meets(line), size, slot, only, truth });
            }
        }
    }
    found
}

/// What is missed, as a part of the value: so that of several lines of one value the nearest is the smallest.
fn part(line: &Line) -> Ratio {
    let now = if line.now.is_negative() { Ratio::ZERO.checked_sub(line.now) } else { Some(line.now) };
    let now = now.map(|now| now.max(Ratio::ONE));
    now.and_then(|now| line.gap.checked_div(now)).unwrap_or(line.gap)
}
