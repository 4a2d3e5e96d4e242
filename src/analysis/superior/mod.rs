//! Local text against the text above it: conditions that are added, members that are left out, amounts out of bounds.
//!
//! What an amendment may do at all is settled when documents are replayed (`corpus::authority`); here stands what can be
//! seen only in what came of it.

mod amounts;
mod conditions;
mod error;
mod members;

use crate::corpus::{Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::program::ir::Program;
use crate::syntax::tree::{Body, Power};

/// What a text in force holds against its superiors.
#[must_use]
pub fn of_text(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    if text.area.depth() == 0 {
        return Vec::new();
    }
    let mut found = conditions::check(corpus, text);
    found.extend(members::check(corpus, text));
    found.extend(amounts::check(corpus, text));
    found
}

/// Figures that are published as a formula, worked out, against the bounds of superiors.
#[must_use]
pub fn of_program(corpus: &Corpus, text: &TextInForce, program: &Program) -> Vec<Diagnostic> {
    amounts::figures(corpus, text, program)
}

/// The powers in force of documents above a level, with the levels that they speak to.
fn powers<'c>(corpus: &'c Corpus, text: &TextInForce) -> Vec<(usize, usize, &'c Power)> {
    let mut all = Vec::new();
    for id in &text.others {
        let granter = corpus.documents[id.document].area.depth();
        let Body::Authority { bodies, powers } = &corpus.statement(*id).body else { continue };
        for level in bodies.iter().filter_map(|body| crate::corpus::area::level_of(&body.text)) {
            all.extend(powers.iter().filter(|_| granter < level).map(|power| (granter, level, power)));
        }
    }
    all
}
