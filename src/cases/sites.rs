//! The places of a program that cases should reach, and whether the values of a record reach them.
//!
//! A place is where the text says it, not a node: one sentence is many nodes, on several planes and in the texts of many
//! days, and one node (a fact, another item) is named in many places.

use std::mem::{Discriminant, discriminant};

use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::Record;
use crate::program::ir::{
    Alternative, Arithmetic, Node, NodeId, Op, Program, Reduction, Relation, SetId, Type,
};
use crate::program::legal::ItemKind;
use crate::program::operands::for_each_operand;
use crate::quantity::ratio::Ratio;
use crate::source::{FileSet, Span};
use crate::trace::value::Value;

use super::coverage::Kind;

/// A place, told from others that begin and end alike.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// A list of conditions and its only part, or both ends of a range, may be the same words.
    form: Option<(Discriminant<Op>, u8)>,
}

/// A place and the node whose values tell whether it is reached.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) key: Key,
    /// What stands before the words: （一）, 一般规定, the name of a result.
    pub(super) label: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// 是, 否.
    Truth(NodeId),
    /// An alternative of a choice is taken.
    Taken(NodeId, usize),
    /// Both sides are equal.
    Equal(NodeId, NodeId),
    /// More than nothing lies in a band of 分段累计.
    Positive(NodeId),
}

/// What of a place was seen in one record: whether it was reached (是), and for a condition whether it failed (否).
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Seen {
    pub(super) yes: bool,
    pub(super) no: bool,
}

/// All places of a planned program.
pub(super) fn sites(plan: &Plan<'_>, files: &FileSet) -> Vec<Site> {
    let program = plan.program();
    let marks = Marks::of(plan, files);
    let mut walk = Walk { program, files, marks, sites: Vec::new() };
    for id in plan.order() {
        walk.node(*id);
    }
    for output in &program.outputs {
        let (node, item) = (program.node(output.condition), program.item(output.item));
        // A condition that only names another item is written in this one.
        let own = walk.written(output.condition, |inner| inner.item == output.item);
        let span = own.unwrap_or(program.clause(item.clause).span);
        let form = own.map(|_| form_of(node));
        walk.add(Kind::Condition, span, form, output.name.clone(), Test::Truth(output.condition));
        let terms = output.benefit.iter().filter_map(|benefit| benefit.schedule.as_ref());
        for guard in terms.flat_map(|schedule| &schedule.terms).filter_map(|term| term.guard) {
            if let Some(span) = walk.written(guard, |inner| inner.item == output.item) {
                let form = Some(form_of(program.node(guard)));
                walk.add(Kind::Condition, span, form, String::new(), Test::Truth(guard));
            }
        }
    }
    walk.sites
}

fn form_of(node: &Node) -> (Discriminant<Op>, u8) {
    let relation = if let Op::Compare(relation, ..) = &node.op { *relation as u8 + 1 } else { 0 };
    (discriminant(&node.op), relation)
}

/// What is static about the nodes of a program.
struct Marks {
    /// No record can change it.
    fixed: Vec<bool>,
    /// Conditions of table rows: the rows are counted.
    cells: Vec<bool>,
    /// What 已认定为 stands for: one condition, not its parts.
    built_in: Vec<bool>,
}

impl Marks {
    fn of(plan: &Plan<'_>, files: &FileSet) -> Marks {
        let program = plan.program();
        let none = || vec![false; program.nodes.len()];
        let mut marks = Marks { fixed: none(), cells: none(), built_in: none() };
        for id in plan.order() {
            let node = program.node(*id);
            marks.fixed[id.index()] = match &node.op {
                Op::Today
                | Op::Fact(_)
                | Op::Parameter { .. }
                | Op::Judged { .. }
                | Op::Run { .. }
                | Op::Reduce { .. } => false,
                // Of an open set that lists its whole category, what is not listed is asked: “no” is never computed.
                Op::Within { set, .. } if lists_all(program, *set) => true,
                op => {
                    let mut fixed = true;
                    for_each_operand(op, |operand| fixed &= marks.fixed[operand.index()]);
                    fixed
                }
            };
            match &node.op {
                Op::Choose(alternatives) => {
                    let rows = alternatives.iter().filter(|one| is_row(files, one.span));
                    for guard in rows.filter_map(|row| row.guard) {
                        mark(program, &mut marks.cells, guard, |inner| !inner.heads);
                    }
                    if let Some(guard) = proviso(node, alternatives) {
                        mark(program, &mut marks.cells, guard, |_| true);
                        mark(program, &mut marks.built_in, guard, |_| true);
                    }
                }
                Op::Reduce { filter: Some(filter), .. } if program.node(*filter).span == node.span => {
                    mark(program, &mut marks.built_in, *filter, |inner| inner.span == node.span);
                }
                _ => {}
            }
        }
        marks
    }
}

