//! Changes made to a copy of a record.

use super::Change;
use crate::evaluation::plan::Plan;
use crate::facts::record::{Fact, FactValue, Record};
use crate::program::ir::{Changeable, FieldId, NodeId, PlaneId, Program, Variation};
use crate::trace::value::Value;

/// A record with changes made, and the values that are supposed in it.
pub(super) struct Trial {
    pub(super) record: Record,
    pub(super) supposed: Vec<(NodeId, u32, Value)>,
}

/// Makes changes. Later texts are another program's: they are not made here.
pub(super) fn apply(plan: &Plan<'_>, record: &Record, changes: &[&Change]) -> Trial {
    let program = plan.program();
    let mut trial = Trial { record: record.clone(), supposed: Vec::new() };
    // Gaining moves instances of a list; facts and answers are set before.
    for change in changes {
        match change {
            Change::Becomes { field, instance, to } => set(&mut trial.record, *field, *instance, to.clone()),
            Change::Judged { question, instance, to } => {
                let slot = trial.record.answers.get_mut(question.index());
                if let Some(Some(answer)) = slot.and_then(|column| column.get_mut(*instance as usize)) {
                    answer.value = FactValue::Truth(*to);
                }
            }
            Change::Meets(line) => {
                let (node, instance) = line.source;
                trial.supposed.push((node, instance, Value::Number(line.supposed)));
            }
            Change::Gains { .. } | Change::Later { .. } => {}
        }
    }
    for change in changes {
        if let Change::Gains { list, parent, field, element } = change {
            gain(program, &mut trial.record, (*list, *parent), (*field, *element));
        }
    }
    trial
}

/// Sets a fact; what was known of its evidence stays with it.
pub(super) fn set(record: &mut Record, field: FieldId, instance: u32, value: FactValue) {
    let slot = record.columns.get_mut(field.index()).and_then(|column| column.get_mut(instance as usize));
    if let Some(fact) = slot {
        fact.value = value;
    }
}

/// Adds an element behind the others of its holder.
fn gain(
    program: &Program,
    record: &mut Record,
    (list, parent): (PlaneId, u32),
    (field, element): (FieldId, u32),
) {
    let Some(instances) = record.planes.get_mut(list.index()) else { return };
    let Some(&at) = instances.first.get(parent as usize + 1) else { return };
    instances.parent.insert(at as usize, parent);
    instances.first.iter_mut().skip(parent as usize + 1).for_each(|first| *first += 1);
    for (own, column) in program.fields.iter().zip(&mut record.columns) {
        if own.plane == list {
            let value = if own.optional { FactValue::Absent } else { FactValue::Unknown };
            column.insert(at as usize, Fact { value, evidence: None });
        }
    }
    for (own, column) in program.questions.iter().zip(&mut record.answers) {
        if own.plane == list {
            column.insert(at as usize, None);
        }
    }
    for membership in record.memberships.iter_mut().filter(|m| m.plane == list && m.instance >= at) {
        membership.instance += 1;
    }
    for (plane, below) in program.planes.iter().zip(&mut record.planes) {
        if plane.parent == Some(list) {
            let first = below.first.get(at as usize).copied().unwrap_or(0);
            below.first.insert(at as usize, first);
            below.listed.insert(at as usize, crate::facts::record::Listed::Complete);
            below.parent.iter_mut().filter(|holder| **holder >= at).for_each(|holder| *holder += 1);
        }
    }
    set(record, field, at, FactValue::Element(element));
    let days = program.variables.iter().find_map(|variable| match &variable.how {
        Variation::Gains { days, .. } if variable.what == Changeable::List(list) => *days,
        _ => None,
    });
    if let Some((from, _)) = days {
        // The last day stays open (无).
        set(record, from, at, FactValue::Date(program.on));
    }
}
