//! One pass over the planned nodes: every node's value for every instance of its plane.

use crate::facts::promise;
use crate::facts::record::{Fact, Record};
use crate::program::ir::{FieldId, NodeId, Op, PlaneId};
use crate::trace::value::{Arena, Domain, FaultId, FaultKind, Open, Question, Value};

use super::plan::{Extra, Plan};
use super::possible::{Gathered, Possible};
use super::truth::Truth;

/// The values of one record, kept between records to reuse their memory.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Values by node, then instance.
    pub(super) values: Vec<Value>,
    /// Per node, where its values begin.
    pub(super) offsets: Vec<u32>,
    /// Per node, whether it was computed for this record.
    pub(super) computed: Vec<bool>,
    /// Per plane, how many instances the record has.
    pub(super) counts: Vec<u32>,
    /// What the values refer to.
    pub(super) arena: Arena,
    /// Faults that an answer may still mask (any 否 decides 且 before a fault does), with the questions concerned;
    /// ascending.
    pub(super) masked: Vec<(FaultId, Vec<Question>)>,
    /// Answers assumed for the sake of a case distinction.
    pub(super) assumed: Vec<(Question, Value)>,
    /// Values that nodes take whatever they compute, for the sake of what would change a result.
    pub(super) supposed: Vec<(NodeId, u32, Value)>,

    /// Promises that may not be used are used all the same: what would come out if they were proven.
    pub(super) trusting: bool,
    /// A promise that may not be used was met.
    pub(super) refused: bool,
}

/// A pass over one record.
pub(super) struct Pass<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) record: &'a Record,
    pub(super) state: &'a mut State,
}

/// Which instance of which node is being computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) node: NodeId,
    pub(super) plane: PlaneId,
    pub(super) instance: u32,
}

impl State {
    /// The value of a planned node for one instance.
    #[inline]
    pub(super) fn get(&self, node: NodeId, instance: u32) -> Value {
        self.values[(self.offsets[node.index()] + instance) as usize]
    }

    /// The questions of an open value, or of a fault that an answer may still mask.
    pub(super) fn questions(&self, value: Value) -> &[Question] {
        match value {
            Value::Open(id) => &self.arena.open(id).questions,
            Value::Fault(id) => match self.masked.binary_search_by_key(&id.0, |(masked, _)| masked.0) {
                Ok(at) => &self.masked[at].1,
                Err(_) => &[],
            },
            _ => &[],
        }
    }

    /// Whether a value is a fault that an answer may still mask.
    pub(super) fn is_masked(&self, value: Value) -> bool {
        matches!(value, Value::Fault(_)) && !self.questions(value).is_empty()
    }

    /// The earlier of two faults, by where they arose.
    pub(super) fn earlier(&self, one: Option<FaultId>, other: FaultId) -> Option<FaultId> {
        let place = |id: FaultId| {
            let fault = self.arena.fault(id);
            (fault.node, fault.instance, id.0)
        };
        Some(match one {
            Some(one) if place(one) <= place(other) => one,
            _ => other,
        })
    }

    /// The earliest fault among values.
    pub(super) fn fault_of(&self, values: &[Value]) -> Option<FaultId> {
        values.iter().fold(None, |sofar, value| match value {
            Value::Fault(fault) => self.earlier(sofar, *fault),
            _ => sofar,
        })
    }

    /// Whether a value may come out at fault although it is not now.
    pub(super) fn may_fail(&self, value: Value) -> bool {
        match value {
            Value::Open(id) => self.arena.open(id).or_fault,
            _ => false,
        }
    }

    /// Whether a value may turn out to be no value that can be worked with: absent or at fault.
    pub(super) fn is_shaky(&self, value: Value) -> bool {
        match value {
            Value::Open(id) => {
                let open = self.arena.open(id);
                open.or_absent || open.or_fault
            }
            _ => false,
        }
    }

    /// The questions of several values, ascending, without repetition.
    pub(super) fn union(&self, values: impl IntoIterator<Item = Value>) -> Vec<Question> {
        let mut union: Vec<Question> = Vec::new();
        for value in values {
            union.extend_from_slice(self.questions(value));
        }
        union.sort_unstable();
        union.dedup();
        union
    }
}

impl<'a> Pass<'a> {
    /// Computes some nodes of a fresh record, operands before users.
    pub(super) fn run_only(&mut self, nodes: &[NodeId]) {
        self.begin();
        for &node in nodes {
            self.fill(node);
        }
    }

