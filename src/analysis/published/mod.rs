//! Documents that are published: what was changed in them since.
//!
//! The digest of the lock tells an untouched text at once. A text that differs is compared with the one that was kept:
//! layout, 注, 认可 and 案例 may differ, nothing else.

mod error;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::corpus::lock::{Entry, LOCK, Lock, digest};
use crate::corpus::{Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::substance::{Substance, substance};

/// Compares the documents with what was published: `lock` is the text of the lock, `copy` gives a text that was kept.
///
/// The corpus then knows which documents are published, and holds the files that findings point into.
pub fn check(
    corpus: &mut Corpus,
    lock: &str,
    mut copy: impl FnMut(&Entry) -> Option<String>,
) -> Vec<Diagnostic> {
    let (read, odd) = Lock::read(lock);
    let mut places = Places { lock: None, text: lock.to_owned() };
    let mut found = Vec::new();
    for range in odd {
        let file = places.file(corpus);
        found.push(error::odd_lock_line(Span::new(file, range.start, range.end)));
    }
    let by_code: BTreeMap<&str, FileId> =
        corpus.documents.iter().rev().map(|d| (d.code.as_str(), d.syntax.file)).collect();
    let by_path: BTreeMap<&str, FileId> = corpus.files.iter().map(|(id, f)| (f.path.as_str(), id)).collect();
    // A file whose document has no code of its own, or none that can be read, is found by its path.
    let files: Vec<Option<FileId>> = read
        .current()
        .map(|entry| by_code.get(entry.code.as_str()).or_else(|| by_path.get(entry.path.as_str())).copied())
        .collect();
    for (entry, file) in read.current().zip(files) {
        match file {
            Some(file) => compare(corpus, &mut places, entry, file, &mut copy, &mut found),
            None => found.push(error::published_gone(places.line(corpus, entry), entry)),
        }
    }
    corpus.lock = read;
    found
}

/// The lock among the files of the corpus, once something points into it.
struct Places {
    lock: Option<FileId>,
    text: String,
}

impl Places {
    fn file(&mut self, corpus: &mut Corpus) -> FileId {
        *self.lock.get_or_insert_with(|| corpus.files.add(LOCK, self.text.as_str()))
    }

    /// The line of a publication.
    fn line(&mut self, corpus: &mut Corpus, entry: &Entry) -> Span {
        let file = self.file(corpus);
        let start = self.text.find(entry.digest.as_str()).unwrap_or(0);
        let start = self.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = self.text.get(start..).and_then(|rest| rest.find(" sha256:"));
        Span::new(file, start, end.map_or(self.text.len(), |end| start + end))
    }
}

fn compare(
    corpus: &mut Corpus,
    places: &mut Places,
    entry: &Entry,
    file: FileId,
    copy: &mut impl FnMut(&Entry) -> Option<String>,
    found: &mut Vec<Diagnostic>,
) {
    let now = corpus.files.file(file);
    let (moved, text) = (now.path != entry.path, now.text.clone());
    let title = corpus.documents.iter().find(|d| d.syntax.file == file).map(title_of);
    let title = title.unwrap_or(Span::new(file, 0, text.find('\n').unwrap_or(text.len())));
    if moved {
        let line = places.line(corpus, entry);
        found.push(error::published_moved(title, line, entry));
    }
    if digest(&text) == entry.digest {
        return;
    }
    let Some(kept) = copy(entry).filter(|kept| digest(kept) == entry.digest) else {
        let line = places.line(corpus, entry);
        found.push(error::published_text_lost(title, line, entry));
        return;
    };
    let (was, is) = (substance(&kept), substance(&text));
    if was.iter().map(|part| &part.words).eq(is.iter().map(|part| &part.words)) {
        return;
    }
    let old = corpus.files.add(entry.copy(), kept.as_str());
    let changes = changes(&was, &is);
    if changes.is_empty() {
        let whole = |part: &Substance, file| Span::new(file, part.range.start, part.range.end);
        let before = was.first().map_or(title, |part| whole(part, old));
        found.push(error::published_order(title, before, entry));
    }
    for Changed { article, was, is } in changes {
        let (was, is) = (was.narrowed(&kept, &is, &text), is.narrowed(&text, &was, &kept));
        let (was, is) = (was.label(old), is.label(file));
        found.push(error::published_changed(&article, is, was, entry));
    }
}

fn title_of(document: &Document) -> Span {
    document.syntax.title.span
}

/// An article that was changed: the sentences before and after.
struct Changed {
    article: String,
    was: Side,
    is: Side,
}

/// The sentences that differ on one side.
struct Side {
    range: Range<usize>,
    /// There are none: the range is what stands before the place.
    none: bool,
}

impl Side {
    /// Only the words that differ, where the other side has something too.
    fn narrowed(&self, own: &str, other: &Side, others: &str) -> Side {
        let (Some(mine), Some(theirs)) = (own.get(self.range.clone()), others.get(other.range.clone()))
        else {
            return Side { range: self.range.clone(), none: self.none };
        };
        if self.none || other.none {
            return Side { range: self.range.clone(), none: self.none };
        }
        let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
            a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
        };
        let head = same(&mut mine.chars(), &mut theirs.chars());
        let (mine, theirs) = (&mine[head..], &theirs[head..]);
        let tail = same(&mut mine.chars().rev(), &mut theirs.chars().rev());
        let (mut start, mut end) = (self.range.start + head, self.range.end - tail);
        // A number is shown whole.
        let digits = |c: &char| c.is_ascii_digit() || *c == '.';
        let size =
            |run: &mut dyn Iterator<Item = char>| run.take_while(digits).map(char::len_utf8).sum::<usize>();
        if own[start..end].starts_with(|c: char| c.is_ascii_digit()) || start == end {
            start -= size(&mut own[self.range.start..start].chars().rev());
        }
        if own[start..end].ends_with(|c: char| c.is_ascii_digit()) {
            end += size(&mut own[end..self.range.end].chars());
        }
        // Where words are missing, the sign before the place is shown.
        if start == end {
            let before = own.get(..start).and_then(|text| text.chars().next_back());
            start -= before.map_or(0, char::len_utf8);
        }
        if start == end {
            end += own.get(end..).and_then(|text| text.chars().next()).map_or(0, char::len_utf8);
        }
        Side { range: start..end, none: false }
    }

    fn label(&self, file: FileId) -> (Span, bool) {
        (Span::new(file, self.range.start, self.range.end), self.none)
    }
}

