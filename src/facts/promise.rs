//! Whether a promised fact may be used: 容缺受理 as the text in force allows it.
//!
//! A promised fact that no 承诺事项 in force lets be promised counts as not known until it is proven.

use crate::facts::record::{Evidence, Fact, Record, Support};
use crate::program::ir::{FieldId, Program};
use crate::program::promise::Promise;
use crate::quantity::calendar::Date;
use crate::quantity::shift::Shift;

/// How a promise stands on the day of the decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It may be used.
    Accepted {
        /// Index into `Program::promises`: the sentence that allows it.
        by: usize,
        /// The last day on which the proof may be handed in; none where neither the text nor the record says.
        until: Option<Date>,
    },
    /// It may not.
    Refused(Refusal),
}

/// Why a promise does not count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Refusal {
    /// No 承诺事项 in force names the fact.
    NotCovered,
    /// The form is not one of those named by this one (index into `Program::promises`).
    Form(usize),
    /// This one names forms, and the record none.
    FormUnstated(usize),
    /// This one gives a period, and the record no day to count it from.
    Undated(usize),
    /// Its period is in working days of a year without an arrangement of holidays.
    Uncounted(usize, i32),
    /// The last day to prove it is over.
    Overdue(Option<usize>, Date),
    /// This one forbids it.
    Forbidden(usize),
}

/// How a promised fact stands; `None` for a fact that is not promised.
#[must_use]
pub fn standing(program: &Program, field: FieldId, evidence: Option<&Evidence>) -> Option<Standing> {
    let evidence = evidence.filter(|evidence| evidence.support == Support::Promised)?;
    if let Some(at) = program.promises.iter().position(|promise| promise.never.contains(&field)) {
        return Some(Standing::Refused(Refusal::Forbidden(at)));
    }
    let mut refused = Refusal::NotCovered;
    // The text that stands lowest speaks last; what it allows is told first.
    for (at, promise) in program.promises.iter().enumerate().rev().filter(|(_, p)| p.allows(field)) {
        match under(program, at, promise, evidence) {
            Ok(until) => return Some(Standing::Accepted { by: at, until }),
            Err(refusal) => refused = refused.max(refusal),
        }
    }
    Some(Standing::Refused(refused))
}

/// Whether a record's fact is a promise that may not be used.
#[must_use]
pub fn refusal(program: &Program, record: &Record, field: FieldId, instance: u32) -> Option<Refusal> {
    let evidence = record.fact(field, instance)?.evidence.as_deref();
    match standing(program, field, evidence)? {
        Standing::Refused(refusal) => Some(refusal),
        Standing::Accepted { .. } => None,
    }
}

/// Whether a fact is a promise that may not be used.
#[inline]
#[must_use]
pub fn is_refused(program: &Program, field: FieldId, fact: &Fact) -> bool {
    fact.evidence.as_deref().is_some_and(|evidence| {
        evidence.support == Support::Promised
            && matches!(standing(program, field, Some(evidence)), Some(Standing::Refused(_)))
    })
}

/// Until when a promise holds under one sentence.
fn under(
    program: &Program,
    at: usize,
    promise: &Promise,
    evidence: &Evidence,
) -> Result<Option<Date>, Refusal> {
    match &evidence.form {
        None if !promise.forms.is_empty() => return Err(Refusal::FormUnstated(at)),
        Some(form) if !promise.takes(form) => return Err(Refusal::Form(at)),
        _ => {}
    }
    let mut until = evidence.until.map(|day| (None, day));
    if let Some(within) = promise.within {
        let made = evidence.on.ok_or(Refusal::Undated(at))?;
        let day = match within {
            Shift::WorkingDays(days) => {
                program.working_days_from(made, days).map_err(|year| Refusal::Uncounted(at, year))?
            }
            other => other.apply(made).unwrap_or(Date::FOREVER),
        };
        if until.is_none_or(|(_, own)| day < own) {
            until = Some((Some(at), day));
        }
    }
    match until {
        Some((by, day)) if day < program.on => Err(Refusal::Overdue(by, day)),
        until => Ok(until.map(|(_, day)| day)),
    }
}
