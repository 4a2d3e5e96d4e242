//! The last day on which a result must be settled (办结), and how its working days were counted.

use crate::program::ir::Op;
use crate::program::working_days::WorkYear;
use crate::quantity::calendar::Date;
use crate::quantity::shift::Shift;
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::layout::Entry;
use super::reason::Reasoner;
use super::view::View;

/// Days in words, those in a row as one: 10月1日至8日.
fn runs(days: &[Date]) -> String {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if last.next() == Some(*day) => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let short = |day: Date| format!("{}月{}日", day.month(), day.day());
    let said = runs.iter().map(|(from, to)| match (from == to, from.month() == to.month()) {
        (true, _) => short(*from),
        (false, true) => format!("{}至{}日", short(*from), to.day()),
        (false, false) => format!("{}至{}", short(*from), short(*to)),
    });
    said.collect::<Vec<_>>().join("、")
}

impl<'a> View<'a> {
    /// The ends of a count of working days, where both are known.
    fn counted(&self, id: StepId) -> Option<(Date, Date)> {
        let (Op::Shift(_, Shift::WorkingDays(_)), [from]) = (&self.node(id).op, self.children(id)) else {
            return None;
        };
        match (self.value(*from), self.value(id)) {
            (Value::Date(from), Value::Date(to)) => Some((from.min(to), from.max(to))),
            _ => None,
        }
    }

    /// The arrangements of holidays that a count of working days went by.
    pub(super) fn years_counted(&self, id: StepId) -> Vec<&'a WorkYear> {
        let Some((from, to)) = self.counted(id) else { return Vec::new() };
        let years = from.year()..=to.year();
        self.program.calendar.iter().filter(|known| years.contains(&known.year)).collect()
    }

    /// `2025年12月3日`, `还不能确定`; none where the text gives no last day.
    fn due_words(&self, outcome: &Outcome) -> Option<(StepId, Result<Date, String>)> {
        let id = self.through(outcome.due?);
        Some((
            id,
            match self.value(id) {
                Value::Date(day) => Ok(day),
                Value::Open(open) => {
                    let questions = &self.decision.trace.arena.open(open).questions;
                    let missing = self.questions_listed(questions).join("、");
                    Err(format!("办结期限还不能确定，还缺：{missing}"))
                }
                Value::Fault(fault) => {
                    let why = self.fault_words(self.decision.trace.arena.fault(fault));
                    Err(format!("办结期限算不出：{why}"))
                }
                _ => Err("没有办结期限".to_owned()),
            },
        ))
    }

    /// `应当在2025年12月3日前（含当日）办结`
    pub(super) fn due_line(&self, outcome: &Outcome) -> Option<String> {
        let (_, day) = self.due_words(outcome)?;
        Some(day.map_or_else(|why| why, |day| format!("应当在{day}前（含当日）办结")))
    }
}

impl Reasoner<'_, '_> {
    /// By when it must be settled, and why by then.
    pub(super) fn due(&mut self, outcome: &Outcome) -> Option<Entry> {
        let view = self.view;
        let line = view.due_line(outcome)?;
        let id = view.through(outcome.due?);
        // While it is open, what is missing says all.
        let below = if let Value::Open(_) = view.value(id) { Vec::new() } else { self.because(id) };
        Some(Entry::over(line, below).about(id.0))
    }

    /// Holidays passed over and days made working days, by year, with the documents.
    pub(super) fn years_explained(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let Some((from, to)) = view.counted(id) else { return Vec::new() };
        let mut entries = Vec::new();
        for year in view.years_counted(id) {
            self.cited.insert(year.clause);
            let within = |days: &[Date]| -> Vec<Date> {
                days.iter().copied().filter(|day| from < *day && *day <= to).collect()
            };
            let (off, on) = (within(&year.off), within(&year.on));
            let mut said = Vec::new();
            if !off.is_empty() {
                said.push(format!("放假 {}", runs(&off)));
            }
            if !on.is_empty() {
                said.push(format!("上班 {}", runs(&on)));
            }
            if said.is_empty() {
                said.push("这期间没有放假和调休".to_owned());
            }
            entries.push(Entry::of(format!(
                "{}年的工作日，按{}：{}",
                year.year,
                view.cite(year.clause),
                said.join("；")
            )));
        }
        entries
    }
}
