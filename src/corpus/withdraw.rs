//! What becomes of an item when a document that had changed it ends.

use super::amend::clauses_of;
use crate::source::FileId;
use crate::syntax::tree::{Body, Effect, Expr, ExprKind, Value, ValueKind, Valued};

/// Takes out of an item what a document that ended had put in: added parts lapse, replaced parts have no rule.
pub fn withdraw(body: &mut Body, file: FileId, added: &[String]) {
    match body {
        Body::Scope { members: Some(members), .. } => members.retain(|m| m.name.span.file != file),
        Body::Exclusion { members: Some(members), .. } => members.retain(|m| m.name.span.file != file),
        Body::Adjustments { stages, .. } => {
            stages.iter_mut().filter_map(|s| s.cap.as_mut()).for_each(|cap| lapse(cap, file));
        }
        Body::Definition { value, .. } => {
            withdraw_value(value, file);
        }
        _ => {
            let Some(clauses) = clauses_of(body) else { return };
            if let Some((condition, exceptions)) = &mut clauses.condition {
                exceptions.retain(|e| e.span.file != file);
                if let ExprKind::All(entries) | ExprKind::Any(entries) = &mut condition.kind {
                    entries.retain(|e| e.expr.span.file != file || !added.contains(&e.label));
                    entries.iter_mut().for_each(|e| lapse(&mut e.expr, file));
                }
                lapse(condition, file);
            }
            clauses.amount.iter_mut().chain(&mut clauses.due).for_each(|value| withdraw_value(value, file));
            clauses.term.iter_mut().for_each(|term| lapse(term, file));
            clauses.floor.iter_mut().chain(&mut clauses.cap).for_each(|bound| lapse(bound, file));
            void(&mut clauses.disregarded, file);
            // What is not a rule of its own is unstated again.
            clauses.rounding.take_if(|(_, _, span)| span.file == file);
            clauses.schedule.take_if(|schedule| schedule.span.file == file);
            clauses.form.take_if(|form| form.span.file == file);
            clauses.bodies.take_if(|bodies| bodies.names.iter().any(|name| name.span.file == file));
        }
    }
}

fn withdraw_value(value: &mut Valued, file: FileId) {
    let gone = value.exceptions.iter().filter(|e| e.span.file == file && !e.label.is_empty());
    let gone: Vec<String> = gone.map(|e| e.label.clone()).collect();
    value.exceptions.retain(|e| e.span.file != file);
    for exception in &mut value.exceptions {
        exception.beats.retain(|beaten| !gone.contains(&beaten.text));
        lapse(&mut exception.condition, file);
        if let Effect::Becomes(given) | Effect::Plus(given) = &mut exception.effect {
            void_value(given, file);
        }
    }
    value.base.iter_mut().for_each(|base| void_value(base, file));
}

/// A condition that the document had put in the place of another: there is no rule now.
fn lapse(expr: &mut Expr, file: FileId) {
    if expr.span.file == file {
        expr.kind = ExprKind::Lapsed;
    }
}

fn void(value: &mut Option<Value>, file: FileId) {
    value.iter_mut().for_each(|value| void_value(value, file));
}

fn void_value(value: &mut Value, file: FileId) {
    if value.span.file == file {
        value.kind = ValueKind::Unstated;
    }
}
