//! Decisions as JSON: the published shapes, apart from the types that the library computes with.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::cases::supposed;
use crate::facts::record::Record;
use crate::presentation::{evidence, words};
use crate::program::ir::{Answer, Benefit, NoteId, Op, Output, Program, QuestionId, Role};
use crate::program::legal::NoteKind;
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::{Fault, Question, Value};

/// A decision: all results for one record.
#[derive(Serialize)]
pub struct DecisionShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    area: String,
    on: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    switched_readings: Option<Json>,
    /// Figures that are supposed: it is a trial, no decision.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supposed: Vec<String>,
    results: Map<String, Json>,
    rests_on: Json,
    duties: Vec<Json>,
    /// Worth looking into; nothing is decided by them.
    #[serde(skip_serializing_if = "Map::is_empty")]
    leads: Map<String, Json>,
}

/// A decision in the shape of section 2.5 of the design.
#[must_use]
pub fn decision(program: &Program, record: &Record, decision: &Decision) -> DecisionShape {
    let (mut results, mut duties, mut leads) = (Map::new(), Map::new(), Map::new());
    for outcome in &decision.outcomes {
        let Some(output) = program.outputs.get(outcome.output) else { continue };
        let name = result_name(program, record, output, outcome.instance);
        let place = match output.role {
            Role::Decision => &mut results,
            Role::Duty => &mut duties,
            Role::Lead => &mut leads,
        };
        let mut key = name.clone();
        let mut number = 2;
        while place.contains_key(&key) {
            key = format!("{name}{number}");
            number += 1;
        }
        place.insert(key, result(program, record, decision, output, outcome));
    }
    // A duty with a condition is told beside those that always hold, with how it stands.
    let arising = duties.into_iter().map(|(name, result)| {
        let mut shape = json!({"kind": "职责", "name": name});
        if let (Json::Object(shape), Json::Object(result)) = (&mut shape, result) {
            shape.extend(result);
        }
        shape
    });
    let clause = |at| {
        let quote = program.clause(at).quote.as_ref();
        json!({"ground": program.citation(at), "wording": quote.map(|quote| quote.text.as_str()),
            "verbatim": quote.map(|quote| quote.verbatim)})
    };
    let duty = |duty: &crate::program::legal::Duty| {
        let parts: Map<String, Json> =
            duty.parts.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
        let mut shape = json!({"kind": duty.verb, "name": duty.name, "parts": parts});
        if let (Json::Object(shape), Json::Object(ground)) = (&mut shape, clause(duty.clause)) {
            shape.extend(ground);
        }
        shape
    };
    DecisionShape {
        id: decision.id.clone(),
        area: program.area.clone(),
        on: program.on.iso(),
        text: program.digest.clone(),
        switched_readings: switched(program),
        supposed: supposed(program),
        results,
        rests_on: rests_on(program, record, decision, decision.outcomes.iter()),
        duties: program.duties.iter().map(duty).chain(arising).collect(),
        leads,
    }
}

/// `decision`, `duty`, `lead`.
#[must_use]
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Decision => "decision",
        Role::Duty => "duty",
        Role::Lead => "lead",
    }
}

/// Readings that are taken against the documents; none where there are none.
#[must_use]
pub fn switched(program: &Program) -> Option<Json> {
    let switched = program.doubts.iter().filter(|doubt| doubt.is_switched());
    let shapes: Vec<Json> = switched
        .map(|doubt| {
            json!({"ground": program.citation(doubt.clause), "doubt": doubt.text, "reading": doubt.taken,
                "stated": doubt.stated})
        })
        .collect();
    (!shapes.is_empty()).then_some(Json::Array(shapes))
}

/// Figures that are supposed, as they were given.
#[must_use]
pub fn supposed(program: &Program) -> Vec<String> {
    supposed::figures(program).map(str::to_owned).collect()
}

/// `低保金`, `护理补贴（甲）`.
#[must_use]
pub fn result_name(program: &Program, record: &Record, output: &Output, instance: u32) -> String {
    match words::subject(program, record, output.plane, instance) {
        Some(subject) => format!("{}（{subject}）", output.name),
        None => output.name.clone(),
    }
}

/// The unit in which a benefit's amount is shown.
#[must_use]
pub fn result_unit(program: &Program, output: &Output, benefit: &Benefit) -> Unit {
    let asked = |question: QuestionId| match program.questions.get(question.index())?.answer {
        Answer::Grant(unit) | Answer::Number(unit) => Some(unit),
        _ => None,
    };
    let unit = match benefit.amount {
        Some(node) => words::unit_of(program, node),
        None => benefit.grant.and_then(asked).unwrap_or(Unit::PURE),
    };
    let owner = program.planes.get(output.plane.index()).map_or(Base::Household, |plane| plane.per);
    words::unit_for(unit, owner)
}

