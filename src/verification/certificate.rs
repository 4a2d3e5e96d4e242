//! The certificate of a decision: what was asked, the facts that the rules read, and the trace with its results, as JSON.
//!
//! It holds no names and no identity numbers unless a rule reads them: only the facts, answers and lists that nodes of the
//! program read. Tables (`questions`, `opens`, `faults`) are numbered by first use, so that one decision has one
//! certificate, whoever writes it.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::facts::record::Record;
use crate::program::ir::{Program, Type};
use crate::quantity::calendar::Date;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Decision, Held, Outcome, Payment, RestsOn, Status};
use crate::trace::step::{Step, StepId, Trace};
use crate::trace::value::{Domain, Fault, FaultKind, Open, Question, Value};

use super::household;

/// What the first key of a certificate says.
pub const KIND: &str = "yiju-trace";
/// The version of the format that is written and read.
pub const VERSION: u32 = 1;
/// The keys whose content the digest covers: what was asked and what was known.
pub(super) const GIVEN: [&str; 8] =
    ["certificate", "version", "area", "on", "known_by", "readings", "text", "record"];

/// Writes the certificate of a decision of a record. `known_by`: documents issued later were not known.
#[must_use]
pub fn write(program: &Program, record: &Record, decision: &Decision, known_by: Option<Date>) -> Json {
    let mut whole = Map::new();
    let mut put = |key: &str, value: Json| whole.insert(key.to_owned(), value);
    put("certificate", json!(KIND));
    put("version", json!(VERSION));
    put("area", json!(program.area));
    put("on", json!(program.on.iso()));
    put("known_by", json!(known_by.map(Date::iso)));
    put("readings", json!(readings(program)));
    put("text", json!(program.digest));
    put("record", household::written(program, record));
    let digest = digest(&whole);
    let mut tables = Tables::new(program, &decision.trace);
    let steps: Vec<Json> = decision.trace.steps.iter().map(|step| tables.step(step)).collect();
    let results: Vec<Json> = decision.outcomes.iter().map(|outcome| tables.result(outcome)).collect();
    let mut put = |key: &str, value: Json| whole.insert(key.to_owned(), value);
    put("digest", json!(digest));
    put("questions", json!(tables.questions_written));
    put("opens", json!(tables.opens));
    put("faults", json!(tables.faults));
    put("steps", json!(steps));
    put("results", json!(results));
    Json::Object(whole)
}

/// The doubts that are read otherwise than their documents do, as `--reading` writes them.
fn readings(program: &Program) -> Vec<String> {
    let switched = program.doubts.iter().filter(|doubt| doubt.is_switched());
    switched
        .filter_map(|doubt| {
            let code = &program.documents.get(doubt.document.index())?.code;
            Some(format!("《{code}》“{}”={}", doubt.text, doubt.taken.as_ref()?))
        })
        .collect()
}

