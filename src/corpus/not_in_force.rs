//! Amendments of what is not in force: it has ended, or it has not begun.

use super::error;
use super::in_force::Replay;
use super::lookup::declared;
use super::tree::{Ended, StatementId};
use crate::source::Span;
use crate::syntax::tree::{Body, Target};

impl Replay<'_> {
    /// The key that the target of an amendment names; one that is declared by a document that begins later is told with
    /// that document.
    pub fn lookup_for(&mut self, target: &Target, by: StatementId) -> Option<String> {
        if self.lookup(target, false).is_none()
            && let Some((when, place)) = self.not_begun(target, by)
        {
            let name = &target.name;
            let found = error::not_in_force(&name.text, name.span, &when, place, place, true);
            self.diagnostics.push(found);
            return None;
        }
        self.lookup(target, true)
    }

    /// The document of the chain that declares it from a later day on.
    fn not_begun(&self, target: &Target, by: StatementId) -> Option<(String, Span)> {
        let own = &self.corpus.documents[by.document];
        let later = self.corpus.documents.iter().filter(|document| {
            let named = target.document.as_ref().is_none_or(|code| code.text == document.code);
            named && own.area.within(&document.area) && own.effective.date < document.effective.date
        });
        for document in later {
            let found = document.syntax.statements.iter().find_map(|statement| {
                let (key, span) = declared(&statement.body)?;
                (key.rsplit('·').next() == Some(target.name.text.as_str())).then_some(span)
            });
            if let Some(span) = found {
                return Some((format!("《{}》从{}起才施行", document.code, document.effective.date), span));
            }
        }
        None
    }

    /// Reports a target that has ended: which document ended it, since when.
    pub fn has_ended(&mut self, key: &str, target: &Target) -> bool {
        let item = &self.items[key].item;
        let Some(ended) = item.ended.clone() else { return false };
        let corpus = self.corpus;
        let declared = declared(&item.body).map_or(corpus.statement(item.origin).span, |(_, span)| span);
        let place = self.end_place(&ended, item.origin, target).unwrap_or(declared);
        let code = &corpus.documents[ended.document].code;
        let when = format!("《{code}》{}，从{}起没有规定", ended.verb, ended.since);
        let name = &target.name;
        let found = error::not_in_force(&name.text, name.span, &when, place, declared, false);
        self.diagnostics.push(found);
        true
    }

    /// Where it is said that an item ended.
    fn end_place(&self, ended: &Ended, origin: StatementId, target: &Target) -> Option<Span> {
        let corpus = self.corpus;
        let document = &corpus.documents[ended.document];
        if ended.document != origin.document {
            return document.syntax.statements.iter().find_map(|statement| match &statement.body {
                Body::Repeal { target: Some(named), .. } | Body::Suspend { target: named, .. } => {
                    (named.name == target.name).then_some(statement.span)
                }
                _ => None,
            });
        }
        let repealed =
            corpus.documents.iter().flat_map(|d| &d.syntax.statements).find_map(|statement| match &statement
                .body
            {
                Body::Repeal { document: Some(code), .. } if code.text == document.code => {
                    Some(statement.span)
                }
                _ => None,
            });
        let header = || document.syntax.header.iter().find(|(key, _)| key.text == "失效");
        match ended.verb {
            "失效" => header().map(|(_, value)| value.span).or(repealed),
            _ => repealed,
        }
    }
}
