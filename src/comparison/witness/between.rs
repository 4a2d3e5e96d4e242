//! The search for a household that two texts decide differently because of one change.
//!
//! For a change of some items there are two more texts between the old and the new one: the old text with this change only
//! (*ahead*), and the new text without it (*behind*). Where no household's result is ever other under the old text than
//! under the first, and none other under the new text than under the second, the change does nothing; a household for
//! which one of them differs is a witness, if the two real texts differ for it too.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::aspects::{couples, declared, given, roots, terms};
use super::leaves::{Couple, Leaves};
use super::seek::{Seeker, cone};
use super::tree::{Effect, How, Subject, Witness};
use super::without::Without;
use crate::analysis::regions::apart::Given;
use crate::analysis::regions::ask::Asker;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart};
use crate::comparison::joint::{Joint, Pair, Weaver, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::program::ir::{Constant, Force, NodeId, Op, Output, Part, Program, Role, Type};
use crate::trace::outcome::Settled;

/// How long all searches for one change may take, in places of choice.
const BUDGET: usize = 24_000;

/// Looks for witnesses between two texts.
#[derive(Debug)]
pub struct Witnesses<'j> {
    joint: &'j Joint,
    leaves: OnceCell<Leaves<'j>>,
    old: OnceCell<Ready<'j>>,
    new: OnceCell<Ready<'j>>,
    /// Households that were found, for any change.
    pub(super) found: RefCell<Vec<Household>>,
}

/// A text ready to read and to decide records.
pub(super) struct Ready<'j> {
    reader: RecordReader<'j>,
    plan: Plan<'j>,
}

impl std::fmt::Debug for Ready<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ready")
    }
}

impl<'j> Ready<'j> {
    pub(super) fn new(program: &'j Program) -> Ready<'j> {
        Ready { reader: RecordReader::new(program), plan: Plan::new(program) }
    }

    /// What the text makes of a record as it is written.
    pub(super) fn settle(&self, text: &str) -> Option<Vec<Settled>> {
        let record = self.reader.read(&Json::parse(text).ok()?).ok()?;
        Some(Evaluator::new(&self.plan).settle(&record))
    }
}

/// A result that a change may touch.
pub(super) struct Candidate<'j> {
    pub(super) pair: &'j Pair,
    pub(super) old: Given,
    pub(super) new: Given,
    pub(super) steps: Vec<Step>,
    /// What the result comes to is the same, but how it is paid, by whom and so on is not.
    pub(super) paid: bool,
    /// What is asked first: results that are decided before powers and leads, those of few rules before others.
    rank: (u32, usize),
}

/// Two texts that differ in one change only.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Step {
    /// Without the change.
    pub(super) from: Given,
    /// With it.
    pub(super) to: Given,
}

impl<'j> Witnesses<'j> {
    /// Prepares two texts.
    #[must_use]
    pub fn new(joint: &'j Joint) -> Witnesses<'j> {
        let (leaves, old, new) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Witnesses { joint, leaves, old, new, found: RefCell::default() }
    }

    pub(super) fn ready(&self, which: Which) -> &Ready<'j> {
        let slot = if which == Which::Old { &self.old } else { &self.new };
        slot.get_or_init(|| Ready::new(&self.joint.side(which).program))
    }

