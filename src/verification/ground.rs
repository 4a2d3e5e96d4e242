//! What the checker needs to know of a program, read off its nodes once.

use std::collections::BTreeSet;

use crate::program::ir::{
    Constant, FieldId, NodeId, Op, Output, PlaneId, Program, QuestionId, Reduction, Start, Term,
};

use super::bridge;
use super::number::Number;
use super::range::Range;

/// A program seen by the checker.
pub(super) struct Ground<'p> {
    pub(super) program: &'p Program,
    /// Per node, whether a result rests on it.
    pub(super) needed: Vec<bool>,
    /// Per node, the numbers that it may give for an instance that no record lists.
    pub(super) bounds: Vec<Range>,
}

/// The operands of a computation, in the order in which a step shows them: guards before the values that they guard.
pub(super) fn operands(op: &Op) -> Vec<NodeId> {
    match op {
        Op::Constant(_) | Op::Today | Op::Fact(_) | Op::Unstated | Op::Pending => Vec::new(),
        Op::Component { of, .. }
        | Op::Ancestor(of)
        | Op::FloorZero(of)
        | Op::Not(of)
        | Op::Present(of)
        | Op::Within { value: of, .. }
        | Op::Shift(of, _)
        | Op::Run { before: of, .. }
        | Op::Round(of, _)
        | Op::Reinterpret(of) => vec![*of],
        Op::Arithmetic(_, one, other) | Op::Compare(_, one, other) => vec![*one, *other],
        Op::Elapsed { from, to, .. } => vec![*from, *to],
        Op::Extreme { of, .. } => of.clone(),
        Op::All(parts) | Op::Any(parts) => parts.iter().map(|part| part.node).collect(),
        Op::Located { place, within } => [Some(*place), *within].into_iter().flatten().collect(),
        Op::Reduce { filter, value, .. } => [*filter, *value].into_iter().flatten().collect(),
        Op::Judged { low, high, .. } => [*low, *high].into_iter().flatten().collect(),
        Op::Parameter { coordinates, place, at, .. } => {
            coordinates.iter().copied().chain(*place).chain(*at).collect()
        }
        Op::Choose(alternatives) => {
            let guards = alternatives.iter().filter_map(|alternative| alternative.guard);
            guards.chain(alternatives.iter().map(|alternative| alternative.value)).collect()
        }
    }
}

/// The nodes that a result is read from: its condition, its last day, and its money.
fn read_from(output: &Output) -> Vec<NodeId> {
    let mut nodes = vec![output.condition];
    nodes.extend(output.due);
    nodes.extend(money(output));
    nodes
}

/// The nodes of a result's money: amount, approval, payment and its terms.
pub(super) fn money(output: &Output) -> Vec<NodeId> {
    let Some(benefit) = &output.benefit else { return Vec::new() };
    let mut nodes: Vec<NodeId> = benefit.amount.into_iter().chain(benefit.approval).collect();
    if let Some(schedule) = &benefit.schedule {
        nodes.extend(payment_nodes(schedule.each, &schedule.terms));
    }
    nodes
}

/// The nodes of a payment.
pub(super) fn payment_nodes(each: Option<NodeId>, terms: &[Term]) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = each.into_iter().collect();
    for term in terms {
        nodes.extend(term.guard);
        if let Some(Start::Day(day)) = term.start {
            nodes.push(day);
        }
    }
    nodes
}

