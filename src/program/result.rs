//! Determinations and benefits to outputs.

use super::ir::*;
use super::lowering::{Env, Lowering};
use crate::names::tree::{self as bound, ItemBody, ValueKind};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Dimension, Unit};
use crate::source::Span;
use crate::syntax::tree as syntax;

impl Lowering<'_> {
    /// Every determination and benefit on its plane, in the order of the documents; every definition by name.
    pub fn outputs(&mut self) {
        for at in 0..self.typed.model.items.len() {
            let item = &self.typed.model.items[at];
            for plane in self.planes_of(item.subject) {
                match &item.body {
                    ItemBody::Determination { role: syntax::Role::Assertion, condition, .. } => {
                        self.assertion(at, condition, plane);
                    }
                    ItemBody::Determination { role, bodies, consequence, due, .. } => {
                        let condition = self.item_node(at, plane);
                        let due = self.due(at, due.as_ref(), plane);
                        self.program.outputs.push(Output {
                            role: match role {
                                syntax::Role::Status => Role::Decision,
                                syntax::Role::Duty => Role::Duty,
                                syntax::Role::Lead | syntax::Role::Assertion => Role::Lead,
                            },
                            name: item.name.clone(),
                            item: ItemId(at as u32),
                            plane,
                            condition,
                            bodies: bodies.clone(),
                            due,
                            consequence: consequence.clone(),
                            benefit: None,
                        });
                    }
                    ItemBody::Benefit(benefit) => {
                        let output =
                            self.for_item(ItemId(at as u32), |this| this.benefit(at, benefit, plane));
                        self.program.outputs.push(output);
                    }
                    ItemBody::Definition { .. } | ItemBody::Table { .. } | ItemBody::Conditions { .. } => {
                        let node = self.item_node(at, plane);
                        let own = self.text.items.get(&item.key).is_some_and(|known| known.body.is_own());
                        let own = own.then_some(self.cited_document(item.origin.document));
                        self.program.named.push(Named { name: item.name.clone(), plane, node, own });
                    }
                    ItemBody::Judgement { .. } => {
                        self.item_node(at, plane);
                    }
                    _ => {}
                }
            }
        }
    }

    /// 断言: a truth beside the results.
    fn assertion(&mut self, at: usize, condition: &bound::Expr, plane: PlaneId) {
        let item = &self.typed.model.items[at];
        let id = ItemId(at as u32);
        if item.ended.is_some() {
            return;
        }
        self.asserted = Some(id);
        let node = self.for_item(id, |this| {
            let node = this.expr(condition, &vec![plane]);
            this.lift(node, plane)
        });
        self.asserted = None;
        let node = self.head(node, id, plane, item.span);
        self.program.assertions.push(Assertion { name: item.name.clone(), item: id, plane, node });
    }

    /// Whether an item is read as what it pays: a benefit with an amount, in a 断言.
    pub fn is_paid(&self, at: usize) -> bool {
        self.asserted.is_some()
            && matches!(&self.typed.model.items[at].body, ItemBody::Benefit(benefit) if benefit.amount.is_some())
    }

    /// What a benefit pays: nothing where it is not granted. A power (可以) counts as used.
    pub fn paid(&mut self, at: usize, plane: PlaneId, span: Span) -> NodeId {
        let condition = self.final_condition(at, plane);
        let Some(amount) = self.raw_amount(at, plane) else { return condition };
        let ty = self.program.node(amount).ty;
        let nothing = self.constant(plane, Constant::Number(Ratio::ZERO), ty, span);
        let clause = self.clause_at(span);
        let alternative =
            |guard, value, beats| Alternative { label: String::new(), guard, value, beats, clause, span };
        let ways = vec![alternative(None, nothing, 0), alternative(Some(condition), amount, 1)];
        self.node(plane, Op::Choose(ways), ty, span)
    }

    /// 办结 as a node of its item.
    fn due(&mut self, at: usize, due: Option<&bound::Valued>, plane: PlaneId) -> Option<NodeId> {
        let due = due?;
        let span = due.base.as_ref().map_or(self.typed.model.items[at].span, |base| base.span);
        self.for_item(ItemId(at as u32), |this| {
            let node = this.valued(due, Type::Date, span, &vec![plane]);
            Some(this.lift(node, plane))
        })
    }

    fn planes_of(&self, subject: Option<bound::Subject>) -> Vec<PlaneId> {
        let named = match subject {
            Some(bound::Subject::Entity(entity)) => &self.typed.model.entities[entity].name,
            Some(bound::Subject::Element(category)) => &self.typed.model.categories[category].name,
            None => return Vec::new(),
        };
        (0..self.program.planes.len())
            .filter(|at| self.program.planes[*at].entity == *named)
            .map(|at| PlaneId(at as u32))
            .collect()
    }

    fn benefit(&mut self, at: usize, benefit: &bound::Benefit, plane: PlaneId) -> Output {
        let item = &self.typed.model.items[at];
        let id = ItemId(at as u32);
        let env: Env = vec![plane];
        let condition = self.final_condition(at, plane);
        let amount = self.raw_amount(at, plane);
        let ty = self.item_type(at);
        let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
        let approvers = self.approvers(benefit);
        let grant = (!benefit.shall).then(|| {
            let bodies = if benefit.bodies.is_empty() { approvers.clone() } else { benefit.bodies.clone() };
            self.question(Question {
                key: item.name.clone(),
                plane,
                text: format!("是否给付{}", item.name),
                bodies,
                answer: Answer::Grant(unit),
                reason_required: false,
                item: id,
            })
        });
        let approval = match (amount, &benefit.approval) {
            (Some(amount), Some(approval)) => Some(self.approval(approval, amount, plane)),
            _ => None,
        };
        let schedule = benefit.schedule.as_ref().map(|s| self.schedule(s, amount, unit, plane, &env));
        let remainder = benefit
            .funding
            .iter()
            .position(|(bearer, _)| Some(bearer) == benefit.remainder.as_ref())
            .unwrap_or(0);
        Output {
            role: Role::Decision,
            name: item.name.clone(),
            item: id,
            plane,
            condition,
            bodies: benefit.bodies.clone(),
            due: self.due(at, benefit.due.as_ref(), plane),
            consequence: None,
            benefit: Some(Benefit {
                force: if benefit.shall { Force::Shall } else { Force::May },
                grant,
                amount,
                form: benefit.form.clone(),
                approval,
                schedule,
                funding: benefit
                    .funding
                    .iter()
                    .map(|(bearer, part)| Share { bearer: bearer.clone(), part: *part })
                    .collect(),
                remainder,
            }),
        }
    }

    /// The amount of a benefit; none for a service.
    pub fn amount_of(&mut self, at: usize, benefit: &bound::Benefit, plane: PlaneId) -> Option<NodeId> {
        let item = &self.typed.model.items[at];
        let (id, span) = (ItemId(at as u32), item.span);
        let env: Env = vec![plane];
        let ty = self.item_type(at);
        let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
        let approvers = self.approvers(benefit);
        let answer = if benefit.shall { Answer::Number(unit) } else { Answer::Grant(unit) };
        let base_judged = matches!(
            benefit.amount.as_ref().and_then(|v| v.base.as_ref()).map(|v| &v.kind),
            Some(ValueKind::Judged { .. })
        );
        let amount = benefit.amount.as_ref().map(|valued| {
            let mut nth = 0;
            let node = self.valued_with(valued, ty, span, &env, |this, value, env| {
                let ValueKind::Judged { bodies, low, high } = &value.kind else {
                    return this.value(value, ty, env);
                };
                let key =
                    if nth == 0 { item.name.clone() } else { format!("{}（{}）", item.name, nth + 1) };
                nth += 1;
                let bodies = if bodies.is_empty() { approvers.clone() } else { bodies.clone() };
                let low = this.bound(low.as_ref(), benefit.floor.as_ref(), true, ty, span, env);
                let high = this.bound(high.as_ref(), benefit.cap.as_ref(), false, ty, span, env);
                let text = format!("{}给多少", item.name);
                let question = Question {
                    key,
                    plane,
                    text,
                    bodies,
                    answer: answer.clone(),
                    reason_required: false,
                    item: id,
                };
                let question = this.question(question);
                this.node(plane, Op::Judged { question, low, high }, ty, value.span)
            });
            self.finish_amount(node, benefit, base_judged, at, plane)
        });
        amount.map(|node| self.head(node, id, plane, span))
    }

    /// 下限, 上限, then 提高, then 取整 on top of the amount.
    fn finish_amount(
        &mut self,
        mut node: NodeId,
        benefit: &bound::Benefit,
        judged: bool,
        at: usize,
        plane: PlaneId,
    ) -> NodeId {
        let item = &self.typed.model.items[at];
        let ty = self.item_type(at);
        let env: Env = vec![plane];
        // A raise goes beyond the bounds: it is decided case by case (一事一议).
        if !judged {
            for (bound, greatest) in [(&benefit.floor, true), (&benefit.cap, false)] {
                if let Some(bound) = bound {
                    let limit = self.expr(bound, &env);
                    node = self.node(plane, Op::Extreme { greatest, of: vec![node, limit] }, ty, bound.span);
                }
            }
        }
        if let Some((when, bodies, span)) = &benefit.raise {
            let guard = self.expr(when, &env);
            let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
            let question = self.question(Question {
                key: format!("{}（提高后）", item.name),
                plane,
                text: format!("{}提高到多少", item.name),
                bodies: bodies.clone(),
                answer: Answer::Number(unit),
                reason_required: false,
                item: ItemId(at as u32),
            });
            let raised = self.node(plane, Op::Judged { question, low: Some(node), high: None }, ty, *span);
            let clause = self.clause_at(*span);
            let base = Alternative {
                label: String::new(),
                guard: None,
                value: node,
                beats: 0,
                clause: self.clause_at(item.span),
                span: item.span,
            };
            let higher = Alternative {
                label: "提高".to_owned(),
                guard: Some(guard),
                value: raised,
                beats: 1,
                clause,
                span: *span,
            };
            node = self.node(plane, Op::Choose(vec![base, higher]), ty, *span);
        }
        if let Some((rounding, span)) = benefit.rounding {
            node = self.node(plane, Op::Round(node, rounding), ty, span);
        }
        node
    }

    /// A bound of a judged amount: what stands beside it and what stands as 下限 or 上限, the tighter.
    fn bound(
        &mut self,
        own: Option<&bound::Expr>,
        general: Option<&bound::Expr>,
        low: bool,
        ty: Type,
        span: Span,
        env: &Env,
    ) -> Option<NodeId> {
        let own = own.map(|e| self.expr(e, env));
        let general = general.map(|e| self.expr(e, env));
        match (own, general) {
            (Some(a), Some(b)) => {
                Some(self.node(Self::here(env), Op::Extreme { greatest: low, of: vec![a, b] }, ty, span))
            }
            (a, b) => a.or(b),
        }
    }

    fn approvers(&self, benefit: &bound::Benefit) -> Vec<String> {
        let Some(approval) = &benefit.approval else { return benefit.bodies.clone() };
        let mut names = Vec::new();
        for element in approval.rows.iter().filter_map(|(_, body, _)| *body) {
            let name = self.typed.model.categories[approval.category].elements[element as usize].clone();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn approval(&mut self, approval: &bound::Approval, amount: NodeId, plane: PlaneId) -> NodeId {
        let ty = Type::Element(CategoryId(approval.category as u32));
        let env: Env = vec![plane];
        let before = self.amount.replace(amount);
        let mut alternatives = Vec::new();
        for (condition, body, span) in &approval.rows {
            let guard = self.expr(condition, &env);
            let value = match body {
                Some(element) => self.constant(plane, Constant::Element(*element), ty, *span),
                None => self.node(plane, Op::Unstated, ty, *span),
            };
            let clause = self.clause_at(*span);
            alternatives.push(Alternative {
                label: String::new(),
                guard: Some(guard),
                value,
                beats: 0,
                clause,
                span: *span,
            });
        }
        self.amount = before;
        self.node(plane, Op::Choose(alternatives), ty, approval.span)
    }

    fn schedule(
        &mut self,
        schedule: &bound::Schedule,
        amount: Option<NodeId>,
        unit: Unit,
        plane: PlaneId,
        env: &Env,
    ) -> Schedule {
        let months = match schedule.cycle.as_str() {
            "按月" => Some(1),
            "按季" => Some(3),
            "按年" => Some(12),
            _ => None,
        };
        let monthly = unit.dimension.exponent(Base::Month) == -1;
        let each = match (amount, months) {
            (Some(amount), Some(months)) if monthly => {
                Some(self.each(amount, months, unit, plane, schedule.span))
            }
            (Some(amount), None) if schedule.cycle == "一次性" => Some(amount),
            _ => None,
        };
        let terms = schedule
            .terms
            .iter()
            .map(|term| Term {
                guard: term.guard.as_ref().map(|g| self.expr(g, env)),
                words: term.words.clone(),
                payee: term.payee.clone(),
                due: term.due,
                start: term.start.as_ref().map(|start| match start {
                    bound::ScheduleStart::Decision(after) => Start::Decision(*after),
                    bound::ScheduleStart::Month(month) => Start::Month(*month),
                    bound::ScheduleStart::Day(day) => Start::Day(self.expr(day, env)),
                }),
                months: term.months,
            })
            .collect();
        Schedule { cycle: schedule.cycle.clone(), each, terms }
    }

    /// The amount of one payment: the monthly amount times the months of the cycle, not rounded month by month.
    fn each(&mut self, amount: NodeId, months: i128, unit: Unit, plane: PlaneId, span: Span) -> NodeId {
        let month = Unit::of(Dimension::of(Base::Month));
        let count = self.number(plane, Ratio::from_integer(months), month, span);
        let total = unit.dimension.times(month.dimension).map_or(unit, Unit::of);
        self.node(plane, Op::Arithmetic(Arithmetic::Multiply, amount, count), Type::Number(total), span)
    }
}
