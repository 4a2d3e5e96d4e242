//! Properties that the law itself has (domain D02, D06): raising a standard drops no one, the budget decides on no one,
//! one more yuan of income never brings more. And the cliffs: where one more yuan of income costs much more than a yuan.
//!
//! First the direction of every rule is followed from the input up: what never falls when a standard rises drops no
//! one. Only where that does not settle it is a household sought that shows the contrary, in two worlds that differ in
//! the one input; evaluation confirms it in both.

mod direction;
mod say;

use direction::slopes;

use super::regions::ask::{Asker, Claim, Finding};
use super::regions::shape::{self, Shape};
use super::regions::worlds::{Change, Input};
use super::rules::{Known, Memo};
use crate::diagnostics::Diagnostic;
use crate::program::ir::{FieldId, NodeId, Op, Output, ParameterId, Program, Role, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};

/// Names of money that the government has, not the household.
const BUDGET: [&str; 6] = ["预算", "资金", "经费", "财力", "指标数", "名额"];
/// By how many yuan standards are raised to see whether someone is dropped.
const RAISES: [i128; 2] = [10, 100];
/// Sizes of cliffs that are looked for, largest first.
const CLIFFS: [i128; 3] = [5000, 1000, 100];
/// The smallest that is one.
const CLIFF: i128 = 10;

/// Checks the results of a program.
pub(super) fn check<'p>(
    program: &'p Program,
    asker: &Asker<'p>,
    shapes: &[Shape],
    memo: &Memo,
) -> Vec<Diagnostic> {
    let mut check = Check { program, asker, shapes, memo, found: Vec::new() };
    if !program.outputs.iter().any(|output| is_own(program, output)) {
        return Vec::new();
    }
    check.budget();
    check.raised_standards();
    check.more_income();
    check.found
}

struct Check<'a, 'p> {
    program: &'p Program,
    asker: &'a Asker<'p>,
    shapes: &'a [Shape],
    memo: &'a Memo,
    found: Vec<Diagnostic>,
}

/// Whether a document of the area itself wrote a result or changed it. Others are looked at where they were written.
fn is_own(program: &Program, output: &Output) -> bool {
    let item = program.item(output.item);
    let clauses = std::iter::once(item.clause).chain(item.changes.iter().map(|change| change.clause));
    let mut areas = clauses.map(|clause| &program.document_of(clause).area);
    areas.any(|area| *area == program.area)
}

/// The amount that a result grants.
fn amount(output: &Output) -> Option<NodeId> {
    output.benefit.as_ref().and_then(|benefit| benefit.amount)
}

fn is_money(unit: Unit) -> bool {
    unit.dimension.exponent(Base::Yuan) == 1
}

impl Check<'_, '_> {
    /// Whether a result rests on a node; its condition only, or its amount too.
    fn rests(&self, output: &Output, with_amount: bool, on: impl Fn(&Op) -> bool) -> Option<NodeId> {
        let amount = amount(output).filter(|_| with_amount);
        let roots = std::iter::once(output.condition).chain(amount);
        roots.into_iter().find_map(|root| {
            let cone = shape::cone(self.program, root);
            let mut needed = (0..).map(NodeId).zip(cone).filter(|(_, needed)| *needed);
            needed.find(|(id, _)| on(&self.program.node(*id).op)).map(|(id, _)| id)
        })
    }

    /// What is known of a result under an input; asked once for all results of one shape.
    fn once(&self, output: &Output, word: &str, ask: impl FnOnce() -> Known) -> Known {
        let nodes = std::iter::once(output.condition).chain(amount(output));
        let shape = shape::joined(nodes.map(|node| self.shapes[node.index()]), word);
        self.memo.get(&shape).unwrap_or_else(|| {
            let known = ask();
            self.memo.put(shape, known);
            known
        })
    }

    /// 以钱定人
    fn budget(&mut self) {
        let program = self.program;
        let of_budget = |name: &str| BUDGET.iter().any(|word| name.contains(word));
        for output in
            program.outputs.iter().filter(|output| output.role != Role::Lead && is_own(program, output))
        {
            let read = self.rests(output, false, |op| match op {
                Op::Fact(field) => of_budget(&program.fields[field.index()].name),
                Op::Parameter { parameter, .. } => of_budget(&program.parameters[parameter.index()].name),
                Op::Judged { question, .. } => of_budget(&program.questions[question.index()].key),
                _ => false,
            });
            if let Some(read) = read {
                self.found.push(say::budget(program, output, read));
            }
        }
    }

