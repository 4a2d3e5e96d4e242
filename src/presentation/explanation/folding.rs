//! Results that nothing on record has to do with: they are named in one line instead of being told one by one.
//!
//! A result is folded only if it is refused or not settled, *no* circumstance on record speaks for any part of its
//! condition, and the record is silent (or says 没有) about a part that it needs. What is at fault, what another result
//! displaces (互斥) and what another reading would change is never folded.

use std::collections::BTreeMap;

use crate::facts::record::{FactValue, Record};
use crate::presentation::explanation::others::Effect;
use crate::program::ir::{Constant, Op, Program, Reduction, Relation, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::conclusion;
use super::view::View;

/// Being of age is no circumstance of anybody: almost all are.
const OF_AGE: i128 = 18;

/// What the record has to do with a truth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Bearing {
    /// A circumstance on record speaks for it, or for a part of it.
    speaks: bool,
    /// It does not hold, and the record is silent or says 没有.
    lacks: bool,
}

/// Reads what the record has to do with truths, each step once.
struct Folding<'v, 'a> {
    view: &'v View<'a>,
    known: BTreeMap<StepId, Bearing>,
}

/// For each outcome, in order: whether it is folded.
#[must_use]
pub(in crate::presentation) fn folded(program: &Program, record: &Record, decision: &Decision) -> Vec<bool> {
    let view =
        View { program, record, decision, others: &[], changes: &super::changes::NOTHING, brief: false };
    of_view(&view)
}

/// The same for a view, with what other readings would change.
pub(super) fn of_view(view: &View) -> Vec<bool> {
    let mut folding = Folding { view, known: BTreeMap::new() };
    let folds: Vec<bool> = view.decision.outcomes.iter().map(|outcome| folding.folds(outcome)).collect();
    // Of a record that says nothing of anything, everything is told.
    if folds.iter().all(|folds| *folds) { vec![false; folds.len()] } else { folds }
}

impl View<'_> {
    /// The steps that make a refusal what it is: conditions that fail, not those beside them.
    pub(super) fn deciding(&self, id: StepId) -> Vec<StepId> {
        let id = self.through(id);
        let children = self.children(id).iter().filter(|child| self.truth(**child) == Some(false));
        match &self.node(id).op {
            Op::All(_) | Op::Any(_) | Op::Reinterpret(_) if self.truth(id) == Some(false) => {
                children.flat_map(|child| self.deciding(*child)).collect()
            }
            _ => vec![id],
        }
    }
}

