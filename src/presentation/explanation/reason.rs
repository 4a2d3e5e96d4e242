//! The tree of reasons: why a truth holds or fails, down to the facts; each definition once.

use std::collections::BTreeSet;

use crate::facts::record::{Answered, FactValue};
use crate::presentation::words;
use crate::program::ir::{ClauseId, FieldId, NodeId, NoteId, Op, Part, QuestionId, Reduction, SetId, Type};
use crate::program::legal::ItemKind;
use crate::quantity::calendar::Month;
use crate::quantity::unit::Unit;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::layout::Entry;
use super::view::{View, mask, tidy};

/// Makes reasons out of steps, and remembers what has been explained already.
pub(super) struct Reasoner<'v, 'a> {
    /// What is explained.
    pub(super) view: &'v View<'a>,
    /// Definitions explained.
    pub(super) explained: BTreeSet<StepId>,
    /// Clauses quoted.
    pub(super) cited: BTreeSet<ClauseId>,
    /// Wordings given: document, article, words.
    pub(super) quoted: BTreeSet<(u32, String, String)>,
    /// Definitions explained for the result at hand.
    pub(super) here: BTreeSet<StepId>,
    /// Figures explained.
    pub(super) figures: BTreeSet<String>,
    /// Sets listed.
    pub(super) sets: BTreeSet<SetId>,
    /// Facts whose place has been shown.
    pub(super) sources: BTreeSet<(FieldId, u32)>,
    /// Notes in the order of their numbers.
    pub(super) notes: Vec<NoteId>,
    /// Determinations that are told in a block of their own, which is still to come.
    pub(super) apart: BTreeSet<StepId>,
    /// Places in the record are not shown.
    pub(super) placeless: bool,
}

impl<'v, 'a> Reasoner<'v, 'a> {
    /// Nothing is explained yet.
    pub(super) fn new(view: &'v View<'a>) -> Reasoner<'v, 'a> {
        Reasoner {
            view,
            explained: BTreeSet::new(),
            cited: BTreeSet::new(),
            quoted: BTreeSet::new(),
            here: BTreeSet::new(),
            figures: BTreeSet::new(),
            sets: BTreeSet::new(),
            sources: BTreeSet::new(),
            notes: Vec::new(),
            apart: BTreeSet::new(),
            placeless: false,
        }
    }

    /// A step with its reasons. `outer` is the node above: what only repeats its text is said from the operation.
    pub(super) fn entry(&mut self, label: &str, id: StepId, outer: Option<StepId>) -> Entry {
        let view = self.view;
        let id = view.through(id);
        let node = view.node(id);
        if node.heads {
            return self.block(label, id);
        }
        if let Some(rivals) = view.rivals(id) {
            return self.excluded(label, id, &rivals);
        }
        if matches!(node.op, Op::Parameter { .. }) {
            let mut figure = self.figure(id);
            figure.text = format!("{label}{}", figure.text);
            return figure;
        }
        let echo = outer.is_some_and(|outer| self.echoes(id, view.step(outer).node));
        let is_fact = matches!(node.op, Op::Fact(_));
        if node.ty == Type::Truth && echo && (view.simple(id) || view.relates(id)) {
            let line = format!("{label}{}：{}", self.phrase(id), view.value_words(id));
            let mut below = self.set_explained(id);
            if view.relates(id) {
                below.extend(view.children(id).iter().filter_map(|side| self.made_of(*side)));
            }
            return Entry::over(line, below).about(id.0);
        }
        let line = if is_fact {
            let name = if label.is_empty() {
                view.of_subject(node.plane, view.step(id).instance, &view.name(id))
            } else {
                view.name(id)
            };
            format!("{label}{name}：{}{}", view.value_words(id), self.source(id))
        } else if node.ty == Type::Truth {
            format!("{label}{}：{}", view.condition_words(id), view.value_words(id))
        } else {
            format!("{label}{}：{}", view.name(id), view.value_words(id))
        };
        let above = outer.map(|outer| view.step(outer).node);
        let mut below: Vec<Entry> = self.written_by(view.step(id).node, above).into_iter().collect();
        below.extend(self.because(id));
        Entry::over(line, below).about(id.0)
    }

