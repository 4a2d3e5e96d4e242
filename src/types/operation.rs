//! Types and measures arithmetic and comparisons.

use super::error;
use super::from_names::Checker;
use super::tree::{Context, Scalar, Traits, Ty};
use crate::names::tree::{Expr, Kind};
use crate::quantity::unit::{Base, Scale, Unit};
use crate::source::Span;
use crate::syntax::tree::{Relation, Sign};

impl Checker {
    pub fn arithmetic(
        &mut self,
        span: Span,
        sign: Sign,
        a: &Expr,
        b: &Expr,
        context: &Context,
    ) -> (Ty, Traits) {
        let broken = (Ty::Broken, Traits::PLAIN);
        let (left, right) = (self.number(a, context), self.number(b, context));
        let (Some((left, lt)), Some((right, rt))) = (left, right) else { return broken };
        let exact = lt.exact && rt.exact;
        let negative = lt.negative || rt.negative;
        match sign {
            Sign::Add | Sign::Subtract => {
                let verb = if sign == Sign::Add { "相加" } else { "相减" };
                if left.dimension != right.dimension {
                    self.report(error::units_differ(verb, span, (a.span, left), (b.span, right)));
                    return broken;
                }
                if left.scale.span != right.scale.span {
                    self.report(error::year_and_month(span, (a.span, left), (b.span, right)));
                    return broken;
                }
                let negative = negative || sign == Sign::Subtract;
                (Ty::Value(Scalar::Number(left)), Traits { exact, negative, optional: false })
            }
            Sign::Multiply | Sign::Divide => {
                let joined = if sign == Sign::Multiply {
                    left.dimension.times(right.dimension)
                } else {
                    left.dimension.per(right.dimension)
                };
                let Some(dimension) = joined else {
                    self.report(error::units_differ("相乘除", span, (a.span, left), (b.span, right)));
                    return broken;
                };
                let time = if left.dimension.exponent(Base::Month) != 0 {
                    left.scale.span
                } else {
                    right.scale.span
                };
                let unit = Unit::new(dimension, Scale { span: time, ..Scale::BASE });
                let whole = |unit: Unit| {
                    unit.dimension.exponent(Base::Yuan) == 0
                        && unit.dimension.exponent(Base::Month) <= 0
                        && unit.scale == Scale::BASE
                };
                let exact = exact
                    && sign == Sign::Multiply
                    && (whole(left) || whole(right) || is_whole_literal(a) || is_whole_literal(b));
                (Ty::Value(Scalar::Number(unit)), Traits { exact, negative, optional: false })
            }
        }
    }

    /// 视作: the number of one unit in another.
    pub fn treated(&mut self, span: Span, of: &Expr, unit: Unit, context: &Context) -> (Ty, Traits) {
        let unit = self.per(context).map_or(unit, |per| unit.filled_for(per));
        let Some((before, traits)) = self.number(of, context) else { return (Ty::Broken, Traits::PLAIN) };
        if before == unit {
            self.report(error::treated_alike(span, unit));
        }
        // A yearly number taken as monthly is multiplied; a monthly one taken as yearly may not come out even.
        let exact = traits.exact && (before.factor() == unit.factor() || unit.scale == Scale::BASE);
        (Ty::Value(Scalar::Number(unit)), Traits { exact, ..traits })
    }

    pub fn extreme(&mut self, of: &[Expr], context: &Context) -> (Ty, Traits) {
        let mut first: Option<(Span, Scalar)> = None;
        let mut traits = Traits { optional: true, ..Traits::PLAIN };
        for expr in of {
            // Absent days are passed over, so they need no guard here.
            let (ty, own) = self.expr(expr, context);
            let Ty::Value(scalar) = ty else {
                if ty != Ty::Broken {
                    self.report(error::wanted_value(expr.span));
                }
                return (Ty::Broken, traits);
            };
            if own.optional && scalar != Scalar::Date {
                let fact = self.fact_name(expr);
                self.report(error::absent(&fact, expr.span));
            }
            traits = Traits {
                exact: traits.exact && own.exact,
                negative: traits.negative || own.negative,
                // Of days that may all be absent there may be no earliest.
                optional: traits.optional && own.optional && scalar == Scalar::Date,
            };
            match first {
                None => first = Some((expr.span, scalar)),
                Some((place, kind)) => {
                    if !self.comparable("比较大小", expr.span, (place, kind), (expr.span, scalar)) {
                        return (Ty::Broken, traits);
                    }
                }
            }
        }
        match first {
            Some((_, scalar @ (Scalar::Number(_) | Scalar::Date))) => (Ty::Value(scalar), traits),
            Some((span, other)) => {
                self.report(error::wanted("数额或日期", span, other));
                (Ty::Broken, traits)
            }
            None => (Ty::Broken, traits),
        }
    }

    pub fn comparable(
        &mut self,
        verb: &str,
        span: Span,
        left: (Span, Scalar),
        right: (Span, Scalar),
    ) -> bool {
        match (left.1, right.1) {
            (Scalar::Number(a), Scalar::Number(b)) => {
                if a.dimension == b.dimension {
                    return true;
                }
                self.report(error::units_differ(verb, span, (left.0, a), (right.0, b)));
                false
            }
            (Scalar::Absent, _) | (_, Scalar::Absent) => true,
            (a, b) if a == b => true,
            (a, b) => {
                self.report(error::types_differ(verb, span, a, b));
                false
            }
        }
    }

    pub fn compare(&mut self, span: Span, relation: Relation, a: &Expr, b: &Expr, context: &Context) {
        let equality = matches!(relation, Relation::Equal | Relation::NotEqual);
        let with_absent = equality && (matches!(a.kind, Kind::Absent) || matches!(b.kind, Kind::Absent));
        let categorical = |checker: &Checker, e: &Expr| {
            matches!(
                checker.types.get(e.id as usize),
                Some((Ty::Value(Scalar::Element(_) | Scalar::Truth | Scalar::Text) | Ty::Subject(_), _))
            )
        };
        // Types are needed to know whether absence matters: an absent element simply differs.
        self.expr(a, context);
        let lenient = with_absent || equality && categorical(self, a);
        // No day at all is later than every earliest day and earlier than every latest one.
        let may_be_absent = |e: &Expr| lenient || of_several_days(e);
        let (left, right) =
            (self.scalar(a, context, may_be_absent(a)), self.scalar(b, context, may_be_absent(b)));
        let (Some((left, _)), Some((right, _))) = (left, right) else { return };
        if !self.comparable("比较", span, (a.span, left), (b.span, right)) || equality {
            return;
        }
        match left {
            Scalar::Number(_) | Scalar::Date => {}
            Scalar::Element(category) => {
                let category = &self.model.categories[category];
                if !category.ordered {
                    let diagnostic = error::not_ordered(&category.name, span, category.span);
                    self.report(diagnostic);
                }
            }
            other => self.report(error::wanted("可以比大小的数额、日期", a.span, other)),
        }
    }
}

/// The earliest or latest of several days, also counted on from.
pub(super) fn of_several_days(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Extreme(..) => true,
        Kind::Shifted(of, _) | Kind::Worded(of) => of_several_days(of),
        _ => false,
    }
}

fn is_whole_literal(expr: &Expr) -> bool {
    matches!(&expr.kind, Kind::Number(value, unit) if value.is_integer() && unit.scale == Scale::BASE)
}
