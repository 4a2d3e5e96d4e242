//! Numbers, dates and amounts: pest pairs to values.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::expression::{Builder, find, inner};
use super::parser::Rule;
use super::tree::{Expr, ExprKind, Quantity};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::ratio::Ratio;
use crate::quantity::shift::Shift;
use crate::quantity::unit::Unit;

impl Builder<'_> {
    pub fn bad_number(&mut self, pair: &Pair<'_, Rule>, why: &'static str) {
        let (start, end) = self.range(pair);
        self.errors.push(SyntaxError::BadNumber { start, end, why });
    }

    pub fn number(&mut self, pair: &Pair<'_, Rule>) -> Ratio {
        Ratio::parse_decimal(pair.as_str().trim()).unwrap_or_else(|_| {
            self.bad_number(pair, "位数太多");
            Ratio::ZERO
        })
    }

    pub fn date(&mut self, pair: &Pair<'_, Rule>) -> Date {
        Date::parse(pair.as_str().trim()).unwrap_or_else(|| {
            self.bad_number(pair, "没有这一天");
            Date::NEVER_BEFORE
        })
    }

    /// `视作 元/户·月（理由：“…”）`
    pub fn treated(&mut self, of: Expr, pair: &Pair<'_, Rule>) -> ExprKind {
        let reason =
            find(pair, Rule::text).map(|p| self.word(&p)).filter(|reason| !reason.text.trim().is_empty());
        if reason.is_none() {
            let (start, end) = self.range(pair);
            self.errors.push(SyntaxError::NoReason { start, end });
        }
        let unit = find(pair, Rule::unit).map_or(Unit::PURE, |p| self.unit(&p));
        ExprKind::Treated(Box::new(of), unit, reason)
    }

    /// `12个月前`
    pub fn shift(&mut self, pair: &Pair<'_, Rule>) -> Shift {
        let (mut number, mut unit, mut sign) = (0, String::new(), 1);
        for part in inner(pair.clone()) {
            match part.as_rule() {
                Rule::digits_only => {
                    number =
                        part.as_str().parse().ok().filter(|n| (1..=9999).contains(n)).unwrap_or_else(|| {
                            self.bad_number(&part, "前后推算的数应当是1至9999的整数");
                            1
                        });
                }
                Rule::shift_unit => unit = part.as_str().to_owned(),
                _ if part.as_str().starts_with('前') => sign = -1,
                _ => {}
            }
        }
        let by: i32 = number * sign;
        match unit.as_str() {
            "年" => Shift::Years(by),
            "个月" => Shift::Months(by),
            "日" | "天" => Shift::Days(by),
            _ => Shift::WorkingDays(by),
        }
    }

    pub fn month(&mut self, pair: &Pair<'_, Rule>, year: Option<i32>) -> Month {
        let text = pair.as_str().trim();
        let written = match (text.contains('年'), year) {
            (false, Some(year)) => format!("{year}年{text}"),
            _ => text.to_owned(),
        };
        Month::parse(&written).unwrap_or_else(|| {
            self.bad_number(pair, "没有这个月");
            Month::of(Date::NEVER_BEFORE)
        })
    }

    pub fn year(&mut self, pair: &Pair<'_, Rule>) -> i32 {
        pair.as_str().trim().trim_end_matches("年度").parse().unwrap_or_else(|_| {
            self.bad_number(pair, "没有这一年");
            0
        })
    }

    pub fn quantity(&mut self, pair: &Pair<'_, Rule>) -> Quantity {
        let mut below = String::new();
        let mut number = Ratio::ZERO;
        let mut above = String::new();
        let mut pure = None;
        for part in inner(pair.clone()) {
            match part.as_rule() {
                Rule::per => {
                    below.push(if below.is_empty() { '/' } else { '·' });
                    below.push_str(part.as_str().trim_start_matches('每'));
                }
                Rule::number => number = self.number(&part),
                Rule::unit => above = part.as_str().to_owned(),
                _ => pure = Some(part.as_str().to_owned()),
            }
        }
        let text = pair.as_str().trim().to_owned();
        let unit = match pure.as_deref() {
            Some("%") => Some(Unit::PERCENT),
            Some(_) => Some(Unit::PURE),
            None if above.is_empty() && below.is_empty() => None,
            None => {
                // 每人300元/月: both notations at once.
                let joined = if above.contains('/') && !below.is_empty() {
                    format!("{above}·{}", below.trim_start_matches('/'))
                } else {
                    format!("{above}{below}")
                };
                Unit::parse(&joined).map_err(|_| self.bad_number(pair, "单位不成立")).ok()
            }
        };
        Quantity { number, unit, text }
    }
}
