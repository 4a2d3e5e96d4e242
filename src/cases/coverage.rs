//! Coverage: which places of the documents no case reaches.

use indexmap::IndexMap;

use super::sites::{Key, Seen, Site};
use crate::corpus::Corpus;
use crate::source::Span;

/// What kinds of places are counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A condition of a result, a part of one, the condition of an exception or of a filter: 是 and 否 must be seen.
    Condition,
    /// An exception, a case of several, an entry of a list, or the general rule beside them: must be taken.
    Exception,
    /// A row of a table: must be hit.
    Row,
    /// The threshold of a comparison of numbers or days: a case must stand exactly at it.
    Boundary,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Kind; 4] = [Kind::Condition, Kind::Exception, Kind::Row, Kind::Boundary];
}

/// What no case has shown of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// A condition was never evaluated.
    Both,
    /// It never held.
    Yes,
    /// It never failed.
    No,
    /// An exception, row or threshold was never reached.
    Reached,
}

/// A place of a document.
#[derive(Clone, Debug)]
pub struct Place {
    /// What kind.
    pub kind: Kind,
    /// Where.
    pub span: Span,
    /// What stands before the words: the label of a condition, 一般规定, the name of a result; may be empty.
    pub label: String,
    /// What no case has shown; none if it is covered.
    pub missing: Option<Missing>,
}

/// The places of one document, in its order.
#[derive(Clone, Debug)]
pub struct DocumentCoverage {
    /// Index of the document.
    pub document: usize,
    /// Its places.
    pub places: Vec<Place>,
}

/// The places of the documents whose cases were run.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Documents that have places, in order.
    pub documents: Vec<DocumentCoverage>,
}

/// How many places there are, and how many of them are covered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Count {
    /// Covered.
    pub covered: usize,
    /// All.
    pub total: usize,
}

impl Count {
    /// Whether at least this many in a hundred are covered.
    #[must_use]
    pub fn reaches(self, percent: usize) -> bool {
        self.covered * 100 >= percent * self.total
    }
}

impl DocumentCoverage {
    /// How many places of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> Count {
        let mut count = Count::default();
        for place in self.places.iter().filter(|place| place.kind == kind) {
            count.total += 1;
            count.covered += usize::from(place.missing.is_none());
        }
        count
    }
}

impl Coverage {
    /// How many places of a kind in all documents.
    #[must_use]
    pub fn count(&self, kind: Kind) -> Count {
        self.documents.iter().map(|document| document.count(kind)).fold(Count::default(), |sum, one| Count {
            covered: sum.covered + one.covered,
            total: sum.total + one.total,
        })
    }
}

/// What all cases have shown so far.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    places: IndexMap<Key, (String, Seen)>,
}

impl Gathering {
    /// Places that are there, seen or not.
    pub(super) fn announce(&mut self, sites: &[Site]) {
        for site in sites {
            self.places.entry(site.key.clone()).or_insert_with(|| (site.label.clone(), Seen::default()));
        }
    }

    /// What one record shows of a place.
    pub(super) fn add(&mut self, site: &Site, seen: Seen) {
        if let Some((_, known)) = self.places.get_mut(&site.key) {
            known.yes |= seen.yes;
            known.no |= seen.no;
        }
    }

    /// Whether everything about a place has been seen.
    pub(super) fn is_settled(&self, site: &Site) -> bool {
        self.places.get(&site.key).is_some_and(|(_, seen)| missing(site.key.kind, *seen).is_none())
    }

    /// By document, of those that are wanted.
    pub(super) fn finish(self, corpus: &Corpus, wanted: impl Fn(usize) -> bool) -> Coverage {
        let mut documents: IndexMap<usize, Vec<Place>> = IndexMap::new();
        for (key, (label, seen)) in self.places {
            let Some(document) = corpus.document_of(key.span).filter(|at| wanted(*at)) else { continue };
            let missing = missing(key.kind, seen);
            let place = Place { kind: key.kind, span: key.span, label, missing };
            documents.entry(document).or_default().push(place);
        }
        documents.sort_keys();
        let documents = documents
            .into_iter()
            .map(|(document, mut places)| {
                places.sort_by_key(|place| (place.span.start, place.kind, place.span.end));
                DocumentCoverage { document, places }
            })
            .collect();
        Coverage { documents }
    }
}

fn missing(kind: Kind, seen: Seen) -> Option<Missing> {
    match (kind, seen.yes, seen.no) {
        (Kind::Condition, true, true) => None,
        (Kind::Condition, false, false) => Some(Missing::Both),
        (Kind::Condition, false, true) => Some(Missing::Yes),
        (Kind::Condition, true, false) => Some(Missing::No),
        (_, reached, _) => (!reached).then_some(Missing::Reached),
    }
}
