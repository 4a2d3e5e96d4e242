//! What results rest on, fact by fact, and why a promise does not count.

use serde_json::{Map, Value as Json, json};

use crate::facts::promise::{self, Refusal, Standing};
use crate::facts::record::{Evidence, Membership, Record};
use crate::presentation::words;
use crate::program::ir::{FieldId, Op, PlaneId, Program};
use crate::program::legal::NoteKind;
use crate::program::promise::Promisable;
use crate::quantity::calendar::Date;
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::Question;

/// Why a promised fact does not count, in a sentence without its end; `None` for a fact that counts.
#[must_use]
pub fn refusal(program: &Program, record: &Record, field: FieldId, instance: u32) -> Option<String> {
    let why = promise::refusal(program, record, field, instance)?;
    let cite = |at: usize| {
        program.promises.get(at).map(|promise| program.citation(promise.clause)).unwrap_or_default()
    };
    let forms =
        |at: usize| program.promises.get(at).map(|promise| promise.forms.join("、")).unwrap_or_default();
    let evidence = record.fact(field, instance)?.evidence.as_deref()?;
    Some(match why {
        Refusal::NotCovered => {
            let elsewhere = program.promises.iter().filter_map(|promise| match &promise.may {
                Promisable::LeftTo(whom) => {
                    Some(format!("{}让{whom}规定，这里没有规定", program.citation(promise.clause)))
                }
                Promisable::Unstated => Some(format!("{}没有载明哪些可以", program.citation(promise.clause))),
                _ => None,
            });
            let elsewhere: Vec<String> = elsewhere.collect();
            let more =
                if elsewhere.is_empty() { String::new() } else { format!("（{}）", elsewhere.join("；")) };
            format!("现行公文没有写这件事实可以凭承诺{more}")
        }
        Refusal::Form(at) => format!(
            "承诺的形式“{}”不是{}写的{}",
            evidence.form.as_deref().unwrap_or_default(),
            cite(at),
            forms(at)
        ),
        Refusal::FormUnstated(at) => {
            format!("记录没有写承诺的形式，{}要的是{}", cite(at), forms(at))
        }
        Refusal::Undated(at) => format!("记录没有写承诺的日期，{}的补齐期限没法数", cite(at)),
        Refusal::Uncounted(at, year) => {
            format!("{}的补齐期限按工作日数，{year}年的放假安排没有公布", cite(at))
        }
        Refusal::Overdue(Some(at), day) => format!("{}的补齐期限{day}已经过了", cite(at)),
        Refusal::Overdue(None, day) => format!("承诺补齐的期限{day}已经过了"),
        Refusal::Forbidden(at) => format!("{}写明不得承诺", cite(at)),
    })
}

/// Stable names of the reasons, for machines.
fn refusal_name(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotCovered => "not_covered",
        Refusal::Form(_) => "form",
        Refusal::FormUnstated(_) => "form_unstated",
        Refusal::Undated(_) => "undated",
        Refusal::Uncounted(..) => "uncounted",
        Refusal::Overdue(..) => "overdue",
        Refusal::Forbidden(_) => "forbidden",
    }
}

/// Why a result is held back: each fact with the reason.
#[must_use]
pub fn held(program: &Program, record: &Record, outcome: &Outcome) -> Vec<String> {
    let facts = outcome.held.iter().flat_map(|held| &held.facts);
    facts
        .filter_map(|(field, instance)| {
            let why = refusal(program, record, *field, *instance)?;
            let fact = words::question_words(program, record, &Question::Fact(*field, *instance));
            Some(format!("{fact}只凭承诺：{why}"))
        })
        .collect()
}

/// How a result that is held back would stand if the promises were proven; `None` where it would be open all the same.
#[must_use]
pub fn provisional(outcome: &Outcome, unit: Unit) -> Option<String> {
    let held = outcome.held.as_ref()?;
    Some(match &held.provisional {
        Status::Holds(true) => "符合".to_owned(),
        Status::Holds(false) => "不符合".to_owned(),
        Status::Granted(amount) => words::amount(*amount, unit),
        Status::GrantedInKind => "给付".to_owned(),
        Status::NotGranted => "不给付".to_owned(),
        Status::Offered(_) => "可以给付，由有权机关决定".to_owned(),
        _ => return None,
    })
}

/// The same for machines.
#[must_use]
pub fn held_shape(program: &Program, record: &Record, outcome: &Outcome, unit: Option<Unit>) -> Option<Json> {
    let held = outcome.held.as_ref()?;
    let facts: Vec<Json> = held
        .facts
        .iter()
        .filter_map(|(field, instance)| {
            let code = promise::refusal(program, record, *field, *instance)?;
            let path = words::fact_path(program, record, &Question::Fact(*field, *instance));
            let why = refusal(program, record, *field, *instance)?;
            Some(json!({"path": path, "code": refusal_name(code), "reason": why}))
        })
        .collect();
    let mut then = Map::new();
    then.insert("status".to_owned(), json!(super::json::status_name(&held.provisional)));
    match &held.provisional {
        Status::Holds(holds) => drop(then.insert("value".to_owned(), json!(holds))),
        Status::GrantedInKind => drop(then.insert("value".to_owned(), json!(true))),
        Status::NotGranted => drop(then.insert("value".to_owned(), Json::Null)),
        Status::Granted(amount) => {
            let unit = unit.unwrap_or(Unit::PURE);
            then.insert("value".to_owned(), json!(words::decimal(*amount, unit, 2, false)));
            then.insert("unit".to_owned(), json!(unit.to_string()));
        }
        _ => {}
    }
    if held.may_be_refused {
        then.insert("may_be_refused".to_owned(), json!(true));
    }
    Some(json!({"facts": facts, "if_proven": then}))
}

