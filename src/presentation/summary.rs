//! The results of a decision in a few lines, for people.

use indexmap::IndexMap;

use crate::facts::record::Record;
use crate::presentation::alike::{self, Said};
use crate::presentation::columns::{SCREEN, hanging};
use crate::presentation::explanation::folding;
use crate::presentation::{evidence, json, words};
use crate::program::ir::{Op, Output, Program, Role};
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::value::{Question, Value};

/// Groups of results, in the order in which they are shown.
const GROUPS: [&str; 10] = [
    "给付",
    "符合",
    "可以给付",
    "须由人决定",
    "未定",
    "公文有冲突",
    "公文没有规定",
    "算不出来",
    "职责",
    "线索（供核查，不是决定）",
];

/// Groups whose results often share one cause.
const AT_FAULT: std::ops::Range<usize> = 5..8;

/// All results of a record: what is granted and met one by one with its particulars, what is not in one list, and what
/// nothing on record has to do with by name alone.
#[must_use]
pub fn decision(program: &Program, record: &Record, decision: &Decision) -> String {
    let mut text = String::new();
    let name = decision.id.as_deref().unwrap_or("（没有编号）");
    text.push_str(&format!("{name}　{}　{}\n", words::area_name(&program.area), program.on));
    for line in words::departures(program) {
        text.push_str(&hanging("！", &line, SCREEN));
    }
    let mut groups: [Vec<Said>; 10] = Default::default();
    let (mut refused, mut unmet) = (IndexMap::new(), IndexMap::new());
    let folded = folding::folded(program, record, decision);
    for (outcome, _) in decision.outcomes.iter().zip(&folded).filter(|(_, folded)| !**folded) {
        let Some(output) = program.outputs.get(outcome.output) else { continue };
        let subject = words::subject(program, record, output.plane, outcome.instance);
        let told = |text: String| Said { name: output.name.clone(), subject: subject.clone(), text };
        if output.role != Role::Decision {
            let group = if output.role == Role::Duty { 8 } else { 9 };
            let said = apart(program, record, decision, output, outcome);
            if let (Some(group), Some(said)) = (groups.get_mut(group), said) {
                group.push(told(said));
            }
            continue;
        }
        let group = match outcome.status {
            Status::Granted(_) | Status::GrantedInKind => 0,
            Status::Holds(true) => 1,
            Status::Offered(_) => 2,
            Status::NeedsJudgement(_) => 3,
            Status::Undetermined(_) => 4,
            Status::Conflict(_) => 5,
            Status::NoRule(_) => 6,
            Status::Error(_) => 7,
            Status::Holds(false) => {
                file(&mut unmet, program, record, output, outcome.instance);
                continue;
            }
            Status::NotGranted => {
                file(&mut refused, program, record, output, outcome.instance);
                continue;
            }
        };
        if let Some(group) = groups.get_mut(group) {
            group.push(told(particulars(program, record, decision, output, outcome)));
        }
    }
    for (at, (title, results)) in GROUPS.iter().zip(groups).enumerate() {
        if !results.is_empty() {
            text.push_str(&format!("{title}\n"));
        }
        let mut lines = alike::gathered(results);
        if AT_FAULT.contains(&at) {
            lines = under_one_cause(lines);
        }
        for (result, particulars) in lines {
            let line = if particulars.is_empty() { result } else { format!("{result}：{particulars}") };
            text.push_str(&hanging("  · ", &line, SCREEN));
        }
    }
    for (title, results) in [("不给付：", refused), ("不符合：", unmet)] {
        let named = |(name, subjects): (&str, Vec<String>)| {
            if subjects.is_empty() {
                name.to_owned()
            } else {
                format!("{name}（{}）", subjects.join("、"))
            }
        };
        let results: Vec<String> = results.into_iter().map(named).collect();
        if !results.is_empty() {
            text.push_str(&hanging(title, &results.join("，"), SCREEN));
        }
    }
    if let Some(line) = folding::folded_line(program, record, decision, &folded) {
        text.push_str(&hanging("", &line, SCREEN));
    }
    text.push_str(&grounds(program, record, decision));
    text
}

/// Results of which the same is said, under one another's names.
fn under_one_cause(lines: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut causes: IndexMap<String, Vec<String>> = IndexMap::new();
    for (result, cause) in lines {
        causes.entry(cause).or_default().push(result);
    }
    causes.into_iter().map(|(cause, results)| (results.join("、"), cause)).collect()
}

/// What is said of a duty or lead; nothing where it does not arise.
fn apart(
    program: &Program,
    record: &Record,
    decision: &Decision,
    output: &Output,
    outcome: &Outcome,
) -> Option<String> {
    let words = output.consequence.clone().unwrap_or_default();
    let who = outcome.bodies.join("、");
    match &outcome.status {
        Status::Holds(false) | Status::NotGranted => None,
        Status::Holds(true) if output.role == Role::Duty && !who.is_empty() => {
            Some(format!("由{who}{words}"))
        }
        Status::Holds(true) => Some(words),
        _ => Some(format!("还不能定；{}", particulars(program, record, decision, output, outcome))),
    }
}

