//! What a number may still be: all numbers between two ends, each reached, not reached, or absent.

use super::number::Number;
use std::cmp::Ordering;

/// An end: the number, and whether it belongs to the range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct End {
    pub(super) at: Number,
    pub(super) reached: bool,
}

/// A range that holds at least one number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Range {
    pub(super) low: Option<End>,
    pub(super) high: Option<End>,
}

/// Which orders of two numbers are still possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Orders {
    pub(super) below: bool,
    pub(super) equal: bool,
    pub(super) above: bool,
}

/// One factor of a product at its extreme.
#[derive(Clone, Copy)]
enum Extreme {
    Endless { below: bool },
    At(End),
}

fn reached(at: Number) -> Option<End> {
    Some(End { at, reached: true })
}

/// Of two low ends the one that lets in more.
fn wider_low(one: Option<End>, other: Option<End>) -> Option<End> {
    let (one, other) = (one?, other?);
    Some(match one.at.cmp(&other.at) {
        Ordering::Less => one,
        Ordering::Greater => other,
        Ordering::Equal => End { at: one.at, reached: one.reached || other.reached },
    })
}

fn wider_high(one: Option<End>, other: Option<End>) -> Option<End> {
    let (one, other) = (one?, other?);
    Some(match one.at.cmp(&other.at) {
        Ordering::Less => other,
        Ordering::Greater => one,
        Ordering::Equal => End { at: one.at, reached: one.reached || other.reached },
    })
}

/// Of two low ends the one that lets in less.
fn narrower_low(one: Option<End>, other: Option<End>) -> Option<End> {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
    Some(match one.at.cmp(&other.at) {
        Ordering::Less => other,
        Ordering::Greater => one,
        Ordering::Equal => End { at: one.at, reached: one.reached && other.reached },
    })
}

fn narrower_high(one: Option<End>, other: Option<End>) -> Option<End> {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
    Some(match one.at.cmp(&other.at) {
        Ordering::Less => one,
        Ordering::Greater => other,
        Ordering::Equal => End { at: one.at, reached: one.reached && other.reached },
    })
}

/// The end of a sum: absent where one of the two is; the outer `None` is a sum that does not fit.
fn sum(one: Option<End>, other: Option<End>) -> Option<Option<End>> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let at = one.at.plus(other.at)?;
            Some(Some(End { at, reached: one.reached && other.reached }))
        }
        _ => Some(None),
    }
}

impl Extreme {
    /// The product of two extremes; nought times ever larger numbers stays nought.
    fn times(self, other: Extreme) -> Option<Extreme> {
        Some(match (self, other) {
            (Extreme::Endless { below: one }, Extreme::Endless { below: other }) => {
                Extreme::Endless { below: one != other }
            }
            (Extreme::Endless { below }, Extreme::At(end))
            | (Extreme::At(end), Extreme::Endless { below }) => {
                if end.at.is_zero() {
                    Extreme::At(end)
                } else {
                    Extreme::Endless { below: below != end.at.is_below_zero() }
                }
            }
            (Extreme::At(one), Extreme::At(other)) => {
                let both = one.reached && other.reached;
                // A nought that is reached makes nought of whatever stands beside it.
                let nought = one.reached && one.at.is_zero() || other.reached && other.at.is_zero();
                Extreme::At(End { at: one.at.times(other.at)?, reached: both || nought })
            }
        })
    }
}

impl Range {
    pub(super) const ALL: Range = Range { low: None, high: None };
    /// Nought and above: what an amount may be.
    pub(super) const AMOUNTS: Range =
        Range { low: Some(End { at: Number::ZERO, reached: true }), high: None };

    pub(super) fn only(at: Number) -> Range {
        Range { low: reached(at), high: reached(at) }
    }

    pub(super) fn from(at: Number) -> Range {
        Range { low: reached(at), high: None }
    }

    pub(super) fn between(one: Number, other: Number) -> Range {
        Range { low: reached(one.smaller(other)), high: reached(one.larger(other)) }
    }

    /// The number, where it can be only one.
    pub(super) fn single(self) -> Option<Number> {
        let (low, high) = (self.low?, self.high?);
        (low.reached && high.reached && low.at == high.at).then_some(low.at)
    }

    pub(super) fn is_never_negative(self) -> bool {
        self.low.is_some_and(|low| !low.at.is_below_zero())
    }

