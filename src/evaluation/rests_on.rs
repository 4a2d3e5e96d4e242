//! What a result rests on besides law: facts with evidence (verified, promised, stated, disputed), judgements, assumptions.

use crate::facts::record::Record;
use crate::program::ir::NoteId;
use crate::trace::outcome::RestsOn;
use crate::trace::step::{StepId, Trace};

use super::pass::{At, State};
use super::plan::Plan;
use super::recording::{Recorder, Weight, weight};

/// Gathers what the steps of a result rest on.
pub(super) fn rests_on(
    plan: &Plan,
    record: &Record,
    state: &State,
    recorder: &mut Recorder,
    trace: &Trace,
    output: usize,
    roots: &[StepId],
) -> RestsOn {
    let width = plan.notes.words + 1;
    let mut notes = plan.notes.of_output(output).to_vec();
    let mut weighty = false;
    for root in roots {
        let marks = &recorder.marks[root.0 as usize * width..][..width];
        weighty |= marks[0] != 0;
        for (word, more) in notes.iter_mut().zip(&marks[1..]) {
            *word |= more;
        }
    }
    let mut found = RestsOn { notes: listed(&notes), ..RestsOn::default() };
    if weighty {
        walk(plan, record, state, recorder, trace, roots, &mut found);
    }
    found
}

/// The notes of a bit set, ascending.
pub(super) fn listed(notes: &[u64]) -> Vec<NoteId> {
    let mut listed = Vec::new();
    for (place, word) in notes.iter().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            listed.push(NoteId(place as u32 * 64 + rest.trailing_zeros()));
            rest &= rest - 1;
        }
    }
    listed
}

/// Visits the steps below the roots that have something to tell.
fn walk(
    plan: &Plan,
    record: &Record,
    state: &State,
    recorder: &mut Recorder,
    trace: &Trace,
    roots: &[StepId],
    found: &mut RestsOn,
) {
    let width = plan.notes.words + 1;
    recorder.visited.fill(false);
    let mut waiting: Vec<StepId> = roots.to_vec();
    while let Some(id) = waiting.pop() {
        if recorder.marks[id.0 as usize * width] == 0
            || std::mem::replace(&mut recorder.visited[id.0 as usize], true)
        {
            continue;
        }
        let step = trace.step(id);
        let at = At { node: step.node, plane: plan.program.node(step.node).plane, instance: step.instance };
        match weight(plan, record, state, at) {
            Some(Weight::Verified) => found.verified.push(id),
            Some(Weight::Promised) => found.promised.push(id),
            Some(Weight::Stated) => found.stated.push(id),
            Some(Weight::Disputed) => found.disputed.push(id),
            Some(Weight::Judged) => found.judged.push(id),
            None => {}
        }
        waiting.extend_from_slice(trace.children(id));
    }
    for list in
        [&mut found.verified, &mut found.promised, &mut found.stated, &mut found.disputed, &mut found.judged]
    {
        list.sort_unstable();
    }
}