    /// 提标减人
    fn raised_standards(&mut self) {
        let program = self.program;
        for (at, parameter) in program.parameters.iter().enumerate() {
            if !parameter.name.contains("标准") || !is_money(parameter.unit) {
                continue;
            }
            let id = ParameterId(at as u32);
            let reads = |op: &Op| matches!(op, Op::Parameter { parameter, .. } if *parameter == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let falls = !slopes[output.condition.index()].never_falls();
                if !falls || matches!(output.role, Role::Lead | Role::Duty) || !is_own(program, output) {
                    continue;
                }
                let by = |yuan: i128| parameter.unit.to_base(Ratio::from_integer(yuan));
                let raises = || RAISES.iter().filter_map(|yuan| Some((*yuan, by(*yuan)?)));
                let example =
                    |by: Ratio| self.asker.ask_worlds(Input::Parameter(id, by), number, Change::Lost);
                let mut shown = None;
                let known = self.once(output, &format!("raised {}", parameter.name), || {
                    shown = raises().find_map(|(yuan, by)| Some((yuan, example(by)?)));
                    if shown.is_some() { Known::Shown } else { Known::Undecided }
                });
                if known == Known::Shown && shown.is_none() {
                    shown = raises().find_map(|(yuan, by)| Some((yuan, example(by)?)));
                }
                self.found.push(match &shown {
                    Some((yuan, example)) => say::dropped(program, output, parameter, *yuan, example),
                    // Nobody is dropped from what nobody meets: that has a finding of its own.
                    None if self.asker.ask(&Claim::Hold(vec![output.condition])) == Finding::Never => {
                        continue;
                    }
                    None => say::unproven(
                        program,
                        output,
                        &format!("提高“{}”会不会使有的家庭不再符合", parameter.name),
                    ),
                });
            }
        }
    }

    /// More income never brings more; and the cliffs.
    fn more_income(&mut self) {
        let program = self.program;
        for (at, field) in program.fields.iter().enumerate() {
            let plane = &program.planes[field.plane.index()];
            let Type::Number(unit) = field.ty else { continue };
            if !is_money(unit) || !(plane.name.contains("收入") || field.name.contains("收入")) {
                continue;
            }
            let id = FieldId(at as u32);
            let Some(yuan) = unit.to_base(Ratio::ONE) else { continue };
            let reads = |op: &Op| matches!(op, Op::Fact(fact) if *fact == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let Some(granted) = amount(output).filter(|_| is_own(program, output)) else { continue };
                let (held, paid) = (slopes[output.condition.index()], slopes[granted.index()]);
                if !(held.never_rises() && paid.never_rises()) {
                    self.brings_more(number, id, yuan);
                }
                if !held.is_same() {
                    self.cliff(number, id, yuan);
                }
            }
        }
    }

    fn brings_more(&mut self, number: usize, field: FieldId, yuan: Ratio) {
        let output = &self.program.outputs[number];
        let name = &self.program.fields[field.index()].name;
        let ask = || self.asker.ask_worlds(Input::Fact(field, yuan), number, Change::More);
        let mut shown = None;
        let known = self.once(output, &format!("more {name}"), || {
            shown = ask();
            if shown.is_some() { Known::Shown } else { Known::Undecided }
        });
        if known == Known::Shown && shown.is_none() {
            shown = ask();
        }
        let found = match &shown {
            Some(example) => say::more(self.program, output, field, example),
            None => say::unproven(self.program, output, &format!("“{name}”多一元会不会反而多领")),
        };
        self.found.push(found);
    }

    fn cliff(&mut self, number: usize, field: FieldId, yuan: Ratio) {
        let output = &self.program.outputs[number];
        let name = &self.program.fields[field.index()].name;
        let of = |size: i128| {
            self.asker.ask_worlds(Input::Fact(field, yuan), number, Change::Less(Ratio::from_integer(size)))
        };
        let ask = || {
            // Most have none: the smallest is looked for first.
            let smallest = of(CLIFF)?;
            CLIFFS.iter().find_map(|size| of(*size)).or(Some(smallest))
        };
        let mut shown = None;
        let known = self.once(output, &format!("cliff {name}"), || {
            shown = ask();
            if shown.is_some() { Known::Shown } else { Known::Never }
        });
        if known == Known::Shown && shown.is_none() {
            shown = ask();
        }
        if let Some(example) = &shown {
            let found = say::cliff(self.program, output, field, example);
            self.found.push(found);
        }
    }
}
