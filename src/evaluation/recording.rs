//! The trace: a walk over the stored values from the results, children first. Nothing is computed here.

use crate::facts::promise::{self, Standing};
use crate::facts::record::{Record, Support};
use crate::program::ir::{NodeId, NoteId, Op, Program};
use crate::program::promise::Promise;
use crate::program::working_days::WorkYear;
use crate::quantity::shift::Shift;
use crate::trace::step::{Step, StepId, Trace};
use crate::trace::value::Value;

use super::choice::eligible;
use super::pass::{At, State, climb};
use super::plan::Plan;
use super::reduction::gather;
use super::rests_on::listed;
use super::truth::Truth;
use crate::program::operands::for_each_operand;

/// Not part of the trace.
const UNREACHED: u32 = u32::MAX;
/// Part of the trace, not numbered yet.
const REACHED: u32 = u32::MAX - 1;

/// Memory of the walk, kept between records.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder {
    /// Per value, its step.
    step_of: Vec<u32>,
    /// Values that belong to the trace, users before operands.
    reached: Vec<Reached>,
    /// Places of the operands of all of them.
    operands: Vec<u32>,
    /// Per step: one word that is not 0 where evidence or a judgement stands below it, then its notes.
    pub(super) marks: Vec<u64>,
    /// Steps visited for one result.
    pub(super) visited: Vec<bool>,
}

/// A value that belongs to the trace, with its operands.
#[derive(Clone, Copy, Debug)]
struct Reached {
    node: NodeId,
    instance: u32,
    /// Where the value is stored.
    place: u32,
    /// The first of its operands among all.
    first: u32,
    /// How many.
    count: u32,
}

impl Recorder {
    /// Writes down every value that the roots rest on.
    pub(super) fn record(
        &mut self,
        plan: &Plan,
        record: &Record,
        state: &State,
        roots: &[(NodeId, u32)],
    ) -> Trace {
        self.reach(plan, record, state, roots);
        // The arena follows when the results have been read.
        let mut trace = Trace::default();
        trace.steps.reserve_exact(self.reached.len());
        trace.children.reserve_exact(self.operands.len());
        for &Reached { node, instance, place, first, count } in self.reached.iter().rev() {
            let operands = &self.operands[first as usize..(first + count) as usize];
            let first = trace.children.len() as u32;
            trace.children.extend(operands.iter().map(|operand| StepId(self.step_of[*operand as usize])));
            self.step_of[place as usize] = trace.steps.len() as u32;
            trace.steps.push(Step { node, instance, value: state.values[place as usize], first, count });
        }
        trace
    }

    /// Finds out what evidence, judgements and notes stand below each step.
    pub(super) fn mark(&mut self, plan: &Plan, record: &Record, state: &State, trace: &Trace) {
        self.marks.clear();
        self.marks.reserve(trace.steps.len() * (plan.notes.words + 1));
        for (at, step) in trace.steps.iter().enumerate() {
            let plane = plan.program.node(step.node).plane;
            let at_step = At { node: step.node, plane, instance: step.instance };
            self.mark_step(plan, record, state, at_step, trace.children(StepId(at as u32)));
        }
        self.visited.clear();
        self.visited.resize(trace.steps.len(), false);
    }

    /// The step of a value, if it was recorded.
    pub(super) fn step(&self, state: &State, node: NodeId, instance: u32) -> Option<StepId> {
        let place = state.offsets.get(node.index())? + instance;
        self.step_of.get(place as usize).copied().filter(|step| *step < REACHED).map(StepId)
    }

    /// Adds the notes of a step and of everything below it, ascending.
    pub(super) fn add_notes(&self, plan: &Plan, step: StepId, notes: &mut Vec<NoteId>) {
        let width = plan.notes.words + 1;
        notes.extend(listed(&self.marks[step.0 as usize * width + 1..][..plan.notes.words]));
        notes.sort_unstable();
        notes.dedup();
    }

    /// Finds everything below the roots; operands stand before users, so one backward pass does.
    fn reach(&mut self, plan: &Plan, record: &Record, state: &State, roots: &[(NodeId, u32)]) {
        let Recorder { step_of, reached, operands, .. } = self;
        step_of.clear();
        step_of.resize(state.values.len(), UNREACHED);
        reached.clear();
        operands.clear();
        for (node, instance) in roots {
            step_of[(state.offsets[node.index()] + instance) as usize] = REACHED;
        }
        for &node in plan.order.iter().rev() {
            let plane = plan.program.node(node).plane;
            let offset = state.offsets[node.index()];
            for instance in (0..state.counts[plane.index()]).rev() {
                let place = offset + instance;
                if step_of[place as usize] != REACHED {
                    continue;
                }
                let first = operands.len() as u32;
                for_each_child(plan, record, state, At { node, plane, instance }, |child, instance| {
                    let child = state.offsets[child.index()] + instance;
                    step_of[child as usize] = REACHED;
                    operands.push(child);
                });
                let count = operands.len() as u32 - first;
                reached.push(Reached { node, instance, place, first, count });
            }
        }
    }

