//! What may be answered, and the place of the answer in the record as it was handed in.

use crate::facts::json::Json;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{Answer, CategoryId, PlaneId, Program, Type};
use crate::quantity::unit::Unit;
use crate::trace::value::Question;

/// What an answer is.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// 是、否
    Truth,
    /// A number; nought and above.
    Number(Unit),
    /// One of these; others too if open.
    Choice(Vec<String>, bool),
    /// A day.
    Date,
    /// Free text.
    Text,
    /// A place.
    Place,
    /// How many entries a list has; none is an answer.
    Count,
    /// The values of a list, of these; others too if open.
    Values(Vec<String>, bool),
    /// 是、否, or an amount: whether a power is used.
    Grant(Unit),
    /// A figure that has to be published; nobody here can answer.
    Figure,
}

/// The kind of answer that a question takes, and whether 无 is one.
#[must_use]
pub fn kind(program: &Program, record: &Record, question: &Question) -> (Kind, bool) {
    let category = |id: CategoryId| match program.categories.get(id.index()) {
        Some(category) => (category.elements.clone(), category.open),
        None => (Vec::new(), true),
    };
    match question {
        Question::Fact(field, instance) => {
            let Some(known) = program.fields.get(field.index()) else { return (Kind::Text, false) };
            let given = record.fact(*field, *instance).map(|fact| &fact.value);
            let kind = match (given, known.ty) {
                (Some(FactValue::OneOf(some)), Type::Element(id)) => {
                    let (elements, _) = category(id);
                    let some = some.iter().filter_map(|at| elements.get(*at as usize).cloned());
                    Kind::Choice(some.collect(), false)
                }
                (_, Type::Truth) => Kind::Truth,
                (_, Type::Number(unit)) => Kind::Number(unit),
                (_, Type::Element(id)) => {
                    let (elements, open) = category(id);
                    Kind::Choice(elements, open)
                }
                (_, Type::Date) => Kind::Date,
                (_, Type::Text) => Kind::Text,
                (_, Type::Place) => Kind::Place,
            };
            let plain = program.planes.get(known.plane.index()).is_some_and(|plane| plane.element.is_some());
            (kind, known.optional && !plain)
        }
        Question::List(plane, _) => {
            let Some(known) = program.planes.get(plane.index()) else { return (Kind::Count, false) };
            match known.element {
                Some(id) => {
                    let (elements, open) = category(id);
                    (Kind::Values(elements, open), true)
                }
                None => (Kind::Count, true),
            }
        }
        Question::Month(..) | Question::Membership(..) => (Kind::Truth, false),
        Question::Judgement(id, _) => match program.questions.get(id.index()).map(|asked| &asked.answer) {
            Some(Answer::Truth) | None => (Kind::Truth, false),
            Some(Answer::Number(unit)) => (Kind::Number(*unit), false),
            Some(Answer::Grant(unit)) => (Kind::Grant(*unit), false),
            Some(Answer::Choice(id)) => (Kind::Choice(category(*id).0, false), false),
        },
        Question::Figure(..) => (Kind::Figure, false),
    }
}

/// One step into a record: the names of a key, the one to be written first.
enum Step<'p> {
    Key(Vec<&'p str>),
    Item(usize),
}