    /// A definition, determination or list by its name: explained once, then referred to.
    pub(super) fn block(&mut self, label: &str, id: StepId) -> Entry {
        let view = self.view;
        let node = view.node(id);
        let instance = view.step(id).instance;
        let item = view.program.item(node.item);
        if item.kind == ItemKind::Disregard {
            return self.disregard_block(label, id);
        }
        let name = if node.ty == Type::Truth {
            let alone = if node.alone { "为一户" } else { "" };
            format!("{}（{}{alone}）", item.name, view.subject(node.plane, instance))
        } else {
            view.titled(id)
        };
        let line = format!("{label}{name}：{}", view.value_words(id));
        if !self.explained.insert(id) {
            return Entry::of(format!("{line}（见上）")).about(id.0);
        }
        self.here.insert(id);
        let line = format!("{line}〔{}〕", view.cite(item.clause));
        let mut below = self.grounds(node.item);
        below.extend(self.because(id));
        Entry::over(line, below).about(id.0)
    }

    /// The named numbers below some steps that have not been explained, in the order in which they are computed.
    pub(super) fn reckonings(&mut self, roots: &[StepId]) -> Vec<Entry> {
        let view = self.view;
        let named = |id: &StepId| {
            let numeric = matches!(view.node(*id).ty, Type::Number(_)) && !roots.contains(id);
            let definition = matches!(view.head_kind(*id), Some(ItemKind::Definition | ItemKind::Table));
            numeric && definition && !matches!(view.node(*id).op, Op::Elapsed { .. })
        };
        let ids: Vec<StepId> = view.cone(roots).into_iter().filter(named).collect();
        let new: Vec<StepId> = ids.into_iter().filter(|id| !self.explained.contains(id)).collect();
        new.into_iter().map(|id| self.block("", id)).collect()
    }

    /// Why a step has its value.
    pub(super) fn because(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let id = view.through(id);
        let (node, children) = (view.node(id), view.children(id));
        match &node.op {
            Op::Constant(_) | Op::Today | Op::Ancestor(_) => Vec::new(),
            Op::Fact(_) => {
                let source = self.source(id);
                if source.is_empty() { Vec::new() } else { vec![Entry::of(format!("记录{source}"))] }
            }
            Op::Component { .. } => children.iter().map(|child| self.entry("", *child, Some(id))).collect(),
            Op::Parameter { .. } => vec![self.figure(id)],
            Op::Compare(..) => self.compared(id),
            Op::Not(_) => match children {
                [inner] if self.echoes(*inner, view.step(id).node) => self.because(*inner),
                _ => children.iter().map(|child| self.entry("", *child, Some(id))).collect(),
            },
            Op::All(parts) | Op::Any(parts) => self.listed(id, parts),
            Op::Within { .. } | Op::Present(_) | Op::Located { .. } => {
                let mut reasons = vec![Entry::over(self.phrase_of(id), self.set_explained(id))];
                reasons.extend(self.answered_membership(id));
                for child in children.iter().map(|child| view.through(*child)) {
                    if !view.simple(child) {
                        reasons.push(self.entry("", child, Some(id)));
                    }
                }
                reasons
            }
            Op::Reduce { kind, .. } => self.gathered(id, *kind),
            Op::Run { field, months, .. } => self.months(id, *field, *months),
            Op::Choose(_) if view.head_kind(id) == Some(ItemKind::Adjustment) => self.adjusted(id),
            Op::Choose(alternatives) => self.chosen(id, alternatives),
            Op::Judged { question, .. } => self.judged(id, *question),
            Op::Unstated | Op::Pending => vec![Entry::of(view.value_words(id))],
            Op::Reinterpret(_) => self.reinterpreted(id),
            Op::Arithmetic(..)
            | Op::FloorZero(_)
            | Op::Extreme { .. }
            | Op::Elapsed { .. }
            | Op::Shift(..)
            | Op::Round(..) => self.reckoned(id),
        }
    }

