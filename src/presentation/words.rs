//! How values, units, places in a record and faults are said in Chinese.

use std::fmt::Write as _;

use crate::cases::supposed;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{CategoryId, FieldId, Node, NodeId, Op, PlaneId, Program, Type};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
pub use crate::quantity::spoken::{amount, number};
use crate::quantity::unit::{Base, Dimension, Unit};
use crate::trace::value::{Arena, Fault, FaultKind, Question, Value};

/// What the value of an item is called: 人均月收入, 本人为一户的人均月收入.
#[must_use]
pub fn item_of(program: &Program, node: &Node) -> String {
    let name = &program.item(node.item).name;
    match program.planes.get(node.plane.index()) {
        Some(plane) if node.alone => format!("{}为一户的{name}", plane.pronoun),
        _ => name.clone(),
    }
}

/// The unit in which an amount of a subject is shown: a household's amount is not said to be per household.
#[must_use]
pub fn unit_for(unit: Unit, owner: Base) -> Unit {
    let per_household = owner == Base::Household && unit.dimension.exponent(Base::Household) == -1;
    match unit.dimension.times(Dimension::of(Base::Household)) {
        Some(dimension) if per_household => Unit { dimension, ..unit },
        _ => unit,
    }
}

/// `在每人每月100元至每人每月1075元之间`; none where nothing is known (that money is not below zero goes without saying).
#[must_use]
pub fn range(interval: Interval, unit: Unit) -> Option<String> {
    let say = |value| amount(value, unit);
    let money = unit.dimension.exponent(Base::Yuan) == 1;
    Some(match (interval.low, interval.high) {
        (Bound::Unbounded, Bound::Unbounded) => return None,
        (Bound::Closed(low), Bound::Unbounded) if money && low == Ratio::ZERO => return None,
        (Bound::Closed(low), Bound::Closed(high)) if low == high => format!("等于{}", say(low)),
        (Bound::Closed(low), Bound::Unbounded) => format!("不低于{}", say(low)),
        (Bound::Open(low), Bound::Unbounded) => format!("高于{}", say(low)),
        (Bound::Unbounded, Bound::Closed(high)) => format!("不超过{}", say(high)),
        (Bound::Unbounded, Bound::Open(high)) => format!("低于{}", say(high)),
        (low, high) => {
            let side = |bound: Bound| match bound {
                Bound::Open(value) => format!("{}（不含）", say(value)),
                bound => bound.value().map(say).unwrap_or_default(),
            };
            format!("在{}至{}之间", side(low), side(high))
        }
    })
}

/// A decimal text for machines, at least `places` decimals; what does not end is rounded outward to four decimals.
#[must_use]
pub fn decimal(value: Ratio, unit: Unit, places: u32, upward: bool) -> Option<String> {
    let written = unit.from_base(value)?;
    if let Some(text) = written.to_decimal_string(places).filter(|text| text.len() <= 60) {
        return Some(text);
    }
    let mode = if upward { Mode::Up } else { Mode::Down };
    Rounding { mode, step: Ratio::new(1, 10_000)? }.apply(written)?.to_decimal_string(places)
}

/// How people call an instance: its name (甲), or its place in its list (成员1, 甲的第2项收入); none for the household.
#[must_use]
pub fn subject(program: &Program, record: &Record, plane: PlaneId, instance: u32) -> Option<String> {
    let kind = program.planes.get(plane.index())?;
    let parent = kind.parent?;
    let named =
        kind.label.and_then(|label| record.fact(label, instance)).and_then(|fact| match &fact.value {
            FactValue::Text(name) => Some(name.clone()),
            _ => None,
        });
    let own = named.unwrap_or_else(|| {
        let number = number_in_list(record, plane, instance);
        match parent {
            _ if kind.single => kind.name.clone(),
            PlaneId(0) => format!("{}{number}", kind.name),
            _ if siblings(record, plane, instance) == 1 => kind.name.clone(),
            _ => format!("第{number}项{}", kind.name),
        }
    });
    let above = parent_of(record, plane, instance).and_then(|above| subject(program, record, parent, above));
    Some(match above {
        Some(above) => format!("{above}的{own}"),
        None => own,
    })
}

/// The instance that holds the list in which an instance stands.
fn parent_of(record: &Record, plane: PlaneId, instance: u32) -> Option<u32> {
    record.planes.get(plane.index())?.parent.get(instance as usize).copied()
}

