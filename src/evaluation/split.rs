//! Case distinctions: what every answer to a question would come to.
//!
//! Evaluation takes the questions of a result as independent of each other, so it leaves “甲 or not 甲” open. Here the few
//! questions with few answers (truths, elements of closed categories) are answered in every way, within a budget. If all
//! answers give one settled result, that is the result. A question is dropped from what is missing only if, for every
//! answer to another, the result no longer depends on it: whatever could still change the result stays listed.

use crate::facts::record::FactValue;
use crate::program::ir::{Answer, CategoryId, NodeId, Type};
use crate::quantity::interval::Interval;
use crate::trace::outcome::Status;
use crate::trace::value::{Question, Value};

use super::extreme::sorted;
use super::outcome::{Reader, Sketch, Subject, pending, range_of_status};
use super::pass::Pass;

/// How often one record may be evaluated again.
const BUDGET: usize = 64;

/// Values of a result's nodes; equal open values are one value.
type Roots = [Option<Value>; 3];

/// Settles or narrows the results that are open.
pub(super) fn refine(pass: &mut Pass, subjects: &mut [Subject]) {
    let open: Vec<usize> = (0..subjects.len()).filter(|at| !subjects[*at].sketch.is_settled()).collect();
    if open.is_empty() {
        return;
    }
    let asked = sorted(open.iter().flat_map(|at| subjects[*at].sketch.missing.clone()).collect());
    let mut finite: Vec<(Question, Vec<Value>)> =
        asked.into_iter().filter_map(|question| Some((question, answers(pass, question)?))).collect();
    finite.sort_by_key(|(question, answers)| (answers.len(), *question));
    let mut trial = Trial::new(pass);
    for (question, answers) in &finite {
        let touched: Vec<usize> =
            open.iter().copied().filter(|at| subjects[*at].sketch.missing.contains(question)).collect();
        if touched.is_empty() || answers.len() > trial.budget {
            continue;
        }
        let cone = pass.plan.cone(*question);
        let runs: Vec<Vec<(Sketch, Roots)>> = answers
            .iter()
            .map(|answer| trial.run(pass, &cone, &[(*question, *answer)], subjects, &touched))
            .collect();
        for (place, at) in touched.iter().enumerate() {
            let completions: Vec<&(Sketch, Roots)> = runs.iter().map(|run| &run[place]).collect();
            trial.split_one(&mut subjects[*at], *question, &completions);
        }
    }
    for at in open {
        trial.split_jointly(pass, subjects, at, &finite);
    }
}

/// The answers to a question, where they are few and all known.
fn answers(pass: &mut Pass, question: Question) -> Option<Vec<Value>> {
    let program = pass.plan.program;
    let truths = || vec![Value::Truth(true), Value::Truth(false)];
    let elements = |count: usize| (0..count as u32).map(Value::Element).collect::<Vec<_>>();
    let category = |id: CategoryId| &program.categories[id.index()];
    let found = match question {
        Question::Fact(field, instance) => {
            let known = &program.fields[field.index()];
            let mut found = match (pass.given(field, instance).map(|fact| &fact.value), known.ty) {
                (Some(FactValue::OneOf(some)), _) => {
                    let mut some = some.clone();
                    some.sort_unstable();
                    some.dedup();
                    return Some(some.into_iter().map(Value::Element).collect());
                }
                (_, Type::Truth) if !known.monthly => truths(),
                (_, Type::Element(id)) if !category(id).open => elements(category(id).elements.len()),
                _ => return None,
            };
            if known.optional {
                found.push(Value::Absent);
            }
            found
        }
        Question::Month(..) | Question::Membership(..) => truths(),
        Question::Judgement(id, _) => match program.questions[id.index()].answer {
            Answer::Truth => truths(),
            Answer::Choice(id) => elements(category(id).elements.len()),
            Answer::Number(_) | Answer::Grant(_) => return None,
        },
        Question::List(..) | Question::Figure(..) => return None,
    };
    Some(found).filter(|found| found.len() <= BUDGET)
}

/// The values before any assumption, and what may still be spent.
struct Trial {
    values: Vec<Value>,
    opens: usize,
    faults: usize,
    budget: usize,
}

impl Trial {
    fn new(pass: &Pass) -> Trial {
        Trial {
            values: pass.state.values.clone(),
            opens: pass.state.arena.opens.len(),
            faults: pass.state.arena.faults.len(),
            budget: BUDGET,
        }
    }

    /// Evaluates once under assumed answers, reads some results, and puts everything back.
    fn run(
        &mut self,
        pass: &mut Pass,
        cone: &[bool],
        assumed: &[(Question, Value)],
        subjects: &[Subject],
        wanted: &[usize],
    ) -> Vec<(Sketch, Roots)> {
        self.budget = self.budget.saturating_sub(1);
        pass.state.assumed.extend_from_slice(assumed);
        pass.rerun(cone);
        let reader = Reader { plan: pass.plan, record: pass.record, state: pass.state };
        let found = wanted
            .iter()
            .map(|at| {
                let Subject { output, instance, .. } = subjects[*at];
                (reader.sketch(output, instance), roots(&reader, output, instance))
            })
            .collect();
        pass.state.assumed.clear();
        pass.restore(cone, &self.values);
        pass.state.arena.opens.truncate(self.opens);
        pass.state.arena.faults.truncate(self.faults);
        pass.state.masked.retain(|(id, _)| (id.0 as usize) < self.faults);
        found
    }

    /// Whether a value stood before any assumption, or is settled.
    fn is_old(&self, value: Option<Value>) -> bool {
        match value {
            Some(Value::Open(id)) => (id.0 as usize) < self.opens,
            Some(Value::Fault(id)) => (id.0 as usize) < self.faults,
            _ => true,
        }
    }

