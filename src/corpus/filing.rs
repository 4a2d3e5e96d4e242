//! 备案: what a superior wants reported before it is published says that it has been.

use super::area::level_of;
use super::error;
use super::tree::{Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::syntax::tree::Body;

/// Checks the publications in force against the authorities that want them reported first. One that came into force
/// before the authority did is not held against it.
pub fn check_filings(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for by in &text.others {
        let Body::Publish { name, filed, .. } = &corpus.statement(*by).body else { continue };
        let own = &corpus.documents[by.document];
        let (depth, since) = (own.area.depth(), own.effective.date);
        for id in &text.others {
            let granter = &corpus.documents[id.document];
            let Body::Authority { bodies, powers } = &corpus.statement(*id).body else { continue };
            let concerns = bodies.iter().any(|body| level_of(&body.text) == Some(depth));
            if !concerns || granter.area.depth() >= depth || since < granter.effective.date {
                continue;
            }
            for power in powers.iter().filter(|p| p.verb == "公布" && !p.forbidden) {
                if !power.targets.iter().any(|target| target.name == *name) {
                    continue;
                }
                let said = filed.as_ref().map(|(names, _)| names.as_slice()).unwrap_or_default();
                let missing: Vec<&str> = power
                    .file_with
                    .iter()
                    .filter(|body| !said.contains(body))
                    .map(|b| b.text.as_str())
                    .collect();
                if !missing.is_empty() {
                    let span = corpus.statement(*by).span;
                    diagnostics.push(error::not_filed(&name.text, &missing.join("、"), span, power.span));
                }
            }
        }
    }
    diagnostics
}
