//! Lists of adjustments to nodes: each entry a choice between nothing and its amount, each stage what they come to.

use super::ir::*;
use super::lowering::{Env, Lowering};
use crate::names::tree::{AdjustmentStage, ItemBody};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::syntax::tree::Combine;

/// An entry: what it comes to whether it applies or not, and what it comes to where it applies.
struct Lowered {
    item: ItemId,
    node: NodeId,
    applied: Alternative,
}

impl Lowering<'_> {
    /// What a list of adjustments comes to at a stage.
    pub fn adjustment(&mut self, at: usize, stage: usize, plane: PlaneId) -> NodeId {
        if let Some(known) = self.stage_nodes.get(&(at, stage, plane)) {
            return *known;
        }
        let node = self.for_item(ItemId(at as u32), |this| this.make_stage(at, stage, plane));
        self.stage_nodes.insert((at, stage, plane), node);
        node
    }

    fn make_stage(&mut self, at: usize, stage: usize, plane: PlaneId) -> NodeId {
        let env: Env = vec![plane];
        let item = &self.typed.model.items[at];
        let ItemBody::Adjustments { stages } = &item.body else {
            return self.node(plane, Op::Unstated, Type::Truth, item.span);
        };
        let stage = &stages[stage];
        let (span, ty) = (item.span, self.ty(&stage.full));
        let full = self.expr(&stage.full, &env);
        let entries: Vec<Lowered> =
            stage.entries.iter().filter_map(|entry| self.list_entry(*entry, stage, full, plane)).collect();
        let least = |of| Op::Extreme { greatest: false, of };
        let mut combined = match (stage.combine, &entries[..]) {
            (_, []) => {
                let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
                self.number(plane, Ratio::ZERO, unit, span)
            }
            (_, [only]) => only.node,
            (Combine::Highest, _) => {
                let of = entries.iter().map(|entry| entry.node).collect();
                self.node(plane, Op::Extreme { greatest: true, of }, ty, span)
            }
            (Combine::Total, [first, rest @ ..]) => {
                let mut sum = first.node;
                for entry in rest {
                    sum = self.node(plane, Op::Arithmetic(Arithmetic::Add, sum, entry.node), ty, span);
                }
                self.node(plane, least(vec![sum, full]), ty, stage.full.span)
            }
            (Combine::First | Combine::Conflict, _) => self.one_entry(stage, entries, plane, ty, span),
        };
        if let Some(cap) = &stage.cap {
            let most = self.expr(cap, &env);
            combined = self.node(plane, least(vec![combined, most]), ty, cap.span);
        }
        self.head(combined, ItemId(at as u32), plane, span)
    }

    /// 取在前的: an entry beats all that stand after it. 视为冲突: none beats another.
    fn one_entry(
        &mut self,
        stage: &AdjustmentStage,
        entries: Vec<Lowered>,
        plane: PlaneId,
        ty: Type,
        span: crate::source::Span,
    ) -> NodeId {
        let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
        let value = self.number(plane, Ratio::ZERO, unit, span);
        let clause = self.clause_at(span);
        let count = entries.len();
        let mut alternatives =
            vec![Alternative { label: String::new(), guard: None, value, beats: 0, clause, span }];
        for (at, entry) in entries.into_iter().enumerate() {
            let later = (at + 2..=count).fold(0u128, |bits, other| bits | 1 << other);
            let beats = if stage.combine == Combine::First { 1 | later } else { 1 };
            // What is chosen carries the entry's name.
            let place = self.program.node(entry.node).span;
            let value =
                self.for_item(entry.item, |this| this.head(entry.applied.value, entry.item, plane, place));
            alternatives.push(Alternative { beats, value, ..entry.applied });
        }
        self.node(plane, Op::Choose(alternatives), ty, span)
    }

    /// One entry of a list; none where it has no rule any more. It never comes to more than the full amount.
    fn list_entry(
        &mut self,
        entry: usize,
        stage: &AdjustmentStage,
        full: NodeId,
        plane: PlaneId,
    ) -> Option<Lowered> {
        let own = &self.typed.model.items[entry];
        let ItemBody::Disregard { condition, amount, .. } = &own.body else { return None };
        if own.ended.is_some() {
            return None;
        }
        let (id, ty, env) = (ItemId(entry as u32), self.ty(&stage.full), vec![plane]);
        let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
        Some(self.for_item(id, |this| {
            let guard = match condition {
                Some(condition) => this.expr(condition, &env),
                None => this.constant(plane, Constant::Truth(true), Type::Truth, own.span),
            };
            let value = match amount {
                Some(amount) => {
                    let value = this.value(amount, ty, &env);
                    this.node(plane, Op::Extreme { greatest: false, of: vec![value, full] }, ty, amount.span)
                }
                None => full,
            };
            let clause = this.clause_at(own.span);
            let none = this.number(plane, Ratio::ZERO, unit, own.span);
            let base = Alternative {
                label: String::new(),
                guard: None,
                value: none,
                beats: 0,
                clause,
                span: own.span,
            };
            let applied = Alternative {
                label: own.name.clone(),
                guard: Some(guard),
                value,
                beats: 1,
                clause,
                span: own.span,
            };
            let node = this.node(plane, Op::Choose(vec![base, applied.clone()]), ty, own.span);
            let node = this.head(node, id, plane, own.span);
            Lowered { item: id, node, applied }
        }))
    }
}
