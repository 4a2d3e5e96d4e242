//! Results of a household in words and numbers.

use super::aspects::terms;
use super::tree::{Decided, Line, Money};
use crate::comparison::joint::{Joint, Pair, Which};
use crate::program::ir::{Program, Type};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken::amount;
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Settled, Status};

/// The unit of an output's amount.
fn unit(program: &Program, output: usize) -> Option<Unit> {
    let node = program.outputs.get(output)?.benefit.as_ref()?.amount?;
    match program.node(node).ty {
        Type::Number(unit) => Some(unit),
        _ => None,
    }
}

fn money(value: Ratio, unit: Unit) -> Option<Money> {
    let written = unit.from_base(value)?;
    let number = written
        .to_decimal_string(0)
        .unwrap_or_else(|| format!("{}/{}", written.numerator(), written.denominator()));
    let words = if value.is_negative() {
        format!("少{}", amount(value.checked_neg()?, unit))
    } else {
        amount(value, unit)
    };
    Some(Money { number, unit: unit.to_string(), words })
}

/// How a result stands, in words.
pub(crate) fn decided(program: &Program, settled: Option<&Settled>) -> Decided {
    let plain = |status: &'static str, words: &str| Decided { status, words: words.to_owned(), amount: None };
    let Some(settled) = settled else { return plain("no-such-result", "没有这一项") };
    match &settled.status {
        Status::Holds(true) => plain("holds", "符合"),
        Status::Holds(false) => plain("fails", "不符合"),
        Status::Granted(value) => {
            let money = unit(program, settled.output).and_then(|unit| money(*value, unit));
            let words = money.as_ref().map_or("给付".to_owned(), |money| format!("给付 {}", money.words));
            Decided { status: "granted", words, amount: money }
        }
        Status::GrantedInKind => plain("granted-in-kind", "给予"),
        Status::NotGranted => plain("not-granted", "不给"),
        Status::Offered(_) => plain("offered", "可以给"),
        Status::Undetermined(range) => {
            let range = range.filter(|_| !settled.may_be_refused);
            let words = range.and_then(|range| between(range, unit(program, settled.output)?));
            plain("undetermined", words.as_deref().unwrap_or("未定"))
        }
        Status::NeedsJudgement(_) if !settled.may_be_refused => {
            plain("needs-judgement", "给，多少由机关确定")
        }
        Status::NeedsJudgement(_) => plain("needs-judgement", "由机关确定"),
        Status::Conflict(_) => plain("conflict", "规定互相冲突"),
        Status::NoRule(_) => plain("no-rule", "没有规定可依"),
        Status::Error(_) => plain("error", "算不出来"),
    }
}

/// Whether a result is given, whatever it comes to.
fn granted(settled: Option<&Settled>, judged: bool) -> bool {
    settled.is_some_and(|settled| match settled.status {
        Status::Holds(true) | Status::Granted(_) | Status::GrantedInKind | Status::Offered(_) => true,
        Status::NeedsJudgement(_) => judged || !settled.may_be_refused,
        _ => false,
    })
}

/// Whether a result says something by which two texts can be told apart.
fn says(settled: Option<&Settled>, judged: bool) -> bool {
    settled.is_none_or(|settled| match settled.status {
        Status::Undetermined(_) | Status::Error(_) => false,
        // Given, but how much is left to someone.
        Status::NeedsJudgement(_) => judged || !settled.may_be_refused,
        _ => true,
    })
}

/// Whether two texts decide differently; `None` if one of them does not decide. What waits for someone's judgement is
/// given if only the amount does: `judged` says that this is known.
pub(super) fn differs(old: Option<&Settled>, new: Option<&Settled>, judged: bool) -> Option<bool> {
    if !says(old, judged) || !says(new, judged) {
        return None;
    }
    Some(match (old, new) {
        (Some(old), Some(new)) => {
            let status = match (&old.status, &new.status) {
                (Status::NoRule(_), Status::NoRule(_)) | (Status::Conflict(_), Status::Conflict(_)) => false,
                (Status::NeedsJudgement(_), _) | (_, Status::NeedsJudgement(_)) => {
                    granted(Some(old), judged) != granted(Some(new), judged)
                }
                (old, new) => old != new,
            };
            let paid = |settled: &Settled| settled.payment.clone().map(|payment| (payment.each, payment.due));
            let given = granted(Some(old), judged) && granted(Some(new), judged);
            status || given && (paid(old) != paid(new) || old.bodies != new.bodies)
        }
        // A result that the text gives without saying how much is other than none.
        (Some(only), None) | (None, Some(only)) => {
            let unsaid = matches!(only.status, Status::NoRule(_) | Status::Conflict(_));
            granted(Some(only), judged) || judged && unsaid
        }
        (None, None) => false,
    })
}

