//! One text laid into the joint program.

use std::collections::BTreeMap;

use super::nodes::{Weaver, Within};
use super::places::Places;
use super::vocabulary::Named;
use super::{Side, Which};
use crate::program::ir::{
    CategoryId, Cell, ClauseId, DocumentId, FieldId, ItemId, NoteId, Op, Parameter, ParameterId, PlaneId,
    Program, QuestionId, Set, SetId,
};
use crate::program::legal::{Change, Clause, Item, Note};
use crate::quantity::calendar::Date;

/// Two programs on their way into one.
pub(super) struct Join {
    pub(super) weaver: Weaver,
    pub(super) places: Places,
    pub(super) remarks: Vec<String>,
    renamed: BTreeMap<String, String>,
    /// What of the other texts's tables is in already.
    parameters: BTreeMap<String, ParameterId>,
    sets: BTreeMap<String, SetId>,
}

/// The vocabulary of one side in the joint program.
pub(super) struct Vocabulary {
    named: Named,
    planes: Vec<PlaneId>,
    fields: Vec<FieldId>,
    questions: Vec<QuestionId>,
    first_item: u32,
    first_clause: u32,
}

impl Join {
    /// An empty program for the area of the new text and a day.
    pub(super) fn new(new: &Program, day: Date, renamed: BTreeMap<String, String>, places: Places) -> Join {
        let program = Program {
            area: new.area.clone(),
            on: day,
            digest: String::new(),
            planes: Vec::new(),
            fields: Vec::new(),
            categories: Vec::new(),
            sets: Vec::new(),
            parameters: Vec::new(),
            calendar: Vec::new(),
            variables: Vec::new(),
            questions: Vec::new(),
            nodes: Vec::new(),
            outputs: Vec::new(),
            assertions: Vec::new(),
            named: Vec::new(),
            items: Vec::new(),
            clauses: Vec::new(),
            documents: Vec::new(),
            notes: Vec::new(),
            document_notes: Vec::new(),
            duties: Vec::new(),
            promises: Vec::new(),
            doubts: Vec::new(),
            other_times: Vec::new(),
        };
        let remarks = places.said().into_iter().collect();
        let weaver = Weaver::new(program);
        Join { weaver, places, remarks, renamed, parameters: BTreeMap::new(), sets: BTreeMap::new() }
    }

    /// What the joint program calls something of a side.
    pub(super) fn called(&self, which: Which, name: &str) -> String {
        match which {
            Which::Old => self.renamed.get(name).map_or(name, String::as_str).to_owned(),
            Which::New => name.to_owned(),
        }
    }

    /// Takes both sides in.
    pub(super) fn sides(&mut self, old: Program, new: Program) -> (Side, Side) {
        let renamed = self.renamed.clone();
        let by_new = |name: &str| renamed.get(name).map_or(name, String::as_str).to_owned();
        let own = |name: &str| name.to_owned();
        let mut old_words = self.vocabulary(&old, &by_new);
        let mut new_words = self.vocabulary(&new, &own);
        self.elements(&old, &mut old_words.named, by_new);
        self.elements(&new, &mut new_words.named, own);
        self.calendars(&old, &new);
        let old = self.side(Which::Old, old, old_words);
        let new = self.side(Which::New, new, new_words);
        (old, new)
    }

    fn vocabulary(&mut self, program: &Program, named: &dyn Fn(&str) -> String) -> Vocabulary {
        let (first_item, first_clause) = self.legal(program);
        let categories = self.categories(program, named);
        let planes = self.planes(program, &categories, named);
        let fields = self.fields(program, &categories, &planes, named);
        let questions = self.questions(program, &categories, &planes, first_item, named);
        Vocabulary { named: categories, planes, fields, questions, first_item, first_clause }
    }

    /// Takes the documents of a side in; gives the numbers of its first item and its first clause.
    fn legal(&mut self, program: &Program) -> (u32, u32) {
        let joint = &mut self.weaver.program;
        let (item, clause) = (joint.items.len() as u32, joint.clauses.len() as u32);
        let (document, note) = (joint.documents.len() as u32, joint.notes.len() as u32);
        let at = |id: &ClauseId| ClauseId(id.0 + clause);
        let notes = |ids: &[NoteId]| ids.iter().map(|id| NoteId(id.0 + note)).collect::<Vec<_>>();
        joint.documents.extend(program.documents.iter().cloned());
        joint.clauses.extend(
            program
                .clauses
                .iter()
                .map(|own| Clause { document: DocumentId(own.document.0 + document), ..own.clone() }),
        );
        joint.notes.extend(program.notes.iter().map(|own| Note { clause: at(&own.clause), ..own.clone() }));
        joint.items.extend(program.items.iter().map(|own| Item {
            clause: at(&own.clause),
            changes:
                own.changes.iter().map(|own| Change { clause: at(&own.clause), ..own.clone() }).collect(),
            notes: notes(&own.notes),
            ..own.clone()
        }));
        joint.document_notes.extend(
            program.document_notes.iter().map(|(of, id)| (DocumentId(of.0 + document), NoteId(id.0 + note))),
        );
        joint.other_times.extend(program.other_times.iter().cloned());
        joint.other_times.sort();
        joint.other_times.dedup();
        (item, clause)
    }

