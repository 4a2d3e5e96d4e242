//! Published figures by category, year, place and day: the deepest area that has the figure at all decides, and a gap
//! there is a fault, never a reason to read the figure of a higher area.

use crate::program::figures::{Wanted, covering};
use crate::program::ir::{CategoryId, NodeId, ParameterId, Program, Type};
use crate::quantity::calendar::Date;
use crate::trace::value::{Domain, FaultKind, Question, Value};

use super::pass::{At, Pass, State};
use super::plan::{Extra, Figure, Plan};
use super::possible::Possible;

/// More combinations of open coordinates than this are not told apart.
const MOST_COMBINATIONS: usize = 1024;

/// The cell that holds for coordinates, year, place and day.
pub(super) fn find(
    program: &Program,
    parameter: ParameterId,
    coordinates: &[u32],
    year: Option<i32>,
    place: &str,
    day: Date,
) -> Option<Figure> {
    let cells = &program.parameters[parameter.index()].cells;
    let at = covering(cells, &Wanted { coordinates, year, place, day, home: &program.area })?;
    Some(Figure { cell: at as u32, known: cells[at].value.is_point() })
}

/// The figure where everything that selects it is known; `Some(None)` when none is published.
#[allow(clippy::too_many_arguments, reason = "what selects a cell")]
pub(super) fn known_figure(
    plan: &Plan,
    state: &State,
    at: At,
    parameter: ParameterId,
    coordinates: &[NodeId],
    year: Option<i32>,
    place: Option<NodeId>,
    day: Option<NodeId>,
) -> Option<Option<Figure>> {
    let program = plan.program;
    if let Extra::Figures(figures) = &plan.extras[at.node.index()] {
        let mut index = 0;
        for (node, axis) in coordinates.iter().zip(&program.parameters[parameter.index()].axes) {
            let Value::Element(element) = state.get(*node, at.instance) else { return None };
            index = index * program.categories[axis.index()].elements.len() + element as usize;
        }
        return Some(figures.get(index).copied().flatten());
    }
    let mut wanted = Vec::with_capacity(coordinates.len());
    for node in coordinates {
        let Value::Element(element) = state.get(*node, at.instance) else { return None };
        wanted.push(element);
    }
    let place = known_place(plan, state, at, place)?;
    let day = known_day(plan, state, at, day)?;
    Some(find(program, parameter, &wanted, year, place, day))
}

fn known_place<'a>(plan: &'a Plan, state: &'a State, at: At, place: Option<NodeId>) -> Option<&'a str> {
    match place.map(|place| state.get(place, at.instance)) {
        None => Some(&plan.program.area),
        Some(Value::Place(text) | Value::Text(text)) => Some(state.arena.text(text)),
        Some(_) => None,
    }
}

fn known_day(plan: &Plan, state: &State, at: At, day: Option<NodeId>) -> Option<Date> {
    match day.map(|day| state.get(day, at.instance)) {
        None => Some(plan.program.on),
        Some(Value::Date(day)) => Some(day),
        Some(_) => None,
    }
}

