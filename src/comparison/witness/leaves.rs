//! Where two texts part: two results are followed down from the top as long as both do the same with what they rest on;
//! where they do not, there is a leaf. A leaf belongs to the items that it rests on and that the texts do not share.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Subject;
use crate::comparison::joint::{Joint, Side, Weaver, Which};
use crate::program::ir::{Arithmetic, ItemId, Node, NodeId, Op, Part, PlaneId, Program};
use crate::program::operands::{for_each_operand, map_operands};

/// A node of the old text and one of the new that stands in its place.
pub(super) type Couple = (NodeId, NodeId);

/// How two nodes that stand in each other's place go together.
#[derive(Clone, Debug)]
enum Match {
    /// Both do the same with their operands, in order.
    Through(Vec<Couple>),
    /// Both gather parts: those that stand in each other's place, and those that only one has.
    Parts { kept: Vec<Couple>, dropped: Vec<Part>, added: Vec<Part> },
    /// They do different things.
    Whole,
}

/// Whether two parts stand in each other's place.
type Alike<'f> = dyn Fn(&Part, &Part) -> bool + 'f;

/// Where two texts part.
#[derive(Debug)]
pub(super) struct Leaves<'j> {
    joint: &'j Joint,
    /// Per joint node, whether both texts have it.
    shared: Vec<bool>,
    /// Per joint node, the items of the old and of the new text that it belongs to.
    owners: [Vec<Vec<ItemId>>; 2],
    /// The same for the sets and the parameters that a node reads.
    read: [Vec<Vec<ItemId>>; 2],
    matches: BTreeMap<Couple, Match>,
    /// Per leaf, the items of the old and of the new text that it belongs to.
    leaves: BTreeMap<Couple, [BTreeSet<ItemId>; 2]>,
    /// The same for the items in which it lies, not those further below.
    direct: BTreeMap<Couple, [BTreeSet<ItemId>; 2]>,
}

/// Items by joint node.
type Items = Vec<Vec<ItemId>>;

/// Per joint node, the items of a side that it belongs to, those of the set or the parameter that it reads, and whether
/// the side has it.
fn owners(joint: &Joint, side: &Side) -> (Items, Items, Vec<bool>) {
    let mut owners = vec![Vec::new(); joint.program.nodes.len()];
    let mut read = owners.clone();
    let mut present = vec![false; joint.program.nodes.len()];
    for (own, at) in (0..).map(NodeId).zip(&side.nodes) {
        if let (Some(slot), Some(present)) = (owners.get_mut(at.index()), present.get_mut(at.index())) {
            *present = true;
            for (place, item) in side.program.items_of(own).enumerate() {
                if !slot.contains(&item) {
                    slot.push(item);
                }
                if let Some(read) = read.get_mut(at.index()).filter(|read| place > 0 && !read.contains(&item))
                {
                    read.push(item);
                }
            }
        }
    }
    (owners, read, present)
}

impl<'j> Leaves<'j> {
    /// Follows all results of two texts down.
    pub(super) fn new(joint: &'j Joint, roots: impl IntoIterator<Item = (Couple, Subject)>) -> Leaves<'j> {
        let (old, old_read, in_old) = owners(joint, &joint.old);
        let (new, new_read, in_new) = owners(joint, &joint.new);
        let shared = in_old.iter().zip(&in_new).map(|(old, new)| *old && *new).collect();
        let mut leaves = Leaves {
            joint,
            shared,
            owners: [old, new],
            read: [old_read, new_read],
            direct: BTreeMap::new(),
            matches: BTreeMap::new(),
            leaves: BTreeMap::new(),
        };
        let heads = leaves.heads();
        for couple in heads {
            leaves.follow(couple, &[BTreeSet::new(), BTreeSet::new()]);
        }
        for (couple, result) in roots {
            let context = [result.old.into_iter().collect(), result.new.into_iter().collect()];
            leaves.follow(couple, &context);
        }
        leaves
    }

    /// The values of items that both texts have, whether or not a result reads them.
    fn heads(&self) -> Vec<Couple> {
        let of = |side: &'j Side| {
            let heads = side.program.nodes.iter().zip(&side.nodes).filter(|(node, _)| node.heads);
            heads.filter_map(move |(node, at)| {
                let item = side.program.items.get(node.item.index())?;
                Some(((item.name.as_str(), side.planes.get(node.plane.index()).copied()?), *at))
            })
        };
        let mut old: BTreeMap<(&str, PlaneId), Option<NodeId>> = BTreeMap::new();
        for (key, at) in of(&self.joint.old) {
            // Two of one name on one plane cannot be told apart here.
            old.entry(key)
                .and_modify(|known| *known = known.filter(|known| *known == at))
                .or_insert(Some(at));
        }
        of(&self.joint.new).filter_map(|(key, at)| Some((old.get(&key).copied()??, at))).collect()
    }