pub(crate) fn result(
    program: &Program,
    record: &Record,
    decision: &Decision,
    output: &Output,
    outcome: &Outcome,
) -> Json {
    let mut shape = Map::new();
    let mut put = |key: &str, value: Json| {
        shape.insert(key.to_owned(), value);
    };
    let unit = output.benefit.as_ref().map(|benefit| result_unit(program, output, benefit));
    let settled = matches!(
        outcome.status,
        Status::Holds(_) | Status::Granted(_) | Status::GrantedInKind | Status::NotGranted
    );
    put("status", json!(status_name(&outcome.status)));
    match &outcome.status {
        Status::Holds(holds) => put("value", json!(holds)),
        Status::Granted(amount) => {
            put("value", money(*amount, unit));
            put("unit", json!(unit.map(|unit| unit.to_string())));
        }
        Status::GrantedInKind => put("value", json!(true)),
        Status::NotGranted => put("value", Json::Null),
        Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range) => {
            if let (Some(range), Some(unit)) = (range, unit) {
                put("range", interval(*range, unit));
                put("unit", json!(unit.to_string()));
            }
        }
        Status::Conflict(fault) | Status::NoRule(fault) | Status::Error(fault) => {
            put("reason", reason(program, fault));
        }
    }
    if let Some(benefit) = &output.benefit {
        put(
            "force",
            json!(match benefit.force {
                crate::program::ir::Force::Shall => "shall",
                crate::program::ir::Force::May => "may",
            }),
        );
        if let Some(form) = &benefit.form {
            put("form", json!(form));
        }
    }
    if outcome.may_be_refused {
        put("may_be_refused", json!(true));
    }
    if !outcome.missing.is_empty() {
        let paths: Vec<String> =
            outcome.missing.iter().map(|q| words::fact_path(program, record, q)).collect();
        put("missing", json!(paths));
    }
    questions(program, record, outcome, &mut put);
    if !outcome.cases.is_empty() {
        let paths: Vec<String> = outcome.cases.iter().map(|q| words::fact_path(program, record, q)).collect();
        put("open_but_irrelevant", json!(paths));
    }
    if !outcome.failed.is_empty() {
        put("failed", json!(outcome.failed));
    }
    if !outcome.beaten_by.is_empty() {
        put("excluded_by", json!(outcome.beaten_by));
    }
    if !outcome.bodies.is_empty() {
        put("authority", json!(outcome.bodies.join("、")));
    }
    if let Some(payment) = &outcome.payment {
        let each = payment.each.map(|each| money(each, Some(Unit::of(unit_of_payment()))));
        put(
            "schedule",
            json!([{"cycle": payment.cycle, "each": each, "terms": payment.words, "payee": payment.payee,
                "first_month": payment.first.map(Month::iso), "due": payment.due.map(Date::iso),
                "months": payment.months}]),
        );
    }
    if !outcome.funding.is_empty() {
        let shares: Vec<Json> = outcome
            .funding
            .iter()
            .map(|(bearer, part)| json!({"bearer": bearer, "value": money(*part, unit)}))
            .collect();
        put("funding", json!(shares));
    }
    if let Some(due) = outcome.due.and_then(|due| decision.trace.steps.get(due.0 as usize)) {
        match due.value {
            Value::Date(day) => put("due_by", json!(day.iso())),
            Value::Fault(fault) => {
                put("due_by", Json::Null);
                put("due_by_reason", reason(program, decision.trace.arena.fault(fault)));
            }
            Value::Open(open) => {
                let questions = &decision.trace.arena.open(open).questions;
                let missing: Vec<String> =
                    questions.iter().map(|q| words::fact_path(program, record, q)).collect();
                put("due_by", Json::Null);
                put("due_by_missing", json!(missing));
            }
            _ => put("due_by", Json::Null),
        }
    }
    if settled && let Some(words) = &output.consequence {
        let key = match output.role {
            Role::Decision => "consequence",
            Role::Duty => "must",
            Role::Lead => "hint",
        };
        put(key, json!(words));
    }
    let ground = program.items.get(output.item.index());
    if let Some(item) = ground {
        let mut grounds = vec![program.citation(item.clause)];
        grounds.extend(item.changes.iter().map(|change| program.citation(change.clause)));
        grounds.dedup();
        put("ground", json!(grounds));
    }
    if let Some(held) = evidence::held_shape(program, record, outcome, unit) {
        put("held", held);
    }
    let promised =
        outcome.rests_on.promised.iter().filter_map(|step| fact_of(program, record, decision, *step));
    let promised: Vec<String> = promised.collect();
    if !promised.is_empty() {
        put("promised", json!(promised));
    }
    let rests_on = evidence::rests_on(program, record, decision, outcome);
    if rests_on.as_object().is_some_and(|rests_on| !rests_on.is_empty()) {
        put("rests_on", rests_on);
    }
    Json::Object(shape)
}

