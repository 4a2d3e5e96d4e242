//! Lines that compared values miss, read off the trace.

use std::collections::BTreeSet;

use super::Line;
use crate::facts::record::Record;
use crate::program::ir::{Elapsed, NodeId, Op, PlaneId, Program, Reduction, Relation, Type};
use crate::program::operands::for_each_operand;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;
use crate::trace::step::{StepId, Trace};
use crate::trace::value::Value;

/// The lines under a step, each with the truth of its comparison.
pub(super) fn lines(program: &Program, record: &Record, trace: &Trace, root: StepId) -> Vec<(Line, bool)> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![root];
    let mut found = Vec::new();
    while let Some(step) = waiting.pop() {
        if seen.insert(step) {
            waiting.extend_from_slice(trace.children(step));
        }
    }
    for id in seen {
        let step = trace.step(id);
        let (Op::Compare(relation, ..), Value::Truth(truth)) = (&program.node(step.node).op, step.value)
        else {
            continue;
        };
        let [one, other] = trace.children(id) else { continue };
        let (one, other) = (trace.step(*one), trace.step(*other));
        // The value is the side that is made from numbers of the record; of two, the one that is written first.
        let sides = if made_from_numbers(program, one.node) {
            Some((one, other, *relation))
        } else if made_from_numbers(program, other.node) {
            Some((other, one, mirrored(*relation)))
        } else {
            None
        };
        let Some((value, limit, relation)) = sides else { continue };
        let (Value::Number(now), Value::Number(limit)) = (value.value, limit.value) else { continue };
        let wanted = if truth { opposite(relation) } else { Some(relation) };
        let Some(relation) = wanted else { continue };
        let source = source(program, record, value.node, value.instance);
        if !is_told(program, source.0) {
            continue;
        }
        let Some(supposed) = nearest(program, source.0, relation, limit) else { continue };
        let reached = if is_whole(program, source.0) { supposed } else { limit };
        let Some(gap) = now.checked_sub(reached) else { continue };
        let gap = if gap.is_negative() { Ratio::ZERO.checked_sub(gap) } else { Some(gap) };
        let Some(gap) = gap else { continue };
        let (comparison, instance, value) = (step.node, step.instance, value.node);
        let line = Line { comparison, instance, value, relation, now, limit, gap, source, supposed };
        found.push((line, truth));
    }
    found
}

/// Where a value comes from: other planes and other units only hand it on.
fn source(program: &Program, record: &Record, node: NodeId, instance: u32) -> (NodeId, u32) {
    let (mut node, mut instance) = (node, instance);
    loop {
        match &program.node(node).op {
            Op::Reinterpret(of) => node = *of,
            Op::Ancestor(of) => {
                instance =
                    holder(program, record, (program.node(node).plane, instance), program.node(*of).plane);
                node = *of;
            }
            _ => return (node, instance),
        }
    }
}

/// The instance of an outer plane that holds an instance.
pub(super) fn holder(program: &Program, record: &Record, at: (PlaneId, u32), outer: PlaneId) -> u32 {
    let (mut plane, mut instance) = at;
    while plane != outer {
        let Some(parent) = program.planes.get(plane.index()).and_then(|plane| plane.parent) else { break };
        let above = record.planes.get(plane.index()).and_then(|own| own.parent.get(instance as usize));
        instance = above.copied().unwrap_or(0);
        plane = parent;
    }
    instance
}

/// A gap in people is no gap to be told, nor is one in years of age: nobody is to be told to wait for decades.
fn is_told(program: &Program, source: NodeId) -> bool {
    let node = program.node(source);
    let Type::Number(unit) = node.ty else { return false };
    let people = [Base::Person, Base::Household].iter().any(|base| unit.dimension.exponent(*base) > 0);
    let age = matches!(node.op, Op::Elapsed { unit: Elapsed::Years, .. });
    !people && !age
}

/// The value nearest to the line that stands so to it.
fn nearest(program: &Program, source: NodeId, relation: Relation, limit: Ratio) -> Option<Ratio> {
    let step = if is_whole(program, source) { Ratio::ONE } else { Ratio::new(1, 1_000_000)? };
    match relation {
        Relation::Less if step == Ratio::ONE => Some(Ratio::from_integer(limit.ceiling().checked_sub(1)?)),
        Relation::Greater if step == Ratio::ONE => Some(Ratio::from_integer(limit.floor().checked_add(1)?)),
        Relation::LessOrEqual if step == Ratio::ONE => Some(Ratio::from_integer(limit.floor())),
        Relation::GreaterOrEqual if step == Ratio::ONE => Some(Ratio::from_integer(limit.ceiling())),
        Relation::Less => limit.checked_sub(step),
        Relation::Greater => limit.checked_add(step),
        Relation::LessOrEqual | Relation::GreaterOrEqual | Relation::Equal => Some(limit),
        Relation::NotEqual => None,
    }
}

/// What is counted, in whole years, months, days, times.
fn is_whole(program: &Program, node: NodeId) -> bool {
    matches!(program.node(node).op, Op::Elapsed { .. } | Op::Reduce { kind: Reduction::Count, .. })
}

/// Whether a value is made from numbers or days of the record, not only chosen by its categories.
fn made_from_numbers(program: &Program, root: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if !seen.insert(node) {
            continue;
        }
        match &program.node(node).op {
            Op::Fact(field) if matches!(program.fields[field.index()].ty, Type::Number(_)) => return true,
            Op::Elapsed { .. } | Op::Reduce { kind: Reduction::Count, .. } => return true,
            // Which figure is read, and which alternative is taken, makes no number.
            Op::Parameter { .. } | Op::Compare(..) => {}
            Op::Choose(alternatives) => waiting.extend(alternatives.iter().map(|a| a.value)),
            op => for_each_operand(op, |operand| waiting.push(operand)),
        }
    }
    false
}

fn mirrored(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::LessOrEqual => Relation::GreaterOrEqual,
        Relation::GreaterOrEqual => Relation::LessOrEqual,
        Relation::Greater => Relation::Less,
        same => same,
    }
}

/// What must hold for a comparison to fail; none where any other value would do.
fn opposite(relation: Relation) -> Option<Relation> {
    Some(match relation {
        Relation::Less => Relation::GreaterOrEqual,
        Relation::LessOrEqual => Relation::Greater,
        Relation::GreaterOrEqual => Relation::Less,
        Relation::Greater => Relation::LessOrEqual,
        Relation::NotEqual => Relation::Equal,
        Relation::Equal => return None,
    })
}
