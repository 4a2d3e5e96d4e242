//! The search for a household that one change makes a difference to.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use super::aspects::{apart, came, roots};
use super::between::{Candidate, Ready, Step, Witnesses};
use super::leaves::Couple;
use super::record::{Wanted, written};
use super::say::{differs, line, ranges_differ, weight};
use super::shrink::shrunk;
use super::tree::{Effect, How, Line, Witness};
use crate::analysis::regions::apart::{Apart, Given};
use crate::analysis::regions::ask::Asker;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape;
use crate::comparison::joint::{Joint, Pair, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::program::ir::{FieldId, NodeId, Op, PlaneId, Program, Type};
use crate::trace::outcome::Settled;

/// Of how many results a household is looked for, those with the fewest rules first.
const RESULTS: usize = 6;
/// Of how many places where two texts part below a result.
const PARTING: usize = 3;
/// How many entries lists hold at most where all households of a size are gone through.
const ENTRIES: u32 = 2;
/// The longest lists of households that are looked for.
const LONGEST: u32 = 5;

/// The nodes that some nodes rest on, and themselves.
pub(super) fn cone(program: &Program, roots: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
    let mut marked = vec![false; program.nodes.len()];
    for root in roots {
        if let Some(slot) = marked.get_mut(root.index()) {
            *slot = true;
        }
    }
    let closed = shape::closed(program, marked);
    (0..).map(NodeId).zip(closed).filter(|(_, needed)| *needed).map(|(id, _)| id).collect()
}

/// What both texts by themselves make of a household.
struct Told {
    line: Line,
    others: Vec<Line>,
    /// The record as it is written for the old and for the new text.
    records: [String; 2],
    remarks: Vec<String>,
    /// The household in words, with the figures that it supposes.
    household: Vec<String>,
}

/// Looks for a household of one change.
pub(super) struct Seeker<'a, 'j> {
    pub(super) witnesses: &'a Witnesses<'j>,
    pub(super) joint: &'a Joint,
    /// The joint program with the texts between.
    pub(super) program: &'a Program,
    pub(super) asker: Asker<'a>,
    pub(super) plan: OnceCell<Plan<'a>>,
    /// The steps are those of the change alone.
    pub(super) precise: bool,
    /// Nodes that stand in each other's place before and after it.
    pub(super) parting: BTreeSet<Couple>,
}

impl<'a> Seeker<'a, '_> {
    fn plan(&self) -> &Plan<'a> {
        self.plan.get_or_init(|| Plan::with_all_nodes(self.program))
    }

    /// What the change does to some results.
    pub(super) fn effect(&self, candidates: &[Candidate<'_>]) -> Effect {
        let mut never = vec![false; candidates.len()];
        let mut tried = 0;
        for (at, candidate) in candidates.iter().enumerate() {
            if tried == RESULTS {
                break;
            }
            match self.witness(candidate) {
                Ok(Some((witness, household))) => {
                    self.witnesses.found.borrow_mut().push(household.clone());
                    let witness = self.most_telling(witness, &household, candidates);
                    return Effect::Witness(Box::new(witness));
                }
                Ok(None) => never[at] = true,
                Err(()) => tried += 1,
            }
        }
        let left = candidates.iter().zip(&never).filter(|(_, never)| !**never);
        let left: Vec<&Candidate<'_>> = left.map(|(candidate, _)| candidate).collect();
        if left.is_empty() {
            return self.without_effect(How::Regions);
        }
        if left.iter().all(|candidate| self.nobody_within(candidate)) {
            return self.without_effect(How::Bounded { entries: ENTRIES });
        }
        let results = left.iter().map(|candidate| candidate.pair.name.clone()).collect();
        Effect::Undecided { results, entries: LONGEST }
    }

    /// The result of a household that says most of the change: another than the one by which it was found if that says
    /// more, and is other because of the change as well.
    fn most_telling(&self, found: Witness, household: &Household, candidates: &[Candidate<'_>]) -> Witness {
        let mut best = found;
        for candidate in candidates {
            let better = |line: &Line| weight(line) < weight(&best.line);
            let besides = best.others.iter().any(|line| line.result == candidate.pair.name && better(line));
            if !besides {
                continue;
            }
            let needed = self.needed(candidate);
            if !self.shows(candidate, household, &needed, best.alone) {
                continue;
            }
            if let Some(witness) = self.told(candidate, household, &needed)
                && weight(&witness.line) < weight(&best.line)
            {
                best = witness;
            }
        }
        best
    }

    /// No result differs: whether what changed itself ever does.
    fn without_effect(&self, how: How) -> Effect {
        let same = self.parting.iter().all(|(old, new)| {
            let (one, other) = (self.program.node(*old), self.program.node(*new));
            let alone = |node: NodeId| Given { condition: node, values: Vec::new() };
            one.plane == other.plane
                && one.ty == Type::Truth
                && self.asker.never_apart(one.plane, &[(alone(*old), alone(*new))])
        });
        if same && how == How::Regions { Effect::Equivalent { how } } else { Effect::Unreachable { how } }
    }

    fn nobody_within(&self, candidate: &Candidate<'_>) -> bool {
        candidate.steps.iter().all(|step| {
            let couple = [(step.from.clone(), step.to.clone())];
            self.asker.never_apart_within(candidate.pair.plane, &couple, ENTRIES)
        })
    }

    /// A witness; `Ok(None)` if there is none, `Err` if none was found.
    fn witness(&self, candidate: &Candidate<'_>) -> Result<Option<(Witness, Household)>, ()> {
        let needed = self.needed(candidate);
        let mut never = true;
        // One for which other changes matter as well, until one is found for which none does.
        let mixed: RefCell<Option<Household>> = RefCell::new(None);
        for step in &candidate.steps {
            let shows = |household: &Household| {
                let alone = self.shows(candidate, household, &needed, true);
                let shows =
                    alone || mixed.borrow().is_none() && self.shows(candidate, household, &needed, false);
                let shows = shows && self.line(candidate, household, false).is_some();
                if shows && !alone {
                    mixed.replace(Some(household.clone()));
                }
                shows && alone
            };
            let couple = (step.from.clone(), step.to.clone());
            let parting = self.parting_below(step);
            match self.asker.apart(candidate.pair.plane, &couple, &parting, shows) {
                Apart::Never => continue,
                Apart::Undecided => never = false,
                Apart::Shown(household) => {
                    never = false;
                    if let Some(witness) = self.smallest(candidate, &household, &needed, true) {
                        return Ok(Some(witness));
                    }
                }
            }
            if let Some(household) = mixed.take()
                && let Some(witness) = self.smallest(candidate, &household, &needed, false)
            {
                return Ok(Some(witness));
            }
        }
        if never { Ok(None) } else { Err(()) }
    }

    /// The witness that a household makes which was found for another change.
    pub(super) fn known(&self, candidate: &Candidate<'_>, household: &Household) -> Option<Witness> {
        let needed = self.needed(candidate);
        let alone =
            [true, false].into_iter().find(|alone| self.shows(candidate, household, &needed, *alone))?;
        self.line(candidate, household, false)?;
        self.smallest(candidate, household, &needed, alone).map(|(witness, _)| witness)
    }

    /// The witness that a household makes, or a smaller one.
    fn smallest(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        needed: &[NodeId],
        alone: bool,
    ) -> Option<(Witness, Household)> {
        let shows = |household: &Household| self.shows(candidate, household, needed, alone);
        let small = shrunk(self.program, household.clone(), self.fields(candidate), &shows);
        let told = |household: &Household| {
            self.told(candidate, household, needed).map(|witness| (witness, household.clone()))
        };
        told(&small).or_else(|| told(household))
    }

    /// What parts below two texts, on planes whose first instance can be looked at; what rests on least comes first.
    fn parting_below(&self, step: &Step) -> Vec<Couple> {
        let from: BTreeSet<NodeId> = cone(self.program, roots(&step.from)).into_iter().collect();
        let to: BTreeSet<NodeId> = cone(self.program, roots(&step.to)).into_iter().collect();
        let within = |(one, other): &&Couple| {
            let is_below =
                from.contains(one) && to.contains(other) || from.contains(other) && to.contains(one);
            let node = self.program.node(*one);
            is_below && node.plane == self.program.node(*other).plane
        };
        let mut parting: Vec<Couple> = self.parting.iter().filter(within).copied().collect();
        parting.sort_by_key(|(one, other)| cone(self.program, [*one, *other]).len());
        parting.truncate(PARTING);
        parting
    }

    /// The nodes that are looked at.
    fn needed(&self, candidate: &Candidate<'_>) -> Vec<NodeId> {
        let between = candidate.steps.iter().flat_map(|step| [&step.from, &step.to]);
        cone(self.program, [&candidate.old, &candidate.new].into_iter().chain(between).flat_map(roots))
    }

    /// Whether a household is decided differently because of the change: if `alone`, nothing else that changed matters.
    fn shows(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        needed: &[NodeId],
        alone: bool,
    ) -> bool {
        let supposing = household.supposing(self.program);
        let own = supposing.as_ref().map(Plan::with_all_nodes);
        let mut evaluator = Evaluator::new(own.as_ref().unwrap_or(self.plan()));
        let record = household.record(supposing.as_ref().unwrap_or(self.program));
        evaluator.run_only(&record, needed);
        let (old, new) = (came(&evaluator, &candidate.old), came(&evaluator, &candidate.new));
        if !apart(&old, &new) && !candidate.paid {
            return false;
        }
        let mut steps = candidate.steps.iter().map(|step| {
            let (from, to) = (came(&evaluator, &step.from), came(&evaluator, &step.to));
            apart(&from, &to) && (!alone || candidate.paid || from == old && to == new)
        });
        if alone { steps.all(|shown| shown) } else { steps.any(|shown| shown) }
    }

    /// The result in both texts by themselves, out of the record as it is written: with figures as open as the texts
    /// leave them if the results are other ones then, else with a figure supposed that is the same in both.
    fn line(&self, candidate: &Candidate<'_>, household: &Household, others: bool) -> Option<Told> {
        if household.ranges.is_empty() {
            return self.line_of(candidate, household, others, false);
        }
        let open = self.line_of(candidate, &household.unsettled(), others, true);
        open.or_else(|| self.line_of(candidate, household, others, false))
    }

    fn line_of(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        others: bool,
        open: bool,
    ) -> Option<Told> {
        let mut remarks = Vec::new();
        let mut results: Vec<Vec<Settled>> = Vec::new();
        let mut records = Vec::new();
        let wanted = self.wanted(candidate);
        for which in Which::BOTH {
            let side = self.joint.side(which);
            let translated = self.joint.household(which, household)?;
            for (category, element) in &translated.unlisted {
                let whose = if which == Which::Old { "旧文本" } else { "新文本" };
                remarks.push(format!("{whose}的“{category}”没有列出“{element}”，按不属于任何一类看"));
            }
            let supposing = translated.household.supposing(&side.program);
            let program = supposing.as_ref().unwrap_or(&side.program);
            let record = translated.household.record(program);
            let json = written(program, &record, &wanted.of(self.joint, which))?;
            let text = json.pretty();
            results.push(match &supposing {
                None => self.witnesses.ready(which).settle(&text)?,
                Some(program) => Ready::new(program).settle(&text)?,
            });
            records.push(text);
        }
        let [old_results, new_results] = results.as_slice() else { return None };
        let of = |pair: &Pair, instance: u32| {
            let find = |results: &'_ [Settled], output: Option<usize>| {
                let found = results.iter().find(|one| Some(one.output) == output && one.instance == instance);
                found.cloned()
            };
            (find(old_results, pair.old.output), find(new_results, pair.new.output))
        };
        let (old, new) = of(candidate.pair, 0);
        // That it is given, and only how much is left to someone, was seen before.
        let differ = differs(old.as_ref(), new.as_ref(), true);
        let differ = differ.or_else(|| open.then(|| ranges_differ(old.as_ref(), new.as_ref()))?);
        if differ.is_none() || differ == Some(false) && !candidate.paid {
            return None;
        }
        let subject = |plane: PlaneId, at: u32| household.subject(self.program, plane, at);
        let found =
            line(self.joint, candidate.pair, subject(candidate.pair.plane, 0), old.as_ref(), new.as_ref());
        let mut besides = Vec::new();
        for pair in self.joint.pairs.iter().filter(|_| others) {
            let count = household.instances.get(pair.plane.index()).map_or(0, Vec::len);
            let count = if pair.plane == PlaneId(0) { 1 } else { count };
            for instance in 0..count as u32 {
                let (old, new) = of(pair, instance);
                let itself = std::ptr::eq(pair, candidate.pair) && instance == 0;
                if !itself && differs(old.as_ref(), new.as_ref(), false) == Some(true) {
                    let whom = subject(pair.plane, instance);
                    besides.push(line(self.joint, pair, whom, old.as_ref(), new.as_ref()));
                }
            }
        }
        let records: [String; 2] = records.try_into().ok()?;
        let household = household.tell(self.program);
        Some(Told { line: found, others: besides, records, remarks, household })
    }

    /// The witness that a household makes; `None` if evaluation of both texts does not confirm it.
    fn told(&self, candidate: &Candidate<'_>, household: &Household, needed: &[NodeId]) -> Option<Witness> {
        let Told { line, others, records: [old_record, new_record], mut remarks, household: words } =
            self.line(candidate, household, true)?;
        remarks.extend(self.joint.places.said());
        remarks.dedup();
        let alone = self.precise && self.shows(candidate, household, needed, true);
        let day = household.day(self.program).iso();
        Some(Witness { day, household: words, line, others, alone, old_record, new_record, remarks })
    }

    /// The facts that both texts read for a result.
    fn fields(&self, candidate: &Candidate<'_>) -> impl Iterator<Item = FieldId> {
        self.wanted(candidate).fields.into_iter()
    }

    fn wanted(&self, candidate: &Candidate<'_>) -> Wanted {
        let roots = [&candidate.old, &candidate.new].into_iter().flat_map(roots);
        let mut wanted = Wanted::default();
        for id in cone(self.program, roots) {
            match &self.program.node(id).op {
                Op::Fact(field) | Op::Run { field, .. } => {
                    wanted.fields.insert(*field);
                }
                Op::Reduce { plane, .. } => {
                    wanted.planes.insert(*plane);
                }
                Op::Judged { question, .. } => {
                    wanted.questions.insert(*question);
                }
                _ => {}
            }
        }
        wanted.planes.insert(candidate.pair.plane);
        wanted.planes.extend(
            wanted
                .fields
                .iter()
                .filter_map(|id| self.program.fields.get(id.index()))
                .map(|field| field.plane),
        );
        for plane in wanted.planes.clone() {
            let mut next = Some(plane);
            while let Some(own) = next {
                wanted.planes.insert(own);
                next = self.program.planes.get(own.index()).and_then(|own| own.parent);
            }
        }
        wanted
    }
}
