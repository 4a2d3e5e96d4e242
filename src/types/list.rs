//! Checks lists of adjustments: entries and caps are in the unit of their stage.

use super::error;
use super::from_names::Checker;
use super::item::MOST;
use super::tree::{Context, Scalar, Ty};
use crate::names::tree::{Expr, ItemBody, Subject, ValueKind};

impl Checker {
    /// Every list, once all items are typed.
    pub fn lists(&mut self) {
        for at in 0..self.model.items.len() {
            let ItemBody::Adjustments { stages } = &self.model.items[at].body else { continue };
            for (position, stage) in stages.clone().iter().enumerate() {
                if stage.entries.len() > MOST {
                    let (name, span) = (self.model.items[at].name.clone(), self.model.items[at].span);
                    self.report(error::too_many(&name, span));
                }
                let Some(full) = self.stage_unit(at, position) else { continue };
                let full = Scalar::Number(full);
                if let Some(cap) = &stage.cap {
                    let subjects = vec![Subject::Entity(stage.owner)];
                    let context = Context { subjects, ..Context::default() };
                    if self.number(cap, &context).is_some() {
                        self.in_unit_of(full, cap);
                    }
                }
                for entry in &stage.entries {
                    let ItemBody::Disregard { amount: Some(amount), .. } = &self.model.items[*entry].body
                    else {
                        continue;
                    };
                    if let ValueKind::Computed { expr, .. } = amount.kind.clone() {
                        self.in_unit_of(full, &expr);
                    }
                }
            }
        }
    }

    /// Reports an amount that does not measure what the full amount does.
    fn in_unit_of(&mut self, full: Scalar, expr: &Expr) {
        let Some((Ty::Value(found), _)) = self.types.get(expr.id as usize).copied() else { return };
        let fits =
            matches!((full, found), (Scalar::Number(a), Scalar::Number(b)) if a.dimension == b.dimension);
        if !fits {
            self.report(error::declared_otherwise(expr.span, full, found));
        }
    }
}
