//! Values, exceptions and cases of a clause: pest pairs to tree.

use pest::iterators::Pair;

use super::expression::{Builder, find, inner, shown_label};
use super::parser::Rule;
use super::tree::*;
use crate::quantity::rounding::Rounding;
use crate::source::Span;

impl Builder<'_> {
    pub fn value(&mut self, pair: Pair<'_, Rule>) -> Value {
        let span = self.span(&pair);
        let Some(part) = inner(pair).next() else {
            return Value { kind: ValueKind::Unstated, span };
        };
        let kind = match part.as_rule() {
            Rule::pending => ValueKind::Pending(find(&part, Rule::text).map(|p| self.word(&p))),
            Rule::unstated => self.unstated(part),
            Rule::within_unstated => {
                let mut ends = inner(part).filter(|p| p.as_rule() == Rule::sum);
                match (ends.next(), ends.next()) {
                    (Some(low), Some(high)) => {
                        ValueKind::Somewhere(self.arithmetic(low), self.arithmetic(high))
                    }
                    _ => ValueKind::Unstated,
                }
            }
            Rule::delegated => match find(&part, Rule::bodies) {
                Some(bodies) => ValueKind::Delegated(self.bodies(bodies)),
                None => ValueKind::Unstated,
            },
            Rule::judged => ValueKind::Judged(self.judged(part)),
            Rule::full => ValueKind::Full,
            _ => {
                let floor_zero = find(&part, Rule::floor_zero).is_some();
                let expr = self.only(part.clone());
                let rounding = find(&part, Rule::round_to).and_then(|p| self.round_to(p));
                ValueKind::Computed { expr: self.single(expr, &part), floor_zero, rounding }
            }
        };
        Value { kind, span }
    }

    pub fn unstated(&mut self, pair: Pair<'_, Rule>) -> ValueKind {
        match find(&pair, Rule::value) {
            Some(value) => ValueKind::Assumed(Box::new(self.value(value))),
            None => ValueKind::Unstated,
        }
    }

    fn judged(&mut self, pair: Pair<'_, Rule>) -> Judged {
        let mut judged =
            Judged { bodies: Bodies { names: Vec::new(), assumed: false }, low: None, high: None };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::bodies => judged.bodies = self.bodies(part),
                _ => {
                    for bound in inner(part) {
                        match bound.as_rule() {
                            Rule::low_bound => judged.low = inner(bound).next().map(|p| self.bound(p)),
                            Rule::high_bound => judged.high = inner(bound).next().map(|p| self.bound(p)),
                            _ => {}
                        }
                    }
                }
            }
        }
        judged
    }

    /// A bound: a formula, or left to a body.
    pub fn bound(&mut self, pair: Pair<'_, Rule>) -> Expr {
        if pair.as_rule() != Rule::delegated {
            return self.operand(pair);
        }
        let span = self.span(&pair);
        let names = find(&pair, Rule::bodies).map(|p| self.names_in(&p)).unwrap_or_default();
        Expr { kind: ExprKind::Delegated(names), span }
    }

    pub fn bodies(&mut self, pair: Pair<'_, Rule>) -> Bodies {
        let assumed = find(&pair, Rule::assumed).is_some();
        Bodies { names: self.names_in(&pair), assumed }
    }

    /// The names of a `names` rule inside a pair.
    pub fn names_in(&self, pair: &Pair<'_, Rule>) -> Vec<Word> {
        find(pair, Rule::names).map(|names| inner(names).map(|p| self.word(&p)).collect()).unwrap_or_default()
    }

    pub fn valued(&mut self, pair: Pair<'_, Rule>) -> Valued {
        let mut valued = Valued { base: None, exceptions: Vec::new(), by_case: false };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::value => valued.base = Some(self.value(part)),
                Rule::exceptions => valued.exceptions = self.exceptions(part),
                _ => {
                    valued.by_case = true;
                    for case in inner(part) {
                        if case.as_rule() == Rule::otherwise {
                            valued.base = find(&case, Rule::value).map(|p| self.value(p));
                        } else {
                            valued.exceptions.extend(self.case_entry(case));
                        }
                    }
                }
            }
        }
        valued
    }

    fn case_entry(&mut self, pair: Pair<'_, Rule>) -> Option<Exception> {
        let span = self.span(&pair);
        let label = find(&pair, Rule::label1).map(|p| shown_label(p.as_str())).unwrap_or_default();
        let condition = find(&pair, Rule::condition).map(|p| self.expr(p))?;
        let value = find(&pair, Rule::value).map(|p| self.value(p))?;
        Some(Exception {
            nested: false,
            label,
            beats: Vec::new(),
            condition,
            effect: Effect::Becomes(value),
            span,
        })
    }

    pub fn exceptions(&mut self, pair: Pair<'_, Rule>) -> Vec<Exception> {
        inner(pair).filter_map(|p| self.exception(p)).collect()
    }

    pub fn exception(&mut self, pair: Pair<'_, Rule>) -> Option<Exception> {
        let span = self.span(&pair);
        let (mut nested, mut label, mut beats) = (false, String::new(), Vec::new());
        let (mut condition, mut effect) = (None, None);
        for part in inner(pair) {
            match part.as_rule() {
                Rule::exception_word => nested = part.as_str().starts_with("其中"),
                Rule::label => label = shown_label(part.as_str()),
                Rule::beats => {
                    beats = inner(part)
                        .map(|p| Word { text: shown_label(p.as_str()), span: self.span(&p) })
                        .collect();
                }
                Rule::condition => condition = Some(self.expr(part)),
                _ => effect = inner(part).next().and_then(|p| self.effect(p)),
            }
        }
        Some(Exception { nested, label, beats, condition: condition?, effect: effect?, span })
    }

    fn effect(&mut self, pair: Pair<'_, Rule>) -> Option<Effect> {
        let rule = pair.as_rule();
        let part = inner(pair).next()?;
        Some(match rule {
            Rule::becomes => Effect::Becomes(self.value(part)),
            Rule::plus => Effect::Plus(self.value(part)),
            _ => Effect::NotApplied(self.item_ref(&part)),
        })
    }

    /// `第（二）项` to its label.
    pub fn item_ref(&self, pair: &Pair<'_, Rule>) -> Word {
        let text = pair.as_str().trim().trim_start_matches('第').trim_end_matches('项').trim();
        Word { text: shown_label(text), span: self.span(pair) }
    }

    fn round_to(&mut self, pair: Pair<'_, Rule>) -> Option<Rounding> {
        self.rounding(pair).map(|(rounding, _, _)| rounding)
    }

    /// A rounding with whether it is assumed.
    pub fn rounding(&mut self, pair: Pair<'_, Rule>) -> Option<(Rounding, bool, Span)> {
        let span = self.span(&pair);
        let assumed = find(&pair, Rule::assumed).is_some();
        let word = find(&pair, Rule::rounding_word)?;
        match Rounding::parse(word.as_str().trim()) {
            Ok(rounding) => Some((rounding, assumed, span)),
            Err(_) => {
                self.bad_number(&word, "取整写作“四舍五入到分”“进一到元”“舍去到元”");
                None
            }
        }
    }

    /// What a table cell says about its column.
    pub fn cell_match(&mut self, pair: Pair<'_, Rule>) -> Option<CellMatch> {
        let ends = |p: &Pair<'_, Rule>| find(p, Rule::included).is_some();
        Some(match pair.as_rule() {
            Rule::rest => CellMatch::Other,
            Rule::each_level => CellMatch::Any,
            Rule::between => {
                let mut sides: Vec<(Expr, Option<bool>)> = Vec::new();
                for part in inner(pair) {
                    if part.as_rule() == Rule::sum {
                        sides.push((self.arithmetic(part), None));
                    } else if let Some(side) = sides.last_mut() {
                        side.1 = Some(ends(&part));
                    }
                }
                let (high, low) = (sides.pop()?, sides.pop()?);
                CellMatch::Between(low.0, low.1, high.0, high.1)
            }
            Rule::beyond => {
                let inclusive = find(&pair, Rule::inclusive).map(|p| ends(&p));
                let (bound, word) = self.bounded(&pair);
                CellMatch::Beyond(bound, inclusive, word)
            }
            Rule::compare => CellMatch::Chain(self.chain(pair)),
            _ => CellMatch::Members(self.members(pair)),
        })
    }
}
