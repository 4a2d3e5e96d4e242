//! Exact fractions, reckoned here and nowhere else: nothing of the evaluator's arithmetic is used to check it.

use std::cmp::Ordering;

/// A fraction in lowest terms; `under` is above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Number {
    over: i128,
    under: i128,
}

/// Which neighbour a rounding takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Neighbour {
    /// The nearer one; of two equally near the one farther from zero.
    Nearer,
    /// The one above.
    Above,
    /// The one below.
    Below,
}

/// The greatest whole number that measures both; 1 where both are zero.
fn measure(one: i128, other: i128) -> u128 {
    let (mut a, mut b) = (one.unsigned_abs(), other.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// A number divided by one that measures it.
fn part(number: i128, measure: u128) -> Option<i128> {
    match i128::try_from(measure) {
        Ok(measure) => number.checked_div(measure),
        // Only the lowest number of all and zero have so great a measure.
        Err(_) => Some(if number == 0 { 0 } else { -1 }),
    }
}

impl Number {
    pub(super) const ZERO: Number = Number::whole(0);

    pub(super) const fn whole(number: i128) -> Number {
        Number { over: number, under: 1 }
    }

    /// `over ÷ under` in lowest terms; none where that is no fraction of 128 bits.
    pub(super) fn fraction(over: i128, under: i128) -> Option<Number> {
        if under == 0 {
            return None;
        }
        let shared = measure(over, under);
        let (over, under) = (part(over, shared)?, part(under, shared)?);
        if under > 0 {
            Some(Number { over, under })
        } else {
            Some(Number { over: over.checked_neg()?, under: under.checked_neg()? })
        }
    }

    pub(super) const fn over(self) -> i128 {
        self.over
    }

    pub(super) const fn under(self) -> i128 {
        self.under
    }

    pub(super) const fn is_zero(self) -> bool {
        self.over == 0
    }

    pub(super) const fn is_below_zero(self) -> bool {
        self.over < 0
    }

    /// The sum on the least common denominator; none where it does not fit.
    pub(super) fn plus(self, other: Number) -> Option<Number> {
        let shared = measure(self.under, other.under);
        let (own, its) = (part(self.under, shared)?, part(other.under, shared)?);
        let sum = self.over.checked_mul(its)?.checked_add(other.over.checked_mul(own)?)?;
        // What sum and denominator still share, they share with the shared part.
        let rest = measure(sum, i128::try_from(shared).ok()?);
        Some(Number { over: part(sum, rest)?, under: own.checked_mul(part(other.under, rest)?)? })
    }

    pub(super) fn minus(self, other: Number) -> Option<Number> {
        // On one denominator nothing needs its sign turned first: the lowest number has no counterpart.
        if self.under == other.under {
            return Number::fraction(self.over.checked_sub(other.over)?, self.under);
        }
        self.plus(other.negative()?)
    }

    pub(super) fn negative(self) -> Option<Number> {
        Some(Number { over: self.over.checked_neg()?, under: self.under })
    }

    /// The product, cancelled crosswise first; none where it does not fit.
    pub(super) fn times(self, other: Number) -> Option<Number> {
        let (left, right) = (measure(self.over, other.under), measure(other.over, self.under));
        let over = part(self.over, left)?.checked_mul(part(other.over, right)?)?;
        let under = part(self.under, right)?.checked_mul(part(other.under, left)?)?;
        Some(Number { over, under })
    }

    /// The quotient; none where the divisor is zero or the result does not fit.
    pub(super) fn by(self, other: Number) -> Option<Number> {
        match other.over.signum() {
            0 => None,
            1 => self.times(Number { over: other.under, under: other.over }),
            _ => self.times(Number { over: other.under.checked_neg()?, under: other.over.checked_neg()? }),
        }
    }

    /// The whole multiple of `step` (above zero) that the rounding takes; none where something does not fit.
    pub(super) fn rounded(self, to: Neighbour, step: Number) -> Option<Number> {
        if step.over <= 0 {
            return None;
        }
        let steps = self.by(step)?;
        let (below, rest) = (steps.over.div_euclid(steps.under), steps.over.rem_euclid(steps.under));
        if rest == 0 {
            return Some(self);
        }
        let upward = match to {
            Neighbour::Above => true,
            Neighbour::Below => false,
            Neighbour::Nearer => match rest.cmp(&(steps.under - rest)) {
                Ordering::Less => false,
                Ordering::Greater => true,
                Ordering::Equal => !self.is_below_zero(),
            },
        };
        Number::whole(below.checked_add(i128::from(upward))?).times(step)
    }

    pub(super) fn smaller(self, other: Number) -> Number {
        if other < self { other } else { self }
    }

    pub(super) fn larger(self, other: Number) -> Number {
        if other > self { other } else { self }
    }

    /// As people write it: 47.33, 1/3.
    pub(super) fn words(self) -> String {
        let mut places = 0;
        let mut scaled = Some(self);
        while let Some(number) = scaled.filter(|number| number.under != 1 && places < 6) {
            scaled = number.times(Number::whole(10));
            places += 1;
        }
        match scaled.filter(|number| number.under == 1) {
            None => format!("{}/{}", self.over, self.under),
            Some(number) if places == 0 => number.over.to_string(),
            Some(number) => {
                let digits = format!("{:0>width$}", number.over.unsigned_abs(), width = places + 1);
                let (whole, rest) = digits.split_at(digits.len() - places);
                format!("{}{whole}.{rest}", if self.is_below_zero() { "-" } else { "" })
            }
        }
    }
}

impl Ord for Number {
    /// Whole parts first, then the remainders upside down: nothing is multiplied, so nothing can overflow.
    fn cmp(&self, other: &Number) -> Ordering {
        let (mut a, mut b, mut c, mut d) = (self.over, self.under, other.over, other.under);
        let mut turned = false;
        loop {
            let (left, right) = (a.div_euclid(b), c.div_euclid(d));
            let (rest, its) = (a.rem_euclid(b), c.rem_euclid(d));
            let found = match left.cmp(&right) {
                Ordering::Equal if rest == 0 || its == 0 => rest.cmp(&its),
                Ordering::Equal => {
                    (a, b, c, d) = (b, rest, d, its);
                    turned = !turned;
                    continue;
                }
                unequal => unequal,
            };
            return if turned { found.reverse() } else { found };
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
