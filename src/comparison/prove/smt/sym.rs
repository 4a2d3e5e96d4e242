//! Values of nodes as terms: what it is, whether it is absent, whether it cannot be told.

use super::term::{Term, and, choice, equal, not, or};
use crate::program::ir::Type;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;

/// More values than this are not kept apart.
const MOST_VALUES: usize = 16;

/// The value of a node for one place of a list.
#[derive(Clone, Debug)]
pub struct Sym {
    /// There is no value: a fault.
    pub fault: Term,
    /// 无; never together with a fault.
    pub absent: Term,
    /// What it is where it is neither.
    pub kind: Kind,
}

/// What a value is, by its type.
#[derive(Clone, Debug)]
pub enum Kind {
    /// 是、否
    Truth(Term),
    /// In base measures.
    Number(Number),
    /// Index of an element; what a category does not list stands behind its elements.
    Element(Term),
    /// A day.
    Day(Day),
    /// Number of a text.
    Text(Term),
    /// Number of a place.
    Place(Term),
}

/// A number.
#[derive(Clone, Debug)]
pub struct Number {
    /// Of sort Real.
    pub term: Term,
    /// The only values that it has, where there are few.
    pub values: Option<Vec<Ratio>>,
}

/// A day by year, month and day of the month.
#[derive(Clone, PartialEq, Debug)]
pub struct Day {
    pub(super) year: Term,
    pub(super) month: Term,
    pub(super) day: Term,
    /// It may be one of the two days that stand for never.
    pub(super) ends: bool,
}

impl Number {
    /// A known number.
    pub fn known(value: Ratio) -> Number {
        Number { term: Term::real(value), values: Some(vec![value]) }
    }

    /// A number of which nothing is known.
    pub fn any(term: Term) -> Number {
        Number { term, values: None }
    }

    /// The only value.
    pub fn only(&self) -> Option<Ratio> {
        match self.values.as_deref() {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    fn or(&self, condition: &Term, other: &Number) -> Number {
        let values = match (&self.values, &other.values) {
            (Some(one), Some(two)) => few(one.iter().chain(two).copied()),
            _ => None,
        };
        Number { term: choice(condition, &self.term, &other.term), values }
    }
}

/// The different values among some, if they are few.
pub fn few(values: impl IntoIterator<Item = Ratio>) -> Option<Vec<Ratio>> {
    let mut kept: Vec<Ratio> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
        if kept.len() > MOST_VALUES {
            return None;
        }
    }
    kept.sort_unstable();
    Some(kept)
}

impl Day {
    /// A known day.
    pub fn known(day: Date) -> Day {
        let of = |number: u32| Term::int(i64::from(number));
        Day {
            year: Term::int(i64::from(day.year())),
            month: of(day.month()),
            day: of(day.day()),
            ends: day == Date::FOREVER || day == Date::NEVER_BEFORE,
        }
    }

    /// A number that grows from day to day (with gaps).
    pub fn key(&self) -> Term {
        if let Some((year, month, day)) = self.written() {
            return Term::int(year * 372 + month * 31 + day);
        }
        Term::of(format!("(+ (* 372 {}) (* 31 {}) {})", self.year.text(), self.month.text(), self.day.text()))
    }

    fn written(&self) -> Option<(i64, i64, i64)> {
        use super::term::whole;
        Some((whole(&self.year)?, whole(&self.month)?, whole(&self.day)?))
    }

    /// The day, where it is known.
    pub fn fixed(&self) -> Option<Date> {
        let (year, month, day) = self.written()?;
        let [month, day] = [month, day].map(|part| u32::try_from(part).unwrap_or(0));
        Date::from_ymd(i32::try_from(year).ok()?, month, day)
    }

    /// One day or another.
    pub fn or(&self, condition: &Term, other: &Day) -> Day {
        Day {
            year: choice(condition, &self.year, &other.year),
            month: choice(condition, &self.month, &other.month),
            day: choice(condition, &self.day, &other.day),
            ends: self.ends || other.ends,
        }
    }
}

impl Kind {
    /// A plain value of a type, where it does not matter.
    pub fn plain(ty: Type) -> Kind {
        match ty {
            Type::Truth => Kind::Truth(Term::truth(false)),
            Type::Number(_) => Kind::Number(Number::known(Ratio::ZERO)),
            Type::Element(_) => Kind::Element(Term::int(0)),
            Type::Date => Kind::Day(Day::known(Date::FOREVER)),
            Type::Text => Kind::Text(Term::int(0)),
            Type::Place => Kind::Place(Term::int(0)),
        }
    }

