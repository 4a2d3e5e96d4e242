//! `published.lock`: which documents are published, and the digest of the text of each as it was then.
//!
//! One line for each publication, in the order of the codes; a later line of one code (更正) stands after the earlier:
//! `《甲》 2026-01-01 sha256:… 山西省/甲.yj`. The text itself is kept beside the lock, in `.published/`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::tree::Corpus;
use crate::quantity::calendar::Date;
use crate::source::FileId;

/// Its name in the folder of policies.
pub const LOCK: &str = "published.lock";
/// The folder of the published texts, beside it.
pub const COPIES: &str = ".published";

const HEAD: &str = "\
# 已经发布的公文，由“yiju 发布”写，不要手改。
# 每行一次发布：代号、日期、发布时文本的摘要、文件；更正的另写理由。发布时的文本存放在 .published 文件夹里。
";
/// Stands between the path and the reason of a correction.
const CORRECTED: &str = " 更正：";
/// Hexadecimal digits of a digest that the name of a copy holds.
const SHORT: usize = 12;

/// A publication of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The document's code.
    pub code: String,
    /// The day that was given.
    pub on: Date,
    /// SHA-256 of its text, 64 hexadecimal digits.
    pub digest: String,
    /// Its path below the folder of policies.
    pub path: String,
    /// Why a document that was published already is published again, unchanged in law.
    pub correction: Option<String>,
}

impl Entry {
    /// Reads a line.
    #[must_use]
    pub fn read(line: &str) -> Option<Entry> {
        let (code, rest) = line.trim().strip_prefix('《')?.split_once('》')?;
        let (on, rest) = rest.trim_start().split_once(' ')?;
        let (digest, rest) = rest.trim_start().split_once(' ')?;
        let digest = digest.strip_prefix("sha256:")?;
        let (path, correction) = match rest.split_once(CORRECTED) {
            Some((path, reason)) => (path, Some(reason.trim().to_owned())),
            None => (rest, None),
        };
        let sound = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let path = path.trim();
        (sound && !path.is_empty()).then_some(Entry {
            code: code.to_owned(),
            on: Date::parse(on)?,
            digest: digest.to_ascii_lowercase(),
            path: path.to_owned(),
            correction,
        })
    }

    /// The publication in whose line a byte of the lock stands.
    #[must_use]
    pub fn at(lock: &str, byte: usize) -> Option<Entry> {
        let start = lock.get(..byte)?.rfind('\n').map_or(0, |at| at + 1);
        lock.get(start..)?.lines().next().and_then(Entry::read)
    }

    fn line(&self) -> String {
        let Entry { code, on, digest, path, correction } = self;
        let reason = correction.as_ref().map(|reason| format!("{CORRECTED}{reason}")).unwrap_or_default();
        format!("《{code}》 {} sha256:{digest} {path}{reason}\n", on.iso())
    }

    /// Where its text is kept, below the folder of policies.
    #[must_use]
    pub fn copy(&self) -> String {
        let named: String = self.code.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        format!("{COPIES}/{named}-{}.yj", self.digest.get(..SHORT).unwrap_or(&self.digest))
    }
}

/// All publications.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lock {
    /// In the order of the codes; of one code in the order of time.
    pub entries: Vec<Entry>,
    /// Whether a line says nothing: then it is not known what else is published.
    pub damaged: bool,
}

impl Lock {
    /// Reads the file; the lines that say nothing (bytes of the text) are given beside.
    #[must_use]
    pub fn read(text: &str) -> (Lock, Vec<std::ops::Range<usize>>) {
        let (mut lock, mut odd, mut at) = (Lock::default(), Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            let said = line.trim_start_matches('\u{FEFF}').trim();
            let range = at..at + line.trim_end().len();
            at += line.len();
            if said.is_empty() || said.starts_with('#') {
                continue;
            }
            match Entry::read(said) {
                Some(entry) => lock.entries.push(entry),
                None => odd.push(range),
            }
        }
        lock.entries.sort_by(|one, other| one.code.cmp(&other.code));
        lock.damaged = !odd.is_empty();
        (lock, odd)
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        self.entries.iter().fold(HEAD.to_owned(), |mut text, entry| {
            // Writing to a string does not fail.
            let _ = text.write_str(&entry.line());
            text
        })
    }

