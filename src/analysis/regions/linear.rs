//! Linear expressions over the unknowns of a region.

use crate::quantity::ratio::Ratio;

/// An unknown of a region: a fact, a figure not yet published, the sum over a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Unknown(pub(super) u32);

/// `constant + Σ factor × unknown`, unknowns ascending, no factor zero.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Linear {
    pub(super) constant: Ratio,
    pub(super) terms: Vec<(Unknown, Ratio)>,
}

impl Linear {
    /// A number.
    pub(super) const fn constant(constant: Ratio) -> Linear {
        Linear { constant, terms: Vec::new() }
    }

    /// An unknown by itself.
    pub(super) fn unknown(unknown: Unknown) -> Linear {
        Linear { constant: Ratio::ZERO, terms: vec![(unknown, Ratio::ONE)] }
    }

    /// The number, where it holds no unknown.
    pub(super) fn known(&self) -> Option<Ratio> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// `self + factor × other`; `None` on overflow.
    pub(super) fn plus(&self, other: &Linear, factor: Ratio) -> Option<Linear> {
        let constant = self.constant.checked_add(other.constant.checked_mul(factor)?)?;
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let from_left = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some((one, _)), Some((two, own))) if one == two => {
                    let own = own.checked_mul(factor)?;
                    right.next();
                    if let Some((unknown, before)) = left.next() {
                        let sum = before.checked_add(own)?;
                        if !sum.is_zero() {
                            terms.push((*unknown, sum));
                        }
                    }
                    continue;
                }
                (Some((one, _)), Some((two, _))) => one < two,
                (Some(_), None) => true,
                (None, Some(_)) => false,
            };
            if from_left {
                terms.extend(left.next().copied());
            } else if let Some((unknown, own)) = right.next() {
                terms.push((*unknown, own.checked_mul(factor)?));
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        Some(Linear { constant, terms })
    }

    /// `self − other`; `None` on overflow.
    pub(super) fn minus(&self, other: &Linear) -> Option<Linear> {
        self.plus(other, Ratio::from_integer(-1))
    }

    /// `factor × self`; `None` on overflow.
    pub(super) fn times(&self, factor: Ratio) -> Option<Linear> {
        Linear::constant(Ratio::ZERO).plus(self, factor)
    }
}

/// How a linear expression stands to zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Sign {
    Below,
    NotAbove,
    Zero,
    NotBelow,
    Above,
}

impl Sign {
    /// The sign of the negated expression.
    pub(super) const fn mirrored(self) -> Sign {
        match self {
            Sign::Below => Sign::Above,
            Sign::NotAbove => Sign::NotBelow,
            Sign::Zero => Sign::Zero,
            Sign::NotBelow => Sign::NotAbove,
            Sign::Above => Sign::Below,
        }
    }

    /// Whether a number has the sign.
    pub(super) fn holds(self, value: Ratio) -> bool {
        match self {
            Sign::Below => value < Ratio::ZERO,
            Sign::NotAbove => value <= Ratio::ZERO,
            Sign::Zero => value.is_zero(),
            Sign::NotBelow => value >= Ratio::ZERO,
            Sign::Above => value > Ratio::ZERO,
        }
    }
}
