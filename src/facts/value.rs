//! One value of a record: plain or with its evidence, by the type of its field.

use crate::facts::element::{Elements, Found, comment};
use crate::facts::error::RecordErrorKind as Kind;
use crate::facts::json::Json;
use crate::facts::path::{Faults, Path, clipped, nearest};
use crate::facts::record::{Answered, Evidence, Fact, FactValue, Support};
use crate::facts::{number, place};
use crate::program::ir::{Answer, Field, Program, Question, Type};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::unit::Base;

/// What values are read by.
#[derive(Clone, Copy)]
pub(super) struct Values<'r> {
    pub(super) program: &'r Program,
    pub(super) elements: &'r Elements,
    /// Whose values they are, for amounts that name no 人 and no 户.
    pub(super) owner: Base,
}

/// Keys beside `值` in a fact with evidence.
const EVIDENCE: [&str; 6] = ["依据", "形式", "日期", "机关", PROMISER, UNTIL];

/// Who promises.
pub(super) const PROMISER: &str = "承诺人";

/// Until when the proof is to be handed in.
pub(super) const UNTIL: &str = "承诺期限";

/// Keys beside `值` in an answer.
const ANSWER: [&str; 3] = ["机关", "日期", "理由"];

/// The key of the value in an object that says more about it.
pub(super) const VALUE: &str = "值";

/// Entries of an object.
pub(super) type Entries<'j> = Vec<(&'j str, &'j Json)>;

/// The entries of an object.
pub(super) fn entries(object: &[(String, Json)]) -> Entries<'_> {
    object.iter().map(|(key, value)| (key.as_str(), value)).collect()
}

/// Whether an object wraps a value.
pub(super) fn wraps(entries: &[(&str, &Json)]) -> bool {
    entries.iter().any(|(key, _)| *key == VALUE) || entries.iter().any(|(key, _)| *key == "依据")
}

/// What an object says about a value.
#[derive(Default)]
struct Wrapped<'j> {
    value: Option<&'j Json>,
    support: Support,
    form: Option<String>,
    on: Option<Date>,
    by: Option<String>,
    reason: Option<String>,
    promiser: Option<String>,
    until: Option<Date>,
}

