//! What each change does to households: told beside it, and a change that does nothing to any is set apart.

use super::Side;
use super::clause::bare;
use super::data::{Change, Difference, Kind, Manner, Relation};
use crate::comparison::joint::{Joint, Matching, Pair, Which};
use crate::comparison::witness::{Effect, How, Subject, Witnesses};
use crate::program::ir::{ItemId, NodeId, Program};
use crate::program::operands::for_each_operand;

/// Parts that only say how a household is decided: where they come to the same, nothing has changed for anybody.
const DECIDING: [Kind; 9] = [
    Kind::Condition,
    Kind::Exception,
    Kind::Amount,
    Kind::Bound,
    Kind::Row,
    Kind::Table,
    Kind::Scope,
    Kind::Exclusion,
    Kind::Adjustments,
];

/// Fills in the effect of every change for which `wanted` holds; those that are known to come to the same go to
/// [`Difference::alike`].
pub fn effects(
    difference: &mut Difference,
    old: &Side<'_>,
    new: &Side<'_>,
    wanted: impl Fn(&Change) -> bool,
) {
    let named = difference.changes.iter().chain(&difference.alike).filter(|change| change.was.is_some());
    let renamed = named.filter_map(|change| {
        let (was, is) = (change.old_key.as_deref()?, change.new_key.as_deref()?);
        Some((bare(was).to_owned(), bare(is).to_owned()))
    });
    let how = Matching { day: None, renamed: renamed.collect() };
    let mut joint = Joint::of(old.program, new.program, &how);
    if difference.relation == Relation::Neighbours {
        // What only one area has is no example for what both have.
        beside(difference, &joint, &wanted);
        joint.pairs.retain(|pair| pair.old.output.is_some() && pair.new.output.is_some());
    }
    let witnesses = Witnesses::new(&joint);
    let single = |change: &Change| change.old.is_none() || change.new.is_none();
    let asked =
        |change: &Change| wanted(change) && !(difference.relation == Relation::Neighbours && single(change));
    for change in difference.changes.iter_mut().filter(|change| asked(change)) {
        let subject = subject(change, old, new);
        if !subject.old.is_empty() || !subject.new.is_empty() {
            let mut effect = witnesses.effect(&subject);
            // What no result reads comes to nothing, not to the same.
            let same = matches!(effect, Effect::Equivalent { how: How::SameShape });
            if same && !reads(old.program, &subject.old) && !reads(new.program, &subject.new) {
                effect = Effect::Unreachable { how: How::Unread };
            }
            change.effect = Some(effect).filter(|effect| fits(change, effect));
        }
    }
    // A set that a new rule reads is shown by the household of the rule, which may have been found after it.
    for change in difference.changes.iter_mut().filter(|change| asked(change) && single(change)) {
        if matches!(change.effect, Some(Effect::Undecided { .. }))
            && let Some(effect) = witnesses.among_found(&subject(change, old, new))
        {
            change.effect = Some(effect).filter(|effect| fits(change, effect));
        }
    }
    let (same, changed) = std::mem::take(&mut difference.changes).into_iter().partition(is_same);
    difference.changes = changed;
    let same: Vec<Change> = same;
    difference.alike.extend(same.into_iter().map(|change| Change { manner: Manner::Reworded, ..change }));
}

