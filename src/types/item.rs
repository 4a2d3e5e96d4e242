//! Types and measures items.

use super::error;
use super::from_names::Checker;
use super::operation::of_several_days;
use super::presence::{when_false, when_true};
use super::tree::{Context, ItemType, Scalar, Traits};
use crate::names::tree::{Benefit, Exception, Expr, ItemBody, ItemIndex, Kind, Value, ValueKind, Valued};
use crate::quantity::unit::{Base, Span as TimeSpan, Unit};
use crate::source::Span;
use crate::syntax::tree as syntax;

/// Alternatives of one choice that bit masks can hold.
pub(super) const MOST: usize = 126;

impl Checker {
    /// Types an item once; none if it has no single value or was found at fault.
    pub fn item(&mut self, at: ItemIndex) -> Option<ItemType> {
        if self.started[at] {
            return self.items[at];
        }
        self.started[at] = true;
        let item = self.model.items[at].clone();
        let context = Context { subjects: item.subject.into_iter().collect(), ..Context::default() };
        let truth = Some(ItemType { scalar: Scalar::Truth, traits: Traits::PLAIN });
        let typed = match &item.body {
            ItemBody::Definition { ty, value } => {
                let declared = ty.map(Checker::declared);
                self.valued(value, declared, &context, &item.name, item.span)
            }
            ItemBody::Table { ty, rows } => {
                let declared = ty.map(Checker::declared);
                if rows.len() > MOST {
                    self.report(error::too_many(&item.name, item.span));
                }
                let mut known = None;
                for row in rows {
                    let mut inner = context.clone();
                    if let Some(condition) = &row.condition {
                        self.truth(condition, &context);
                        inner.present.extend(when_true(condition));
                    }
                    self.join(&mut known, &row.value, declared, &inner);
                }
                self.settle(known, declared, &item.name, item.span)
            }
            ItemBody::Conditions { members, .. } => {
                for (_, condition) in members {
                    self.truth(condition, &context);
                }
                truth
            }
            ItemBody::Judgement { .. } => truth,
            ItemBody::Determination { condition, due, .. } => {
                self.truth(condition, &context);
                let mut inner = context.clone();
                inner.present.extend(when_true(condition));
                self.due(due.as_ref(), &inner, &item.name, item.span);
                truth
            }
            ItemBody::Benefit(benefit) => {
                let unit = self.benefit(benefit, &context, &item.name, item.span);
                Some(ItemType { scalar: Scalar::Number(unit), traits: Traits::PLAIN })
            }
            ItemBody::Adjustments { stages } => {
                for stage in 0..stages.len() {
                    self.stage_unit(at, stage);
                }
                None
            }
            ItemBody::Disregard { condition, amount, .. } => {
                let mut inner = context.clone();
                if let Some(condition) = condition {
                    self.truth(condition, &context);
                    inner.present.extend(when_true(condition));
                }
                let mut known = None;
                if let Some(amount) = amount {
                    self.join(&mut known, amount, None, &inner);
                }
                None
            }
            ItemBody::Parameter | ItemBody::Set | ItemBody::Exclusion { .. } => None,
        };
        self.items[at] = typed;
        typed
    }

    /// 办结 is a day.
    fn due(&mut self, due: Option<&Valued>, context: &Context, name: &str, span: Span) {
        if let Some(due) = due {
            self.valued(due, Some(Scalar::Date), context, name, span);
        }
    }

    fn settle(
        &mut self,
        known: Option<(Scalar, Traits)>,
        declared: Option<Scalar>,
        name: &str,
        span: Span,
    ) -> Option<ItemType> {
        match (declared, known) {
            (Some(scalar), known) => {
                Some(ItemType { scalar, traits: known.map_or(Traits::PLAIN, |(_, traits)| traits) })
            }
            (None, Some((scalar, traits))) => Some(ItemType { scalar, traits }),
            (None, None) => {
                self.report(error::no_type(name, span));
                None
            }
        }
    }

    /// Types one value and joins it with what is known of its siblings.
    fn join(
        &mut self,
        known: &mut Option<(Scalar, Traits)>,
        value: &Value,
        declared: Option<Scalar>,
        context: &Context,
    ) {
        let Some((scalar, traits)) = self.clause_value(value, declared, context) else { return };
        if let Some(declared) = declared
            && !fits(declared, scalar)
        {
            self.report(error::declared_otherwise(value.span, declared, scalar));
            return;
        }
        match known {
            None => *known = Some((scalar, traits)),
            Some((first, joined)) => {
                if *first == Scalar::Absent {
                    *first = scalar;
                }
                if !fits(*first, scalar) {
                    self.report(error::declared_otherwise(value.span, *first, scalar));
                }
                joined.exact &= traits.exact;
                joined.optional |= traits.optional;
            }
        }
    }

