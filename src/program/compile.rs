//! From a corpus to the program of an area and a day, through every stage between.

use super::faces::faces;
use super::from_types::lower;
use super::ir::Program;
use crate::corpus::marks::Print;
use crate::corpus::readings::Switch;
use crate::corpus::{Asked, Corpus, TextInForce, text_in_force};
use crate::diagnostics::{Diagnostic, Severity};
use crate::names;
use crate::types;

/// A compiled text in force.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The text.
    pub text: TextInForce,
    /// The program; none if something is wrong.
    pub program: Option<Program>,
    /// What was found, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the text in force that is asked for, and then under every other reading of its doubts, one at a time.
pub fn compile_readings(corpus: &Corpus, asked: &Asked) -> Vec<(Option<Switch>, Compiled)> {
    let compiled = compile(corpus, asked);
    let others = compiled.text.other_readings(corpus, asked);
    let others = others.into_iter().map(|switch| {
        let compiled = compile(corpus, &asked.with(switch.clone()));
        (Some(switch), compiled)
    });
    let others: Vec<_> = others.collect();
    std::iter::once((None, compiled)).chain(others).collect()
}

/// Compiles the text in force that is asked for.
pub fn compile(corpus: &Corpus, asked: &Asked) -> Compiled {
    let (text, diagnostics) = text_in_force(corpus, asked);
    through(corpus, asked, text, diagnostics, false).0
}

/// Compiles a text in force for what is found in it: the program has no digest and no names of other times. Gives as well
/// what the items show to sentences that name them; none where names lead in a circle.
pub fn compile_to_check(
    corpus: &Corpus,
    asked: &Asked,
    text: TextInForce,
    diagnostics: Vec<Diagnostic>,
) -> (Compiled, Option<Print>) {
    through(corpus, asked, text, diagnostics, true)
}

fn through(
    corpus: &Corpus,
    asked: &Asked,
    text: TextInForce,
    mut diagnostics: Vec<Diagnostic>,
    checking: bool,
) -> (Compiled, Option<Print>) {
    let (model, found) = names::from_corpus::bind(corpus, &text);
    let cyclic = found.iter().any(|d| matches!(d.code, "E0305" | "E0317" | "E0327" | "E0318"));
    diagnostics.extend(found);
    let (mut program, mut shown) = (None, None);
    if !cyclic {
        let (typed, found) = types::from_names::check(model);
        diagnostics.extend(found);
        shown = checking.then(|| faces(&text, &typed));
        if !diagnostics.iter().any(|d| d.severity == Severity::Error) {
            let (lowered, found) = lower(corpus, asked, &text, &typed, checking);
            diagnostics.extend(found);
            program = Some(lowered).filter(|_| !diagnostics.iter().any(|d| d.severity == Severity::Error));
        }
    }
    let mut kept: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        let same = |d: &Diagnostic| d.code == diagnostic.code && d.labels == diagnostic.labels;
        if !kept.iter().any(same) {
            kept.push(diagnostic);
        }
    }
    kept.sort_by_key(Diagnostic::primary);
    (Compiled { text, program, diagnostics: kept }, shown)
}
