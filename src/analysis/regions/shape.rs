//! What two rules have in common if no household can tell them apart: the same computation over the same facts,
//! whatever document wrote it and wherever it stands. One finding serves all of one shape.

use std::collections::BTreeMap;

use crate::corpus::marks::Print;
use crate::program::figures::{Wanted, covering};
use crate::program::ir::{CategoryId, Constant, Node, NodeId, Op, ParameterId, Program, Type};
use crate::program::operands::for_each_operand;

/// A digest of a computation with everything that it reads.
pub type Shape = Print;

/// What tells rules apart besides what they compute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Apart {
    /// The figures that they read, and the day where today stands beside other days.
    FiguresAndDay,
    /// The day only.
    Day,
    /// Nothing.
    Nothing,
}

/// The shapes of all nodes of a program.
#[must_use]
pub fn shapes(program: &Program, apart: Apart) -> Vec<Shape> {
    let mut own = Own::new(program, apart);
    let day = Print::of(program.on.iso().as_bytes());
    let mut shapes: Vec<(Shape, bool, bool)> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        // Whether the cone looks at today, and whether it looks at days that today could stand beside.
        let mut today = matches!(node.op, Op::Today);
        let mut dated = matches!(
            node.op,
            Op::Constant(Constant::Date(_))
                | Op::Parameter { at: Some(_), .. }
                | Op::Shift(..)
                | Op::Run { .. }
        );
        let mut shape = own.print(node);
        for_each_operand(&node.op, |operand| {
            if let Some((operand, operand_today, operand_dated)) = shapes.get(operand.index()) {
                shape = shape.with(*operand);
                today |= operand_today;
                dated |= operand_dated;
            }
        });
        if today && dated && apart != Apart::Nothing {
            shape = shape.with(day);
        }
        shapes.push((shape, today, dated));
    }
    shapes.into_iter().map(|(shape, ..)| shape).collect()
}

/// The shape of several shapes and a word about them.
pub(crate) fn joined(parts: impl IntoIterator<Item = Shape>, word: &str) -> Shape {
    parts.into_iter().fold(Print::of(word.as_bytes()), Print::with)
}

/// Prints of nodes by themselves, without their operands; of what many nodes have in common, made once.
struct Own<'p> {
    program: &'p Program,
    figures: bool,
    planes: Vec<Print>,
    categories: Vec<Print>,
    sets: Vec<Print>,
    fields: Vec<Print>,
    types: Vec<(Type, Print)>,
    parameters: BTreeMap<(ParameterId, Option<i32>, bool), Print>,
}

fn words(text: &str) -> Print {
    Print::of(text.as_bytes())
}

