//! Whether evaluation confirms what a region promises.

use super::ask::Claim;
use super::shape;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::Record;
use crate::program::ir::{Alternative, NodeId, Op};
use crate::trace::value::{FaultKind, Value};

/// Whether evaluation of a record confirms a claim about the first instance.
pub(super) fn confirms(plan: &Plan<'_>, record: &Record, claim: &Claim) -> bool {
    let mut evaluator = Evaluator::new(plan);
    let mut cone = vec![false; plan.program().nodes.len()];
    for root in claim.nodes() {
        cone[root.index()] = true;
    }
    let cone = shape::closed(plan.program(), cone);
    let cone: Vec<NodeId> =
        (0..).map(NodeId).zip(cone).filter(|(_, needed)| *needed).map(|(id, _)| id).collect();
    evaluator.run_only(record, &cone);
    let value = |node: NodeId| evaluator.value_of(node, 0);
    let fault = |node: NodeId| match value(node) {
        Some(Value::Fault(id)) => {
            Some(evaluator.arena().fault(id).clone()).filter(|fault| fault.node == node)
        }
        _ => None,
    };
    let holds = |alternative: &Alternative| match alternative.guard {
        None => Some(true),
        Some(guard) => match value(guard)? {
            Value::Open(_) | Value::Fault(_) => None,
            value => Some(value == Value::Truth(true)),
        },
    };
    match claim {
        Claim::Hold(nodes) => nodes.iter().all(|node| value(*node) == Some(Value::Truth(true))),
        Claim::Fails(node) => value(*node) == Some(Value::Truth(false)),
        Claim::Gap(node) => fault(*node).is_some_and(|fault| fault.kind == FaultKind::NoRule),
        Claim::Conflict(node) => {
            fault(*node).is_some_and(|fault| matches!(fault.kind, FaultKind::Conflict(_)))
        }
        Claim::Taken(node, taken) => match &plan.program().node(*node).op {
            Op::Choose(alternatives) => {
                let truths: Vec<Option<bool>> = alternatives.iter().map(holds).collect();
                let beaten = alternatives
                    .iter()
                    .zip(&truths)
                    .any(|(other, truth)| *truth != Some(false) && other.beats >> taken & 1 == 1);
                truths.get(*taken) == Some(&Some(true)) && !beaten
            }
            _ => false,
        },
    }
}
