//! The facts of a certificate: what of a record the rules read, written and read back.

use serde_json::{Map, Value as Json, json};

use crate::facts::record::{
    Answered, Evidence, Fact, FactValue, Instances, Listed, Membership, Record, Support,
};
use crate::program::ir::{Answer, CategoryId, FieldId, Op, PlaneId, Program, QuestionId, Type};
use crate::quantity::calendar::{Date, Month};

use super::bridge;
use super::certificate::number;
use super::days::Day;
use super::number::Number;

/// The facts and questions that results of a program rest on.
struct Read {
    fields: Vec<FieldId>,
    questions: Vec<QuestionId>,
    sets: Vec<String>,
}

fn read_by(program: &Program) -> Read {
    let mut needed = vec![false; program.nodes.len()];
    for output in &program.outputs {
        let nodes = std::iter::once(output.condition).chain(output.due).chain(super::ground::money(output));
        nodes.for_each(|node| needed[node.index()] = true);
    }
    let mut read = Read { fields: Vec::new(), questions: Vec::new(), sets: Vec::new() };
    for at in (0..needed.len()).rev() {
        if needed[at] {
            for operand in super::ground::operands(&program.nodes[at].op) {
                needed[operand.index()] = true;
            }
        }
    }
    for (node, _) in program.nodes.iter().zip(&needed).filter(|(_, needed)| **needed) {
        match &node.op {
            Op::Fact(field) | Op::Run { field, .. } => read.fields.push(*field),
            Op::Judged { question, .. } => read.questions.push(*question),
            Op::Within { set, .. } => read.sets.push(program.sets[set.index()].name.clone()),
            _ => {}
        }
    }
    let grants = program.outputs.iter().filter_map(|output| output.benefit.as_ref()?.grant);
    read.questions.extend(grants);
    read.fields.sort_unstable();
    read.fields.dedup();
    read.questions.sort_unstable();
    read.questions.dedup();
    read
}

/// What of a record the rules read.
pub(super) fn written(program: &Program, record: &Record) -> Json {
    let read = read_by(program);
    let lists: Vec<Json> = program
        .planes
        .iter()
        .zip(&record.planes)
        .filter(|(plane, _)| plane.parent.is_some())
        .map(|(plane, list)| {
            let listed = list.listed.iter().map(|listed| match listed {
                Listed::Complete => "complete",
                Listed::Incomplete => "incomplete",
                Listed::Unknown => "unknown",
            });
            json!({"list": plane.name, "first": list.first, "listed": listed.collect::<Vec<_>>()})
        })
        .collect();
    let facts: Vec<Json> = read
        .fields
        .iter()
        .map(|id| {
            let field = &program.fields[id.index()];
            let facts = record.columns.get(id.index()).map_or(&[][..], Vec::as_slice);
            let values: Vec<Json> = facts.iter().map(|one| fact(program, field.ty, one)).collect();
            json!({"fact": field.name, "on": program.planes[field.plane.index()].name, "values": values})
        })
        .collect();
    let answers: Vec<Json> = read
        .questions
        .iter()
        .map(|id| {
            let question = &program.questions[id.index()];
            let ty = answer_type(&question.answer);
            let given = record.answers.get(id.index()).map_or(&[][..], Vec::as_slice);
            let values: Vec<Json> = given
                .iter()
                .map(|given| given.as_ref().map_or(Json::Null, |given| answered(program, ty, given)))
                .collect();
            json!({"question": question.key, "values": values})
        })
        .collect();
    let in_sets: Vec<Json> = record
        .memberships
        .iter()
        .filter(|one| read.sets.contains(&one.set))
        .map(|one| {
            let plane = &program.planes[one.plane.index()].name;
            let answer = answered(program, Type::Truth, &one.answer);
            json!({"set": one.set, "on": plane, "plane": one.plane.0, "of": one.instance, "answer": answer})
        })
        .collect();
    json!({"id": record.id, "lists": lists, "facts": facts, "answers": answers, "in_sets": in_sets})
}

fn answer_type(answer: &Answer) -> Type {
    match answer {
        Answer::Truth => Type::Truth,
        Answer::Number(unit) | Answer::Grant(unit) => Type::Number(*unit),
        Answer::Choice(category) => Type::Element(*category),
    }
}

