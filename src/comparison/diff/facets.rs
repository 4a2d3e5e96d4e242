//! An item taken apart: each part with its kind, its place, its spelling by meaning, and its words.

use super::data::Kind;
use super::normal::{Speller, on_one_line};
use crate::corpus::members;
use crate::corpus::tree::{Item, StatementId, TextInForce};
use crate::syntax::tree::{
    Body, Clauses, Combine, Effect, Exception, Expr, FieldRow, FieldType, Member, Role, Row, Value, Valued,
    Word,
};

/// A part of an item.
#[derive(Clone, Debug)]
pub(super) struct Facet<'t> {
    pub kind: Kind,
    /// `金额`, `条件`, the label of an exception, the name of an element.
    pub place: String,
    /// One of several of which order means nothing.
    pub among: bool,
    /// Spelled by meaning.
    pub normal: String,
    /// As written.
    pub said: String,
    pub content: Content<'t>,
}

/// What can be looked into when two parts differ.
#[derive(Clone, Debug)]
pub(super) enum Content<'t> {
    Expr(&'t Expr),
    Value(&'t Value),
    Exception(&'t Exception),
    /// What the columns ask, the result, and its value if it can be read.
    Row(String, String, Option<Box<Value>>),
    Plain,
}

/// The parts of an item, with those that other sentences add to it.
pub(super) fn facets<'t>(speller: &Speller<'t>, item: &'t Item) -> Vec<Facet<'t>> {
    let mut taken = Apart { speller, owner: owner_of(&item.body), facets: Vec::new() };
    taken.body(&item.body);
    for by in &item.additions {
        taken.addition(*by);
    }
    taken.facets
}

/// What kind of provision an item is.
pub(super) fn kind_of(body: &Body) -> Kind {
    match body {
        Body::Category { .. } | Body::Compound { .. } => Kind::Category,
        Body::Entity { .. } | Body::Extension { .. } => Kind::Field,
        Body::Parameter { .. } | Body::Publish { .. } => Kind::Parameter,
        Body::Calendar { .. } => Kind::Calendar,
        Body::Definition { .. } => Kind::Definition,
        Body::Scope { .. } => Kind::Scope,
        Body::Adjustments { .. } => Kind::Adjustments,
        Body::Disregard { .. } => Kind::Adjustment,
        Body::Table { .. } => Kind::Table,
        Body::Determination { role: Role::Status, .. } => Kind::Determination,
        Body::Determination { role: Role::Duty, .. } => Kind::Duty,
        Body::Determination { role: Role::Lead, .. } => Kind::Lead,
        Body::Benefit { .. } => Kind::Benefit,
        Body::Judgement { .. } => Kind::Judgement,
        Body::Exclusion { .. } => Kind::Exclusion,
        Body::Approval { .. } => Kind::Approval,
        Body::Authority { .. } => Kind::Authority,
        Body::Usage(_) => Kind::Usage,
        Body::Duty { .. } => Kind::Procedure,
        _ => Kind::Wording,
    }
}

/// Whom a sentence is about.
pub(super) fn owner_of(body: &Body) -> &str {
    match body {
        Body::Definition { owner, .. }
        | Body::Disregard { owner, .. }
        | Body::Determination { owner, .. }
        | Body::Benefit { owner, .. }
        | Body::Judgement { owner, .. }
        | Body::Table { owner: Some(owner), .. } => &owner.text,
        Body::Scope { entity: true, over, .. } => &over.text,
        _ => "",
    }
}

/// The type cell of a field or a declared type.
pub(super) fn type_words(ty: &FieldType) -> String {
    match ty {
        FieldType::Several(of) => format!("若干 {of}"),
        FieldType::Monthly(of) => format!("按月 {of}"),
        FieldType::Unit(unit) => unit.to_string(),
        FieldType::Named(name) => name.clone(),
    }
}

/// A set as a list of words: `低保边缘家庭、“老年人”（限 …）`.
pub(super) fn member_words(speller: &Speller<'_>, members: &[Member]) -> Vec<String> {
    let said = |member: &Member| {
        let name = if member.own { format!("“{}”", member.name) } else { member.name.text.clone() };
        match &member.condition {
            Some(condition) => format!("{name}（限 {}）", speller.said(condition.span)),
            None => name,
        }
    };
    members.iter().map(said).collect()
}

/// Elements that the members of a set stand for, with their spelling.
pub(super) fn member_keys(
    speller: &Speller<'_>,
    text: &TextInForce,
    (entity, over, members): (bool, &Word, &[Member]),
) -> Vec<(String, String, String)> {
    let elements = if entity { None } else { members::elements(&text.items, &over.text) };
    let owner = if entity { over.text.as_str() } else { "" };
    let keys = members::keys(elements.as_deref(), members);
    keys.into_iter()
        .map(|(key, member)| match &member.condition {
            Some(condition) => {
                let said = format!("{key}（限 {}）", speller.said(condition.span));
                (key.clone(), format!("{key}（限 {}）", speller.expr(condition, owner)), said)
            }
            None => (key.clone(), key.clone(), key),
        })
        .collect()
}

struct Apart<'s, 't> {
    speller: &'s Speller<'t>,
    owner: &'t str,
    facets: Vec<Facet<'t>>,
}

impl<'t> Apart<'_, 't> {
    fn plain(&mut self, kind: Kind, place: &str, normal: impl Into<String>) {
        let normal = normal.into();
        let said = normal.clone();
        self.put(kind, place, normal, said, Content::Plain);
    }

    fn put(&mut self, kind: Kind, place: &str, normal: String, said: String, content: Content<'t>) {
        self.facets.push(Facet { kind, place: place.to_owned(), among: false, normal, said, content });
    }

    fn among(&mut self, kind: Kind, place: String, normal: String, said: String, content: Content<'t>) {
        self.facets.push(Facet { kind, place, among: true, normal, said, content });
    }

    fn words(&mut self, kind: Kind, place: &str, words: Option<&Word>) {
        if let Some(word) = words {
            self.plain(kind, place, on_one_line(&word.text));
        }
    }

    fn expr(&mut self, kind: Kind, place: &str, expr: &'t Expr) {
        let (normal, said) = (self.speller.expr(expr, self.owner), self.speller.said(expr.span));
        self.put(kind, place, normal, said, Content::Expr(expr));
    }

    fn value(&mut self, kind: Kind, place: &str, value: &'t Value) {
        let (normal, said) = (self.speller.value(value, self.owner), self.speller.said(value.span));
        self.put(kind, place, normal, said, Content::Value(value));
    }

    fn valued(&mut self, kind: Kind, place: &str, valued: &'t Valued) {
        if let Some(base) = &valued.base {
            self.value(kind, place, base);
        }
        self.exceptions(place, &valued.exceptions);
    }

    /// Exceptions, each with the one that it stands within.
    fn exceptions(&mut self, place: &str, exceptions: &'t [Exception]) {
        let mut above = String::new();
        for exception in exceptions {
            let condition = self.speller.expr(&exception.condition, self.owner);
            let then = match &exception.effect {
                Effect::Becomes(value) => format!("为 {}", self.speller.value(value, self.owner)),
                Effect::Plus(value) => format!("再加 {}", self.speller.value(value, self.owner)),
                Effect::NotApplied(label) => format!("不适用 {label}"),
            };
            let beats: Vec<&str> = exception.beats.iter().map(|label| label.text.as_str()).collect();
            let beats =
                if beats.is_empty() { String::new() } else { format!("优先于{}，", beats.join("、")) };
            let within = if exception.nested { above.clone() } else { String::new() };
            if !exception.nested {
                above = format!("{condition}中 ");
            }
            let normal = format!("{place} {within}{beats}{condition} {then}");
            let said = self.speller.said(exception.span);
            let place = format!("{place}{}", exception.label);
            self.among(Kind::Exception, place, normal, said, Content::Exception(exception));
        }
    }

    fn body(&mut self, body: &'t Body) {
        match body {
            Body::Category { open, ordered, elements, .. } => {
                self.plain(Kind::Category, "开放", if *open { "开放" } else { "封闭" });
                let names = elements.iter().map(|(name, _)| name.text.as_str()).collect::<Vec<_>>();
                if *ordered {
                    self.plain(Kind::Category, "次序", names.join("＜"));
                } else {
                    names.iter().for_each(|name| self.element(name));
                }
                for (name, title) in elements {
                    self.words(Kind::Wording, &name.text, title.as_ref());
                }
            }
            Body::Compound { components, .. } => {
                let names: Vec<&str> = components.iter().map(|name| name.text.as_str()).collect();
                self.plain(Kind::Category, "合成", names.join("、"));
            }
            Body::Entity { pronoun, counted, recording, fields, .. } => {
                self.words(Kind::Field, "自称", pronoun.as_ref());
                self.plain(Kind::Field, "计法", format!("{counted:?}"));
                if let Some((what, from, to)) = recording {
                    self.plain(Kind::Field, "记载", format!("{what}，自 {from}，至 {to}"));
                }
                self.fields(fields);
            }
            Body::Extension { fields, .. } => self.fields(fields),
            Body::Parameter { axes, unit, monthly, publishers, .. } => {
                let names =
                    |words: &[Word]| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join("、");
                self.plain(Kind::Parameter, "按", names(axes));
                self.plain(Kind::Unit, "单位", unit.to_string());
                if let Some((rounding, _)) = monthly {
                    self.plain(Kind::Rounding, "折月", rounding.to_string());
                }
                if !publishers.is_empty() {
                    self.plain(Kind::Authority, "公布机关", names(publishers));
                }
            }
            Body::Calendar { off, on, .. } => {
                for (word, days) in [("放假", off), ("上班", on)] {
                    for day in days {
                        let said = format!("{}至{}{word}", day.from, day.to);
                        self.among(Kind::Calendar, said.clone(), said.clone(), said, Content::Plain);
                    }
                }
            }
            Body::Definition { ty, value, .. } => {
                if let Some(ty) = ty {
                    self.plain(Kind::Unit, "单位", type_words(ty));
                }
                self.valued(Kind::Amount, "", value);
            }
            Body::Scope { entity, over, open, members, .. } => {
                self.plain(Kind::Scope, "列举", format!("{over}的"));
                self.plain(Kind::Scope, "开放", if *open { "开放" } else { "封闭" });
                let members = members.as_deref().unwrap_or(&[]);
                for (key, normal, said) in
                    member_keys(self.speller, self.speller.text, (*entity, over, members))
                {
                    self.among(Kind::Scope, key, normal, said, Content::Plain);
                }
            }
            Body::Adjustments { open, stages, .. } => {
                self.plain(Kind::Adjustments, "开放", if *open { "开放" } else { "封闭" });
                let order: Vec<&str> = stages.iter().map(|stage| stage.owner.text.as_str()).collect();
                self.plain(Kind::Adjustments, "次序", order.join("、"));
                for stage in stages {
                    let place = |what: &str| format!("对{}的{what}", stage.owner);
                    self.expr(Kind::Adjustments, &place("全额"), &stage.full);
                    let how = match stage.combine {
                        Combine::Highest => "就高",
                        Combine::Total => "累计",
                        Combine::First => "取在前的",
                        Combine::Conflict => "视为冲突",
                    };
                    self.plain(Kind::Adjustments, &place("合成办法"), how);
                    if let Some(cap) = &stage.cap {
                        self.expr(Kind::Bound, &place("合计"), cap);
                    }
                }
            }
            Body::Table { axes, ty, rows, .. } => {
                let spelled: Vec<String> =
                    axes.iter().map(|axis| self.speller.expr(axis, self.owner)).collect();
                let said: Vec<String> = axes.iter().map(|axis| self.speller.said(axis.span)).collect();
                self.put(Kind::Table, "按", spelled.join("；"), said.join("、"), Content::Plain);
                if let Some(ty) = ty {
                    self.plain(Kind::Unit, "单位", type_words(ty));
                }
                self.rows(Kind::Row, rows);
            }
            Body::Determination { owner, clauses, .. } | Body::Judgement { owner, clauses, .. } => {
                self.plain(Kind::Condition, "对象", owner.text.clone());
                self.clauses(clauses);
            }
            Body::Disregard { list, owner, clauses, .. } => {
                self.plain(Kind::Adjustment, "清单", list.text.clone());
                self.plain(Kind::Condition, "对象", owner.text.clone());
                self.clauses(clauses);
            }
            Body::Benefit { shall, owner, family, clauses, .. } => {
                self.plain(Kind::Authority, "应当还是可以", if *shall { "应当给付" } else { "可以给付" });
                self.plain(Kind::Condition, "对象", owner.text.clone());
                self.words(Kind::Benefit, "归入", family.as_ref());
                self.clauses(clauses);
            }
            Body::Exclusion { members, how } => {
                let names: Vec<String> =
                    members.iter().flatten().map(|member| member.name.text.clone()).collect();
                let how = how.as_ref().map_or("", |how| how.text.as_str());
                let mut spelled: Vec<String> = members
                    .iter()
                    .flatten()
                    .map(|m| self.speller.name(&m.name.text, m.name.span.file))
                    .collect();
                if how != "依次" {
                    spelled.sort();
                }
                self.put(Kind::Exclusion, "各项", spelled.join("、"), names.join("、"), Content::Plain);
                self.plain(Kind::Exclusion, "办法", how);
            }
            _ => {}
        }
    }

    fn element(&mut self, name: &str) {
        let name = name.to_owned();
        self.among(Kind::Category, name.clone(), name.clone(), name, Content::Plain);
    }

    fn fields(&mut self, fields: &[FieldRow]) {
        for row in fields {
            let absent = if row.optional { "，可无" } else { "" };
            for name in &row.names {
                let said = format!("{name}（{}{absent}）", type_words(&row.ty));
                self.among(Kind::Field, name.text.clone(), said.clone(), said, Content::Plain);
                let external: Vec<&str> = row.external.iter().map(|word| word.text.as_str()).collect();
                let hints = row.variation.as_ref().map(|variation| self.speller.said(variation.span));
                let wording = [row.doc.clone(), external.join("、"), hints.unwrap_or_default()].concat();
                if !wording.is_empty() {
                    let normal = format!("{name}：{wording}");
                    self.among(Kind::Wording, name.text.clone(), normal, wording, Content::Plain);
                }
            }
        }
    }

    fn rows(&mut self, kind: Kind, rows: &'t [Row]) {
        let Some((header, rows)) = rows.split_first() else { return };
        let labelled = usize::from(header.cells.first().is_some_and(|cell| cell.text == "行"));
        let file = header.span.file;
        let spelled = |words: &str| {
            let parts = words.split_whitespace().map(|part| self.speller.name(part, file));
            parts.collect::<Vec<_>>().concat()
        };
        let mut made = Vec::new();
        for row in rows {
            let cells = row.cells.get(labelled..).unwrap_or(&[]);
            let Some((result, asked)) = cells.split_last() else { continue };
            let key: Vec<String> = asked.iter().map(|cell| spelled(&cell.text)).collect();
            let said: Vec<String> = asked.iter().map(|cell| on_one_line(&cell.text)).collect();
            let result_said = on_one_line(&result.text);
            let normal = format!("{}→{}", key.join("｜"), spelled(&result.text));
            let text = &self.speller.corpus.files.file(file).text;
            let value = crate::syntax::value_of_cell(file, text, result).ok().map(Box::new);
            let content = Content::Row(said.join("，"), result_said.clone(), value);
            made.push((key.join("｜"), normal, format!("{}：{result_said}", said.join("，")), content));
        }
        for (key, normal, said, content) in made {
            self.among(kind, key, normal, said, content);
        }
    }

    fn addition(&mut self, by: StatementId) {
        let before = self.facets.len();
        match &self.speller.corpus.statement(by).body {
            Body::Addition { clauses, .. } => self.clauses(clauses),
            Body::Approval { rows, .. } => self.rows(Kind::Approval, rows),
            _ => {}
        }
        // It stands beside what the item says itself.
        let code = &self.speller.corpus.documents[by.document].code;
        for facet in self.facets.iter_mut().skip(before).filter(|facet| !facet.among) {
            facet.place = format!("{}（《{code}》补充）", facet.place);
        }
    }

    fn clauses(&mut self, clauses: &'t Clauses) {
        if let Some((condition, exceptions)) = &clauses.condition {
            self.expr(Kind::Condition, "条件", condition);
            self.exceptions("条件", exceptions);
        }
        if let Some(term) = &clauses.term {
            self.expr(Kind::Term, "期限", term);
        }
        if let Some(amount) = &clauses.amount {
            self.valued(Kind::Amount, "金额", amount);
        }
        if let Some(due) = &clauses.due {
            self.valued(Kind::Due, "办结", due);
        }
        if let Some(value) = &clauses.disregarded {
            self.value(Kind::Amount, "不计", value);
        }
        for (place, bound) in [("下限", &clauses.floor), ("上限", &clauses.cap)] {
            if let Some(bound) = bound {
                self.expr(Kind::Bound, place, bound);
            }
        }
        if let Some((rounding, assumed, _)) = &clauses.rounding {
            let assumed = if *assumed { "未载明，假定 " } else { "" };
            self.plain(Kind::Rounding, "取整", format!("{assumed}{rounding}"));
        }
        if let Some(schedule) = &clauses.schedule {
            let (normal, said) =
                (self.speller.schedule(schedule, self.owner), self.speller.said(schedule.span));
            self.put(Kind::Schedule, "发放", normal, said, Content::Plain);
        }
        self.words(Kind::Schedule, "付给", clauses.payee.as_ref());
        self.words(Kind::Schedule, "形式", clauses.form.as_ref());
        if let Some(bodies) = &clauses.bodies {
            self.plain(Kind::Body, "机关", self.speller.bodies(bodies));
        }
        if let Some(funding) = &clauses.funding {
            let shares: Vec<String> = funding
                .shares
                .iter()
                .map(|(who, part)| format!("{who} {}/{}", part.numerator(), part.denominator()))
                .collect();
            self.put(
                Kind::Funding,
                "资金",
                shares.join("："),
                self.speller.said(funding.span),
                Content::Plain,
            );
        }
        self.words(Kind::Funding, "尾差", clauses.remainder.as_ref().map(|(who, _)| who));
        if let Some((most, bodies, span)) = &clauses.raise {
            let normal = format!("{} {}", self.speller.bodies(bodies), self.speller.expr(most, self.owner));
            self.put(Kind::Authority, "提高", normal, self.speller.said(*span), Content::Plain);
        }
        if !clauses.regardless.is_empty() {
            let mut names: Vec<&str> = clauses.regardless.iter().map(|word| word.text.as_str()).collect();
            let said = names.join("、");
            names.sort_unstable();
            self.put(Kind::Condition, "不问", names.join("、"), said, Content::Plain);
        }
        self.words(Kind::Procedure, "何时", clauses.when.as_ref());
        self.words(Kind::Wording, "后果", clauses.consequence.as_ref());
        self.words(Kind::Wording, "问", clauses.ask.as_ref());
        if !clauses.answers.is_empty() {
            let answers: Vec<&str> = clauses.answers.iter().map(|word| word.text.as_str()).collect();
            self.plain(Kind::Judgement, "答", answers.join("、"));
        }
        if clauses.reason {
            self.plain(Kind::Judgement, "理由", "须写明理由");
        }
        if let Some(variation) = &clauses.variation {
            let said = self.speller.said(variation.span);
            self.put(Kind::Wording, "可提示", said.clone(), said, Content::Plain);
        }
    }
}
