//! 互斥 to nodes: a result stands where its own condition holds and no other of its group goes before it.
//!
//! `final = raw 且 not beaten`: the last part is labelled 互斥 and belongs to the item of the 互斥 sentence, so that every
//! explanation can name the winner and the words.

use super::ir::*;
use super::lowering::{Env, Lowering};
use crate::names::tree::{ItemBody, Preference};

/// The label of the part of a condition that a 互斥 adds.
pub const EXCLUDED: &str = "互斥";

impl Lowering<'_> {
    /// The condition of a result as its own text has it, made once.
    fn raw_condition(&mut self, at: usize, plane: PlaneId) -> NodeId {
        if let Some(known) = self.raw_conditions.get(&(at, plane)) {
            return *known;
        }
        let item = &self.typed.model.items[at];
        let env: Env = vec![plane];
        let node = self.for_item(ItemId(at as u32), |this| {
            let condition = match &item.body {
                ItemBody::Determination { condition, .. } => Some(condition),
                ItemBody::Benefit(benefit) => benefit.condition.as_ref(),
                _ => None,
            };
            let node = match condition {
                Some(condition) if item.ended.is_none() => this.expr(condition, &env),
                _ => this.node(plane, Op::Unstated, Type::Truth, item.span),
            };
            this.lift(node, plane)
        });
        self.raw_conditions.insert((at, plane), node);
        node
    }

    /// The amount of a benefit, made once.
    pub fn raw_amount(&mut self, at: usize, plane: PlaneId) -> Option<NodeId> {
        if let Some(known) = self.raw_amounts.get(&(at, plane)) {
            return *known;
        }
        let item = &self.typed.model.items[at];
        let node = match &item.body {
            ItemBody::Benefit(benefit) => {
                self.for_item(ItemId(at as u32), |this| this.amount_of(at, benefit, plane))
            }
            _ => None,
        };
        self.raw_amounts.insert((at, plane), node);
        node
    }

    /// The condition under which a result stands.
    pub fn final_condition(&mut self, at: usize, plane: PlaneId) -> NodeId {
        let raw = self.raw_condition(at, plane);
        let Some(group) = self.typed.model.exclusion_of(at) else { return raw };
        let ItemBody::Exclusion { members, how } = &self.typed.model.items[group].body else { return raw };
        let (members, how) = (members.clone(), *how);
        let Some(kept) = self.not_beaten(at, group, &members, how, plane) else { return raw };
        let place = self.program.node(raw).span;
        let parts = match &self.program.node(raw).op {
            // The labels of its own conditions stay what they are.
            Op::All(parts) if parts.iter().any(|part| !part.label.is_empty()) => parts.clone(),
            _ => vec![Part { label: String::new(), node: raw, span: place }],
        };
        let span = self.program.node(kept).span;
        let kept = Part { label: EXCLUDED.to_owned(), node: kept, span };
        let raw = self.program.node(raw);
        // A fact is written in the vocabulary, not here.
        let own = raw.item == ItemId(at as u32);
        let span = if own { raw.span } else { self.typed.model.items[at].span };
        self.node(plane, Op::All(parts.into_iter().chain([kept]).collect()), Type::Truth, span)
    }

    /// No other member of the group goes before this one; none where there is no other.
    fn not_beaten(
        &mut self,
        at: usize,
        group: usize,
        members: &[usize],
        how: Preference,
        plane: PlaneId,
    ) -> Option<NodeId> {
        let own = members.iter().position(|member| *member == at)?;
        let mut rivals = Vec::new();
        for (position, rival) in members.iter().enumerate().filter(|(_, rival)| **rival != at) {
            if how == Preference::InOrder && position > own {
                continue;
            }
            let amounts = (how == Preference::Highest)
                .then(|| self.raw_amount(*rival, plane).zip(self.raw_amount(at, plane)))
                .flatten();
            rivals.push((position, *rival, self.raw_condition(*rival, plane), amounts));
        }
        if rivals.is_empty() {
            return None;
        }
        let span = self.corpus.statement(self.typed.model.items[group].origin).span;
        Some(self.for_item(ItemId(group as u32), |this| {
            let choice = (how == Preference::Chosen).then(|| this.choice(group, members, plane));
            let mut parts = Vec::new();
            for (position, rival, raw, amounts) in &rivals {
                let label = this.typed.model.items[*rival].name.clone();
                let test = match (amounts, &choice) {
                    (Some((theirs, ours)), _) => {
                        // Of equal amounts the first named stands.
                        let relation =
                            if *position < own { Relation::GreaterOrEqual } else { Relation::Greater };
                        Some(this.node(plane, Op::Compare(relation, *theirs, *ours), Type::Truth, span))
                    }
                    (None, Some(choice)) => Some(this.chosen_is(*choice, *position, plane, span)),
                    (None, None) => None,
                };
                let node = match test {
                    Some(test) => {
                        let both = [*raw, test].map(|node| Part { label: String::new(), node, span });
                        let node = this.node(plane, Op::All(both.into()), Type::Truth, span);
                        let then = if amounts.is_some() { "金额在先" } else { "本人选择它" };
                        this.program.nodes[node.index()].text =
                            format!("符合条件，并且{then}").into_boxed_str();
                        node
                    }
                    None => *raw,
                };
                parts.push(Part { label, node, span });
            }
            if let Some(choice) = choice {
                let raws: Vec<NodeId> = rivals.iter().map(|(_, _, raw, _)| *raw).collect();
                let node = this.unfit_choice(choice, members, &raws, at, plane);
                parts.push(Part { label: String::new(), node, span });
            }
            let beaten = this.node(plane, Op::Any(parts), Type::Truth, span);
            this.node(plane, Op::Not(beaten), Type::Truth, span)
        }))
    }

    /// 由本人选择: which of the members the applicant takes.
    fn choice(&mut self, group: usize, members: &[usize], plane: PlaneId) -> NodeId {
        let item = &self.typed.model.items[group];
        let names: Vec<String> =
            members.iter().map(|member| self.typed.model.items[*member].name.clone()).collect();
        let key = names.join("或");
        let known = self.program.categories.iter().position(|category| category.name == key);
        let category = known.unwrap_or_else(|| {
            self.program.categories.push(Category {
                name: key.clone(),
                elements: names.clone(),
                aliases: Vec::new(),
                open: false,
                ordered: false,
                components: Vec::new(),
            });
            self.program.categories.len() - 1
        });
        let category = CategoryId(category as u32);
        let question = self.question(Question {
            key,
            plane,
            text: format!("{}，选择哪一项", names.join("、")),
            bodies: vec!["本人".to_owned()],
            answer: Answer::Choice(category),
            reason_required: false,
            item: ItemId(group as u32),
        });
        self.node(plane, Op::Judged { question, low: None, high: None }, Type::Element(category), item.span)
    }

    /// The applicant takes this member.
    fn chosen_is(
        &mut self,
        choice: NodeId,
        position: usize,
        plane: PlaneId,
        span: crate::source::Span,
    ) -> NodeId {
        let Type::Element(category) = self.program.node(choice).ty else { return choice };
        let set = SetId(self.program.sets.len() as u32);
        let elements = vec![position as u32];
        self.program.sets.push(Set { name: String::new(), category, elements, open: false, item: self.item });
        self.node(plane, Op::Within { value: choice, set }, Type::Truth, span)
    }

    /// Never holds; at fault where another qualifies too and the applicant takes one that does not.
    fn unfit_choice(
        &mut self,
        choice: NodeId,
        members: &[usize],
        rivals: &[NodeId],
        at: usize,
        plane: PlaneId,
    ) -> NodeId {
        let span = self.program.node(choice).span;
        let clause = self.clause_at(span);
        let others = rivals.iter().map(|node| Part { label: String::new(), node: *node, span }).collect();
        let others = self.node(plane, Op::Any(others), Type::Truth, span);
        let no = self.constant(plane, Constant::Truth(false), Type::Truth, span);
        let mut alternatives = Vec::new();
        for (position, member) in members.iter().enumerate() {
            let guard = self.chosen_is(choice, position, plane, span);
            let value = if *member == at {
                no
            } else {
                let guard = Some(self.raw_condition(*member, plane));
                let fits = Alternative { label: String::new(), guard, value: no, beats: 0, clause, span };
                let unfit = self.node(plane, Op::Choose(vec![fits]), Type::Truth, span);
                let name = &self.typed.model.items[*member].name;
                let text = format!("本人选择的{name}不符合条件，要另选一项");
                self.program.nodes[unfit.index()].text = text.into_boxed_str();
                unfit
            };
            let label = self.typed.model.items[*member].name.clone();
            alternatives.push(Alternative { label, guard: Some(guard), value, beats: 0, clause, span });
        }
        let fits = self.node(plane, Op::Choose(alternatives), Type::Truth, span);
        let both = [others, fits].map(|node| Part { label: String::new(), node, span });
        self.node(plane, Op::All(both.into()), Type::Truth, span)
    }
}
