//! One run through the rules: the symbolic value of every node that is asked for, in one region.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::household::Household;
use super::linear::{Linear, Sign, Unknown};
use super::search::{Finite, Search, Stop};
use super::shape::Shape;
use super::symbol::{Base, Day, Element, Fault, Lack, Place, Symbol};
use crate::facts::record::FactValue;
use crate::program::ir::{
    CategoryId, Constant, FieldId, Node, NodeId, Op, ParameterId, PlaneId, Program, QuestionId, Type,
};
use crate::program::operands::for_each_operand;
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// How lists are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lists {
    /// What is gathered from a list is any value of its kind: whatever has no region so has none at all.
    Gathered,
    /// Every list holds so many entries at most, each looked at by itself.
    Written(u32),
}

/// A second world beside the first, in which one input is greater.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Raised {
    /// A fact of the first instance.
    Fact(FieldId, Ratio),
    /// Every figure of a parameter.
    Parameter(ParameterId, Ratio),
}

impl Raised {
    /// Per node, whether it may differ in the second world.
    pub(super) fn touched(self, program: &Program) -> Vec<bool> {
        let mut touched = Vec::with_capacity(program.nodes.len());
        for node in &program.nodes {
            let mut differs = match (&node.op, self) {
                (Op::Fact(field), Raised::Fact(raised, _)) => *field == raised,
                (Op::Parameter { parameter, .. }, Raised::Parameter(raised, _)) => *parameter == raised,
                _ => false,
            };
            for_each_operand(&node.op, |operand| {
                differs |= touched.get(operand.index()).copied().unwrap_or(false)
            });
            touched.push(differs);
        }
        touched
    }
}

/// What a run took a fact or an answer for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Taken {
    Truth(bool),
    Number(Unknown),
    Element(Finite),
    Day(Unknown),
    Place(Finite),
    Text,
    Absent,
}

/// What does not change from run to run.
#[derive(Debug)]
pub(super) struct Ground<'p> {
    pub(super) program: &'p Program,
    /// Per node, the range of its numbers.
    pub(super) limits: &'p [Interval],
    /// The places that rules tell apart, one inside each and one outside all.
    pub(super) places: &'p [String],
    pub(super) lists: Lists,
    /// Figures are taken as any amount, published or not.
    pub(super) any_figures: bool,
    /// Figures that are only supposed are taken as any amount.
    pub(super) any_supposed: bool,
    /// What the text leaves open (a 范围 without members, 未载明) may hold or not: another level may fill it in.
    pub(super) open_holes: bool,
    /// The plane whose first instance is asked about, and those above it.
    pub(super) chain: Vec<PlaneId>,
    pub(super) raised: Option<Raised>,
    /// A household in mind: one of a region in which lists were not written out.
    pub(super) guide: Option<Household>,
    /// Days on which the text could be applied with other results: the first of its period, and those from which a day
    /// that it names matters.
    pub(super) days: Vec<Date>,
    /// Per node, what it computes, whoever wrote it.
    pub(super) shapes: &'p [Shape],
    /// Per node, whether it may differ in the second world.
    pub(super) touched: Vec<bool>,
}

