//! What others give: facts of the record, answers of people, published figures.

use crate::facts::record::{Answered, FactValue};
use crate::program::ir::{Answer, CategoryId, FieldId, NodeId, ParameterId, QuestionId, Type};
use crate::trace::value::{FaultKind, Question};

use super::bridge;
use super::days;
use super::number::Number;
use super::places;
use super::range::{End, Range};
use super::run::{Here, Run};
use super::value::{Heap, May, Val, asked, in_order};

/// More open combinations of coordinates than this are not told apart.
const TOLD_APART: usize = 1024;

impl Run<'_> {
    fn elements_of(&self, category: CategoryId) -> u32 {
        self.ground.program.categories[category.index()].elements.len() as u32
    }

    /// A fact.
    pub(super) fn fact(&self, field: FieldId, instance: u32) -> Val {
        let known = &self.ground.program.fields[field.index()];
        let question = Question::Fact(field, instance);
        match self.known(field, instance).map(|fact| &fact.value) {
            Some(FactValue::Absent) => Val::Absent,
            Some(FactValue::Truth(truth)) => Val::Truth(*truth),
            Some(FactValue::Number(number)) => Val::Number(bridge::number(*number)),
            Some(FactValue::Element(element)) => Val::Element(*element),
            Some(FactValue::Unlisted(text)) => Val::Unlisted(text.as_str().into()),
            Some(FactValue::Date(date)) => Val::Day(bridge::day(*date)),
            Some(FactValue::Text(text)) => Val::Text(text.as_str().into()),
            Some(FactValue::Place(text)) => Val::Place(text.as_str().into()),
            Some(FactValue::OneOf(some)) if !some.is_empty() => {
                self.ask(question, May::Elements(ascending(some)), false)
            }
            _ => {
                let may = match known.ty {
                    Type::Truth => May::Truth,
                    Type::Number(_) => May::Number(Range::AMOUNTS),
                    Type::Element(category) if !self.ground.program.categories[category.index()].open => {
                        May::Elements((0..self.elements_of(category)).collect())
                    }
                    _ => May::Anything,
                };
                self.ask(question, may, known.optional)
            }
        }
    }

    /// A monthly fact through the full months before that of a day.
    pub(super) fn through_months(&self, here: Here, field: FieldId, months: u32, before: &Val) -> Val {
        let day = match before {
            Val::Day(day) => *day,
            Val::Fault(_) => return before.clone(),
            Val::Open(_) => return self.open_truth(before.questions().to_vec(), before.may_lack()),
            _ => return self.fails(here, FaultKind::AbsentOperand),
        };
        let history = self.known(field, here.instance).map(|fact| &fact.value);
        let mut missing = Vec::new();
        for back in 1..=i64::from(months) {
            let count = days::month_of(day) - back;
            let Some(month) = bridge::named_month(count) else {
                return self.fails(here, FaultKind::Overflow);
            };
            let question = Question::Month(field, here.instance, month);
            let told = match history {
                Some(FactValue::Truth(always)) => Some(*always),
                Some(FactValue::Absent) => Some(false),
                Some(FactValue::Monthly(known)) => {
                    let mut told = known.iter().filter(|(of, _)| bridge::month(*of) == count).peekable();
                    // Told twice and differently, it did not hold throughout.
                    told.peek().is_some().then(|| told.all(|(_, held)| *held))
                }
                _ => None,
            };
            let told = told.or_else(|| self.supposed(question).map(|answer| answer.is_yes()));
            match told {
                Some(true) => {}
                Some(false) => return Val::Truth(false),
                None => missing.push(question),
            }
        }
        if missing.is_empty() { Val::Truth(true) } else { self.open_truth(in_order(missing), false) }
    }

    /// A component of a compound element: combinations are numbered with the last component running fastest.
    pub(super) fn component(&self, here: Here, of: NodeId, position: usize) -> Val {
        let program = self.ground.program;
        let Type::Element(category) = program.node(of).ty else {
            return self.fails(here, FaultKind::NoRule);
        };
        let sizes: Vec<u32> = program.categories[category.index()]
            .components
            .iter()
            .map(|component| self.elements_of(*component).max(1))
            .collect();
        let Some(own) = sizes.get(position) else { return self.fails(here, FaultKind::NoRule) };
        let behind = sizes[position + 1..].iter().product::<u32>().max(1);
        let part = |element: u32| element / behind % own;
        let value = self.val(of, here.instance);
        match value {
            Val::Element(element) => Val::Element(part(*element)),
            Val::Absent | Val::Fault(_) => value.clone(),
            Val::Open(open) => {
                let (may, or_fault) = match &open.may {
                    May::Elements(elements) => {
                        let parts: Vec<u32> = elements.iter().map(|element| part(*element)).collect();
                        (May::Elements(ascending(&parts)), open.or_fault)
                    }
                    _ => (May::Anything, true),
                };
                self.open(open.questions.clone(), may, open.or_absent, or_fault)
            }
            _ => self.fails(here, FaultKind::NoRule),
        }
    }

    /// What is wrong with an answer whatever it says.
    pub(super) fn unfit(&self, question: QuestionId, answered: &Answered) -> Option<FaultKind> {
        let asked = &self.ground.program.questions[question.index()];
        if !asked.bodies.is_empty() && asked.bodies.iter().all(|body| *body != answered.by) {
            return Some(FaultKind::WrongBody(answered.by.clone()));
        }
        let silent = answered.reason.as_deref().unwrap_or("").trim().is_empty();
        (asked.reason_required && silent).then_some(FaultKind::ReasonMissing(question))
    }

    /// 酌定: an answer within its bounds.
    pub(super) fn judged(&self, here: Here, id: QuestionId, bounds: [Option<&Val>; 2]) -> Val {
        let asked_of = &self.ground.program.questions[id.index()];
        let question = Question::Judgement(id, self.holder(here, asked_of.plane));
        let given: Vec<&Val> = bounds.into_iter().flatten().collect();
        if let Some(fault) = self.needs(given.iter().copied(), &[question]) {
            return fault;
        }
        if given.contains(&&Val::Absent) {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        let answered = self.record.answer(id, self.holder(here, asked_of.plane));
        if let Some(kind) = answered.and_then(|answered| self.unfit(id, answered)) {
            return self.fails(here, kind);
        }
        match (&asked_of.answer, answered.map(|answered| &answered.value)) {
            (Answer::Truth, Some(FactValue::Truth(truth))) => Val::Truth(*truth),
            (Answer::Truth, _) => self.ask(question, May::Truth, false),
            (Answer::Choice(_), Some(FactValue::Element(element))) => Val::Element(*element),
            (Answer::Choice(_), Some(FactValue::OneOf(some))) if !some.is_empty() => {
                self.ask(question, May::Elements(some.clone()), false)
            }
            (Answer::Choice(category), _) => {
                self.ask(question, May::Elements((0..self.elements_of(*category)).collect()), false)
            }
            (Answer::Number(_) | Answer::Grant(_), answer) => {
                let number = match answer {
                    Some(FactValue::Number(number)) => Some(bridge::number(*number)),
                    _ => None,
                };
                self.judged_amount(here, question, bounds, number)
            }
        }
    }

    fn judged_amount(
        &self,
        here: Here,
        question: Question,
        bounds: [Option<&Val>; 2],
        answer: Option<Number>,
    ) -> Val {
        let ranges = bounds.map(|bound| bound.and_then(Val::numbers));
        let settled = ranges.iter().flatten().all(|(range, lacks)| range.single().is_some() && !lacks);
        let [low, high] = ranges.map(|range| range.map_or(Range::ALL, |(range, _)| range));
        let bounded = |low: Option<End>, high: Option<End>| Range { low, high };
        let room = bounded(low.low, None)
            .within(Range::AMOUNTS)
            .and_then(|room| room.within(bounded(None, high.high)));
        let questions = asked(bounds.into_iter().flatten());
        match (answer, room) {
            (Some(answer), Some(room)) if room.holds(answer) => {
                if settled {
                    Val::Number(answer)
                } else {
                    self.open(questions, May::Number(Range::only(answer)), false, true)
                }
            }
            (Some(answer), room) => {
                let room = room.unwrap_or(low.around(high));
                let kind = FaultKind::OutOfBounds(bridge::ratio(answer), bridge::interval(room));
                self.fails(here, kind)
            }
            (None, room) => {
                let mut questions = questions;
                questions.push(question);
                let may = May::Number(room.unwrap_or(Range::ALL));
                self.open(in_order(questions), may, false, room.is_none())
            }
        }
    }

    /// The place and the day for which a figure is wanted, where both are known.
    fn wanted(&self, here: Here, place: Option<NodeId>, at: Option<NodeId>) -> Option<(&str, days::Day)> {
        let program = self.ground.program;
        let place = match place.map(|place| self.val(place, here.instance)) {
            None => program.area.as_str(),
            Some(Val::Place(text) | Val::Text(text)) => text,
            Some(_) => return None,
        };
        let day = match at.map(|at| self.val(at, here.instance)) {
            None => bridge::day(program.on),
            Some(Val::Day(day)) => *day,
            Some(_) => return None,
        };
        Some((place, day))
    }

    /// The cell of a figure where everything that selects it is known; the inner `None` is a figure nobody published.
    pub(super) fn known_cell(
        &self,
        here: Here,
        parameter: ParameterId,
        coordinates: &[NodeId],
        year: Option<i32>,
        place: Option<NodeId>,
        at: Option<NodeId>,
    ) -> Option<Option<usize>> {
        let elements = coordinates.iter().map(|node| match self.val(*node, here.instance) {
            Val::Element(element) => Some(*element),
            _ => None,
        });
        let elements: Vec<u32> = elements.collect::<Option<_>>()?;
        let (place, day) = self.wanted(here, place, at)?;
        let program = self.ground.program;
        let cells = &program.parameters[parameter.index()].cells;
        Some(places::cell_for(cells, &elements, year, place, day, &program.area))
    }

    /// A published figure.
    pub(super) fn figure(
        &self,
        here: Here,
        parameter: ParameterId,
        coordinates: &[NodeId],
        year: Option<i32>,
        place: Option<NodeId>,
        at: Option<NodeId>,
    ) -> Val {
        let cells = &self.ground.program.parameters[parameter.index()].cells;
        let unpublished = || self.fails(here, FaultKind::NoFigure(parameter));
        if let Some(known) = self.known_cell(here, parameter, coordinates, year, place, at) {
            let Some(cell) = known else { return unpublished() };
            let question = Question::Figure(parameter, cell as u32);
            return self.open(vec![question], May::Number(bridge::range(cells[cell].value)), false, false);
        }
        let nodes = coordinates.iter().copied().chain(place).chain(at);
        let operands: Vec<&Val> = nodes.map(|node| self.val(node, here.instance)).collect();
        if let Some(fault) = self.needs(operands.iter().copied(), &[]) {
            return fault;
        }
        if operands.contains(&&Val::Absent) {
            return self.fails(here, FaultKind::AbsentOperand);
        }
        if operands.iter().all(|value| value.is_settled()) {
            return unpublished();
        }
        let (mut axes, mut doubtful) = (Vec::new(), false);
        for node in coordinates {
            let (elements, lacks) = match (self.val(*node, here.instance), self.ground.program.node(*node).ty)
            {
                (_, ty) if !matches!(ty, Type::Element(_)) => return unpublished(),
                (Val::Element(element), _) => (vec![*element], false),
                (Val::Open(open), Type::Element(category)) => match &open.may {
                    May::Elements(elements) => (elements.clone(), open.or_absent || open.or_fault),
                    _ => ((0..self.elements_of(category)).collect(), true),
                },
                _ => (Vec::new(), true),
            };
            doubtful |= lacks;
            axes.push(elements);
        }
        let count = axes.iter().fold(1usize, |count, axis| count.saturating_mul(axis.len()));
        let mut heap = Heap::default();
        let mut questions = asked(operands);
        let mut meant = |at: usize, heap: &mut Heap| {
            let range = bridge::range(cells[at].value);
            if range.single().is_none() {
                questions.push(Question::Figure(parameter, at as u32));
            }
            range_or_number(range, heap)
        };
        match self.wanted(here, place, at).filter(|_| count <= TOLD_APART) {
            Some((place, day)) => {
                let home = &self.ground.program.area;
                for wanted in combinations(&axes) {
                    match places::cell_for(cells, &wanted, year, place, day, home) {
                        Some(at) => meant(at, &mut heap),
                        None => doubtful = true,
                    }
                }
            }
            // Any figure of the coordinates and the year may be meant.
            None => {
                doubtful = true;
                for (at, cell) in cells.iter().enumerate() {
                    let fits = cell.coordinates.iter().zip(&axes).all(|(own, axis)| axis.contains(own));
                    if cell.year == year && fits {
                        meant(at, &mut heap);
                    }
                }
            }
        }
        if heap.is_empty() {
            return unpublished();
        }
        if doubtful {
            heap.doubt();
        }
        self.verdict(heap, in_order(questions))
    }
}

/// A figure that is a number is that number; one that is only a range may be any number in it.
fn range_or_number(range: Range, heap: &mut Heap) {
    match range.single() {
        Some(number) => heap.put(&Val::Number(number)),
        None => heap.put_all(May::Number(range)),
    }
}

/// Every way to take one element of each axis.
fn combinations(axes: &[Vec<u32>]) -> Vec<Vec<u32>> {
    axes.iter().fold(vec![Vec::new()], |sofar, axis| {
        let longer = |one: &Vec<u32>, element: u32| {
            let mut one = one.clone();
            one.push(element);
            one
        };
        sofar.iter().flat_map(|one| axis.iter().map(move |element| longer(one, *element))).collect()
    })
}

fn ascending(elements: &[u32]) -> Vec<u32> {
    let mut elements = elements.to_vec();
    elements.sort_unstable();
    elements.dedup();
    elements
}
