//! What a step may be worth, as the checker sees it.

use std::rc::Rc;

use crate::trace::value::{Fault, Question};

use super::days::Day;
use super::number::Number;
use super::range::Range;

/// The value of a node for one instance.
#[derive(Clone, Debug)]
pub(super) enum Val {
    Truth(bool),
    Number(Number),
    Element(u32),
    /// An element that an open category does not list.
    Unlisted(Rc<str>),
    Day(Day),
    Text(Rc<str>),
    Place(Rc<str>),
    Absent,
    Open(Rc<Unsettled>),
    Fault(Rc<Failing>),
}

/// What an open value may be.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum May {
    Truth,
    Number(Range),
    Elements(Vec<u32>),
    Anything,
}

/// An open value. Two open values are one only if one was handed on as the other.
#[derive(Clone, Debug)]
pub(super) struct Unsettled {
    /// What would settle it, ascending, each once.
    pub(super) questions: Vec<Question>,
    pub(super) may: May,
    pub(super) or_absent: bool,
    pub(super) or_fault: bool,
    /// In which run it arose; 0 is the record as it is.
    pub(super) run: u32,
}

/// A fault, and the questions whose answers may yet make it not matter.
#[derive(Clone, Debug)]
pub(super) struct Failing {
    pub(super) fault: Fault,
    pub(super) screened: Vec<Question>,
    /// In which run it arose.
    pub(super) run: u32,
}

/// A value as a condition; 无 is 否.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    Yes,
    No,
    Open(Rc<Unsettled>),
    Fault(Rc<Failing>),
}

