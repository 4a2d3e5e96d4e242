//! Decides records by a plan, reusing its memory from record to record.

use crate::facts::record::Record;
use crate::program::ir::{Benefit, NodeId, Op, Output, Part, Start, Term, Type};
use crate::program::legal::ItemKind;
use crate::quantity::calendar::Month;
use crate::quantity::due::Due;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::trace::outcome::{Decision, Outcome, Payment, RestsOn, Settled, Status};
use crate::trace::step::{StepId, Trace};
use crate::trace::value::{Arena, Value};

use super::arithmetic::round_in;
use super::bodies;
use super::held::held;
use super::outcome::{Reader, Subject};
use super::pass::{Pass, State};
use super::plan::Plan;
use super::recording::Recorder;
use super::rests_on::rests_on;
use super::split;
use super::truth::Truth;

/// Decides one record after another; one per thread.
#[derive(Clone, Debug)]
pub struct Evaluator<'a> {
    plan: &'a Plan<'a>,
    state: State,
    recorder: Recorder,
    roots: Vec<(NodeId, u32)>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of a plan.
    #[must_use]
    pub fn new(plan: &'a Plan<'a>) -> Evaluator<'a> {
        let state = State { arena: plan.arena.clone(), ..State::default() };
        Evaluator { plan, state, recorder: Recorder::default(), roots: Vec::new() }
    }

    /// Computes all planned values of a record, without results or trace.
    pub fn run(&mut self, record: &Record) {
        Pass { plan: self.plan, record, state: &mut self.state }.run();
    }

    /// Computes some planned nodes of a record, operands before users.
    pub fn run_only(&mut self, record: &Record, nodes: &[NodeId]) {
        Pass { plan: self.plan, record, state: &mut self.state }.run_only(nodes);
    }

    /// The value of a node for one instance in the record last run; `None` if it was not needed. A decision takes its
    /// values along: run the record again to ask for more.
    #[must_use]
    pub fn value_of(&self, node: NodeId, instance: u32) -> Option<Value> {
        let plane = self.plan.program.nodes.get(node.index())?.plane;
        self.state.computed.get(node.index()).filter(|computed| **computed)?;
        (instance < *self.state.counts.get(plane.index())?).then(|| self.state.get(node, instance))
    }

    /// A named value for one instance of its plane; needs [`Plan::with_named`] where no output uses it.
    #[must_use]
    pub fn named(&self, name: &str, instance: u32) -> Option<Value> {
        let named = self.plan.program.named.iter().find(|named| named.name == name)?;
        self.value_of(named.node, instance)
    }

    /// What the values of the record last run refer to.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.state.arena
    }

    /// The reason of single values of the record last run, and their steps.
    pub fn explain(&mut self, record: &Record, wanted: &[(NodeId, u32)]) -> (Trace, Vec<Option<StepId>>) {
        let known: Vec<(NodeId, u32)> = wanted
            .iter()
            .copied()
            .filter(|(node, instance)| self.value_of(*node, *instance).is_some())
            .collect();
        let mut trace = self.recorder.record(self.plan, record, &self.state, &known);
        trace.arena = self.state.arena.clone();
        let steps = wanted
            .iter()
            .map(|(node, instance)| {
                self.value_of(*node, *instance)?;
                self.recorder.step(&self.state, *node, *instance)
            })
            .collect();
        (trace, steps)
    }

    /// Decides a record, without the reasons: for populations, and for trying what would change a result.
    #[must_use]
    pub fn settle(&mut self, record: &Record) -> Vec<Settled> {
        let subjects = self.subjects(record);
        let settled = subjects.into_iter().map(|Subject { output: at, instance, sketch, .. }| {
            let output = &self.plan.program.outputs[at];
            let reader = Reader { plan: self.plan, record, state: &self.state };
            let (payment, funding) = self.money(output, instance, &sketch.status);
            Settled {
                output: at,
                instance,
                bodies: bodies::names(&reader, output, &sketch.bodies),
                payment,
                funding,
                status: sketch.status,
                missing: sketch.missing,
                may_be_refused: sketch.may_be_refused,
            }
        });
        settled.collect()
    }

    /// Decides a record as if some nodes had these values for these instances, whatever they compute.
    #[must_use]
    pub fn settle_supposing(&mut self, record: &Record, supposed: &[(NodeId, u32, Value)]) -> Vec<Settled> {
        self.state.supposed.extend_from_slice(supposed);
        let settled = self.settle(record);
        self.state.supposed.clear();
        settled
    }

    /// How each result stands.
    fn subjects(&mut self, record: &Record) -> Vec<Subject> {
        let mut pass = Pass { plan: self.plan, record, state: &mut self.state };
        pass.run();
        let mut subjects = Vec::new();
        for (output, declared) in self.plan.program.outputs.iter().enumerate() {
            for instance in 0..pass.state.counts[declared.plane.index()] {
                let reader = Reader { plan: self.plan, record, state: pass.state };
                let sketch = reader.sketch(output, instance);
                subjects.push(Subject { output, instance, sketch, cases: Vec::new() });
            }
        }
        if !pass.state.arena.opens.is_empty() {
            split::refine(&mut pass, &mut subjects);
        }
        subjects
    }

    /// Decides a record, with the reason of every result.
    #[must_use]
    pub fn decide(&mut self, record: &Record) -> Decision {
        let program = self.plan.program;
        let mut subjects = self.subjects(record);
        let mut proven = Vec::new();
        if self.state.refused {
            self.state.trusting = true;
            proven = self.subjects(record);
            self.state.trusting = false;
            // The values of the trace are those without the promises.
            subjects = self.subjects(record);
        }
        self.roots.clear();
        for subject in &subjects {
            let output = &program.outputs[subject.output];
            let nodes = shown(output, &subject.sketch.status);
            self.roots.extend(nodes.into_iter().chain(output.due).map(|node| (node, subject.instance)));
        }
        let mut trace = self.recorder.record(self.plan, record, &self.state, &self.roots);
        self.recorder.mark(self.plan, record, &self.state, &trace);
        let mut outcomes: Vec<Outcome> =
            subjects.into_iter().map(|subject| self.outcome(record, &trace, subject)).collect();
        for (outcome, proven) in outcomes.iter_mut().zip(&proven) {
            outcome.held = held(program, record, &outcome.missing, &proven.sketch);
        }
        // Values of the next record refer to an arena of their own.
        let texts = self.plan.arena.texts.clone();
        let opens = Vec::with_capacity(self.state.arena.opens.len());
        trace.arena = std::mem::replace(&mut self.state.arena, Arena { texts, opens, ..Arena::default() });
        self.state.computed.clear();
        Decision { id: record.id.clone(), outcomes, trace }
    }

    fn outcome(&mut self, record: &Record, trace: &Trace, subject: Subject) -> Outcome {
        let Subject { output: at, instance, sketch, cases } = subject;
        let output = &self.plan.program.outputs[at];
        let steps: Vec<StepId> = shown(output, &sketch.status)
            .into_iter()
            .filter_map(|node| self.recorder.step(&self.state, node, instance))
            .collect();
        let mut rests_on: RestsOn =
            rests_on(self.plan, record, &self.state, &mut self.recorder, trace, at, &steps);
        let reader = Reader { plan: self.plan, record, state: &self.state };
        let benefit = output.benefit.as_ref().filter(|_| demands(&sketch.status));
        let step =
            |node: Option<NodeId>| node.and_then(|node| self.recorder.step(&self.state, node, instance));
        let (payment, funding) = self.money(output, instance, &sketch.status);
        // The last day rests on assumptions of its own; its facts bear nothing of the result.
        if let Some(due) = step(output.due) {
            self.recorder.add_notes(self.plan, due, &mut rests_on.notes);
        }
        let mut beaten_by = Vec::new();
        let refused = matches!(sketch.status, Status::Holds(false) | Status::NotGranted);
        Outcome {
            output: at,
            instance,
            bodies: bodies::names(&reader, output, &sketch.bodies),
            payment,
            funding,
            // The condition of every output is a root.
            condition: step(Some(output.condition)).unwrap_or(StepId(0)),
            amount: step(benefit.and_then(|benefit| benefit.amount)),
            approval: step(benefit.and_then(|benefit| benefit.approval)),
            due: step(output.due),
            failed: if refused {
                self.failed(output.condition, instance, &mut beaten_by)
            } else {
                Vec::new()
            },
            beaten_by,
            rests_on,
            status: sketch.status,
            missing: sketch.missing,
            cases,
            may_be_refused: sketch.may_be_refused,
            held: None,
        }
    }

    /// How a benefit is paid, and who bears it.
    fn money(
        &self,
        output: &Output,
        instance: u32,
        status: &Status,
    ) -> (Option<Payment>, Vec<(String, Ratio)>) {
        match (output.benefit.as_ref().filter(|_| demands(status)), status) {
            (Some(benefit), Status::Granted(amount)) => {
                (self.payment(benefit, instance), self.funding(benefit, *amount))
            }
            (Some(benefit), status) if is_possible(status) => (self.payment(benefit, instance), Vec::new()),
            _ => (None, Vec::new()),
        }
    }

    fn payment(&self, benefit: &Benefit, instance: u32) -> Option<Payment> {
        let schedule = benefit.schedule.as_ref()?;
        let each = match schedule.each.map(|each| self.state.get(each, instance)) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        let mut payment = Payment {
            cycle: schedule.cycle.clone(),
            each,
            words: Vec::new(),
            payee: None,
            first: None,
            due: None,
            months: None,
        };
        let mut due = None;
        for term in &schedule.terms {
            let holds =
                term.guard.is_none_or(|guard| Truth::of(self.state.get(guard, instance)) == Truth::Yes);
            if holds {
                payment.words.extend(term.words.iter().cloned());
                payment.payee = term.payee.clone().or(payment.payee);
                payment.first =
                    term.start.and_then(|start| self.first_month(start, instance)).or(payment.first);
                payment.months = term.months.or(payment.months);
                due = term.due.or(due);
            }
        }
        let since = payment.first.map_or(self.plan.program.on, Month::first_day);
        payment.due = due.and_then(|due: Due| due.first_from(since));
        Some(payment)
    }

    /// The first month of a payment, where the text and the record settle it.
    fn first_month(&self, start: Start, instance: u32) -> Option<Month> {
        match start {
            Start::Decision(after) => Month::of(self.plan.program.on).minus(-i32::try_from(after).ok()?),
            Start::Month(month) => Some(month),
            Start::Day(day) => match self.state.get(day, instance) {
                Value::Date(day) => Some(Month::of(day)),
                _ => None,
            },
        }
    }

    /// Shares to the fen, half up; the remainder goes where the text says, so that they add up to the amount.
    fn funding(&self, benefit: &Benefit, amount: Ratio) -> Vec<(String, Ratio)> {
        let ty = benefit.amount.map_or(Type::Truth, |node| self.plan.program.node(node).ty);
        shares(benefit, ty, amount).unwrap_or_default()
    }

    /// Labels of the parts that fail; an unlabelled part that is itself a list gives its own labels. A 互斥 gives the
    /// results that go before this one.
    fn failed(&self, condition: NodeId, instance: u32, beaten_by: &mut Vec<String>) -> Vec<String> {
        let (mut labels, mut fails_itself) = (Vec::new(), false);
        let mut waiting = vec![condition];
        while let Some(node) = waiting.pop() {
            let parts = match &self.plan.program.node(node).op {
                Op::All(parts) => parts,
                Op::Reinterpret(of) => {
                    waiting.push(*of);
                    continue;
                }
                _ => continue,
            };
            let fails = |node: NodeId| Truth::of(self.state.get(node, instance)) == Truth::No;
            for part in parts.iter().filter(|part| fails(part.node)) {
                let owner = self.plan.program.node(part.node).item;
                if self.plan.program.item(owner).kind == ItemKind::Exclusion {
                    beaten_by.extend(self.winners(part.node, instance));
                    continue;
                }
                fails_itself = true;
                // 条件 beside 期限 is only a heading over the labelled conditions.
                let heading =
                    part.label == "条件" && matches!(self.plan.program.node(part.node).op, Op::All(_));
                if part.label.is_empty() || heading {
                    waiting.push(part.node);
                } else {
                    labels.push(part.label.clone());
                }
            }
        }
        if fails_itself {
            // What does not qualify was not beaten.
            beaten_by.clear();
        }
        labels
    }

    /// The members of a 互斥 that go before the one whose part this is.
    fn winners(&self, part: NodeId, instance: u32) -> Vec<String> {
        let Op::Not(beaten) = &self.plan.program.node(part).op else { return Vec::new() };
        let Op::Any(parts) = &self.plan.program.node(*beaten).op else { return Vec::new() };
        let before = |part: &&Part| Truth::of(self.state.get(part.node, instance)) == Truth::Yes;
        parts.iter().filter(before).map(|part| part.label.clone()).filter(|name| !name.is_empty()).collect()
    }
}

