//! Records built step by step, for the cases (案例) that a policy text holds.

use crate::facts::record::{Answered, Fact, FactValue, Instances, Listed, Membership, Record};
use crate::program::ir::{Field, FieldId, PlaneId, Program, QuestionId, Type};

/// The parent of what was taken back.
const NOWHERE: u32 = u32::MAX;

/// Builds a record of a program.
///
/// Instances are named by the order in which they are added to their plane; the household is instance 0 of plane 0.
/// The ids come from the program and from this builder: an instance below a parent that does not exist is left out,
/// and so is a value for something that does not exist.
#[derive(Clone, Debug)]
pub struct RecordBuilder<'p> {
    program: &'p Program,
    id: Option<String>,
    /// Parent of each instance added, per plane.
    parents: Vec<Vec<u32>>,
    facts: Vec<(FieldId, u32, Fact)>,
    answers: Vec<(QuestionId, u32, Answered)>,
    listed: Vec<(PlaneId, u32, Listed)>,
    memberships: Vec<Membership>,
    rest_absent: bool,
}

/// A record and where its builder's instances stand in it.
#[derive(Clone, Debug)]
pub struct Built {
    /// The record.
    pub record: Record,
    /// Per plane and instance as added: its instance in the record; none if it was left out.
    pub places: Vec<Vec<Option<u32>>>,
}

