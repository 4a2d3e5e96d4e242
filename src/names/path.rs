//! Binds names and paths: 本户的区域, 本人的收入的计入额, 低保标准（农村）, 居住地的居民人均可支配收入（上年度）.

use super::error;
use super::scope::{Binder, Environment, Symbol};
use super::tree::*;
use crate::diagnostics::nearest::nearest;
use crate::quantity::unit::Base;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, ExprKind, FieldType, Gather, IndexItem, Word};

/// What a bound expression stands for, as far as binding needs to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// An instance of an entity.
    Entity(EntityIndex),
    /// An element of a category.
    Element(CategoryIndex),
    /// Instances of an entity.
    Entities(EntityIndex),
    /// Values of a category.
    Elements(CategoryIndex),
    /// Values, one per instance of a list.
    Values,
    /// A place.
    Place,
    /// Anything else.
    Scalar,
}

impl Binder<'_> {
    /// What an expression stands for.
    pub fn shape(&self, expr: &Expr) -> Shape {
        match &expr.kind {
            Kind::Subject(_) | Kind::Owner(_) => Shape::Scalar,
            Kind::Field(_, entity, field) => match self.model.entities[*entity].fields[*field].kind {
                FieldKind::Element(category) => Shape::Element(category),
                FieldKind::Place => Shape::Place,
                FieldKind::Entity(held) => Shape::Entities(held),
                _ => Shape::Scalar,
            },
            Kind::Element(category, _) => Shape::Element(*category),
            Kind::Component(of, position) => match self.shape(of) {
                Shape::Element(compound) => self.model.categories[compound]
                    .components
                    .get(*position)
                    .map_or(Shape::Scalar, |c| Shape::Element(*c)),
                _ => Shape::Scalar,
            },
            Kind::List { entity, field, .. } => match self.model.entities[*entity].fields[*field].kind {
                FieldKind::Entities(held) | FieldKind::Entity(held) => Shape::Entities(held),
                FieldKind::Elements(category) => Shape::Elements(category),
                _ => Shape::Scalar,
            },
            // A list of lists is one longer list: 成员的收入.
            Kind::Each(_, inner) if matches!(inner.kind, Kind::List { .. }) => self.shape(inner),
            Kind::Each(..) => Shape::Values,
            Kind::Item(_, item) => self.declared_shape(*item),
            _ => Shape::Scalar,
        }
    }

    /// The shape of what a definition or table gives, as it is declared (its body may not be bound yet).
    fn declared_shape(&self, item: ItemIndex) -> Shape {
        let body = self.text.items.get(&self.model.items[item].key).map(|item| &item.body);
        let Some(
            syntax::Body::Definition { ty: Some(FieldType::Named(ty)), .. }
            | syntax::Body::Table { ty: Some(FieldType::Named(ty)), .. },
        ) = body
        else {
            return Shape::Scalar;
        };
        match self.globals.get(ty) {
            _ if ty == "地点" => Shape::Place,
            Some(Symbol::Category(category)) => Shape::Element(*category),
            _ => Shape::Scalar,
        }
    }

    /// The shape of an expression in its environment (subjects are known there).
    pub fn shape_in(&self, expr: &Expr, env: &Environment) -> Shape {
        match &expr.kind {
            Kind::Subject(level) => match env.outwards().nth(*level) {
                Some((_, Subject::Entity(entity))) => Shape::Entity(entity),
                Some((_, Subject::Element(category))) => Shape::Element(category),
                None => Shape::Scalar,
            },
            Kind::Owner(entity) => Shape::Entity(*entity),
            Kind::Alone(_) => self.model.root.map_or(Shape::Scalar, Shape::Entity),
            Kind::Component(of, position) => match self.shape_in(of, env) {
                Shape::Element(compound) => self.model.categories[compound]
                    .components
                    .get(*position)
                    .map_or(Shape::Scalar, |c| Shape::Element(*c)),
                _ => Shape::Scalar,
            },
            _ => self.shape(expr),
        }
    }

    /// Binds a name that stands alone.
    pub fn name(&mut self, word: &Word, env: &Environment, expected: Option<CategoryIndex>) -> Expr {
        let span = word.span;
        let name = word.text.as_str();
        match name {
            "是" | "否" => return self.expr(Kind::Truth(name == "是"), span),
            "无" => return self.expr(Kind::Absent, span),
            "基准日" | "决定日" => return self.expr(Kind::Today, span),
            _ => {}
        }
        if let Some(expr) = self.as_subject(name, span, env) {
            return expr;
        }
        if let Some(category) = expected {
            let found = self.try_elements(category, name);
            if let [element] = found[..] {
                return self.expr(Kind::Element(category, element), span);
            }
        }
        if let Some(subject) = env.innermost() {
            let base = self.expr(Kind::Subject(0), span);
            if let Some(expr) = self.member(base, subject, name, span) {
                return expr;
            }
        }
        self.general(word, env, expected)
    }

    /// A pronoun of a subject, or of an owner of one.
    fn as_subject(&mut self, name: &str, span: Span, env: &Environment) -> Option<Expr> {
        let levels: Vec<(usize, Subject)> = env.outwards().collect();
        for (level, subject) in &levels {
            let pronoun = self.pronoun(*subject);
            if pronoun == name || matches!(subject, Subject::Element(_)) && name == "该项" {
                return Some(self.expr(Kind::Subject(*level), span));
            }
        }
        if let Some(person) = name.strip_suffix("为一户") {
            let person = self.as_subject(person.strip_prefix('以').unwrap_or(person), span, env)?;
            return self.is_member(&person, env).then(|| self.expr(Kind::Alone(Box::new(person)), span));
        }
        for (_, subject) in &levels {
            let entities: Vec<EntityIndex> = match subject {
                Subject::Entity(inner) => (0..self.model.entities.len())
                    .filter(|outer| self.model.is_owner(*outer, *inner))
                    .collect(),
                Subject::Element(_) => Vec::new(),
            };
            if let Some(outer) =
                entities.into_iter().find(|outer| self.model.entities[*outer].pronoun == name)
            {
                return Some(self.expr(Kind::Owner(outer), span));
            }
        }
        None
    }

    /// Whether a subject is a member of the household.
    fn is_member(&self, subject: &Expr, env: &Environment) -> bool {
        let Shape::Entity(entity) = self.shape_in(subject, env) else { return false };
        let entity = &self.model.entities[entity];
        entity.counts == Some(Base::Person)
            && entity.owners.iter().any(|owner| Some(*owner) == self.model.root)
    }

    /// A field, list or item of a subject.
    fn member(&mut self, base: Expr, subject: Subject, name: &str, span: Span) -> Option<Expr> {
        let base = Box::new(base);
        match subject {
            Subject::Entity(entity) => {
                if let Some(field) = self.field(entity, name) {
                    let kind = match self.model.entities[entity].fields[field].kind {
                        FieldKind::Entities(_) | FieldKind::Elements(_) | FieldKind::Entity(_) => {
                            Kind::List { owner: base, entity, field, filter: None }
                        }
                        _ => Kind::Field(base, entity, field),
                    };
                    return Some(self.expr(kind, span));
                }
            }
            Subject::Element(category) => {
                let components = self.model.categories[category].components.clone();
                if let Some(position) = components.iter().position(|c| self.model.categories[*c].name == name)
                {
                    return Some(self.expr(Kind::Component(base, position), span));
                }
            }
        }
        let determines =
            matches!(self.text.items.get(name).map(|i| &i.body), Some(syntax::Body::Determination { .. }));
        let found = self.member_of(subject, name, span).filter(|(_, own)| *own || !determines);
        if let Some((item, _)) = found {
            return Some(self.expr(Kind::Item(base, item), span));
        }
        if let (Subject::Entity(entity), Some(Symbol::Item(item))) =
            (subject, self.globals.get(name).copied())
            && let Some(stage) = self.stage_of(item, entity)
        {
            return Some(self.expr(Kind::Adjustment(base, item, stage), span));
        }
        None
    }

    /// The stage of a list of adjustments that is about an entity.
    fn stage_of(&self, item: ItemIndex, entity: EntityIndex) -> Option<usize> {
        let key = &self.model.items[item].key;
        match &self.text.items.get(key)?.body {
            syntax::Body::Adjustments { stages, .. } => {
                stages.iter().position(|s| self.globals.get(&s.owner.text) == Some(&Symbol::Entity(entity)))
            }
            _ => None,
        }
    }

    /// A name that needs no owner: a parameter, a table, a list of the household, an element of one category.
    fn general(&mut self, word: &Word, env: &Environment, expected: Option<CategoryIndex>) -> Expr {
        let (name, span) = (word.text.as_str(), word.span);
        match self.global(name, span) {
            Some(Symbol::Parameter(parameter)) => return self.parameter(parameter, &[], None, span, env),
            Some(Symbol::Item(item)) => {
                let subject = self.model.items[item].subject;
                if subject.is_none()
                    && let Some(Subject::Entity(entity)) = env.innermost()
                    && let Some(stage) = self.stage_of(item, entity)
                {
                    let base = Box::new(self.expr(Kind::Subject(0), span));
                    return self.expr(Kind::Adjustment(base, item, stage), span);
                }
                if matches!(
                    self.text.items.get(name).map(|i| &i.body),
                    Some(syntax::Body::Determination { .. })
                ) {
                    return self.fail(error::determination_bare(name, span), span);
                }
                if let Some(subject) = subject {
                    let owner = self.pronoun(subject);
                    return self.fail(error::not_here(name, &owner, span), span);
                }
            }
            Some(Symbol::Set(_) | Symbol::Category(_)) => {
                let diagnostic = error::wants("一个项目或数额", span, "一个范围或类别，要跟在“属于”后面");
                return self.fail(diagnostic, span);
            }
            _ => {}
        }
        // 成员 means all members of the household, whoever the sentence is about.
        if let Some(root) = self.model.root
            && let Some(field) = self.field(root, name)
            && matches!(self.model.entities[root].fields[field].kind, FieldKind::Entities(_))
        {
            let owner = Box::new(self.root_of(env, span));
            return self.expr(Kind::List { owner, entity: root, field, filter: None }, span);
        }
        let holders: Vec<(usize, Vec<u32>)> = (0..self.model.categories.len())
            .map(|category| (category, self.try_elements(category, name)))
            .filter(|(_, found)| found.len() == 1)
            .collect();
        if let [(category, found)] = &holders[..] {
            return self.expr(Kind::Element(*category, found[0]), span);
        }
        let elsewhere = self
            .members
            .keys()
            .find(|(_, known)| known == name)
            .map(|(subject, _)| self.pronoun(*subject))
            .or_else(|| {
                let holds = |e: &&Entity| e.fields.iter().any(|f| f.name == name);
                self.model.entities.iter().find(holds).map(|e| e.pronoun.clone())
            });
        if let (Some(category), None) = (expected, &elsewhere) {
            self.elements_named(category, word);
            return self.broken(span);
        }
        let diagnostic = match elsewhere {
            Some(owner) => error::not_here(name, &owner, span),
            None => self.unknown_name(name, span),
        };
        self.fail(diagnostic, span)
    }

    /// A name that nothing declares, with the nearest name or the words that it may be made of.
    pub fn unknown_name(&self, name: &str, span: Span) -> crate::diagnostics::Diagnostic {
        if name.ends_with("为一户") {
            return error::unknown(name, span, Some(format!("说到家庭成员的句子里才有“{name}”")));
        }
        if let Some(code) = self.kept_by(name) {
            let hint = format!("“{name}”仅用于《{code}》；别的公文要用，在自己的公文里另立一个");
            return error::unknown(name, span, Some(hint));
        }
        if let Some(cut) = self.cut(name) {
            return error::unknown(name, span, Some(format!("词与词之间要空一格，是否想写“{cut}”？")));
        }
        // 三人, 每户每月一百元
        let counted = |unit: &str| {
            let number = name.strip_suffix(unit).and_then(|head| head.chars().next_back());
            number.is_some_and(|c| "一二三四五六七八九十百千万两".contains(c))
        };
        if ["元", "人", "户", "个月", "日", "天", "年", "周岁", "次", "倍"].into_iter().any(counted)
        {
            return error::unknown(name, span, Some("数写成阿拉伯数字，例如“3人”“每户每月100元”".to_owned()));
        }
        let candidates = self.candidates();
        let near =
            nearest(name, candidates.iter().map(String::as_str)).map(|near| format!("是否想写“{near}”？"));
        error::unknown(name, span, near)
    }

    /// The household, seen from a subject.
    pub fn root_of(&mut self, env: &Environment, span: Span) -> Expr {
        let root = self.model.root.unwrap_or(0);
        let level =
            env.outwards().find(|(_, subject)| *subject == Subject::Entity(root)).map(|(level, _)| level);
        match level {
            Some(level) => self.expr(Kind::Subject(level), span),
            None => self.expr(Kind::Owner(root), span),
        }
    }

    /// Binds a path.
    pub fn path(&mut self, expr: &syntax::Expr, env: &Environment, expected: Option<CategoryIndex>) -> Expr {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Name(name) => self.name(&Word { text: name.clone(), span }, env, expected),
            ExprKind::Qualified(document, name) => {
                if self.corpus.find_document(&document.text).is_none() {
                    let diagnostic = error::unknown(&format!("《{document}》"), document.span, None);
                    self.diagnostics.push(diagnostic);
                }
                self.name(name, env, expected)
            }
            ExprKind::Member(base, name) => {
                let base = self.path(base, env, None);
                self.step(base, name, span, env, None)
            }
            ExprKind::Gather(base, how, word) => self.gather(base, *how, word, span, env),
            ExprKind::Scaled(base, factor) => {
                let base = self.path(base, env, None);
                self.expr(Kind::Scaled(Box::new(base), *factor), span)
            }
            ExprKind::Treated(of, unit, _) => {
                let of = self.condition(of, env, None);
                self.expr(Kind::Treated(Box::new(of), *unit), span)
            }
            ExprKind::Shifted(base, shift) => {
                let base = self.path(base, env, None);
                self.shifted(base, *shift, span)
            }
            ExprKind::Filter(base, condition, keep) => self.filter(base, condition, *keep, span, env),
            ExprKind::Index(base, index) => self.index(base, index, span, env),
            _ => self.condition(expr, env, expected),
        }
    }

    /// `base的name`
    pub fn step(
        &mut self,
        base: Expr,
        name: &Word,
        span: Span,
        env: &Environment,
        index: Option<&[IndexItem]>,
    ) -> Expr {
        if matches!(base.kind, Kind::Broken) {
            return base;
        }
        let shape = self.shape_in(&base, env);
        let subject = match shape {
            Shape::Entity(entity) | Shape::Entities(entity) => Some(Subject::Entity(entity)),
            Shape::Element(category) | Shape::Elements(category) => Some(Subject::Element(category)),
            _ => None,
        };
        if let Some(Symbol::Parameter(parameter)) = self.globals.get(&name.text).copied() {
            let place = (shape == Shape::Place).then_some(base);
            return self.parameter(parameter, index.unwrap_or_default(), place, span, env);
        }
        if matches!(shape, Shape::Scalar | Shape::Values) && matches!(name.text.as_str(), "月额" | "年额")
        {
            return self.converted(base, name.text == "年额", span);
        }
        if let Some(expr) = self.anchored(&base, &name.text, span, env) {
            return expr;
        }
        let Some(subject) = subject else {
            let diagnostic = error::no_parts(base.span, &name.text);
            return self.fail(diagnostic, span);
        };
        let found = if matches!(shape, Shape::Entities(_) | Shape::Elements(_)) {
            let element = self.expr(Kind::Subject(0), span);
            self.member(element, subject, &name.text, name.span)
                .map(|value| Kind::Each(Box::new(base.clone()), Box::new(value)))
        } else {
            self.member(base.clone(), subject, &name.text, name.span).map(|e| e.kind)
        };
        match found {
            Some(kind) => self.expr(kind, span),
            None => {
                let known: Vec<String> = match subject {
                    Subject::Entity(entity) => {
                        self.model.entities[entity].fields.iter().map(|f| f.name.clone()).collect()
                    }
                    Subject::Element(_) => Vec::new(),
                };
                let all: Vec<String> = known
                    .into_iter()
                    .chain(self.members.keys().filter(|(s, _)| *s == subject).map(|(_, n)| n.clone()))
                    .collect();
                let near = nearest(&name.text, all.iter().map(String::as_str));
                let owner = self.pronoun(subject);
                let hint =
                    near.map(|near| format!("是否想写“{near}”？")).unwrap_or(format!("{owner}没有这个项目"));
                let diagnostic = error::unknown(&name.text, name.span, Some(hint));
                self.fail(diagnostic, span)
            }
        }
    }

    fn gather(
        &mut self,
        base: &syntax::Expr,
        how: Gather,
        word: &Word,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let bound = self.path(base, env, None);
        if matches!(bound.kind, Kind::Broken) {
            return bound;
        }
        match self.shape_in(&bound, env) {
            Shape::Entities(_) | Shape::Elements(_) | Shape::Values => {
                self.expr(Kind::Gather(Box::new(bound), how), span)
            }
            // 本户的人数 is the household's own item of that name.
            _ => self.step(bound, word, span, env, None),
        }
    }

    fn filter(
        &mut self,
        base: &syntax::Expr,
        condition: &syntax::Expr,
        keep: bool,
        span: Span,
        env: &Environment,
    ) -> Expr {
        let bound = self.path(base, env, None);
        if matches!(bound.kind, Kind::Broken) {
            return bound;
        }
        let subject = match self.shape_in(&bound, env) {
            Shape::Entities(entity) => Subject::Entity(entity),
            Shape::Elements(category) => Subject::Element(category),
            _ => {
                let diagnostic =
                    error::wants("若干个对象（如 成员、收入）", base.span, "一个值，不能加（限 …）");
                return self.fail(diagnostic, span);
            }
        };
        let inner = env.within(subject);
        let mut test = self.condition(condition, &inner, None);
        if !keep {
            test = self.expr(Kind::Not(Box::new(test)), condition.span);
        }
        self.filtered(bound, test, span)
    }

    /// A list with one more condition.
    pub fn filtered(&mut self, list: Expr, test: Expr, span: Span) -> Expr {
        match list.kind {
            Kind::List { owner, entity, field, filter } => {
                let filter = match filter {
                    None => test,
                    Some(old) => {
                        let parts = [*old, test]
                            .into_iter()
                            .map(|expr| Part { label: String::new(), expr })
                            .collect();
                        self.expr(Kind::All(parts), span)
                    }
                };
                self.expr(Kind::List { owner, entity, field, filter: Some(Box::new(filter)) }, span)
            }
            Kind::Each(outer, inner) => {
                let inner = self.filtered(*inner, test, span);
                self.expr(Kind::Each(outer, Box::new(inner)), span)
            }
            _ => self.broken(span),
        }
    }
}
