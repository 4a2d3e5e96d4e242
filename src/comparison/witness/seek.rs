//! The search for a household that two texts decide differently because of one change.
//!
//! For a change of some items there are two more texts between the old and the new one: the old text with this change only
//! (*ahead*), and the new text without it (*behind*). Where no household's result is ever other under the old text than
//! under the first, and none other under the new text than under the second, the change does nothing; a household for
//! which one of them differs is a witness, if the two real texts differ for it too.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::aspects::{Came, came, couples, given, roots};
use super::leaves::{Couple, Leaves};
use super::record::{Wanted, written};
use super::say::{differs, line};
use super::shrink::shrunk;
use super::tree::{Effect, How, Line, Subject, Witness};
use crate::analysis::regions::apart::{Apart, Given};
use crate::analysis::regions::ask::Asker;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart as Tell};
use crate::comparison::joint::{Joint, Pair, Weaver, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::program::ir::{FieldId, NodeId, Op, PlaneId, Program, QuestionId};
use crate::trace::outcome::Settled;

/// Of how many results a household is looked for, those with the fewest rules first.
const RESULTS: usize = 6;
/// How many entries lists hold at most where all households of a size are gone through.
const ENTRIES: u32 = 2;
/// The longest lists of households that are looked for.
const LONGEST: u32 = 5;

/// Looks for witnesses between two texts.
#[derive(Debug)]
pub struct Witnesses<'j> {
    joint: &'j Joint,
    leaves: OnceCell<Leaves<'j>>,
}

/// A result that a change may touch.
struct Candidate<'j> {
    pair: &'j Pair,
    old: Given,
    new: Given,
    /// The old text with this change only.
    ahead: Given,
    /// The new text without it.
    behind: Given,
    rules: usize,
}

impl<'j> Witnesses<'j> {
    /// Prepares two texts.
    #[must_use]
    pub fn new(joint: &'j Joint) -> Witnesses<'j> {
        Witnesses { joint, leaves: OnceCell::new() }
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
        let leaves = self.leaves();
        let wanted = leaves.of(subject);
        let mut weaver = Weaver::new(self.joint.program.clone());
        let mut candidates = self.candidates(&wanted, subject, &mut weaver);
        if candidates.is_empty() {
            // Nothing that only one text computes, or only because of what other items say.
            let same = leaves.is_shared(subject) || wanted.is_empty() && subject.is_of_both();
            return if same {
                Effect::Equivalent { how: How::SameShape }
            } else {
                Effect::Unreachable { how: How::Unread }
            };
        }
        candidates.sort_by_key(|candidate| candidate.rules);
        let program = weaver.program;
        let shapes = shape::shapes(&program, Tell::FiguresAndDay);
        let asker = Asker::new(&program, &shapes);
        let seeker = Seeker { joint: self.joint, program: &program, asker, plan: OnceCell::new() };
        seeker.effect(&candidates, &wanted)
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
            let declares = super::aspects::declared(self.joint, pair);
            let own = declares.old.iter().any(|item| subject.old.contains(item))
                || declares.new.iter().any(|item| subject.new.contains(item));
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
            if ahead == old && behind == new {
                continue;
            }
            let mut nodes: BTreeSet<NodeId> = BTreeSet::new();
            for given in [&old, &new] {
                nodes.extend(cone(&self.joint.program, roots(given)));
            }
            candidates.push(Candidate { pair, old, new, ahead, behind, rules: nodes.len() });
        }
        candidates
    }
}

/// The nodes that some nodes rest on, and themselves.
fn cone(program: &Program, roots: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
    let mut marked = vec![false; program.nodes.len()];
    for root in roots {
        if let Some(slot) = marked.get_mut(root.index()) {
            *slot = true;
        }
    }
    let closed = shape::closed(program, marked);
    (0..).map(NodeId).zip(closed).filter(|(_, needed)| *needed).map(|(id, _)| id).collect()
}

/// Looks for a household of one change.
struct Seeker<'a> {
    joint: &'a Joint,
    /// The joint program with the texts between.
    program: &'a Program,
    asker: Asker<'a>,
    plan: OnceCell<Plan<'a>>,
}

