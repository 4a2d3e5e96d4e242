//! Figures that are not published yet: a text is looked at as if plain ones were, so that what it says can be shown.

use crate::program::figures::{Wanted, covering};
use crate::program::ir::{Cell, ClauseId, Op, ParameterId, Program};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;

/// More combinations of coordinates than this are not filled.
const WIDEST: usize = 512;

/// Whether a figure is one that is only supposed.
pub(crate) fn is_supposed(cell: &Cell) -> bool {
    cell.written.is_empty()
}

/// Whether two cells of one program are for the same figure: of parameters of one name, for the same coordinates, year,
/// area and time. (A program that holds two texts has a parameter of each where some of its figures differ.)
pub(crate) fn counterparts(program: &Program, one: (ParameterId, u32), other: (ParameterId, u32)) -> bool {
    let known = |(parameter, cell): (ParameterId, u32)| {
        let parameter = program.parameters.get(parameter.index())?;
        Some((parameter, parameter.cells.get(cell as usize)?))
    };
    let (Some((one_of, first)), Some((other_of, second))) = (known(one), known(other)) else { return false };
    one.0 != other.0
        && one_of.name == other_of.name
        && one_of.axes == other_of.axes
        && (&first.coordinates, first.year, &first.area) == (&second.coordinates, second.year, &second.area)
        && (first.from, first.to) == (second.from, second.to)
}

/// Whether two cells of one program are for the same figure and give the same range for it.
pub(crate) fn same_figure(program: &Program, one: (ParameterId, u32), other: (ParameterId, u32)) -> bool {
    let value = |(parameter, cell): (ParameterId, u32)| {
        program.parameters.get(parameter.index())?.cells.get(cell as usize).map(|cell| cell.value)
    };
    value(one) == value(other) && counterparts(program, one, other)
}

/// The program with a plain figure for everything that is not published on its day for its area.
#[must_use]
pub fn with_supposed(program: &Program) -> Program {
    let mut program = program.clone();
    let mut wanted: Vec<(ParameterId, Option<i32>)> = Vec::new();
    for node in &program.nodes {
        if let Op::Parameter { parameter, year, .. } = &node.op
            && !wanted.contains(&(*parameter, *year))
        {
            wanted.push((*parameter, *year));
        }
    }
    for (parameter, year) in wanted {
        let known = &program.parameters[parameter.index()];
        let sizes: Vec<usize> =
            known.axes.iter().map(|axis| program.categories[axis.index()].elements.len()).collect();
        let combinations = sizes.iter().try_fold(1usize, |count, size| count.checked_mul(*size));
        let Some(combinations) = combinations.filter(|count| *count <= WIDEST) else { continue };
        let plain = match known.unit.dimension.exponent(Base::Yuan) {
            1 => known.unit.to_base(Ratio::from_integer(600)),
            _ if known.unit.dimension.is_none() => Ratio::new(1, 2),
            _ => known.unit.to_base(Ratio::ONE),
        };
        let Some(plain) = plain else { continue };
        let mut missing = Vec::new();
        for index in 0..combinations {
            let mut rest = index;
            let mut coordinates = vec![0u32; sizes.len()];
            for (slot, size) in coordinates.iter_mut().zip(&sizes).rev() {
                *slot = (rest % size) as u32;
                rest /= size;
            }
            let place = &program.area;
            let asked = Wanted { coordinates: &coordinates, year, place, day: program.on, home: place };
            if covering(&known.cells, &asked).is_none() {
                missing.push(coordinates);
            }
        }
        let area = program.area.clone();
        let cells = missing.into_iter().map(|coordinates| Cell {
            coordinates,
            year,
            area: area.clone(),
            from: program.on,
            to: Date::FOREVER,
            value: Interval::point(plain),
            clause: ClauseId(0),
            written: String::new(),
            filed: None,
            worked_out_from: Vec::new(),
        });
        let cells: Vec<Cell> = cells.collect();
        program.parameters[parameter.index()].cells.extend(cells);
    }
    program
}