/// The sentences of each article, in the order of the text; articles of one label are told apart by their order.
fn articles(parts: &[Substance]) -> Vec<((&str, usize), Range<usize>)> {
    let mut all: Vec<((&str, usize), Range<usize>)> = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        let label = part.article.as_str();
        let heading = !label.is_empty() && part.words.starts_with(label);
        match all.last_mut().filter(|((last, _), _)| *last == label && !heading) {
            Some((_, range)) => range.end = at + 1,
            None => {
                let count = seen.entry(label).or_insert(0);
                *count += 1;
                all.push(((label, *count), at..at + 1));
            }
        }
    }
    all
}

/// What differs, by article.
fn changes(was: &[Substance], is: &[Substance]) -> Vec<Changed> {
    let (before, after) = (articles(was), articles(is));
    let find = |all: &[((&str, usize), Range<usize>)]| -> BTreeMap<(String, usize), Range<usize>> {
        all.iter().map(|((label, nth), range)| (((*label).to_owned(), *nth), range.clone())).collect()
    };
    let (old, new) = (find(&before), find(&after));
    let gone = before.iter().filter(|((label, nth), _)| !new.contains_key(&((*label).to_owned(), *nth)));
    let mut found = Vec::new();
    for ((label, nth), range) in &after {
        match old.get(&((*label).to_owned(), *nth)) {
            Some(other) => found.extend(differing(label, (was, other), (is, range))),
            None => {
                let place = place_before(is, range.start, was);
                let is = Side { range: whole(&is[range.clone()]), none: false };
                found.push(Changed { article: (*label).to_owned(), was: place, is });
            }
        }
    }
    for ((label, _), range) in gone {
        let is = place_before(was, range.start, is);
        let was = Side { range: whole(&was[range.clone()]), none: false };
        found.push(Changed { article: (*label).to_owned(), was, is });
    }
    found
}

/// From the first to the last sentence that differs.
fn differing(
    label: &str,
    (was, old): (&[Substance], &Range<usize>),
    (is, new): (&[Substance], &Range<usize>),
) -> Option<Changed> {
    let (was, is) = (&was[old.clone()], &is[new.clone()]);
    let same = |(a, b): &(&Substance, &Substance)| a.words == b.words;
    let head = was.iter().zip(is).take_while(same).count();
    let tail = was[head..].iter().rev().zip(is[head..].iter().rev()).take_while(same).count();
    let (before, after) = (&was[head..was.len() - tail], &is[head..is.len() - tail]);
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let side = |parts: &[Substance], all: &[Substance]| {
        let near = || all.get(head.saturating_sub(1)).map_or(0..0, |part| part.range.clone());
        Side { range: if parts.is_empty() { near() } else { whole(parts) }, none: parts.is_empty() }
    };
    let header = before.iter().chain(after).all(|part| part.header);
    let article = if header { "文件头".to_owned() } else { label.to_owned() };
    Some(Changed { article, was: side(before, was), is: side(after, is) })
}

fn whole(parts: &[Substance]) -> Range<usize> {
    match parts {
        [first, .., last] => first.range.start..last.range.end,
        [only] => only.range.clone(),
        [] => 0..0,
    }
}

/// Where an article of one text would stand in the other: after what stands before it in its own.
fn place_before(own: &[Substance], at: usize, other: &[Substance]) -> Side {
    let before = own[..at].iter().rev().find_map(|part| other.iter().find(|known| known.words == part.words));
    Side { range: before.or(other.first()).map_or(0..0, |part| part.range.clone()), none: true }
}
