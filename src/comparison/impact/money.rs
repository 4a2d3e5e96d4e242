//! What is paid, by the month, over a year and once; settled, or within bounds.

use crate::program::ir::{Output, Type};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Dimension, Unit};
use crate::trace::outcome::Settled;

/// Months of a year, over which what is paid every month is reckoned.
const YEAR: u32 = 12;

/// A sum does not fit exact numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overflow;

/// Settled sums, in 元.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paid {
    /// Every month.
    pub monthly: Ratio,
    /// What is paid every month, over twelve months, or fewer where the text says for how long.
    pub yearly: Ratio,
    /// Once.
    pub once: Ratio,
}

impl Default for Paid {
    fn default() -> Paid {
        Paid::NOTHING
    }
}

impl Paid {
    /// Nothing is paid.
    pub const NOTHING: Paid = Paid { monthly: Ratio::ZERO, yearly: Ratio::ZERO, once: Ratio::ZERO };

    /// The sum.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn plus(self, other: Paid) -> Result<Paid, Overflow> {
        let add = |a: Ratio, b: Ratio| a.checked_add(b).ok_or(Overflow);
        Ok(Paid {
            monthly: add(self.monthly, other.monthly)?,
            yearly: add(self.yearly, other.yearly)?,
            once: add(self.once, other.once)?,
        })
    }

    /// What it is more than another.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn minus(self, other: Paid) -> Result<Paid, Overflow> {
        let sub = |a: Ratio, b: Ratio| a.checked_sub(b).ok_or(Overflow);
        Ok(Paid {
            monthly: sub(self.monthly, other.monthly)?,
            yearly: sub(self.yearly, other.yearly)?,
            once: sub(self.once, other.once)?,
        })
    }

    /// What a year costs: twelve months, and what is paid once.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn in_a_year(self) -> Result<Ratio, Overflow> {
        self.yearly.checked_add(self.once).ok_or(Overflow)
    }
}

/// Sums that may be open, in 元.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Money {
    /// Every month.
    pub monthly: Interval,
    /// Over a year, of what is paid every month.
    pub yearly: Interval,
    /// Once.
    pub once: Interval,
}

impl Money {
    /// Nothing is paid.
    pub const NOTHING: Money = Money {
        monthly: Interval::point(Ratio::ZERO),
        yearly: Interval::point(Ratio::ZERO),
        once: Interval::point(Ratio::ZERO),
    };

    /// Anything.
    #[must_use]
    pub const fn anything() -> Money {
        let all = Interval::everything();
        Money { monthly: all, yearly: all, once: all }
    }

    fn each(
        self,
        other: Money,
        f: impl Fn(Interval, Interval) -> Option<Interval>,
    ) -> Result<Money, Overflow> {
        let f = |a, b| f(a, b).ok_or(Overflow);
        Ok(Money {
            monthly: f(self.monthly, other.monthly)?,
            yearly: f(self.yearly, other.yearly)?,
            once: f(self.once, other.once)?,
        })
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn plus(self, other: Money) -> Result<Money, Overflow> {
        self.each(other, Interval::add)
    }

    /// What it is more than another.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn minus(self, other: Money) -> Result<Money, Overflow> {
        self.each(other, Interval::sub)
    }

    /// It may also be nothing.
    fn or_nothing(self) -> Money {
        let hull = |range: Interval| range.hull(Interval::point(Ratio::ZERO));
        Money { monthly: hull(self.monthly), yearly: hull(self.yearly), once: hull(self.once) }
    }

    /// The sums, where nothing of it is open.
    #[must_use]
    pub fn settled(&self) -> Option<Paid> {
        Some(Paid {
            monthly: self.monthly.is_point()?,
            yearly: self.yearly.is_point()?,
            once: self.once.is_point()?,
        })
    }
}

impl From<Paid> for Money {
    fn from(paid: Paid) -> Money {
        Money {
            monthly: Interval::point(paid.monthly),
            yearly: Interval::point(paid.yearly),
            once: Interval::point(paid.once),
        }
    }
}

/// How a benefit is paid.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pace {
    /// By the month; an amount in base measures times this is what a month costs.
    Monthly(Ratio),
    /// Once, or whenever there is an occasion.
    Once,
    /// It is no money, or an amount per day or per visit, of which no sum can be made: the unit.
    Other(Unit),
    /// In kind: there is no amount.
    InKind,
}