/// What one result rests on: facts by their evidence, judgements, and the numbers of notes.
#[must_use]
pub fn rests_on(program: &Program, record: &Record, decision: &Decision, outcome: &Outcome) -> Json {
    let on = &outcome.rests_on;
    let mut shape = Map::new();
    let kinds = [
        ("verified", &on.verified),
        ("promised", &on.promised),
        ("stated", &on.stated),
        ("disputed", &on.disputed),
    ];
    for (kind, steps) in kinds {
        let facts: Vec<Json> =
            steps.iter().filter_map(|step| fact_shape(program, record, decision, *step)).collect();
        if !facts.is_empty() {
            shape.insert(kind.to_owned(), json!(facts));
        }
    }
    let judged: Vec<Json> =
        on.judged.iter().filter_map(|step| judgement(program, record, decision, *step)).collect();
    if !judged.is_empty() {
        shape.insert("judged".to_owned(), json!(judged));
    }
    let of_kind = |assumed: bool| -> Vec<u32> {
        let is = |kind: &NoteKind| matches!(kind, NoteKind::Assumption) == assumed;
        let notes = on.notes.iter().filter(|id| program.notes.get(id.index()).is_some_and(|n| is(&n.kind)));
        notes.map(|id| id.0).collect()
    };
    for (kind, notes) in [("assumptions", of_kind(true)), ("open_questions", of_kind(false))] {
        if !notes.is_empty() {
            shape.insert(kind.to_owned(), json!(notes));
        }
    }
    Json::Object(shape)
}

/// A fact with its evidence.
fn fact_shape(program: &Program, record: &Record, decision: &Decision, step: StepId) -> Option<Json> {
    let step = decision.trace.steps.get(step.0 as usize)?;
    let (Op::Fact(field) | Op::Run { field, .. }) = program.nodes.get(step.node.index())?.op else {
        return None;
    };
    let evidence = record.fact(field, step.instance)?.evidence.as_deref()?;
    let path = words::fact_path(program, record, &Question::Fact(field, step.instance));
    let mut shape = Map::new();
    shape.insert("path".to_owned(), json!(path));
    for (key, value) in said(evidence) {
        shape.insert(key.to_owned(), json!(value));
    }
    if let Some(Standing::Accepted { by, until }) = promise::standing(program, field, Some(evidence)) {
        let ground = program.promises.get(by).map(|promise| program.citation(promise.clause));
        shape.insert("allowed_by".to_owned(), json!(ground));
        shape.insert("until".to_owned(), json!(until.map(Date::iso)));
    }
    Some(Json::Object(shape))
}

/// What is said of evidence.
fn said(evidence: &Evidence) -> impl Iterator<Item = (&'static str, String)> {
    let (promiser, until) = (evidence.promiser.clone(), evidence.until.map(Date::iso));
    let by = [("form", evidence.form.clone()), ("promiser", promiser), ("by", evidence.by.clone())];
    let days = [("on", evidence.on.map(Date::iso)), ("until", until)];
    by.into_iter().chain(days).filter_map(|(key, value)| Some((key, value?)))
}

/// The judgement behind a step, with who gave it: an answer to a question, or whether something belongs to an open set.
#[must_use]
pub fn judgement(program: &Program, record: &Record, decision: &Decision, step: StepId) -> Option<Json> {
    let step = decision.trace.steps.get(step.0 as usize)?;
    let node = program.nodes.get(step.node.index())?;
    let (path, answer) = match &node.op {
        Op::Judged { question, .. } => {
            let answer = record.answer(*question, step.instance)?;
            (words::fact_path(program, record, &Question::Judgement(*question, step.instance)), answer)
        }
        Op::Within { set, .. } => {
            let name = &program.sets.get(set.index())?.name;
            let given = answered_on(program, record, name, node.plane, step.instance)?;
            let question = Question::Membership(*set, given.plane, given.instance);
            (words::fact_path(program, record, &question), &given.answer)
        }
        _ => return None,
    };
    Some(json!({"key": path, "by": answer.by, "on": answer.on.map(Date::iso), "reason": answer.reason}))
}

/// The answer whether something belongs to an open set, on the object itself or on one that holds it.
fn answered_on<'r>(
    program: &Program,
    record: &'r Record,
    set: &str,
    mut plane: PlaneId,
    mut instance: u32,
) -> Option<&'r Membership> {
    loop {
        let here =
            |given: &&Membership| given.set == set && given.plane == plane && given.instance == instance;
        if let Some(given) = record.memberships.iter().find(here) {
            return Some(given);
        }
        instance = *record.planes.get(plane.index())?.parent.get(instance as usize)?;
        plane = program.planes.get(plane.index())?.parent?;
    }
}
