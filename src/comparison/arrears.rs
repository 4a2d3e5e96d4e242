//! Arrears (补发): what the text of each month gave as it was known then, and as it is known now (semantics 17).

use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::Record;
use crate::program::ir::{Program, Type};
use crate::quantity::calendar::Month;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};
use crate::trace::outcome::Status;

/// What a text gives for a month.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Amount {
    /// An amount; nothing where it is not granted.
    Settled(Ratio),
    /// A fact, a person's answer or a rule is missing.
    Unsettled,
}

/// A monthly benefit for one person or household under one text.
#[derive(Clone, PartialEq, Debug)]
pub struct Given {
    /// Its name with the subject: 低保金, 护理补贴（甲）.
    pub name: String,
    /// Unit of the amount.
    pub unit: Unit,
    /// How much, in base measures.
    pub amount: Amount,
}

/// One benefit in one month under both texts.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The month.
    pub month: Month,
    /// The benefit with its subject.
    pub name: String,
    /// Unit of the amounts.
    pub unit: Unit,
    /// As known then; none where that text had no such benefit.
    pub then: Option<Amount>,
    /// As known now; none where the text has no such benefit.
    pub now: Option<Amount>,
    /// To be paid later (below zero: paid too much), where both are settled.
    pub difference: Option<Ratio>,
}

/// What a program gives a record every month; `name` says what a result is called.
#[must_use]
pub fn monthly(
    program: &Program,
    record: &Record,
    name: impl Fn(&crate::program::ir::Output, u32) -> String,
) -> Vec<Given> {
    let plan = Plan::new(program);
    let decision = Evaluator::new(&plan).decide(record);
    let mut given = Vec::new();
    for outcome in &decision.outcomes {
        let Some(output) = program.outputs.get(outcome.output) else { continue };
        let Some(node) = output.benefit.as_ref().and_then(|benefit| benefit.amount) else { continue };
        let Type::Number(unit) = program.node(node).ty else { continue };
        if unit.dimension.exponent(Base::Month) != -1 {
            continue;
        }
        let amount = match &outcome.status {
            Status::Granted(amount) => Amount::Settled(*amount),
            Status::NotGranted => Amount::Settled(Ratio::ZERO),
            _ => Amount::Unsettled,
        };
        given.push(Given { name: name(output, outcome.instance), unit, amount });
    }
    given
}

/// The benefits of a month under both texts, those of the text as known now first.
#[must_use]
pub fn month(month: Month, then: &[Given], now: &[Given]) -> Vec<Line> {
    let gone = then.iter().filter(|old| !now.iter().any(|new| new.name == old.name));
    now.iter()
        .chain(gone)
        .map(|given| {
            let side = |text: &[Given]| text.iter().find(|g| g.name == given.name).map(|g| g.amount);
            let (then, now) = (side(then), side(now));
            let settled = |amount| match amount {
                Some(Amount::Settled(amount)) => Some(amount),
                None => Some(Ratio::ZERO),
                Some(Amount::Unsettled) => None,
            };
            let difference = settled(now).zip(settled(then)).and_then(|(now, then)| now.checked_sub(then));
            Line { month, name: given.name.clone(), unit: given.unit, then, now, difference }
        })
        .collect()
}

/// The total of the settled differences of each benefit, in the order of the lines, and how many months are open.
#[must_use]
pub fn totals(lines: &[Line]) -> Vec<(String, Unit, Option<Ratio>, usize)> {
    let mut totals: Vec<(String, Unit, Option<Ratio>, usize)> = Vec::new();
    for line in lines {
        let at = totals.iter().position(|(name, ..)| *name == line.name).unwrap_or_else(|| {
            totals.push((line.name.clone(), line.unit, Some(Ratio::ZERO), 0));
            totals.len() - 1
        });
        let (_, _, total, open) = &mut totals[at];
        match line.difference {
            Some(difference) => *total = total.and_then(|sum| sum.checked_add(difference)),
            None => *open += 1,
        }
    }
    totals
}
