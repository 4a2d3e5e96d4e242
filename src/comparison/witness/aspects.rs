//! What a result comes to: whether it is given, how much, and what else is worked out for it.

use std::collections::BTreeSet;

use super::leaves::Couple;
use super::tree::Subject;
use crate::analysis::regions::apart::Given;
use crate::comparison::joint::{Joint, Pair, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::program::ir::{ItemId, NodeId, Output};
use crate::trace::value::Value;

/// What is worked out for an output besides its condition.
fn values(output: Option<&Output>, amount: Option<NodeId>) -> Vec<Option<NodeId>> {
    let benefit = output.and_then(|output| output.benefit.as_ref());
    let each = benefit.and_then(|benefit| benefit.schedule.as_ref()).and_then(|schedule| schedule.each);
    let approval = benefit.and_then(|benefit| benefit.approval);
    vec![amount, each, approval, output.and_then(|output| output.due)]
}

/// What a pair's result comes to in one text.
pub(super) fn given(joint: &Joint, pair: &Pair, which: Which) -> Given {
    let granted = match which {
        Which::Old => pair.old,
        Which::New => pair.new,
    };
    let output = granted.output.and_then(|own| joint.side(which).outputs.get(own));
    let output = output.and_then(|at| joint.program.outputs.get(*at));
    Given { condition: granted.condition, values: values(output, granted.amount) }
}

/// The nodes of a pair that stand in each other's place, and the items that declare the result.
pub(super) fn couples(joint: &Joint, pair: &Pair) -> (Vec<Couple>, Subject) {
    let (old, new) = (given(joint, pair, Which::Old), given(joint, pair, Which::New));
    let mut all = vec![(old.condition, new.condition)];
    for couple in old.values.iter().zip(&new.values) {
        if let (Some(old), Some(new)) = couple {
            all.push((*old, *new));
        }
    }
    (all, declared(joint, pair))
}

/// The items that declare a pair's result.
pub(super) fn declared(joint: &Joint, pair: &Pair) -> Subject {
    let item = |which: Which, output: Option<usize>| -> Vec<ItemId> {
        let outputs = &joint.side(which).program.outputs;
        output.and_then(|at| outputs.get(at)).map(|output| output.item).into_iter().collect()
    };
    Subject { old: item(Which::Old, pair.old.output), new: item(Which::New, pair.new.output) }
}

/// The nodes that a result needs.
pub(super) fn roots(given: &Given) -> BTreeSet<NodeId> {
    std::iter::once(given.condition).chain(given.values.iter().flatten().copied()).collect()
}

/// What a result came to in an evaluation.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Came {
    /// Something that it needs is not known.
    Open,
    /// A rule is missing or two conflict.
    Fault,
    /// It is not given.
    Refused,
    /// It is given, with these values; none where there is no such value, or it is at fault.
    Given(Vec<Option<Value>>),
}

/// What a result came to for the first instance in the record last run.
pub(super) fn came(evaluator: &Evaluator<'_>, given: &Given) -> Came {
    match evaluator.value_of(given.condition, 0) {
        Some(Value::Truth(true)) => {}
        Some(Value::Truth(false) | Value::Absent) => return Came::Refused,
        Some(Value::Fault(_)) => return Came::Fault,
        _ => return Came::Open,
    }
    let mut values = Vec::with_capacity(given.values.len());
    for node in &given.values {
        values.push(match node.map(|node| evaluator.value_of(node, 0)) {
            None | Some(Some(Value::Fault(_))) => None,
            Some(Some(Value::Open(_)) | None) => return Came::Open,
            Some(Some(value)) => Some(value),
        });
    }
    Came::Given(values)
}
