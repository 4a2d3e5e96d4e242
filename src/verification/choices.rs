//! A base and its exceptions, rows of a table, versions: which alternatives apply, which of them are beaten, and what that
//! comes to while some guards are open.
//!
//! While guards are open, every way in which they may turn out is looked at. Guards that all test one open number or
//! element are not independent of each other: there the ways are the parts of its domain between which a guard changes.

use std::rc::Rc;

use crate::program::ir::{Alternative, NodeId, Op, Relation, SetId};
use crate::trace::value::{FaultKind, Question};

use super::number::Number;
use super::range::{End, Range};
use super::run::{Here, Run};
use super::truths::Beside;
use super::value::{Failing, Heap, Holds, May, Unsettled, Val, asked, first_fault, in_order};

/// With more open guards than this the ways are not looked at one by one.
const MANY_GUARDS: usize = 8;
/// More elements than this are not told apart.
const MANY_ELEMENTS: usize = 64;

/// What one way comes to.
#[derive(Clone, PartialEq, Debug)]
enum Comes {
    To(Val),
    /// The thing that the guards test is itself the value, and lies in this part.
    Part(Part),
    Nothing,
    /// These apply, none is beaten, and they differ.
    Conflict(Vec<usize>),
    /// These apply, none is beaten, and whether they differ is open.
    Several(Vec<usize>),
}

/// A part of the domain of what the guards test.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Part {
    Numbers(Range),
    Element(u32),
}

/// What a guard asks of the thing that all guards test.
enum Test {
    Number(Relation, Number),
    Element(Relation, u32),
    Member(SetId),
}

/// Open guards that all test one thing.
struct Tested {
    thing: Rc<Unsettled>,
    /// The open nodes of the guards in the order of the program; none for those that only join others.
    nodes: Vec<(NodeId, Option<Test>)>,
    parts: Vec<Part>,
}

/// How an alternative's guard stands in a way: settled, or with the truth of an open condition, or against it.
enum Guard {
    Settled(bool),
    Of { condition: usize, against: bool },
}

/// The alternatives that apply and are beaten by none that applies.
fn unbeaten(alternatives: &[Alternative], applies: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let applying: Vec<usize> = (0..alternatives.len()).filter(|at| applies(*at)).collect();
    let beaten =
        |at: usize| at < 128 && applying.iter().any(|other| alternatives[*other].beats & (1u128 << at) != 0);
    applying.iter().copied().filter(|at| !beaten(*at)).collect()
}

