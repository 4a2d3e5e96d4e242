//! A certificate held against what the checker has worked out: which steps and results are not so.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::program::ir::Program;

use super::Finding;

/// Most findings that are told.
const MOST: usize = 20;

/// Everything in which a certificate differs from what it should be.
pub(super) fn held_against(program: &Program, expected: &Json, claimed: &Json) -> Vec<Finding> {
    let (Some(expected), Some(claimed)) = (expected.as_object(), claimed.as_object()) else {
        return vec![Finding::of("证书不是一个 JSON 对象")];
    };
    let against = Against { program, expected, claimed };
    let mut findings = Vec::new();
    against.steps(&mut findings);
    against.results(&mut findings);
    for table in ["opens", "faults", "questions"] {
        against.table(table, &mut findings);
    }
    for (key, value) in expected {
        if !["steps", "results", "opens", "faults", "questions"].contains(&key.as_str())
            && claimed.get(key) != Some(value)
        {
            findings.push(Finding::of(format!("证书的“{key}”与重算的不同")));
        }
    }
    for key in claimed.keys().filter(|key| !expected.contains_key(*key)) {
        findings.push(Finding::of(format!("证书里多出“{key}”")));
    }
    findings.truncate(MOST);
    findings
}

struct Against<'a> {
    program: &'a Program,
    expected: &'a Map<String, Json>,
    claimed: &'a Map<String, Json>,
}

/// Which node and instance a step is about.
fn place(step: &Json) -> Option<(usize, u64)> {
    Some((usize::try_from(step.get("node")?.as_u64()?).ok()?, step.get("of")?.as_u64()?))
}