/// One run.
pub(super) struct Run<'a, 'p> {
    pub(super) ground: &'a Ground<'p>,
    pub(super) search: &'a mut Search,
    memo: BTreeMap<(bool, NodeId, u32), Rc<Symbol>>,
    /// The same for the first instance in the first world.
    first: Vec<Option<Rc<Symbol>>>,
    /// Per plane, the parent of each instance.
    pub(super) instances: Vec<Vec<u32>>,
    /// Lists that were looked at.
    pub(super) listed: BTreeMap<(PlaneId, u32), Vec<u32>>,
    pub(super) facts: BTreeMap<(FieldId, u32), Taken>,
    pub(super) answers: BTreeMap<(QuestionId, u32), Taken>,
    /// By field, instance and number of months.
    pub(super) months: BTreeMap<(FieldId, u32, u32), bool>,
    /// Whether an unlisted element belongs to an open set: by set, plane and instance.
    pub(super) memberships: BTreeMap<(u32, PlaneId, u32), bool>,
    /// Figures that are only supposed: by parameter and cell.
    pub(super) supposed: BTreeSet<(ParameterId, u32)>,
    /// Figures that may be any amount: by parameter, coordinates and year.
    pub(super) figures: BTreeMap<(ParameterId, Vec<u32>, Option<i32>), Unknown>,
    /// Figures of which the text gives only a range: by parameter and cell.
    pub(super) ranges: BTreeMap<(ParameterId, u32), Unknown>,
    coins: BTreeMap<(NodeId, u32), bool>,
    /// Numbers of entries of lists that are not written out: by plane, filter and instance.
    pub(super) counts: BTreeMap<(PlaneId, Option<Shape>, u32, bool), Unknown>,
    /// The day of the decision, once a rule has asked for it.
    pub(super) today: Option<Date>,
}

/// A symbol, or why the run ends.
pub(super) type Computed = Result<Symbol, Stop>;

impl<'a, 'p> Run<'a, 'p> {
    pub(super) fn new(ground: &'a Ground<'p>, search: &'a mut Search) -> Run<'a, 'p> {
        let mut instances = vec![Vec::new(); ground.program.planes.len()];
        for plane in &ground.chain {
            if let Some(own) = instances.get_mut(plane.index()) {
                own.push(0);
            }
        }
        Run {
            ground,
            search,
            memo: BTreeMap::new(),
            first: vec![None; ground.program.nodes.len()],
            instances,
            listed: BTreeMap::new(),
            facts: BTreeMap::new(),
            answers: BTreeMap::new(),
            months: BTreeMap::new(),
            memberships: BTreeMap::new(),
            supposed: BTreeSet::new(),
            figures: BTreeMap::new(),
            ranges: BTreeMap::new(),
            coins: BTreeMap::new(),
            counts: BTreeMap::new(),
            today: None,
        }
    }

    /// The value of a node for an instance; in the second world if `second`.
    pub(super) fn value(&mut self, second: bool, node: NodeId, instance: u32) -> Result<Rc<Symbol>, Stop> {
        let second = second && self.ground.touched.get(node.index()).copied().unwrap_or(false);
        let dense = !second && instance == 0;
        let key = (second, node, instance);
        let known =
            if dense { self.first.get(node.index()).and_then(Option::as_ref) } else { self.memo.get(&key) };
        if let Some(known) = known {
            return Ok(Rc::clone(known));
        }
        let at = At { second, node, plane: self.ground.program.node(node).plane, instance };
        let symbol = Rc::new(self.compute(at)?);
        match self.first.get_mut(node.index()).filter(|_| dense) {
            Some(slot) => *slot = Some(Rc::clone(&symbol)),
            None => {
                self.memo.insert(key, Rc::clone(&symbol));
            }
        }
        Ok(symbol)
    }

