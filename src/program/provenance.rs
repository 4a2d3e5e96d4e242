//! Documents, clauses, items and notes of a program.

use super::ir::*;
use super::legal::{Change, Clause, Document, Doubt, Duty, Item, ItemKind, Note, NoteKind, Quote};
use super::lowering::Lowering;
use super::working_days::WorkYear;
use crate::corpus::calendar::days;
use crate::corpus::readings::DoubtId;
use crate::corpus::tree::StatementId;
use crate::names::tree::ItemBody;
use crate::source::Span;
use crate::syntax::tree::Body;

impl Lowering<'_> {
    /// All documents and clauses that this text can cite: those of its area and around it, in force or not, and those that
    /// publish figures of other places.
    pub fn cite(&mut self) {
        let mut cited = self.corpus.documents_around(&self.text.area);
        cited.extend(self.text.figures.iter().map(|figure| figure.by.document));
        cited.sort_unstable();
        cited.dedup();
        for document in cited {
            let at = DocumentId(self.program.documents.len() as u32);
            self.cited.insert(document, (at, self.program.clauses.len() as u32));
            let document = &self.corpus.documents[document];
            self.program.documents.push(Document {
                title: document.syntax.title.text.clone(),
                code: document.code.clone(),
                area: document.area.path(),
                number: document.number.clone(),
                effective: document.effective.date,
                effective_assumed: document.effective.assumed,
                origin: document.origin.clone(),
            });
            for statement in &document.syntax.statements {
                let article = &document.syntax.articles[statement.article];
                let words: Vec<&str> = statement.quotes.iter().map(|q| q.text.text.as_str()).collect();
                let verbatim = statement.quotes.iter().all(|q| q.verbatim);
                let quote = (!words.is_empty()).then(|| Quote { text: words.join("\n"), verbatim });
                self.program.clauses.push(Clause {
                    document: at,
                    article: article.label.clone(),
                    quote,
                    span: statement.span,
                });
            }
        }
    }

    /// The clause of a sentence.
    pub fn clause(&self, id: StatementId) -> ClauseId {
        let first = self.cited.get(&id.document).map_or(0, |(_, first)| *first);
        ClauseId(first + id.statement as u32)
    }

    /// A document of the corpus as the program cites it.
    pub fn cited_document(&self, document: usize) -> DocumentId {
        self.cited.get(&document).map_or(DocumentId(0), |(at, _)| *at)
    }

    /// The clause that holds a place: the last sentence that begins at or before it.
    pub fn clause_at(&self, span: Span) -> ClauseId {
        let Some(document) = self.corpus.document_of(span) else { return ClauseId(0) };
        let statements = &self.corpus.documents[document].syntax.statements;
        let after = statements.partition_point(|s| s.span.start <= span.start);
        self.clause(StatementId { document, statement: after.saturating_sub(1) })
    }

    /// Items with their changes and notes.
    pub fn describe_items(&mut self) {
        let typed = self.typed;
        for item in &typed.model.items {
            let source = self.text.items.get(&item.key);
            let kind = match &item.body {
                ItemBody::Parameter => ItemKind::Parameter,
                ItemBody::Set | ItemBody::Conditions { .. } => ItemKind::Scope,
                ItemBody::Definition { .. } => ItemKind::Definition,
                ItemBody::Table { .. } => ItemKind::Table,
                ItemBody::Judgement { .. } => ItemKind::Judgement,
                ItemBody::Determination { .. } => ItemKind::Determination,
                ItemBody::Benefit(_) => ItemKind::Benefit,
                ItemBody::Adjustments { .. } => ItemKind::Adjustment,
                ItemBody::Disregard { .. } => ItemKind::Disregard,
                ItemBody::Exclusion { .. } => ItemKind::Exclusion,
            };
            let mut makers = vec![item.origin];
            let mut changes = Vec::new();
            for change in source.iter().flat_map(|i| &i.changes) {
                makers.push(change.by);
                changes.push(Change {
                    clause: self.clause(change.by),
                    verb: change.verb.clone(),
                    summary: change.summary.clone(),
                });
            }
            makers.extend(source.iter().flat_map(|i| &i.additions).copied());
            if kind == ItemKind::Parameter {
                let ours = self.text.figures.iter().filter(|f| {
                    f.parameter == item.name
                        && self.text.area.within(&f.area)
                        && f.from.date <= self.text.on
                        && self.text.on <= f.to
                });
                makers.extend(ours.map(|f| f.by));
            }
            makers.sort();
            makers.dedup();
            let notes = makers.into_iter().flat_map(|by| self.notes_of(by)).collect();
            let list = match &item.body {
                ItemBody::Disregard { list, .. } => Some(list.clone()),
                _ => None,
            };
            self.program.items.push(Item {
                name: item.name.clone(),
                kind,
                clause: self.clause(item.origin),
                changes,
                notes,
                list,
            });
        }
        self.program.items.push(Item {
            name: "内置".to_owned(),
            kind: ItemKind::Builtin,
            clause: ClauseId(0),
            changes: Vec::new(),
            notes: Vec::new(),
            list: None,
        });
    }

    /// Notes of a sentence, and the 疑义 under whose reading it stands, wherever that is written.
    pub(super) fn notes_of(&mut self, by: StatementId) -> Vec<NoteId> {
        let mut notes = self.own_notes(by);
        // A doubt that stands on its own is a note of the whole document already.
        let over = self.corpus.doubt_over(by).filter(|doubt| doubt.by != by);
        let over = over.filter(|doubt| !matches!(self.corpus.statement(doubt.by).body, Body::Remark));
        if let Some(doubt) = over {
            let text = &self.corpus.doubt(doubt).text.text;
            let shared = self.own_notes(doubt.by);
            let same = |id: &NoteId| {
                let note = &self.program.notes[id.index()];
                matches!(note.kind, NoteKind::Reading { .. } | NoteKind::Pending) && note.text == *text
            };
            notes.extend(shared.into_iter().filter(same));
        }
        notes
    }

    /// Notes of a sentence: 疑义, 假定, and every “未载明，假定 …” inside it.
    fn own_notes(&mut self, by: StatementId) -> Vec<NoteId> {
        let clause = self.clause(by);
        let known: Vec<NoteId> = (0..self.program.notes.len())
            .filter(|at| self.program.notes[*at].clause == clause)
            .map(|at| NoteId(at as u32))
            .collect();
        if !known.is_empty() {
            return known;
        }
        let statement = self.corpus.statement(by);
        let own = 0..statement.notes.len();
        let mut notes: Vec<Note> = own.map(|note| self.read_note(DoubtId { by, note }, clause)).collect();
        for words in assumed_words(self.corpus.files.text(statement.span)) {
            notes.push(Note { kind: NoteKind::Assumption, text: words, reason: None, clause });
        }
        for (words, reason) in treated_words(self.corpus.files.text(statement.span)) {
            notes.push(Note { kind: NoteKind::Assumption, text: words, reason: Some(reason), clause });
        }
        let first = self.program.notes.len();
        self.program.notes.extend(notes);
        (first..self.program.notes.len()).map(|at| NoteId(at as u32)).collect()
    }

    /// Assumed dates of headers, and notes about documents as a whole.
    pub fn describe_documents(&mut self) {
        for at in self.text.documents.clone() {
            let document = &self.corpus.documents[at];
            let clause = self.clause(StatementId { document: at, statement: 0 });
            if document.effective.assumed {
                let text =
                    format!("《{}》的施行日期未载明，假定为{}", document.code, document.effective.date);
                let cited = (self.cited_document(at), NoteId(self.program.notes.len() as u32));
                self.program.document_notes.push(cited);
                self.program.notes.push(Note { kind: NoteKind::Assumption, text, reason: None, clause });
            }
            let statements = document.syntax.statements.iter().enumerate();
            for (place, statement) in statements.filter(|(_, s)| matches!(s.body, Body::Remark)) {
                let by = StatementId { document: at, statement: place };
                for note in 0..statement.notes.len() {
                    let clause = self.clause_at(statement.span);
                    let cited = (self.cited_document(at), NoteId(self.program.notes.len() as u32));
                    self.program.document_notes.push(cited);
                    let note = self.read_note(DoubtId { by, note }, clause);
                    self.program.notes.push(note);
                }
            }
        }
    }

    /// 放假安排, with what they assume.
    pub fn describe_calendar(&mut self) {
        for item in self.text.items.values().filter(|item| item.ended.is_none()) {
            let Body::Calendar { year, off, on, .. } = &item.body else { continue };
            let arranged = WorkYear {
                year: *year,
                off: days(off),
                on: days(on),
                clause: self.clause(item.origin),
                notes: self.notes_of(item.origin),
            };
            self.program.calendar.push(arranged);
        }
        self.program.calendar.sort_by_key(|known| known.year);
    }

    /// 疑义 whose readings are rules, as taken here.
    pub fn describe_doubts(&mut self) {
        for id in self.text.coded_doubts(self.corpus) {
            let note = self.corpus.doubt(id);
            let stated = note.taken.as_ref().map(|taken| taken.text.clone());
            self.program.doubts.push(Doubt {
                document: self.cited_document(id.by.document),
                clause: self.clause(id.by),
                text: note.text.text.clone(),
                readings: note.readings.iter().map(|reading| reading.text.clone()).collect(),
                taken: self.asked.switched(id).map(str::to_owned).or_else(|| stated.clone()),
                stated,
            });
        }
    }

    fn read_note(&self, id: DoubtId, clause: ClauseId) -> Note {
        let note = self.corpus.doubt(id);
        let readings: Vec<String> = note.readings.iter().map(|r| r.text.clone()).collect();
        let stated = note.taken.as_ref().map(|taken| taken.text.as_str());
        let switched = self.asked.switched(id);
        let kind = match (switched.or(stated), note.doubt) {
            (Some(taken), _) => NoteKind::Reading { readings, taken: taken.to_owned() },
            (None, true) => NoteKind::Pending,
            (None, false) => NoteKind::Assumption,
        };
        // The reason given is for the reading that the document takes.
        let reason = note.reason.clone().filter(|_| switched.is_none_or(|taken| Some(taken) == stated));
        Note { kind, text: note.text.text.clone(), reason, clause }
    }

    /// 职责, 程序, 承诺事项.
    pub fn describe_duties(&mut self) {
        for by in &self.text.others {
            if let Body::Duty { verb, name, parts } = &self.corpus.statement(*by).body {
                let parts = parts
                    .iter()
                    .map(|(key, words)| {
                        (key.as_ref().map(|k| k.text.clone()).unwrap_or_default(), words.text.clone())
                    })
                    .collect();
                self.program.duties.push(Duty {
                    clause: self.clause(*by),
                    verb: verb.clone(),
                    name: name.text.clone(),
                    parts,
                });
            }
        }
    }
}

/// `损失额 视作 元/户·月` with its reason, wherever a sentence takes a number in another unit.
fn treated_words(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("视作") {
        let before = text[..at].rfind(['；', ';', '：', ':', '，', ',', '。', '\n']);
        let start = before.map_or(0, |mark| mark + text[mark..].chars().next().map_or(1, char::len_utf8));
        let Some(open) = text[at..].find(['（', '(']).map(|open| at + open) else { continue };
        let inside = text[open..].trim_start_matches(['（', '(']).trim_start();
        let quoted = inside.strip_prefix("理由").map(|rest| rest.trim_start_matches(['：', ':', ' ', '　']));
        let reason = quoted.and_then(|rest| rest.strip_prefix('“')).and_then(|rest| rest.split('”').next());
        if let Some(reason) = reason {
            found.push((text[start..open].trim().to_owned(), reason.to_owned()));
        }
    }
    found
}

/// `取整：未载明，假定 四舍五入到分` wherever a sentence assumes something.
fn assumed_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split(['；', ';', '\n', '。']) {
        let folded = part.replace(',', "，");
        if folded.contains("未载明，假定") || folded.contains("未载明， 假定") {
            found.push(part.trim().trim_start_matches("：").to_owned());
        }
    }
    found
}
