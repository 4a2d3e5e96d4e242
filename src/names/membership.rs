//! Binds what a subject is said to be: 属于, 已认定为, 符合, 位于.

use super::error;
use super::path::Shape;
use super::scope::{Binder, Environment, Symbol};
use super::tree::*;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, ExprKind, Relation, Word};

impl Binder<'_> {
    pub(super) fn listed(&mut self, category: CategoryIndex, items: &[syntax::Expr]) -> WithinSet {
        let mut elements = Vec::new();
        for item in items {
            match &item.kind {
                ExprKind::Name(name) => elements
                    .extend(self.elements_named(category, &Word { text: name.clone(), span: item.span })),
                _ => self.diagnostics.push(error::wants("类别中的一项", item.span, "别的内容")),
            }
        }
        elements.sort_unstable();
        elements.dedup();
        WithinSet::Listed(category, elements)
    }

    pub(super) fn belongs(
        &mut self,
        left: Option<&syntax::Expr>,
        right: &syntax::Expr,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let of = self.left(left, span, env);
        if matches!(of.kind, Kind::Broken) {
            return of;
        }
        let shape = self.shape_in(&of, env);
        if let ExprKind::Name(name) | ExprKind::Qualified(_, Word { text: name, .. }) = &right.kind {
            match self.global(name, right.span) {
                Some(Symbol::Set(set)) => {
                    if shape != Shape::Element(self.model.sets[set].category) {
                        let wanted = self.model.categories[self.model.sets[set].category].name.clone();
                        let diagnostic = error::wants(&format!("“{wanted}”中的一项"), of.span, "别的内容")
                            .also(self.model.items[self.model.sets[set].item].span, "范围说的是这个类别");
                        return self.fail(diagnostic, span);
                    }
                    return self.expr(Kind::Within(Box::new(of), WithinSet::Named(set)), span);
                }
                Some(Symbol::Item(item)) if self.model.items[item].subject.is_some() => {
                    let subject = self.model.items[item].subject;
                    if let (Shape::Entity(entity), Some(Subject::Entity(wanted))) = (shape, subject)
                        && entity == wanted
                    {
                        return self.expr(Kind::Item(Box::new(of), item), span);
                    }
                }
                _ => {}
            }
        }
        match shape {
            Shape::Element(category) => {
                let one = [right.clone()];
                let items: &[syntax::Expr] =
                    if let ExprKind::List(items) = &right.kind { items } else { &one };
                let set = self.listed(category, items);
                self.expr(Kind::Within(Box::new(of), set), span)
            }
            Shape::Entities(_) | Shape::Elements(_) => {
                let name = self.corpus.files.text(of.span).to_owned();
                self.fail(error::list_bare(&name, of.span), span)
            }
            _ => {
                let name = self.corpus.files.text(right.span).to_owned();
                let known = self.globals.contains_key(&name);
                let diagnostic = if known {
                    error::wants("这个对象的范围", right.span, "别的范围")
                } else {
                    self.unknown_name(&name, right.span)
                };
                self.fail(diagnostic, span)
            }
        }
    }

    /// 已认定为: some record of the status is valid on the day.
    pub(super) fn recorded(
        &mut self,
        left: Option<&syntax::Expr>,
        right: &syntax::Expr,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let of = self.left(left, span, env);
        let Shape::Entity(entity) = self.shape_in(&of, env) else {
            let diagnostic = error::wants("本户、本人等对象", of.span, "一个值");
            return self.fail(diagnostic, span);
        };
        let one = [right.clone()];
        let items: &[syntax::Expr] = if let ExprKind::List(items) = &right.kind { items } else { &one };
        self.recorded_as(of, entity, Recorded::Words(items), span, env, None)
    }

    /// The list of valid records of an entity whose status is one of some elements and that pass a condition.
    pub fn recorded_as(
        &mut self,
        of: Expr,
        entity: EntityIndex,
        what: Recorded<'_>,
        span: Span,
        env: &Environment,
        also: Option<&syntax::Expr>,
    ) -> Expr {
        let holder =
            self.model.entities[entity].fields.iter().enumerate().find_map(|(at, field)| match field.kind {
                FieldKind::Entities(held) => {
                    self.model.entities[held].recording.map(|recording| (at, held, recording))
                }
                _ => None,
            });
        let Some((list, held, (status, from, to))) = holder else {
            let name = self.model.entities[entity].name.clone();
            let diagnostic = error::wants("记载身份的对象", span, &format!("{name}，它没有身份记录"));
            return self.fail(diagnostic, span);
        };
        let FieldKind::Element(category) = self.model.entities[held].fields[status].kind else {
            return self.broken(span);
        };
        let set = match what {
            Recorded::Element(element) => WithinSet::Listed(category, vec![element]),
            Recorded::Words(items) => {
                let named = match items {
                    [
                        syntax::Expr {
                            kind: ExprKind::Name(name) | ExprKind::Qualified(_, Word { text: name, .. }),
                            ..
                        },
                    ] => match self.global(name, items[0].span) {
                        Some(Symbol::Set(set)) if self.model.sets[set].category == category => Some(set),
                        _ => None,
                    },
                    _ => None,
                };
                named.map_or_else(|| self.listed(category, items), WithinSet::Named)
            }
        };
        let fact = |this: &mut Self, field: usize| {
            let subject = Box::new(this.expr(Kind::Subject(0), span));
            this.expr(Kind::Field(subject, held, field), span)
        };
        let mut parts = Vec::new();
        let value = Box::new(fact(self, status));
        parts.push(self.expr(Kind::Within(value, set), span));
        let (begin, today) = (Box::new(fact(self, from)), Box::new(self.expr(Kind::Today, span)));
        parts.push(self.expr(Kind::Compare(Relation::LessOrEqual, begin, today), span));
        let (end, end_again) = (fact(self, to), fact(self, to));
        let today = Box::new(self.expr(Kind::Today, span));
        let present = self.expr(Kind::Present(Box::new(end)), span);
        let open_ended = self.expr(Kind::Not(Box::new(present)), span);
        let not_over = self.expr(Kind::Compare(Relation::GreaterOrEqual, Box::new(end_again), today), span);
        let either =
            [open_ended, not_over].into_iter().map(|expr| Part { label: String::new(), expr }).collect();
        parts.push(self.expr(Kind::Any(either), span));
        if let Some(also) = also {
            parts.push(self.condition(also, &env.within(Subject::Entity(held)), None));
        }
        let parts = parts.into_iter().map(|expr| Part { label: String::new(), expr }).collect();
        let filter = Some(Box::new(self.expr(Kind::All(parts), span)));
        let list = self.expr(Kind::List { owner: Box::new(of), entity, field: list, filter }, span);
        self.expr(Kind::Exists(Box::new(list)), span)
    }

    pub(super) fn meets(
        &mut self,
        left: Option<&syntax::Expr>,
        right: &syntax::Expr,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let of = self.left(left, span, env);
        let name = match &right.kind {
            ExprKind::Name(name) => name.clone(),
            ExprKind::Qualified(_, name) => name.text.clone(),
            _ => String::new(),
        };
        let item = match self.global(&name, right.span) {
            Some(Symbol::Item(item)) => item,
            _ => {
                let status = self
                    .model
                    .entities
                    .iter()
                    .filter_map(|e| e.recording.map(|(at, _, _)| &e.fields[at].kind));
                let recorded = status.clone().any(|kind| match kind {
                    FieldKind::Element(category) => !self.try_elements(*category, &name).is_empty(),
                    _ => false,
                });
                let hint = format!("“{name}”是记录里的身份，写“已认定为 {name}”；“符合”后面写本次要算的认定");
                let diagnostic = match recorded {
                    true => error::unknown(&name, right.span, Some(hint)),
                    false => self.unknown_name(&name, right.span),
                };
                return self.fail(diagnostic, span);
            }
        };
        match (self.shape_in(&of, env), self.model.items[item].subject) {
            (Shape::Entity(entity), Some(Subject::Entity(wanted))) if entity == wanted => {
                self.expr(Kind::Item(Box::new(of), item), span)
            }
            (_, Some(wanted)) => {
                let wanted = self.pronoun(wanted);
                let diagnostic =
                    error::not_here(&name, &wanted, right.span).help(format!("写成“{wanted} 符合 {name}”"));
                self.fail(diagnostic, span)
            }
            _ => {
                let diagnostic = error::wants("一种认定", right.span, "别的名称");
                self.fail(diagnostic, span)
            }
        }
    }

    pub(super) fn located(
        &mut self,
        left: Option<&syntax::Expr>,
        right: &syntax::Expr,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let place = Box::new(self.left(left, span, env));
        if matches!(&right.kind, ExprKind::Name(name) if name == "本辖区") {
            return self.expr(Kind::Located(place, None), span);
        }
        let within = self.condition(right, env, None);
        self.expr(Kind::Located(place, Some(Box::new(within))), span)
    }
}

/// What 已认定为 is followed by.
#[derive(Clone, Copy)]
pub enum Recorded<'e> {
    /// Words as written: elements, or one set.
    Words(&'e [syntax::Expr]),
    /// One element.
    Element(u32),
}