    /// Both sides of a comparison, then what they are made of.
    fn compared(&mut self, id: StepId) -> Vec<Entry> {
        let mut reasons = vec![Entry::of(self.phrase_of(id))];
        for side in self.view.children(id) {
            reasons.extend(self.made_of(*side));
        }
        reasons
    }

    /// What an operand is made of, unless its value alone says all.
    pub(super) fn made_of(&mut self, id: StepId) -> Option<Entry> {
        let id = self.view.through(id);
        let plain = matches!(
            self.view.node(id).op,
            Op::Constant(_) | Op::Today | Op::Fact(_) | Op::Unstated | Op::Pending
        );
        let numeric = matches!(self.view.node(id).ty, Type::Number(_));
        if plain || (numeric && self.explained.contains(&id)) {
            return None;
        }
        let calculation = !self.view.node(id).heads && self.view.calculates(id);
        if !calculation {
            return Some(self.entry("", id, None));
        }
        let mut lines = self.reckoned(id).into_iter();
        let mut first = lines.next()?;
        first.below.extend(lines);
        Some(first.about(id.0))
    }

    /// The parts of a list of conditions.
    fn listed(&mut self, id: StepId, parts: &[Part]) -> Vec<Entry> {
        let children = self.view.children(id);
        let settled = self.view.truth(id).is_some();
        let mut idle: Vec<String> = Vec::new();
        let mut reasons: Vec<Entry> = parts
            .iter()
            .zip(children)
            .filter_map(|(part, child)| {
                let label = match part.label.as_str() {
                    "" => String::new(),
                    label if label.ends_with(['）', ')', '.', '．', '、']) => label.to_owned(),
                    label => format!("{label}："),
                };
                let repeated = !self.view.node(self.view.through(*child)).heads
                    && label.trim_end_matches('：') == tidy(&self.view.node(*child).text);
                let label = if repeated { "" } else { label.as_str() };
                if settled && self.view.truth(*child).is_none() {
                    let inner = self.view.through(*child);
                    let words = match self.view.node(inner).heads {
                        true => self.view.condition_words(inner),
                        false => tidy(&super::law::on_one_line(&self.view.node(inner).text)),
                    };
                    // A label stands for its sentence, which the wording above gives.
                    idle.push(if label.is_empty() {
                        words
                    } else {
                        label.trim_end_matches('：').to_owned()
                    });
                    return None;
                }
                Some(self.entry(label, *child, Some(id)))
            })
            .collect();
        if !idle.is_empty() {
            reasons.push(Entry::of(format!("{}还不能定，不影响这里的结果", idle.join("、"))));
        }
        reasons
    }

    /// Elements of a list, each with what it brings or why it does not count.
    fn gathered(&mut self, id: StepId, kind: Reduction) -> Vec<Entry> {
        let view = self.view;
        let Op::Reduce { plane, filter, value, .. } = &view.node(id).op else { return Vec::new() };
        let instance = view.step(id).instance;
        let members = view.below(*plane, view.node(id).plane, instance);
        let name = view.program.planes.get(plane.index()).map_or("", |plane| &plane.name);
        if members.is_empty() {
            let open = matches!(view.value(id), Value::Open(_));
            let line = if open { "记录里没有写明有没有" } else { "记录里没有" };
            return vec![Entry::of(format!("{line} {name}"))];
        }
        let mut reasons = Vec::new();
        if kind == Reduction::Sum && value.is_some() {
            reasons.extend(self.summed(id));
        }
        let mut plain: Vec<String> = Vec::new();
        for member in members {
            let subject = view.subject(*plane, member);
            let of = |wanted: &Option<NodeId>| {
                let wanted = (*wanted)?;
                let same = |child: &&StepId| {
                    view.step(**child).node == wanted && view.step(**child).instance == member
                };
                view.children(id).iter().find(same).copied()
            };
            let (filter, value) = (of(filter), of(value));
            match (filter, value) {
                (None, None) => plain.push(subject),
                (Some(filter), None) => reasons.push(self.tested(&subject, filter, id, kind)),
                (filter, Some(value)) => {
                    reasons.extend(filter.map(|filter| self.tested(&subject, filter, id, kind)));
                    let inner = view.through(value);
                    let named = view.node(inner).heads || matches!(view.node(inner).op, Op::Fact(_));
                    let word = if named { String::new() } else { format!("{subject}：") };
                    reasons.push(self.entry(&word, value, Some(id)));
                }
            }
        }
        if !plain.is_empty() {
            reasons.push(Entry::of(plain.join("、")));
        }
        reasons
    }

