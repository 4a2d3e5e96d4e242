//! A household as a record that `yiju eval` takes.

use std::collections::BTreeSet;

use crate::comparison::joint::{Joint, Which};
use crate::facts::json::Json;
use crate::facts::record::{Answered, FactValue, Listed, Record};
use crate::program::ir::{Answer, CategoryId, FieldId, PlaneId, Program, QuestionId, Type};
use crate::quantity::calendar::Month;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;

/// For how many months before the day a fact that always held is written out.
const MONTHS: i32 = 36;

/// What of a record is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) fields: BTreeSet<FieldId>,
    pub(crate) planes: BTreeSet<PlaneId>,
    pub(crate) questions: BTreeSet<QuestionId>,
}

impl Wanted {
    /// The same in one text's own numbers.
    pub(crate) fn of(&self, joint: &Joint, which: Which) -> Wanted {
        let side = joint.side(which);
        let fields = (0..).map(FieldId).zip(&side.fields).filter(|(_, at)| self.fields.contains(at));
        let planes = (0..).map(PlaneId).zip(&side.planes).filter(|(_, at)| self.planes.contains(at));
        let questions = (0..).map(QuestionId).zip(&side.questions);
        Wanted {
            fields: fields.map(|(id, _)| id).collect(),
            planes: planes.map(|(id, _)| id).collect(),
            questions: questions.filter(|(_, at)| self.questions.contains(at)).map(|(id, _)| id).collect(),
        }
    }
}

/// The record as JSON with what is wanted of it; `None` if something in it cannot be written (a fraction without end).
pub(crate) fn written(program: &Program, record: &Record, wanted: &Wanted) -> Option<Json> {
    Writer { program, record, wanted }.object(PlaneId(0), 0)
}

struct Writer<'a> {
    program: &'a Program,
    record: &'a Record,
    wanted: &'a Wanted,
}

impl Writer<'_> {
    fn object(&self, plane: PlaneId, instance: u32) -> Option<Json> {
        let mut entries: Vec<(String, Json)> = Vec::new();
        for (id, field) in (0..).map(FieldId).zip(&self.program.fields) {
            if field.plane != plane || !self.wanted.fields.contains(&id) {
                continue;
            }
            if let Some(value) = self.fact(id, instance)? {
                entries.push((field.name.clone(), value));
            }
        }
        self.answers(plane, instance, &mut entries)?;
        for (id, own) in (0..).map(PlaneId).zip(&self.program.planes) {
            if own.parent == Some(plane)
                && self.wanted.planes.contains(&id)
                && let Some(list) = self.list(id, instance)?
            {
                entries.push((own.name.clone(), list));
            }
        }
        Some(Json::Object(entries))
    }

    /// A list; nothing where it is not known.
    fn list(&self, plane: PlaneId, holder: u32) -> Option<Option<Json>> {
        let own = self.program.planes.get(plane.index())?;
        let instances = self.record.planes.get(plane.index())?;
        if instances.listed.get(holder as usize) != Some(&Listed::Complete) {
            return Some(None);
        }
        let (first, end) = (instances.first.get(holder as usize)?, instances.first.get(holder as usize + 1)?);
        let entries: Option<Vec<Json>> = (*first..*end).map(|instance| self.entry(plane, instance)).collect();
        let mut entries = entries?;
        if own.single {
            return Some(entries.pop().or(own.optional.then_some(Json::Null)));
        }
        Some(Some(Json::Array(entries)))
    }

    fn entry(&self, plane: PlaneId, instance: u32) -> Option<Json> {
        if self.program.planes.get(plane.index())?.element.is_none() {
            return self.object(plane, instance);
        }
        let own = |(_, field): &(FieldId, &crate::program::ir::Field)| field.plane == plane;
        let (id, _) = (0..).map(FieldId).zip(&self.program.fields).find(own)?;
        let value = self.fact(id, instance)??;
        let mut entries = vec![("值".to_owned(), value.clone())];
        self.answers(plane, instance, &mut entries)?;
        Some(if entries.len() > 1 { Json::Object(entries) } else { value })
    }

    fn answers(&self, plane: PlaneId, instance: u32, entries: &mut Vec<(String, Json)>) -> Option<()> {
        for (id, question) in (0..).map(QuestionId).zip(&self.program.questions) {
            if question.plane != plane || !self.wanted.questions.contains(&id) {
                continue;
            }
            let Some(answer) = self.record.answer(id, instance) else { continue };
            let ty = match question.answer {
                Answer::Truth => Type::Truth,
                Answer::Number(unit) | Answer::Grant(unit) => Type::Number(unit),
                Answer::Choice(category) => Type::Element(category),
            };
            entries.push((question.key.clone(), self.answer(answer, ty)?));
        }
        for membership in &self.record.memberships {
            if membership.plane == plane && membership.instance == instance {
                entries.push((membership.set.clone(), self.answer(&membership.answer, Type::Truth)?));
            }
        }
        Some(())
    }

    fn answer(&self, answer: &Answered, ty: Type) -> Option<Json> {
        let mut entries = vec![("值".to_owned(), self.value(&answer.value, ty)??)];
        let text = |text: &str| Json::String(text.to_owned());
        if !answer.by.is_empty() {
            entries.push(("机关".to_owned(), text(&answer.by)));
        }
        entries.extend(answer.on.map(|on| ("日期".to_owned(), Json::String(on.iso()))));
        entries.extend(answer.reason.as_ref().map(|reason| ("理由".to_owned(), text(reason))));
        Some(Json::Object(entries))
    }

    fn fact(&self, id: FieldId, instance: u32) -> Option<Option<Json>> {
        let field = self.program.fields.get(id.index())?;
        let value = &self.record.fact(id, instance)?.value;
        if let (FactValue::Truth(always), true) = (value, field.monthly) {
            let months = (1..=MONTHS).filter_map(|back| Month::of(self.program.on).minus(back));
            let months = months.map(|month| (month.iso(), Json::Bool(*always)));
            return Some(Some(Json::Object(months.collect())));
        }
        self.value(value, field.ty)
    }

    /// A value; nothing where it is not known.
    fn value(&self, value: &FactValue, ty: Type) -> Option<Option<Json>> {
        Some(Some(match (value, ty) {
            (FactValue::Unknown | FactValue::OneOf(_), _) => return Some(None),
            (FactValue::Absent, _) => Json::Null,
            (FactValue::Truth(truth), _) => Json::Bool(*truth),
            (FactValue::Number(number), Type::Number(unit)) => Json::Number(decimal(*number, unit)?),
            (FactValue::Element(element), Type::Element(category)) => {
                Json::String(self.element(category, *element)?)
            }
            (FactValue::Date(day), _) => Json::String(day.iso()),
            (FactValue::Text(text) | FactValue::Place(text) | FactValue::Unlisted(text), _) => {
                Json::String(text.clone())
            }
            (FactValue::Monthly(months), _) => {
                Json::Object(months.iter().map(|(month, held)| (month.iso(), Json::Bool(*held))).collect())
            }
            _ => return None,
        }))
    }

    fn element(&self, category: CategoryId, element: u32) -> Option<String> {
        self.program.categories.get(category.index())?.elements.get(element as usize).cloned()
    }
}

/// A number in the unit in which a record writes it.
fn decimal(number: Ratio, unit: Unit) -> Option<String> {
    let written = unit.from_base(number)?;
    let places = written.decimal_places().filter(|places| *places <= 4)?;
    written.to_decimal_string(places)
}
