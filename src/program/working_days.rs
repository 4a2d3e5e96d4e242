//! Working days, as the published arrangements of holidays make them: Monday to Friday that is no holiday, and every
//! Saturday and Sunday that is made a working day. A year without an arrangement has no known working days.

use super::ir::{ClauseId, NoteId, Program};
use crate::quantity::calendar::Date;

/// The arrangement of one year.
#[derive(Clone, Debug)]
pub struct WorkYear {
    /// The year.
    pub year: i32,
    /// 放假, ascending.
    pub off: Vec<Date>,
    /// 上班, ascending.
    pub on: Vec<Date>,
    /// Where it is published.
    pub clause: ClauseId,
    /// Assumptions and readings that it rests on.
    pub notes: Vec<NoteId>,
}

impl Program {
    /// The arrangement of a year, where one is in force.
    #[must_use]
    pub fn work_year(&self, year: i32) -> Option<&WorkYear> {
        self.calendar.iter().find(|known| known.year == year)
    }

    /// Whether a day is a working day; `None` where its year has no arrangement.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> Option<bool> {
        let year = self.work_year(day.year())?;
        let usual = !day.is_weekend() && year.off.binary_search(&day).is_err();
        Some(usual || year.on.binary_search(&day).is_ok())
    }

    /// The n-th working day after a day (before it when negative), the day itself not counted.
    ///
    /// # Errors
    /// The first year on the way that has no arrangement in force.
    pub fn working_days_from(&self, day: Date, count: i32) -> Result<Date, i32> {
        let step = count.signum();
        let (mut at, mut left) = (day, count.unsigned_abs());
        while left > 0 {
            // Beyond the calendar no year is arranged.
            at = at.add_days(step).ok_or_else(|| at.year())?;
            left -= u32::from(self.is_working_day(at).ok_or_else(|| at.year())?);
        }
        Ok(at)
    }
}
