//! What a decision consists of, and what its parts are called.

use crate::counterfactual::Changes;
use crate::facts::record::{Evidence, Fact, FactValue, Record, Support};
use crate::presentation::words;
use crate::program::ir::{CategoryId, FieldId, Node, Op, PlaneId, Program, Type};
use crate::program::legal::ItemKind;
use crate::quantity::unit::{Base, Unit};
use crate::trace::outcome::Decision;
use crate::trace::step::{Step, StepId};
use crate::trace::value::{Domain, Fault, Open, Question, Value};

use super::others::OtherReading;

/// A decision beside what it was made from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    /// What it was decided by.
    pub(super) program: &'a Program,
    /// What was decided.
    pub(super) record: &'a Record,
    /// How, and why.
    pub(super) decision: &'a Decision,
    /// What other readings would change.
    pub(super) others: &'a [OtherReading],
    /// What would change the results.
    pub(super) changes: &'a Changes,
    /// Faults are said in few words: the result that they belong to says them in full.
    pub(super) brief: bool,
}

/// More digits than this in a row may identify a person.
const LONGEST_NUMBER: usize = 14;

/// A text from a record without numbers that identify a person.
pub(super) fn mask(text: &str) -> String {
    let digit = |sign: char| sign.is_ascii_digit() || ('０'..='９').contains(&sign);
    let mut shown = String::new();
    let mut run: Vec<char> = Vec::new();
    let flush = |run: &mut Vec<char>, shown: &mut String| {
        if run.len() > LONGEST_NUMBER {
            shown.extend(run.iter().take(3));
            shown.push_str("****");
        } else {
            shown.extend(run.iter());
        }
        run.clear();
    };
    for sign in text.chars() {
        if digit(sign) || (matches!(sign, 'x' | 'X') && run.len() >= LONGEST_NUMBER) {
            run.push(sign);
        } else {
            flush(&mut run, &mut shown);
            shown.push(if sign.is_control() { ' ' } else { sign });
        }
    }
    flush(&mut run, &mut shown);
    shown
}

/// The author's words without the marks of tables and the quotes around names.
pub(super) fn tidy(words: &str) -> String {
    let words = words.trim();
    if words.starts_with('｜') {
        let cells: Vec<&str> = words.split('｜').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        return cells.join(" | ");
    }
    words.trim_end_matches(['；', '。', ';']).to_owned()
}

