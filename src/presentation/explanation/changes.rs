//! What would change a result, in words: lines that are missed, facts that may change, other days.

use serde_json::{Value as Json, json};

use crate::counterfactual::{Change, Changes, Line, Way};
use crate::facts::record::FactValue;
use crate::presentation::words;
use crate::program::ir::{FieldId, Op, PlaneId, Relation, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;
use crate::trace::outcome::{Outcome, Status};

use super::conclusion;
use super::layout::Entry;
use super::plain::{amount, closed_up};
use super::view::{View, tidy};

/// Nothing would change anything.
pub(super) static NOTHING: Changes = Changes { of: Vec::new(), cut: false };

/// What is said where not everything was tried.
pub(super) const CUT: &str = "可以变的情形很多，没有逐一试完，也许还有别的办法";

impl View<'_> {
    /// What would change a result, smallest first.
    pub(super) fn ways(&self, outcome: &Outcome) -> &[Way] {
        self.changes.of(outcome.output, outcome.instance)
    }

    /// The officer's lines.
    pub(super) fn changes_entry(&self, outcome: &Outcome) -> Option<Entry> {
        let ways = self.ways(outcome);
        if ways.is_empty() {
            return None;
        }
        let mut below: Vec<Entry> = ways.iter().map(|way| Entry::of(self.way_words(outcome, way))).collect();
        if self.changes.cut {
            below.push(Entry::of(CUT));
        }
        Some(Entry::over("怎样会不一样：", below))
    }

    /// A way in one line.
    pub(super) fn way_words(&self, outcome: &Outcome, way: &Way) -> String {
        let said: Vec<String> = way.changes.iter().map(|change| self.change_words(change)).collect();
        let together = if said.len() > 1 { "同时：" } else { "" };
        let lines = way.changes.iter().all(|change| matches!(change, Change::Meets(_)));
        // A line says itself that it would do; what the money would then be is not known of a supposed value.
        let supposed = way.changes.iter().any(|change| matches!(change, Change::Meets(_)));
        let then = if lines { String::new() } else { self.then_words(outcome, way, supposed) };
        format!("{together}{}{then}{}", said.join("；"), self.loss_words(way))
    }

    /// One change: `人均月收入 不超过 655元即可，现为 702.33元，差 47.33元`, `若认定为防止返贫监测对象`.
    pub(super) fn change_words(&self, change: &Change) -> String {
        match change {
            Change::Meets(line) => self.line_words(line),
            Change::Becomes { field, instance, to } => self.fact_words(*field, *instance, to),
            Change::Gains { list, parent, field, element } => {
                let holder = self.program.planes.get(list.index()).and_then(|plane| plane.parent);
                let who = holder.map_or_else(String::new, |holder| self.whose(holder, *parent));
                let name = self.fact_value(&FactValue::Element(*element), self.field_type(*field), *list);
                let records = self.program.planes.get(list.index()).is_some_and(|p| p.element.is_none());
                let list = self.program.planes.get(list.index()).map_or("", |plane| plane.name.as_str());
                if records {
                    format!("若{who}认定为{name}")
                } else {
                    format!("若{who}的{list}有{name}")
                }
            }
            Change::Judged { question, instance, to } => {
                let Some(asked) = self.program.questions.get(question.index()) else { return String::new() };
                let who = self.whose(asked.plane, *instance);
                let answer = if *to { "是" } else { "否" };
                let bodies = asked.bodies.join("或者");
                format!("若{bodies}认定{who}“{}”为“{answer}”", asked.key)
            }
            Change::Later { from, moved } if moved.is_empty() => format!("{from}以后办理（按那时的规定）"),
            Change::Later { from, .. } => format!("{from}以后提出申请"),
        }
    }

    /// A fact that becomes another.
    fn fact_words(&self, field: FieldId, instance: u32, to: &FactValue) -> String {
        let Some(own) = self.program.fields.get(field.index()) else { return String::new() };
        let who = self.whose(own.plane, instance);
        let of = if who.is_empty() { String::new() } else { format!("{who}的") };
        match to {
            FactValue::Truth(true) => format!("若{who}{}", own.name),
            FactValue::Date(day) if own.name.ends_with("申请日") => {
                let before = self.record.fact(field, instance).map(|fact| &fact.value);
                match before {
                    Some(FactValue::Absent) => format!("若{who}提出申请"),
                    _ => format!("{who}{day}以后提出申请"),
                }
            }
            FactValue::Date(day) => format!("若{of}{}在{day}以后", own.name),
            value => format!("若{of}{}为“{}”", own.name, self.fact_value(value, own.ty, own.plane)),
        }
    }

    /// The line, how the value stands, and by how much it misses.
    fn line_words(&self, line: &Line) -> String {
        let (node, instance) = line.source;
        let source = self.program.node(node);
        let name = match &source.op {
            _ if source.heads => words::item_of(self.program, source),
            Op::Fact(field) => self.field_name(*field),
            _ => tidy(&source.text),
        };
        let whose_words = match source.plane {
            PlaneId(0) => String::new(),
            plane if source.alone => format!("{}为一户的", self.subject(plane, instance)),
            plane => format!("{}的", self.subject(plane, instance)),
        };
        let relation = match line.relation {
            Relation::Less => "低于",
            Relation::LessOrEqual => "不超过",
            Relation::Equal => "等于",
            Relation::NotEqual => "不等于",
            Relation::GreaterOrEqual => "不低于",
            Relation::Greater => "超过",
        };
        let say = |number: Ratio| self.bare_amount(line, number, &name);
        let now = format!("{whose_words}{name} {relation} {}即可，现为 {}", say(line.limit), say(line.now));
        if line.gap.is_zero() {
            format!("{now}，相等不算")
        } else {
            format!("{now}，差 {}", say(line.gap))
        }
    }

    /// An amount without what its name says already: 人均月收入 is per person and month.
    fn bare_amount(&self, line: &Line, number: Ratio, name: &str) -> String {
        let node = self.program.node(line.value);
        let unit = self.unit_on(words::unit_of(self.program, line.value), node.plane);
        let said = amount(number, unit, 2, true);
        if unit.dimension.exponent(Base::Yuan) == 0 {
            return said;
        }
        let strip = |said: &str, word: &str, told: bool| match said.strip_prefix(word) {
            Some(rest) if told => rest.to_owned(),
            _ => said.to_owned(),
        };
        let said = strip(&said, "每人", name.contains('人'));
        let said = strip(&said, "每户", !name.contains('人'));
        let said = strip(&said, "每月", name.contains('月'));
        strip(&said, "每年", name.contains('年'))
    }

    /// Whose it is: nobody where it is the household's.
    fn whose(&self, plane: PlaneId, instance: u32) -> String {
        if plane == PlaneId(0) { String::new() } else { self.subject(plane, instance) }
    }

    fn field_type(&self, field: FieldId) -> Type {
        self.program.fields.get(field.index()).map_or(Type::Text, |field| field.ty)
    }

    /// What then becomes of the result.
    pub(super) fn then_words(&self, outcome: &Outcome, way: &Way, supposed: bool) -> String {
        let unit = conclusion::unit(self, outcome);
        match (&outcome.status, &way.then) {
            (_, Status::Holds(_)) => "，即符合".to_owned(),
            (Status::Granted(now), Status::Granted(then)) if !supposed => {
                let more = then.checked_sub(*now).map(|more| amount(more, unit, 2, true));
                let more = more.map(|more| format!("，多{more}")).unwrap_or_default();
                format!("，金额为{}{more}", amount(*then, unit, 2, true))
            }
            (_, Status::Granted(then)) if !supposed => {
                format!("，即给付{}", amount(*then, unit, 2, true))
            }
            (_, Status::Offered(_)) => "，机关即可以给付".to_owned(),
            (_, Status::NeedsJudgement(_)) => "，即符合条件，数额由机关定".to_owned(),
            _ => "，即给付".to_owned(),
        }
    }

    /// What is lost on the way.
    fn loss_words(&self, way: &Way) -> String {
        let name = |(output, instance): &(usize, u32)| {
            let output = self.program.outputs.get(*output)?;
            Some(format!("{}（{}）", output.name, self.subject(output.plane, *instance)))
        };
        let names: Vec<String> = way.losses.iter().filter_map(name).collect();
        if names.is_empty() {
            return String::new();
        }
        format!("；但是{}会因此失去或者减少", names.join("、"))
    }

    /// For machines.
    pub(super) fn changes_data(&self, outcome: &Outcome) -> Vec<Json> {
        let way = |way: &Way| {
            let changes: Vec<Json> = way.changes.iter().map(|change| self.change_data(change)).collect();
            let losses = way.losses.iter().filter_map(|(output, instance)| {
                let output = self.program.outputs.get(*output)?;
                Some(json!({"name": output.name, "subject": self.subject(output.plane, *instance)}))
            });
            json!({
                "text": self.way_words(outcome, way),
                "changes": changes,
                "then": self.then_data(outcome, way),
                "losses": losses.collect::<Vec<Json>>(),
            })
        };
        self.ways(outcome).iter().map(way).collect()
    }

    fn then_data(&self, outcome: &Outcome, way: &Way) -> Json {
        let supposed = way.changes.iter().any(|change| matches!(change, Change::Meets(_)));
        let (status, number) = match &way.then {
            Status::Granted(then) => ("granted", Some(*then).filter(|_| !supposed)),
            Status::GrantedInKind => ("granted", None),
            Status::Offered(_) => ("offered", None),
            Status::NeedsJudgement(_) => ("needs_judgement", None),
            _ => ("holds", None),
        };
        let unit = conclusion::unit(self, outcome);
        json!({"status": status, "amount": number.and_then(|number| words::decimal(number, unit, 2, false))})
    }

    fn change_data(&self, change: &Change) -> Json {
        let text = closed_up(&self.change_words(change));
        match change {
            Change::Meets(line) => {
                let unit = words::unit_of(self.program, line.value);
                let exact = |number: Ratio| {
                    let number = unit.from_base(number).unwrap_or(number);
                    match number.decimal_places() {
                        Some(_) => number.to_decimal_string(0),
                        None => Some(format!("{}/{}", number.numerator(), number.denominator())),
                    }
                };
                json!({
                    "kind": "line", "text": text, "now": exact(line.now), "line": exact(line.limit),
                    "gap": exact(line.gap), "unit": unit.to_string(),
                })
            }
            Change::Becomes { .. } => json!({"kind": "fact", "text": text}),
            Change::Gains { .. } => json!({"kind": "status", "text": text}),
            Change::Judged { .. } => json!({"kind": "judgement", "text": text}),
            Change::Later { from, .. } => json!({"kind": "day", "text": text, "from": from.iso()}),
        }
    }
}
