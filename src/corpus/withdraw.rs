//! What becomes of an item when a document that had changed it ends.

use super::amend::clauses_of;
use crate::source::FileId;
use crate::syntax::tree::{Body, Expr, ExprKind, Value, ValueKind};

/// Takes out of an item what a document that ended had put in: added parts lapse, replaced parts have no rule.
pub fn withdraw(body: &mut Body, file: FileId, added: &[String]) {
    match body {
        Body::Scope { members: Some(members), .. } => members.retain(|m| m.name.span.file != file),
        Body::Exclusion { members: Some(members), .. } => members.retain(|m| m.name.span.file != file),
        Body::Adjustments { stages, .. } => {
            stages.iter_mut().filter_map(|s| s.cap.as_mut()).for_each(|cap| lapse(cap, file));
        }
        Body::Definition { value, .. } => {
            value.exceptions.retain(|e| e.span.file != file);
            value.exceptions.iter_mut().for_each(|e| lapse(&mut e.condition, file));
            void(&mut value.base, file);
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
            if let Some(amount) = &mut clauses.amount {
                amount.exceptions.retain(|e| e.span.file != file);
                void(&mut amount.base, file);
            }
            if let Some(due) = &mut clauses.due {
                due.exceptions.retain(|e| e.span.file != file);
                void(&mut due.base, file);
            }
            void(&mut clauses.disregarded, file);
        }
    }
}

/// A condition that the document had put in the place of another: there is no rule now.
fn lapse(expr: &mut Expr, file: FileId) {
    if expr.span.file == file {
        expr.kind = ExprKind::Lapsed;
    }
}

fn void(value: &mut Option<Value>, file: FileId) {
    if let Some(value) = value.as_mut().filter(|v| v.span.file == file) {
        value.kind = ValueKind::Unstated;
    }
}
