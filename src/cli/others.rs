//! The texts in force under the other readings, and what they make of a record.

use yiju::cases::supposed::suppose;
use yiju::corpus::{Asked, Corpus, TextInForce};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::presentation::explanation::others::{Decided, Effect, OtherReading, compare};
use yiju::program::compile::compile;
use yiju::program::ir::Program;

/// Another reading and the program that it makes; none if the text is then at fault.
pub(crate) struct Other {
    doubt: usize,
    reading: String,
    program: Option<Program>,
}

/// Compiles every other reading of the doubts in force.
pub(crate) fn compile_others(
    corpus: &Corpus,
    asked: &Asked,
    text: &TextInForce,
    supposed: &[String],
) -> Vec<Other> {
    let doubts = text.coded_doubts(corpus);
    let others = text.other_readings(corpus, asked).into_iter().map(|switch| Other {
        doubt: doubts.iter().position(|doubt| *doubt == switch.doubt).unwrap_or(doubts.len()),
        reading: switch.reading.clone(),
        program: compile(corpus, &asked.with(switch)).program.and_then(|p| suppose(&p, supposed).ok()),
    });
    others.collect()
}

/// The other readings made ready to decide by.
pub(crate) struct Ready<'o> {
    others: Vec<(&'o Other, Option<Plan<'o>>)>,
}

impl<'o> Ready<'o> {
    /// Plans every program once.
    pub(crate) fn new(others: &'o [Other]) -> Ready<'o> {
        Ready { others: others.iter().map(|other| (other, other.program.as_ref().map(Plan::new))).collect() }
    }

    /// What each of them would change of a decision; the record is read again, for its fields may differ.
    pub(crate) fn readings(&self, json: &Json, now: Decided<'_>) -> Vec<OtherReading> {
        let effect = |plan: &Option<Plan<'o>>| {
            let Some(plan) = plan else {
                return Effect::Unknown("公文有错误，算不出来（见 yiju 检查）");
            };
            let Ok(record) = RecordReader::new(plan.program()).read(json) else {
                return Effect::Unknown("记录与那时的项目不合，算不出来");
            };
            let decision = Evaluator::new(plan).decide(&record);
            Effect::Changes(compare(now, (plan.program(), &record, &decision)))
        };
        let one = |(other, plan): &(&Other, Option<Plan<'o>>)| OtherReading {
            doubt: other.doubt,
            reading: other.reading.clone(),
            effect: effect(plan),
        };
        self.others.iter().map(one).collect()
    }
}