impl Values<'_> {
    /// Reads a fact.
    pub(super) fn fact(
        &self,
        field: &Field,
        json: &Json,
        path: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Fact> {
        match json {
            Json::Object(object) if wraps(&entries(object)) => {
                self.wrapped_fact(field, &entries(object), path, faults)
            }
            plain => {
                let value = self.value(field, plain, path, faults)?;
                Some(Fact { value, evidence: None })
            }
        }
    }

    /// Reads a fact with its evidence.
    pub(super) fn wrapped_fact(
        &self,
        field: &Field,
        entries: &[(&str, &Json)],
        path: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Fact> {
        let wrapped = unwrapped(entries, &EVIDENCE, path, faults);
        let value = self.value(field, wrapped.value?, &path.key(VALUE), faults)?;
        let Wrapped { support, form, on, by, promiser, until, .. } = wrapped;
        let of_promise = [(PROMISER, promiser.is_some()), (UNTIL, until.is_some())];
        for (key, _) in of_promise.into_iter().filter(|(_, given)| *given && support != Support::Promised) {
            faults.add(&path.key(key), Kind::NotAPromise { key });
        }
        if let (Some(on), Some(until)) = (on, until)
            && until < on
        {
            faults.add(&path.key(UNTIL), Kind::PromiseEndsEarly { made: on, until });
        }
        Some(Fact { value, evidence: Some(Box::new(Evidence { support, form, on, by, promiser, until })) })
    }

    fn value(&self, field: &Field, json: &Json, path: &Path<'_>, faults: &mut Faults) -> Option<FactValue> {
        if *json == Json::Null {
            if !field.optional {
                faults.add(path, Kind::NullRefused);
                return None;
            }
            return Some(FactValue::Absent);
        }
        if field.monthly {
            return monthly(json, path, faults);
        }
        let read = match field.ty {
            Type::Truth => truth(json).map(FactValue::Truth),
            Type::Number(unit) => number::read(json, unit, self.owner).map(FactValue::Number),
            Type::Element(category) => {
                return self.elements.read(self.program, category, json, path, faults).map(FactValue::from);
            }
            Type::Date => date(json).and_then(|day| {
                let born_later = field.name.contains("出生") && day > self.program.on;
                if born_later {
                    Err(Kind::BirthInFuture { on: self.program.on })
                } else {
                    Ok(FactValue::Date(day))
                }
            }),
            Type::Text => match json {
                // Numbers of other systems, exactly as written.
                Json::Number(text) => Ok(FactValue::Text(text.clone())),
                other => text(other).map(FactValue::Text),
            },
            Type::Place => text(json)
                .and_then(|text| place::normalised(&text).map(FactValue::Place).ok_or(Kind::NotAPlace)),
        };
        read.map_err(|kind| faults.add(path, kind)).ok()
    }

    /// Reads the answer to a question.
    pub(super) fn answer(
        &self,
        question: &Question,
        json: &Json,
        path: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Answered> {
        answered(json, path, faults, |json, path, faults| {
            let read = match (&question.answer, json) {
                (Answer::Truth, json) => truth(json).map(FactValue::Truth),
                (Answer::Number(unit), json) => number::read(json, *unit, self.owner).map(FactValue::Number),
                (Answer::Grant(_), Json::Bool(granted)) => Ok(FactValue::Truth(*granted)),
                (Answer::Grant(unit), json) => match truth(json) {
                    Ok(granted) => Ok(FactValue::Truth(granted)),
                    Err(_) => number::read(json, *unit, self.owner).map(FactValue::Number),
                },
                (Answer::Choice(category), json) => {
                    let found = self.elements.read(self.program, *category, json, path, faults)?;
                    match found {
                        Found::Several(_) => Err(Kind::UndecidedAnswer),
                        decided => Ok(FactValue::from(decided)),
                    }
                }
            };
            read.map_err(|kind| faults.add(path, kind)).ok()
        })
    }

    /// Reads the answer whether something belongs to a set.
    pub(super) fn membership(&self, json: &Json, path: &Path<'_>, faults: &mut Faults) -> Option<Answered> {
        answered(json, path, faults, |json, path, faults| {
            truth(json).map(FactValue::Truth).map_err(|kind| faults.add(path, kind)).ok()
        })
    }
}

impl From<Found> for FactValue {
    fn from(found: Found) -> FactValue {
        match found {
            Found::One(element) => FactValue::Element(element),
            Found::Several(elements) => FactValue::OneOf(elements),
            Found::Unlisted(text) => FactValue::Unlisted(text),
        }
    }
}

/// An answer, plain or with who gave it, when and why.
fn answered(
    json: &Json,
    path: &Path<'_>,
    faults: &mut Faults,
    read: impl FnOnce(&Json, &Path<'_>, &mut Faults) -> Option<FactValue>,
) -> Option<Answered> {
    let object = match json {
        Json::Object(object) => entries(object),
        _ => Vec::new(),
    };
    if !object.iter().any(|(key, _)| *key == VALUE || ANSWER.contains(key)) {
        let value = read(json, path, faults)?;
        return Some(Answered { value, by: String::new(), on: None, reason: None });
    }
    let wrapped = unwrapped(&object, &ANSWER, path, faults);
    let value = read(wrapped.value?, &path.key(VALUE), faults)?;
    Some(Answered { value, by: wrapped.by.unwrap_or_default(), on: wrapped.on, reason: wrapped.reason })
}

/// Reads what stands around a value; `allowed` are the keys beside `值`.
fn unwrapped<'j>(
    entries: &[(&'j str, &'j Json)],
    allowed: &[&'static str],
    path: &Path<'_>,
    faults: &mut Faults,
) -> Wrapped<'j> {
    let mut wrapped = Wrapped::default();
    let mut seen: Vec<&str> = Vec::new();
    for (key, json) in entries {
        let at = path.key(key);
        if *key != VALUE && !allowed.contains(key) {
            if !comment(key) {
                let nearest = nearest(key, allowed.iter().copied().chain([VALUE]));
                faults.add(&at, Kind::UnknownKey { key: clipped(key), nearest });
            }
            continue;
        }
        if seen.contains(key) {
            faults.add(&at, Kind::RepeatedKey { first: (*key).to_owned() });
            continue;
        }
        seen.push(key);
        if *key == VALUE {
            wrapped.value = Some(json);
            continue;
        }
        let noted = match *key {
            "依据" => support(json).map(|support| wrapped.support = support),
            "日期" => date(json).map(|day| wrapped.on = Some(day)),
            "形式" => text(json).map(|form| wrapped.form = Some(form)),
            "机关" => text(json).map(|by| wrapped.by = Some(by)),
            PROMISER => text(json).map(|by| wrapped.promiser = Some(by)),
            UNTIL => date(json).map(|day| wrapped.until = Some(day)),
            _ => text(json).map(|reason| wrapped.reason = Some(reason)),
        };
        if let Err(kind) = noted {
            faults.add(&at, kind);
        }
    }
    if wrapped.value.is_none() {
        faults.add(path, Kind::MissingValue);
    }
    wrapped
}

fn support(json: &Json) -> Result<Support, Kind> {
    match text(json)?.as_str() {
        "核对" => Ok(Support::Verified),
        "承诺" => Ok(Support::Promised),
        "陈述" => Ok(Support::Stated),
        "有争议" => Ok(Support::Disputed),
        given => Err(Kind::UnknownSupport { given: clipped(given) }),
    }
}

pub(super) fn truth(json: &Json) -> Result<bool, Kind> {
    match json {
        Json::Bool(value) => Ok(*value),
        Json::String(text) if text.trim() == "是" => Ok(true),
        Json::String(text) if text.trim() == "否" => Ok(false),
        other => Err(Kind::WrongKind {
            expected: "是或否（true、false 或 \"是\"、\"否\"）",
            found: other.kind(),
        }),
    }
}

fn date(json: &Json) -> Result<Date, Kind> {
    match json {
        Json::String(text) => Date::parse(text).ok_or(Kind::NotADate),
        other => Err(Kind::WrongKind { expected: "日期（\"2025-10-01\"）", found: other.kind() }),
    }
}

fn text(json: &Json) -> Result<String, Kind> {
    match json {
        Json::String(text) if text.trim().is_empty() => Err(Kind::EmptyText),
        Json::String(text) => Ok(text.trim().to_owned()),
        other => Err(Kind::WrongKind { expected: "文字（用双引号括起）", found: other.kind() }),
    }
}

/// A history by month, in order.
fn monthly(json: &Json, path: &Path<'_>, faults: &mut Faults) -> Option<FactValue> {
    let Json::Object(object) = json else {
        let expected = "各月的情况，如 {\"2022-06\": true}";
        faults.add(path, Kind::WrongKind { expected, found: json.kind() });
        return None;
    };
    let mut months: Vec<(Month, bool)> = Vec::new();
    let mut sound = true;
    for (key, value) in object.iter().filter(|(key, _)| !comment(key)) {
        let at = path.key(key);
        let read = match Month::parse(key) {
            None => Err(Kind::NotAMonth { given: clipped(key) }),
            Some(month) => truth(value).map(|holds| (month, holds)),
        };
        match read {
            Ok(month) => months.push(month),
            Err(kind) => {
                faults.add(&at, kind);
                sound = false;
            }
        }
    }
    months.sort_unstable();
    for pair in months.windows(2) {
        if let [(one, _), (other, _)] = pair
            && one == other
        {
            faults.add(path, Kind::RepeatedMonth { month: one.iso() });
            sound = false;
        }
    }
    sound.then_some(FactValue::Monthly(months))
}