    /// Whether an element counts.
    fn tested(&mut self, subject: &str, filter: StepId, outer: StepId, kind: Reduction) -> Entry {
        let view = self.view;
        let filter = view.through(filter);
        let word = match (kind, view.truth(filter)) {
            (Reduction::Exists, Some(true)) => "是",
            (Reduction::Exists, Some(false)) => "不是",
            (_, Some(true)) => "算在内",
            (_, Some(false)) => "不算在内",
            _ => "未定",
        };
        if view.simple(filter) {
            let line = format!("{subject}：{word}（{}）", self.phrase(filter));
            let mut sets = Vec::new();
            self.sets_below(filter, &mut sets);
            return Entry::over(line, sets).about(filter.0);
        }
        let below = if view.node(filter).heads {
            vec![self.block("", filter)]
        } else if self.echoes(filter, view.step(outer).node) {
            self.because(filter)
        } else {
            vec![self.entry("", filter, Some(outer))]
        };
        Entry::over(format!("{subject}：{word}"), below).about(filter.0)
    }

    /// Lists the named sets that a simple condition asks about.
    pub(super) fn sets_below(&mut self, id: StepId, found: &mut Vec<Entry>) {
        let id = self.view.through(id);
        found.extend(self.set_explained(id));
        found.extend(self.answered_membership(id));
        if matches!(self.view.node(id).op, Op::All(_) | Op::Any(_) | Op::Not(_)) {
            for child in self.view.children(id) {
                self.sets_below(*child, found);
            }
        }
    }

    /// Who answered that an unlisted element belongs to an open set.
    fn answered_membership(&mut self, id: StepId) -> Option<Entry> {
        let view = self.view;
        let (Op::Within { set, .. }, [value]) = (&view.node(id).op, view.children(id)) else { return None };
        if !matches!(view.value(*value), Value::Unlisted(_)) {
            return None;
        }
        let name = &view.program.sets.get(set.index())?.name;
        let value = view.through(*value);
        let (plane, instance) = (view.node(value).plane, view.step(value).instance);
        let mut known = view.record.memberships.iter().filter(|known| known.set == *name);
        let answer = known.find(|known| view.holder(plane, instance, known.plane) == Some(known.instance))?;
        Some(Entry::of(view.who(&answer.answer, Unit::PURE)))
    }

    /// Months in a row of a monthly fact.
    fn months(&mut self, id: StepId, field: FieldId, months: u32) -> Vec<Entry> {
        let before = self.view.children(id).first().copied();
        let mut reasons: Vec<Entry> =
            self.months_words(id, field, months).into_iter().map(Entry::of).collect();
        reasons.extend(before.map(|before| Entry::of(self.operand(before))));
        reasons
    }

    /// `无收入来源：2025年7月是，2025年8月是，2025年9月否`
    pub(super) fn months_words(&self, id: StepId, field: FieldId, months: u32) -> Option<String> {
        let Value::Date(day) = self.view.value(*self.view.children(id).first()?) else { return None };
        let first = i32::try_from(months).unwrap_or(i32::MAX);
        let span = (1..=first).rev().filter_map(|back| Month::of(day).minus(back));
        let said: Vec<String> = span.map(|month| self.month(id, month)).collect();
        Some(format!("{}：{}", self.view.field_name(field), said.join("，")))
    }

    /// One month of a monthly fact, as the record has it.
    fn month(&self, id: StepId, month: Month) -> String {
        let known = self.view.fact(id).and_then(|(_, fact)| match &fact.value {
            FactValue::Monthly(known) => known.iter().find(|(at, _)| *at == month),
            _ => None,
        });
        match known {
            Some((_, true)) => format!("{month}是"),
            Some((_, false)) => format!("{month}否"),
            None => format!("{month}没有查清"),
        }
    }

