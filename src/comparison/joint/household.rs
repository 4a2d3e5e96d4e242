//! A household of the joint program as each text's own program takes it.

use std::collections::BTreeMap;

use super::{Joint, Which};
use crate::analysis::regions::figures::counterparts;
use crate::analysis::regions::household::Household;
use crate::facts::record::FactValue;
use crate::program::ir::{CategoryId, FieldId, ParameterId, PlaneId, QuestionId, Type};

/// A household for one text's own program.
#[derive(Clone, PartialEq, Debug)]
pub struct Translated {
    /// The household.
    pub household: Household,
    /// Elements that the text does not know, which it takes as ones that it does not list: category and element.
    pub unlisted: Vec<(String, String)>,
}

impl Joint {
    /// Whether a household takes a figure of which both texts give only a range for the same in both. Where the two
    /// ranges differ it cannot: whatever it took for one of them, the difference would be of its own making.
    #[must_use]
    pub fn supposes_alike(&self, household: &Household) -> bool {
        let cells =
            |id: ParameterId| self.program.parameters.get(id.index()).map(|known| known.cells.as_slice());
        household.ranges.iter().all(|(one, value)| {
            let Some(own) = cells(one.0).and_then(|cells| cells.get(one.1 as usize)) else { return false };
            let parameters = (0..self.program.parameters.len() as u32).map(ParameterId);
            let mut others =
                parameters.flat_map(|id| (0..cells(id).map_or(0, <[_]>::len) as u32).map(move |at| (id, at)));
            others.all(|other| {
                if !counterparts(&self.program, *one, other) {
                    return true;
                }
                let range =
                    cells(other.0).and_then(|cells| cells.get(other.1 as usize)).map(|cell| cell.value);
                range == Some(own.value) && household.ranges.get(&other).is_none_or(|taken| taken == value)
            })
        })
    }

    /// The household for one text's own program; `None` if the text cannot read it (an element of a closed category that
    /// it does not know), and if it does not suppose the same of both texts.
    #[must_use]
    pub fn household(&self, which: Which, household: &Household) -> Option<Translated> {
        if !self.supposes_alike(household) {
            return None;
        }
        let side = self.side(which);
        let own = &side.program;
        let instances = side.planes.iter().map(|plane| household.instances.get(plane.index()).cloned());
        let mut translated = Household {
            instances: instances.map(Option::unwrap_or_default).collect(),
            today: household.today,
            filled: household.filled,
            ..Household::default()
        };
        let mut unlisted = Vec::new();
        for (id, field) in (0..).map(FieldId).zip(&own.fields) {
            let joint = side.fields.get(id.index())?;
            for ((_, instance), value) in household.facts.range((*joint, 0)..=(*joint, u32::MAX)) {
                let value = match (value, field.ty) {
                    (FactValue::Element(element), Type::Element(category)) => {
                        match self.own_element(which, category, *element) {
                            Some(element) => FactValue::Element(element),
                            None => {
                                let known = own.categories.get(category.index())?;
                                if !known.open {
                                    return None;
                                }
                                let word = self.word(which, category, *element)?;
                                unlisted.push((known.name.clone(), word.clone()));
                                // What the text does not name belongs to none of its sets.
                                for (set, own) in (0..).zip(&own.sets) {
                                    if own.open && own.category == category {
                                        translated.memberships.insert((set, field.plane, *instance), false);
                                    }
                                }
                                FactValue::Unlisted(word)
                            }
                        }
                    }
                    (FactValue::Place(place), _) => FactValue::Place(self.own_place(which, place)),
                    (value, _) => value.clone(),
                };
                translated.facts.insert((id, *instance), value);
            }
        }
        for (id, question) in (0..).map(QuestionId).zip(&own.questions) {
            let joint = side.questions.get(id.index())?;
            for ((_, instance), value) in household.answers.range((*joint, 0)..=(*joint, u32::MAX)) {
                let value = match (value, &question.answer) {
                    (FactValue::Element(element), crate::program::ir::Answer::Choice(category)) => {
                        FactValue::Element(self.own_element(which, *category, *element)?)
                    }
                    (value, _) => value.clone(),
                };
                translated.answers.insert((id, *instance), value);
            }
        }
        let planes: BTreeMap<PlaneId, PlaneId> =
            (0..).map(PlaneId).zip(&side.planes).map(|(own, joint)| (*joint, own)).collect();
        for ((set, plane, instance), belongs) in &household.memberships {
            let name = &self.program.sets.get(*set as usize)?.name;
            // Two open sets of one name are answered about together.
            let of_name = |own: &u32| {
                let joint = side.sets.get(*own as usize).and_then(|id| self.program.sets.get(id.index()));
                joint.is_some_and(|set| set.open && set.name == *name)
            };
            let own = (0..own.sets.len() as u32).find(of_name);
            if let (Some(own), Some(plane)) = (own, planes.get(plane)) {
                translated.memberships.insert((own, *plane, *instance), *belongs);
            }
        }
        for ((parameter, cell), value) in &household.ranges {
            let ranged = self.program.parameters.get(parameter.index())?.cells.get(*cell as usize)?;
            for (id, known) in (0..).map(ParameterId).zip(&own.parameters) {
                if side.parameters.get(id.index()) != Some(parameter) {
                    continue;
                }
                let same = known.cells.iter().position(|own| {
                    let axes = known.axes.iter().zip(&own.coordinates);
                    let coordinates = axes.map(|(axis, element)| self.joint_element(which, *axis, *element));
                    own.value == ranged.value
                        && own.year == ranged.year
                        && coordinates.eq(ranged.coordinates.iter().map(|element| Some(*element)))
                });
                if let Some(at) = same {
                    translated.ranges.insert((id, at as u32), *value);
                }
            }
        }
        Some(Translated { household: translated, unlisted })
    }

    fn joint_element(&self, which: Which, category: CategoryId, own: u32) -> Option<u32> {
        self.side(which).elements.get(category.index())?.get(own as usize).copied()
    }

    /// The text's own number of an element of the joint program.
    fn own_element(&self, which: Which, category: CategoryId, joint: u32) -> Option<u32> {
        let elements = self.side(which).elements.get(category.index())?;
        elements.iter().position(|known| *known == joint).map(|at| at as u32)
    }

    fn word(&self, which: Which, own: CategoryId, joint: u32) -> Option<String> {
        let id = self.side(which).categories.get(own.index())?;
        self.program.categories.get(id.index())?.elements.get(joint as usize).cloned()
    }

    fn own_place(&self, which: Which, place: &str) -> String {
        match which {
            Which::Old => self.places.to_old(place),
            Which::New => place.to_owned(),
        }
    }
}
