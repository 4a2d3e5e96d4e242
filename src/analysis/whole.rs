//! Everything that can be found in a corpus without any household's record: `yiju check`.
//!
//! Analyses hang on one of four hooks. What each of them may look at decides how often it must run, and with ten
//! thousand documents in three thousand areas this decides whether a check takes seconds or hours:
//!
//! - [`of_document`]: the sentences of one document, and of no other. Runs once per document.
//! - [`of_corpus`]: documents beside each other. Runs once per check, so it must be linear.
//! - [`of_text`]: the text in force, before names are bound. Runs in every area and every period from which the area's own
//!   documents count, so it must be cheap (well below 100 µs for a text of 500 items): a look at figures, periods,
//!   provenance.
//! - [`of_compiled`]: the bound and lowered text. Runs where a text in force holds an item (as amended, with everything
//!   that it rests on and the figures that hold then) which no earlier period of the area and no area around it has held.
//!   Whoever looks at one item with what it rests on misses nothing here; whoever compares items that have nothing to
//!   do with each other belongs in [`of_text`].

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::accepted::Acceptances;
use super::area::{self, Found, Record};
use super::rules::{Memo, Place, Report};
use super::{causes, rules, superior, time, words};
use crate::corpus::{Area, Asked, Corpus, TextInForce, parallel};
use crate::diagnostics::{Diagnostic, Severity};
use crate::program::compile::Compiled;
use crate::source::FileId;

/// What was found, and how much was looked at.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Each finding once, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// Areas that have a text in force on some day.
    pub areas: usize,
    /// Distinct periods of all areas.
    pub periods: usize,
    /// Texts in force that were made, under all readings.
    pub texts: usize,
    /// Those of them whose rules were looked at: they held something that no text before them had held.
    pub compiled: usize,
}

/// What is wrong with a document by itself.
pub(super) fn of_document(corpus: &Corpus, document: usize) -> Vec<Diagnostic> {
    words::of_document(corpus, document)
}

/// What is wrong with a text in force: cheap looks only.
pub(super) fn of_text(corpus: &Corpus, _asked: &Asked, text: &TextInForce) -> Vec<Diagnostic> {
    superior::of_text(corpus, text)
}

/// What is wrong with the rules of a text in force; `compiled` has no program where something is wrong already.
pub(super) fn of_compiled(
    corpus: &Corpus,
    asked: &Asked,
    compiled: &Compiled,
    memo: &Memo,
    cleared: &BTreeSet<Place>,
) -> Report {
    let mut report = compiled
        .program
        .as_ref()
        .map_or_else(Report::default, |program| rules::check(program, memo, cleared));
    report.found.extend(time::of_compiled(corpus, asked, compiled));
    if let Some(program) = &compiled.program {
        report.found.extend(superior::of_program(corpus, &compiled.text, program));
    }
    report
}

/// What is wrong between documents that no one text in force holds together: a look at each of them once.
fn of_corpus(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = words::across_documents(corpus);
    found.extend(time::of_documents(corpus));
    found
}

/// Documents that a thread takes at a time.
const DOCUMENTS: usize = 16;
/// Areas that a thread takes at a time.
const AREAS: usize = 2;
/// With fewer areas than this on a level, one after another is checked on all threads.
const FEW: usize = 8;

/// Checks every document, and the text in force of every area in every period under every reading.
#[must_use]
pub fn check(corpus: &Corpus) -> Checked {
    let mut found = corpus.diagnostics.clone();
    let documents: Vec<usize> = (0..corpus.documents.len()).collect();
    found.extend(parallel::map(&documents, DOCUMENTS, |at| of_document(corpus, *at)).into_iter().flatten());
    let mut records = BTreeMap::new();
    check_areas(corpus, &mut records, &BTreeSet::from([Area::default()]), &Memo::default());
    gather(corpus, found, &records, |file| file.0 as usize)
}

