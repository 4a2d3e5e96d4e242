//! A base and exceptions, table rows, versions: which alternative is taken, also while guards are open.
//!
//! With open guards every combination of their truths is a *completion*. The result is known when all completions give
//! one value; otherwise it is open, and a guard is asked about only if turning it changes some completion.

use crate::program::ir::{Alternative, NodeId, Op};
use crate::trace::value::{FaultId, FaultKind, OpenId, Question, Value};

use super::bands::{self, Region};
use super::compare::{Standing, standing};
use super::extreme::sorted;
use super::pass::{At, Pass, State};
use super::possible::Possible;
use super::truth::Truth;

/// With more open guards than this, completions are not enumerated.
const MOST_GUARDS: usize = 8;

/// What one completion comes to.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Taken {
    /// A value (which may itself be open or at fault).
    Value(Value),
    /// The subject of the table itself, within a region.
    Region(Region),
    /// No alternative applies.
    Nothing,
    /// Alternatives of one rank apply and differ.
    Conflict(Vec<usize>),
    /// Alternatives of one rank apply; whether they differ is open.
    Several(Vec<usize>),
}

/// An open guard: a condition, perhaps negated, shared by the alternatives that test it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Guard {
    Settled(bool),
    Unsettled { atom: usize, negated: bool },
}

/// Alternative `at` is beaten.
fn beaten(mask: u128, at: usize) -> bool {
    at < 128 && mask >> at & 1 == 1
}

/// The alternatives that apply and are not beaten by one that applies.
pub(super) fn survivors<'a>(
    alternatives: &'a [Alternative],
    applies: impl Fn(usize) -> bool + 'a,
) -> impl Iterator<Item = usize> + 'a {
    let losers =
        (0..alternatives.len()).filter(|at| applies(*at)).fold(0, |mask, at| mask | alternatives[at].beats);
    (0..alternatives.len()).filter(move |at| applies(*at) && !beaten(losers, *at))
}

/// The truth of an alternative's guard.
#[inline]
pub(super) fn guard(state: &State, alternative: &Alternative, instance: u32) -> Truth {
    alternative.guard.map_or(Truth::Yes, |guard| Truth::of(state.get(guard, instance)))
}

/// The alternatives that may be taken: not ruled out, and not beaten by one that certainly applies.
pub(super) fn eligible<'a>(
    state: &'a State,
    alternatives: &'a [Alternative],
    instance: u32,
) -> impl Iterator<Item = usize> + 'a {
    let truth = move |at: usize| guard(state, &alternatives[at], instance);
    let losers = (0..alternatives.len())
        .filter(|at| truth(*at) == Truth::Yes)
        .fold(0, |mask, at| mask | alternatives[at].beats);
    (0..alternatives.len()).filter(move |at| truth(*at) != Truth::No && !beaten(losers, *at))
}

