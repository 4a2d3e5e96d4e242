//! Days: lengths of time, and days counted from other days.

use crate::program::ir::Elapsed;
use crate::quantity::shift::Shift;
use crate::trace::value::FaultKind;

use super::bridge::{self, Move};
use super::days::{self, Day};
use super::number::Number;
use super::range::Range;
use super::run::{Here, Run};
use super::value::{May, Val, asked};

impl Run<'_> {
    /// 周岁数、月数、天数
    pub(super) fn elapsed(&self, here: Here, unit: Elapsed, from: &Val, to: &Val) -> Val {
        if let (Val::Day(from), Val::Day(to)) = (from, to) {
            let length = match unit {
                Elapsed::Years => days::years_between(*from, *to),
                Elapsed::Months => days::months_between(*from, *to),
                Elapsed::Days => to - from,
            };
            return Val::Number(Number::whole(i128::from(length)));
        }
        if let Some(fault) = self.needs([from, to], &[]) {
            return fault;
        }
        if *from == Val::Absent || *to == Val::Absent {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        let lacks = from.may_lack() || to.may_lack();
        self.open(asked([from, to]), May::Number(Range::ALL), false, lacks)
    }

    /// 的12个月前, 的当月末日, 的30个工作日后
    pub(super) fn moved(&self, here: Here, shift: Shift, value: &Val) -> Val {
        match value {
            Val::Day(day) => self.moved_day(here, shift, *day),
            Val::Fault(_) => value.clone(),
            Val::Absent => self.fails(here, FaultKind::AbsentOperand),
            open => {
                // Which years would have to be arranged is open with the day.
                let lacks = open.may_lack() || matches!(shift, Shift::WorkingDays(_));
                self.open(open.questions().to_vec(), May::Anything, false, lacks)
            }
        }
    }

    fn moved_day(&self, here: Here, shift: Shift, day: Day) -> Val {
        self.day_after(day, shift).map_or_else(|year| self.fails(here, FaultKind::NoCalendar(year)), Val::Day)
    }

    /// A day counted from another; the year whose working days are not known, where they are needed.
    pub(super) fn day_after(&self, day: Day, shift: Shift) -> Result<Day, i32> {
        // Never stays never.
        if day <= days::EVER || day >= days::NEVER {
            return Ok(day);
        }
        let end = |later: bool| if later { days::NEVER } else { days::EVER };
        Ok(match bridge::moved(shift) {
            Move::Days(count) => days::days_later(day, count).unwrap_or(end(count > 0)),
            Move::Months(count) => days::months_later(day, count).unwrap_or(end(count > 0)),
            Move::Place(place) => place(day).unwrap_or(days::NEVER),
            Move::WorkingDays(count) => return self.working_days_later(day, count),
        })
    }

    /// Counts working days one by one; the first year without an arrangement of holidays ends the count.
    fn working_days_later(&self, from: Day, count: i64) -> Result<Day, i32> {
        let year = |day: Day| i32::try_from(days::civil(day).0).unwrap_or(i32::MAX);
        let (mut day, mut left) = (from, count.abs());
        while left > 0 {
            day = days::days_later(day, count.signum()).ok_or_else(|| year(day))?;
            let calendar = &self.ground.program.calendar;
            let arranged = calendar.iter().find(|known| known.year == year(day)).ok_or_else(|| year(day))?;
            let named = |dates: &[crate::quantity::calendar::Date]| {
                dates.iter().any(|date| bridge::day(*date) == day)
            };
            let works = named(&arranged.on) || !days::is_weekend(day) && !named(&arranged.off);
            left -= i64::from(works);
        }
        Ok(day)
    }
}
