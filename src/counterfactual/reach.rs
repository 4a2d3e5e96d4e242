//! What a change can reach: changes that cannot turn a result are not tried.

use super::Change;
use super::candidates::Candidate;
use super::lines::holder;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::Record;
use crate::program::ir::{NodeId, Op, PlaneId, Program};
use crate::program::operands::for_each_operand;
use crate::trace::value::Value;

/// Changes that are tried at most; a bit stands for each.
pub(super) const WIDEST: usize = 128;
/// Steps of one question after which a change is tried rather than thought about.
const PATIENCE: usize = 4096;

/// Which changes reach which nodes, and what the nodes are without any.
pub(super) struct Reach<'a> {
    program: &'a Program,
    record: &'a Record,
    /// Per node, the changes that reach it.
    reached: Vec<u128>,
    /// Per node, its truths by instance; empty where it is no truth, none where it is not settled.
    truths: Vec<Vec<Option<bool>>>,
}

impl<'a> Reach<'a> {
    /// Runs the record once as it is.
    pub(super) fn new(
        evaluator: &mut Evaluator<'_>,
        plan: &Plan<'a>,
        record: &'a Record,
        candidates: &[Candidate],
    ) -> Reach<'a> {
        let program = plan.program();
        evaluator.run(record);
        let truths = (0..program.nodes.len() as u32).map(NodeId).map(|node| {
            let count = record.count(program.node(node).plane) as u32;
            let truth = |instance| match evaluator.value_of(node, instance) {
                Some(Value::Truth(truth)) => Some(truth),
                _ => None,
            };
            (0..count).map(truth).collect()
        });
        Reach { program, record, truths: truths.collect(), reached: reached(program, candidates) }
    }

    /// The changes that reach a node.
    pub(super) fn of(&self, node: NodeId) -> u128 {
        self.reached.get(node.index()).copied().unwrap_or(0)
    }

    /// Whether some of these changes might turn a node into this truth. Says yes where it cannot tell.
    pub(super) fn could(&self, node: NodeId, instance: u32, wanted: bool, changes: u128) -> bool {
        let mut patience = PATIENCE;
        self.might((node, instance), wanted, changes, &mut patience)
    }

    fn might(&self, at: (NodeId, u32), wanted: bool, changes: u128, patience: &mut usize) -> bool {
        let (id, instance) = at;
        if *patience == 0 {
            return true;
        }
        *patience -= 1;
        if self.of(id) & changes == 0 {
            let now = self.truths.get(id.index()).and_then(|of| of.get(instance as usize)).copied().flatten();
            return now.is_none_or(|now| now == wanted);
        }
        let node = self.program.node(id);
        match &node.op {
            Op::All(parts) | Op::Any(parts) => {
                let each = wanted == matches!(node.op, Op::All(_));
                let mut parts = parts.iter().map(|part| (part.node, instance));
                if each {
                    parts.all(|part| self.might(part, wanted, changes, patience))
                } else {
                    parts.any(|part| self.might(part, wanted, changes, patience))
                }
            }
            Op::Not(of) => self.might((*of, instance), !wanted, changes, patience),
            Op::Reinterpret(of) => self.might((*of, instance), wanted, changes, patience),
            Op::Ancestor(of) => {
                let outer = self.program.node(*of).plane;
                let above = holder(self.program, self.record, (node.plane, instance), outer);
                self.might((*of, above), wanted, changes, patience)
            }
            _ => true,
        }
    }
}

/// Per node, the changes that reach it, one bit each.
fn reached(program: &Program, candidates: &[Candidate]) -> Vec<u128> {
    let mut fields = vec![0_u128; program.fields.len()];
    let mut lists = vec![0_u128; program.planes.len()];
    let mut questions = vec![0_u128; program.questions.len()];
    let mut reached = vec![0_u128; program.nodes.len()];
    for (at, candidate) in candidates.iter().enumerate().take(WIDEST) {
        let (bit, slot) = match &candidate.change {
            Change::Becomes { field, .. } => (1 << at, fields.get_mut(field.index())),
            Change::Gains { list, .. } => (1 << at, lists.get_mut(list.index())),
            Change::Judged { question, .. } => (1 << at, questions.get_mut(question.index())),
            Change::Meets(line) => (1 << at, reached.get_mut(line.source.0.index())),
            Change::Later { .. } => continue,
        };
        if let Some(slot) = slot {
            *slot |= bit;
        }
    }
    for at in 0..reached.len() {
        let node = &program.nodes[at];
        let mut own = reached[at];
        match &node.op {
            Op::Fact(field) | Op::Run { field, .. } => own |= fields[field.index()],
            Op::Judged { question, .. } => own |= questions[question.index()],
            Op::Reduce { plane, .. } => own |= gained(program, &lists, *plane, node.plane),
            _ => {}
        }
        for_each_operand(&node.op, |operand| own |= reached[operand.index()]);
        reached[at] = own;
    }
    reached
}

/// The gains of the lists between two planes.
fn gained(program: &Program, lists: &[u128], inner: PlaneId, outer: PlaneId) -> u128 {
    let (mut at, mut gains) = (Some(inner), 0);
    while let Some(plane) = at.filter(|plane| *plane != outer) {
        gains |= lists[plane.index()];
        at = program.planes[plane.index()].parent;
    }
    gains
}
