//! Time: figures and rules that are missing on a day on which something in force needs them.

pub mod ahead;
mod cover;
mod error;
mod lapse;
mod never;
mod reach;

use crate::corpus::{Asked, Corpus};
use crate::diagnostics::Diagnostic;
use crate::program::compile::Compiled;

/// Documents that are never in force; looks at all of them once.
#[must_use]
pub fn of_documents(corpus: &Corpus) -> Vec<Diagnostic> {
    never::check(corpus)
}

/// What a compiled text in force needs and does not have, from its day on.
///
/// Readings that no document takes wait for nothing: only the text as it stands is looked at.
#[must_use]
pub fn of_compiled(corpus: &Corpus, asked: &Asked, compiled: &Compiled) -> Vec<Diagnostic> {
    if !asked.readings.is_empty() {
        return Vec::new();
    }
    let Some(program) = &compiled.program else { return Vec::new() };
    let mut found = cover::check(corpus, &compiled.text, program);
    found.extend(lapse::check(corpus, &compiled.text, program));
    found
}
