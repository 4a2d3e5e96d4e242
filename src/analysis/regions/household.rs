//! A concrete household out of a region, and the record and program that evaluation takes.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::is_supposed;
use super::run::{Run, Taken};
use crate::facts::builder::RecordBuilder;
use crate::facts::record::{Answered, FactValue, Listed, Record};
use crate::program::ir::{
    Answer, CategoryId, Field, FieldId, ParameterId, PlaneId, Program, QuestionId, Type,
};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// A household that shows something.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Household {
    /// Per plane, the parent of each instance.
    pub instances: Vec<Vec<u32>>,
    /// Facts, by field and instance.
    pub facts: BTreeMap<(FieldId, u32), FactValue>,
    /// What people answer, by question and instance.
    pub answers: BTreeMap<(QuestionId, u32), FactValue>,
    /// Whether an unlisted element belongs to an open set: by set, plane and instance.
    pub memberships: BTreeMap<(u32, PlaneId, u32), bool>,
    /// Figures that are only supposed: by parameter and cell.
    pub supposed: BTreeSet<(ParameterId, u32)>,
    /// Figures of which the text gives only a range.
    pub ranges: BTreeMap<(ParameterId, u32), Ratio>,
    /// The day of the decision, where it is not the first of the period.
    pub today: Option<Date>,
    /// Facts that no rule asked for are given too.
    pub filled: bool,
}

/// The word of an element that a category does not list.
const OTHER: &str = "其他未列明的";

impl Household {
    /// A household whose lists are these: per plane the holder of each entry.
    #[must_use]
    pub fn with_lists(instances: Vec<Vec<u32>>) -> Household {
        Household { instances, ..Household::default() }
    }

    /// Gives a fact.
    pub fn set(&mut self, field: FieldId, instance: u32, value: FactValue) {
        self.facts.insert((field, instance), value);
    }

    /// Gives an answer.
    pub fn answer(&mut self, question: QuestionId, instance: u32, value: FactValue) {
        self.answers.insert((question, instance), value);
    }

    /// Says whether what is unlisted belongs to a set.
    pub fn belongs(&mut self, set: u32, plane: PlaneId, instance: u32, belongs: bool) {
        self.memberships.insert((set, plane, instance), belongs);
    }

    /// Supposes a figure of which the text gives only a range, or that nobody has published.
    pub fn suppose(&mut self, program: &Program, parameter: ParameterId, cell: u32, value: Ratio) {
        self.ranges.insert((parameter, cell), value);
        let cells = program.parameters.get(parameter.index()).map(|known| &known.cells);
        if cells.and_then(|cells| cells.get(cell as usize)).is_some_and(is_supposed) {
            self.supposed.insert((parameter, cell));
        }
    }

    /// Decided on another day than the first of the text.
    pub fn decided_on(&mut self, day: Date) {
        self.today = Some(day);
    }

    /// Facts that no rule asked for are given too.
    pub fn fill(&mut self) {
        self.filled = true;
    }

    /// The facts that it gives: fact and instance.
    pub fn given(&self) -> impl Iterator<Item = (FieldId, u32)> {
        self.facts.keys().copied()
    }

    /// It without one of its facts.
    #[must_use]
    pub fn without(&self, field: FieldId, instance: u32) -> Household {
        let mut less = self.clone();
        less.facts.remove(&(field, instance));
        less
    }

    /// A household of the region that a run has ended in; `None` where no plain numbers were found.
    pub(super) fn of(run: &Run<'_, '_>) -> Option<Household> {
        let program = run.ground.program;
        let point = run.search.point()?;
        let number = |unknown: super::linear::Unknown| point.get(unknown.0 as usize).copied();
        let value = |taken: &Taken, category: Option<CategoryId>| {
            Some(match taken {
                Taken::Truth(truth) => FactValue::Truth(*truth),
                Taken::Number(unknown) => FactValue::Number(number(*unknown)?),
                Taken::Element(finite) => {
                    let element = run.search.first(*finite);
                    let known = category.map_or(0, |id| program.categories[id.index()].elements.len() as u32);
                    if element < known {
                        FactValue::Element(element)
                    } else {
                        FactValue::Unlisted(OTHER.to_owned())
                    }
                }
                Taken::Day(unknown) => {
                    let days = i32::try_from(number(*unknown)?.floor()).ok()?;
                    FactValue::Date(if days == 0 { program.on } else { program.on.add_days(days)? })
                }
                Taken::Place(finite) => {
                    FactValue::Place(run.ground.places.get(run.search.first(*finite) as usize)?.clone())
                }
                Taken::Text => FactValue::Text("某".to_owned()),
                Taken::Absent => FactValue::Absent,
            })
        };
        let mut household = Household { instances: run.instances.clone(), ..Household::default() };
        for ((field, instance), taken) in &run.facts {
            let category = element_of(program.fields.get(field.index())?.ty);
            household.facts.insert((*field, *instance), value(taken, category)?);
        }
        for ((question, instance), taken) in &run.answers {
            let category = match program.questions.get(question.index())?.answer {
                Answer::Choice(category) => Some(category),
                _ => None,
            };
            household.answers.insert((*question, *instance), value(taken, category)?);
        }
        let mut histories: BTreeMap<(FieldId, u32), Vec<(u32, bool)>> = BTreeMap::new();
        for ((field, instance, months), held) in &run.months {
            histories.entry((*field, *instance)).or_default().push((*months, *held));
        }
        for (key, runs) in histories {
            household.facts.insert(key, history(program.on, &runs)?);
        }
        household.today = run.today.filter(|today| *today != program.on);
        household.memberships = run.memberships.clone();
        household.supposed = run.supposed.clone();
        for (cell, unknown) in &run.ranges {
            household.ranges.insert(*cell, number(*unknown)?);
        }
        Some(household)
    }

