//! Who determines or approves: fixed by the text, or by the amount.

use crate::program::ir::{Benefit, CategoryId, Output, Type};
use crate::trace::value::{Domain, TextId, Value};

use super::outcome::Reader;

/// Bodies, before their names are written down.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Bodies {
    /// Those of the output.
    Own,
    /// Elements of a category of bodies; several where the amount leaves it open.
    Elements(CategoryId, Vec<u32>),
    /// A body that the category does not list.
    Unlisted(TextId),
    /// The text names none for this amount.
    None,
}

/// The bodies of a benefit.
pub(super) fn of(reader: &Reader, benefit: &Benefit, instance: u32) -> Bodies {
    let Some(approval) = benefit.approval else { return Bodies::Own };
    let program = reader.plan.program;
    let Type::Element(category) = program.node(approval).ty else { return Bodies::Own };
    match reader.state.get(approval, instance) {
        Value::Element(element) => Bodies::Elements(category, vec![element]),
        Value::Unlisted(text) => Bodies::Unlisted(text),
        Value::Open(id) => match &reader.state.arena.open(id).domain {
            Domain::Elements(elements) => Bodies::Elements(category, elements.clone()),
            _ => {
                let count = program.categories[category.index()].elements.len() as u32;
                Bodies::Elements(category, (0..count).collect())
            }
        },
        _ => Bodies::None,
    }
}

/// Whether a body may approve: anyone may, unless the amount settles another.
pub(super) fn may_approve(reader: &Reader, benefit: &Benefit, instance: u32, by: &str) -> bool {
    match of(reader, benefit, instance) {
        Bodies::Elements(category, elements) => {
            let [element] = elements.as_slice() else { return true };
            let category = &reader.plan.program.categories[category.index()];
            let named = category.elements.get(*element as usize).is_some_and(|name| name == by);
            named || category.aliases.iter().any(|(alias, of)| of == element && alias == by)
        }
        Bodies::Unlisted(text) => reader.state.arena.text(text) == by,
        Bodies::Own | Bodies::None => true,
    }
}

/// The names of bodies.
pub(super) fn names(reader: &Reader, output: &Output, bodies: &Bodies) -> Vec<String> {
    match bodies {
        Bodies::Own => output.bodies.clone(),
        Bodies::Elements(category, elements) => {
            let category = &reader.plan.program.categories[category.index()];
            elements.iter().filter_map(|element| category.elements.get(*element as usize).cloned()).collect()
        }
        Bodies::Unlisted(text) => vec![reader.state.arena.text(*text).to_owned()],
        Bodies::None => Vec::new(),
    }
}