/// How the benefit of an output is paid.
#[must_use]
pub fn pace(output: &Output, amount: Option<Type>) -> Pace {
    let Some(Type::Number(unit)) = amount else { return Pace::InKind };
    let person = Dimension::of(Base::Person);
    let household = Dimension::of(Base::Household);
    let sum = Dimension::of(Base::Yuan);
    let month = Dimension::of(Base::Month);
    let is = |of: Option<Dimension>| {
        let Some(of) = of else { return false };
        unit.dimension == of
            || of.per(person).is_some_and(|each| each == unit.dimension)
            || of.per(household).is_some_and(|each| each == unit.dimension)
    };
    if is(sum.per(month)) {
        return Pace::Monthly(Ratio::ONE);
    }
    if !is(Some(sum)) {
        return Pace::Other(unit);
    }
    let cycle = output.benefit.as_ref().and_then(|benefit| benefit.schedule.as_ref());
    let months = match cycle.map(|schedule| schedule.cycle.as_str()) {
        Some("按月") => 1,
        Some("按季") => 3,
        Some("按年") => 12,
        _ => return Pace::Once,
    };
    Ratio::new(1, months).map_or(Pace::Once, Pace::Monthly)
}

/// What an amount (in base measures) comes to, by its pace and for how long it is paid.
///
/// # Errors
/// [`Overflow`].
pub fn of_amount(pace: Pace, amount: Interval, settled: &Settled) -> Result<Money, Overflow> {
    let scaled = |range: Interval, by: Ratio| {
        if by == Ratio::ONE {
            return Ok(range);
        }
        range.map_monotone(|value| value.checked_mul(by)).ok_or(Overflow)
    };
    let money = match pace {
        Pace::InKind | Pace::Other(_) => Money::NOTHING,
        Pace::Once => Money { once: amount, ..Money::NOTHING },
        Pace::Monthly(factor) => {
            let months =
                settled.payment.as_ref().and_then(|payment| payment.months).unwrap_or(YEAR).min(YEAR);
            let monthly = scaled(amount, factor)?;
            let yearly = scaled(monthly, Ratio::from_integer(i128::from(months)))?;
            Money { monthly, yearly, ..Money::NOTHING }
        }
    };
    Ok(if settled.may_be_refused { money.or_nothing() } else { money })
}

/// Which ways a sum may go.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways {
    /// It may go up, down.
    may: (bool, bool),
    /// It goes up, down, whatever else turns out.
    must: (bool, bool),
}

impl Ways {
    /// A difference goes where it may and must go.
    pub(super) fn add(&mut self, difference: Interval) {
        let zero = Ratio::ZERO;
        let above = match difference.low {
            Bound::Unbounded => false,
            Bound::Closed(low) => low > zero,
            Bound::Open(low) => low >= zero,
        };
        let below = match difference.high {
            Bound::Unbounded => false,
            Bound::Closed(high) => high < zero,
            Bound::Open(high) => high <= zero,
        };
        let up = difference.high.value().is_none_or(|high| high > zero);
        let down = difference.low.value().is_none_or(|low| low < zero);
        self.add_known(up, down, above, below);
    }

    /// Something goes up or down.
    pub(super) fn add_known(&mut self, may_up: bool, may_down: bool, up: bool, down: bool) {
        self.may = (self.may.0 || may_up, self.may.1 || may_down);
        self.must = (self.must.0 || up, self.must.1 || down);
    }

    /// What it comes to.
    pub(super) fn effect(self) -> Effect {
        match (self.may, self.must) {
            ((false, false), _) => Effect::Unchanged,
            (_, (true, true)) => Effect::Mixed,
            ((_, false), (true, _)) => Effect::Gains,
            ((false, _), (_, true)) => Effect::Loses,
            _ => Effect::Undetermined,
        }
    }
}

/// What the new text does to a household.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Effect {
    /// It gets less.
    Loses,
    /// It gets less of one thing and more of another that cannot be set off: monthly, over a year, once, in kind.
    Mixed,
    /// It gets more.
    Gains,
    /// It gets as much.
    Unchanged,
    /// Facts, answers or rules are missing that could decide it.
    Undetermined,
}

impl Effect {
    /// All effects, in the order in which they are told.
    pub const ALL: [Effect; 5] =
        [Effect::Loses, Effect::Mixed, Effect::Gains, Effect::Unchanged, Effect::Undetermined];

    /// Position in [`Effect::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}
