//! Checks 互斥 by the greater amount: every member has an amount, in one unit.

use super::error;
use super::from_names::Checker;
use super::tree::{ItemType, Scalar};
use crate::names::tree::{ItemBody, Preference};

impl Checker {
    /// Every group, once all items are typed.
    pub fn exclusions(&mut self) {
        for at in 0..self.model.items.len() {
            let ItemBody::Exclusion { members, how: Preference::Highest } = &self.model.items[at].body else {
                continue;
            };
            let mut first = None;
            for member in members.clone() {
                let span = self.model.items[member].span;
                let measured =
                    matches!(&self.model.items[member].body, ItemBody::Benefit(b) if b.amount.is_some());
                let unit = match self.items[member] {
                    Some(ItemType { scalar: Scalar::Number(unit), .. }) if measured => unit,
                    _ => {
                        self.report(error::no_amount(
                            &self.model.items[member].name,
                            span,
                            self.model.items[at].span,
                        ));
                        continue;
                    }
                };
                match first {
                    None => first = Some((unit, span)),
                    Some((known, other)) if known.dimension != unit.dimension => {
                        self.report(error::amounts_differ((span, unit), (other, known)));
                    }
                    Some(_) => {}
                }
            }
        }
    }
}
