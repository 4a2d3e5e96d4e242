//! Whether any household at all meets a claim about a rule.
//!
//! First every region is visited with lists taken as anything that could be gathered from them: where none meets the
//! claim, no household does. Otherwise households are sought in regions whose lists are written out, and each is
//! confirmed by evaluation before it is believed. What is neither excluded nor shown is undecided.

use std::cell::{Cell, OnceCell};

use super::choices::places;
use super::confirm::confirms;
use super::household::Household;
use super::run::{At, Ground, Lists, Raised, Run, truth};
use super::search::{Order, Search, Stop};
use super::shape::{self, Shape};
use super::symbol::{Lack, Symbol};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::limits::limits;
use crate::evaluation::plan::Plan;
use crate::program::ir::{Constant, NodeId, Op, PlaneId, Program};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::trace::outcome::{Settled, Status};
use crate::trace::value::FaultKind;

/// What is claimed of some household.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Claim {
    /// Conditions of one plane hold together.
    Hold(Vec<NodeId>),
    /// A condition fails.
    Fails(NodeId),
    /// An alternative of a choice is taken.
    Taken(NodeId, usize),
    /// No alternative of a choice applies.
    Gap(NodeId),
    /// Alternatives of a choice apply and differ.
    Conflict(NodeId),
}

impl Claim {
    /// The nodes that it is about.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        match self {
            Claim::Hold(nodes) => nodes.clone(),
            other => vec![other.node()],
        }
    }

    /// A node that it is about.
    fn node(&self) -> NodeId {
        match self {
            Claim::Hold(nodes) => nodes.first().copied().unwrap_or(NodeId(0)),
            Claim::Fails(node) | Claim::Taken(node, _) | Claim::Gap(node) | Claim::Conflict(node) => *node,
        }
    }
}

/// What is known of a claim.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// No household meets it.
    Never,
    /// This household meets it; evaluation has confirmed it.
    Shown(Box<Household>),
    /// Neither.
    Undecided,
}

/// How long a search for a proof may take, in places of choice.
pub(super) const PROOF: usize = 6_000;
/// How long each search for a household may take.
const EXAMPLE: usize = 1_500;

/// How many regions of each search may fail to be confirmed.
const TRIES: usize = 8;

/// Ways to look for a household: how long lists may be, which length is tried first, the order of other choices.
const WAYS: [(u32, Order, Order); 9] = [
    (1, Order::Small, Order::Small),
    (1, Order::Large, Order::Small),
    (1, Order::Large, Order::Large),
    (2, Order::Small, Order::Small),
    (2, Order::Large, Order::Small),
    (2, Order::Mixed(5), Order::Mixed(1)),
    (1, Order::Mixed(6), Order::Mixed(2)),
    (2, Order::Large, Order::Mixed(3)),
    (5, Order::Large, Order::Large),
];

/// How a visit of regions ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Visited {
    /// All regions were visited; whether one met the claim.
    All { met: bool },
    /// A region was accepted.
    Accepted,
    /// The search took too long.
    Spent,
}

/// Asks about one program. What only some questions need is made when the first of them comes.
#[derive(Debug)]
pub struct Asker<'p> {
    program: &'p Program,
    plan: OnceCell<Plan<'p>>,
    results: OnceCell<Plan<'p>>,
    limits: OnceCell<Vec<Interval>>,
    places: OnceCell<Vec<String>>,
    shapes: &'p [Shape],
    /// How long all searches together may still take, in places of choice.
    left: Cell<usize>,
}

