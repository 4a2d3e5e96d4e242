//! Parsed files to documents: reads and checks the headers.

use super::area::Area;
use super::error;
use super::readings;
use super::tree::{Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::{FileSet, Span};
use crate::syntax;
use crate::syntax::tree::DateClaim;

/// Reads all files of a corpus, given as (path, text) in the order of paths.
pub fn read(files: impl IntoIterator<Item = (String, String)>) -> Corpus {
    let mut corpus = Corpus { files: FileSet::new(), ..Corpus::default() };
    for (path, text) in files {
        let file = corpus.files.add(path, text);
        let (document, diagnostics) = syntax::parse(file, &corpus.files.file(file).text);
        corpus.diagnostics.extend(diagnostics);
        if let Some(document) = document {
            let (document, diagnostics) = with_header(document);
            corpus.diagnostics.extend(diagnostics);
            corpus.diagnostics.extend(super::calendar::check(&document));
            corpus.documents.push(document);
        }
    }
    for (at, document) in corpus.documents.iter().enumerate() {
        if let Some(other) = corpus.documents[..at].iter().find(|other| other.code == document.code) {
            corpus.diagnostics.push(error::same_code(document, other));
        }
    }
    for document in 0..corpus.documents.len() {
        let found = readings::check(&corpus, document);
        corpus.diagnostics.extend(found);
    }
    corpus
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
