//! The calendar, reckoned here from the rules of leap years alone: days are counted from 1 January of year 1 as day 1.

/// A day by its count.
pub(super) type Day = i64;

/// No beginning: the first day that is counted.
pub(super) const EVER: Day = 1;
/// No end: 31 December 9999.
pub(super) const NEVER: Day = 3_652_059;

/// The length of a month.
pub(super) fn length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The count of a day of the calendar.
pub(super) fn count(year: i64, month: i64, day: i64) -> Day {
    let before = year - 1;
    let days = before * 365 + before / 4 - before / 100 + before / 400;
    days + (1..month).map(|month| length(year, month)).sum::<i64>() + day
}

/// Year, month and day of a count.
pub(super) fn civil(day: Day) -> (i64, i64, i64) {
    // No year has more than 366 days, so this year is not past the right one, and few years before it.
    let mut year = (day - 1) / 366 + 1;
    while count(year + 1, 1, 1) <= day {
        year += 1;
    }
    let mut rest = day - count(year, 1, 1) + 1;
    let mut month = 1;
    while rest > length(year, month) {
        rest -= length(year, month);
        month += 1;
    }
    (year, month, rest)
}

/// Months counted from January of year 0, as the count of a month.
pub(super) fn month_of(day: Day) -> i64 {
    let (year, month, _) = civil(day);
    year * 12 + month - 1
}

/// Year and month of a count of months; none outside the years 1 to 9999.
pub(super) fn month_named(month: i64) -> Option<(i64, i64)> {
    let (year, of) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    (1..=9999).contains(&year).then_some((year, of))
}

/// The first day of a month by its count.
pub(super) fn first_of(month: i64) -> Option<Day> {
    month_named(month).map(|(year, month)| count(year, month, 1))
}

/// The last day of a month by its count.
pub(super) fn last_of(month: i64) -> Option<Day> {
    month_named(month).map(|(year, month)| count(year, month, length(year, month)))
}

/// A day moved by days; none at or beyond the ends.
pub(super) fn days_later(day: Day, days: i64) -> Option<Day> {
    let moved = day.checked_add(days)?;
    (day > EVER && day < NEVER && moved > EVER && moved < NEVER).then_some(moved)
}

/// A day moved by months, clamped to the end of the month; none at or beyond the ends.
pub(super) fn months_later(day: Day, months: i64) -> Option<Day> {
    if day <= EVER || day >= NEVER {
        return None;
    }
    let (_, _, of) = civil(day);
    let (year, month) = month_named(month_of(day).checked_add(months)?)?;
    let moved = count(year, month, of.min(length(year, month)));
    (moved > EVER && moved < NEVER).then_some(moved)
}

/// Saturday or Sunday: the first day counted was a Monday.
pub(super) fn is_weekend(day: Day) -> bool {
    (day - 1).rem_euclid(7) >= 5
}

/// Whole years from one day to another; a year is complete on the anniversary.
pub(super) fn years_between(from: Day, to: Day) -> i64 {
    let ((year, month, day), (to_year, to_month, to_day)) = (civil(from), civil(to));
    to_year - year - i64::from((to_month, to_day) < (month, day))
}

/// Whole months from one day to another; from the 31st a month is complete on the last day of a shorter one.
pub(super) fn months_between(from: Day, to: Day) -> i64 {
    let ((_, _, day), (year, month, to_day)) = (civil(from), civil(to));
    let short = to_day < day && to_day < length(year, month);
    month_of(to) - month_of(from) - i64::from(short)
}