/// How much a result says of a change to who reads it, the most first: an amount that is another one, a benefit gained, a
/// determination gained, a benefit lost; last a determination lost, which often is only because a better one is gained.
pub(super) fn weight(line: &Line) -> u32 {
    let given = |decided: &Decided| matches!(decided.status, "granted" | "granted-in-kind" | "offered");
    let refused = |decided: &Decided| matches!(decided.status, "not-granted" | "no-such-result");
    let other = |money: &Money| money.number != "0";
    match (&line.old, &line.new) {
        (old, new) if given(old) && given(new) && line.difference.as_ref().is_some_and(other) => 0,
        (old, new) if refused(old) && given(new) => 1,
        (_, new) if new.status == "holds" => 2,
        (old, new) if given(old) && refused(new) => 3,
        (old, _) if old.status == "holds" => 5,
        _ => 4,
    }
}

/// Whether two texts give amounts that they leave open to different extents; `None` if one of them says nothing of it.
pub(super) fn ranges_differ(old: Option<&Settled>, new: Option<&Settled>) -> Option<bool> {
    // What is given: nothing, or an amount of which this is known.
    let extent = |settled: Option<&Settled>| match settled {
        None => Some(None),
        Some(settled) => match &settled.status {
            Status::NotGranted => Some(None),
            Status::Granted(amount) => Some(Some(Interval::point(*amount))),
            Status::Undetermined(Some(range)) if !settled.may_be_refused => Some(Some(*range)),
            _ => None,
        },
    };
    Some(extent(old)? != extent(new)?)
}

/// `在每人每月100元至1075元之间未定`; no words where one end is missing.
fn between(range: Interval, unit: Unit) -> Option<String> {
    let end = |bound: Bound| match bound {
        Bound::Closed(end) | Bound::Open(end) => Some(amount(end, unit)),
        Bound::Unbounded => None,
    };
    let (low, high) = (end(range.low)?, end(range.high)?);
    // 每人每月 is said once.
    let prefix = low.find(|letter: char| letter.is_ascii_digit()).map_or("", |at| &low[..at]);
    Some(format!("在{low}至{}之间未定", high.strip_prefix(prefix).unwrap_or(&high)))
}

/// A pair's result under both texts.
pub(crate) fn line(
    joint: &Joint,
    pair: &Pair,
    subject: String,
    old: Option<&Settled>,
    new: Option<&Settled>,
) -> Line {
    let amount = |which: Which, settled: Option<&Settled>| -> Option<(Ratio, Option<Unit>)> {
        let Some(settled) = settled else { return Some((Ratio::ZERO, None)) };
        let unit = unit(&joint.side(which).program, settled.output);
        match settled.status {
            Status::Granted(value) => Some((value, unit)),
            Status::NotGranted => Some((Ratio::ZERO, unit)),
            _ => None,
        }
    };
    let difference = match (amount(Which::Old, old), amount(Which::New, new)) {
        (Some((before, old_unit)), Some((after, new_unit))) => {
            let same = match (old_unit, new_unit) {
                (Some(old), Some(new)) => old.dimension == new.dimension,
                _ => true,
            };
            let unit = new_unit.or(old_unit).filter(|_| same);
            unit.and_then(|unit| money(after.checked_sub(before)?, unit))
        }
        _ => None,
    };
    Line {
        result: pair.name.clone(),
        subject,
        old: decided(&joint.old.program, old),
        new: decided(&joint.new.program, new),
        difference,
        terms: if granted(old, true) && granted(new, true) { terms(joint, pair) } else { Vec::new() },
    }
}