/// Brings the records of all areas up to date: those that are not there, and those in a stale area.
pub(super) fn check_areas(
    corpus: &Corpus,
    records: &mut BTreeMap<Area, Record>,
    stale: &BTreeSet<Area>,
    memo: &Memo,
) {
    let areas = corpus.areas();
    records.retain(|area, _| areas.binary_search(area).is_ok());
    // Areas are sorted, so what lies inside one comes next.
    let outer = |at: usize| areas.get(at + 1).is_some_and(|next| next.within(&areas[at]));
    let deepest = areas.iter().map(Area::depth).max().unwrap_or(0);
    for depth in 0..=deepest {
        let wanted: Vec<usize> = (0..areas.len())
            .filter(|at| {
                let area = &areas[*at];
                let lapsed = || around(area).any(|around| stale.contains(&around));
                let holds = |record: &Record| record.serves(outer(*at)) && !lapsed();
                area.depth() == depth && !records.get(area).is_some_and(holds)
            })
            .collect();
        let spread = wanted.len() < FEW;
        let known = &*records;
        let batch = if spread { wanted.len() } else { AREAS };
        let made = parallel::map(&wanted, batch, |at| {
            let above = areas[*at].parent().and_then(|parent| known.get(&parent));
            area::check(corpus, &areas[*at], above, outer(*at), spread, memo)
        });
        records.extend(wanted.into_iter().map(|at| areas[at].clone()).zip(made));
    }
}

/// An area and all around it.
fn around(area: &Area) -> impl Iterator<Item = Area> {
    std::iter::successors(Some(area.clone()), Area::parent)
}

/// All findings: `found` as they are, then those of the areas, each where it is found first; in the order of the files, which
/// `rank` gives.
pub(super) fn gather(
    corpus: &Corpus,
    mut found: Vec<Diagnostic>,
    records: &BTreeMap<Area, Record>,
    rank: impl Fn(FileId) -> usize,
) -> Checked {
    found.extend(of_corpus(corpus));
    let acceptances = Acceptances::of(corpus);
    acceptances.accept_in_documents(&mut found);
    let mut checked = Checked { findings: found, ..Checked::default() };
    let key = |found: &Diagnostic| (found.code, found.severity, found.labels.clone(), found.message.clone());
    let mut known: BTreeMap<_, Option<usize>> = BTreeMap::new();
    if records.values().any(|record| !record.found.is_empty()) {
        known.extend(checked.findings.iter().map(|found| (key(found), None)));
    }
    let cleared: BTreeSet<_> = records.values().flat_map(|record| &record.cleared).collect();
    for record in records.values() {
        checked.areas += usize::from(record.periods > 0);
        checked.periods += record.periods;
        checked.texts += record.texts;
        checked.compiled += record.compiled;
        for Found { context, as_taken, accepting, found, unless_cleared } in &record.found {
            let open = unless_cleared.iter().filter(|(place, _)| !cleared.contains(place));
            for found in found.iter().chain(open.map(|(_, found)| found)) {
                let mut found = found.clone();
                acceptances.accept_where(accepting, &mut found);
                match known.entry(key(&found)) {
                    Entry::Vacant(place) => {
                        place.insert(Some(checked.findings.len()));
                        let context = found.context.clone().or(Some(context.clone()));
                        checked.findings.push(Diagnostic { context, ..found });
                    }
                    // Each area and period counts once, and no reading that is not taken.
                    Entry::Occupied(at) => {
                        if let (Some(at), true) = (at.get(), *as_taken) {
                            checked.findings[*at].also_in += 1;
                        }
                    }
                }
            }
        }
    }
    let broken = checked.findings.iter().any(|found| found.severity == Severity::Error);
    checked.findings.extend(acceptances.faults(corpus, broken));
    checked.findings.sort_by_key(|found| {
        let place = found.primary();
        (rank(place.file), place.start, place.end, Reverse(found.severity))
    });
    checked.findings = causes::one_per_cause(corpus, checked.findings);
    checked
}
