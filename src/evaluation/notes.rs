//! Notes of a program as bit sets, so that a result's assumptions and readings are gathered by OR.

use crate::program::ir::{ClauseId, DocumentId, ItemId, NodeId, NoteId, Op, Program, SetId};
use crate::program::legal::{Item, ItemKind};
use crate::program::working_days::WorkYear;

/// Notes as bit sets of `words` words each.
#[derive(Debug)]
pub(super) struct NoteMasks {
    /// Words of a set.
    pub(super) words: usize,
    /// Per node: notes of its items and of the documents that wrote it.
    by_node: Vec<u64>,
    /// Per document: its own notes.
    by_document: Vec<u64>,
    /// Per output: notes of its item.
    by_output: Vec<u64>,
}

impl NoteMasks {
    pub(super) fn new(program: &Program) -> NoteMasks {
        let words = program.notes.len().div_ceil(64).max(1);
        let mut masks = NoteMasks {
            words,
            by_node: vec![0; words * program.nodes.len()],
            by_document: vec![0; words * program.documents.len()],
            by_output: vec![0; words * program.outputs.len()],
        };
        for (document, note) in &program.document_notes {
            if let Some(word) = masks.by_document.get_mut(document.index() * words + note.index() / 64) {
                *word |= 1 << (note.index() % 64);
            }
        }
        for (at, output) in program.outputs.iter().enumerate() {
            let mask = masks.of_item(program, output.item, false);
            masks.by_output[at * words..][..words].copy_from_slice(&mask);
        }
        for (at, node) in program.nodes.iter().enumerate() {
            let mut mask = masks.of_item(program, node.item, false);
            masks.add_clause(program, node.clause, &mut mask);
            let other = match &node.op {
                Op::Within { set, .. } => Some((program.sets[SetId::index(*set)].item, true)),
                Op::Parameter { parameter, .. } => Some((program.parameters[parameter.index()].item, false)),
                Op::Judged { question, .. } => Some((program.questions[question.index()].item, false)),
                _ => None,
            };
            if let Some((item, whole)) = other {
                for (word, more) in mask.iter_mut().zip(masks.of_item(program, item, whole)) {
                    *word |= more;
                }
            }
            masks.by_node[at * words..][..words].copy_from_slice(&mask);
        }
        masks
    }

    /// Notes of an item and of the document that declared it; of all that changed it when the `whole` of it is used.
    fn of_item(&self, program: &Program, item: ItemId, whole: bool) -> Vec<u64> {
        let mut mask = vec![0; self.words];
        // What is built in is nobody's sentence: it rests on no document.
        let written = |item: &&Item| item.kind != ItemKind::Builtin;
        let Some(item) = program.items.get(item.index()).filter(written) else { return mask };
        for note in &item.notes {
            if let Some(word) = mask.get_mut(note.index() / 64) {
                *word |= 1 << (note.index() % 64);
            }
        }
        self.add_clause(program, item.clause, &mut mask);
        for change in item.changes.iter().filter(|_| whole) {
            self.add_clause(program, change.clause, &mut mask);
        }
        mask
    }

    /// Adds the notes of the document of a clause.
    pub(super) fn add_clause(&self, program: &Program, clause: ClauseId, mask: &mut [u64]) {
        if let Some(clause) = program.clauses.get(clause.index()) {
            let document: DocumentId = clause.document;
            let own = self.by_document.get(document.index() * self.words..).unwrap_or(&[]);
            for (word, more) in mask.iter_mut().zip(own) {
                *word |= more;
            }
        }
    }

    /// Adds notes.
    pub(super) fn add(&self, notes: &[NoteId], mask: &mut [u64]) {
        for note in notes {
            if let Some(word) = mask.get_mut(note.index() / 64) {
                *word |= 1 << (note.index() % 64);
            }
        }
    }

    /// Adds the notes of an arrangement of holidays and of its document.
    pub(super) fn add_year(&self, program: &Program, year: &WorkYear, mask: &mut [u64]) {
        self.add(&year.notes, mask);
        self.add_clause(program, year.clause, mask);
    }

    /// Notes of a node.
    pub(super) fn of_node(&self, id: NodeId) -> &[u64] {
        &self.by_node[id.index() * self.words..][..self.words]
    }

    /// Notes of an output.
    pub(super) fn of_output(&self, output: usize) -> &[u64] {
        &self.by_output[output * self.words..][..self.words]
    }
}