    /// Computes what a fresh record needs: every condition, and the money of results that are not refused.
    pub(super) fn run(&mut self) {
        self.begin();
        let plan = self.plan;
        for &node in &plan.core {
            self.fill(node);
        }
        for (output, tail) in plan.program.outputs.iter().zip(&plan.tails) {
            let instances = 0..self.state.counts[output.plane.index()];
            let possible =
                |pass: &Self, instance| Truth::of(pass.get(output.condition, instance)) != Truth::No;
            if !tail.is_empty() && instances.into_iter().any(|instance| possible(self, instance)) {
                for &node in tail {
                    if !self.state.computed[node.index()] {
                        self.fill(node);
                    }
                }
            }
        }
    }

    /// Makes room for the values of a record.
    fn begin(&mut self) {
        let plan = self.plan;
        let state = &mut *self.state;
        state.values.clear();
        state.arena.opens.clear();
        state.arena.faults.clear();
        state.arena.texts.truncate(plan.arena.texts.len());
        state.masked.clear();
        state.assumed.clear();
        state.refused = false;
        state.offsets.resize(plan.program.nodes.len(), 0);
        state.counts.clear();
        let planes = (0..plan.program.planes.len()).map(|plane| PlaneId(plane as u32));
        state.counts.extend(planes.map(|plane| self.record.count(plane) as u32));
        state.computed.clear();
        state.computed.resize(plan.program.nodes.len(), false);
        let mut total = 0;
        for &node in &plan.order {
            state.offsets[node.index()] = total;
            total += state.counts[plan.program.node(node).plane.index()];
        }
        state.values.resize(total as usize, Value::Absent);
    }

    /// Puts the values of a cone back.
    pub(super) fn restore(&mut self, cone: &[bool], values: &[Value]) {
        for &node in self.plan.order.iter().filter(|node| cone[node.index()]) {
            let count = self.state.counts[self.plan.program.node(node).plane.index()];
            let first = self.state.offsets[node.index()] as usize;
            let range = first..first + count as usize;
            self.state.values[range.clone()].copy_from_slice(&values[range]);
        }
    }

    /// Computes a node for every instance of its plane.
    fn fill(&mut self, node: NodeId) {
        let plane = self.plan.program.node(node).plane;
        let offset = self.state.offsets[node.index()];
        for instance in 0..self.state.counts[plane.index()] {
            let value = self.compute(At { node, plane, instance });
            self.state.values[(offset + instance) as usize] = value;
        }
        for &(of, instance, value) in &self.state.supposed {
            if of == node && instance < self.state.counts[plane.index()] {
                self.state.values[(offset + instance) as usize] = value;
            }
        }
        self.state.computed[node.index()] = true;
    }

    /// Computes the nodes of a cone again, under the answers assumed.
    pub(super) fn rerun(&mut self, cone: &[bool]) {
        let plan = self.plan;
        for &node in &plan.order {
            if cone[node.index()] && self.state.computed[node.index()] {
                self.fill(node);
            }
        }
    }

    #[inline]
    fn compute(&mut self, at: At) -> Value {
        let plan = self.plan;
        match &plan.program.node(at.node).op {
            Op::Constant(_) => match plan.extras[at.node.index()] {
                Extra::Constant(value) => value,
                _ => Value::Absent,
            },
            Op::Today => Value::Date(plan.program.on),
            Op::Fact(field) => self.fact(*field, at.instance),
            Op::Component { of, position } => self.component(at, *of, *position),
            Op::Ancestor(of) => self.get(*of, self.climb(at, plan.program.node(*of).plane)),
            Op::Parameter { parameter, coordinates, year, place, at: day } => {
                self.parameter(at, *parameter, coordinates, *year, *place, *day)
            }
            Op::Arithmetic(operation, a, b) => self.arithmetic(at, *operation, *a, *b),
            Op::FloorZero(of) => self.floor_zero(at, *of),
            Op::Extreme { greatest, of } => self.extreme(at, *greatest, of),
            Op::Compare(relation, a, b) => self.compare(at, *relation, *a, *b),
            Op::Not(of) => self.not(self.get(*of, at.instance)),
            Op::All(parts) => self.junction(true, parts, at.instance),
            Op::Any(parts) => self.junction(false, parts, at.instance),
            Op::Present(of) => self.present(self.get(*of, at.instance)),
            Op::Within { value, set } => self.within(at, *value, *set),
            Op::Located { place, within } => self.located(at, *place, *within),
            Op::Reduce { kind, filter, value, .. } => self.reduce(at, *kind, *filter, *value),
            Op::Elapsed { unit, from, to } => self.elapsed(at, *unit, *from, *to),
            Op::Shift(of, shift) => self.shift(at, *of, *shift),
            Op::Run { field, months, before } => self.run_of_months(at, *field, *months, *before),
            Op::Choose(alternatives) => self.choose(at, alternatives),
            Op::Round(of, rounding) => self.round(at, *of, *rounding),
            Op::Judged { question, low, high } => self.judged(at, *question, *low, *high),
            Op::Unstated => self.fault(at, FaultKind::NoRule),
            Op::Pending => self.fault(at, FaultKind::Pending),
            Op::Reinterpret(of) => self.get(*of, at.instance),
        }
    }

