//! Everything that can be found in a corpus without any household's record: `yiju check`.
//!
//! Analyses hang on one of three hooks. What each of them may look at decides how often it must run, and with ten
//! thousand documents in three thousand areas this decides whether a check takes seconds or hours:
//!
//! - [`of_document`]: the sentences of one document. Runs once per document.
//! - [`of_text`]: the text in force, before names are bound. Runs in every area and every period, so it must be cheap
//!   (well below 100 µs for a text of 500 items): a look at figures, periods, provenance.
//! - [`of_compiled`]: the bound and lowered text. Runs where a text in force holds an item (as amended, with everything
//!   that it rests on and all figures of its area) which no earlier period of the area and no area around it has held.
//!   Whoever looks at one item with what it rests on misses nothing here; whoever compares items that have nothing to
//!   do with each other belongs in [`of_text`].

use super::accepted::Acceptances;
use super::{superior, time, words};
use crate::corpus::{Asked, Corpus, TextInForce};
use crate::diagnostics::{Diagnostic, Severity};
use crate::program::compile::{Compiled, compile_readings};

/// What was found, and how much was looked at.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Each finding once, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// Areas that have a text in force on some day.
    pub areas: usize,
    /// Distinct periods of all areas.
    pub periods: usize,
}

/// What is wrong with a document by itself.
fn of_document(_corpus: &Corpus, _document: usize) -> Vec<Diagnostic> {
    Vec::new()
}

/// What is wrong with a text in force: cheap looks only.
fn of_text(corpus: &Corpus, _asked: &Asked, text: &TextInForce) -> Vec<Diagnostic> {
    superior::of_text(corpus, text)
}

/// What is wrong with the rules of a text in force; `compiled` has no program where something is wrong already.
fn of_compiled(corpus: &Corpus, asked: &Asked, compiled: &Compiled) -> Vec<Diagnostic> {
    let mut found = time::of_compiled(corpus, asked, compiled);
    if let Some(program) = &compiled.program {
        found.extend(superior::of_program(corpus, &compiled.text, program));
    }
    found
}

/// Checks every document, and the text in force of every area in every period under every reading.
#[must_use]
pub fn check(corpus: &Corpus) -> Checked {
    let mut checked = Checked { findings: corpus.diagnostics.clone(), ..Checked::default() };
    for document in 0..corpus.documents.len() {
        checked.findings.extend(of_document(corpus, document));
    }
    checked.findings.extend(time::of_documents(corpus));
    checked.findings.extend(words::check(corpus));
    let acceptances = Acceptances::of(corpus);
    acceptances.accept_in_documents(&mut checked.findings);
    for area in corpus.areas() {
        let days = corpus.turning_days(&area);
        checked.areas += usize::from(!days.is_empty());
        checked.periods += days.len();
        for day in days {
            let asked = Asked::new(&area, day);
            for (switch, mut compiled) in compile_readings(corpus, &asked) {
                let asked = switch.iter().fold(asked.clone(), |asked, switch| asked.with(switch.clone()));
                let under = switch.map(|switch| format!("，{}", corpus.reading_words(&switch)));
                let context = format!("{}，{day}{}", area.name(), under.unwrap_or_default());
                let mut found = of_text(corpus, &asked, &compiled.text);
                found.extend(of_compiled(corpus, &asked, &compiled));
                found.extend(std::mem::take(&mut compiled.diagnostics));
                acceptances.accept_in_text(&compiled.text, &mut found);
                add(&mut checked.findings, found, &context);
            }
        }
    }
    let broken = checked.findings.iter().any(|found| found.severity == Severity::Error);
    checked.findings.extend(acceptances.faults(corpus, broken));
    checked.findings.sort_by_key(|found| (found.primary(), std::cmp::Reverse(found.severity)));
    checked
}

/// Adds what was not found before in another area or period.
fn add(findings: &mut Vec<Diagnostic>, found: Vec<Diagnostic>, context: &str) {
    for found in found {
        let known = |other: &Diagnostic| {
            other.code == found.code
                && other.severity == found.severity
                && other.labels == found.labels
                && other.message == found.message
        };
        if !findings.iter().any(known) {
            let context = found.context.clone().or(Some(context.to_owned()));
            findings.push(Diagnostic { context, ..found });
        }
    }
}
