//! Explanations as data: results, the steps that they rest on, and what the steps cite.

use serde_json::{Map, Value as Json, json};

use crate::presentation::{evidence, words};
use crate::program::ir::{ClauseId, NoteId, Type};
use crate::program::legal::NoteKind;
use crate::quantity::interval::Bound;
use crate::trace::outcome::{Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::{Question, Value};

use super::applicant;
use super::audit;
use super::conclusion;
use super::layout::Entry;
use super::officer;
use super::view::{View, mask};
use super::{Options, Reader};

/// The whole explanation.
pub(super) fn document(view: &View, chosen: &[&Outcome], options: &Options) -> Json {
    let reader = match options.reader {
        Reader::Officer => "officer",
        Reader::Applicant => "applicant",
        Reader::Audit => "audit",
    };
    let told = View { brief: true, ..*view };
    let mut root = Map::new();
    root.insert("for".into(), json!(reader));
    root.insert("id".into(), json!(view.decision.id.as_deref().map(mask)));
    root.insert("area".into(), json!(view.program.area));
    root.insert("on".into(), json!(view.program.on.iso()));
    root.insert("text".into(), json!(view.program.digest));
    let supposed = crate::presentation::json::supposed(view.program);
    if !supposed.is_empty() {
        root.insert("supposed".into(), supposed.into());
    }
    if let Some(switched) = crate::presentation::json::switched(view.program) {
        root.insert("switched_readings".into(), switched);
    }
    if options.reader == Reader::Applicant {
        let page = applicant::page(&told, chosen, options.result.is_some(), &options.notice);
        root.insert("title".into(), json!(page.title));
        root.insert("subtitle".into(), json!(page.subtitle));
        let sections = page.sections.iter().map(|section| {
            let lines = section.lines.iter().map(|(depth, text)| json!({"depth": depth, "text": text}));
            json!({"heading": section.heading, "lines": lines.collect::<Vec<_>>()})
        });
        root.insert("sections".into(), Json::Array(sections.collect()));
        return Json::Object(root);
    }
    let mut results: Vec<Json> = chosen.iter().map(|outcome| result(view, outcome)).collect();
    if options.reader == Reader::Officer {
        // Data keeps every result with its reasons.
        let report = officer::report(&told, chosen, &[], false);
        for (at, _, entry) in &report.results {
            if let Some(Json::Object(result)) = results.get_mut(*at) {
                result.insert("reasons".into(), Json::Array(entry.below.iter().map(reason).collect()));
            }
        }
        root.insert("notes_numbered".into(), json!(report.notes));
    }
    root.insert("results".into(), Json::Array(results));
    let ids = audit::steps(view, chosen);
    root.insert("steps".into(), Json::Array(ids.iter().map(|id| step(view, *id)).collect()));
    let mut clauses: Vec<ClauseId> = ids.iter().flat_map(|id| view.step_clauses(*id)).collect();
    clauses.sort_unstable();
    clauses.dedup();
    root.insert("clauses".into(), Json::Array(clauses.iter().map(|id| clause(view, *id)).collect()));
    let mut notes: Vec<NoteId> = chosen.iter().flat_map(|o| o.rests_on.notes.iter().copied()).collect();
    notes.sort_unstable();
    notes.dedup();
    root.insert("notes".into(), Json::Array(notes.iter().map(|id| note(view, *id)).collect()));
    Json::Object(root)
}

fn reason(entry: &Entry) -> Json {
    let below: Vec<Json> = entry.below.iter().map(reason).collect();
    json!({"text": entry.text, "step": entry.step, "reasons": below})
}

fn result(view: &View, outcome: &Outcome) -> Json {
    let Some(output) = conclusion::output(view, outcome) else { return Json::Null };
    let on = &outcome.rests_on;
    let ids = |steps: &[StepId]| steps.iter().map(|id| id.0).collect::<Vec<u32>>();
    let unit = output.benefit.as_ref().map(|_| conclusion::unit(view, outcome));
    let questions = |list: &[Question]| list.iter().map(|one| question(view, one)).collect::<Vec<Json>>();
    json!({
        "name": output.name,
        "subject": view.subject(output.plane, outcome.instance),
        "role": crate::presentation::json::role_name(output.role),
        "standing": conclusion::word(view, outcome),
        "conclusion": conclusion::conclusion(view, outcome),
        "amount_decided": decided(view, outcome),
        "range": range(view, outcome),
        "unit": output.benefit.as_ref().map(|_| conclusion::unit(view, outcome).to_string()),
        "bodies": outcome.bodies,
        "payment": conclusion::payment(view, outcome),
        "funding": conclusion::funding(view, outcome),
        "consequence": output.consequence,
        "clause": view.program.item(output.item).clause.0,
        "condition": outcome.condition.0,
        "amount": outcome.amount.map(|id| id.0),
        "approval": outcome.approval.map(|id| id.0),
        "due": outcome.due.map(|id| id.0),
        "due_by": outcome.due.map(|id| view.value_words(id)),
        "failed": outcome.failed,
        "excluded_by": outcome.beaten_by,
        "missing": questions(&outcome.missing),
        "without_effect": questions(&outcome.cases),
        "may_be_refused": outcome.may_be_refused,
        "other_readings": view.other_readings(outcome),
        "held": masked(evidence::held_shape(view.program, view.record, outcome, unit).unwrap_or_default()),
        "evidence": masked(evidence::rests_on(view.program, view.record, view.decision, outcome)),
        "rests_on": {
            "verified": ids(&on.verified),
            "promised": ids(&on.promised),
            "stated": ids(&on.stated),
            "disputed": ids(&on.disputed),
            "judged": ids(&on.judged),
            "notes": on.notes.iter().map(|id| id.0).collect::<Vec<u32>>(),
        },
    })
}

/// Texts of the record without identity numbers.
fn masked(json: Json) -> Json {
    match json {
        Json::String(text) => Json::String(mask(&text)),
        Json::Array(items) => items.into_iter().map(masked).collect(),
        Json::Object(entries) => {
            Json::Object(entries.into_iter().map(|(key, value)| (key, masked(value))).collect())
        }
        other => other,
    }
}

/// The amount granted, as a decimal text.
fn decided(view: &View, outcome: &Outcome) -> Option<String> {
    match outcome.status {
        Status::Granted(amount) => words::decimal(amount, conclusion::unit(view, outcome), 2, false),
        _ => None,
    }
}

/// The ends of the range in which an open amount lies; null where there is no end.
fn range(view: &View, outcome: &Outcome) -> Option<[Option<String>; 2]> {
    let (Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range)) =
        outcome.status
    else {
        return None;
    };
    let unit = conclusion::unit(view, outcome);
    let say = |bound: Bound, upward| bound.value().and_then(|value| words::decimal(value, unit, 2, upward));
    range.map(|range| [say(range.low, false), say(range.high, true)])
}

