//! Properties of two texts: who loses what, or the proof that nobody does.
//!
//! Who loses one result because the new text gives another one instead is told apart from who is left with nothing. A
//! figure of which a text gives only a range is supposed alike on both sides, or nothing is shown by it.

use super::Limits;
use super::hunt::{Solvers, hunt};
use super::order::Order;
use super::smt::encode::Encoder;
use super::told::{smallest, wanted};
use super::tree::{Broken, Finding, Given, How, Line, Property, Undecided, Verdict, adverse};
use crate::analysis::regions::ask::{Asker, Claim, Finding as Asked};
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart};
use crate::comparison::joint::{Joint, Pair, Weaver, Which};
use crate::comparison::witness::{decided, line, written};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::program::ir::{Cell, NodeId, Op, Parameter, ParameterId, Program, Role, Type};
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
    let (program, without) = with_gains(joint);
    let program = &program;
    let shapes = shape::shapes(program, Apart::FiguresAndDay);
    let asker = Asker::new(program, &shapes);
    let order = Order::new(program, asker.limits());
    let both = Both { joint, program, asker: &asker, order, without, limits };
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
            let Some(node) = node.filter(|_| pair.old.output.is_some()) else { continue };
            let solvers = solvers.as_deref_mut();
            let finding = match (both.decides(pair), adverse(&pair.name)) {
                (false, _) => Finding::LeftOut("是线索或职责，不是给这一户的待遇"),
                (true, Some(why)) => Finding::LeftOut(why),
                (true, None) => both.finding(*property, pair, node, solvers),
            };
            found.push(Verdict { property: *property, about: pair.name.clone(), input: None, finding });
        }
    }
    found
}

/// How many results may stand for one that is lost.
const INSTEAD: usize = 4;

/// The joint program, and per pair the node that says that the new text does not newly give it; none where getting it
/// makes up for nothing.
fn with_gains(joint: &Joint) -> (Program, Vec<Option<NodeId>>) {
    let mut weaver = Weaver::new(joint.program.clone());
    let outputs = &joint.new.program.outputs;
    let mut without = Vec::with_capacity(joint.pairs.len());
    for pair in &joint.pairs {
        let output = pair.new.output.and_then(|at| outputs.get(at));
        let makes_up = output.is_some_and(|output| output.role == Role::Decision);
        let makes_up = makes_up && adverse(&pair.name).is_none() && !pair.is_same();
        without.push(makes_up.then(|| {
            let text = format!("没有转而得到“{}”", pair.name);
            weaver.beside(pair.gained, Op::Not(pair.gained), Type::Truth, &text)
        }));
    }
    (weaver.program, without)
}

struct Both<'a, 'p> {
    joint: &'a Joint,
    program: &'p Program,
    asker: &'a Asker<'p>,
    order: Order<'a>,
    without: Vec<Option<NodeId>>,
    limits: &'a Limits,
}

