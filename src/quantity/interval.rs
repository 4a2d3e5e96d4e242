//! Ranges of exact fractions with open, closed or absent ends.
//!
//! Every operation is sound: for all values of the operands, the result holds the value of the operation.
//! Operands are taken as independent of each other.

use crate::quantity::ratio::Ratio;
use std::cmp::Ordering;

/// One end of a range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// No end on this side.
    Unbounded,
    /// The end belongs to the range.
    Closed(Ratio),
    /// The end does not belong to the range.
    Open(Ratio),
}

impl Bound {
    /// The number at the end, if there is an end.
    #[must_use]
    pub const fn value(self) -> Option<Ratio> {
        match self {
            Self::Unbounded => None,
            Self::Closed(value) | Self::Open(value) => Some(value),
        }
    }

    /// Whether the end belongs to the range.
    const fn is_closed(self) -> bool {
        matches!(self, Self::Closed(_))
    }

    fn with(value: Ratio, closed: bool) -> Self {
        if closed { Self::Closed(value) } else { Self::Open(value) }
    }

    /// The end under a function of its number; no end stays no end.
    fn map(self, f: impl Fn(Ratio) -> Option<Ratio>) -> Option<Self> {
        Some(match self {
            Self::Unbounded => Self::Unbounded,
            Self::Closed(value) => Self::Closed(f(value)?),
            Self::Open(value) => Self::Open(f(value)?),
        })
    }

    /// The end of a sum.
    fn plus(self, other: Self) -> Option<Self> {
        Some(match (self.value(), other.value()) {
            (Some(a), Some(b)) => Self::with(a.checked_add(b)?, self.is_closed() && other.is_closed()),
            _ => Self::Unbounded,
        })
    }

    /// Order of low ends: the earlier lets in more on the left.
    fn compare_low(self, other: Self) -> Ordering {
        match (self.value(), other.value()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(&b).then(other.is_closed().cmp(&self.is_closed())),
        }
    }

    /// Order of high ends: the later lets in more on the right.
    fn compare_high(self, other: Self) -> Ordering {
        match (self.value(), other.value()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(&b).then(self.is_closed().cmp(&other.is_closed())),
        }
    }

    fn lower_low(self, other: Self) -> Self {
        if self.compare_low(other).is_le() { self } else { other }
    }

    fn higher_low(self, other: Self) -> Self {
        if self.compare_low(other).is_ge() { self } else { other }
    }

    fn lower_high(self, other: Self) -> Self {
        if self.compare_high(other).is_le() { self } else { other }
    }

    fn higher_high(self, other: Self) -> Self {
        if self.compare_high(other).is_ge() { self } else { other }
    }
}

/// Which orders of two uncertain values are possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PossibleOrder {
    /// The first may be below the second.
    pub less: bool,
    /// The two may be equal.
    pub equal: bool,
    /// The first may be above the second.
    pub greater: bool,
}

/// A range of fractions that holds at least one number.
///
/// Whoever fills the fields directly must keep it non-empty: the low end below the high end, or both closed
/// at one number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// The low end.
    pub low: Bound,
    /// The high end.
    pub high: Bound,
}

impl Interval {
    /// Exactly one value.
    #[must_use]
    pub const fn point(value: Ratio) -> Self {
        Self { low: Bound::Closed(value), high: Bound::Closed(value) }
    }

    /// Any value at all.
    #[must_use]
    pub const fn everything() -> Self {
        Self { low: Bound::Unbounded, high: Bound::Unbounded }
    }

    /// `value` and all above it.
    #[must_use]
    pub const fn at_least(value: Ratio) -> Self {
        Self { low: Bound::Closed(value), high: Bound::Unbounded }
    }

    /// All from one value to the other, ends included; the order of the two does not matter.
    #[must_use]
    pub fn between(one: Ratio, other: Ratio) -> Self {
        Self { low: Bound::Closed(one.min(other)), high: Bound::Closed(one.max(other)) }
    }

