//! Days until which something recurs: 每月10日前, 每季首月10日前, 每年3月10日前, 2022年8月20日前.

use super::calendar::{Date, Month};

/// A deadline, the day itself still in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// A day of every month.
    Monthly(u32),
    /// Month of the quarter (0 the first) and its day.
    Quarterly(u32, u32),
    /// Month and day of every year.
    Yearly(u32, u32),
    /// Once.
    Once(Date),
}

impl Due {
    /// The deadline when the day that is written is itself too late; `None` where that leaves the month.
    #[must_use]
    pub fn day_before(self) -> Option<Due> {
        let earlier = |day: u32| (day > 1).then(|| day - 1);
        Some(match self {
            Due::Monthly(day) => Due::Monthly(earlier(day)?),
            Due::Quarterly(place, day) => Due::Quarterly(place, earlier(day)?),
            Due::Yearly(month, day) => Due::Yearly(month, earlier(day)?),
            Due::Once(day) => Due::Once(day.previous()?),
        })
    }

    /// The first such day that is not before `from`; a day that the month lacks is its last one.
    ///
    /// `None` past the calendar, and for a single day that is over.
    #[must_use]
    pub fn first_from(self, from: Date) -> Option<Date> {
        let (day, recurs): (u32, &dyn Fn(u32) -> bool) = match self {
            Due::Once(day) => return (day >= from).then_some(day),
            Due::Monthly(day) => (day, &|_| true),
            Due::Quarterly(place, day) => (day, &move |month| (month - 1) % 3 == place),
            Due::Yearly(wanted, day) => (day, &move |month| month == wanted),
        };
        let first = Month::of(from);
        // Every recurrence comes once in thirteen months.
        (0..=12).find_map(|ahead| {
            let month = first.minus(-ahead)?;
            let start = month.first_day();
            let due = start.add_days(i32::try_from(day).ok()?.checked_sub(1)?)?.min(month.last_day());
            (recurs(start.month()) && due >= from).then_some(due)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap_or(Date::FOREVER)
    }

    #[test]
    fn the_first_due_day_is_not_before_the_day_asked() {
        let first = |due: Due, from: &str| due.first_from(day(from)).map(Date::iso);
        assert_eq!(first(Due::Monthly(10), "2025-10-10"), Some("2025-10-10".to_owned()));
        assert_eq!(first(Due::Monthly(10), "2025-10-11"), Some("2025-11-10".to_owned()));
        assert_eq!(first(Due::Monthly(31), "2025-02-01"), Some("2025-02-28".to_owned()));
        assert_eq!(first(Due::Quarterly(0, 10), "2025-10-11"), Some("2026-01-10".to_owned()));
        assert_eq!(first(Due::Quarterly(2, 10), "2025-10-11"), Some("2025-12-10".to_owned()));
        assert_eq!(first(Due::Yearly(3, 1), "2025-03-02"), Some("2026-03-01".to_owned()));
        assert_eq!(first(Due::Once(day("2022-08-20")), "2022-08-20"), Some("2022-08-20".to_owned()));
        assert_eq!(first(Due::Once(day("2022-08-20")), "2022-08-21"), None);
    }
}
