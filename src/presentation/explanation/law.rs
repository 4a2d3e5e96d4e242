//! The legal side of a reason: where it is written, in which words, what changed it, what is assumed.

use crate::presentation::words;
use crate::program::ir::{Basis, Cell, ClauseId, DocumentId, ItemId, NodeId, NoteId, Op, Type};
use crate::program::legal::{Note, NoteKind};
use crate::quantity::calendar::Date;
use crate::trace::step::StepId;
use crate::trace::value::{Domain, Value};

use super::layout::Entry;
use super::reason::Reasoner;
use super::view::View;

/// One line out of several.
pub(super) fn on_one_line(words: &str) -> String {
    let mut line = String::new();
    for part in words.split_whitespace() {
        let glued = line.chars().next_back().is_none_or(|c| "、，；（“".contains(c));
        if !glued {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

impl<'a> View<'a> {
    /// `《低保办法2021》第二条`
    pub(super) fn cite(&self, clause: ClauseId) -> String {
        self.program.citation(clause)
    }

    /// `《低保办法2021》即《最低生活保障审核确认办法》，全国，民发〔2021〕57号，2021年7月1日起施行`
    pub(super) fn document_words(&self, id: DocumentId) -> String {
        let Some(document) = self.program.documents.get(id.index()) else { return String::new() };
        let mut said = vec![format!("《{}》即《{}》", document.code, document.title)];
        said.push(words::area_name(&document.area));
        said.extend(document.number.clone());
        let assumed = if document.effective_assumed { "（原文没有写明，是假定的）" } else { "" };
        // A vocabulary is no document: it never came into force.
        if document.effective != Date::NEVER_BEFORE {
            said.push(format!("{}起施行{assumed}", document.effective));
        }
        if !document.origin.is_empty() {
            said.push(format!("来源：{}", document.origin));
        }
        said.join("，")
    }

    /// `原文：…`, or `转述：…` where only a paraphrase is at hand.
    pub(super) fn quote(&self, clause: ClauseId) -> Option<String> {
        let quote = self.program.clause(clause).quote.as_ref()?;
        let kind = if quote.verbatim { "原文" } else { "转述" };
        Some(format!("{kind}：{}", on_one_line(&quote.text)))
    }

    /// A note in words: what is assumed, which reading is taken, what is left open.
    pub(super) fn note_words(&self, note: &Note) -> String {
        let text = on_one_line(&note.text);
        let reason =
            note.reason.as_ref().map(|why| format!("；理由：{}", on_one_line(why))).unwrap_or_default();
        let place = self.cite(note.clause);
        match &note.kind {
            NoteKind::Assumption => format!("假定：{text}{reason}（{place}）"),
            NoteKind::Reading { readings, taken } => {
                let readings: Vec<String> = readings.iter().map(|reading| format!("“{reading}”")).collect();
                format!("疑义：{text}。可作{}，取“{taken}”{reason}（{place}）", readings.join(""))
            }
            NoteKind::Pending => format!("待定：{text}{reason}（{place}）"),
        }
    }

    /// The published figure that a step read: the one of its coordinates, year, place and day whose value it is.
    pub(super) fn cell(&self, id: StepId) -> Option<&'a Cell> {
        let Op::Parameter { parameter, coordinates, year, place, at } = &self.node(id).op else {
            return None;
        };
        let children = self.children(id);
        let element = |step: &StepId| match self.value(*step) {
            Value::Element(at) => Some(at),
            _ => None,
        };
        let wanted: Vec<u32> = children.get(..coordinates.len())?.iter().filter_map(element).collect();
        let mut rest = children.get(coordinates.len()..)?.iter();
        let there = match place {
            None => self.program.area.clone(),
            Some(_) => match self.value(*rest.next()?) {
                Value::Place(text) => self.decision.trace.arena.text(text).to_owned(),
                _ => return None,
            },
        };
        let day = match at {
            None => self.program.on,
            Some(_) => match self.value(*rest.next()?) {
                Value::Date(day) => day,
                _ => return None,
            },
        };
        let covers = |area: &str| {
            area.is_empty()
                || there == area
                || there.strip_prefix(area).is_some_and(|rest| rest.starts_with('/'))
        };
        let is_read = |cell: &Cell| match self.value(id) {
            Value::Number(number) => cell.value.is_point() == Some(number),
            Value::Open(open) => self.decision.trace.arena.open(open).domain == Domain::Number(cell.value),
            _ => false,
        };
        let cells = &self.program.parameters.get(parameter.index())?.cells;
        let fitting = cells.iter().filter(|cell| {
            let timely = cell.year == *year && cell.from <= day && (cell.year.is_some() || day <= cell.to);
            timely && cell.coordinates == wanted && covers(&cell.area)
        });
        fitting.filter(|cell| is_read(cell)).max_by_key(|cell| cell.area.len())
    }

    /// `《晋城救助2025》第一条公布，2025年7月9日起，原载每人每年7860元`
    pub(super) fn published(&self, cell: &Cell) -> String {
        let until = if cell.to == crate::quantity::calendar::Date::FOREVER {
            "起".to_owned()
        } else {
            format!("至{}", cell.to)
        };
        let year = cell.year.map(|year| format!("{year}年度，")).unwrap_or_default();
        let place = words::area_name(&cell.area);
        let filed = cell.filed.as_ref().map(|filed| format!("，{filed}")).unwrap_or_default();
        let from = self.bases(cell).map(|bases| format!("；{bases}")).unwrap_or_default();
        format!(
            "{}公布（{place}），{year}自{}{until}{filed}，原载：{}{from}",
            self.cite(cell.clause),
            cell.from,
            on_one_line(&cell.written)
        )
    }

    /// `低保标准（农村）每人每月655元`: what a figure that is published as a formula was worked out from.
    pub(super) fn bases(&self, cell: &Cell) -> Option<String> {
        let said: Vec<String> = cell.worked_out_from.iter().map(|basis| self.basis(basis)).collect();
        (!said.is_empty()).then(|| format!("由{}算出", said.join("、")))
    }

    fn basis(&self, basis: &Basis) -> String {
        let Some(parameter) = self.program.parameters.get(basis.parameter.index()) else {
            return String::new();
        };
        let axes = parameter.axes.iter().zip(&basis.coordinates);
        let axes: Vec<String> = axes.map(|(axis, at)| self.element(*axis, *at)).collect();
        let axes = if axes.is_empty() { String::new() } else { format!("（{}）", axes.join("、")) };
        format!("{}{axes} {}", parameter.name, words::amount(basis.value, parameter.unit))
    }
}

impl Reasoner<'_, '_> {
    /// In which words an item is written (once), and what changed it.
    pub(super) fn grounds(&mut self, item: ItemId) -> Vec<Entry> {
        let view = self.view;
        let item = view.program.item(item);
        let mut grounds = self.wording(item.clause);
        for change in &item.changes {
            let summary = on_one_line(&change.summary);
            let line = if change.verb == "参照" {
                format!("参照{}{summary}", view.cite(change.clause))
            } else if summary.contains(&change.verb) {
                format!("由{}改动：{summary}", view.cite(change.clause))
            } else {
                format!("由{} {}：{summary}", view.cite(change.clause), change.verb)
            };
            let place = view.program.clause(change.clause);
            // What changed it is told once.
            if self.quoted.insert((place.document.0, item.name.clone(), line.clone())) {
                grounds.push(Entry::over(line, self.wording(change.clause)));
            }
        }
        grounds
    }

    /// A clause with its wording.
    pub(super) fn ground(&mut self, clause: ClauseId, word: &str) -> Entry {
        Entry::over(format!("{word} {}", self.view.cite(clause)), self.wording(clause))
    }

    /// The wording of a clause, the first time that it is cited.
    pub(super) fn wording(&mut self, clause: ClauseId) -> Vec<Entry> {
        self.cited.insert(clause);
        let Some(quote) = self.view.quote(clause) else { return Vec::new() };
        let known = self.view.program.clause(clause);
        // Several sentences may stand under one quote.
        let first = self.quoted.insert((known.document.0, known.article.clone(), quote.clone()));
        if first { vec![Entry::of(quote)] } else { Vec::new() }
    }

    /// The clause that wrote a node, where its document is not that of the node above (or of its item).
    pub(super) fn written_by(&mut self, node: NodeId, outer: Option<NodeId>) -> Option<Entry> {
        let program = self.view.program;
        let node = program.node(node);
        let above = outer.map_or(program.item(node.item).clause, |outer| program.node(outer).clause);
        let document = program.clause(node.clause).document;
        // A vocabulary only names what records hold; it is no law that a reason rests on.
        let vocabulary = program
            .documents
            .get(document.index())
            .is_some_and(|known| known.effective == Date::NEVER_BEFORE);
        let same = program.clause(above).document == document;
        (!same && !vocabulary).then(|| self.ground(node.clause, "这一部分出自"))
    }

    /// What a named set holds, and what changed it; once per set.
    pub(super) fn set_explained(&mut self, id: StepId) -> Vec<Entry> {
        let Op::Within { set, .. } = &self.view.node(id).op else { return Vec::new() };
        let Some(known) = self.view.program.sets.get(set.index()) else { return Vec::new() };
        if known.name.is_empty() || !self.sets.insert(*set) {
            return Vec::new();
        }
        let open = if known.open { "；没有列到的，由人认定" } else { "" };
        let list = format!(
            "“{}”（{}）包括：{}{open}",
            known.name,
            self.view.cite(self.view.program.item(known.item).clause),
            self.view.set_elements(*set)
        );
        vec![Entry::over(list, self.grounds(known.item))]
    }

    /// The number of a note in the list at the end.
    pub(super) fn note_number(&mut self, note: NoteId) -> usize {
        let at = self.notes.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.notes.push(note);
            self.notes.len() - 1
        });
        at + 1
    }

    /// A published figure: where, for how long, as written; once per figure.
    pub(super) fn figure(&mut self, id: StepId) -> Entry {
        let view = self.view;
        let said = format!("{}：{}", view.parameter_name(id), view.value_words(id));
        let Type::Number(_) = view.node(id).ty else { return Entry::of(said) };
        let (line, clause) = match view.cell(id) {
            Some(cell) => (view.published(cell), Some(cell.clause)),
            None => (String::new(), None),
        };
        if !self.figures.insert(format!("{said}{line}")) {
            return Entry::of(format!("{said}（见上）")).about(id.0);
        }
        let mut below = Vec::new();
        match clause {
            Some(clause) => below.push(Entry::over(line, self.wording(clause))),
            None if matches!(view.value(id), Value::Number(_)) => {
                below.push(Entry::of("没有找到公布这个数额的条款"));
            }
            None => {}
        }
        for child in view.children(id) {
            let source = self.source(*child);
            if !source.is_empty() {
                below.push(Entry::of(format!(
                    "按 {} {}{source}",
                    view.name(*child),
                    view.value_words(*child)
                )));
            }
        }
        Entry::over(said, below).about(id.0)
    }
}
