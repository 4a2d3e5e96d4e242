//! When something was decided: the only clock of the program. No decision reads it.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "an archive records when; no decision reads it"
)]

use std::time::{SystemTime, UNIX_EPOCH};

use yiju::quantity::calendar::Date;

/// Beijing is ahead of UTC by so many seconds, all year.
const AHEAD: u64 = 8 * 3600;
const DAY: u64 = 24 * 3600;

/// Now, Beijing time: `2026-11-22T16:34:13+08:00`.
pub(crate) fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    at(since.as_secs())
}

/// A moment, in seconds since 1970-01-01T00:00:00Z.
fn at(seconds: u64) -> String {
    let local = seconds + AHEAD;
    let first = Date::from_ymd(1970, 1, 1);
    let days = i32::try_from(local / DAY).unwrap_or(i32::MAX);
    let day = first.and_then(|first| first.add_days(days)).map(Date::iso).unwrap_or_default();
    let time = local % DAY;
    format!("{day}T{:02}:{:02}:{:02}+08:00", time / 3600, time / 60 % 60, time % 60)
}

/// A moment as people read it: `2026-11-22 16:34:13`.
pub(crate) fn spoken(moment: &str) -> String {
    moment.trim_end_matches("+08:00").replacen('T', " ", 1)
}

#[cfg(test)]
mod tests {
    use super::{at, spoken};

    #[test]
    fn moments_are_told_in_beijing_time() {
        assert_eq!(at(0), "1970-01-01T08:00:00+08:00");
        assert_eq!(at(1_795_336_453), "2026-11-22T16:34:13+08:00");
        assert_eq!(at(1_709_222_399), "2024-02-29T23:59:59+08:00");
        assert_eq!(spoken(&at(1_709_222_399)), "2024-02-29 23:59:59");
    }
}