    /// The day of the decision.
    #[must_use]
    pub fn day(&self, program: &Program) -> Date {
        self.today.unwrap_or(program.on)
    }

    /// The program with the figures of ranges and the day that the household takes; none where it takes none.
    #[must_use]
    pub fn supposing(&self, program: &Program) -> Option<Program> {
        if self.ranges.is_empty() && self.today.is_none() {
            return None;
        }
        let mut program = program.clone();
        program.on = self.today.unwrap_or(program.on);
        for ((parameter, cell), value) in &self.ranges {
            let cells = &mut program.parameters[parameter.index()].cells;
            if let Some(cell) = cells.get_mut(*cell as usize) {
                cell.value = Interval::point(*value);
            }
        }
        Some(program)
    }

    /// The household without the figures that it takes out of ranges: they stay as open as the texts leave them.
    #[must_use]
    pub fn unsettled(&self) -> Household {
        Household { ranges: BTreeMap::new(), ..self.clone() }
    }

    /// The record of the household: what is not said is 无.
    #[must_use]
    pub fn record(&self, program: &Program) -> Record {
        let mut builder = RecordBuilder::new(program);
        builder.rest_absent(true);
        let mut counts = vec![0usize; program.planes.len()];
        for (plane, own) in (0..).map(PlaneId).zip(&program.planes) {
            let Some(above) = own.parent else {
                counts[plane.index()] = 1;
                continue;
            };
            let parents = self.instances.get(plane.index()).map_or(&[][..], Vec::as_slice);
            for parent in parents {
                builder.add_instance(plane, *parent);
            }
            counts[plane.index()] = parents.len();
            // A list that cannot be empty has an entry under every holder.
            for holder in
                (0..counts[above.index()] as u32).filter(|holder| own.nonempty && !parents.contains(holder))
            {
                builder.add_instance(plane, holder);
                counts[plane.index()] += 1;
            }
            for holder in 0..counts[above.index()] as u32 {
                builder.listed(plane, holder, Listed::Complete);
            }
        }
        if self.filled {
            for (id, field) in (0..).map(FieldId).zip(&program.fields) {
                for instance in 0..counts[field.plane.index()] as u32 {
                    builder.set(id, instance, plain(program, field));
                }
            }
        }
        for ((field, instance), value) in &self.facts {
            builder.set(*field, *instance, value.clone());
        }
        for ((question, instance), value) in &self.answers {
            let asked = &program.questions[question.index()];
            let by = asked.bodies.first().cloned().unwrap_or_default();
            let answer =
                Answered {
                    value: value.clone(), by, on: Some(program.on), reason: Some("举例".to_owned())
                };
            builder.answer(*question, *instance, answer);
        }
        for ((set, plane, instance), belongs) in &self.memberships {
            let answer = Answered {
                value: FactValue::Truth(*belongs),
                by: String::new(),
                on: None,
                reason: Some("举例".to_owned()),
            };
            let name = program.sets[*set as usize].name.clone();
            builder.membership(name, *plane, *instance, answer);
        }
        builder.build()
    }
}

/// The category of an element.
fn element_of(ty: Type) -> Option<CategoryId> {
    match ty {
        Type::Element(category) => Some(category),
        _ => None,
    }
}

/// The plainest value of a field.
#[must_use]
pub fn plain(program: &Program, field: &Field) -> FactValue {
    match field.ty {
        _ if field.optional => FactValue::Absent,
        Type::Truth => FactValue::Truth(false),
        Type::Number(_) => FactValue::Number(Ratio::ZERO),
        Type::Element(_) => FactValue::Element(0),
        Type::Date => FactValue::Date(Date::from_ymd(1990, 1, 1).unwrap_or(program.on)),
        Type::Text => FactValue::Text("某".to_owned()),
        Type::Place => FactValue::Place(program.area.clone()),
    }
}

/// A history by month in which runs of so many months were held or not.
fn history(on: Date, runs: &[(u32, bool)]) -> Option<FactValue> {
    let held = runs.iter().filter(|(_, held)| *held).map(|(months, _)| *months).max().unwrap_or(0);
    if runs.iter().any(|(months, kept)| !kept && *months <= held) {
        return None;
    }
    if runs.iter().all(|(_, kept)| *kept) {
        return Some(FactValue::Truth(true));
    }
    let months = (1..=36).filter_map(|back| {
        let month = Month::of(on).minus(back)?;
        Some((month, u32::try_from(back).is_ok_and(|back| back <= held)))
    });
    Some(FactValue::Monthly(months.collect()))
}
