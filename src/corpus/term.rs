//! 期限: until which day an item says itself that it holds, and how 仍按 … 执行 carries it on.

use super::amend::clauses_of;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, Clauses, Entry, Expr, ExprKind, Relation, Word};

/// The day of the law, as conditions call it.
const TODAY: &str = "基准日";

/// The last day that a 期限 or a condition names, and where.
#[must_use]
pub fn last_day(clauses: &Clauses) -> Option<(Date, Span)> {
    let condition = clauses.condition.as_ref().map(|(condition, _)| condition);
    clauses.term.iter().chain(condition).filter_map(bound).min().filter(|(day, _)| *day < Date::FOREVER)
}

/// 基准日 不晚于 2025年12月31日, also as one of several conditions that must all hold.
fn bound(expr: &Expr) -> Option<(Date, Span)> {
    match &expr.kind {
        ExprKind::All(entries) => entries.iter().filter_map(|Entry { expr, .. }| bound(expr)).min(),
        ExprKind::Compare(Some(left), chain) => {
            matches!(&left.kind, ExprKind::Name(name) if name == TODAY).then_some(())?;
            let ends = chain.iter().filter_map(|(relation, _, right)| match (relation, &right.kind) {
                (Relation::LessOrEqual, ExprKind::Date(day)) => Some(*day),
                (Relation::Less, ExprKind::Date(day)) => day.previous(),
                _ => None,
            });
            ends.min().map(|day| (day, expr.span))
        }
        _ => None,
    }
}

/// 仍按 … 执行: a 期限 that names a day is carried on until the day that is said, in the words of the sentence.
pub(super) fn carry_on(body: &mut Body, to: Option<Date>, span: Span) {
    let Some(clauses) = clauses_of(body) else { return };
    if let Some(term) = clauses.term.as_mut().filter(|term| bound(term).is_some()) {
        let today = Expr { kind: ExprKind::Name(TODAY.to_owned()), span };
        let last = Expr { kind: ExprKind::Date(to.unwrap_or(Date::FOREVER)), span };
        let word = Word { text: "不晚于".to_owned(), span };
        let chain = vec![(Relation::LessOrEqual, word, last)];
        *term = Expr { kind: ExprKind::Compare(Some(Box::new(today)), chain), span };
    }
}
