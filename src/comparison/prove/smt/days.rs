//! Days by year, month and day of the month.

use super::encode::Encoder;
use super::sym::{Day, Kind, Number, Sym};
use super::term::{Term, and, apply, choice, or};
use crate::program::ir::{Elapsed, NodeId};
use crate::quantity::calendar::Date;
use crate::quantity::shift::{Anchor, Shift};

/// Days counted one by one up to here.
const FAR: u32 = 112;

fn term(text: String) -> Term {
    Term::of(text)
}

/// The last day of a month.
fn last_day(year: &Term, month: &Term) -> Term {
    let (y, m) = (year.text(), month.text());
    let leap = format!("(and (= (mod {y} 4) 0) (or (not (= (mod {y} 100) 0)) (= (mod {y} 400) 0)))");
    let short = format!("(or (= {m} 4) (= {m} 6) (= {m} 9) (= {m} 11))");
    term(format!("(ite (= {m} 2) (ite {leap} 29 28) (ite {short} 30 31))"))
}

/// The number of a day, counted from the first of the calendar.
fn number(day: &Day) -> Term {
    if let Some(day) = day.fixed() {
        return Term::int(Date::days_between(Date::NEVER_BEFORE, day) + 1);
    }
    let (y, m, d) = (day.year.text(), day.month.text(), day.day.text());
    // Days before the month in a common year; the last is that of December.
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304];
    let months = before
        .iter()
        .enumerate()
        .rev()
        .fold("334".to_owned(), |rest, (at, days)| format!("(ite (= {m} {}) {days} {rest})", at + 1));
    let leap = format!("(and (= (mod {y} 4) 0) (or (not (= (mod {y} 100) 0)) (= (mod {y} 400) 0)))");
    let years = format!("(- {y} 1)");
    term(format!(
        "(+ (* 365 {years}) (div {years} 4) (- (div {years} 100)) (div {years} 400) {months} \
         (ite (and (> {m} 2) {leap}) 1 0) {d})"
    ))
}

