//! Documents that are edited while they are checked: after a change only what it can reach is read and checked again. Text
//! in, findings out: the same findings in the same order as a check from the beginning would give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::area::Record;
use super::rules::Memo;
use super::whole::{self, Checked, of_document};
use crate::corpus::from_syntax::{self, ReadFile};
use crate::corpus::{Area, Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::source::FileId;

/// A corpus with what has been found in it so far.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    corpus: Corpus,
    /// Files that are there, by path.
    present: BTreeMap<String, FileId>,
    /// Every file that ever was: one that comes back has its number again.
    numbers: BTreeMap<String, FileId>,
    /// What is wrong with files and their documents by themselves.
    alone: BTreeMap<FileId, Alone>,
    records: BTreeMap<Area, Record>,
    /// What is known of rules, whatever document writes them.
    memo: Arc<Memo>,
    /// Areas whose records do not hold any more, with all inside them.
    stale: BTreeSet<Area>,
}

/// What is wrong with a file by itself, by who finds it.
#[derive(Clone, Debug, Default)]
struct Alone {
    reading: Vec<Diagnostic>,
    doubts: Vec<Diagnostic>,
    /// None until it is looked at.
    analyses: Option<Vec<Diagnostic>>,
}

impl Workspace {
    /// With some files, given as (path, text); of two with one path the last counts.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Workspace {
        let mut workspace = Workspace::default();
        let files: BTreeMap<String, String> = files.into_iter().collect();
        for (path, text) in files {
            let file = workspace.corpus.files.add(path.clone(), text);
            workspace.numbers.insert(path.clone(), file);
            workspace.present.insert(path, file);
        }
        let files: Vec<_> = workspace.corpus.files.iter().collect();
        let read = from_syntax::read_files(&files);
        let numbers: Vec<FileId> = files.iter().map(|(file, _)| *file).collect();
        for (file, ReadFile { document, diagnostics }) in numbers.into_iter().zip(read) {
            workspace.alone.insert(file, Alone { reading: diagnostics, ..Alone::default() });
            workspace.corpus.documents.extend(document);
        }
        workspace.corpus.renew();
        for at in 0..workspace.corpus.documents.len() {
            workspace.read_doubts(at);
        }
        workspace.stale.insert(Area::default());
        workspace
    }

    /// The documents as they stand. Its own findings are not kept up: [`Workspace::check`] gives all.
    #[must_use]
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// Paths of the files that are there, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.present.keys().map(String::as_str)
    }

    /// A file is there with this text, whether it was before or not.
    pub fn set(&mut self, path: &str, text: &str) {
        let known = self.present.get(path).copied();
        if known.is_some_and(|file| self.corpus.files.file(file).text == text) {
            return;
        }
        let old = known.and_then(|file| self.take(file));
        let file = match self.numbers.get(path) {
            Some(file) => {
                self.corpus.files.replace(*file, text);
                *file
            }
            None => self.corpus.files.add(path, text),
        };
        self.numbers.insert(path.to_owned(), file);
        self.present.insert(path.to_owned(), file);
        let ReadFile { document, diagnostics } = from_syntax::read_file(file, path, text);
        self.alone.insert(file, Alone { reading: diagnostics, ..Alone::default() });
        self.put(path, old, document);
    }

    /// A file is not there any more.
    pub fn remove(&mut self, path: &str) {
        let Some(file) = self.present.remove(path) else { return };
        self.alone.remove(&file);
        let old = self.take(file);
        self.corpus.files.replace(file, "");
        self.put(path, old, None);
    }

    /// Takes the document of a file out, while its text is still there; gives its code.
    fn take(&mut self, file: FileId) -> Option<String> {
        let at = self.corpus.document_in(file)?;
        self.reach(at);
        Some(self.corpus.documents.remove(at).code)
    }

    /// Puts the document of a file in its place among the others.
    fn put(&mut self, path: &str, old: Option<String>, document: Option<Document>) {
        let files = &self.corpus.files;
        let place =
            self.corpus.documents.partition_point(|other| files.file(other.syntax.file).path.as_str() < path);
        let new = document.as_ref().map(|document| document.code.clone());
        self.corpus.documents.splice(place..place, document);
        self.corpus.renew();
        if new.is_some() {
            self.read_doubts(place);
            self.reach(place);
        }
        if old != new {
            self.reach_faulty();
        }
    }

    fn read_doubts(&mut self, at: usize) {
        let found = from_syntax::check_doubts(&self.corpus, at);
        let file = self.corpus.documents[at].syntax.file;
        self.alone.entry(file).or_default().doubts = found;
    }

    /// The areas that a document can reach: its own with all inside it; those of documents that name it; those that read
    /// its figures from elsewhere, where such a figure is not simply a number.
    fn reach(&mut self, at: usize) {
        let document = &self.corpus.documents[at];
        self.stale.insert(document.area.clone());
        let odd = self.corpus.odd_figures(document);
        for other in &self.corpus.documents {
            if other.marks.codes.contains(&document.code)
                || odd.iter().any(|name| other.may_read_elsewhere(name))
            {
                self.stale.insert(other.area.clone());
            }
        }
    }

    /// Findings may propose the code of a document that comes or goes.
    fn reach_faulty(&mut self) {
        let faulty = self.records.iter().filter(|(_, record)| !record.found.is_empty());
        self.stale.extend(faulty.map(|(area, _)| area.clone()));
    }

    /// Everything that is found in the documents as they stand.
    pub fn check(&mut self) -> Checked {
        for at in 0..self.corpus.documents.len() {
            let file = self.corpus.documents[at].syntax.file;
            if self.alone.get(&file).is_some_and(|alone| alone.analyses.is_none()) {
                let found = of_document(&self.corpus, at);
                self.alone.entry(file).or_default().analyses = Some(found);
            }
        }
        whole::check_areas(&self.corpus, &mut self.records, &self.stale, &self.memo);
        self.stale.clear();
        let alone = || self.present.values().filter_map(|file| self.alone.get(file));
        let mut found: Vec<Diagnostic> = alone().flat_map(|alone| &alone.reading).cloned().collect();
        found.extend(from_syntax::same_codes(&self.corpus.documents));
        found.extend(alone().flat_map(|alone| &alone.doubts).cloned());
        found.extend(alone().filter_map(|alone| alone.analyses.as_ref()).flatten().cloned());
        let mut ranks: Vec<usize> = vec![0; self.corpus.files.len()];
        for (rank, file) in self.present.values().enumerate() {
            ranks[file.0 as usize] = rank;
        }
        whole::gather(&self.corpus, found, &self.records, |file| ranks[file.0 as usize])
    }
}
