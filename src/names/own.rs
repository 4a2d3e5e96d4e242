//! Names that only the sentences of one document see (仅用于本文件): there they go before a general name.

use super::scope::{Binder, Symbol};
use super::tree::{ItemIndex, Subject};
use crate::corpus::tree::own_key;
use crate::source::Span;

impl Binder<'_> {
    /// What a name written at a place stands for.
    pub fn global(&self, name: &str, span: Span) -> Option<Symbol> {
        self.own_name(name, span)
            .and_then(|own| self.globals.get(&own))
            .or_else(|| self.globals.get(name))
            .copied()
    }

    /// The item of a subject that a name written at a place stands for, and whether only this document sees it.
    pub fn member_of(&self, subject: Subject, name: &str, span: Span) -> Option<(ItemIndex, bool)> {
        let own = self.own_name(name, span).and_then(|own| self.members.get(&(subject, own)));
        let general = || self.members.get(&(subject, name.to_owned())).map(|item| (*item, false));
        own.map(|item| (*item, true)).or_else(general)
    }

    /// The name as the document at a place keeps it to itself.
    fn own_name(&self, name: &str, span: Span) -> Option<String> {
        let document = self.corpus.document_of(span)?;
        Some(own_key(name, &self.corpus.documents[document].code))
    }

    /// The document that keeps a name to itself, for a hint.
    pub fn kept_by(&self, name: &str) -> Option<String> {
        let start = format!("{name}〔");
        let names = self.globals.keys().chain(self.members.keys().map(|(_, name)| name));
        let mut kept = names.filter_map(|known| known.strip_prefix(&start));
        kept.next().map(|code| code.trim_end_matches('〕').to_owned())
    }
}
