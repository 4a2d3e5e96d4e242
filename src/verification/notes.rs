//! Assumptions and readings of the policy that a step or a result rests on.

use crate::facts::record::Support;
use crate::program::ir::{ClauseId, ItemId, NoteId, Op, Output, Program};
use crate::program::legal::ItemKind;
use crate::quantity::shift::Shift;

use super::days;
use super::run::{Here, Run};
use super::value::Val;

/// Notes on the document of a clause as a whole.
fn of_clause(program: &Program, clause: ClauseId) -> Vec<NoteId> {
    let Some(clause) = program.clauses.get(clause.index()) else { return Vec::new() };
    let own = program.document_notes.iter().filter(|(document, _)| *document == clause.document);
    own.map(|(_, note)| *note).collect()
}

/// Notes of an item and of the document that declared it. What is built in is nobody's sentence.
fn of_item(program: &Program, item: ItemId) -> Vec<NoteId> {
    match program.items.get(item.index()) {
        Some(item) if item.kind != ItemKind::Builtin => {
            let mut notes = item.notes.clone();
            notes.extend(of_clause(program, item.clause));
            notes
        }
        _ => Vec::new(),
    }
}

/// Notes of an item that is used as a whole: also of all documents that changed it.
fn of_whole_item(program: &Program, item: ItemId) -> Vec<NoteId> {
    let mut notes = of_item(program, item);
    if let Some(item) = program.items.get(item.index()).filter(|item| item.kind != ItemKind::Builtin) {
        notes.extend(item.changes.iter().flat_map(|change| of_clause(program, change.clause)));
    }
    notes
}

/// Notes of a result itself.
pub(super) fn of_output(program: &Program, output: &Output) -> Vec<NoteId> {
    of_item(program, output.item)
}

/// Notes of a step itself: of its item and sentence, of what it reads, of the alternatives in question, of the figure that
/// holds, and of the years whose working days were counted.
pub(super) fn of_step(run: &Run, here: Here) -> Vec<NoteId> {
    let program = run.ground.program;
    let node = program.node(here.node);
    let mut notes = of_item(program, node.item);
    notes.extend(of_clause(program, node.clause));
    match &node.op {
        Op::Fact(field) | Op::Run { field, .. } => {
            let evidence = run.record.fact(*field, here.instance).and_then(|fact| fact.evidence.as_ref());
            let promised = evidence.filter(|evidence| evidence.support == Support::Promised);
            if let Some(promise) = promised.and_then(|evidence| run.accepting(*field, evidence)) {
                notes.extend_from_slice(&promise.notes);
                notes.extend(of_clause(program, promise.clause));
            }
        }
        Op::Within { set, .. } => notes.extend(of_whole_item(program, program.sets[set.index()].item)),
        Op::Judged { question, .. } => {
            notes.extend(of_item(program, program.questions[question.index()].item));
        }
        Op::Choose(alternatives) => {
            for taken in run.in_question(alternatives, here.instance) {
                notes.extend(of_clause(program, alternatives[taken].clause));
            }
        }
        Op::Shift(of, Shift::WorkingDays(_)) => {
            let ends = (run.val(*of, here.instance), run.val(here.node, here.instance));
            if let (Val::Day(one), Val::Day(other)) = ends {
                let (first, last) = (days::civil(*one.min(other)).0, days::civil(*one.max(other)).0);
                let counted = |year: &i32| (first..=last).contains(&i64::from(*year));
                for year in program.calendar.iter().filter(|known| counted(&known.year)) {
                    notes.extend_from_slice(&year.notes);
                    notes.extend(of_clause(program, year.clause));
                }
            }
        }
        Op::Parameter { parameter, coordinates, year, place, at } => {
            let figures = &program.parameters[parameter.index()];
            notes.extend(of_item(program, figures.item));
            let cell = run.known_cell(here, *parameter, coordinates, *year, *place, *at).flatten();
            if let Some(cell) = cell {
                notes.extend(of_clause(program, figures.cells[cell].clause));
            }
        }
        _ => {}
    }
    notes
}
