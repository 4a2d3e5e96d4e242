//! A file's text to its tree, sentence by sentence.

use super::error::SyntaxError;
use super::expression::Builder;
use super::fold::Folded;
use super::lines::{Piece, VERBS, cut, meant_key, verb_of};
use super::parser::{self, Rule};
use super::repair;
use super::slips;
use super::statement::Parsed;
use super::tree::*;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::{is_slip, nearest};
use crate::source::{FileId, Span};

/// Parentheses may nest this deep.
const DEEPEST: usize = 64;

/// Reads a policy file. Every sentence that can be read is in the tree, whatever is wrong with the others.
pub fn parse(file: FileId, text: &str) -> (Option<Document>, Vec<Diagnostic>) {
    let folded = Folded::new(text);
    let span = |start: usize, end: usize| Span::new(file, folded.origin(start), folded.origin(end));
    let (pieces, errors) = cut(&folded);
    let mut reader = Reader {
        builder: Builder { folded: &folded, original: text, file, base: 0, shift: 0, errors },
        document: None,
        headers: Vec::new(),
        quotes: Vec::new(),
        fresh_quotes: true,
    };
    for piece in pieces {
        reader.piece(piece);
    }
    reader.keep_quotes();
    let mut errors = reader.builder.errors;
    let document = reader.document.map(|mut document| {
        document.header = reader.headers;
        document
    });
    if document.is_none() && errors.is_empty() {
        let end = folded.text.lines().next().map_or(0, str::len);
        errors.push(SyntaxError::NoTitle { start: 0, end, repair: None });
    }
    let mut diagnostics: Vec<Diagnostic> = errors.into_iter().map(|e| e.diagnose(span)).collect();
    diagnostics.sort_by_key(Diagnostic::primary);
    (document, diagnostics)
}

struct Reader<'a> {
    builder: Builder<'a>,
    document: Option<Document>,
    headers: Vec<(Word, Word)>,
    quotes: Vec<Quote>,
    /// The next quote begins a new group.
    fresh_quotes: bool,
}

