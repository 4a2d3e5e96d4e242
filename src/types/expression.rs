//! Types and measures expressions.

use super::error;
use super::from_names::Checker;
use super::operation::of_several_days;
use super::presence::{further_out, key, when_false, when_true};
use super::tree::{Context, Scalar, Traits, Ty};
use crate::corpus::elsewhere::exact_in_fen;
use crate::names::tree::{Declared, Expr, FieldKind, ItemBody, Kind, Subject};
use crate::quantity::unit::{Base, Dimension, Scale, Span as TimeSpan, Unit};
use crate::syntax::tree::{Gather, Length};

impl Checker {
    /// Types an expression.
    pub fn expr(&mut self, expr: &Expr, context: &Context) -> (Ty, Traits) {
        let typed = self.kind(expr, context);
        if let Some(slot) = self.types.get_mut(expr.id as usize) {
            *slot = typed;
        }
        typed
    }

    /// Types an expression that must be one value; a fact that may be absent is reported unless `absent_ok`.
    pub fn scalar(&mut self, expr: &Expr, context: &Context, absent_ok: bool) -> Option<(Scalar, Traits)> {
        let (ty, traits) = self.expr(expr, context);
        match ty {
            Ty::Value(scalar) => {
                if traits.optional && !absent_ok {
                    let fact = self.fact_name(expr);
                    let several = of_several_days(expr);
                    self.report(if several {
                        error::no_day(expr.span)
                    } else {
                        error::absent(&fact, expr.span)
                    });
                }
                Some((scalar, traits))
            }
            Ty::Subject(category) => Some((Scalar::Element(category), traits)),
            Ty::Broken => None,
            _ => {
                self.report(error::wanted_value(expr.span));
                None
            }
        }
    }

    pub fn fact_name(&self, expr: &Expr) -> String {
        match &expr.kind {
            Kind::Field(_, entity, field) => self.model.entities[*entity].fields[*field].name.clone(),
            _ => "这一项".to_owned(),
        }
    }

    /// Types a condition.
    pub fn truth(&mut self, expr: &Expr, context: &Context) {
        if let Some((scalar, _)) = self.scalar(expr, context, true)
            && scalar != Scalar::Truth
        {
            self.report(error::wanted("条件（是或否）", expr.span, scalar));
        }
    }

    /// Types an operand that must be a number.
    pub fn number(&mut self, expr: &Expr, context: &Context) -> Option<(Unit, Traits)> {
        if matches!(expr.kind, Kind::Lapsed) {
            // There is no rule: whatever it may come to measures what is wanted.
            return None;
        }
        match self.scalar(expr, context, false)? {
            (Scalar::Number(unit), traits) => Some((unit, traits)),
            (other, _) => {
                self.report(error::wanted("数额", expr.span, other));
                None
            }
        }
    }

