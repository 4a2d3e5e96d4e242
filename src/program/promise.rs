//! Which facts the text in force lets rest on a promise.

use super::ir::{ClauseId, FieldId, NoteId};
use super::lowering::Lowering;
use crate::names::tree as bound;
use crate::quantity::shift::Shift;

/// A 承诺事项 of the text in force.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its name.
    pub name: String,
    /// Where it is stated.
    pub clause: ClauseId,
    /// 可以承诺
    pub may: Promisable,
    /// 不得承诺: facts that no promise may stand for, whatever another sentence allows.
    pub never: Vec<FieldId>,
    /// 形式: 书面, 录音 …; any where it names none.
    pub forms: Vec<String>,
    /// 补齐期限, counted from the day of the promise; none where the text does not say.
    pub within: Option<Shift>,
    /// Assumptions, readings and open questions that it rests on.
    pub notes: Vec<NoteId>,
}

/// Which facts a 承诺事项 lets be promised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Promisable {
    /// 未载明: the text names none.
    Unstated,
    /// 由 … 规定: others say which.
    LeftTo(String),
    /// 各项事实
    Everything,
    /// These.
    Facts(Vec<FieldId>),
}

impl Promise {
    /// Whether it lets a fact be promised, whatever its form.
    #[must_use]
    pub fn allows(&self, field: FieldId) -> bool {
        match &self.may {
            Promisable::Unstated | Promisable::LeftTo(_) => false,
            Promisable::Everything => true,
            Promisable::Facts(facts) => facts.contains(&field),
        }
    }

    /// Whether it takes a form: 书面 for 书面承诺, 录音 for 通过业务经办系统录音.
    #[must_use]
    pub fn takes(&self, form: &str) -> bool {
        let form = form.trim().trim_end_matches("承诺");
        !form.is_empty() && (self.forms.is_empty() || self.forms.iter().any(|known| known.ends_with(form)))
    }
}

impl Lowering<'_> {
    /// 承诺事项, with the facts that they name; the planes must be laid out.
    pub fn describe_promises(&mut self) {
        let typed = self.typed;
        for promise in &typed.model.promises {
            let may = match &promise.may {
                bound::Promisable::Unstated => Promisable::Unstated,
                bound::Promisable::LeftTo(whom) => Promisable::LeftTo(whom.clone()),
                bound::Promisable::Everything => Promisable::Everything,
                bound::Promisable::Facts(facts) => Promisable::Facts(self.fields_named(facts)),
            };
            let described = Promise {
                name: promise.name.clone(),
                clause: self.clause(promise.by),
                may,
                never: self.fields_named(&promise.never),
                forms: promise.forms.clone(),
                within: promise.within,
                notes: self.notes_of(promise.by),
            };
            self.program.promises.push(described);
        }
    }

    /// The facts of a list of names, wherever in the record they stand.
    fn fields_named(&self, named: &[bound::Promised]) -> Vec<FieldId> {
        let model = &self.typed.model;
        let mut found: Vec<FieldId> = Vec::new();
        for one in named {
            let Some(entity) = model.entities.get(one.entity) else { continue };
            let of_entity = |plane: &super::ir::PlaneId| {
                self.program.planes.get(plane.index()).is_some_and(|plane| plane.entity == entity.name)
            };
            let wanted = |field: &usize| one.field.is_none_or(|only| only == *field);
            let facts = self.facts.iter().filter(|((plane, field), _)| of_entity(plane) && wanted(field));
            found.extend(facts.map(|(_, id)| *id));
            // A list of plain values (残疾) is named by the field that holds it.
            for ((plane, _, field), child) in &self.children {
                if of_entity(plane) && wanted(field) {
                    found.extend(self.values.get(child));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
