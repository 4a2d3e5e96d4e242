//! Text in force to the bound model; cycles between items are found here.

use indexmap::IndexMap;

use super::error;
use super::scope::Binder;
use super::tree::*;
use crate::corpus::{Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::source::FileId;

/// Binds a text in force.
pub fn bind(corpus: &Corpus, text: &TextInForce) -> (Model, Vec<Diagnostic>) {
    let mut binder = Binder {
        corpus,
        text,
        model: Model::default(),
        globals: IndexMap::new(),
        members: IndexMap::new(),
        diagnostics: Vec::new(),
        usages: IndexMap::new(),
    };
    binder.declare_all();
    if binder.model.root.is_none() {
        let file = text.documents.first().map_or(FileId(0), |at| corpus.documents[*at].syntax.file);
        let span = binder.model.entities.first().map(|e| e.span);
        binder.diagnostics.push(error::no_root(span, file));
        return (binder.model, binder.diagnostics);
    }
    binder.bind_items();
    binder.check_monthly();
    let cycles = cycles(&binder.model);
    binder.diagnostics.extend(cycles);
    (binder.model, binder.diagnostics)
}

/// Visits an expression and everything in it.
pub fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    visit(expr);
    let mut each = |e: &'e Expr| walk(e, &mut *visit);
    match &expr.kind {
        Kind::Alone(e)
        | Kind::Field(e, ..)
        | Kind::Component(e, _)
        | Kind::Item(e, _)
        | Kind::Adjustment(e, ..)
        | Kind::Gather(e, _) => each(e),
        Kind::Exists(e)
        | Kind::Present(e)
        | Kind::Scaled(e, _)
        | Kind::Converted(e, _)
        | Kind::Shifted(e, _)
        | Kind::Worded(e)
        | Kind::Monthly(e, _)
        | Kind::Treated(e, _)
        | Kind::FloorZero(e)
        | Kind::Within(e, _)
        | Kind::Not(e) => each(e),
        Kind::Each(a, b)
        | Kind::Every(a, b)
        | Kind::Where(a, b)
        | Kind::Arithmetic(_, a, b)
        | Kind::Elapsed(a, b, _)
        | Kind::Compare(_, a, b) => {
            each(a);
            each(b);
        }
        Kind::Parameter { coordinates, place, .. } => {
            coordinates.iter().for_each(&mut each);
            place.iter().for_each(|e| each(e));
        }
        Kind::List { owner, filter, .. } => {
            each(owner);
            filter.iter().for_each(|e| each(e));
        }
        Kind::Extreme(_, of) => of.iter().for_each(each),
        Kind::Run { before, .. } => each(before),
        Kind::Located(a, b) => {
            each(a);
            b.iter().for_each(|e| each(e));
        }
        Kind::All(parts) | Kind::Any(parts) => parts.iter().for_each(|p| each(&p.expr)),
        _ => {}
    }
}

/// Every expression of a value.
pub fn walk_value<'e>(value: &'e Value, visit: &mut impl FnMut(&'e Expr)) {
    match &value.kind {
        ValueKind::Computed { expr, .. } => walk(expr, visit),
        ValueKind::Judged { low, high, .. } => low.iter().chain(high).for_each(|e| walk(e, visit)),
        _ => {}
    }
}

fn walk_valued<'e>(valued: &'e Valued, visit: &mut impl FnMut(&'e Expr)) {
    valued.base.iter().for_each(|v| walk_value(v, visit));
    for exception in &valued.exceptions {
        walk(&exception.condition, visit);
        walk_value(&exception.value, visit);
    }
}

