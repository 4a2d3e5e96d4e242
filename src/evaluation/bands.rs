//! Guards that test one open number or element: its domain falls into *regions* in each of which every guard is settled.
//!
//! So the rows of a table stay exclusive while what they test is open: 低于 500元、500元至 2000元、超过 2000元.

use crate::program::ir::{NodeId, Op, Relation, SetId};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::trace::value::{Domain, OpenId, Value};

use super::arithmetic::range_of;
use super::compare::{decided, holds_in_order};
use super::pass::State;
use super::plan::Plan;
use super::truth::Truth;

/// More elements than this are not told apart.
const MOST_ELEMENTS: usize = 64;

/// A part of the subject's domain.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Region {
    /// Numbers between neighbouring thresholds, or one threshold.
    Numbers(Interval),
    /// One element.
    Element(u32),
}

/// A test of the subject.
#[derive(Clone, Copy, Debug)]
enum Test {
    Number(Relation, Ratio),
    Element(Relation, u32),
    Within(SetId),
}

/// Open guards that all test one subject.
#[derive(Debug)]
pub(super) struct Table {
    /// What they test.
    pub(super) subject: OpenId,
    /// The regions of its domain, in order.
    pub(super) regions: Vec<Region>,
    /// The open nodes of the guards, operands before users.
    nodes: Vec<(NodeId, Option<Test>)>,
}

/// The truths of a table's open nodes in one region.
#[derive(Debug)]
pub(super) struct Truths(Vec<(NodeId, bool)>);

impl Truths {
    /// The truth of a guard.
    pub(super) fn get(&self, state: &State, instance: u32, node: NodeId) -> bool {
        match self.0.binary_search_by_key(&node, |(known, _)| *known) {
            Ok(at) => self.0[at].1,
            Err(_) => state.get(node, instance) == Value::Truth(true),
        }
    }
}

/// Finds the one subject of all open guards; `None` where there is none, or where a guard is at fault.
pub(super) fn table(
    plan: &Plan,
    state: &State,
    instance: u32,
    guards: impl Iterator<Item = NodeId>,
) -> Option<Table> {
    let mut nodes: Vec<(NodeId, Option<Test>)> = Vec::new();
    let mut subject = None;
    let mut waiting: Vec<NodeId> = guards.collect();
    while let Some(id) = waiting.pop() {
        match Truth::of(state.get(id, instance)) {
            Truth::Yes | Truth::No => continue,
            Truth::Fault(_) => return None,
            Truth::Open(_) => {}
        }
        if nodes.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let (tested, test): (NodeId, Test) = match &plan.program.node(id).op {
            Op::All(parts) | Op::Any(parts) => {
                waiting.extend(parts.iter().map(|part| part.node));
                nodes.push((id, None));
                continue;
            }
            Op::Not(of) | Op::Reinterpret(of) => {
                waiting.push(*of);
                nodes.push((id, None));
                continue;
            }
            Op::Within { value, set } => (*value, Test::Within(*set)),
            Op::Compare(relation, a, b) => match (state.get(*a, instance), state.get(*b, instance)) {
                (Value::Open(_), Value::Number(number)) => (*a, Test::Number(*relation, number)),
                (Value::Number(number), Value::Open(_)) => (*b, Test::Number(turned(*relation), number)),
                (Value::Open(_), Value::Element(element)) => (*a, Test::Element(*relation, element)),
                (Value::Element(element), Value::Open(_)) => (*b, Test::Element(turned(*relation), element)),
                _ => return None,
            },
            _ => return None,
        };
        // Nodes that share one open value are one subject.
        let Value::Open(tested) = state.get(tested, instance) else { return None };
        if subject.is_some_and(|known| known != tested) {
            return None;
        }
        subject = Some(tested);
        nodes.push((id, Some(test)));
    }
    let subject = subject?;
    let open = state.arena.open(subject);
    if open.or_absent || open.or_fault {
        return None;
    }
    let regions = match &open.domain {
        Domain::Number(_) => number_regions(range_of(state, Value::Open(subject))?.0, &nodes),
        Domain::Elements(elements) if elements.len() <= MOST_ELEMENTS => {
            elements.iter().map(|element| Region::Element(*element)).collect()
        }
        _ => return None,
    };
    nodes.sort_by_key(|(id, _)| *id);
    Some(Table { subject, regions, nodes })
}

/// The thresholds cut the range; each threshold in it stands alone.
fn number_regions(range: Interval, nodes: &[(NodeId, Option<Test>)]) -> Vec<Region> {
    let mut thresholds: Vec<Ratio> = nodes
        .iter()
        .filter_map(|(_, test)| match test {
            Some(Test::Number(_, number)) => Some(*number),
            _ => None,
        })
        .collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    let mut cuts = Vec::with_capacity(2 * thresholds.len() + 1);
    let mut low = Bound::Unbounded;
    for threshold in thresholds {
        cuts.push(Interval { low, high: Bound::Open(threshold) });
        cuts.push(Interval::point(threshold));
        low = Bound::Open(threshold);
    }
    cuts.push(Interval { low, high: Bound::Unbounded });
    cuts.into_iter().filter_map(|cut| cut.intersect(range)).map(Region::Numbers).collect()
}

/// The relation with its sides exchanged.
fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::LessOrEqual => Relation::GreaterOrEqual,
        Relation::GreaterOrEqual => Relation::LessOrEqual,
        Relation::Greater => Relation::Less,
        Relation::Equal | Relation::NotEqual => relation,
    }
}

impl Table {
    /// The truths of the open nodes in a region.
    pub(super) fn truths(&self, plan: &Plan, state: &State, instance: u32, region: Region) -> Truths {
        let mut truths = Truths(Vec::with_capacity(self.nodes.len()));
        for (id, test) in &self.nodes {
            let of = |node: NodeId| truths.get(state, instance, node);
            let truth = match (test, &plan.program.node(*id).op) {
                (Some(test), _) => test.holds(plan, region),
                (None, Op::All(parts)) => parts.iter().all(|part| of(part.node)),
                (None, Op::Any(parts)) => parts.iter().any(|part| of(part.node)),
                (None, Op::Not(node)) => !of(*node),
                (None, Op::Reinterpret(node)) => of(*node),
                (None, _) => false,
            };
            truths.0.push((*id, truth));
        }
        truths
    }
}

impl Test {
    fn holds(self, plan: &Plan, region: Region) -> bool {
        match (self, region) {
            (Test::Number(relation, number), Region::Numbers(range)) => {
                decided(relation, range.compare(Interval::point(number))).unwrap_or(false)
            }
            (Test::Element(relation, element), Region::Element(own)) => {
                holds_in_order(relation, own.cmp(&element))
            }
            (Test::Within(set), Region::Element(own)) => {
                plan.members[set.index()].get(own as usize).copied().unwrap_or(false)
            }
            // A number is not compared with an element: types forbid it.
            _ => false,
        }
    }
}
