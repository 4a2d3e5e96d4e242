//! Promised facts: which of them may be used on the day of the decision.

use crate::facts::record::{Fact, Support};
use crate::program::ir::FieldId;
use crate::program::promise::{Promisable, Promise};

use super::bridge;
use super::run::{Here, Run};

impl<'a> Run<'a> {
    /// What the record gives of a fact: nothing where it is a promise that may not be used.
    pub(super) fn given(&self, field: FieldId, instance: u32) -> Option<&'a Fact> {
        let fact = self.record.fact(field, instance)?;
        let promised = fact.evidence.as_ref().is_some_and(|evidence| evidence.support == Support::Promised);
        (!promised || self.allowing(field, fact).is_some()).then_some(fact)
    }

    /// The sentence that lets a fact of a step rest on a promise; of several the last.
    pub(super) fn allowing_here(&self, field: FieldId, here: Here) -> Option<&'a Promise> {
        self.allowing(field, self.record.fact(field, here.instance)?)
    }

    fn allowing(&self, field: FieldId, fact: &Fact) -> Option<&'a Promise> {
        let promises = &self.ground.program.promises;
        let evidence = fact.evidence.as_ref()?;
        if evidence.support != Support::Promised || promises.iter().any(|one| one.never.contains(&field)) {
            return None;
        }
        let today = bridge::day(self.ground.program.on);
        let in_time = |promise: &&Promise| {
            let by_record = evidence.until.is_none_or(|until| bridge::day(until) >= today);
            let by_text = match (promise.within, evidence.on) {
                (None, _) => true,
                (Some(within), Some(made)) => {
                    self.day_moved(within, bridge::day(made)).is_ok_and(|last| last >= today)
                }
                (Some(_), None) => false,
            };
            by_record && by_text
        };
        let in_form = |promise: &&Promise| {
            promise.forms.is_empty()
                || evidence.form.as_ref().is_some_and(|form| {
                    let form = form.trim().trim_end_matches("承诺");
                    !form.is_empty() && promise.forms.iter().any(|known| known.ends_with(form))
                })
        };
        let named = |promise: &&Promise| match &promise.may {
            Promisable::Everything => true,
            Promisable::Facts(facts) => facts.contains(&field),
            Promisable::Unstated | Promisable::LeftTo(_) => false,
        };
        promises.iter().filter(|promise| named(promise) && in_form(promise) && in_time(promise)).next_back()
    }
}