    /// Types a value of a clause; a number that may be negative must say what then happens.
    pub fn clause_value(
        &mut self,
        value: &Value,
        declared: Option<Scalar>,
        context: &Context,
    ) -> Option<(Scalar, Traits)> {
        match &value.kind {
            ValueKind::Computed { expr, floor_zero, rounding } => {
                let (scalar, mut traits) = self.scalar(expr, context, !of_several_days(expr))?;
                traits.optional &= !of_several_days(expr);
                if *floor_zero {
                    traits.negative = false;
                }
                traits.exact |= rounding.is_some();
                if traits.negative {
                    self.report(error::negative(expr.span));
                    traits.negative = false;
                }
                Some((scalar, traits))
            }
            ValueKind::Unstated | ValueKind::Pending => None,
            ValueKind::Judged { low, high, .. } => {
                let mut scalar = declared;
                for bound in low.iter().chain(high) {
                    if let Some((unit, _)) = self.number(bound, context) {
                        match scalar {
                            Some(Scalar::Number(wanted)) if wanted.dimension != unit.dimension => {
                                self.report(error::declared_otherwise(
                                    bound.span,
                                    Scalar::Number(wanted),
                                    Scalar::Number(unit),
                                ));
                            }
                            _ => scalar = Some(Scalar::Number(unit)),
                        }
                    }
                }
                Some((scalar?, Traits::PLAIN))
            }
        }
    }

    /// Types a base with exceptions.
    pub fn valued(
        &mut self,
        valued: &Valued,
        declared: Option<Scalar>,
        context: &Context,
        name: &str,
        span: Span,
    ) -> Option<ItemType> {
        if valued.exceptions.len() > MOST {
            self.report(error::too_many(name, span));
        }
        self.check_order(&valued.exceptions, name, span);
        let mut known = None;
        if let Some(base) = &valued.base {
            let mut inner = context.clone();
            // Where an exception takes over in the absence of a fact, the base may rely on its presence.
            inner.present.extend(
                valued.exceptions.iter().filter(|e| !e.nested).flat_map(|e| when_false(&e.condition)),
            );
            self.join(&mut known, base, declared, &inner);
        }
        let mut outer: Vec<String> = Vec::new();
        for exception in &valued.exceptions {
            let mut inner = context.clone();
            if exception.nested {
                inner.present.extend(outer.clone());
            }
            self.truth(&exception.condition, &inner);
            let holds = when_true(&exception.condition);
            inner.present.extend(holds.clone());
            if !exception.nested {
                outer = holds;
            }
            self.join(&mut known, &exception.value, declared, &inner);
        }
        // A formula without a type has been reported where it went wrong.
        let reported = matches!(valued.base.as_ref().map(|v| &v.kind), Some(ValueKind::Computed { .. }));
        if known.is_none() && declared.is_none() && reported {
            return None;
        }
        self.settle(known, declared, name, span)
    }

    fn check_order(&mut self, exceptions: &[Exception], name: &str, span: Span) {
        if exceptions.first().is_some_and(|e| e.nested && !e.plus) {
            self.report(error::nothing_above(exceptions[0].span));
        }
        for start in 0..exceptions.len() {
            let mut queue = exceptions[start].beats.clone();
            let mut seen = Vec::new();
            while let Some(at) = queue.pop() {
                if at == start {
                    self.report(error::beats_cycle(name, span));
                    return;
                }
                if !seen.contains(&at) {
                    seen.push(at);
                    queue.extend(exceptions[at].beats.iter().copied());
                }
            }
        }
    }

    /// A stated floor does not lie above a stated cap.
    fn bounds(&mut self, low: Option<&Expr>, high: Option<&Expr>) {
        if let (Some(low), Some(high)) = (low, high)
            && let (Kind::Number(least, _), Kind::Number(most, _)) = (&low.kind, &high.kind)
            && least > most
        {
            self.report(error::floor_above_cap(low.span, high.span));
        }
    }

