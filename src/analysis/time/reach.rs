//! Which cells of a figure a program can come to read, and until which day.
//!
//! A household that a condition turns away reads nothing behind it: what the conditions on the way say of a category or
//! of the day is kept. What they say otherwise is left out, so that more cells may be told than are reached, never fewer.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use crate::program::ir::{
    Alternative, CategoryId, Constant, FieldId, NodeId, Op, ParameterId, Program, Relation, Type,
};
use crate::program::operands::for_each_operand;
use crate::quantity::calendar::Date;

/// Visits of one program: beyond them nothing more is told.
const MOST_VISITS: usize = 200_000;

/// A fact whose elements decide: a field, or a component of one.
type Coordinate = (FieldId, Option<usize>);

/// What holds on the way to a node.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Debug)]
struct Way {
    /// The elements that a fact may still be.
    only: BTreeMap<Coordinate, Vec<u32>>,
    /// The last day.
    until: Option<Date>,
    /// The first day.
    from: Option<Date>,
}

impl Way {
    fn and(&self, other: &Way) -> Way {
        let mut both = self.clone();
        for (coordinate, elements) in &other.only {
            let own = both.only.entry(*coordinate).or_insert_with(|| elements.clone());
            own.retain(|element| elements.contains(element));
        }
        both.until = self.until.into_iter().chain(other.until).min();
        both.from = self.from.into_iter().chain(other.from).max();
        both
    }
}

/// A reading of a figure of the home place.
#[derive(Clone, Debug)]
pub struct Read {
    /// The reading node.
    pub node: NodeId,
    /// The elements of each axis that it may come to.
    pub axes: Vec<Vec<u32>>,
    /// The last day on which it is read, as far as the conditions on the way say.
    pub until: Option<Date>,
    /// The first day.
    pub from: Option<Date>,
}

/// Follows a program from its results down to the figures that are wanted.
pub struct Reach<'p> {
    program: &'p Program,
    /// The node rests on a figure that is wanted.
    below: Vec<bool>,
    ways: IndexSet<Way>,
    seen: BTreeSet<(NodeId, usize)>,
    reads: Vec<Read>,
}

/// All readings of the figures that are wanted, by results of the program.
#[must_use]
pub fn reads(program: &Program, wanted: impl Fn(ParameterId) -> bool) -> Vec<Read> {
    let mut below: Vec<bool> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        let mut rests = matches!(&node.op, Op::Parameter { parameter, .. } if wanted(*parameter));
        for_each_operand(&node.op, |operand| rests |= below.get(operand.index()).copied().unwrap_or(false));
        below.push(rests);
    }
    if !below.contains(&true) {
        return Vec::new();
    }
    let mut reach = Reach { program, below, ways: IndexSet::new(), seen: BTreeSet::new(), reads: Vec::new() };
    for output in &program.outputs {
        let open = Way::default();
        reach.visit(output.condition, &open);
        let held = reach.says(output.condition);
        let benefit = output.benefit.as_ref();
        let terms = benefit.and_then(|benefit| benefit.schedule.as_ref());
        let each = terms.and_then(|schedule| schedule.each);
        let terms = terms.into_iter().flat_map(|schedule| &schedule.terms).flat_map(|term| term.nodes());
        let paid = benefit.into_iter().flat_map(|benefit| benefit.amount.into_iter().chain(benefit.approval));
        let behind: Vec<NodeId> = output.due.into_iter().chain(paid).chain(each).chain(terms).collect();
        for node in behind {
            reach.visit(node, &held);
        }
    }
    if reach.seen.len() >= MOST_VISITS { Vec::new() } else { reach.reads }
}