impl Reader<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        let folded = self.builder.folded;
        Span::new(self.builder.file, folded.origin(start), folded.origin(end))
    }

    fn folded(&self, start: usize, end: usize) -> &str {
        &self.builder.folded.text[start..end]
    }

    /// The words of a place as written in the file.
    fn raw(&self, start: usize, end: usize) -> Word {
        let span = self.span(start, end);
        Word { text: self.builder.original.get(span.range()).unwrap_or("").trim().to_owned(), span }
    }

    fn piece(&mut self, piece: Piece) {
        if self.document.is_none() {
            return self.title(piece);
        }
        match piece {
            Piece::Header(start, end) => {
                let colon = start + self.folded(start, end).find(':').unwrap_or(0);
                let (mut key, value) = (self.raw(start, colon), self.raw(colon + 1, end));
                if let Some(meant) = meant_key(&key.text) {
                    // What follows is read as if the key were right.
                    key.text = meant.to_owned();
                }
                self.headers.push((key, value));
            }
            Piece::Heading(start, end) => {
                self.keep_quotes();
                let line = self.folded(start, end);
                let (label, title) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                let article = Article {
                    label: label.to_owned(),
                    title: title.trim().to_owned(),
                    span: self.span(start, end),
                };
                if let Some(document) = &mut self.document {
                    document.articles.push(article);
                }
                self.fresh_quotes = true;
                self.quotes.clear();
            }
            Piece::Quote(verbatim, start, end) => {
                if self.fresh_quotes {
                    self.quotes.clear();
                    self.fresh_quotes = false;
                }
                let text = self.raw(start, end);
                self.quotes.push(Quote { text, verbatim });
            }
            Piece::Remark(..) => {}
            Piece::Sentence(start, end, rows) => {
                let before = self.builder.errors.len();
                self.sentence(start, end, &rows);
                let end = rows.last().map_or(end, |(_, end)| *end);
                self.note_unread(before, start, end);
            }
            Piece::Case(title, (start, end)) => {
                let before = self.builder.errors.len();
                self.case(title, start, end);
                self.note_unread(before, start, end);
            }
        }
    }

    /// Notes that something of a piece could not be read, so that what follows from it is not told again.
    fn note_unread(&mut self, before: usize, start: usize, end: usize) {
        let span = self.span(start, end);
        if let Some(document) = self.document.as_mut().filter(|_| self.builder.errors.len() > before) {
            document.unread.push(span);
        }
    }

    /// The first piece must be 政策 “…” or 词汇 “…”.
    fn title(&mut self, piece: Piece) {
        let (start, end) = match &piece {
            Piece::Remark(..) => return,
            Piece::Sentence(start, end, _)
            | Piece::Header(start, end)
            | Piece::Heading(start, end)
            | Piece::Quote(_, start, end)
            | Piece::Case(_, (start, end)) => (*start, *end),
        };
        let text = self.folded(start, end);
        let first = text.split([' ', '“', '\n']).next().unwrap_or_default();
        let meant = ["政策", "词汇"].into_iter().find(|word| is_slip(first, word));
        let vocabulary = meant == Some("词汇");
        let kind = match verb_of(text) {
            Some("政策") => DocumentKind::Policy,
            Some("词汇") => DocumentKind::Vocabulary,
            _ => {
                let repair = meant.map(|word| (start, start + first.len(), word));
                self.builder.errors.push(SyntaxError::NoTitle { start, end, repair });
                if vocabulary { DocumentKind::Vocabulary } else { DocumentKind::Policy }
            }
        };
        if matches!(piece, Piece::Header(..)) {
            // The title is left out: the header is read all the same.
            self.begin(kind, Word { text: String::new(), span: self.span(start, start) });
            return self.piece(piece);
        }
        let title = self.raw(start + "政策".len(), end);
        self.begin(
            kind,
            Word { text: title.text.trim_matches(['“', '”', ' ']).to_owned(), span: title.span },
        );
    }

    fn begin(&mut self, kind: DocumentKind, title: Word) {
        let article = Article { label: String::new(), title: String::new(), span: title.span };
        self.document = Some(Document {
            file: self.builder.file,
            kind,
            title,
            header: Vec::new(),
            articles: vec![article],
            statements: Vec::new(),
            cases: Vec::new(),
            unread: Vec::new(),
        });
    }

    /// Quotes that no sentence formalises stand in the tree on their own, so that they are checked all the same.
    fn keep_quotes(&mut self) {
        let Some(last) = self.quotes.last().filter(|_| !self.fresh_quotes) else { return };
        let span = last.text.span;
        let quotes = std::mem::take(&mut self.quotes);
        if let Some(document) = &mut self.document {
            let article = document.articles.len() - 1;
            document.statements.push(Statement {
                body: Body::Remark,
                span,
                article,
                quotes,
                notes: Vec::new(),
                guard: None,
            });
        }
        self.fresh_quotes = true;
    }

    fn readable(&mut self, start: usize, end: usize) -> bool {
        let mut depth = 0usize;
        for (offset, c) in self.folded(start, end).char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                self.builder
                    .errors
                    .push(SyntaxError::TooDeep { start: start + offset, end: start + offset + 1 });
                return false;
            }
        }
        true
    }

    fn unreadable(&mut self, failure: parser::Failure, start: usize, end: usize) {
        let at = (start + failure.offset).min(end);
        let rest = self.folded(at, end);
        let stop = rest.find(['\n', ';']).filter(|stop| *stop > 0).map_or(end, |stop| at + stop);
        let before = self.folded(start, at);
        let hint = slips::instead(before, rest)
            .or_else(|| part(before).map(|parted| format!("是否想写“{parted}”？")));
        self.builder.errors.push(SyntaxError::Unreadable {
            start: at,
            end: stop,
            expected: failure.expected,
            hint,
            repair: None,
        });
    }

    /// Offers to the first slip of a sentence the changes after which the whole of it can be read.
    fn mend(&mut self, rule: Rule, before: usize, start: usize, end: usize) {
        let folded = self.builder.folded;
        let own = self.builder.errors.get_mut(before..).unwrap_or_default();
        let slip = own.iter_mut().find_map(|error| match error {
            SyntaxError::Unreadable { repair, .. } => Some(repair),
            _ => None,
        });
        if let (Some(slip), Some(text)) = (slip, folded.text.get(start..end)) {
            *slip = repair::repair(rule, text, start);
        }
    }

    fn sentence(&mut self, start: usize, end: usize, rows: &[(usize, usize)]) {
        if !self.readable(start, end) {
            return;
        }
        let text = self.folded(start, end);
        let Some(verb) = verb_of(text) else {
            let first = text.split([' ', ':', '\n', '“', '《']).next().unwrap_or("");
            let nearest = nearest(first, VERBS.iter().map(|(verb, _)| *verb)).map(str::to_owned);
            let stop = start + text.find('\n').unwrap_or(text.len());
            let repair = repair::verb(text, start);
            self.builder.errors.push(SyntaxError::UnknownVerb { start, end: stop, nearest, repair });
            return;
        };
        if matches!(verb, "政策" | "词汇") {
            self.builder.errors.push(SyntaxError::Unreadable {
                start,
                end,
                expected: Vec::new(),
                hint: None,
                repair: None,
            });
            return;
        }
        let rows: Vec<Row> = rows.iter().map(|(start, end)| self.row(*start, *end)).collect();
        let folded = self.builder.folded;
        let before = self.builder.errors.len();
        let pair = match parser::parse(Rule::sentence, &folded.text[start..end]) {
            Ok(pair) => pair,
            Err(failure) => {
                self.unreadable(failure, start, end);
                return self.mend(Rule::sentence, before, start, end);
            }
        };
        self.builder.base = start;
        let guard = self.builder.guard(&pair);
        let parsed = self.builder.statement(pair, rows);
        // Tables report places in the file; in the folded text they belong to the sentence.
        for error in &mut self.builder.errors[before..] {
            if let SyntaxError::BadTable { start: from, end: to, .. } = error {
                (*from, *to) = (start, end);
            }
        }
        self.mend(Rule::sentence, before, start, end);
        let span = self.span(start, end);
        let Some(document) = &mut self.document else { return };
        let article = document.articles.len() - 1;
        match parsed {
            Some(Parsed::Body(body)) => {
                let quotes = self.quotes.clone();
                document.statements.push(Statement { body, span, article, quotes, notes: Vec::new(), guard });
                self.fresh_quotes = true;
            }
            Some(Parsed::Note(_)) if guard.is_some() => {
                self.builder.errors.push(SyntaxError::GuardedNote { start, end })
            }
            Some(Parsed::Note(note)) => match document.statements.last_mut() {
                Some(last) if last.article == article && !matches!(last.body, Body::Usage(_)) => {
                    last.notes.push(note)
                }
                _ => {
                    let quotes = self.quotes.clone();
                    document.statements.push(Statement {
                        body: Body::Remark,
                        span,
                        article,
                        quotes,
                        notes: vec![note],
                        guard: None,
                    });
                }
            },
            None => {}
        }
    }

    fn row(&self, start: usize, end: usize) -> Row {
        let mut cells = Vec::new();
        let line = self.folded(start, end);
        let inside = line.trim_matches('|');
        let mut at = start + (line.len() - line.trim_start_matches('|').len());
        for cell in inside.split('|') {
            let trimmed = cell.trim();
            let lead = cell.len() - cell.trim_start().len();
            let span = self.span(at + lead, at + lead + trimmed.len());
            cells.push(Word { text: trimmed.to_owned(), span });
            at += cell.len() + 1;
        }
        Row { cells, span: self.span(start, end) }
    }

    fn case(&mut self, title: (usize, usize), start: usize, end: usize) {
        if !self.readable(start, end) {
            return;
        }
        let folded = self.builder.folded;
        let before = self.builder.errors.len();
        let pair = match parser::parse(Rule::case_body, &folded.text[start..end]) {
            Ok(pair) => pair,
            Err(failure) => {
                self.unreadable(failure, start, end);
                return self.mend(Rule::case_body, before, start, end);
            }
        };
        self.builder.base = start;
        let stages = self.builder.case_stages(pair);
        let title = self.raw(title.0, title.1);
        let span = title.span.to(self.span(start, end));
        if let Some(document) = &mut self.document {
            let article = document.articles.len() - 1;
            document.cases.push(Case { title, article, stages, span });
        }
    }
}

