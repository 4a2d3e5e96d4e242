//! Files by id, with their text.

use super::Span;
use super::line_index::LineIndex;

/// Index of a file in a [`FileSet`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A file: its path as the user knows it, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the corpus, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
    /// Where its lines begin.
    pub lines: LineIndex,
}

/// All files of a corpus, in a fixed order.
#[derive(Clone, Debug, Default)]
pub struct FileSet {
    files: Vec<SourceFile>,
}

impl FileSet {
    /// An empty set.
    pub fn new() -> FileSet {
        FileSet::default()
    }
    /// Adds a file and gives its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let lines = LineIndex::new(&text);
        self.files.push(SourceFile { path: path.into(), text, lines });
        FileId((self.files.len() - 1) as u32)
    }
    /// Gives a file another text.
    pub fn replace(&mut self, id: FileId, text: impl Into<String>) {
        let text = text.into();
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.lines = LineIndex::new(&text);
            file.text = text;
        }
    }
    /// The file behind an id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }
    /// The text of a range.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }
    /// Files in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }
    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
    /// `path:line:character`, for people.
    pub fn place(&self, span: Span) -> String {
        let file = self.file(span.file);
        let position = file.lines.position(&file.text, span.start as usize);
        format!("{}:{}:{}", file.path, position.line, position.character)
    }
}
