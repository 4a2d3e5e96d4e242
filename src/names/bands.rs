//! Binds 分段累计: the amount of each band times its rate, added up. Each band keeps its own words.

use super::scope::{Binder, Environment};
use super::tree::{Expr, Kind, Part};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, Band, Relation, Sign};

impl Binder<'_> {
    /// `甲 分段累计：…`
    pub fn banded(&mut self, of: &syntax::Expr, bands: &[Band], span: Span, env: &Environment) -> Expr {
        let amount = self.condition(of, env, None);
        let mut total: Option<Expr> = None;
        let mut unproven = Vec::new();
        for (at, band) in bands.iter().enumerate() {
            let part = self.portion(&amount, band, at == 0, env);
            let rate = self.condition(&band.rate, env, None);
            let share =
                self.expr(Kind::Arithmetic(Sign::Multiply, Box::new(part), Box::new(rate)), band.span);
            let share = self.expr(Kind::Worded(Box::new(share)), band.span);
            total = Some(match total {
                None => share,
                Some(sum) => self.expr(Kind::Arithmetic(Sign::Add, Box::new(sum), Box::new(share)), span),
            });
            if let (Some(low), Some(high)) = (&band.low, &band.high)
                && syntax::rising(low, high).is_none()
            {
                let (low, high) = (self.condition(low, env, None), self.condition(high, env, None));
                let kind = Kind::Compare(Relation::LessOrEqual, Box::new(low), Box::new(high));
                unproven.push(Part { label: band.label.clone(), expr: self.expr(kind, band.span) });
            }
        }
        let Some(total) = total else { return self.broken(span) };
        if unproven.is_empty() {
            return total;
        }
        // Ends whose order the text does not show: where they do not rise, the bands say nothing.
        let guard = self.expr(Kind::All(unproven), span);
        self.expr(Kind::Where(Box::new(guard), Box::new(total)), span)
    }

    /// What of the amount lies in a band.
    fn portion(&mut self, amount: &Expr, band: &Band, first: bool, env: &Environment) -> Expr {
        let span = band.span;
        let mut part = amount.clone();
        if let Some(high) = &band.high {
            let high = self.condition(high, env, None);
            part = self.expr(Kind::Extreme(false, vec![part, high]), span);
        }
        let low = band.low.as_ref().filter(|low| !(first && nought(low)));
        let Some(low) = low else { return part };
        let low = self.condition(low, env, None);
        part = self.expr(Kind::Arithmetic(Sign::Subtract, Box::new(part), Box::new(low)), span);
        self.expr(Kind::FloorZero(Box::new(part)), span)
    }
}

fn nought(bound: &syntax::Expr) -> bool {
    matches!(&bound.kind, syntax::ExprKind::Quantity(q) if q.number == Ratio::ZERO && q.unit != Some(Unit::PERCENT))
}