    /// Draws the conclusions of one question's answers for one result.
    fn split_one(&self, subject: &mut Subject, question: Question, completions: &[&(Sketch, Roots)]) {
        let Some(((first, roots), rest)) = completions.split_first().map(|(first, rest)| (*first, rest))
        else {
            return;
        };
        // A fault stands before what is open, so a completion at fault does not tell what it would depend on.
        let faulty =
            completions.iter().any(|(sketch, _)| sketch.is_at_fault()) && subject.sketch.missing.len() > 1;
        let alike = rest.iter().all(|(sketch, _)| sketch == first) && !faulty;
        let same_roots =
            rest.iter().all(|(_, other)| other == roots) && roots.iter().all(|root| self.is_old(*root));
        if alike && (first.is_settled() || same_roots) {
            // The values read are settled, or were open before and do not depend on the question.
            if first.is_settled() {
                subject.cases = sorted(std::mem::take(&mut subject.sketch.missing));
            }
            subject.sketch = first.clone();
            return;
        }
        let sketches: Vec<&Sketch> = completions.iter().map(|(sketch, _)| sketch).collect();
        if !faulty {
            let live =
                |other: &Question| *other == question || sketches.iter().any(|s| s.missing.contains(other));
            subject.sketch.missing.retain(live);
        }
        narrow(&mut subject.sketch, &sketches);
    }

    /// Answers all questions of a result together, where the budget allows; then exactly those that matter are missing.
    fn split_jointly(
        &mut self,
        pass: &mut Pass,
        subjects: &mut [Subject],
        at: usize,
        finite: &[(Question, Vec<Value>)],
    ) {
        let sketch = &subjects[at].sketch;
        if sketch.is_settled() || sketch.missing.len() < 2 {
            return;
        }
        let axes: Option<Vec<&(Question, Vec<Value>)>> = sketch
            .missing
            .iter()
            .map(|question| finite.iter().find(|(known, _)| known == question))
            .collect();
        let Some(axes) = axes else { return };
        let count = axes.iter().try_fold(1usize, |count, (_, answers)| count.checked_mul(answers.len()));
        let Some(count) = count.filter(|count| *count <= self.budget) else { return };
        let mut cone = vec![false; pass.plan.program.nodes.len()];
        for (question, _) in &axes {
            for (all, one) in cone.iter_mut().zip(pass.plan.cone(*question)) {
                *all |= one;
            }
        }
        let mut runs: Vec<Sketch> = Vec::with_capacity(count);
        for index in 0..count {
            let mut rest = index;
            let mut assumed = Vec::with_capacity(axes.len());
            for (question, answers) in &axes {
                assumed.push((*question, answers[rest % answers.len()]));
                rest /= answers.len();
            }
            runs.extend(
                self.run(pass, &cone, &assumed, subjects, &[at]).into_iter().map(|(sketch, _)| sketch),
            );
        }
        // Equal runs that are still open may yet differ: they tell nothing.
        if !runs.iter().all(Sketch::is_settled) {
            return;
        }
        let subject = &mut subjects[at];
        let Some((first, rest)) = runs.split_first() else { return };
        if rest.iter().all(|sketch| sketch == first) && first.is_settled() {
            subject.cases = std::mem::take(&mut subject.sketch.missing);
            subject.sketch = first.clone();
            return;
        }
        let (mut missing, mut stride) = (Vec::new(), 1);
        for (question, answers) in &axes {
            // The completion that differs from this one in the next answer to this question only.
            let matters = (0..count)
                .filter(|index| index / stride % answers.len() + 1 < answers.len())
                .any(|index| runs[index] != runs[index + stride]);
            if matters {
                missing.push(*question);
            }
            stride *= answers.len();
        }
        missing.extend(runs.iter().flat_map(|sketch| sketch.missing.iter().copied()));
        let before = std::mem::take(&mut subject.sketch.missing);
        subject.sketch.missing = sorted(missing);
        if subject.sketch.missing.is_empty() {
            subject.sketch.missing = before;
        }
        let sketches: Vec<&Sketch> = runs.iter().collect();
        narrow(&mut subject.sketch, &sketches);
    }
}

/// The values of a result's condition, amount and approval.
fn roots(reader: &Reader, output: usize, instance: u32) -> Roots {
    let declared = &reader.plan.program.outputs[output];
    let get = |node: NodeId| reader.state.get(node, instance);
    let benefit = declared.benefit.as_ref();
    [
        Some(get(declared.condition)),
        benefit.and_then(|benefit| benefit.amount).map(get),
        benefit.and_then(|benefit| benefit.approval).map(get),
    ]
}

/// What remains of a result, given everything that it may come to.
fn narrow(sketch: &mut Sketch, completions: &[&Sketch]) {
    let before = range_of_status(&sketch.status);
    let mut range: Option<Interval> = None;
    let mut told = true;
    for completion in completions {
        match &completion.status {
            Status::NotGranted => {}
            status => match range_of_status(status) {
                Some(one) => range = Some(range.map_or(one, |sofar| sofar.hull(one))),
                None => told = false,
            },
        }
    }
    let narrowed = match (range.filter(|_| told), before) {
        (Some(range), Some(before)) => range.intersect(before).or(Some(before)),
        (Some(range), None) => Some(range),
        (None, before) => before,
    };
    // A completion at fault may still come to anything once an answer masks the fault.
    if sketch.may_be_refused && !completions.iter().any(|one| one.is_at_fault()) {
        let refused = |one: &&Sketch| one.may_be_refused || one.status == Status::NotGranted;
        sketch.may_be_refused = completions.iter().any(refused);
    }
    sketch.status = match sketch.status {
        Status::Offered(_) => Status::Offered(narrowed),
        _ => pending(&sketch.missing, narrowed),
    };
}