    fn compute(&mut self, at: At) -> Computed {
        let program = self.ground.program;
        let node = program.node(at.node);
        if self.ground.open_holes && node.ty == Type::Truth && leaves_open(node) {
            return self.coin(at);
        }
        Ok(match &node.op {
            Op::Constant(constant) => self.constant(constant),
            Op::Today => Symbol::Day(Day::Known(self.today()?)),
            Op::Fact(field) => self.fact(at, *field)?,
            Op::Component { of, position } => {
                let value = self.own(at, *of)?;
                self.component(at, &value, program.node(*of).ty, *position)
            }
            Op::Ancestor(of) => {
                let outer = self.climb(at.plane, at.instance, program.node(*of).plane);
                (*self.value(at.second, *of, outer)?).clone()
            }
            Op::Parameter { parameter, coordinates, year, place, at: day } => {
                self.parameter(at, *parameter, coordinates, *year, *place, *day)?
            }
            Op::Arithmetic(operation, a, b) => self.arithmetic(at, *operation, *a, *b)?,
            Op::FloorZero(of) => self.floor_zero(at, *of)?,
            Op::Extreme { greatest, of } => self.extreme(at, *greatest, of)?,
            Op::Compare(relation, a, b) => self.compare(at, *relation, *a, *b)?,
            Op::Not(of) => match truth(&*self.own(at, *of)?) {
                Ok(truth) => Symbol::Truth(!truth),
                Err(fault) => Symbol::Fault(fault),
            },
            Op::All(parts) => self.junction(at, true, parts.iter().map(|part| part.node))?,
            Op::Any(parts) => self.junction(at, false, parts.iter().map(|part| part.node))?,
            Op::Present(of) => match &*self.own(at, *of)? {
                Symbol::Fault(fault) => Symbol::Fault(fault.clone()),
                value => Symbol::Truth(*value != Symbol::Absent),
            },
            Op::Within { value, set } => self.within(at, *value, *set)?,
            Op::Located { place, within } => self.located(at, *place, *within)?,
            Op::Reduce { kind, plane, filter, value } => self.reduce(at, *kind, *plane, *filter, *value)?,
            Op::Elapsed { unit, from, to } => {
                let (from, to) = (self.own(at, *from)?, self.own(at, *to)?);
                match (&*from, &*to) {
                    (Symbol::Day(from), Symbol::Day(to)) => self.span(*unit, from, to),
                    (from, to) => self.lacking(at, &[from, to]),
                }
            }
            Op::Shift(of, shift) => {
                let of = self.own(at, *of)?;
                self.shifted(at, &of, *shift)?
            }
            Op::Run { field, months, before } => {
                let before = self.own(at, *before)?;
                match &*before {
                    Symbol::Day(_) => {
                        let held = self.search.any(2)? == 1;
                        let key = (*field, at.instance, *months);
                        Symbol::Truth(*self.months.entry(key).or_insert(held))
                    }
                    other => self.lacking(at, &[other]),
                }
            }
            Op::Choose(_) => self.choose(at)?,
            Op::Round(of, rounding) => self.round(at, *of, *rounding)?,
            Op::Judged { question, low, high } => self.judged(at, *question, *low, *high)?,
            Op::Unstated | Op::Pending => Symbol::Fault(Fault { lack: Lack::Declared, node: at.node }),
            Op::Reinterpret(of) => (*self.own(at, *of)?).clone(),
        })
    }

    /// The value of an operand on the same plane.
    pub(super) fn own(&mut self, at: At, node: NodeId) -> Result<Rc<Symbol>, Stop> {
        self.value(at.second, node, at.instance)
    }

    /// The day of the decision: one on which the text could be applied.
    fn today(&mut self) -> Result<Date, Stop> {
        if let Some(today) = self.today {
            return Ok(today);
        }
        let days = &self.ground.days;
        let at = self.search.any(days.len().max(1))?;
        let today = days.get(at).copied().unwrap_or(self.ground.program.on);
        self.today = Some(today);
        Ok(today)
    }

    fn constant(&self, constant: &Constant) -> Symbol {
        match constant {
            Constant::Truth(truth) => Symbol::Truth(*truth),
            Constant::Number(number) => Symbol::Number(Linear::constant(*number)),
            Constant::Element(element) => Symbol::Element(Element {
                base: Base::Known(*element),
                parts: Vec::new(),
                unlisted: u32::MAX,
            }),
            Constant::Date(day) => Symbol::Day(Day::Known(*day)),
            Constant::Text(text) => Symbol::Text(Some(text.clone())),
            Constant::Place(place) => Symbol::Place(Place::Known(place.clone())),
            Constant::Absent => Symbol::Absent,
        }
    }

