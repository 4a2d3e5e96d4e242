//! Which results a household is told of: what holds or is open, and what it would have expected.

use std::collections::BTreeSet;

use crate::program::ir::{Force, Op, PlaneId};
use crate::trace::outcome::{Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::FaultKind;

use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::folding;
use crate::presentation::explanation::reason::Reasoner;
use crate::presentation::explanation::view::View;

/// The results of a page.
pub(super) struct Told<'a> {
    /// Told with their reasons.
    pub(super) main: Vec<&'a Outcome>,
    /// Only named: they are open for what a result above is open for.
    pub(super) aside: Vec<&'a Outcome>,
    /// Named under what keeps them from being worked out.
    pub(super) stuck: Vec<&'a Outcome>,
    /// Named at the end: refused on what the record says.
    pub(super) others: Vec<&'a Outcome>,
    /// Named at the end: nothing on record has to do with them.
    pub(super) folded: Vec<&'a Outcome>,
}

impl Told<'_> {
    /// One line for the results that are only named.
    pub(super) fn gathered_lines(&self, view: &View) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for outcome in &self.aside {
            let Some(output) = conclusion::output(view, outcome) else { continue };
            names.push(format!("“{}”（{}）", output.name, view.you(output.plane, outcome.instance)));
        }
        if names.is_empty() {
            return Vec::new();
        }
        vec![format!("因为同样的缘故，下面这些也还不能决定：{}。", names.join("、"))]
    }

    /// What cannot be worked out, by what is in the way.
    pub(super) fn stuck_lines(&self, view: &View, stuck: &[&Outcome]) -> Vec<String> {
        let mut causes: Vec<(String, Vec<&Outcome>)> = Vec::new();
        for outcome in stuck {
            let (Status::Conflict(fault) | Status::NoRule(fault) | Status::Error(fault)) = &outcome.status
            else {
                continue;
            };
            let said = view.fault_words(fault);
            let cause = match (&fault.kind, said.split_once('（')) {
                (FaultKind::NoFigure(_), Some((cause, _))) => cause.to_owned(),
                _ => said,
            };
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, outcomes)) => outcomes.push(outcome),
                None => causes.push((cause, vec![outcome])),
            }
        }
        // Figures that are not published are told together.
        let mut merged: Vec<(String, Vec<String>, Vec<&Outcome>)> = Vec::new();
        for (cause, outcomes) in causes {
            let (head, figure) = match cause.split_once('“') {
                Some((head, figure)) if figure.ends_with('”') => {
                    (head.to_owned(), vec![format!("“{figure}")])
                }
                _ => (cause, Vec::new()),
            };
            match merged.iter_mut().find(|(known, ..)| *known == head) {
                Some((_, figures, all)) => {
                    figures.extend(figure);
                    all.extend(outcomes);
                }
                None => merged.push((head, figure, outcomes)),
            }
        }
        let mut lines: Vec<String> = merged
            .iter()
            .map(|(head, figures, outcomes)| {
                let names = folding::names(view, outcomes).join("、");
                format!("{names}：现在算不出结果，因为{head}{}。", figures.concat())
            })
            .collect();
        let record = self.stuck.iter().any(|outcome| conclusion::standing(outcome) == Standing::Fault);
        if let Some(last) = lines.last_mut() {
            last.push_str(match record {
                true => "请经办人员核对记录。",
                false => "这不是您家缺材料，要等有关部门弄清楚。",
            });
        }
        lines
    }
}

