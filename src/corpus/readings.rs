//! 疑义 whose readings are code: which sentences stand under which reading, and which readings are taken.

use std::collections::BTreeMap;

use super::area::Area;
use super::error;
use super::tree::{Corpus, StatementId, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::nearest;
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Guard, Note, Statement};

/// A 疑义: the sentence that it stands below, and which of its notes it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DoubtId {
    /// The sentence.
    pub by: StatementId,
    /// Position among its notes.
    pub note: usize,
}

/// A reading that is taken in place of the one that the document takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Switch {
    /// The doubt.
    pub doubt: DoubtId,
    /// One of its readings.
    pub reading: String,
}

/// Which text in force is asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Asked {
    /// Where.
    pub area: Area,
    /// The day whose law it is.
    pub on: Date,
    /// Only documents issued by this day are known; all if none.
    pub known_by: Option<Date>,
    /// Readings that are switched; of two of one doubt the last holds.
    pub readings: Vec<Switch>,
}

impl Asked {
    /// Everything known, every reading as the documents take it.
    #[must_use]
    pub fn new(area: &Area, on: Date) -> Asked {
        Asked { area: area.clone(), on, known_by: None, readings: Vec::new() }
    }

    /// The same with one more reading switched.
    #[must_use]
    pub fn with(&self, switch: Switch) -> Asked {
        let mut asked = self.clone();
        asked.readings.push(switch);
        asked
    }

    /// The reading that is switched to, if the doubt is switched at all.
    #[must_use]
    pub fn switched(&self, doubt: DoubtId) -> Option<&str> {
        self.readings.iter().rev().find(|switch| switch.doubt == doubt).map(|switch| switch.reading.as_str())
    }
}

/// Why words do not tell one reading of one doubt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfound {
    /// No doubt is meant by these words; the nearest.
    Doubt(Option<String>),
    /// No doubt that is meant has this reading; those that it could be.
    Reading(Vec<String>),
    /// Several doubts fit.
    Several(Vec<DoubtId>),
    /// The reading is not written as rules, so nothing follows from taking it.
    NotCode(DoubtId),
}

/// Which sentences of a document stand under which of its doubts. A doubt is told by its sentence and its place there.
#[derive(Clone, Debug, Default)]
pub struct Under {
    /// By sentence.
    over: BTreeMap<usize, (usize, usize)>,
    /// Doubts over some sentence, in order.
    coded: Vec<(usize, usize)>,
}

impl Under {
    /// Of the sentences of a document.
    pub(super) fn new(statements: &[Statement]) -> Under {
        let mut under = Under::default();
        for (at, statement) in statements.iter().enumerate() {
            let Some(guard) = &statement.guard else { continue };
            let doubts = doubts_of(statements);
            let meant = doubts.filter(|(by, note)| guard_fits(guard, &statements[*by].notes[*note]));
            if let [one] = meant.collect::<Vec<_>>()[..] {
                under.over.insert(at, one);
                under.coded.push(one);
            }
        }
        under.coded.sort_unstable();
        under.coded.dedup();
        under
    }
}

/// The 疑义 that list readings, in order: sentence, and place among its notes.
fn doubts_of(statements: &[Statement]) -> impl Iterator<Item = (usize, usize)> {
    statements.iter().enumerate().flat_map(|(at, statement)| {
        let notes = statement.notes.iter().enumerate();
        notes.filter(|(_, note)| note.doubt && !note.readings.is_empty()).map(move |(note, _)| (at, note))
    })
}

/// Whether a 读法 may mean a doubt.
fn guard_fits(guard: &Guard, note: &Note) -> bool {
    guard.doubt.as_ref().is_none_or(|doubt| doubt.text == note.text.text)
        && note.readings.contains(&guard.reading)
}

impl Corpus {
    /// A doubt's words and readings.
    #[must_use]
    pub fn doubt(&self, id: DoubtId) -> &Note {
        &self.statement(id.by).notes[id.note]
    }

    /// The 疑义 of a document that list readings, in order.
    pub fn doubts(&self, document: usize) -> impl Iterator<Item = DoubtId> {
        let doubts = doubts_of(&self.documents[document].syntax.statements);
        doubts.map(move |(statement, note)| DoubtId { by: StatementId { document, statement }, note })
    }

    /// The doubts that a 读法 may mean: one, if it is written rightly.
    fn meant(&self, document: usize, guard: &Guard) -> Vec<DoubtId> {
        self.doubts(document).filter(|id| guard_fits(guard, self.doubt(*id))).collect()
    }

    /// The doubt under which a sentence stands, if it is written under a reading of one.
    #[must_use]
    pub fn doubt_over(&self, by: StatementId) -> Option<DoubtId> {
        self.statement(by).guard.as_ref()?;
        let document = by.document;
        let (statement, note) = self.documents[document].under.over.get(&by.statement).copied()?;
        Some(DoubtId { by: StatementId { document, statement }, note })
    }

    /// Whether a reading of a doubt is written as rules.
    #[must_use]
    pub fn is_code(&self, doubt: DoubtId) -> bool {
        self.documents[doubt.by.document].under.coded.contains(&(doubt.by.statement, doubt.note))
    }

    /// The doubts of a document whose readings are rules, in order.
    pub fn coded_doubts_of(&self, document: usize) -> impl Iterator<Item = DoubtId> {
        let coded = self.documents[document].under.coded.iter();
        coded.map(move |(statement, note)| DoubtId {
            by: StatementId { document, statement: *statement },
            note: *note,
        })
    }