    /// One calendar of working days for both: that of the new text, and years that only the old one has.
    fn calendars(&mut self, old: &Program, new: &Program) {
        let first_clause = old.clauses.len() as u32;
        let joint = &mut self.weaver.program.calendar;
        for year in &new.calendar {
            let mut year = year.clone();
            year.clause = ClauseId(year.clause.0 + first_clause);
            year.notes.clear();
            joint.push(year);
        }
        for year in &old.calendar {
            match new.work_year(year.year) {
                Some(known) if known.off == year.off && known.on == year.on => {}
                Some(_) => {
                    self.remarks.push(format!("{}年的节假日安排在两个文本里不同，按新文本的看", year.year));
                }
                None => joint.push(year.clone()),
            }
        }
    }

    fn side(&mut self, which: Which, program: Program, words: Vocabulary) -> Side {
        let sets = self.take_sets(which, &program, &words);
        let parameters = self.take_parameters(which, &program, &words);
        let places = self.places.clone();
        let place = move |path: &str| match which {
            Which::Old => places.to_new(path),
            Which::New => path.to_owned(),
        };
        // “Inside our area” means another area where one text is that of an area around.
        let home = Some(place(&program.area)).filter(|home| *home != self.weaver.program.area);
        let within = Within {
            program: &program,
            named: &words.named,
            planes: &words.planes,
            fields: &words.fields,
            sets: &sets,
            parameters: &parameters,
            questions: &words.questions,
            place: &place,
            home: home.as_deref(),
            first_item: words.first_item,
            first_clause: words.first_clause,
        };
        let nodes = self.weaver.side(&within);
        let outputs = self.weaver.outputs(&within, &nodes);
        Side {
            planes: words.planes,
            fields: words.fields,
            categories: words.named.categories,
            elements: words.named.elements,
            sets,
            parameters,
            questions: words.questions,
            nodes,
            outputs,
            first_item: words.first_item,
            program,
        }
    }

    /// Takes the sets of a side in: closed ones that hold the same elements are one; an open one has its name besides,
    /// under which a record answers about it.
    fn take_sets(&mut self, which: Which, program: &Program, words: &Vocabulary) -> Vec<SetId> {
        let mut sets = Vec::with_capacity(program.sets.len());
        for set in &program.sets {
            let category = words.named.category(set.category);
            let mut elements: Vec<u32> =
                set.elements.iter().map(|element| words.named.element(set.category, *element)).collect();
            elements.sort_unstable();
            elements.dedup();
            let name = self.called(which, &set.name);
            let said = if set.open { name.as_str() } else { "" };
            let key = format!("{said}/{category:?}/{elements:?}/{}", set.open);
            let joint = &mut self.weaver.program.sets;
            let id = *self.sets.entry(key).or_insert_with(|| {
                let item = ItemId(set.item.0 + words.first_item);
                joint.push(Set { name, category, elements, open: set.open, item });
                SetId(joint.len() as u32 - 1)
            });
            sets.push(id);
        }
        sets
    }

    /// Takes the parameters of a side in: those of one name with the same figures are one.
    fn take_parameters(&mut self, which: Which, program: &Program, words: &Vocabulary) -> Vec<ParameterId> {
        let mut parameters = Vec::with_capacity(program.parameters.len());
        let plainly = |id: ParameterId| {
            let read = |op: &Op| matches!(op, Op::Parameter { parameter, place: None, at: None, .. } if *parameter == id);
            program.nodes.iter().any(|node| read(&node.op))
        };
        for (own, parameter) in (0..).map(ParameterId).zip(&program.parameters) {
            let home = plainly(own);
            let axes: Vec<CategoryId> = parameter.axes.iter().map(|id| words.named.category(*id)).collect();
            let cells = parameter.cells.iter().map(|cell| Cell {
                coordinates: cell
                    .coordinates
                    .iter()
                    .zip(&parameter.axes)
                    .map(|(element, axis)| words.named.element(*axis, *element))
                    .collect(),
                area: match which {
                    // The area of the text itself is that of the joint program.
                    _ if home && cell.area == program.area => self.weaver.program.area.clone(),
                    Which::Old => self.places.to_new(&cell.area),
                    Which::New => cell.area.clone(),
                },
                clause: ClauseId(cell.clause.0 + words.first_clause),
                worked_out_from: Vec::new(),
                ..cell.clone()
            });
            let cells: Vec<Cell> = cells.collect();
            let mut said: Vec<String> = cells
                .iter()
                .map(|cell| {
                    let period = (cell.from, cell.to);
                    format!("{:?}{:?}{}{period:?}{:?}", cell.coordinates, cell.year, cell.area, cell.value)
                })
                .collect();
            said.sort();
            let name = self.called(which, &parameter.name);
            let key = format!("{name}/{axes:?}/{:?}/{}", parameter.unit.dimension, said.join("/"));
            let joint = &mut self.weaver.program.parameters;
            let id = *self.parameters.entry(key).or_insert_with(|| {
                let item = ItemId(parameter.item.0 + words.first_item);
                joint.push(Parameter { name, axes, cells, item, ..parameter.clone() });
                ParameterId(joint.len() as u32 - 1)
            });
            parameters.push(id);
        }
        parameters
    }
}
