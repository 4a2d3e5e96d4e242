//! The account of a decision as the checker gives it: every step below the results, and the results with everything that
//! is said of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::facts::record::{Record, Support};
use crate::program::ir::{Benefit, NodeId, NoteId, Op, Output, Start, Type};
use crate::program::legal::ItemKind;
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Decision, Outcome, Payment, RestsOn};
use crate::trace::step::{Step, StepId, Trace};
use crate::trace::value::{Arena, Domain, Open, Value};

use super::bridge;
use super::cases::{self, Result};
use super::days;
use super::ground::{Ground, operands, payment_nodes};
use super::notes;
use super::number::{Neighbour, Number};
use super::results::Stands;
use super::run::{Here, Run};
use super::value::{May, Val};

/// A value for an instance.
type Place = (NodeId, u32);

/// Decides a record by the checker's own rules.
pub(super) fn decide(ground: &Ground, record: &Record) -> Decision {
    let run = Run::new(ground, record, false);
    let results = results(&run);
    let account = Account::new(&run, &results);
    let mut outcomes: Vec<Outcome> = results.iter().map(|result| account.outcome(result)).collect();
    if run.refuses() {
        let proven = self::results(&Run::new(ground, record, true));
        for (outcome, proven) in outcomes.iter_mut().zip(&proven) {
            outcome.held = run.held(&outcome.missing, &proven.standing);
        }
    }
    Decision { id: record.id.clone(), outcomes, trace: account.trace }
}

/// How every result stands.
fn results(run: &Run) -> Vec<Result> {
    let mut results = Vec::new();
    for (output, declared) in run.ground.program.outputs.iter().enumerate() {
        for instance in 0..run.record.count(declared.plane) as u32 {
            let standing = run.standing(output, instance);
            results.push(Result { output, instance, standing, cases: Vec::new() });
        }
    }
    if results.iter().any(|result| !result.standing.is_settled()) {
        cases::distinguish(run, &mut results);
    }
    results
}

/// The steps below the results of a run.
struct Account<'r, 'a> {
    run: &'r Run<'a>,
    trace: Trace,
    steps: BTreeMap<Place, StepId>,
    /// Per step, what it brings itself.
    brings: Vec<(Option<Weight>, Vec<NoteId>)>,
}

/// What a step brings into a result besides law, and facts of which the record says nothing more.
enum Weight {
    Verified,
    Promised,
    Stated,
    Disputed,
    Judged,
}

/// The nodes that show why a result stands as it does.
fn shown(output: &Output, stands: &Stands) -> Vec<NodeId> {
    let mut nodes = vec![output.condition];
    if let Some(benefit) = output.benefit.as_ref().filter(|_| stands.has_amount()) {
        nodes.extend(benefit.amount);
        nodes.extend(benefit.approval);
        if let Some(schedule) = benefit.schedule.as_ref().filter(|_| stands.is_possible()) {
            nodes.extend(payment_nodes(schedule.each, &schedule.terms));
        }
    }
    nodes
}

impl<'r, 'a> Account<'r, 'a> {
    fn new(run: &'r Run<'a>, results: &[Result]) -> Account<'r, 'a> {
        let mut below: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
        let mut waiting: Vec<Place> = Vec::new();
        for result in results {
            let output = &run.ground.program.outputs[result.output];
            let nodes = shown(output, &result.standing.stands).into_iter().chain(output.due);
            waiting.extend(nodes.map(|node| (node, result.instance)));
        }
        while let Some(place) = waiting.pop() {
            if let Entry::Vacant(vacant) = below.entry(place) {
                let children = vacant.insert(children(run, here(run, place)));
                waiting.extend_from_slice(children);
            }
        }
        let mut account =
            Account { run, trace: Trace::default(), steps: BTreeMap::new(), brings: Vec::new() };
        for (place, children) in below {
            let first = account.trace.children.len() as u32;
            // Operands come before users, so every child has its number.
            let numbers = children.iter().filter_map(|child| account.steps.get(child).copied());
            let numbers: Vec<StepId> = numbers.collect();
            account.trace.children.extend_from_slice(&numbers);
            let value = data(run.val(place.0, place.1), &mut account.trace.arena);
            account.steps.insert(place, StepId(account.trace.steps.len() as u32));
            let count = numbers.len() as u32;
            let here = here(run, place);
            account.brings.push((weight(run, here), notes::of_step(run, here)));
            account.trace.steps.push(Step { node: place.0, instance: place.1, value, first, count });
        }
        account
    }