/// Position of an instance in its list, from 1.
fn number_in_list(record: &Record, plane: PlaneId, instance: u32) -> u32 {
    let first = parent_of(record, plane, instance)
        .and_then(|parent| record.planes.get(plane.index())?.first.get(parent as usize).copied());
    instance.saturating_sub(first.unwrap_or(0)) + 1
}

/// How many instances stand in the list of an instance.
fn siblings(record: &Record, plane: PlaneId, instance: u32) -> u32 {
    let bounds = parent_of(record, plane, instance).and_then(|parent| {
        let first = &record.planes.get(plane.index())?.first;
        Some(*first.get(parent as usize + 1)? - *first.get(parent as usize)?)
    });
    bounds.unwrap_or(0)
}

/// `成员[1].残疾[2]`; empty for the household.
fn instance_path(program: &Program, record: &Record, plane: PlaneId, instance: u32) -> String {
    let Some(kind) = program.planes.get(plane.index()) else { return String::new() };
    let Some(parent) = kind.parent else { return String::new() };
    let mut path = parent_of(record, plane, instance)
        .map(|above| instance_path(program, record, parent, above))
        .unwrap_or_default();
    join(&mut path, &kind.name);
    if !kind.single {
        // Writing to a string cannot fail.
        let _ = write!(path, "[{}]", number_in_list(record, plane, instance));
    }
    path
}

fn join(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// The components of a compound category that a fact leaves open: 残疾等级 of a 智力 of unknown grade.
fn open_components<'p>(program: &'p Program, category: CategoryId, possible: &[u32]) -> Vec<&'p str> {
    let Some(compound) = program.categories.get(category.index()) else { return Vec::new() };
    let mut stride = 1;
    let mut open = Vec::new();
    for id in compound.components.iter().rev() {
        let Some(part) = program.categories.get(id.index()) else { continue };
        let size = part.elements.len().max(1) as u32;
        let mut seen: Vec<u32> = possible.iter().map(|element| element / stride % size).collect();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() > 1 {
            open.push(part.name.as_str());
        }
        stride = stride.saturating_mul(size);
    }
    open.reverse();
    open
}

/// What a fact leaves open beyond itself.
fn parts_wanted<'p>(program: &'p Program, record: &Record, field: FieldId, instance: u32) -> Vec<&'p str> {
    let (Some(kind), Some(fact)) = (program.fields.get(field.index()), record.fact(field, instance)) else {
        return Vec::new();
    };
    match (&fact.value, kind.ty) {
        (FactValue::OneOf(possible), Type::Element(category)) => open_components(program, category, possible),
        _ => Vec::new(),
    }
}

/// Where in a record the answer to a question would stand: `成员[1].残疾[1].残疾等级`.
#[must_use]
pub fn fact_path(program: &Program, record: &Record, question: &Question) -> String {
    let of = |plane, instance, name: &str| {
        let mut path = instance_path(program, record, plane, instance);
        join(&mut path, name);
        path
    };
    match question {
        Question::Fact(field, instance) => {
            let Some(kind) = program.fields.get(field.index()) else { return String::new() };
            let plain = program.planes.get(kind.plane.index()).is_some_and(|plane| plane.element.is_some());
            let path = if plain {
                instance_path(program, record, kind.plane, *instance)
            } else {
                of(kind.plane, *instance, &kind.name)
            };
            let wanted = parts_wanted(program, record, *field, *instance);
            if wanted.is_empty() { path } else { format!("{path}.{}", wanted.join("、")) }
        }
        Question::List(plane, parent) => {
            let Some(kind) = program.planes.get(plane.index()) else { return String::new() };
            of(kind.parent.unwrap_or(PlaneId(0)), *parent, &kind.name)
        }
        Question::Month(field, instance, month) => {
            let Some(kind) = program.fields.get(field.index()) else { return String::new() };
            format!("{}.{}", of(kind.plane, *instance, &kind.name), month.iso())
        }
        Question::Judgement(question, instance) => match program.questions.get(question.index()) {
            Some(asked) => of(asked.plane, *instance, &asked.key),
            None => String::new(),
        },
        Question::Membership(set, plane, instance) => match program.sets.get(set.index()) {
            Some(set) => of(*plane, *instance, &set.name),
            None => String::new(),
        },
        Question::Figure(parameter, cell) => {
            let Some(parameter) = program.parameters.get(parameter.index()) else { return String::new() };
            let Some(cell) = parameter.cells.get(*cell as usize) else { return parameter.name.clone() };
            let mut words: Vec<String> = parameter
                .axes
                .iter()
                .zip(&cell.coordinates)
                .filter_map(|(axis, at)| {
                    program.categories.get(axis.index())?.elements.get(*at as usize).cloned()
                })
                .collect();
            words.extend(cell.year.map(|year| format!("{year}年度")));
            if words.is_empty() {
                parameter.name.clone()
            } else {
                format!("{}（{}）", parameter.name, words.join("、"))
            }
        }
    }
}