    /// The smallest range that holds both.
    pub(super) fn around(self, other: Range) -> Range {
        Range { low: wider_low(self.low, other.low), high: wider_high(self.high, other.high) }
    }

    /// What both hold.
    pub(super) fn within(self, other: Range) -> Option<Range> {
        let (low, high) = (narrower_low(self.low, other.low), narrower_high(self.high, other.high));
        let empty = match (low, high) {
            (Some(low), Some(high)) => match low.at.cmp(&high.at) {
                Ordering::Less => false,
                Ordering::Equal => !(low.reached && high.reached),
                Ordering::Greater => true,
            },
            _ => false,
        };
        (!empty).then_some(Range { low, high })
    }

    pub(super) fn holds(self, number: Number) -> bool {
        let above = self.low.is_none_or(|low| low.at < number || low.reached && low.at == number);
        let below = self.high.is_none_or(|high| number < high.at || high.reached && high.at == number);
        above && below
    }

    pub(super) fn plus(self, other: Range) -> Option<Range> {
        Some(Range { low: sum(self.low, other.low)?, high: sum(self.high, other.high)? })
    }

    pub(super) fn minus(self, other: Range) -> Option<Range> {
        let turned = |end: Option<End>| match end {
            None => Some(None),
            Some(End { at, reached }) => at.negative().map(|at| Some(End { at, reached })),
        };
        self.plus(Range { low: turned(other.high)?, high: turned(other.low)? })
    }

    pub(super) fn times(self, other: Range) -> Option<Range> {
        let extremes = |range: Range| {
            let of = |end: Option<End>, below| end.map_or(Extreme::Endless { below }, Extreme::At);
            [of(range.low, true), of(range.high, false)]
        };
        let mut corners = Vec::with_capacity(4);
        for one in extremes(self) {
            for other in extremes(other) {
                corners.push(one.times(other)?);
            }
        }
        let end = |below: bool, pick: fn(Option<End>, Option<End>) -> Option<End>| {
            let endless =
                |corner: &Extreme| matches!(corner, Extreme::Endless { below: side } if *side == below);
            if corners.iter().any(endless) {
                return None;
            }
            let ends = corners.iter().filter_map(|corner| match corner {
                Extreme::At(end) => Some(*end),
                Extreme::Endless { .. } => None,
            });
            ends.map(Some).reduce(pick).flatten()
        };
        Some(Range { low: end(true, wider_low), high: end(false, wider_high) })
    }

    /// The quotients; none where the divisor may be zero or something does not fit.
    pub(super) fn by(self, other: Range) -> Option<Range> {
        if other.holds(Number::ZERO) {
            return None;
        }
        // The divisor keeps to one side of zero, so its counterparts change places and ends at zero run out endless.
        let counterpart = |end: Option<End>| match end {
            None => Some(Some(End { at: Number::ZERO, reached: false })),
            Some(end) if end.at.is_zero() => Some(None),
            Some(End { at, reached }) => Number::whole(1).by(at).map(|at| Some(End { at, reached })),
        };
        self.times(Range { low: counterpart(other.high)?, high: counterpart(other.low)? })
    }

    pub(super) fn lesser(self, other: Range) -> Range {
        Range { low: wider_low(self.low, other.low), high: narrower_high(self.high, other.high) }
    }

    pub(super) fn greater(self, other: Range) -> Range {
        Range { low: narrower_low(self.low, other.low), high: wider_high(self.high, other.high) }
    }

    pub(super) fn floored(self) -> Range {
        self.greater(Range::only(Number::ZERO))
    }

    /// The range under a function that never falls; it may be level at an end, so that ends are reached.
    pub(super) fn through(self, f: impl Fn(Number) -> Option<Number>) -> Option<Range> {
        let end = |end: Option<End>| match end {
            None => Some(None),
            Some(end) => f(end.at).map(reached),
        };
        Some(Range { low: end(self.low)?, high: end(self.high)? })
    }

    pub(super) fn orders(self, other: Range) -> Orders {
        let room = |low: Option<End>, high: Option<End>| match (low, high) {
            (Some(low), Some(high)) => low.at < high.at,
            _ => true,
        };
        Orders {
            below: room(self.low, other.high),
            equal: self.within(other).is_some(),
            above: room(other.low, self.high),
        }
    }
}