    fn step(&self, node: Option<NodeId>, instance: u32) -> Option<StepId> {
        self.steps.get(&(node?, instance)).copied()
    }

    fn outcome(&self, result: &Result) -> Outcome {
        let Result { output: at, instance, standing, cases } = result;
        let output = &self.run.ground.program.outputs[*at];
        let stands = &standing.stands;
        let roots: Vec<StepId> =
            shown(output, stands).into_iter().filter_map(|node| self.step(Some(node), *instance)).collect();
        let mut rests_on = self.rests_on(&roots);
        rests_on.notes.extend(notes::of_output(self.run.ground.program, output));
        let due = self.step(output.due, *instance);
        // The last day has assumptions of its own; its facts bear nothing of the result.
        rests_on.notes.extend(due.map(|due| self.rests_on(&[due]).notes).unwrap_or_default());
        rests_on.notes.sort_unstable();
        rests_on.notes.dedup();
        let benefit = output.benefit.as_ref().filter(|_| stands.has_amount());
        let payment =
            benefit.filter(|_| stands.is_possible()).and_then(|benefit| self.payment(benefit, *instance));
        let funding = match (benefit, stands) {
            (Some(benefit), Stands::Granted(amount)) => self.funding(benefit, *amount).unwrap_or_default(),
            _ => Vec::new(),
        };
        let (failed, beaten_by) = match stands {
            Stands::Holds(false) | Stands::Refused => self.failed(output.condition, *instance),
            _ => Default::default(),
        };
        Outcome {
            output: *at,
            instance: *instance,
            status: stands.status(),
            missing: standing.missing.clone(),
            cases: cases.clone(),
            may_be_refused: standing.may_be_refused,
            bodies: self.run.body_names(output, &standing.bodies),
            payment,
            funding,
            condition: self.step(Some(output.condition), *instance).unwrap_or(StepId(0)),
            amount: self.step(benefit.and_then(|benefit| benefit.amount), *instance),
            approval: self.step(benefit.and_then(|benefit| benefit.approval), *instance),
            due,
            failed,
            beaten_by,
            rests_on,
            held: None,
        }
    }

    /// Everything below some steps that bears on a result besides law.
    fn rests_on(&self, roots: &[StepId]) -> RestsOn {
        let mut found = RestsOn::default();
        let mut seen = vec![false; self.trace.steps.len()];
        let mut waiting: Vec<StepId> = roots.to_vec();
        while let Some(at) = waiting.pop() {
            if std::mem::replace(&mut seen[at.0 as usize], true) {
                continue;
            }
            let (weight, notes) = &self.brings[at.0 as usize];
            match weight {
                Some(Weight::Verified) => found.verified.push(at),
                Some(Weight::Promised) => found.promised.push(at),
                Some(Weight::Stated) => found.stated.push(at),
                Some(Weight::Disputed) => found.disputed.push(at),
                Some(Weight::Judged) => found.judged.push(at),
                None => {}
            }
            found.notes.extend_from_slice(notes);
            waiting.extend_from_slice(self.trace.children(at));
        }
        let RestsOn { verified, promised, stated, disputed, judged, .. } = &mut found;
        for list in [verified, promised, stated, disputed, judged] {
            list.sort_unstable();
        }
        let notes: &mut Vec<NoteId> = &mut found.notes;
        notes.sort_unstable();
        notes.dedup();
        found
    }