impl<'p> RecordBuilder<'p> {
    /// A household of which nothing is known.
    #[must_use]
    pub fn new(program: &'p Program) -> RecordBuilder<'p> {
        let mut parents = vec![Vec::new(); program.planes.len()];
        if let Some(root) = parents.first_mut() {
            root.push(0);
        }
        RecordBuilder {
            program,
            id: None,
            parents,
            facts: Vec::new(),
            answers: Vec::new(),
            listed: Vec::new(),
            memberships: Vec::new(),
            rest_absent: false,
        }
    }

    /// Names the record.
    pub fn name(&mut self, id: impl Into<String>) -> &mut Self {
        self.id = Some(id.into());
        self
    }

    /// Adds an instance below an instance of the parent plane.
    pub fn add_instance(&mut self, plane: PlaneId, parent: u32) -> u32 {
        match self.parents.get_mut(plane.index()) {
            Some(instances) if plane != PlaneId(0) => {
                instances.push(parent);
                u32::try_from(instances.len() - 1).unwrap_or(u32::MAX)
            }
            _ => 0,
        }
    }

    /// Sets a fact, without evidence; the last one set holds.
    pub fn set(&mut self, field: FieldId, instance: u32, value: FactValue) -> &mut Self {
        self.set_fact(field, instance, Fact { value, evidence: None })
    }

    /// Sets a fact; the last one set holds.
    pub fn set_fact(&mut self, field: FieldId, instance: u32, fact: Fact) -> &mut Self {
        self.facts.push((field, instance, fact));
        self
    }

    /// The fact set last.
    pub fn fact(&self, field: FieldId, instance: u32) -> Option<&Fact> {
        self.facts.iter().rev().find(|(f, i, _)| *f == field && *i == instance).map(|(_, _, fact)| fact)
    }

    /// Answers a question; the last answer holds.
    pub fn answer(&mut self, question: QuestionId, instance: u32, answer: Answered) -> &mut Self {
        self.answers.push((question, instance, answer));
        self
    }

    /// Answers whether what is unlisted belongs to an open set.
    pub fn membership(
        &mut self,
        set: impl Into<String>,
        plane: PlaneId,
        instance: u32,
        answer: Answered,
    ) -> &mut Self {
        let set = set.into();
        self.memberships.retain(|m| (&m.set, m.plane, m.instance) != (&set, plane, instance));
        self.memberships.push(Membership { set, plane, instance, answer });
        self
    }

    /// Says how much of a list is known. Without it a list with elements is complete, one without is unknown.
    pub fn listed(&mut self, plane: PlaneId, parent: u32, listed: Listed) -> &mut Self {
        self.listed.push((plane, parent, listed));
        self
    }

    /// `其余＝无`: of what is not set, facts that may be absent are absent, other truths are no, and lists that may be
    /// empty are empty. Histories by month and all other facts stay unknown.
    pub fn rest_absent(&mut self, rest_absent: bool) -> &mut Self {
        self.rest_absent = rest_absent;
        self
    }

    /// The record, its instances in the order of their parents.
    #[must_use]
    pub fn build(&self) -> Record {
        self.build_with_places().record
    }

    /// The record, and where each instance stands in it.
    #[must_use]
    pub fn build_with_places(&self) -> Built {
        let mut places: Vec<Vec<Option<u32>>> = Vec::with_capacity(self.parents.len());
        let mut planes: Vec<Instances> = Vec::with_capacity(self.parents.len());
        for (plane, added) in (0_u32..).map(PlaneId).zip(&self.parents) {
            let (instances, place) = self.regrouped(plane, added, &planes, &places);
            planes.push(instances);
            places.push(place);
        }
        let count = |plane: PlaneId| planes.get(plane.index()).map_or(0, Instances::len);
        let place = |plane: PlaneId, instance: u32| *places.get(plane.index())?.get(instance as usize)?;

        let mut columns: Vec<Vec<Fact>> = Vec::with_capacity(self.program.fields.len());
        for field in &self.program.fields {
            let fact = Fact { value: self.default_value(field), evidence: None };
            columns.push(vec![fact; count(field.plane)]);
        }
        for (id, instance, fact) in &self.facts {
            let at = self.program.fields.get(id.index()).and_then(|field| place(field.plane, *instance));
            let column = columns.get_mut(id.index());
            if let (Some(at), Some(column)) = (at, column)
                && let Some(slot) = column.get_mut(at as usize)
            {
                *slot = fact.clone();
            }
        }
        let mut answers: Vec<Vec<Option<Answered>>> = Vec::with_capacity(self.program.questions.len());
        for question in &self.program.questions {
            answers.push(vec![None; count(question.plane)]);
        }
        for (id, instance, answer) in &self.answers {
            let at =
                self.program.questions.get(id.index()).and_then(|question| place(question.plane, *instance));
            let column = answers.get_mut(id.index());
            if let (Some(at), Some(column)) = (at, column)
                && let Some(slot) = column.get_mut(at as usize)
            {
                *slot = Some(answer.clone());
            }
        }
        let memberships = self.memberships.iter().filter_map(|membership| {
            let instance = place(membership.plane, membership.instance)?;
            Some(Membership { instance, ..membership.clone() })
        });
        let memberships = memberships.collect();
        Built { record: Record { id: self.id.clone(), planes, columns, answers, memberships }, places }
    }

    /// The instances of a plane in the order of their parents, and the place of each as added.
    fn regrouped(
        &self,
        plane: PlaneId,
        added: &[u32],
        planes: &[Instances],
        places: &[Vec<Option<u32>>],
    ) -> (Instances, Vec<Option<u32>>) {
        let Some(above) = self.program.planes.get(plane.index()).and_then(|plane| plane.parent) else {
            let instances = Instances { first: vec![0, 1], listed: vec![Listed::Complete], parent: vec![0] };
            return (instances, vec![Some(0)]);
        };
        let parents = planes.get(above.index()).map_or(0, Instances::len);
        let in_record = |parent: u32| *places.get(above.index())?.get(parent as usize)?;
        let mut order: Vec<(u32, usize)> =
            (0..added.len()).zip(added).filter_map(|(at, parent)| Some((in_record(*parent)?, at))).collect();
        order.sort_unstable();
        let mut place = vec![None; added.len()];
        for (at, (_, as_added)) in (0_u32..).zip(&order) {
            if let Some(slot) = place.get_mut(*as_added) {
                *slot = Some(at);
            }
        }
        let mut instances = Instances { first: vec![0], ..Instances::default() };
        let mut rest = order.as_slice();
        for parent in (0_u32..).take(parents) {
            let (children, behind) = rest.split_at(rest.partition_point(|(of, _)| *of == parent));
            rest = behind;
            instances.parent.extend(children.iter().map(|(of, _)| *of));
            instances.first.push(u32::try_from(instances.parent.len()).unwrap_or(u32::MAX));
            let said = self
                .listed
                .iter()
                .rev()
                .find(|(of, under, _)| *of == plane && in_record(*under) == Some(parent));
            let listed = match said {
                Some((.., listed)) => *listed,
                None if !children.is_empty() || self.may_be_empty(plane) => Listed::Complete,
                None => Listed::Unknown,
            };
            instances.listed.push(listed);
        }
        (instances, place)
    }

    /// The instances of a plane below one, as added.
    #[must_use]
    pub fn children(&self, plane: PlaneId, parent: u32) -> Vec<u32> {
        let added = self.parents.get(plane.index()).map_or(&[][..], Vec::as_slice);
        (0..).zip(added).filter(|(_, of)| **of == parent).map(|(at, _)| at).collect()
    }

    /// Takes back what was said of a list: its instances are not in the record.
    pub fn clear(&mut self, plane: PlaneId, parent: u32) -> &mut Self {
        let added = self.parents.get_mut(plane.index()).map_or(&mut [][..], Vec::as_mut_slice);
        added.iter_mut().filter(|of| **of == parent).for_each(|of| *of = NOWHERE);
        self.listed.retain(|(of, under, _)| (*of, *under) != (plane, parent));
        self
    }

    /// Whether a list that is not given counts as empty.
    fn may_be_empty(&self, plane: PlaneId) -> bool {
        self.rest_absent && self.program.planes.get(plane.index()).is_some_and(|plane| !plane.nonempty)
    }

    /// What a fact is that is not set.
    fn default_value(&self, field: &Field) -> FactValue {
        let element =
            self.program.planes.get(field.plane.index()).is_some_and(|plane| plane.element.is_some());
        match field.ty {
            _ if !self.rest_absent || field.monthly || element => FactValue::Unknown,
            _ if field.optional => FactValue::Absent,
            Type::Truth => FactValue::Truth(false),
            _ => FactValue::Unknown,
        }
    }
}