    /// Whether both texts compute everything of a subject alike: no node of its items is in one text only.
    pub(super) fn is_shared(&self, subject: &Subject) -> bool {
        let own = |which: usize, items: &[ItemId], other: &[bool]| {
            self.owners[which]
                .iter()
                .zip(other)
                .all(|(owners, shared)| *shared || !owners.iter().any(|owner| items.contains(owner)))
        };
        own(0, &subject.old, &self.shared) && own(1, &subject.new, &self.shared)
    }

    /// The leaves of a subject, and whether they lie in it: otherwise only something on which they rest does.
    pub(super) fn of(&self, subject: &Subject) -> (BTreeSet<Couple>, bool) {
        let belongs = |[old, new]: &[BTreeSet<ItemId>; 2]| {
            subject.old.iter().any(|item| old.contains(item))
                || subject.new.iter().any(|item| new.contains(item))
        };
        let of = |leaves: &BTreeMap<Couple, [BTreeSet<ItemId>; 2]>| -> BTreeSet<Couple> {
            leaves.iter().filter(|(_, items)| belongs(items)).map(|(couple, _)| *couple).collect()
        };
        let direct = of(&self.direct);
        if direct.is_empty() { (of(&self.leaves), false) } else { (direct, true) }
    }

    fn program(&self) -> &'j Program {
        &self.joint.program
    }

    fn owner(&self, which: usize, id: NodeId) -> BTreeSet<ItemId> {
        self.owners[which].get(id.index()).into_iter().flatten().copied().collect()
    }

    fn follow(&mut self, couple: Couple, context: &[BTreeSet<ItemId>; 2]) {
        let (old, new) = couple;
        if old == new {
            return;
        }
        if self.matches.contains_key(&couple) {
            if self.leaves.contains_key(&couple) {
                self.note(couple, &[old], &[new], context);
            }
            return;
        }
        let found = self.matched(old, new);
        self.matches.insert(couple, found.clone());
        let own = [self.owner(0, old), self.owner(1, new)];
        match found {
            Match::Whole => self.note(couple, &[old], &[new], context),
            Match::Through(operands) => operands.into_iter().for_each(|couple| self.follow(couple, &own)),
            Match::Parts { kept, dropped, added } => {
                kept.into_iter().for_each(|couple| self.follow(couple, &own));
                if !(dropped.is_empty() && added.is_empty()) {
                    let nodes = |parts: &[Part]| parts.iter().map(|part| part.node).collect::<Vec<_>>();
                    self.note(couple, &nodes(&dropped), &nodes(&added), &own);
                    for leaves in [&mut self.leaves, &mut self.direct] {
                        let slot = leaves.entry(couple).or_default();
                        slot[0].extend(own[0].iter().copied());
                        slot[1].extend(own[1].iter().copied());
                    }
                }
            }
        }
    }

    /// Notes a leaf with the items below it; what both texts have belongs to what it stands in.
    fn note(&mut self, couple: Couple, old: &[NodeId], new: &[NodeId], context: &[BTreeSet<ItemId>; 2]) {
        let (one, other) = (&self.program().node(couple.0).op, &self.program().node(couple.1).op);
        let listed = match (one, other) {
            (Op::Within { value: one, .. }, Op::Within { value: other, .. }) => one == other,
            (Op::Parameter { coordinates: one, .. }, Op::Parameter { coordinates: other, .. }) => {
                one == other
            }
            _ => false,
        };
        // Lists that both texts have did not change: another one is read.
        let kept = |id: NodeId| self.shared.get(id.index()).copied().unwrap_or(true);
        if listed && !(kept(couple.0) && kept(couple.1)) {
            // Only the list or the figures are others: they change, not what reads them.
            let slot = self.leaves.entry(couple).or_default();
            slot[0].extend(self.read[0].get(couple.0.index()).into_iter().flatten());
            slot[1].extend(self.read[1].get(couple.1.index()).into_iter().flatten());
            self.direct.insert(couple, slot.clone());
            return;
        }
        let mut items = [self.below(0, old), self.below(1, new)];
        for (which, roots) in [(0, old), (1, new)] {
            if roots.iter().all(|root| self.shared.get(root.index()).copied().unwrap_or(true)) {
                items[which].extend(context[which].iter().copied());
            }
        }
        let direct = self.direct.entry(couple).or_default();
        for (which, roots) in [(0, old), (1, new)] {
            for root in roots {
                direct[which].extend(self.owners[which].get(root.index()).into_iter().flatten());
            }
        }
        let slot = self.leaves.entry(couple).or_default();
        let [old, new] = items;
        slot[0].extend(old);
        slot[1].extend(new);
    }

    /// The items of what only one text has, from some nodes down.
    fn below(&self, which: usize, roots: &[NodeId]) -> BTreeSet<ItemId> {
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut next: Vec<NodeId> = roots.to_vec();
        let mut items = BTreeSet::new();
        while let Some(id) = next.pop() {
            if self.shared.get(id.index()).copied().unwrap_or(true) || !seen.insert(id) {
                continue;
            }
            items.extend(self.owner(which, id));
            for_each_operand(&self.program().node(id).op, |operand| next.push(operand));
        }
        items
    }

    fn matched(&self, old: NodeId, new: NodeId) -> Match {
        let (old_node, new_node) = (self.program().node(old), self.program().node(new));
        if old_node.plane != new_node.plane {
            return Match::Whole;
        }
        if let (Some(dropped), Some(added)) =
            (parts(self.program(), old, &old_node.op), parts(self.program(), new, &new_node.op))
            && std::mem::discriminant(&old_node.op) == std::mem::discriminant(&new_node.op)
            && skeleton(old_node, true) == skeleton(new_node, true)
        {
            return self.parted(dropped, added);
        }
        if skeleton(old_node, false) != skeleton(new_node, false) {
            return Match::Whole;
        }
        let operands = |node: &Node| {
            let mut all = Vec::new();
            for_each_operand(&node.op, |operand| all.push(operand));
            all
        };
        let (one, other) = (operands(old_node), operands(new_node));
        let fits = |couple: &Couple| {
            let (one, other) = (self.program().node(couple.0), self.program().node(couple.1));
            one.plane == other.plane
        };
        let couples: Vec<Couple> = one.iter().copied().zip(other.iter().copied()).collect();
        if one.len() == other.len() && couples.iter().all(fits) {
            Match::Through(couples)
        } else {
            Match::Whole
        }
    }

    /// Puts parts beside each other: the same ones, those of one label, those of one name, and a single one that is left.
    fn parted(&self, mut dropped: Vec<Part>, mut added: Vec<Part>) -> Match {
        let mut kept: Vec<Couple> = Vec::new();
        let name = |which: Which, part: &Part| {
            let (at, side) = match which {
                Which::Old => (0, &self.joint.old),
                Which::New => (1, &self.joint.new),
            };
            let item = *self.owners[at].get(part.node.index())?.first()?;
            let heads = self.program().node(part.node).heads;
            heads.then(|| side.program.items.get(item.index()).map(|item| item.name.clone())).flatten()
        };
        let same = |one: &Part, other: &Part| one.node == other.node;
        let labels = |one: &Part, other: &Part| !one.label.is_empty() && one.label == other.label;
        let names = |one: &Part, other: &Part| {
            let name = (name(Which::Old, one), name(Which::New, other));
            matches!(name, (Some(one), Some(other)) if one == other)
        };
        let alike = |one: &Part, other: &Part| {
            let (one, other) = (self.program().node(one.node), self.program().node(other.node));
            skeleton(one, false) == skeleton(other, false)
        };
        let ways: [&Alike<'_>; 4] = [&same, &labels, &names, &alike];
        for (way, fits) in ways.iter().enumerate() {
            let mut left = Vec::new();
            for part in dropped {
                let like: Vec<usize> = added
                    .iter()
                    .enumerate()
                    .filter(|(_, other)| fits(&part, other))
                    .map(|(at, _)| at)
                    .collect();
                // Labels and kinds pair only what is the only one.
                match like.as_slice() {
                    [at, rest @ ..] if way == 0 || rest.is_empty() => {
                        kept.push((part.node, added.remove(*at).node));
                    }
                    _ => left.push(part),
                }
            }
            dropped = left;
        }
        let kind = |part: &Part| std::mem::discriminant(&self.program().node(part.node).op);
        if let ([one], [other]) = (dropped.as_slice(), added.as_slice())
            && kind(one) == kind(other)
            && self.program().node(one.node).plane == self.program().node(other.node).plane
        {
            kept.push((one.node, other.node));
            (dropped, added) = (Vec::new(), Vec::new());
        }
        Match::Parts { kept, dropped, added }
    }

    /// The old node with some leaves as in the new text; if `back`, the new node with some leaves as in the old text.
    pub(super) fn blend(
        &self,
        weaver: &mut Weaver,
        couple: Couple,
        wanted: &BTreeSet<Couple>,
        back: bool,
        memo: &mut BTreeMap<Couple, NodeId>,
    ) -> NodeId {
        let (old, new) = couple;
        let (own, other) = if back { (new, old) } else { (old, new) };
        if old == new {
            return own;
        }
        if let Some(known) = memo.get(&couple) {
            return *known;
        }
        let taken = wanted.contains(&couple);
        let blended = match self.matches.get(&couple) {
            None | Some(Match::Whole) => {
                if taken {
                    other
                } else {
                    own
                }
            }
            Some(Match::Through(operands)) => {
                let blended: Vec<NodeId> =
                    operands.iter().map(|couple| self.blend(weaver, *couple, wanted, back, memo)).collect();
                let mut node = self.program().node(own).clone();
                let mut next = blended.into_iter();
                map_operands(&mut node.op, |operand| next.next().unwrap_or(operand));
                weaver.add(node)
            }
            Some(Match::Parts { kept, dropped, added }) => {
                let blended: Vec<(NodeId, NodeId)> = kept
                    .iter()
                    .map(|couple| {
                        let own = if back { couple.1 } else { couple.0 };
                        (own, self.blend(weaver, *couple, wanted, back, memo))
                    })
                    .collect();
                let extra = if taken != back { added } else { dropped };
                gathered(weaver, self.program().node(own), &blended, extra)
            }
        };
        memo.insert(couple, blended);
        blended
    }
}

