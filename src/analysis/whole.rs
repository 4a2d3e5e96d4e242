//! Everything that can be found in a corpus without any household's record: `yiju check`.

use crate::corpus::{Asked, Corpus};
use crate::diagnostics::Diagnostic;
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
    for area in corpus.areas() {
        let days = corpus.turning_days(&area);
        checked.areas += usize::from(!days.is_empty());
        checked.periods += days.len();
        for day in days {
            for (switch, compiled) in compile_readings(corpus, &Asked::new(&area, day)) {
                let under = switch.as_ref().map(|switch| format!("，{}", corpus.reading_words(switch)));
                let context = format!("{}，{day}{}", area.name(), under.unwrap_or_default());
                add(&mut checked.findings, compiled.diagnostics, &context, switch.is_none());
            }
        }
    }
    checked.findings.sort_by_key(|found| (found.primary(), std::cmp::Reverse(found.severity)));
    checked
}

/// Adds what was not found before in another area or period; what was is counted,
/// each area and period once.
fn add(findings: &mut Vec<Diagnostic>, found: Vec<Diagnostic>, context: &str, counts: bool) {
    for found in found {
        let known = |other: &Diagnostic| {
            other.code == found.code && other.labels == found.labels && other.message == found.message
        };
        match findings.iter_mut().find(|other| known(other)) {
            Some(other) => other.also_in += usize::from(counts && other.context.is_some()),
            None => {
                let context = found.context.clone().or(Some(context.to_owned()));
                findings.push(Diagnostic { context, ..found });
            }
        }
    }
}
