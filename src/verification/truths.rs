//! Conditions: 且, 或, 非, 有, 属于, 位于, and comparisons.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::facts::record::FactValue;
use crate::program::ir::{Constant, NodeId, Op, Part, Relation, SetId};
use crate::trace::value::{FaultKind, Question};

use super::places::{self, Lies};
use super::range::Orders;
use super::run::{Here, Run};
use super::value::{Holds, May, Unsettled, Val, asked, earlier};

/// How two known values stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// In this order.
    Order(Ordering),
    /// They differ, and there is no order of such things.
    Apart,
}

impl Relation {
    /// Whether the relation holds of values in an order.
    pub(super) fn fits(self, order: Ordering) -> bool {
        match self {
            Relation::Less => order == Ordering::Less,
            Relation::LessOrEqual => order != Ordering::Greater,
            Relation::Equal => order == Ordering::Equal,
            Relation::NotEqual => order != Ordering::Equal,
            Relation::GreaterOrEqual => order != Ordering::Less,
            Relation::Greater => order == Ordering::Greater,
        }
    }

    /// Whether it holds in every order that is possible, or in none; none where that is open.
    pub(super) fn fits_all(self, orders: Orders) -> Option<bool> {
        let possible = [
            (orders.below, Ordering::Less),
            (orders.equal, Ordering::Equal),
            (orders.above, Ordering::Greater),
        ];
        let mut answers = possible.into_iter().filter(|(may, _)| *may).map(|(_, order)| self.fits(order));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

impl Run<'_> {
    /// How two known values stand; none unless both are known and there.
    pub(super) fn beside(&self, one: &Val, other: &Val) -> Option<Beside> {
        if !one.is_settled() || !other.is_settled() || *one == Val::Absent || *other == Val::Absent {
            return None;
        }
        Some(match (one, other) {
            (Val::Number(a), Val::Number(b)) => Beside::Order(a.cmp(b)),
            (Val::Day(a), Val::Day(b)) => Beside::Order(a.cmp(b)),
            (Val::Element(a), Val::Element(b)) => Beside::Order(a.cmp(b)),
            (Val::Truth(a), Val::Truth(b)) => Beside::Order(a.cmp(b)),
            (Val::Place(a), Val::Place(b)) if places::same(a, b, &self.ground.program.area) => {
                Beside::Order(Ordering::Equal)
            }
            (a, b) if a == b => Beside::Order(Ordering::Equal),
            _ => Beside::Apart,
        })
    }

    /// 且 (any 否 decides) or 或 (any 是 decides); then a fault, then what is open, stands before the other answer.
    pub(super) fn all_or_any(&self, parts: &[Part], instance: u32, decides: bool) -> Val {
        let values: Vec<&Val> = parts.iter().map(|part| self.val(part.node, instance)).collect();
        if values.iter().any(|value| if decides { value.is_yes() } else { value.is_no() }) {
            return Val::Truth(decides);
        }
        let (mut fault, mut open, mut several): (_, Option<Rc<Unsettled>>, _) = (None, None, false);
        for value in &values {
            match value.holds() {
                Holds::Fault(failing) => fault = earlier(fault, &failing),
                Holds::Open(one) => {
                    several |= open.as_ref().is_some_and(|before| !Rc::ptr_eq(before, &one));
                    open = Some(one);
                }
                Holds::Yes | Holds::No => {}
            }
        }
        let questions = asked(values.iter().copied());
        match (fault, open) {
            (Some(fault), _) => self.screened(fault, questions),
            (None, None) => Val::Truth(!decides),
            // One condition named several times is that condition.
            (None, Some(one)) if !several => {
                if one.may == May::Truth && !one.or_absent {
                    Val::Open(one)
                } else {
                    self.open_truth(one.questions.clone(), one.or_fault)
                }
            }
            (None, Some(_)) => self.open_truth(questions, values.iter().any(|value| value.may_fail())),
        }
    }

    pub(super) fn not(&self, value: &Val) -> Val {
        match value.holds() {
            Holds::Yes => Val::Truth(false),
            Holds::No => Val::Truth(true),
            Holds::Fault(_) => value.clone(),
            Holds::Open(open) => self.open_truth(open.questions.clone(), open.or_fault),
        }
    }

    /// 有: it is not 无.
    pub(super) fn present(&self, value: &Val) -> Val {
        match value {
            Val::Absent => Val::Truth(false),
            Val::Fault(_) => value.clone(),
            Val::Open(open) if open.or_absent || open.or_fault => {
                self.open_truth(open.questions.clone(), open.or_fault)
            }
            _ => Val::Truth(true),
        }
    }

    pub(super) fn within(&self, here: Here, value: &Val, set: SetId) -> Val {
        let member = |element: &u32| self.ground.is_member(set, *element);
        match value {
            Val::Element(element) => Val::Truth(member(element)),
            Val::Unlisted(_) if self.ground.program.sets[set.index()].open => self.admitted(here, set),
            Val::Fault(_) => value.clone(),
            Val::Open(open) => {
                if let (May::Elements(elements), false) = (&open.may, open.or_fault) {
                    if !elements.iter().any(member) {
                        return Val::Truth(false);
                    }
                    if !open.or_absent && elements.iter().all(member) {
                        return Val::Truth(true);
                    }
                }
                self.open_truth(open.questions.clone(), open.or_fault)
            }
            _ => Val::Truth(false),
        }
    }

    /// Whether what no list holds belongs to an open set is answered on the object, or else on one that holds it.
    fn admitted(&self, here: Here, set: SetId) -> Val {
        let name = &self.ground.program.sets[set.index()].name;
        let mut plane = Some(here.plane);
        while let Some(outer) = plane {
            let holder = self.holder(here, outer);
            for given in &self.record.memberships {
                if given.set == *name
                    && (given.plane, given.instance) == (outer, holder)
                    && let FactValue::Truth(answer) = given.answer.value
                {
                    return Val::Truth(answer);
                }
            }
            plane = self.ground.program.planes[outer.index()].parent;
        }
        self.ask(Question::Membership(set, here.plane, here.instance), May::Truth, false)
    }

    pub(super) fn located(&self, here: Here, place: NodeId, within: Option<NodeId>) -> Val {
        let home = self.ground.program.area.as_str();
        let inner = self.val(place, here.instance);
        let outer = within.map(|within| self.val(within, here.instance));
        if *inner == Val::Absent {
            return Val::Truth(false);
        }
        for value in [Some(inner), outer].into_iter().flatten() {
            if let Val::Fault(failing) = value {
                let questions = asked([Some(inner), outer].into_iter().flatten());
                return self.screened(Rc::clone(failing), questions);
            }
        }
        if outer == Some(&Val::Absent) {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        let named = match outer {
            None => Some(home),
            Some(Val::Place(text) | Val::Text(text)) => Some(&**text),
            Some(_) => None,
        };
        match (inner, named) {
            (Val::Place(text) | Val::Text(text), Some(named)) => match places::lies(text, named, home) {
                Lies::Inside => Val::Truth(true),
                Lies::Outside => Val::Truth(false),
                Lies::TooCoarse => self.ask_again(here, place),
            },
            // Everything lies in the whole country.
            (Val::Open(_), Some(named)) if places::parts(named).is_empty() && !inner.may_lack() => {
                Val::Truth(true)
            }
            _ => {
                let values = [Some(inner), outer];
                let or_fault = inner.may_fail() || outer.is_some_and(Val::may_lack);
                self.open_truth(asked(values.into_iter().flatten()), or_fault)
            }
        }
    }

    /// The fact that gives a place too coarsely is asked about again.
    fn ask_again(&self, here: Here, place: NodeId) -> Val {
        let (mut node, mut at) = (place, here);
        loop {
            match &self.ground.program.node(node).op {
                Op::Reinterpret(of) => node = *of,
                Op::Ancestor(of) => {
                    let plane = self.ground.program.node(*of).plane;
                    at = Here { instance: self.holder(at, plane), plane, ..at };
                    node = *of;
                }
                Op::Fact(field) => {
                    return self.open_truth(vec![Question::Fact(*field, at.instance)], false);
                }
                _ => return Val::Truth(false),
            }
        }
    }

    pub(super) fn compared(&self, here: Here, relation: Relation, one: NodeId, other: NodeId) -> Val {
        let is_none = |node| matches!(self.ground.program.node(node).op, Op::Constant(Constant::Absent));
        let (mut left, mut right) =
            (self.val(one, here.instance).clone(), self.val(other, here.instance).clone());
        // 等于 无, 不等于 无 ask whether it is there.
        let equality = matches!(relation, Relation::Equal | Relation::NotEqual);
        if equality && (is_none(one) || is_none(other)) {
            let present = self.present(if is_none(other) { &left } else { &right });
            return if relation == Relation::Equal { self.not(&present) } else { present };
        }
        // Beside a condition, 无 is 否.
        match (&left, &right) {
            (Val::Absent, Val::Truth(_)) => left = Val::Truth(false),
            (Val::Truth(_), Val::Absent) => right = Val::Truth(false),
            _ => {}
        }
        match self.beside(&left, &right) {
            Some(Beside::Order(order)) => return Val::Truth(relation.fits(order)),
            Some(Beside::Apart) if equality => return Val::Truth(relation == Relation::NotEqual),
            Some(Beside::Apart) => return self.fails(here, FaultKind::NoRule),
            None => {}
        }
        if let Some(fault) = self.needs([&left, &right], &[]) {
            return fault;
        }
        if left == Val::Absent || right == Val::Absent {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        match possible_orders(&left, &right).and_then(|orders| relation.fits_all(orders)) {
            Some(truth) => Val::Truth(truth),
            None => self.open_truth(asked([&left, &right]), left.may_lack() || right.may_lack()),
        }
    }
}

/// The orders that are possible of values that cannot lack; none where their domains do not tell.
fn possible_orders(one: &Val, other: &Val) -> Option<Orders> {
    if let (Some((one, false)), Some((other, false))) = (one.numbers(), other.numbers()) {
        return Some(one.orders(other));
    }
    let (one, other) = (elements(one)?, elements(other)?);
    Some(Orders {
        below: one.iter().min()? < other.iter().max()?,
        equal: one.iter().any(|element| other.contains(element)),
        above: one.iter().max()? > other.iter().min()?,
    })
}

fn elements(value: &Val) -> Option<Vec<u32>> {
    match value {
        Val::Element(element) => Some(vec![*element]),
        Val::Open(open) if !open.or_absent && !open.or_fault => match &open.may {
            May::Elements(elements) => Some(elements.clone()),
            _ => None,
        },
        _ => None,
    }
}
