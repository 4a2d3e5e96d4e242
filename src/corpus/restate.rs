//! 重申: what is restated must be what is in force.

use super::amend::value_text;
use super::in_force::Replay;
use super::tree::StatementId;
use super::{error, members};
use crate::syntax::tree::{Amended, Body, Target, Value, ValueKind};

impl Replay<'_> {
    pub fn restate(&mut self, target: &Target, to: &Amended, by: StatementId, depth: usize) {
        let Some(key) = self.lookup(target, true) else { return };
        let span = self.corpus.statement(by).span;
        let Some(body) = self.items[&key].seen_by(depth) else { return };
        let elements = self.elements_for(body);
        let (said, now, place) = match (body, to) {
            (Body::Scope { members: now, name, .. }, Amended::Members(said)) => {
                let none = Vec::new();
                let sorted = |m: &[crate::syntax::tree::Member]| {
                    let mut keys: Vec<String> =
                        members::keys(elements.as_deref(), m).into_iter().map(|(k, _)| k).collect();
                    keys.sort();
                    keys
                };
                let now = now.as_ref().unwrap_or(&none);
                if sorted(said) == sorted(now) {
                    return;
                }
                (members::text(said), members::text(now), name.span)
            }
            (Body::Definition { value, .. }, Amended::Value(said)) => {
                let unstated = Value { kind: ValueKind::Unstated, span };
                let now = value.base.as_ref().unwrap_or(&unstated);
                if value_text(now) == value_text(said) {
                    return;
                }
                let shown = |v: &Value| self.corpus.files.text(v.span).to_owned();
                (shown(said), shown(now), now.span)
            }
            _ => {
                return self.diagnostics.push(error::cannot_amend(
                    &target.name.text,
                    span,
                    "只能重申范围和定义",
                ));
            }
        };
        self.diagnostics.push(error::restated_differently(span, place, &said, &now));
    }
}
