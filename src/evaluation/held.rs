//! Results that are held back: what would settle them is promised and may not be.

use crate::facts::promise;
use crate::facts::record::Record;
use crate::program::ir::{FieldId, Program};
use crate::trace::outcome::Held;
use crate::trace::value::Question;

use super::outcome::Sketch;

/// Why a result is held back, given how it would stand with every promise taken for proven.
pub(super) fn held(
    program: &Program,
    record: &Record,
    missing: &[Question],
    proven: &Sketch,
) -> Option<Box<Held>> {
    let mut facts: Vec<(FieldId, u32)> = missing
        .iter()
        .filter_map(|question| match question {
            Question::Fact(field, instance) | Question::Month(field, instance, _) => {
                promise::refusal(program, record, *field, *instance).map(|_| (*field, *instance))
            }
            _ => None,
        })
        .collect();
    facts.dedup();
    let (provisional, may_be_refused) = (proven.status.clone(), proven.may_be_refused);
    (!facts.is_empty()).then(|| Box::new(Held { facts, provisional, may_be_refused }))
}
