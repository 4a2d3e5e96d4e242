//! Binds 互斥: its members are results about one subject, each in one group only.

use super::error;
use super::scope::{Binder, Symbol};
use super::tree::*;
use crate::corpus::tree as corpus;
use crate::source::Span;
use crate::syntax::tree::{Body, Member, Role};

impl Binder<'_> {
    /// Declares a group; its members are bound once all items are.
    pub fn declare_exclusion(&mut self, key: &str, item: &corpus::Item, span: Option<Span>) {
        let span = span.unwrap_or_else(|| self.corpus.statement(item.origin).span);
        self.model.items.push(Item {
            key: key.to_owned(),
            name: "互斥".to_owned(),
            subject: None,
            body: ItemBody::Parameter,
            origin: item.origin,
            span,
            ended: item.ended.as_ref().map(|e| format!("自{}起{}", e.since, e.verb)),
        });
    }

    /// Binds every group that is in force.
    pub fn bind_exclusions(&mut self) {
        let mut taken: Vec<(ItemIndex, Span)> = Vec::new();
        for at in 0..self.model.items.len() {
            let Some(item) = self.text.items.get(&self.model.items[at].key) else { continue };
            let Body::Exclusion { members, how } = &item.body else { continue };
            let (members, how) = (members.clone().unwrap_or_default(), how.clone());
            let how = match how.as_ref().map(|how| how.text.as_str()) {
                Some("就高") => Preference::Highest,
                Some("由本人选择") => Preference::Chosen,
                Some("依次") | None => Preference::InOrder,
                Some(other) => {
                    let (other, span) = (other.to_owned(), how.map_or(self.model.items[at].span, |h| h.span));
                    self.diagnostics.push(error::wants(
                        "“依次”“就高”或“由本人选择”",
                        span,
                        &format!("“{other}”"),
                    ));
                    continue;
                }
            };
            let ended = item.ended.is_some();
            let bound = self.exclusion_members(at, &members, &mut taken);
            let members = if ended { Vec::new() } else { bound };
            self.model.items[at].body = ItemBody::Exclusion { members, how };
        }
    }

    /// The members that have a rule; reports those that cannot be members.
    fn exclusion_members(
        &mut self,
        at: ItemIndex,
        members: &[Member],
        taken: &mut Vec<(ItemIndex, Span)>,
    ) -> Vec<ItemIndex> {
        let mut bound: Vec<ItemIndex> = Vec::new();
        let mut subject: Option<(Subject, Span)> = None;
        if members.len() < 2 {
            let span = self.model.items[at].span;
            self.diagnostics.push(error::not_exclusive("只写了一项", span));
        }
        for member in members {
            let (name, span) = (member.name.text.as_str(), member.name.span);
            let Some(Symbol::Item(item)) = self.globals.get(name).copied() else {
                let diagnostic = self.unknown_name(name, span);
                self.diagnostics.push(diagnostic);
                continue;
            };
            let result = matches!(
                self.model.items[item].body,
                ItemBody::Determination { role: Role::Status, .. } | ItemBody::Benefit(_)
            );
            if !result {
                self.diagnostics.push(error::not_exclusive(&format!("“{name}”不是认定或给付"), span));
                continue;
            }
            if let Some((_, other)) = taken.iter().find(|(known, _)| *known == item) {
                self.diagnostics.push(error::excluded_twice(name, span, *other));
                continue;
            }
            taken.push((item, span));
            let Some(own) = self.model.items[item].subject else { continue };
            match subject {
                Some((first, other)) if first != own => {
                    let (one, two) = (self.pronoun(first), self.pronoun(own));
                    self.diagnostics.push(error::subjects_differ(span, &two, other, &one));
                    continue;
                }
                _ => subject = subject.or(Some((own, span))),
            }
            if self.model.items[item].ended.is_none() {
                bound.push(item);
            }
        }
        bound
    }
}
