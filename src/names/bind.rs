//! Binds conditions and values.

use super::error;
use super::path::Shape;
use super::scope::{Binder, Environment};
use super::tree::*;
use crate::quantity::unit::Unit;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, BoundWord, ExprKind, Relation, Word};

impl Binder<'_> {
    /// Binds any expression or condition. `expected`: the category whose elements a bare name may be.
    pub fn condition(
        &mut self,
        expr: &syntax::Expr,
        env: &Environment,
        expected: Option<CategoryIndex>,
    ) -> Expr {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Quantity(q) => {
                let unit = q.unit.unwrap_or(Unit::PURE);
                let value = unit.to_base(q.number).unwrap_or(q.number);
                self.expr(Kind::Number(value, unit), span)
            }
            ExprKind::Lapsed | ExprKind::Delegated(_) => self.expr(Kind::Lapsed, span),
            ExprKind::Date(date) => self.expr(Kind::Date(*date), span),
            ExprKind::Text(text) => self.expr(Kind::Text(text.clone()), span),
            ExprKind::Arithmetic(sign, a, b) => {
                let (a, b) = (Box::new(self.condition(a, env, None)), Box::new(self.condition(b, env, None)));
                self.expr(Kind::Arithmetic(*sign, a, b), span)
            }
            ExprKind::Extreme { greatest, of } => {
                let of = of.iter().map(|e| self.condition(e, env, None)).collect();
                self.expr(Kind::Extreme(*greatest, of), span)
            }
            ExprKind::List(items) => match items.as_slice() {
                [one] => self.condition(one, env, expected),
                _ => {
                    let diagnostic = error::wants("一个值或条件", span, "几个值");
                    self.fail(diagnostic, span)
                }
            },
            ExprKind::Elapsed(from, to, length) => {
                let (from, to) =
                    (Box::new(self.condition(from, env, None)), Box::new(self.condition(to, env, None)));
                self.expr(Kind::Elapsed(from, to, *length), span)
            }
            ExprKind::Banded(of, bands) => self.banded(of, bands, span, env),
            ExprKind::Run(anchor, months, fact) => self.run(anchor, *months, fact, span, env),
            ExprKind::Compare(left, chain) => self.compare(left.as_deref(), chain, span, env),
            ExprKind::Bounded(left, bound, word) => self.bounded(left, bound, *word, span, env),
            ExprKind::Belongs(left, right) => self.belongs(left.as_deref(), right, span, env),
            ExprKind::Recorded(left, right) => self.recorded(left.as_deref(), right, span, env),
            ExprKind::Meets(left, right) => self.meets(left.as_deref(), right, span, env),
            ExprKind::Located(left, right) => self.located(left.as_deref(), right, span, env),
            ExprKind::Has(what) => self.has(what, span, env),
            ExprKind::Every(of, test) => {
                let list = self.path(of, env, None);
                match self.element_of(&list, env) {
                    Some(subject) => {
                        let test = self.condition(test, &env.within(subject), None);
                        self.expr(Kind::Every(Box::new(list), Box::new(test)), span)
                    }
                    None if matches!(list.kind, Kind::Broken) => list,
                    None => {
                        let diagnostic = error::wants("若干个对象", of.span, "一个值");
                        self.fail(diagnostic, span)
                    }
                }
            }
            ExprKind::Not(inner) => {
                let inner = self.condition(inner, env, None);
                self.expr(Kind::Not(Box::new(inner)), span)
            }
            ExprKind::All(entries) | ExprKind::Any(entries) => {
                self.check_labels(entries);
                let parts = entries
                    .iter()
                    .map(|entry| Part {
                        label: entry.label.clone(),
                        expr: self.condition(&entry.expr, env, None),
                    })
                    .collect();
                let kind =
                    if matches!(expr.kind, ExprKind::All(_)) { Kind::All(parts) } else { Kind::Any(parts) };
                self.expr(kind, span)
            }
            _ => self.path(expr, env, expected),
        }
    }

    fn check_labels(&mut self, entries: &[syntax::Entry]) {
        for (at, entry) in entries.iter().enumerate().filter(|(_, e)| !e.label.is_empty()) {
            if let Some(first) = entries[..at].iter().find(|other| other.label == entry.label) {
                let diagnostic = error::duplicate_label(&entry.label, entry.expr.span, first.expr.span);
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The left side of a relation: what is written, or the subject.
    pub(super) fn left(&mut self, left: Option<&syntax::Expr>, span: Span, env: &Environment) -> Expr {
        match left {
            Some(left) => self.condition(left, env, None),
            None => self.expr(Kind::Subject(0), span),
        }
    }

    pub(super) fn element_of(&self, list: &Expr, env: &Environment) -> Option<Subject> {
        match self.shape_in(list, env) {
            Shape::Entities(entity) => Some(Subject::Entity(entity)),
            Shape::Elements(category) => Some(Subject::Element(category)),
            _ => None,
        }
    }

    fn compare(
        &mut self,
        left: Option<&syntax::Expr>,
        chain: &[(Relation, Word, syntax::Expr)],
        span: Span,
        env: &Environment,
    ) -> Expr {
        let mut parts = Vec::new();
        for (relation, _, right) in chain {
            let left = self.left(left, span, env);
            if let Shape::Entities(_) | Shape::Elements(_) = self.shape_in(&left, env) {
                let name = self.corpus.files.text(left.span).to_owned();
                return self.fail(error::list_bare(&name, left.span), span);
            }
            let expected = match self.shape_in(&left, env) {
                Shape::Element(category) => Some(category),
                _ => None,
            };
            // 等于 甲、乙: any of them.
            if let (Relation::Equal | Relation::NotEqual, ExprKind::List(items), Some(category)) =
                (relation, &right.kind, expected)
            {
                let set = self.listed(category, items);
                let within = self.expr(Kind::Within(Box::new(left), set), span);
                parts.push(if *relation == Relation::Equal {
                    within
                } else {
                    self.expr(Kind::Not(Box::new(within)), span)
                });
                continue;
            }
            let right = self.condition(right, env, expected);
            let place = left.span.to(right.span);
            parts.push(self.expr(Kind::Compare(*relation, Box::new(left), Box::new(right)), place));
        }
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let parts = parts.into_iter().map(|expr| Part { label: String::new(), expr }).collect();
        self.expr(Kind::All(parts), span)
    }

    fn bounded(
        &mut self,
        left: &syntax::Expr,
        bound: &syntax::Expr,
        word: BoundWord,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let relation = self.bound_relation(word, None, span);
        let (left, bound) = (self.condition(left, env, None), self.condition(bound, env, None));
        self.expr(Kind::Compare(relation, Box::new(left), Box::new(bound)), span)
    }

    /// The relation that 以上, 以下 … stands for: as written beside it, or as the document says (`用语`).
    pub fn bound_relation(&mut self, word: BoundWord, written: Option<bool>, span: Span) -> Relation {
        let text = match word {
            BoundWord::Above => "以上",
            BoundWord::Below => "以下",
            BoundWord::Within => "以内",
            BoundWord::Before => "以前",
            BoundWord::After => "以后",
        };
        let inclusive = written.or_else(|| self.usage(text, span)).unwrap_or_else(|| {
            self.diagnostics.push(error::bound_word(text, span));
            true
        });
        match (word, inclusive) {
            (BoundWord::Above | BoundWord::After, true) => Relation::GreaterOrEqual,
            (BoundWord::Above | BoundWord::After, false) => Relation::Greater,
            (_, true) => Relation::LessOrEqual,
            (_, false) => Relation::Less,
        }
    }

    /// What the document at a place says of a word.
    pub fn usage(&self, word: &str, span: Span) -> Option<bool> {
        let document = self.corpus.document_of(span)?;
        self.usages.get(&(document, word.to_owned())).copied()
    }

    fn has(&mut self, what: &syntax::Expr, span: Span, env: &Environment) -> Expr {
        let bound = self.path(what, env, None);
        match self.shape_in(&bound, env) {
            Shape::Entities(_) | Shape::Elements(_) => self.expr(Kind::Exists(Box::new(bound)), span),
            _ => match bound.kind {
                Kind::Field(..) => self.expr(Kind::Present(Box::new(bound)), span),
                Kind::Each(_, ref inner) if matches!(inner.kind, Kind::List { .. }) => {
                    self.expr(Kind::Exists(Box::new(bound)), span)
                }
                Kind::Broken => bound,
                _ => {
                    let diagnostic = error::wants("若干个对象或一个项目", what.span, "别的内容");
                    self.fail(diagnostic, span)
                }
            },
        }
    }

    fn run(
        &mut self,
        anchor: &Word,
        months: u32,
        fact: &syntax::Expr,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let on = if anchor.text == "基准日" {
            self.expr(Kind::Today, anchor.span)
        } else {
            let direct = env.innermost().and_then(|subject| match subject {
                Subject::Entity(entity) => {
                    self.field(entity, &anchor.text).map(|field| (Kind::Subject(0), entity, field))
                }
                Subject::Element(_) => None,
            });
            let root = self.model.root.unwrap_or(0);
            let found = direct
                .or_else(|| self.field(root, &anchor.text).map(|field| (Kind::Owner(root), root, field)));
            match found {
                Some((base, entity, field)) => {
                    let base = Box::new(self.expr(base, anchor.span));
                    self.expr(Kind::Field(base, entity, field), anchor.span)
                }
                None => {
                    let diagnostic = self.unknown_name(&anchor.text, anchor.span);
                    return self.fail(diagnostic, span);
                }
            }
        };
        let bound = self.path(fact, env, None);
        match bound.kind {
            Kind::Field(base, entity, field)
                if matches!(base.kind, Kind::Subject(0))
                    && self.model.entities[entity].fields[field].kind == FieldKind::Monthly =>
            {
                self.expr(Kind::Run { before: Box::new(on), months, entity, field }, span)
            }
            Kind::Broken => bound,
            _ => {
                let diagnostic = error::wants("按月记录的项目", fact.span, "别的内容");
                self.fail(diagnostic, span)
            }
        }
    }
}