    /// Notes of the step and of everything below it, and whether evidence or a judgement stands below it.
    fn mark_step(&mut self, plan: &Plan, record: &Record, state: &State, at: At, children: &[StepId]) {
        let words = plan.notes.words;
        let start = self.marks.len();
        self.marks.push(u64::from(weight(plan, record, state, at).is_some()));
        self.marks.extend_from_slice(plan.notes.of_node(at.node));
        let (below, own) = self.marks.split_at_mut(start);
        for child in children {
            let child = &below[child.0 as usize * (words + 1)..][..=words];
            for (word, more) in own.iter_mut().zip(child) {
                *word |= more;
            }
        }
        match &plan.program.node(at.node).op {
            Op::Fact(_) | Op::Run { .. } if own.first() == Some(&1) => {
                if let Some(promise) = accepted_by(plan, record, at) {
                    plan.notes.add(&promise.notes, &mut own[1..]);
                    plan.notes.add_clause(plan.program, promise.clause, &mut own[1..]);
                }
            }
            Op::Choose(alternatives) => {
                for taken in eligible(state, alternatives, at.instance) {
                    plan.notes.add_clause(plan.program, alternatives[taken].clause, &mut own[1..]);
                }
            }
            Op::Shift(of, Shift::WorkingDays(_)) => {
                let ends = (state.get(*of, at.instance), state.get(at.node, at.instance));
                for year in years_between(plan.program, ends) {
                    plan.notes.add_year(plan.program, year, &mut own[1..]);
                }
            }
            Op::Parameter { parameter, coordinates, year, place, at: day } => {
                let figure = super::parameter::known_figure(
                    plan,
                    state,
                    at,
                    *parameter,
                    coordinates,
                    *year,
                    *place,
                    *day,
                );
                if let Some(Some(figure)) = figure {
                    let cell = &plan.program.parameters[parameter.index()].cells[figure.cell as usize];
                    plan.notes.add_clause(plan.program, cell.clause, &mut own[1..]);
                }
            }
            _ => {}
        }
    }
}

/// The arranged years that a count of working days went through.
fn years_between(program: &Program, ends: (Value, Value)) -> impl Iterator<Item = &WorkYear> {
    let years = match ends {
        (Value::Date(from), Value::Date(to)) => Some(from.min(to).year()..=from.max(to).year()),
        _ => None,
    };
    program
        .calendar
        .iter()
        .filter(move |known| years.as_ref().is_some_and(|years| years.contains(&known.year)))
}

/// What a step brings into a result besides law, and facts of which the record says nothing more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    Verified,
    Promised,
    Stated,
    Disputed,
    Judged,
}

/// The 承诺事项 that lets the fact of a step rest on a promise.
fn accepted_by<'p>(plan: &Plan<'p>, record: &Record, at: At) -> Option<&'p Promise> {
    let (Op::Fact(field) | Op::Run { field, .. }) = plan.program.node(at.node).op else { return None };
    let evidence = record.fact(field, at.instance)?.evidence.as_deref();
    match promise::standing(plan.program, field, evidence)? {
        Standing::Accepted { by, .. } => plan.program.promises.get(by),
        Standing::Refused(_) => None,
    }
}

/// What a step itself brings.
pub(super) fn weight(plan: &Plan, record: &Record, state: &State, at: At) -> Option<Weight> {
    match &plan.program.node(at.node).op {
        Op::Fact(field) | Op::Run { field, .. } => {
            match record.fact(*field, at.instance)?.evidence.as_ref()?.support {
                Support::Plain => None,
                Support::Verified => Some(Weight::Verified),
                // A promise that may not be used is no fact: the value is open.
                Support::Promised => accepted_by(plan, record, at).map(|_| Weight::Promised),
                Support::Stated => Some(Weight::Stated),
                Support::Disputed => Some(Weight::Disputed),
            }
        }
        Op::Judged { question, .. } => {
            let plane = plan.program.questions[question.index()].plane;
            let holder = climb(plan, record, at.plane, at.instance, plane);
            record.answer(*question, holder).map(|_| Weight::Judged)
        }
        Op::Within { value, set } => {
            let open = plan.program.sets[set.index()].open;
            let unlisted = matches!(state.get(*value, at.instance), Value::Unlisted(_));
            let answered = matches!(state.get(at.node, at.instance), Value::Truth(_));
            (open && unlisted && answered).then_some(Weight::Judged)
        }
        _ => None,
    }
}

/// The operands of a step: all guards of a choice, then the values of the alternatives that may be taken; of a
/// gathering, the filter of every listed instance and its value unless the filter excludes it.
fn for_each_child(plan: &Plan, record: &Record, state: &State, at: At, mut f: impl FnMut(NodeId, u32)) {
    match &plan.program.node(at.node).op {
        Op::Ancestor(of) => {
            let outer = plan.program.node(*of).plane;
            f(*of, climb(plan, record, at.plane, at.instance, outer));
        }
        Op::Reduce { filter, value, .. } => {
            let gathering = gather(plan, record, at);
            for instance in gathering.first..gathering.end {
                let mut counts = true;
                if let Some(filter) = filter {
                    f(*filter, instance);
                    counts = Truth::of(state.get(*filter, instance)) != Truth::No;
                }
                if let Some(value) = value.filter(|_| counts) {
                    f(value, instance);
                }
            }
        }
        Op::Choose(alternatives) => {
            alternatives
                .iter()
                .filter_map(|alternative| alternative.guard)
                .for_each(|guard| f(guard, at.instance));
            eligible(state, alternatives, at.instance)
                .for_each(|taken| f(alternatives[taken].value, at.instance));
        }
        op => for_each_operand(op, |operand| f(operand, at.instance)),
    }
}
