//! The texts in force of the next days on which something turns, for what would change a result.

use yiju::cases::supposed::suppose;
use yiju::corpus::{Asked, Corpus};
use yiju::counterfactual::Later;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::program::compile::compile;
use yiju::program::ir::Program;

/// How many later texts are looked at.
const FEW: usize = 3;

/// Compiles the texts of the next days on which a document around the area begins, ends or publishes something.
pub(crate) fn compile_later(corpus: &Corpus, asked: &Asked, supposed: &[String]) -> Vec<Program> {
    let days = corpus.turning_days(&asked.area).into_iter().filter(|day| *day > asked.on);
    let one = |on| {
        let program = compile(corpus, &Asked { on, ..asked.clone() }).program?;
        suppose(&program, supposed).ok()
    };
    days.take(FEW).filter_map(one).collect()
}

/// The record under each later text, read again, for its fields may differ; a text that cannot read it is left out.
pub(crate) fn later<'p>(plans: &'p [Plan<'p>], json: &Json) -> Vec<Later<'p>> {
    let one = |plan: &'p Plan<'p>| {
        let record = RecordReader::new(plan.program()).read(json).ok()?;
        Some(Later { from: plan.program().on, plan, record })
    };
    plans.iter().filter_map(one).collect()
}