impl<'p> Ground<'p> {
    /// Reads a program; none where a node stands before what it needs, or names what there is not.
    pub(super) fn new(program: &'p Program) -> Option<Ground<'p>> {
        let all = program.nodes.len();
        for (at, node) in program.nodes.iter().enumerate() {
            if operands(&node.op).iter().any(|operand| operand.index() >= at) {
                return None;
            }
        }
        let mut needed = vec![false; all];
        for node in program.outputs.iter().flat_map(read_from) {
            *needed.get_mut(node.index())? = true;
        }
        for at in (0..all).rev() {
            if needed[at] {
                for operand in operands(&program.nodes[at].op) {
                    needed[operand.index()] = true;
                }
            }
        }
        let mut ground = Ground { program, needed, bounds: Vec::with_capacity(all) };
        for at in 0..all {
            let range = ground.bound(at);
            ground.bounds.push(range);
        }
        Some(ground)
    }

    /// What a node may give where nothing is known, from what its operands may give. Amounts of records are never below
    /// zero; records are read so.
    fn bound(&self, at: usize) -> Range {
        let of = |node: NodeId| self.bounds.get(node.index()).copied().unwrap_or(Range::ALL);
        let node = &self.program.nodes[at];
        match &node.op {
            Op::Constant(Constant::Number(number)) => Range::only(bridge::number(*number)),
            Op::Fact(_) | Op::Judged { .. } | Op::Reduce { kind: Reduction::Count, .. } => Range::AMOUNTS,
            Op::Parameter { parameter, .. } => {
                let cells = self.program.parameters[parameter.index()].cells.iter();
                cells.map(|cell| bridge::range(cell.value)).reduce(Range::around).unwrap_or(Range::ALL)
            }
            Op::Ancestor(node) | Op::Reinterpret(node) => of(*node),
            Op::Arithmetic(kind, one, other) => super::amounts::reckoned(*kind, of(*one), of(*other)),
            Op::FloorZero(node) => of(*node).floored(),
            Op::Extreme { greatest, of: nodes } => {
                let pick = if *greatest { Range::greater } else { Range::lesser };
                nodes.iter().copied().map(of).reduce(pick).unwrap_or(Range::ALL)
            }
            Op::Reduce { kind: Reduction::Sum, value: Some(value), .. } => {
                if of(*value).is_never_negative() {
                    Range::AMOUNTS
                } else {
                    Range::ALL
                }
            }
            Op::Reduce { kind: Reduction::Least | Reduction::Greatest, value: Some(value), .. } => of(*value),
            Op::Choose(alternatives) => {
                let values = alternatives.iter().map(|alternative| of(alternative.value));
                values.reduce(Range::around).unwrap_or(Range::ALL)
            }
            Op::Round(inner, rounding) => {
                let round = |number: Number| super::amounts::rounded(node.ty, *rounding, number);
                of(*inner).through(round).unwrap_or(Range::ALL)
            }
            _ => Range::ALL,
        }
    }

    /// Whether one plane is another or lies below it.
    fn below(&self, inner: PlaneId, outer: PlaneId) -> bool {
        let mut at = Some(inner);
        while let Some(plane) = at {
            if plane == outer {
                return true;
            }
            at = self.program.planes[plane.index()].parent;
        }
        false
    }

    /// The planes that a gathering goes through, outermost first.
    pub(super) fn way(&self, from: PlaneId, to: PlaneId) -> Vec<PlaneId> {
        let mut way = Vec::new();
        let mut at = Some(to);
        while let Some(plane) = at.filter(|plane| *plane != from) {
            way.push(plane);
            at = self.program.planes[plane.index()].parent;
        }
        way.reverse();
        way
    }

    /// The nodes above the gathered lists that every entry reads, listed or not.
    pub(super) fn read_above(&self, reduce: &Op, way: &[PlaneId]) -> BTreeSet<NodeId> {
        let mut above = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting = operands(reduce);
        while let Some(node) = waiting.pop() {
            if !seen.insert(node) {
                continue;
            }
            let plane = self.program.node(node).plane;
            if way.iter().any(|listed| self.below(plane, *listed)) {
                waiting.extend(operands(&self.program.node(node).op));
            } else {
                above.insert(node);
            }
        }
        above
    }

    /// Whether a result rests on a fact.
    pub(super) fn reads_field(&self, field: FieldId) -> bool {
        let reads = |op: &Op| matches!(op, Op::Fact(own) | Op::Run { field: own, .. } if *own == field);
        self.program.nodes.iter().zip(&self.needed).any(|(node, needed)| *needed && reads(&node.op))
    }

    /// Whether an element belongs to a set.
    pub(super) fn is_member(&self, set: crate::program::ir::SetId, element: u32) -> bool {
        self.program.sets[set.index()].elements.contains(&element)
    }

    /// The nodes that an answer to a question may change.
    pub(super) fn reach_of(&self, touches: impl Fn(&Op) -> bool) -> Vec<bool> {
        let mut reached = vec![false; self.program.nodes.len()];
        for (at, node) in self.program.nodes.iter().enumerate() {
            reached[at] =
                touches(&node.op) || operands(&node.op).iter().any(|operand| reached[operand.index()]);
        }
        reached
    }

    /// Whether a benefit's amount is made of the answer to its own grant question, and the question whose answer, but for
    /// rounding, it is.
    pub(super) fn amount_by(&self, output: &Output) -> (bool, Option<QuestionId>) {
        let Some((benefit, amount)) =
            output.benefit.as_ref().and_then(|b| b.amount.map(|amount| (b, amount)))
        else {
            return (false, None);
        };
        let questions = &self.program.questions;
        let is_grant = |question: QuestionId| {
            benefit.grant.is_some_and(|grant| {
                let (one, other) = (&questions[grant.index()], &questions[question.index()]);
                grant == question || (&one.key, one.plane) == (&other.key, other.plane)
            })
        };
        let mut below = BTreeSet::from([amount]);
        let mut by_grant = false;
        while let Some(node) = below.pop_last() {
            let op = &self.program.node(node).op;
            by_grant |= matches!(op, Op::Judged { question, .. } if is_grant(*question));
            below.extend(operands(op));
        }
        let mut node = amount;
        loop {
            match &self.program.node(node).op {
                Op::Round(of, _) | Op::FloorZero(of) | Op::Reinterpret(of) => node = *of,
                Op::Judged { question, .. } => return (by_grant, Some(*question)),
                _ => return (by_grant, None),
            }
        }
    }
}
