//! What the evaluator says of random programs and records, the checker of `verification/` says too.

use proptest::prelude::*;

#[path = "../../../tests/verification/alterations.rs"]
mod alterations;

use super::builder::{Builder, HOME};
use super::random::{Dice, World, wide_world, world};
use crate::evaluation::evaluate;
use crate::facts::record::Record;
use crate::program::ir::{NodeId, Op, Type};
use crate::verification::{certificate, verify};

/// Decides, writes the certificate, and has it verified.
fn agree(builder: &Builder, record: &Record) -> Result<(), TestCaseError> {
    let decision = evaluate(&builder.program, record);
    let certificate = certificate::write(&builder.program, record, &decision, None);
    match verify(&builder.program, None, &certificate) {
        Ok(verified) => {
            prop_assert_eq!(verified.steps, decision.trace.steps.len());
            prop_assert_eq!(verified.results, decision.outcomes.len());
            Ok(())
        }
        Err(findings) => {
            let said: Vec<String> = findings.into_iter().map(|finding| finding.message).collect();
            let ops: Vec<String> = builder
                .program
                .nodes
                .iter()
                .enumerate()
                .map(|(at, node)| format!("{at}: {:?} {:?}", node.plane, node.op))
                .collect();
            Err(TestCaseError::fail(format!("{}\n{}", said.join("\n"), ops.join("\n"))))
        }
    }
}

/// Evaluator and checker agree on a program made by hand.
pub(super) fn confirmed(builder: &Builder, record: &Record) {
    agree(builder, record).unwrap();
}

/// Evaluator and checker agree on a household node, whether or not a result rests on it.
pub(super) fn confirmed_value(builder: &Builder, record: &Record, node: NodeId) {
    let mut builder = Builder { program: builder.program.clone() };
    let condition = builder.node(HOME, Type::Truth, Op::Present(node));
    builder.determination(condition);
    confirmed(&builder, record);
}

/// Every single change to the certificate of a random decision is noticed.
fn alterations_are_noticed(world: &World) -> Result<usize, TestCaseError> {
    let program = &world.builder.program;
    let decision = evaluate(program, &world.record);
    let certificate = certificate::write(program, &world.record, &decision, None);
    let alterations = alterations::all(&certificate);
    for alteration in &alterations {
        let altered = alterations::altered(&certificate, alteration);
        prop_assert!(verify(program, None, &altered).is_err(), "{alteration:?}");
    }
    Ok(alterations.len())
}

#[test]
fn no_change_to_a_certificate_goes_unnoticed() {
    let mut tried = 0;
    for seed in 0..5 {
        tried += alterations_are_noticed(&world(&mut Dice::new(seed))).unwrap();
        tried += alterations_are_noticed(&wide_world(&mut Dice::new(seed))).unwrap();
    }
    assert!(tried > 5_000, "{tried}");
}

fn agree_on(seed: u64, made: impl Fn(&mut Dice) -> World) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(seed);
    let world = made(&mut dice);
    agree(&world.builder, &world.record)?;
    for _ in 0..3 {
        let completion = world.completion(&mut dice);
        agree(&world.builder, &world.completed(&completion))?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn evaluator_and_checker_agree(seed: u64) {
        agree_on(seed, world)?;
    }

    #[test]
    fn evaluator_and_checker_agree_on_days_and_persons_alone(seed: u64) {
        agree_on(seed, wide_world)?;
    }
}
