//! The civil calendar: days, months, and the counting of whole years and months between days.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// The years that a text may write.
const WRITTEN_YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A day. Days run from 1 January of year 1 to 31 December 9999; the first and the last of them mean
/// "no beginning" and "no end".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);

impl Date {
    /// The open end of a period: later than every date.
    pub const FOREVER: Self = Self(3_652_059);
    /// The open beginning of a period: earlier than every date.
    pub const NEVER_BEFORE: Self = Self(1);

    /// The day of that year, month and day, if the calendar has it.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        Self::from_civil(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    fn from_civil(civil: NaiveDate) -> Option<Self> {
        let day = Self(civil.num_days_from_ce());
        (Self::NEVER_BEFORE..=Self::FOREVER).contains(&day).then_some(day)
    }

    fn civil(self) -> NaiveDate {
        // The field never leaves chrono's range, so the other branch is not taken.
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or(NaiveDate::MAX)
    }

    /// Reads `2025-10-01`, `2025/10/1` or `2025年10月1日`, for the years 1900 to 2200.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (year, month, day) = if let Some((year, rest)) = text.split_once('年') {
            let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
            (year, month, day)
        } else {
            let mark = if text.contains('-') { '-' } else { '/' };
            let (year, rest) = text.split_once(mark)?;
            let (month, day) = rest.split_once(mark)?;
            (year, month, day)
        };
        Self::from_ymd(written_year(year)?, written_part(month)?, written_part(day)?)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.civil().year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.civil().month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u32 {
        self.civil().day()
    }

    /// Whether it is a Saturday or a Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        self.civil().weekday().num_days_from_monday() >= 5
    }

    /// 周一 … 周日
    #[must_use]
    pub fn weekday(self) -> &'static str {
        match self.civil().weekday().num_days_from_monday() {
            0 => "周一",
            1 => "周二",
            2 => "周三",
            3 => "周四",
            4 => "周五",
            5 => "周六",
            _ => "周日",
        }
    }

    /// The text `2025-10-01`.
    #[must_use]
    pub fn iso(self) -> String {
        let civil = self.civil();
        format!("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day())
    }

    /// Whether this is one of the two open ends rather than a day.
    fn is_open_end(self) -> bool {
        self == Self::FOREVER || self == Self::NEVER_BEFORE
    }

    /// The day `days` later (earlier when negative); `None` beyond the calendar or from an open end.
    #[must_use]
    pub fn add_days(self, days: i32) -> Option<Self> {
        if self.is_open_end() {
            return None;
        }
        let day = Self(self.0.checked_add(days)?);
        (Self::NEVER_BEFORE < day && day < Self::FOREVER).then_some(day)
    }

    /// The same day of the month `months` later (earlier when negative), or the last day of that month when
    /// it has no such day; `None` beyond the calendar or from an open end.
    #[must_use]
    pub fn add_months(self, months: i32) -> Option<Self> {
        if self.is_open_end() {
            return None;
        }
        let month = Month::of(self).minus(months.checked_neg()?)?;
        let last = month.last_day();
        let day = Self(month.first_day().0 + i32::try_from(self.day()).ok()? - 1).min(last);
        (!day.is_open_end()).then_some(day)
    }

    /// The day after; `None` after an open end.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.add_days(1)
    }

    /// The day before; `None` before an open end.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.add_days(-1)
    }

    /// Whole years (周岁) from one day to another: a year is complete on the anniversary itself, so an age is
    /// reached on the birthday; for 29 February that is 1 March in common years. Below zero when `to` comes
    /// before `from`: one day before is −1.
    #[must_use]
    pub fn full_years_between(from: Self, to: Self) -> i64 {
        let (a, b) = (from.civil(), to.civil());
        let short = (b.month(), b.day()) < (a.month(), a.day());
        i64::from(b.year()) - i64::from(a.year()) - i64::from(short)
    }

    /// Whole months from one day to another: the greatest `n` for which `from.add_months(n)` is not after
    /// `to`. A month from 31 January is therefore complete on the last day of February.
    #[must_use]
    pub fn full_months_between(from: Self, to: Self) -> i64 {
        let short = to.day() < from.day() && to != Month::of(to).last_day();
        i64::from(Month::of(to).0) - i64::from(Month::of(from).0) - i64::from(short)
    }

    /// Days from one day to another; the next day is 1.
    #[must_use]
    pub fn days_between(from: Self, to: Self) -> i64 {
        i64::from(to.0) - i64::from(from.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        write!(f, "{}年{}月{}日", civil.year(), civil.month(), civil.day())
    }
}

/// A calendar month of the years 1 to 9999, counted from January of year 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

impl Month {
    const FIRST: i32 = 12;
    const LAST: i32 = 9999 * 12 + 11;

