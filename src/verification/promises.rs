//! 容缺受理: a promised fact counts only if a 承诺事项 in force lets it be promised, in a form that it takes, in time.

use crate::facts::record::{Evidence, Fact, Support};
use crate::program::ir::FieldId;
use crate::program::promise::{Promisable, Promise};
use crate::trace::outcome::Held;
use crate::trace::value::Question;

use super::bridge;
use super::days::Day;
use super::results::Standing;
use super::run::Run;

impl Run<'_> {
    /// What the record holds of a fact; nothing where it is promised and may not be, unless promises are taken for proven.
    pub(super) fn known(&self, field: FieldId, instance: u32) -> Option<&Fact> {
        let fact = self.record.fact(field, instance)?;
        (self.trusting || !self.is_refused(field, fact)).then_some(fact)
    }

    /// Whether a fact is promised and may not be.
    fn is_refused(&self, field: FieldId, fact: &Fact) -> bool {
        let promised = fact.evidence.as_ref().filter(|evidence| evidence.support == Support::Promised);
        promised.is_some_and(|evidence| self.accepting(field, evidence).is_none())
    }

    /// The 承诺事项 by which a fact may be promised so; of several the one of the lowest text, which stands last.
    pub(super) fn accepting(&self, field: FieldId, evidence: &Evidence) -> Option<&Promise> {
        let promises = &self.ground.program.promises;
        if promises.iter().any(|promise| promise.never.contains(&field)) {
            return None;
        }
        promises.iter().rev().find(|promise| {
            let named = match &promise.may {
                Promisable::Unstated | Promisable::LeftTo(_) => false,
                Promisable::Everything => true,
                Promisable::Facts(facts) => facts.contains(&field),
            };
            named && takes(promise, evidence.form.as_deref()) && self.in_time(promise, evidence)
        })
    }

    /// The proof may still be handed in on the day of the decision: neither the text's period nor the promised day is over.
    fn in_time(&self, promise: &Promise, evidence: &Evidence) -> bool {
        let on = bridge::day(self.ground.program.on);
        let mut last: Vec<Day> = evidence.until.iter().map(|until| bridge::day(*until)).collect();
        if let Some(within) = promise.within {
            // A period that cannot be counted does not let anything be promised.
            let counted = evidence.on.and_then(|made| self.day_after(bridge::day(made), within).ok());
            let Some(counted) = counted else { return false };
            last.push(counted);
        }
        last.into_iter().all(|last| last >= on)
    }

    /// Whether some fact that a result rests on is promised and may not be.
    pub(super) fn refuses(&self) -> bool {
        let fields = self.ground.program.fields.iter().zip(&self.record.columns).zip(0..);
        fields.into_iter().any(|((_, facts), at)| {
            let read = self.ground.reads_field(FieldId(at));
            read && facts.iter().any(|fact| self.is_refused(FieldId(at), fact))
        })
    }

    /// Why a result is held back, given how it would stand with every promise taken for proven.
    pub(super) fn held(&self, missing: &[Question], proven: &Standing) -> Option<Box<Held>> {
        let mut facts: Vec<(FieldId, u32)> = Vec::new();
        for question in missing {
            let (Question::Fact(field, instance) | Question::Month(field, instance, _)) = question else {
                continue;
            };
            let refused =
                self.record.fact(*field, *instance).is_some_and(|fact| self.is_refused(*field, fact));
            if refused && facts.last() != Some(&(*field, *instance)) {
                facts.push((*field, *instance));
            }
        }
        let (provisional, may_be_refused) = (proven.stands.status(), proven.may_be_refused);
        (!facts.is_empty()).then(|| Box::new(Held { facts, provisional, may_be_refused }))
    }
}

/// Whether a promise is taken in a form: 书面 where 书面承诺 is named; any form where none is named, but a form at all.
fn takes(promise: &Promise, form: Option<&str>) -> bool {
    let Some(form) = form else { return promise.forms.is_empty() };
    let form = form.trim().trim_end_matches("承诺");
    !form.is_empty() && (promise.forms.is_empty() || promise.forms.iter().any(|named| named.ends_with(form)))
}
