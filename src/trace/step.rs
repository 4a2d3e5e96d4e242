//! The trace: every value that a result rests on, in an order in which children come first.

use crate::program::ir::NodeId;

use super::value::{Arena, Value};

/// Index into [`Trace::steps`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StepId(pub u32);

/// One value with what it was made from. What it means (item, clause, words, unit) stands in the program under `node`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// The program node.
    pub node: NodeId,
    /// The instance of the node's plane.
    pub instance: u32,
    /// The value.
    pub value: Value,
    /// `children[first .. first + count]` of the trace are its operands: all guards of a choice, the values of the
    /// alternatives that may be taken, every listed element (filter and value) of a gathering.
    pub first: u32,
    /// How many.
    pub count: u32,
}

/// The complete reason of a decision's results.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Steps; children stand before their users.
    pub steps: Vec<Step>,
    /// Children of all steps.
    pub children: Vec<StepId>,
    /// What values refer to.
    pub arena: Arena,
}

impl Trace {
    /// A step.
    pub fn step(&self, id: StepId) -> &Step {
        &self.steps[id.0 as usize]
    }
    /// The operands of a step.
    pub fn children(&self, id: StepId) -> &[StepId] {
        let step = self.step(id);
        &self.children[step.first as usize..(step.first + step.count) as usize]
    }
}
