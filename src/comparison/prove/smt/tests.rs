//! The encoding says what evaluation says, and solvers confirm it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::encode::Encoder;
use super::model::{Answered, read};
use super::slots::Bounds;
use super::sym::{Day, Kind, Sym};
use super::term::{Term, and, equal, not};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::evaluation::tests::builder::{Builder, HOME, day, set};
use crate::evaluation::tests::random::{Dice, World, wide_world, world};
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{NodeId, Op, PlaneId, Program, Type};
use crate::quantity::shift::Shift;
use crate::trace::value::Value;

/// Solvers that are installed; a test that needs them fails where they must be.
pub(crate) fn solvers() -> Vec<&'static str> {
    let runs = |name: &&str| {
        let version =
            Command::new(*name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    };
    let found: Vec<&str> = ["z3", "cvc5"].into_iter().filter(runs).collect();
    #[allow(clippy::disallowed_methods, reason = "only the tests ask how they are run")]
    let required = std::env::var("CI_SOLVER").is_ok();
    assert!(!required || found.len() == 2, "CI_SOLVER is set, so z3 and cvc5 must be installed");
    if found.is_empty() {
        eprintln!("no solver is installed: this part is left out");
    }
    found
}

/// What a solver prints.
pub(crate) fn solve(solver: &str, script: &str) -> String {
    let arguments: &[&str] = match solver {
        "z3" => &["-in", "-smt2", "-T:60"],
        _ => &["--lang=smt2", "--produce-models", "--tlimit=60000", "-"],
    };
    let mut child = Command::new(solver)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// The value of a fact, as a term says it.
fn is(sym: &Sym, kind: &Kind) -> Term {
    and([not(&sym.lacks()), sym.kind.same(kind)])
}

/// That everything free is as a record has it.
fn as_recorded(encoder: &Encoder<'_>, record: &Record) -> Vec<Term> {
    let mut terms = Vec::new();
    for (plane, slots) in (0..).map(PlaneId).zip(&encoder.slots) {
        for (at, slot) in slots.iter().flatten().enumerate() {
            terms.push(equal(&slot.taken, &Term::truth(at < record.count(plane))));
        }
    }
    for ((field, slot), sym) in &encoder.facts {
        let Some(fact) = record.fact(*field, *slot) else { continue };
        terms.push(match &fact.value {
            FactValue::Absent => sym.absent.clone(),
            FactValue::Truth(truth) => is(sym, &Kind::Truth(Term::truth(*truth))),
            FactValue::Number(number) => is(sym, &Kind::Number(super::sym::Number::known(*number))),
            FactValue::Element(element) => is(sym, &Kind::Element(Term::int(i64::from(*element)))),
            FactValue::Date(day) => is(sym, &Kind::Day(Day::known(*day))),
            other => panic!("{other:?}"),
        });
    }
    for ((question, slot), kind) in &encoder.answers {
        let answered = record.answer(*question, *slot).unwrap();
        let FactValue::Truth(truth) = answered.value else { panic!() };
        terms.push(kind.same(&Kind::Truth(Term::truth(truth))));
    }
    terms
}

/// That a value is the one that evaluation gives.
fn agrees(sym: &Sym, value: Value) -> Term {
    match value {
        Value::Fault(_) => sym.fault.clone(),
        Value::Absent => and([not(&sym.fault), sym.absent.clone()]),
        Value::Truth(truth) => is(sym, &Kind::Truth(Term::truth(truth))),
        Value::Number(number) => is(sym, &Kind::Number(super::sym::Number::known(number))),
        Value::Element(element) => is(sym, &Kind::Element(Term::int(i64::from(element)))),
        Value::Date(day) => is(sym, &Kind::Day(Day::known(day))),
        other => panic!("{other:?}"),
    }
}

/// Every node of a complete record: terms and evaluation agree.
fn agree(solver: &str, program: &Program, record: &Record) -> Result<(), TestCaseError> {
    let plan = Plan::with_all_nodes(program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(record);
    let members = record.count(PlaneId(1)) as u32;
    let mut encoder =
        Encoder::new(program, Bounds { members: members + 1, entries: members + 1 }, program.on);
    let nodes: Vec<NodeId> = (0..program.nodes.len() as u32).map(NodeId).collect();
    let values = encoder.world(&nodes, None);
    let facts = as_recorded(&encoder, record);
    for fact in &facts {
        encoder.assert(fact);
    }
    let (mut all, mut names) = (Vec::new(), Vec::new());
    for node in &nodes {
        let plane = program.node(*node).plane;
        for instance in 0..record.count(plane) as u32 {
            let value = evaluator.value_of(*node, instance).unwrap();
            let one = agrees(values.get(*node, instance).unwrap(), value);
            if let Value::Fault(id) = value
                && matches!(evaluator.arena().fault(id).kind, crate::trace::value::FaultKind::Overflow)
            {
                return Ok(());
            }
            all.push(one.clone());
            names.push((*node, instance, value, one));
        }
    }
    let exact = encoder.outside().is_empty();
    // Where something is left open, what evaluation says must at least be possible.
    let claim = if exact { not(&and(all)) } else { and(all) };
    let printed = solve(solver, &encoder.script(std::slice::from_ref(&claim)));
    let answered = read(&printed);
    let said = || {
        let mut script = encoder.script(std::slice::from_ref(&claim));
        let (before, _) = script.split_once("(check-sat)").unwrap();
        script = format!("{before}(check-sat)\n");
        for (_, _, _, one) in &names {
            script.push_str(&format!("(get-value ({}))\n", one.text()));
        }
        let lines = solve(solver, &script);
        let wrong: Vec<String> = lines
            .lines()
            .skip(1)
            .zip(&names)
            .filter(|(line, _)| line.ends_with("false))"))
            .map(|(_, (node, at, value, one))| {
                format!("{node:?} {at} {value:?} {:?} {}", program.node(*node).op, one.text())
            })
            .collect();
        format!("{}\n{}\n{script}", printed.chars().take(300).collect::<String>(), wrong.join("\n"))
    };
    match answered {
        Answered::Unsat => prop_assert!(exact, "impossible: {}", said()),
        Answered::Sat(_) => prop_assert!(!exact, "{}", said()),
        Answered::Unknown => prop_assert!(false, "{}", said()),
    }
    if exact {
        // The facts themselves can be so.
        let printed = solve(solver, &encoder.script(&[]));
        prop_assert!(matches!(read(&printed), Answered::Sat(_)), "{printed}");
    }
    Ok(())
}

fn of_seed(seed: u64, made: fn(&mut Dice) -> World) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(seed);
    let world = made(&mut dice);
    let completion = world.completion(&mut dice);
    let record = world.completed(&completion);
    for solver in solvers() {
        // The second solver looks at a part of them.
        if solver == "z3" || seed.is_multiple_of(4) {
            agree(solver, &world.builder.program, &record)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn terms_say_what_evaluation_says(seed in any::<u64>()) {
        of_seed(seed, world)?;
    }

    #[test]
    fn terms_of_days_say_what_evaluation_says(seed in any::<u64>()) {
        of_seed(seed, wide_world)?;
    }
}

/// Whether a condition of a household can hold: a solver's answer, against households of a sample and the evaluator.
fn asked(seed: u64, made: fn(&mut Dice) -> World) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(seed);
    let world = made(&mut dice);
    let program = &world.builder.program;
    let Some(output) = program.outputs.first() else { return Ok(()) };
    let node = output.condition;
    let plan = Plan::with_all_nodes(program);
    let mut evaluator = Evaluator::new(&plan);
    for solver in solvers() {
        let mut encoder = Encoder::new(program, Bounds { members: 4, entries: 4 }, program.on);
        let values = encoder.world(&[node], None);
        let holds = values.get(node, 0).unwrap().holds();
        match read(&solve(solver, &encoder.script(&[holds]))) {
            Answered::Unsat => {
                for _ in 0..60 {
                    let completion = world.completion(&mut dice);
                    evaluator.run(&world.completed(&completion));
                    let value = evaluator.value_of(node, 0).unwrap();
                    prop_assert!(value != Value::Truth(true), "{solver}: {node:?} holds after all");
                }
            }
            Answered::Sat(model) if encoder.outside().is_empty() => {
                let mut household = encoder.household(&model).unwrap();
                household.fill();
                evaluator.run(&household.record(program));
                let value = evaluator.value_of(node, 0).unwrap();
                prop_assert_eq!(value, Value::Truth(true), "{}: {:?} of {:?}", solver, node, household);
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn proofs_and_households_are_what_evaluation_says(seed in any::<u64>()) {
        asked(seed, world)?;
        asked(seed, wide_world)?;
    }
}

#[test]
fn days_far_away_are_counted_as_the_calendar_counts_them() {
    let Some(solver) = solvers().first().copied() else { return };
    for days in [-40_000, -400, -113, -112, -29, 28, 60, 113, 366, 146_097] {
        for (year, month, of_month) in [(1900, 2, 28), (2000, 2, 29), (2024, 12, 31), (2100, 3, 1)] {
            let mut builder = Builder::new();
            let (field, node) = builder.new_fact(HOME, Type::Date, false);
            builder.node(HOME, Type::Date, Op::Shift(node, Shift::Days(days)));
            let mut record = builder.record(&[]);
            set(&mut record, field, 0, FactValue::Date(day(year, month, of_month)));
            agree(solver, &builder.program, &record).unwrap();
        }
    }
}

#[test]
fn answers_of_solvers_are_read() {
    assert_eq!(read("unsat\n(error \"line 3\")"), Answered::Unsat);
    assert_eq!(read("unknown\n"), Answered::Unknown);
    let Answered::Sat(values) = read("sat\n((x1 (- (/ 1.0 3.0)))\n (x2 true)(x3 5))\n") else { panic!() };
    let said: Vec<String> = values.iter().map(|(name, value)| format!("{name} {value:?}")).collect();
    assert_eq!(said.len(), 3);
    assert!(said[0].contains("numerator: -1, denominator: 3"), "{said:?}");
}
