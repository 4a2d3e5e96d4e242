//! One report per cause: what only follows from a sentence that could not be read, from a header that could not be read
//! or from a declaration that is itself reported is left out, and one unknown name is told once with all its places.

use crate::corpus::{Corpus, Document};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{FileId, Span};

/// Codes of a name that nothing declares: it may stand in a sentence that is reported already.
const UNKNOWN: [&str; 7] = ["E0208", "E0301", "E0302", "E0303", "E0304", "E0306", "E0422"];

/// Codes of operands that do not fit: one of them may be declared with a wrong unit, which is reported.
const MISFITS: [&str; 4] = ["E0401", "E0402", "E0403", "E0404"];

/// Codes that are told once for one name, with every place.
const FOLDED: [&str; 4] = ["E0208", "E0301", "E0302", "E0303"];

/// Codes that follow from a document's day or place being unknown.
const HEADER: [&str; 3] = ["E0201", "E0202", "E0203"];

/// Most places of one name.
const PLACES: usize = 8;

/// What is to be told of all that was found, in the same order.
#[must_use]
pub fn one_per_cause(corpus: &Corpus, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if findings.len() < 2 {
        return findings;
    }
    let causes = Causes::of(corpus, &findings);
    let told: Vec<Diagnostic> =
        findings.iter().enumerate().filter(|(at, _)| !causes.explain(*at)).map(|(_, f)| f.clone()).collect();
    folded(corpus, told)
}

/// Sentences and documents that are at fault themselves.
struct Causes<'a> {
    corpus: &'a Corpus,
    findings: &'a [Diagnostic],
    /// Sentences of which something could not be read, by file.
    unread: Vec<Span>,
    /// Files whose header leaves the day or the place open.
    headless: Vec<FileId>,
    /// Findings in what declares something, with the words that declare it.
    declared: Vec<(usize, Span)>,
    /// Names whose declared unit is not that of what they are computed from.
    mistyped: Vec<String>,
}

impl<'a> Causes<'a> {
    fn of(corpus: &'a Corpus, findings: &'a [Diagnostic]) -> Causes<'a> {
        let mut causes = Causes {
            corpus,
            findings,
            unread: Vec::new(),
            headless: Vec::new(),
            declared: Vec::new(),
            mistyped: Vec::new(),
        };
        let mut seen: Vec<FileId> = Vec::new();
        for (at, found) in findings.iter().enumerate().filter(|(_, f)| f.severity == Severity::Error) {
            let place = found.primary();
            if HEADER.contains(&found.code) {
                causes.headless.push(place.file);
            }
            let Some(document) = document_of(corpus, place.file) else { continue };
            if !seen.contains(&place.file) {
                seen.push(place.file);
                causes.unread.extend(&document.syntax.unread);
            }
            let holds = |span: &Span| span.start <= place.start && place.end <= span.end;
            let own = document.syntax.statements.iter().map(|statement| statement.span).find(holds);
            if let Some(sentence) = own.filter(|_| found.code == "E0406") {
                let head = corpus.files.text(causes.head(sentence));
                let name = head.split(['（', '(']).next().and_then(|head| head.split('的').nth(1));
                causes
                    .mistyped
                    .extend(name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
            }
            causes
                .declared
                .extend(own.map(|sentence| (at, causes.head(sentence))).filter(|(_, head)| holds(head)));
        }
        causes
    }

    /// The words of a sentence that declare something: up to its first colon.
    fn head(&self, sentence: Span) -> Span {
        let text = self.corpus.files.text(sentence);
        // 读法 “…”： stands before the sentence.
        let from = if text.starts_with("读法") {
            text.find(['：', ':']).map_or(0, |at| at + '：'.len_utf8())
        } else {
            0
        };
        let rest = text.get(from..).unwrap_or_default();
        let length = from + rest.find(['：', ':']).unwrap_or(rest.len());
        Span { end: sentence.start + length as u32, ..sentence }
    }

    /// Whether another finding is the cause of this one.
    fn explain(&self, at: usize) -> bool {
        let Some(found) = self.findings.get(at).filter(|found| found.severity == Severity::Error) else {
            return false;
        };
        let place = found.primary();
        if found.code.starts_with("E01") || HEADER.contains(&found.code) {
            return false;
        }
        if self.unread.iter().any(|s| s.file == place.file && s.start <= place.start && place.end <= s.end) {
            return true;
        }
        // What amends or publishes on an unknown day, or in an unknown place, seems to hit nothing.
        if found.code.starts_with("E02") && self.headless.contains(&place.file) {
            return true;
        }
        if MISFITS.contains(&found.code) {
            let text = found.labels.iter().map(|label| self.corpus.files.text(label.span));
            let mut words = text.flat_map(|text| text.split([' ', '（', '）', '的', '\n']));
            return words.any(|word| self.mistyped.iter().any(|name| name == word));
        }
        if !UNKNOWN.contains(&found.code) {
            return false;
        }
        let word = self.corpus.files.text(place).trim();
        if word.chars().count() < 2 {
            return false;
        }
        let declares = |span: Span| self.corpus.files.text(span).contains(word);
        self.unread.iter().any(|span| declares(*span))
            || self.declared.iter().any(|(cause, head)| {
                *cause != at
                    && declares(*head)
                    && self.findings.get(*cause).is_some_and(|cause| cause.primary() != place)
            })
    }
}

fn document_of(corpus: &Corpus, file: FileId) -> Option<&Document> {
    corpus.documents.get(corpus.document_in(file)?)
}

/// Findings of one unknown name as one, with all places.
fn folded(corpus: &Corpus, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut left_out: Vec<(usize, usize)> = Vec::new();
    for found in findings {
        let word = corpus.files.text(found.primary());
        let same = |other: &Diagnostic| {
            other.code == found.code
                && other.message == found.message
                && FOLDED.contains(&found.code)
                && corpus.files.text(other.primary()) == word
        };
        let Some(at) = told.iter().position(same) else {
            told.push(found);
            continue;
        };
        let known = &mut told[at];
        for label in found.labels {
            if known.labels.iter().any(|other| other.span == label.span) {
                continue;
            }
            if known.labels.len() < PLACES {
                known.labels.push(label);
            } else if let Some((_, count)) = left_out.iter_mut().find(|(place, _)| *place == at) {
                *count += 1;
            } else {
                left_out.push((at, 1));
            }
        }
    }
    for (at, count) in left_out {
        told[at].help.push(format!("另有 {count} 处也这样写，一并改正"));
    }
    told
}