impl<'p> Asker<'p> {
    /// Prepares a program with the shapes of its nodes.
    #[must_use]
    pub fn new(program: &'p Program, shapes: &'p [Shape]) -> Asker<'p> {
        let (plan, results) = (OnceCell::new(), OnceCell::new());
        let (limits, places) = (OnceCell::new(), OnceCell::new());
        Asker { program, plan, results, limits, places, shapes, left: Cell::new(usize::MAX) }
    }

    /// The same with a bound on all searches together, in places of choice: what is asked when it is reached is not
    /// decided.
    #[must_use]
    pub fn within(self, budget: usize) -> Asker<'p> {
        self.left.set(budget);
        self
    }

    /// Per node, the range of its numbers.
    #[must_use]
    pub fn limits(&self) -> &[Interval] {
        self.limits.get_or_init(|| limits(self.program))
    }

    fn plan(&self) -> &Plan<'p> {
        self.plan.get_or_init(|| Plan::with_all_nodes(self.program))
    }

    /// How the results of a household stand.
    pub(crate) fn results(&self, household: &Household) -> Vec<Settled> {
        let of = |plan: &Plan<'_>| Evaluator::new(plan).settle(&household.record(plan.program()));
        match household.supposing(self.program) {
            None => of(self.results.get_or_init(|| Plan::new(self.program))),
            Some(program) => of(&Plan::new(&program)),
        }
    }

    /// The program asked about.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Whether no household meets a claim, whatever figures are published.
    #[must_use]
    pub fn never(&self, claim: &Claim) -> bool {
        self.never_on(claim, |ground| Ground { any_figures: true, ..ground })
    }

    /// Whether no household meets a claim, however another level fills in what the text leaves open.
    #[must_use]
    pub fn never_however_filled(&self, claim: &Claim) -> bool {
        self.never_on(claim, |ground| Ground { open_holes: true, ..ground })
    }

    fn never_on<'a>(&'a self, claim: &Claim, widened: impl FnOnce(Ground<'a>) -> Ground<'a>) -> bool {
        let plane = self.program.node(claim.node()).plane;
        let ground = widened(self.ground(&claim.nodes(), plane, Lists::Gathered, None));
        let visited =
            self.visit(&ground, (Order::Small, Order::Small), PROOF, |run| meets(run, claim), |_| true);
        visited == Visited::All { met: false }
    }

    /// Whether any household meets a claim.
    #[must_use]
    pub fn ask(&self, claim: &Claim) -> Finding {
        let plane = self.program.node(claim.node()).plane;
        let smallest = matches!(claim, Claim::Gap(_) | Claim::Conflict(_));
        let roots = claim.nodes();
        let proof = self.ground(&roots, plane, Lists::Gathered, None);
        let mut example = None;
        let proved = self.visit(
            &proof,
            (Order::Small, Order::Small),
            PROOF,
            |run| meets(run, claim),
            |run| {
                example = self.confirmed(run, smallest, |household| self.shows(household, claim));
                // One candidate is enough: lists must be written out for a better one.
                true
            },
        );
        if let Visited::All { met: false } = proved {
            return Finding::Never;
        }
        if let Some(household) = example {
            return Finding::Shown(Box::new(household));
        }
        self.example(
            &roots,
            plane,
            smallest,
            |run| meets(run, claim),
            |household| self.shows(household, claim),
        )
    }

    /// Whether any household gets no result, or two, because of a choice: `claim` is a gap or a conflict.
    #[must_use]
    pub fn ask_result(&self, claim: &Claim, output: usize) -> Finding {
        let declared = &self.program.outputs[output];
        let roots = [Some(declared.condition), declared.benefit.as_ref().and_then(|benefit| benefit.amount)];
        let nodes: Vec<NodeId> = roots.into_iter().flatten().collect();
        self.example(
            &nodes,
            declared.plane,
            true,
            |run| {
                for root in roots.into_iter().flatten() {
                    match &*run.value(false, root, 0)? {
                        Symbol::Fault(fault) => {
                            return Ok(is_claimed(&fault.lack, claim) && fault.node == claim.node());
                        }
                        Symbol::Truth(false) if root == declared.condition => return Ok(false),
                        _ => {}
                    }
                }
                Ok(false)
            },
            |household| {
                self.results(household).iter().any(|settled| {
                    settled.output == output
                        && matches!(&settled.status, Status::Conflict(fault) | Status::NoRule(fault)
                            if fault.node == claim.node())
                })
            },
        )
    }

    /// Whether no household can come to a choice in the way that a claim says, while the result is asked for: the
    /// claim itself, the filters of the lists that are passed on the way, and the condition of the result together.
    #[must_use]
    pub fn never_reached(&self, claim: &Claim, output: usize, filters: &[NodeId]) -> bool {
        let declared = &self.program.outputs[output];
        let plane = self.program.node(claim.node()).plane;
        let ground = self.ground(&[claim.node(), declared.condition], plane, Lists::Gathered, None);
        let together = |run: &mut Run<'_, '_>| {
            for filter in filters {
                if truth(&*run.value(false, *filter, 0)?) == Ok(false) {
                    return Ok(false);
                }
            }
            if !meets(run, claim)? {
                return Ok(false);
            }
            // Whether the condition itself is at fault does not matter here.
            Ok(truth(&*run.value(false, declared.condition, 0)?) != Ok(false))
        };
        let visited = self.visit(&ground, (Order::Small, Order::Small), PROOF, together, |_| true);
        visited == Visited::All { met: false }
    }

    /// The alternatives that meet in a conflict.
    #[must_use]
    pub fn parties(&self, household: &Household, claim: &Claim) -> Vec<usize> {
        let supposing = household.supposing(self.program);
        let program = supposing.as_ref().unwrap_or(self.program);
        let own = supposing.as_ref().map(Plan::with_all_nodes);
        let mut evaluator = Evaluator::new(own.as_ref().unwrap_or(self.plan()));
        evaluator.run(&household.record(program));
        let faults = evaluator.arena().faults.iter();
        let mut met =
            faults.filter(|fault| fault.node == claim.node()).filter_map(|fault| match &fault.kind {
                FaultKind::Conflict(parties) => Some(parties.clone()),
                _ => None,
            });
        met.next().unwrap_or_default()
    }

    /// Looks for a household that meets a test, confirmed by evaluation.
    pub(super) fn example(
        &self,
        roots: &[NodeId],
        plane: PlaneId,
        smallest: bool,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        self.example_in(roots, plane, None, smallest, test, shows)
    }

    /// Looks for a household that meets a test about the first instances of some planes, within a budget for each way.
    pub(super) fn example_at(
        &self,
        roots: &[NodeId],
        planes: &[PlaneId],
        budget: usize,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        let ground = |lists: Lists, guide: Option<Household>| {
            let mut ground = self.ground(roots, planes.first().copied().unwrap_or(PlaneId(0)), lists, None);
            for plane in planes.iter().skip(1) {
                for own in self.chain(*plane) {
                    if !ground.chain.contains(&own) {
                        ground.chain.push(own);
                    }
                }
            }
            Ground { guide, ..ground }
        };
        let mut guide = None;
        self.visit(&ground(Lists::Gathered, None), (Order::Small, Order::Small), budget, &test, |run| {
            guide = Household::of(run);
            guide.is_some()
        });
        for (longest, lengths, order) in WAYS {
            let ground = ground(Lists::Written(longest), guide.clone());
            let (mut found, mut tries) = (None, TRIES);
            let visited = self.visit(&ground, (order, lengths), budget, &test, |run| {
                found = self.confirmed(run, false, &shows);
                tries -= 1;
                found.is_some() || tries == 0
            });
            if let (Visited::Accepted, Some(household)) = (visited, found) {
                return Finding::Shown(Box::new(household));
            }
        }
        Finding::Undecided
    }

    /// A plane with those above it, the outermost first.
    fn chain(&self, plane: PlaneId) -> Vec<PlaneId> {
        let mut chain = Vec::new();
        let mut at = Some(plane);
        while let Some(own) = at {
            chain.push(own);
            at = self.program.planes.get(own.index()).and_then(|own| own.parent);
        }
        chain.reverse();
        chain
    }

    /// Looks for a household that meets a test about two worlds.
    pub(super) fn example_in(
        &self,
        roots: &[NodeId],
        plane: PlaneId,
        raised: Option<Raised>,
        smallest: bool,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        // A region in which lists are not written out has the other facts as they should be.
        let proof = self.ground(roots, plane, Lists::Gathered, raised);
        let mut guide = None;
        self.visit(&proof, (Order::Small, Order::Small), EXAMPLE, &test, |run| {
            guide = Household::of(run);
            guide.is_some()
        });
        for (longest, lengths, order) in WAYS {
            let ground = self.ground(roots, plane, Lists::Written(longest), raised);
            let ground = Ground { guide: guide.clone(), ..ground };
            let (mut found, mut tries) = (None, TRIES);
            let visited = self.visit(&ground, (order, lengths), EXAMPLE, &test, |run| {
                found = self.confirmed(run, smallest, &shows);
                tries -= 1;
                found.is_some() || tries == 0
            });
            if let (Visited::Accepted, Some(household)) = (visited, found) {
                return Finding::Shown(Box::new(household));
            }
        }
        Finding::Undecided
    }

    /// The ground of a search about the first instance of a plane.
    pub(super) fn ground(
        &self,
        roots: &[NodeId],
        plane: PlaneId,
        lists: Lists,
        raised: Option<Raised>,
    ) -> Ground<'_> {
        let chain = self.chain(plane);
        let touched = raised.map_or_else(Vec::new, |raised| raised.touched(self.program));
        Ground {
            program: self.program,
            limits: self.limits(),
            places: self.places.get_or_init(|| places(self.program)),
            lists,
            any_figures: false,
            any_supposed: lists == Lists::Gathered,
            open_holes: false,
            chain,
            raised,
            guide: None,
            days: self.days(roots),
            shapes: self.shapes,
            touched,
        }
    }

    /// The day of the text, and the later ones from which a day named in the cones of some nodes matters.
    fn days(&self, roots: &[NodeId]) -> Vec<Date> {
        let mut cone = vec![false; self.program.nodes.len()];
        for root in roots {
            cone[root.index()] = true;
        }
        let cone = shape::closed(self.program, cone);
        let mut days = vec![self.program.on];
        for (node, _) in self.program.nodes.iter().zip(cone).filter(|(_, needed)| *needed) {
            let day = match &node.op {
                Op::Constant(Constant::Date(day)) => Some(*day),
                Op::Shift(of, shift) => match &self.program.node(*of).op {
                    Op::Constant(Constant::Date(day)) => shift.apply(*day),
                    _ => None,
                },
                _ => None,
            };
            days.extend(day);
            days.extend(day.and_then(Date::next));
        }
        days.retain(|day| *day >= self.program.on && *day < Date::FOREVER);
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Visits regions until one that meets the test is accepted.
    pub(super) fn visit(
        &self,
        ground: &Ground<'_>,
        (order, lengths): (Order, Order),
        budget: usize,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        mut accept: impl FnMut(&Run<'_, '_>) -> bool,
    ) -> Visited {
        self.visit_by(&mut Search::new(order, lengths, budget), ground, test, &mut accept)
    }

    /// The same by a search that is looked at afterwards.
    pub(super) fn visit_by(
        &self,
        search: &mut Search,
        ground: &Ground<'_>,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        accept: &mut dyn FnMut(&Run<'_, '_>) -> bool,
    ) -> Visited {
        let before = search.left.min(self.left.get());
        search.left = before;
        let visited = self.visited(search, ground, test, accept);
        self.left.set(self.left.get().saturating_sub(before - search.left));
        visited
    }

    fn visited(
        &self,
        search: &mut Search,
        ground: &Ground<'_>,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        accept: &mut dyn FnMut(&Run<'_, '_>) -> bool,
    ) -> Visited {
        let mut met = false;
        loop {
            let mut run = Run::new(ground, search);
            match test(&mut run) {
                Ok(true) => {
                    met = true;
                    if accept(&run) {
                        return Visited::Accepted;
                    }
                }
                Ok(false) | Err(Stop::Empty) => {}
                Err(Stop::Spent) => return Visited::Spent,
            }
            if !search.advance() {
                return Visited::All { met };
            }
        }
    }

    /// The household of a region, made as small as it goes, if it shows what it should.
    fn confirmed(
        &self,
        run: &Run<'_, '_>,
        smallest: bool,
        shows: impl Fn(&Household) -> bool,
    ) -> Option<Household> {
        let mut household = Household::of(run)?;
        if !shows(&household) {
            household.filled = true;
            if !shows(&household) {
                return None;
            }
        }
        if !smallest {
            return Some(household);
        }
        // What can be left out is left out.
        for key in household.facts.keys().copied().collect::<Vec<_>>() {
            let mut less = household.clone();
            less.facts.remove(&key);
            if shows(&less) {
                household = less;
            }
        }
        Some(household)
    }

    /// Whether evaluation confirms a claim for a household.
    pub(crate) fn shows(&self, household: &Household, claim: &Claim) -> bool {
        match household.supposing(self.program) {
            None => confirms(self.plan(), &household.record(self.program), claim),
            Some(program) => {
                let plan = Plan::with_all_nodes(&program);
                confirms(&plan, &household.record(&program), claim)
            }
        }
    }
}

