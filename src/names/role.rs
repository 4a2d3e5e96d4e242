//! 线索 decide nothing: no decision may rest on one.

use super::error;
use super::from_corpus::walk_item;
use super::scope::Binder;
use super::tree::*;
use crate::source::Span;
use crate::syntax::tree::{Body, Role};

impl Binder<'_> {
    /// Reports every item that decides and reads a lead, or reads a duty that rests on one.
    pub fn check_leads(&mut self) {
        for at in 0..self.model.items.len() {
            if matches!(self.role(at), Some(Role::Lead | Role::Duty | Role::Assertion)) {
                continue;
            }
            for (item, span) in self.read_by(at) {
                let mut waiting = vec![item];
                let mut seen = Vec::new();
                while let Some(item) = waiting.pop() {
                    if seen.contains(&item) {
                        continue;
                    }
                    seen.push(item);
                    match self.role(item) {
                        Some(Role::Lead) => {
                            let lead = &self.model.items[item];
                            let reader = &self.model.items[at].name;
                            let diagnostic = error::lead_read(&lead.name, reader, span, lead.span);
                            self.diagnostics.push(diagnostic);
                            break;
                        }
                        Some(Role::Duty) => waiting.extend(self.read_by(item).into_iter().map(|(i, _)| i)),
                        // What decides has been looked at by itself.
                        _ => {}
                    }
                }
            }
        }
    }

    /// Reports every sentence that reads a 断言, and every sentence but a 断言 that reads what a benefit pays.
    pub fn check_assertions(&mut self) {
        for at in 0..self.model.items.len() {
            let asserts = self.role(at) == Some(Role::Assertion);
            for (item, span) in self.read_by(at) {
                let read = &self.model.items[item];
                let reader = &self.model.items[at].name;
                let found = match &read.body {
                    ItemBody::Determination { role: Role::Assertion, .. } => {
                        error::assertion_read(&read.name, reader, span, read.span)
                    }
                    ItemBody::Benefit(benefit) if asserts && benefit.amount.is_none() => {
                        error::service_asserted(&read.name, span, read.span)
                    }
                    _ => continue,
                };
                self.diagnostics.push(found);
            }
        }
    }

    /// Reports a note of a duty that states a condition: without （对 …） nobody is looked at.
    pub fn check_duty_notes(&mut self) {
        for by in &self.text.others {
            let Body::Duty { verb, name, parts } = &self.corpus.statement(*by).body else { continue };
            let condition = parts.iter().flat_map(|(key, _)| key).find(|key| key.text == "条件");
            if let Some(condition) = condition.filter(|_| verb == "职责") {
                self.diagnostics.push(error::duty_of_nobody(name, condition.span));
            }
        }
    }

    fn role(&self, item: ItemIndex) -> Option<Role> {
        match &self.model.items[item].body {
            ItemBody::Determination { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// The items that an item reads, with the places where it does.
    fn read_by(&self, item: ItemIndex) -> Vec<(ItemIndex, Span)> {
        let mut found = Vec::new();
        walk_item(&self.model.items[item], &mut |e| {
            if let Kind::Item(_, read) = e.kind {
                found.push((read, e.span));
            }
        });
        found
    }
}