/// A table cell that holds a value.
pub fn value_of_cell(file: FileId, original: &str, cell: &Word) -> Result<Value, Diagnostic> {
    read_cell(file, original, cell, Rule::cell_value, |builder, pair| {
        super::expression::find(&pair, Rule::value).map(|p| builder.value(p))
    })
}

/// A table cell that holds bodies; none for 未载明.
pub fn bodies_of_cell(file: FileId, original: &str, cell: &Word) -> Result<Option<Bodies>, Diagnostic> {
    read_cell(file, original, cell, Rule::cell_bodies, |builder, pair| {
        Some(super::expression::find(&pair, Rule::bodies).map(|p| builder.bodies(p)))
    })
}

/// What a table cell says about its column.
pub fn match_of_cell(file: FileId, original: &str, cell: &Word) -> Result<CellMatch, Diagnostic> {
    read_cell(file, original, cell, Rule::cell_match, |builder, pair| {
        let part = pair.into_inner().next()?;
        builder.cell_match(part)
    })
}

/// A figure that a call supposes, written as 另设 writes it: `低保标准（农村）＝每人每月700元`.
pub fn supposed(file: FileId, text: &str) -> Result<Override, Diagnostic> {
    let whole = Word { text: text.to_owned(), span: Span::new(file, 0, text.len()) };
    read_cell(file, text, &whole, Rule::supposed, |builder, pair| {
        super::expression::find(&pair, Rule::override_item).and_then(|p| builder.override_item(p))
    })
}