/// The parts of what gathers parts in any order: conditions, extremes, sums.
fn parts(program: &Program, id: NodeId, op: &Op) -> Option<Vec<Part>> {
    let span = program.node(id).span;
    let plain = |node: NodeId| Part { label: String::new(), node, span };
    match op {
        Op::All(parts) | Op::Any(parts) => Some(parts.clone()),
        Op::Extreme { of, .. } => Some(of.iter().copied().map(plain).collect()),
        Op::Arithmetic(Arithmetic::Add, a, b) => {
            let mut all = Vec::new();
            for side in [*a, *b] {
                match parts_of_sum(program, side) {
                    Some(inner) => all.extend(inner.into_iter().map(plain)),
                    None => all.push(plain(side)),
                }
            }
            Some(all)
        }
        _ => None,
    }
}

/// The terms of a sum; none for what is not one.
fn parts_of_sum(program: &Program, id: NodeId) -> Option<Vec<NodeId>> {
    let Op::Arithmetic(Arithmetic::Add, a, b) = program.node(id).op else { return None };
    let terms = [a, b].into_iter().flat_map(|side| parts_of_sum(program, side).unwrap_or(vec![side]));
    Some(terms.collect())
}

/// A node that gathers: those of its own parts that are kept, as blended, in their order, and others besides.
fn gathered(weaver: &mut Weaver, own: &Node, kept: &[(NodeId, NodeId)], extra: &[Part]) -> NodeId {
    let mut node = own.clone();
    match &mut node.op {
        Op::All(parts) | Op::Any(parts) => {
            parts.retain_mut(|part| {
                let found = kept.iter().find(|(own, _)| *own == part.node);
                if let Some((_, blended)) = found {
                    part.node = *blended;
                }
                found.is_some()
            });
            parts.extend(extra.iter().cloned());
        }
        Op::Extreme { of, .. } => {
            *of = kept.iter().map(|(_, blended)| *blended).collect();
            of.extend(extra.iter().map(|part| part.node));
        }
        _ => {
            let terms = kept.iter().map(|(_, blended)| *blended).chain(extra.iter().map(|part| part.node));
            let terms: Vec<NodeId> = terms.collect();
            let Some((first, rest)) = terms.split_first() else { return weaver.add(node) };
            return rest.iter().fold(*first, |sum, term| {
                weaver.add(Node { op: Op::Arithmetic(Arithmetic::Add, sum, *term), ..own.clone() })
            });
        }
    }
    weaver.add(node)
}

/// What a node does, whatever it does it with; with `open`, whatever number of parts it gathers.
fn skeleton(node: &Node, open: bool) -> String {
    let mut op = node.op.clone();
    map_operands(&mut op, |_| NodeId(0));
    match &op {
        Op::All(parts) => format!("all {}", if open { 0 } else { parts.len() }),
        Op::Any(parts) => format!("any {}", if open { 0 } else { parts.len() }),
        Op::Extreme { greatest, of } => format!("extreme {greatest} {}", if open { 0 } else { of.len() }),
        Op::Choose(alternatives) => {
            let rows = alternatives.iter().map(|row| (row.guard.is_some(), row.beats));
            format!("choose {:?}", rows.collect::<Vec<_>>())
        }
        other => format!("{other:?} {:?}", node.ty),
    }
}