    /// One value or another of the same type.
    pub fn or(&self, condition: &Term, other: &Kind) -> Kind {
        match (self, other) {
            (Kind::Truth(a), Kind::Truth(b)) => Kind::Truth(choice(condition, a, b)),
            (Kind::Number(a), Kind::Number(b)) => Kind::Number(a.or(condition, b)),
            (Kind::Element(a), Kind::Element(b)) => Kind::Element(choice(condition, a, b)),
            (Kind::Day(a), Kind::Day(b)) => Kind::Day(a.or(condition, b)),
            (Kind::Text(a), Kind::Text(b)) => Kind::Text(choice(condition, a, b)),
            (Kind::Place(a), Kind::Place(b)) => Kind::Place(choice(condition, a, b)),
            // Values of one node have one type.
            (one, _) => one.clone(),
        }
    }

    /// Whether two values of one type are the same.
    pub fn same(&self, other: &Kind) -> Term {
        match (self, other) {
            (Kind::Truth(a), Kind::Truth(b))
            | (Kind::Element(a), Kind::Element(b))
            | (Kind::Text(a), Kind::Text(b))
            | (Kind::Place(a), Kind::Place(b)) => equal(a, b),
            (Kind::Number(a), Kind::Number(b)) => equal(&a.term, &b.term),
            (Kind::Day(a), Kind::Day(b)) => {
                and([equal(&a.year, &b.year), equal(&a.month, &b.month), equal(&a.day, &b.day)])
            }
            _ => Term::truth(false),
        }
    }
}

impl Sym {
    /// A value that is there.
    pub fn value(kind: Kind) -> Sym {
        Sym { fault: Term::truth(false), absent: Term::truth(false), kind }
    }

    /// A truth that is there.
    pub fn truth(term: Term) -> Sym {
        Sym::value(Kind::Truth(term))
    }

    /// A fault.
    pub fn fault(ty: Type) -> Sym {
        Sym { fault: Term::truth(true), absent: Term::truth(false), kind: Kind::plain(ty) }
    }

    /// 无
    pub fn absent(ty: Type) -> Sym {
        Sym { fault: Term::truth(false), absent: Term::truth(true), kind: Kind::plain(ty) }
    }

    /// Surely there.
    pub fn is_sure(&self) -> bool {
        self.fault.is_false() && self.absent.is_false()
    }

    /// There is no value to work with.
    pub fn lacks(&self) -> Term {
        or([self.fault.clone(), self.absent.clone()])
    }

    /// Read as a condition: it holds. 无 counts as 否.
    pub fn holds(&self) -> Term {
        match &self.kind {
            Kind::Truth(term) => and([not(&self.fault), not(&self.absent), term.clone()]),
            _ => Term::truth(false),
        }
    }

    /// Read as a condition: it fails.
    pub fn fails(&self) -> Term {
        match &self.kind {
            Kind::Truth(term) => and([not(&self.fault), or([self.absent.clone(), not(term)])]),
            _ => not(&self.fault),
        }
    }

    /// One value or another.
    pub fn or(&self, condition: &Term, other: &Sym) -> Sym {
        if condition.is_true() {
            return self.clone();
        }
        if condition.is_false() {
            return other.clone();
        }
        let kind = if self.absent.is_true() || self.fault.is_true() {
            other.kind.clone()
        } else if other.absent.is_true() || other.fault.is_true() {
            self.kind.clone()
        } else {
            self.kind.or(condition, &other.kind)
        };
        Sym {
            fault: choice(condition, &self.fault, &other.fault),
            absent: choice(condition, &self.absent, &other.absent),
            kind,
        }
    }

    /// Both are there and the same, or both are absent.
    pub fn same(&self, other: &Sym) -> Term {
        or([
            and([self.absent.clone(), other.absent.clone()]),
            and([not(&self.lacks()), not(&other.lacks()), self.kind.same(&other.kind)]),
        ])
    }
}
