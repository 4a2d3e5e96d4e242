//! Properties of one text.

use super::Limits;
use super::hunt::{Solved, Solvers, hunt};
use super::smt::encode::{Encoder, Raise, World};
use super::smt::term::Term;
use super::told::{record, smallest, wanted};
use super::tree::{Broken, Finding, Given, How, Line, Property, Undecided, Verdict};
use crate::analysis::law::{BUDGET, amount};
use crate::analysis::regions::ask::{Asker, Claim, Finding as Asked};
use crate::analysis::regions::figures::with_supposed;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart};
use crate::analysis::regions::worlds::{Change, Example, Input};
use crate::program::ir::{Assertion, FieldId, NodeId, Op, Output, Program, Role, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken;
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Settled, Status};

/// Looks at one text under some properties.
#[must_use]
pub fn single(
    program: &Program,
    properties: &[Property],
    limits: &Limits,
    mut solvers: Option<&mut (dyn Solvers + '_)>,
) -> Vec<Verdict> {
    let supposing = with_supposed(program);
    let shapes = shape::shapes(&supposing, Apart::FiguresAndDay);
    let asker = Asker::new(&supposing, &shapes);
    let mut single = Single { program: &supposing, asker: &asker, limits, found: Vec::new() };
    for property in properties {
        match property {
            Property::Assertion => single.assertions(&mut solvers),
            Property::Raised => single.raised(&mut solvers),
            Property::OneMoreYuan => single.one_more_yuan(&mut solvers),
            Property::NoBudget => single.no_budget(&mut solvers),
            Property::Kept | Property::NoLess => {}
        }
    }
    single.found
}

/// Solvers, if there are any.
pub(super) type Ready<'s, 'r> = Option<&'r mut (dyn Solvers + 's)>;

pub(super) struct Single<'a, 'p> {
    pub(super) program: &'p Program,
    pub(super) asker: &'a Asker<'p>,
    pub(super) limits: &'a Limits,
    found: Vec<Verdict>,
}

/// The same solvers, to be asked once more.
pub(super) fn again<'s, 'r>(solvers: &'r mut Ready<'s, '_>) -> Ready<'s, 'r> {
    match solvers {
        Some(solvers) => Some(&mut **solvers),
        None => None,
    }
}

impl Single<'_, '_> {
    pub(super) fn wanted(&self, name: &str) -> bool {
        self.limits.results.is_empty() || self.limits.results.iter().any(|wanted| wanted == name)
    }

    pub(super) fn say(&mut self, property: Property, about: &str, input: Option<&str>, finding: Finding) {
        let input = input.map(str::to_owned);
        self.found.push(Verdict { property, about: about.to_owned(), input, finding });
    }

