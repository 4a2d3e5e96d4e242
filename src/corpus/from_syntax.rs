//! Parsed files to documents: reads and checks the headers.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::area::Area;
use super::elsewhere::names_at_places;
use super::error;
use super::marks::Marks;
use super::parallel;
use super::readings;
use super::tree::{Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::{FileId, FileSet, SourceFile, Span};
use crate::syntax;
use crate::syntax::tree::DateClaim;

/// Files that are parsed at a time by one thread.
const BATCH: usize = 16;

/// A file's document, and what is wrong with the file by itself.
#[derive(Debug)]
pub struct ReadFile {
    /// The document, if it could be read.
    pub document: Option<Document>,
    /// What was found in it alone.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file.
#[must_use]
pub fn read_file(file: FileId, path: &str, text: &str) -> ReadFile {
    let (document, mut diagnostics) = syntax::parse(file, text);
    let document = document.map(|document| {
        let (mut document, found) = with_header(document);
        diagnostics.extend(found);
        diagnostics.extend(super::calendar::check(&document));
        document.at_places = names_at_places(text);
        document.marks = Marks::new(path, text, &document.syntax.statements);
        document
    });
    ReadFile { document, diagnostics }
}

/// Reads several files, on as many threads as the machine has; the order of the files is kept.
#[must_use]
pub fn read_files(files: &[(FileId, &SourceFile)]) -> Vec<ReadFile> {
    parallel::map(files, BATCH, |(file, source)| read_file(*file, &source.path, &source.text))
}

/// Reads all files of a corpus, given as (path, text) in the order of paths.
pub fn read(files: impl IntoIterator<Item = (String, String)>) -> Corpus {
    let mut corpus = Corpus { files: FileSet::new(), ..Corpus::default() };
    for (path, text) in files {
        corpus.files.add(path, text);
    }
    let read = read_files(&corpus.files.iter().collect::<Vec<_>>());
    for ReadFile { document, diagnostics } in read {
        corpus.diagnostics.extend(diagnostics);
        corpus.documents.extend(document);
    }
    corpus.renew();
    corpus.diagnostics.extend(same_codes(&corpus.documents));
    for document in 0..corpus.documents.len() {
        let found = check_doubts(&corpus, document);
        corpus.diagnostics.extend(found);
    }
    corpus
}

/// What is wrong with the 读法 and the 疑义 of a document.
#[must_use]
pub fn check_doubts(corpus: &Corpus, document: usize) -> Vec<Diagnostic> {
    readings::check(corpus, document)
}

/// Documents that have the code of one before them.
#[must_use]
pub fn same_codes(documents: &[Document]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, &Document> = BTreeMap::new();
    let mut found = Vec::new();
    for document in documents {
        match first.entry(&document.code) {
            Entry::Occupied(other) => found.push(error::same_code(document, other.get())),
            Entry::Vacant(place) => {
                place.insert(document);
            }
        }
    }
    found
}

/// A date of the header: stated, assumed, or neither.
fn claim(text: &str) -> Option<DateClaim> {
    match text.split_once("假定") {
        Some((_, date)) => Date::parse(date.trim()).map(|date| DateClaim { date, assumed: true }),
        None => Date::parse(text.trim()).map(|date| DateClaim { date, assumed: false }),
    }
}

fn with_header(document: syntax::tree::Document) -> (Document, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let vocabulary = document.kind == syntax::tree::DocumentKind::Vocabulary;
    let get = |key: &str| document.header.iter().find(|(k, _)| k.text == key).map(|(_, value)| value.clone());
    let title_span = document.title.span;
    let code = get("代号")
        .map(|w| w.text.trim_matches(['《', '》']).to_owned())
        .unwrap_or_else(|| document.title.text.clone());
    if get("辖区").is_none() {
        diagnostics.push(error::no_area(title_span));
    }
    let area = Area::parse(&get("辖区").map(|w| w.text).unwrap_or_default());
    let effective_line = get("施行");
    let effective_span = effective_line.as_ref().map_or(title_span, |w| w.span);
    let always = DateClaim { date: Date::NEVER_BEFORE, assumed: false };
    let effective = match (&effective_line, vocabulary) {
        (_, true) => always,
        (Some(line), false) => claim(&line.text).unwrap_or_else(|| {
            diagnostics.push(error::effective_date_unread(line));
            always
        }),
        (None, false) => {
            diagnostics.push(error::no_effective_date(title_span));
            always
        }
    };
    let issued = get("印发").filter(|line| line.text.trim() != "未载明").and_then(|line| {
        let issued = claim(&line.text);
        if issued.is_none() {
            diagnostics.push(error::bad_header_date(&line));
        }
        issued
    });
    let expires = get("失效").and_then(|line| {
        let date = Date::parse(line.text.trim());
        if date.is_none() {
            diagnostics.push(error::bad_header_date(&line));
        }
        date
    });
    if let (Some(expires), Some(line)) = (expires, get("失效"))
        && expires < effective.date
    {
        diagnostics.push(error::expires_before_effect(line.span, effective_span));
    }
    let rank = match get("效力").map(|w| w.text).as_deref() {
        Some("法律") => 0,
        Some("行政法规") => 1,
        Some("地方性法规" | "规章" | "地方政府规章" | "部门规章") => 2,
        None | Some("规范性文件") => 3,
        Some(_) => {
            diagnostics.push(error::bad_rank(get("效力").map_or(title_span, |w| w.span)));
            3
        }
    };
    let stated = |key: &str| get(key).map(|w| w.text).filter(|text| text != "未载明");
    let read = Document {
        code,
        area,
        number: stated("文号"),
        issuer: stated("发文"),
        issued: issued.map_or(effective.date, |claim| claim.date),
        issued_assumed: issued.is_none_or(|claim| claim.assumed),
        effective,
        expires,
        effective_span,
        rank,
        origin: get("出处").map(|w| w.text).unwrap_or_default(),
        marks: Marks::default(),
        at_places: Vec::new(),
        under: readings::Under::new(&document.statements),
        syntax: document,
    };
    (read, diagnostics)
}

/// Whether the folder that a file stands in is the folder of its jurisdiction; `path` is relative to the corpus.
pub fn folder_fits(path: &str, area: &Area) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let place = Area::parse(folder);
    place.depth() == 0 || place.within(area) || area.within(&place)
}

/// The place of a document's title.
pub fn title_span(document: &Document) -> Span {
    document.syntax.title.span
}
