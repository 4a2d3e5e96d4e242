//! What stands beside the articles: what has ended, what is accepted, the words that all documents share.

use serde_json::{Value as Json, json};

use super::View;
use crate::comparison::history::said as item_name;
use crate::corpus::tree::Item;
use crate::syntax::tree::Body;

/// A warning that its author accepts.
pub(super) struct Accepted<'v> {
    ground: String,
    finding: &'v str,
    of: &'v str,
    reason: String,
}

impl Accepted<'_> {
    pub(super) fn line(&self) -> String {
        format!("{}：“{}”（对 {}），{}", self.ground, self.finding, self.of, self.reason)
    }
    pub(super) fn json(&self) -> Json {
        json!({"ground": self.ground, "finding": self.finding, "of": self.of, "reason": self.reason})
    }
}

/// What check finds and the documents in force accept.
pub(super) fn accepted(view: View<'_>) -> impl Iterator<Item = Accepted<'_>> {
    view.text.others.iter().filter_map(move |by| {
        let Body::Acceptance { finding, of, reason } = &view.corpus.statement(*by).body else { return None };
        let reason = reason.text.lines().map(str::trim).collect();
        Some(Accepted { ground: view.corpus.citation(*by), finding: &finding.text, of: &of.text, reason })
    })
}

/// A word of the vocabulary that no document has changed.
pub(super) fn is_word(view: View<'_>, item: &Item) -> bool {
    view.corpus.documents[item.origin.document].is_vocabulary()
        && item.changes.is_empty()
        && item.additions.is_empty()
}

/// The words that documents share.
pub(super) fn vocabulary(view: View<'_>) -> Vec<String> {
    let living = view.text.items.values().filter(|item| item.ended.is_none());
    living.filter(|item| is_word(view, item)).map(|item| item_name(&item.key)).collect()
}

/// Documents and items that were in force and are no more.
pub(super) fn ended(view: View<'_>) -> Vec<String> {
    let (corpus, text) = (view.corpus, view.text);
    let mut lines = Vec::new();
    for (at, document) in corpus.documents.iter().enumerate() {
        let began = document.effective.date <= text.on && !document.is_vocabulary();
        if !began || !text.area.within(&document.area) || text.documents.contains(&at) {
            continue;
        }
        let of_item = text.items.values().filter_map(|item| item.ended.as_ref()).find(|e| e.document == at);
        let why = match (of_item, document.expires) {
            (Some(ended), _) => format!("自{}起{}", ended.since, ended.verb),
            (None, Some(last)) if last < text.on => format!("{last}期满失效"),
            _ => "已废止，或者到所问的日子还没有印发".to_owned(),
        };
        lines.push(format!("《{}》{}：{why}", document.code, document.syntax.title.text));
    }
    for item in text.items.values() {
        let Some(ended) = &item.ended else { continue };
        if text.documents.contains(&ended.document) {
            let by = &corpus.documents[ended.document].code;
            let (name, ground) = (item_name(&item.key), corpus.citation(item.origin));
            lines.push(format!("{name}（{ground}）：自{}起由《{by}》{}", ended.since, ended.verb));
        }
    }
    lines
}
