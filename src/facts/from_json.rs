//! A record from JSON: every name bound to the program, every value to its type, every fault collected.

use indexmap::IndexMap;

use crate::facts::element::{Elements, comment};
use crate::facts::error::{RecordError, RecordErrorKind as Kind};
use crate::facts::json::Json;
use crate::facts::path::{Faults, Path, clipped, nearest};
use crate::facts::record::{Fact, FactValue, Instances, Listed, Membership, Record};
use crate::facts::value::{Entries, PROMISER, UNTIL, VALUE, Values, entries, truth, wraps};
use crate::program::ir::{FieldId, PlaneId, Program, QuestionId, SetId, Type};
use crate::quantity::unit::Base;

/// The key that marks lists as incomplete.
const INCOMPLETE: &str = "未列全";

/// Reads records for one program.
pub struct RecordReader<'p> {
    program: &'p Program,
    planes: Vec<Keys>,
    elements: Elements,
    id: Option<FieldId>,
}

/// What the keys of an object on a plane mean.
struct Keys {
    slots: IndexMap<String, Slot>,
    fields: Vec<FieldId>,
    questions: Vec<QuestionId>,
    lists: Vec<PlaneId>,
    owner: Base,
}

/// What a key stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Field(FieldId),
    /// Position in [`Keys::lists`].
    List(usize),
    Question(QuestionId),
    Set(SetId),
}