fn lists_all(program: &Program, set: SetId) -> bool {
    let set = &program.sets[set.index()];
    set.open && set.elements.len() == program.categories[set.category.index()].elements.len()
}

/// Marks a condition and the parts of it that fit.
fn mark(program: &Program, marks: &mut [bool], node: NodeId, fits: impl Fn(&Node) -> bool) {
    let mut waiting = vec![node];
    while let Some(id) = waiting.pop() {
        let node = program.node(id);
        if !fits(node) || matches!(node.op, Op::Fact(_)) {
            continue;
        }
        marks[id.index()] = true;
        match &node.op {
            Op::All(parts) | Op::Any(parts) => waiting.extend(parts.iter().map(|part| part.node)),
            Op::Not(of) => waiting.push(*of),
            _ => {}
        }
    }
}

/// What must hold for bands to be bands at all: nobody wrote it as a condition.
fn proviso(node: &Node, alternatives: &[Alternative]) -> Option<NodeId> {
    match alternatives {
        [only] if only.span == node.span => only.guard,
        _ => None,
    }
}

/// Whether a place is a row of a table.
fn is_row(files: &FileSet, span: Span) -> bool {
    let text = &files.file(span.file).text;
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    text[start..].trim_start().starts_with(['｜', '|'])
}

struct Walk<'p> {
    program: &'p Program,
    files: &'p FileSet,
    marks: Marks,
    sites: Vec<Site>,
}

impl Walk<'_> {
    fn add(
        &mut self,
        kind: Kind,
        span: Span,
        form: Option<(Discriminant<Op>, u8)>,
        label: String,
        test: Test,
    ) {
        if let Test::Truth(node) = &test
            && (self.marks.fixed[node.index()] || self.program.node(*node).ty != Type::Truth)
        {
            return;
        }
        self.sites.push(Site { key: Key { span, kind, form }, label, test });
    }

    /// Where a node's own words stand, if they are words of the sentence and not of a fact or item that it names.
    fn written(&self, node: NodeId, own: impl Fn(&Node) -> bool) -> Option<Span> {
        let mut node = self.program.node(node);
        while let Op::Ancestor(of) = &node.op {
            node = self.program.node(*of);
        }
        (own(node) && !matches!(node.op, Op::Fact(_))).then_some(node.span)
    }

    /// A condition that stands in `user`, whose words (or else the words around it) are its place.
    fn condition(&mut self, node: NodeId, user: &Node, around: Span) {
        let own = self.written(node, |inner| inner.item == user.item && !inner.heads);
        let form = own.map(|_| form_of(self.program.node(node)));
        self.add(Kind::Condition, own.unwrap_or(around), form, String::new(), Test::Truth(node));
    }

    fn node(&mut self, id: NodeId) {
        let program = self.program;
        let node = program.node(id);
        // 互斥 is one condition of each of its members, not what it is made of.
        let within_exclusion = program.item(node.item).kind == ItemKind::Exclusion;
        match &node.op {
            Op::All(_) | Op::Any(_) | Op::Choose(_) if within_exclusion => {}
            Op::All(parts) | Op::Any(parts) if !self.marks.cells[id.index()] => {
                let built_in = self.marks.built_in[id.index()];
                for part in parts.iter().filter(|part| !built_in || part.span != node.span) {
                    let inner = program.node(part.node);
                    let own = self.written(part.node, |inner| inner.span == part.span);
                    let form = own.map(|_| form_of(inner));
                    // The place of a fact is in the vocabulary: no place of a condition.
                    let declared = matches!(inner.op, Op::Fact(_)) && inner.span == part.span;
                    let span = if declared { node.span } else { part.span };
                    self.add(Kind::Condition, span, form, part.label.clone(), Test::Truth(part.node));
                }
            }
            Op::Choose(alternatives) if proviso(node, alternatives).is_some() => {}
            Op::Choose(alternatives) => {
                for at in 0..alternatives.len() {
                    self.alternative(id, node, alternatives, at);
                }
            }
            Op::Reduce { kind, filter, value, .. } => {
                if let Some(filter) = filter.filter(|filter| !self.marks.built_in[filter.index()]) {
                    self.condition(filter, node, node.span);
                }
                if let (Reduction::Every, Some(test)) = (kind, value) {
                    self.condition(*test, node, node.span);
                }
            }
            Op::Reinterpret(of) => self.band(node, *of),
            Op::Compare(relation, a, b) => {
                let measured = matches!(program.node(*a).ty, Type::Number(_) | Type::Date);
                let bound = !matches!(relation, Relation::Equal | Relation::NotEqual);
                let free = !self.marks.fixed[id.index()] && !self.marks.built_in[id.index()];
                if measured && bound && free {
                    let form = Some(form_of(node));
                    self.add(Kind::Boundary, node.span, form, String::new(), Test::Equal(*a, *b));
                }
            }
            _ => {}
        }
    }

    /// A band of 分段累计: the part of an amount that lies in it times its rate, all in the words of the band.
    fn band(&mut self, band: &Node, of: NodeId) {
        let program = self.program;
        let Op::Arithmetic(Arithmetic::Multiply, part, _) = program.node(of).op else { return };
        let own = |id: NodeId| program.node(id).span == band.span;
        if !own(of) || !own(part) {
            return;
        }
        self.add(Kind::Exception, band.span, None, String::new(), Test::Positive(part));
        let mut at = part;
        while let Op::FloorZero(inner) | Op::Arithmetic(Arithmetic::Subtract, inner, _) = program.node(at).op
        {
            at = inner;
        }
        if let (Op::Extreme { greatest: false, of }, true) = (&program.node(at).op, own(at))
            && let [amount, high] = of[..]
        {
            self.add(Kind::Boundary, band.span, None, String::new(), Test::Equal(amount, high));
        }
    }

    fn alternative(&mut self, choice: NodeId, node: &Node, alternatives: &[Alternative], at: usize) {
        let one = &alternatives[at];
        let test = Test::Taken(choice, at);
        if is_row(self.files, one.span) {
            return self.add(Kind::Row, one.span, None, String::new(), test);
        }
        let Some(guard) = one.guard else {
            let value = self.program.node(one.value);
            // 再加 and 不计入收入 rest on a nothing that nobody wrote.
            let unwritten = matches!(value.op, Op::Constant(_)) && value.span == node.span;
            if !unwritten && alternatives.len() > 1 {
                let own = self.written(one.value, |inner| inner.item == node.item);
                self.add(Kind::Exception, own.unwrap_or(one.span), None, "一般规定".to_owned(), test);
            }
            return;
        };
        self.add(Kind::Exception, one.span, None, String::new(), test);
        // An exception to an exception holds where both conditions do: they are counted as parts.
        if self.program.node(guard).span != one.span {
            self.condition(guard, node, one.span);
        }
    }
}

