//! A household as an officer would write it in a case (案例).

use super::household::Household;
use crate::facts::record::FactValue;
use crate::program::ir::{FieldId, ParameterId, PlaneId, Program, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken::amount;
use crate::quantity::unit::Base;

/// What people and things without a name are called, in order.
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

impl Household {
    /// Lines such as `家庭：区域＝农村；成员 甲：残疾＝智力四级；其余＝无`, and the figures that it supposes.
    #[must_use]
    pub fn tell(&self, program: &Program) -> Vec<String> {
        let mut parts = Vec::new();
        for (plane, own) in (0..).map(PlaneId).zip(&program.planes) {
            let count = if plane == PlaneId(0) { 1 } else { self.instances[plane.index()].len() as u32 };
            for instance in 0..count {
                let facts = self.facts_of(program, plane, instance);
                if facts.is_empty() && own.element.is_some() {
                    continue;
                }
                let subject = self.subject(program, plane, instance);
                if facts.is_empty() && plane != PlaneId(0) {
                    parts.push(subject);
                } else if let (Some(_), [only]) = (own.element, facts.as_slice()) {
                    let value = only.split_once('＝').map_or(only.as_str(), |(_, value)| value);
                    parts.push(format!("{subject}＝{value}"));
                } else if !facts.is_empty() {
                    parts.push(format!("{subject}：{}", facts.join("，")));
                }
            }
        }
        parts.push("其余＝无".to_owned());
        let mut lines = vec![format!("{}。{}", self.day(program), parts.join("；"))];
        let said = |id: ParameterId, cell: u32, value: Option<Ratio>| {
            let parameter = program.parameters.get(id.index())?;
            let cell = parameter.cells.get(cell as usize)?;
            let axes = parameter.axes.iter().zip(&cell.coordinates);
            let words = axes.filter_map(|(axis, element)| {
                program.categories[axis.index()].elements.get(*element as usize)
            });
            let mut words: Vec<String> = words.cloned().collect();
            words.extend(cell.year.map(|year| format!("{year}年")));
            let inside =
                if words.is_empty() { String::new() } else { format!("（{}）", words.join("，")) };
            let value = value.or_else(|| cell.value.is_point())?;
            Some(format!("{}{inside}＝{}", parameter.name, amount(value, parameter.unit)))
        };
        let supposed = self.supposed.iter();
        let supposed =
            supposed.filter_map(|(id, cell)| said(*id, *cell, self.ranges.get(&(*id, *cell)).copied()));
        let supposed: Vec<String> = supposed.collect();
        if !supposed.is_empty() {
            lines.push(format!("设 {}（此时此地没有公布）", supposed.join("；")));
        }
        let within = self.ranges.iter().filter(|(cell, _)| !self.supposed.contains(cell));
        let mut within: Vec<String> =
            within.filter_map(|((id, cell), value)| said(*id, *cell, Some(*value))).collect();
        within.dedup();
        if !within.is_empty() {
            lines.push(format!("设 {}（公文只写范围）", within.join("；")));
        }
        lines
    }

    fn facts_of(&self, program: &Program, plane: PlaneId, instance: u32) -> Vec<String> {
        let mut facts = Vec::new();
        for (id, field) in (0..).map(FieldId).zip(&program.fields) {
            if field.plane == plane
                && let Some(value) = self.facts.get(&(id, instance))
            {
                facts.push(format!("{}＝{}", field.name, said(program, field.ty, value)));
            }
        }
        for ((question, of), value) in &self.answers {
            let asked = &program.questions[question.index()];
            if asked.plane == plane && *of == instance {
                let ty = match asked.answer {
                    crate::program::ir::Answer::Truth => Type::Truth,
                    crate::program::ir::Answer::Number(unit) | crate::program::ir::Answer::Grant(unit) => {
                        Type::Number(unit)
                    }
                    crate::program::ir::Answer::Choice(category) => Type::Element(category),
                };
                facts.push(format!("{}＝{}", asked.key, said(program, ty, value)));
            }
        }
        for ((set, of, at), belongs) in &self.memberships {
            if *of == plane && *at == instance {
                let name = &program.sets[*set as usize].name;
                facts.push(format!("属于{name}＝{}", if *belongs { "是" } else { "否" }));
            }
        }
        facts
    }

    /// How an instance is called: 家庭, 成员 甲, 甲的收入.
    #[must_use]
    pub fn subject(&self, program: &Program, plane: PlaneId, instance: u32) -> String {
        let own = &program.planes[plane.index()];
        let Some(above) = own.parent else { return own.name.clone() };
        let stem = || STEMS.get(instance as usize).copied().unwrap_or("某");
        if own.label.is_some() {
            return format!("{} {}", own.name, stem());
        }
        let parent = self.instances[plane.index()].get(instance as usize).copied().unwrap_or(0);
        let holder = match program.planes[above.index()].per {
            Base::Person if above != PlaneId(0) => {
                STEMS.get(parent as usize).copied().unwrap_or("某").to_owned()
            }
            _ => String::new(),
        };
        if holder.is_empty() { own.name.clone() } else { format!("{holder}的{}", own.name) }
    }
}

/// A fact as a case writes it.
fn said(program: &Program, ty: Type, value: &FactValue) -> String {
    match (value, ty) {
        (FactValue::Truth(true), _) => "是".to_owned(),
        (FactValue::Truth(false), _) => "否".to_owned(),
        (FactValue::Number(number), Type::Number(unit)) => amount(*number, unit),
        (FactValue::Number(number), _) => number.to_display(),
        (FactValue::Element(element), Type::Element(category)) => {
            let elements = &program.categories[category.index()].elements;
            elements.get(*element as usize).cloned().unwrap_or_default()
        }
        (FactValue::Date(day), _) => day.to_string(),
        (FactValue::Text(text) | FactValue::Place(text) | FactValue::Unlisted(text), _) => text.clone(),
        (FactValue::Monthly(months), _) => {
            let held = months.iter().filter(|(_, held)| *held).count();
            format!("最近{held}个月是，更早否")
        }
        (FactValue::Absent, _) => "无".to_owned(),
        _ => "未知".to_owned(),
    }
}