impl Run<'_> {
    fn guard(&self, alternative: &Alternative, instance: u32) -> Val {
        alternative.guard.map_or(Val::Truth(true), |guard| self.val(guard, instance).clone())
    }

    /// The alternatives that may still be taken: not excluded, and not beaten by one that surely applies.
    pub(super) fn in_question(&self, alternatives: &[Alternative], instance: u32) -> Vec<usize> {
        let guards: Vec<Val> = alternatives.iter().map(|one| self.guard(one, instance)).collect();
        let surely = |at: usize| guards[at].is_yes();
        let beaten = |at: usize| {
            let beats = |other: usize| alternatives[other].beats & (1u128 << at) != 0;
            at < 128 && (0..alternatives.len()).any(|other| surely(other) && beats(other))
        };
        (0..alternatives.len()).filter(|at| !guards[*at].is_no() && !beaten(*at)).collect()
    }

    /// Chooses.
    pub(super) fn chosen(&self, here: Here, alternatives: &[Alternative]) -> Val {
        let guards: Vec<Val> = alternatives.iter().map(|one| self.guard(one, here.instance)).collect();
        if guards.iter().all(Val::is_settled) {
            let comes = self.way(here, alternatives, &|at| guards[at].is_yes(), None);
            return self.settled(here, alternatives, &comes);
        }
        if let Some(tested) = self.tested(here, alternatives) {
            return self.by_parts(here, alternatives, &tested);
        }
        self.by_conditions(here, alternatives, &guards)
    }

    /// What it comes to if just these apply. Within a part of the thing that is tested, that thing is known more closely.
    fn way(
        &self,
        here: Here,
        alternatives: &[Alternative],
        applies: &dyn Fn(usize) -> bool,
        within: Option<(&Rc<Unsettled>, Part)>,
    ) -> Comes {
        let left = unbeaten(alternatives, applies);
        let value = |at: usize| self.val(alternatives[at].value, here.instance);
        let Some(first) = left.first() else { return Comes::Nothing };
        if left.len() == 1 {
            return match (value(*first), within) {
                (Val::Open(open), Some((thing, part))) if Rc::ptr_eq(open, thing) => Comes::Part(part),
                (value, _) => Comes::To(value.clone()),
            };
        }
        let (mut differ, mut unsure) = (false, false);
        for (place, one) in left.iter().enumerate() {
            for other in &left[place + 1..] {
                let (one, other) = (value(*one), value(*other));
                if one == other {
                    continue;
                }
                let lacking = |absent: &Val, there: &Val| *absent == Val::Absent && there.is_settled();
                match self.beside(one, other) {
                    Some(Beside::Order(order)) if order.is_eq() => {}
                    Some(_) => differ = true,
                    None if lacking(one, other) || lacking(other, one) => differ = true,
                    None => unsure = true,
                }
            }
        }
        if differ {
            return Comes::Conflict(left);
        }
        match first_fault(left.iter().map(|at| value(*at))) {
            Some(fault) if fault.screened.is_empty() => Comes::To(Val::Fault(fault)),
            Some(_) => Comes::Several(left),
            None if unsure => Comes::Several(left),
            None => Comes::To(value(*first).clone()),
        }
    }

    /// What one way comes to, as a value.
    fn settled(&self, here: Here, alternatives: &[Alternative], comes: &Comes) -> Val {
        match comes {
            Comes::To(value) => value.clone(),
            Comes::Nothing => self.fails(here, FaultKind::NoRule),
            Comes::Conflict(left) => self.fails(here, FaultKind::Conflict(left.clone())),
            Comes::Several(_) | Comes::Part(_) => {
                self.thrown_together(here, alternatives, std::slice::from_ref(comes), Vec::new(), false)
            }
        }
    }

    /// What several ways come to. `or_fault`: what decides between them may itself come out at fault.
    fn thrown_together(
        &self,
        here: Here,
        alternatives: &[Alternative],
        ways: &[Comes],
        mut questions: Vec<Question>,
        or_fault: bool,
    ) -> Val {
        if let [first, rest @ ..] = ways
            && is_definite(first)
            && rest.iter().all(|way| way == first)
        {
            return self.settled(here, alternatives, first);
        }
        let mut heap = Heap::default();
        if or_fault {
            heap.doubt();
        }
        let (mut failing, mut several) = (None, false);
        let mut put = |value: &Val, heap: &mut Heap| {
            heap.put(value);
            questions.extend_from_slice(value.questions());
        };
        for way in ways {
            match way {
                Comes::To(value) => put(value, &mut heap),
                Comes::Part(Part::Numbers(range)) => heap.put_all(May::Number(*range)),
                Comes::Part(Part::Element(element)) => heap.put_all(May::Elements(vec![*element])),
                Comes::Nothing | Comes::Conflict(_) => failing = failing.or(Some(way)),
                Comes::Several(left) => {
                    several = true;
                    for at in left {
                        put(self.val(alternatives[*at].value, here.instance), &mut heap);
                    }
                }
            }
        }
        if let Some(failing) = failing.filter(|_| heap.is_lost()) {
            return self.settled(here, alternatives, failing);
        }
        if several || failing.is_some() {
            heap.doubt();
        }
        self.verdict(heap, in_order(questions))
    }

    /// Every way in which open guards may turn out.
    fn by_conditions(&self, here: Here, alternatives: &[Alternative], guards: &[Val]) -> Val {
        let mut conditions: Vec<(NodeId, Val)> = Vec::new();
        let mut stand = Vec::with_capacity(alternatives.len());
        for (alternative, truth) in alternatives.iter().zip(guards) {
            let Some(mut node) = alternative.guard.filter(|_| !truth.is_settled()) else {
                stand.push(Guard::Settled(truth.is_yes()));
                continue;
            };
            let mut against = false;
            while let Op::Not(of) = &self.ground.program.node(node).op {
                (node, against) = (*of, !against);
            }
            let value = self.val(node, here.instance).clone();
            // One open condition under two names is one; if it may come out at fault the names are kept apart.
            let one = matches!(value, Val::Open(_)) && !value.may_fail();
            let known = conditions.iter().position(|(other, known)| *other == node || one && *known == value);
            let condition = known.unwrap_or_else(|| {
                conditions.push((node, value));
                conditions.len() - 1
            });
            stand.push(Guard::Of { condition, against });
        }
        if conditions.len() > MANY_GUARDS {
            return self.by_everything(here, alternatives, &conditions);
        }
        let ways: Vec<Comes> = (0..1u32 << conditions.len())
            .map(|way| {
                let applies = |at: usize| match stand[at] {
                    Guard::Settled(truth) => truth,
                    Guard::Of { condition, against } => (way >> condition & 1 == 1) != against,
                };
                self.way(here, alternatives, &applies, None)
            })
            .collect();
        // A condition bears if turning it alone changes some way. Behind a screened fault anything may lie.
        let behind = ways.iter().any(|way| matches!(way, Comes::To(value) if value.is_screened()));
        let bears =
            |condition: usize| behind || (0..ways.len()).any(|way| ways[way] != ways[way ^ (1 << condition)]);
        let bearing: Vec<&Val> =
            (0..conditions.len()).filter(|at| bears(*at)).map(|at| &conditions[at].1).collect();
        match first_fault(bearing.iter().copied()) {
            Some(fault) => self.guard_fails(here, alternatives, fault),
            None => {
                let or_fault = bearing.iter().any(|value| value.may_fail());
                self.thrown_together(here, alternatives, &ways, asked(bearing), or_fault)
            }
        }
    }

    /// With very many open guards: whatever may be taken.
    fn by_everything(&self, here: Here, alternatives: &[Alternative], conditions: &[(NodeId, Val)]) -> Val {
        let values = || conditions.iter().map(|(_, value)| value);
        if let Some(fault) = first_fault(values()) {
            return self.guard_fails(here, alternatives, fault);
        }
        let left = self.in_question(alternatives, here.instance);
        let way = if left.is_empty() { Comes::Nothing } else { Comes::Several(left) };
        self.thrown_together(here, alternatives, &[way], asked(values()), true)
    }

    /// A guard is at fault; everything that is open beside it may yet make that not matter.
    fn guard_fails(&self, here: Here, alternatives: &[Alternative], fault: Rc<Failing>) -> Val {
        let guards = alternatives.iter().filter_map(|one| one.guard);
        let taken = self.in_question(alternatives, here.instance);
        let values = taken.into_iter().map(|at| alternatives[at].value);
        let questions = asked(guards.chain(values).map(|node| self.val(node, here.instance)));
        self.screened(fault, questions)
    }

    /// Chooses in each part of the one thing that all open guards test.
    fn by_parts(&self, here: Here, alternatives: &[Alternative], tested: &Tested) -> Val {
        let ways: Vec<Comes> = tested
            .parts
            .iter()
            .map(|part| {
                let truths = self.truths_in(here, tested, *part);
                let applies = |at: usize| {
                    alternatives[at].guard.is_none_or(|guard| self.truth_in(here, &truths, guard))
                };
                self.way(here, alternatives, &applies, Some((&tested.thing, *part)))
            })
            .collect();
        let agree = ways.first().is_some_and(|first| {
            !matches!(first, Comes::Part(_)) && !is_screened(first) && ways.iter().all(|way| way == first)
        });
        let questions = if agree { Vec::new() } else { tested.thing.questions.clone() };
        self.thrown_together(here, alternatives, &ways, questions, false)
    }

    /// The truth of every open node of the guards within a part.
    fn truths_in(&self, here: Here, tested: &Tested, part: Part) -> Vec<(NodeId, bool)> {
        let mut truths: Vec<(NodeId, bool)> = Vec::with_capacity(tested.nodes.len());
        for (node, test) in &tested.nodes {
            let of = |node: NodeId| self.truth_in(here, &truths, node);
            let truth = match (test, &self.ground.program.node(*node).op) {
                (Some(test), _) => self.passes(test, part),
                (None, Op::All(parts)) => parts.iter().all(|part| of(part.node)),
                (None, Op::Any(parts)) => parts.iter().any(|part| of(part.node)),
                (None, Op::Not(node)) => !of(*node),
                (None, Op::Reinterpret(node)) => of(*node),
                (None, _) => false,
            };
            truths.push((*node, truth));
        }
        truths
    }

    fn truth_in(&self, here: Here, truths: &[(NodeId, bool)], node: NodeId) -> bool {
        let known = truths.iter().find(|(known, _)| *known == node);
        known.map_or_else(|| self.val(node, here.instance).is_yes(), |(_, truth)| *truth)
    }

    fn passes(&self, test: &Test, part: Part) -> bool {
        match (test, part) {
            (Test::Number(relation, limit), Part::Numbers(range)) => {
                relation.fits_all(range.orders(Range::only(*limit))).unwrap_or(false)
            }
            (Test::Element(relation, other), Part::Element(own)) => relation.fits(own.cmp(other)),
            (Test::Member(set), Part::Element(own)) => self.ground.is_member(*set, own),
            _ => false,
        }
    }

    /// The one open thing that all open guards test; none where a guard is at fault or tests something else.
    fn tested(&self, here: Here, alternatives: &[Alternative]) -> Option<Tested> {
        let mut nodes: Vec<(NodeId, Option<Test>)> = Vec::new();
        let mut thing: Option<Rc<Unsettled>> = None;
        let mut waiting: Vec<NodeId> = alternatives.iter().filter_map(|one| one.guard).collect();
        while let Some(node) = waiting.pop() {
            match self.val(node, here.instance).holds() {
                Holds::Yes | Holds::No => continue,
                Holds::Fault(_) => return None,
                Holds::Open(_) if nodes.iter().any(|(known, _)| *known == node) => continue,
                Holds::Open(_) => {}
            }
            let value = |node: NodeId| self.val(node, here.instance);
            let (own, test) = match &self.ground.program.node(node).op {
                Op::All(parts) | Op::Any(parts) => {
                    waiting.extend(parts.iter().map(|part| part.node));
                    nodes.push((node, None));
                    continue;
                }
                Op::Not(of) | Op::Reinterpret(of) => {
                    waiting.push(*of);
                    nodes.push((node, None));
                    continue;
                }
                Op::Within { value: of, set } => (value(*of), Test::Member(*set)),
                Op::Compare(relation, one, other) => match (value(*one), value(*other)) {
                    (open @ Val::Open(_), Val::Number(limit)) => (open, Test::Number(*relation, *limit)),
                    (Val::Number(limit), open @ Val::Open(_)) => {
                        (open, Test::Number(turned(*relation), *limit))
                    }
                    (open @ Val::Open(_), Val::Element(other)) => (open, Test::Element(*relation, *other)),
                    (Val::Element(other), open @ Val::Open(_)) => {
                        (open, Test::Element(turned(*relation), *other))
                    }
                    _ => return None,
                },
                _ => return None,
            };
            let Val::Open(own) = own else { return None };
            if thing.as_ref().is_some_and(|known| !Rc::ptr_eq(known, own)) {
                return None;
            }
            thing = Some(Rc::clone(own));
            nodes.push((node, Some(test)));
        }
        let thing = thing.filter(|thing| !thing.or_absent && !thing.or_fault)?;
        let parts = match &thing.may {
            May::Number(range) => parts_of(*range, &nodes),
            May::Elements(elements) if elements.len() <= MANY_ELEMENTS => {
                elements.iter().map(|element| Part::Element(*element)).collect()
            }
            _ => return None,
        };
        nodes.sort_by_key(|(node, _)| *node);
        Some(Tested { thing, nodes, parts })
    }
}