/// Parses a cell on its own. Its place in the file is exact to the cell, not to its words.
fn read_cell<T>(
    file: FileId,
    original: &str,
    cell: &Word,
    rule: Rule,
    build: impl FnOnce(&mut Builder<'_>, pest::iterators::Pair<'_, Rule>) -> Option<T>,
) -> Result<T, Diagnostic> {
    let start = cell.span.start as usize;
    let text = original.get(cell.span.range()).unwrap_or("");
    let folded = Folded::new(text);
    let at = |from: usize, to: usize| Span::new(file, start + folded.origin(from), start + folded.origin(to));
    let whole = || SyntaxError::Unreadable {
        start: 0,
        end: folded.text.len(),
        expected: Vec::new(),
        hint: None,
        repair: None,
    };
    let pair = parser::parse(rule, &folded.text).map_err(|failure| {
        let error = SyntaxError::Unreadable {
            start: failure.offset,
            end: folded.text.len(),
            expected: failure.expected,
            hint: None,
            repair: None,
        };
        error.diagnose(at)
    })?;
    let mut builder =
        Builder { folded: &folded, original: text, file, base: 0, shift: start, errors: Vec::new() };
    let built = build(&mut builder, pair);
    match (built, builder.errors.pop()) {
        (_, Some(error)) => Err(error.diagnose(at)),
        (Some(built), None) => Ok(built),
        (None, None) => Err(whole().diagnose(at)),
    }
}

/// A word shortly before a place, parted at a word of comparison that is glued to it: 人均收入低于 to 人均收入 低于.
fn part(before: &str) -> Option<String> {
    const GLUED: [&str; 14] = [
        "不低于",
        "不超过",
        "不高于",
        "不属于",
        "已认定为",
        "未认定为",
        "低于",
        "超过",
        "高于",
        "属于",
        "等于",
        "达到",
        "符合",
        "位于",
    ];
    let clause = before.trim_end().rsplit([')', ':', ';', ',', '\n']).next()?;
    clause.split([' ', '(', '、']).rev().find_map(|word| {
        let (at, glued) =
            GLUED.iter().filter_map(|g| word.rfind(g).map(|at| (at, *g))).find(|(at, _)| *at > 0)?;
        let (head, rest) = (&word[..at], &word[at + glued.len()..]);
        Some(format!("{head} {glued} {rest}").trim_end().to_owned())
    })
}