impl PartialEq for Val {
    fn eq(&self, other: &Val) -> bool {
        match (self, other) {
            (Val::Truth(a), Val::Truth(b)) => a == b,
            (Val::Number(a), Val::Number(b)) => a == b,
            (Val::Element(a), Val::Element(b)) => a == b,
            (Val::Day(a), Val::Day(b)) => a == b,
            (Val::Unlisted(a), Val::Unlisted(b))
            | (Val::Text(a), Val::Text(b))
            | (Val::Place(a), Val::Place(b)) => a == b,
            (Val::Absent, Val::Absent) => true,
            (Val::Open(a), Val::Open(b)) => Rc::ptr_eq(a, b),
            (Val::Fault(a), Val::Fault(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Val {
    pub(super) fn holds(&self) -> Holds {
        match self {
            Val::Truth(true) => Holds::Yes,
            Val::Open(open) => Holds::Open(Rc::clone(open)),
            Val::Fault(fault) => Holds::Fault(Rc::clone(fault)),
            _ => Holds::No,
        }
    }

    pub(super) fn is_yes(&self) -> bool {
        matches!(self, Val::Truth(true))
    }

    /// Neither open nor at fault nor yes.
    pub(super) fn is_no(&self) -> bool {
        matches!(self.holds(), Holds::No)
    }

    pub(super) fn is_fault(&self) -> bool {
        matches!(self, Val::Fault(_))
    }

    pub(super) fn is_settled(&self) -> bool {
        !matches!(self, Val::Open(_) | Val::Fault(_))
    }

    /// The questions that bear on it.
    pub(super) fn questions(&self) -> &[Question] {
        match self {
            Val::Open(open) => &open.questions,
            Val::Fault(failing) => &failing.screened,
            _ => &[],
        }
    }

    /// A fault that an answer may yet make not matter.
    pub(super) fn is_screened(&self) -> bool {
        matches!(self, Val::Fault(failing) if !failing.screened.is_empty())
    }

    /// It is open and may come out at fault.
    pub(super) fn may_fail(&self) -> bool {
        matches!(self, Val::Open(open) if open.or_fault)
    }

    /// It is open and may come out as nothing that can be worked with.
    pub(super) fn may_lack(&self) -> bool {
        matches!(self, Val::Open(open) if open.or_fault || open.or_absent)
    }

    /// The numbers that it may be, and whether it may lack; none for what is no number.
    pub(super) fn numbers(&self) -> Option<(Range, bool)> {
        match self {
            Val::Number(number) => Some((Range::only(*number), false)),
            Val::Open(open) => Some(match open.may {
                May::Number(range) => (range, open.or_absent || open.or_fault),
                _ => (Range::ALL, true),
            }),
            _ => None,
        }
    }
}

/// All questions of some values, ascending, each once.
pub(super) fn asked<'a>(values: impl IntoIterator<Item = &'a Val>) -> Vec<Question> {
    in_order(values.into_iter().flat_map(|value| value.questions().iter().copied()).collect())
}

/// Ascending, each once.
pub(super) fn in_order(mut questions: Vec<Question>) -> Vec<Question> {
    questions.sort_unstable();
    questions.dedup();
    questions
}

/// Of two faults the one that arose at the earlier node and instance; of one fault, as it arose before it was screened.
pub(super) fn earlier(one: Option<Rc<Failing>>, other: &Rc<Failing>) -> Option<Rc<Failing>> {
    let place =
        |failing: &Failing| (failing.fault.node, failing.fault.instance, !failing.screened.is_empty());
    match one {
        Some(one) if place(&one) <= place(other) => Some(one),
        _ => Some(Rc::clone(other)),
    }
}

/// The earliest fault among values.
pub(super) fn first_fault<'a>(values: impl IntoIterator<Item = &'a Val>) -> Option<Rc<Failing>> {
    values.into_iter().fold(None, |sofar, value| match value {
        Val::Fault(failing) => earlier(sofar, failing),
        _ => sofar,
    })
}

/// The domain of one value; none for what is absent or at fault.
fn domain(value: &Val) -> Option<May> {
    match value {
        Val::Absent | Val::Fault(_) => None,
        Val::Open(open) => Some(open.may.clone()),
        Val::Truth(_) => Some(May::Truth),
        Val::Number(number) => Some(May::Number(Range::only(*number))),
        Val::Element(element) => Some(May::Elements(vec![*element])),
        _ => Some(May::Anything),
    }
}

/// Everything that a value may still turn out to be, thrown together.
#[derive(Default, Debug)]
pub(super) struct Heap {
    /// The first value, while all that came were that one.
    one: Option<Val>,
    several: bool,
    may: Option<May>,
    fault: Option<Rc<Failing>>,
    screened: bool,
    or_absent: bool,
    or_fault: bool,
}

/// What a heap comes to.
pub(super) enum Verdict {
    /// One value in every case.
    One(Val),
    /// At fault in every case; an answer may yet screen it.
    Screened(Rc<Failing>),
    Open {
        may: May,
        or_absent: bool,
        or_fault: bool,
    },
}

impl Heap {
    pub(super) fn put(&mut self, value: &Val) {
        match &self.one {
            None => self.one = Some(value.clone()),
            Some(one) => self.several |= one != value,
        }
        match value {
            Val::Fault(failing) => {
                let screened = !failing.screened.is_empty();
                if self.fault.is_none() || screened {
                    self.fault = Some(Rc::clone(failing));
                }
                self.screened |= screened;
            }
            Val::Absent => self.or_absent = true,
            Val::Open(open) => {
                self.or_absent |= open.or_absent;
                self.or_fault |= open.or_fault;
            }
            _ => {}
        }
        if let Some(may) = domain(value) {
            self.widen(may);
        }
    }

    /// Not one value but a domain.
    pub(super) fn put_all(&mut self, may: May) {
        self.several = true;
        self.widen(may);
    }

    fn widen(&mut self, may: May) {
        self.may = Some(match (self.may.take(), may) {
            (None, may) => may,
            (Some(May::Truth), May::Truth) => May::Truth,
            (Some(May::Number(a)), May::Number(b)) => May::Number(a.around(b)),
            (Some(May::Elements(mut a)), May::Elements(b)) => {
                a.extend(b);
                a.sort_unstable();
                a.dedup();
                May::Elements(a)
            }
            _ => May::Anything,
        });
    }

    /// It may also come out at fault.
    pub(super) fn doubt(&mut self) {
        self.or_fault = true;
        self.several = true;
    }

    /// 无 is passed over.
    pub(super) fn without_absent(&mut self) {
        self.or_absent = false;
    }

    /// 无 would be a fault.
    pub(super) fn absent_is_fault(&mut self) {
        self.or_fault |= std::mem::take(&mut self.or_absent);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.one.is_none() && self.may.is_none()
    }

    /// Nothing is possible but faults that no answer screens.
    pub(super) fn is_lost(&self) -> bool {
        self.may.is_none() && !self.or_absent && !self.screened
    }

    pub(super) fn verdict(self) -> Verdict {
        let Heap { one, several, may, fault, screened, or_absent, or_fault } = self;
        if let Some(one) = one.filter(|_| !several && !screened) {
            return Verdict::One(one);
        }
        match (may, fault) {
            (None, Some(fault)) if !or_absent && !screened => Verdict::One(Val::Fault(fault)),
            (None, Some(fault)) if !or_absent => Verdict::Screened(fault),
            (may, fault) => Verdict::Open {
                // Behind a screened fault there may be anything.
                may: may.filter(|_| !screened).unwrap_or(May::Anything),
                or_absent: or_absent || screened,
                or_fault: or_fault || fault.is_some(),
            },
        }
    }
}
