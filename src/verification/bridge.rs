//! The only door to the data types of `quantity/`: values are read out of them and put back, nothing is reckoned with
//! them (`tests/architecture.rs` keeps both).

use crate::program::ir::Type;
use crate::quantity::calendar::{Date, Month};
use crate::quantity::due::Due;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::shift::{Anchor, Shift};
use crate::quantity::unit::Base;

use super::days::{self, Day};
use super::number::{Neighbour, Number};
use super::range::{End, Range};

/// A fraction of a program or record.
pub(super) fn number(ratio: Ratio) -> Number {
    // A fraction in lowest terms with a denominator above zero is one here too.
    Number::fraction(ratio.numerator(), ratio.denominator()).unwrap_or(Number::ZERO)
}

pub(super) fn ratio(number: Number) -> Ratio {
    Ratio::new(number.over(), number.under()).unwrap_or(Ratio::ZERO)
}

pub(super) fn range(interval: Interval) -> Range {
    let end = |bound: Bound| match bound {
        Bound::Unbounded => None,
        Bound::Closed(at) => Some(End { at: number(at), reached: true }),
        Bound::Open(at) => Some(End { at: number(at), reached: false }),
    };
    Range { low: end(interval.low), high: end(interval.high) }
}

pub(super) fn interval(range: Range) -> Interval {
    let bound = |end: Option<End>| match end {
        None => Bound::Unbounded,
        Some(End { at, reached: true }) => Bound::Closed(ratio(at)),
        Some(End { at, reached: false }) => Bound::Open(ratio(at)),
    };
    Interval { low: bound(range.low), high: bound(range.high) }
}

pub(super) fn day(date: Date) -> Day {
    days::count(i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
}

pub(super) fn date(day: Day) -> Date {
    let (year, month, day) = days::civil(day);
    let parts = (i32::try_from(year), u32::try_from(month), u32::try_from(day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::from_ymd(year, month, day),
        _ => None,
    };
    // Days here keep to the calendar.
    date.unwrap_or(Date::FOREVER)
}

/// A day of a certificate, `2025-10-01`; the years 1 to 9999.
pub(super) fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| {
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten()
    });
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let sound = parts.next().is_none()
        && (1..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days::length(year, month)).contains(&day);
    sound.then(|| days::count(year, month, day))
}

/// A month as the count of months from January of year 0.
pub(super) fn month(month: Month) -> i64 {
    i64::from(month.year()) * 12 + i64::from(month.month()) - 1
}

pub(super) fn named_month(month: i64) -> Option<Month> {
    let (year, month) = days::month_named(month)?;
    Month::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?)
}

/// Which neighbour, and the step.
pub(super) fn rounding(rounding: Rounding) -> (Neighbour, Number) {
    let to = match rounding.mode {
        Mode::HalfUp => Neighbour::Nearer,
        Mode::Up => Neighbour::Above,
        Mode::Down => Neighbour::Below,
    };
    (to, number(rounding.step))
}

/// How many months the unit of a sum per time has, where it has more than one: such a sum is rounded as it is written.
pub(super) fn months_per(ty: Type) -> Option<Number> {
    let Type::Number(unit) = ty else { return None };
    let months = unit.scale.span.months();
    (unit.dimension.exponent(Base::Month) == -1 && months > 1).then(|| Number::whole(i128::from(months)))
}

/// How a day is moved, in terms of this calendar.
pub(super) enum Move {
    Days(i64),
    Months(i64),
    WorkingDays(i64),
    Place(fn(Day) -> Option<Day>),
}

pub(super) fn moved(shift: Shift) -> Move {
    match shift {
        Shift::Days(days) => Move::Days(i64::from(days)),
        Shift::Months(months) => Move::Months(i64::from(months)),
        Shift::Years(years) => Move::Months(i64::from(years) * 12),
        Shift::WorkingDays(days) => Move::WorkingDays(i64::from(days)),
        Shift::Anchor(anchor) => Move::Place(match anchor {
            Anchor::MonthStart => |day| days::first_of(days::month_of(day)),
            Anchor::MonthEnd => |day| days::last_of(days::month_of(day)),
            Anchor::NextMonthStart => |day| days::first_of(days::month_of(day) + 1),
            Anchor::QuarterStart => |day| {
                let month = days::month_of(day);
                days::first_of(month - month.rem_euclid(3))
            },
            Anchor::YearStart => |day| days::first_of(days::month_of(day) / 12 * 12),
            Anchor::YearEnd => |day| days::last_of(days::month_of(day) / 12 * 12 + 11),
        }),
    }
}

/// The first day in time that is not before `from`: every month is looked at, for a year and a month.
pub(super) fn first_due(due: Due, from: Day) -> Option<Day> {
    type Fits = Box<dyn Fn(i64) -> bool>;
    let (of, fits): (u32, Fits) = match due {
        Due::Once(date) => return Some(day(date)).filter(|day| *day >= from),
        Due::Monthly(of) => (of, Box::new(|_| true)),
        Due::Quarterly(place, of) => (of, Box::new(move |month| month % 3 == i64::from(place))),
        Due::Yearly(wanted, of) => (of, Box::new(move |month| month + 1 == i64::from(wanted))),
    };
    (0..=12).find_map(|ahead| {
        let month = days::month_of(from) + ahead;
        let (year, named) = days::month_named(month)?;
        let due = days::first_of(month)? + i64::from(of).min(days::length(year, named)) - 1;
        (fits(month.rem_euclid(12)) && due >= from).then_some(due)
    })
}