    /// Whether a sentence belongs to its document under the readings that are taken.
    #[must_use]
    pub fn applies(&self, by: StatementId, asked: &Asked) -> bool {
        let Some(guard) = &self.statement(by).guard else { return true };
        let Some(doubt) = self.doubt_over(by) else { return false };
        let stated = || self.doubt(doubt).taken.as_ref().map(|taken| taken.text.as_str());
        asked.switched(doubt).or_else(stated) == Some(guard.reading.text.as_str())
    }

    /// A switched reading in words: 《甲》疑义“…”按“…”.
    #[must_use]
    pub fn reading_words(&self, switch: &Switch) -> String {
        let code = &self.documents[switch.doubt.by.document].code;
        format!("《{code}》疑义“{}”按“{}”", self.doubt(switch.doubt).text, switch.reading)
    }

    /// The reading of a doubt that one means by its words, or a part of them that fits no other, in the documents of an
    /// area (of all, if none); only doubts whose readings are rules can be switched.
    pub fn find_reading(
        &self,
        area: Option<&Area>,
        code: Option<&str>,
        doubt: Option<&str>,
        reading: &str,
    ) -> Result<Switch, Unfound> {
        let documents = (0..self.documents.len()).filter(|at| {
            let document = &self.documents[*at];
            area.is_none_or(|area| area.within(&document.area))
                && code.is_none_or(|code| document.code == code)
        });
        let all: Vec<DoubtId> = documents.flat_map(|at| self.doubts(at)).collect();
        let words = |id: &DoubtId| self.doubt(*id).text.text.as_str();
        let named: Vec<DoubtId> = match doubt {
            None => all,
            Some(doubt) => {
                let exact: Vec<DoubtId> = all.iter().copied().filter(|id| words(id) == doubt).collect();
                let part = || all.iter().copied().filter(|id| words(id).contains(doubt)).collect();
                let found = if exact.is_empty() { part() } else { exact };
                if found.is_empty() {
                    let near = nearest(doubt, all.iter().map(words)).map(str::to_owned);
                    return Err(Unfound::Doubt(near));
                }
                found
            }
        };
        let has = |id: &DoubtId| self.doubt(*id).readings.iter().any(|known| known.text == reading);
        let fitting: Vec<DoubtId> = named.iter().copied().filter(has).collect();
        let coded: Vec<DoubtId> = fitting.iter().copied().filter(|id| self.is_code(*id)).collect();
        match (&coded[..], &fitting[..]) {
            ([one], _) => Ok(Switch { doubt: *one, reading: reading.to_owned() }),
            ([], []) => {
                let readings = named.iter().flat_map(|id| &self.doubt(*id).readings);
                let mut readings: Vec<String> = readings.map(|known| known.text.clone()).collect();
                readings.dedup();
                Err(Unfound::Reading(readings))
            }
            ([], [one, ..]) => Err(Unfound::NotCode(*one)),
            _ => Err(Unfound::Several(coded)),
        }
    }
}

impl TextInForce {
    /// The doubts of the documents in force whose readings are rules.
    #[must_use]
    pub fn coded_doubts(&self, corpus: &Corpus) -> Vec<DoubtId> {
        self.documents.iter().flat_map(|at| corpus.coded_doubts_of(*at)).collect()
    }

    /// Every other reading of those doubts that could be taken instead, one at a time.
    #[must_use]
    pub fn other_readings(&self, corpus: &Corpus, asked: &Asked) -> Vec<Switch> {
        let mut others = Vec::new();
        for doubt in self.coded_doubts(corpus) {
            let note = corpus.doubt(doubt);
            let stated = note.taken.as_ref().map(|taken| taken.text.as_str());
            let now = asked.switched(doubt).or(stated);
            let other = |reading: &&crate::syntax::tree::Word| Some(reading.text.as_str()) != now;
            let readings = note.readings.iter().filter(other);
            others.extend(readings.map(|reading| Switch { doubt, reading: reading.text.clone() }));
        }
        others
    }
}

/// What is wrong with the 读法 and the 疑义 of a document.
pub(super) fn check(corpus: &Corpus, document: usize) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for id in corpus.doubts(document) {
        let note = corpus.doubt(id);
        if let Some(taken) = note.taken.as_ref().filter(|taken| !note.readings.contains(taken)) {
            found.push(error::taken_is_not_listed(taken, note));
        }
    }
    for (statement, read) in corpus.documents[document].syntax.statements.iter().enumerate() {
        let Some(guard) = &read.guard else { continue };
        match &corpus.meant(document, guard)[..] {
            [_] => {}
            [] => {
                let by = StatementId { document, statement };
                let readings: Vec<&Note> = corpus.doubts(document).map(|id| corpus.doubt(id)).collect();
                let words = readings.iter().flat_map(|note| &note.readings).map(|word| word.text.as_str());
                let near = nearest(&guard.reading.text, words).map(str::to_owned);
                let near = near.filter(|near| *near != guard.reading.text);
                found.push(error::unknown_reading(guard, corpus.statement(by).span, near));
            }
            [one, other, ..] => {
                found.push(error::several_doubts(guard, corpus.doubt(*one), corpus.doubt(*other)));
            }
        }
    }
    found
}
