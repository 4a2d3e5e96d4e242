//! What is said of a record with gaps holds for every way to fill them.

use proptest::prelude::*;

use super::random::{Completion, Dice, World, wide_world, world};
use crate::evaluation::evaluate;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::Record;
use crate::program::ir::{NodeId, Op};
use crate::trace::outcome::{Decision, Status};
use crate::trace::value::{Domain, Question, Value};

const COMPLETIONS: usize = 12;

/// A status; all faults are one, because a result that is at fault in any case gives the first of its faults.
fn essence(status: &Status) -> Option<&Status> {
    Some(status).filter(|status| !is_fault(status))
}

fn is_fault(status: &Status) -> bool {
    matches!(status, Status::Conflict(_) | Status::NoRule(_) | Status::Error(_))
}

fn is_open(status: &Status) -> bool {
    matches!(status, Status::Undetermined(_) | Status::NeedsJudgement(_) | Status::Offered(_))
}

fn values(world: &World, record: &Record) -> Vec<(NodeId, Value)> {
    let plan = Plan::new(&world.builder.program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(record);
    let household = plan.order().iter().filter(|node| world.builder.program.node(**node).plane.index() == 0);
    household.filter_map(|node| Some((*node, evaluator.value_of(*node, 0)?))).collect()
}

fn check_values(world: &World, completion: &Completion) -> Result<(), TestCaseError> {
    let plan = Plan::new(&world.builder.program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(&world.record);
    for (node, value) in values(world, &world.completed(completion)) {
        // What a member not listed may get wrong is not foreseen.
        if world.is_incomplete() && matches!(value, Value::Fault(_)) {
            continue;
        }
        // The money of a refused result is not computed.
        let Some(before) = evaluator.value_of(node, 0) else { continue };
        let covered = match before {
            Value::Fault(_) => true,
            Value::Open(id) => {
                let open = evaluator.arena().open(id);
                prop_assert!(!open.questions.is_empty());
                match (value, &open.domain) {
                    (Value::Number(number), Domain::Number(range)) => range.contains(number),
                    (Value::Element(element), Domain::Elements(elements)) => elements.contains(&element),
                    (Value::Absent, _) => open.or_absent,
                    (Value::Fault(_), _) => open.or_fault,
                    (Value::Truth(_), Domain::Truth) | (_, Domain::Any) => true,
                    _ => false,
                }
            }
            settled => settled == value,
        };
        let op: &Op = &world.builder.program.node(node).op;
        prop_assert!(covered, "{node:?} {op:?}: {before:?} became {value:?}");
    }
    Ok(())
}

fn check_outcomes(world: &World, decision: &Decision, dice: &mut Dice) -> Result<(), TestCaseError> {
    let completions: Vec<Completion> = (0..COMPLETIONS).map(|_| world.completion(dice)).collect();
    let decided: Vec<Decision> =
        completions.iter().map(|one| evaluate(&world.builder.program, &world.completed(one))).collect();
    for (at, outcome) in decision.outcomes.iter().enumerate() {
        prop_assert_eq!(outcome.missing.is_empty(), !is_open(&outcome.status));
        for (completion, other) in completions.iter().zip(&decided) {
            let found = &other.outcomes[at];
            prop_assert!(!is_open(&found.status), "{:?}", found);
            if is_fault(&outcome.status) || (world.is_incomplete() && is_fault(&found.status)) {
                continue;
            }
            match (&outcome.status, &found.status) {
                (
                    Status::Undetermined(Some(range)) | Status::NeedsJudgement(Some(range)),
                    Status::Granted(amount),
                ) => {
                    prop_assert!(range.contains(*amount), "{outcome:?} {found:?}");
                }
                (Status::Undetermined(_) | Status::NeedsJudgement(_), Status::NotGranted) => {
                    prop_assert!(outcome.may_be_refused, "{:?}", outcome);
                }
                (Status::Undetermined(_) | Status::NeedsJudgement(_), _) => {}
                (settled, found) => prop_assert_eq!(settled, found),
            }
            // Completions that agree on what is missing give one result.
            let twin = world.mixed(&outcome.missing, completion, &completions[dice.below(COMPLETIONS)]);
            let twin = evaluate(&world.builder.program, &world.completed(&twin));
            let twin = &twin.outcomes[at].status;
            if world.is_incomplete() && (is_fault(twin) || is_fault(&found.status)) {
                continue;
            }
            prop_assert_eq!(essence(&found.status), essence(twin), "missing {:?}", outcome.missing);
        }
    }
    Ok(())
}

fn check_trace(world: &World, decision: &Decision) -> Result<(), TestCaseError> {
    let plan = Plan::new(&world.builder.program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(&world.record);
    for (at, step) in decision.trace.steps.iter().enumerate() {
        let children = &decision.trace.children[step.first as usize..][..step.count as usize];
        prop_assert!(children.iter().all(|child| (child.0 as usize) < at));
        prop_assert_eq!(evaluator.value_of(step.node, step.instance), Some(step.value));
        let program = &world.builder.program;
        let nodes: Vec<NodeId> = children.iter().map(|child| decision.trace.step(*child).node).collect();
        match &program.node(step.node).op {
            Op::All(parts) | Op::Any(parts) => {
                prop_assert_eq!(nodes, parts.iter().map(|part| part.node).collect::<Vec<_>>());
            }
            Op::Choose(alternatives) => {
                let guards: Vec<NodeId> = alternatives.iter().filter_map(|a| a.guard).collect();
                prop_assert_eq!(&nodes[..guards.len()], &guards);
            }
            _ => {}
        }
    }
    for outcome in &decision.outcomes {
        let condition = world.builder.program.outputs[outcome.output].condition;
        prop_assert_eq!(decision.trace.step(outcome.condition).node, condition);
    }
    Ok(())
}

/// Whether any two completions of one question, all else being equal, differ; used to show that nothing is over-asked.
fn settles(decision: &Decision) -> usize {
    decision.outcomes.iter().filter(|outcome| !outcome.cases.is_empty()).count()
}

fn check(seed: u64) -> Result<(), TestCaseError> {
    check_world(seed, world)
}

/// A decision without its trace is the same decision, whatever the evaluator did before.
fn check_settled(world: &World, decision: &Decision) -> Result<(), TestCaseError> {
    let plan = Plan::new(&world.builder.program);
    let mut evaluator = Evaluator::new(&plan);
    for _ in 0..2 {
        let settled = evaluator.settle(&world.record);
        prop_assert_eq!(settled.len(), decision.outcomes.len());
        for (short, full) in settled.into_iter().zip(&decision.outcomes) {
            prop_assert_eq!((short.output, short.instance), (full.output, full.instance));
            prop_assert_eq!((&short.status, &short.missing), (&full.status, &full.missing));
            prop_assert_eq!((short.may_be_refused, &short.bodies), (full.may_be_refused, &full.bodies));
            prop_assert_eq!((&short.payment, &short.funding), (&full.payment, &full.funding));
        }
        prop_assert_eq!(evaluator.decide(&world.record).outcomes.len(), decision.outcomes.len());
    }
    Ok(())
}

fn check_world(seed: u64, made: impl Fn(&mut Dice) -> World) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(seed);
    let world = made(&mut dice);
    prop_assert_eq!(crate::evaluation::plan::first_malformed(&world.builder.program), None);
    for _ in 0..COMPLETIONS {
        let completion = world.completion(&mut dice);
        check_values(&world, &completion)?;
    }
    let decision = evaluate(&world.builder.program, &world.record);
    check_settled(&world, &decision)?;
    check_trace(&world, &decision)?;
    check_outcomes(&world, &decision, &mut dice)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn completions_keep_to_what_was_said(seed: u64) {
        check(seed)?;
    }

    #[test]
    fn completions_keep_to_what_was_said_of_days_and_persons_alone(seed: u64) {
        check_world(seed, wide_world)?;
    }
}

/// Worlds in which something once went wrong: faults that answers mask, cases that seemed to settle, negated guards.
#[test]
fn worlds_that_went_wrong_before() {
    let seeds = [
        4_337_046_773_506_354_903,
        383_197_234_718_642_674,
        1_897_413_520_822_743_622,
        2_151_902_031_434_667_295,
        3_519_377_153_096_408_264,
        3_519_377_153_122_015_102,
        8_942_738_080_676_154_641,
        9_281_158_816_654_720_148,
        11_745_921_195_870_329_500,
        13_182_210_663_147_456_129,
        13_504_982_126_834_291_529,
    ];
    for seed in seeds {
        check(seed).unwrap();
    }
}

/// The random worlds do reach case distinctions, open results of both kinds, and settled ones.
#[test]
fn random_worlds_are_not_trivial() {
    not_trivial(world);
    not_trivial(wide_world);
}

fn not_trivial(made: impl Fn(&mut Dice) -> World) {
    let (mut cases, mut open, mut judged, mut settled) = (0, 0, 0, 0);
    for seed in 0..400 {
        let world = made(&mut Dice::new(seed));
        let decision = evaluate(&world.builder.program, &world.record);
        cases += settles(&decision);
        for outcome in &decision.outcomes {
            match outcome.status {
                Status::Undetermined(_) => open += 1,
                Status::NeedsJudgement(_) => judged += 1,
                _ => settled += 1,
            }
            assert!(outcome.missing.iter().all(|q| !matches!(q, Question::Month(..))));
        }
    }
    assert!(cases > 0 && open > 50 && judged > 3 && settled > 50, "{cases} {open} {judged} {settled}");
}
