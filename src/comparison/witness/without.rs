//! A text as if one of its items were not there: what reads the item goes on without it.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Subject;
use crate::comparison::joint::{Joint, Weaver, Which};
use crate::program::ir::{Arithmetic, Constant, ItemId, Node, NodeId, Op, Type};
use crate::program::operands::{for_each_operand, map_operands};
use crate::quantity::ratio::Ratio;

/// One text without the items of a subject.
#[derive(Debug)]
pub(super) struct Without {
    /// Joint nodes of the items that others read.
    gone: BTreeSet<NodeId>,
    memo: BTreeMap<NodeId, NodeId>,
    /// A condition that is not there is one that nobody meets, rather than one that is not asked for.
    unmet: bool,
    /// What stands in whose place.
    pub(super) parting: BTreeSet<(NodeId, NodeId)>,
}

impl Without {
    /// The text without the items; `None` if nothing else of the text reads them as a value.
    pub(super) fn new(joint: &Joint, which: Which, subject: &Subject, unmet: bool) -> Option<Without> {
        let items = if which == Which::Old { &subject.old } else { &subject.new };
        let side = joint.side(which);
        let own = |item: ItemId| items.contains(&item);
        let mut gone = BTreeSet::new();
        for (id, node) in (0..).map(NodeId).zip(&side.program.nodes) {
            // What belongs to a set or a parameter is the reading of it.
            if !own(node.item) && side.program.items_of(id).any(own) {
                gone.insert(side.node(id));
            }
            if own(node.item) {
                continue;
            }
            for_each_operand(&node.op, |operand| {
                let read = side.program.node(operand);
                if own(read.item) && !matches!(read.op, Op::Fact(_) | Op::Constant(_)) {
                    gone.insert(side.node(operand));
                }
            });
        }
        (!gone.is_empty()).then_some(Without { gone, memo: BTreeMap::new(), unmet, parting: BTreeSet::new() })
    }

    /// A node of the text without the items.
    pub(super) fn node(&mut self, weaver: &mut Weaver, id: NodeId) -> NodeId {
        if let Some(known) = self.memo.get(&id) {
            return *known;
        }
        let Some(node) = weaver.program.nodes.get(id.index()).cloned() else { return id };
        let (mut changed, mut blended) = (false, BTreeMap::new());
        for_each_operand(&node.op, |operand| {
            blended.insert(operand, operand);
        });
        for (operand, slot) in &mut blended {
            *slot = if self.gone.contains(operand) {
                self.neutral(weaver, &node, *operand)
            } else {
                self.node(weaver, *operand)
            };
            changed |= *slot != *operand;
        }
        let gone = |id: NodeId| self.gone.contains(&id);
        let result = if !changed && !blended.keys().any(|operand| gone(*operand)) {
            id
        } else {
            let mut node = node;
            match &mut node.op {
                Op::Extreme { of, .. } if of.iter().any(|id| !gone(*id)) => of.retain(|id| !gone(*id)),
                _ => {}
            }
            map_operands(&mut node.op, |operand| blended.get(&operand).copied().unwrap_or(operand));
            weaver.add(node)
        };
        self.memo.insert(id, result);
        result
    }

    /// What stands in the place of a value that is not there.
    fn neutral(&mut self, weaver: &mut Weaver, reader: &Node, id: NodeId) -> NodeId {
        let Some(ty) = weaver.program.nodes.get(id.index()).map(|node| node.ty) else { return id };
        let factor = matches!(reader.op, Op::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..));
        // A set that is not there has no members; a condition that is not there is not asked for.
        let read =
            weaver.program.nodes.get(id.index()).is_some_and(|node| matches!(node.op, Op::Within { .. }));
        let constant = match ty {
            Type::Truth => Constant::Truth(matches!(reader.op, Op::All(_)) && !read && !self.unmet),
            Type::Number(_) => Constant::Number(if factor { Ratio::ONE } else { Ratio::ZERO }),
            _ => return id,
        };
        let neutral = weaver.beside(id, Op::Constant(constant), ty, "没有这一条时");
        self.parting.insert((id, neutral));
        neutral
    }
}
