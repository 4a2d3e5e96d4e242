//! The tree of reasons: how a number comes about, which branch is taken, and why each other one is not.

use crate::program::ir::{Alternative, Elapsed, Op};
use crate::program::legal::ItemKind;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::layout::Entry;
use super::reason::Reasoner;
use super::view::{View, tidy};

/// How an alternative of a choice fares.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Fate {
    /// It gives the value.
    Taken,
    /// Its condition fails.
    Fails,
    /// Others that apply go before it.
    Beaten(Vec<usize>),
    /// Its condition is open, or at fault.
    Open,
}

/// An alternative with its steps.
pub(super) struct Branch<'a> {
    /// What the program says of it.
    pub(super) alternative: &'a Alternative,
    /// The step of its condition.
    pub(super) guard: Option<StepId>,
    /// The step of its value, where it was demanded.
    pub(super) value: Option<StepId>,
    /// What became of it.
    pub(super) fate: Fate,
}

impl<'a> View<'a> {
    /// The alternatives of a choice with what became of each.
    pub(super) fn branches(&self, id: StepId) -> Vec<Branch<'a>> {
        let Op::Choose(alternatives) = &self.node(id).op else { return Vec::new() };
        let children = self.children(id);
        let guarded = alternatives.iter().filter(|one| one.guard.is_some()).count();
        let (guards, mut values) = children.split_at(guarded.min(children.len()));
        let mut guards = guards.iter();
        let guards: Vec<Option<StepId>> =
            alternatives.iter().map(|one| one.guard.and_then(|_| guards.next().copied())).collect();
        let truth = |at: usize| match guards[at] {
            None => Some(true),
            Some(guard) => self.truth(guard),
        };
        let open: Vec<usize> = (0..alternatives.len()).filter(|at| truth(*at).is_none()).collect();
        let applying: Vec<usize> = (0..alternatives.len()).filter(|at| truth(*at) == Some(true)).collect();
        let mut branches = Vec::new();
        for (at, alternative) in alternatives.iter().enumerate() {
            let beats = |other: &usize| at < 128 && alternatives[*other].beats >> at & 1 == 1;
            let winners: Vec<usize> = applying.iter().copied().filter(beats).collect();
            let contested = open.iter().any(beats);
            let fate = match truth(at) {
                Some(false) => Fate::Fails,
                _ if !winners.is_empty() => Fate::Beaten(winners),
                Some(true) if !contested => Fate::Taken,
                _ => Fate::Open,
            };
            let demanded = matches!(fate, Fate::Taken | Fate::Open);
            let value = match values.split_first() {
                Some((first, rest)) if demanded && self.step(*first).node == alternative.value => {
                    values = rest;
                    Some(*first)
                }
                _ => None,
            };
            branches.push(Branch { alternative, guard: guards[at], value, fate });
        }
        branches
    }

    /// What a branch is called: its label, or the words of its condition.
    pub(super) fn branch_name(&self, branch: &Branch) -> String {
        match (branch.alternative.label.as_str(), branch.guard) {
            ("", None) => "一般规定".to_owned(),
            ("", Some(guard)) => format!("“{}”", self.condition_words(guard)),
            (label, _) => format!("“{label}”"),
        }
    }
}

impl Reasoner<'_, '_> {
    /// How a number comes about.
    pub(super) fn reckoned(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let (node, children) = (view.node(id), view.children(id));
        match (&node.op, children) {
            (Op::Round(_, rounding), [inner]) => {
                let inner = view.through(*inner);
                let (before, after) = (view.value_words(inner), view.value_words(id));
                let unchanged = view.value(inner) == view.value(id);
                let line = if unchanged {
                    format!("{rounding}：{before} → {after}（不变）")
                } else {
                    format!("{rounding}：{before} → {after}")
                };
                let assumed =
                    node.text.contains("假定").then(|| Entry::of(format!("原文：{}", tidy(&node.text))));
                let mut reasons = match self.made_of(inner) {
                    Some(made) => vec![made],
                    None => Vec::new(),
                };
                reasons.push(Entry::over(line, assumed.into_iter().collect()));
                reasons
            }
            (Op::Elapsed { unit, .. }, [from, to]) => {
                let counted = match unit {
                    Elapsed::Years => "满",
                    Elapsed::Months => "共",
                    Elapsed::Days => "相隔",
                };
                let (from_words, to_words) = (self.operand(*from), self.operand(*to));
                let line = format!("从 {from_words} 到 {to_words}，{counted} {}", view.value_words(id));
                let mut reasons = vec![Entry::of(line)];
                reasons.extend([*from, *to].into_iter().filter_map(|side| self.made_of(side)));
                reasons
            }
            (Op::Shift(_, shift), [from]) => {
                let line = format!("{} 的{shift} ＝ {}", self.operand(*from), view.value_words(id));
                let mut reasons = vec![Entry::over(line, self.years_explained(id))];
                reasons.extend(self.made_of(*from));
                reasons
            }
            _ if view.head_kind(id) == Some(ItemKind::Adjustment) => self.adjusted(id),
            _ if view.calculates(id) => self.calculated(id),
            _ => children.iter().map(|child| self.entry("", *child, None)).collect(),
        }
    }

