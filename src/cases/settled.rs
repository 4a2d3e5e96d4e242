//! 办结＝…: compares the last day that a case expects with the one that was computed.

use super::expect::Expect;
use crate::quantity::calendar::Date;
use crate::quantity::shift::Shift;
use crate::syntax::tree::DayClaim;
use crate::trace::outcome::Outcome;
use crate::trace::value::{FaultKind, Value};

impl Expect<'_, '_> {
    /// Whether a result must be settled by the day that a case says; else what was expected and what was found.
    pub(super) fn settled(
        &self,
        claim: &DayClaim,
        outcome: Option<&Outcome>,
    ) -> Result<(), (String, String)> {
        let trace = &self.decision.trace;
        let found = outcome.and_then(|outcome| outcome.due).map(|due| trace.step(due).value);
        let fits = match (claim, found) {
            (DayClaim::On(day), Some(Value::Date(found))) => *day == found,
            (DayClaim::Open, Some(Value::Open(_))) => true,
            (DayClaim::NoRule, Some(Value::Fault(id))) => {
                matches!(trace.arena.fault(id).kind, FaultKind::NoRule | FaultKind::NoCalendar(_))
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let wanted = wanted(claim);
        let found = match found {
            None => "没有写办结期限".to_owned(),
            Some(Value::Date(day)) => format!("办结＝{day}"),
            Some(Value::Open(_)) => "办结＝未定".to_owned(),
            Some(Value::Fault(id)) => {
                format!("办结算不出（{}）", self.say_fault(&trace.arena.fault(id).kind))
            }
            Some(_) => "办结＝无".to_owned(),
        };
        Err((format!("办结＝{wanted}"), found))
    }

    /// Whether a day counted from a written day is the one that a case says.
    pub(super) fn day(&self, from: Date, shifts: &[Shift], claim: &DayClaim) -> Result<(), (String, String)> {
        let counted = shifts.iter().try_fold(from, |day, shift| match (shift, shift.apply(day)) {
            (_, Some(day)) => Ok(day),
            (Shift::WorkingDays(count), None) => self.program.working_days_from(day, *count),
            (_, None) => Ok(day),
        });
        let fits = match (claim, counted) {
            (DayClaim::On(day), Ok(found)) => *day == found,
            (DayClaim::NoRule, Err(_)) => true,
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let found = match counted {
            Ok(day) => day.to_string(),
            Err(year) => self.say_fault(&FaultKind::NoCalendar(year)),
        };
        Err((wanted(claim), found))
    }
}

fn wanted(claim: &DayClaim) -> String {
    match claim {
        DayClaim::On(day) => day.to_string(),
        DayClaim::Open => "未定".to_owned(),
        DayClaim::NoRule => "未载明".to_owned(),
    }
}
