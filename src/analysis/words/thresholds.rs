//! One standard, two boundaries: 低于 低保标准的1.5倍 in one sentence, 不超过 低保标准的1.5倍 in another.
//!
//! Only standards (标准) and multiples of them are compared: a plain number may be the limit of many things. 低于 and
//! 不超过 are both limits from above and must agree; 低于 here and 超过 there must agree only about the same thing
//! measured, or it falls between the two.

use std::collections::{BTreeMap, BTreeSet};

use super::across::{ByArea, Lives};
use super::bounds::Side;
use super::walk;
use crate::corpus::Corpus;
use crate::diagnostics::Diagnostic;
use crate::quantity::ratio::Ratio;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Relation, Sign, canonical, index_text};

/// A comparison with a standard.
struct Use {
    document: usize,
    span: Span,
    side: Side,
    /// The standard limits from above: 低于, 不超过.
    from_above: bool,
    /// What is compared, without whose it is.
    measured: String,
    item: String,
}

/// Every standard that a chain of areas uses in two ways, at the sentence that first uses it the other way.
#[must_use]
pub fn check(corpus: &Corpus, lives: &Lives) -> Vec<Diagnostic> {
    let mut standards: BTreeMap<String, ByArea<Use>> = BTreeMap::new();
    let parameters: BTreeSet<&str> = corpus
        .documents
        .iter()
        .flat_map(|document| &document.syntax.statements)
        .filter_map(|statement| match &statement.body {
            crate::syntax::tree::Body::Parameter { name, .. } => Some(name.text.as_str()),
            _ => None,
        })
        .collect();
    for (document, known) in corpus.documents.iter().enumerate() {
        for statement in &known.syntax.statements {
            let item = super::pairs::declared(&statement.body).unwrap_or_default();
            walk::expressions(&statement.body, &mut |expr| {
                let ExprKind::Compare(left, chain) = &expr.kind else { return };
                for (relation, _, right) in chain {
                    let (Some((side, from_above)), Some(standard)) =
                        (kind(*relation), standard(right, &parameters))
                    else {
                        continue;
                    };
                    let measured = left.as_ref().map(|left| bare(left)).unwrap_or_default();
                    let span = expr.span;
                    let one = Use { document, span, side, from_above, measured, item: item.clone() };
                    standards.entry(standard).or_default().add(&known.area, one);
                }
            });
        }
    }
    let mut found = Vec::new();
    for (standard, places) in &standards {
        for (own, outer) in places.chains() {
            let mut seen = outer;
            for one in own {
                if let Some(other) = opposed(one, &seen, lives) {
                    found.push(two_boundaries(standard, one, other));
                }
                seen.push(one);
            }
        }
    }
    found
}

/// The use that this one is the first to contradict: who writes as somebody before him has written adds nothing new.
fn opposed<'u>(one: &Use, seen: &[&'u Use], lives: &Lives) -> Option<&'u Use> {
    let meet = |other: &Use| other.side != one.side && lives.meet(other.document, one.document);
    let same_way = |other: &Use| other.from_above == one.from_above;
    let same_thing = |other: &Use| other.measured == one.measured;
    let agrees = |how: &dyn Fn(&Use) -> bool| seen.iter().any(|other| other.side == one.side && how(other));
    let limit = seen.iter().copied().find(|other| same_way(other) && meet(other));
    if limit.is_some() && !agrees(&same_way) {
        return limit;
    }
    let complement = seen.iter().copied().find(|other| !same_way(other) && same_thing(other) && meet(other));
    complement.filter(|_| !agrees(&|other| same_way(other) || same_thing(other)))
}

fn kind(relation: Relation) -> Option<(Side, bool)> {
    match relation {
        Relation::Less => Some((Side::Above, true)),
        Relation::LessOrEqual => Some((Side::Below, true)),
        Relation::GreaterOrEqual => Some((Side::Above, false)),
        Relation::Greater => Some((Side::Below, false)),
        Relation::Equal | Relation::NotEqual => None,
    }
}

/// 低保标准, 低保标准（农村）, 本户的低保标准的1.5倍, 低保标准 × 1.5; none for what is no standard.
fn standard(expr: &Expr, parameters: &BTreeSet<&str>) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => parameters.contains(name.as_str()).then(|| name.clone()),
        ExprKind::Member(_, name) | ExprKind::Qualified(_, name) => {
            parameters.contains(name.text.as_str()).then(|| name.text.clone())
        }
        ExprKind::Index(of, items) => Some(format!("{}（{}）", standard(of, parameters)?, index_text(items))),
        ExprKind::Scaled(of, factor) => multiple(standard(of, parameters)?, *factor),
        ExprKind::Arithmetic(Sign::Multiply, one, other) => {
            let factor = |expr: &Expr| match &expr.kind {
                ExprKind::Quantity(quantity) if quantity.unit.is_none() => Some(quantity.number),
                _ => None,
            };
            match (factor(one), factor(other)) {
                (Some(factor), None) => multiple(standard(other, parameters)?, factor),
                (None, Some(factor)) => multiple(standard(one, parameters)?, factor),
                _ => None,
            }
        }
        _ => None,
    }
}

fn multiple(standard: String, factor: Ratio) -> Option<String> {
    Some(if factor == Ratio::ONE { standard } else { format!("{standard}的{}倍", factor.to_display()) })
}

/// 本户的人均月收入 and 人均月收入 are one.
fn bare(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Member(_, name) => name.text.clone(),
        _ => canonical(expr),
    }
}

fn two_boundaries(standard: &str, one: &Use, other: &Use) -> Diagnostic {
    let says = |found: &Use| match (found.side, found.from_above) {
        (Side::Above, true) => "正好等于的，不符合这里（低于）",
        (Side::Below, true) => "正好等于的，符合这里（不超过）",
        (Side::Above, false) => "正好等于的，符合这里（不低于）",
        (Side::Below, false) => "正好等于的，不符合这里（超过）",
    };
    let message = format!("“{standard}”这条线，两处的分界不一样");
    let why = if one.from_above == other.from_above {
        "正好等于这个数的人家，一处算够条件，一处不算，要看碰上哪一句"
    } else {
        "正好等于这个数的人家，两处都算上，或者两处都不算：前者重复，后者落空"
    };
    let about = [one.item.clone(), other.item.clone()].into_iter().filter(|item| !item.is_empty());
    let found = Diagnostic::warning("E0757", message, one.span, says(one))
        .also(other.span, says(other))
        .why(why)
        .help("对照原文，两处改用一致的词：“低于”配“不低于”，“不超过”配“超过”");
    about.fold(found, Diagnostic::about).about(standard)
}
