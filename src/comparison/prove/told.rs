//! A household that breaks a property: made small, and as a record.

use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape;
use crate::comparison::witness::{Wanted, shrunk, written};
use crate::program::ir::{FieldId, NodeId, Op, PlaneId, Program};

/// What some nodes read of a household; the holders of everything that is read are wanted too.
pub(super) fn wanted(program: &Program, roots: &[NodeId], subject: PlaneId) -> Wanted {
    let mut marked = vec![false; program.nodes.len()];
    for root in roots {
        if let Some(slot) = marked.get_mut(root.index()) {
            *slot = true;
        }
    }
    let needed = shape::closed(program, marked);
    let mut wanted = Wanted::default();
    let mut planes = vec![subject];
    for (node, _) in program.nodes.iter().zip(needed).filter(|(_, needed)| *needed) {
        planes.push(node.plane);
        match &node.op {
            Op::Fact(field) | Op::Run { field, .. } => {
                wanted.fields.insert(*field);
            }
            Op::Reduce { plane, .. } => planes.push(*plane),
            Op::Judged { question, .. } => {
                wanted.questions.insert(*question);
            }
            _ => {}
        }
    }
    for plane in planes {
        let mut next = Some(plane);
        while let Some(own) = next {
            wanted.planes.insert(own);
            next = program.planes.get(own.index()).and_then(|own| own.parent);
        }
    }
    wanted
}

/// The household made as small and as plain as it goes while it still shows what it should.
pub(super) fn smallest(
    program: &Program,
    household: &Household,
    wanted: &Wanted,
    shows: &dyn Fn(&Household) -> bool,
) -> Household {
    let fields: Vec<FieldId> = wanted.fields.iter().copied().collect();
    let small = shrunk(program, household.clone(), fields.into_iter(), shows);
    if shows(&small) { small } else { household.clone() }
}

/// The household as a record of one program.
pub(super) fn record(program: &Program, household: &Household, wanted: &Wanted) -> Option<String> {
    let supposing = household.supposing(program);
    let record = household.record(supposing.as_ref().unwrap_or(program));
    Some(written(program, &record, wanted)?.pretty())
}