    /// How it is paid: of the terms that hold, what a later one says stands.
    fn payment(&self, benefit: &Benefit, instance: u32) -> Option<Payment> {
        let schedule = benefit.schedule.as_ref()?;
        let value = |node: NodeId| self.run.val(node, instance);
        let each = schedule.each.and_then(|each| match value(each) {
            Val::Number(number) => Some(bridge::ratio(*number)),
            _ => None,
        });
        let holding: Vec<_> = schedule
            .terms
            .iter()
            .filter(|term| term.guard.is_none_or(|guard| value(guard).is_yes()))
            .collect();
        let on = bridge::day(self.run.ground.program.on);
        let mut starts = holding.iter().filter_map(|term| match term.start? {
            Start::Decision(after) => {
                let month = days::month_of(on) + i64::from(after);
                days::month_named(month).map(|_| month)
            }
            Start::Month(month) => Some(bridge::month(month)),
            Start::Day(day) => match value(day) {
                Val::Day(day) => Some(days::month_of(*day)),
                _ => None,
            },
        });
        let first = starts.next_back();
        let since = first.and_then(days::first_of).unwrap_or(on);
        let due = holding.iter().filter_map(|term| term.due).next_back();
        Some(Payment {
            cycle: schedule.cycle.clone(),
            each,
            words: holding.iter().flat_map(|term| term.words.iter().cloned()).collect(),
            payee: holding.iter().filter_map(|term| term.payee.clone()).next_back(),
            first: first.and_then(bridge::named_month),
            due: due.and_then(|due| bridge::first_due(due, since)).map(bridge::date),
            months: holding.iter().filter_map(|term| term.months).next_back(),
        })
    }

    /// Who bears it: shares to the fen, and the rest where the text puts it, so that they make up the amount.
    fn funding(&self, benefit: &Benefit, amount: Number) -> Option<Vec<(String, Ratio)>> {
        let ty = benefit.amount.map_or(Type::Truth, |amount| self.run.ground.program.node(amount).ty);
        let last = benefit.remainder.min(benefit.funding.len().saturating_sub(1));
        let (mut parts, mut rest) = (Vec::new(), amount);
        for (at, share) in benefit.funding.iter().enumerate() {
            let mut part = Number::ZERO;
            if at != last {
                part = to_fen(ty, amount.times(bridge::number(share.part))?)?;
            }
            rest = rest.minus(part)?;
            parts.push(part);
        }
        if let Some(part) = parts.get_mut(last) {
            *part = rest;
        }
        let bearers = benefit.funding.iter().map(|share| share.bearer.clone());
        Some(bearers.zip(parts.into_iter().map(bridge::ratio)).collect())
    }

    /// The labels of the conditions that fail, and the results that stand before this one (互斥). What fails by itself was
    /// not beaten by another.
    fn failed(&self, condition: NodeId, instance: u32) -> (Vec<String>, Vec<String>) {
        let program = self.run.ground.program;
        let (mut labels, mut winners, mut by_itself) = (Vec::new(), Vec::new(), false);
        let mut waiting = vec![condition];
        while let Some(node) = waiting.pop() {
            match &program.node(node).op {
                Op::Reinterpret(of) => waiting.push(*of),
                Op::All(parts) => {
                    for part in parts.iter().filter(|part| self.run.val(part.node, instance).is_no()) {
                        let failing = program.node(part.node);
                        if program.item(failing.item).kind == ItemKind::Exclusion {
                            winners.extend(self.winners(part.node, instance));
                            continue;
                        }
                        by_itself = true;
                        // A heading over labelled conditions is none of them.
                        let heading = part.label == "条件" && matches!(failing.op, Op::All(_));
                        if heading || part.label.is_empty() {
                            waiting.push(part.node);
                        } else {
                            labels.push(part.label.clone());
                        }
                    }
                }
                _ => {}
            }
        }
        if by_itself {
            winners.clear();
        }
        (labels, winners)
    }

    /// The members of a 互斥 that hold and go before a result: its part is 非 (符合之一 of them).
    fn winners(&self, part: NodeId, instance: u32) -> Vec<String> {
        let program = self.run.ground.program;
        let Op::Not(before) = &program.node(part).op else { return Vec::new() };
        let Op::Any(parts) = &program.node(*before).op else { return Vec::new() };
        let stand = parts.iter().filter(|part| self.run.val(part.node, instance).is_yes());
        stand.map(|part| part.label.clone()).filter(|label| !label.is_empty()).collect()
    }
}

