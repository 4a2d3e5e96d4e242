//! Alternatives, figures and answers over regions.

use super::figures::{is_supposed, same_figure};
use super::linear::{Linear, Sign};
use super::run::{At, Computed, Raised, Run, Taken, truth};
use super::search::Stop;
use super::symbol::{Day, Fault, Lack, Symbol};
use crate::program::figures::{Wanted, covering};
use crate::program::ir::{
    Alternative, Answer, Constant, NodeId, Op, ParameterId, Program, QuestionId, Relation, Type,
};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// The alternatives that are left, or the fault that keeps it from being told.
pub(super) type Left = Result<Vec<usize>, Fault>;

impl Run<'_, '_> {
    /// The alternatives of a choice that apply and are not beaten.
    pub(super) fn left(&mut self, at: At, alternatives: &[Alternative]) -> Result<Left, Stop> {
        // Whatever an applicable alternative beats need not be asked: `beats` is transitively closed.
        let mut order: Vec<usize> = (0..alternatives.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(alternatives[*index].beats.count_ones()));
        let (mut beaten, mut applying, mut faulty) = (0u128, Vec::new(), Vec::new());
        for index in order {
            if beaten >> index & 1 == 1 {
                continue;
            }
            let applies = match alternatives[index].guard {
                None => Ok(true),
                Some(guard) => truth(&*self.own(at, guard)?),
            };
            match applies {
                Ok(true) => {
                    beaten |= alternatives[index].beats;
                    applying.push(index);
                }
                Ok(false) => {}
                Err(fault) => faulty.push((index, fault)),
            }
        }
        if let Some((_, fault)) = faulty.into_iter().find(|(index, _)| beaten >> index & 1 == 0) {
            return Ok(Err(fault));
        }
        applying.retain(|index| beaten >> index & 1 == 0);
        applying.sort_unstable();
        Ok(Ok(applying))
    }

    /// A base and exceptions, table rows, versions.
    pub(super) fn choose(&mut self, at: At) -> Computed {
        let Op::Choose(alternatives) = &self.ground.program.node(at.node).op else {
            return Ok(self.lacking(at, &[]));
        };
        let left = match self.left(at, alternatives)? {
            Ok(left) => left,
            Err(fault) => return Ok(Symbol::Fault(fault)),
        };
        let Some((first, others)) = left.split_first() else {
            return Ok(Symbol::Fault(Fault { lack: Lack::Gap, node: at.node }));
        };
        let value = (*self.own(at, alternatives[*first].value)?).clone();
        let mut fault = match &value {
            Symbol::Fault(fault) => Some(fault.clone()),
            _ => None,
        };
        for other in others {
            if alternatives[*other].value == alternatives[*first].value {
                continue;
            }
            let other = self.own(at, alternatives[*other].value)?;
            let differs = match (&value, &*other) {
                (_, Symbol::Fault(found)) => {
                    fault = fault.or(Some(found.clone()));
                    false
                }
                (Symbol::Fault(_), _) => false,
                (Symbol::Absent, Symbol::Absent) => false,
                (Symbol::Absent, _) | (_, Symbol::Absent) => true,
                (one, other) => {
                    let different = self.compared(at, Relation::NotEqual, one, other)?;
                    different == Symbol::Truth(true)
                }
            };
            if differs {
                return Ok(Symbol::Fault(Fault { lack: Lack::Conflict(left), node: at.node }));
            }
        }
        Ok(fault.map_or(value, Symbol::Fault))
    }

    /// 较小者、较大者、最早者、最晚者
    pub(super) fn extreme(&mut self, at: At, greatest: bool, of: &[NodeId]) -> Computed {
        let mut symbols = Vec::new();
        for node in of {
            symbols.push((*self.own(at, *node)?).clone());
        }
        self.extreme_of(at, greatest, &symbols)
    }