impl Pass<'_> {
    /// Chooses.
    pub(super) fn choose(&mut self, at: At, alternatives: &[Alternative]) -> Value {
        let mut losers = 0;
        for alternative in alternatives {
            match guard(self.state, alternative, at.instance) {
                Truth::Yes => losers |= alternative.beats,
                Truth::No => {}
                Truth::Open(_) | Truth::Fault(_) => return self.choose_openly(at, alternatives),
            }
        }
        let mut taken = None;
        for (index, alternative) in alternatives.iter().enumerate() {
            if beaten(losers, index) || guard(self.state, alternative, at.instance) != Truth::Yes {
                continue;
            }
            if taken.is_some() {
                let state = &*self.state;
                let applies = |index: usize| guard(state, &alternatives[index], at.instance) == Truth::Yes;
                let taken = self.taken(alternatives, at.instance, applies, None);
                return self.settled(at, alternatives, taken);
            }
            taken = Some(self.get(alternative.value, at.instance));
        }
        match taken {
            Some(value) => value,
            None => self.fault(at, FaultKind::NoRule),
        }
    }

    /// What alternatives come to when it is said which of them apply. `subject` is an open value known more closely.
    pub(super) fn taken(
        &self,
        alternatives: &[Alternative],
        instance: u32,
        applies: impl Fn(usize) -> bool,
        subject: Option<(OpenId, Region)>,
    ) -> Taken {
        let left: Vec<usize> = survivors(alternatives, applies).collect();
        let value = |index: usize| self.get(alternatives[index].value, instance);
        let Some((first, others)) = left.split_first() else { return Taken::Nothing };
        if others.is_empty()
            && let Some((open, region)) = subject
            && value(*first) == Value::Open(open)
        {
            return Taken::Region(region);
        }
        let (mut fault, mut unsure, mut differ) = (None, false, false);
        for (place, index) in left.iter().enumerate() {
            let one = value(*index);
            if let Value::Fault(found) = one {
                fault = self.state.earlier(fault, found);
            }
            for other in left[place + 1..].iter().map(|other| value(*other)).filter(|other| *other != one) {
                match standing(self.state, &self.plan.program.area, one, other) {
                    Some(Standing::Ordered(order)) if order.is_eq() => {}
                    Some(_) => differ = true,
                    None if one == Value::Absent && is_known(other)
                        || other == Value::Absent && is_known(one) =>
                    {
                        differ = true;
                    }
                    None => unsure = true,
                }
            }
        }
        match fault {
            _ if differ => Taken::Conflict(left),
            Some(fault) if !self.state.is_masked(Value::Fault(fault)) || left.len() == 1 => {
                Taken::Value(Value::Fault(fault))
            }
            Some(_) => Taken::Several(left),
            None if unsure => Taken::Several(left),
            None => Taken::Value(value(*first)),
        }
    }

    /// Whether a completion is a fault that an answer may still mask.
    fn is_masked(&self, taken: &Taken) -> bool {
        matches!(taken, Taken::Value(value) if self.state.is_masked(*value))
    }

    /// A completion as a value.
    fn settled(&mut self, at: At, alternatives: &[Alternative], taken: Taken) -> Value {
        match taken {
            Taken::Value(value) => value,
            Taken::Nothing => self.fault(at, FaultKind::NoRule),
            Taken::Conflict(left) => self.fault(at, FaultKind::Conflict(left)),
            Taken::Several(_) | Taken::Region(_) => {
                self.one_of(at, alternatives, &[taken], Vec::new(), false)
            }
        }
    }

    /// Completions as a value: one where they agree, a fault where all are at fault, else open. `may_fail`: what decides
    /// between them may itself come out at fault.
    pub(super) fn one_of(
        &mut self,
        at: At,
        alternatives: &[Alternative],
        completions: &[Taken],
        mut questions: Vec<Question>,
        may_fail: bool,
    ) -> Value {
        if let [first, rest @ ..] = completions
            && matches!(first, Taken::Value(_) | Taken::Nothing | Taken::Conflict(_))
            && rest.iter().all(|other| other == first)
            && !self.is_masked(first)
        {
            return self.settled(at, alternatives, first.clone());
        }
        let (mut possible, mut failure, mut values) = (Possible::default(), None, Vec::new());
        let mut unsure = false;
        if may_fail {
            possible.shake();
        }
        for taken in completions {
            match taken {
                Taken::Value(value) => {
                    possible.add(self.state, *value);
                    values.push(*value);
                }
                Taken::Region(region) => possible.add_region(*region),
                Taken::Nothing | Taken::Conflict(_) => failure = failure.or(Some(taken)),
                Taken::Several(left) => {
                    unsure = true;
                    for index in left {
                        let value = self.get(alternatives[*index].value, at.instance);
                        possible.add(self.state, value);
                        values.push(value);
                    }
                }
            }
        }
        if unsure || failure.is_some() {
            if let Some(failure) = failure.filter(|_| possible.only_faults()) {
                return self.settled(at, alternatives, failure.clone());
            }
            possible.shake();
        }
        self.gathered(possible, |state| {
            questions.extend(state.union(values));
            sorted(questions)
        })
    }

    /// Chooses while guards are open or at fault.
    fn choose_openly(&mut self, at: At, alternatives: &[Alternative]) -> Value {
        if let Some(value) = self.choose_by_regions(at, alternatives) {
            return value;
        }
        let mut atoms: Vec<(NodeId, Value)> = Vec::new();
        let guards: Vec<Guard> = alternatives
            .iter()
            .map(|alternative| match (alternative.guard, guard(self.state, alternative, at.instance)) {
                (_, Truth::Yes) | (None, _) => Guard::Settled(true),
                (_, Truth::No) => Guard::Settled(false),
                (Some(node), _) => {
                    let (mut node, mut negated) = (node, false);
                    while let Op::Not(of) = &self.plan.program.node(node).op {
                        (node, negated) = (*of, !negated);
                    }
                    // Nodes that share one open value hold together; once at fault they would be told apart.
                    let value = self.get(node, at.instance);
                    let shared = matches!(value, Value::Open(_)) && !self.state.may_fail(value);
                    let same = |atom: &(NodeId, Value)| atom.0 == node || (shared && atom.1 == value);
                    let known = atoms.iter().position(same);
                    let atom = known.unwrap_or(atoms.len());
                    if known.is_none() {
                        atoms.push((node, value));
                    }
                    Guard::Unsettled { atom, negated }
                }
            })
            .collect();
        if atoms.len() > MOST_GUARDS {
            return self.choose_widely(at, alternatives, &atoms);
        }
        let completions: Vec<Taken> = (0..1usize << atoms.len())
            .map(|mask| {
                let applies = |index: usize| match guards[index] {
                    Guard::Settled(truth) => truth,
                    Guard::Unsettled { atom, negated } => (mask >> atom & 1 == 1) != negated,
                };
                self.taken(alternatives, at.instance, applies, None)
            })
            .collect();
        // Guards that matter: turning one changes some completion, or may change what a fault masks.
        let masked = completions.iter().any(|taken| self.is_masked(taken));
        let matters = |atom: usize| {
            masked || (0..completions.len()).any(|mask| completions[mask] != completions[mask ^ (1 << atom)])
        };
        let live: Vec<Value> =
            (0..atoms.len()).filter(|atom| matters(*atom)).map(|atom| atoms[atom].1).collect();
        if let Some(fault) = self.state.fault_of(&live) {
            return self.behind_fault(at, alternatives, fault);
        }
        let may_fail = live.iter().any(|guard| self.state.may_fail(*guard));
        let questions = self.state.union(live);
        self.one_of(at, alternatives, &completions, questions, may_fail)
    }

    /// The fault of a guard. Answers may still make it matter no more.
    fn behind_fault(&mut self, at: At, alternatives: &[Alternative], fault: FaultId) -> Value {
        let guards = alternatives.iter().filter_map(|alternative| alternative.guard);
        let values = eligible(self.state, alternatives, at.instance).map(|taken| alternatives[taken].value);
        let nodes: Vec<NodeId> = guards.chain(values).collect();
        let questions = self.state.union(nodes.into_iter().map(|node| self.state.get(node, at.instance)));
        self.masked(fault, questions)
    }

    /// The hull over everything that may be taken, where there are too many open guards to tell completions apart.
    fn choose_widely(&mut self, at: At, alternatives: &[Alternative], atoms: &[(NodeId, Value)]) -> Value {
        let guards: Vec<Value> = atoms.iter().map(|(_, value)| *value).collect();
        if let Some(fault) = self.state.fault_of(&guards) {
            return self.behind_fault(at, alternatives, fault);
        }
        let left: Vec<usize> = eligible(self.state, alternatives, at.instance).collect();
        let questions = self.state.union(guards);
        let taken = if left.is_empty() { Taken::Nothing } else { Taken::Several(left) };
        self.one_of(at, alternatives, &[taken], questions, true)
    }

    /// Chooses by the regions of the one open number or element that all open guards test.
    fn choose_by_regions(&mut self, at: At, alternatives: &[Alternative]) -> Option<Value> {
        let guards = alternatives.iter().filter_map(|alternative| alternative.guard);
        let table = bands::table(self.plan, self.state, at.instance, guards)?;
        let completions: Vec<Taken> = table
            .regions
            .iter()
            .map(|region| {
                let truths = table.truths(self.plan, self.state, at.instance, *region);
                let applies = |index: usize| match alternatives[index].guard {
                    None => true,
                    Some(guard) => truths.get(self.state, at.instance, guard),
                };
                self.taken(alternatives, at.instance, applies, Some((table.subject, *region)))
            })
            .collect();
        let questions = match completions.split_first() {
            Some((first, rest))
                if !matches!(first, Taken::Region(_))
                    && !self.is_masked(first)
                    && rest.iter().all(|taken| taken == first) =>
            {
                Vec::new()
            }
            _ => self.state.questions(Value::Open(table.subject)).to_vec(),
        };
        Some(self.one_of(at, alternatives, &completions, questions, false))
    }
}

/// Neither open nor at fault.
fn is_known(value: Value) -> bool {
    !matches!(value, Value::Open(_) | Value::Fault(_))
}
