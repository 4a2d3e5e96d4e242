//! Comparisons in plain sentences: both sides in the same words, by how much they differ, or what is not known yet.

use crate::program::ir::{Op, PlaneId, Relation, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;
use crate::trace::step::StepId;
use crate::trace::value::{Question, Value};

use super::plain::{UNKNOWN, amount, closed_up, rounded};
use super::reason::Reasoner;

/// How many unknown facts are named one by one.
const FEW: usize = 4;

/// The fewest decimals with which two numbers can be told apart.
fn telling_places(one: Ratio, other: Ratio) -> u32 {
    (2..=6).find(|places| rounded(one, *places) != rounded(other, *places)).unwrap_or(6)
}

impl Reasoner<'_, '_> {
    /// Both sides, and by how much they differ.
    pub(super) fn compared_plainly(&mut self, id: StepId, relation: Relation) -> String {
        let view = self.view;
        let [left, right] = view.children(id) else { return String::new() };
        let (left, right) = (view.through(*left), view.through(*right));
        let (Value::Number(one), Value::Number(other)) = (view.value(left), view.value(right)) else {
            return match view.truth(id) {
                // The words of the condition say it already.
                Some(_)
                    if [left, right]
                        .iter()
                        .all(|side| matches!(view.node(*side).op, Op::Today | Op::Constant(_))) =>
                {
                    String::new()
                }
                // The words of the condition say how they stand.
                Some(_) if view.node(left).ty == Type::Date => {
                    let known = |side: &&StepId| !matches!(view.node(**side).op, Op::Today | Op::Constant(_));
                    let said = |side: &StepId| format!("{}是{}", view.name(*side), view.value_words(*side));
                    let said: Vec<String> = [left, right].iter().filter(known).map(said).collect();
                    closed_up(&said.join("，"))
                }
                Some(_) => closed_up(&self.phrase(id)),
                None => {
                    let open =
                        [left, right].into_iter().find(|side| matches!(view.value(*side), Value::Open(_)));
                    let money = open.filter(|open| self.is_money(*open));
                    let said =
                        money.map(|open| format!("{}{}", view.name(open), view.plain_value(open, false)));
                    said.map_or_else(|| self.open_side(id), |said| closed_up(&said))
                }
            };
        };
        let places = telling_places(one, other);
        let line = amount(other, view.unit(right), places, false);
        // Both sides are said in the same words.
        let own = view.within(view.node(left).plane, PlaneId(1)) && !line.starts_with("每人");
        let mine = amount(one, view.unit(left), places, own);
        let name = |side: StepId| match view.node(side).op {
            Op::Constant(_) => String::new(),
            _ => closed_up(&view.name(side)),
        };
        if view.unit(left).dimension.exponent(Base::Yuan) == 0 {
            return closed_up(&self.phrase(id));
        }
        let side = |id: StepId, said: &str| match name(id).as_str() {
            "" => format!("规定的是{said}"),
            name => format!("{name}是{said}"),
        };
        let (mine, line) = (side(left, &mine), side(right, &line));
        let gap = if one > other { one.checked_sub(other) } else { other.checked_sub(one) };
        let gap = gap
            .map(|gap| amount(gap, view.unit(left), 2, own || !line.starts_with("每人")))
            .unwrap_or_default();
        match one.cmp(&other) {
            std::cmp::Ordering::Less => format!("{mine}，{line}，{}", gap_words(&gap, "低了")),
            std::cmp::Ordering::Greater => format!("{mine}，{line}，{}", gap_words(&gap, "高了")),
            std::cmp::Ordering::Equal => match relation {
                Relation::Less => format!("{mine}，{line}，正好相等；规定要求低于，相等不算"),
                Relation::Greater => format!("{mine}，{line}，正好相等；规定要求超过，相等不算"),
                _ => format!("{mine}，{line}，正好相等"),
            },
        }
    }

    /// What is not known of a relation: 务工地还没有查清.
    pub(super) fn open_side(&self, id: StepId) -> String {
        let view = self.view;
        let mut sides = view.children(id).iter().map(|side| view.through(*side));
        let open = sides.find(|side| matches!(view.value(*side), Value::Open(_)));
        match open.filter(|open| view.fact(*open).is_some()) {
            Some(open) => closed_up(&format!("{}{UNKNOWN}", view.name(open))),
            None => open.map(|open| self.still_unknown(open)).unwrap_or_default(),
        }
    }

    /// Which facts keep a value open, where they are few.
    pub(super) fn still_unknown(&self, id: StepId) -> String {
        let Value::Open(open) = self.view.value(id) else { return String::new() };
        let questions = &self.view.decision.trace.arena.open(open).questions;
        let facts = questions.iter().all(|question| {
            matches!(question, Question::Fact(..) | Question::List(..) | Question::Month(..))
        });
        if !facts || questions.len() > FEW {
            return UNKNOWN.to_owned();
        }
        closed_up(&format!("{}{UNKNOWN}", self.view.questions_listed(questions).join("、")))
    }
}

/// 每月45元 as 每月低了45元.
fn gap_words(gap: &str, word: &str) -> String {
    let at = gap.find(|sign: char| sign.is_ascii_digit() || sign == '约').unwrap_or(0);
    let (span, number) = gap.split_at(at);
    format!("{span}{word}{number}")
}