    fn kind(&mut self, expr: &Expr, context: &Context) -> (Ty, Traits) {
        let broken = (Ty::Broken, Traits::PLAIN);
        let truth = Checker::value(Scalar::Truth);
        match &expr.kind {
            Kind::Number(_, unit) => {
                // A count of persons is of a household, whoever the sentence is about.
                let persons = unit.dimension == Dimension::of(Base::Person);
                let per = self.per(context).map(|per| if persons { Base::Household } else { per });
                let unit = per.map_or(*unit, |per| unit.filled_for(per));
                Checker::value(Scalar::Number(unit))
            }
            Kind::Truth(_) => truth,
            Kind::Date(_) | Kind::Today => Checker::value(Scalar::Date),
            Kind::Text(_) => Checker::value(Scalar::Text),
            Kind::Absent => Checker::value(Scalar::Absent),
            Kind::Element(category, _) => Checker::value(Scalar::Element(*category)),
            Kind::Subject(level) => match context.subjects.iter().rev().nth(*level) {
                Some(Subject::Entity(entity)) => (Ty::Entity(*entity), Traits::PLAIN),
                Some(Subject::Element(category)) => (Ty::Subject(*category), Traits::PLAIN),
                None => broken,
            },
            Kind::Owner(entity) => (Ty::Entity(*entity), Traits::PLAIN),
            Kind::Alone(person) => {
                self.expr(person, context);
                self.model.root.map_or(broken, |root| (Ty::Entity(root), Traits::PLAIN))
            }
            Kind::Field(base, entity, field) => {
                self.expr(base, context);
                self.field(expr, *entity, *field, context)
            }
            Kind::Component(base, position) => match self.expr(base, context) {
                (Ty::Subject(compound) | Ty::Value(Scalar::Element(compound)), traits) => {
                    match self.model.categories[compound].components.get(*position) {
                        Some(component) => (Ty::Value(Scalar::Element(*component)), traits),
                        None => broken,
                    }
                }
                _ => broken,
            },
            Kind::Item(base, item) => {
                self.expr(base, context);
                match self.item(*item) {
                    Some(ty) => (Ty::Value(ty.scalar), ty.traits),
                    None => broken,
                }
            }
            Kind::Adjustment(base, item, stage) => {
                self.expr(base, context);
                self.item(*item);
                match self.stage_unit(*item, *stage) {
                    Some(unit) => (Ty::Value(Scalar::Number(unit)), Traits { exact: false, ..Traits::PLAIN }),
                    None => broken,
                }
            }
            Kind::Amount => match context.amount {
                Some(unit) => Checker::value(Scalar::Number(unit)),
                None => broken,
            },
            Kind::Parameter { parameter, coordinates, place, .. } => {
                for coordinate in coordinates {
                    self.scalar(coordinate, context, false);
                }
                if let Some(place) = place {
                    self.scalar(place, context, false);
                }
                let parameter = &self.model.parameters[*parameter];
                let unit = parameter.unit;
                let fine =
                    |(figure, _): &(crate::corpus::tree::Figure, Vec<u32>)| exact_in_fen(&figure.value, unit);
                let exact = parameter.figures.iter().all(fine);
                (Ty::Value(Scalar::Number(parameter.unit)), Traits { exact, ..Traits::PLAIN })
            }
            Kind::List { owner, entity, field, filter } => {
                self.expr(owner, context);
                let (ty, subject) = match self.model.entities[*entity].fields[*field].kind {
                    FieldKind::Entities(held) | FieldKind::Entity(held) => {
                        (Ty::Entities(held), Subject::Entity(held))
                    }
                    FieldKind::Elements(category) => (Ty::Elements(category), Subject::Element(category)),
                    _ => return broken,
                };
                if let Some(filter) = filter {
                    let inner = within(context, subject);
                    self.truth(filter, &inner);
                }
                (ty, Traits::PLAIN)
            }
            Kind::Each(list, value) => self.each(list, value, context),
            Kind::Gather(of, how) => self.gather(expr, of, *how, context),
            Kind::Exists(list) => {
                self.expr(list, context);
                truth
            }
            Kind::Every(list, test) => {
                if let (Ty::Entities(_) | Ty::Elements(_), Some(inner)) =
                    (self.expr(list, context).0, self.inside(list, context))
                {
                    self.truth(test, &inner);
                }
                truth
            }
            Kind::Present(fact) => {
                self.expr(fact, context);
                truth
            }
            Kind::Arithmetic(sign, a, b) => self.arithmetic(expr.span, *sign, a, b, context),
            Kind::Scaled(of, factor) => match self.number(of, context) {
                Some((unit, traits)) => {
                    let exact = traits.exact && factor.decimal_places().is_some_and(|places| places == 0);
                    (Ty::Value(Scalar::Number(unit)), Traits { exact, ..traits })
                }
                None => broken,
            },
            Kind::Converted(of, yearly) => match self.number(of, context) {
                Some((unit, traits)) => {
                    let span = if *yearly { TimeSpan::Year } else { TimeSpan::Month };
                    let unit = Unit::new(unit.dimension, Scale { span, ..unit.scale });
                    (Ty::Value(Scalar::Number(unit)), traits)
                }
                None => broken,
            },
            Kind::Monthly(of, _) => {
                let (ty, traits) = self.expr(of, context);
                (ty, Traits { exact: true, ..traits })
            }
            Kind::Treated(of, unit) => self.treated(expr.span, of, *unit, context),
            Kind::Worded(of) => self.expr(of, context),
            Kind::FloorZero(of) => match self.number(of, context) {
                Some((unit, traits)) => {
                    (Ty::Value(Scalar::Number(unit)), Traits { negative: false, ..traits })
                }
                None => broken,
            },
            Kind::Where(condition, of) => {
                self.truth(condition, context);
                self.expr(of, context)
            }
            Kind::Extreme(_, of) => self.extreme(of, context),
            Kind::Elapsed(from, to, length) => {
                for end in [from, to] {
                    if let Some((scalar, _)) = self.scalar(end, context, false)
                        && scalar != Scalar::Date
                    {
                        self.report(error::wanted("日期", end.span, scalar));
                    }
                }
                let base = match length {
                    Length::Years => Base::AgeYear,
                    Length::Months => Base::Month,
                    Length::Days => Base::Day,
                };
                Checker::value(Scalar::Number(Unit::of(Dimension::of(base))))
            }
            Kind::Shifted(of, _) => {
                let (scalar, traits) = match self.scalar(of, context, of_several_days(of)) {
                    Some(typed) => typed,
                    None => return broken,
                };
                if scalar != Scalar::Date {
                    self.report(error::wanted("日期", of.span, scalar));
                }
                let optional = traits.optional && of_several_days(of);
                (Ty::Value(Scalar::Date), Traits { optional, ..traits })
            }
            Kind::Run { before, .. } => {
                if let Some((scalar, _)) = self.scalar(before, context, false)
                    && scalar != Scalar::Date
                {
                    self.report(error::wanted("日期", before.span, scalar));
                }
                truth
            }
            Kind::Compare(relation, a, b) => {
                self.compare(expr.span, *relation, a, b, context);
                truth
            }
            Kind::Within(of, _) => {
                self.scalar(of, context, true);
                truth
            }
            Kind::Located(place, within) => {
                for side in std::iter::once(place).chain(within) {
                    if let Some((scalar, _)) = self.scalar(side, context, false)
                        && scalar != Scalar::Place
                    {
                        self.report(error::wanted("地点", side.span, scalar));
                    }
                }
                truth
            }
            Kind::Not(inner) => {
                self.truth(inner, context);
                truth
            }
            Kind::All(parts) | Kind::Any(parts) => {
                let all = matches!(expr.kind, Kind::All(_));
                for (at, part) in parts.iter().enumerate() {
                    let mut inner = context.clone();
                    for (other, part) in parts.iter().enumerate() {
                        if other != at {
                            inner.present.extend(if all {
                                when_true(&part.expr)
                            } else {
                                when_false(&part.expr)
                            });
                        }
                    }
                    self.truth(&part.expr, &inner);
                }
                truth
            }
            Kind::Lapsed => truth,
            Kind::Broken => broken,
        }
    }

