//! A program as SMT-LIB 2: one term for every node and every place of a list, operands before users.
//!
//! What is encoded is the meaning of evaluation for households of which everything is known: every fact is given, every
//! question is answered. Where a node cannot be said exactly it is left free to be anything, and named: then a proof
//! still is a proof, and a household that is found must be evaluated before it is believed.

use std::collections::BTreeMap;

use super::slots::{Bounds, Slot};
use super::sym::{Day, Kind, Number, Sym};
use super::term::{Term, and, apply, choice, not, or};
use crate::analysis::regions::{is_supposed, places_told_apart, same_figure};
use crate::program::ir::{
    Answer, CategoryId, Constant, FieldId, NodeId, Op, ParameterId, PlaneId, Program, QuestionId, Type,
};
use crate::quantity::calendar::Date;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;

/// What is greater in a second world.
#[derive(Clone, PartialEq, Debug)]
pub enum Raise {
    /// A fact of the first instance.
    Fact(FieldId, Term),
    /// Every figure of a parameter.
    Parameter(ParameterId, Term),
}

/// The values of nodes in one world: by node, then by place of the list.
#[derive(Clone, Debug, Default)]
pub struct World {
    values: BTreeMap<(NodeId, u32), Sym>,
}

impl World {
    /// The value of a node.
    pub fn get(&self, node: NodeId, slot: u32) -> Option<&Sym> {
        self.values.get(&(node, slot))
    }
}

/// What a free name stands for.
#[derive(Clone, PartialEq, Debug)]
pub enum Free {
    /// Whether a place of a list is taken.
    Entry(PlaneId, u32),
    /// A fact is absent.
    Absent(FieldId, u32),
    /// The value of a fact.
    Fact(FieldId, u32),
    /// A part of a day: 0 year, 1 month, 2 day.
    FactDay(FieldId, u32, u8),
    /// How many months a fact has held.
    Months(FieldId, u32),
    /// An answer.
    Answer(QuestionId, u32),
    /// Whether what is unlisted belongs to a set.
    Membership(u32, PlaneId, u32),
    /// A figure that the text does not give exactly.
    Figure(ParameterId, u32),
    /// A part of the day of the decision.
    Today(u8),
    /// By how much an input is raised.
    Raise,
    /// Something that the encoding leaves open.
    Other,
}

/// What the encoding does not say exactly, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Outside {
    /// The author's words.
    pub words: String,
    /// Why.
    pub why: &'static str,
}

/// Encodes one program for households up to a size.
#[derive(Debug)]
pub struct Encoder<'p> {
    pub(super) program: &'p Program,
    pub(super) bounds: Bounds,
    pub(super) lines: Vec<String>,
    pub(super) free: Vec<(String, Free)>,
    pub(super) slots: Vec<Option<Vec<Slot>>>,
    pub(super) facts: BTreeMap<(FieldId, u32), Sym>,
    pub(super) answers: BTreeMap<(QuestionId, u32), Kind>,
    pub(super) months: BTreeMap<(FieldId, u32), Term>,
    memberships: BTreeMap<(u32, PlaneId, u32), Term>,
    pub(super) ranges: BTreeMap<(ParameterId, u32), Term>,
    /// Figures that nobody has published, by name: two texts suppose the same.
    supposed: BTreeMap<(String, Vec<u32>, Option<i32>), Term>,
    pub(super) places: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) today: Day,
    /// The days on which it may be.
    pub(super) period: (Date, Date),
    pub(super) outside: Vec<Outside>,
    /// Figures that nobody has published may be anything.
    pub(super) any_supposed: bool,
    /// Products or quotients of two unknowns occur.
    pub(super) products: bool,
    pub(super) raise: Option<Raise>,
    fresh: usize,
}

