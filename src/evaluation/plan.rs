//! What is worked out once per program: which nodes are needed, in which order, and everything static about them.

use crate::program::ir::{
    Constant, Node, NodeId, Op, Output, ParameterId, PlaneId, Program, QuestionId, Set, Term, Type,
};
use crate::program::operands::for_each_operand;
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::trace::value::{Arena, Question, Value};

use super::limits;
use super::notes::NoteMasks;
use super::parameter;

/// More combinations of coordinates than this are looked up cell by cell.
const WIDEST_TABLE: usize = 4096;

/// A program made ready to decide records by it.
#[derive(Debug)]
pub struct Plan<'p> {
    /// The program.
    pub(super) program: &'p Program,
    /// The nodes that are needed, operands before users.
    pub(super) order: Vec<NodeId>,
    /// Of these, the ones that conditions and named values need, for every record.
    pub(super) core: Vec<NodeId>,
    /// Per output, the others that its money needs, for records whose condition does not fail.
    pub(super) tails: Vec<Vec<NodeId>>,
    /// Per node, what is static about it.
    pub(super) extras: Vec<Extra>,
    /// Per node, the range of numbers that an instance not listed in a record may have.
    pub(super) limits: Vec<Interval>,
    /// Per set and element of its category, whether it is a member.
    pub(super) members: Vec<Vec<bool>>,
    /// Texts of the program, interned first in every evaluation.
    pub(super) arena: Arena,
    /// Notes by node and by document.
    pub(super) notes: NoteMasks,
    /// Per output, how people's answers make its amount.
    pub(super) amounts: Vec<AmountSource>,
}

/// How people's answers make the amount of a benefit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AmountSource {
    /// The answer to the grant question goes into the amount.
    pub(super) by_grant: bool,
    /// The amount is, but for rounding, the answer to this question.
    pub(super) judged: Option<QuestionId>,
}

/// What is static about a node.
#[derive(Debug)]
pub(super) enum Extra {
    /// Nothing.
    None,
    /// The value of a constant.
    Constant(Value),
    /// What a gathering goes through.
    Path {
        /// From the outermost gathered plane to the innermost.
        planes: Vec<PlaneId>,
        /// Nodes outside that every gathered instance reads, listed or not.
        outer: Vec<NodeId>,
    },
    /// A figure whose area, year and day are fixed: by coordinates, last axis fastest.
    Figures(Vec<Option<Figure>>),
}

/// A published figure that has been looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    /// Index of the cell.
    pub(super) cell: u32,
    /// The number, where the text gives one.
    pub(super) known: Option<Ratio>,
}