    fn benefit(&mut self, benefit: &Benefit, context: &Context, name: &str, span: Span) -> Unit {
        let mut inner = context.clone();
        if let Some(condition) = &benefit.condition {
            self.truth(condition, context);
            inner.present.extend(when_true(condition));
        }
        let per = self.per(context).unwrap_or(Base::Household);
        let fallback = Unit::parse("元").map_or(Unit::PURE, |yuan| yuan.filled_for(per));
        let mut unit = fallback;
        if let Some(amount) = &benefit.amount {
            let judged = matches!(amount.base, Some(Value { kind: ValueKind::Judged { .. }, .. }));
            let typed = self.valued(amount, judged_unit(amount, fallback), &inner, name, span);
            if let Some(ItemType { scalar, traits }) = typed {
                match scalar {
                    Scalar::Number(found) => {
                        unit = found;
                        // A yearly amount in monthly payments is divided by twelve.
                        let cycle = benefit.schedule.as_ref().map_or("", |s| s.cycle.as_str());
                        let parted = found.scale.span == TimeSpan::Year && matches!(cycle, "按月" | "按季");
                        if found.dimension.exponent(Base::Yuan) == 1
                            && (!traits.exact || parted)
                            && benefit.rounding.is_none()
                            && !judged
                        {
                            let place = amount.base.as_ref().map_or(span, |v| v.span);
                            self.report(error::unrounded(name, place, span));
                        }
                    }
                    other => self.report(error::wanted("数额", span, other)),
                }
            }
        }
        self.due(benefit.due.as_ref(), &inner, name, span);
        self.shares(benefit, name, span);
        for bound in benefit.floor.iter().chain(&benefit.cap) {
            if let Some((found, _)) = self.number(bound, &inner)
                && found.dimension != unit.dimension
            {
                self.report(error::declared_otherwise(
                    bound.span,
                    Scalar::Number(unit),
                    Scalar::Number(found),
                ));
            }
        }
        self.bounds(benefit.floor.as_ref(), benefit.cap.as_ref());
        if let Some(Value { kind: ValueKind::Judged { low, high, .. }, .. }) =
            benefit.amount.as_ref().and_then(|v| v.base.as_ref())
        {
            self.bounds(low.as_ref().or(benefit.floor.as_ref()), high.as_ref().or(benefit.cap.as_ref()));
        }
        if let Some((condition, _, _)) = &benefit.raise {
            self.truth(condition, &inner);
        }
        for term in benefit.schedule.iter().flat_map(|s| &s.terms) {
            if let Some(guard) = &term.guard {
                self.truth(guard, &inner);
            }
            if let Some(day) = term.start_day()
                && let Some((scalar, _)) = self.scalar(day, &inner, false)
                && scalar != Scalar::Date
            {
                self.report(error::wanted("日期", day.span, scalar));
            }
        }
        if let Some(approval) = &benefit.approval {
            let amount = Context { amount: Some(unit), ..inner.clone() };
            for (condition, _, _) in &approval.rows {
                // One table serves benefits of different subjects: the type table holds the last reading, which lowering repeats.
                self.truth(condition, &amount);
            }
        }
        unit
    }
}

/// An amount by judgement without bounds is in 元 for its subject.
fn judged_unit(amount: &Valued, fallback: Unit) -> Option<Scalar> {
    match amount.base.as_ref().map(|v| &v.kind) {
        Some(ValueKind::Judged { low: None, high: None, .. }) => Some(Scalar::Number(fallback)),
        Some(ValueKind::Unstated | ValueKind::Pending) | None => Some(Scalar::Number(fallback)),
        _ => None,
    }
}

/// Whether a value of a type can stand where another is declared.
fn fits(declared: Scalar, found: Scalar) -> bool {
    match (declared, found) {
        (Scalar::Number(a), Scalar::Number(b)) => a.dimension == b.dimension,
        (_, Scalar::Absent) => true,
        (a, b) => a == b,
    }
}

/// Units of the numbers of a figure, with their places.
pub(super) fn figure_units(value: &syntax::Value) -> Vec<(Unit, Span)> {
    let one = |expr: &syntax::Expr| match &expr.kind {
        syntax::ExprKind::Quantity(q) => Some((q.unit.unwrap_or(Unit::PURE), expr.span)),
        _ => None,
    };
    match &value.kind {
        syntax::ValueKind::Computed { expr, .. } => one(expr).into_iter().collect(),
        syntax::ValueKind::Assumed(inner) => figure_units(inner),
        syntax::ValueKind::Somewhere(low, high) => one(low).into_iter().chain(one(high)).collect(),
        _ => Vec::new(),
    }
}
