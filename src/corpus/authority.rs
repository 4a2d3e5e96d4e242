//! What a lower level may change, and what it may not.

use super::amend::delegated;
use super::area::level_of;
use super::direction::{self, Direction};
use super::error;
use super::tree::{Corpus, StatementId, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{
    Amended, Body, Change, Expr, ExprKind, Part, Power, Target, Value, ValueKind, Word,
};

/// The powers in force that name an item, with the level of their bodies.
///
/// A power over a part of an item (一次性生活补贴的形式) reaches no other part.
fn powers<'t>(
    corpus: &'t Corpus,
    text: &'t TextInForce,
    name: &'t str,
    parts: &[Part],
) -> impl Iterator<Item = (usize, &'t Power, usize)> + use<'t> {
    let parts = parts.to_vec();
    text.others.iter().flat_map(move |id| {
        let parts = &parts[..];
        let depth = corpus.documents[id.document].area.depth();
        let Body::Authority { bodies, powers } = &corpus.statement(*id).body else { return Vec::new() };
        let mut found = Vec::new();
        for body in bodies {
            for power in powers {
                let names = |t: &Target| t.name.text == name && parts.starts_with(&t.parts);
                if power.targets.iter().any(names) || power.targets.is_empty() {
                    found.push((level_of(&body.text).unwrap_or(usize::MAX), power, depth));
                }
            }
        }
        found
    })
}

/// Checks that the document of `by` may `verb` an item that a superior document declared.
pub fn may_change(
    corpus: &Corpus,
    text: &TextInForce,
    target: &Target,
    verb: &str,
    by: StatementId,
    declared: StatementId,
    span: Span,
) -> Result<(), Diagnostic> {
    let name = target.name.text.as_str();
    let (own, superior) = (&corpus.documents[by.document], &corpus.documents[declared.document]);
    let (depth, above) = (own.area.depth(), superior.area.depth());
    if depth < above
        || (depth == above && own.rank <= superior.rank)
        || superior.is_vocabulary() && depth == above
    {
        return Ok(());
    }
    let mut granted = false;
    for (level, power, granter) in powers(corpus, text, name, &target.parts) {
        if granter >= depth && depth != above || level != depth {
            continue;
        }
        if power.forbidden && power.verb == verb {
            return Err(error::forbidden(verb, name, span, power.span));
        }
        let covers = power.verb == verb || power.verb == "修改";
        granted |= !power.forbidden && covers;
    }
    if granted || verb == "补充" && delegated_to(corpus, text, target, declared, depth) {
        Ok(())
    } else {
        Err(error::no_authority(verb, name, span, error::span_of(corpus, declared), depth))
    }
}

/// The prohibition of a superior that a change of a condition goes against: 不得缩小, 不得增设限制条件.
pub fn narrowed_against(
    corpus: &Corpus,
    text: &TextInForce,
    target: &Target,
    change: &Change,
    by: StatementId,
    declared: StatementId,
) -> Option<Diagnostic> {
    let depth = corpus.documents[by.document].area.depth();
    let superior = corpus.statement(declared);
    let (bans, direction) = (
        || protections(corpus, text, &target.name.text, depth),
        || direction::of_change(&superior.body, &target.parts, change),
    );
    let ban = bans().find(|ban| matches!(ban.verb.as_str(), "缩小" | "增设限制条件"))?;
    (direction()? == Direction::Narrower)
        .then(|| error::narrowed(&target.name.text, corpus.statement(by).span, ban, superior.span))
}

/// The prohibitions of superiors that protect an item from a level.
pub fn protections<'t>(
    corpus: &'t Corpus,
    text: &'t TextInForce,
    name: &'t str,
    depth: usize,
) -> impl Iterator<Item = &'t Power> {
    let key = [Part::Key("条件".to_owned())];
    let whole: Vec<_> = powers(corpus, text, name, &key).collect();
    whole
        .into_iter()
        .filter(move |(level, power, granter)| power.forbidden && *level == depth && *granter < depth)
        .map(|(_, power, _)| power)
}