/// Names of results, each once, with its subjects where it is not folded for all of them: 护理补贴（乙、丙）.
pub(super) fn names(view: &View, outcomes: &[&Outcome]) -> Vec<String> {
    let mut named: Vec<(usize, Vec<String>)> = Vec::new();
    for outcome in outcomes {
        let Some(output) = conclusion::output(view, outcome) else { continue };
        let subject = view.subject(output.plane, outcome.instance);
        match named.iter_mut().find(|(at, _)| *at == outcome.output) {
            Some((_, subjects)) => subjects.push(subject),
            None => named.push((outcome.output, vec![subject])),
        }
    }
    let of = |at: usize| view.decision.outcomes.iter().filter(|outcome| outcome.output == at).count();
    let said = named.into_iter().filter_map(|(at, subjects)| {
        let name = &view.program.outputs.get(at)?.name;
        let all = subjects.len() == of(at);
        Some(if all { name.clone() } else { format!("{name}（{}）", subjects.join("、")) })
    });
    let mut names: Vec<String> = Vec::new();
    for name in said {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `另有3项，记录里没有相关情况，这次没有办理：甲金、乙金（丙）、丁人员`
pub(in crate::presentation) fn line(names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    Some(format!("另有{}项，记录里没有相关情况，这次没有办理：{}。", names.len(), names.join("、")))
}

/// The line for the outcomes that are folded.
#[must_use]
pub(in crate::presentation) fn folded_line(
    program: &Program,
    record: &Record,
    decision: &Decision,
    folded: &[bool],
) -> Option<String> {
    let view =
        View { program, record, decision, others: &[], changes: &super::changes::NOTHING, brief: false };
    let chosen = decision.outcomes.iter().zip(folded).filter(|(_, folded)| **folded);
    line(&names(&view, &chosen.map(|(outcome, _)| outcome).collect::<Vec<_>>()))
}

impl Folding<'_, '_> {
    fn folds(&mut self, outcome: &Outcome) -> bool {
        let unsettled = matches!(
            outcome.status,
            Status::Holds(false) | Status::NotGranted | Status::Undetermined(_) | Status::NeedsJudgement(_)
        );
        if !unsettled || !outcome.beaten_by.is_empty() || self.changes_with_readings(outcome) {
            return false;
        }
        let bearing = self.bearing(outcome.condition);
        bearing.lacks && !bearing.speaks
    }

    /// Whether another reading that has been worked out changes the result, or might.
    fn changes_with_readings(&self, outcome: &Outcome) -> bool {
        let here = Some((outcome.output, outcome.instance));
        self.view.others.iter().any(|other| match &other.effect {
            Effect::Changes(changes) => changes.iter().any(|change| {
                let (now, then) = (&change.now.shape, &change.then.shape);
                change.at == here && (now["status"] != then["status"] || now["value"] != then["value"])
            }),
            Effect::Unknown(_) => true,
        })
    }

    fn bearing(&mut self, id: StepId) -> Bearing {
        let id = self.view.through(id);
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let bearing = self.read(id);
        self.known.insert(id, bearing);
        bearing
    }

    fn read(&mut self, id: StepId) -> Bearing {
        let view = self.view;
        let children = view.children(id);
        let truth = view.truth(id);
        let holds = truth == Some(true);
        let open = matches!(view.value(id), Value::Open(_));
        match &view.node(id).op {
            Op::Fact(_) | Op::Present(_) => Bearing { speaks: holds, lacks: !holds },
            Op::Judged { .. } => Bearing { speaks: holds, lacks: open },
            // The months that are known may hold.
            Op::Run { .. } => Bearing { speaks: truth != Some(false) && self.recorded(id), lacks: open },
            Op::Compare(relation, ..) => self.compared(id, *relation),
            Op::Within { .. } => {
                let unlisted = children.iter().any(|child| matches!(view.value(*child), Value::Unlisted(_)));
                let absent = children.iter().any(|child| matches!(view.value(*child), Value::Absent));
                Bearing { speaks: holds || (open && unlisted), lacks: open || (!holds && absent) }
            }
            // Where people live is no circumstance of theirs.
            Op::Located { .. } => Bearing { speaks: false, lacks: open },
            // That something is not the case speaks for nothing by itself.
            Op::Not(_) => Bearing { speaks: false, lacks: open },
            Op::All(_) | Op::Any(_) | Op::Reinterpret(_) | Op::Choose(_) => {
                let mut bearing = Bearing::default();
                for child in children {
                    let child = self.bearing(*child);
                    bearing.speaks |= child.speaks;
                    bearing.lacks |= child.lacks;
                }
                Bearing { lacks: bearing.lacks && !holds, ..bearing }
            }
            Op::Reduce { kind: Reduction::Exists | Reduction::Every, .. } => self.gathered(id),
            // Nothing is known of other operations: it is told.
            _ => Bearing { speaks: holds || open, lacks: false },
        }
    }

    /// A limit that is kept speaks where something on record stands beside it; what is open is not told apart.
    fn compared(&self, id: StepId, relation: Relation) -> Bearing {
        let view = self.view;
        let truth = view.truth(id);
        let open = matches!(view.value(id), Value::Open(_));
        // What somebody would be as a household of his own is no circumstance of his.
        if view.node(id).alone {
            return Bearing { speaks: false, lacks: open };
        }
        // What is open speaks only by figures on record: that ages are known says nothing of an income that is not.
        let money = matches!(view.children(id).first().map(|side| view.node(*side).ty),
            Some(Type::Number(unit)) if unit.dimension.exponent(Base::Yuan) != 0);
        let counts = |at: &StepId| {
            !(open && money) || matches!(view.node(*at).ty, Type::Number(_)) && view.fact(*at).is_some()
        };
        let recorded = view.cone(&[id]).iter().any(|at| counts(at) && self.recorded(*at));
        let speaks = truth != Some(false) && recorded && !self.of_age(id, relation);
        Bearing { speaks, lacks: open || (truth == Some(false) && !recorded) }
    }

    /// Whether a step is a fact that the record holds, other than 没有.
    fn recorded(&self, id: StepId) -> bool {
        self.view.fact(id).is_some_and(|(_, fact)| {
            !matches!(fact.value, FactValue::Unknown | FactValue::Absent | FactValue::Truth(false))
        })
    }

    /// 年龄 满18周岁
    fn of_age(&self, id: StepId, relation: Relation) -> bool {
        let view = self.view;
        let [_, limit] = view.children(id) else { return false };
        let limit = view.through(*limit);
        let (Op::Constant(Constant::Number(years)), Type::Number(unit)) =
            (&view.node(limit).op, view.node(limit).ty)
        else {
            return false;
        };
        relation == Relation::GreaterOrEqual
            && unit.dimension.exponent(Base::AgeYear) == 1
            && *years <= Ratio::from_integer(OF_AGE)
    }

    /// A list: an element that qualifies speaks, or one of which it is not known; so does another grade of the same.
    fn gathered(&mut self, id: StepId) -> Bearing {
        let view = self.view;
        let Op::Reduce { plane, filter, .. } = &view.node(id).op else { return Bearing::default() };
        let holds = view.truth(id) == Some(true);
        let members = view.below(*plane, view.node(id).plane, view.step(id).instance);
        if members.is_empty() {
            return Bearing { speaks: false, lacks: !holds };
        }
        let kind = view.program.planes.get(plane.index());
        let graded = kind
            .and_then(|kind| kind.element)
            .and_then(|category| view.program.categories.get(category.index()))
            .is_some_and(|category| !category.components.is_empty());
        let filters = view.children(id).iter().filter(|child| Some(view.step(**child).node) == *filter);
        let truths: Vec<Option<bool>> = filters.map(|child| view.truth(*child)).collect();
        let speaks = holds || graded || truths.is_empty() || truths.iter().any(|truth| *truth != Some(false));
        Bearing { speaks, lacks: !holds }
    }
}
