//! Documents that are never in force: repealed before their first day, or overridden on it.

use std::collections::BTreeMap;

use super::error;
use crate::corpus::area::Area;
use crate::corpus::{Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, Change, Statement};

/// Where one part of an item is rewritten: area, day, item and part.
type Place<'c> = (&'c Area, Date, &'c str, String);

/// Looks at all documents at once, each sentence once.
#[must_use]
pub fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut repeals: BTreeMap<&str, Vec<(&Document, Span)>> = BTreeMap::new();
    let mut rewritten: BTreeMap<Place, Vec<(Date, Span)>> = BTreeMap::new();
    for document in &corpus.documents {
        for statement in &document.syntax.statements {
            if let Body::Repeal { document: Some(code), .. } = &statement.body {
                repeals.entry(code.text.as_str()).or_default().push((document, statement.span));
            }
            if let Some(place) = rewrites(document, statement) {
                rewritten.entry(place).or_default().push((document.issued, statement.span));
            }
        }
    }
    let mut found = Vec::new();
    for document in corpus.documents.iter().filter(|document| !document.is_vocabulary()) {
        let early =
            repeals.get(document.code.as_str()).into_iter().flatten().find(|(by, _)| {
                by.effective.date <= document.effective.date && document.area.within(&by.area)
            });
        if let Some((by, span)) = early {
            found.push(error::never_begins(document, &by.code, *span));
            continue;
        }
        let later: Option<Vec<Span>> = document
            .syntax
            .statements
            .iter()
            .filter(|statement| !matches!(statement.body, Body::Remark))
            .map(|statement| {
                let place = rewrites(document, statement)?;
                let others = rewritten.get(&place)?;
                others.iter().find(|(issued, _)| *issued > document.issued).map(|(_, span)| *span)
            })
            .collect();
        if let Some(first) = later.and_then(|later| later.first().copied()) {
            found.push(error::overridden(document, first));
        }
    }
    found
}

/// The one part that a sentence rewrites whole.
fn rewrites<'c>(document: &'c Document, statement: &'c Statement) -> Option<Place<'c>> {
    let Body::Amend { target, from: None, changes } = &statement.body else { return None };
    let whole = |change: &Change| matches!(change, Change::Replace { partly: false, .. });
    changes.iter().all(whole).then(|| {
        (&document.area, document.effective.date, target.name.text.as_str(), format!("{:?}", target.parts))
    })
}
