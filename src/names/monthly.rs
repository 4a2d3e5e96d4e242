//! 的月额, 的年额; 折月: a yearly figure that has a monthly one of its own, so that each use must say which it means.

use std::collections::BTreeSet;

use super::error;
use super::from_corpus::walk_item;
use super::scope::Binder;
use super::tree::{Expr, Kind};
use crate::source::Span;

impl Binder<'_> {
    /// `base的月额`, `base的年额`
    pub fn converted(&mut self, base: Expr, yearly: bool, span: Span) -> Expr {
        let rounding = match base.kind {
            Kind::Parameter { parameter, .. } if !yearly => self.model.parameters[parameter].monthly,
            _ => None,
        };
        let converted = self.expr(Kind::Converted(Box::new(base), yearly), span);
        match rounding {
            Some((rounding, _)) => self.expr(Kind::Monthly(Box::new(converted), rounding), span),
            None => converted,
        }
    }

    /// No figure with 折月 is used without saying which of the two is meant, and only yearly ones have it.
    pub fn check_monthly(&mut self) {
        let mut found = Vec::new();
        for parameter in &self.model.parameters {
            if let Some((_, span)) = parameter.monthly
                && parameter.unit.scale.span.months() != 12
            {
                found.push(error::not_by_year(&parameter.name, span));
            }
        }
        for item in &self.model.items {
            let mut said: BTreeSet<u32> = BTreeSet::new();
            walk_item(item, &mut |expr| match &expr.kind {
                // A use stands before what it uses.
                Kind::Converted(of, _) => {
                    said.insert(of.id);
                }
                Kind::Parameter { parameter, .. } if !said.contains(&expr.id) => {
                    let parameter = &self.model.parameters[*parameter];
                    if let Some((_, declared)) = parameter.monthly {
                        found.push(error::month_or_year(&parameter.name, expr.span, declared));
                    }
                }
                _ => {}
            });
        }
        self.diagnostics.extend(found);
    }
}
