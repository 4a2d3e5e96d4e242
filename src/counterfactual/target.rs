//! Results for which something else is sought, and what counts as better.

use super::{Way, Ways};
use crate::program::ir::{NodeId, Op, Program, Role};
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Decision, Outcome, Settled, Status};

/// More ways than these are not kept for one result.
const MOST: usize = 8;

/// A result that is refused, or an amount.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) output: usize,
    pub(super) instance: u32,
    pub(super) before: Status,
    /// Lines may be told: it is a benefit, or a benefit asks for it.
    pub(super) sought: bool,
    /// Ways found, each with its size.
    pub(super) found: Vec<(Ratio, Way)>,
}

/// The results of a decision for which changes are sought.
pub(super) fn targets(program: &Program, decision: &Decision) -> Vec<Target> {
    let sought = sought(program);
    let open = |outcome: &&Outcome| {
        let decided = program.outputs.get(outcome.output).is_some_and(|o| o.role == Role::Decision);
        // What another result stands before is not refused for a reason of its own.
        decided && outcome.beaten_by.is_empty() && seeks(&outcome.status)
    };
    let target = |outcome: &Outcome| Target {
        output: outcome.output,
        instance: outcome.instance,
        before: outcome.status.clone(),
        sought: sought.get(outcome.output).copied().unwrap_or(false),
        found: Vec::new(),
    };
    decision.outcomes.iter().filter(open).map(target).collect()
}

/// Something better than this can be sought.
fn seeks(status: &Status) -> bool {
    matches!(status, Status::Holds(false) | Status::NotGranted | Status::Granted(_))
}

/// Whether a result is another one, and better.
pub(super) fn is_better(before: &Status, after: &Settled) -> bool {
    match (before, &after.status) {
        (Status::Holds(false), Status::Holds(true)) => true,
        (Status::NotGranted, Status::Granted(_) | Status::GrantedInKind) => true,
        // It is then for a body to use its power or to say the amount.
        (Status::NotGranted, Status::Offered(_) | Status::NeedsJudgement(_)) => !after.may_be_refused,
        (Status::Granted(amount), Status::Granted(more)) => more > amount,
        _ => false,
    }
}

/// Whether a result that stood well stands worse.
pub(super) fn is_worse(before: &Status, after: &Status) -> bool {
    match (before, after) {
        (Status::Holds(true), Status::Holds(false)) => true,
        (Status::Granted(amount), Status::Granted(less)) => less < amount,
        (Status::Granted(_) | Status::GrantedInKind | Status::Offered(_), Status::NotGranted) => true,
        _ => false,
    }
}

impl Target {
    /// Keeps a way.
    pub(super) fn keep(&mut self, size: Ratio, way: Way) {
        if self.found.iter().all(|(_, known)| known.changes != way.changes) {
            self.found.push((size, way));
        }
    }

    /// The ways in the order of their sizes, and whether some were left out.
    pub(super) fn into_ways(mut self) -> (Option<Ways>, bool) {
        // A stable sort: ways of one size stay in the order in which they were tried.
        self.found.sort_by_key(|(size, _)| *size);
        let cut = self.found.len() > MOST;
        self.found.truncate(MOST);
        let ways: Vec<Way> = self.found.into_iter().map(|(_, way)| way).collect();
        let found = Ways { output: self.output, instance: self.instance, ways };
        (Some(found).filter(|found| !found.ways.is_empty()), cut)
    }
}

/// Per output, whether people seek it: a benefit, or what a benefit positively asks for. Whether anyone wants any other
/// determination (that a family is to be warned) cannot be told from the text.
fn sought(program: &Program) -> Vec<bool> {
    let mut asked = vec![false; program.nodes.len()];
    let mut waiting: Vec<NodeId> =
        program.outputs.iter().filter(|o| o.benefit.is_some()).map(|o| o.condition).collect();
    while let Some(node) = waiting.pop() {
        if std::mem::replace(&mut asked[node.index()], true) {
            continue;
        }
        match &program.node(node).op {
            Op::All(parts) | Op::Any(parts) => waiting.extend(parts.iter().map(|part| part.node)),
            Op::Ancestor(of) | Op::Reinterpret(of) => waiting.push(*of),
            Op::Reduce { filter, value, .. } => waiting.extend(filter.iter().chain(value)),
            Op::Choose(alternatives) => waiting.extend(alternatives.iter().map(|a| a.value)),
            _ => {}
        }
    }
    let own = |node: NodeId| match &program.node(node).op {
        // A 互斥 stands around what others ask for.
        Op::All(parts) => asked[node.index()] || parts.iter().any(|part| asked[part.node.index()]),
        _ => asked[node.index()],
    };
    program.outputs.iter().map(|output| output.benefit.is_some() || own(output.condition)).collect()
}
