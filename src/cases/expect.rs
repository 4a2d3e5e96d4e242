//! 应: compares what a case expects with what was decided.

use super::error;
use super::names::{Aim, People, aim};
use super::report::About;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::nearest;
use crate::evaluation::evaluator::Evaluator;
use crate::facts::record::Record;
use crate::program::ir::{DocumentId, PlaneId, Program, Type};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};
use crate::source::Span;
use crate::syntax::tree::{CaseValue, Claim, Expectation, ExpectedStatus, ExprKind, Quantity};
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::step::{StepId, Trace};
use crate::trace::value::{FaultKind, Question, Value};

/// Checks the expectations of one situation.
pub struct Expect<'a, 'p> {
    /// The program.
    pub program: &'p Program,
    /// The record.
    pub record: &'a Record,
    /// The code of the document of the case.
    pub document: &'a str,
    /// Names.
    pub people: &'a People,
    /// The decision.
    pub decision: &'a Decision,
    /// For named values.
    pub evaluator: Evaluator<'a>,
    /// The benefit spoken of last (资金 follows it).
    pub benefit: Option<String>,
    /// What did not hold.
    pub failures: Vec<Diagnostic>,
    /// What the failures are about.
    pub about: Vec<About>,
}

/// What a path stands for.
pub(super) enum Target {
    Outcome(usize),
    Named(NamedValue),
}

pub(super) struct NamedValue {
    pub name: String,
    pub instance: u32,
    pub ty: Type,
    pub plane: PlaneId,
    pub trace: Trace,
    pub root: Option<StepId>,
}

impl NamedValue {
    pub fn value(&self) -> Option<Value> {
        self.root.map(|root| self.trace.step(root).value)
    }
}

impl Expect<'_, '_> {
    /// Checks one expectation.
    pub fn check(&mut self, expectation: &Expectation) {
        let before = self.failures.len();
        let span = expectation.span;
        match &expectation.claim {
            Claim::Meets(subject, positive, name) => {
                let aimed = Aim { subject: Some(&subject.text), name: &name.text };
                let Some(Target::Outcome(at)) = self.target(&aimed, name.span) else { return };
                let found = &self.decision.outcomes[at].status;
                if *found != Status::Holds(*positive) {
                    let expected =
                        format!("{} {} {}", subject, if *positive { "符合" } else { "不符合" }, name);
                    let found = self.say(at);
                    self.fail(span, &expected, &found);
                }
                self.supports(&expectation.supports, &Target::Outcome(at), span);
                self.note(before, Target::Outcome(at));
            }
            Claim::Value { path, whole, each, value } => {
                let Some(aimed) = aim(path) else { return self.unknown("这一处", path.span) };
                if *whole {
                    return self.whole(aimed.name, value, span);
                }
                let Some(target) = self.target(&aimed, path.span) else { return };
                self.value(&target, *each, value, span);
                self.supports(&expectation.supports, &target, span);
                self.note(before, target);
            }
            Claim::Funding(whole, shares) => self.funding(*whole, shares, span),
            Claim::Day(from, shifts, claim) => {
                if let Err((expected, found)) = self.day(*from, shifts, claim) {
                    self.fail(span, &expected, &found);
                }
            }
            Claim::Status(path, status) => {
                let Some(aimed) = aim(path) else { return self.unknown("这一处", path.span) };
                let Some(target) = self.target(&aimed, path.span) else { return };
                self.status(&target, status, span);
                self.supports(&expectation.supports, &target, span);
                self.note(before, target);
            }
        }
    }

    pub(super) fn fail(&mut self, span: Span, expected: &str, found: &str) {
        self.failures.push(error::failed(span, expected, found));
    }

