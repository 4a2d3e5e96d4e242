//! Binds conditions and values.

use super::error;
use super::path::Shape;
use super::scope::{Binder, Environment, Symbol};
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
    fn left(&mut self, left: Option<&syntax::Expr>, span: Span, env: &Environment) -> Expr {
        match left {
            Some(left) => self.condition(left, env, None),
            None => self.expr(Kind::Subject(0), span),
        }
    }

    fn element_of(&self, list: &Expr, env: &Environment) -> Option<Subject> {
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

    fn listed(&mut self, category: CategoryIndex, items: &[syntax::Expr]) -> WithinSet {
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

    fn belongs(
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
    fn recorded(
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

    fn meets(
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

    fn located(
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

/// What 已认定为 is followed by.
#[derive(Clone, Copy)]
pub enum Recorded<'e> {
    /// Words as written: elements, or one set.
    Words(&'e [syntax::Expr]),
    /// One element.
    Element(u32),
}