    /// Adds a publication after the others of its code.
    pub fn add(&mut self, entry: Entry) {
        let at = self.entries.partition_point(|known| known.code <= entry.code);
        self.entries.insert(at, entry);
    }

    /// The last publication of each code.
    pub fn current(&self) -> impl Iterator<Item = &Entry> {
        let next = self.entries.iter().skip(1).map(Some).chain([None]);
        self.entries
            .iter()
            .zip(next)
            .filter_map(|(entry, next)| next.is_none_or(|next| next.code != entry.code).then_some(entry))
    }

    /// The last publication of a code.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<&Entry> {
        let end = self.entries.partition_point(|entry| entry.code.as_str() <= code);
        self.entries.get(end.checked_sub(1)?).filter(|entry| entry.code == code)
    }
}

impl Corpus {
    /// Whether a file holds a published document, whose text must not be changed any more: by the document's code, or by
    /// its path, should the code not be readable now. While the lock is damaged, every file may be one.
    #[must_use]
    pub fn may_be_published(&self, file: FileId) -> bool {
        let code = self.document_in(file).and_then(|at| self.documents.get(at)).map(|d| d.code.as_str());
        let path = &self.files.file(file).path;
        self.lock.damaged
            || self.lock.entries.iter().any(|entry| Some(entry.code.as_str()) == code || &entry.path == path)
    }
}

/// Whether a file of the corpus is the lock or a text that was kept, rather than one of the folder's documents.
#[must_use]
pub fn is_kept(path: &str) -> bool {
    path == LOCK || path.strip_prefix(COPIES).is_some_and(|rest| rest.starts_with('/'))
}

/// A text as it is kept and digested: line breaks are `\n`, and no byte order mark stands before it.
#[must_use]
pub fn kept(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n")
}

/// SHA-256 of a text as it is kept.
#[must_use]
pub fn digest(text: &str) -> String {
    let digest = Sha256::digest(kept(text).as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn entry(code: &str, on: &str, text: &str) -> Entry {
        let on = Date::parse(on).unwrap();
        let path = format!("山西省/{code} 一.yj");
        Entry { code: code.to_owned(), on, digest: digest(text), path, correction: None }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock::default();
        for (code, on, text) in
            [("乙", "2026-01-02", "b"), ("甲", "2026-01-01", "a"), ("乙", "2026-02-01", "c")]
        {
            lock.add(entry(code, on, text));
        }
        lock.entries.iter_mut().filter(|e| e.digest == digest("c")).for_each(|e| {
            e.correction = Some("第三条录入有误".to_owned());
        });
        let (read, odd) = Lock::read(&lock.text());
        assert_eq!((&read, odd.len()), (&lock, 0));
        assert_eq!(read.of("乙").map(|e| e.digest.clone()), Some(digest("c")));
        assert_eq!(read.of("丙"), None);
        assert_eq!(read.current().count(), 2);
        let codes: Vec<&str> = read.entries.iter().map(|e| e.code.as_str()).collect();
        assert_eq!(codes.len(), 3);
        assert!(codes.is_sorted());
    }

    #[test]
    fn a_line_that_says_nothing_is_told() {
        let (lock, odd) = Lock::read("# 甲\n《乙》 2026-01-01 sha256:12 丙.yj\n");
        assert_eq!((lock.entries.len(), odd.len(), lock.damaged), (0, 1, true));
    }

    #[test]
    fn line_breaks_do_not_change_a_digest() {
        assert_eq!(digest("\u{FEFF}甲\r\n乙\r\n"), digest("甲\n乙\n"));
        assert_ne!(digest("甲\n"), digest("乙\n"));
    }
}
