//! A run: the value of every node that a result rests on, for every instance, operands before users. The rules of the
//! kinds of nodes are in `truths`, `amounts`, `dates`, `lists`, `choices` and `given`.

use std::rc::Rc;

use crate::facts::record::Record;
use crate::program::ir::{Constant, NodeId, Op, PlaneId};
use crate::trace::value::{Fault, FaultKind, Question};

use super::bridge;
use super::ground::Ground;
use super::value::{Failing, May, Unsettled, Val, asked, first_fault, in_order};

/// The values of one run.
pub(super) struct Run<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) record: &'a Record,
    /// By node and instance; empty for nodes that no result rests on.
    values: Vec<Vec<Val>>,
    /// Answers that are supposed in this run.
    supposed: Vec<(Question, Val)>,
    /// 0 for the record as it is.
    number: u32,
    /// Promises that may not be made are taken for proven.
    pub(super) trusting: bool,
}

/// Where a value is being worked out.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) node: NodeId,
    pub(super) plane: PlaneId,
    pub(super) instance: u32,
}

impl<'a> Run<'a> {
    /// Works out everything for the record as it is.
    pub(super) fn new(ground: &'a Ground<'a>, record: &'a Record, trusting: bool) -> Run<'a> {
        let values = vec![Vec::new(); ground.program.nodes.len()];
        let mut run = Run { ground, record, values, supposed: Vec::new(), number: 0, trusting };
        run.work_out(&ground.needed);
        run
    }

    /// The same with some answers supposed: what they may change is worked out anew.
    pub(super) fn supposing(&self, supposed: &[(Question, Val)], touched: &[bool], number: u32) -> Run<'a> {
        let values = self.values.clone();
        let Run { ground, record, trusting, .. } = *self;
        let mut run = Run { ground, record, values, supposed: supposed.to_vec(), number, trusting };
        let both: Vec<bool> = touched.iter().zip(&self.ground.needed).map(|(a, b)| *a && *b).collect();
        run.work_out(&both);
        run
    }

    fn work_out(&mut self, nodes: &[bool]) {
        for at in (0..nodes.len()).filter(|at| nodes[*at]) {
            let node = NodeId(at as u32);
            let plane = self.ground.program.node(node).plane;
            let count = self.record.count(plane) as u32;
            let values = (0..count).map(|instance| self.worked_out(Here { node, plane, instance })).collect();
            self.values[at] = values;
        }
    }

    /// The value of a node for an instance.
    pub(super) fn val(&self, node: NodeId, instance: u32) -> &Val {
        const NOTHING: &Val = &Val::Absent;
        self.values[node.index()].get(instance as usize).unwrap_or(NOTHING)
    }

    fn worked_out(&self, here: Here) -> Val {
        let of = |node: &NodeId| self.val(*node, here.instance);
        match &self.ground.program.node(here.node).op {
            Op::Constant(constant) => match constant {
                Constant::Truth(truth) => Val::Truth(*truth),
                Constant::Number(number) => Val::Number(bridge::number(*number)),
                Constant::Element(element) => Val::Element(*element),
                Constant::Date(date) => Val::Day(bridge::day(*date)),
                Constant::Text(text) => Val::Text(text.as_str().into()),
                Constant::Place(place) => Val::Place(place.as_str().into()),
                Constant::Absent => Val::Absent,
            },
            Op::Today => Val::Day(bridge::day(self.ground.program.on)),
            Op::Ancestor(node) => {
                let outer = self.ground.program.node(*node).plane;
                self.val(*node, self.holder(here, outer)).clone()
            }
            Op::Reinterpret(node) => of(node).clone(),
            Op::Unstated => self.fails(here, FaultKind::NoRule),
            Op::Pending => self.fails(here, FaultKind::Pending),
            Op::Fact(field) => self.fact(*field, here.instance),
            Op::Run { field, months, before } => self.through_months(here, *field, *months, of(before)),
            Op::Component { of: node, position } => self.component(here, *node, *position),
            Op::Judged { question, low, high } => {
                let bounds = [low, high].map(|bound| bound.as_ref().map(of));
                self.judged(here, *question, bounds)
            }
            Op::Parameter { parameter, coordinates, year, place, at } => {
                self.figure(here, *parameter, coordinates, *year, *place, *at)
            }
            Op::All(parts) => self.all_or_any(parts, here.instance, false),
            Op::Any(parts) => self.all_or_any(parts, here.instance, true),
            Op::Not(node) => self.not(of(node)),
            Op::Present(node) => self.present(of(node)),
            Op::Within { value, set } => self.within(here, of(value), *set),
            Op::Located { place, within } => self.located(here, *place, *within),
            Op::Compare(relation, one, other) => self.compared(here, *relation, *one, *other),
            Op::Arithmetic(kind, one, other) => self.arithmetic(here, *kind, of(one), of(other)),
            Op::FloorZero(node) => self.floored(here, of(node)),
            Op::Round(node, rounding) => self.rounded(here, *rounding, of(node)),
            Op::Extreme { greatest, of: nodes } => {
                let values: Vec<Val> = nodes.iter().map(|node| of(node).clone()).collect();
                self.extreme(here, *greatest, values)
            }
            Op::Elapsed { unit, from, to } => self.elapsed(here, *unit, of(from), of(to)),
            Op::Shift(node, shift) => self.moved(here, *shift, of(node)),
            Op::Reduce { kind, plane, filter, value } => self.gathered(here, *kind, *plane, *filter, *value),
            Op::Choose(alternatives) => self.chosen(here, alternatives),
        }
    }