    fn leaves(&self) -> &Leaves<'j> {
        self.leaves.get_or_init(|| {
            let pairs = self.joint.pairs.iter().map(|pair| couples(self.joint, pair));
            let roots = pairs.flat_map(|(couples, result)| {
                couples.into_iter().map(move |couple| (couple, result.clone()))
            });
            Leaves::new(self.joint, roots)
        })
    }

    /// What a change does to households.
    #[must_use]
    pub fn effect(&self, subject: &Subject) -> Effect {
        if subject.old.is_empty() && subject.new.is_empty() {
            // A sentence that nothing is worked out by.
            return Effect::Unreachable { how: How::Unread };
        }
        let leaves = self.leaves();
        let (wanted, direct) = leaves.of(subject);
        let mut weaver = Weaver::new(self.joint.program.clone());
        // What stands in one text only: the text is looked at without it.
        let (candidates, parting) = self.one_sided(subject, &mut weaver, false);
        let of_own = (!candidates.is_empty()).then(|| self.sought(&weaver, candidates, parting, true));
        if let Some(Effect::Witness(witness)) = of_own {
            return Effect::Witness(witness);
        }
        // It may matter only together with other things that are new: the place where the texts part holds them all.
        let mut candidates = self.candidates(&wanted, subject, &mut weaver);
        if candidates.is_empty() {
            candidates = self.paid_otherwise(subject, &mut weaver);
        }
        if candidates.is_empty() {
            // Nothing that only one text computes, or only because of what other items say.
            let same = leaves.is_shared(subject) || wanted.is_empty() && subject.is_of_both();
            let read = of_own.unwrap_or(Effect::Unreachable { how: How::Unread });
            return if same { Effect::Equivalent { how: How::SameShape } } else { read };
        }
        let whole = self.sought(&weaver, candidates, wanted, direct && of_own.is_none());
        match (of_own, whole) {
            (
                Some(own @ (Effect::Equivalent { .. } | Effect::Unreachable { .. })),
                Effect::Undecided { .. },
            ) => own,
            // A household of another change would say nothing of this one.
            (Some(own @ Effect::Undecided { .. }), Effect::Witness(witness)) => {
                let shown = |pair: &&Pair| pair.name == witness.line.result && self.declares(pair, subject);
                match self.joint.pairs.iter().find(shown) {
                    Some(_) => Effect::Witness(witness),
                    None => self.among_found(subject).unwrap_or(own),
                }
            }
            (_, whole) => whole,
        }
    }

    /// A change that only one text makes, for which no household was found by itself: whether one that was found for
    /// another change since is one for it as well.
    #[must_use]
    pub fn among_found(&self, subject: &Subject) -> Option<Effect> {
        let found = self.found.borrow().clone();
        let witness = [false, true].into_iter().find_map(|unmet| {
            let mut weaver = Weaver::new(self.joint.program.clone());
            let (candidates, parting) = self.one_sided(subject, &mut weaver, unmet);
            self.seeking(&weaver, parting, true, |seeker| {
                let known =
                    |candidate: &Candidate<'_>| found.iter().find_map(|one| seeker.known(candidate, one));
                candidates.iter().find_map(known)
            })
        });
        witness.map(|witness: Witness| Effect::Witness(Box::new(witness)))
    }

    /// Looks for a household among some results.
    fn sought(
        &self,
        weaver: &Weaver,
        mut candidates: Vec<Candidate<'j>>,
        parting: BTreeSet<Couple>,
        precise: bool,
    ) -> Effect {
        candidates.sort_by_key(|candidate| candidate.rank);
        self.seeking(weaver, parting, precise, |seeker| seeker.effect(&candidates))
    }

    /// What somebody who seeks in a woven program finds.
    fn seeking<T>(
        &self,
        weaver: &Weaver,
        parting: BTreeSet<Couple>,
        precise: bool,
        find: impl FnOnce(&Seeker<'_, 'j>) -> T,
    ) -> T {
        let program = &weaver.program;
        let shapes = shape::shapes(program, Apart::FiguresAndDay);
        let asker = Asker::new(program, &shapes).within(BUDGET);
        let seeker = Seeker {
            witnesses: self,
            joint: self.joint,
            program,
            asker,
            plan: OnceCell::new(),
            precise,
            parting,
        };
        find(&seeker)
    }

    /// The results of a text that are other without an item which only it has.
    fn one_sided(
        &self,
        subject: &Subject,
        weaver: &mut Weaver,
        unmet: bool,
    ) -> (Vec<Candidate<'j>>, BTreeSet<Couple>) {
        let which = match (subject.old.is_empty(), subject.new.is_empty()) {
            (true, false) => Which::New,
            (false, true) => Which::Old,
            _ => return Default::default(),
        };
        let Some(mut without) = Without::new(self.joint, which, subject, unmet) else {
            return Default::default();
        };
        let mut candidates = Vec::new();
        for pair in self.joint.pairs.iter().filter(|pair| !pair.is_same()) {
            let (old, new) = (given(self.joint, pair, Which::Old), given(self.joint, pair, Which::New));
            let own = if which == Which::Old { &old } else { &new };
            let gone = Given {
                condition: without.node(weaver, own.condition),
                values: own.values.iter().map(|id| id.map(|id| without.node(weaver, id))).collect(),
            };
            if gone == *own {
                continue;
            }
            let step = match which {
                Which::Old => Step { from: own.clone(), to: gone },
                Which::New => Step { from: gone, to: own.clone() },
            };
            candidates.push(self.candidate(pair, old, new, vec![step]));
        }
        (candidates, without.parting)
    }

    /// Results of a subject that are paid, approved or borne otherwise while they come to the same: a household that is
    /// given them under both texts is looked for.
    fn paid_otherwise(&self, subject: &Subject, weaver: &mut Weaver) -> Vec<Candidate<'j>> {
        let mut candidates = Vec::new();
        for pair in self.joint.pairs.iter() {
            if !self.declares(pair, subject) || terms(self.joint, pair).is_empty() {
                continue;
            }
            let (old, new) = (given(self.joint, pair, Which::Old), given(self.joint, pair, Which::New));
            let Some(span) = weaver.program.nodes.get(new.condition.index()).map(|node| node.span) else {
                continue;
            };
            let part = |node: NodeId| Part { label: String::new(), node, span };
            let both = Op::All(vec![part(old.condition), part(new.condition)]);
            let both = weaver.beside(new.condition, both, Type::Truth, &pair.name);
            let never = weaver.beside(both, Op::Constant(Constant::Truth(false)), Type::Truth, "不给");
            let of = |condition: NodeId| Given { condition, values: Vec::new() };
            let step = Step { from: of(never), to: of(both) };
            let mut candidate = self.candidate(pair, old, new, vec![step]);
            candidate.paid = true;
            candidates.push(candidate);
        }
        candidates
    }

    /// Whether a pair's result is declared by an item of a subject.
    fn declares(&self, pair: &Pair, subject: &Subject) -> bool {
        let declared = declared(self.joint, pair);
        declared.old.iter().any(|item| subject.old.contains(item))
            || declared.new.iter().any(|item| subject.new.contains(item))
    }

    fn candidate(&self, pair: &'j Pair, old: Given, new: Given, steps: Vec<Step>) -> Candidate<'j> {
        let rules = cone(&self.joint.program, [&old, &new].into_iter().flat_map(roots)).len();
        let output = pair.new.output.and_then(|at| self.joint.new.program.outputs.get(at));
        let output = output.or_else(|| self.joint.old.program.outputs.get(pair.old.output?));
        let power =
            |output: &Output| output.benefit.as_ref().is_some_and(|benefit| benefit.force == Force::May);
        let kind = match output {
            Some(output) if output.role != Role::Decision => 2,
            Some(output) if power(output) => 1,
            _ => 0,
        };
        Candidate { pair, old, new, steps, paid: false, rank: (kind, rules) }
    }

    fn candidates(
        &self,
        wanted: &BTreeSet<Couple>,
        subject: &Subject,
        weaver: &mut Weaver,
    ) -> Vec<Candidate<'j>> {
        let (mut ahead, mut behind) = (BTreeMap::new(), BTreeMap::new());
        let mut candidates = Vec::new();
        for pair in self.joint.pairs.iter() {
            let (old, new) = (given(self.joint, pair, Which::Old), given(self.joint, pair, Which::New));
            let own = self.declares(pair, subject);
            let mut blend = |back: bool| {
                let (base, other) = if back { (&new, &old) } else { (&old, &new) };
                let memo = if back { &mut behind } else { &mut ahead };
                let mut one = |couple: Couple| self.leaves().blend(weaver, couple, wanted, back, memo);
                let condition = one((old.condition, new.condition));
                let values = base.values.iter().zip(&other.values).enumerate();
                let values = values.map(|(at, (base, other))| match (old.values[at], new.values[at]) {
                    (Some(old), Some(new)) => Some(one((old, new))),
                    // What only one text works out belongs to the result itself.
                    _ if own => *other,
                    _ => *base,
                });
                Given { condition, values: values.collect() }
            };
            let (ahead, behind) = (blend(false), blend(true));
            let mut steps = Vec::new();
            if ahead != old {
                steps.push(Step { from: old.clone(), to: ahead });
            }
            if behind != new && !(behind == old && steps.iter().any(|step| step.to == new)) {
                steps.push(Step { from: behind, to: new.clone() });
            }
            if !steps.is_empty() {
                candidates.push(self.candidate(pair, old, new, steps));
            }
        }
        candidates
    }
}
