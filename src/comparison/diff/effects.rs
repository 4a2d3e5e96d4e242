//! What each change does to households: told beside it, and a change that does nothing to any is set apart.

use super::Side;
use super::clause::bare;
use super::data::{Change, Difference, Kind, Manner};
use crate::comparison::joint::{Joint, Matching};
use crate::comparison::witness::{Effect, How, Subject, Witnesses};
use crate::program::ir::ItemId;

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
    let joint = Joint::of(old.program, new.program, &how);
    let witnesses = Witnesses::new(&joint);
    for change in difference.changes.iter_mut().filter(|change| wanted(change)) {
        let subject = subject(change, old, new);
        if !subject.old.is_empty() || !subject.new.is_empty() {
            change.effect = Some(witnesses.effect(&subject));
        }
    }
    let (same, changed) = std::mem::take(&mut difference.changes).into_iter().partition(is_same);
    difference.changes = changed;
    let same: Vec<Change> = same;
    difference.alike.extend(same.into_iter().map(|change| Change { manner: Manner::Reworded, ..change }));
}

/// The items of both programs that a change is about.
fn subject(change: &Change, old: &Side<'_>, new: &Side<'_>) -> Subject {
    let items = |side: &Side<'_>, key: &Option<String>| key.as_deref().map(|key| items(side, key)).unwrap_or_default();
    Subject { old: items(old, &change.old_key), new: items(new, &change.new_key) }
}

fn items(side: &Side<'_>, key: &str) -> Vec<ItemId> {
    let Some(item) = side.text.items.get(key) else { return Vec::new() };
    let declared = side.corpus.statement(item.origin).span;
    let known = (0..).map(ItemId).zip(&side.program.items);
    let here = known.filter(|(_, known)| side.program.clause(known.clause).span == declared);
    let name = bare(key);
    let all: Vec<(ItemId, bool)> = here.map(|(id, known)| (id, known.name == name || known.name == key)).collect();
    let named: Vec<ItemId> = all.iter().filter(|(_, named)| *named).map(|(id, _)| *id).collect();
    if named.is_empty() { all.into_iter().map(|(id, _)| id).collect() } else { named }
}

/// Both compute the same whatever the household, and nothing else of it differs.
fn is_same(change: &Change) -> bool {
    let both = change.old.is_some() && change.new.is_some() && change.kind != Kind::Figure;
    let sure = matches!(change.effect, Some(Effect::Equivalent { how: How::SameShape | How::Regions }));
    let deciding = change.points.iter().all(|point| DECIDING.contains(&point.kind) || point.kind == Kind::Wording);
    both && sure && deciding
}
