//! Why a household loses: the conditions of the new text that it does not meet.

use crate::evaluation::evaluator::Evaluator;
use crate::facts::record::Record;
use crate::program::ir::{NodeId, Op, Program};
use crate::program::node::label_words;
use crate::trace::outcome::{Outcome, Status};

use super::household::Change;
use super::pair::Pair;

/// A result that a household no longer has, and what it fails by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reason {
    /// The result.
    pub result: String,
    /// The conditions that fail, as the text puts them; empty where the new text does not have the result at all.
    pub fails: Vec<String>,
    /// The results that stand instead of it (互斥).
    pub instead: Vec<String>,
}

/// Why results that were there are there no more.
pub(super) fn reasons(
    pair: &Pair<'_>,
    changes: &[Change],
    new: &mut Evaluator<'_>,
    record: &Record,
) -> Vec<Reason> {
    let lost: Vec<&Change> = changes.iter().filter(|change| change.lost > 0).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let program = pair.new.program;
    let determinations: Vec<&str> = lost
        .iter()
        .map(|change| &pair.items[change.item])
        .filter(|item| !item.is_benefit())
        .map(|item| item.name.as_str())
        .collect();
    let decision = new.decide(record);
    let mut reasons = Vec::new();
    for change in lost {
        let item = &pair.items[change.item];
        let refused = |outcome: &&Outcome| {
            Some(outcome.output) == item.new
                && matches!(outcome.status, Status::Holds(false) | Status::NotGranted)
        };
        let mut reason = Reason { result: item.name.clone(), fails: Vec::new(), instead: Vec::new() };
        // The first that is refused speaks for all: of members, each has the same conditions.
        if let Some(outcome) = decision.outcomes.iter().find(refused) {
            reason.instead.clone_from(&outcome.beaten_by);
            if outcome.beaten_by.is_empty() {
                reason.fails = failing(program, outcome);
                let told = |words: &String| determinations.iter().any(|name| words.contains(name));
                if item.is_benefit() && reason.fails.iter().all(told) {
                    // It goes with the determination, of which the reason is told.
                    continue;
                }
            }
        }
        reasons.push(reason);
    }
    reasons
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
