//! Properties of two texts: who loses what, or the proof that nobody does.

use super::Limits;
use super::hunt::{Solvers, hunt};
use super::order::Order;
use super::smt::encode::Encoder;
use super::told::{smallest, wanted};
use super::tree::{Broken, Finding, Given, How, Line, Property, Undecided, Verdict};
use crate::analysis::regions::ask::{Asker, Claim, Finding as Asked};
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart};
use crate::comparison::joint::{Joint, Pair, Which};
use crate::comparison::witness::{decided, line, written};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::program::ir::{NodeId, Role};
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Settled, Status};

/// Looks at two texts, laid into one program, under some properties.
#[must_use]
pub fn pairs(
    joint: &Joint,
    properties: &[Property],
    limits: &Limits,
    mut solvers: Option<&mut (dyn Solvers + '_)>,
) -> Vec<Verdict> {
    let program = &joint.program;
    let shapes = shape::shapes(program, Apart::FiguresAndDay);
    let asker = Asker::new(program, &shapes);
    let order = Order::new(program, asker.limits());
    let both = Both { joint, asker: &asker, order, limits };
    let mut found = Vec::new();
    for property in properties {
        for pair in &joint.pairs {
            if !limits.results.is_empty() && !limits.results.contains(&pair.name) {
                continue;
            }
            let node = match property {
                Property::Kept => Some(pair.lost),
                Property::NoLess => pair.less,
                _ => None,
            };
            // What the old text does not give cannot be lost.
            let Some(node) = node.filter(|_| both.decides(pair)) else { continue };
            let solvers = solvers.as_deref_mut();
            let finding = both.finding(*property, pair, node, solvers);
            found.push(Verdict { property: *property, about: pair.name.clone(), input: None, finding });
        }
    }
    found
}

struct Both<'a, 'j> {
    joint: &'j Joint,
    asker: &'a Asker<'j>,
    order: Order<'a>,
    limits: &'a Limits,
}

/// What both texts make of a household, out of the records as they are written.
struct Came {
    old: Option<Settled>,
    new: Option<Settled>,
    record: String,
    remarks: Vec<String>,
}

impl Both<'_, '_> {
    /// Whether the old text decides a result of its own: a duty or a lead is none.
    fn decides(&self, pair: &Pair) -> bool {
        let outputs = &self.joint.old.program.outputs;
        pair.old.output.and_then(|at| outputs.get(at)).is_some_and(|output| output.role == Role::Decision)
    }

    fn finding(
        &self,
        property: Property,
        pair: &Pair,
        node: NodeId,
        solvers: Option<&mut (dyn Solvers + '_)>,
    ) -> Finding {
        let regions = !self.limits.solver_only;
        if regions && pair.is_same() {
            return Finding::Proved(How::SameShape);
        }
        if regions && let Some(how) = self.risen(property, pair) {
            return Finding::Proved(how);
        }
        let program = &self.joint.program;
        let claim = Claim::Hold(vec![node]);
        let asked = if regions { self.asker.ask(&claim) } else { Asked::Undecided };
        if let Asked::Never = asked {
            return Finding::Proved(How::Regions);
        }
        let shows = |household: &Household| {
            self.asker.shows(household, &claim) && self.breaks(property, pair, household).is_some()
        };
        if let Asked::Shown(household) = &asked
            && let Some(broken) = self.told(property, pair, node, household, None)
        {
            return Finding::Broken(Box::new(broken));
        }
        let claimed = |encoder: &mut Encoder<'_>| {
            let world = encoder.world(&[node], None);
            world.get(node, 0).map(|sym| sym.holds()).into_iter().collect()
        };
        let limits = Limits { last: program.on, ..self.limits.clone() };
        let shown = |household: &Household, _: Option<Ratio>| shows(household);
        match hunt(solvers, program, pair.plane, &limits, claimed, &shown).excluded(self.limits) {
            Ok(finding) => finding,
            Err((household, _, solver)) => match self.told(property, pair, node, &household, Some(solver)) {
                Some(broken) => Finding::Broken(Box::new(broken)),
                None => Finding::Undecided(Undecided::default()),
            },
        }
    }

    /// How it is known that a result is nowhere lower under the new text, if that can be told from the rules alone.
    fn risen(&self, property: Property, pair: &Pair) -> Option<How> {
        let (old, new) = (pair.old, pair.new);
        let mut risen = self
            .order
            .below(old.condition, new.condition)
            .then(|| self.order.risen(old.condition, new.condition))?;
        if property == Property::NoLess {
            let (before, after) = (old.amount?, new.amount?);
            let more = self.order.below(before, after).then(|| self.order.risen(before, after))?;
            risen.figures.extend(more.figures);
            risen.sets.extend(more.sets);
            for names in [&mut risen.figures, &mut risen.sets] {
                names.sort();
                names.dedup();
            }
        }
        Some(How::Risen(risen))
    }

    /// What both texts by themselves make of a household.
    fn came(&self, pair: &Pair, household: &Household) -> Option<Came> {
        let joint = self.joint;
        let roots: Vec<NodeId> = [pair.old, pair.new]
            .into_iter()
            .flat_map(|granted| std::iter::once(granted.condition).chain(granted.amount))
            .collect();
        let wanted = wanted(&joint.program, &roots, pair.plane);
        let (mut remarks, mut settled, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for which in Which::BOTH {
            let side = joint.side(which);
            let translated = joint.household(which, household)?;
            for (category, element) in &translated.unlisted {
                let whose = if which == Which::Old { "旧文本" } else { "新文本" };
                remarks.push(format!("{whose}的“{category}”没有列出“{element}”，按不属于任何一类看"));
            }
            let supposing = translated.household.supposing(&side.program);
            let program = supposing.as_ref().unwrap_or(&side.program);
            let record = translated.household.record(program);
            // Numbers that no record can write are decided as they are.
            let json = written(program, &record, &wanted.of(joint, which));
            let read = json.as_ref().and_then(|json| {
                let text = json.pretty();
                RecordReader::new(program).read(&Json::parse(&text).ok()?).ok()
            });
            records.push(json.map(|json| json.pretty()));
            let plan = Plan::new(program);
            settled.push(Evaluator::new(&plan).settle(read.as_ref().unwrap_or(&record)));
        }
        let find = |results: &[Settled], output: Option<usize>| {
            results.iter().find(|one| Some(one.output) == output && one.instance == 0).cloned()
        };
        let [before, after] = settled.as_slice() else { return None };
        let record = records.into_iter().next().flatten().unwrap_or_default();
        Some(Came { old: find(before, pair.old.output), new: find(after, pair.new.output), record, remarks })
    }

    /// What both texts make of a household, if it breaks the property.
    fn breaks(&self, property: Property, pair: &Pair, household: &Household) -> Option<Came> {
        let came = self.came(pair, household)?;
        let old = came.old.as_ref().map(|settled| &settled.status)?;
        let new = came.new.as_ref().map(|settled| &settled.status);
        let refused = matches!(new, None | Some(Status::Holds(false) | Status::NotGranted));
        let broken = match (property, old, new) {
            (Property::NoLess, Status::Granted(before), Some(Status::Granted(after))) => after < before,
            (Property::NoLess, Status::Granted(before), _) => refused && *before > Ratio::ZERO,
            (
                Property::Kept,
                Status::Holds(true) | Status::Granted(_) | Status::GrantedInKind | Status::Offered(_),
                _,
            ) => refused,
            _ => false,
        };
        broken.then_some(came)
    }

    fn told(
        &self,
        property: Property,
        pair: &Pair,
        node: NodeId,
        household: &Household,
        by: Option<String>,
    ) -> Option<Broken> {
        let program = &self.joint.program;
        let shows = |household: &Household| self.breaks(property, pair, household).is_some();
        let small = smallest(program, household, &wanted(program, &[node], pair.plane), &shows);
        let Came { old, new, record, mut remarks } = self.breaks(property, pair, &small)?;
        let subject = small.subject(program, pair.plane, 0);
        let found = line(self.joint, pair, subject.clone(), old.as_ref(), new.as_ref());
        let given = |which: Which, settled: Option<&Settled>| {
            let decided = decided(&self.joint.side(which).program, settled);
            Given { words: decided.words, number: decided.amount.map(|money| money.number) }
        };
        let less = found.difference.and_then(|money| money.words.strip_prefix('少').map(str::to_owned));
        let line = Line {
            result: pair.name.clone(),
            subject,
            before: given(Which::Old, old.as_ref()),
            after: Some(given(Which::New, new.as_ref())),
            less,
        };
        remarks.extend(self.joint.places.said());
        remarks.dedup();
        let record = Some(record).filter(|record| !record.is_empty());
        Some(Broken {
            day: small.day(program).iso(),
            household: small.tell(program),
            record,
            raised: None,
            lines: vec![line],
            gained: Vec::new(),
            largest: None,
            by,
            remarks,
        })
    }
}