impl<'p> RecordReader<'p> {
    /// Prepares the names of a program.
    #[must_use]
    pub fn new(program: &'p Program) -> RecordReader<'p> {
        let planes = (0_u32..).zip(&program.planes).map(|(at, _)| Keys::new(program, PlaneId(at))).collect();
        let id = (0_u32..).zip(&program.fields).find_map(|(at, field)| {
            let identifies = field.name == "编号" || field.external.iter().any(|name| name == "id");
            (field.plane == PlaneId(0) && field.ty == Type::Text && identifies).then_some(FieldId(at))
        });
        RecordReader { program, planes, elements: Elements::new(program), id }
    }

    /// Whether a name belongs to a document that is not in force on the program's day: one record serves several days.
    fn other_time(&self, key: &str) -> bool {
        self.program.other_times.binary_search_by(|name| name.as_str().cmp(key)).is_ok()
    }

    /// Reads one record.
    ///
    /// # Errors
    /// All faults of the record (the first thousand).
    pub fn read(&self, json: &Json) -> Result<Record, Vec<RecordError>> {
        let mut planes =
            vec![Instances { first: vec![0], ..Instances::default() }; self.program.planes.len()];
        if let Some(root) = planes.first_mut() {
            root.listed.push(Listed::Complete);
        }
        let record = Record {
            id: None,
            planes,
            columns: vec![Vec::new(); self.program.fields.len()],
            answers: vec![Vec::new(); self.program.questions.len()],
            memberships: Vec::new(),
        };
        let mut reading = Reading { reader: self, record, faults: Faults::default() };
        match json {
            Json::Object(object) => {
                let root = PlaneId(0);
                if let Some(instance) = reading.instance(root, 0, &Path::ROOT) {
                    reading.object(root, instance, entries(object), &Path::ROOT);
                }
                if let Some(root) = reading.record.planes.first_mut() {
                    root.first.push(1);
                }
            }
            other => reading.faults.add(&Path::ROOT, Kind::NotAnObject { found: other.kind() }),
        }
        let Reading { mut record, faults, .. } = reading;
        let faults = faults.finish();
        if !faults.is_empty() {
            return Err(faults);
        }
        record.id = self.id.and_then(|id| match &record.fact(id, 0)?.value {
            FactValue::Text(text) => Some(text.clone()),
            _ => None,
        });
        Ok(record)
    }
}

impl Keys {
    fn new(program: &Program, plane: PlaneId) -> Keys {
        let fields: Vec<FieldId> = (0_u32..)
            .zip(&program.fields)
            .filter(|(_, field)| field.plane == plane)
            .map(|(at, _)| FieldId(at))
            .collect();
        let questions = (0_u32..).zip(&program.questions).filter(|(_, question)| question.plane == plane);
        let questions: Vec<QuestionId> = questions.map(|(at, _)| QuestionId(at)).collect();
        let lists = (0_u32..).zip(&program.planes).filter(|(_, child)| child.parent == Some(plane));
        let lists: Vec<PlaneId> = lists.map(|(at, _)| PlaneId(at)).collect();
        let plain_values = program.planes.get(plane.index()).is_some_and(|plane| plane.element.is_some());

        let mut names: Vec<(&str, Slot)> = Vec::new();
        // The only field of a plane of plain values has no key: the entry itself is its value.
        let keyed =
            program.fields.iter().zip(0_u32..).filter(|(field, _)| field.plane == plane && !plain_values);
        for (field, at) in keyed.clone() {
            names.push((&field.name, Slot::Field(FieldId(at))));
        }
        for (at, list) in lists.iter().enumerate() {
            names.extend(program.planes.get(list.index()).map(|list| (list.name.as_str(), Slot::List(at))));
        }
        for (field, at) in keyed {
            names.extend(field.external.iter().map(|name| (name.as_str(), Slot::Field(FieldId(at)))));
        }
        for (at, list) in lists.iter().enumerate() {
            let external = program.planes.get(list.index()).map_or(&[][..], |list| &list.external);
            names.extend(external.iter().map(|name| (name.as_str(), Slot::List(at))));
        }
        for id in &questions {
            names.extend(program.questions.get(id.index()).map(|q| (q.key.as_str(), Slot::Question(*id))));
        }
        let sets = (0_u32..).zip(&program.sets).filter(|(_, set)| !set.name.is_empty());
        names.extend(sets.map(|(at, set)| (set.name.as_str(), Slot::Set(SetId(at)))));

        let mut slots = IndexMap::with_capacity(names.len());
        for (name, slot) in names {
            slots.entry(name.to_owned()).or_insert(slot);
        }
        Keys { slots, fields, questions, lists, owner: owner(program, plane) }
    }
}

impl Keys {
    /// The keys that may be proposed: all but closed sets, which no record may answer.
    fn proposable<'k>(&'k self, program: &'k Program) -> impl Iterator<Item = &'k str> {
        let closed = |id: &SetId| program.sets.get(id.index()).is_some_and(|set| !set.open);
        let kept = self.slots.iter().filter(move |(_, slot)| !matches!(slot, Slot::Set(id) if closed(id)));
        kept.map(|(name, _)| name.as_str())
    }
}

/// Whether a plane's amounts are per person or per household.
fn owner(program: &Program, plane: PlaneId) -> Base {
    program.planes.get(plane.index()).map_or(Base::Household, |plane| plane.per)
}

/// A record while it is read.
struct Reading<'r, 'p> {
    reader: &'r RecordReader<'p>,
    record: Record,
    faults: Faults,
}

impl<'r> Reading<'r, '_> {
    /// Adds an instance of which nothing is known yet.
    fn instance(&mut self, plane: PlaneId, parent: u32, path: &Path<'_>) -> Option<u32> {
        let keys = self.reader.planes.get(plane.index())?;
        let instances = self.record.planes.get_mut(plane.index())?;
        let Ok(instance) = u32::try_from(instances.len()) else {
            self.faults.add(path, Kind::TooManyInstances);
            return None;
        };
        instances.parent.push(parent);
        for field in &keys.fields {
            if let Some(column) = self.record.columns.get_mut(field.index()) {
                column.push(Fact { value: FactValue::Unknown, evidence: None });
            }
        }
        for question in &keys.questions {
            if let Some(answers) = self.record.answers.get_mut(question.index()) {
                answers.push(None);
            }
        }
        Some(instance)
    }

    /// Reads what an object says about an instance.
    fn object(&mut self, plane: PlaneId, instance: u32, object: Entries<'_>, path: &Path<'_>) {
        let reader: &'r RecordReader<'_> = self.reader;
        let Some(keys) = reader.planes.get(plane.index()) else { return };
        let mut seen: Vec<(Slot, &str)> = Vec::with_capacity(object.len().min(keys.slots.len()));
        let mut lists: Vec<Option<(&str, &Json)>> = vec![None; keys.lists.len()];
        let mut incomplete: Option<&Json> = None;
        for (key, json) in object {
            if self.faults.full() {
                return;
            }
            let at = path.key(key);
            let Some(slot) = keys.slots.get(key).copied() else {
                if key == INCOMPLETE && incomplete.is_none() {
                    incomplete = Some(json);
                } else if key == INCOMPLETE {
                    self.faults.add(&at, Kind::RepeatedKey { first: key.to_owned() });
                } else if !comment(key) && !reader.other_time(key) {
                    let nearest = nearest(key, keys.proposable(reader.program).chain([INCOMPLETE]));
                    self.faults.add(&at, Kind::UnknownKey { key: clipped(key), nearest });
                }
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == slot) {
                self.faults.add(&at, Kind::RepeatedKey { first: (*first).to_owned() });
                continue;
            }
            seen.push((slot, key));
            match slot {
                Slot::List(list) => {
                    if let Some(list) = lists.get_mut(list) {
                        *list = Some((key, json));
                    }
                }
                other => self.entry(other, plane, instance, json, &at),
            }
        }
        let marked = self.marked(keys, incomplete, path);
        for ((plane, given), marked) in keys.lists.iter().zip(lists).zip(marked) {
            match given {
                Some((key, json)) => self.list(*plane, instance, json, marked, &path.key(key)),
                None => self.listed(*plane, Listed::Unknown),
            }
        }
    }

