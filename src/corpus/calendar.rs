//! 放假安排: whether the days that a sentence lists can be what it says they are.

use super::error;
use super::tree::Document;
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, Days};

/// Every day of several runs of days, with the run that lists it.
fn listed(days: &[Days]) -> impl Iterator<Item = (Date, Span)> + '_ {
    days.iter().flat_map(|run| {
        let following = move |day: &Date| day.next().filter(|next| *next <= run.to);
        std::iter::successors((run.from <= run.to).then_some(run.from), following).map(|day| (day, run.span))
    })
}

/// The days of several runs, ascending, each once.
pub fn days(runs: &[Days]) -> Vec<Date> {
    let mut days: Vec<Date> = listed(runs).map(|(day, _)| day).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// What cannot be in the 放假安排 of a document.
pub(super) fn check(document: &Document) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for statement in &document.syntax.statements {
        let Body::Calendar { year, name, off, on } = &statement.body else { continue };
        if document.area.depth() > 0 {
            found.push(error::local_calendar(statement.span, document.effective_span));
            continue;
        }
        for run in off.iter().chain(on) {
            if run.from > run.to {
                found.push(error::days_reversed(run.span));
            } else if run.from.year() != *year || run.to.year() != *year {
                found.push(error::day_outside(run.span, name.span, *year));
            }
        }
        let mut seen: Vec<(Date, Span)> = Vec::new();
        for (at, (day, span)) in listed(off).chain(listed(on)).enumerate() {
            match seen.iter().find(|(known, _)| *known == day) {
                Some((_, first)) => found.push(error::day_twice(day, span, *first)),
                None => seen.push((day, span)),
            }
            if at >= listed(off).count() && !day.is_weekend() {
                found.push(error::no_weekend(day, span));
            }
        }
    }
    found.dedup();
    found
}
