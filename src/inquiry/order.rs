//! The order of questions: first what settles most results.
//!
//! The measure of a question is how many of the wanted results are settled once it is answered, on average over trial
//! answers: every answer where there are few, else some amounts and days far apart, and “none” for a list. Where that is
//! equal, a question counts the more the fewer others its results wait for (one half for each result that waits for two).
//! Where that is equal too, the order of the vocabulary decides. Trying is bounded: only the questions that lead by the
//! second measure are tried.

use std::cmp::Reverse;

use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::{Answered, Fact, FactValue, Listed, Membership, Record};
use crate::program::ir::{Answer, Program, Type};
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::Status;
use crate::trace::value::Question;

/// Questions that are tried at most.
const TRIED: usize = 24;
/// Trial answers of one question at most.
const TRIALS: usize = 12;
/// Divisible by every number of trials and of questions up to 12, so that averages are whole.
const WHOLE: u64 = 27_720;

/// An open question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What is asked.
    pub question: Question,
    /// Results that wait for it: output and instance.
    pub about: Vec<(usize, u32)>,
    /// Results that every trial answer settles.
    pub settles: Vec<(usize, u32)>,
}

/// The open questions of the results wanted, what settles most first. Figures that are not published are no questions
/// to the household and come last.
#[must_use]
pub fn ordered(plan: &Plan, record: &Record, wanted: &dyn Fn(usize, u32) -> bool) -> Vec<Asked> {
    let mut evaluator = Evaluator::new(plan);
    let mut found: Vec<(Asked, u64)> = Vec::new();
    let open = open(&mut evaluator, record, wanted);
    for (result, missing) in &open {
        let share = WHOLE / (missing.len().max(1) as u64);
        for question in missing {
            match found.iter_mut().find(|(asked, _)| asked.question == *question) {
                Some((asked, weight)) => {
                    asked.about.push(*result);
                    *weight += share;
                }
                None => found
                    .push((Asked { question: *question, about: vec![*result], settles: Vec::new() }, share)),
            }
        }
    }
    found.sort_by_key(|(asked, weight)| (Reverse(*weight), asked.question));
    let mut measured: Vec<(u64, u64, Asked)> = Vec::with_capacity(found.len());
    for (at, (mut asked, weight)) in found.into_iter().enumerate() {
        let mut average = 0;
        if at < TRIED {
            let trials = trials(plan.program(), record, &asked.question);
            let mut always: Vec<(usize, u32)> = asked.about.clone();
            let mut settled = 0_u64;
            for trial in &trials {
                let still = self::open(&mut evaluator, trial, wanted);
                let is_open = |result: &(usize, u32)| still.iter().any(|(open, _)| open == result);
                settled += open.iter().filter(|(result, _)| !is_open(result)).count() as u64;
                always.retain(|result| !is_open(result));
            }
            if !trials.is_empty() {
                average = settled * WHOLE / (trials.len() as u64);
                asked.settles = always;
            }
        }
        measured.push((average, weight, asked));
    }
    measured.sort_by_key(|(average, weight, asked)| {
        let figure = matches!(asked.question, Question::Figure(..));
        (figure, Reverse(*average), Reverse(*weight), asked.question)
    });
    measured.into_iter().map(|(.., asked)| asked).collect()
}

/// The wanted results that facts or judgements could still settle, with what they wait for.
fn open(
    evaluator: &mut Evaluator,
    record: &Record,
    wanted: &dyn Fn(usize, u32) -> bool,
) -> Vec<((usize, u32), Vec<Question>)> {
    let results = evaluator.settle(record).into_iter();
    let open = results.filter(|result| {
        let waits = match result.status {
            Status::Undetermined(_) | Status::NeedsJudgement(_) => true,
            Status::Offered(_) => !result.missing.is_empty(),
            _ => false,
        };
        waits && wanted(result.output, result.instance)
    });
    open.map(|result| ((result.output, result.instance), result.missing)).collect()
}

/// The record with each trial answer; none where no answer can be tried.
fn trials(program: &Program, record: &Record, question: &Question) -> Vec<Record> {
    match question {
        Question::Fact(field, instance) => {
            let Some(known) = program.fields.get(field.index()) else { return Vec::new() };
            let given = record.fact(*field, *instance).map(|fact| &fact.value);
            let mut values: Vec<FactValue> = match (given, known.ty) {
                (Some(FactValue::OneOf(some)), _) => some.iter().map(|at| FactValue::Element(*at)).collect(),
                (_, Type::Truth) if !known.monthly => [true, false].map(FactValue::Truth).to_vec(),
                (_, Type::Number(_)) => amounts().map(FactValue::Number).to_vec(),
                (_, Type::Element(category)) => {
                    let count = program.categories.get(category.index()).map_or(0, |c| c.elements.len());
                    (0..count as u32).map(FactValue::Element).collect()
                }
                (_, Type::Date) => {
                    let back = [-1, -20 * 366, -40 * 366, -70 * 366];
                    back.iter().filter_map(|days| program.on.add_days(*days)).map(FactValue::Date).collect()
                }
                (_, Type::Place) => vec![FactValue::Place(program.area.clone())],
                _ => Vec::new(),
            };
            values.truncate(TRIALS);
            let set = |value: FactValue| {
                let mut trial = record.clone();
                let slot = trial.columns.get_mut(field.index())?.get_mut(*instance as usize)?;
                *slot = Fact { value, evidence: None };
                Some(trial)
            };
            values.into_iter().filter_map(set).collect()
        }
        Question::List(plane, parent) => {
            let mut trial = record.clone();
            let slot = trial.planes.get_mut(plane.index());
            match slot.and_then(|instances| instances.listed.get_mut(*parent as usize)) {
                Some(listed) => {
                    *listed = Listed::Complete;
                    vec![trial]
                }
                None => Vec::new(),
            }
        }
        Question::Judgement(id, instance) => {
            let Some(asked) = program.questions.get(id.index()) else { return Vec::new() };
            let values: Vec<FactValue> = match &asked.answer {
                Answer::Truth | Answer::Grant(_) => [true, false].map(FactValue::Truth).to_vec(),
                Answer::Choice(category) => {
                    let count = program.categories.get(category.index()).map_or(0, |c| c.elements.len());
                    (0..count.min(TRIALS) as u32).map(FactValue::Element).collect()
                }
                Answer::Number(_) => Vec::new(),
            };
            let by = asked.bodies.first().cloned().unwrap_or_default();
            let set = |value: FactValue| {
                let mut trial = record.clone();
                let slot = trial.answers.get_mut(id.index())?.get_mut(*instance as usize)?;
                let reason = Some("试算".to_owned());
                *slot = Some(Answered { value, by: by.clone(), on: None, reason });
                Some(trial)
            };
            values.into_iter().filter_map(set).collect()
        }
        Question::Membership(set, plane, instance) => {
            let Some(set) = program.sets.get(set.index()) else { return Vec::new() };
            let answered = |truth: bool| {
                let mut trial = record.clone();
                let value = FactValue::Truth(truth);
                let answer = Answered { value, by: String::new(), on: None, reason: None };
                let (plane, instance) = (*plane, *instance);
                trial.memberships.push(Membership { set: set.name.clone(), plane, instance, answer });
                trial
            };
            [true, false].map(answered).to_vec()
        }
        Question::Month(..) | Question::Figure(..) => Vec::new(),
    }
}

/// Amounts far apart, in base measures.
fn amounts() -> [Ratio; 4] {
    [0, 500, 3_000, 100_000].map(Ratio::from_integer)
}