    /// Who decided a question, when and why; or who must.
    fn judged(&mut self, id: StepId, question: QuestionId) -> Vec<Entry> {
        let view = self.view;
        let Some(asked) = view.program.questions.get(question.index()) else { return Vec::new() };
        let (plane, instance) = (view.node(id).plane, view.step(id).instance);
        let holder = view.holder(plane, instance, asked.plane).unwrap_or(instance);
        let clause = view.program.item(asked.item).clause;
        let mut reasons = self.wording(clause);
        let place = view.cite(clause);
        let bodies = view.bodies(&asked.bodies);
        match view.record.answer(question, holder) {
            Some(answer) => reasons.push(Entry::of(format!(
                "问：{}（{place}）。{}",
                asked.text,
                view.who(answer, view.unit(id))
            ))),
            None => {
                let reason = if asked.reason_required { "，并写明理由" } else { "" };
                reasons.push(Entry::of(format!("问：{}（{place}）。要由{bodies}决定{reason}", asked.text)));
            }
        }
        for bound in view.children(id) {
            reasons.extend(self.bound(id, *bound));
        }
        reasons
    }

    /// 视作, or one item that is another.
    fn reinterpreted(&mut self, id: StepId) -> Vec<Entry> {
        let view = self.view;
        let [inner] = view.children(id) else { return Vec::new() };
        let inner = view.through(*inner);
        if view.node(inner).heads {
            return vec![self.block("", inner)];
        }
        if view.node(id).heads {
            let same = matches!(view.node(inner).op, Op::Fact(_) | Op::Parameter { .. });
            return if same { vec![self.entry("", inner, None)] } else { self.because(inner) };
        }
        // A part under its own words.
        if view.node(id).ty == view.node(inner).ty {
            return self.because(inner);
        }
        let word = if view.node(id).text.contains("视作") { "视作" } else { "折算" };
        let line = format!("{word}：{} → {}", view.value_words(inner), view.value_words(id));
        vec![Entry::over(line, self.because(inner))]
    }
}

impl View<'_> {
    /// Bodies by name: 乡镇级或者县级民政部门.
    pub(super) fn bodies(&self, bodies: &[String]) -> String {
        if bodies.is_empty() {
            "有权机关（文件没有写明）".to_owned()
        } else {
            bodies.join("或者")
        }
    }

    /// The area of the program as people write it.
    pub(super) fn area(&self) -> String {
        words::area_name(&self.program.area)
    }

    /// `县级民政部门2025年10月1日决定：是；理由：房屋烧毁`
    pub(super) fn who(&self, answer: &Answered, unit: Unit) -> String {
        self.decided(answer, unit, &mask(&answer.by))
    }

    /// An answer, with its body as the reader calls it.
    fn decided(&self, answer: &Answered, unit: Unit, body: &str) -> String {
        let value = match &answer.value {
            FactValue::Truth(true) => "是".to_owned(),
            FactValue::Truth(false) => "否".to_owned(),
            FactValue::Number(number) => words::amount(*number, unit),
            _ => "（见上）".to_owned(),
        };
        let on = answer.on.map(|day| day.to_string()).unwrap_or_default();
        let reason = match &answer.reason {
            Some(reason) => format!("；理由：{}", mask(reason)),
            None => "；没有写理由".to_owned(),
        };
        format!("{body}{on}决定：{value}{reason}")
    }

    /// What a person decided at a step.
    pub(super) fn answer_words(&self, id: StepId) -> Option<String> {
        let answer = self.answer(id)?;
        Some(self.who(answer, self.unit(id)))
    }

    /// What a person decided at a step, for a household.
    pub(super) fn answer_plainly(&self, id: StepId) -> Option<String> {
        let answer = self.answer(id)?;
        Some(self.decided(answer, self.unit(id), &mask(&self.body_plainly(&answer.by))))
    }

    /// The answer that a step reads.
    fn answer(&self, id: StepId) -> Option<&Answered> {
        let node = self.node(id);
        let Op::Judged { question, .. } = &node.op else { return None };
        let asked = self.program.questions.get(question.index())?;
        let holder = self.holder(node.plane, self.step(id).instance, asked.plane)?;
        self.record.answer(*question, holder)
    }
}
