//! What two documents say that can stand in one text in force: their areas lie in one chain, and both are in force on
//! some day.

use std::collections::BTreeMap;

use crate::corpus::{Area, Corpus, Document};
use crate::quantity::calendar::Date;
use crate::syntax::tree::Body;

/// For each document the first and the last day on which it can be in force.
#[derive(Debug)]
pub struct Lives(Vec<(Date, Date)>);

impl Lives {
    /// Reads headers and 废止.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Lives {
        let mut repealed: BTreeMap<&str, Date> = BTreeMap::new();
        for document in &corpus.documents {
            for statement in &document.syntax.statements {
                if let Body::Repeal { document: Some(code), .. } = &statement.body {
                    let since = document.effective.date;
                    let known = repealed.entry(&code.text).or_insert(since);
                    *known = (*known).min(since);
                }
            }
        }
        let life = |document: &Document| {
            let ended = repealed.get(document.code.as_str()).and_then(|since| since.previous());
            let last = document.expires.unwrap_or(Date::FOREVER);
            (document.effective.date, ended.map_or(last, |ended| ended.min(last)))
        };
        Lives(corpus.documents.iter().map(life).collect())
    }

    /// Whether both are in force on some day.
    #[must_use]
    pub fn meet(&self, one: usize, other: usize) -> bool {
        match (self.0.get(one), self.0.get(other)) {
            (Some((from, to)), Some((since, until))) => from <= until && since <= to,
            _ => false,
        }
    }
}

/// Things of one name by the area of their document. What is found for an area is met by those of the areas around it:
/// at most four levels, so that a name in every county is still looked at once per county.
#[derive(Debug)]
pub struct ByArea<T> {
    areas: BTreeMap<Area, Vec<T>>,
}

impl<T> Default for ByArea<T> {
    fn default() -> ByArea<T> {
        ByArea { areas: BTreeMap::new() }
    }
}

impl<T> ByArea<T> {
    /// Adds one.
    pub fn add(&mut self, area: &Area, one: T) {
        self.areas.entry(area.clone()).or_default().push(one);
    }
    /// Each area's own, and those of the areas around it, outermost first.
    pub fn chains(&self) -> impl Iterator<Item = (&[T], Vec<&T>)> {
        self.areas.iter().map(|(area, own)| {
            let mut around = vec![Area::default()];
            around.extend(area.with_ancestors());
            around.retain(|outer| outer != area);
            let outer = around.iter().filter_map(|outer| self.areas.get(outer)).flatten().collect();
            (own.as_slice(), outer)
        })
    }
}
