//! 可提示: what of a record may be pointed out as changing a result.

use super::ir::*;
use super::lowering::Lowering;
use crate::names::tree::{self as bound, FieldKind, ItemBody};

impl Lowering<'_> {
    /// Lists what may be pointed out, in the order of the record, then of the questions.
    pub fn list_variables(&mut self) {
        let model = &self.typed.model;
        let mut variables = Vec::new();
        for plane in (0..self.program.planes.len() as u32).map(PlaneId) {
            let Some(entity) = model.entities.get(self.entity_of(plane)) else { continue };
            for (at, field) in entity.fields.iter().enumerate() {
                let Some(variation) = &field.variation else { continue };
                variables.extend(self.variable(plane, at, field, variation));
            }
        }
        for (at, question) in self.program.questions.iter().enumerate() {
            let body = model.items.get(question.item.index()).map(|item| &item.body);
            if let Some(ItemBody::Judgement { becomes, .. }) = body
                && !becomes.is_empty()
            {
                let what = Changeable::Judgement(QuestionId(at as u32));
                variables.push(Variable { what, how: Variation::Truth(becomes.clone()) });
            }
        }
        self.program.variables = variables;
    }

    fn variable(
        &self,
        plane: PlaneId,
        at: usize,
        field: &bound::Field,
        variation: &bound::Variation,
    ) -> Option<Variable> {
        let own = || self.facts.get(&(plane, at)).copied().map(Changeable::Field);
        let (what, how) = match variation {
            bound::Variation::Truth(truths) => (own()?, Variation::Truth(truths.clone())),
            bound::Variation::Elements(elements) => (own()?, Variation::Elements(elements.clone())),
            bound::Variation::Later => (own()?, Variation::Later),
            bound::Variation::Gains(elements) => {
                let list = *self.children.get(&(plane, self.entity_of(plane), at))?;
                let (field, days) = match field.kind {
                    FieldKind::Entities(held) => {
                        let (status, from, to) = self.typed.model.entities[held].recording?;
                        let fact = |field: usize| self.facts.get(&(list, field)).copied();
                        (fact(status)?, Some((fact(from)?, fact(to)?)))
                    }
                    _ => (*self.values.get(&list)?, None),
                };
                let how = Variation::Gains { field, elements: elements.clone(), days };
                (Changeable::List(list), how)
            }
        };
        Some(Variable { what, how })
    }
}