    /// The instance of an outer plane that holds an instance.
    pub(super) fn holder(&self, here: Here, outer: PlaneId) -> u32 {
        let (mut plane, mut instance) = (here.plane, here.instance);
        while plane != outer {
            let Some(parent) = self.ground.program.planes[plane.index()].parent else { break };
            let own = self.record.planes.get(plane.index());
            instance = own.and_then(|own| own.parent.get(instance as usize)).copied().unwrap_or(0);
            plane = parent;
        }
        instance
    }

    /// A fault that arises here.
    pub(super) fn fails(&self, here: Here, kind: FaultKind) -> Val {
        let fault = Fault { kind, node: here.node, instance: here.instance };
        Val::Fault(Rc::new(Failing { fault, screened: Vec::new(), run: self.number }))
    }

    /// A fault that the answers to some questions may yet screen.
    pub(super) fn screened(&self, failing: Rc<Failing>, questions: Vec<Question>) -> Val {
        if questions.is_empty() {
            return Val::Fault(failing);
        }
        Val::Fault(Rc::new(Failing { fault: failing.fault.clone(), screened: questions, run: self.number }))
    }

    /// The fault of what needs all its operands, if one is at fault: one that nothing screens, or else the earliest, which
    /// then depends on everything that is open besides.
    pub(super) fn needs<'v>(
        &self,
        operands: impl IntoIterator<Item = &'v Val> + Clone,
        besides: &[Question],
    ) -> Option<Val> {
        let steady = operands.clone().into_iter().find(|value| value.is_fault() && !value.is_screened());
        if let Some(steady) = steady {
            return Some(steady.clone());
        }
        let first = first_fault(operands.clone())?;
        let mut questions = asked(operands);
        questions.extend_from_slice(besides);
        Some(self.screened(first, in_order(questions)))
    }

    /// An open value; a settled one where it can be only one.
    pub(super) fn open(&self, questions: Vec<Question>, may: May, or_absent: bool, or_fault: bool) -> Val {
        if !or_absent && !or_fault {
            match &may {
                May::Number(range) => {
                    if let Some(number) = range.single() {
                        return Val::Number(number);
                    }
                }
                May::Elements(elements) if elements.len() == 1 => return Val::Element(elements[0]),
                _ => {}
            }
        }
        Val::Open(Rc::new(Unsettled { questions, may, or_absent, or_fault, run: self.number }))
    }

    /// An open condition.
    pub(super) fn open_truth(&self, questions: Vec<Question>, or_fault: bool) -> Val {
        self.open(questions, May::Truth, false, or_fault)
    }

    /// The answer that is supposed to a question.
    pub(super) fn supposed(&self, question: Question) -> Option<Val> {
        self.supposed.iter().find(|(asked, _)| *asked == question).map(|(_, answer)| answer.clone())
    }

    /// The answer that is supposed to a question, else an open value that the question alone settles.
    pub(super) fn ask(&self, question: Question, may: May, or_absent: bool) -> Val {
        self.supposed(question).unwrap_or_else(|| self.open(vec![question], may, or_absent, false))
    }
}