fn question(view: &View, question: &Question) -> Json {
    json!({
        "question": view.question_words(question),
        "place": view.question_place(question),
        "by": view.question_bodies(question),
    })
}

fn step(view: &View, id: StepId) -> Json {
    let step = view.step(id);
    let node = view.node(id);
    let mut said = Map::new();
    said.insert("id".into(), json!(id.0));
    said.insert("node".into(), json!(step.node.0));
    said.insert("subject".into(), json!(view.subject(node.plane, step.instance)));
    said.insert("instance".into(), json!(step.instance));
    said.insert("operation".into(), json!(view.operation(id)));
    said.insert("item".into(), json!(view.program.item(node.item).name));
    said.insert("heads".into(), json!(node.heads));
    said.insert("text".into(), json!(super::law::on_one_line(&node.text)));
    said.insert("value".into(), json!(view.value_words(id)));
    if let (Value::Number(number), Type::Number(unit)) = (view.value(id), node.ty) {
        let exact = match number.decimal_places() {
            Some(_) => number.to_decimal_string(0),
            None => Some(format!("{}/{}", number.numerator(), number.denominator())),
        };
        said.insert("number".into(), json!(exact));
        let base = crate::quantity::unit::Unit::of(unit.dimension);
        said.insert("unit".into(), json!(base.to_string()));
    }
    said.insert("clauses".into(), json!(view.step_clauses(id).iter().map(|c| c.0).collect::<Vec<u32>>()));
    said.insert("from".into(), json!(view.children(id).iter().map(|c| c.0).collect::<Vec<u32>>()));
    if let Some((field, fact)) = view.fact(id) {
        said.insert("place".into(), json!(view.place_of_fact(field, step.instance)));
        said.insert("evidence".into(), json!(view.evidence(fact.evidence.as_deref())));
    }
    if let Some(cell) = view.cell(id) {
        said.insert("published".into(), json!(view.published(cell)));
    }
    if let Some(answer) = view.answer_words(id) {
        said.insert("decided".into(), json!(answer));
    }
    Json::Object(said)
}

fn clause(view: &View, id: ClauseId) -> Json {
    let clause = view.program.clause(id);
    let document = view.program.document_of(id);
    json!({
        "id": id.0,
        "citation": view.cite(id),
        "document": document.title,
        "area": document.area,
        "number": document.number,
        "effective": document.effective.iso(),
        "effective_assumed": document.effective_assumed,
        "origin": document.origin,
        "article": clause.article,
        "quote": clause.quote.as_ref().map(|quote| quote.text.clone()),
        "verbatim": clause.quote.as_ref().map(|quote| quote.verbatim),
    })
}

fn note(view: &View, id: NoteId) -> Json {
    let Some(note) = view.program.notes.get(id.index()) else { return Json::Null };
    let kind = match note.kind {
        NoteKind::Assumption => "假定",
        NoteKind::Reading { .. } => "疑义",
        NoteKind::Pending => "待定",
    };
    json!({"id": id.0, "kind": kind, "text": view.note_words(note), "clause": note.clause.0})
}
