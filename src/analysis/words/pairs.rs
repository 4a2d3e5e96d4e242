//! An article's quotes beside the sentences that formalise them: what every check of words compares.

use super::numbers::{Number, numbers};
use crate::corpus::Document;
use crate::source::{FileSet, Span};
use crate::syntax::tree::{Body, Note, Quote, Row, Statement};

/// An article that quotes something and computes something.
pub struct Pair<'c> {
    /// Its sentences.
    pub statements: Vec<&'c Statement>,
    /// What it quotes, each once.
    pub quotes: Vec<Words<'c>>,
    /// The sentences and rows that compute, in order.
    pub rules: Vec<Words<'c>>,
    /// 疑义 and 假定 of the article.
    pub notes: Vec<&'c Note>,
    /// `第三条`; the document's code before the first heading.
    pub label: &'c str,
}

/// Words of the file, with the numbers in them.
pub struct Words<'c> {
    /// The words.
    pub text: &'c str,
    /// Where they stand.
    pub span: Span,
    /// Their numbers.
    pub numbers: Vec<Number>,
    /// What names the sentence they belong to; the quotes' first sentence for a quote.
    pub of: Option<usize>,
}

impl Words<'_> {
    /// The place of a number.
    pub fn place(&self, number: &Number) -> Span {
        self.part(number.start, number.end)
    }
    /// The place of some bytes.
    pub fn part(&self, start: usize, end: usize) -> Span {
        let from = self.span.start as usize;
        Span::new(self.span.file, from + start, from + end)
    }
    /// The first line.
    pub fn head(&self) -> Span {
        let line = self.text.lines().next().unwrap_or(self.text);
        self.part(0, line.trim_end().len())
    }
    /// A number as written.
    pub fn written(&self, number: &Number) -> &str {
        self.text.get(number.start..number.end).unwrap_or("").trim()
    }
}

/// The articles of a document that both quote and compute.
pub fn pairs<'c>(files: &'c FileSet, document: &'c Document) -> Vec<Pair<'c>> {
    let by_article = document.syntax.statements.chunk_by(|one, next| one.article == next.article);
    by_article.filter_map(|statements| pair(files, document, statements)).collect()
}

fn pair<'c>(files: &'c FileSet, document: &'c Document, statements: &'c [Statement]) -> Option<Pair<'c>> {
    if statements.iter().all(|statement| statement.quotes.is_empty()) {
        return None;
    }
    let mut rules = Vec::new();
    for (at, statement) in statements.iter().enumerate().filter(|(_, statement)| computes(&statement.body)) {
        let rows = rows(&statement.body).iter().map(|row| row.span);
        for span in std::iter::once(statement.span).chain(rows) {
            let text = files.text(span);
            rules.push(Words { text, span, numbers: stated(text), of: Some(at) });
        }
    }
    if rules.is_empty() {
        return None;
    }
    let mut quotes: Vec<Words> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        for quote in &statement.quotes {
            let span = quote.text.span;
            if quotes.last().is_none_or(|last| last.span < span) {
                let text = files.text(span);
                let of = statements[at..].iter().position(|s| computes(&s.body) && quoted_by(s, quote));
                quotes.push(Words { text, span, numbers: numbers(text, true), of: of.map(|of| of + at) });
            }
        }
    }
    let article = document.syntax.articles.get(statements.first()?.article)?;
    let label = if article.label.is_empty() { &document.code } else { &article.label };
    let notes = statements.iter().flat_map(|statement| &statement.notes).collect();
    Some(Pair { statements: statements.iter().collect(), quotes, rules, notes, label })
}

fn quoted_by(statement: &Statement, quote: &Quote) -> bool {
    statement.quotes.iter().any(|known| known.text.span == quote.text.span)
}

/// Numbers that a sentence computes with: those in quoted words and in names of documents are none.
fn stated(text: &str) -> Vec<Number> {
    let mut quoted = Vec::new();
    for (open, close) in [('“', '”'), ('《', '》')] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at) {
            let end = text[start..].find(close).map_or(text.len(), |at| start + at);
            quoted.push(start..end);
            from = end;
        }
    }
    let mut found = numbers(text, false);
    found.retain(|number| !quoted.iter().any(|inside| inside.contains(&number.start)));
    found
}

/// Whether something follows for a household from a sentence.
pub fn computes(body: &Body) -> bool {
    matches!(
        body,
        Body::Publish { .. }
            | Body::Definition { .. }
            | Body::Scope { .. }
            | Body::Adjustments { .. }
            | Body::Disregard { .. }
            | Body::Table { .. }
            | Body::Determination { .. }
            | Body::Benefit { .. }
            | Body::Approval { .. }
            | Body::Addition { .. }
            | Body::Amend { .. }
            | Body::Restate { .. }
    )
}

fn rows(body: &Body) -> &[Row] {
    match body {
        Body::Publish { rows, .. } | Body::Table { rows, .. } | Body::Approval { rows, .. } => rows,
        _ => &[],
    }
}

impl<'c> Pair<'c> {
    /// Whether a 疑义 or 假定 of the article speaks of any of these words.
    pub fn notes_mention(&self, words: &[&str]) -> bool {
        self.notes.iter().any(|note| mentions(note, words))
    }

    /// The numbers of the article's sentences, with their words.
    pub fn computed(&self) -> impl Iterator<Item = (&Words<'c>, &Number)> {
        self.rules.iter().flat_map(|words| words.numbers.iter().map(move |number| (words, number)))
    }

    /// The numbers of its quotes, with their words.
    pub fn quoted(&self) -> impl Iterator<Item = (&Words<'c>, &Number)> {
        self.quotes.iter().flat_map(|words| words.numbers.iter().map(move |number| (words, number)))
    }

    /// The sentence that words belong to.
    pub fn statement(&self, words: &Words<'_>) -> Option<&'c Statement> {
        words.of.and_then(|at| self.statements.get(at).copied())
    }

    /// The names by which an 认可 may call what is found in these words.
    pub fn subjects(&self, words: &Words<'_>) -> Vec<String> {
        let declared = self.statement(words).and_then(|statement| declared(&statement.body));
        declared.into_iter().chain([self.label.to_owned()]).collect()
    }
}

/// Whether a note speaks of any of these words.
pub fn mentions(note: &Note, words: &[&str]) -> bool {
    let said = |word: &&str| {
        note.text.text.contains(*word)
            || note.reason.as_ref().is_some_and(|reason| reason.contains(*word))
            || note.readings.iter().chain(&note.taken).any(|reading| reading.text.contains(*word))
    };
    words.iter().any(said)
}

/// The item that a sentence is about.
pub fn declared(body: &Body) -> Option<String> {
    Some(match body {
        Body::Publish { name, .. }
        | Body::Scope { name, .. }
        | Body::Adjustments { name, .. }
        | Body::Disregard { name, .. }
        | Body::Table { name, .. }
        | Body::Determination { name, .. }
        | Body::Category { name, .. }
        | Body::Benefit { name, .. } => name.text.clone(),
        Body::Definition { owner, name, .. } => format!("{owner}的{name}"),
        Body::Approval { target, .. }
        | Body::Addition { target, .. }
        | Body::Amend { target, .. }
        | Body::Restate { target, .. } => target.name.text.clone(),
        _ => return None,
    })
}