/// The shares of an amount; `None` on overflow.
fn shares(benefit: &Benefit, ty: Type, amount: Ratio) -> Option<Vec<(String, Ratio)>> {
    let fen = Rounding { mode: Mode::HalfUp, step: Ratio::new(1, 100)? };
    let last = benefit.remainder.min(benefit.funding.len().saturating_sub(1));
    let mut rest = amount;
    let mut shares = Vec::with_capacity(benefit.funding.len());
    for (at, share) in benefit.funding.iter().enumerate() {
        let part = if at == last { Ratio::ZERO } else { round_in(ty, fen, amount.checked_mul(share.part)?)? };
        rest = rest.checked_sub(part)?;
        shares.push((share.bearer.clone(), part));
    }
    if let Some(share) = shares.get_mut(last) {
        share.1 = rest;
    }
    Some(shares)
}

/// The amount of a benefit is asked for unless it is refused.
fn demands(status: &Status) -> bool {
    !matches!(status, Status::Holds(_) | Status::NotGranted)
}

/// Something may be paid.
fn is_possible(status: &Status) -> bool {
    matches!(
        status,
        Status::Granted(_)
            | Status::GrantedInKind
            | Status::Offered(_)
            | Status::Undetermined(_)
            | Status::NeedsJudgement(_)
    )
}

/// The nodes whose steps show why a result stands as it does.
fn shown(output: &Output, status: &Status) -> Vec<NodeId> {
    let mut nodes = vec![output.condition];
    if let Some(benefit) = output.benefit.as_ref().filter(|_| demands(status)) {
        nodes.extend(benefit.amount);
        nodes.extend(benefit.approval);
        if let Some(schedule) = benefit.schedule.as_ref().filter(|_| is_possible(status)) {
            nodes.extend(schedule.each);
            nodes.extend(schedule.terms.iter().flat_map(Term::nodes));
        }
    }
    nodes
}
