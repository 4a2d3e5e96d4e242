//! Binds figures: 低保标准（农村）, 居住地的居民人均可支配收入（上年度）.

use super::error;
use super::path::Shape;
use super::scope::{Binder, Environment, Symbol};
use super::tree::*;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, ExprKind, IndexItem, Word};

impl Binder<'_> {
    /// Binds the figures that are published as a formula: 低保标准（农村）的1.3倍.
    pub fn bind_formulas(&mut self) {
        for at in 0..self.model.parameters.len() {
            let mut values: Vec<syntax::Value> = Vec::new();
            for (figure, _) in &self.model.parameters[at].figures {
                if values.iter().all(|known| known.span != figure.value.span) {
                    values.push(figure.value.clone());
                }
            }
            for value in values {
                let mut inner = &value;
                while let syntax::ValueKind::Assumed(assumed) = &inner.kind {
                    inner = assumed;
                }
                match &inner.kind {
                    syntax::ValueKind::Computed { expr, .. } if expr.plain_amount().is_none() => {
                        let bound = self.value(inner, &Environment::default(), None);
                        let bound = Value { span: value.span, ..bound };
                        self.model.parameters[at].formulas.push(bound);
                    }
                    syntax::ValueKind::Judged(_) | syntax::ValueKind::Full => {
                        self.diagnostics.push(error::wants("一个数额", value.span, "别的写法"));
                    }
                    _ => {}
                }
            }
        }
    }

    /// A figure; coordinates that are not written come from the one fact of that category of the subject or its owners.
    pub fn parameter(
        &mut self,
        parameter: usize,
        index: &[IndexItem],
        place: Option<Expr>,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let axes = self.model.parameters[parameter].axes.clone();
        let yearly = self.model.parameters[parameter].yearly;
        let name = self.model.parameters[parameter].name.clone();
        let mut year = None;
        let mut given: Vec<Option<Expr>> = vec![None; axes.len()];
        for item in index {
            match item {
                IndexItem::Year(y) => year = Some(*y),
                IndexItem::Name(word) if word.text == "上年度" => year = Some(self.text.on.year() - 1),
                IndexItem::Name(word) if word.text == "本年度" => year = Some(self.text.on.year()),
                IndexItem::Name(word) => {
                    let slot = axes.iter().enumerate().find(|(at, c)| {
                        given[*at].is_none() && self.try_elements(**c, &word.text).len() == 1
                    });
                    match slot.map(|(at, category)| (at, *category)) {
                        Some((at, category)) => {
                            let element = self.try_elements(category, &word.text)[0];
                            given[at] = Some(self.expr(Kind::Element(category, element), word.span));
                        }
                        None => match axes[..] {
                            [category, ..] => {
                                self.elements_named(category, word);
                            }
                            [] => {
                                let diagnostic = self.unknown_name(&word.text, word.span);
                                self.diagnostics.push(diagnostic);
                            }
                        },
                    }
                }
            }
        }
        if yearly && year.is_none() {
            return self.fail(error::no_year(&name, span), span);
        }
        let mut coordinates = Vec::new();
        for (at, category) in axes.iter().enumerate() {
            let expr = match given[at].take() {
                Some(expr) => expr,
                None => match self.implied(*category, env, span) {
                    Some(expr) => expr,
                    None => {
                        let category = self.model.categories[*category].name.clone();
                        return self.fail(error::no_coordinate(&name, &category, span), span);
                    }
                },
            };
            coordinates.push(expr);
        }
        self.expr(Kind::Parameter { parameter, coordinates, year, place: place.map(Box::new) }, span)
    }

    /// The fact of a category nearest to the subject: its own, or its owner's.
    pub fn implied(&mut self, category: CategoryIndex, env: &Environment, span: Span) -> Option<Expr> {
        let levels: Vec<(usize, Subject)> = env.outwards().collect();
        for (level, subject) in levels {
            let Subject::Entity(entity) = subject else { continue };
            if let Some(field) = self.field_of_category(entity, category) {
                let base = Box::new(self.expr(Kind::Subject(level), span));
                return Some(self.expr(Kind::Field(base, entity, field), span));
            }
            let owners: Vec<EntityIndex> =
                (0..self.model.entities.len()).filter(|outer| self.model.is_owner(*outer, entity)).collect();
            for outer in owners.into_iter().rev() {
                if let Some(field) = self.field_of_category(outer, category) {
                    let base = Box::new(self.expr(Kind::Owner(outer), span));
                    return Some(self.expr(Kind::Field(base, outer, field), span));
                }
            }
        }
        None
    }

    /// 甲（农村）
    pub fn index(&mut self, base: &syntax::Expr, index: &[IndexItem], span: Span, env: &Environment) -> Expr {
        let global = |this: &Self, name: &str| match this.globals.get(name) {
            Some(Symbol::Parameter(parameter)) => Some(*parameter),
            _ => None,
        };
        match &base.kind {
            ExprKind::Name(name) | ExprKind::Qualified(_, Word { text: name, .. }) => {
                if let Some(parameter) = global(self, name) {
                    return self.parameter(parameter, index, None, span, env);
                }
            }
            ExprKind::Member(place, name) => {
                if let Some(parameter) = global(self, &name.text) {
                    return self.parameter_at(place, parameter, index, span, env);
                }
            }
            _ => {}
        }
        let diagnostic = error::wants("标准名称", base.span, "不能跟括号的名称");
        self.fail(diagnostic, span)
    }

    /// `居住地的低保标准（农村）`, `本辖区的低保标准`.
    pub fn parameter_at(
        &mut self,
        place: &syntax::Expr,
        parameter: usize,
        index: &[IndexItem],
        span: Span,
        env: &Environment,
    ) -> Expr {
        if matches!(&place.kind, ExprKind::Name(name) if name == "本辖区") {
            return self.parameter(parameter, index, None, span, env);
        }
        let bound = self.path(place, env, None);
        match self.shape_in(&bound, env) {
            Shape::Place => self.parameter(parameter, index, Some(bound), span, env),
            // 本户的低保标准: the coordinates are those of the household.
            Shape::Entity(_) => self.parameter(parameter, index, None, span, env),
            _ if matches!(bound.kind, Kind::Broken) => bound,
            _ => {
                let diagnostic = error::wants("一个地点", place.span, "别的项目");
                self.fail(diagnostic, span)
            }
        }
    }
}