/// Whether a lack is the one that a claim is about.
fn is_claimed(lack: &Lack, claim: &Claim) -> bool {
    matches!((lack, claim), (Lack::Gap, Claim::Gap(_)) | (Lack::Conflict(_), Claim::Conflict(_)))
}

/// Whether the region of a run meets a claim.
fn meets(run: &mut Run<'_, '_>, claim: &Claim) -> Result<bool, Stop> {
    let node = claim.node();
    Ok(match claim {
        Claim::Hold(nodes) => {
            for node in nodes {
                if truth(&*run.value(false, *node, 0)?) != Ok(true) {
                    return Ok(false);
                }
            }
            true
        }
        Claim::Fails(_) => truth(&*run.value(false, node, 0)?) == Ok(false),
        Claim::Taken(_, alternative) => match left(run, node)? {
            Ok(left) => left.contains(alternative),
            Err(_) => false,
        },
        Claim::Gap(_) => left(run, node)? == Ok(Vec::new()),
        Claim::Conflict(_) => match &*run.value(false, node, 0)? {
            Symbol::Fault(fault) => fault.node == node && is_claimed(&fault.lack, claim),
            _ => false,
        },
    })
}

fn left(run: &mut Run<'_, '_>, node: NodeId) -> Result<super::choices::Left, Stop> {
    let program = run.ground.program;
    let plane = program.node(node).plane;
    match &program.node(node).op {
        Op::Choose(alternatives) => run.left(At { second: false, node, plane, instance: 0 }, alternatives),
        _ => Ok(Ok(Vec::new())),
    }
}