fn value(program: &Program, ty: Type, value: &FactValue) -> Json {
    let name = |element: &u32| match ty {
        Type::Element(category) => {
            let names = &program.categories[category.index()].elements;
            names.get(*element as usize).map_or(json!(element), |name| json!(name))
        }
        _ => json!(element),
    };
    match value {
        FactValue::Unknown => json!({}),
        FactValue::Absent => Json::Null,
        FactValue::Truth(truth) => json!(truth),
        FactValue::Number(ratio) => json!(number(*ratio)),
        FactValue::Element(element) => json!({"element": name(element)}),
        FactValue::OneOf(some) => json!({"one_of": some.iter().map(name).collect::<Vec<_>>()}),
        FactValue::Unlisted(text) => json!({"unlisted": text}),
        FactValue::Date(date) => json!({"date": date.iso()}),
        FactValue::Text(text) => json!({"text": text}),
        FactValue::Place(text) => json!({"place": text}),
        FactValue::Monthly(months) => {
            let months: Vec<Json> =
                months.iter().map(|(month, held)| json!({"month": month.iso(), "held": held})).collect();
            json!({"months": months})
        }
    }
}

fn fact(program: &Program, ty: Type, fact: &Fact) -> Json {
    let plain = value(program, ty, &fact.value);
    let support = match fact.evidence.as_ref().map(|evidence| evidence.support) {
        None | Some(Support::Plain) => return plain,
        Some(Support::Verified) => "verified",
        Some(Support::Promised) => "promised",
        Some(Support::Stated) => "stated",
        Some(Support::Disputed) => "disputed",
    };
    let evidence = fact.evidence.as_deref();
    json!({
        "value": plain,
        "support": support,
        "form": evidence.and_then(|evidence| evidence.form.as_deref()),
        "on": evidence.and_then(|evidence| evidence.on).map(Date::iso),
        "until": evidence.and_then(|evidence| evidence.until).map(Date::iso),
    })
}

fn answered(program: &Program, ty: Type, answered: &Answered) -> Json {
    json!({
        "value": value(program, ty, &answered.value),
        "by": answered.by,
        "on": answered.on.map(Date::iso),
        "reason": answered.reason,
    })
}

/// Reads the facts of a certificate back; in words what cannot be read.
pub(super) fn read(program: &Program, json: &Json) -> Result<Record, String> {
    let wanted = read_by(program);
    let object = json.as_object().ok_or("“record”应是一个对象")?;
    let id = match object.get("id") {
        None | Some(Json::Null) => None,
        Some(id) => Some(text(id, "id")?),
    };
    let planes = lists(program, items(object, "lists")?)?;
    let count = |plane: PlaneId| planes.get(plane.index()).map_or(0, Instances::len);
    let unknown = || Fact { value: FactValue::Unknown, evidence: None };
    let mut columns: Vec<Vec<Fact>> =
        program.fields.iter().map(|field| (0..count(field.plane)).map(|_| unknown()).collect()).collect();
    for (id, json) in each(&wanted.fields, items(object, "facts")?, "facts")? {
        let field = &program.fields[id.index()];
        let values = values(json, count(field.plane), &field.name)?;
        for (slot, json) in columns[id.index()].iter_mut().zip(values) {
            let (plain, evidence) = match json.get("support") {
                None => (json, None),
                Some(support) => (json.get("value").unwrap_or(&Json::Null), Some(evidence(support, json)?)),
            };
            let value = read_value(program, field.ty, plain, &field.name)?;
            let fits = match value {
                FactValue::Absent => field.optional,
                FactValue::Monthly(_) => field.monthly,
                // Only an answer whether a power is used is one of the two.
                FactValue::Truth(_) => field.ty == Type::Truth,
                _ => true,
            };
            if !fits {
                return Err(format!("“{}”不能是这样的值：{plain}", field.name));
            }
            *slot = Fact { value, evidence };
        }
    }
    let mut answers: Vec<Vec<Option<Answered>>> =
        program.questions.iter().map(|question| vec![None; count(question.plane)]).collect();
    for (id, json) in each(&wanted.questions, items(object, "answers")?, "answers")? {
        let question = &program.questions[id.index()];
        for (slot, json) in
            answers[id.index()].iter_mut().zip(values(json, count(question.plane), &question.key)?)
        {
            if !json.is_null() {
                *slot = Some(read_answered(program, answer_type(&question.answer), json, &question.key)?);
            }
        }
    }
    let mut memberships = Vec::new();
    for json in items(object, "in_sets")? {
        let set = text(json.get("set").unwrap_or(&Json::Null), "set")?;
        let of =
            |key: &str| json.get(key).and_then(Json::as_u64).and_then(|number| u32::try_from(number).ok());
        let (Some(plane), Some(instance)) = (of("plane").map(PlaneId), of("of")) else {
            return Err(format!("“{set}”没有写是谁的"));
        };
        if instance as usize >= count(plane) {
            return Err(format!("“{set}”所写的人或事不在记录里"));
        }
        let answer = read_answered(program, Type::Truth, json.get("answer").unwrap_or(&Json::Null), &set)?;
        memberships.push(Membership { set, plane, instance, answer });
    }
    Ok(Record { id, planes, columns, answers, memberships })
}