/// A payment is in 元.
fn unit_of_payment() -> crate::quantity::unit::Dimension {
    crate::quantity::unit::Dimension::of(Base::Yuan)
}

/// `decided`, `undetermined` and so on.
#[must_use]
pub fn status_name(status: &Status) -> &'static str {
    match status {
        Status::Holds(_) | Status::Granted(_) | Status::GrantedInKind | Status::NotGranted => "decided",
        Status::Offered(_) => "offered",
        Status::Undetermined(_) => "undetermined",
        Status::NeedsJudgement(_) => "needs_judgement",
        Status::Conflict(_) => "conflict",
        Status::NoRule(_) => "no_rule",
        Status::Error(_) => "error",
    }
}

/// Whom to ask what, for judgements on live paths.
fn questions(program: &Program, record: &Record, outcome: &Outcome, put: &mut impl FnMut(&str, Json)) {
    let asked: Vec<Json> = outcome
        .missing
        .iter()
        .filter_map(|missing| {
            let Question::Judgement(question, _) = missing else { return None };
            let question = program.questions.get(question.index())?;
            Some(json!({"key": words::fact_path(program, record, missing), "by": question.bodies.join("、"),
                "question": question.text, "reason_required": question.reason_required}))
        })
        .collect();
    if let Some(first) = asked.first() {
        put("by", first["by"].clone());
        put("question", first["question"].clone());
    }
    if asked.len() > 1 {
        put("questions", Json::Array(asked));
    }
}

fn reason(program: &Program, fault: &Fault) -> Json {
    json!(words::fault_words(program, fault))
}

fn money(value: Ratio, unit: Option<Unit>) -> Json {
    let unit = unit.unwrap_or(Unit::PURE);
    let places = if unit.dimension.exponent(Base::Yuan) == 1 { 2 } else { 0 };
    json!(words::decimal(value, unit, places, false))
}

/// `["100", null]`: the least and the greatest possible.
fn interval(interval: Interval, unit: Unit) -> Json {
    let end = |bound: crate::quantity::interval::Bound, upward| {
        bound.value().and_then(|value| words::decimal(value, unit, 0, upward))
    };
    json!([end(interval.low, false), end(interval.high, true)])
}

/// What results rest on besides law and verified facts.
fn rests_on<'o>(
    program: &Program,
    record: &Record,
    decision: &Decision,
    outcomes: impl Iterator<Item = &'o Outcome>,
) -> Json {
    let mut facts: [Vec<String>; 3] = Default::default();
    let mut judged: Vec<Json> = Vec::new();
    let mut notes: Vec<NoteId> = Vec::new();
    for outcome in outcomes {
        let rests = &outcome.rests_on;
        for (paths, steps) in facts.iter_mut().zip([&rests.promised, &rests.stated, &rests.disputed]) {
            for step in steps {
                paths.extend(fact_of(program, record, decision, *step).filter(|path| !paths.contains(path)));
            }
        }
        for step in &rests.judged {
            judged.extend(
                evidence::judgement(program, record, decision, *step).filter(|one| !judged.contains(one)),
            );
        }
        notes.extend(rests.notes.iter().copied());
    }
    notes.sort();
    notes.dedup();
    let (mut assumptions, mut open_questions) = (Vec::new(), Vec::new());
    for (id, note) in notes.iter().filter_map(|id| Some((id.0, program.notes.get(id.index())?))) {
        let ground = program.citation(note.clause);
        match &note.kind {
            NoteKind::Assumption => {
                let mut shape = json!({"id": id, "text": note.text, "ground": ground});
                if let Some(why) = &note.reason {
                    shape["why"] = json!(why);
                }
                assumptions.push(shape);
            }
            NoteKind::Reading { readings, taken } => open_questions.push(
                json!({"id": id, "text": note.text, "readings": readings, "taken": taken, "why": note.reason, "ground": ground}),
            ),
            NoteKind::Pending => {
                open_questions.push(json!({"id": id, "text": note.text, "taken": null, "ground": ground}));
            }
        }
    }
    let [promised, stated, disputed] = facts;
    let mut shape =
        json!({"promised": promised, "assumptions": assumptions, "open_questions": open_questions});
    for (key, paths) in [("stated", stated), ("disputed", disputed)] {
        if !paths.is_empty() {
            shape[key] = json!(paths);
        }
    }
    if !judged.is_empty() {
        shape["judged"] = json!(judged);
    }
    shape
}

/// The place in the record of the fact behind a step.
fn fact_of(program: &Program, record: &Record, decision: &Decision, step: StepId) -> Option<String> {
    let step = decision.trace.steps.get(step.0 as usize)?;
    match &program.nodes.get(step.node.index())?.op {
        Op::Fact(field) => Some(words::fact_path(program, record, &Question::Fact(*field, step.instance))),
        _ => None,
    }
}