impl<'a> View<'a> {
    /// A step.
    pub(super) fn step(&self, id: StepId) -> &'a Step {
        self.decision.trace.step(id)
    }

    /// The node of a step.
    pub(super) fn node(&self, id: StepId) -> &'a Node {
        self.program.node(self.step(id).node)
    }

    /// The operands of a step.
    pub(super) fn children(&self, id: StepId) -> &'a [StepId] {
        self.decision.trace.children(id)
    }

    /// The value of a step.
    pub(super) fn value(&self, id: StepId) -> Value {
        self.step(id).value
    }

    /// The step itself, not its echo on an inner plane.
    pub(super) fn through(&self, mut id: StepId) -> StepId {
        while let (Op::Ancestor(_), [outer]) = (&self.node(id).op, self.children(id)) {
            id = *outer;
        }
        id
    }

    /// The kind of the item whose value a step is.
    pub(super) fn head_kind(&self, id: StepId) -> Option<ItemKind> {
        let node = self.node(id);
        node.heads.then(|| self.program.item(node.item).kind)
    }

    /// `山西省晋城市2025年10月1日`
    pub(super) fn place_and_day(&self) -> String {
        format!("{}{}", words::area_name(&self.program.area), self.program.on)
    }

    /// How people call an instance: 本户, 甲, 甲的第1笔收入（工资）.
    pub(super) fn subject(&self, plane: PlaneId, instance: u32) -> String {
        let Some(kind) = self.program.planes.get(plane.index()) else { return String::new() };
        let Some(parent) = kind.parent else { return kind.pronoun.clone() };
        let Some(above) = self.parent_of(plane, instance) else { return kind.name.clone() };
        let own = self.own_name(plane, instance);
        if parent == PlaneId(0) { own } else { format!("{}的{own}", self.subject(parent, above)) }
    }

    /// How an instance is called among its siblings: 甲, 第1笔收入（工资）, 残疾“智力四级”.
    pub(super) fn own_name(&self, plane: PlaneId, instance: u32) -> String {
        let Some(kind) = self.program.planes.get(plane.index()) else { return String::new() };
        let text = kind.label.and_then(|field| self.record.fact(field, instance)).map(|fact| &fact.value);
        if let Some(FactValue::Text(name)) = text {
            return mask(name);
        }
        let hint = self.hint(plane, instance);
        if kind.element.is_some() {
            return hint.map_or_else(|| kind.name.clone(), |hint| format!("{}“{hint}”", kind.name));
        }
        let hint = hint.map(|hint| format!("（{hint}）")).unwrap_or_default();
        if kind.single {
            return format!("{}{hint}", kind.name);
        }
        let counted = match kind.pronoun.strip_prefix('该').and_then(|rest| rest.chars().next()) {
            Some(word) if "笔项次份件处位".contains(word) => word,
            _ if kind.per == Base::Person => '名',
            _ => '个',
        };
        format!("第{}{counted}{}{hint}", self.number_in_list(plane, instance), kind.name)
    }

    /// A name with whom it is of: 甲的月计入收入; of the household, the name alone.
    pub(super) fn of_subject(&self, plane: PlaneId, instance: u32, name: &str) -> String {
        if plane == PlaneId(0) {
            name.to_owned()
        } else {
            format!("{}的{name}", self.subject(plane, instance))
        }
    }

    /// An item with whom it is of: 甲的月计入收入, 甲为一户的人均月收入, 月收入.
    pub(super) fn titled(&self, id: StepId) -> String {
        let (node, instance) = (self.node(id), self.step(id).instance);
        let name = &self.program.item(node.item).name;
        if node.alone && node.plane != PlaneId(0) {
            format!("{}为一户的{name}", self.subject(node.plane, instance))
        } else {
            self.of_subject(node.plane, instance, name)
        }
    }

    /// The first fact of an instance that says what it is: the source of an income.
    pub(super) fn hint(&self, plane: PlaneId, instance: u32) -> Option<String> {
        let fields = (0_u32..).zip(&self.program.fields).filter(|(_, field)| field.plane == plane);
        let mut elements = fields.filter(|(_, field)| matches!(field.ty, Type::Element(_)));
        let (at, field) = elements.next()?;
        let fact = self.record.fact(FieldId(at), instance)?;
        match &fact.value {
            FactValue::Element(_) | FactValue::Unlisted(_) | FactValue::OneOf(_) => {
                Some(self.fact_value(&fact.value, field.ty, plane))
            }
            _ => None,
        }
    }

    /// The instance that holds the list in which an instance stands.
    pub(super) fn parent_of(&self, plane: PlaneId, instance: u32) -> Option<u32> {
        self.record.planes.get(plane.index())?.parent.get(instance as usize).copied()
    }

    /// Position of an instance in its list, from 1.
    fn number_in_list(&self, plane: PlaneId, instance: u32) -> u32 {
        let first = self
            .parent_of(plane, instance)
            .and_then(|parent| self.record.planes.get(plane.index())?.first.get(parent as usize).copied());
        instance.saturating_sub(first.unwrap_or(0)) + 1
    }

    /// The instance of an outer plane that an instance stands in.
    pub(super) fn holder(&self, mut plane: PlaneId, mut instance: u32, outer: PlaneId) -> Option<u32> {
        while plane != outer {
            instance = self.parent_of(plane, instance)?;
            plane = self.program.planes.get(plane.index())?.parent?;
        }
        Some(instance)
    }

    /// Whether a plane is another or lies below it.
    pub(super) fn within(&self, inner: PlaneId, outer: PlaneId) -> bool {
        let mut at = Some(inner);
        while let Some(plane) = at {
            if plane == outer {
                return true;
            }
            at = self.program.planes.get(plane.index()).and_then(|plane| plane.parent);
        }
        false
    }

    /// The instances of a plane below an instance of an outer one, in order.
    pub(super) fn below(&self, plane: PlaneId, outer: PlaneId, instance: u32) -> Vec<u32> {
        let count = self.record.count(plane) as u32;
        (0..count).filter(|at| self.holder(plane, *at, outer) == Some(instance)).collect()
    }

    /// What a step's value is called: 人均月收入, 低保标准, 月额, or the author's words.
    pub(super) fn name(&self, id: StepId) -> String {
        let id = self.through(id);
        let node = self.node(id);
        if node.heads {
            return words::item_of(self.program, node);
        }
        match &node.op {
            Op::Fact(field) => self.field_name(*field),
            Op::Run { .. } | Op::Constant(_) => tidy(&node.text),
            Op::Today => "基准日".to_owned(),
            Op::Judged { question, .. } => self
                .program
                .questions
                .get(question.index())
                .map_or_else(String::new, |asked| asked.key.clone()),
            Op::Component { .. } => match node.ty {
                Type::Element(category) => self.category(category),
                _ => tidy(&node.text),
            },
            Op::Parameter { .. } => self.parameter_name(id),
            _ => tidy(&node.text),
        }
    }

    /// `低保标准（农村）`
    pub(super) fn parameter_name(&self, id: StepId) -> String {
        let Op::Parameter { parameter, coordinates, .. } = &self.node(id).op else { return self.name(id) };
        let name = self.program.parameters.get(parameter.index()).map_or("", |known| &known.name);
        let axes = self.children(id).iter().take(coordinates.len());
        let words: Vec<String> = axes.map(|child| self.value_words(*child)).collect();
        if words.is_empty() { name.to_owned() } else { format!("{name}（{}）", words.join("、")) }
    }

    /// What a fact is called.
    pub(super) fn field_name(&self, field: FieldId) -> String {
        let Some(field) = self.program.fields.get(field.index()) else { return String::new() };
        match self.program.planes.get(field.plane.index()) {
            Some(plane) if plane.element.is_some() => plane.name.clone(),
            _ => field.name.clone(),
        }
    }

    /// The name of a category.
    fn category(&self, id: CategoryId) -> String {
        self.program.categories.get(id.index()).map_or_else(String::new, |category| category.name.clone())
    }

    /// The name of an element.
    pub(super) fn element(&self, category: CategoryId, at: u32) -> String {
        let found = self.program.categories.get(category.index());
        found.and_then(|c| c.elements.get(at as usize)).cloned().unwrap_or_default()
    }

    /// The unit in which a step's number is said.
    pub(super) fn unit(&self, id: StepId) -> Unit {
        let step = self.step(id);
        let node = self.program.node(step.node);
        let unit = words::unit_of(self.program, step.node);
        // Nobody needs to be told that a plain number, or what one person has as a household, is per household.
        let unit = match node.op {
            // The auditor reads units as they are computed with.
            _ if !self.brief => unit,
            Op::Constant(_) => words::unit_for(unit, Base::Household),
            _ if node.alone => words::unit_for(unit, Base::Household),
            _ => unit,
        };
        self.unit_on(unit, node.plane)
    }

    /// A unit as it is said of something on a plane.
    pub(super) fn unit_on(&self, unit: Unit, plane: PlaneId) -> Unit {
        let per = self.program.planes.get(plane.index()).map_or(Base::Household, |plane| plane.per);
        words::unit_for(unit, per)
    }

    /// The value of a step in words.
    pub(super) fn value_words(&self, id: StepId) -> String {
        let node = self.node(id);
        let arena = &self.decision.trace.arena;
        match self.value(id) {
            Value::Truth(true) => self.yes(id, true).to_owned(),
            Value::Truth(false) => self.yes(id, false).to_owned(),
            Value::Number(number) => words::amount(number, self.unit(id)),
            Value::Element(at) => match node.ty {
                Type::Element(category) => self.element(category, at),
                _ => String::new(),
            },
            Value::Unlisted(text) => format!("“{}”（没有列到）", mask(arena.text(text))),
            Value::Date(day) => day.to_string(),
            Value::Text(_) => "（文字，不印出）".to_owned(),
            Value::Place(text) => words::area_name(&mask(arena.text(text))),
            Value::Absent => "无".to_owned(),
            Value::Open(open) => self.open_words(arena.open(open), node.ty, self.unit(id)),
            Value::Fault(fault) => self.fault_at_a_step(arena.fault(fault)),
        }
    }

    /// A fault where it is met on the way.
    fn fault_at_a_step(&self, fault: &Fault) -> String {
        let said = self.fault_words(fault);
        // Behind the cause stands where it arose; the result says it.
        match said.split_once('（').filter(|(cause, _)| self.brief && !cause.is_empty()) {
            Some((cause, _)) => format!("算不出（{}）", cause.trim_start_matches("这一天、这个地方")),
            None => format!("算不出：{said}"),
        }
    }

    /// A fault in words.
    pub(super) fn fault_words(&self, fault: &Fault) -> String {
        let said = mask(&words::fault_words(self.program, fault)).replace('｜', " ");
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// 符合 of determinations and sets, 是 of everything else.
    fn yes(&self, id: StepId, holds: bool) -> &'static str {
        let meets = matches!(self.head_kind(id), Some(ItemKind::Determination));
        match (meets, holds) {
            (true, true) => "符合",
            (true, false) => "不符合",
            (false, true) => "是",
            (false, false) => "否",
        }
    }

    /// `未定（在每人每月100元至每人每月1075元之间）`
    fn open_words(&self, open: &Open, ty: Type, unit: Unit) -> String {
        let mut known = match (&open.domain, ty) {
            (Domain::Number(range), _) => words::range(*range, unit).into_iter().collect(),
            (Domain::Elements(elements), Type::Element(category)) => {
                let names: Vec<String> = elements.iter().map(|at| self.element(category, *at)).collect();
                vec![format!("是 {} 之一", names.join("、"))]
            }
            _ => Vec::new(),
        };
        if open.or_absent && !known.is_empty() {
            known.push("也可能没有".to_owned());
        }
        if open.or_fault {
            known.push("也可能算不出".to_owned());
        }
        if known.is_empty() { "未定".to_owned() } else { format!("未定（{}）", known.join("，")) }
    }

    /// A fact in words; free text is not repeated.
    pub(super) fn fact_value(&self, value: &FactValue, ty: Type, plane: PlaneId) -> String {
        match value {
            FactValue::Unknown => "没有查清".to_owned(),
            FactValue::Absent => "无".to_owned(),
            FactValue::Truth(true) => "是".to_owned(),
            FactValue::Truth(false) => "否".to_owned(),
            FactValue::Number(number) => match ty {
                Type::Number(unit) => words::amount(*number, self.unit_on(unit, plane)),
                _ => number.to_display(),
            },
            FactValue::Element(at) => match ty {
                Type::Element(category) => self.element(category, *at),
                _ => String::new(),
            },
            FactValue::OneOf(possible) => match ty {
                Type::Element(category) => self.shared_parts(category, possible),
                _ => String::new(),
            },
            FactValue::Unlisted(text) => mask(text),
            FactValue::Date(day) => day.to_string(),
            FactValue::Text(_) => "（文字，不印出）".to_owned(),
            FactValue::Place(place) => words::area_name(&mask(place)),
            FactValue::Monthly(months) => {
                let one = |(month, holds): &(_, bool)| format!("{month}{}", if *holds { "是" } else { "否" });
                months.iter().map(one).collect::<Vec<_>>().join("、")
            }
        }
    }

    /// What all possible elements of a compound category have in common: 肢体（残疾等级没有查清）.
    fn shared_parts(&self, category: CategoryId, possible: &[u32]) -> String {
        let (known, unknown) = self.parts(category, possible);
        if unknown.is_empty() { known } else { format!("{known}（{}没有查清）", unknown.join("、")) }
    }

    /// Of several possible elements of a compound category, what they share and the components in which they differ.
    pub(super) fn parts(&self, category: CategoryId, possible: &[u32]) -> (String, Vec<String>) {
        let Some(compound) = self.program.categories.get(category.index()) else { return Default::default() };
        let mut stride = 1;
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for id in compound.components.iter().rev() {
            let Some(part) = self.program.categories.get(id.index()) else { continue };
            let size = (part.elements.len() as u32).max(1);
            let mut seen: Vec<u32> = possible.iter().map(|element| element / stride % size).collect();
            seen.sort_unstable();
            seen.dedup();
            match seen.as_slice() {
                [one] => known.push(self.element(*id, *one)),
                _ => unknown.push(part.name.clone()),
            }
            stride = stride.saturating_mul(size);
        }
        known.reverse();
        unknown.reverse();
        (known.concat(), unknown)
    }

    /// The fact behind a step, if it is one.
    pub(super) fn fact(&self, id: StepId) -> Option<(FieldId, &'a Fact)> {
        let step = self.step(id);
        match &self.program.node(step.node).op {
            Op::Fact(field) | Op::Run { field, .. } => {
                Some((*field, self.record.fact(*field, step.instance)?))
            }
            _ => None,
        }
    }

    /// `凭承诺（书面，2025年9月20日）`; empty where nothing is said of evidence.
    pub(super) fn evidence(&self, evidence: Option<&Evidence>) -> String {
        let Some(evidence) = evidence else { return String::new() };
        let mut said: Vec<String> = Vec::new();
        said.extend(evidence.form.as_deref().map(mask));
        said.extend(evidence.promiser.as_deref().map(|who| format!("{}承诺", mask(who))));
        said.extend(evidence.by.as_deref().map(mask));
        said.extend(evidence.on.map(|day| day.to_string()));
        said.extend(evidence.until.map(|day| format!("{day}前补齐")));
        let kind = match evidence.support {
            Support::Plain if said.is_empty() => return String::new(),
            Support::Plain => "有依据",
            Support::Verified => "已核对",
            Support::Promised => "凭承诺",
            Support::Stated => "只有陈述",
            Support::Disputed => "有争议",
        };
        if said.is_empty() { kind.to_owned() } else { format!("{kind}（{}）", said.join("，")) }
    }

    /// Where in the record the fact of a step stands.
    pub(super) fn place_of_fact(&self, field: FieldId, instance: u32) -> String {
        mask(&words::fact_path(self.program, self.record, &Question::Fact(field, instance)))
    }
}