/// What both texts make of a household, out of the records as they are written.
struct Came {
    old: Option<Settled>,
    new: Option<Settled>,
    /// Other results that the new text newly gives: places in the pairs.
    gained: Vec<usize>,
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
        let program = self.program;
        let claim = Claim::Hold(vec![node]);
        if regions && let Some(finding) = self.visited(property, pair, node) {
            return finding;
        }
        let shows = |household: &Household| {
            self.asker.shows(household, &claim) && self.breaks(property, pair, household).is_some()
        };
        let claimed = |encoder: &mut Encoder<'_>| {
            let world = encoder.world(&[node], None);
            world.get(node, 0).map(|sym| sym.holds()).into_iter().collect()
        };
        let limits = Limits { last: program.on, ..self.limits.clone() };
        let shown = |household: &Household, _: Option<Ratio>| shows(household);
        match hunt(solvers, program, pair.plane, &limits, claimed, &shown).excluded(self.limits) {
            Ok(Finding::Undecided(mut undecided)) => {
                undecided.tried.extend(self.left_open(node));
                Finding::Undecided(undecided)
            }
            Ok(finding) => finding,
            Err((household, _, solver)) => match self.told(property, pair, node, &household, Some(solver)) {
                Some((broken, _)) => loss(broken),
                None => Finding::Undecided(Undecided::default()),
            },
        }
    }

    /// What visiting the regions of households shows; `None` if it leaves the question open.
    fn visited(&self, property: Property, pair: &Pair, node: NodeId) -> Option<Finding> {
        let mut nodes = vec![node];
        let mut first: Option<Broken> = None;
        for _ in 0..INSTEAD {
            match self.asker.ask(&Claim::Hold(nodes.clone())) {
                Asked::Never => {
                    return Some(match first {
                        Some(household) => Finding::Turned { household: Box::new(household), all: true },
                        None => Finding::Proved(How::Regions),
                    });
                }
                Asked::Shown(household) => {
                    let Some((broken, gained)) = self.told(property, pair, node, &household, None) else {
                        break;
                    };
                    if gained.is_empty() {
                        return Some(loss(broken));
                    }
                    first.get_or_insert(broken);
                    // How much an amount makes up for, no one node says.
                    let more = gained.iter().filter_map(|at| self.without.get(*at).copied().flatten());
                    let more: Vec<NodeId> = more.filter(|node| !nodes.contains(node)).collect();
                    if more.is_empty() || property != Property::Kept {
                        break;
                    }
                    nodes.extend(more);
                }
                Asked::Undecided => break,
            }
        }
        first.map(loss)
    }

    /// What a claim rests on of which the two texts give ranges that are not the same.
    fn left_open(&self, node: NodeId) -> Vec<String> {
        let mut marked = vec![false; self.program.nodes.len()];
        marked[node.index()] = true;
        let needed = shape::closed(self.program, marked);
        let mut names: Vec<String> = Vec::new();
        for (node, _) in self.program.nodes.iter().zip(needed).filter(|(_, needed)| *needed) {
            let Op::Parameter { parameter, .. } = &node.op else { continue };
            let Some(known) = self.program.parameters.get(parameter.index()) else { continue };
            let open = known.cells.iter().any(|cell| cell.value.is_point().is_none());
            if open && !self.is_shared(*parameter) && !names.contains(&known.name) {
                names.push(known.name.clone());
            }
        }
        let said = |name: &String| {
            format!("“{name}”只写了范围，两个文本写的范围不同，究竟是多少定不下来，不能据此说谁吃亏")
        };
        names.iter().map(said).collect()
    }

    fn is_shared(&self, parameter: ParameterId) -> bool {
        Which::BOTH.into_iter().all(|which| self.joint.side(which).parameters.contains(&parameter))
    }

    /// The household with the same figure supposed on both sides wherever only a range is known; `None` where one of them
    /// does not allow it.
    fn alike(&self, household: &Household) -> Option<Household> {
        let mut alike = household.clone();
        let mut set: Vec<(ParameterId, u32)> = Vec::new();
        for ((parameter, at), value) in &household.ranges {
            if self.is_shared(*parameter) || set.contains(&(*parameter, *at)) {
                continue;
            }
            let known = self.program.parameters.get(parameter.index())?;
            let cell = known.cells.get(*at as usize)?;
            let twin = |(id, other): (ParameterId, &Parameter)| {
                if id == *parameter || other.name != known.name || other.axes != known.axes {
                    return None;
                }
                let same = |twin: &&Cell| {
                    (&twin.coordinates, twin.year, &twin.area) == (&cell.coordinates, cell.year, &cell.area)
                };
                let place = other.cells.iter().position(|twin| same(&twin))?;
                Some((id, place as u32, other.cells.get(place)?.value))
            };
            let (other, place, range) =
                (0..).map(ParameterId).zip(&self.program.parameters).find_map(twin)?;
            if range.is_point().is_some() || !range.contains(*value) {
                return None;
            }
            alike.ranges.insert((other, place), *value);
            set.push((other, place));
        }
        Some(alike)
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
        let household = &self.alike(household)?;
        let roots: Vec<NodeId> = [pair.old, pair.new]
            .into_iter()
            .flat_map(|granted| std::iter::once(granted.condition).chain(granted.amount))
            .collect();
        let wanted = wanted(self.program, &roots, pair.plane);
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
        let lost = given(find(before, pair.old.output).as_ref());
        let gained = joint.pairs.iter().enumerate().filter(|(at, other)| {
            let came = given(find(after, other.new.output).as_ref());
            let had = given(find(before, other.old.output).as_ref());
            let more = match (lost, came) {
                // A sum is made up for by a sum that is no smaller.
                (Some(Some(lost)), Some(Some(came))) => came >= lost,
                (Some(Some(_)), _) => false,
                (_, came) => came.is_some(),
            };
            self.without.get(*at).is_some_and(Option::is_some)
                && other.plane == pair.plane
                && other.name != pair.name
                && more
                && had.is_none()
        });
        let gained = gained.map(|(at, _)| at).collect();
        let record = records.into_iter().next().flatten().unwrap_or_default();
        let (old, new) = (find(before, pair.old.output), find(after, pair.new.output));
        Some(Came { old, new, gained, record, remarks })
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
    ) -> Option<(Broken, Vec<usize>)> {
        let program = self.program;
        let shows = |household: &Household| self.breaks(property, pair, household).is_some();
        let small = smallest(program, household, &wanted(program, &[node], pair.plane), &shows);
        // What was supposed is told as it was for both.
        let small = self.alike(&small)?;
        let Came { old, new, gained, record, mut remarks } = self.breaks(property, pair, &small)?;
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
        let names = gained.iter().filter_map(|at| self.joint.pairs.get(*at));
        let names = names.map(|other| other.name.clone()).collect();
        let broken = Broken {
            day: small.day(program).iso(),
            household: small.tell(program),
            record,
            raised: None,
            lines: vec![line],
            gained: names,
            largest: None,
            by,
            remarks,
        };
        Some((broken, gained))
    }
}

/// A loss, or a turn to something else, of a household that breaks a property.
fn loss(broken: Broken) -> Finding {
    let household = Box::new(broken);
    if household.gained.is_empty() {
        return Finding::Broken(household);
    }
    Finding::Turned { household, all: false }
}

/// Whether a result is given, and the sum.
fn given(settled: Option<&Settled>) -> Option<Option<Ratio>> {
    match settled.map(|settled| &settled.status)? {
        Status::Granted(sum) => Some(Some(*sum)),
        Status::Holds(true) | Status::GrantedInKind | Status::Offered(_) => Some(None),
        _ => None,
    }
}