/// Notes whom a result was refused to, under its name.
fn file<'p>(
    results: &mut IndexMap<&'p str, Vec<String>>,
    program: &Program,
    record: &Record,
    output: &'p Output,
    instance: u32,
) {
    let subjects = results.entry(output.name.as_str()).or_default();
    subjects.extend(words::subject(program, record, output.plane, instance));
}

/// Amount, missing facts, body and payment of a result.
fn particulars(
    program: &Program,
    record: &Record,
    decision: &Decision,
    output: &Output,
    outcome: &Outcome,
) -> String {
    let unit =
        output.benefit.as_ref().map_or(Unit::PURE, |benefit| json::result_unit(program, output, benefit));
    let mut parts = Vec::new();
    match &outcome.status {
        Status::Granted(amount) => parts.push(words::amount(*amount, unit)),
        Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range) => {
            let settled = range.and_then(|range| range.is_point()).map(|amount| words::amount(amount, unit));
            let range = settled.or_else(|| range.and_then(|range| words::range(range, unit)));
            match (range, outcome.may_be_refused) {
                (Some(range), true) => {
                    let is = if range.starts_with(['在', '不', '低', '高']) { "" } else { "为" };
                    parts.push(format!("如果给付，{is}{range}"));
                }
                (None, true) => parts.push("不一定给付".to_owned()),
                (range, false) => parts.extend(range),
            }
        }
        Status::Conflict(fault) | Status::NoRule(fault) | Status::Error(fault) => {
            parts.push(words::fault_words(program, fault));
        }
        Status::Holds(_) | Status::GrantedInKind | Status::NotGranted => {}
    }
    let (judged, missing): (Vec<&Question>, Vec<&Question>) =
        outcome.missing.iter().partition(|question| matches!(question, Question::Judgement(..)));
    if !missing.is_empty() {
        let asked = missing.iter().map(|question| {
            let subject = words::question_subject(program, record, question);
            (subject, words::question_words(program, record, question))
        });
        parts.push(format!("缺 {}", alike::listed(asked.collect(), "、").join("、")));
    }
    for question in judged {
        let Question::Judgement(id, _) = question else { continue };
        let by = program.questions.get(id.index()).map(|asked| asked.bodies.join("、")).unwrap_or_default();
        let by = if by.is_empty() { "有权机关".to_owned() } else { by };
        parts.push(format!("由{by}决定“{}”", words::question_words(program, record, question)));
    }
    for why in evidence::held(program, record, outcome) {
        parts.push(format!("暂缓：{why}"));
    }
    if let Some(then) = evidence::provisional(outcome, unit) {
        parts.push(format!("补齐证明、与承诺一致的，是{then}"));
    }
    if !outcome.bodies.is_empty() {
        parts.push(format!(
            "{}{}",
            if output.benefit.is_some() { "批准 " } else { "机关 " },
            outcome.bodies.join("、")
        ));
    }
    if let Some(payment) = &outcome.payment
        && !payment.cycle.is_empty()
    {
        let payee = payment.payee.as_ref().map(|payee| format!("，付给{payee}")).unwrap_or_default();
        parts.push(format!("{}发放{payee}", payment.cycle));
    }
    let due = outcome.due.and_then(|due| decision.trace.steps.get(due.0 as usize)).map(|step| step.value);
    if let Some(Value::Date(day)) = due {
        parts.push(format!("应当在{day}前（含当日）办结"));
    }
    parts.join("；")
}

/// What the results rest on besides law and verified facts.
fn grounds(program: &Program, record: &Record, decision: &Decision) -> String {
    let mut promised: Vec<String> = Vec::new();
    let mut notes = Vec::new();
    for rests in decision.outcomes.iter().map(|outcome| &outcome.rests_on) {
        notes.extend(rests.notes.iter().copied());
        for step in rests.promised.iter().filter_map(|step| decision.trace.steps.get(step.0 as usize)) {
            if let Some(Op::Fact(field)) = program.nodes.get(step.node.index()).map(|node| &node.op) {
                let words = words::question_words(program, record, &Question::Fact(*field, step.instance));
                if !promised.contains(&words) {
                    promised.push(words);
                }
            }
        }
    }
    notes.sort();
    notes.dedup();
    let mut text = String::new();
    if !promised.is_empty() {
        text.push_str(&hanging(
            "凭承诺：",
            &format!("{}（事实没有核对，容缺受理）", promised.join("、")),
            SCREEN,
        ));
    }
    if !notes.is_empty() {
        let words = format!("有 {} 处依据假定或疑义的读法，逐条见 yiju explain", notes.len());
        text.push_str(&hanging("说明：", &words, SCREEN));
    }
    text
}
