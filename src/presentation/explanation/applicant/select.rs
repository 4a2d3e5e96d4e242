//! Which results a household is told of: what holds or is open, and what it would have expected.

use std::collections::BTreeSet;

use crate::program::ir::{Force, Op, PlaneId};
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;

use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::reason::Reasoner;
use crate::presentation::explanation::view::View;

/// The results of a page.
pub(super) struct Told<'a> {
    /// Told with their reasons.
    pub(super) main: Vec<&'a Outcome>,
    /// Only named: they are open for what a result above is open for.
    pub(super) aside: Vec<&'a Outcome>,
    /// How many others there are, by name: all are refused.
    pub(super) others: usize,
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
    if asked {
        return Told { main: order, aside: Vec::new(), others: 0 };
    }
    let mut main: Vec<&'a Outcome> = Vec::new();
    let mut aside: Vec<&'a Outcome> = Vec::new();
    let mut covered: BTreeSet<StepId> = BTreeSet::new();
    for outcome in &order {
        let benefit = conclusion::output(view, outcome).is_some_and(|output| output.benefit.is_some());
        let wanted = match conclusion::standing(outcome) {
            Standing::Given | Standing::Offered | Standing::Holds => true,
            Standing::Judged | Standing::Open | Standing::Conflict | Standing::NoRule | Standing::Fault => {
                true
            }
            // Whoever qualifies for two is told which one stands.
            Standing::Refused | Standing::Fails if !outcome.beaten_by.is_empty() => true,
            Standing::Refused => near(view, reasoner, outcome.condition),
            Standing::Fails => false,
        };
        if !wanted {
            continue;
        }
        let id = view.through(outcome.condition);
        let consequence =
            conclusion::output(view, outcome).is_some_and(|output| output.consequence.is_some());
        if !benefit && !consequence && covered.contains(&id) {
            continue;
        }
        let standing = conclusion::standing(outcome);
        let open = standing == Standing::Open;
        let faulty = matches!(standing, Standing::Conflict | Standing::NoRule | Standing::Fault);
        let known = main.iter().any(|told| {
            conclusion::standing(told) == standing
                && outcome.missing.iter().all(|question| told.missing.contains(question))
                && (open || told.status == outcome.status)
        });
        if (open || faulty) && !benefit && known {
            aside.push(outcome);
            continue;
        }
        covered.extend(view.cone(&[outcome.condition]));
        main.push(outcome);
    }
    if main.is_empty() {
        main = order.iter().copied().filter(|outcome| household_benefit(view, outcome)).collect();
    }
    if main.is_empty() {
        let own =
            |outcome: &&Outcome| conclusion::output(view, outcome).is_some_and(|o| o.plane == PlaneId(0));
        main = order.iter().copied().filter(own).collect();
    }
    let mut others: Vec<&str> = Vec::new();
    for outcome in &order {
        let told = main.iter().chain(&aside).any(|told| std::ptr::eq(*told, *outcome));
        let within = covered.contains(&view.through(outcome.condition));
        if let Some(output) = conclusion::output(view, outcome).filter(|_| !told && !within)
            && !others.contains(&output.name.as_str())
        {
            others.push(&output.name);
        }
    }
    let others = others.len();
    Told { main, aside, others }
}

/// The order of telling: what is given or was expected, what is open, what may be given, what else holds.
fn rank(view: &View, outcome: &Outcome) -> u8 {
    let output = conclusion::output(view, outcome);
    let benefit = output.and_then(|output| output.benefit.as_ref());
    let owed = benefit.is_some_and(|benefit| benefit.force == Force::Shall);
    let consequence = output.is_some_and(|output| output.consequence.is_some());
    match (conclusion::standing(outcome), benefit.is_some()) {
        (Standing::Given, _) => 0,
        (Standing::Refused, _) => 1,
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
fn household_benefit(view: &View, outcome: &Outcome) -> bool {
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
        Op::Compare(..) => children.iter().any(|side| reasoner.is_money(view.through(*side))),
        Op::All(_) | Op::Any(_) | Op::Reinterpret(_) => {
            children.iter().any(|child| money_decides(view, reasoner, *child))
        }
        _ => false,
    }
}
