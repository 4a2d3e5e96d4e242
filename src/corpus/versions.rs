//! An item while documents are replayed: one text for each level that has written it.

use std::collections::BTreeMap;

use super::marks::Print;
use super::tree::{Item, StatementId};
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Body, Part};

/// 施行, level, 印发.
pub(super) type Rank = (Date, usize, Date);

/// An item with one version per level that has written it.
pub(super) struct Versions {
    pub item: Item,
    pub depth: usize,
    pub bodies: BTreeMap<usize, Body>,
    /// Last change: its key and place.
    pub last: Option<(Rank, StatementId, Vec<Part>)>,
    /// As it stood before each amending document.
    pub before: Vec<(usize, BTreeMap<usize, Body>)>,
    /// The amending document that ended last.
    pub withdrawn: Option<usize>,
}

impl Versions {
    /// Its texts by level: one, as declared, until something is changed.
    pub fn bodies(&mut self) -> &mut BTreeMap<usize, Body> {
        if self.bodies.is_empty() {
            self.bodies.insert(self.depth, self.item.body.clone());
        }
        &mut self.bodies
    }

    /// The text that a level sees.
    pub fn seen_by(&self, depth: usize) -> Option<&Body> {
        if self.bodies.is_empty() {
            return Some(&self.item.body).filter(|_| self.depth <= depth);
        }
        self.bodies.range(..=depth).next_back().map(|(_, body)| body)
    }

    /// Something has been done to the item.
    pub fn remember(&mut self, what: Print) {
        self.item.history = self.item.history.with(what);
    }
}
