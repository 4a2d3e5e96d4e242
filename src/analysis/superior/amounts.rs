//! Local amounts against the floor and the cap of a superior: plain amounts, and figures worked out from others.

use super::conditions::key_of;
use super::{error, powers};
use crate::corpus::Corpus;
use crate::corpus::tree::{Item, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::program::ir::Program;
use crate::program::place::parts;
use crate::quantity::ratio::Ratio;
use crate::source::Span;
use crate::syntax::tree::{Amended, Body, Change, Effect, Expr, Part, Power, Target, Value, ValueKind};

/// A bound of a superior.
struct Bound {
    limit: Ratio,
    low: bool,
    span: Span,
    words: String,
}

/// Plain amounts that local documents put into a superior's item.
pub fn check(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let mut all = None;
    let mut found = Vec::new();
    for item in text.items.values().filter(|item| item.ended.is_none()) {
        let above = corpus.documents[item.origin.document].area.depth();
        let local = |by: usize| corpus.documents[by].area.depth() > above;
        for change in item.changes.iter().filter(|change| local(change.by.document)) {
            let by = corpus.statement(change.by);
            let Body::Amend { target, changes, .. } = &by.body else { continue };
            if !about_amount(&item.body, target) {
                continue;
            }
            let depth = corpus.documents[change.by.document].area.depth();
            let powers = all.get_or_insert_with(|| powers(corpus, text));
            let bounds = bounds(corpus, item, target, depth, powers);
            for (value, span) in changes.iter().flat_map(amounts) {
                let broken = bounds.iter().find(|bound| outside(value, bound));
                found.extend(
                    broken.map(|bound| error::out_of_bounds(key_of(item), span, bound.span, &bound.words)),
                );
            }
        }
    }
    // An item that was changed twice by one sentence is looked at twice.
    found.dedup();
    found
}

/// Figures of the chain that are published as a formula, as they come to on the day.
pub fn figures(corpus: &Corpus, text: &TextInForce, program: &Program) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let publish: Vec<(usize, &Power)> = powers(corpus, text)
        .into_iter()
        .filter(|(_, _, power)| power.verb == "公布" && (power.low.is_some() || power.high.is_some()))
        .map(|(_, level, power)| (level, power))
        .collect();
    if publish.is_empty() {
        return found;
    }
    let home = text.area.path();
    for parameter in &program.parameters {
        for cell in parameter.cells.iter().filter(|cell| !cell.worked_out_from.is_empty()) {
            let ours = home == cell.area || home.starts_with(&format!("{}/", cell.area));
            let Some(value) =
                cell.value.is_point().filter(|_| ours && cell.from <= text.on && text.on <= cell.to)
            else {
                continue;
            };
            let depth = parts(&cell.area).count();
            let named = |power: &Power| power.targets.iter().any(|target| target.name.text == parameter.name);
            for (_, power) in publish.iter().filter(|(level, power)| *level == depth && named(power)) {
                let bounds = of_power(corpus, power);
                if let Some(bound) = bounds.iter().find(|bound| outside(value, bound)) {
                    let span = program.clause(cell.clause).span;
                    found.push(error::out_of_bounds(&parameter.name, span, bound.span, &bound.words));
                }
            }
        }
    }
    found.dedup();
    found
}

/// The amount of a benefit, or the value of a definition.
fn about_amount(body: &Body, target: &Target) -> bool {
    match (body, &target.parts[..]) {
        (Body::Benefit { .. }, [Part::Key(key), ..]) => key == "金额",
        (Body::Definition { .. }, parts) => {
            parts.iter().all(|part| !matches!(part, Part::Label(_)))
                || matches!(parts.last(), Some(Part::Key(key)) if key == "金额" || key == "数额")
        }
        _ => false,
    }
}

/// The plain amounts that a change gives.
fn amounts(change: &Change) -> Vec<(Ratio, Span)> {
    let value = match change {
        Change::Replace { to: Amended::Value(value), .. } => value,
        Change::AddException(exception) => match &exception.effect {
            Effect::Becomes(value) => value,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    plain(value).map(|amount| (amount, value.span)).into_iter().collect()
}

fn plain(value: &Value) -> Option<Ratio> {
    match &value.kind {
        ValueKind::Computed { expr, .. } => expr.plain_amount(),
        ValueKind::Assumed(inner) => plain(inner),
        _ => None,
    }
}

fn outside(value: Ratio, bound: &Bound) -> bool {
    if bound.low { value < bound.limit } else { value > bound.limit }
}

/// What a superior sets as the least and the most: in the power, in the item's 下限 and 上限, in what it left to a body.
fn bounds(
    corpus: &Corpus,
    item: &Item,
    target: &Target,
    depth: usize,
    powers: &[(usize, usize, &Power)],
) -> Vec<Bound> {
    let mut found = Vec::new();
    let granted = powers.iter().filter(|(_, level, power)| {
        let named = |known: &Target| known.name == target.name && target.parts.starts_with(&known.parts);
        *level == depth && power.verb == "修改" && power.targets.iter().any(named)
    });
    granted.for_each(|(.., power)| found.extend(of_power(corpus, power)));
    let superior = |span: Span| {
        let at = corpus.document_in(span.file);
        at.is_some_and(|at| corpus.documents[at].area.depth() < depth)
    };
    let mut add = |expr: Option<&Expr>, low: bool| {
        if let Some(expr) = expr.filter(|expr| superior(expr.span)) {
            found.extend(bound(corpus, expr, low, expr.span));
        }
    };
    if let Body::Benefit { clauses, .. } = &item.body {
        add(clauses.floor.as_ref(), true);
        add(clauses.cap.as_ref(), false);
    }
    let declared = match &corpus.statement(item.origin).body {
        Body::Benefit { clauses, .. } => clauses.amount.as_ref().and_then(|amount| amount.base.as_ref()),
        Body::Definition { value, .. } => value.base.as_ref(),
        _ => None,
    };
    if let Some(ValueKind::Judged(judged)) = declared.map(|value| &value.kind) {
        add(judged.low.as_ref(), true);
        add(judged.high.as_ref(), false);
    }
    found
}

fn of_power(corpus: &Corpus, power: &Power) -> Vec<Bound> {
    let low = power.low.as_ref().and_then(|expr| bound(corpus, expr, true, power.span));
    let high = power.high.as_ref().and_then(|expr| bound(corpus, expr, false, power.span));
    low.into_iter().chain(high).collect()
}

fn bound(corpus: &Corpus, expr: &Expr, low: bool, span: Span) -> Option<Bound> {
    let words = format!("{}{}", if low { "不低于" } else { "不超过" }, corpus.files.text(expr.span));
    Some(Bound { limit: expr.plain_amount()?, low, span, words })
}