    /// The value, when only one is possible.
    #[must_use]
    pub fn is_point(self) -> Option<Ratio> {
        match (self.low, self.high) {
            (Bound::Closed(low), Bound::Closed(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.lower_low(other.low), high: self.high.higher_high(other.high) }
    }

    /// What both hold; `None` when that is nothing.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        let both = Self { low: self.low.higher_low(other.low), high: self.high.lower_high(other.high) };
        let holds = match (both.low.value(), both.high.value()) {
            (Some(low), Some(high)) => match low.cmp(&high) {
                Ordering::Less => true,
                Ordering::Equal => both.low.is_closed() && both.high.is_closed(),
                Ordering::Greater => false,
            },
            _ => true,
        };
        holds.then_some(both)
    }

    /// The range of sums; `None` on overflow.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "these answer None on overflow, unlike the operators")]
    pub fn add(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.plus(other.low)?, high: self.high.plus(other.high)? })
    }

    /// The range of differences; `None` on overflow.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "these answer None on overflow, unlike the operators")]
    pub fn sub(self, other: Self) -> Option<Self> {
        let negated =
            Self { low: other.high.map(Ratio::checked_neg)?, high: other.low.map(Ratio::checked_neg)? };
        self.add(negated)
    }

    /// The range of products, by the corners; `None` on overflow.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "these answer None on overflow, unlike the operators")]
    pub fn mul(self, other: Self) -> Option<Self> {
        let (left, right) = (Corner::ends_of(self), Corner::ends_of(other));
        let (mut low, mut high) = (None, None);
        for (x, y) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let corner = left[x].times(right[y])?;
            if let Some(end) = corner.as_end(true) {
                low = Some(low.map_or(end, |sofar| end.lower_low(sofar)));
            }
            if let Some(end) = corner.as_end(false) {
                high = Some(high.map_or(end, |sofar| end.higher_high(sofar)));
            }
        }
        Some(Self { low: low.unwrap_or(Bound::Unbounded), high: high.unwrap_or(Bound::Unbounded) })
    }

    /// The range of quotients; `None` on overflow or when the divisor may be zero.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "these answer None on overflow, unlike the operators")]
    pub fn div(self, other: Self) -> Option<Self> {
        if other.contains(Ratio::ZERO) {
            return None;
        }
        // The divisor lies on one side of zero: an absent end becomes an open zero, an open zero an absent end.
        let inverse = |end: Bound| match end {
            Bound::Unbounded => Some(Bound::Open(Ratio::ZERO)),
            Bound::Closed(value) | Bound::Open(value) if value.is_zero() => Some(Bound::Unbounded),
            _ => end.map(|value| Ratio::ONE.checked_div(value)),
        };
        self.mul(Self { low: inverse(other.high)?, high: inverse(other.low)? })
    }

    /// Whether `value` is possible.
    #[must_use]
    pub fn contains(self, value: Ratio) -> bool {
        let above = match self.low {
            Bound::Unbounded => true,
            Bound::Closed(low) => low <= value,
            Bound::Open(low) => low < value,
        };
        let below = match self.high {
            Bound::Unbounded => true,
            Bound::Closed(high) => value <= high,
            Bound::Open(high) => value < high,
        };
        above && below
    }

    /// Which orders of a value here and a value there are possible; exact for independent values.
    #[must_use]
    pub fn compare(self, other: Self) -> PossibleOrder {
        let may_be_below = |low: Bound, high: Bound| match (low.value(), high.value()) {
            (Some(low), Some(high)) => low < high,
            _ => true,
        };
        PossibleOrder {
            less: may_be_below(self.low, other.high),
            equal: self.intersect(other).is_some(),
            greater: may_be_below(other.low, self.high),
        }
    }

    /// The range of the lesser of two values.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self { low: self.low.lower_low(other.low), high: self.high.lower_high(other.high) }
    }

    /// The range of the greater of two values.
    #[must_use]
    pub fn greatest(self, other: Self) -> Self {
        Self { low: self.low.higher_low(other.low), high: self.high.higher_high(other.high) }
    }

    /// The range when a value below zero counts as zero.
    #[must_use]
    pub fn floor_zero(self) -> Self {
        self.greatest(Self::point(Ratio::ZERO))
    }

    /// The range under a function that never falls, such as a rounding; `None` when the function answers
    /// `None` at an end. Open ends become closed, because the function may be level there.
    #[must_use]
    pub fn map_monotone(self, f: impl Fn(Ratio) -> Option<Ratio>) -> Option<Self> {
        let end = |bound: Bound| match bound.value() {
            None => Some(Bound::Unbounded),
            Some(value) => f(value).map(Bound::Closed),
        };
        Some(Self { low: end(self.low)?, high: end(self.high)? })
    }
}

/// An end of a range as a factor.
#[derive(Clone, Copy)]
enum Corner {
    /// Below every number, or above every number.
    Infinite { negative: bool },
    /// A number, reached (closed) or only approached.
    Finite { value: Ratio, reached: bool },
}

impl Corner {
    fn ends_of(range: Interval) -> [Self; 2] {
        [Self::of(range.low, true), Self::of(range.high, false)]
    }

    fn of(end: Bound, low: bool) -> Self {
        match end {
            Bound::Unbounded => Self::Infinite { negative: low },
            Bound::Closed(value) => Self::Finite { value, reached: true },
            Bound::Open(value) => Self::Finite { value, reached: false },
        }
    }

