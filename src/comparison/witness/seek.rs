//! The search for a household that two texts decide differently because of one change.
//!
//! For a change of some items there are two more texts between the old and the new one: the old text with this change only
//! (*ahead*), and the new text without it (*behind*). Where no household's result is ever other under the old text than
//! under the first, and none other under the new text than under the second, the change does nothing; a household for
//! which one of them differs is a witness, if the two real texts differ for it too.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::aspects::{apart, came, couples, given, roots, terms};
use super::leaves::{Couple, Leaves};
use super::record::{Wanted, written};
use super::say::{differs, line};
use super::shrink::shrunk;
use super::tree::{Effect, How, Line, Subject, Witness};
use super::without::Without;
use crate::analysis::regions::apart::{Apart, Given};
use crate::analysis::regions::ask::Asker;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart as Tell};
use crate::comparison::joint::{Joint, Pair, Weaver, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::program::ir::{
    Constant, FieldId, Force, NodeId, Op, Output, Part, PlaneId, Program, QuestionId, Role, Type,
};
use crate::trace::outcome::Settled;

/// Of how many results a household is looked for, those with the fewest rules first.
const RESULTS: usize = 6;
/// How long all searches for one change may take, in places of choice.
const BUDGET: usize = 24_000;
/// Of how many places where two texts part below a result.
const PARTING: usize = 3;
/// How many entries lists hold at most where all households of a size are gone through.
const ENTRIES: u32 = 2;
/// The longest lists of households that are looked for.
const LONGEST: u32 = 5;

/// Looks for witnesses between two texts.
#[derive(Debug)]
pub struct Witnesses<'j> {
    joint: &'j Joint,
    leaves: OnceCell<Leaves<'j>>,
    old: OnceCell<Ready<'j>>,
    new: OnceCell<Ready<'j>>,
}

/// A text ready to read and to decide records.
struct Ready<'j> {
    reader: RecordReader<'j>,
    plan: Plan<'j>,
}

impl std::fmt::Debug for Ready<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ready")
    }
}

impl<'j> Ready<'j> {
    fn new(program: &'j Program) -> Ready<'j> {
        Ready { reader: RecordReader::new(program), plan: Plan::new(program) }
    }

    /// What the text makes of a record as it is written.
    fn settle(&self, text: &str) -> Option<Vec<Settled>> {
        let record = self.reader.read(&Json::parse(text).ok()?).ok()?;
        Some(Evaluator::new(&self.plan).settle(&record))
    }
}

/// A result that a change may touch.
struct Candidate<'j> {
    pair: &'j Pair,
    old: Given,
    new: Given,
    steps: Vec<Step>,
    /// What the result comes to is the same, but how it is paid, by whom and so on is not.
    paid: bool,
    /// What is asked first: results that are decided before powers and leads, those of few rules before others.
    rank: (u32, usize),
}

/// Two texts that differ in one change only.
#[derive(Clone, PartialEq, Debug)]
struct Step {
    /// Without the change.
    from: Given,
    /// With it.
    to: Given,
}

impl<'j> Witnesses<'j> {
    /// Prepares two texts.
    #[must_use]
    pub fn new(joint: &'j Joint) -> Witnesses<'j> {
        Witnesses { joint, leaves: OnceCell::new(), old: OnceCell::new(), new: OnceCell::new() }
    }

    fn ready(&self, which: Which) -> &Ready<'j> {
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
        let (candidates, parting) = self.one_sided(subject, &mut weaver);
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
            (_, whole) => whole,
        }
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
        let program = &weaver.program;
        let shapes = shape::shapes(program, Tell::FiguresAndDay);
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
        seeker.effect(&candidates)
    }

    /// The results of a text that are other without an item which only it has.
    fn one_sided(&self, subject: &Subject, weaver: &mut Weaver) -> (Vec<Candidate<'j>>, BTreeSet<Couple>) {
        let which = match (subject.old.is_empty(), subject.new.is_empty()) {
            (true, false) => Which::New,
            (false, true) => Which::Old,
            _ => return Default::default(),
        };
        let Some(mut without) = Without::new(self.joint, which, subject) else { return Default::default() };
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
        let declared = super::aspects::declared(self.joint, pair);
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
struct Seeker<'a, 'j> {
    witnesses: &'a Witnesses<'j>,
    joint: &'a Joint,
    /// The joint program with the texts between.
    program: &'a Program,
    asker: Asker<'a>,
    plan: OnceCell<Plan<'a>>,
    /// The steps are those of the change alone.
    precise: bool,
    /// Nodes that stand in each other's place before and after it.
    parting: BTreeSet<Couple>,
}

impl<'a> Seeker<'a, '_> {
    fn plan(&self) -> &Plan<'a> {
        self.plan.get_or_init(|| Plan::with_all_nodes(self.program))
    }

    fn effect(&self, candidates: &[Candidate<'_>]) -> Effect {
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
            return self.without_effect(How::Regions);
        }
        if left.iter().all(|candidate| self.nobody_within(candidate)) {
            return self.without_effect(How::Bounded { entries: ENTRIES });
        }
        let results = left.iter().map(|candidate| candidate.pair.name.clone()).collect();
        Effect::Undecided { results, entries: LONGEST }
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
    fn witness(&self, candidate: &Candidate<'_>) -> Result<Option<Witness>, ()> {
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

    /// The witness that a household makes, or a smaller one.
    fn smallest(
        &self,
        candidate: &Candidate<'_>,
        household: &Household,
        needed: &[NodeId],
        alone: bool,
    ) -> Option<Witness> {
        let shows = |household: &Household| self.shows(candidate, household, needed, alone);
        let small = shrunk(self.program, household.clone(), self.fields(candidate), &shows);
        self.told(candidate, &small, needed).or_else(|| self.told(candidate, household, needed))
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
        Some((found, besides, records, remarks))
    }

    /// The witness that a household makes; `None` if evaluation of both texts does not confirm it.
    fn told(&self, candidate: &Candidate<'_>, household: &Household, needed: &[NodeId]) -> Option<Witness> {
        let (line, others, [old_record, new_record], mut remarks) = self.line(candidate, household, true)?;
        remarks.extend(self.joint.places.said());
        remarks.dedup();
        let alone = self.precise && self.shows(candidate, household, needed, true);
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