    /// Reads a fact or an answer.
    fn entry(&mut self, slot: Slot, plane: PlaneId, instance: u32, json: &Json, path: &Path<'_>) {
        let (program, values) = (self.reader.program, self.values(plane));
        match slot {
            Slot::Field(id) => {
                let Some(field) = program.fields.get(id.index()) else { return };
                let fact = values.fact(field, json, path, &mut self.faults);
                self.set(id, instance, fact);
            }
            Slot::Question(id) => {
                let Some(question) = program.questions.get(id.index()) else { return };
                let answer = values.answer(question, json, path, &mut self.faults);
                let place = self.record.answers.get_mut(id.index());
                if let Some(place) = place.and_then(|answers| answers.get_mut(instance as usize)) {
                    *place = answer;
                }
            }
            Slot::Set(id) => match program.sets.get(id.index()) {
                Some(set) if set.open => {
                    if let Some(answer) = values.membership(json, path, &mut self.faults) {
                        let set = set.name.clone();
                        self.record.memberships.push(Membership { set, plane, instance, answer });
                    }
                }
                Some(set) => self.faults.add(path, Kind::ClosedSet { set: set.name.clone() }),
                None => {}
            },
            Slot::List(_) => {}
        }
    }

    fn values(&self, plane: PlaneId) -> Values<'r> {
        let owner = self.reader.planes.get(plane.index()).map_or(Base::Household, |keys| keys.owner);
        Values { program: self.reader.program, elements: &self.reader.elements, owner }
    }

    fn set(&mut self, field: FieldId, instance: u32, fact: Option<Fact>) {
        let place =
            self.record.columns.get_mut(field.index()).and_then(|column| column.get_mut(instance as usize));
        if let (Some(place), Some(fact)) = (place, fact) {
            *place = fact;
        }
    }

    /// Which lists of an object are marked as incomplete.
    fn marked(&mut self, keys: &Keys, incomplete: Option<&Json>, path: &Path<'_>) -> Vec<bool> {
        let mut marked = vec![false; keys.lists.len()];
        let at = path.key(INCOMPLETE);
        match incomplete {
            None => {}
            Some(Json::Array(names)) => {
                for (position, name) in names.iter().enumerate() {
                    let Json::String(name) = name else {
                        self.faults.add(&at.item(position), Kind::BadIncomplete { found: name.kind() });
                        continue;
                    };
                    let list = keys.slots.get(name).and_then(|slot| match slot {
                        Slot::List(list) => marked.get_mut(*list),
                        _ => None,
                    });
                    match list {
                        Some(mark) => *mark = true,
                        None => {
                            let lists = keys.slots.iter().filter(|(_, slot)| matches!(slot, Slot::List(_)));
                            let nearest = nearest(name, lists.map(|(name, _)| name.as_str()));
                            self.faults.add(&at, Kind::UnknownList { name: clipped(name), nearest });
                        }
                    }
                }
            }
            Some(json) => match truth(json) {
                Ok(all) => marked.fill(all),
                Err(_) => self.faults.add(&at, Kind::BadIncomplete { found: json.kind() }),
            },
        }
        marked
    }

    /// Ends the list of one parent instance.
    fn listed(&mut self, plane: PlaneId, listed: Listed) {
        if let Some(instances) = self.record.planes.get_mut(plane.index()) {
            instances.listed.push(listed);
            // Instances were counted with u32 when they were added.
            instances.first.push(u32::try_from(instances.parent.len()).unwrap_or(u32::MAX));
        }
    }

    /// Reads a list that is given.
    fn list(&mut self, plane: PlaneId, parent: u32, json: &Json, mut marked: bool, path: &Path<'_>) {
        let program = self.reader.program;
        let Some(declared) = program.planes.get(plane.index()) else { return };
        let mut given = json;
        if let Json::Object(object) = json
            && object.iter().any(|(key, _)| key == INCOMPLETE || key == VALUE)
            && !declared.single
        {
            match self.marked_list(object, path) {
                Some((list, incomplete)) => (given, marked) = (list, marked || incomplete),
                None => return,
            }
        }
        match given {
            Json::Null if declared.optional => {}
            Json::Null => self.faults.add(path, Kind::NullRefused),
            one if declared.single => self.element(plane, parent, one, path),
            Json::Array(items) => {
                if items.is_empty() && declared.nonempty && !marked {
                    self.faults.add(path, Kind::EmptyList);
                }
                for (position, item) in items.iter().enumerate() {
                    if self.faults.full() {
                        return;
                    }
                    self.element(plane, parent, item, &path.item(position));
                }
            }
            other => self.faults.add(path, Kind::NotAList { found: other.kind() }),
        }
        self.listed(plane, if marked && !declared.single { Listed::Incomplete } else { Listed::Complete });
    }

    /// `{"未列全": true, "值": [...]}`: the list and whether it is incomplete.
    fn marked_list<'j>(&mut self, object: &'j [(String, Json)], path: &Path<'_>) -> Option<(&'j Json, bool)> {
        let (mut list, mut incomplete) = (None, None);
        for (key, json) in object {
            let at = path.key(key);
            match key.as_str() {
                VALUE if list.is_none() => list = Some(json),
                INCOMPLETE if incomplete.is_none() => match truth(json) {
                    Ok(value) => incomplete = Some(value),
                    Err(_) => {
                        incomplete = Some(false);
                        self.faults.add(&at, Kind::BadIncomplete { found: json.kind() });
                    }
                },
                VALUE | INCOMPLETE => self.faults.add(&at, Kind::RepeatedKey { first: key.clone() }),
                "依据" | "形式" | "日期" | "机关" | PROMISER | UNTIL => {
                    self.faults.add(&at, Kind::ListEvidence { key: key.clone() })
                }
                other if comment(other) => {}
                other => {
                    let nearest = nearest(other, [VALUE, INCOMPLETE]);
                    self.faults.add(&at, Kind::UnknownKey { key: clipped(other), nearest });
                }
            }
        }
        if list.is_none() {
            self.faults.add(path, Kind::MissingValue);
        }
        Some((list?, incomplete.unwrap_or(false)))
    }

    /// Reads an element of a list.
    fn element(&mut self, plane: PlaneId, parent: u32, json: &Json, path: &Path<'_>) {
        let program = self.reader.program;
        let plain_values = program.planes.get(plane.index()).is_some_and(|plane| plane.element.is_some());
        match json {
            Json::Object(object) if !plain_values => {
                if let Some(instance) = self.instance(plane, parent, path) {
                    self.object(plane, instance, entries(object), path);
                }
            }
            _ if plain_values => {
                if let Some(instance) = self.instance(plane, parent, path) {
                    self.plain_value(plane, instance, json, path);
                }
            }
            other => self.faults.add(path, Kind::NotAnObject { found: other.kind() }),
        }
    }

    /// Reads an entry of a list of plain values; an object may hold answers about it as well.
    fn plain_value(&mut self, plane: PlaneId, instance: u32, json: &Json, path: &Path<'_>) {
        let reader: &'r RecordReader<'_> = self.reader;
        let Some(keys) = reader.planes.get(plane.index()) else { return };
        let category = reader.program.planes.get(plane.index()).and_then(|plane| plane.element);
        let field = keys.fields.first().and_then(|id| Some((*id, reader.program.fields.get(id.index())?)));
        let (Some(category), Some((id, field))) = (category, field) else { return };
        let values = self.values(plane);
        let Json::Object(object) = json else {
            // Absence is the empty list, never an element of it.
            let fact = if *json == Json::Null {
                self.faults.add(path, Kind::NullRefused);
                None
            } else {
                values.fact(field, json, path, &mut self.faults)
            };
            self.set(id, instance, fact);
            return;
        };
        let (answers, value): (Entries<'_>, Entries<'_>) =
            entries(object).into_iter().partition(|(key, _)| keys.slots.contains_key(*key));
        let fact = if wraps(&value) {
            values.wrapped_fact(field, &value, path, &mut self.faults)
        } else {
            let found = reader.elements.compound(reader.program, category, &value, path, &mut self.faults);
            found.map(|found| Fact { value: FactValue::from(found), evidence: None })
        };
        self.set(id, instance, fact);
        self.object(plane, instance, answers, path);
    }
}