/// What only one area has, against what stands beside it in the other: a household that the two decide differently.
fn beside(difference: &mut Difference, joint: &Joint, wanted: &impl Fn(&Change) -> bool) {
    for change in difference.changes.iter_mut().filter(|change| wanted(change)) {
        let own = bare(change.new_key.as_deref().or(change.old_key.as_deref()).unwrap_or_default());
        for other in &mut change.beside {
            let (was, is) = match change.manner {
                Manner::Added => (other.name.as_str(), own),
                _ => (own, other.name.as_str()),
            };
            let of = |which: Which, name: &str| {
                joint.pairs.iter().find(|pair| match which {
                    Which::Old => {
                        pair.old.output.is_some() && pair.old_name.as_deref().unwrap_or(&pair.name) == name
                    }
                    Which::New => pair.new.output.is_some() && pair.name == name,
                })
            };
            let (Some(before), Some(after)) = (of(Which::Old, was), of(Which::New, is)) else { continue };
            if before.plane != after.plane {
                continue;
            }
            let pair = Pair { old: before.old, old_name: Some(was.to_owned()), ..after.clone() };
            let subject = Subject { old: all(&joint.old.program), new: all(&joint.new.program) };
            let joint = Joint { pairs: vec![pair], ..joint.clone() };
            other.effect = Some(Witnesses::new(&joint).effect(&subject));
        }
    }
}

/// Whether any result of a program rests on one of these items.
fn reads(program: &Program, items: &[ItemId]) -> bool {
    let mut wanted: Vec<NodeId> = Vec::new();
    for output in &program.outputs {
        wanted.push(output.condition);
        wanted.extend(output.due);
        if let Some(benefit) = &output.benefit {
            let schedule = benefit.schedule.as_ref();
            wanted.extend(benefit.amount.into_iter().chain(benefit.approval));
            wanted.extend(schedule.and_then(|schedule| schedule.each));
        }
    }
    let mut seen = vec![false; program.nodes.len()];
    while let Some(id) = wanted.pop() {
        let Some(slot) = seen.get_mut(id.index()).filter(|slot| !**slot) else { continue };
        *slot = true;
        if program.items_of(id).any(|item| items.contains(&item)) {
            return true;
        }
        for_each_operand(&program.node(id).op, |operand| wanted.push(operand));
    }
    false
}

/// How a benefit is handed out changes nothing but that benefit.
fn fits(change: &Change, effect: &Effect) -> bool {
    let outside = |kind: Kind| {
        matches!(
            kind,
            Kind::Schedule | Kind::Funding | Kind::Body | Kind::Approval | Kind::Due | Kind::Wording
        )
    };
    let only = !change.points.is_empty() && change.points.iter().all(|point| outside(point.kind));
    match effect {
        Effect::Witness(witness) => !only || witness.line.result == change.name,
        Effect::Undecided { results, .. } => !only || results.contains(&change.name),
        _ => true,
    }
}

fn all(program: &Program) -> Vec<ItemId> {
    (0..).map(ItemId).take(program.items.len()).collect()
}

/// The items of both programs that a change is about.
fn subject(change: &Change, old: &Side<'_>, new: &Side<'_>) -> Subject {
    let items = |side: &Side<'_>, key: &Option<String>| {
        key.as_deref().map(|key| items(side, key)).unwrap_or_default()
    };
    Subject { old: items(old, &change.old_key), new: items(new, &change.new_key) }
}

fn items(side: &Side<'_>, key: &str) -> Vec<ItemId> {
    let Some(item) = side.text.items.get(key) else { return Vec::new() };
    let declared = side.corpus.statement(item.origin).span;
    let known = (0..).map(ItemId).zip(&side.program.items);
    let here = known.filter(|(_, known)| side.program.clause(known.clause).span == declared);
    let name = bare(key);
    let all: Vec<(ItemId, bool)> =
        here.map(|(id, known)| (id, known.name == name || known.name == key)).collect();
    let named: Vec<ItemId> = all.iter().filter(|(_, named)| *named).map(|(id, _)| *id).collect();
    if named.is_empty() { all.into_iter().map(|(id, _)| id).collect() } else { named }
}

/// Both compute the same whatever the household, and nothing else of it differs.
fn is_same(change: &Change) -> bool {
    let both = change.old.is_some() && change.new.is_some() && change.kind != Kind::Figure;
    let sure = matches!(change.effect, Some(Effect::Equivalent { how: How::SameShape | How::Regions }));
    let deciding =
        change.points.iter().all(|point| DECIDING.contains(&point.kind) || point.kind == Kind::Wording);
    both && sure && deciding
}
