//! Case distinctions, tried again: what every answer to a question would come to.
//!
//! The few questions with few answers are answered in every way, one question at a time, fewest answers first, then all
//! questions of a result together, as far as 64 trials go (docs/architecture.md, "分情形"). Every trial is a run of its own.

use crate::facts::record::FactValue;
use crate::program::ir::{Answer, NodeId, Op, Type};
use crate::trace::value::Question;

use super::range::Range;
use super::results::{Standing, Stands, waiting};
use super::run::Run;
use super::value::{Val, in_order};

/// How many trials there are for one record.
const TRIALS: usize = 64;

/// A result about a subject.
#[derive(Clone, Debug)]
pub(super) struct Result {
    pub(super) output: usize,
    pub(super) instance: u32,
    pub(super) standing: Standing,
    /// Questions that are open and whose answers change nothing.
    pub(super) cases: Vec<Question>,
}

/// A question with its answers.
type Axis = (Question, Vec<Val>);

/// What one trial comes to for one result: how it stands, and the values that it is read from.
struct Trial {
    standing: Standing,
    read: [Option<Val>; 3],
}

struct Trials<'r, 'a> {
    base: &'r Run<'a>,
    left: usize,
    done: u32,
}

/// Settles or narrows what is open.
pub(super) fn distinguish(base: &Run, results: &mut [Result]) {
    let open: Vec<usize> = (0..results.len()).filter(|at| !results[*at].standing.is_settled()).collect();
    let all = open.iter().flat_map(|at| results[*at].standing.missing.iter().copied()).collect();
    let mut axes: Vec<Axis> = in_order(all)
        .into_iter()
        .filter_map(|question| answers(base, question).map(|answers| (question, answers)))
        .collect();
    axes.sort_by_key(|(question, answers)| (answers.len(), *question));
    let mut trials = Trials { base, left: TRIALS, done: 0 };
    for (question, answers) in &axes {
        let waits = |at: &usize| results[*at].standing.missing.contains(question);
        let touched: Vec<usize> = open.iter().copied().filter(waits).collect();
        if touched.is_empty() || answers.len() > trials.left {
            continue;
        }
        let reached = reach(base, *question);
        let mut found: Vec<Vec<Trial>> = touched.iter().map(|_| Vec::new()).collect();
        for answer in answers {
            let run = trials.run(&[(*question, answer.clone())], &reached);
            for (place, at) in touched.iter().enumerate() {
                found[place].push(read(&run, &results[*at]));
            }
        }
        for (at, trials) in touched.into_iter().zip(found) {
            conclude(&mut results[at], *question, &trials);
        }
    }
    for at in open {
        trials.together(&mut results[at], &axes);
    }
}

impl<'a> Trials<'_, 'a> {
    fn run(&mut self, supposed: &[(Question, Val)], reached: &[bool]) -> Run<'a> {
        self.left = self.left.saturating_sub(1);
        self.done += 1;
        self.base.supposing(supposed, reached, self.done)
    }

    /// Answers all questions of a result at once; then just those that matter are missing.
    fn together(&mut self, result: &mut Result, axes: &[Axis]) {
        let missing = result.standing.missing.clone();
        if result.standing.is_settled() || missing.len() < 2 {
            return;
        }
        let find = |question: &Question| axes.iter().find(|(known, _)| known == question);
        let Some(axes) = missing.iter().map(find).collect::<Option<Vec<&Axis>>>() else { return };
        let count = axes.iter().fold(1usize, |count, (_, answers)| count.saturating_mul(answers.len()));
        if count > self.left {
            return;
        }
        let mut reached = vec![false; self.base.ground.program.nodes.len()];
        for (question, _) in &axes {
            for (all, one) in reached.iter_mut().zip(reach(self.base, *question)) {
                *all |= one;
            }
        }
        // The answers of a trial are the digits of its number, the first question's lowest.
        let digit = |trial: usize, axis: usize| {
            let below: usize = axes[..axis].iter().map(|(_, answers)| answers.len()).product();
            (trial / below % axes[axis].1.len(), below)
        };
        let mut found = Vec::with_capacity(count);
        for trial in 0..count {
            let supposed: Vec<(Question, Val)> = (0..axes.len())
                .map(|axis| (axes[axis].0, axes[axis].1[digit(trial, axis).0].clone()))
                .collect();
            found.push(read(&self.run(&supposed, &reached), result).standing);
        }
        // Trials that are still open may yet differ though they look alike.
        if !found.iter().all(Standing::is_settled) {
            return;
        }
        let Some(first) = found.first() else { return };
        if found.iter().all(|standing| standing == first) {
            result.cases = missing;
            result.standing = first.clone();
            return;
        }
        let matters = |axis: usize| {
            (0..count).any(|trial| {
                let (own, below) = digit(trial, axis);
                own + 1 < axes[axis].1.len() && found[trial] != found[trial + below]
            })
        };
        let mut live: Vec<Question> =
            (0..axes.len()).filter(|axis| matters(*axis)).map(|axis| axes[axis].0).collect();
        live.extend(found.iter().flat_map(|standing| standing.missing.iter().copied()));
        let live = in_order(live);
        result.standing.missing = if live.is_empty() { missing } else { live };
        let found: Vec<&Standing> = found.iter().collect();
        narrow(&mut result.standing, &found);
    }
}

