//! Properties that the law itself has (domain D02, D06): raising a standard drops no one, the budget decides on no one,
//! one more yuan of income never brings more. And the cliffs: where one more yuan of income costs much more than a yuan.
//!
//! First the direction of every rule is followed from the input up: what never falls when a standard rises drops no
//! one. Only where that does not settle it is a household sought that shows the contrary, in two worlds that differ in
//! the one input; evaluation confirms it in both.

pub(crate) mod direction;
mod say;

use std::cell::OnceCell;

use direction::slopes;

use super::regions::ask::{Asker, Claim, Finding};
use super::regions::shape::{self, Apart, Shape};
use super::regions::worlds::{Change, Input};
use super::rules::{Known, Memo};
use crate::diagnostics::Diagnostic;
use crate::program::ir::{FieldId, Force, NodeId, Op, Output, ParameterId, Program, Role, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};

/// Names of money that the government has, not the household.
pub(crate) const BUDGET: [&str; 6] = ["预算", "资金", "经费", "财力", "指标数", "名额"];
/// By how many yuan standards are raised to see whether someone is dropped.
pub(crate) const RAISES: [i128; 2] = [10, 100];
/// Sizes of cliffs that are looked for, largest first.
pub(crate) const CLIFFS: [i128; 3] = [5000, 1000, 100];
/// The smallest that is one.
const CLIFF: i128 = 10;

/// Checks the results of a program.
pub(super) fn check<'p>(program: &'p Program, asker: &Asker<'p>, memo: &Memo) -> Vec<Diagnostic> {
    if !program.outputs.iter().any(|output| is_own(program, output)) {
        return Vec::new();
    }
    // What holds of the law itself hardly depends on the figures of one county.
    let (shapes, dated) = (OnceCell::new(), OnceCell::new());
    let mut check = Check { program, asker, shapes, dated, memo, found: Vec::new() };
    check.budget();
    check.raised_standards();
    check.more_income();
    check.found
}

struct Check<'a, 'p> {
    program: &'p Program,
    asker: &'a Asker<'p>,
    /// Shapes whatever figures are published, on whatever day.
    shapes: OnceCell<Vec<Shape>>,
    /// The same on the day of the text.
    dated: OnceCell<Vec<Shape>>,
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
pub(crate) fn amount(output: &Output) -> Option<NodeId> {
    output.benefit.as_ref().and_then(|benefit| benefit.amount)
}

/// Whether some household is granted a sum by a result: by a power only where a rule asks whether it is used.
pub(crate) fn grants(program: &Program, output: &Output) -> bool {
    let Some(benefit) = &output.benefit else { return false };
    let asked = |op: &Op| matches!(op, Op::Judged { question, .. } if Some(*question) == benefit.grant);
    benefit.amount.is_some()
        && (benefit.force == Force::Shall || program.nodes.iter().any(|node| asked(&node.op)))
}

pub(crate) fn is_money(unit: Unit) -> bool {
    unit.dimension.exponent(Base::Yuan) == 1
}

impl Check<'_, '_> {
    /// A node of a condition's cone that is such a reading.
    fn reading(&self, output: &Output, is: impl Fn(&Op) -> bool) -> Option<NodeId> {
        let cone = shape::cone(self.program, output.condition);
        let mut needed = (0..).map(NodeId).zip(cone).filter(|(_, needed)| *needed);
        needed.find(|(id, _)| is(&self.program.node(*id).op)).map(|(id, _)| id)
    }

    /// A household that shows something of a result; of results of one shape only the first is sought in vain. What is
    /// told as undecided then is so on any day; what is passed over then is sought again where the day matters.
    fn shown<T>(
        &self,
        output: &Output,
        word: &str,
        apart: Apart,
        seek: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let shapes = if apart == Apart::Nothing { &self.shapes } else { &self.dated };
        let shapes = shapes.get_or_init(|| shape::shapes(self.program, apart));
        let amount = amount(output).filter(|_| grants(self.program, output));
        let nodes = std::iter::once(output.condition).chain(amount);
        let shape = shape::joined(nodes.map(|node| shapes[node.index()]), word);
        if self.memo.get(&shape) == Some(Known::Undecided) {
            return None;
        }
        let shown = seek();
        self.memo.put(shape, if shown.is_some() { Known::Shown } else { Known::Undecided });
        shown
    }

    /// 以钱定人
    fn budget(&mut self) {
        let program = self.program;
        let of_budget = |name: &str| BUDGET.iter().any(|word| name.contains(word));
        for output in
            program.outputs.iter().filter(|output| output.role != Role::Lead && is_own(program, output))
        {
            let read = self.reading(output, |op| match op {
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
                let raised = |yuan: i128| {
                    let by = parameter.unit.to_base(Ratio::from_integer(yuan))?;
                    let example = self.asker.ask_worlds(Input::Parameter(id, by), number, Change::Lost)?;
                    Some((yuan, example))
                };
                let shown = self.shown(output, &format!("raised {}", parameter.name), Apart::Nothing, || {
                    RAISES.into_iter().find_map(raised)
                });
                let found = match &shown {
                    Some((yuan, example)) => say::dropped(program, output, parameter, *yuan, example),
                    // Nobody is dropped from what nobody meets: that has a finding of its own.
                    None if self.asker.ask(&Claim::Hold(vec![output.condition])) == Finding::Never => {
                        continue;
                    }
                    None => {
                        let what = format!("提高“{}”会不会使有的家庭不再符合", parameter.name);
                        say::unproven(program, output, &what)
                    }
                };
                self.found.push(found);
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
                if !held.is_same() && grants(program, output) {
                    self.cliff(number, id, yuan);
                }
            }
        }
    }

    fn brings_more(&mut self, number: usize, field: FieldId, yuan: Ratio) {
        let output = &self.program.outputs[number];
        let name = &self.program.fields[field.index()].name;
        let shown = self.shown(output, &format!("more {name}"), Apart::Nothing, || {
            self.asker.ask_worlds(Input::Fact(field, yuan), number, Change::More)
        });
        self.found.push(match &shown {
            Some(example) => say::more(self.program, output, name, example),
            None => say::unproven(self.program, output, &format!("“{name}”多一元会不会反而多领")),
        });
    }

    fn cliff(&mut self, number: usize, field: FieldId, yuan: Ratio) {
        let output = &self.program.outputs[number];
        let name = &self.program.fields[field.index()].name;
        let of = |size: i128| {
            let change = Change::Less(Ratio::from_integer(size));
            self.asker.ask_worlds(Input::Fact(field, yuan), number, change)
        };
        let shown = self.shown(output, &format!("cliff {name}"), Apart::Day, || {
            // Most have none: the smallest is looked for first.
            let smallest = of(CLIFF)?;
            CLIFFS.into_iter().find_map(of).or(Some(smallest))
        });
        if let Some(example) = &shown {
            self.found.push(say::cliff(self.program, output, name, example));
        }
    }
}
