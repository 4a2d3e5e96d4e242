//! Results of two texts in pairs, and the nodes that say how they differ.

use super::side::Join;
use super::{Side, Which};
use crate::program::ir::{Constant, NodeId, Op, Part, PlaneId, Relation, Type};
use crate::quantity::ratio::Ratio;
use crate::source::Span;

/// What one text gives by a result, in nodes of the joint program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Granted {
    /// The result in the side's own program; none where the text has no such result.
    pub output: Option<usize>,
    /// Whether it is given; always 否 where the text has no such result.
    pub condition: NodeId,
    /// How much; none for a determination, a service, and where the text has no such result.
    pub amount: Option<NodeId>,
}

/// A result of two texts.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Its name in the new text, or in the old one where only that has it.
    pub name: String,
    /// Its name in the old text, where it is another.
    pub old_name: Option<String>,
    /// Whom it is about, in the joint program.
    pub plane: PlaneId,
    /// What the old text gives. A power (可以) counts as given where its condition holds.
    pub old: Granted,
    /// What the new text gives.
    pub new: Granted,
    /// The texts decide differently: only one gives it, or they give different amounts. At fault where either is.
    pub differs: NodeId,
    /// The old text gives it and the new one does not.
    pub lost: NodeId,
    /// The new text gives it and the old one does not.
    pub gained: NodeId,
    /// The old text gives it, and the new one less or nothing (an amount of zero is nothing); none without an amount.
    pub less: Option<NodeId>,
}

impl Pair {
    /// Whether both texts compute it alike: no household can tell them apart.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.old.condition == self.new.condition && self.old.amount == self.new.amount
    }
}

impl Join {
    /// Pairs the results of both sides, and adds the nodes that compare them.
    pub(super) fn pairs(&mut self, old: &Side, new: &Side) -> Vec<Pair> {
        let mut left: Vec<usize> = (0..old.program.outputs.len()).collect();
        let mut couples: Vec<(Option<usize>, Option<usize>)> = Vec::new();
        for (at, output) in new.program.outputs.iter().enumerate() {
            let plane = new.planes.get(output.plane.index());
            let same = |own: &usize| {
                let other = &old.program.outputs[*own];
                self.called(Which::Old, &other.name) == output.name
                    && old.planes.get(other.plane.index()) == plane
            };
            let found = left.iter().position(same).map(|at| left.remove(at));
            couples.push((found, Some(at)));
        }
        couples.extend(left.into_iter().map(|at| (Some(at), None)));
        couples.into_iter().filter_map(|(of_old, of_new)| self.pair((old, of_old), (new, of_new))).collect()
    }

    fn pair(&mut self, old: (&Side, Option<usize>), new: (&Side, Option<usize>)) -> Option<Pair> {
        let own = |(side, output): (&Side, Option<usize>)| {
            let output = side.program.outputs.get(output?)?;
            Some((output.name.clone(), side.node(output.condition), *side.planes.get(output.plane.index())?))
        };
        let (of_old, of_new) = (own(old), own(new));
        let (name, model, plane) = of_new.clone().or_else(|| of_old.clone())?;
        let span = self.weaver.program.nodes.get(model.index())?.span;
        let (old, new) = (self.granted(old, model), self.granted(new, model));
        let text = |what: &str| format!("“{name}”{what}");
        let not = |join: &mut Join, of: NodeId| {
            join.weaver.beside(model, Op::Not(of), Type::Truth, &text("不再给"))
        };
        let all = |join: &mut Join, of: &[NodeId], what: &str| {
            join.weaver.beside(model, Op::All(parts(of, span)), Type::Truth, &text(what))
        };
        let (not_old, not_new) = (not(self, old.condition), not(self, new.condition));
        let lost = all(self, &[old.condition, not_new], "原来有、现在没有");
        let gained = all(self, &[new.condition, not_old], "原来没有、现在有");
        let mut ways = vec![lost, gained];
        let mut less = None;
        let zero = |join: &mut Join, like: NodeId| {
            let ty = join.weaver.program.nodes.get(like.index()).map(|node| node.ty)?;
            Some(join.weaver.beside(like, Op::Constant(Constant::Number(Ratio::ZERO)), ty, "零元"))
        };
        let compare = |join: &mut Join, relation: Relation, a: NodeId, b: NodeId| {
            join.weaver.beside(a, Op::Compare(relation, a, b), Type::Truth, &text("两个数额"))
        };
        match (old.amount, new.amount) {
            (Some(before), Some(after)) => {
                let other = compare(self, Relation::NotEqual, before, after);
                ways.push(all(self, &[old.condition, new.condition, other], "数额不同"));
                let falls = compare(self, Relation::Less, after, before);
                let falls = all(self, &[old.condition, new.condition, falls], "数额减少");
                let zero = zero(self, before)?;
                let some = compare(self, Relation::Greater, before, zero);
                let lost = all(self, &[lost, some], "原来有钱、现在没有");
                less = Some(self.weaver.beside(
                    model,
                    Op::Any(parts(&[falls, lost], span)),
                    Type::Truth,
                    &text("减少"),
                ));
            }
            (Some(before), None) => {
                let zero = zero(self, before)?;
                let some = compare(self, Relation::Greater, before, zero);
                less = Some(all(self, &[lost, some], "原来有钱、现在没有"));
            }
            _ => {}
        }
        let differs =
            self.weaver.beside(model, Op::Any(parts(&ways, span)), Type::Truth, &text("两个文本不同"));
        let old_name = of_old.map(|(own, ..)| own).filter(|own| *own != name);
        Some(Pair { name, old_name, plane, old, new, differs, lost, gained, less })
    }

    /// What a side gives; `model` is a node on the plane of the result.
    fn granted(&mut self, (side, at): (&Side, Option<usize>), model: NodeId) -> Granted {
        let Some(output) = at.and_then(|at| side.program.outputs.get(at)) else {
            let never = Op::Constant(Constant::Truth(false));
            let condition = self.weaver.beside(model, never, Type::Truth, "没有这一条");
            return Granted { output: None, condition, amount: None };
        };
        let benefit = output.benefit.as_ref();
        let amount = benefit.and_then(|benefit| benefit.amount).map(|amount| side.node(amount));
        let condition = side.node(output.condition);
        Granted { output: at, condition, amount }
    }
}

fn parts(of: &[NodeId], span: Span) -> Vec<Part> {
    of.iter().map(|node| Part { label: String::new(), node: *node, span }).collect()
}