/// `sha256:…` of what was asked and known, whatever the order of its keys.
pub(super) fn digest(whole: &Map<String, Json>) -> String {
    let mut text = String::new();
    for key in GIVEN {
        text.push_str(key);
        text.push('=');
        canonical(whole.get(key).unwrap_or(&Json::Null), &mut text);
        text.push('\n');
    }
    let digest = Sha256::digest(text.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

/// JSON without blanks, keys in order.
fn canonical(value: &Json, text: &mut String) {
    match value {
        Json::Object(object) => {
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort_unstable();
            text.push('{');
            for key in keys {
                text.push_str(&json!(key).to_string());
                text.push(':');
                canonical(&object[key], text);
                text.push(',');
            }
            text.push('}');
        }
        Json::Array(items) => {
            text.push('[');
            for item in items {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// A fraction: `655`, `2107/3`.
pub(super) fn number(ratio: Ratio) -> String {
    match ratio.denominator() {
        1 => ratio.numerator().to_string(),
        under => format!("{}/{under}", ratio.numerator()),
    }
}

/// A range: ends as `{"at": …, "reached": …}`, null where there is none.
fn range(range: Interval) -> Json {
    let end = |bound: Bound| match bound {
        Bound::Unbounded => Json::Null,
        Bound::Closed(at) => json!({"at": number(at), "reached": true}),
        Bound::Open(at) => json!({"at": number(at), "reached": false}),
    };
    json!({"low": end(range.low), "high": end(range.high)})
}

/// What values refer to, each content once.
struct Tables<'a> {
    program: &'a Program,
    trace: &'a Trace,
    questions: Vec<Question>,
    questions_written: Vec<Json>,
    opens: Vec<Json>,
    faults: Vec<Json>,
}

/// The place of something in a table, where it is put if it is new.
fn place(table: &mut Vec<Json>, entry: Json) -> usize {
    table.iter().position(|known| *known == entry).unwrap_or_else(|| {
        table.push(entry);
        table.len() - 1
    })
}

impl<'a> Tables<'a> {
    fn new(program: &'a Program, trace: &'a Trace) -> Tables<'a> {
        let (opens, faults) = (Vec::new(), Vec::new());
        Tables { program, trace, questions: Vec::new(), questions_written: Vec::new(), opens, faults }
    }

    fn step(&mut self, step: &Step) -> Json {
        let first = step.first as usize;
        let children = &self.trace.children[first..first + step.count as usize];
        json!({
            "node": step.node.0,
            "of": step.instance,
            "value": self.value(step),
            "from": steps(children),
        })
    }

    fn value(&mut self, step: &Step) -> Json {
        let arena = &self.trace.arena;
        match step.value {
            Value::Truth(truth) => json!(truth),
            Value::Number(ratio) => json!(number(ratio)),
            Value::Element(element) => json!({"element": self.element(step, element)}),
            Value::Unlisted(text) => json!({"unlisted": arena.text(text)}),
            Value::Date(date) => json!({"date": date.iso()}),
            Value::Text(text) => json!({"text": arena.text(text)}),
            Value::Place(text) => json!({"place": arena.text(text)}),
            Value::Absent => Json::Null,
            Value::Open(id) => {
                let entry = self.open(step, arena.open(id));
                json!({"open": place(&mut self.opens, entry)})
            }
            Value::Fault(id) => {
                let entry = self.fault(arena.fault(id));
                json!({"fault": place(&mut self.faults, entry)})
            }
        }
    }

    /// An element by its name; by its number where the node has no category.
    fn element(&self, step: &Step, element: u32) -> Json {
        let Type::Element(category) = self.program.node(step.node).ty else { return json!(element) };
        let names = &self.program.categories[category.index()].elements;
        names.get(element as usize).map_or(json!(element), |name| json!(name))
    }

    fn open(&mut self, step: &Step, open: &Open) -> Json {
        let may = match &open.domain {
            Domain::Truth => json!("truth"),
            Domain::Any => json!("anything"),
            Domain::Number(numbers) => range(*numbers),
            Domain::Elements(elements) => {
                elements.iter().map(|element| self.element(step, *element)).collect()
            }
        };
        json!({
            "questions": self.asked(&open.questions),
            "may": may,
            "or_absent": open.or_absent,
            "or_fault": open.or_fault,
        })
    }

    /// Questions by their places in the table.
    fn asked(&mut self, questions: &[Question]) -> Vec<usize> {
        let mut places = Vec::with_capacity(questions.len());
        for question in questions {
            let known = self.questions.iter().position(|known| known == question);
            places.push(known.unwrap_or_else(|| {
                self.questions.push(*question);
                self.questions_written.push(self.question(*question));
                self.questions.len() - 1
            }));
        }
        places
    }

    fn question(&self, question: Question) -> Json {
        let program = self.program;
        let plane = |plane: crate::program::ir::PlaneId| program.planes[plane.index()].name.as_str();
        match question {
            Question::Fact(field, of) => {
                let known = &program.fields[field.index()];
                json!({"fact": known.name, "on": plane(known.plane), "of": of})
            }
            Question::List(list, of) => json!({"list": plane(list), "number": list.0, "of": of}),
            Question::Month(field, of, month) => {
                let known = &program.fields[field.index()];
                json!({"fact": known.name, "on": plane(known.plane), "of": of, "month": month.iso()})
            }
            Question::Judgement(question, of) => {
                json!({"judgement": program.questions[question.index()].key, "number": question.0, "of": of})
            }
            Question::Membership(set, on, of) => {
                json!({"in_set": program.sets[set.index()].name, "number": set.0, "on": plane(on), "of": of})
            }
            Question::Figure(parameter, cell) => {
                json!({"figure": program.parameters[parameter.index()].name, "number": parameter.0, "cell": cell})
            }
        }
    }

    fn fault(&self, fault: &Fault) -> Json {
        let program = self.program;
        let why = match &fault.kind {
            FaultKind::Overflow => json!("overflow"),
            FaultKind::DivisionByZero => json!("division_by_zero"),
            FaultKind::Conflict(alternatives) => json!({"conflict": alternatives}),
            FaultKind::Pending => json!("pending"),
            FaultKind::NoRule => json!("no_rule"),
            FaultKind::NoFigure(parameter) => {
                json!({"no_figure": program.parameters[parameter.index()].name, "number": parameter.0})
            }
            FaultKind::NoCalendar(year) => json!({"no_calendar": year}),
            FaultKind::Empty => json!("empty"),
            FaultKind::AbsentOperand => json!("absent"),
            FaultKind::OutOfBounds(answer, room) => {
                json!({"out_of_bounds": number(*answer), "bounds": range(*room)})
            }
            FaultKind::WrongBody(body) => json!({"wrong_body": body}),
            FaultKind::ReasonMissing(question) => {
                json!({"reason_missing": program.questions[question.index()].key, "number": question.0})
            }
        };
        json!({"why": why, "node": fault.node.0, "of": fault.instance})
    }

    fn result(&mut self, outcome: &Outcome) -> Json {
        let output = &self.program.outputs[outcome.output];
        json!({
            "result": output.name,
            "number": outcome.output,
            "of": outcome.instance,
            "status": self.status(&outcome.status),
            "missing": self.asked(&outcome.missing),
            "cases": self.asked(&outcome.cases),
            "may_be_refused": outcome.may_be_refused,
            "bodies": outcome.bodies,
            "payment": outcome.payment.as_ref().map(payment),
            "funding": funding(&outcome.funding),
            "condition": outcome.condition.0,
            "amount": outcome.amount.map(|step| step.0),
            "approval": outcome.approval.map(|step| step.0),
            "due": outcome.due.map(|step| step.0),
            "failed": outcome.failed,
            "beaten_by": outcome.beaten_by,
            "rests_on": rests_on(&outcome.rests_on),
            "held": outcome.held.as_ref().map(|held| self.held(held)),
        })
    }

    fn held(&mut self, held: &Held) -> Json {
        let facts: Vec<Question> = held.facts.iter().map(|(field, of)| Question::Fact(*field, *of)).collect();
        json!({
            "promised": self.asked(&facts),
            "provisional": self.status(&held.provisional),
            "may_be_refused": held.may_be_refused,
        })
    }

    fn status(&self, status: &Status) -> Json {
        let within = |interval: &Option<Interval>| interval.map(range);
        match status {
            Status::Holds(holds) => json!({"holds": holds}),
            Status::Granted(amount) => json!({"granted": number(*amount)}),
            Status::GrantedInKind => json!("granted_in_kind"),
            Status::NotGranted => json!("not_granted"),
            Status::Offered(amount) => json!({"offered": within(amount)}),
            Status::Undetermined(amount) => json!({"undetermined": within(amount)}),
            Status::NeedsJudgement(amount) => json!({"needs_judgement": within(amount)}),
            Status::Conflict(fault) => json!({"conflict": self.fault(fault)}),
            Status::NoRule(fault) => json!({"no_rule": self.fault(fault)}),
            Status::Error(fault) => json!({"error": self.fault(fault)}),
        }
    }
}

fn steps(ids: &[StepId]) -> Vec<u32> {
    ids.iter().map(|id| id.0).collect()
}

fn payment(payment: &Payment) -> Json {
    json!({
        "cycle": payment.cycle,
        "each": payment.each.map(number),
        "words": payment.words,
        "payee": payment.payee,
        "first": payment.first.map(|month| month.iso()),
        "due": payment.due.map(Date::iso),
        "months": payment.months,
    })
}

fn funding(shares: &[(String, Ratio)]) -> Vec<Json> {
    shares.iter().map(|(bearer, amount)| json!({"bearer": bearer, "amount": number(*amount)})).collect()
}

fn rests_on(rests_on: &RestsOn) -> Json {
    json!({
        "verified": steps(&rests_on.verified),
        "promised": steps(&rests_on.promised),
        "stated": steps(&rests_on.stated),
        "disputed": steps(&rests_on.disputed),
        "judged": steps(&rests_on.judged),
        "notes": rests_on.notes.iter().map(|note| note.0).collect::<Vec<u32>>(),
    })
}
