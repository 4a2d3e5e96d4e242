//! Bound model to typed model.

use super::error;
use super::tree::{Context, ItemType, Scalar, Traits, Ty, Typed};
use crate::diagnostics::Diagnostic;
use crate::names::tree::{Model, Subject};
use crate::quantity::unit::Base;

/// Types and measures a model. `model` must be free of cycles.
pub fn check(model: Model) -> (Typed, Vec<Diagnostic>) {
    let count = model.expressions as usize;
    let items = model.items.len();
    let mut checker = Checker {
        model,
        types: vec![(Ty::Broken, Traits::PLAIN); count],
        items: vec![None; items],
        started: vec![false; items],
        diagnostics: Vec::new(),
    };
    for at in 0..items {
        checker.item(at);
    }
    checker.lists();
    checker.exclusions();
    checker.figures();
    let Checker { model, types, items, diagnostics, .. } = checker;
    (Typed { model, types, items }, diagnostics)
}

/// Checks expressions and remembers their types.
pub(super) struct Checker {
    pub model: Model,
    pub types: Vec<(Ty, Traits)>,
    pub items: Vec<Option<ItemType>>,
    pub started: Vec<bool>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Checker {
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The measure that bare amounts are per, for the innermost entity.
    pub fn per(&self, context: &Context) -> Option<Base> {
        context.subjects.iter().rev().find_map(|subject| match subject {
            Subject::Entity(entity) => Some(self.model.entities[*entity].per),
            Subject::Element(_) => None,
        })
    }

    /// Figures in the unit of their parameter.
    fn figures(&mut self) {
        for parameter in self.model.parameters.clone() {
            for (figure, _) in &parameter.figures {
                for (unit, span) in super::item::figure_units(&figure.value) {
                    if unit.dimension != parameter.unit.dimension {
                        let declared = self.model.items[parameter.item].span;
                        self.report(error::figure_unit(
                            &parameter.name,
                            span,
                            unit,
                            declared,
                            parameter.unit,
                        ));
                    }
                }
            }
            for formula in &parameter.formulas {
                let wanted = Some(Scalar::Number(parameter.unit));
                if let Some((Scalar::Number(unit), _)) =
                    self.clause_value(formula, wanted, &Context::default())
                    && unit.dimension != parameter.unit.dimension
                {
                    let declared = self.model.items[parameter.item].span;
                    self.report(error::figure_unit(
                        &parameter.name,
                        formula.span,
                        unit,
                        declared,
                        parameter.unit,
                    ));
                }
            }
        }
    }

    /// A value of a type.
    pub fn value(scalar: Scalar) -> (Ty, Traits) {
        (Ty::Value(scalar), Traits::PLAIN)
    }
}