    /// Every 断言.
    fn assertions(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        for assertion in &program.assertions {
            if !self.wanted(&assertion.name) {
                continue;
            }
            let claim = Claim::Fails(assertion.node);
            let asked = if self.limits.solver_only { Asked::Undecided } else { self.asker.ask(&claim) };
            let finding = match asked {
                Asked::Never => Finding::Proved(How::Regions),
                Asked::Shown(household) => self.unmet(&household, assertion, None),
                Asked::Undecided => {
                    let fails = |encoder: &mut Encoder<'_>| {
                        let world = encoder.world(&[assertion.node], None);
                        world.get(assertion.node, 0).map(|sym| sym.fails()).into_iter().collect()
                    };
                    let shows = |household: &Household, _: Option<Ratio>| self.asker.shows(household, &claim);
                    let plane = assertion.plane;
                    match hunt(again(solvers), program, plane, self.limits, fails, &shows)
                        .excluded(self.limits)
                    {
                        Ok(finding) => finding,
                        Err((household, _, solver)) => self.unmet(&household, assertion, Some(solver)),
                    }
                }
            };
            self.say(Property::Assertion, &assertion.name, None, finding);
        }
    }

    /// A household of which an assertion does not hold.
    fn unmet(&self, household: &Household, assertion: &Assertion, by: Option<String>) -> Finding {
        let roots = [assertion.node];
        let shows = |household: &Household| self.asker.shows(household, &Claim::Fails(assertion.node));
        let wanted = wanted(self.program, &roots, assertion.plane);
        let small = smallest(self.program, household, &wanted, &shows);
        let record = record(self.program, &small, &wanted);
        Finding::Broken(Box::new(Broken { record, ..self.told(&small, &roots, by) }))
    }

    /// The smallest household whose result changes so when an input is raised.
    pub(super) fn smaller(
        &self,
        household: &Household,
        input: Input,
        number: usize,
        change: Change,
    ) -> Option<Example> {
        let output = &self.program.outputs[number];
        let roots: Vec<NodeId> = std::iter::once(output.condition).chain(amount(output)).collect();
        let wanted = wanted(self.program, &roots, output.plane);
        let shows = |household: &Household| self.asker.in_both(household, input, number, change).is_some();
        let small = smallest(self.program, household, &wanted, &shows);
        self.asker.in_both(&small, input, number, change)
    }

    /// 不看预算
    fn no_budget(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        let of_budget = |name: &str| BUDGET.iter().any(|word| name.contains(word));
        for (number, output) in program.outputs.iter().enumerate() {
            if output.role == Role::Lead || !self.wanted(&output.name) {
                continue;
            }
            let mut roots = vec![false; program.nodes.len()];
            for root in std::iter::once(output.condition).chain(amount(output)) {
                roots[root.index()] = true;
            }
            let needed = shape::closed(program, roots);
            let mut nodes = program.nodes.iter().zip(needed).filter(|(_, needed)| *needed);
            let read = nodes.find_map(|(node, _)| {
                match &node.op {
                    Op::Fact(field) => Some((&program.fields[field.index()].name, Some(*field))),
                    Op::Parameter { parameter, .. } => {
                        Some((&program.parameters[parameter.index()].name, None))
                    }
                    Op::Judged { question, .. } => Some((&program.questions[question.index()].key, None)),
                    _ => None,
                }
                .filter(|(name, _)| of_budget(name))
            });
            let (name, finding) = match read {
                None => (None, Finding::Proved(How::Unread)),
                Some((name, field)) => {
                    (Some(name.clone()), self.budget_decides(solvers, name, field, number))
                }
            };
            self.say(Property::NoBudget, &output.name, name.as_deref(), finding);
        }
    }

    /// Whether a result changes with how much of a budget there is.
    fn budget_decides(
        &mut self,
        solvers: &mut Ready<'_, '_>,
        name: &str,
        field: Option<FieldId>,
        number: usize,
    ) -> Finding {
        let program = self.program;
        let output = &program.outputs[number];
        let known = field.map(|field| (field, program.fields[field.index()].ty));
        let Some((field, Type::Number(unit))) = known else {
            let tried = vec![format!("条件用到了“{name}”，它不是数额，没有逐户比较")];
            return Finding::Undecided(Undecided { outside: Vec::new(), tried });
        };
        let mut undecided = Undecided::default();
        for change in [Change::More, Change::Lost] {
            let claim = |encoder: &mut Encoder<'_>| {
                let by = encoder.raise_up_to(Ratio::from_integer(1_000_000_000));
                let first = encoder.world(&[output.condition], None);
                let second = encoder.world(&[output.condition], Some((&first, Raise::Fact(field, by))));
                let of = |world: &World| world.get(output.condition, 0).cloned();
                let (Some(first), Some(second)) = (of(&first), of(&second)) else {
                    return vec![Term::truth(false)];
                };
                match change {
                    Change::More => vec![first.fails(), second.holds()],
                    _ => vec![first.holds(), second.fails()],
                }
            };
            let shows = |household: &Household, by: Option<Ratio>| {
                by.and_then(|by| self.asker.in_both(household, Input::Fact(field, by), number, change))
                    .is_some()
            };
            let found = match hunt(again(solvers), program, output.plane, self.limits, claim, &shows) {
                Solved::Found(household, Some(by), solver) => {
                    let input = Input::Fact(field, by);
                    self.asker
                        .in_both(&household, input, number, change)
                        .map(|example| (example, by, Some(solver)))
                }
                Solved::Unknown(why) => {
                    undecided = why;
                    let by = unit.to_base(Ratio::from_integer(100_000)).unwrap_or(Ratio::ONE);
                    let example = self.asker.ask_worlds(Input::Fact(field, by), number, change);
                    example.map(|example| (example, by, None))
                }
                _ => None,
            };
            if let Some((example, by, solver)) = found {
                return self.example(number, &example, &spoken::amount(by, unit), solver);
            }
        }
        undecided.tried.push(format!("条件用到了“{name}”"));
        Finding::Undecided(undecided)
    }

    pub(super) fn unit(&self, output: &Output) -> Option<Unit> {
        match self.program.node(amount(output)?).ty {
            Type::Number(unit) => Some(unit),
            _ => None,
        }
    }

    pub(super) fn granted(&self, output: &Output, granted: Option<Option<Ratio>>) -> Given {
        let words = match (granted, &output.benefit) {
            (None, None) => "不符合".to_owned(),
            (None, Some(_)) => "不给付".to_owned(),
            (Some(None), None) => "符合".to_owned(),
            (Some(None), Some(_)) => "可以给付".to_owned(),
            (Some(Some(value)), _) => {
                let words = self.unit(output).map_or(value.to_display(), |unit| spoken::amount(value, unit));
                format!("给付 {words}")
            }
        };
        let number = granted.flatten().and_then(|value| self.unit(output)?.from_base(value));
        let written = |number: Ratio| {
            let fraction = || format!("{}/{}", number.numerator(), number.denominator());
            number.to_decimal_string(0).unwrap_or_else(fraction)
        };
        Given { words, number: number.map(written) }
    }

    /// A household in two worlds.
    pub(super) fn example(
        &self,
        number: usize,
        example: &Example,
        raised: &str,
        by: Option<String>,
    ) -> Finding {
        let output = &self.program.outputs[number];
        let zero = |granted: Option<Option<Ratio>>| match granted {
            None => Some(Ratio::ZERO),
            Some(amount) => amount,
        };
        let less = zero(example.before)
            .zip(zero(example.after))
            .and_then(|(before, after)| before.checked_sub(after))
            .filter(|less| *less > Ratio::ZERO)
            .and_then(|less| Some(spoken::amount(less, self.unit(output)?)));
        let line = Line {
            result: output.name.clone(),
            subject: self.subject(output),
            before: self.granted(output, example.before),
            after: Some(self.granted(output, example.after)),
            less,
        };
        let roots: Vec<NodeId> = std::iter::once(output.condition).chain(amount(output)).collect();
        let wanted = wanted(self.program, &roots, output.plane);
        let record = record(self.program, &example.household, &wanted);
        let broken = Broken { record, ..self.told(&example.household, &[], by) };
        Finding::Broken(Box::new(Broken {
            raised: Some(raised.to_owned()),
            lines: vec![line],
            gained: example.gained.clone(),
            ..broken
        }))
    }

    pub(super) fn subject(&self, output: &Output) -> String {
        let plane = &self.program.planes[output.plane.index()];
        if plane.label.is_some() { format!("{} 甲", plane.name) } else { plane.name.clone() }
    }

    /// A household with its results; those that some nodes rest on, all that are given where there are none.
    pub(super) fn told(&self, household: &Household, nodes: &[NodeId], by: Option<String>) -> Broken {
        let program = self.program;
        let mut rests = vec![false; program.nodes.len()];
        for node in nodes {
            rests[node.index()] = true;
        }
        let rests = shape::closed(program, rests);
        let results = self.asker.results(household);
        let concerned = |settled: &&Settled| {
            let output = &program.outputs[settled.output];
            let matters = rests.get(output.condition.index()) == Some(&true)
                || amount(output).is_some_and(|amount| rests.get(amount.index()) == Some(&true));
            matters && settled.instance == 0
        };
        let lines = results.iter().filter(concerned).map(|settled| {
            let output = &program.outputs[settled.output];
            let before = match &settled.status {
                Status::Holds(true) | Status::GrantedInKind | Status::Offered(_) => {
                    self.granted(output, Some(None))
                }
                Status::Granted(value) => self.granted(output, Some(Some(*value))),
                Status::Holds(false) | Status::NotGranted => self.granted(output, None),
                _ => Given { words: "未定".to_owned(), number: None },
            };
            Line {
                result: output.name.clone(),
                subject: self.subject(output),
                before,
                after: None,
                less: None,
            }
        });
        Broken {
            day: household.day(program).iso(),
            household: household.tell(program),
            record: None,
            raised: None,
            lines: lines.collect(),
            gained: Vec::new(),
            largest: None,
            by,
            remarks: Vec::new(),
        }
    }
}
