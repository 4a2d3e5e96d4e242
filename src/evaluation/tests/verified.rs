//! What the evaluator says of random programs and records, the checker of `verification/` says too.

use proptest::prelude::*;

use super::builder::Builder;
use super::random::{Dice, World, wide_world, world};
use crate::evaluation::evaluate;
use crate::facts::record::Record;
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
