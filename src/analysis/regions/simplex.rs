//! Whether linear constraints have a common solution: the simplex method for bounds, on exact fractions.
//!
//! The general simplex of Dutertre and de Moura: every compound expression gets an unknown of its own (a row), all
//! constraints are bounds of unknowns, and a strict bound carries an infinitesimal. Bland's rule ends every search.
//! Fractions that no longer fit 128 bits make the answer *unknown*, never wrong.

use std::cmp::Ordering;

use super::linear::{Linear, Sign, Unknown};
use crate::quantity::ratio::Ratio;

/// A number plus a multiple of an infinitesimal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Near {
    number: Ratio,
    beside: Ratio,
}

impl Near {
    const ZERO: Near = Near { number: Ratio::ZERO, beside: Ratio::ZERO };

    fn plus(self, other: Near, factor: Ratio) -> Option<Near> {
        Some(Near {
            number: self.number.checked_add(other.number.checked_mul(factor)?)?,
            beside: self.beside.checked_add(other.beside.checked_mul(factor)?)?,
        })
    }

    fn divided(self, by: Ratio) -> Option<Near> {
        Some(Near { number: self.number.checked_div(by)?, beside: self.beside.checked_div(by)? })
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Near) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Near) -> Ordering {
        self.number.cmp(&other.number).then(self.beside.cmp(&other.beside))
    }
}

/// What a search for a solution came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    Feasible,
    Infeasible,
    /// Fractions outgrew 128 bits.
    Unknown,
}

/// A column: an unknown or the value of a compound expression.
#[derive(Clone, Debug)]
struct Column {
    low: Option<Near>,
    high: Option<Near>,
    value: Near,
    whole: bool,
}

/// A basic column as a sum of others.
#[derive(Clone, Debug)]
struct Row {
    basic: usize,
    /// By column, ascending.
    terms: Vec<(usize, Ratio)>,
}

/// Linear constraints and a point that meets them.
#[derive(Clone, Debug, Default)]
pub(super) struct Simplex {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Column of each unknown.
    of_unknown: Vec<usize>,
    /// Columns of compound expressions, first factor one.
    forms: Vec<(Vec<(Unknown, Ratio)>, usize)>,
}

impl Simplex {
    /// Adds an unknown; a whole one only takes integers (its bounds are tightened, no more).
    pub(super) fn add_unknown(&mut self, whole: bool) {
        self.of_unknown.push(self.columns.len());
        self.columns.push(Column { low: None, high: None, value: Near::ZERO, whole });
    }

    /// A value of an unknown that lies in the region, or just beside it where a bound is strict.
    pub(super) fn value(&self, unknown: Unknown) -> Option<Ratio> {
        Some(self.columns.get(*self.of_unknown.get(unknown.0 as usize)?)?.value.number)
    }

    /// Adds `expression sign 0` and looks for a solution.
    pub(super) fn require(&mut self, expression: &Linear, sign: Sign) -> Verdict {
        self.require_checked(expression, sign).unwrap_or(Verdict::Unknown)
    }

    fn require_checked(&mut self, expression: &Linear, sign: Sign) -> Option<Verdict> {
        let Some((_, first)) = expression.terms.first() else {
            return Some(if sign.holds(expression.constant) {
                Verdict::Feasible
            } else {
                Verdict::Infeasible
            });
        };
        let bound = expression.constant.checked_div(*first)?.checked_neg()?;
        let sign = if first.is_negative() { sign.mirrored() } else { sign };
        let column = match expression.terms.as_slice() {
            [(unknown, _)] => *self.of_unknown.get(unknown.0 as usize)?,
            terms => self.form(terms, *first)?,
        };
        let at = |beside: i128| Near { number: bound, beside: Ratio::from_integer(beside) };
        let (low, high) = match sign {
            Sign::Below => (None, Some(at(-1))),
            Sign::NotAbove => (None, Some(at(0))),
            Sign::Zero => (Some(at(0)), Some(at(0))),
            Sign::NotBelow => (Some(at(0)), None),
            Sign::Above => (Some(at(1)), None),
        };
        if !self.tighten(column, low, high) {
            return Some(Verdict::Infeasible);
        }
        self.settle(column)?;
        self.search()
    }