/// Chooses what to tell.
pub(super) fn select<'a>(
    view: &View<'a>,
    reasoner: &Reasoner,
    chosen: &[&'a Outcome],
    asked: bool,
) -> Told<'a> {
    let mut order: Vec<&'a Outcome> = chosen.to_vec();
    order.sort_by_key(|outcome| rank(view, outcome));
    let mut told = Told {
        main: Vec::new(),
        aside: Vec::new(),
        stuck: Vec::new(),
        others: Vec::new(),
        folded: Vec::new(),
    };
    if asked {
        told.main = order;
        return told;
    }
    let folds = folding::of_view(view);
    let folded = view.decision.outcomes.iter().zip(folds).filter(|(_, folded)| *folded);
    let folded: Vec<&Outcome> = folded.map(|(outcome, _)| outcome).collect();
    let mut covered: BTreeSet<StepId> = BTreeSet::new();
    for outcome in order {
        let benefit = conclusion::output(view, outcome).is_some_and(|output| output.benefit.is_some());
        let standing = conclusion::standing(outcome);
        if folded.iter().any(|known| std::ptr::eq(*known, outcome)) {
            told.folded.push(outcome);
            continue;
        }
        let wanted = match standing {
            Standing::Given | Standing::Offered | Standing::Holds | Standing::Judged | Standing::Open => true,
            // Where the condition holds, it is told that only the amount is in the way.
            Standing::Conflict | Standing::NoRule | Standing::Fault => {
                if view.truth(outcome.condition) != Some(true) {
                    told.stuck.push(outcome);
                    continue;
                }
                true
            }
            // Whoever qualifies for two is told which one stands.
            Standing::Refused | Standing::Fails if !outcome.beaten_by.is_empty() => true,
            Standing::Refused => near(view, reasoner, outcome.condition),
            Standing::Fails => false,
        };
        if !wanted {
            told.others.push(outcome);
            continue;
        }
        let id = view.through(outcome.condition);
        let consequence =
            conclusion::output(view, outcome).is_some_and(|output| output.consequence.is_some());
        if !benefit && !consequence && covered.contains(&id) {
            continue;
        }
        let known = told.main.iter().any(|told| {
            conclusion::standing(told) == standing
                && outcome.missing.iter().all(|question| told.missing.contains(question))
        });
        if standing == Standing::Open && !benefit && known {
            told.aside.push(outcome);
            continue;
        }
        covered.extend(view.cone(&[outcome.condition]));
        told.main.push(outcome);
    }
    if told.main.is_empty() {
        // Nothing is given or open: what a household would have asked for is told with its reasons.
        let expected = |outcome: &&Outcome| household_benefit(view, outcome);
        let (main, others) = told.others.into_iter().partition(expected);
        (told.main, told.others) = (main, others);
    }
    if told.main.is_empty() && told.stuck.is_empty() {
        let own =
            |outcome: &&Outcome| conclusion::output(view, outcome).is_some_and(|o| o.plane == PlaneId(0));
        let (main, others) = told.others.into_iter().partition(own);
        (told.main, told.others) = (main, others);
    }
    told
}

/// The order of telling: what is given or was expected, what is open, what may be given, what else holds.
fn rank(view: &View, outcome: &Outcome) -> u8 {
    let output = conclusion::output(view, outcome);
    let benefit = output.and_then(|output| output.benefit.as_ref());
    let owed = benefit.is_some_and(|benefit| benefit.force == Force::Shall);
    let consequence = output.is_some_and(|output| output.consequence.is_some());
    match (conclusion::standing(outcome), benefit.is_some()) {
        (Standing::Given, _) => 0,
        (Standing::Refused, _) if household_benefit(view, outcome) => 1,
        (Standing::Refused, _) => 6,
        (Standing::Open, true) if owed => 2,
        (Standing::Judged, true) if owed => 3,
        (Standing::Offered, _) => 4,
        (Standing::Open | Standing::Judged, true) => 5,
        (Standing::Conflict | Standing::NoRule | Standing::Fault, true) => 3,
        (Standing::Conflict | Standing::NoRule | Standing::Fault, false) => 9,
        (Standing::Holds, _) if consequence => 7,
        (Standing::Holds, _) => 8,
        (Standing::Open | Standing::Judged, false) => 9,
        (Standing::Fails, _) => 10,
    }
}

/// A benefit of the household that is owed when its condition holds.
pub(super) fn household_benefit(view: &View, outcome: &Outcome) -> bool {
    conclusion::output(view, outcome).is_some_and(|output| {
        let owed = output.benefit.as_ref().is_some_and(|b| b.force == Force::Shall);
        owed && output.plane == PlaneId(0)
    })
}

/// Whether a refusal is one that a household would have expected otherwise: money decided it, or one condition alone.
fn near(view: &View, reasoner: &Reasoner, condition: StepId) -> bool {
    let condition = view.through(condition);
    let Some((list, _, true)) = view.condition_parts(condition) else {
        return money_decides(view, reasoner, condition);
    };
    let children = view.children(list);
    let failing: Vec<StepId> =
        children.iter().copied().filter(|child| view.truth(*child) == Some(false)).collect();
    let holding = children.iter().filter(|child| view.truth(**child) == Some(true)).count();
    let money = failing.iter().any(|child| money_decides(view, reasoner, *child));
    money || (failing.len() == 1 && holding >= 2)
}

/// A truth fails because an amount does not reach a line.
fn money_decides(view: &View, reasoner: &Reasoner, id: StepId) -> bool {
    let id = view.through(id);
    if view.truth(id) != Some(false) {
        return false;
    }
    let children = view.children(id);
    match &view.node(id).op {
        // What somebody would have as a household of his own is no reason that he expects.
        Op::Compare(..) if view.node(id).alone => false,
        Op::Compare(..) => children.iter().any(|side| reasoner.is_money(view.through(*side))),
        Op::All(_) | Op::Any(_) | Op::Reinterpret(_) => {
            children.iter().any(|child| money_decides(view, reasoner, *child))
        }
        _ => false,
    }
}