impl<'p> Plan<'p> {
    /// Plans what the outputs need.
    #[must_use]
    pub fn new(program: &'p Program) -> Plan<'p> {
        Plan::of(program, core_roots(program, false))
    }

    /// Plans what the outputs and all named values need.
    #[must_use]
    pub fn with_named(program: &'p Program) -> Plan<'p> {
        Plan::of(program, core_roots(program, true))
    }

    /// Plans what the outputs and some nodes besides need.
    #[must_use]
    pub fn with_nodes(program: &'p Program, nodes: &[NodeId]) -> Plan<'p> {
        let mut roots = core_roots(program, false);
        roots.extend_from_slice(nodes);
        Plan::of(program, roots)
    }

    /// Plans every node, whether or not anything needs it.
    #[must_use]
    pub fn with_all_nodes(program: &'p Program) -> Plan<'p> {
        Plan::of(program, (0..program.nodes.len() as u32).map(NodeId).collect())
    }

    fn of(program: &'p Program, roots: Vec<NodeId>) -> Plan<'p> {
        debug_assert_eq!(
            first_malformed(program),
            None,
            "an operand stands on another plane or after its user"
        );
        let mut always = vec![false; program.nodes.len()];
        for root in roots {
            always[root.index()] = true;
        }
        reach(program, &mut always);
        let core = listed(&always);
        let mut needed = always.clone();
        let mut tails = Vec::new();
        for output in &program.outputs {
            let mut own = vec![false; program.nodes.len()];
            for root in money_roots(output) {
                own[root.index()] = true;
            }
            reach(program, &mut own);
            for (at, own) in own.iter_mut().enumerate() {
                *own &= !always[at];
                needed[at] |= *own;
            }
            tails.push(listed(&own));
        }
        let order = listed(&needed);
        let mut arena = Arena::default();
        let extras = (0..).map(NodeId).zip(&program.nodes);
        let extras = extras.map(|(id, _)| extra(program, id, &mut arena)).collect();
        Plan {
            program,
            order,
            core,
            tails,
            extras,
            limits: limits::limits(program),
            members: program.sets.iter().map(|set| members(program, set)).collect(),
            arena,
            notes: NoteMasks::new(program),
            amounts: program.outputs.iter().map(|output| amount_source(program, output)).collect(),
        }
    }

    /// The program that was planned.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// The needed nodes, operands before users.
    #[must_use]
    pub fn order(&self) -> &[NodeId] {
        &self.order
    }

    /// Which nodes may change with the answer to a question about a fact, a month, a judgement or a membership.
    pub(super) fn cone(&self, question: Question) -> Vec<bool> {
        let mut cone = vec![false; self.program.nodes.len()];
        for &id in &self.order {
            let op = &self.program.node(id).op;
            let mut touched = match (op, question) {
                (Op::Fact(field), Question::Fact(asked, _)) => *field == asked,
                (Op::Run { field, .. }, Question::Month(asked, ..)) => *field == asked,
                (Op::Judged { question, .. }, Question::Judgement(asked, _)) => *question == asked,
                (Op::Within { set, .. }, Question::Membership(asked, ..)) => *set == asked,
                _ => false,
            };
            for_each_operand(op, |operand| touched |= cone[operand.index()]);
            cone[id.index()] = touched;
        }
        cone
    }
}

/// The nodes that every record needs: conditions, and named values if wanted.
fn core_roots(program: &Program, named: bool) -> Vec<NodeId> {
    let mut roots: Vec<NodeId> = program
        .outputs
        .iter()
        .flat_map(|output| std::iter::once(output.condition).chain(output.due))
        .collect();
    if named {
        roots.extend(program.named.iter().map(|named| named.node));
    }
    roots
}

/// The nodes that an output's money is read from.
fn money_roots(output: &Output) -> Vec<NodeId> {
    let mut roots = Vec::new();
    if let Some(benefit) = &output.benefit {
        roots.extend(benefit.amount);
        roots.extend(benefit.approval);
        if let Some(schedule) = &benefit.schedule {
            roots.extend(schedule.each);
            roots.extend(schedule.terms.iter().flat_map(Term::nodes));
        }
    }
    roots
}

/// Adds everything that marked nodes need.
fn reach(program: &Program, needed: &mut [bool]) {
    for at in (0..needed.len()).rev() {
        if needed[at] {
            for_each_operand(&program.nodes[at].op, |operand| needed[operand.index()] = true);
        }
    }
}

/// Marked nodes in order.
fn listed(marked: &[bool]) -> Vec<NodeId> {
    (0..).map(NodeId).zip(marked).filter(|(_, marked)| **marked).map(|(id, _)| id).collect()
}

/// The first node that evaluation could not read rightly: an operand after its user, or on a plane from which the
/// operation does not read.
#[must_use]
pub fn first_malformed(program: &Program) -> Option<NodeId> {
    let above = |inner: PlaneId, outer: PlaneId| {
        let mut at = Some(inner);
        while let Some(plane) = at {
            if plane == outer {
                return true;
            }
            at = program.planes.get(plane.index()).and_then(|p| p.parent);
        }
        false
    };
    (0..).map(NodeId).zip(&program.nodes).find_map(|(id, node)| {
        let mut sound = true;
        for_each_operand(&node.op, |operand| {
            let Some(found) = program.nodes.get(operand.index()).filter(|_| operand < id) else {
                sound = false;
                return;
            };
            sound &= match &node.op {
                Op::Ancestor(_) => above(node.plane, found.plane),
                Op::Reduce { plane, .. } => found.plane == *plane && above(*plane, node.plane),
                _ => found.plane == node.plane,
            };
        });
        if let Op::Fact(field) | Op::Run { field, .. } = &node.op {
            sound &= program.fields.get(field.index()).is_some_and(|f| f.plane == node.plane);
        }
        if let Op::Judged { question, .. } = &node.op {
            sound &= program.questions.get(question.index()).is_some_and(|q| above(node.plane, q.plane));
        }
        (!sound).then_some(id)
    })
}

fn amount_source(program: &Program, output: &Output) -> AmountSource {
    let Some((benefit, amount)) = output.benefit.as_ref().and_then(|b| b.amount.map(|amount| (b, amount)))
    else {
        return AmountSource::default();
    };
    let same = |question: QuestionId| {
        benefit.grant.is_some_and(|grant| {
            let (one, other) = (&program.questions[grant.index()], &program.questions[question.index()]);
            grant == question || (one.key == other.key && one.plane == other.plane)
        })
    };
    let mut reached = vec![false; amount.index() + 1];
    reached[amount.index()] = true;
    let mut by_grant = false;
    for at in (0..reached.len()).rev() {
        if reached[at] {
            let op = &program.nodes[at].op;
            by_grant |= matches!(op, Op::Judged { question, .. } if same(*question));
            for_each_operand(op, |operand| reached[operand.index()] = true);
        }
    }
    let mut node = amount;
    while let Op::Round(of, _) | Op::FloorZero(of) | Op::Reinterpret(of) = &program.node(node).op {
        node = *of;
    }
    let judged = match &program.node(node).op {
        Op::Judged { question, .. } => Some(*question),
        _ => None,
    };
    AmountSource { by_grant, judged }
}

fn members(program: &Program, set: &Set) -> Vec<bool> {
    let mut members = vec![false; program.categories[set.category.index()].elements.len()];
    for element in &set.elements {
        if let Some(member) = members.get_mut(*element as usize) {
            *member = true;
        }
    }
    members
}

fn extra(program: &Program, id: NodeId, arena: &mut Arena) -> Extra {
    let node = program.node(id);
    match &node.op {
        Op::Constant(constant) => Extra::Constant(match constant {
            Constant::Truth(truth) => Value::Truth(*truth),
            Constant::Number(number) => Value::Number(*number),
            Constant::Element(element) => Value::Element(*element),
            Constant::Date(date) => Value::Date(*date),
            Constant::Text(text) => Value::Text(arena.add_text(text)),
            Constant::Place(text) => Value::Place(arena.add_text(text)),
            Constant::Absent => Value::Absent,
        }),
        Op::Reduce { plane, .. } => {
            let mut path = Vec::new();
            let mut at = Some(*plane);
            while let Some(plane) = at.filter(|plane| *plane != node.plane) {
                path.push(plane);
                at = program.planes[plane.index()].parent;
            }
            path.reverse();
            let outer = read_from_outside(program, node, &path);
            Extra::Path { planes: path, outer }
        }
        Op::Parameter { parameter, year, place, at, .. } => {
            let place = match place.map(|place| &program.node(place).op) {
                None => Some(program.area.as_str()),
                Some(Op::Constant(Constant::Place(place))) => Some(place.as_str()),
                Some(_) => None,
            };
            let day = match at.map(|at| &program.node(at).op) {
                None | Some(Op::Today) => Some(program.on),
                Some(Op::Constant(Constant::Date(day))) => Some(*day),
                Some(_) => None,
            };
            let table =
                place.zip(day).and_then(|(place, day)| figures(program, *parameter, *year, place, day));
            table.map_or(Extra::None, Extra::Figures)
        }
        _ => Extra::None,
    }
}

/// The nodes outside the gathered planes on which the gathered values rest.
fn read_from_outside(program: &Program, reduce: &Node, path: &[PlaneId]) -> Vec<NodeId> {
    let mut outer = Vec::new();
    let mut waiting = Vec::new();
    let mut seen = vec![false; program.nodes.len()];
    for_each_operand(&reduce.op, |operand| waiting.push(operand));
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        let plane = program.node(id).plane;
        // An instance of an inner plane stands below the path, which ends with the gathered plane.
        let mut at = Some(plane);
        while let Some(plane) = at.filter(|plane| !path.contains(plane)) {
            at = program.planes[plane.index()].parent;
        }
        if at.is_some() {
            for_each_operand(&program.node(id).op, |operand| waiting.push(operand));
        } else {
            outer.push(id);
        }
    }
    outer
}

/// All figures of a parameter for one year, place and day; `None` when there are too many combinations.
fn figures(
    program: &Program,
    parameter: ParameterId,
    year: Option<i32>,
    place: &str,
    day: Date,
) -> Option<Vec<Option<Figure>>> {
    let sizes: Vec<usize> = program.parameters[parameter.index()]
        .axes
        .iter()
        .map(|axis| program.categories[axis.index()].elements.len())
        .collect();
    let count = sizes.iter().try_fold(1usize, |count, size| count.checked_mul(*size))?;
    if count > WIDEST_TABLE {
        return None;
    }
    let mut coordinates = vec![0u32; sizes.len()];
    let mut table = Vec::with_capacity(count);
    for index in 0..count {
        let mut rest = index;
        for (coordinate, size) in coordinates.iter_mut().zip(&sizes).rev() {
            *coordinate = (rest % size) as u32;
            rest /= size;
        }
        table.push(parameter::find(program, parameter, &coordinates, year, place, day));
    }
    Some(table)
}

/// The type of a node's value is a number.
pub(super) fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Number(_))
}