    /// The column of a compound expression without its constant.
    fn form(&mut self, terms: &[(Unknown, Ratio)], first: Ratio) -> Option<usize> {
        let scaled: Option<Vec<(Unknown, Ratio)>> =
            terms.iter().map(|(unknown, factor)| Some((*unknown, factor.checked_div(first)?))).collect();
        let scaled = scaled?;
        if let Some((_, column)) = self.forms.iter().find(|(known, _)| *known == scaled) {
            return Some(*column);
        }
        let mut row: Vec<(usize, Ratio)> = Vec::new();
        for (unknown, factor) in &scaled {
            let column = *self.of_unknown.get(unknown.0 as usize)?;
            match self.rows.iter().find(|row| row.basic == column) {
                Some(other) => row = sum(&row, &other.terms, *factor)?,
                None => row = sum(&row, &[(column, Ratio::ONE)], *factor)?,
            }
        }
        let mut value = Near::ZERO;
        for (column, factor) in &row {
            value = value.plus(self.columns.get(*column)?.value, *factor)?;
        }
        let column = self.columns.len();
        self.columns.push(Column { low: None, high: None, value, whole: false });
        self.rows.push(Row { basic: column, terms: row });
        self.forms.push((scaled, column));
        Some(column)
    }

    /// Narrows the bounds of a column; `false` when nothing is left.
    fn tighten(&mut self, column: usize, low: Option<Near>, high: Option<Near>) -> bool {
        let Some(own) = self.columns.get_mut(column) else { return false };
        let whole = own.whole;
        let up = |near: Near| {
            let whole_number = near.number.is_integer() && near.beside > Ratio::ZERO;
            let ceiling = near.number.ceiling() + i128::from(whole_number);
            Near { number: Ratio::from_integer(ceiling), beside: Ratio::ZERO }
        };
        let down = |near: Near| {
            let whole_number = near.number.is_integer() && near.beside < Ratio::ZERO;
            let floor = near.number.floor() - i128::from(whole_number);
            Near { number: Ratio::from_integer(floor), beside: Ratio::ZERO }
        };
        if let Some(low) = low.map(|low| if whole { up(low) } else { low })
            && own.low.is_none_or(|before| low > before)
        {
            own.low = Some(low);
        }
        if let Some(high) = high.map(|high| if whole { down(high) } else { high })
            && own.high.is_none_or(|before| high < before)
        {
            own.high = Some(high);
        }
        !matches!((own.low, own.high), (Some(low), Some(high)) if low > high)
    }

    /// Moves a column that is not basic within its bounds.
    fn settle(&mut self, column: usize) -> Option<()> {
        if self.rows.iter().any(|row| row.basic == column) {
            return Some(());
        }
        let own = self.columns.get(column)?;
        let target = match (own.low, own.high) {
            (Some(low), _) if own.value < low => low,
            (_, Some(high)) if own.value > high => high,
            _ => return Some(()),
        };
        self.shift(column, target)
    }

    /// Gives a column that is not basic another value, and the basic ones what follows.
    fn shift(&mut self, column: usize, target: Near) -> Option<()> {
        let step = target.plus(self.columns.get(column)?.value, Ratio::from_integer(-1))?;
        for row in &self.rows {
            if let Some((_, factor)) = row.terms.iter().find(|(at, _)| *at == column) {
                let basic = self.columns.get_mut(row.basic)?;
                basic.value = basic.value.plus(step, *factor)?;
            }
        }
        self.columns.get_mut(column)?.value = target;
        Some(())
    }

    /// Moves until every basic column keeps its bounds, or shows that none can.
    fn search(&mut self) -> Option<Verdict> {
        loop {
            let mut worst: Option<(usize, usize, bool)> = None;
            for (at, row) in self.rows.iter().enumerate() {
                let own = self.columns.get(row.basic)?;
                let below = own.low.is_some_and(|low| own.value < low);
                let above = own.high.is_some_and(|high| own.value > high);
                if (below || above) && worst.is_none_or(|(basic, ..)| row.basic < basic) {
                    worst = Some((row.basic, at, below));
                }
            }
            let Some((basic, row, raise)) = worst else { return Some(Verdict::Feasible) };
            let can_move = |&&(column, factor): &&(usize, Ratio)| {
                let Some(own) = self.columns.get(column) else { return false };
                let up = factor.is_negative() != raise;
                if up {
                    own.high.is_none_or(|high| own.value < high)
                } else {
                    own.low.is_none_or(|low| own.value > low)
                }
            };
            let Some(&(column, factor)) = self.rows.get(row)?.terms.iter().find(can_move) else {
                return Some(Verdict::Infeasible);
            };
            let own = self.columns.get(basic)?;
            let target = if raise { own.low? } else { own.high? };
            let step = target.plus(own.value, Ratio::from_integer(-1))?.divided(factor)?;
            let moved = self.columns.get(column)?.value.plus(step, Ratio::ONE)?;
            self.shift(column, moved)?;
            self.pivot(row, column, factor)?;
        }
    }

