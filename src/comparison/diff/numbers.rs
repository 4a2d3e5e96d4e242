//! A number in the place of another: by how much, in its unit and in per cent; and whether two formulas differ in one
//! number only.

use super::data::NumberChange;
use super::normal::Speller;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::spoken::amount;
use crate::quantity::unit::Unit;
use crate::syntax::tree::{Expr, ExprKind, Value, ValueKind};

/// One number against another, both in base measures of a unit; none if they are equal or too large.
pub(super) fn change(old: Ratio, new: Ratio, unit: Unit) -> Option<NumberChange> {
    let by = distance(old, new)?;
    Some(NumberChange {
        old: amount(old, unit),
        new: amount(new, unit),
        by: amount(by, unit),
        ..percent(old, new)?
    })
}

/// What is to be said of it in per cent; the words are left to the caller.
fn percent(old: Ratio, new: Ratio) -> Option<NumberChange> {
    let by = distance(old, new)?;
    let share =
        by.checked_div(old).filter(|_| old > Ratio::ZERO).and_then(|s| s.checked_mul(Ratio::new(100, 1)?));
    let (percent, rounded) = match share {
        Some(share) => {
            let near = Rounding { mode: Mode::HalfUp, step: Ratio::new(1, 100)? }.apply(share)?;
            (near.to_decimal_string(0), near != share)
        }
        None => (None, false),
    };
    let words = String::new;
    Some(NumberChange { old: words(), new: words(), by: words(), percent, rounded, raised: new > old })
}

fn distance(old: Ratio, new: Ratio) -> Option<Ratio> {
    let by = if new > old { new.checked_sub(old)? } else { old.checked_sub(new)? };
    (by != Ratio::ZERO).then_some(by)
}

/// Where two formulas differ.
enum Leaf {
    Number(Option<NumberChange>),
    Other,
}