/// Every expression of an item.
pub fn walk_item<'e>(item: &'e Item, visit: &mut impl FnMut(&'e Expr)) {
    match &item.body {
        ItemBody::Definition { value, .. } => walk_valued(value, visit),
        ItemBody::Table { rows, .. } => {
            for row in rows {
                row.condition.iter().for_each(|e| walk(e, visit));
                walk_value(&row.value, visit);
            }
        }
        ItemBody::Conditions { members, .. } => members.iter().for_each(|(_, e)| walk(e, visit)),
        ItemBody::Determination { condition, due, .. } => {
            walk(condition, visit);
            due.iter().for_each(|v| walk_valued(v, visit));
        }
        ItemBody::Benefit(benefit) => {
            benefit.condition.iter().chain(&benefit.floor).chain(&benefit.cap).for_each(|e| walk(e, visit));
            benefit.amount.iter().chain(&benefit.due).for_each(|v| walk_valued(v, visit));
            benefit.raise.iter().for_each(|(e, _, _)| walk(e, visit));
            for term in benefit.schedule.iter().flat_map(|s| &s.terms) {
                term.guard.iter().chain(term.start_day()).for_each(|e| walk(e, visit));
            }
            for (condition, _, _) in benefit.approval.iter().flat_map(|a| &a.rows) {
                walk(condition, visit);
            }
        }
        ItemBody::Adjustments { stages } => {
            stages.iter().flat_map(|s| std::iter::once(&s.full).chain(&s.cap)).for_each(|e| walk(e, visit));
        }
        ItemBody::Disregard { condition, amount, .. } => {
            condition.iter().for_each(|e| walk(e, visit));
            amount.iter().for_each(|v| walk_value(v, visit));
        }
        _ => {}
    }
}

/// An item and, for a list of adjustments, its stage.
type Place = (ItemIndex, usize);

/// In place of a stage: a member of a 互斥 before the others are looked at.
const RAW: usize = usize::MAX;

/// What an item needs: items, and for a list the entries of the stage. The final value of a member of a 互斥 needs all
/// members as they are before it.
fn needs(model: &Model, node: (ItemIndex, usize)) -> Vec<(ItemIndex, usize)> {
    let (at, stage) = node;
    let group = model.exclusion_of(at).filter(|_| stage != RAW).map(|group| &model.items[group].body);
    if let Some(ItemBody::Exclusion { members, .. }) = group {
        return members.iter().map(|member| (*member, RAW)).collect();
    }
    let mut found = Vec::new();
    let mut visit = |e: &Expr| match e.kind {
        Kind::Item(_, item) => found.push((item, 0)),
        Kind::Adjustment(_, item, stage) => found.push((item, stage)),
        _ => {}
    };
    if let ItemBody::Adjustments { stages } = &model.items[at].body {
        if let Some(stage) = stages.get(stage) {
            std::iter::once(&stage.full).chain(&stage.cap).for_each(|e| walk(e, &mut visit));
            found.extend(stage.entries.iter().map(|e| (*e, 0)));
        }
    } else {
        walk_item(&model.items[at], &mut visit);
    }
    found
}

fn cycles(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // 0 not seen, 1 on the path, 2 done.
    let mut state: IndexMap<(ItemIndex, usize), u8> = IndexMap::new();
    for start in 0..model.items.len() {
        if state.contains_key(&(start, 0)) {
            continue;
        }
        let mut path: Vec<(Place, Vec<Place>)> = vec![((start, 0), needs(model, (start, 0)))];
        state.insert((start, 0), 1);
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            let Some(next) = rest.pop() else {
                state.insert(node, 2);
                path.pop();
                continue;
            };
            match state.get(&next).copied().unwrap_or(0) {
                0 => {
                    state.insert(next, 1);
                    path.push((next, needs(model, next)));
                }
                1 => {
                    let from = path.iter().position(|(n, _)| *n == next).unwrap_or(0);
                    let named: Vec<(String, crate::source::Span)> = path[from..]
                        .iter()
                        .map(|((item, _), _)| {
                            (model.items[*item].key.replace('·', "的"), model.items[*item].span)
                        })
                        .collect();
                    let through = path[from..].iter().find(|((_, stage), _)| *stage == RAW);
                    let sentence = through.and_then(|((item, _), _)| model.exclusion_of(*item));
                    diagnostics.push(match sentence {
                        Some(sentence) => {
                            let mut named = named;
                            named.dedup_by(|a, b| a.0 == b.0);
                            error::exclusion_cycle(&named, model.items[sentence].span)
                        }
                        None => error::cycle(&named),
                    });
                }
                _ => {}
            }
        }
    }
    diagnostics
}