/// What a question asks, for people: 甲的残疾（残疾等级）, 是否属于紧急情况.
#[must_use]
pub fn question_words(program: &Program, record: &Record, question: &Question) -> String {
    let of = |plane, instance, name: &str| match subject(program, record, plane, instance) {
        Some(subject) => format!("{subject}的{name}"),
        None => name.to_owned(),
    };
    match question {
        Question::Fact(field, instance) => {
            let Some(kind) = program.fields.get(field.index()) else { return String::new() };
            let element = program.planes.get(kind.plane.index()).filter(|plane| plane.element.is_some());
            let words = match element {
                Some(_) => subject(program, record, kind.plane, *instance).unwrap_or_default(),
                None => of(kind.plane, *instance, &kind.name),
            };
            let wanted = parts_wanted(program, record, *field, *instance);
            if wanted.is_empty() { words } else { format!("{words}的{}", wanted.join("、")) }
        }
        Question::List(plane, parent) => {
            let Some(kind) = program.planes.get(plane.index()) else { return String::new() };
            format!("{}（有没有，有哪些）", of(kind.parent.unwrap_or(PlaneId(0)), *parent, &kind.name))
        }
        Question::Month(field, instance, month) => {
            let Some(kind) = program.fields.get(field.index()) else { return String::new() };
            format!("{}（{month}）", of(kind.plane, *instance, &kind.name))
        }
        Question::Judgement(question, instance) => match program.questions.get(question.index()) {
            Some(asked) => match subject(program, record, asked.plane, *instance) {
                Some(subject) => format!("{}（{subject}）", asked.text),
                None => asked.text.clone(),
            },
            None => String::new(),
        },
        Question::Membership(set, plane, instance) => {
            let name = program.sets.get(set.index()).map_or("", |set| &set.name);
            let about = subject(program, record, *plane, *instance).unwrap_or_else(|| "本户".to_owned());
            format!("{about}是否属于“{name}”（文件没有列到，由人认定）")
        }
        Question::Figure(..) => format!("{}（文件只给了范围）", fact_path(program, record, question)),
    }
}

/// The person whom a question is about; none for the household.
#[must_use]
pub fn question_subject(program: &Program, record: &Record, question: &Question) -> Option<String> {
    let (mut plane, mut instance) = match question {
        Question::Fact(field, instance) | Question::Month(field, instance, _) => {
            (program.fields.get(field.index())?.plane, *instance)
        }
        Question::List(plane, parent) => (program.planes.get(plane.index())?.parent?, *parent),
        Question::Judgement(question, instance) => {
            (program.questions.get(question.index())?.plane, *instance)
        }
        Question::Membership(_, plane, instance) => (*plane, *instance),
        Question::Figure(..) => return None,
    };
    while let Some(parent) = program.planes.get(plane.index())?.parent.filter(|parent| *parent != PlaneId(0))
    {
        instance = parent_of(record, plane, instance)?;
        plane = parent;
    }
    subject(program, record, plane, instance)
}

/// A value of a node: `每人每月655元`, `智力四级`, `未定`.
#[must_use]
pub fn value(program: &Program, arena: &Arena, node: NodeId, value: Value) -> String {
    let ty = program.nodes.get(node.index()).map(|node| node.ty);
    match value {
        Value::Truth(holds) => if holds { "是" } else { "否" }.to_owned(),
        Value::Number(number) => amount(number, unit_of(program, node)),
        Value::Element(at) => match ty {
            Some(Type::Element(category)) => {
                let category = program.categories.get(category.index());
                category.and_then(|known| known.elements.get(at as usize).cloned()).unwrap_or_default()
            }
            _ => String::new(),
        },
        Value::Unlisted(text) | Value::Text(text) | Value::Place(text) => arena.text(text).to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Absent => "无".to_owned(),
        Value::Open(_) => "未定".to_owned(),
        Value::Fault(fault) => fault_words(program, arena.fault(fault)),
    }
}