impl Against<'_> {
    fn list<'j>(&self, of: &'j Map<String, Json>, key: &str) -> &'j [Json] {
        of.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
    }

    fn steps(&self, findings: &mut Vec<Finding>) {
        let (expected, claimed) = (self.list(self.expected, "steps"), self.list(self.claimed, "steps"));
        if !self.claimed.get("steps").is_some_and(Json::is_array) {
            findings.push(Finding::of("证书里没有步骤（“steps”）"));
            return;
        }
        let same_places = expected.len() == claimed.len()
            && expected.iter().zip(claimed).all(|(one, other)| place(one) == place(other));
        if !same_places {
            self.places(expected, claimed, findings);
            return;
        }
        for (at, (expected, claimed)) in expected.iter().zip(claimed).enumerate() {
            if expected != claimed {
                let message = format!("{}：{}", self.words(at, expected), self.difference(expected, claimed));
                findings.push(Finding { step: Some(at), message });
            }
        }
    }

    /// Steps that are missing, too many, or out of order.
    fn places(&self, expected: &[Json], claimed: &[Json], findings: &mut Vec<Finding>) {
        let before = findings.len();
        let mut counted: BTreeMap<(usize, u64), usize> = BTreeMap::new();
        for (at, step) in claimed.iter().enumerate() {
            let Some(place) = place(step) else {
                let message = format!("第 {at} 步没有写明是哪一步（“node”“of”）");
                findings.push(Finding { step: Some(at), message });
                continue;
            };
            *counted.entry(place).or_default() += 1;
        }
        let wanted: BTreeMap<(usize, u64), (usize, &Json)> =
            expected.iter().enumerate().filter_map(|(at, step)| Some((place(step)?, (at, step)))).collect();
        for (place, (at, step)) in &wanted {
            if !counted.contains_key(place) {
                let message = format!("{}：证书里缺了这一步", self.words(*at, step));
                findings.push(Finding { step: Some(*at), message });
            }
        }
        for (at, step) in claimed.iter().enumerate() {
            let Some(place) = place(step) else { continue };
            let times = counted.get(&place).copied().unwrap_or_default();
            let message = if !wanted.contains_key(&place) {
                format!("{}：没有哪个结果要用到这一步", self.words(at, step))
            } else if times > 1 {
                format!("{}：这一步写了 {times} 次", self.words(at, step))
            } else {
                continue;
            };
            findings.push(Finding { step: Some(at), message });
        }
        if findings.len() == before {
            let differs = |(one, other): (&Json, &Json)| place(one) != place(other);
            let at = expected.iter().zip(claimed).position(differs).unwrap_or_default();
            let message = claimed.get(at).map_or_else(String::new, |step| self.words(at, step));
            let message = format!("{message}：步骤的次序不对，依据应当写在用它的步骤前面");
            findings.push(Finding { step: Some(at), message });
        }
    }

    /// A step by the words and the clause of the text.
    fn words(&self, at: usize, step: &Json) -> String {
        let Some(node) = place(step).and_then(|(node, _)| self.program.nodes.get(node)) else {
            return format!("第 {at} 步");
        };
        let words = match node.text.trim() {
            "" => self.program.items.get(node.item.index()).map_or("", |item| item.name.as_str()),
            words => words,
        };
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = words.chars().take(40).collect();
        let more = if shown.len() < words.len() { "…" } else { "" };
        let clause = self.program.clauses.get(node.clause.index());
        let cited = clause.map_or_else(String::new, |_| self.program.citation(node.clause));
        let of = place(step).map_or(0, |(_, of)| of) + 1;
        let plane = self.program.planes.get(node.plane.index());
        let whose = match plane.filter(|plane| plane.parent.is_some()) {
            Some(plane) => format!("，{}中的第 {of} 个", plane.name),
            None => String::new(),
        };
        format!("第 {at} 步（{cited}“{shown}{more}”{whose}）")
    }

    fn difference(&self, expected: &Json, claimed: &Json) -> String {
        let at = |step: &Json, key: &str| step.get(key).cloned().unwrap_or(Json::Null);
        if at(expected, "value") != at(claimed, "value") {
            let (own, its) = (
                self.value(&at(expected, "value"), self.expected),
                self.value(&at(claimed, "value"), self.claimed),
            );
            if own == its {
                return format!("值所引的内容编号不对，应是{}", at(expected, "value"));
            }
            return format!("证书写的是{its}，按它的依据重算是{own}");
        }
        if at(expected, "from") != at(claimed, "from") {
            return format!("依据的步骤应是 {}，证书写的是 {}", at(expected, "from"), at(claimed, "from"));
        }
        "这一步里写了不该有的内容".to_owned()
    }

    /// A value as people say it.
    fn value(&self, value: &Json, whole: &Map<String, Json>) -> String {
        let entry = |table: &str, at: &Json| {
            let at = at.as_u64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| self.list(whole, table).get(at)).cloned().unwrap_or(Json::Null)
        };
        match value {
            Json::Null => "“无”".to_owned(),
            Json::Bool(true) => "“是”".to_owned(),
            Json::Bool(false) => "“否”".to_owned(),
            Json::String(text) => super::household::number_words(text),
            Json::Object(object) => match object.iter().next() {
                Some((key, json)) if key == "open" => format!("“未定”（{}）", entry("opens", json)),
                Some((key, json)) if key == "fault" => format!("“有错”（{}）", entry("faults", json)),
                Some((_, Json::String(text))) => format!("“{text}”"),
                _ => value.to_string(),
            },
            other => other.to_string(),
        }
    }

    fn results(&self, findings: &mut Vec<Finding>) {
        let (expected, claimed) = (self.list(self.expected, "results"), self.list(self.claimed, "results"));
        if expected.len() != claimed.len() {
            let (own, its) = (expected.len(), claimed.len());
            findings.push(Finding::of(format!("结果应有 {own} 项，证书里有 {its} 项")));
        }
        for (at, (expected, claimed)) in expected.iter().zip(claimed).enumerate() {
            if expected == claimed {
                continue;
            }
            let name = expected.get("result").and_then(Json::as_str).unwrap_or_default();
            let named = format!("第 {} 项结果“{name}”", at + 1);
            let (Some(expected), Some(claimed)) = (expected.as_object(), claimed.as_object()) else {
                findings.push(Finding::of(format!("{named}：写得不成样子")));
                continue;
            };
            for (key, own) in expected.iter().filter(|(key, own)| claimed.get(*key) != Some(*own)) {
                let its = claimed.get(key).map_or_else(|| "没有写".to_owned(), Json::to_string);
                findings
                    .push(Finding::of(format!("{named}的“{}”：证书写的是 {its}，重算是 {own}", says(key))));
            }
            for key in claimed.keys().filter(|key| !expected.contains_key(*key)) {
                findings.push(Finding::of(format!("{named}里多出“{key}”")));
            }
        }
    }

    fn table(&self, key: &str, findings: &mut Vec<Finding>) {
        let (expected, claimed) = (self.list(self.expected, key), self.list(self.claimed, key));
        let named = match key {
            "opens" => "未定的值",
            "faults" => "有错的值",
            _ => "问题",
        };
        if expected.len() != claimed.len() || !self.claimed.get(key).is_some_and(Json::is_array) {
            let (own, its) = (expected.len(), claimed.len());
            findings.push(Finding::of(format!("{named}（“{key}”）应有 {own} 个，证书里有 {its} 个")));
        }
        for (at, (own, its)) in expected.iter().zip(claimed).enumerate().filter(|(_, (a, b))| a != b) {
            let user = self.user(key, at);
            let (step, whose) = match user {
                Some((step, json)) => (Some(step), format!("{}：", self.words(step, json))),
                None => (None, String::new()),
            };
            let message = format!("{whose}{named} {at}：证书写的是 {its}，重算是 {own}");
            findings.push(Finding { step, message });
        }
    }

    /// The first step that uses an entry of a table.
    fn user(&self, table: &str, at: usize) -> Option<(usize, &Json)> {
        let key = match table {
            "opens" => "open",
            "faults" => "fault",
            _ => return None,
        };
        let uses =
            |step: &&Json| step.get("value").and_then(|value| value.get(key)?.as_u64()) == Some(at as u64);
        let steps = self.list(self.expected, "steps");
        let found = steps.iter().position(|step| uses(&step))?;
        Some((found, steps.get(found)?))
    }
}

/// The parts of a result in Chinese.
fn says(key: &str) -> &str {
    match key {
        "result" | "number" => "名称",
        "of" => "对象",
        "status" => "结论",
        "missing" => "还缺的",
        "cases" => "不影响结果的",
        "may_be_refused" => "可能不给",
        "bodies" => "机关",
        "payment" => "发放",
        "funding" => "资金",
        "condition" => "条件的步骤",
        "amount" => "金额的步骤",
        "approval" => "审批机关的步骤",
        "due" => "办结期限的步骤",
        "failed" => "不符合的条件",
        "beaten_by" => "排在前面的结果",
        "rests_on" => "所依靠的",
        "held" => "因承诺而暂缓的",
        other => other,
    }
}
