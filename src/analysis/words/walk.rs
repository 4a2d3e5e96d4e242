//! Every expression and condition of a sentence.

use crate::syntax::tree::{
    Amended, Body, Change, Clauses, Effect, Exception, Expr, ExprKind, Value, ValueKind, Valued,
};

/// Calls `visit` with every expression of a sentence, outer ones before those in them.
pub fn expressions<'b>(body: &'b Body, visit: &mut dyn FnMut(&'b Expr)) {
    values(body, &mut |value| value_expressions(value, visit), &mut |_| {});
    outer(body, visit);
}

/// Calls `visit` with every value of a sentence.
pub fn all_values<'b>(body: &'b Body, visit: &mut dyn FnMut(&'b Value)) {
    values(body, visit, &mut |_| {});
}

/// Values of a sentence, and the conditions of the exceptions to them.
fn values<'b>(body: &'b Body, visit: &mut dyn FnMut(&'b Value), on: &mut dyn FnMut(&'b Expr)) {
    match body {
        Body::Publish { value, .. } => value.iter().for_each(visit),
        Body::Definition { value, .. } => valued(value, visit, on),
        Body::Disregard { clauses, .. }
        | Body::Determination { clauses, .. }
        | Body::Benefit { clauses, .. }
        | Body::Judgement { clauses, .. }
        | Body::Addition { clauses, .. } => clause_values(clauses, visit, on),
        Body::Amend { changes, .. } => {
            for change in changes {
                match change {
                    Change::Replace { from, to, .. } => {
                        for side in [from, to] {
                            if let Amended::Value(value) = side {
                                visit(value);
                            }
                        }
                    }
                    Change::AddException(exception) => excepted(exception, visit, on),
                    _ => {}
                }
            }
        }
        Body::Restate { to: Amended::Value(value), .. } => visit(value),
        _ => {}
    }
}

fn valued<'b>(of: &'b Valued, visit: &mut dyn FnMut(&'b Value), on: &mut dyn FnMut(&'b Expr)) {
    of.base.iter().for_each(&mut *visit);
    of.exceptions.iter().for_each(|exception| excepted(exception, visit, on));
}

fn excepted<'b>(of: &'b Exception, visit: &mut dyn FnMut(&'b Value), on: &mut dyn FnMut(&'b Expr)) {
    on(&of.condition);
    match &of.effect {
        Effect::Becomes(value) | Effect::Plus(value) => visit(value),
        Effect::NotApplied(_) => {}
    }
}

fn clause_values<'b>(of: &'b Clauses, visit: &mut dyn FnMut(&'b Value), on: &mut dyn FnMut(&'b Expr)) {
    for exception in of.condition.iter().flat_map(|(_, exceptions)| exceptions) {
        excepted(exception, visit, on);
    }
    for value in of.amount.iter().chain(&of.due) {
        valued(value, visit, on);
    }
    of.disregarded.iter().for_each(visit);
}

/// What is no value: conditions, bounds, axes.
fn outer<'b>(body: &'b Body, visit: &mut dyn FnMut(&'b Expr)) {
    values(body, &mut |_| {}, &mut |condition| deep(condition, visit));
    match body {
        Body::Scope { members, .. } => {
            let conditions = members.iter().flatten().filter_map(|member| member.condition.as_ref());
            conditions.for_each(|condition| deep(condition, visit));
        }
        Body::Adjustments { stages, .. } => {
            for stage in stages {
                deep(&stage.full, visit);
                stage.cap.iter().for_each(|cap| deep(cap, visit));
            }
        }
        Body::Table { axes, .. } => axes.iter().for_each(|axis| deep(axis, visit)),
        Body::Disregard { clauses, .. }
        | Body::Determination { clauses, .. }
        | Body::Benefit { clauses, .. }
        | Body::Judgement { clauses, .. }
        | Body::Addition { clauses, .. } => {
            let condition = clauses.condition.iter().map(|(condition, _)| condition);
            let bounds = clauses.term.iter().chain(&clauses.floor).chain(&clauses.cap);
            condition.chain(bounds).for_each(|expr| deep(expr, visit));
        }
        Body::Amend { changes, .. } => {
            for change in changes {
                match change {
                    Change::AddEntry(entry) => deep(&entry.expr, visit),
                    Change::AddMembers(members, _) => {
                        let conditions = members.iter().filter_map(|member| member.condition.as_ref());
                        conditions.for_each(|condition| deep(condition, visit));
                    }
                    Change::Replace { to: Amended::Members(members), .. } => {
                        let conditions = members.iter().filter_map(|member| member.condition.as_ref());
                        conditions.for_each(|condition| deep(condition, visit));
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn value_expressions<'b>(value: &'b Value, visit: &mut dyn FnMut(&'b Expr)) {
    match &value.kind {
        ValueKind::Computed { expr, .. } => deep(expr, visit),
        ValueKind::Assumed(value) => value_expressions(value, visit),
        ValueKind::Somewhere(low, high) => [low, high].into_iter().for_each(|end| deep(end, visit)),
        ValueKind::Judged(judged) => judged.low.iter().chain(&judged.high).for_each(|end| deep(end, visit)),
        ValueKind::Unstated | ValueKind::Pending(_) | ValueKind::Delegated(_) | ValueKind::Full => {}
    }
}

/// An expression and all in it.
fn deep<'b>(expr: &'b Expr, visit: &mut dyn FnMut(&'b Expr)) {
    use ExprKind::*;
    visit(expr);
    match &expr.kind {
        Member(of, _)
        | Gather(of, _, _)
        | Scaled(of, _)
        | Shifted(of, _)
        | Treated(of, _, _)
        | Index(of, _) => deep(of, visit),
        Run(_, _, of) | Has(of) | Not(of) => deep(of, visit),
        Banded(of, bands) => {
            deep(of, visit);
            for band in bands {
                let parts = band.low.iter().chain(&band.high).chain([&band.rate]);
                parts.for_each(|part| deep(part, visit));
            }
        }
        Filter(one, other, _)
        | Arithmetic(_, one, other)
        | Elapsed(one, other, _)
        | Bounded(one, other, _)
        | Every(one, other) => {
            deep(one, visit);
            deep(other, visit);
        }
        Extreme { of, .. } | List(of) => of.iter().for_each(|part| deep(part, visit)),
        Compare(left, chain) => {
            left.iter().for_each(|left| deep(left, visit));
            chain.iter().for_each(|(_, _, right)| deep(right, visit));
        }
        Belongs(left, right) | Recorded(left, right) | Meets(left, right) | Located(left, right) => {
            left.iter().for_each(|left| deep(left, visit));
            deep(right, visit);
        }
        All(entries) | Any(entries) => entries.iter().for_each(|entry| deep(&entry.expr, visit)),
        Quantity(_) | Date(_) | Text(_) | Name(_) | Qualified(..) | Delegated(_) | Lapsed => {}
    }
}
