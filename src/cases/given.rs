//! 设 and 另设: the record and the figures of a case.

use super::error;
use super::names::{People, field, list, question, raise};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::nearest;
use crate::facts::builder::RecordBuilder;
use crate::facts::record::{Answered, Evidence, Fact, FactValue, Listed, Record, Support};
use crate::program::figures::figure_value;
use crate::program::ir::{Answer, Cell, FieldId, PlaneId, Program, QuestionId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::unit::Base;
use crate::syntax::tree::{
    CaseEvidence, CaseFact, CaseLine, CaseStage, CaseValue, IndexItem, Override, Word,
};

/// Builds the record of a situation.
pub struct Given<'p> {
    program: &'p Program,
    builder: RecordBuilder<'p>,
    people: People,
    /// What cannot be read.
    pub diagnostics: Vec<Diagnostic>,
    /// The line belongs to 同上 itself.
    again: bool,
}

/// The record of a situation and the names of its people.
pub fn read(program: &Program, stage: &CaseStage) -> (Record, People, Vec<Diagnostic>) {
    let mut given = Given {
        program,
        builder: RecordBuilder::new(program),
        people: People::default(),
        diagnostics: Vec::new(),
        again: false,
    };
    for (at, line) in stage.given.iter().enumerate() {
        given.again = at >= stage.first;
        given.line(line);
    }
    let built = given.builder.build_with_places();
    let mut people = given.people;
    for (plane, instance) in people.known.values_mut() {
        let place =
            built.places.get(plane.index()).and_then(|p| p.get(*instance as usize)).copied().flatten();
        *instance = place.unwrap_or(*instance);
    }
    (built.record, people, given.diagnostics)
}

/// Sets figures in place of published ones; `written` says whose they are wherever they are shown.
pub fn with_overrides(
    program: &Program,
    overrides: &[Override],
    written: &str,
) -> (Program, Vec<Diagnostic>) {
    let mut program = program.clone();
    let mut diagnostics = Vec::new();
    for item in overrides {
        let at = program.parameters.iter().position(|p| p.name == item.name.text);
        let (Some(at), Some(value)) = (at, figure_value(&item.value)) else {
            let near = nearest(&item.name.text, program.parameters.iter().map(|p| p.name.as_str()))
                .map(str::to_owned);
            diagnostics.push(error::unknown_name(&item.name.text, item.name.span, near));
            continue;
        };
        let axes = program.parameters[at].axes.clone();
        let (mut coordinates, mut year) = (Vec::new(), None);
        for index in &item.index {
            match index {
                IndexItem::Year(y) => year = Some(*y),
                IndexItem::Name(word) => {
                    let found = axes.iter().find_map(|c| {
                        program.categories[c.index()].elements.iter().position(|e| *e == word.text)
                    });
                    match found {
                        Some(element) => coordinates.push(element as u32),
                        None => diagnostics.push(error::unknown_name(&word.text, word.span, None)),
                    }
                }
            }
        }
        if coordinates.len() != axes.len() || year.is_some() != program.parameters[at].yearly {
            diagnostics.push(error::bad_value(
                &item.name.text,
                item.name.span,
                "写全类别和年度的数额，例如“低保标准（农村）＝每人每月655元”",
            ));
            continue;
        }
        let clause = program.items[program.parameters[at].item.index()].clause;
        let area = program.area.clone();
        let cells = &mut program.parameters[at].cells;
        cells.retain(|cell| !(cell.area == area && cell.coordinates == coordinates && cell.year == year));
        cells.push(Cell {
            coordinates,
            year,
            area,
            from: Date::NEVER_BEFORE,
            to: Date::FOREVER,
            value,
            clause,
            written: written.to_owned(),
            filed: None,
            worked_out_from: Vec::new(),
        });
    }
    (program, diagnostics)
}

/// What a fact by months wants.
const MONTHS: &str = "“是”“否”或“未知”，并写明月份，例如“无收入来源（2025年7月、8月）＝是”";