    /// The value of a planned node for one instance.
    #[inline]
    pub(super) fn get(&self, node: NodeId, instance: u32) -> Value {
        self.state.get(node, instance)
    }

    /// The instance of an outer plane that holds an instance.
    pub(super) fn climb(&self, at: At, outer: PlaneId) -> u32 {
        climb(self.plan, self.record, at.plane, at.instance, outer)
    }

    /// A fault that arises here.
    pub(super) fn fault(&mut self, at: At, kind: FaultKind) -> Value {
        self.state.arena.add_fault(kind, at.node, at.instance)
    }

    /// A fault that the answers to questions may still mask.
    pub(super) fn masked(&mut self, fault: FaultId, questions: Vec<Question>) -> Value {
        if questions.is_empty() {
            return Value::Fault(fault);
        }
        let copy = self.state.arena.fault(fault).clone();
        let value = self.state.arena.add_fault(copy.kind, copy.node, copy.instance);
        if let Value::Fault(id) = value {
            self.state.masked.push((id, questions));
        }
        value
    }

    /// The fault of an operation that needs all its operands: the first that nothing can mask, if there is one; else one
    /// that is masked by whatever masks those, and then depends on everything else that is open.
    pub(super) fn strict_fault(&mut self, operands: &[Value], others: &[Question]) -> Option<Value> {
        let mut faulty = operands.iter().copied().filter(|value| matches!(value, Value::Fault(_)));
        if let Some(steady) = faulty.find(|value| !self.state.is_masked(*value)) {
            return Some(steady);
        }
        let first = self.state.fault_of(operands)?;
        let mut questions = self.state.union(operands.iter().copied());
        questions.extend_from_slice(others);
        questions.sort_unstable();
        questions.dedup();
        Some(self.masked(first, questions))
    }

    /// An open value that is not absent; a settled one where only one is possible.
    pub(super) fn open(&mut self, questions: Vec<Question>, domain: Domain, or_fault: bool) -> Value {
        self.keep(Open { questions, domain, or_absent: false, or_fault })
    }

    /// Keeps an open value; a settled one where only one is possible.
    pub(super) fn keep(&mut self, open: Open) -> Value {
        if !open.or_absent && !open.or_fault {
            match &open.domain {
                Domain::Number(range) => {
                    if let Some(number) = range.is_point() {
                        return Value::Number(number);
                    }
                }
                Domain::Elements(elements) => {
                    if let [element] = elements.as_slice() {
                        return Value::Element(*element);
                    }
                }
                Domain::Truth | Domain::Any => {}
            }
        }
        self.state.arena.add_open(open)
    }

    /// What a gathering of possible values comes to, given the questions that decide between them.
    pub(super) fn gathered(
        &mut self,
        possible: Possible,
        questions: impl FnOnce(&State) -> Vec<Question>,
    ) -> Value {
        match possible.gathered() {
            Gathered::One(value) => value,
            Gathered::AtFault { fault, masked: false } => Value::Fault(fault),
            Gathered::AtFault { fault, masked: true } => {
                let questions = questions(self.state);
                self.masked(fault, questions)
            }
            Gathered::Open { domain, or_absent, or_fault } => {
                let questions = questions(self.state);
                self.keep(Open { questions, domain, or_absent, or_fault })
            }
        }
    }

    /// What the record holds of a fact; nothing where it is promised and may not be.
    #[inline]
    pub(super) fn given(&mut self, field: FieldId, instance: u32) -> Option<&'a Fact> {
        let record: &'a Record = self.record;
        let fact = record.fact(field, instance)?;
        if fact.evidence.is_some()
            && !self.state.trusting
            && promise::is_refused(self.plan.program, field, fact)
        {
            self.state.refused = true;
            return None;
        }
        Some(fact)
    }

    /// The answer assumed for a question, if any.
    pub(super) fn assumed(&self, question: Question) -> Option<Value> {
        self.state.assumed.iter().find(|(asked, _)| *asked == question).map(|(_, value)| *value)
    }
}

/// The instance of an outer plane that holds an instance of an inner one.
pub(super) fn climb(plan: &Plan, record: &Record, inner: PlaneId, instance: u32, outer: PlaneId) -> u32 {
    let (mut plane, mut instance) = (inner, instance);
    while plane != outer {
        let Some(parent) = plan.program.planes[plane.index()].parent else { break };
        let holder = record.planes.get(plane.index()).and_then(|own| own.parent.get(instance as usize));
        instance = holder.copied().unwrap_or(0);
        plane = parent;
    }
    instance
}