    /// The extreme of several values; absent days are passed over, and none left is never.
    pub(super) fn extreme_of(&mut self, at: At, greatest: bool, of: &[Symbol]) -> Computed {
        if let Some(fault) = of.iter().find(|symbol| matches!(symbol, Symbol::Fault(_))) {
            return Ok(fault.clone());
        }
        let days = self.ground.program.node(at.node).ty == Type::Date;
        let mut best: Option<Symbol> = None;
        for symbol in of {
            best = Some(match best {
                _ if *symbol == Symbol::Absent && days => continue,
                None => symbol.clone(),
                Some(before) => {
                    let relation = if greatest { Relation::Greater } else { Relation::Less };
                    match self.compared(at, relation, symbol, &before)? {
                        Symbol::Truth(true) => symbol.clone(),
                        Symbol::Truth(false) => before,
                        fault => return Ok(fault),
                    }
                }
            });
        }
        Ok(match best {
            Some(best) => best,
            None if days && !of.is_empty() => {
                let never = if greatest { Date::NEVER_BEFORE } else { Date::FOREVER };
                Symbol::Day(Day::Known(never))
            }
            None => self.lacking(at, &[]),
        })
    }

    /// A published figure; any amount where none is published.
    pub(super) fn parameter(
        &mut self,
        at: At,
        parameter: ParameterId,
        coordinates: &[NodeId],
        year: Option<i32>,
        place: Option<NodeId>,
        day: Option<NodeId>,
    ) -> Computed {
        let program = self.ground.program;
        let mut wanted = Vec::with_capacity(coordinates.len());
        for node in coordinates {
            let symbol = self.own(at, *node)?;
            let Symbol::Element(element) = &*symbol else { return Ok(self.lacking(at, &[&symbol])) };
            match self.fixed_element(element)? {
                Some(element) => wanted.push(element),
                None => return Ok(Symbol::Fault(Fault { lack: Lack::Declared, node: at.node })),
            }
        }
        let place = match place {
            None => program.area.clone(),
            Some(place) => {
                let symbol = self.own(at, place)?;
                match &*symbol {
                    Symbol::Place(place) => self.fixed_place(place)?,
                    Symbol::Text(Some(text)) => text.clone(),
                    Symbol::Text(None) => return Ok(Symbol::Number(self.any_number(at.node, false)?)),
                    other => return Ok(self.lacking(at, &[other])),
                }
            }
        };
        let cells = &program.parameters[parameter.index()].cells;
        let day = match day {
            None => program.on,
            Some(day) => {
                let symbol = self.own(at, day)?;
                match &*symbol {
                    Symbol::Day(Day::Known(day)) => *day,
                    Symbol::Day(unknown) => {
                        let turns = cells.iter().flat_map(|cell| [Some(cell.from), cell.to.next()]);
                        let mut turns: Vec<Date> = turns.flatten().collect();
                        turns.sort_unstable();
                        turns.dedup();
                        self.period(at, &Symbol::Day(unknown.clone()), &turns)?
                    }
                    other => return Ok(self.lacking(at, &[other])),
                }
            }
        };
        let wanted_cell = Wanted { coordinates: &wanted, year, place: &place, day, home: &program.area };
        let number = match covering(cells, &wanted_cell) {
            None => return Ok(Symbol::Fault(Fault { lack: Lack::Declared, node: at.node })),
            Some(cell) => {
                let supposed = is_supposed(&cells[cell]);
                if supposed {
                    self.supposed.insert((parameter, cell as u32));
                }
                if self.ground.any_figures || supposed && self.ground.any_supposed {
                    self.any_figure(parameter, wanted, year)?
                } else {
                    match cells[cell].value.is_point() {
                        Some(number) => Linear::constant(number),
                        None => self.figure_in_range(parameter, cell as u32, cells[cell].value)?,
                    }
                }
            }
        };
        Ok(match self.ground.raised {
            Some(Raised::Parameter(raised, by)) if at.second && raised == parameter => {
                let raised = number.plus(&Linear::constant(by), Ratio::ONE);
                Symbol::Number(raised.unwrap_or(number))
            }
            _ => Symbol::Number(number),
        })
    }