    fn note(&mut self, before: usize, target: Target) {
        if self.failures.len() > before {
            self.about.push(match target {
                Target::Outcome(at) => About::Outcome(at),
                Target::Named(named) => About::Named(named.name, named.instance, named.trace, named.root),
            });
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let names = self
            .program
            .outputs
            .iter()
            .map(|o| o.name.as_str())
            .chain(self.program.named.iter().map(|n| n.name.as_str()));
        let near = nearest(name, names).map(str::to_owned);
        self.failures.push(error::unknown_name(name, span, near));
    }

    /// The result or named value that a path means.
    fn target(&mut self, aimed: &Aim<'_>, span: Span) -> Option<Target> {
        let subject = match aimed.subject {
            Some(subject) => match self.people.find(self.program, subject) {
                Some(found) => Some(found),
                None => {
                    self.unknown(subject, span);
                    return None;
                }
            },
            None => None,
        };
        let fits = |plane: PlaneId, instance: u32| match subject {
            Some(wanted) => wanted == (plane, instance),
            None => plane == PlaneId(0) || self.record.count(plane) == 1,
        };
        let found = self.decision.outcomes.iter().position(|o| {
            let output = &self.program.outputs[o.output];
            output.name == aimed.name && fits(output.plane, o.instance)
        });
        if let Some(at) = found {
            if self.program.outputs[self.decision.outcomes[at].output].benefit.is_some() {
                self.benefit = Some(aimed.name.to_owned());
            }
            return Some(Target::Outcome(at));
        }
        // What the case's own document keeps to itself goes before a general name.
        let seen = |own: Option<DocumentId>| {
            own.is_none_or(|own| self.program.documents[own.index()].code == self.document)
        };
        let mut named = self.program.named.iter().filter(|n| {
            let instance = subject.map_or(0, |(_, instance)| instance);
            n.name == aimed.name && fits(n.plane, instance) && seen(n.own)
        });
        let named = named.clone().find(|n| n.own.is_some()).or_else(|| named.next());
        let Some(named) = named else {
            self.unknown(aimed.name, span);
            return None;
        };
        let instance = subject.map_or(0, |(_, instance)| instance);
        let (trace, roots) = self.evaluator.explain(self.record, &[(named.node, instance)]);
        Some(Target::Named(NamedValue {
            name: named.name.clone(),
            instance,
            ty: self.program.node(named.node).ty,
            plane: named.plane,
            root: roots.first().copied().flatten(),
            trace,
        }))
    }

    fn value(&mut self, target: &Target, each: bool, expected: &CaseValue, span: Span) {
        let found = match target {
            Target::Outcome(at) => {
                let outcome = &self.decision.outcomes[*at];
                let amount = match (&outcome.status, each) {
                    (_, true) => outcome.payment.as_ref().and_then(|p| p.each),
                    (Status::Granted(amount), false) => Some(*amount),
                    _ => None,
                };
                let truth = matches!((&outcome.status, expected), (Status::Holds(b), CaseValue::Word(w)) if w.text == if *b { "是" } else { "否" });
                let output = &self.program.outputs[outcome.output];
                let benefit = output.benefit.as_ref();
                let node = if each {
                    benefit.and_then(|b| b.schedule.as_ref()).and_then(|s| s.each)
                } else {
                    benefit.and_then(|b| b.amount)
                };
                let ty = node.map(|node| self.program.node(node).ty);
                let fits = matches!(expected, CaseValue::Quantity(q, _)
                    if amount.is_some() && q.in_base(None) == amount && self.measures(q, ty, output.plane));
                if fits || truth {
                    return;
                }
                amount.filter(|_| each).map_or_else(|| self.say(*at), |a| format!("每期{}", Self::number(a)))
            }
            Target::Named(named) => {
                let value = named.value();
                if value.is_some_and(|v| self.equal(named, v, expected)) {
                    return;
                }
                self.say_value(named)
            }
        };
        let expected = Self::say_expected(expected);
        self.fail(span, &expected, &found);
    }

    /// Whether an amount is written in the measure of what it is compared with: 每月 is not 一次.
    fn measures(&self, written: &Quantity, ty: Option<Type>, plane: PlaneId) -> bool {
        let Some(Type::Number(wanted)) = ty else { return false };
        let unit = written.unit.unwrap_or(Unit::PURE);
        let per = self.program.planes[plane.index()].per;
        let household = unit.filled_for(Base::Household);
        [unit, unit.filled_for(per), household].iter().any(|unit| unit.dimension == wanted.dimension)
    }

    fn equal(&self, named: &NamedValue, value: Value, expected: &CaseValue) -> bool {
        match (value, expected) {
            (Value::Number(n), CaseValue::Quantity(q, _)) => {
                q.in_base(None) == Some(n) && self.measures(q, Some(named.ty), named.plane)
            }
            (Value::Truth(b), CaseValue::Word(w)) => w.text == if b { "是" } else { "否" },
            (Value::Date(d), CaseValue::Date(e, _)) => d == *e,
            (Value::Element(at), CaseValue::Word(w)) => match named.ty {
                Type::Element(category) => {
                    self.program.categories[category.index()].elements.get(at as usize) == Some(&w.text)
                }
                _ => false,
            },
            (Value::Absent, CaseValue::Word(w)) => w.text == "无",
            (Value::Text(id), CaseValue::Text(w) | CaseValue::Word(w)) => {
                named.trace.arena.text(id) == w.text
            }
            _ => false,
        }
    }

    /// 全户: the sum over all members.
    fn whole(&mut self, name: &str, expected: &CaseValue, span: Span) {
        self.benefit = Some(name.to_owned());
        let mut total = Some(Ratio::ZERO);
        let mut seen = false;
        for outcome in self.decision.outcomes.iter().filter(|o| self.program.outputs[o.output].name == name) {
            seen = true;
            match outcome.status {
                Status::Granted(amount) => total = total.and_then(|t| t.checked_add(amount)),
                Status::NotGranted => {}
                _ => total = None,
            }
        }
        if !seen {
            return self.unknown(name, span);
        }
        let fits =
            matches!(expected, CaseValue::Quantity(q, _) if q.in_base(None) == total && total.is_some());
        if !fits {
            let found = total
                .map_or("全户合计还不能确定".to_owned(), |t| format!("全户{}", Self::number(t)));
            let expected = Self::say_expected(expected);
            self.fail(span, &expected, &found);
        }
    }

    fn funding(
        &mut self,
        whole: bool,
        shares: &[(crate::syntax::tree::Word, crate::syntax::tree::Expr)],
        span: Span,
    ) {
        let Some(benefit) = self.benefit.clone() else { return self.unknown("资金", span) };
        for (bearer, expr) in shares {
            let mut found = Ratio::ZERO;
            let of = self.decision.outcomes.iter().filter(|o| self.program.outputs[o.output].name == benefit);
            for outcome in of.take(if whole { usize::MAX } else { 1 }) {
                for (_, amount) in outcome.funding.iter().filter(|(name, _)| *name == bearer.text) {
                    found = found.checked_add(*amount).unwrap_or(found);
                }
            }
            let expected = match &expr.kind {
                ExprKind::Quantity(q) => q.in_base(None),
                _ => None,
            };
            if expected != Some(found) {
                let expected = expected.map_or("数额".to_owned(), Self::number);
                self.fail(
                    span,
                    &format!("{bearer}负担{expected}"),
                    &format!("{bearer}负担{}", Self::number(found)),
                );
            }
        }
    }

    fn status(&mut self, target: &Target, expected: &ExpectedStatus, span: Span) {
        let words = match expected {
            ExpectedStatus::Granted => "给付".to_owned(),
            ExpectedStatus::Refused => "不给付".to_owned(),
            ExpectedStatus::Undetermined => "未定".to_owned(),
            ExpectedStatus::Judgement(bodies) => {
                let names: Vec<&str> = bodies.iter().map(|b| b.text.as_str()).collect();
                format!("须由{}决定", if names.is_empty() { "人".to_owned() } else { names.join("、") })
            }
            ExpectedStatus::Offered => "可以给付".to_owned(),
            ExpectedStatus::NoRule => "未载明".to_owned(),
            ExpectedStatus::Conflict => "待定".to_owned(),
        };
        let fits = match target {
            Target::Outcome(at) => {
                let outcome = &self.decision.outcomes[*at];
                match (expected, &outcome.status) {
                    (ExpectedStatus::Granted, Status::Granted(_) | Status::GrantedInKind) => true,
                    (ExpectedStatus::Refused, Status::NotGranted | Status::Holds(false)) => true,
                    (ExpectedStatus::Undetermined, Status::Undetermined(_)) => true,
                    (ExpectedStatus::Offered, Status::Offered(_)) => true,
                    (ExpectedStatus::NoRule, Status::NoRule(_)) => true,
                    (ExpectedStatus::Conflict, Status::Conflict(_)) => true,
                    (ExpectedStatus::Judgement(bodies), Status::NeedsJudgement(_)) => {
                        let wanted: Vec<&str> =
                            bodies.iter().map(|b| b.text.as_str()).filter(|b| *b != "审批机关").collect();
                        wanted.is_empty()
                            || self.judges(outcome).iter().all(|b| wanted.contains(&b.as_str()))
                                && !self.judges(outcome).is_empty()
                    }
                    _ => false,
                }
            }
            Target::Named(named) => match (expected, named.value()) {
                (ExpectedStatus::Undetermined, Some(Value::Open(_))) => true,
                (ExpectedStatus::NoRule, Some(Value::Fault(id))) => {
                    matches!(
                        named.trace.arena.fault(id).kind,
                        FaultKind::NoRule | FaultKind::NoFigure(_) | FaultKind::NoCalendar(_)
                    )
                }
                (ExpectedStatus::Conflict, Some(Value::Fault(id))) => {
                    matches!(named.trace.arena.fault(id).kind, FaultKind::Pending | FaultKind::Conflict(_))
                }
                _ => false,
            },
        };
        if !fits {
            let found = match target {
                Target::Outcome(at) => self.say(*at),
                Target::Named(named) => self.say_value(named),
            };
            self.fail(span, &words, &found);
        }
    }

    /// Bodies that must answer the missing judgements of an outcome.
    fn judges(&self, outcome: &Outcome) -> Vec<String> {
        let mut bodies: Vec<String> = Vec::new();
        for question in &outcome.missing {
            if let Question::Judgement(id, _) = question {
                for body in &self.program.questions[id.index()].bodies {
                    if !bodies.contains(body) {
                        bodies.push(body.clone());
                    }
                }
            }
        }
        bodies
    }
}

/// The interval of an unsettled status.
pub(super) fn interval(status: &Status) -> Option<Interval> {
    match status {
        Status::Offered(interval) | Status::Undetermined(interval) | Status::NeedsJudgement(interval) => {
            *interval
        }
        Status::Granted(amount) => Some(Interval::point(*amount)),
        _ => None,
    }
}
