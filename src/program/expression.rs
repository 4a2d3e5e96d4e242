//! Bound expressions to nodes.

use super::ir::*;
use super::lowering::{Env, Lowering, OUT_OF_REACH};
use crate::names::tree::{self as bound, Kind, WithinSet};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, Gather, Length, Sign};
use crate::types::tree::Ty;

impl Lowering<'_> {
    /// Lowers an expression to a node on the innermost subject's plane.
    pub fn expr(&mut self, expr: &bound::Expr, env: &Env) -> NodeId {
        let here = Self::here(env);
        let node = self.kind(expr, env);
        self.lift(node, here)
    }

    fn kind(&mut self, expr: &bound::Expr, env: &Env) -> NodeId {
        let (here, span) = (Self::here(env), expr.span);
        let ty = self.ty(expr);
        match &expr.kind {
            Kind::Number(value, _) => self.constant(here, Constant::Number(*value), ty, span),
            Kind::Truth(value) => self.constant(here, Constant::Truth(*value), ty, span),
            Kind::Date(date) => self.constant(here, Constant::Date(*date), ty, span),
            Kind::Text(text) => self.constant(here, Constant::Text(text.clone()), ty, span),
            Kind::Absent => self.constant(here, Constant::Absent, ty, span),
            Kind::Element(_, element) => self.constant(here, Constant::Element(*element), ty, span),
            Kind::Today => self.node(here, Op::Today, ty, span),
            Kind::Amount => match self.amount {
                Some(amount) => amount,
                None => self.node(here, Op::Unstated, ty, span),
            },
            Kind::Subject(_) | Kind::Owner(_) => {
                match self.plane_of(expr, env).and_then(|p| self.values.get(&p).copied()) {
                    Some(field) => self.fact(field),
                    None => self.node(here, Op::Unstated, ty, span),
                }
            }
            Kind::Field(base, _, field) => self.field_of(base, *field, ty, span, env),
            Kind::Component(base, position) => {
                let of = self.expr(base, env);
                self.node(here, Op::Component { of, position: *position }, ty, span)
            }
            Kind::Alone(_) => self.node(here, Op::Unstated, ty, span),
            Kind::Item(base, item) => match (self.person_alone(base, env), self.plane_of(base, env)) {
                (Some(person), _) => {
                    let whole = self.item_node(*item, PlaneId(0));
                    self.alone(whole, person)
                }
                (_, Some(plane)) if self.is_paid(*item) => self.paid(*item, plane, expr.span),
                (_, Some(plane)) => self.item_node(*item, plane),
                _ => {
                    // An element that is not a subject (a fact of the category): the item is read on its own plane.
                    self.diagnostics.push(super::from_types::unreachable_subject(span));
                    self.node(here, Op::Unstated, ty, span)
                }
            },
            Kind::Adjustment(base, item, stage) => match self.plane_of(base, env) {
                Some(plane) => self.adjustment(*item, *stage, plane),
                None => self.node(here, Op::Unstated, ty, span),
            },
            Kind::Parameter { parameter, coordinates, year, place } => {
                let coordinates = coordinates.iter().map(|c| self.expr(c, env)).collect();
                let place = place.as_ref().map(|p| self.expr(p, env));
                let parameter = ParameterId(*parameter as u32);
                self.node(
                    here,
                    Op::Parameter { parameter, coordinates, year: *year, place, at: None },
                    ty,
                    span,
                )
            }
            Kind::List { .. } | Kind::Each(..) => self.node(here, Op::Unstated, ty, span),
            Kind::Gather(of, how) => {
                let kind = match how {
                    Gather::Sum => Reduction::Sum,
                    Gather::Count => Reduction::Count,
                    Gather::Least => Reduction::Least,
                    Gather::Greatest => Reduction::Greatest,
                };
                self.gather(of, kind, None, ty, span, env)
            }
            Kind::Exists(list) => self.gather(list, Reduction::Exists, None, Type::Truth, span, env),
            Kind::Every(list, test) => {
                self.gather(list, Reduction::Every, Some(test), Type::Truth, span, env)
            }
            Kind::Present(fact) => {
                let fact = self.expr(fact, env);
                self.node(here, Op::Present(fact), Type::Truth, span)
            }
            Kind::Arithmetic(sign, a, b) => {
                let (a, b) = (self.expr(a, env), self.expr(b, env));
                let sign = match sign {
                    Sign::Add => Arithmetic::Add,
                    Sign::Subtract => Arithmetic::Subtract,
                    Sign::Multiply => Arithmetic::Multiply,
                    Sign::Divide => Arithmetic::Divide,
                };
                self.node(here, Op::Arithmetic(sign, a, b), ty, span)
            }
            Kind::Scaled(of, factor) => {
                let of = self.expr(of, env);
                let factor = self.constant(here, Constant::Number(*factor), Type::Number(Unit::PURE), span);
                self.node(here, Op::Arithmetic(Arithmetic::Multiply, of, factor), ty, span)
            }
            Kind::Converted(of, _) => {
                let of = self.expr(of, env);
                self.node(here, Op::Reinterpret(of), ty, span)
            }
            Kind::Extreme(greatest, of) => {
                let of = of.iter().map(|e| self.expr(e, env)).collect();
                self.node(here, Op::Extreme { greatest: *greatest, of }, ty, span)
            }
            Kind::Elapsed(from, to, length) => {
                let (from, to) = (self.expr(from, env), self.expr(to, env));
                let unit = match length {
                    Length::Years => Elapsed::Years,
                    Length::Months => Elapsed::Months,
                    Length::Days => Elapsed::Days,
                };
                self.node(here, Op::Elapsed { unit, from, to }, ty, span)
            }
            Kind::Monthly(of, rounding) => {
                let of = self.expr(of, env);
                self.node(here, Op::Round(of, *rounding), ty, span)
            }
            Kind::Treated(of, _) => {
                let before = self.ty(of);
                let of = self.expr(of, env);
                let of = match (before, ty) {
                    (Type::Number(a), Type::Number(b)) if a.factor() != b.factor() => {
                        let ratio = b.factor().checked_div(a.factor()).unwrap_or(Ratio::ONE);
                        let ratio = self.number(here, ratio, Unit::PURE, span);
                        self.node(here, Op::Arithmetic(Arithmetic::Multiply, of, ratio), before, span)
                    }
                    _ => of,
                };
                self.node(here, Op::Reinterpret(of), ty, span)
            }
            Kind::Worded(of) => {
                let of = self.expr(of, env);
                self.node(here, Op::Reinterpret(of), ty, span)
            }
            Kind::FloorZero(of) => {
                let of = self.expr(of, env);
                self.node(here, Op::FloorZero(of), ty, span)
            }
            Kind::Where(condition, of) => {
                let (guard, value) = (Some(self.expr(condition, env)), self.expr(of, env));
                let clause = self.clause_at(span);
                let only = Alternative { label: String::new(), guard, value, beats: 0, clause, span };
                self.node(here, Op::Choose(vec![only]), ty, span)
            }
            Kind::Shifted(of, shift) => {
                let of = self.expr(of, env);
                self.node(here, Op::Shift(of, *shift), ty, span)
            }
            Kind::Run { before, months, field, .. } => {
                let before = self.expr(before, env);
                match self.facts.get(&(here, *field)).copied() {
                    Some(field) => {
                        self.node(here, Op::Run { field, months: *months, before }, Type::Truth, span)
                    }
                    None => self.node(here, Op::Unstated, Type::Truth, span),
                }
            }
            Kind::Compare(relation, a, b) => self.compare(*relation, a, b, span, env),
            Kind::Within(of, set) => {
                let value = self.expr(of, env);
                let set = self.set(set);
                self.node(here, Op::Within { value, set }, Type::Truth, span)
            }
            Kind::Located(place, within) => {
                let place = self.expr(place, env);
                let within = within.as_ref().map(|w| self.expr(w, env));
                self.node(here, Op::Located { place, within }, Type::Truth, span)
            }
            Kind::Not(inner) => {
                let inner = self.expr(inner, env);
                self.node(here, Op::Not(inner), Type::Truth, span)
            }
            Kind::All(parts) => {
                let parts = self.parts(parts, env);
                self.node(here, Op::All(parts), Type::Truth, span)
            }
            Kind::Any(parts) => {
                let parts = self.parts(parts, env);
                self.node(here, Op::Any(parts), Type::Truth, span)
            }
            Kind::Broken | Kind::Lapsed => self.node(here, Op::Unstated, ty, span),
        }
    }

    fn parts(&mut self, parts: &[bound::Part], env: &Env) -> Vec<Part> {
        let part = |p: &bound::Part| Part {
            label: p.label.clone(),
            node: self.expr(&p.expr, env),
            span: p.expr.span,
        };
        parts.iter().map(part).collect()
    }

    /// The plane of the person who is taken as a household of one.
    fn person_alone(&self, base: &bound::Expr, env: &Env) -> Option<PlaneId> {
        let Kind::Alone(person) = &base.kind else { return None };
        self.plane_of(person, env)
    }

    /// The plane that an entity expression stands for.
    pub fn plane_of(&self, expr: &bound::Expr, env: &Env) -> Option<PlaneId> {
        match &expr.kind {
            Kind::Subject(level) => {
                env.iter().rev().nth(*level).copied().filter(|subject| *subject != OUT_OF_REACH)
            }
            Kind::Owner(entity) => {
                let mut at = Some(Self::here(env));
                while let Some(plane) = at {
                    if self.entity_of(plane) == *entity {
                        return Some(plane);
                    }
                    at = self.program.planes[plane.index()].parent;
                }
                None
            }
            _ => None,
        }
    }

    /// A fact is nobody's in particular: it carries its own name and the place where the vocabulary declares it.
    fn fact(&mut self, field: FieldId) -> NodeId {
        if let Some(known) = self.fact_nodes.get(&field) {
            return *known;
        }
        let (plane, ty) = (self.program.fields[field.index()].plane, self.program.fields[field.index()].ty);
        let (name, span) = (self.program.fields[field.index()].name.clone(), self.declared[field.index()]);
        let node = self.for_item(self.builtin(), |this| this.node(plane, Op::Fact(field), ty, span));
        self.program.nodes[node.index()].text = name.into_boxed_str();
        self.fact_nodes.insert(field, node);
        node
    }

    fn field_of(&mut self, base: &bound::Expr, field: usize, ty: Type, span: Span, env: &Env) -> NodeId {
        let here = Self::here(env);
        let base = match &base.kind {
            // Facts of the household stay as they are.
            Kind::Alone(_) => Some(PlaneId(0)),
            _ => self.plane_of(base, env),
        };
        match base.and_then(|plane| self.facts.get(&(plane, field)).copied()) {
            Some(field) => self.fact(field),
            None => {
                self.diagnostics.push(super::from_types::unreachable_subject(span));
                self.node(here, Op::Unstated, ty, span)
            }
        }
    }

    /// Equality of elements is membership, so that an absent element is simply not equal.
    fn compare(
        &mut self,
        relation: syntax::Relation,
        a: &bound::Expr,
        b: &bound::Expr,
        span: Span,
        env: &Env,
    ) -> NodeId {
        let here = Self::here(env);
        let equality = matches!(relation, syntax::Relation::Equal | syntax::Relation::NotEqual);
        let elements =
            matches!(self.typed.ty(a), Ty::Value(crate::types::tree::Scalar::Element(_)) | Ty::Subject(_));
        if let (true, true, Kind::Element(category, element)) = (equality, elements, &b.kind) {
            let value = self.expr(a, env);
            let set = self.set(&WithinSet::Listed(*category, vec![*element]));
            let within = self.node(here, Op::Within { value, set }, Type::Truth, span);
            return if relation == syntax::Relation::Equal {
                within
            } else {
                self.node(here, Op::Not(within), Type::Truth, span)
            };
        }
        let (a, b) = (self.expr(a, env), self.expr(b, env));
        let relation = match relation {
            syntax::Relation::Less => Relation::Less,
            syntax::Relation::LessOrEqual => Relation::LessOrEqual,
            syntax::Relation::Equal => Relation::Equal,
            syntax::Relation::NotEqual => Relation::NotEqual,
            syntax::Relation::GreaterOrEqual => Relation::GreaterOrEqual,
            syntax::Relation::Greater => Relation::Greater,
        };
        self.node(here, Op::Compare(relation, a, b), Type::Truth, span)
    }

    fn set(&mut self, set: &WithinSet) -> SetId {
        match set {
            WithinSet::Named(at) => SetId(*at as u32),
            WithinSet::Listed(category, elements) => {
                let category = CategoryId(*category as u32);
                let same = |s: &Set| s.name.is_empty() && s.category == category && s.elements == *elements;
                let at = self.program.sets.iter().position(same).unwrap_or_else(|| {
                    self.program.sets.push(Set {
                        name: String::new(),
                        category,
                        elements: elements.clone(),
                        open: false,
                        item: self.item,
                    });
                    self.program.sets.len() - 1
                });
                SetId(at as u32)
            }
        }
    }

    /// Gathers a list, or values of a list; a list of lists is gathered level by level.
    fn gather(
        &mut self,
        of: &bound::Expr,
        kind: Reduction,
        test: Option<&bound::Expr>,
        ty: Type,
        span: Span,
        env: &Env,
    ) -> NodeId {
        match &of.kind {
            Kind::List { owner, entity, field, filter } => self.reduce(
                (owner, *entity, *field, filter.as_deref()),
                kind,
                ty,
                span,
                env,
                |this, inner| test.map(|test| this.expr(test, inner)),
            ),
            Kind::Each(list, value) => match &list.kind {
                Kind::Each(outer, nested) => {
                    let rest = bound::Expr { kind: Kind::Each(nested.clone(), value.clone()), ..of.clone() };
                    self.gather_nested(outer, &rest, kind, test, ty, span, env)
                }
                Kind::List { owner, entity, field, filter } => match &value.kind {
                    Kind::List { .. } => self.gather_nested(list, value, kind, test, ty, span, env),
                    _ => self.reduce(
                        (owner, *entity, *field, filter.as_deref()),
                        kind,
                        ty,
                        span,
                        env,
                        |this, inner| Some(this.expr(value, inner)),
                    ),
                },
                _ => self.node(Self::here(env), Op::Unstated, ty, span),
            },
            _ => self.node(Self::here(env), Op::Unstated, ty, span),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a recursion over two lists")]
    fn gather_nested(
        &mut self,
        outer: &bound::Expr,
        rest: &bound::Expr,
        kind: Reduction,
        test: Option<&bound::Expr>,
        ty: Type,
        span: Span,
        env: &Env,
    ) -> NodeId {
        let Kind::List { owner, entity, field, filter } = &outer.kind else {
            return self.node(Self::here(env), Op::Unstated, ty, span);
        };
        // A count of lists is the sum of their counts.
        let outside = if kind == Reduction::Count { Reduction::Sum } else { kind };
        self.reduce((owner, *entity, *field, filter.as_deref()), outside, ty, span, env, |this, inner| {
            let node = this.gather(rest, kind, test, ty, span, inner);
            Some(this.lift(node, Self::here(inner)))
        })
    }

    fn reduce(
        &mut self,
        (owner, entity, field, filter): (&bound::Expr, usize, usize, Option<&bound::Expr>),
        kind: Reduction,
        ty: Type,
        span: Span,
        env: &Env,
        value: impl FnOnce(&mut Self, &Env) -> Option<NodeId>,
    ) -> NodeId {
        let unreachable = |this: &mut Self| {
            this.diagnostics.push(super::from_types::unreachable_subject(span));
            this.node(Self::here(env), Op::Unstated, ty, span)
        };
        let Some(parent) = self.plane_of(owner, env) else { return unreachable(self) };
        let Some(plane) = self.children.get(&(parent, entity, field)).copied() else {
            return unreachable(self);
        };
        let mut inner: Env = env.clone();
        if !self.above(Self::here(env), parent) {
            // The list does not hang below the subject: inside it, only its own owners are in reach.
            for subject in &mut inner {
                if !self.above(*subject, parent) {
                    *subject = OUT_OF_REACH;
                }
            }
        }
        inner.push(plane);
        let filter = filter.map(|f| self.expr(f, &inner));
        let value = value(self, &inner);
        self.node(parent, Op::Reduce { kind, plane, filter, value }, ty, span)
    }

    /// A plain number on a plane.
    pub fn number(&mut self, plane: PlaneId, value: Ratio, unit: Unit, span: Span) -> NodeId {
        self.constant(plane, Constant::Number(value), Type::Number(unit), span)
    }
}