/// Why a value cannot be given, with the clause that it rests on.
#[must_use]
pub fn fault_words(program: &Program, fault: &Fault) -> String {
    let node = program.nodes.get(fault.node.index());
    let why = match &fault.kind {
        FaultKind::Overflow => "数太大，算不下去".to_owned(),
        FaultKind::DivisionByZero => "除数是零".to_owned(),
        FaultKind::Conflict(at) => {
            let cited = at.iter().filter_map(|at| match node.map(|node| &node.op) {
                Some(Op::Choose(alternatives)) => {
                    alternatives.get(*at).map(|one| program.citation(one.clause))
                }
                _ => None,
            });
            let mut cited: Vec<String> = cited.collect();
            cited.dedup();
            format!("几处规定同时适用，结果却不同：{}", cited.join("、"))
        }
        FaultKind::Pending => "公文之间不一致，待定".to_owned(),
        FaultKind::NoRule if node.is_some_and(|node| node.text.contains("另行规定")) => {
            "应当另行规定，还没有规定".to_owned()
        }
        FaultKind::NoRule => "公文没有规定".to_owned(),
        FaultKind::NoFigure(parameter) => {
            let known = program.parameters.get(parameter.index());
            let name = known.map_or("", |parameter| &parameter.name);
            match known.map(|parameter| parameter.left_to.as_slice()) {
                Some([_, ..]) => {
                    let bodies = known.map(|parameter| parameter.left_to.join("、")).unwrap_or_default();
                    format!("“{name}”应当由{bodies}另行规定，还没有公布")
                }
                _ => format!("这一天、这个地方没有公布“{name}”"),
            }
        }
        FaultKind::NoCalendar(year) => format!("没有公布{year}年度的放假安排，工作日数不出来"),
        FaultKind::Empty => "没有可比的项目".to_owned(),
        FaultKind::AbsentOperand => "要用的项目是“无”，算不出来".to_owned(),
        FaultKind::OutOfBounds(value, bounds) => {
            let unit = unit_of(program, fault.node);
            let allowed = range(*bounds, unit).map(|words| format!("，应当{words}")).unwrap_or_default();
            format!("决定的{}不在允许的范围里{allowed}", amount(*value, unit))
        }
        FaultKind::WrongBody(body) if body.is_empty() => "没有写明由哪个机关决定".to_owned(),
        FaultKind::WrongBody(body) => format!("“{body}”无权作这个决定"),
        FaultKind::ReasonMissing(question) => {
            let key = program.questions.get(question.index()).map_or("", |question| &question.key);
            format!("“{key}”没有写明理由")
        }
    };
    match node {
        Some(node) if !node.text.is_empty() => {
            let words: Vec<&str> = node.text.split_whitespace().collect();
            let words: String = words.join(" ").chars().take(40).collect();
            format!("{why}（{}：{words}）", program.citation(node.clause))
        }
        _ => why,
    }
}

/// The unit of a node, a pure number if it has none.
#[must_use]
pub fn unit_of(program: &Program, node: NodeId) -> Unit {
    match program.nodes.get(node.index()).map(|node| node.ty) {
        Some(Type::Number(unit)) => unit,
        _ => Unit::PURE,
    }
}

/// 山西省/晋城市 as 山西省晋城市; the empty path is 全国.
#[must_use]
pub fn area_name(path: &str) -> String {
    if path.is_empty() { "全国".to_owned() } else { path.replace('/', "") }
}

/// In what a program is not the text in force as it stands, a line each: readings that are taken against the documents,
/// figures that are supposed.
#[must_use]
pub fn departures(program: &Program) -> Vec<String> {
    let switched = program.doubts.iter().filter(|doubt| doubt.is_switched());
    switched
        .map(|doubt| {
            let stated = doubt.stated.as_ref().map_or("待定".to_owned(), |stated| format!("取“{stated}”"));
            let taken = doubt.taken.as_deref().unwrap_or_default();
            let code = &program.documents[doubt.document.index()].code;
            format!("换了读法：《{code}》疑义“{}”按“{taken}”，公文{stated}", doubt.text)
        })
        .chain(
            supposed::figures(program)
                .map(|figure| format!("测算：假设{figure}，不是公布的数，结果不是决定")),
        )
        .collect()
}