/// The one number in which two formulas of subjects of the same name differ; none if they differ in anything else.
pub(super) fn between(
    (old_words, old): (&Speller<'_>, &Expr),
    (new_words, new): (&Speller<'_>, &Expr),
    owner: &str,
) -> Option<NumberChange> {
    let mut leaves = Vec::new();
    let walk = Walk { old: old_words, new: new_words, owner };
    walk.compare(old, new, &mut leaves);
    match leaves.pop() {
        Some(Leaf::Number(change)) if leaves.is_empty() => change,
        _ => None,
    }
}

/// The same of two values.
pub(super) fn between_values(
    (old_words, old): (&Speller<'_>, &Value),
    (new_words, new): (&Speller<'_>, &Value),
    owner: &str,
) -> Option<NumberChange> {
    match (&old.kind, &new.kind) {
        (
            ValueKind::Computed { expr: a, floor_zero: f, rounding: r },
            ValueKind::Computed { expr: b, floor_zero: g, rounding: s },
        ) if f == g && r == s => between((old_words, a), (new_words, b), owner),
        _ => None,
    }
}

struct Walk<'w, 's> {
    old: &'w Speller<'s>,
    new: &'w Speller<'s>,
    owner: &'w str,
}

impl Walk<'_, '_> {
    fn compare(&self, old: &Expr, new: &Expr, leaves: &mut Vec<Leaf>) {
        if self.old.expr(old, self.owner) == self.new.expr(new, self.owner) {
            return;
        }
        match (&old.kind, &new.kind) {
            (ExprKind::Quantity(a), ExprKind::Quantity(b)) => {
                let same = a.unit.map(|unit| unit.dimension) == b.unit.map(|unit| unit.dimension);
                leaves.push(if same { Leaf::Number(quantities(a, b)) } else { Leaf::Other });
            }
            (ExprKind::Scaled(a, x), ExprKind::Scaled(b, y)) => {
                self.compare(a, b, leaves);
                if x != y {
                    leaves.push(Leaf::Number(self.shares((old, *x), (new, *y))));
                }
            }
            _ => {
                let (a, b) = (operands(old), operands(new));
                let like = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
                if !like || a.len() != b.len() || a.is_empty() {
                    leaves.push(Leaf::Other);
                    return;
                }
                let before = leaves.len();
                for (a, b) in a.into_iter().zip(b) {
                    self.compare(a, b, leaves);
                }
                // What differs is none of the operands: a relation, a name, a gathering.
                if leaves.len() == before {
                    leaves.push(Leaf::Other);
                }
            }
        }
    }

    /// `1.5倍` → `2倍`, `20%` → `30%`.
    fn shares(&self, (old, x): (&Expr, Ratio), (new, y): (&Expr, Ratio)) -> Option<NumberChange> {
        let written = |words: String| words.rsplit('的').next().unwrap_or_default().trim().to_owned();
        let (was, is) = (written(self.old.said(old.span)), written(self.new.said(new.span)));
        let by = distance(x, y)?;
        let by = if is.ends_with('%') || is.ends_with('％') {
            format!("{}个百分点", by.checked_mul(Ratio::new(100, 1)?)?.to_display())
        } else {
            format!("{}倍", by.to_display())
        };
        // A share of a share would be misread.
        Some(NumberChange { old: was, new: is, by, percent: None, rounded: false, ..percent(x, y)? })
    }
}

fn quantities(
    old: &crate::syntax::tree::Quantity,
    new: &crate::syntax::tree::Quantity,
) -> Option<NumberChange> {
    let (a, b) = (old.in_base(None)?, new.in_base(None)?);
    let words = |q: &crate::syntax::tree::Quantity| q.text.split_whitespace().collect::<String>();
    let by = match new.unit {
        Some(unit) => amount(distance(a, b)?, unit),
        None => distance(a, b)?.to_display(),
    };
    let money = new.unit.is_some_and(|unit| unit.dimension.exponent(crate::quantity::unit::Base::Yuan) == 1);
    let change = percent(a, b)?;
    let percent = change.percent.clone().filter(|_| money);
    Some(NumberChange { old: words(old), new: words(new), by, percent, ..change })
}

/// The parts of an expression that are expressions themselves; none where order may mean nothing.
fn operands(expr: &Expr) -> Vec<&Expr> {
    use ExprKind::*;
    match &expr.kind {
        Member(of, _)
        | Gather(of, ..)
        | Shifted(of, _)
        | Treated(of, ..)
        | Index(of, _)
        | Has(of)
        | Not(of) => vec![of],
        Filter(list, condition, _) | Every(list, condition) => vec![list, condition],
        Arithmetic(_, a, b) | Elapsed(a, b, _) | Bounded(a, b, _) => vec![a, b],
        Extreme { of, .. } | List(of) => of.iter().collect(),
        Run(_, _, condition) => vec![condition],
        Compare(left, chain) => {
            left.as_deref().into_iter().chain(chain.iter().map(|(_, _, right)| right)).collect()
        }
        Belongs(left, right) | Recorded(left, right) | Meets(left, right) | Located(left, right) => {
            left.as_deref().into_iter().chain([&**right]).collect()
        }
        Banded(of, bands) => {
            let ends = bands.iter().flat_map(|band| band.low.iter().chain(&band.high).chain([&band.rate]));
            std::iter::once(&**of).chain(ends).collect()
        }
        All(entries) | Any(entries) => entries.iter().map(|entry| &entry.expr).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn by_how_much() {
        let unit = Unit::parse("元/人·月").unwrap();
        let change = |a, b| change(Ratio::new(a, 1).unwrap(), Ratio::new(b, 1).unwrap(), unit);
        let risen = change(655, 700).unwrap();
        assert_eq!((risen.old.as_str(), risen.new.as_str()), ("每人每月655元", "每人每月700元"));
        assert_eq!((risen.by.as_str(), risen.percent.as_deref()), ("每人每月45元", Some("6.87")));
        assert!(risen.raised && risen.rounded);
        let fallen = change(800, 600).unwrap();
        assert_eq!((fallen.by.as_str(), fallen.percent.as_deref()), ("每人每月200元", Some("25")));
        assert!(!fallen.raised && !fallen.rounded);
        assert_eq!(change(0, 600).unwrap().percent, None);
        assert_eq!(change(600, 600), None);
    }
}
