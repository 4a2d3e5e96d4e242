//! Lists of adjustments in words: which entries apply, how those that apply together combine, what caps them.

use crate::program::ir::Op;
use crate::program::legal::{Item, ItemKind};
use crate::trace::step::StepId;

use super::layout::Entry;
use super::reason::Reasoner;
use super::reckoning::{Branch, Fate};
use super::view::View;

/// What is said of an amount that a list takes away.
pub(super) fn taken_word(list: &str) -> &str {
    match list {
        "不计入收入" => "不计入",
        "核减" => "核减",
        other => other,
    }
}

/// 不计, 核减, 计入“支出扣除”.
fn counted_word(item: &Item) -> String {
    match item.list.as_deref() {
        None | Some("不计入收入") => "不计".to_owned(),
        Some("核减") => "核减".to_owned(),
        Some(list) => format!("计入“{list}”"),
    }
}

/// What an entry that applies displaces.
fn otherwise(item: &Item) -> &'static str {
    match item.list.as_deref() {
        None | Some("不计入收入") => "照常计入",
        Some("核减") => "不核减",
        Some(_) => "不计",
    }
}

impl<'a> View<'a> {
    /// The branch that an entry of a list is: its own, or that of the stage which takes one of several.
    pub(super) fn entry_branch(&self, id: StepId) -> Option<Branch<'a>> {
        if let Some(own) = self.branches(id).into_iter().find(|branch| branch.guard.is_some()) {
            return Some(own);
        }
        let steps = (0..self.decision.trace.steps.len() as u32).map(StepId);
        let mut stages =
            steps.filter(|at| matches!(self.node(*at).op, Op::Choose(_)) && self.children(*at).contains(&id));
        stages.find_map(|stage| self.branches(stage).into_iter().find(|branch| branch.value == Some(id)))
    }

    /// The entries of a list below one of its stages, in order.
    fn entries_below(&self, id: StepId, found: &mut Vec<StepId>) {
        for child in self.children(id).iter().map(|child| self.through(*child)) {
            if self.head_kind(child) == Some(ItemKind::Disregard) {
                if !found.contains(&child) {
                    found.push(child);
                }
            } else if self.node(child).item == self.node(id).item && !self.node(child).heads {
                self.entries_below(child, found);
            }
        }
    }

    /// Whether an entry applies, or may.
    fn takes_away(&self, id: StepId) -> bool {
        self.entry_branch(id).is_some_and(|branch| matches!(branch.fate, Fate::Taken | Fate::Open))
    }
}

impl Reasoner<'_, '_> {
    /// An entry: whether it applies, by which conditions, and what it comes to.
    pub(super) fn disregard_block(&mut self, label: &str, id: StepId) -> Entry {
        let view = self.view;
        let item = view.program.item(view.node(id).item);
        let line = format!("{label}“{}”〔{}〕", item.name, view.cite(item.clause));
        if !self.explained.insert(id) {
            return Entry::of(format!("{line}：{}（见上）", view.value_words(id))).about(id.0);
        }
        let own = !view.branches(id).is_empty();
        let Some((branch, guard)) =
            view.entry_branch(id).and_then(|branch| branch.guard.map(|guard| (branch, view.through(guard))))
        else {
            return Entry::over(line, self.because(id)).about(id.0);
        };
        let mut below = self.wording(item.clause);
        below.extend(self.grounds(view.node(id).item));
        if branch.fate == Fate::Fails {
            let mut line = format!("{line}不适用");
            if view.simple(guard) {
                line = format!("{line}：{}", self.phrase(guard));
                self.sets_below(guard, &mut below);
            } else {
                below.extend(self.because(guard));
            }
            return Entry::over(line, below).about(id.0);
        }
        let word = match branch.fate {
            Fate::Taken => format!("适用，{}", counted_word(item)),
            _ => format!("还不能定是否适用，{}", counted_word(item)),
        };
        below.push(self.entry("条件：", guard, Some(id)));
        if own {
            match branch.value.map(|value| view.through(value)) {
                Some(value) if view.fact(value).is_none() => below.extend(self.made_of(value)),
                Some(value) => {
                    below.push(Entry::of(format!("{}全额：{}", counted_word(item), self.operand(value))));
                }
                None => {}
            }
        } else {
            below.extend(self.because(id));
        }
        if branch.fate == Fate::Taken {
            below.push(Entry::of(format!("不采用“{}”：本项条件都符合", otherwise(item))));
        }
        Entry::over(format!("{line}{word} {}", view.value_words(id)), below).about(id.0)
    }

