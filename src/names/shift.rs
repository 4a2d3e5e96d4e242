//! Binds days counted from others: 申请日的12个月前, 基准日的当年首日.

use super::path::Shape;
use super::scope::{Binder, Environment};
use super::tree::{Expr, Kind};
use crate::quantity::shift::{Anchor, Shift};
use crate::source::Span;

impl Binder<'_> {
    /// A day counted from another; of the days of a list, each by itself.
    pub fn shifted(&mut self, base: Expr, shift: Shift, span: Span) -> Expr {
        let kind = match base.kind {
            Kind::Broken => return base,
            Kind::Each(list, value) => Kind::Each(list, Box::new(self.shifted(*value, shift, span))),
            _ => Kind::Shifted(Box::new(base), shift),
        };
        self.expr(kind, span)
    }

    /// `base的当月首日`, where the base has no item of that name.
    pub fn anchored(&mut self, base: &Expr, word: &str, span: Span, env: &Environment) -> Option<Expr> {
        let anchor = Anchor::parse(word)?;
        let day = matches!(self.shape_in(base, env), Shape::Scalar | Shape::Values);
        day.then(|| self.shifted(base.clone(), Shift::Anchor(anchor), span))
    }
}