/// Whether a superior leaves the part to a level (另行规定): in the sentence that declares it, or in one that changed it.
fn delegated_to(
    corpus: &Corpus,
    text: &TextInForce,
    target: &Target,
    declared: StatementId,
    depth: usize,
) -> bool {
    let fits = |bodies: &[Word]| bodies.iter().any(|body| level_of(&body.text) == Some(depth));
    if fits(&delegated(&corpus.statement(declared).body, &target.parts)) {
        return true;
    }
    let above = |at: &&usize| corpus.documents[**at].area.depth() < depth;
    text.documents.iter().filter(above).flat_map(|at| &corpus.documents[*at].syntax.statements).any(|s| {
        let Body::Amend { target: changed, changes, .. } = &s.body else { return false };
        let same = changed.name == target.name && changed.parts == target.parts;
        same && changes.iter().any(|change| match change {
            Change::Replace {
                to: Amended::Value(Value { kind: ValueKind::Delegated(bodies), .. }), ..
            } => fits(&bodies.names),
            _ => false,
        })
    })
}

/// Bounds of publication that are no amounts: nothing could be compared with them.
pub fn check_bounds(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for id in &text.others {
        let Body::Authority { powers, .. } = &corpus.statement(*id).body else { continue };
        for bound in powers.iter().filter(|p| p.verb == "公布").flat_map(|p| p.low.iter().chain(&p.high)) {
            let left = matches!(bound.kind, ExprKind::Delegated(_));
            if bound.plain_amount().is_none() && !left {
                diagnostics.push(error::bound_not_plain(bound.span, corpus.files.text(bound.span)));
            }
        }
    }
    diagnostics
}

/// Checks figures against who may publish them and the bounds that superiors set.
pub fn check_figures(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for figure in text.figures.iter().filter(|f| text.area.within(&f.area)) {
        let depth = figure.area.depth();
        let Some(item) = text.items.get(&figure.parameter) else { continue };
        if let Body::Parameter { publishers, .. } = &item.body {
            let levels: Vec<usize> = publishers.iter().filter_map(|p| level_of(&p.text)).collect();
            // A cell that a superior leaves to this level may be filled by it.
            let left = text.figures.iter().any(|f| {
                let above =
                    f.parameter == figure.parameter && f.area.depth() < depth && figure.area.within(&f.area);
                let level = |body: &Word| level_of(&body.text) == Some(depth);
                above
                    && matches!(&f.value.kind, ValueKind::Delegated(bodies) if bodies.names.iter().any(level))
            });
            if !levels.is_empty() && !levels.contains(&depth) && !left {
                let declared = error::span_of(corpus, item.origin);
                diagnostics.push(error::may_not_publish(
                    &figure.parameter,
                    error::span_of(corpus, figure.by),
                    declared,
                    depth,
                ));
            }
        }
        let ValueKind::Computed { expr, .. } = &figure.value.kind else { continue };
        let Some(value) = expr.plain_amount() else { continue };
        if text.on < figure.from.date || figure.to < text.on {
            continue;
        }
        for (level, power, granter) in powers(corpus, text, &figure.parameter, &[]) {
            if granter >= depth || level != depth || power.verb != "公布" {
                continue;
            }
            for (bound, low) in [(&power.low, true), (&power.high, false)] {
                let Some(limit) = bound.as_ref().and_then(Expr::plain_amount) else { continue };
                if low && value < limit || !low && value > limit {
                    let words = format!(
                        "{}{}",
                        if low { "不低于" } else { "不超过" },
                        bound.as_ref().map(|b| corpus.files.text(b.span)).unwrap_or("")
                    );
                    diagnostics.push(error::outside_bounds(
                        &figure.parameter,
                        figure.span,
                        power.span,
                        &words,
                    ));
                }
            }
        }
    }
    diagnostics.sort_by_key(Diagnostic::primary);
    diagnostics.dedup();
    diagnostics
}
