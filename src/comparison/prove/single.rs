//! Properties of one text.

use super::Limits;
use super::hunt::{Solved, Solvers, hunt};
use super::smt::encode::{Encoder, Raise, World};
use super::smt::sym::Kind;
use super::smt::term::{Term, and, apply, choice, not};
use super::told::{record, smallest, wanted};
use super::tree::{Broken, Finding, Given, How, Line, Property, Undecided, Verdict};
use crate::analysis::law::direction::{Slope, slopes};
use crate::analysis::law::{BUDGET, CLIFFS, RAISES, amount, grants, is_money};
use crate::analysis::regions::ask::{Asker, Claim, Finding as Asked};
use crate::analysis::regions::figures::with_supposed;
use crate::analysis::regions::household::Household;
use crate::analysis::regions::shape::{self, Apart};
use crate::analysis::regions::worlds::{Change, Example, Input};
use crate::program::ir::{Assertion, FieldId, NodeId, Op, Output, ParameterId, Program, Role, Type};
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

/// Plain sums by which a standard is raised, the plainest first.
const PLAIN: [i128; 6] = [100, 10, 1, 50, 200, 500];

/// Solvers, if there are any.
type Ready<'s, 'r> = Option<&'r mut (dyn Solvers + 's)>;

struct Single<'a, 'p> {
    program: &'p Program,
    asker: &'a Asker<'p>,
    limits: &'a Limits,
    found: Vec<Verdict>,
}

fn again<'s, 'r>(solvers: &'r mut Ready<'s, '_>) -> Ready<'s, 'r> {
    match solvers {
        Some(solvers) => Some(&mut **solvers),
        None => None,
    }
}

impl Single<'_, '_> {
    fn wanted(&self, name: &str) -> bool {
        self.limits.results.is_empty() || self.limits.results.iter().any(|wanted| wanted == name)
    }

