//! Checks that shares of an amount (资金) come out to the fen, or that the text says who bears what is over.

use super::error;
use super::from_names::Checker;
use crate::names::tree::{Benefit, Kind, Value, ValueKind};
use crate::quantity::ratio::Ratio;
use crate::source::Span;

impl Checker {
    /// Reports shares that may leave a remainder that nobody is said to bear.
    pub fn shares(&mut self, benefit: &Benefit, name: &str, span: Span) {
        let parts: Vec<Ratio> = benefit.funding.iter().map(|(_, part)| *part).collect();
        if parts.len() < 2 || benefit.remainder.is_some() {
            return;
        }
        let even = |amount: Ratio| {
            parts.iter().all(|part| {
                let share = amount.checked_mul(*part);
                share.and_then(Ratio::decimal_places).is_some_and(|places| places <= 2)
            })
        };
        if !granted(benefit).into_iter().all(even) {
            self.report(error::remainder(name, span));
        }
    }
}

/// Amounts of which every amount that is granted is a multiple, in 元.
fn granted(benefit: &Benefit) -> Vec<Ratio> {
    if let Some((rounding, _)) = &benefit.rounding {
        return vec![rounding.step];
    }
    let fen = || Ratio::new(1, 100).into_iter().collect();
    let bounded = benefit.floor.is_some() || benefit.cap.is_some() || benefit.raise.is_some();
    let (Some(amount), false) = (&benefit.amount, bounded) else { return fen() };
    // What is added to an amount of fixed parts is a multiple of none of them, but a sum of them: each comes out.
    let values = amount.base.iter().chain(amount.exceptions.iter().map(|exception| &exception.value));
    values.map(fixed).collect::<Option<Vec<Ratio>>>().unwrap_or_else(fen)
}

/// The number that a value is, where it is written out.
fn fixed(value: &Value) -> Option<Ratio> {
    match &value.kind {
        ValueKind::Computed { expr, rounding: None, .. } => match expr.kind {
            Kind::Number(number, _) => Some(number),
            _ => None,
        },
        ValueKind::Computed { rounding: Some(rounding), .. } => Some(rounding.step),
        ValueKind::Unstated | ValueKind::Pending => Some(Ratio::ZERO),
        ValueKind::Judged { .. } => None,
    }
}
