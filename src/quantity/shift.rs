//! Days counted from another day: 12个月前, 30个工作日后, 当月末日.

use std::fmt;

use super::calendar::{Date, Month};

/// A day that stands in a fixed place of the month, quarter or year of another day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Anchor {
    /// 当月首日
    MonthStart,
    /// 当月末日
    MonthEnd,
    /// 次月首日
    NextMonthStart,
    /// 当季首日
    QuarterStart,
    /// 当年首日
    YearStart,
    /// 当年末日
    YearEnd,
}

impl Anchor {
    /// Every anchor with its word.
    pub const WORDS: [(&'static str, Anchor); 6] = [
        ("当月首日", Anchor::MonthStart),
        ("当月末日", Anchor::MonthEnd),
        ("次月首日", Anchor::NextMonthStart),
        ("当季首日", Anchor::QuarterStart),
        ("当年首日", Anchor::YearStart),
        ("当年末日", Anchor::YearEnd),
    ];

    /// The anchor of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, anchor)| *anchor)
    }
}

/// How a day is counted from another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shift {
    /// 日: days later (earlier when negative).
    Days(i32),
    /// 个月: months later (earlier when negative); a day that the month does not have is its last day.
    Months(i32),
    /// 年: years later (earlier when negative); 29 February becomes 28 February in common years.
    Years(i32),
    /// 工作日: the n-th working day after the day (before it when negative); the day itself does not count.
    WorkingDays(i32),
    /// 当月首日 …
    Anchor(Anchor),
}

impl Shift {
    /// The day so counted from a day. What would lie beyond the calendar is never (the open end on that side), and
    /// never stays never. `None` for working days, which only a published calendar can tell.
    #[must_use]
    pub fn apply(self, day: Date) -> Option<Date> {
        if day == Date::FOREVER || day == Date::NEVER_BEFORE {
            return Some(day);
        }
        let (moved, later) = match self {
            Shift::WorkingDays(_) => return None,
            Shift::Days(days) => (day.add_days(days), days > 0),
            Shift::Months(months) => (day.add_months(months), months > 0),
            Shift::Years(years) => {
                (years.checked_mul(12).and_then(|months| day.add_months(months)), years > 0)
            }
            Shift::Anchor(anchor) => return Some(anchored(anchor, day)),
        };
        Some(moved.unwrap_or(if later { Date::FOREVER } else { Date::NEVER_BEFORE }))
    }
}

fn anchored(anchor: Anchor, day: Date) -> Date {
    let month = Month::of(day);
    let of_year = |month: u32| Month::new(day.year(), month);
    match anchor {
        Anchor::MonthStart => month.first_day(),
        Anchor::MonthEnd => month.last_day(),
        Anchor::NextMonthStart => month.minus(-1).map_or(Date::FOREVER, Month::first_day),
        Anchor::QuarterStart => {
            of_year((day.month() - 1) / 3 * 3 + 1).map_or(Date::NEVER_BEFORE, Month::first_day)
        }
        Anchor::YearStart => of_year(1).map_or(Date::NEVER_BEFORE, Month::first_day),
        Anchor::YearEnd => of_year(12).map_or(Date::FOREVER, Month::last_day),
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self {
            Shift::Days(days) => (*days, "日"),
            Shift::Months(months) => (*months, "个月"),
            Shift::Years(years) => (*years, "年"),
            Shift::WorkingDays(days) => (*days, "个工作日"),
            Shift::Anchor(anchor) => {
                let word =
                    Anchor::WORDS.iter().find(|(_, known)| known == anchor).map_or("", |(word, _)| word);
                return f.write_str(word);
            }
        };
        let side = if number < 0 { "前" } else { "后" };
        write!(f, "{}{unit}{side}", number.unsigned_abs())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Anchor, Shift};
    use crate::quantity::calendar::Date;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn months_and_years_clamp_to_the_end_of_the_month() {
        let shifted = |shift: Shift, from: &str| shift.apply(day(from)).unwrap().iso();
        assert_eq!(shifted(Shift::Months(-12), "2025-10-01"), "2024-10-01");
        assert_eq!(shifted(Shift::Months(1), "2025-01-31"), "2025-02-28");
        assert_eq!(shifted(Shift::Years(1), "2024-02-29"), "2025-02-28");
        assert_eq!(shifted(Shift::Years(-4), "2024-02-29"), "2020-02-29");
        assert_eq!(shifted(Shift::Days(7), "2025-12-28"), "2026-01-04");
        assert_eq!(shifted(Shift::Days(-1), "2024-03-01"), "2024-02-29");
        assert_eq!(Shift::WorkingDays(1).apply(day("2025-10-01")), None);
    }

    #[test]
    fn anchors_stand_in_the_month_quarter_and_year() {
        let at = |word: &str, from: &str| {
            Shift::Anchor(Anchor::parse(word).unwrap()).apply(day(from)).unwrap().iso()
        };
        assert_eq!(at("当月首日", "2024-02-29"), "2024-02-01");
        assert_eq!(at("当月末日", "2024-02-01"), "2024-02-29");
        assert_eq!(at("次月首日", "2025-12-31"), "2026-01-01");
        assert_eq!(at("当季首日", "2025-12-31"), "2025-10-01");
        assert_eq!(at("当季首日", "2025-03-31"), "2025-01-01");
        assert_eq!(at("当年首日", "2025-10-01"), "2025-01-01");
        assert_eq!(at("当年末日", "2025-10-01"), "2025-12-31");
        assert_eq!(Anchor::parse("次年首日"), None);
    }

    #[test]
    fn never_stays_never_and_the_calendar_has_ends() {
        for shift in [Shift::Days(-5), Shift::Months(3), Shift::Anchor(Anchor::YearStart)] {
            assert_eq!(shift.apply(Date::FOREVER), Some(Date::FOREVER));
            assert_eq!(shift.apply(Date::NEVER_BEFORE), Some(Date::NEVER_BEFORE));
        }
        assert_eq!(Shift::Years(9000).apply(day("2025-10-01")), Some(Date::FOREVER));
        assert_eq!(Shift::Years(-3000).apply(day("2025-10-01")), Some(Date::NEVER_BEFORE));
    }

    #[test]
    fn is_written_as_it_is_read() {
        let shifts = [Shift::Days(1), Shift::Months(-12), Shift::Years(3), Shift::WorkingDays(30)];
        let words: Vec<String> = shifts.iter().map(Shift::to_string).collect();
        assert_eq!(words, ["1日后", "12个月前", "3年后", "30个工作日后"]);
        assert_eq!(Shift::Anchor(Anchor::QuarterStart).to_string(), "当季首日");
    }
}