    fn say(&mut self, property: Property, about: &str, input: Option<&str>, finding: Finding) {
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
            let finding = match self.asker.ask(&claim) {
                Asked::Never => Finding::Proved(How::Regions),
                Asked::Shown(household) => self.unmet(&household, assertion, None),
                Asked::Undecided => {
                    let fails = |encoder: &mut Encoder<'_>| {
                        let world = encoder.world(&[assertion.node], None);
                        world.get(assertion.node, 0).map(|sym| sym.fails()).into_iter().collect()
                    };
                    let shows = |household: &Household, _: Option<Ratio>| self.asker.shows(household, &claim);
                    let plane = assertion.plane;
                    match hunt(again(solvers), program, plane, self.limits, fails, &shows).excluded(self.limits) {
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
    fn smaller(&self, household: &Household, input: Input, number: usize, change: Change) -> Option<Example> {
        let output = &self.program.outputs[number];
        let roots: Vec<NodeId> = std::iter::once(output.condition).chain(amount(output)).collect();
        let wanted = wanted(self.program, &roots, output.plane);
        let shows = |household: &Household| self.asker.in_both(household, input, number, change).is_some();
        let small = smallest(self.program, household, &wanted, &shows);
        self.asker.in_both(&small, input, number, change)
    }

    /// 提标不减人
    fn raised(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        for (at, parameter) in program.parameters.iter().enumerate() {
            if !parameter.name.contains("标准") || !is_money(parameter.unit) {
                continue;
            }
            let id = ParameterId(at as u32);
            let reads = |op: &Op| matches!(op, Op::Parameter { parameter, .. } if *parameter == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let slope = slopes[output.condition.index()];
                if output.role != Role::Decision || slope.is_same() || !self.wanted(&output.name) {
                    continue;
                }
                let finding = if slope.never_falls() {
                    Finding::Proved(How::Direction)
                } else {
                    self.drops(solvers, id, number)
                };
                self.say(Property::Raised, &output.name, Some(&parameter.name), finding);
            }
        }
    }

    /// Whether raising a parameter drops someone.
    fn drops(&mut self, solvers: &mut Ready<'_, '_>, parameter: ParameterId, number: usize) -> Finding {
        let program = self.program;
        let output = &program.outputs[number];
        let known = &program.parameters[parameter.index()];
        if self.asker.ask(&Claim::Hold(vec![output.condition])) == Asked::Never {
            return Finding::Proved(How::Regions);
        }
        let claim = |encoder: &mut Encoder<'_>| {
            let bound = known.unit.to_base(self.limits.raise).unwrap_or(self.limits.raise);
            let by = encoder.raise_up_to(bound);
            let first = encoder.world(&[output.condition], None);
            let second = encoder.world(&[output.condition], Some((&first, Raise::Parameter(parameter, by))));
            [(&first, true), (&second, false)].into_iter().filter_map(|(world, holds)| {
                let sym = world.get(output.condition, 0)?;
                Some(if holds { sym.holds() } else { sym.fails() })
            }).collect()
        };
        let lost = |household: &Household, by: Option<Ratio>| {
            by.and_then(|by| self.asker.in_both(household, Input::Parameter(parameter, by), number, Change::Lost)).is_some()
        };
        let solved = hunt(again(solvers), program, output.plane, self.limits, claim, &lost);
        let finding = match solved.excluded(self.limits) {
            Ok(Finding::Undecided(undecided)) => undecided,
            Ok(finding) => return finding,
            Err((household, by, solver)) => {
                // A plain raise is told where one shows it as well.
                let plain = PLAIN.into_iter().filter_map(|yuan| known.unit.to_base(Ratio::from_integer(yuan)));
                let most = known.unit.to_base(self.limits.raise);
                let plain = plain.filter(|by| most.is_some_and(|most| *by <= most));
                for by in plain.chain(by) {
                    let input = Input::Parameter(parameter, by);
                    if let Some(example) = self.smaller(&household, input, number, Change::Lost) {
                        return self.example(number, &example, &spoken::amount(by, known.unit), Some(solver));
                    }
                }
                return Finding::Undecided(Undecided::default());
            }
        };
        for yuan in RAISES {
            let Some(by) = known.unit.to_base(Ratio::from_integer(yuan)) else { continue };
            let input = Input::Parameter(parameter, by);
            if let Some(example) = self.asker.ask_worlds(input, number, Change::Lost) {
                let example = self.smaller(&example.household, input, number, Change::Lost).unwrap_or(example);
                return self.example(number, &example, &spoken::amount(by, known.unit), None);
            }
        }
        Finding::Undecided(finding)
    }

    /// 多一元
    fn one_more_yuan(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        for (at, field) in program.fields.iter().enumerate() {
            let plane = &program.planes[field.plane.index()];
            let Type::Number(unit) = field.ty else { continue };
            if !is_money(unit) || !(plane.name.contains("收入") || field.name.contains("收入")) {
                continue;
            }
            let Some(yuan) = unit.to_base(Ratio::ONE) else { continue };
            let id = FieldId(at as u32);
            let reads = |op: &Op| matches!(op, Op::Fact(fact) if *fact == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let Some(granted) = amount(output).filter(|_| grants(program, output) && self.wanted(&output.name)) else {
                    continue;
                };
                let (held, paid): (Slope, Slope) = (slopes[output.condition.index()], slopes[granted.index()]);
                if held.is_same() && paid.is_same() {
                    continue;
                }
                let finding = if held.is_same() && paid.falls_at_most(Ratio::ONE) {
                    Finding::Proved(How::Direction)
                } else {
                    self.falls(solvers, (id, yuan), number, granted)
                };
                let name = match plane.parent {
                    Some(_) => format!("{}的{}", plane.name, field.name),
                    None => field.name.clone(),
                };
                self.say(Property::OneMoreYuan, &output.name, Some(&name), finding);
            }
        }
    }

    /// Whether one more yuan of a fact costs more than a yuan; the largest fall that is found.
    fn falls(
        &mut self,
        solvers: &mut Ready<'_, '_>,
        (field, yuan): (FieldId, Ratio),
        number: usize,
        granted: NodeId,
    ) -> Finding {
        let program = self.program;
        let output = &program.outputs[number];
        let more = |least: Ratio| least.checked_add(Ratio::new(1, 100).unwrap_or(Ratio::ZERO)).unwrap_or(least);
        let fall = |example: &Example| {
            let zero = |granted: Option<Option<Ratio>>| granted.flatten().unwrap_or(Ratio::ZERO);
            zero(example.before).checked_sub(zero(example.after)).unwrap_or(Ratio::ZERO)
        };
        let (mut best, mut by, mut known): (Option<Example>, Option<String>, bool) = (None, None, false);
        let (mut threshold, mut left) = (yuan, 8);
        let mut undecided = Undecided::default();
        let mut proof = None;
        while left > 0 {
            left -= 1;
            let claim = |encoder: &mut Encoder<'_>| {
                let roots = [output.condition, granted];
                let first = encoder.world(&roots, None);
                let second = encoder.world(&roots, Some((&first, Raise::Fact(field, Term::real(yuan)))));
                let (Some(before), Some(after)) = (
                    paid(&first, output.condition, granted, true),
                    paid(&second, output.condition, granted, false),
                ) else {
                    return vec![Term::truth(false)];
                };
                let fallen = apply(">", &[&apply("-", &[&before.1, &after.1]), &Term::real(threshold)]);
                let there = encoder.taken(program.fields[field.index()].plane, 0);
                vec![before.0, after.0, fallen, there]
            };
            let input = Input::Fact(field, yuan);
            let least = threshold;
            let shows = |household: &Household, _: Option<Ratio>| {
                let example = self.asker.in_both(household, input, number, Change::Less(least));
                example.is_some_and(|example| fall(&example) > least)
            };
            match hunt(again(solvers), program, output.plane, self.limits, claim, &shows) {
                Solved::Never(solver) => {
                    known = true;
                    if best.is_none() {
                        proof = Some(How::Solver { by: solver, bounds: self.limits.bounds });
                    }
                    break;
                }
                Solved::Found(household, _, solver) => {
                    let Some(example) = self.asker.in_both(&household, input, number, Change::Less(least)) else { break };
                    let found = fall(&example);
                    let example =
                        self.smaller(&household, input, number, Change::Less(found)).unwrap_or(example);
                    (best, by) = (Some(example), Some(solver));
                    // Twice as much, until there is none; then what is left between is not told apart.
                    threshold = found;
                }
                Solved::Unknown(why) => {
                    undecided = why;
                    break;
                }
            }
        }
        if let Some(how) = proof {
            return Finding::Proved(how);
        }
        if best.is_none() {
            let of = |size: Ratio| self.asker.ask_worlds(Input::Fact(field, yuan), number, Change::Less(size));
            best = of(more(yuan)).map(|smallest| {
                let sizes = CLIFFS.into_iter().map(Ratio::from_integer);
                let best = sizes.into_iter().find_map(of).unwrap_or(smallest);
                let (input, found) = (Input::Fact(field, yuan), fall(&best));
                self.smaller(&best.household, input, number, Change::Less(found)).unwrap_or(best)
            });
        }
        let Some(example) = best else { return Finding::Undecided(undecided) };
        let unit = self.unit(output);
        let largest = unit.map(|unit| (spoken::amount(fall(&example), unit), known));
        let Type::Number(own) = program.fields[field.index()].ty else { return Finding::Undecided(undecided) };
        match self.example(number, &example, &spoken::amount(yuan, own), by) {
            Finding::Broken(broken) => Finding::Broken(Box::new(Broken { largest, ..*broken })),
            other => other,
        }
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
            let read = nodes.find_map(|(node, _)| match &node.op {
                Op::Fact(field) => Some((&program.fields[field.index()].name, Some(*field))),
                Op::Parameter { parameter, .. } => Some((&program.parameters[parameter.index()].name, None)),
                Op::Judged { question, .. } => Some((&program.questions[question.index()].key, None)),
                _ => None,
            }.filter(|(name, _)| of_budget(name)));
            let (name, finding) = match read {
                None => (None, Finding::Proved(How::Unread)),
                Some((name, field)) => (Some(name.clone()), self.budget_decides(solvers, name, field, number)),
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
                let (Some(first), Some(second)) = (of(&first), of(&second)) else { return vec![Term::truth(false)] };
                match change {
                    Change::More => vec![first.fails(), second.holds()],
                    _ => vec![first.holds(), second.fails()],
                }
            };
            let shows = |household: &Household, by: Option<Ratio>| {
                by.and_then(|by| self.asker.in_both(household, Input::Fact(field, by), number, change)).is_some()
            };
            let found = match hunt(again(solvers), program, output.plane, self.limits, claim, &shows) {
                Solved::Found(household, Some(by), solver) => {
                    let input = Input::Fact(field, by);
                    self.asker.in_both(&household, input, number, change).map(|example| (example, by, Some(solver)))
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

    fn unit(&self, output: &Output) -> Option<Unit> {
        match self.program.node(amount(output)?).ty {
            Type::Number(unit) => Some(unit),
            _ => None,
        }
    }

    fn granted(&self, output: &Output, granted: Option<Option<Ratio>>) -> Given {
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
    fn example(&self, number: usize, example: &Example, raised: &str, by: Option<String>) -> Finding {
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
        let gained = example.gained.iter().map(|name| format!("另一项“{name}”则由此得到"));
        let remarks = gained.collect();
        let roots: Vec<NodeId> = std::iter::once(output.condition).chain(amount(output)).collect();
        let wanted = wanted(self.program, &roots, output.plane);
        let record = record(self.program, &example.household, &wanted);
        let broken = Broken { record, ..self.told(&example.household, &[], by) };
        Finding::Broken(Box::new(Broken { raised: Some(raised.to_owned()), lines: vec![line], remarks, ..broken }))
    }

    fn subject(&self, output: &Output) -> String {
        let plane = &self.program.planes[output.plane.index()];
        if plane.label.is_some() { format!("{} 甲", plane.name) } else { plane.name.clone() }
    }

    /// A household with its results; those that some nodes rest on, all that are given where there are none.
    fn told(&self, household: &Household, nodes: &[NodeId], by: Option<String>) -> Broken {
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
                Status::Holds(true) | Status::GrantedInKind | Status::Offered(_) => self.granted(output, Some(None)),
                Status::Granted(value) => self.granted(output, Some(Some(*value))),
                Status::Holds(false) | Status::NotGranted => self.granted(output, None),
                _ => Given { words: "未定".to_owned(), number: None },
            };
            Line { result: output.name.clone(), subject: self.subject(output), before, after: None, less: None }
        });
        Broken {
            day: household.day(program).iso(),
            household: household.tell(program),
            record: None,
            raised: None,
            lines: lines.collect(),
            largest: None,
            by,
            remarks: Vec::new(),
        }
    }
}

/// That a result is settled in a world, and how much it pays; where it must be given it may not be refused.
fn paid(world: &World, condition: NodeId, amount: NodeId, given: bool) -> Option<(Term, Term)> {
    let (held, paid) = (world.get(condition, 0)?, world.get(amount, 0)?);
    let Kind::Number(number) = &paid.kind else { return None };
    let holds = and([held.holds(), not(&paid.lacks())]);
    let zero = Term::real(Ratio::ZERO);
    Some(if given {
        (holds, number.term.clone())
    } else {
        let settled = super::smt::term::or([holds, held.fails()]);
        (settled, choice(&held.holds(), &number.term, &zero))
    })
}
