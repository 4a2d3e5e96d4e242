//! Everything that can be found in a corpus without any household's record: `yiju check`.

use super::accepted::Acceptances;
use super::words;
use crate::corpus::{Asked, Corpus};
use crate::diagnostics::{Diagnostic, Severity};
use crate::program::compile::compile_readings;

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

/// Checks every document, and the text in force of every area in every period under every reading.
#[must_use]
pub fn check(corpus: &Corpus) -> Checked {
    let mut checked = Checked { findings: corpus.diagnostics.clone(), ..Checked::default() };
    checked.findings.extend(words::check(corpus));
    let acceptances = Acceptances::of(corpus);
    acceptances.accept_in_documents(&mut checked.findings);
    for area in corpus.areas() {
        let days = corpus.turning_days(&area);
        checked.areas += usize::from(!days.is_empty());
        checked.periods += days.len();
        for day in days {
            for (switch, mut compiled) in compile_readings(corpus, &Asked::new(&area, day)) {
                acceptances.accept_in_text(&compiled.text, &mut compiled.diagnostics);
                let under = switch.map(|switch| format!("，{}", corpus.reading_words(&switch)));
                let context = format!("{}，{day}{}", area.name(), under.unwrap_or_default());
                add(&mut checked.findings, compiled.diagnostics, &context);
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
