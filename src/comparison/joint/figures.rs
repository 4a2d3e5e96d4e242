//! Figures of a text as they are on the day it was asked for, while everything else is read on another day; and figures
//! that neither of two texts publishes.

use std::collections::BTreeMap;

use crate::analysis::regions::figures::with_supposed;
use crate::program::figures::{Wanted, covering};
use crate::program::ir::{Cell, Op, Parameter, ParameterId, Program};
use crate::program::place::{self, Lies};
use crate::quantity::calendar::Date;

/// How a rule reads a parameter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reading {
    /// For the area of the text, on the day of the decision.
    Plain,
    /// For a place, on the day of the decision.
    Placed,
    /// On a day that the rule names.
    Dated,
}

/// The program as it decides on another day (基准日) with the figures of its own: a figure that is read without a day is
/// the one published for the program's own day, a figure read on a day that a rule names is the one of that day.
#[must_use]
pub fn on_day(program: &Program, day: Date) -> Program {
    let mut moved = program.clone();
    moved.on = day;
    let mut taken: BTreeMap<(ParameterId, Reading), ParameterId> = BTreeMap::new();
    for at in 0..moved.nodes.len() {
        let Op::Parameter { parameter, place, at: dated, .. } = &moved.nodes[at].op else { continue };
        let reading = match (place, dated) {
            (_, Some(_)) => Reading::Dated,
            (Some(_), None) => Reading::Placed,
            (None, None) => Reading::Plain,
        };
        let own = *parameter;
        let known = taken.get(&(own, reading)).copied();
        let target = known.unwrap_or_else(|| {
            let cells = as_read(program, &program.parameters[own.index()], reading);
            let first = !taken.keys().any(|(other, _)| *other == own);
            if first {
                moved.parameters[own.index()].cells = cells;
                return own;
            }
            let parameter = Parameter { cells, ..program.parameters[own.index()].clone() };
            moved.parameters.push(parameter);
            ParameterId(moved.parameters.len() as u32 - 1)
        });
        taken.insert((own, reading), target);
        if let Op::Parameter { parameter, .. } = &mut moved.nodes[at].op {
            *parameter = target;
        }
    }
    moved
}

/// The cells that a kind of reading can see, for good.
fn as_read(program: &Program, parameter: &Parameter, reading: Reading) -> Vec<Cell> {
    let cells = &parameter.cells;
    let mut seen: Vec<(&[u32], Option<i32>, &str)> = Vec::new();
    let mut kept = Vec::new();
    for cell in cells {
        match reading {
            Reading::Dated => {
                kept.push(cell.clone());
                continue;
            }
            Reading::Placed if cell.from > program.on => continue,
            Reading::Placed | Reading::Plain => {}
        }
        let area = if reading == Reading::Plain { "" } else { cell.area.as_str() };
        let key = (cell.coordinates.as_slice(), cell.year, area);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let wanted = Wanted {
            coordinates: &cell.coordinates,
            year: cell.year,
            place: if reading == Reading::Plain { &program.area } else { &cell.area },
            day: program.on,
            home: &program.area,
        };
        if reading == Reading::Plain {
            let found = covering(cells, &wanted).and_then(|at| cells.get(at));
            kept.extend(found.map(|found| Cell {
                area: program.area.clone(),
                from: Date::NEVER_BEFORE,
                to: Date::FOREVER,
                ..found.clone()
            }));
            continue;
        }
        let own: Vec<Cell> = cells.iter().filter(|other| other.area == cell.area).cloned().collect();
        match covering(&own, &wanted).and_then(|at| own.get(at)) {
            Some(found) => {
                kept.push(Cell { from: Date::NEVER_BEFORE, to: Date::FOREVER, ..found.clone() });
            }
            // An area that had the figure once and has none now is a gap.
            None => kept.push(Cell { from: Date::NEVER_BEFORE, to: Date::NEVER_BEFORE, ..cell.clone() }),
        }
    }
    kept
}

/// Whether a figure is one that is only supposed.
pub(super) fn is_supposed(cell: &Cell) -> bool {
    cell.written.is_empty()
}

