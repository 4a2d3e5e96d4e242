//! Binds the bodies of items.

use super::error;
use super::membership::Recorded;
use super::scope::{Binder, Environment, Symbol};
use super::tree::*;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, Body, Clauses, Effect, FieldType, Role, Word};

impl Binder<'_> {
    /// Binds every item's body.
    pub fn bind_items(&mut self) {
        self.bind_formulas();
        for at in 0..self.model.items.len() {
            let key = self.model.items[at].key.clone();
            let Some(item) = self.text.items.get(&key) else { continue };
            let body = item.body.clone();
            if let Some(bound) = self.body(at, &body) {
                self.model.items[at].body = bound;
            }
        }
        self.gather_disregards();
        self.bind_exclusions();
        self.check_regardless();
        self.check_leads();
        self.check_assertions();
        self.check_duty_notes();
        self.bind_promises();
    }

    fn body(&mut self, at: ItemIndex, body: &Body) -> Option<ItemBody> {
        let subject = self.model.items[at].subject;
        let env = subject.map(Environment::about).unwrap_or_default();
        match body {
            Body::Definition { ty, value, .. } => {
                let ty = ty.as_ref().and_then(|ty| self.declared(ty, subject, self.model.items[at].span));
                let value = self.valued(value, &env, expected(ty));
                Some(ItemBody::Definition { ty, value })
            }
            Body::Table { axes, ty, rows, .. } => {
                let ty = ty.as_ref().and_then(|ty| self.declared(ty, subject, self.model.items[at].span));
                let rows = self.table(axes, rows, &env, expected(ty), self.model.items[at].span);
                Some(ItemBody::Table { ty, rows })
            }
            Body::Scope { entity: true, members, open, .. } => {
                let Some(Subject::Entity(entity)) = subject else { return None };
                let bound = members
                    .iter()
                    .flatten()
                    .map(|m| (m.name.text.clone(), self.scope_member(m, entity, &env)))
                    .collect();
                Some(ItemBody::Conditions { members: bound, open: *open, unstated: members.is_none() })
            }
            Body::Judgement { clauses, .. } => {
                let name = self.model.items[at].name.clone();
                let bodies = self.bodies(clauses);
                if let Some(other) =
                    clauses.answers.iter().find(|answer| !matches!(answer.text.as_str(), "是" | "否"))
                {
                    self.diagnostics.push(error::wants(
                        "“是、否”",
                        other.span,
                        "别的答案，现在还不能这样酌定",
                    ));
                }
                Some(ItemBody::Judgement {
                    ask: clauses.ask.as_ref().map_or(name, |w| w.text.clone()),
                    assumed: clauses.bodies.as_ref().is_some_and(|b| b.assumed),
                    bodies,
                    reason: clauses.reason,
                    becomes: clauses.variation.as_ref().map_or_else(Vec::new, |v| self.truths(v)),
                })
            }
            Body::Determination { role, clauses, .. } => {
                let condition = self.whole_condition(clauses, &env, at);
                let due = self.due(clauses, &env);
                let says = match role {
                    Role::Status | Role::Assertion => None,
                    Role::Duty => Some("应当"),
                    Role::Lead => Some("提示"),
                };
                if let Some(key) = says.filter(|_| clauses.consequence.is_none() && clauses.follow.is_none())
                {
                    let item = &self.model.items[at];
                    let diagnostic = error::missing_clause(key, &item.name, item.span);
                    self.diagnostics.push(diagnostic);
                }
                Some(ItemBody::Determination {
                    role: *role,
                    condition: condition?,
                    due,
                    bodies: self.bodies(clauses),
                    consequence: clauses.consequence.as_ref().map(|what| match &clauses.when {
                        Some(when) => format!("{what}（{when}）"),
                        None => what.text.clone(),
                    }),
                })
            }
            Body::Benefit { shall, family, clauses, .. } => {
                Some(self.benefit(at, *shall, family.as_ref(), clauses, &env))
            }
            Body::Adjustments { stages, .. } => {
                let mut bound = Vec::new();
                for (at, stage) in stages.iter().enumerate() {
                    if let Some(first) = stages[..at].iter().find(|s| s.owner == stage.owner) {
                        self.diagnostics.push(error::stage_twice(&stage.owner, first.owner.span));
                        continue;
                    }
                    match self.subject(&stage.owner.text) {
                        Some(Subject::Entity(owner)) => {
                            let env = Environment::about(Subject::Entity(owner));
                            let full = self.condition(&stage.full, &env, None);
                            bound.push(AdjustmentStage {
                                owner,
                                full,
                                combine: stage.combine,
                                cap: stage.cap.as_ref().map(|cap| self.condition(cap, &env, None)),
                                entries: Vec::new(),
                            });
                        }
                        _ => self.diagnostics.push(error::unknown_category(
                            &stage.owner.text,
                            stage.owner.span,
                            None,
                        )),
                    }
                }
                Some(ItemBody::Adjustments { stages: bound })
            }
            Body::Disregard { clauses, list, .. } => {
                let Some(Subject::Entity(owner)) = subject else { return None };
                let condition = self.whole_condition_or_none(clauses, &env);
                let amount = match &clauses.disregarded {
                    Some(syntax::Value { kind: syntax::ValueKind::Full, .. }) => None,
                    Some(value) => Some(self.value(value, &env, None)),
                    None if clauses.follow.is_some() => None,
                    None => {
                        let item = &self.model.items[at];
                        let key = match list.text.as_str() {
                            "不计入收入" => "不计",
                            "核减" => "核减",
                            _ => "数额",
                        };
                        let diagnostic = error::missing_clause(key, &item.name, item.span);
                        self.diagnostics.push(diagnostic);
                        None
                    }
                };
                Some(ItemBody::Disregard { list: list.text.clone(), owner, condition, amount })
            }
            _ => None,
        }
    }

    /// Entries of a list stand under its stages, in order of the documents.
    fn gather_disregards(&mut self) {
        for at in 0..self.model.items.len() {
            let ItemBody::Disregard { owner, list, .. } = &self.model.items[at].body else { continue };
            let (owner, list, span) = (*owner, list.clone(), self.model.items[at].span);
            let Some(Symbol::Item(target)) = self.globals.get(&list).copied() else {
                let diagnostic =
                    error::unknown(&list, span, Some(format!("先用“清单 {list}（开放）：…”说明次序")));
                self.diagnostics.push(diagnostic);
                continue;
            };
            let found = match &mut self.model.items[target].body {
                ItemBody::Adjustments { stages } => match stages.iter_mut().find(|s| s.owner == owner) {
                    Some(stage) => {
                        stage.entries.push(at);
                        true
                    }
                    None => false,
                },
                _ => false,
            };
            if !found {
                let who = self.model.entities[owner].name.clone();
                self.diagnostics.push(error::unknown(
                    &format!("{list}（对 {who}）"),
                    span,
                    Some("清单的次序里没有这一级".to_owned()),
                ));
            }
        }
    }

    fn declared(&mut self, ty: &FieldType, subject: Option<Subject>, span: Span) -> Option<Declared> {
        let per = match subject {
            Some(Subject::Entity(entity)) => Some(self.model.entities[entity].per),
            _ => None,
        };
        match ty {
            FieldType::Unit(unit) => Some(Declared::Unit(per.map_or(*unit, |per| unit.filled_for(per)))),
            FieldType::Named(name) => match name.as_str() {
                "是否" => Some(Declared::Truth),
                "日期" => Some(Declared::Date),
                "地点" => Some(Declared::Place),
                "文字" => Some(Declared::Text),
                _ => match self.globals.get(name) {
                    Some(Symbol::Category(category)) => Some(Declared::Category(*category)),
                    _ => {
                        self.diagnostics.push(error::unknown_category(name, span, None));
                        None
                    }
                },
            },
            _ => None,
        }
    }

    fn scope_member(&mut self, member: &syntax::Member, entity: EntityIndex, env: &Environment) -> Expr {
        let span = member.name.span;
        if member.own {
            return match &member.condition {
                Some(condition) => self.condition(condition, env, None),
                None => self.fail(error::missing_clause("限", &member.name.text, span), span),
            };
        }
        // A status word: a valid record of it.
        let category = self.model.entities.iter().find_map(|e| {
            let (status, _, _) = e.recording?;
            match e.fields[status].kind {
                FieldKind::Element(category) => Some(category),
                _ => None,
            }
        });
        let Some(category) = category else {
            return self.fail(self.unknown_name(&member.name.text, span), span);
        };
        match self.elements_named(category, &member.name)[..] {
            [element] => {
                let subject = self.expr(Kind::Subject(0), span);
                self.recorded_as(
                    subject,
                    entity,
                    Recorded::Element(element),
                    span,
                    env,
                    member.condition.as_ref(),
                )
            }
            _ => self.broken(span),
        }
    }

    /// 条件 with everything that qualifies it; reports one that is missing.
    pub fn whole_condition(&mut self, clauses: &Clauses, env: &Environment, at: ItemIndex) -> Option<Expr> {
        let condition = self.whole_condition_or_none(clauses, env);
        // An item that could not take over what it follows has been reported.
        if condition.is_none() && clauses.follow.is_none() {
            let item = &self.model.items[at];
            let diagnostic = error::missing_clause("条件", &item.name, item.span);
            self.diagnostics.push(diagnostic);
        }
        condition
    }

    /// 条件 with its 不适用 worked in, and 期限.
    pub fn whole_condition_or_none(&mut self, clauses: &Clauses, env: &Environment) -> Option<Expr> {
        let main = clauses.condition.as_ref().map(|(condition, exceptions)| {
            let mut bound = self.condition(condition, env, None);
            for exception in exceptions {
                match &exception.effect {
                    Effect::NotApplied(label) => {
                        let guard = self.condition(&exception.condition, env, None);
                        if !self.not_apply(&mut bound, &label.text, guard, exception.span) {
                            self.diagnostics.push(error::unknown_label(&label.text, label.span));
                        }
                    }
                    _ => self.diagnostics.push(error::wants(
                        "“不适用 第（…）项”",
                        exception.span,
                        "条件上的其他例外",
                    )),
                }
            }
            bound
        });
        let term = clauses.term.as_ref().map(|term| self.condition(term, env, None));
        match (main, term) {
            (Some(main), Some(term)) => {
                let span = main.span;
                let parts = [("条件", main), ("期限", term)];
                let parts =
                    parts.into_iter().map(|(label, expr)| Part { label: label.to_owned(), expr }).collect();
                Some(self.expr(Kind::All(parts), span))
            }
            (main, term) => main.or(term),
        }
    }

    /// Gives a labelled condition its list's neutral value where the guard holds.
    fn not_apply(&mut self, condition: &mut Expr, label: &str, guard: Expr, span: Span) -> bool {
        let all = matches!(condition.kind, Kind::All(_));
        let (Kind::All(parts) | Kind::Any(parts)) = &mut condition.kind else { return false };
        if let Some(at) = parts.iter().position(|p| p.label == label) {
            let old = parts[at].expr.clone();
            let place = old.span;
            let guard = if all { guard } else { self.expr(Kind::Not(Box::new(guard)), span) };
            let words = if all { "不适用" } else { "仍适用" };
            let parts_new =
                vec![Part { label: words.to_owned(), expr: guard }, Part { label: String::new(), expr: old }];
            let kind = if all { Kind::Any(parts_new) } else { Kind::All(parts_new) };
            let new = self.expr(kind, place);
            if let Kind::All(parts) | Kind::Any(parts) = &mut condition.kind {
                parts[at].expr = new;
            }
            return true;
        }
        for at in 0..parts.len() {
            let mut inner = match &condition.kind {
                Kind::All(parts) | Kind::Any(parts) => parts[at].expr.clone(),
                _ => return false,
            };
            if self.not_apply(&mut inner, label, guard.clone(), span) {
                if let Kind::All(parts) | Kind::Any(parts) = &mut condition.kind {
                    parts[at].expr = inner;
                }
                return true;
            }
        }
        false
    }

    /// The bodies of 机关 or 批准.
    pub fn bodies(&mut self, clauses: &Clauses) -> Vec<String> {
        clauses.bodies.as_ref().map(|bodies| self.body_names(&bodies.names)).unwrap_or_default()
    }

    /// Bodies by their element names where a category lists them.
    pub fn body_names(&mut self, names: &[Word]) -> Vec<String> {
        names.iter().filter(|n| n.text != "审批机关").map(|n| n.text.clone()).collect()
    }

    /// Binds a value.
    pub fn value(
        &mut self,
        value: &syntax::Value,
        env: &Environment,
        expected: Option<CategoryIndex>,
    ) -> Value {
        let span = value.span;
        let kind = match &value.kind {
            syntax::ValueKind::Computed { expr, floor_zero, rounding } => ValueKind::Computed {
                expr: self.condition(expr, env, expected),
                floor_zero: *floor_zero,
                rounding: *rounding,
            },
            syntax::ValueKind::Assumed(inner) => return self.value(inner, env, expected),
            syntax::ValueKind::Unstated
            | syntax::ValueKind::Delegated(_)
            | syntax::ValueKind::Somewhere(..) => ValueKind::Unstated,
            syntax::ValueKind::Pending(_) => ValueKind::Pending,
            syntax::ValueKind::Full => {
                self.diagnostics.push(error::wants("数额", span, "“全额”，它只能写在“不计”里"));
                ValueKind::Unstated
            }
            syntax::ValueKind::Judged(judged) => ValueKind::Judged {
                bodies: self.body_names(&judged.bodies.names),
                low: judged.low.as_ref().map(|e| self.condition(e, env, None)),
                high: judged.high.as_ref().map(|e| self.condition(e, env, None)),
            },
        };
        Value { kind, span }
    }

    /// Binds a base with exceptions.
    pub fn valued(
        &mut self,
        valued: &syntax::Valued,
        env: &Environment,
        expected: Option<CategoryIndex>,
    ) -> Valued {
        let base = valued.base.as_ref().map(|v| self.value(v, env, expected));
        let labels: Vec<&str> = valued.exceptions.iter().map(|e| e.label.as_str()).collect();
        let mut exceptions = Vec::new();
        for (at, exception) in valued.exceptions.iter().enumerate() {
            if let Some(first) = labels[..at].iter().position(|l| !l.is_empty() && *l == exception.label) {
                let first = valued.exceptions[first].span;
                self.diagnostics.push(error::duplicate_label(&exception.label, exception.span, first));
            }
            let mut beats = Vec::new();
            for label in &exception.beats {
                match labels.iter().position(|l| *l == label.text) {
                    Some(position) => beats.push(position),
                    None => self.diagnostics.push(error::unknown_label(&label.text, label.span)),
                }
            }
            let condition = self.condition(&exception.condition, env, None);
            let (plus, value) = match &exception.effect {
                Effect::Becomes(value) => (false, self.value(value, env, expected)),
                Effect::Plus(value) => (true, self.value(value, env, expected)),
                Effect::NotApplied(label) => {
                    self.diagnostics.push(error::wants(
                        "“为 …”或“再加 …”",
                        label.span,
                        "“不适用”，它只能用在条件上",
                    ));
                    continue;
                }
            };
            exceptions.push(Exception {
                nested: exception.nested,
                label: exception.label.clone(),
                beats,
                condition,
                plus,
                value,
                span: exception.span,
            });
        }
        Valued { base, exceptions, by_case: valued.by_case }
    }

    /// 不问: nothing that the sentence rests on may use the fact, itself or through definitions.
    pub fn check_regardless(&mut self) {
        for at in 0..self.model.items.len() {
            let body = self.text.items.get(&self.model.items[at].key).map(|item| &item.body);
            let Some(Body::Determination { clauses, .. } | Body::Benefit { clauses, .. }) = body else {
                continue;
            };
            for word in &clauses.regardless {
                let mut waiting = vec![at];
                let mut seen = Vec::new();
                while let Some(item) = waiting.pop() {
                    if seen.contains(&item) {
                        continue;
                    }
                    seen.push(item);
                    let mut used = None;
                    super::from_corpus::walk_item(&self.model.items[item], &mut |e| {
                        used = used.or(self.uses(e, &word.text));
                        if let Kind::Item(_, next) = e.kind {
                            waiting.push(next);
                        }
                    });
                    if let Some(span) = used {
                        let name = self.model.items[at].name.clone();
                        self.diagnostics.push(error::used_regardless(&word.text, &name, word.span, span));
                    }
                }
            }
        }
    }

    /// Whether an expression is a fact of a name, and where.
    fn uses(&self, expr: &Expr, fact: &str) -> Option<Span> {
        match &expr.kind {
            Kind::Field(_, entity, field) if self.model.entities[*entity].fields[*field].name == fact => {
                Some(expr.span)
            }
            _ => None,
        }
    }
}

fn expected(ty: Option<Declared>) -> Option<CategoryIndex> {
    match ty {
        Some(Declared::Category(category)) => Some(category),
        _ => None,
    }
}