impl<'a> Seeker<'a> {
    fn plan(&self) -> &Plan<'a> {
        self.plan.get_or_init(|| Plan::with_all_nodes(self.program))
    }

    fn effect(&self, candidates: &[Candidate<'_>], wanted: &BTreeSet<Couple>) -> Effect {
        let mut never = vec![false; candidates.len()];
        let mut tried = 0;
        for (at, candidate) in candidates.iter().enumerate() {
            if tried == RESULTS {
                break;
            }
            match self.witness(candidate) {
                Ok(Some(witness)) => return Effect::Witness(Box::new(witness)),
                Ok(None) => never[at] = true,
                Err(()) => tried += 1,
            }
        }
        let left = candidates.iter().zip(&never).filter(|(_, never)| !**never);
        let left: Vec<&Candidate<'_>> = left.map(|(candidate, _)| candidate).collect();
        if left.is_empty() {
            return self.without_effect(wanted, How::Regions);
        }
        if left.iter().all(|candidate| self.nobody_within(candidate)) {
            return self.without_effect(wanted, How::Bounded { entries: ENTRIES });
        }
        let results = left.iter().map(|candidate| candidate.pair.name.clone()).collect();
        Effect::Undecided { results, entries: LONGEST }
    }

    /// No result differs: whether what changed itself ever does.
    fn without_effect(&self, wanted: &BTreeSet<Couple>, how: How) -> Effect {
        let same = wanted.iter().all(|(old, new)| {
            let (one, other) = (self.program.node(*old), self.program.node(*new));
            let alone = |node: NodeId| Given { condition: node, values: Vec::new() };
            one.plane == other.plane
                && one.ty == crate::program::ir::Type::Truth
                && self.asker.never_apart(one.plane, &[(alone(*old), alone(*new))])
        });
        if same && how == How::Regions { Effect::Equivalent { how } } else { Effect::Unreachable { how } }
    }

    /// What a change touches, one step at a time: the old text and this change, the new text and not this change.
    fn steps<'c>(candidate: &'c Candidate<'_>) -> Vec<(&'c Given, &'c Given)> {
        let steps = [(&candidate.old, &candidate.ahead), (&candidate.behind, &candidate.new)];
        let mut steps: Vec<_> = steps.into_iter().filter(|(one, other)| one != other).collect();
        steps.dedup();
        steps
    }

    fn nobody_within(&self, candidate: &Candidate<'_>) -> bool {
        Self::steps(candidate).into_iter().all(|(one, other)| {
            self.asker.never_apart_within(candidate.pair.plane, &[(one.clone(), other.clone())], ENTRIES)
        })
    }

    /// A witness; `Ok(None)` if there is none, `Err` if none was found.
    fn witness(&self, candidate: &Candidate<'_>) -> Result<Option<Witness>, ()> {
        let needed = self.needed(candidate);
        let mut never = true;
        for alone in [true, false] {
            for (one, other) in Self::steps(candidate) {
                let shows = |household: &Household| {
                    self.shows(candidate, household, &needed, alone)
                        && self.line(candidate, household, false).is_some()
                };
                let couple = [(one.clone(), other.clone())];
                match self.asker.apart(candidate.pair.plane, &couple, shows) {
                    Apart::Never => {}
                    Apart::Undecided => never = false,
                    Apart::Shown(household) => {
                        let plainly =
                            |household: &Household| self.shows(candidate, household, &needed, alone);
                        let small =
                            shrunk(self.program, (*household).clone(), self.fields(candidate), &plainly);
                        let found = self.told(candidate, &small, &needed);
                        match found.or_else(|| self.told(candidate, &household, &needed)) {
                            Some(witness) => return Ok(Some(witness)),
                            None => never = false,
                        }
                    }
                }
            }
            if never {
                return Ok(None);
            }
        }
        Err(())
    }

    /// The nodes that are looked at.
    fn needed(&self, candidate: &Candidate<'_>) -> Vec<NodeId> {
        let all = [&candidate.old, &candidate.new, &candidate.ahead, &candidate.behind];
        cone(self.program, all.into_iter().flat_map(roots))
    }

    /// What the four texts make of a household.
    fn all_came(&self, candidate: &Candidate<'_>, household: &Household, needed: &[NodeId]) -> [Came; 4] {
        let supposing = household.supposing(self.program);
        let own = supposing.as_ref().map(Plan::with_all_nodes);
        let mut evaluator = Evaluator::new(own.as_ref().unwrap_or(self.plan()));
        let record = household.record(supposing.as_ref().unwrap_or(self.program));
        evaluator.run_only(&record, needed);
        [&candidate.old, &candidate.new, &candidate.ahead, &candidate.behind]
            .map(|given| came(&evaluator, given))
    }

    /// Whether a household is decided differently because of the change: if `alone`, nothing else that changed matters.
    fn shows(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        needed: &[NodeId],
        alone: bool,
    ) -> bool {
        let [old, new, ahead, behind] = self.all_came(candidate, household, needed);
        if old == new || [&old, &new].contains(&&Came::Open) {
            return false;
        }
        if alone { ahead == new && behind == old } else { old != ahead || behind != new }
    }

    /// The result in both texts by themselves, out of the record as it is written.
    fn line(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        others: bool,
    ) -> Option<(Line, Vec<Line>, [String; 2], Vec<String>)> {
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
            let read = RecordReader::new(program).read(&Json::parse(&text).ok()?).ok()?;
            let plan = Plan::new(program);
            results.push(Evaluator::new(&plan).settle(&read));
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
        if differs(old.as_ref(), new.as_ref()) != Some(true) {
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
                if !itself && differs(old.as_ref(), new.as_ref()) == Some(true) {
                    let whom = subject(pair.plane, instance);
                    besides.push(line(self.joint, pair, whom, old.as_ref(), new.as_ref()));
                }
            }
        }
        let records: [String; 2] = records.try_into().ok()?;
        Some((found, besides, records, remarks))
    }

    /// The witness that a household makes; `None` if evaluation of both texts does not confirm it.
    fn told(&self, candidate: &Candidate<'_>, household: &Household, needed: &[NodeId]) -> Option<Witness> {
        let (line, others, [old_record, new_record], mut remarks) = self.line(candidate, household, true)?;
        remarks.extend(self.joint.places.said());
        remarks.dedup();
        let alone = self.shows(candidate, household, needed, true);
        let day = household.day(self.program).iso();
        let household = household.tell(self.program);
        Some(Witness { day, household, line, others, alone, old_record, new_record, remarks })
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

impl Wanted {
    /// The same in one text's own numbers.
    pub(crate) fn of(&self, joint: &Joint, which: Which) -> Wanted {
        let side = joint.side(which);
        let fields = (0..).map(FieldId).zip(&side.fields).filter(|(_, at)| self.fields.contains(at));
        let planes = (0..).map(PlaneId).zip(&side.planes).filter(|(_, at)| self.planes.contains(at));
        let questions = (0..).map(QuestionId).zip(&side.questions);
        Wanted {
            fields: fields.map(|(id, _)| id).collect(),
            planes: planes.map(|(id, _)| id).collect(),
            questions: questions.filter(|(_, at)| self.questions.contains(at)).map(|(id, _)| id).collect(),
        }
    }
}