/// Both programs with plain figures where neither publishes one: what only one of them lacks stays a difference.
pub(super) fn supposing_alike(
    old: Program,
    new: Program,
    renamed: &BTreeMap<String, String>,
) -> (Program, Program) {
    let old = in_step(old, &new, renamed);
    let (mut old_supposed, mut new_supposed) = (with_supposed(&old), with_supposed(&new));
    let of_new = published(&new, &|name| name.to_owned());
    let of_old = published(&old, &|name| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()));
    let keep = |program: &mut Program, other: &[Figure], rename: &dyn Fn(&str) -> String| {
        let known = program.clone();
        for parameter in &mut program.parameters {
            let name = rename(&parameter.name);
            let words = |cell: &Cell| (name.clone(), words(&known, parameter.axes.as_slice(), cell));
            let kept = parameter.cells.iter().map(|cell| !is_supposed(cell) || !other.contains(&words(cell)));
            let mut kept = kept.collect::<Vec<bool>>().into_iter();
            parameter.cells.retain(|_| kept.next().unwrap_or(true));
        }
    };
    keep(&mut old_supposed, &of_new, &|name| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()));
    keep(&mut new_supposed, &of_old, &|name| name.to_owned());
    (old_supposed, new_supposed)
}

/// The old program reading the year that the new one reads where neither has a figure for its own: that a year has passed
/// is no difference between texts.
fn in_step(mut old: Program, new: &Program, renamed: &BTreeMap<String, String>) -> Program {
    let read = |program: &Program| -> Vec<(ParameterId, i32)> {
        let years = program.nodes.iter().filter_map(|node| match node.op {
            Op::Parameter { parameter, year: Some(year), .. } => Some((parameter, year)),
            _ => None,
        });
        let mut years: Vec<_> = years.collect();
        years.sort_unstable();
        years.dedup();
        years
    };
    let has = |program: &Program, parameter: ParameterId, year: i32| {
        program.parameters[parameter.index()].cells.iter().any(|cell| cell.year == Some(year))
    };
    let mut moved: Vec<(ParameterId, i32, i32)> = Vec::new();
    for (own, year) in read(&old) {
        let name = &old.parameters[own.index()].name;
        let name = renamed.get(name).unwrap_or(name);
        let others = read(new).into_iter().filter(|(other, _)| new.parameters[other.index()].name == *name);
        let others: Vec<(ParameterId, i32)> = others.collect();
        if let [(other, next)] = others.as_slice()
            && *next != year
            && !has(&old, own, year)
            && !has(new, *other, *next)
            && read(&old).iter().filter(|(known, _)| *known == own).count() == 1
        {
            moved.push((own, year, *next));
        }
    }
    for node in &mut old.nodes {
        if let Op::Parameter { parameter, year: Some(year), .. } = &mut node.op
            && let Some((.., next)) = moved.iter().find(|(own, from, _)| (own, from) == (parameter, year))
        {
            *year = *next;
        }
    }
    old
}

/// A parameter's name, and the names of a cell's coordinates.
type Figure = (String, Vec<String>);

fn words(program: &Program, axes: &[crate::program::ir::CategoryId], cell: &Cell) -> Vec<String> {
    let named = axes.iter().zip(&cell.coordinates);
    let named = named.map(|(axis, element)| {
        let elements = &program.categories[axis.index()].elements;
        elements.get(*element as usize).cloned().unwrap_or_default()
    });
    named.collect()
}

fn published(program: &Program, rename: &dyn Fn(&str) -> String) -> Vec<Figure> {
    let mut all = Vec::new();
    for parameter in &program.parameters {
        let here = |cell: &&Cell| {
            place::lies(&program.area, &cell.area, &program.area) == Lies::Inside
                && cell.from <= program.on
                && program.on <= cell.to
        };
        for cell in parameter.cells.iter().filter(here) {
            all.push((rename(&parameter.name), words(program, &parameter.axes, cell)));
        }
    }
    all
}