/// What a trial comes to for a result.
fn read(run: &Run, result: &Result) -> Trial {
    let output = &run.ground.program.outputs[result.output];
    let benefit = output.benefit.as_ref();
    let value = |node: NodeId| run.val(node, result.instance).clone();
    Trial {
        standing: run.standing(result.output, result.instance),
        read: [
            Some(value(output.condition)),
            benefit.and_then(|benefit| benefit.amount).map(value),
            benefit.and_then(|benefit| benefit.approval).map(value),
        ],
    }
}

/// A value that is settled, or was open before anything was supposed.
fn untouched(value: &Option<Val>) -> bool {
    match value {
        Some(Val::Open(open)) => open.run == 0,
        Some(Val::Fault(failing)) => failing.run == 0,
        _ => true,
    }
}

/// What follows for a result from every answer to one question.
fn conclude(result: &mut Result, question: Question, trials: &[Trial]) {
    let Some((first, rest)) = trials.split_first() else { return };
    // A fault hides what else a result hangs on.
    let hidden = result.standing.missing.len() > 1 && trials.iter().any(|trial| trial.standing.is_at_fault());
    let alike = rest.iter().all(|trial| trial.standing == first.standing);
    let unmoved = first.read.iter().all(untouched) && rest.iter().all(|trial| trial.read == first.read);
    if !hidden && alike && (first.standing.is_settled() || unmoved) {
        if first.standing.is_settled() {
            result.cases = in_order(std::mem::take(&mut result.standing.missing));
        }
        result.standing = first.standing.clone();
        return;
    }
    if !hidden {
        result.standing.missing.retain(|other| {
            *other == question || trials.iter().any(|trial| trial.standing.missing.contains(other))
        });
    }
    let standings: Vec<&Standing> = trials.iter().map(|trial| &trial.standing).collect();
    narrow(&mut result.standing, &standings);
}

/// What a result may still be, given all that it may come to.
fn narrow(standing: &mut Standing, trials: &[&Standing]) {
    let mut told: Option<Option<Range>> = Some(None);
    for trial in trials.iter().filter(|trial| trial.stands != Stands::Refused) {
        told = match (told, trial.stands.range()) {
            (Some(sofar), Some(one)) => Some(Some(sofar.map_or(one, |sofar| sofar.around(one)))),
            // Where one trial tells no range, together they tell none.
            _ => None,
        };
    }
    let before = standing.stands.range();
    let range = match (told.flatten(), before) {
        (Some(found), Some(before)) => Some(found.within(before).unwrap_or(before)),
        (found, before) => found.or(before),
    };
    let fault = trials.iter().any(|trial| trial.is_at_fault());
    if standing.may_be_refused && !fault {
        standing.may_be_refused =
            trials.iter().any(|trial| trial.may_be_refused || trial.stands == Stands::Refused);
    }
    standing.stands = match standing.stands {
        Stands::Offered(_) => Stands::Offered(range),
        _ => waiting(&standing.missing, range),
    };
}

/// The nodes that the answer to a question may change.
fn reach(base: &Run, question: Question) -> Vec<bool> {
    base.ground.reach_of(|op| match (op, question) {
        (Op::Fact(field), Question::Fact(asked, _)) => *field == asked,
        (Op::Run { field, .. }, Question::Month(asked, ..)) => *field == asked,
        (Op::Judged { question, .. }, Question::Judgement(asked, _)) => *question == asked,
        (Op::Within { set, .. }, Question::Membership(asked, ..)) => *set == asked,
        _ => false,
    })
}

/// The answers to a question, where they are few and all known.
fn answers(base: &Run, question: Question) -> Option<Vec<Val>> {
    let program = base.ground.program;
    let truths = vec![Val::Truth(true), Val::Truth(false)];
    let elements = |category: crate::program::ir::CategoryId| -> Vec<Val> {
        (0..program.categories[category.index()].elements.len() as u32).map(Val::Element).collect()
    };
    let mut found = match question {
        Question::Month(..) | Question::Membership(..) => truths,
        Question::List(..) | Question::Figure(..) => return None,
        Question::Judgement(question, _) => match program.questions[question.index()].answer {
            Answer::Truth => truths,
            Answer::Choice(category) => elements(category),
            Answer::Number(_) | Answer::Grant(_) => return None,
        },
        Question::Fact(field, instance) => {
            let given = base.known(field, instance).map(|fact| &fact.value);
            if let Some(FactValue::OneOf(some)) = given {
                let mut some = some.clone();
                some.sort_unstable();
                some.dedup();
                return Some(some.into_iter().map(Val::Element).collect());
            }
            let known = &program.fields[field.index()];
            match known.ty {
                Type::Truth if !known.monthly => truths,
                Type::Element(category) if !program.categories[category.index()].open => elements(category),
                _ => return None,
            }
        }
    };
    if let Question::Fact(field, _) = question
        && program.fields[field.index()].optional
    {
        found.push(Val::Absent);
    }
    (found.len() <= TRIALS).then_some(found)
}