impl<'p> Own<'p> {
    fn new(program: &'p Program, apart: Apart) -> Own<'p> {
        let planes = program.planes.iter().map(|plane| {
            words(&plane.name).with(words(&format!("{:?}{}{}", plane.parent, plane.nonempty, plane.single)))
        });
        let categories = program.categories.iter().map(|category| {
            let own = words(&category.name).and(u64::from(category.open));
            category.elements.iter().fold(own, |all, element| all.with(words(element)))
        });
        let mut own = Own {
            program,
            figures: apart == Apart::FiguresAndDay,
            planes: planes.collect(),
            categories: categories.collect(),
            sets: Vec::new(),
            fields: Vec::new(),
            types: Vec::new(),
            parameters: BTreeMap::new(),
        };
        let sets = program.sets.iter().map(|set| {
            let of = own.category(set.category).and(u64::from(set.open));
            set.elements.iter().fold(of, |all, element| all.and(u64::from(*element)))
        });
        own.sets = sets.collect();
        let fields = program.fields.iter().map(|field| {
            let ty = match field.ty {
                Type::Element(category) => own.category(category),
                ty => words(&format!("{ty:?}")),
            };
            let plane = own.planes.get(field.plane.index()).copied().unwrap_or_default();
            plane.with(words(&field.name)).with(ty).and(u64::from(field.optional))
        });
        own.fields = fields.collect();
        own
    }

    fn category(&self, category: CategoryId) -> Print {
        self.categories.get(category.index()).copied().unwrap_or_default()
    }

    fn ty(&mut self, ty: Type) -> Print {
        if let Some((_, known)) = self.types.iter().find(|(known, _)| *known == ty) {
            return *known;
        }
        let print = match ty {
            // Not its number: that is another in another text.
            Type::Element(category) => self.category(category),
            ty => words(&format!("{ty:?}")),
        };
        self.types.push((ty, print));
        print
    }

    /// The print of a node by itself.
    fn print(&mut self, node: &Node) -> Print {
        let what = self.what(&node.op);
        let plane = self.planes[node.plane.index()];
        what.with(plane).with(self.ty(node.ty))
    }

    fn what(&mut self, op: &Op) -> Print {
        let program = self.program;
        match op {
            Op::Fact(field) => words("fact").with(self.fields[field.index()]),
            Op::Run { field, months, .. } => {
                words("run").with(self.fields[field.index()]).and(u64::from(*months))
            }
            Op::Component { position, .. } => words("component").and(*position as u64),
            Op::Parameter { parameter, year, place, at, coordinates } => {
                let plain = place.is_none() && at.is_none();
                let key = (*parameter, *year, plain);
                let known = self.parameters.get(&key).copied();
                let figures = known.unwrap_or_else(|| self.parameter(*parameter, *year, plain));
                self.parameters.insert(key, figures);
                figures.and(coordinates.len() as u64)
            }
            Op::Arithmetic(operation, ..) => words("arithmetic").and(*operation as u64),
            Op::Extreme { greatest, .. } => words("extreme").and(u64::from(*greatest)),
            Op::Compare(relation, ..) => words("compare").and(*relation as u64),
            Op::Within { set, .. } => words("within").with(self.sets[set.index()]),
            Op::Located { within, .. } => {
                words("located").and(u64::from(within.is_some())).with(words(&program.area))
            }
            Op::Reduce { kind, plane, filter, value } => words("reduce")
                .and(*kind as u64)
                .with(self.planes[plane.index()])
                .and(u64::from(filter.is_some()))
                .and(u64::from(value.is_some())),
            Op::Elapsed { unit, .. } => words(&format!("elapsed {unit:?}")),
            Op::Shift(_, shift) => words(&format!("shift {shift:?}")),
            Op::Choose(alternatives) => alternatives.iter().fold(words("choose"), |all, alternative| {
                all.and(u64::from(alternative.guard.is_some())).with(Print(alternative.beats))
            }),
            Op::Round(_, rounding) => words(&format!("round {rounding:?}")),
            Op::Judged { question, low, high } => {
                let asked = &program.questions[question.index()];
                let rest = format!("{:?} {} {}", asked.answer, low.is_some(), high.is_some());
                words("asked")
                    .with(words(&asked.key))
                    .with(self.planes[asked.plane.index()])
                    .with(words(&rest))
            }
            Op::Constant(constant) => words(&format!("constant {constant:?}")),
            Op::Today => words("today"),
            Op::Ancestor(_) => words("ancestor"),
            Op::FloorZero(_) => words("floor"),
            Op::Not(_) => words("not"),
            Op::All(_) => words("all"),
            Op::Any(_) => words("any"),
            Op::Present(_) => words("present"),
            Op::Unstated => words("unstated"),
            Op::Pending => words("pending"),
            Op::Reinterpret(_) => words("reinterpreted"),
        }
    }

    /// A parameter with the figures that a reading of it can see: those of the area on the day if the reading is `plain`.
    fn parameter(&self, parameter: ParameterId, year: Option<i32>, plain: bool) -> Print {
        let program = self.program;
        let known = &program.parameters[parameter.index()];
        let mut all = words("figure").with(words(&known.name)).with(words(&format!("{year:?}{plain}")));
        if !self.figures {
            return all;
        }
        let mut seen: Vec<&[u32]> = Vec::new();
        for cell in &known.cells {
            if !plain {
                let place = (&cell.area, cell.from, cell.to);
                let own = format!("{:?}{:?}{place:?}{:?}", cell.coordinates, cell.year, cell.value);
                all = all.with(words(&own));
                continue;
            }
            if seen.contains(&cell.coordinates.as_slice()) {
                continue;
            }
            seen.push(&cell.coordinates);
            let wanted = Wanted {
                coordinates: &cell.coordinates,
                year,
                place: &program.area,
                day: program.on,
                home: &program.area,
            };
            let found = covering(&known.cells, &wanted).and_then(|at| known.cells.get(at));
            if let Some(cell) = found {
                all = all.with(words(&format!("{:?}{:?}", cell.coordinates, cell.value)));
            }
        }
        all
    }
}

/// The nodes that a node rests on, and itself.
#[must_use]
pub fn cone(program: &Program, root: NodeId) -> Vec<bool> {
    let mut marked = vec![false; root.index() + 1];
    marked[root.index()] = true;
    closed(program, marked)
}

/// Marked nodes with everything that they rest on.
#[must_use]
pub fn closed(program: &Program, mut marked: Vec<bool>) -> Vec<bool> {
    for at in (0..marked.len()).rev() {
        if marked[at] {
            for_each_operand(&program.nodes[at].op, |operand| marked[operand.index()] = true);
        }
    }
    marked
}