/// Writes an answer into a record as it was handed in; whether there was a place for it.
pub fn put(program: &Program, record: &Record, json: &mut Json, question: &Question, value: Json) -> bool {
    let mut steps = Vec::new();
    let entered = match question {
        Question::Fact(field, instance) => match program.fields.get(field.index()) {
            Some(known) => {
                let plain =
                    program.planes.get(known.plane.index()).is_some_and(|plane| plane.element.is_some());
                let entered = enter(program, record, known.plane, *instance, &mut steps);
                if !plain {
                    steps.push(Step::Key(names(&known.name, &known.external)));
                }
                entered
            }
            None => false,
        },
        Question::List(plane, parent) => match program.planes.get(plane.index()) {
            Some(known) => {
                let holder = known.parent.unwrap_or(PlaneId(0));
                let entered = enter(program, record, holder, *parent, &mut steps);
                steps.push(Step::Key(names(&known.name, &known.external)));
                entered
            }
            None => false,
        },
        Question::Month(field, instance, month) => match program.fields.get(field.index()) {
            Some(known) => {
                let entered = enter(program, record, known.plane, *instance, &mut steps);
                steps.push(Step::Key(names(&known.name, &known.external)));
                let iso = month.iso();
                return entered && write_month(json, &steps, &iso, value);
            }
            None => false,
        },
        Question::Judgement(id, instance) => match program.questions.get(id.index()) {
            Some(asked) => {
                let entered = enter(program, record, asked.plane, *instance, &mut steps);
                steps.push(Step::Key(vec![&asked.key]));
                entered
            }
            None => false,
        },
        Question::Membership(set, plane, instance) => match program.sets.get(set.index()) {
            Some(set) => {
                let entered = enter(program, record, *plane, *instance, &mut steps);
                steps.push(Step::Key(vec![&set.name]));
                entered
            }
            None => false,
        },
        Question::Figure(..) => false,
    };
    if !entered {
        return false;
    }
    match reach(json, &steps) {
        Some(slot) => {
            *slot = value;
            true
        }
        None => false,
    }
}

/// A month of a history, which may not be there yet.
fn write_month(json: &mut Json, steps: &[Step<'_>], month: &str, value: Json) -> bool {
    let Some(slot) = reach(json, steps) else { return false };
    let held = match slot {
        Json::Object(entries) => match entries.iter().position(|(key, _)| key == "值") {
            Some(at) => &mut entries[at].1,
            None => slot,
        },
        other => other,
    };
    if !matches!(held, Json::Object(_)) {
        *held = Json::Object(Vec::new());
    }
    let Json::Object(entries) = held else { return false };
    entries.retain(|(key, _)| key != month);
    entries.push((month.to_owned(), value));
    true
}

fn names<'p>(name: &'p str, external: &'p [String]) -> Vec<&'p str> {
    std::iter::once(name).chain(external.iter().map(String::as_str)).collect()
}

/// The way to an instance; whether there is one.
fn enter<'p>(
    program: &'p Program,
    record: &Record,
    plane: PlaneId,
    instance: u32,
    steps: &mut Vec<Step<'p>>,
) -> bool {
    let Some(known) = program.planes.get(plane.index()) else { return false };
    let Some(above) = known.parent else { return true };
    let Some(instances) = record.planes.get(plane.index()) else { return false };
    let Some(parent) = instances.parent.get(instance as usize).copied() else { return false };
    if !enter(program, record, above, parent, steps) {
        return false;
    }
    steps.push(Step::Key(names(&known.name, &known.external)));
    if !known.single {
        let first = instances.first.get(parent as usize).copied().unwrap_or(0);
        steps.push(Step::Item(instance.saturating_sub(first) as usize));
    }
    true
}

/// The value at the end of a way; keys that are not there are added.
fn reach<'j>(json: &'j mut Json, steps: &[Step<'_>]) -> Option<&'j mut Json> {
    let mut at = json;
    for step in steps {
        at = match step {
            Step::Key(names) => {
                let Json::Object(entries) = at else { return None };
                let place = match entries.iter().position(|(key, _)| names.contains(&key.as_str())) {
                    Some(place) => place,
                    None => {
                        entries.push(((*names.first()?).to_owned(), Json::Null));
                        entries.len() - 1
                    }
                };
                &mut entries.get_mut(place)?.1
            }
            Step::Item(place) => {
                // A list may stand with a mark that it is not complete.
                let list = match at {
                    Json::Object(entries) => &mut entries.iter_mut().find(|(key, _)| key == "值")?.1,
                    other => other,
                };
                let Json::Array(items) = list else { return None };
                items.get_mut(*place)?
            }
        };
    }
    Some(at)
}