impl Encoder<'_> {
    /// A free day within bounds.
    pub(super) fn day(&mut self, [year, month, day]: [Term; 3], first: Date, last: Date) -> Day {
        let free = Day { year, month, day, ends: false };
        let within =
            |low: &Term, of: &Term, high: &Term| and([apply("<=", &[low, of]), apply("<=", &[of, high])]);
        let one = Term::int(1);
        self.assert(&within(&one, &free.month, &Term::int(12)));
        self.assert(&within(&one, &free.day, &last_day(&free.year, &free.month)));
        self.assert(&within(&Day::known(first).key(), &free.key(), &Day::known(last).key()));
        free
    }

    /// Years, months or days from one day to another.
    pub(super) fn elapsed(&mut self, unit: Elapsed, from: &Sym, to: &Sym) -> Option<Sym> {
        let (Kind::Day(a), Kind::Day(b)) = (&from.kind, &to.kind) else { return None };
        let part = |of: &Day| format!("(+ (* 31 {}) {})", of.month.text(), of.day.text());
        let length = match unit {
            Elapsed::Years => {
                let short = format!("(< {} {})", part(b), part(a));
                format!("(- {} {} (ite {short} 1 0))", b.year.text(), a.year.text())
            }
            Elapsed::Months => {
                let last = last_day(&b.year, &b.month);
                let (x, y) = (a.day.text(), b.day.text());
                let short = format!("(and (< {y} {x}) (not (= {y} {})))", last.text());
                let month = |of: &Day| format!("(+ (* 12 {}) {})", of.year.text(), of.month.text());
                format!("(- {} {} (ite {short} 1 0))", month(b), month(a))
            }
            Elapsed::Days => format!("(- {} {})", number(b).text(), number(a).text()),
        };
        let fault = or([from.lacks(), to.lacks()]);
        let number = Number::any(term(format!("(to_real {length})")));
        Some(Sym { fault, absent: Term::truth(false), kind: Kind::Number(number) })
    }

    /// A day counted from another.
    pub(super) fn shifted(&mut self, node: NodeId, of: &Sym, shift: Shift) -> Option<Sym> {
        let Kind::Day(day) = &of.kind else { return None };
        let moved = match (day.fixed(), shift) {
            (Some(known), Shift::WorkingDays(count)) => {
                let Ok(moved) = self.program.working_days_from(known, count) else {
                    return Some(Sym::fault(self.program.node(node).ty));
                };
                Day::known(moved)
            }
            (Some(known), shift) => Day::known(shift.apply(known)?),
            (None, Shift::WorkingDays(_)) => return None,
            (None, Shift::Days(days)) => self.days_later(day, days),
            (None, Shift::Months(months)) => self.months_later(day, i64::from(months)),
            (None, Shift::Years(years)) => self.months_later(day, i64::from(years) * 12),
            (None, Shift::Anchor(anchor)) => self.anchored(day, anchor),
        };
        let moved = if day.ends && day.fixed().is_none() { self.keeping_ends(day, moved) } else { moved };
        Some(Sym { fault: of.lacks(), absent: Term::truth(false), kind: Kind::Day(moved) })
    }

    /// Never stays never, and what lies beyond the calendar is never.
    fn keeping_ends(&mut self, before: &Day, moved: Day) -> Day {
        let (first, last) = (Day::known(Date::NEVER_BEFORE), Day::known(Date::FOREVER));
        let is = |day: &Day, end: &Day| super::term::equal(&day.key(), &end.key());
        let beyond = or([is(before, &last), apply(">=", &[&moved.year, &Term::int(10_000)])]);
        let too_early = or([is(before, &first), apply("<", &[&moved.year, &Term::int(1)])]);
        let mut kept = last.or(&beyond, &first.or(&too_early, &moved));
        kept.ends = true;
        kept
    }

    fn days_later(&mut self, day: &Day, days: i32) -> Day {
        if days.unsigned_abs() > FAR {
            return self.of_number(&number(day), days);
        }
        // Four weeks never reach beyond the next month.
        let (mut moved, mut left) = (day.clone(), i64::from(days));
        moved.ends = false;
        while left != 0 {
            let step = left.clamp(-28, 28);
            left -= step;
            moved = self.weeks_later(&moved, step);
        }
        moved
    }

    /// At most four weeks later or earlier.
    fn weeks_later(&mut self, day: &Day, days: i64) -> Day {
        let plus = |of: &Term, days: i64| apply("+", &[of, &Term::int(days)]);
        let moved = plus(&day.day, days);
        let moved = self.define("Int", moved);
        let first = Day { day: Term::int(1), ..day.clone() };
        let beside = self.months_later(&first, days.signum());
        let (beyond, there) = if days > 0 {
            let last = last_day(&day.year, &day.month);
            let last = self.define("Int", last);
            (apply(">", &[&moved, &last]), apply("-", &[&moved, &last]))
        } else {
            (
                apply("<", &[&moved, &Term::int(1)]),
                apply("+", &[&moved, &last_day(&beside.year, &beside.month)]),
            )
        };
        let beyond = self.define("Bool", beyond);
        let Day { year, month, day, .. } =
            Day { day: there, ..beside }.or(&beyond, &Day { day: moved, ..day.clone() });
        Day {
            year: self.define("Int", year),
            month: self.define("Int", month),
            day: self.define("Int", day),
            ends: false,
        }
    }

    /// The day of a number counted from the first of the calendar, so many days later.
    fn of_number(&mut self, number: &Term, days: i32) -> Day {
        // Years begin in March here, so that the leap day is the last; counted in cycles of 400 years.
        let int = |this: &mut Self, text: String| this.define("Int", term(text));
        let z = int(self, format!("(+ {} {} 305)", number.text(), Term::int(days.into()).text()));
        let era = int(self, format!("(div {} 146097)", z.text()));
        let of_era = int(self, format!("(mod {} 146097)", z.text()));
        let doe = of_era.text();
        let leaps = format!("(- (+ (- {doe} (div {doe} 1460)) (div {doe} 36524)) (div {doe} 146096))");
        let years = int(self, format!("(div {leaps} 365)"));
        let yoe = years.text();
        let of_year = int(self, format!("(- {doe} (- (+ (* 365 {yoe}) (div {yoe} 4)) (div {yoe} 100)))"));
        let months = int(self, format!("(div (+ (* 5 {}) 2) 153)", of_year.text()));
        let mp = months.text();
        let day = int(self, format!("(+ (- {} (div (+ (* 153 {mp}) 2) 5)) 1)", of_year.text()));
        let month = int(self, format!("(ite (< {mp} 10) (+ {mp} 3) (- {mp} 9))"));
        let early = format!("(ite (<= {} 2) 1 0)", month.text());
        let year = int(self, format!("(+ {yoe} (* 400 {}) {early})", era.text()));
        Day { year, month, day, ends: false }
    }

    fn months_later(&mut self, day: &Day, months: i64) -> Day {
        let (year, month) = if months % 12 == 0 {
            let years = Term::int(months / 12);
            (apply("+", &[&day.year, &years]), day.month.clone())
        } else {
            let (y, m) = (day.year.text(), day.month.text());
            let all = term(format!("(+ (* 12 {y}) {m} {})", Term::int(months - 1).text()));
            let all = self.define("Int", all);
            (term(format!("(div {} 12)", all.text())), term(format!("(+ 1 (mod {} 12))", all.text())))
        };
        let (year, month) = (self.define("Int", year), self.define("Int", month));
        let last = self.define("Int", last_day(&year, &month));
        let short = apply(">", &[&day.day, &last]);
        Day { day: choice(&short, &last, &day.day), year, month, ends: false }
    }

    fn anchored(&mut self, day: &Day, anchor: Anchor) -> Day {
        let one = Term::int(1);
        let at = |year: &Term, month: Term, of_month: Term| Day {
            year: year.clone(),
            month,
            day: of_month,
            ends: false,
        };
        match anchor {
            Anchor::MonthStart => at(&day.year, day.month.clone(), one),
            Anchor::MonthEnd => at(&day.year, day.month.clone(), last_day(&day.year, &day.month)),
            Anchor::NextMonthStart => {
                let first = at(&day.year, day.month.clone(), one);
                self.months_later(&first, 1)
            }
            Anchor::QuarterStart => {
                let month = term(format!("(+ 1 (* 3 (div (- {} 1) 3)))", day.month.text()));
                at(&day.year, month, one)
            }
            Anchor::YearStart => at(&day.year, one.clone(), one),
            Anchor::YearEnd => at(&day.year, Term::int(12), Term::int(31)),
        }
    }
}
