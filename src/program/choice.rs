//! Definitions and tables to choices.

use super::ir::*;
use super::lowering::{Env, Lowering};
use crate::names::tree::{self as bound, ItemBody, ValueKind};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Magnitude, Scale, Unit};
use crate::source::Span;
use crate::types::tree::Scalar;

impl Lowering<'_> {
    /// The node of an item on a plane, made once.
    pub fn item_node(&mut self, at: usize, plane: PlaneId) -> NodeId {
        if let Some(known) = self.item_nodes.get(&(at, plane)) {
            return *known;
        }
        let id = ItemId(at as u32);
        let node = self.for_item(id, |this| this.make_item(at, plane));
        self.item_nodes.insert((at, plane), node);
        node
    }

    fn make_item(&mut self, at: usize, plane: PlaneId) -> NodeId {
        let item = &self.typed.model.items[at];
        let env: Env = vec![plane];
        let ty = self.typed.item(at).map_or(Type::Truth, |ty| self.scalar(ty.scalar));
        let node = if item.ended.is_some() {
            self.node(plane, Op::Unstated, ty, item.span)
        } else {
            match &item.body {
                ItemBody::Definition { value, .. } => self.valued(value, ty, item.span, &env),
                ItemBody::Table { rows, .. } => self.table(rows, ty, item.span, &env),
                ItemBody::Conditions { members, open, .. } => {
                    let mut parts: Vec<Part> = members
                        .iter()
                        .map(|(name, e)| Part { label: name.clone(), node: self.expr(e, &env), span: e.span })
                        .collect();
                    if *open {
                        let node = self.one_more(at, plane);
                        parts.push(Part { label: "其他情形".to_owned(), node, span: item.span });
                    }
                    self.node(plane, Op::Any(parts), Type::Truth, item.span)
                }
                ItemBody::Determination { .. } => self.final_condition(at, plane),
                ItemBody::Judgement { ask, bodies, reason, .. } => {
                    let question = self.question(Question {
                        key: item.name.clone(),
                        plane,
                        text: ask.clone(),
                        bodies: bodies.clone(),
                        answer: Answer::Truth,
                        reason_required: *reason,
                        item: ItemId(at as u32),
                    });
                    self.node(plane, Op::Judged { question, low: None, high: None }, Type::Truth, item.span)
                }
                _ => self.node(plane, Op::Unstated, ty, item.span),
            }
        };
        self.head(node, ItemId(at as u32), plane, item.span)
    }

    /// What an open scope does not list is asked, never “no” (domain L18).
    fn one_more(&mut self, at: usize, plane: PlaneId) -> NodeId {
        let item = &self.typed.model.items[at];
        let question = self.question(Question {
            key: one_more_key(&item.name),
            plane,
            text: format!("是否属于“{}”没有列出的其他情形", item.name),
            bodies: Vec::new(),
            answer: Answer::Truth,
            reason_required: false,
            item: ItemId(at as u32),
        });
        self.node(plane, Op::Judged { question, low: None, high: None }, Type::Truth, item.span)
    }

    /// A question, made once per key and plane.
    pub fn question(&mut self, question: Question) -> QuestionId {
        let same = |q: &Question| q.key == question.key && q.plane == question.plane;
        let at = self.program.questions.iter().position(same).unwrap_or_else(|| {
            self.program.questions.push(question);
            self.program.questions.len() - 1
        });
        QuestionId(at as u32)
    }

    /// A value.
    pub fn value(&mut self, value: &bound::Value, ty: Type, env: &Env) -> NodeId {
        let here = Self::here(env);
        match &value.kind {
            ValueKind::Computed { expr, floor_zero, rounding } => {
                let mut node = self.expr(expr, env);
                if *floor_zero {
                    node = self.node(here, Op::FloorZero(node), ty, value.span);
                }
                match rounding {
                    Some(rounding) => self.node(here, Op::Round(node, *rounding), ty, value.span),
                    None => node,
                }
            }
            ValueKind::Judged { bodies, low, high } => {
                self.judged(bodies, [low.as_ref(), high.as_ref()], ty, value.span, env)
            }
            ValueKind::Pending => self.node(here, Op::Pending, ty, value.span),
            ValueKind::Unstated => self.node(here, Op::Unstated, ty, value.span),
        }
    }

    /// A value of a definition, a table or an entry that a body sets, under the name of its item.
    fn judged(
        &mut self,
        bodies: &[String],
        bounds: [Option<&bound::Expr>; 2],
        ty: Type,
        span: Span,
        env: &Env,
    ) -> NodeId {
        let (here, item) = (Self::here(env), self.item);
        let answer = match ty {
            Type::Truth => Answer::Truth,
            Type::Number(unit) => Answer::Number(unit),
            Type::Element(category) => Answer::Choice(category),
            _ => return self.node(here, Op::Unstated, ty, span),
        };
        let name = self.typed.model.items.get(item.index()).map_or("", |item| &item.name);
        let before = self.program.questions.iter().filter(|q| q.item == item && q.plane == here).count();
        let key = if before == 0 { name.to_owned() } else { format!("{name}（{}）", before + 1) };
        let question = self.question(Question {
            text: format!("{name}定为多少"),
            key,
            plane: here,
            bodies: bodies.to_vec(),
            answer,
            reason_required: false,
            item,
        });
        let [low, high] = bounds.map(|bound| bound.map(|bound| self.expr(bound, env)));
        self.node(here, Op::Judged { question, low, high }, ty, span)
    }

    /// A base with exceptions.
    pub fn valued(&mut self, valued: &bound::Valued, ty: Type, span: Span, env: &Env) -> NodeId {
        self.valued_with(valued, ty, span, env, |this, value, env| this.value(value, ty, env))
    }

    /// A base with exceptions whose values are made by `make`.
    pub fn valued_with(
        &mut self,
        valued: &bound::Valued,
        ty: Type,
        span: Span,
        env: &Env,
        mut make: impl FnMut(&mut Self, &bound::Value, &Env) -> NodeId,
    ) -> NodeId {
        let here = Self::here(env);
        let mut alternatives: Vec<Alternative> = Vec::new();
        if let Some(base) = &valued.base {
            let value = make(self, base, env);
            if valued.exceptions.is_empty() {
                return value;
            }
            let clause = self.clause_at(base.span);
            alternatives.push(Alternative {
                label: String::new(),
                guard: None,
                value,
                beats: 0,
                clause,
                span: base.span,
            });
        }
        let based = alternatives.len();
        let mut additions: Vec<(NodeId, NodeId, Span)> = Vec::new();
        // Position among the alternatives of each exception, for 优先于.
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut outer: Option<(usize, NodeId, Span)> = None;
        for exception in &valued.exceptions {
            let own = self.expr(&exception.condition, env);
            let parent = outer.filter(|_| exception.nested);
            let guard = match parent {
                Some((_, parent, above)) => {
                    let parts = vec![
                        Part { label: String::new(), node: parent, span: above },
                        Part { label: String::new(), node: own, span: exception.condition.span },
                    ];
                    self.node(here, Op::All(parts), Type::Truth, exception.span)
                }
                None => own,
            };
            let value = make(self, &exception.value, env);
            if exception.plus {
                additions.push((guard, value, exception.span));
                places.push(None);
                continue;
            }
            let at = alternatives.len();
            let mut beats: u128 = if based == 1 { 1 } else { 0 };
            if let Some((above, ..)) = parent {
                beats |= 1 << above;
            } else {
                outer = Some((at, guard, exception.condition.span));
            }
            let clause = self.clause_at(exception.span);
            alternatives.push(Alternative {
                label: exception.label.clone(),
                guard: Some(guard),
                value,
                beats,
                clause,
                span: exception.span,
            });
            places.push(Some(at));
        }
        for (exception, place) in valued.exceptions.iter().zip(&places) {
            let Some(place) = place else { continue };
            for beaten in exception.beats.iter().filter_map(|b| places.get(*b).copied().flatten()) {
                alternatives[*place].beats |= 1 << beaten;
            }
        }
        close(&mut alternatives);
        let mut node = match &alternatives[..] {
            [only] if only.guard.is_none() => only.value,
            _ => self.node(here, Op::Choose(alternatives), ty, span),
        };
        for (guard, value, place) in additions {
            let unit = if let Type::Number(unit) = ty { unit } else { Unit::PURE };
            let nothing = self.number(here, Ratio::ZERO, unit, place);
            let clause = self.clause_at(place);
            let label = String::new;
            let base =
                Alternative { label: label(), guard: None, value: nothing, beats: 0, clause, span: place };
            let extra =
                Alternative { label: label(), guard: Some(guard), value, beats: 1, clause, span: place };
            let addition = self.node(here, Op::Choose(vec![base, extra]), ty, place);
            node = self.node(here, Op::Arithmetic(Arithmetic::Add, node, addition), ty, place);
        }
        node
    }

    fn table(&mut self, rows: &[bound::TableRow], ty: Type, span: Span, env: &Env) -> NodeId {
        let here = Self::here(env);
        let mut alternatives = Vec::new();
        // A row with 其他 yields to every row without it.
        let others =
            rows.iter().enumerate().filter(|(_, row)| row.other).fold(0u128, |bits, (at, _)| bits | 1 << at);
        for row in rows {
            let guard = match &row.condition {
                Some(condition) => self.expr(condition, env),
                None => self.constant(here, Constant::Truth(true), Type::Truth, row.span),
            };
            let value = self.value(&row.value, ty, env);
            let clause = self.clause_at(row.span);
            let beats = if row.other { 0 } else { others };
            alternatives.push(Alternative {
                label: row.label.clone(),
                guard: Some(guard),
                value,
                beats,
                clause,
                span: row.span,
            });
        }
        self.node(here, Op::Choose(alternatives), ty, span)
    }

    /// The type of an item as a program type.
    pub fn item_type(&self, at: usize) -> Type {
        let scalar = self.typed.item(at).map_or(Scalar::Truth, |ty| ty.scalar);
        match (self.scalar(scalar), &self.typed.model.items[at].body) {
            // A bound may be written in 万元; what is paid, asked for and answered is in 元.
            (Type::Number(unit), ItemBody::Benefit(_)) => {
                let scale = Scale { magnitude: Magnitude::One, ..unit.scale };
                Type::Number(Unit::new(unit.dimension, scale))
            }
            (ty, _) => ty,
        }
    }
}

/// What beats what, through others.
fn close(alternatives: &mut [Alternative]) {
    for _ in 0..alternatives.len() {
        for at in 0..alternatives.len() {
            let mut beats = alternatives[at].beats;
            for (other, alternative) in alternatives.iter().enumerate() {
                if beats >> other & 1 == 1 {
                    beats |= alternative.beats;
                }
            }
            alternatives[at].beats = beats & !(1 << at);
        }
    }
}

/// Under which name a record holds whether something that an open scope does not list belongs to it.
pub(super) fn one_more_key(scope: &str) -> String {
    format!("{scope}其他情形")
}