impl Pass<'_> {
    /// A published figure.
    pub(super) fn parameter(
        &mut self,
        at: At,
        parameter: ParameterId,
        coordinates: &[NodeId],
        year: Option<i32>,
        place: Option<NodeId>,
        day: Option<NodeId>,
    ) -> Value {
        if let Some(known) = known_figure(self.plan, self.state, at, parameter, coordinates, year, place, day)
        {
            return match known {
                Some(Figure { known: Some(number), .. }) => Value::Number(number),
                Some(Figure { cell, .. }) => {
                    let range = self.plan.program.parameters[parameter.index()].cells[cell as usize].value;
                    self.open(vec![Question::Figure(parameter, cell)], Domain::Number(range), false)
                }
                None => self.fault(at, FaultKind::NoFigure(parameter)),
            };
        }
        let operands: Vec<Value> =
            coordinates.iter().chain(&place).chain(&day).map(|node| self.get(*node, at.instance)).collect();
        if let Some(fault) = self.strict_fault(&operands, &[]) {
            return fault;
        }
        if operands.contains(&Value::Absent) {
            return self.fault(at, FaultKind::AbsentOperand);
        }
        if !operands.iter().any(|value| matches!(value, Value::Open(_))) {
            // An element that no list holds has no figure.
            return self.fault(at, FaultKind::NoFigure(parameter));
        }
        self.open_figure(at, parameter, coordinates, year, place, day, &operands)
    }

    /// The hull over the cells that may be meant.
    #[allow(clippy::too_many_arguments, reason = "what selects a cell")]
    fn open_figure(
        &mut self,
        at: At,
        parameter: ParameterId,
        coordinates: &[NodeId],
        year: Option<i32>,
        place: Option<NodeId>,
        day: Option<NodeId>,
        operands: &[Value],
    ) -> Value {
        let program = self.plan.program;
        let (mut axes, mut shaky) = (Vec::new(), false);
        for node in coordinates {
            let Type::Element(category) = program.node(*node).ty else {
                return self.fault(at, FaultKind::NoFigure(parameter));
            };
            let (candidates, unsure) = self.elements_of(self.get(*node, at.instance), category);
            shaky |= unsure;
            axes.push(candidates);
        }
        let combinations = axes.iter().try_fold(1usize, |count, axis| count.checked_mul(axis.len()));
        let known = known_place(self.plan, self.state, at, place).map(str::to_owned);
        let known = known.zip(known_day(self.plan, self.state, at, day));
        let mut possible = Possible::default();
        let mut figures = Vec::new();
        match (known, combinations.filter(|count| *count <= MOST_COMBINATIONS)) {
            (Some((place, day)), Some(count)) => {
                for index in 0..count {
                    let mut rest = index;
                    let mut wanted = vec![0; axes.len()];
                    for (slot, axis) in wanted.iter_mut().zip(&axes).rev() {
                        *slot = axis[rest % axis.len()];
                        rest /= axis.len();
                    }
                    match find(program, parameter, &wanted, year, &place, day) {
                        Some(Figure { known: Some(number), .. }) => {
                            possible.add(self.state, Value::Number(number));
                        }
                        Some(Figure { cell, .. }) => {
                            let range = program.parameters[parameter.index()].cells[cell as usize].value;
                            figures.push(Question::Figure(parameter, cell));
                            possible.add_range(range);
                        }
                        None => shaky = true,
                    }
                }
            }
            _ => {
                // The place or the day is open: any cell of the coordinates and the year may be meant.
                shaky = true;
                let cells = &program.parameters[parameter.index()].cells;
                for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.year == year) {
                    let fits = cell.coordinates.iter().zip(&axes).all(|(own, axis)| axis.contains(own));
                    if fits {
                        if cell.value.is_point().is_none() {
                            figures.push(Question::Figure(parameter, index as u32));
                        }
                        possible.add_range(cell.value);
                    }
                }
            }
        }
        if possible.is_empty() {
            return self.fault(at, FaultKind::NoFigure(parameter));
        }
        if shaky {
            possible.shake();
        }
        self.gathered(possible, |state| {
            let mut questions = state.union(operands.iter().copied());
            questions.extend(figures);
            questions.sort_unstable();
            questions.dedup();
            questions
        })
    }

    /// The listed elements that a value may be, and whether it may be something else.
    pub(super) fn elements_of(&self, value: Value, category: CategoryId) -> (Vec<u32>, bool) {
        let all = || (0..self.plan.program.categories[category.index()].elements.len() as u32).collect();
        match value {
            Value::Element(element) => (vec![element], false),
            Value::Open(id) => {
                let open = self.state.arena.open(id);
                match &open.domain {
                    Domain::Elements(elements) => (elements.clone(), open.or_absent || open.or_fault),
                    _ => (all(), true),
                }
            }
            _ => (Vec::new(), true),
        }
    }
}