    /// A figure of which the text gives only a range: the same each time.
    fn figure_in_range(
        &mut self,
        parameter: ParameterId,
        cell: u32,
        range: Interval,
    ) -> Result<Linear, Stop> {
        if let Some(unknown) = self.ranges.get(&(parameter, cell)) {
            return Ok(Linear::unknown(*unknown));
        }
        // Two texts that give the same range for a figure mean one figure, though other figures of theirs differ.
        let program = self.ground.program;
        let alike = |(other, at): &(ParameterId, u32)| same_figure(program, (parameter, cell), (*other, *at));
        if let Some(unknown) = self.ranges.iter().find(|(key, _)| alike(key)).map(|(_, unknown)| *unknown) {
            self.ranges.insert((parameter, cell), unknown);
            return Ok(Linear::unknown(unknown));
        }
        let number = self.within_range(range, false)?;
        if let [(unknown, _)] = number.terms.as_slice() {
            self.ranges.insert((parameter, cell), *unknown);
        }
        Ok(number)
    }

    /// A figure that may be any amount: the same each time.
    fn any_figure(
        &mut self,
        parameter: ParameterId,
        coordinates: Vec<u32>,
        year: Option<i32>,
    ) -> Result<Linear, Stop> {
        let key = (parameter, coordinates, year);
        if let Some(unknown) = self.figures.get(&key) {
            return Ok(Linear::unknown(*unknown));
        }
        let unknown = self.search.unknown(false);
        self.search.require(&Linear::unknown(unknown), Sign::NotBelow)?;
        self.figures.insert(key, unknown);
        Ok(Linear::unknown(unknown))
    }

    /// A day of the period in which an unknown day lies, between days on which figures change.
    fn period(&mut self, at: At, day: &Symbol, turns: &[Date]) -> Result<Date, Stop> {
        let mut found = Date::NEVER_BEFORE;
        for turn in turns {
            let reached =
                self.compared(at, Relation::GreaterOrEqual, day, &Symbol::Day(Day::Known(*turn)))?;
            if reached != Symbol::Truth(true) {
                break;
            }
            found = *turn;
        }
        Ok(found)
    }

    /// What a person answers: anything that may be answered.
    pub(super) fn answer(&mut self, at: At, question: QuestionId) -> Computed {
        let program = self.ground.program;
        let asked = &program.questions[question.index()];
        let key = (question, self.climb(at.plane, at.instance, asked.plane));
        let ty = match asked.answer {
            Answer::Truth => Type::Truth,
            Answer::Number(unit) | Answer::Grant(unit) => Type::Number(unit),
            Answer::Choice(category) => Type::Element(category),
        };
        let taken = match self.answers.get(&key) {
            Some(taken) => taken.clone(),
            None => match ty {
                Type::Truth => Taken::Truth(self.search.any(2)? == 1),
                Type::Element(category) => Taken::Element(self.element(category)),
                _ => {
                    let unknown = self.search.unknown(false);
                    self.search.require(&Linear::unknown(unknown), Sign::NotBelow)?;
                    Taken::Number(unknown)
                }
            },
        };
        self.answers.insert(key, taken.clone());
        Ok(self.symbol_of(&taken, Some(ty)))
    }
}

/// The places that rules tell apart: each that they name, one inside it, and one outside all.
pub(crate) fn places(program: &Program) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for node in &program.nodes {
        if let Op::Constant(Constant::Place(place)) = &node.op {
            named.extend([place.clone(), format!("{place}/某地")]);
        }
    }
    let cells = program.parameters.iter().flat_map(|parameter| &parameter.cells);
    named.extend(cells.map(|cell| cell.area.clone()));
    named.sort();
    named.dedup();
    let home = if program.area.is_empty() { "某省/某市" } else { &program.area };
    let mut places = vec![home.to_owned(), format!("{home}/某地"), "外省/外市".to_owned()];
    named.retain(|place| !place.is_empty() && !places.contains(place));
    places.extend(named);
    places
}