fn here(run: &Run, (node, instance): Place) -> Here {
    Here { node, plane: run.ground.program.node(node).plane, instance }
}

/// What a step must show: all guards of a choice and the values of the alternatives in question; of a list every entry,
/// whether it counts, and its value unless it does not.
fn children(run: &Run, at: Here) -> Vec<Place> {
    let mut places = Vec::new();
    match &run.ground.program.node(at.node).op {
        Op::Ancestor(of) => places.push((*of, run.holder(at, run.ground.program.node(*of).plane))),
        Op::Reduce { plane, filter, value, .. } => {
            for entry in run.entries(at, *plane).listed {
                places.extend(filter.map(|filter| (filter, entry)));
                let excluded = filter.is_some_and(|filter| run.val(filter, entry).is_no());
                places.extend(value.filter(|_| !excluded).map(|value| (value, entry)));
            }
        }
        Op::Choose(alternatives) => {
            let guards = alternatives.iter().filter_map(|one| one.guard);
            let values = run.in_question(alternatives, at.instance);
            let values = values.into_iter().map(|taken| alternatives[taken].value);
            places.extend(guards.chain(values).map(|node| (node, at.instance)));
        }
        op => places.extend(operands(op).into_iter().map(|node| (node, at.instance))),
    }
    places
}

fn weight(run: &Run, at: Here) -> Option<Weight> {
    match &run.ground.program.node(at.node).op {
        Op::Fact(field) | Op::Run { field, .. } => {
            let evidence = run.record.fact(*field, at.instance)?.evidence.as_ref()?;
            match evidence.support {
                Support::Verified => Some(Weight::Verified),
                // A promise that may not be made is no fact.
                Support::Promised => run.accepting(*field, evidence).map(|_| Weight::Promised),
                Support::Stated => Some(Weight::Stated),
                Support::Disputed => Some(Weight::Disputed),
                Support::Plain => None,
            }
        }
        Op::Judged { question, .. } => {
            let holder = run.holder(at, run.ground.program.questions[question.index()].plane);
            run.record.answer(*question, holder).map(|_| Weight::Judged)
        }
        Op::Within { value, set } => {
            let asked = run.ground.program.sets[set.index()].open
                && matches!(run.val(*value, at.instance), Val::Unlisted(_));
            let answered = matches!(run.val(at.node, at.instance), Val::Truth(_));
            (asked && answered).then_some(Weight::Judged)
        }
        _ => None,
    }
}

/// A share to the fen, half up; one per quarter or year as it is written.
fn to_fen(ty: Type, share: Number) -> Option<Number> {
    let fen = Number::fraction(1, 100)?;
    match bridge::months_per(ty) {
        None => share.rounded(Neighbour::Nearer, fen),
        Some(months) => share.times(months)?.rounded(Neighbour::Nearer, fen)?.by(months),
    }
}

/// A value as trace data.
fn data(value: &Val, arena: &mut Arena) -> Value {
    match value {
        Val::Truth(truth) => Value::Truth(*truth),
        Val::Number(number) => Value::Number(bridge::ratio(*number)),
        Val::Element(element) => Value::Element(*element),
        Val::Unlisted(text) => Value::Unlisted(arena.add_text(text)),
        Val::Day(day) => Value::Date(bridge::date(*day)),
        Val::Text(text) => Value::Text(arena.add_text(text)),
        Val::Place(text) => Value::Place(arena.add_text(text)),
        Val::Absent => Value::Absent,
        Val::Open(open) => {
            let domain = match &open.may {
                May::Truth => Domain::Truth,
                May::Number(range) => Domain::Number(bridge::interval(*range)),
                May::Elements(elements) => Domain::Elements(elements.clone()),
                May::Anything => Domain::Any,
            };
            arena.add_open(Open {
                questions: open.questions.clone(),
                domain,
                or_absent: open.or_absent,
                or_fault: open.or_fault,
            })
        }
        Val::Fault(failing) => {
            let fault = failing.fault.clone();
            arena.add_fault(fault.kind, fault.node, fault.instance)
        }
    }
}
