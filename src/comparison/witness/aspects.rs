//! What a result comes to: whether it is given, how much, and what else is worked out for it.

use std::collections::BTreeSet;

use super::leaves::Couple;
use super::tree::{Subject, Term};
use crate::analysis::regions::apart::Given;
use crate::comparison::joint::{Joint, Pair, Which};
use crate::evaluation::evaluator::Evaluator;
use crate::program::ir::{self as program, ItemId, NodeId, Output};
use crate::quantity::ratio::Ratio;
use crate::trace::value::Value;

/// What is worked out for an output besides its condition.
fn values(output: Option<&Output>, amount: Option<NodeId>) -> Vec<Option<NodeId>> {
    let benefit = output.and_then(|output| output.benefit.as_ref());
    let each = benefit.and_then(|benefit| benefit.schedule.as_ref()).and_then(|schedule| schedule.each);
    let approval = benefit.and_then(|benefit| benefit.approval);
    vec![amount, each, approval, output.and_then(|output| output.due)]
}

/// What a pair's result comes to in one text.
pub(super) fn given(joint: &Joint, pair: &Pair, which: Which) -> Given {
    let granted = match which {
        Which::Old => pair.old,
        Which::New => pair.new,
    };
    let output = granted.output.and_then(|own| joint.side(which).outputs.get(own));
    let output = output.and_then(|at| joint.program.outputs.get(*at));
    Given { condition: granted.condition, values: values(output, granted.amount) }
}

/// The nodes of a pair that stand in each other's place, and the items that declare the result.
pub(super) fn couples(joint: &Joint, pair: &Pair) -> (Vec<Couple>, Subject) {
    let (old, new) = (given(joint, pair, Which::Old), given(joint, pair, Which::New));
    let mut all = vec![(old.condition, new.condition)];
    for couple in old.values.iter().zip(&new.values) {
        if let (Some(old), Some(new)) = couple {
            all.push((*old, *new));
        }
    }
    (all, declared(joint, pair))
}

/// The items that declare a pair's result.
pub(super) fn declared(joint: &Joint, pair: &Pair) -> Subject {
    let item = |which: Which, output: Option<usize>| -> Vec<ItemId> {
        let outputs = &joint.side(which).program.outputs;
        output.and_then(|at| outputs.get(at)).map(|output| output.item).into_iter().collect()
    };
    Subject { old: item(Which::Old, pair.old.output), new: item(Which::New, pair.new.output) }
}

/// The nodes that a result needs.
pub(super) fn roots(given: &Given) -> BTreeSet<NodeId> {
    std::iter::once(given.condition).chain(given.values.iter().flatten().copied()).collect()
}

/// A value of a result in an evaluation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Seen {
    /// There is none, or it is at fault.
    None,
    /// Not settled.
    Open,
    /// This.
    Known(Value),
}

/// What a result came to in an evaluation.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Came {
    /// Whether it is given is not known.
    Open,
    /// A rule is missing or two conflict.
    Fault,
    /// It is not given.
    Refused,
    /// It is given, with these values.
    Given(Vec<Seen>),
}

/// What a result came to for the first instance in the record last run.
pub(super) fn came(evaluator: &Evaluator<'_>, given: &Given) -> Came {
    match evaluator.value_of(given.condition, 0) {
        Some(Value::Truth(true)) => {}
        Some(Value::Truth(false) | Value::Absent) => return Came::Refused,
        Some(Value::Fault(_)) => return Came::Fault,
        _ => return Came::Open,
    }
    let seen = |node: &Option<NodeId>| match node.map(|node| evaluator.value_of(node, 0)) {
        None | Some(Some(Value::Fault(_))) => Seen::None,
        Some(Some(Value::Open(_)) | None) => Seen::Open,
        Some(Some(value)) => Seen::Known(value),
    };
    Came::Given(given.values.iter().map(seen).collect())
}

/// Whether two results are certainly other ones.
pub(super) fn apart(one: &Came, other: &Came) -> bool {
    match (one, other) {
        (Came::Open, _) | (_, Came::Open) => false,
        (Came::Given(one), Came::Given(other)) => one.iter().zip(other).any(|couple| match couple {
            (Seen::Open, _) | (_, Seen::Open) => false,
            (one, other) => one != other,
        }),
        (one, other) => one != other,
    }
}

/// How a pair's result is paid, approved and borne, where the two texts say it otherwise.
pub(super) fn terms(joint: &Joint, pair: &Pair) -> Vec<Term> {
    let of = |which: Which, at: Option<usize>| joint.side(which).program.outputs.get(at?);
    let (Some(old), Some(new)) = (of(Which::Old, pair.old.output), of(Which::New, pair.new.output)) else {
        return Vec::new();
    };
    let (old, new) = (said(old), said(new));
    let both = old.into_iter().zip(new);
    both.filter(|((_, old), (_, new))| old != new)
        .map(|((what, old), (_, new))| Term { what: what.to_owned(), old, new })
        .collect()
}

/// Everything that is said of a result besides what is worked out.
fn said(output: &Output) -> Vec<(&'static str, String)> {
    let benefit = output.benefit.as_ref();
    let schedule = benefit.and_then(|benefit| benefit.schedule.as_ref());
    let terms = schedule.into_iter().flat_map(|schedule| &schedule.terms);
    let words = |term: &program::Term| {
        let months = term.months.map(|months| format!("共{months}个月"));
        term.words.iter().cloned().chain(months).collect::<Vec<_>>()
    };
    let payees = terms.clone().filter_map(|term| term.payee.clone()).collect::<Vec<_>>();
    let paid: Vec<String> =
        schedule.map(|schedule| schedule.cycle.clone()).into_iter().chain(terms.flat_map(words)).collect();
    let shares = benefit.into_iter().flat_map(|benefit| &benefit.funding);
    let shares = shares.map(|share| {
        let percent = share.part.checked_mul(Ratio::from_integer(100)).unwrap_or(share.part);
        format!("{}{}%", share.bearer, percent.to_display())
    });
    vec![
        ("机关", output.bodies.join("、")),
        ("发放", paid.join("，")),
        ("付给", payees.join("、")),
        ("方式", benefit.and_then(|benefit| benefit.form.clone()).unwrap_or_default()),
        ("资金", shares.collect::<Vec<_>>().join("、")),
        ("后果", output.consequence.clone().unwrap_or_default()),
    ]
}