    /// The month of that year, if `month` is 1 to 12 and the year 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        Some(Self(year * 12 + i32::try_from(month).ok()? - 1))
    }

    /// Reads `2022-06`, `2022/6` or `2022年6月`, for the years 1900 to 2200.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (year, month) = match text.split_once('年') {
            Some((year, rest)) => (year, rest.strip_suffix('月')?),
            None => text.split_once(['-', '/'])?,
        };
        Self::new(written_year(year)?, written_part(month)?)
    }

    /// The month that holds a day.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let civil = date.civil();
        Self(civil.year() * 12 + i32::try_from(civil.month0()).unwrap_or(0))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0 / 12
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        (self.0 % 12).unsigned_abs() + 1
    }

    /// The month `months` earlier (later when negative); `None` beyond the calendar.
    #[must_use]
    pub fn minus(self, months: i32) -> Option<Self> {
        let month = self.0.checked_sub(months)?;
        (Self::FIRST..=Self::LAST).contains(&month).then_some(Self(month))
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        // A month of the calendar always has a first day.
        Date::from_ymd(self.year(), self.month(), 1).unwrap_or(Date::NEVER_BEFORE)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self.minus(-1) {
            Some(next) => Date(next.first_day().0 - 1),
            None => Date::FOREVER,
        }
    }

    /// The text `2022年6月`.
    #[must_use]
    pub fn spoken(self) -> String {
        format!("{}年{}月", self.year(), self.month())
    }

    /// The text `2022-06`.
    #[must_use]
    pub fn iso(self) -> String {
        format!("{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年{}月", self.year(), self.month())
    }
}

/// A year of four ASCII digits that texts may write.
fn written_year(text: &str) -> Option<i32> {
    let year = digits(text, 4..=4)?.parse().ok()?;
    WRITTEN_YEARS.contains(&year).then_some(year)
}

/// A month or day of one or two ASCII digits.
fn written_part(text: &str) -> Option<u32> {
    digits(text, 1..=2)?.parse().ok()
}

/// The text, when it is so many ASCII digits and nothing else.
fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<&str> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Date, Month};
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for text in ["2025-10-01", "2025年10月1日", "2025/10/1", " 2025年10月01日 "] {
            assert_eq!(day(text), Date::from_ymd(2025, 10, 1).unwrap());
        }
        assert_eq!(
            (day("2025/10/1").iso(), day("2025/10/1").to_string()),
            ("2025-10-01".into(), "2025年10月1日".into())
        );
        for text in [
            "2025-02-29",
            "2025-10",
            "1899-01-01",
            "2201-01-01",
            "25-1-1",
            "2025-1-1-1",
            "２０２５-1-1",
            "2025-1/1",
            "2025年1月1",
            "+025-1-1",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        let june = Month::parse("2022-06").unwrap();
        assert_eq!((Month::parse("2022年6月"), june.to_string()), (Some(june), "2022年6月".into()));
        assert_eq!(
            (june.iso(), june.first_day(), june.last_day()),
            ("2022-06".into(), day("2022-6-1"), day("2022-6-30"))
        );
        assert_eq!((june.minus(6).unwrap().iso(), Month::parse("2022-13")), ("2021-12".into(), None));
    }

    #[test]
    fn open_ends_lie_outside_and_stay_put() {
        assert_eq!(Date::from_ymd(9999, 12, 31), Some(Date::FOREVER));
        assert_eq!(Date::from_ymd(1, 1, 1), Some(Date::NEVER_BEFORE));
        assert_eq!(
            (Date::FOREVER.next(), Date::FOREVER.previous(), Date::NEVER_BEFORE.add_months(5)),
            (None, None, None)
        );
        assert_eq!(Month::of(Date::FOREVER).last_day(), Date::FOREVER);
        assert_eq!(Date::from_ymd(9999, 12, 30).unwrap().next(), None);
    }

    #[test]
    fn counts_whole_years_and_months() {
        let born = day("2008-02-29");
        assert_eq!(Date::full_years_between(born, day("2026-02-28")), 17);
        assert_eq!(Date::full_years_between(born, day("2026-03-01")), 18);
        assert_eq!(Date::full_years_between(born, day("2024-02-29")), 16);
        assert_eq!(Date::full_years_between(born, day("2008-02-28")), -1);
        assert_eq!(day("2025-01-31").add_months(1), Some(day("2025-02-28")));
        assert_eq!(day("2024-03-31").add_months(-1), Some(day("2024-02-29")));
        assert_eq!(Date::full_months_between(day("2025-01-31"), day("2025-02-28")), 1);
        assert_eq!(Date::full_months_between(day("2025-01-31"), day("2025-02-27")), 0);
        assert_eq!(Date::days_between(day("2024-02-28"), day("2024-03-01")), 2);
    }

    proptest! {
        #[test]
        fn months_are_the_greatest_that_fit(a in 0i32..100_000, b in 0i32..100_000) {
            let start = day("1900-01-01");
            let (a, b) = (start.add_days(a).unwrap(), start.add_days(b).unwrap());
            let n = i32::try_from(Date::full_months_between(a, b)).unwrap();
            prop_assert!(a.add_months(n).unwrap() <= b && a.add_months(n + 1).unwrap() > b);
            prop_assert_eq!(Date::parse(&a.iso()), Date::parse(&a.to_string()));
            prop_assert_eq!(a.next().unwrap().previous(), Some(a));
            prop_assert!(Date::NEVER_BEFORE < a && a < Date::FOREVER);
        }
    }
}