fn items<'j>(object: &'j Map<String, Json>, key: &str) -> Result<&'j [Json], String> {
    let items = object.get(key).and_then(Json::as_array);
    items.map(Vec::as_slice).ok_or_else(|| format!("“record”里没有“{key}”这个清单"))
}

/// The entries of a list beside what they are about.
fn each<'j, T: Copy>(about: &[T], entries: &'j [Json], key: &str) -> Result<Vec<(T, &'j Json)>, String> {
    if about.len() != entries.len() {
        return Err(format!("“{key}”应有 {} 项，证书里有 {} 项", about.len(), entries.len()));
    }
    Ok(about.iter().copied().zip(entries).collect())
}

fn values<'j>(entry: &'j Json, count: usize, name: &str) -> Result<&'j [Json], String> {
    let values = entry.get("values").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if values.len() == count {
        Ok(values)
    } else {
        Err(format!("“{name}”应有 {count} 个值，证书里有 {} 个", values.len()))
    }
}

fn text(json: &Json, name: &str) -> Result<String, String> {
    json.as_str().map(str::to_owned).ok_or_else(|| format!("“{name}”应是文字"))
}

fn lists(program: &Program, entries: &[Json]) -> Result<Vec<Instances>, String> {
    let mut planes: Vec<Instances> = Vec::with_capacity(program.planes.len());
    let mut entries = entries.iter();
    for plane in &program.planes {
        let Some(parent) = plane.parent else {
            planes.push(Instances { first: vec![0, 1], listed: vec![Listed::Complete], parent: vec![0] });
            continue;
        };
        let wrong = || format!("“{}”这个清单写得不对", plane.name);
        let entry = entries.next().ok_or_else(wrong)?;
        let holders = planes.get(parent.index()).map_or(0, Instances::len);
        let numbers = entry.get("first").and_then(Json::as_array).ok_or_else(wrong)?.iter();
        let first: Vec<u32> = numbers
            .map(|number| number.as_u64().and_then(|number| u32::try_from(number).ok()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let listed = entry.get("listed").and_then(Json::as_array).ok_or_else(wrong)?.iter();
        let listed: Vec<Listed> = listed
            .map(|word| match word.as_str() {
                Some("complete") => Some(Listed::Complete),
                Some("incomplete") => Some(Listed::Incomplete),
                Some("unknown") => Some(Listed::Unknown),
                _ => None,
            })
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let rises = first.first() == Some(&0) && first.windows(2).all(|pair| pair[0] <= pair[1]);
        // A certificate is of one household; no list of one has a million entries.
        let bounded = first.last().is_some_and(|last| *last < 1_000_000);
        if !rises || !bounded || first.len() != holders + 1 || listed.len() != holders {
            return Err(wrong());
        }
        let held = |(holder, pair): (usize, &[u32])| {
            std::iter::repeat_n(holder as u32, (pair[1] - pair[0]) as usize)
        };
        let parent = first.windows(2).enumerate().flat_map(held).collect();
        planes.push(Instances { first, listed, parent });
    }
    Ok(planes)
}

fn evidence(support: &Json, json: &Json) -> Result<Box<Evidence>, String> {
    let support = match support.as_str() {
        Some("verified") => Support::Verified,
        Some("promised") => Support::Promised,
        Some("stated") => Support::Stated,
        Some("disputed") => Support::Disputed,
        _ => return Err("“support”写得不对".to_owned()),
    };
    let given = |key: &str| json.get(key).filter(|json| !json.is_null());
    let day = |key: &str| {
        let day = given(key).map(|json| read_day(json).ok_or_else(|| format!("“{key}”不是日期")));
        day.transpose().map(|day| day.map(bridge::date))
    };
    let form = given("form").map(|form| text(form, "form")).transpose()?;
    Ok(Box::new(Evidence { support, form, on: day("on")?, until: day("until")?, ..Evidence::default() }))
}

fn read_number(text: &str) -> Option<Number> {
    let digits = |text: &str| {
        let plain = text.strip_prefix('-').unwrap_or(text);
        let sound = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| text.parse::<i128>().ok()).flatten()
    };
    match text.split_once('/') {
        None => digits(text).map(Number::whole),
        Some((over, under)) => Number::fraction(digits(over)?, digits(under)?),
    }
}

fn read_element(program: &Program, category: CategoryId, json: &Json) -> Option<u32> {
    let names = &program.categories[category.index()].elements;
    let at = names.iter().position(|name| Some(name.as_str()) == json.as_str())?;
    u32::try_from(at).ok()
}

fn read_day(json: &Json) -> Option<Day> {
    json.as_str().and_then(bridge::read_day)
}

fn read_value(program: &Program, ty: Type, json: &Json, name: &str) -> Result<FactValue, String> {
    let plain = match json {
        Json::Null => Some(FactValue::Absent),
        Json::Bool(truth) => Some(FactValue::Truth(*truth)),
        Json::String(text) => {
            let number = read_number(text).filter(|number| !number.is_below_zero());
            number.map(|number| FactValue::Number(bridge::ratio(number)))
        }
        Json::Object(object) => match object.iter().next() {
            None => Some(FactValue::Unknown),
            Some((key, json)) => read_named(program, ty, key, json),
        },
        _ => None,
    };
    let fits = match (&plain, ty) {
        (None, _) => false,
        (Some(FactValue::Truth(_)), Type::Truth | Type::Number(_)) => true,
        (Some(FactValue::Monthly(_)), Type::Truth) => true,
        (Some(FactValue::Number(_)), Type::Number(_)) => true,
        (Some(FactValue::Element(_) | FactValue::OneOf(_) | FactValue::Unlisted(_)), Type::Element(_)) => {
            true
        }
        (Some(FactValue::Date(_)), Type::Date) => true,
        (Some(FactValue::Text(_)), Type::Text) => true,
        (Some(FactValue::Place(_)), Type::Place) => true,
        (Some(FactValue::Unknown | FactValue::Absent), _) => true,
        _ => false,
    };
    plain.filter(|_| fits).ok_or_else(|| format!("“{name}”的值写得不对：{json}"))
}

fn read_named(program: &Program, ty: Type, key: &str, json: &Json) -> Option<FactValue> {
    let text = || json.as_str().map(str::to_owned);
    match (key, ty) {
        ("element", Type::Element(category)) => read_element(program, category, json).map(FactValue::Element),
        ("one_of", Type::Element(category)) => {
            let some = json.as_array()?.iter().map(|json| read_element(program, category, json));
            some.collect::<Option<_>>().map(FactValue::OneOf)
        }
        ("unlisted", Type::Element(_)) => text().map(FactValue::Unlisted),
        ("date", _) => read_day(json).map(|day| FactValue::Date(bridge::date(day))),
        ("text", _) => text().map(FactValue::Text),
        ("place", _) => text().map(FactValue::Place),
        ("months", _) => {
            let months = json.as_array()?.iter().map(|entry| {
                let month = Month::parse(entry.get("month")?.as_str()?)?;
                Some((month, entry.get("held")?.as_bool()?))
            });
            months.collect::<Option<_>>().map(FactValue::Monthly)
        }
        _ => None,
    }
}

fn read_answered(program: &Program, ty: Type, json: &Json, name: &str) -> Result<Answered, String> {
    let value = read_value(program, ty, json.get("value").unwrap_or(&json!({})), name)?;
    let by = text(json.get("by").unwrap_or(&Json::Null), name)?;
    let on = match json.get("on") {
        None | Some(Json::Null) => None,
        Some(on) => Some(bridge::date(read_day(on).ok_or_else(|| format!("“{name}”的日期写得不对"))?)),
    };
    let reason = match json.get("reason") {
        None | Some(Json::Null) => None,
        Some(reason) => Some(text(reason, name)?),
    };
    Ok(Answered { value, by, on, reason })
}

/// A number of a certificate as people write it.
pub(super) fn number_words(text: &str) -> String {
    read_number(text).map_or_else(|| format!("“{text}”"), Number::words)
}