    /// Swaps the basic column of a row for another of its columns.
    fn pivot(&mut self, row: usize, column: usize, factor: Ratio) -> Option<()> {
        let old = self.rows.get(row)?.clone();
        let inverse = Ratio::ONE.checked_div(factor)?;
        let others: Vec<(usize, Ratio)> = old.terms.iter().copied().filter(|(at, _)| *at != column).collect();
        let solved = sum(&[(old.basic, inverse)], &others, inverse.checked_neg()?)?;
        for (at, other) in self.rows.iter_mut().enumerate() {
            if at == row {
                *other = Row { basic: column, terms: solved.clone() };
            } else if let Some(place) = other.terms.iter().position(|(at, _)| *at == column) {
                let (_, factor) = other.terms.remove(place);
                other.terms = sum(&other.terms, &solved, factor)?;
            }
        }
        Some(())
    }
}

/// `one + factor × two`, columns ascending.
fn sum(one: &[(usize, Ratio)], two: &[(usize, Ratio)], factor: Ratio) -> Option<Vec<(usize, Ratio)>> {
    let mut terms = one.to_vec();
    for (column, own) in two {
        let own = own.checked_mul(factor)?;
        match terms.binary_search_by_key(column, |(at, _)| *at) {
            Ok(place) => {
                let term = terms.get_mut(place)?;
                term.1 = term.1.checked_add(own)?;
            }
            Err(place) => terms.insert(place, (*column, own)),
        }
    }
    terms.retain(|(_, factor)| !factor.is_zero());
    Some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i128) -> Ratio {
        Ratio::from_integer(value)
    }

    /// `constant + Σ factor × unknown`.
    fn line(constant: i128, terms: &[(u32, i128)]) -> Linear {
        let terms = terms.iter().map(|(unknown, factor)| (Unknown(*unknown), int(*factor))).collect();
        Linear { constant: int(constant), terms }
    }

    fn all(unknowns: u32, constraints: &[(Linear, Sign)]) -> Verdict {
        let mut simplex = Simplex::default();
        (0..unknowns).for_each(|_| simplex.add_unknown(false));
        constraints.iter().fold(Verdict::Feasible, |verdict, (expression, sign)| match verdict {
            Verdict::Feasible => simplex.require(expression, *sign),
            other => other,
        })
    }

    #[test]
    fn the_rule_that_nobody_can_meet_has_no_solution() {
        // income < 2 × 700, 2 × expenses > income, income − expenses ≥ 700.
        let income_low = (line(-1400, &[(0, 1)]), Sign::Below);
        let heavy = (line(0, &[(0, -1), (1, 2)]), Sign::Above);
        let rest = (line(-700, &[(0, 1), (1, -1)]), Sign::NotBelow);
        let all_three = [income_low.clone(), heavy.clone(), rest.clone()];
        assert_eq!(all(2, &all_three), Verdict::Infeasible);
        assert_eq!(all(2, &[income_low, heavy.clone()]), Verdict::Feasible);
        assert_eq!(all(2, &[heavy, rest]), Verdict::Feasible);
    }

    #[test]
    fn a_strict_bound_excludes_its_end() {
        let low = (line(-5, &[(0, 1)]), Sign::NotBelow);
        assert_eq!(all(1, &[low.clone(), (line(-5, &[(0, 1)]), Sign::Below)]), Verdict::Infeasible);
        assert_eq!(all(1, &[low, (line(-5, &[(0, 1)]), Sign::NotAbove)]), Verdict::Feasible);
    }
}