    fn times(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Infinite { negative: a }, Self::Infinite { negative: b }) => {
                Self::Infinite { negative: a != b }
            }
            (Self::Infinite { negative }, Self::Finite { value, reached })
            | (Self::Finite { value, reached }, Self::Infinite { negative }) => {
                if value.is_zero() {
                    // Zero times ever larger numbers is zero.
                    Self::Finite { value, reached }
                } else {
                    Self::Infinite { negative: negative != value.is_negative() }
                }
            }
            (Self::Finite { value: a, reached: x }, Self::Finite { value: b, reached: y }) => {
                // A zero that is reached gives zero whatever the other factor is.
                let reached = (x || (y && b.is_zero())) && (y || (x && a.is_zero()));
                Self::Finite { value: a.checked_mul(b)?, reached }
            }
        })
    }

    /// This corner as a candidate for the low (or else the high) end; an infinity on the far side is none.
    fn as_end(self, low: bool) -> Option<Bound> {
        match self {
            Self::Infinite { negative } => (negative == low).then_some(Bound::Unbounded),
            Self::Finite { value, reached } => Some(Bound::with(value, reached)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Bound, Interval};
    use crate::quantity::ratio::Ratio;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn half(n: i128) -> Ratio {
        Ratio::new(n, 2).unwrap()
    }

    fn range(low: i128, high: i128) -> Interval {
        Interval::between(Ratio::from_integer(low), Ratio::from_integer(high))
    }

    /// Non-empty ranges with every kind of end, at whole numbers from −4 to 4.
    fn ranges() -> impl Strategy<Value = Interval> {
        let kind = || 0u8..3;
        (-4i128..=4, -4i128..=4, kind(), kind()).prop_map(|(a, b, low_kind, high_kind)| {
            let end = |value: i128, kind: u8| match kind {
                0 => Bound::Unbounded,
                1 => Bound::Closed(Ratio::from_integer(value)),
                _ => Bound::Open(Ratio::from_integer(value)),
            };
            let made = Interval { low: end(a.min(b), low_kind), high: end(a.max(b), high_kind) };
            made.intersect(made).unwrap_or(Interval::point(Ratio::from_integer(a)))
        })
    }

    fn samples(of: Interval) -> Vec<Ratio> {
        (-20..=20).map(half).filter(|&value| of.contains(value)).collect()
    }

    #[test]
    fn ends_are_exact() {
        let zero = Ratio::ZERO;
        let open_zero = Interval { low: Bound::Open(zero), high: Bound::Closed(Ratio::from_integer(5)) };
        assert_eq!(range(-1, 2).mul(range(-3, 4)), Some(range(-6, 8)));
        assert_eq!(Interval::at_least(Ratio::ONE).mul(range(2, 3)), Some(Interval::at_least(half(4))));
        assert_eq!(range(0, 0).mul(Interval::everything()), Some(range(0, 0)));
        assert_eq!(range(5, 5).div(open_zero), Some(Interval::at_least(Ratio::ONE)));
        assert_eq!(range(1, 2).div(range(-1, 1)), None);
        assert_eq!(open_zero.intersect(range(-1, 0)), None);
        assert_eq!(range(-2, 3).floor_zero(), range(0, 3));
        assert_eq!(range(7, 7).is_point(), Some(Ratio::from_integer(7)));
        let lost = |value: Ratio| value.checked_add(Ratio::from_integer(i128::MAX));
        assert_eq!(range(1, 2).map_monotone(lost), None);
    }

    proptest! {
        #[test]
        fn no_possible_value_is_lost(a in ranges(), b in ranges()) {
            let (sum, difference, all) = (a.add(b).unwrap(), a.sub(b).unwrap(), a.mul(b).unwrap());
            let (order, hull, both, quotient) = (a.compare(b), a.hull(b), a.intersect(b), a.div(b));
            prop_assert_eq!(quotient.is_none(), b.contains(Ratio::ZERO));
            for x in samples(a) {
                prop_assert!(hull.contains(x));
                prop_assert_eq!(both.is_some_and(|both| both.contains(x)), b.contains(x));
                let floored = a.map_monotone(|v| Some(Ratio::from_integer(v.floor()))).unwrap();
                prop_assert!(floored.contains(Ratio::from_integer(x.floor())));
                for y in samples(b) {
                    prop_assert!(hull.contains(y));
                    prop_assert!(sum.contains(x.checked_add(y).unwrap()));
                    prop_assert!(difference.contains(x.checked_sub(y).unwrap()));
                    prop_assert!(all.contains(x.checked_mul(y).unwrap()));
                    prop_assert!(quotient.is_none_or(|q| q.contains(x.checked_div(y).unwrap())));
                    prop_assert!(a.least(b).contains(x.min(y)) && a.greatest(b).contains(x.max(y)));
                    let possible = match x.cmp(&y) {
                        Ordering::Less => order.less,
                        Ordering::Equal => order.equal,
                        Ordering::Greater => order.greater,
                    };
                    prop_assert!(possible);
                }
            }
        }
    }
}
