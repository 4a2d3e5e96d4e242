//! Words that a signed text must not leave loose: numbers that are none, judgement that nobody makes, boundaries that
//! are not said, lists that may or may not end, words with two meanings, figures that do not agree.
//!
//! Every check reads the words of the source (原文, 转述) beside the sentences that formalise them. What stands in one
//! document is looked at once for that document; what two documents say is found by one pass over names and areas.

pub mod across;
pub mod bounds;
pub mod connect;
pub mod ends;
pub mod figures;
pub mod fuzzy;
pub mod judgement;
pub mod meanings;
pub mod numbers;
pub mod open;
pub mod pairs;
pub mod raises;
pub mod sums;
pub mod thresholds;
pub mod walk;

use crate::corpus::{Corpus, Document};
use crate::diagnostics::Diagnostic;

/// What is found in a document alone.
#[must_use]
pub fn of_document(corpus: &Corpus, document: usize) -> Vec<Diagnostic> {
    let known = &corpus.documents[document];
    let pairs = pairs::pairs(&corpus.files, known);
    if pairs.is_empty() {
        return Vec::new();
    }
    let (mut found, mut unsaid) = (Vec::new(), ends::Unsaid::new());
    let spoken = ends::Spoken::of(known);
    for pair in pairs {
        fuzzy::check(&pair, &mut found);
        judgement::check(&pair, &mut found);
        ends::check(&pair, &spoken, &mut unsaid, &mut found);
        ends::check_named(&pair, &mut found);
        open::check(known, &pair, &mut found);
        connect::check(&pair, &mut found);
        figures::check(&pair, &mut found);
        sums::check(&pair, &mut found);
    }
    found.extend(unsaid.into_values());
    found
}

/// What is found only beside other documents.
#[must_use]
pub fn across_documents(corpus: &Corpus) -> Vec<Diagnostic> {
    let lives = across::Lives::of(corpus);
    let mut found = meanings::check(corpus, &lives);
    found.extend(thresholds::check(corpus, &lives));
    // Raises are over figures of earlier documents.
    let raising = |text: &str| raises::WORDS.iter().any(|word| text.contains(word));
    let raising: Vec<&Document> =
        corpus.documents.iter().filter(|known| raising(&corpus.files.file(known.syntax.file).text)).collect();
    if !raising.is_empty() {
        let figures = raises::Figures::of(corpus);
        for pair in raising.into_iter().flat_map(|known| pairs::pairs(&corpus.files, known)) {
            raises::check(corpus, &pair, &figures, &mut found);
        }
    }
    found
}