impl Site {
    /// What the record that an evaluator has run shows of this place.
    pub(super) fn look(&self, program: &Program, evaluator: &Evaluator<'_>, record: &Record) -> Seen {
        let mut seen = Seen::default();
        let node = match self.test {
            Test::Truth(node) | Test::Taken(node, _) | Test::Equal(node, _) | Test::Positive(node) => node,
        };
        for instance in 0..record.count(program.node(node).plane) as u32 {
            let truth = |node: NodeId| match evaluator.value_of(node, instance) {
                Some(Value::Truth(truth)) => Some(truth),
                _ => None,
            };
            match self.test {
                Test::Truth(node) => {
                    seen.yes |= truth(node) == Some(true);
                    seen.no |= truth(node) == Some(false);
                }
                Test::Taken(node, at) => {
                    let Op::Choose(alternatives) = &program.node(node).op else { continue };
                    seen.yes |=
                        evaluator.value_of(node, instance).is_some() && taken(alternatives, at, truth);
                }
                Test::Positive(node) => {
                    let part = evaluator.value_of(node, instance);
                    seen.yes |= matches!(part, Some(Value::Number(part)) if part > Ratio::ZERO);
                }
                Test::Equal(a, b) => {
                    seen.yes |= match (evaluator.value_of(a, instance), evaluator.value_of(b, instance)) {
                        (Some(Value::Number(a)), Some(Value::Number(b))) => a == b,
                        (Some(Value::Date(a)), Some(Value::Date(b))) => a == b,
                        _ => false,
                    };
                }
            }
        }
        seen
    }
}

/// Whether an alternative certainly applies and none that beats it may.
fn taken(alternatives: &[Alternative], at: usize, truth: impl Fn(NodeId) -> Option<bool>) -> bool {
    let applies = |one: &Alternative| one.guard.map_or(Some(true), &truth);
    let beaten = |other: &Alternative| other.beats >> at & 1 == 1 && applies(other) != Some(false);
    at < 128 && applies(&alternatives[at]) == Some(true) && !alternatives.iter().any(beaten)
}
