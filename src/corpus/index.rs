//! Where things stand in a corpus, so that one text in force is made without looking at all documents.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::area::Area;
use super::tree::{Corpus, Document};
use crate::quantity::unit::Unit;
use crate::source::FileId;
use crate::syntax::tree::Body;

/// Positions of documents by what they are looked up by.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// By code; the first in order where two have one.
    by_code: IndexMap<String, usize>,
    /// By file.
    by_file: Vec<Option<u32>>,
    /// By jurisdiction, in order.
    by_area: BTreeMap<Area, Vec<usize>>,
    /// By the parameter of which they publish figures, in order.
    publishers: IndexMap<String, Vec<usize>>,
    /// Measures of parameters, as anyone declares them.
    units: IndexMap<String, Vec<Unit>>,
}

impl Index {
    /// The index of documents in order.
    pub fn new(documents: &[Document]) -> Index {
        let mut index = Index::default();
        for (at, document) in documents.iter().enumerate() {
            index.by_code.entry(document.code.clone()).or_insert(at);
            let file = document.syntax.file.0 as usize;
            if index.by_file.len() <= file {
                index.by_file.resize(file + 1, None);
            }
            index.by_file[file] = Some(at as u32);
            index.by_area.entry(document.area.clone()).or_default().push(at);
            for statement in &document.syntax.statements {
                if let Body::Parameter { name, unit, .. } = &statement.body {
                    index.units.entry(name.text.clone()).or_default().push(*unit);
                }
                if let Body::Publish { name, .. } = &statement.body {
                    let known = match index.publishers.get_mut(&name.text) {
                        Some(known) => known,
                        None => index.publishers.entry(name.text.clone()).or_default(),
                    };
                    if known.last() != Some(&at) {
                        known.push(at);
                    }
                }
            }
        }
        index
    }
}

impl Corpus {
    /// Notes anew where documents stand; after any of them came, went or changed.
    pub(crate) fn renew(&mut self) {
        self.index = Index::new(&self.documents);
    }
    /// The document of a code.
    #[must_use]
    pub fn find_document(&self, code: &str) -> Option<usize> {
        self.index.by_code.get(code).copied()
    }
    /// The document that a file holds.
    #[must_use]
    pub fn document_in(&self, file: FileId) -> Option<usize> {
        self.index.by_file.get(file.0 as usize).copied().flatten().map(|at| at as usize)
    }
    /// Documents of a jurisdiction itself, in order.
    #[must_use]
    pub fn documents_of(&self, area: &Area) -> &[usize] {
        self.index.by_area.get(area).map_or(&[], Vec::as_slice)
    }
    /// Documents of a jurisdiction and of all around it, in order.
    #[must_use]
    pub fn documents_around(&self, area: &Area) -> Vec<usize> {
        let around = std::iter::once(Area::default()).chain(area.with_ancestors());
        let mut found: Vec<usize> =
            around.flat_map(|area| self.documents_of(&area).iter().copied()).collect();
        found.sort_unstable();
        found
    }
    /// Documents of the jurisdictions inside an area, its own left out, in order.
    #[must_use]
    pub fn documents_below(&self, area: &Area) -> Vec<usize> {
        let after = self.index.by_area.range(area.clone()..);
        let inside = after.take_while(|(known, _)| known.within(area)).filter(|(known, _)| *known != area);
        let mut found: Vec<usize> = inside.flat_map(|(_, documents)| documents.iter().copied()).collect();
        found.sort_unstable();
        found
    }
    /// Jurisdictions that have documents, in order.
    pub fn areas_with_documents(&self) -> impl Iterator<Item = &Area> {
        self.index.by_area.keys()
    }
    /// Measures in which documents declare a parameter.
    #[must_use]
    pub fn units_of(&self, parameter: &str) -> &[Unit] {
        self.index.units.get(parameter).map_or(&[], Vec::as_slice)
    }
    /// Documents that publish figures of a parameter, in order.
    #[must_use]
    pub fn publishers_of(&self, parameter: &str) -> &[usize] {
        self.index.publishers.get(parameter).map_or(&[], Vec::as_slice)
    }
}
