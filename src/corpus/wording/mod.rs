//! A sentence as it now reads: the words of the document that wrote it, and in their place what amendments have put there.
//!
//! Nothing is patched to get there (invariant 3): the parts of an item that were replaced are known from its trees, and
//! each is shown by its own words. So every run of words knows the sentence that it comes from.

mod clauses;
mod edits;
mod lines;

use super::tree::{Corpus, Item, StatementId, TextInForce};
use crate::source::Span;
use crate::syntax::tree::{Body, Clauses};
use edits::Edits;

/// Words that stand together and come from one sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The words.
    pub text: String,
    /// The sentence that put them there; none for the one that is told.
    pub by: Option<StatementId>,
}

/// A line of a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// How far it stands in: 0 for the head of the sentence, 1 for a clause, 2 for an entry of a clause.
    pub depth: u8,
    /// Its words.
    pub runs: Vec<Run>,
}

impl Line {
    /// Its words.
    #[must_use]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The other sentences that wrote in it, each once.
    #[must_use]
    pub fn makers(&self) -> Vec<StatementId> {
        let mut makers: Vec<StatementId> = Vec::new();
        for by in self.runs.iter().filter_map(|run| run.by) {
            if !makers.contains(&by) {
                makers.push(by);
            }
        }
        makers
    }
}

/// An item as it reads in a text in force.
#[must_use]
pub fn of_item(corpus: &Corpus, text: &TextInForce, item: &Item) -> Vec<Line> {
    let statement = corpus.statement(item.origin);
    let mut edits = Edits::new(corpus, text, statement.span, item.origin);
    let guard = corpus.files.text(statement.span).len() - unguarded(corpus, item.origin).len();
    let start = statement.span.range().start;
    edits.edit(start..start + guard, Vec::new());
    edits.body(&statement.body, &item.body);
    lines::laid(edits.runs())
}

/// A sentence as it was written.
#[must_use]
pub fn of_statement(corpus: &Corpus, id: StatementId) -> Vec<Line> {
    lines::laid(vec![Run { text: unguarded(corpus, id).to_owned(), by: None }])
}

/// The words of a sentence without the reading under which it stands: 读法 “甲”：.
#[must_use]
pub fn unguarded(corpus: &Corpus, id: StatementId) -> &str {
    let statement = corpus.statement(id);
    let text = corpus.files.text(statement.span);
    let Some(guard) = &statement.guard else { return text };
    let end = (guard.reading.span.end.saturating_sub(statement.span.start)) as usize;
    let rest = text.get(end..).unwrap_or_default();
    match rest.find(['：', ':']).and_then(|at| rest.get(at..)) {
        Some(rest) => rest.trim_start_matches(['：', ':']).trim_start(),
        None => text,
    }
}

/// Words of a file on one line.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    let mut said = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = said.chars().next_back();
        if before.is_some_and(|before| lines::spaced(before, line.chars().next().unwrap_or(' '))) {
            said.push(' ');
        }
        said.push_str(line);
    }
    said
}

/// The clauses of a sentence, if it is of the kinds that have them.
#[must_use]
pub fn clauses_in(body: &Body) -> Option<&Clauses> {
    match body {
        Body::Determination { clauses, .. }
        | Body::Benefit { clauses, .. }
        | Body::Judgement { clauses, .. }
        | Body::Disregard { clauses, .. } => Some(clauses),
        _ => None,
    }
}

impl Corpus {
    /// The sentence within which a place lies.
    #[must_use]
    pub fn sentence_at(&self, place: Span) -> Option<StatementId> {
        let document = self.document_in(place.file)?;
        let holds = |span: Span| span.start <= place.start && place.end <= span.end;
        let statement =
            self.documents[document].syntax.statements.iter().position(|known| holds(known.span))?;
        Some(StatementId { document, statement })
    }
}