impl<'p> Encoder<'p> {
    /// An encoder of a program for decisions from its day up to `last`.
    #[must_use]
    pub fn new(program: &'p Program, bounds: Bounds, last: Date) -> Encoder<'p> {
        let mut texts: Vec<String> = Vec::new();
        for node in &program.nodes {
            if let Op::Constant(Constant::Text(text)) = &node.op
                && !texts.contains(text)
            {
                texts.push(text.clone());
            }
        }
        let mut places = places_told_apart(program);
        for (with, other) in [(0, "别地"), (2, "别市")] {
            let around = places.get(with).and_then(|place| place.rsplit_once('/')).map(|(around, _)| around);
            places.extend(around.map(|around| format!("{around}/{other}")));
        }
        let mut encoder = Encoder {
            program,
            bounds,
            lines: vec!["(set-logic ALL)".to_owned()],
            free: Vec::new(),
            slots: vec![None; program.planes.len()],
            facts: BTreeMap::new(),
            answers: BTreeMap::new(),
            months: BTreeMap::new(),
            memberships: BTreeMap::new(),
            ranges: BTreeMap::new(),
            supposed: BTreeMap::new(),
            places,
            texts,
            today: Day::known(program.on),
            period: (program.on, program.on),
            outside: Vec::new(),
            any_supposed: true,
            products: false,
            raise: None,
            fresh: 0,
        };
        let last = Date::from_ymd(2200, 12, 31).map_or(last, |end| last.min(end));
        if last > program.on {
            encoder.period = (program.on, last);
            let parts = [0, 1, 2].map(|part| encoder.declare("today", "Int", Free::Today(part)));
            encoder.today = encoder.day(parts, program.on, last);
        }
        encoder
    }

    /// Encodes what some nodes rest on. Nodes that a raised input does not reach are those of `first`.
    pub fn world(&mut self, roots: &[NodeId], first: Option<(&World, Raise)>) -> World {
        let program = self.program;
        let mut needed = vec![false; program.nodes.len()];
        for root in roots {
            needed[root.index()] = true;
        }
        let needed = crate::analysis::regions::shape::closed(program, needed);
        let (first, raise) = first.unzip();
        self.raise = raise;
        let mut world = World::default();
        let mut touched = vec![first.is_none(); program.nodes.len()];
        for (id, node) in (0..).map(NodeId).zip(&program.nodes).filter(|(id, _)| needed[id.index()]) {
            if let Some(raise) = &self.raise {
                touched[id.index()] = match (raise, &node.op) {
                    (Raise::Fact(field, _), Op::Fact(read)) => field == read,
                    (Raise::Parameter(raised, _), Op::Parameter { parameter, .. }) => raised == parameter,
                    _ => false,
                };
                crate::program::operands::for_each_operand(&node.op, |operand| {
                    touched[id.index()] |= touched[operand.index()];
                });
            }
            for slot in 0..self.slots(node.plane).len() as u32 {
                let known = first.and_then(|first| first.get(id, slot)).filter(|_| !touched[id.index()]);
                let sym = match known {
                    Some(known) => known.clone(),
                    None => {
                        let sym = self.node(&world, id, slot);
                        self.named(sym)
                    }
                };
                world.values.insert((id, slot), sym);
            }
        }
        self.raise = None;
        world
    }

    /// Something that must hold.
    pub fn assert(&mut self, term: &Term) {
        if !term.is_true() {
            self.lines.push(format!("(assert {})", term.text()));
        }
    }

    /// A free number by which an input is raised, above nought and up to a bound.
    pub fn raise_up_to(&mut self, bound: Ratio) -> Term {
        let by = self.declare("by", "Real", Free::Raise);
        let above = apply(">", &[&by, &Term::real(Ratio::ZERO)]);
        self.assert(&above);
        self.assert(&apply("<=", &[&by, &Term::real(bound)]));
        by
    }

    /// What the encoding leaves open, each once.
    #[must_use]
    pub fn outside(&self) -> Vec<Outside> {
        let mut outside = self.outside.clone();
        outside.sort();
        outside.dedup();
        outside
    }

    /// Whether products or quotients of two unknowns occur, of which solvers often cannot tell.
    #[must_use]
    pub fn has_products(&self) -> bool {
        self.products
    }

    /// A name that may be anything of a sort.
    pub(super) fn declare(&mut self, stem: &str, sort: &str, free: Free) -> Term {
        let name = format!("{stem}{}", self.free.len());
        self.lines.push(format!("(declare-const {name} {sort})"));
        self.free.push((name.clone(), free));
        Term::of(name)
    }

    /// A name for a term, unless it is short.
    pub(super) fn define(&mut self, sort: &str, term: Term) -> Term {
        if term.is_short() {
            return term;
        }
        self.fresh += 1;
        let name = format!("t{}", self.fresh);
        self.lines.push(format!("(define-fun {name} () {sort} {})", term.text()));
        Term::of(name)
    }

    /// A value with names for its parts.
    pub(super) fn named(&mut self, sym: Sym) -> Sym {
        let fault = self.define("Bool", sym.fault);
        let absent = self.define("Bool", sym.absent);
        let kind = match sym.kind {
            Kind::Truth(term) => Kind::Truth(self.define("Bool", term)),
            Kind::Number(Number { term, values }) => {
                Kind::Number(Number { term: self.define("Real", term), values })
            }
            Kind::Element(term) => Kind::Element(self.define("Int", term)),
            Kind::Text(term) => Kind::Text(self.define("Int", term)),
            Kind::Place(term) => Kind::Place(self.define("Int", term)),
            Kind::Day(Day { year, month, day, ends }) => Kind::Day(Day {
                year: self.define("Int", year),
                month: self.define("Int", month),
                day: self.define("Int", day),
                ends,
            }),
        };
        Sym { fault, absent, kind }
    }

    /// A node that is not said exactly.
    pub(super) fn anything(&mut self, node: NodeId, why: &'static str) -> Sym {
        let node = self.program.node(node);
        self.outside.push(Outside { words: node.text.to_string(), why });
        let fault = self.declare("o", "Bool", Free::Other);
        let absent = self.declare("o", "Bool", Free::Other);
        let absent = and([absent, not(&fault)]);
        let kind = self.any(node.ty, Free::Other, |_| Free::Other);
        Sym { fault, absent, kind }
    }

    /// Any value of a type that a record may hold.
    pub(super) fn any(&mut self, ty: Type, free: Free, part: impl Fn(u8) -> Free) -> Kind {
        match ty {
            Type::Truth => Kind::Truth(self.declare("x", "Bool", free)),
            Type::Number(_) => {
                let amount = free != Free::Other;
                let term = self.declare("x", "Real", free);
                if amount {
                    self.assert(&apply(">=", &[&term, &Term::real(Ratio::ZERO)]));
                }
                Kind::Number(Number::any(term))
            }
            Type::Element(category) => {
                let most = self.listed(category) + 2 * i64::from(self.is_open(category));
                Kind::Element(self.below(free, most))
            }
            Type::Date => {
                let parts = [0, 1, 2].map(|at| self.declare("x", "Int", part(at)));
                let [first, last] = [Date::from_ymd(1900, 1, 1), Date::from_ymd(2200, 12, 31)];
                let ends = (first.unwrap_or(Date::NEVER_BEFORE), last.unwrap_or(Date::FOREVER));
                Kind::Day(self.day(parts, ends.0, ends.1))
            }
            Type::Text => {
                let most = self.texts.len() as i64 + 4;
                Kind::Text(self.below(free, most))
            }
            Type::Place => {
                let most = self.places.len() as i64;
                Kind::Place(self.below(free, most))
            }
        }
    }

    /// A whole number from nought to below a bound.
    fn below(&mut self, free: Free, most: i64) -> Term {
        let term = self.declare("x", "Int", free);
        self.assert(&apply("<=", &[&Term::int(0), &term]));
        self.assert(&apply("<", &[&term, &Term::int(most.max(1))]));
        term
    }

    /// How many elements a category lists.
    pub(super) fn listed(&self, category: CategoryId) -> i64 {
        self.program.categories[category.index()].elements.len() as i64
    }

    fn is_open(&self, category: CategoryId) -> bool {
        self.program.categories[category.index()].open
    }

    /// Whether an element of a category is one that it does not list.
    pub(super) fn unlisted(&self, term: &Term, category: CategoryId) -> Term {
        match super::term::whole(term) {
            Some(element) => Term::truth(element >= self.listed(category)),
            None if !self.is_open(category) => Term::truth(false),
            None => apply(">=", &[term, &Term::int(self.listed(category))]),
        }
    }

    /// A fact, in the second world perhaps raised.
    pub(super) fn fact(&mut self, at: NodeId, field: FieldId, slot: u32) -> Sym {
        let known = &self.program.fields[field.index()];
        if known.monthly {
            return self.anything(at, "按月的历史在这里不是按月读的");
        }
        let sym = match self.facts.get(&(field, slot)) {
            Some(sym) => sym.clone(),
            None => {
                let listed = self.program.planes[known.plane.index()].element.is_some();
                let absent = if known.optional && !listed {
                    self.declare("a", "Bool", Free::Absent(field, slot))
                } else {
                    Term::truth(false)
                };
                let kind =
                    self.any(known.ty, Free::Fact(field, slot), |part| Free::FactDay(field, slot, part));
                if let Kind::Day(day) = &kind
                    && known.name.contains("出生")
                {
                    let born = apply("<=", &[&day.key(), &Day::known(self.program.on).key()]);
                    self.assert(&born);
                }
                let sym = Sym { fault: Term::truth(false), absent, kind };
                self.facts.insert((field, slot), sym.clone());
                sym
            }
        };
        match (&self.raise, &sym.kind) {
            (Some(Raise::Fact(raised, by)), Kind::Number(number)) if *raised == field && slot == 0 => {
                let more = apply("+", &[&number.term, by]);
                Sym { kind: Kind::Number(Number::any(more)), ..sym }
            }
            _ => sym,
        }
    }

    /// What a person answers.
    pub(super) fn answer(&mut self, question: QuestionId, slot: u32) -> Kind {
        if let Some(known) = self.answers.get(&(question, slot)) {
            return known.clone();
        }
        let ty = match self.program.questions[question.index()].answer {
            Answer::Truth => Type::Truth,
            Answer::Number(unit) | Answer::Grant(unit) => Type::Number(unit),
            Answer::Choice(category) => Type::Element(category),
        };
        let kind = match ty {
            // An answer is one of the list.
            Type::Element(category) => {
                let most = self.listed(category);
                Kind::Element(self.below(Free::Answer(question, slot), most))
            }
            _ => self.any(ty, Free::Answer(question, slot), |_| Free::Other),
        };
        self.answers.insert((question, slot), kind.clone());
        kind
    }

    /// Whether what is unlisted belongs to an open set.
    pub(super) fn membership(&mut self, set: u32, plane: PlaneId, slot: u32) -> Term {
        if let Some(known) = self.memberships.get(&(set, plane, slot)) {
            return known.clone();
        }
        let term = self.declare("m", "Bool", Free::Membership(set, plane, slot));
        self.memberships.insert((set, plane, slot), term.clone());
        term
    }

    /// The number of a cell, where the text gives it; else a free number.
    pub(super) fn cell(&mut self, parameter: ParameterId, cell: usize) -> Number {
        let known = &self.program.parameters[parameter.index()].cells[cell];
        let free = self.any_supposed && is_supposed(known);
        if let (Some(number), false) = (known.value.is_point(), free) {
            return Number::known(number);
        }
        let key = (parameter, cell as u32);
        if let Some(term) = self.ranges.get(&key) {
            return Number::any(term.clone());
        }
        let name =
            (self.program.parameters[parameter.index()].name.clone(), known.coordinates.clone(), known.year);
        if let Some(term) = self.supposed.get(&name).filter(|_| free) {
            let term = term.clone();
            self.ranges.insert(key, term.clone());
            return Number::any(term);
        }
        // Two texts that give the same range for a figure mean one figure.
        let program = self.program;
        let alike = self.ranges.iter().find(|(other, _)| !free && same_figure(program, key, **other));
        if let Some(term) = alike.map(|(_, term)| term.clone()) {
            self.ranges.insert(key, term.clone());
            return Number::any(term);
        }
        let range = if free { Interval::at_least(Ratio::ZERO) } else { known.value };
        let term = self.declare("f", "Real", Free::Figure(key.0, key.1));
        for (bound, closed, open) in [(range.low, ">=", ">"), (range.high, "<=", "<")] {
            match bound {
                Bound::Unbounded => {}
                Bound::Closed(end) => self.assert(&apply(closed, &[&term, &Term::real(end)])),
                Bound::Open(end) => self.assert(&apply(open, &[&term, &Term::real(end)])),
            }
        }
        if free {
            self.supposed.insert(name, term.clone());
        }
        self.ranges.insert(key, term.clone());
        Number::any(term)
    }

    /// A fact has held in so many full months before today.
    pub(super) fn held(&mut self, field: FieldId, slot: u32, months: u32) -> Term {
        let held = match self.months.get(&(field, slot)) {
            Some(held) => held.clone(),
            None => {
                let held = self.below(Free::Months(field, slot), 1200);
                self.months.insert((field, slot), held.clone());
                held
            }
        };
        apply(">=", &[&held, &Term::int(i64::from(months))])
    }

    /// A value by a number that selects it: `of` gives it for each number from nought.
    pub(super) fn by_number(&self, number: &Term, of: &[Term]) -> Term {
        if let Some(known) = super::term::whole(number) {
            let at = usize::try_from(known).ok().and_then(|at| of.get(at));
            return at.or(of.last()).cloned().unwrap_or(Term::int(0));
        }
        let Some((last, before)) = of.split_last() else { return Term::int(0) };
        before.iter().enumerate().rev().fold(last.clone(), |rest, (at, value)| {
            choice(&super::term::equal(number, &Term::int(at as i64)), value, &rest)
        })
    }

    /// A number is one of some numbers.
    pub(super) fn one_of(&self, number: &Term, of: impl IntoIterator<Item = i64>) -> Term {
        or(of.into_iter().map(|one| super::term::equal(number, &Term::int(one))))
    }
}