    /// A fact: any value of its type, absent too where it may be.
    fn fact(&mut self, at: At, field: FieldId) -> Computed {
        let key = (field, at.instance);
        let taken = match self.facts.get(&key) {
            Some(taken) => taken.clone(),
            None => {
                let taken = self.take(field, at.instance)?;
                self.facts.insert(key, taken.clone());
                taken
            }
        };
        let symbol =
            self.symbol_of(&taken, self.ground.program.fields.get(field.index()).map(|field| field.ty));
        Ok(match (symbol, self.ground.raised) {
            (Symbol::Number(number), Some(Raised::Fact(raised, by)))
                if at.second && raised == field && at.instance == 0 =>
            {
                let raised = number.plus(&Linear::constant(by), Ratio::ONE);
                Symbol::Number(raised.unwrap_or(number))
            }
            (symbol, _) => symbol,
        })
    }

    fn take(&mut self, field: FieldId, instance: u32) -> Result<Taken, Stop> {
        let Some(known) = self.ground.program.fields.get(field.index()) else { return Ok(Taken::Absent) };
        let listed = self.ground.program.planes[known.plane.index()].element.is_some();
        let guide = self.ground.guide.as_ref().and_then(|guide| guide.facts.get(&(field, instance)));
        let present = guide.map(|value| usize::from(*value != FactValue::Absent));
        if known.optional && !listed && self.search.any_rather(2, present)? == 0 {
            return Ok(Taken::Absent);
        }
        let on = self.ground.program.on;
        Ok(match known.ty {
            Type::Truth => {
                let truth = guide.map(|value| usize::from(*value == FactValue::Truth(true)));
                Taken::Truth(self.search.any_rather(2, truth)? == 1)
            }
            Type::Number(_) => {
                let unknown = self.search.unknown(false);
                self.search.hint(guide.and_then(|value| match value {
                    FactValue::Number(number) => Some(*number),
                    _ => None,
                }));
                self.search.require(&Linear::unknown(unknown), Sign::NotBelow)?;
                Taken::Number(unknown)
            }
            Type::Element(category) => {
                let finite = self.element(category);
                self.search.hint_element(guide.and_then(|value| match value {
                    FactValue::Element(element) => Some(*element),
                    _ => None,
                }));
                Taken::Element(finite)
            }
            Type::Date => {
                let last =
                    if known.name.contains("出生") { Some(on) } else { Date::from_ymd(2200, 12, 31) };
                let unknown = self.day(Date::from_ymd(1900, 1, 1), last)?;
                self.search.hint(guide.and_then(|value| match value {
                    FactValue::Date(day) => {
                        Some(Ratio::from_integer(i128::from(Date::days_between(on, *day))))
                    }
                    _ => None,
                }));
                Taken::Day(unknown)
            }
            Type::Place => Taken::Place(self.search.finite(self.ground.places.len() as u32)),
            Type::Text => Taken::Text,
        })
    }

    /// An element of a category, listed or not.
    pub(super) fn element(&mut self, category: CategoryId) -> Finite {
        let category = &self.ground.program.categories[category.index()];
        self.search.finite(category.elements.len() as u32 + u32::from(category.open))
    }

    /// A day within bounds, counted from the day of the text.
    pub(super) fn day(&mut self, first: Option<Date>, last: Option<Date>) -> Result<Unknown, Stop> {
        let on = self.ground.program.on;
        let unknown = self.search.unknown(true);
        let from_day = |day: Date| Ratio::from_integer(-i128::from(Date::days_between(on, day)));
        for (day, sign) in [(first, Sign::NotBelow), (last, Sign::NotAbove)] {
            if let Some(day) = day {
                let beyond = Linear { constant: from_day(day), terms: vec![(unknown, Ratio::ONE)] };
                self.search.require(&beyond, sign)?;
            }
        }
        Ok(unknown)
    }