    /// The adjustments of one stage: what they come to, and each entry with why it applies or not.
    pub(super) fn adjusted(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let mut entries = Vec::new();
        view.entries_below(id, &mut entries);
        let mut reasons = Vec::new();
        if !entries.iter().any(|entry| view.takes_away(*entry)) {
            reasons.push(Entry::of("各项都不适用，不扣"));
        }
        self.combined(id, &mut reasons);
        reasons.extend(entries.into_iter().map(|entry| self.entry("", entry, None)));
        reasons
    }

    /// How what applies together combines, innermost first.
    fn combined(&mut self, id: StepId, reasons: &mut Vec<Entry>) {
        let view = self.view;
        let children: Vec<StepId> = view.children(id).iter().map(|child| view.through(*child)).collect();
        let applying = children.iter().filter(|child| view.takes_away(**child)).count();
        match (&view.node(id).op, &children[..]) {
            (Op::Extreme { greatest: false, .. }, [inner, most]) => {
                if view.head_kind(*inner).is_none() {
                    self.combined(*inner, reasons);
                }
                if view.value(*inner) != view.value(id) {
                    let line = format!(
                        "合计不超过 {} {}：{} → {}",
                        view.name(*most),
                        view.value_words(*most),
                        view.value_words(*inner),
                        view.value_words(id)
                    );
                    let made = self.made_of(*most).into_iter().collect();
                    reasons.push(Entry::over(line, made));
                }
            }
            (Op::Extreme { greatest: true, .. }, _) if applying > 1 => {
                let figures = view.figures(id).unwrap_or_default();
                let line = format!("同时适用的取最大的一项：{figures} ＝ {}", view.value_words(id));
                reasons.push(Entry::of(line));
            }
            (Op::Arithmetic(..), _) => {
                let figures = view.figures(id).unwrap_or_default();
                reasons.push(Entry::of(format!("同时适用的累计：{figures} ＝ {}", view.value_words(id))));
            }
            (Op::Choose(_), _) => self.one_taken(id, reasons),
            _ => {}
        }
    }

    /// One entry of several: the entries that do not apply, and those that stand behind the one taken.
    fn one_taken(&mut self, id: StepId, reasons: &mut Vec<Entry>) {
        let view = self.view;
        if let crate::trace::value::Value::Fault(_) = view.value(id) {
            reasons.push(Entry::of(view.value_words(id)));
        }
        let branches = view.branches(id);
        for branch in &branches {
            let (Some(guard), clause) = (branch.guard, branch.alternative.clause) else { continue };
            let name = format!("{}〔{}〕", view.branch_name(branch), view.cite(clause));
            match &branch.fate {
                Fate::Fails => {
                    let below = self.wording(clause);
                    let mut entry = Entry::over(format!("{name}不适用"), below);
                    entry.below.push(self.entry("条件：", guard, None));
                    reasons.push(entry);
                }
                Fate::Beaten(winners) => {
                    let first = winners.iter().map(|at| view.branch_name(&branches[*at]));
                    let first: Vec<String> = first.collect();
                    let below = vec![self.entry("条件：", guard, None)];
                    let line = format!("{name}也符合条件，但取在前的：{}", first.join("、"));
                    reasons.push(Entry::over(line, below));
                }
                Fate::Taken | Fate::Open => {}
            }
        }
    }

    /// The amount before a list of adjustments, and what the list takes off.
    pub(super) fn taken_off(&self, id: StepId) -> Option<(StepId, StepId)> {
        let view = self.view;
        let id = match (&view.node(id).op, view.children(id)) {
            (Op::FloorZero(_), [inner]) => view.through(*inner),
            _ => id,
        };
        let (Op::Arithmetic(crate::program::ir::Arithmetic::Subtract, ..), [before, off]) =
            (&view.node(id).op, view.children(id))
        else {
            return None;
        };
        let (before, off) = (view.through(*before), view.through(*off));
        matches!(view.head_kind(off), Some(ItemKind::Adjustment)).then_some((before, off))
    }
}
