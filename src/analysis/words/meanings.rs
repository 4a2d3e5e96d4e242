//! One name with two meanings: sets, definitions and words that two documents of one text in force use differently.
//!
//! Where both are for all documents, the corpus refuses the second (E0207). What is left are words that a document keeps to
//! itself (仅用于本文件) and 用语: lawful, and still an officer reads 重度 in both and takes them for the same. Documents
//! of two provinces never stand in one text, so their words are not compared.

use std::collections::{BTreeMap, BTreeSet};

use super::across::{ByArea, Lives};
use crate::corpus::tree::StatementId;
use crate::corpus::{Area, Asked, Corpus};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, canonical};

/// A word of a document and what it means there.
struct Meaning {
    document: usize,
    span: Span,
    /// Compared; blanks aside.
    means: String,
    /// Only its document sees it, so that another may say otherwise.
    own: bool,
}

/// Every pair of meanings once: each document against those around it.
#[must_use]
pub fn check(corpus: &Corpus, lives: &Lives) -> Vec<Diagnostic> {
    let mut names: BTreeMap<String, ByArea<Meaning>> = BTreeMap::new();
    // The readings as the documents take them.
    let asked = Asked::new(&Area::default(), Date::FOREVER);
    let kept = kept(corpus);
    for (document, known) in corpus.documents.iter().enumerate() {
        for (statement, written) in known.syntax.statements.iter().enumerate() {
            let by = StatementId { document, statement };
            if !named(&written.body).iter().any(|name| kept.contains(name)) {
                continue;
            }
            if written.guard.is_some() && !corpus.applies(by, &asked) {
                continue;
            }
            for (name, span, means, own) in meanings(corpus, &written.body) {
                names.entry(name).or_default().add(&known.area, Meaning { document, span, means, own });
            }
        }
    }
    let mut found = Vec::new();
    for (name, places) in &names {
        for (own, outer) in places.chains() {
            for (at, one) in own.iter().enumerate() {
                let before = outer.iter().copied().chain(&own[..at]);
                let other = before.filter(|other| {
                    other.document != one.document
                        && (other.own || one.own)
                        && other.means != one.means
                        && lives.meet(other.document, one.document)
                });
                // The nearest is the one that is read beside it.
                if let Some(other) = other.last() {
                    found.push(two_meanings(corpus, name, one, other));
                }
            }
        }
    }
    found
}

/// Names that some document keeps to itself: only they can mean two things.
fn kept(corpus: &Corpus) -> BTreeSet<&str> {
    let statements = corpus.documents.iter().flat_map(|document| &document.syntax.statements);
    let own =
        statements.filter(|statement| statement.body.is_own() || matches!(statement.body, Body::Usage(_)));
    own.flat_map(|statement| named(&statement.body)).collect()
}

/// The words that a sentence gives a meaning to.
fn named(body: &Body) -> Vec<&str> {
    match body {
        Body::Scope { name, .. } | Body::Definition { name, .. } | Body::Table { name, .. } => {
            vec![&name.text]
        }
        Body::Usage(usages) => usages.iter().map(|usage| usage.word.text.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// What a sentence gives a meaning to.
fn meanings(corpus: &Corpus, body: &Body) -> Vec<(String, Span, String, bool)> {
    let written = |span: Span| corpus.files.text(span).split_whitespace().collect::<String>();
    match body {
        Body::Scope { name, members: Some(members), open, own, over, .. } => {
            let mut listed: Vec<String> = members
                .iter()
                .map(|member| {
                    let condition = member.condition.as_ref().map(canonical).unwrap_or_default();
                    format!("{}{condition}", member.name)
                })
                .collect();
            listed.sort();
            vec![(name.text.clone(), name.span, format!("{over}{open}{}", listed.join("、")), *own)]
        }
        Body::Definition { owner, name, value, own, .. } => {
            let spans = value.base.iter().map(|value| value.span);
            let spans = spans.chain(value.exceptions.iter().map(|exception| exception.span));
            let means = spans.map(written).collect::<Vec<_>>().join(";");
            vec![(format!("{owner}的{name}"), name.span, means, *own)]
        }
        Body::Table { name, rows, own, .. } => {
            let means = rows.iter().map(|row| written(row.span)).collect::<Vec<_>>().join(";");
            vec![(name.text.clone(), name.span, means, *own)]
        }
        Body::Usage(usages) => {
            let said = usages.iter().filter_map(|usage| {
                let means = usage.means.as_ref()?.split_whitespace().collect();
                Some((usage.word.text.clone(), usage.word.span, means, true))
            });
            said.collect()
        }
        _ => Vec::new(),
    }
}

fn two_meanings(corpus: &Corpus, name: &str, one: &Meaning, other: &Meaning) -> Diagnostic {
    let code = |meaning: &Meaning| corpus.documents[meaning.document].code.clone();
    let (here, there) = (code(one), code(other));
    let message = format!("“{name}”在《{here}》和《{there}》里所指不同");
    Diagnostic::warning("E0756", message, one.span, format!("《{here}》的“{name}”"))
        .also(other.span, format!("《{there}》的“{name}”"))
        .why("两件公文在一个地方同时有效，办事的人看到同一个名称，容易拿这一件的去办那一件的事")
        .help("换一个看得出不同的名称")
        .help("原文就是同一个词的，写一句认可，理由里写明各指什么、为什么不同")
        .about(name)
}
