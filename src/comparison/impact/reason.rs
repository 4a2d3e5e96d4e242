//! Why a household loses: the conditions of the new text that it does not meet, or lower amounts.

use crate::evaluation::evaluator::Evaluator;
use crate::facts::record::Record;
use crate::program::ir::{NodeId, Op, Program};
use crate::program::node::label_words;
use crate::trace::outcome::{Outcome, Status};

use super::household::Change;
use super::money::Overflow;
use super::pair::Pair;

/// A result that a household no longer has, or has less of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reason {
    /// The result.
    pub result: String,
    /// Why.
    pub cause: Cause,
}

/// Why a household loses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// Conditions fail, as the text puts them.
    Fails(Vec<String>),
    /// Other results stand instead of it (互斥).
    Instead(Vec<String>),
    /// The new text does not have it.
    Gone,
    /// The new text leaves it to a body (可以).
    May,
    /// It is granted, but less of it.
    Less,
    /// One of too many reasons to be told.
    Other,
}

/// Why results that were there are there no more, or are smaller.
pub(super) fn reasons(
    pair: &Pair<'_>,
    changes: &[Change],
    new: &mut Evaluator<'_>,
    record: &Record,
) -> Result<Vec<Reason>, Overflow> {
    let mut reasons = Vec::new();
    let lost: Vec<&Change> = changes.iter().filter(|change| change.lost > 0).collect();
    if !lost.is_empty() {
        refused(pair, &lost, new, record, &mut reasons);
    }
    for change in changes.iter().filter(|change| change.lost == 0 && change.settled()) {
        let item = &pair.items[change.item];
        let (Some(old), Some(new)) = (change.old.money.settled(), change.new.money.settled()) else {
            continue;
        };
        if item.is_benefit() && new.in_a_year()? < old.in_a_year()? {
            reasons.push(Reason { result: item.name.clone(), cause: Cause::Less });
        }
    }
    Ok(reasons)
}

/// Why results that were there are refused.
fn refused(
    pair: &Pair<'_>,
    lost: &[&Change],
    new: &mut Evaluator<'_>,
    record: &Record,
    reasons: &mut Vec<Reason>,
) {
    let program = pair.new.program;
    let determinations: Vec<&str> = lost
        .iter()
        .map(|change| &pair.items[change.item])
        .filter(|item| !item.is_benefit())
        .map(|item| item.name.as_str())
        .collect();
    let decision = new.decide(record);
    for change in lost {
        let item = &pair.items[change.item];
        let refused = |outcome: &&Outcome| {
            Some(outcome.output) == item.new
                && matches!(outcome.status, Status::Holds(false) | Status::NotGranted)
        };
        // The first that is refused speaks for all: of members, each has the same conditions.
        let cause = match decision.outcomes.iter().find(refused) {
            None if item.new.is_none() => Cause::Gone,
            None => Cause::May,
            Some(outcome) if !outcome.beaten_by.is_empty() => Cause::Instead(outcome.beaten_by.clone()),
            Some(outcome) => {
                let fails = failing(program, outcome);
                let told = |words: &String| determinations.iter().any(|name| words.contains(name));
                if item.is_benefit() && fails.iter().all(told) {
                    // It goes with the determination, of which the reason is told.
                    continue;
                }
                Cause::Fails(fails)
            }
        };
        reasons.push(Reason { result: item.name.clone(), cause });
    }
}

/// The conditions that fail, in the author's words.
fn failing(program: &Program, outcome: &Outcome) -> Vec<String> {
    let condition = program.outputs[outcome.output].condition;
    if outcome.failed.is_empty() {
        return vec![words(program, condition)];
    }
    let said = |label: &String| match part(program, condition, label) {
        Some(node) => format!("{}“{}”", label_words(label), words(program, node)),
        None => label_words(label),
    };
    outcome.failed.iter().map(said).collect()
}

/// The part of a condition that has a label.
fn part(program: &Program, condition: NodeId, label: &str) -> Option<NodeId> {
    let mut waiting = vec![condition];
    while let Some(node) = waiting.pop() {
        match &program.node(node).op {
            Op::All(parts) => {
                if let Some(found) = parts.iter().find(|part| part.label == label) {
                    return Some(found.node);
                }
                waiting.extend(parts.iter().map(|part| part.node));
            }
            Op::Reinterpret(of) => waiting.push(*of),
            _ => {}
        }
    }
    None
}

/// The words of a condition in one line.
fn words(program: &Program, node: NodeId) -> String {
    let line = program.node(node).text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['；', '。', '，']).to_owned()
}