impl Reach<'_> {
    fn visit(&mut self, id: NodeId, way: &Way) {
        if !self.below[id.index()] || self.seen.len() >= MOST_VISITS {
            return;
        }
        // Nobody comes here.
        if way.only.values().any(Vec::is_empty) {
            return;
        }
        let known = self.ways.insert_full(way.clone()).0;
        if !self.seen.insert((id, known)) {
            return;
        }
        let program = self.program;
        match &program.node(id).op {
            Op::Parameter { parameter, coordinates, place, .. } => {
                let axes = &program.parameters[parameter.index()].axes;
                if place.is_none() {
                    let axes =
                        coordinates.iter().zip(axes).map(|(node, axis)| self.possible(*node, *axis, way));
                    let axes = axes.collect();
                    self.reads.push(Read { node: id, axes, until: way.until, from: way.from });
                }
            }
            Op::All(parts) => {
                let said: Vec<Way> = parts.iter().map(|part| self.says(part.node)).collect();
                for (at, part) in parts.iter().enumerate() {
                    let others = said.iter().enumerate().filter(|(other, _)| *other != at);
                    let way = others.fold(way.clone(), |way, (_, said)| way.and(said));
                    self.visit(part.node, &way);
                }
            }
            Op::Reduce { filter, value, .. } => {
                filter.iter().for_each(|filter| self.visit(*filter, way));
                let held = filter.map_or(way.clone(), |filter| way.and(&self.says(filter)));
                value.iter().for_each(|value| self.visit(*value, &held));
            }
            Op::Choose(alternatives) => {
                for (at, one) in alternatives.iter().enumerate() {
                    one.guard.iter().for_each(|guard| self.visit(*guard, way));
                    let held = one.guard.map_or(way.clone(), |guard| way.and(&self.says(guard)));
                    let held = self.unbeaten(alternatives, at, held);
                    self.visit(one.value, &held);
                }
            }
            op => for_each_operand(op, |operand| self.visit(operand, way)),
        }
    }

    /// An alternative is taken where none that beats it applies.
    fn unbeaten(&self, alternatives: &[Alternative], at: usize, way: Way) -> Way {
        let beats = |one: &&Alternative| at < 128 && one.beats & (1 << at) != 0;
        let guards = alternatives.iter().filter(beats).filter_map(|one| one.guard);
        guards.filter_map(|guard| self.denied(guard)).fold(way, |way, denied| way.and(&denied))
    }

    /// What holds where a condition does not, if it is about one fact only.
    fn denied(&self, id: NodeId) -> Option<Way> {
        let (coordinate, elements) = self.about(id)?;
        let all = self.elements(coordinate)?;
        let left = all.into_iter().filter(|element| !elements.contains(element)).collect();
        Some(Way { only: BTreeMap::from([(coordinate, left)]), ..Way::default() })
    }

    /// What a condition that holds says.
    fn says(&self, id: NodeId) -> Way {
        let program = self.program;
        if let Some((coordinate, elements)) = self.about(id) {
            return Way { only: BTreeMap::from([(coordinate, elements)]), ..Way::default() };
        }
        match &program.node(id).op {
            Op::Ancestor(of) => self.says(*of),
            Op::All(parts) => parts.iter().fold(Way::default(), |way, part| way.and(&self.says(part.node))),
            Op::Compare(relation, left, right) => self.day(*relation, *left, *right),
            // A result as one alternative: what it rests on.
            Op::Choose(alternatives) => match &alternatives[..] {
                [Alternative { guard: None, value, .. }] => self.says(*value),
                _ => Way::default(),
            },
            _ => Way::default(),
        }
    }

    fn day(&self, relation: Relation, left: NodeId, right: NodeId) -> Way {
        let program = self.program;
        let (Op::Today, Op::Constant(Constant::Date(day))) =
            (&program.node(left).op, &program.node(right).op)
        else {
            return Way::default();
        };
        match relation {
            Relation::LessOrEqual => Way { until: Some(*day), ..Way::default() },
            Relation::Less => Way { until: day.previous(), ..Way::default() },
            Relation::GreaterOrEqual => Way { from: Some(*day), ..Way::default() },
            Relation::Greater => Way { from: day.next(), ..Way::default() },
            Relation::Equal => Way { from: Some(*day), until: Some(*day), ..Way::default() },
            Relation::NotEqual => Way::default(),
        }
    }

    /// A condition that one fact decides: the elements for which it holds.
    fn about(&self, id: NodeId) -> Option<(Coordinate, Vec<u32>)> {
        let program = self.program;
        match &program.node(id).op {
            Op::Ancestor(of) => self.about(*of),
            Op::Not(of) => {
                let (coordinate, elements) = self.about(*of)?;
                let all = self.elements(coordinate)?;
                Some((coordinate, all.into_iter().filter(|e| !elements.contains(e)).collect()))
            }
            Op::Within { value, set } => {
                let set = &program.sets[set.index()];
                (!set.open).then_some(())?;
                Some((self.coordinate(*value)?, set.elements.clone()))
            }
            Op::Compare(relation, left, right) => {
                let coordinate = self.coordinate(*left)?;
                let Op::Constant(Constant::Element(wanted)) = &program.node(*right).op else { return None };
                let holds = |element: &u32| match relation {
                    Relation::Less => element < wanted,
                    Relation::LessOrEqual => element <= wanted,
                    Relation::Equal => element == wanted,
                    Relation::NotEqual => element != wanted,
                    Relation::GreaterOrEqual => element >= wanted,
                    Relation::Greater => element > wanted,
                };
                Some((coordinate, self.elements(coordinate)?.into_iter().filter(holds).collect()))
            }
            Op::Any(parts) => {
                let mut all = parts.iter().map(|part| self.about(part.node));
                let (coordinate, mut elements) = all.next()??;
                for part in all {
                    let (other, more) = part?;
                    (other == coordinate).then_some(())?;
                    elements.extend(more);
                }
                elements.sort_unstable();
                elements.dedup();
                Some((coordinate, elements))
            }
            _ => None,
        }
    }

    fn coordinate(&self, id: NodeId) -> Option<Coordinate> {
        match &self.program.node(id).op {
            Op::Fact(field) => Some((*field, None)),
            Op::Ancestor(of) => self.coordinate(*of),
            Op::Component { of, position } => match self.coordinate(*of)? {
                (field, None) => Some((field, Some(*position))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The elements that a category lists for a fact.
    fn elements(&self, (field, position): Coordinate) -> Option<Vec<u32>> {
        let Type::Element(category) = self.program.fields[field.index()].ty else { return None };
        let category = match position {
            None => category,
            Some(at) => *self.program.categories[category.index()].components.get(at)?,
        };
        Some(self.listed(category))
    }

    fn listed(&self, category: CategoryId) -> Vec<u32> {
        (0..self.program.categories[category.index()].elements.len() as u32).collect()
    }

    /// The elements that a coordinate may come to.
    fn possible(&self, id: NodeId, axis: CategoryId, way: &Way) -> Vec<u32> {
        match &self.program.node(id).op {
            Op::Constant(Constant::Element(element)) => vec![*element],
            Op::Ancestor(of) => self.possible(*of, axis, way),
            Op::Choose(alternatives) => {
                let values = alternatives.iter().flat_map(|one| self.possible(one.value, axis, way));
                let mut all: Vec<u32> = values.collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Op::Unstated | Op::Pending => Vec::new(),
            _ => match self.coordinate(id).and_then(|coordinate| way.only.get(&coordinate)) {
                Some(elements) => elements.clone(),
                None => self.listed(axis),
            },
        }
    }
}
