//! What two rules have in common if no household can tell them apart: the same computation over the same facts,
//! whatever document wrote it and wherever it stands. One finding serves all of one shape.

use sha2::{Digest, Sha256};

use crate::program::figures::{Wanted, covering};
use crate::program::ir::{Constant, Node, NodeId, Op, PlaneId, Program};
use crate::program::operands::for_each_operand;

/// A digest of a computation with everything that it reads.
pub type Shape = [u8; 16];

/// The shapes of all nodes of a program.
#[must_use]
pub fn shapes(program: &Program) -> Vec<Shape> {
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
        let mut hasher = Sha256::new();
        hasher.update(own(program, node).as_bytes());
        for_each_operand(&node.op, |operand| {
            if let Some((shape, operand_today, operand_dated)) = shapes.get(operand.index()) {
                hasher.update(shape);
                today |= operand_today;
                dated |= operand_dated;
            }
        });
        if today && dated {
            hasher.update(program.on.iso().as_bytes());
        }
        shapes.push((cut(hasher), today, dated));
    }
    shapes.into_iter().map(|(shape, ..)| shape).collect()
}

/// The shape of several shapes and a word about them.
pub(crate) fn joined(parts: impl IntoIterator<Item = Shape>, word: &str) -> Shape {
    let mut hasher = Sha256::new();
    hasher.update(word.as_bytes());
    parts.into_iter().for_each(|part| hasher.update(part));
    cut(hasher)
}

fn cut(hasher: Sha256) -> Shape {
    let mut shape = Shape::default();
    for (slot, byte) in shape.iter_mut().zip(hasher.finalize()) {
        *slot = byte;
    }
    shape
}

/// The shape of a node by itself, without its operands.
fn own(program: &Program, node: &Node) -> String {
    let plane = |plane: PlaneId| {
        let own = &program.planes[plane.index()];
        format!("{}{:?}{}{}", own.name, own.parent, own.nonempty, own.single)
    };
    let category = |id: crate::program::ir::CategoryId| {
        let category = &program.categories[id.index()];
        format!("{}{:?}{}", category.name, category.elements, category.open)
    };
    let what = match &node.op {
        Op::Fact(field) | Op::Run { field, .. } => {
            let field = &program.fields[field.index()];
            let ty = match field.ty {
                crate::program::ir::Type::Element(id) => category(id),
                ty => format!("{ty:?}"),
            };
            let months = if let Op::Run { months, .. } = node.op { months } else { 0 };
            format!("fact {} {} {ty} {} {months}", plane(field.plane), field.name, field.optional)
        }
        Op::Component { position, .. } => format!("component {position}"),
        Op::Parameter { parameter, year, place, at, coordinates } => {
            let known = &program.parameters[parameter.index()];
            let cells: Vec<String> = if place.is_none() && at.is_none() {
                let mut cells = Vec::new();
                let mut seen: Vec<&[u32]> = Vec::new();
                for cell in &known.cells {
                    if seen.contains(&cell.coordinates.as_slice()) {
                        continue;
                    }
                    seen.push(&cell.coordinates);
                    let wanted = Wanted {
                        coordinates: &cell.coordinates,
                        year: *year,
                        place: &program.area,
                        day: program.on,
                        home: &program.area,
                    };
                    let found = covering(&known.cells, &wanted).and_then(|at| known.cells.get(at));
                    cells.extend(found.map(|cell| format!("{:?}{:?}", cell.coordinates, cell.value)));
                }
                cells
            } else {
                known
                    .cells
                    .iter()
                    .map(|cell| {
                        let place = (&cell.area, cell.from, cell.to);
                        format!("{:?}{:?}{place:?}{:?}", cell.coordinates, cell.year, cell.value)
                    })
                    .collect()
            };
            format!("figure {} {year:?} {} {cells:?}", known.name, coordinates.len())
        }
        Op::Arithmetic(operation, ..) => format!("{operation:?}"),
        Op::Extreme { greatest, .. } => format!("extreme {greatest}"),
        Op::Compare(relation, ..) => format!("{relation:?}"),
        Op::Within { set, .. } => {
            let set = &program.sets[set.index()];
            format!("within {:?} {} {}", set.elements, set.open, category(set.category))
        }
        Op::Located { within, .. } => format!("located {} {}", within.is_some(), program.area),
        Op::Reduce { kind, plane: of, filter, value } => {
            format!("{kind:?} {} {} {}", plane(*of), filter.is_some(), value.is_some())
        }
        Op::Elapsed { unit, .. } => format!("{unit:?}"),
        Op::Shift(_, shift) => format!("{shift:?}"),
        Op::Choose(alternatives) => {
            let beats: Vec<(bool, u128)> = alternatives
                .iter()
                .map(|alternative| (alternative.guard.is_some(), alternative.beats))
                .collect();
            format!("choose {beats:?}")
        }
        Op::Round(_, rounding) => format!("{rounding:?}"),
        Op::Judged { question, low, high } => {
            let asked = &program.questions[question.index()];
            format!(
                "asked {} {} {:?} {} {}",
                asked.key,
                plane(asked.plane),
                asked.answer,
                low.is_some(),
                high.is_some()
            )
        }
        Op::Constant(constant) => format!("{constant:?}"),
        Op::Today => "today".to_owned(),
        Op::Ancestor(_) => "ancestor".to_owned(),
        Op::FloorZero(_) => "floor".to_owned(),
        Op::Not(_) => "not".to_owned(),
        Op::All(_) => "all".to_owned(),
        Op::Any(_) => "any".to_owned(),
        Op::Present(_) => "present".to_owned(),
        Op::Unstated => "unstated".to_owned(),
        Op::Pending => "pending".to_owned(),
        Op::Reinterpret(_) => "reinterpreted".to_owned(),
    };
    format!("{what} @{} {:?}", plane(node.plane), node.ty)
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