impl Given<'_> {
    fn line(&mut self, line: &CaseLine) {
        match line {
            CaseLine::RestAbsent(_) => {
                self.builder.rest_absent(true);
            }
            CaseLine::Fact(fact) => {
                let mut at = (PlaneId(0), 0);
                for (depth, owner) in fact.owner.iter().enumerate() {
                    let last = depth + 1 == fact.owner.len() && fact.name.text == "提高";
                    if let Some(id) = raise(self.program, at.0, &owner.text).filter(|_| last) {
                        return self.answer(id, at.1, fact);
                    }
                    let found = self.people.find(self.program, &owner.text);
                    match found.or_else(|| self.only(at, owner, fact)) {
                        Some(found) => at = found,
                        None => return,
                    }
                }
                self.fact(at.0, at.1, fact);
            }
            CaseLine::Object { owner, list: word, names, facts, .. } => {
                if owner.is_none() && names.is_empty() {
                    match self.people.find(self.program, &word.text) {
                        Some((plane, instance)) => facts.iter().for_each(|f| self.fact(plane, instance, f)),
                        None => self.unknown(word),
                    }
                    return;
                }
                let parent = match owner {
                    Some(owner) => self.people.find(self.program, &owner.text),
                    None => Some((PlaneId(0), 0)),
                };
                let Some((parent, above)) = parent else {
                    if let Some(owner) = owner {
                        self.unknown(owner);
                    }
                    return;
                };
                let Some(plane) = list(self.program, parent, &word.text) else { return self.unknown(word) };
                if names.is_empty() {
                    let instance = self.builder.add_instance(plane, above);
                    facts.iter().for_each(|f| self.fact(plane, instance, f));
                }
                for name in names {
                    let instance = match self.people.known.get(&name.text) {
                        Some((_, instance)) => *instance,
                        None => {
                            let instance = self.builder.add_instance(plane, above);
                            self.people.known.insert(name.text.clone(), (plane, instance));
                            if let Some(label) = self.program.planes[plane.index()].label {
                                self.builder.set(label, instance, FactValue::Text(name.text.clone()));
                            }
                            instance
                        }
                    };
                    facts.iter().for_each(|f| self.fact(plane, instance, f));
                }
            }
        }
    }

    /// The only instance of a list: 甲的收入的月额 where 甲 has one receipt.
    fn only(
        &mut self,
        (parent, holder): (PlaneId, u32),
        word: &Word,
        fact: &CaseFact,
    ) -> Option<(PlaneId, u32)> {
        let Some(plane) = list(self.program, parent, &word.text) else {
            self.unknown(word);
            return None;
        };
        match self.builder.children(plane, holder)[..] {
            [only] => Some((plane, only)),
            _ => {
                self.bad(fact, &format!("“{word}”恰好有一项的，才能这样改；有几项的，另写一个案例"));
                None
            }
        }
    }

    fn unknown(&mut self, word: &Word) {
        let names = self
            .program
            .fields
            .iter()
            .map(|f| f.name.as_str())
            .chain(self.program.questions.iter().map(|q| q.key.as_str()));
        let near = nearest(&word.text, names).map(str::to_owned);
        self.diagnostics.push(error::unknown_name(&word.text, word.span, near));
    }

    fn bad(&mut self, fact: &CaseFact, wanted: &str) {
        self.diagnostics.push(error::bad_value(&fact.name.text, fact.span, wanted));
    }

    fn fact(&mut self, plane: PlaneId, instance: u32, fact: &CaseFact) {
        if let Some(id) = field(self.program, plane, &fact.name.text) {
            return self.set(id, instance, fact);
        }
        if let Some(plane) = list(self.program, plane, &fact.name.text) {
            return self.fill(plane, instance, fact);
        }
        if let Some(id) = question(self.program, plane, &fact.name.text) {
            return self.answer(id, instance, fact);
        }
        if self.program.sets.iter().any(|set| set.open && set.name == fact.name.text) {
            return self.belongs(plane, instance, fact);
        }
        self.unknown(&fact.name);
    }

    fn set(&mut self, id: FieldId, instance: u32, fact: &CaseFact) {
        let definition = &self.program.fields[id.index()];
        let value = if definition.monthly {
            let truth = match fact.values.first() {
                Some(CaseValue::Word(word)) if word.text == "未知" => None,
                _ if fact.months.is_empty() => return self.bad(fact, MONTHS),
                Some(CaseValue::Word(word)) if word.text == "是" => Some(true),
                Some(CaseValue::Word(word)) if word.text == "否" => Some(false),
                _ => return self.bad(fact, MONTHS),
            };
            let mut months = match self.builder.fact(id, instance).map(|f| f.value.clone()) {
                Some(FactValue::Monthly(months)) => months,
                _ => Vec::new(),
            };
            let all = fact.months.is_empty();
            months.retain(|(month, _)| !all && !fact.months.contains(month));
            months.extend(truth.into_iter().flat_map(|truth| fact.months.iter().map(move |m| (*m, truth))));
            FactValue::Monthly(months)
        } else {
            match fact.values.first().and_then(|v| self.value(v, definition.ty)) {
                Some(value) => value,
                None => return self.bad(fact, &wanted(self.program, definition.ty)),
            }
        };
        let evidence = fact.evidence.as_ref().map(|e| Box::new(evidence(e)));
        self.builder.set_fact(id, instance, Fact { value, evidence });
    }

    fn value(&self, value: &CaseValue, ty: Type) -> Option<FactValue> {
        Some(match (value, ty) {
            (CaseValue::Word(word), _) if word.text == "无" => FactValue::Absent,
            (CaseValue::Word(word), _) if word.text == "未知" => FactValue::Unknown,
            (CaseValue::Word(word), Type::Truth) => match word.text.as_str() {
                "是" => FactValue::Truth(true),
                "否" => FactValue::Truth(false),
                _ => return None,
            },
            (CaseValue::Quantity(q, _), Type::Number(unit)) => {
                // 周岁 and the like stand beside plain counts.
                // A bare number stands only where nothing is measured, or a count with its own word.
                let plain = unit.dimension.is_none() || unit.dimension.exponent(Base::Yuan) == 0;
                let own = if plain { q.unit.unwrap_or(unit) } else { q.unit? };
                let fits = own.dimension == unit.dimension
                    || own.filled_for(Base::Person).dimension == unit.dimension
                    || own.filled_for(Base::Household).dimension == unit.dimension;
                if !fits {
                    return None;
                }
                FactValue::Number(q.in_base(Some(unit))?)
            }
            (CaseValue::Word(word), Type::Element(category)) => {
                let category = &self.program.categories[category.index()];
                match category.elements.iter().position(|e| *e == word.text) {
                    Some(at) => FactValue::Element(at as u32),
                    None if category.open => FactValue::Unlisted(word.text.clone()),
                    None => {
                        let partly: Vec<u32> = (0..category.elements.len() as u32)
                            .filter(|at| {
                                !category.components.is_empty()
                                    && category.elements[*at as usize].starts_with(&word.text)
                            })
                            .collect();
                        if partly.is_empty() {
                            return None;
                        }
                        FactValue::OneOf(partly)
                    }
                }
            }
            (CaseValue::Text(word), Type::Element(category))
                if self.program.categories[category.index()].open =>
            {
                FactValue::Unlisted(word.text.clone())
            }
            (CaseValue::Date(date, _), Type::Date) => FactValue::Date(*date),
            (CaseValue::Text(word) | CaseValue::Word(word), Type::Text) => FactValue::Text(word.text.clone()),
            (CaseValue::Text(word) | CaseValue::Word(word), Type::Place) => {
                FactValue::Place(crate::corpus::Area::parse(&word.text).path())
            }
            _ => return None,
        })
    }

    /// A list given by its values: 残疾＝智力四级、听力二级; 身份记录＝低保对象（2022年1月1日 起）; 收入＝无.
    fn fill(&mut self, plane: PlaneId, parent: u32, fact: &CaseFact) {
        if self.again {
            // 同上 says the list anew.
            self.builder.clear(plane, parent);
        }
        for value in &fact.values {
            match value {
                CaseValue::Word(word) if word.text == "无" => {
                    self.builder.listed(plane, parent, Listed::Complete);
                }
                CaseValue::Word(word) if word.text == "未知" => {
                    self.builder.listed(plane, parent, Listed::Unknown);
                }
                CaseValue::Status(word, from, to) => self.status(plane, parent, word, *from, *to),
                _ => {
                    let only = self
                        .program
                        .fields
                        .iter()
                        .position(|f| f.plane == plane)
                        .map(|at| FieldId(at as u32));
                    let element = self.program.planes[plane.index()].element.is_some();
                    match only
                        .filter(|_| element)
                        .and_then(|id| Some((id, self.value(value, self.program.fields[id.index()].ty)?)))
                    {
                        Some((id, value)) => {
                            let instance = self.builder.add_instance(plane, parent);
                            let evidence = fact.evidence.as_ref().map(|e| Box::new(evidence(e)));
                            self.builder.set_fact(id, instance, Fact { value, evidence });
                        }
                        None => self.bad(fact, "类别中的一项，或者“低保对象（2022年1月1日 起）”的样子"),
                    }
                }
            }
        }
    }

    /// A recorded status: the first category of the record, its first day, its last day.
    fn status(&mut self, plane: PlaneId, parent: u32, word: &Word, from: Date, to: Option<Date>) {
        let fields: Vec<FieldId> = (0..self.program.fields.len() as u32)
            .map(FieldId)
            .filter(|id| self.program.fields[id.index()].plane == plane)
            .collect();
        let category =
            fields.iter().find(|id| matches!(self.program.fields[id.index()].ty, Type::Element(_))).copied();
        let dates: Vec<FieldId> =
            fields.iter().filter(|id| self.program.fields[id.index()].ty == Type::Date).copied().collect();
        let (Some(category), [first, last, ..]) = (category, &dates[..]) else { return self.unknown(word) };
        let Some(value) =
            self.value(&CaseValue::Word(word.clone()), self.program.fields[category.index()].ty)
        else {
            return self.unknown(word);
        };
        let instance = self.builder.add_instance(plane, parent);
        self.builder.set(category, instance, value);
        self.builder.set(*first, instance, FactValue::Date(from));
        self.builder.set(*last, instance, to.map_or(FactValue::Absent, FactValue::Date));
    }

    /// Whether an element that an open set does not list belongs to it: 急难型救助原因＝否（县级民政部门，…）.
    fn belongs(&mut self, plane: PlaneId, instance: u32, fact: &CaseFact) {
        let truth = match fact.values.first() {
            Some(CaseValue::Word(word)) if word.text == "是" => true,
            Some(CaseValue::Word(word)) if word.text == "否" => false,
            _ => return self.bad(fact, "“是”或“否”，后面写（机关，日期，理由：…）"),
        };
        let details = fact.evidence.clone().unwrap_or_default();
        let by = details.words.first().map(|w| w.text.clone()).unwrap_or_default();
        let value = FactValue::Truth(truth);
        let answer = Answered { value, by, on: details.on, reason: details.reason };
        self.builder.membership(fact.name.text.clone(), plane, instance, answer);
    }

    fn answer(&mut self, id: QuestionId, instance: u32, fact: &CaseFact) {
        let chosen = match (&self.program.questions[id.index()].answer, fact.values.first()) {
            (Answer::Choice(category), Some(CaseValue::Word(word))) => {
                let elements = &self.program.categories[category.index()].elements;
                elements.iter().position(|element| *element == word.text)
            }
            _ => None,
        };
        let value = match fact.values.first() {
            _ if chosen.is_some() => FactValue::Element(chosen.unwrap_or_default() as u32),
            Some(CaseValue::Word(word)) if word.text == "是" => FactValue::Truth(true),
            Some(CaseValue::Word(word)) if word.text == "否" => FactValue::Truth(false),
            Some(CaseValue::Quantity(q, _)) => match q.in_base(None) {
                Some(value) => FactValue::Number(value),
                None => return self.bad(fact, "数额"),
            },
            _ => return self.bad(fact, "“是”“否”或数额，后面写（机关，日期，理由：…）"),
        };
        let details = fact.evidence.clone().unwrap_or_default();
        let by = details.words.first().map(|w| w.text.clone()).unwrap_or_default();
        self.builder.answer(id, instance, Answered { value, by, on: details.on, reason: details.reason });
    }
}

fn evidence(written: &CaseEvidence) -> Evidence {
    let mut words = written.words.iter().map(|w| w.text.as_str());
    let support = match words.next() {
        Some("核对") => Support::Verified,
        Some("承诺") => Support::Promised,
        Some("陈述") => Support::Stated,
        Some("有争议") => Support::Disputed,
        _ => Support::Plain,
    };
    let form = words.next().map(str::to_owned);
    let by = words.next().map(str::to_owned);
    let (by, promiser) = if support == Support::Promised { (None, by) } else { (by, None) };
    Evidence { support, form, on: written.on, by, promiser, until: written.until }
}

fn wanted(program: &Program, ty: Type) -> String {
    match ty {
        Type::Truth => "“是”或“否”".to_owned(),
        Type::Number(unit) => unit
            .spoken()
            .map_or_else(|| "数".to_owned(), |s| format!("数额，例如“{}”", s.replace("{}", "655"))),
        Type::Element(category) => format!("{}中的一项", program.categories[category.index()].name),
        Type::Date => "日期，例如“2025年10月1日”".to_owned(),
        Type::Text => "文字".to_owned(),
        Type::Place => "地点，例如“晋城市/陵川县”".to_owned(),
    }
}