/// One value or fault that no answer screens.
fn is_definite(comes: &Comes) -> bool {
    matches!(comes, Comes::To(_) | Comes::Nothing | Comes::Conflict(_)) && !is_screened(comes)
}

fn is_screened(comes: &Comes) -> bool {
    matches!(comes, Comes::To(value) if value.is_screened())
}

/// The relation read from the other side.
fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::Greater => Relation::Less,
        Relation::LessOrEqual => Relation::GreaterOrEqual,
        Relation::GreaterOrEqual => Relation::LessOrEqual,
        Relation::Equal | Relation::NotEqual => relation,
    }
}

/// The limits that are tested cut a range; each limit is a part of its own.
fn parts_of(range: Range, nodes: &[(NodeId, Option<Test>)]) -> Vec<Part> {
    let mut limits: Vec<Number> = Vec::new();
    for (_, test) in nodes {
        if let Some(Test::Number(_, limit)) = test {
            limits.push(*limit);
        }
    }
    limits.sort_unstable();
    limits.dedup();
    let beyond = |at: Number| Some(End { at, reached: false });
    let mut cuts = Vec::with_capacity(2 * limits.len() + 1);
    let mut low = None;
    for limit in limits {
        cuts.push(Range { low, high: beyond(limit) });
        cuts.push(Range::only(limit));
        low = beyond(limit);
    }
    cuts.push(Range { low, high: None });
    cuts.into_iter().filter_map(|cut| cut.within(range)).map(Part::Numbers).collect()
}
