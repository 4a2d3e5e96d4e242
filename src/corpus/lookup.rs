//! Which item a sentence declares, and which item a target names.

use super::error;
use super::in_force::Replay;
use super::tree::own_key;
use crate::diagnostics::nearest::nearest;
use crate::source::Span;
use crate::syntax::tree::{Body, Part, Target};

/// The item's key and plain name that a sentence declares.
pub(super) fn declared(body: &Body) -> Option<(String, Span)> {
    Some(match body {
        Body::Category { name, .. }
        | Body::Compound { name, .. }
        | Body::Entity { name, .. }
        | Body::Parameter { name, .. }
        | Body::Scope { name, .. }
        | Body::Adjustments { name, .. }
        | Body::Table { name, .. }
        | Body::Determination { name, .. }
        | Body::Benefit { name, .. }
        | Body::Judgement { name, .. }
        | Body::Disregard { name, .. } => (name.text.clone(), name.span),
        Body::Calendar { name, .. } => (format!("{name}放假安排"), name.span),
        Body::Definition { owner, name, .. } => (format!("{owner}·{name}"), name.span),
        Body::Exclusion { members, .. } => {
            let first = &members.as_ref()?.first()?.name;
            (format!("{first}·互斥"), first.span)
        }
        _ => return None,
    })
}

impl Replay<'_> {
    /// The key that a target names; reports one that is not there or is another document's.
    pub fn lookup(&mut self, target: &Target, report: bool) -> Option<String> {
        // 《甲》的乙 reaches what only 《甲》 sees.
        let own = target.document.as_ref().map(|code| own_key(&target.name.text, &code.text));
        let first = match (&target.document, target.parts.first()) {
            (Some(code), Some(Part::Key(key))) => {
                Some(own_key(&format!("{}·{key}", target.name), &code.text))
            }
            _ => None,
        };
        let ends = own.as_ref().map(|own| format!("·{own}"));
        let fits = |key: &String| {
            first.as_ref() == Some(key)
                || own.as_ref() == Some(key)
                || ends.as_ref().is_some_and(|ends| key.ends_with(ends))
        };
        if let Some(key) = self.items.keys().find(|key| fits(key)) {
            return Some(key.clone());
        }
        let name = &target.name.text;
        let member = match target.parts.first() {
            Some(Part::Key(key)) => Some(format!("{name}·{key}")),
            _ => None,
        };
        // 互斥 is addressed by any of its members.
        let excluded = matches!(target.parts.first(), Some(Part::Key(key)) if key == "互斥");
        let names = |body: &Body| matches!(body, Body::Exclusion { members, .. } if members.iter().flatten().any(|m| m.name == target.name));
        let group = self.items.iter().filter(|_| excluded).find_map(|(key, versions)| {
            let now = versions.bodies.values().next_back().unwrap_or(&versions.item.body);
            names(now).then(|| key.clone())
        });
        let suffix = format!("·{name}");
        let key = member
            .filter(|key| self.items.contains_key(key))
            .or(group)
            .or_else(|| self.items.contains_key(name).then(|| name.clone()))
            .or_else(|| {
                let mut fitting = self.items.keys().filter(|key| key.ends_with(&suffix));
                fitting.next().cloned().filter(|_| fitting.next().is_none())
            });
        let Some(key) = key else {
            if report {
                let near = nearest(name, self.items.keys().map(|key| key.rsplit('·').next().unwrap_or(key)));
                self.diagnostics.push(error::unknown_target(name, target.name.span, near));
            }
            return None;
        };
        if let (Some(said), true) = (&target.document, report) {
            let item = &self.items[&key].item;
            let makers = item.changes.iter().map(|c| c.by.document).chain([item.origin.document]);
            let publishers = self.corpus.publishers_of(name).iter().copied();
            let publishers = publishers.filter(|_| matches!(item.body, Body::Parameter { .. }));
            if !makers.chain(publishers).any(|at| self.corpus.documents[at].code == said.text) {
                self.diagnostics.push(error::wrong_document(name, &said.text, said.span, self.corpus, item));
                return None;
            }
        }
        Some(key)
    }
}