    /// The symbol of what was taken for a fact or an answer of a type.
    pub(super) fn symbol_of(&self, taken: &Taken, ty: Option<Type>) -> Symbol {
        match taken {
            Taken::Truth(truth) => Symbol::Truth(*truth),
            Taken::Number(unknown) => Symbol::Number(Linear::unknown(*unknown)),
            Taken::Element(finite) => {
                let unlisted = match ty {
                    Some(Type::Element(category)) => {
                        self.ground.program.categories[category.index()].elements.len() as u32
                    }
                    _ => u32::MAX,
                };
                Symbol::Element(Element { base: Base::Picked(*finite), parts: Vec::new(), unlisted })
            }
            Taken::Day(unknown) => Symbol::Day(Day::Moved { from: *unknown, shifts: Vec::new() }),
            Taken::Place(finite) => Symbol::Place(Place::Picked(*finite)),
            Taken::Text => Symbol::Text(None),
            Taken::Absent => Symbol::Absent,
        }
    }

    fn component(&self, at: At, value: &Symbol, ty: Type, position: usize) -> Symbol {
        let program = self.ground.program;
        let (Symbol::Element(element), Type::Element(category)) = (value, ty) else {
            return match value {
                Symbol::Absent => Symbol::Absent,
                other => self.lacking(at, &[other]),
            };
        };
        let components = &program.categories[category.index()].components;
        let size =
            |component: &CategoryId| program.categories[component.index()].elements.len().max(1) as u32;
        let faster: u32 = components.iter().skip(position + 1).map(size).product();
        let mut parts = element.parts.clone();
        parts.push((faster, components.get(position).map_or(1, size)));
        Symbol::Element(Element { parts, ..element.clone() })
    }

    /// 且 (`all`) or 或: any 否 (是) decides, then any fault.
    fn junction(&mut self, at: At, all: bool, parts: impl Iterator<Item = NodeId>) -> Computed {
        let mut fault = None;
        for part in parts {
            match truth(&*self.own(at, part)?) {
                Ok(truth) if truth != all => return Ok(Symbol::Truth(truth)),
                Ok(_) => {}
                Err(found) => fault = fault.or(Some(found)),
            }
        }
        Ok(fault.map_or(Symbol::Truth(all), Symbol::Fault))
    }

    /// Whether something holds of which nothing is known here; the same each time it is asked at a node.
    pub(super) fn coin(&mut self, at: At) -> Computed {
        let key = (at.node, at.instance);
        let known = match self.coins.get(&key) {
            Some(known) => *known,
            None => self.search.any(2)? == 1,
        };
        self.coins.insert(key, known);
        Ok(Symbol::Truth(known))
    }

    /// The fault of operands that are no values to work with.
    pub(super) fn lacking(&self, at: At, operands: &[&Symbol]) -> Symbol {
        let fault = operands.iter().find_map(|operand| match operand {
            Symbol::Fault(fault) => Some(fault.clone()),
            _ => None,
        });
        Symbol::Fault(fault.unwrap_or(Fault { lack: Lack::Other, node: at.node }))
    }

    /// The instance of an outer plane that holds an instance.
    pub(super) fn climb(&self, plane: PlaneId, instance: u32, outer: PlaneId) -> u32 {
        let (mut plane, mut instance) = (plane, instance);
        while plane != outer {
            let Some(parent) = self.ground.program.planes.get(plane.index()).and_then(|own| own.parent)
            else {
                break;
            };
            instance = self.instances[plane.index()].get(instance as usize).copied().unwrap_or(0);
            plane = parent;
        }
        instance
    }
}

/// Which node is computed for which instance, in which world.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) second: bool,
    pub(super) node: NodeId,
    pub(super) plane: PlaneId,
    pub(super) instance: u32,
}

/// Whether the text itself leaves a condition open: a 范围 that has no members yet, 未载明.
fn leaves_open(node: &Node) -> bool {
    match &node.op {
        Op::Any(parts) => parts.is_empty(),
        Op::Constant(Constant::Truth(false)) => node.heads,
        Op::Unstated => true,
        _ => false,
    }
}

/// A symbol read as a condition; 无 counts as 否.
pub(super) fn truth(symbol: &Symbol) -> Result<bool, Fault> {
    match symbol {
        Symbol::Truth(truth) => Ok(*truth),
        Symbol::Fault(fault) => Err(fault.clone()),
        _ => Ok(false),
    }
}