    fn field(&mut self, expr: &Expr, entity: usize, field: usize, context: &Context) -> (Ty, Traits) {
        let field = &self.model.entities[entity].fields[field];
        let scalar = match field.kind {
            FieldKind::Truth | FieldKind::Monthly => Scalar::Truth,
            FieldKind::Number(unit) => Scalar::Number(unit),
            FieldKind::Element(category) => Scalar::Element(category),
            FieldKind::Date => Scalar::Date,
            FieldKind::Text => Scalar::Text,
            FieldKind::Place => Scalar::Place,
            _ => return (Ty::Broken, Traits::PLAIN),
        };
        let known = key(expr).is_some_and(|key| context.present.contains(&key));
        // A monthly figure may be given by the year and divided by 12.
        let exact = !matches!(scalar, Scalar::Number(unit) if unit.dimension.exponent(Base::Month) < 0);
        (Ty::Value(scalar), Traits { exact, negative: false, optional: field.optional && !known })
    }

    /// The context inside a list, with the facts that its filter shows to be present.
    fn inside(&mut self, list: &Expr, context: &Context) -> Option<Context> {
        match &list.kind {
            Kind::List { entity, field, filter, .. } => {
                let subject = match self.model.entities[*entity].fields[*field].kind {
                    FieldKind::Entities(held) | FieldKind::Entity(held) => Subject::Entity(held),
                    FieldKind::Elements(category) => Subject::Element(category),
                    _ => return None,
                };
                let mut inner = within(context, subject);
                inner.present.extend(filter.iter().flat_map(|f| when_true(f)));
                Some(inner)
            }
            Kind::Each(outer, list) => {
                let inner = self.inside(outer, context)?;
                self.inside(list, &inner)
            }
            _ => None,
        }
    }

