//! 本人为一户 (semantics 19): what the household's definitions say of one person as a household of one.
//!
//! The person is the only member; facts of the household and whoever else hangs on it (义务人) stay as they are. A
//! computation that gathers no members is the household's own; the others are made once more on the person's plane.

use super::ir::*;
use super::lowering::Lowering;
use super::operands::{for_each_operand, map_operands};

/// Where a plane stands to the plane of persons.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// The household.
    Above,
    /// The person and what hangs on them.
    Within,
    /// Whoever else hangs on the household.
    Beside,
}

impl Lowering<'_> {
    /// The value of a node for a person (an instance of `person`) as a household of one.
    pub fn alone(&mut self, id: NodeId, person: PlaneId) -> NodeId {
        let plane = self.program.node(id).plane;
        match (self.stand(plane, person), self.turns_on_members(id, person)) {
            (Stand::Above, true) => self.made_alone(id, person, person),
            (Stand::Above, false) => self.lift(id, person),
            (Stand::Within, true) => self.made_alone(id, person, plane),
            (Stand::Within, false) | (Stand::Beside, _) => id,
        }
    }

    fn stand(&self, plane: PlaneId, person: PlaneId) -> Stand {
        if self.above(person, plane) {
            Stand::Within
        } else if self.above(plane, person) {
            Stand::Above
        } else {
            Stand::Beside
        }
    }

    /// The node once more on `plane`, from operands of the household of one.
    fn made_alone(&mut self, id: NodeId, person: PlaneId, plane: PlaneId) -> NodeId {
        if let Some(known) = self.alone_nodes.get(&(id, person)) {
            return *known;
        }
        let mut node = self.program.node(id).clone();
        let made = if let Op::Ancestor(outer) = node.op {
            let outer = self.alone(outer, person);
            self.lift(outer, plane)
        } else {
            map_operands(&mut node.op, |operand| self.alone(operand, person));
            (node.plane, node.alone) = (plane, true);
            self.program.nodes.push(node);
            NodeId(self.program.nodes.len() as u32 - 1)
        };
        self.alone_nodes.insert((id, person), made);
        made
    }

    /// Whether a node's value depends on which members the household has.
    fn turns_on_members(&mut self, id: NodeId, person: PlaneId) -> bool {
        if let Some(known) = self.turning.get(&(id, person)) {
            return *known;
        }
        let node = self.program.node(id);
        let mut operands = Vec::new();
        let turns = match (self.stand(node.plane, person), &node.op) {
            (Stand::Beside, _) => false,
            (Stand::Above, Op::Reduce { plane, .. }) => self.above(person, *plane),
            // An answer is given about the household that applies.
            (Stand::Above, Op::Judged { .. }) => false,
            (_, op) => {
                for_each_operand(op, |operand| operands.push(operand));
                false
            }
        };
        let turns = turns || operands.into_iter().any(|operand| self.turns_on_members(operand, person));
        self.turning.insert((id, person), turns);
        turns
    }
}
