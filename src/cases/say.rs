//! Results of a case in words.

use super::expect::{Expect, NamedValue};
use super::names::asked;
use crate::program::ir::Type;
use crate::program::node::label_words;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::syntax::tree::CaseValue;
use crate::trace::outcome::{Outcome, Status};
use crate::trace::value::{FaultKind, Value};

impl Expect<'_, '_> {
    pub fn number(amount: Ratio) -> String {
        format!("{}元", amount.to_display())
    }

    pub fn say_interval(interval: Option<Interval>) -> String {
        match interval {
            None => "没有范围".to_owned(),
            Some(Interval { low, high }) => {
                let end =
                    |b: crate::quantity::interval::Bound| b.value().map_or("不限".to_owned(), Self::number);
                format!("在{}至{}之间", end(low), end(high))
            }
        }
    }

    pub fn say_expected(value: &CaseValue) -> String {
        match value {
            CaseValue::Quantity(q, _) => q.text.clone(),
            CaseValue::Date(d, _) => d.to_string(),
            CaseValue::Text(w) | CaseValue::Word(w) | CaseValue::Status(w, ..) => w.text.clone(),
        }
    }

    /// An outcome in words.
    pub fn say(&self, at: usize) -> String {
        let outcome = &self.decision.outcomes[at];
        let asks = || outcome.missing.iter().map(|q| asked(self.program, q)).collect::<Vec<_>>().join("、");
        match &outcome.status {
            Status::Holds(true) => "符合".to_owned(),
            Status::Holds(false) => format!("不符合{}", because(outcome)),
            Status::Granted(amount) => Self::number(*amount),
            Status::GrantedInKind => "给付".to_owned(),
            Status::NotGranted => format!("不给付{}", because(outcome)),
            Status::Offered(interval) => format!("可以给付，{}", Self::say_interval(*interval)),
            Status::Undetermined(interval) => {
                format!("未定，缺{}，{}", asks(), Self::say_interval(*interval))
            }
            Status::NeedsJudgement(interval) => {
                format!("须由人决定（{}），{}", asks(), Self::say_interval(*interval))
            }
            Status::Conflict(fault) => format!("待定（{}）", self.say_fault(&fault.kind)),
            Status::NoRule(fault) => format!("未载明（{}）", self.say_fault(&fault.kind)),
            Status::Error(fault) => format!("有误（{}）", self.say_fault(&fault.kind)),
        }
    }

    pub fn say_fault(&self, kind: &FaultKind) -> String {
        match kind {
            FaultKind::NoFigure(parameter) => {
                format!("没有公布{}", self.program.parameters[parameter.index()].name)
            }
            FaultKind::NoCalendar(year) => format!("没有{year}年度的放假安排"),
            FaultKind::Conflict(_) => "几条规定同时适用，结果不同".to_owned(),
            FaultKind::Pending => "两处原文不一致".to_owned(),
            FaultKind::NoRule => "没有规定".to_owned(),
            FaultKind::Overflow => "数太大".to_owned(),
            FaultKind::DivisionByZero => "除数为零".to_owned(),
            FaultKind::Empty => "没有可取的数".to_owned(),
            FaultKind::AbsentOperand => "用到了没有的项目".to_owned(),
            FaultKind::OutOfBounds(answer, bounds) => {
                format!("{}超出范围，{}", Self::number(*answer), Self::say_interval(Some(*bounds)))
            }
            FaultKind::WrongBody(body) if body.is_empty() => "没有写明由哪个机关决定".to_owned(),
            FaultKind::WrongBody(body) => format!("{body}无权决定"),
            FaultKind::ReasonMissing(_) => "没有写明理由".to_owned(),
        }
    }

    pub fn say_value(&self, named: &NamedValue) -> String {
        match named.value() {
            None => "没有值".to_owned(),
            Some(Value::Number(n)) => match named.ty {
                Type::Number(unit) => unit
                    .from_base(n)
                    .map_or_else(|| n.to_display(), |n| format!("{}（{unit}）", n.to_display())),
                _ => n.to_display(),
            },
            Some(Value::Truth(b)) => if b { "是" } else { "否" }.to_owned(),
            Some(Value::Date(d)) => d.to_string(),
            Some(Value::Element(at)) => match named.ty {
                Type::Element(category) => self.program.categories[category.index()]
                    .elements
                    .get(at as usize)
                    .cloned()
                    .unwrap_or_default(),
                _ => String::new(),
            },
            Some(Value::Unlisted(id) | Value::Text(id) | Value::Place(id)) => {
                named.trace.arena.text(id).to_owned()
            }
            Some(Value::Absent) => "无".to_owned(),
            Some(Value::Open(id)) => {
                let asks: Vec<&str> =
                    named.trace.arena.open(id).questions.iter().map(|q| asked(self.program, q)).collect();
                format!("未定，缺{}", asks.join("、"))
            }
            Some(Value::Fault(id)) => self.say_fault(&named.trace.arena.fault(id).kind),
        }
    }
}

/// 第（一）项、第（二）项
pub(super) fn listed(failed: &[String]) -> String {
    let said: Vec<String> = failed.iter().map(|label| label_words(label)).collect();
    said.join("、")
}

/// `（第（二）项不符合；与“甲”互斥）`
fn because(outcome: &Outcome) -> String {
    let failed = (!outcome.failed.is_empty()).then(|| format!("{}不符合", listed(&outcome.failed)));
    let beaten = (!outcome.beaten_by.is_empty()).then(|| excluded(&outcome.beaten_by));
    let why: Vec<String> = failed.into_iter().chain(beaten).collect();
    if why.is_empty() { String::new() } else { format!("（{}）", why.join("；")) }
}

/// `与“甲”互斥`
pub(super) fn excluded(by: &[String]) -> String {
    if by.is_empty() {
        "没有互斥的一项".to_owned()
    } else {
        format!("与“{}”互斥", by.join("”“"))
    }
}