    fn each(&mut self, list: &Expr, value: &Expr, context: &Context) -> (Ty, Traits) {
        self.expr(list, context);
        let Some(inner) = self.inside(list, context) else { return (Ty::Broken, Traits::PLAIN) };
        let (ty, traits) = self.expr(value, &inner);
        if traits.optional {
            let fact = self.fact_name(value);
            self.report(error::absent(&fact, value.span));
        }
        match ty {
            Ty::Value(scalar) => {
                let element = inner.subjects[context.subjects.len()..].iter().find_map(|s| match s {
                    Subject::Entity(entity) => self.model.entities[*entity].counts,
                    Subject::Element(_) => None,
                });
                (Ty::Values(scalar, element.map(|base| (base, Base::Household))), traits)
            }
            other => (other, traits),
        }
    }

    fn gather(&mut self, expr: &Expr, of: &Expr, how: Gather, context: &Context) -> (Ty, Traits) {
        let (ty, traits) = self.expr(of, context);
        let counted = |unit: Unit, per: Option<(Base, Base)>| match per {
            Some((base, owner)) if base != owner => unit
                .dimension
                .times(Dimension::of(base))
                .and_then(|d| d.per(Dimension::of(owner)))
                .map_or(unit, |dimension| Unit::new(dimension, unit.scale)),
            _ => unit,
        };
        match (how, ty) {
            (Gather::Count, Ty::Entities(entity)) => {
                let unit =
                    counted(Unit::PURE, self.model.entities[entity].counts.map(|b| (b, Base::Household)));
                Checker::value(Scalar::Number(unit))
            }
            (Gather::Count, Ty::Elements(_)) => Checker::value(Scalar::Number(Unit::PURE)),
            (Gather::Sum, Ty::Values(Scalar::Number(unit), per)) => {
                (Ty::Value(Scalar::Number(counted(unit, per))), traits)
            }
            (
                Gather::Least | Gather::Greatest,
                Ty::Values(scalar @ (Scalar::Number(_) | Scalar::Date), _),
            ) => (Ty::Value(scalar), traits),
            (_, Ty::Values(other, _)) => {
                self.report(error::not_a_sum(expr.span, other));
                (Ty::Broken, traits)
            }
            (_, Ty::Broken) => (Ty::Broken, traits),
            _ => {
                self.report(error::wanted_value(of.span));
                (Ty::Broken, traits)
            }
        }
    }

    /// Unit of a stage's full amount.
    pub fn stage_unit(&mut self, item: usize, stage: usize) -> Option<Unit> {
        let ItemBody::Adjustments { stages } = &self.model.items[item].body else { return None };
        let stage = stages.get(stage)?;
        let (full, owner) = (stage.full.clone(), stage.owner);
        let context = Context { subjects: vec![Subject::Entity(owner)], ..Context::default() };
        match self.expr(&full, &context).0 {
            Ty::Value(Scalar::Number(unit)) => Some(unit),
            _ => None,
        }
    }

    /// A declared type as a scalar.
    pub fn declared(declared: Declared) -> Scalar {
        match declared {
            Declared::Truth => Scalar::Truth,
            Declared::Unit(unit) => Scalar::Number(unit),
            Declared::Category(category) => Scalar::Element(category),
            Declared::Date => Scalar::Date,
            Declared::Place => Scalar::Place,
            Declared::Text => Scalar::Text,
        }
    }
}

/// One more subject; the facts known of outer subjects stand one level further out.
fn within(context: &Context, subject: Subject) -> Context {
    let mut inner = context.clone();
    inner.subjects.push(subject);
    inner.present = inner.present.iter().filter_map(|key| further_out(key)).collect();
    inner
}