    /// A calculation: with names, with numbers, then what its parts are made of.
    fn calculated(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let mut reasons = Vec::new();
        if let (Some(formula), Some(figures)) = (view.formula(id), view.figures(id)) {
            reasons.push(Entry::of(format!("{formula} ＝ {figures} ＝ {}", self.result_of(id))));
        }
        let taken = self
            .taken_off(id)
            .filter(|(_, off)| !matches!(view.value(*off), Value::Number(n) if n.is_zero()));
        if let Some((before, off)) = taken {
            let line = format!(
                "扣除前 {}，{} {}，扣除后 {}",
                view.value_words(before),
                super::listing::taken_word(&view.name(off)),
                view.value_words(off),
                view.value_words(id)
            );
            reasons.push(Entry::of(line));
        }
        for operand in view.operands(id) {
            if view.fact(operand).is_some() {
                let source = self.source(operand);
                if !source.is_empty() {
                    reasons.push(Entry::of(format!(
                        "{} {}{source}",
                        view.name(operand),
                        view.value_words(operand)
                    )));
                }
            } else if let Some(made) = self.made_of(operand) {
                reasons.push(made);
            }
        }
        reasons
    }

    /// The result of a calculation; of one that floors at zero, what it floors.
    fn result_of(&self, id: StepId) -> String {
        let view = self.view;
        match view.floored(id) {
            Some(inner) => format!("{}，不足零，按零：{}", view.bare(inner), view.value_words(id)),
            None => view.value_words(id),
        }
    }

    /// A sum over a list: 245 ＋ 1200 ＋ 0 ＝ 1445元.
    pub(super) fn summed(&mut self, id: StepId) -> Option<Entry> {
        let view = self.view;
        let Op::Reduce { value: Some(value), .. } = &view.node(id).op else { return None };
        let parts = view.children(id).iter().filter(|child| view.step(**child).node == *value);
        let parts: Vec<String> = parts.map(|part| view.bare(*part)).collect();
        if parts.len() < 2 {
            return None;
        }
        Some(Entry::of(format!("{} ＝ {}", parts.join(" ＋ "), view.value_words(id))))
    }

    /// The branch taken and each branch rejected, with the reason.
    pub(super) fn chosen(&mut self, id: StepId, alternatives: &[Alternative]) -> Vec<Entry> {
        let view = self.view;
        let own = view.node(id).clause;
        let branches = view.branches(id);
        debug_assert_eq!(branches.len(), alternatives.len());
        let mut reasons = Vec::new();
        if let Value::Fault(_) = view.value(id) {
            reasons.push(Entry::of(view.value_words(id)));
        }
        for (at, branch) in branches.iter().enumerate() {
            let name = view.branch_name(branch);
            let mut below = Vec::new();
            let other =
                view.program.clause(branch.alternative.clause).document != view.program.clause(own).document;
            if other {
                below.push(self.ground(branch.alternative.clause, "这一项出自"));
            }
            let line = match &branch.fate {
                Fate::Taken | Fate::Open => {
                    let word = if branch.fate == Fate::Taken { "采用" } else { "还不能定是否采用" };
                    if let Some(guard) = branch.guard {
                        below.push(self.entry("条件：", guard, Some(id)));
                    }
                    match branch.value {
                        Some(value) => {
                            below.extend(self.made_of(value));
                            let source = self.source(value);
                            format!("{word}{name}：{}{source}", view.value_words(value))
                        }
                        None => format!("{word}{name}"),
                    }
                }
                Fate::Fails => match branch.guard.map(|guard| view.through(guard)) {
                    Some(guard) if !view.node(guard).heads && (view.simple(guard) || view.relates(guard)) => {
                        let said = format!("不采用{name}：{}", self.phrase(guard));
                        self.sets_below(guard, &mut below);
                        if view.relates(guard) {
                            below.extend(view.children(guard).iter().filter_map(|side| self.made_of(*side)));
                        }
                        said
                    }
                    Some(guard) => {
                        below.push(self.entry("条件：", guard, Some(id)));
                        format!("不采用{name}：条件不符合")
                    }
                    None => format!("不采用{name}"),
                },
                Fate::Beaten(winners) => {
                    let first: Vec<String> = winners
                        .iter()
                        .filter(|w| **w != at)
                        .map(|w| view.branch_name(&branches[*w]))
                        .collect();
                    format!("不采用{name}：{} 适用，优先", first.join("、"))
                }
            };
            reasons.push(Entry::over(line, below));
        }
        reasons
    }

    /// The body that approves, by the amount; while the amount is open, the whole table in one line.
    pub(super) fn approved(&mut self, id: StepId, amount_open: bool) -> Vec<Entry> {
        let view = self.view;
        let Op::Choose(alternatives) = &view.node(id).op else { return self.because(id) };
        let clause = view.node(id).clause;
        let mut reasons = vec![self.ground(clause, "依据")];
        if !amount_open {
            reasons.extend(self.chosen(id, alternatives));
            return reasons;
        }
        let rows: Vec<String> = view
            .branches(id)
            .iter()
            .filter_map(|branch| {
                let body = match view.value(branch.value?) {
                    Value::Fault(_) => "没有写明由谁批准".to_owned(),
                    _ => format!("由{}批准", view.value_words(branch.value?)),
                };
                Some(format!("{}{body}", view.branch_name(branch)))
            })
            .collect();
        reasons.push(Entry::of(format!("金额定下来以后：{}", rows.join("；"))));
        reasons
    }

    /// A bound that a person's answer must keep.
    pub(super) fn bound(&mut self, judged: StepId, bound: StepId) -> Option<Entry> {
        let view = self.view;
        let Op::Judged { low, high, .. } = &view.node(judged).op else { return None };
        let node = view.step(bound).node;
        let word = match (low, high) {
            (Some(low), _) if *low == node => "不得低于",
            (_, Some(high)) if *high == node => "不得超过",
            _ => return None,
        };
        let bound = view.through(bound);
        let below =
            if view.node(bound).heads { self.entry("", bound, None).below } else { self.because(bound) };
        Some(Entry::over(format!("{word} {}", view.value_words(bound)), below))
    }
}
