//! One layout for policy files: what `yiju fmt` writes.
//!
//! The words stay the author's; lines, indentation, blanks, punctuation and the columns of tables become the same in
//! every file. Quotes, remarks and everything that is free text stay as they are written. A text that cannot be read is
//! not touched, and a layout that would say something else is not handed out.

mod layout;
mod likeness;
mod marks;
mod table;
mod tokens;

pub use likeness::likeness;

use super::fold::Folded;
use super::lines::{Piece, cut, verb_of};
use super::parser::{Rule, parse};
use crate::diagnostics::Diagnostic;
use crate::source::FileId;
use layout::Where;
use marks::Marks;

/// A text in its layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formatted {
    /// The text, with the line ends of the file.
    pub text: String,
    /// Byte offsets of the file where a missing 。 was added.
    pub completed: Vec<usize>,
}

/// Why a text is left as it is.
#[derive(Clone, Debug)]
pub enum Untouched {
    /// It cannot be read.
    Faulty(Vec<Diagnostic>),
    /// The layout would read differently: a fault of this stage.
    Unsafe,
}

/// The text of a file in its layout.
///
/// # Errors
/// [`Untouched::Faulty`] for a text with errors of syntax, except that 。 is missing where the next line shows that the
/// sentence ends; [`Untouched::Unsafe`] if the result would not read as the text does.
pub fn format(file: FileId, text: &str) -> Result<Formatted, Untouched> {
    let (document, found) = super::parse(file, text);
    let (unfinished, wrong): (Vec<_>, Vec<_>) =
        found.iter().cloned().partition(|d| d.code == "E0101" && !d.fixes.is_empty());
    if !wrong.is_empty() {
        return Err(Untouched::Faulty(found));
    }
    let completed: Vec<usize> = unfinished.iter().map(|found| found.primary().end as usize).collect();
    let folded = Folded::new(text);
    let pieces = cut(&folded).0;
    let mut writer = Writer { folded: &folded, original: text, first: true, out: String::new() };
    let mut last: Option<&Piece> = None;
    for piece in &pieces {
        let gap = last.map_or(0, |last| writer.gap(last, piece));
        writer.out.push_str(&"\n".repeat(gap));
        let lines = writer.piece(piece);
        for line in lines.iter().flat_map(|line| line.split('\n')) {
            writer.out.push_str(line.trim_end());
            writer.out.push('\n');
        }
        let head = matches!(piece, Piece::Header(..) | Piece::Remark(..)) || writer.is_title(piece);
        writer.first &= head;
        last = Some(piece);
    }
    let mut laid_out = writer.out;
    let (again, slips) = super::parse(file, &laid_out);
    if !slips.is_empty() || likeness::of(&again, &laid_out) != likeness::of(&document, text) {
        return Err(if completed.is_empty() { Untouched::Unsafe } else { Untouched::Faulty(found) });
    }
    // Line ends and the mark of the encoding are the editor's business.
    if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) {
        laid_out = laid_out.replace('\n', "\r\n");
    }
    if text.starts_with('\u{FEFF}') {
        laid_out.insert(0, '\u{FEFF}');
    }
    Ok(Formatted { text: laid_out, completed })
}

struct Writer<'a> {
    folded: &'a Folded,
    original: &'a str,
    /// No sentence, heading or quote has been written yet.
    first: bool,
    out: String,
}

impl Writer<'_> {
    fn raw(&self, start: usize, end: usize) -> &str {
        self.original.get(self.folded.origin(start)..self.folded.origin(end)).unwrap_or("").trim()
    }

    fn words(&self, start: usize, end: usize) -> &str {
        self.folded.text.get(start..end).unwrap_or("")
    }

    fn is_title(&self, piece: &Piece) -> bool {
        matches!(piece, Piece::Sentence(start, end, _) if is_title(self.words(*start, *end)))
    }

    /// Empty lines between two pieces.
    fn gap(&self, last: &Piece, next: &Piece) -> usize {
        let head = |piece: &Piece| matches!(piece, Piece::Header(..)) || self.is_title(piece);
        match (last, next) {
            (_, Piece::Header(..)) => 0,
            (_, Piece::Heading(..) | Piece::Case(..)) => 1,
            (last, _) if head(last) => 1,
            _ => {
                let between = self.words(extent(last).1, extent(next).0);
                usize::from(between.matches('\n').count() > 1)
            }
        }
    }

    /// The lines of a piece.
    fn piece(&self, piece: &Piece) -> Vec<String> {
        match piece {
            Piece::Header(start, end) => {
                let colon = self.words(*start, *end).find(':').unwrap_or(0);
                let key = self.words(*start, start + colon).trim();
                vec![format!("{key}：{}", self.raw(start + colon + 1, *end))]
            }
            Piece::Heading(start, end) => {
                let line = self.raw(*start, *end);
                let (label, title) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                vec![format!("{label} {}", title.trim()).trim_end().to_owned()]
            }
            Piece::Quote(verbatim, start, end) => {
                let prefix = if *verbatim { "原文" } else { "转述" };
                vec![format!("{prefix}：{}", self.raw(*start, *end))]
            }
            Piece::Remark(start, end) => {
                let words =
                    self.original.get(self.folded.origin(start + "注:".len())..self.folded.origin(*end));
                vec![format!("注：{}", words.unwrap_or("").trim_end())]
            }
            Piece::Sentence(start, end, rows) => self.sentence(*start, *end, rows),
            Piece::Case(title, body) => {
                let mut lines = vec![format!("案例 {}", self.raw(title.0, title.1))];
                let text = self.words(body.0, body.1);
                if let Ok(pair) = parse(Rule::case_body, text) {
                    let mut marks = Marks::new(body.0, false);
                    marks.walk(pair, 2);
                    lines.extend(self.laid_out(*body, &marks, Where::Case, "。"));
                }
                lines
            }
        }
    }

    fn sentence(&self, start: usize, end: usize, rows: &[(usize, usize)]) -> Vec<String> {
        let text = self.words(start, end);
        if is_title(text) {
            let verb = verb_of(text).unwrap_or("");
            let title = self.raw(start + verb.len(), end);
            return vec![if title.contains('“') {
                format!("{verb} {title}")
            } else {
                format!("{verb} “{title}”")
            }];
        }
        let Ok(pair) = parse(Rule::sentence, text) else { return Vec::new() };
        let mut marks = Marks::new(start, false);
        marks.sentence(pair);
        let place = match verb_of(text) {
            Some("读法") => Where::Announced,
            _ if self.first => Where::First,
            _ => Where::Sentence,
        };
        let stop = if rows.is_empty() { "。" } else { "" };
        let mut lines = self.laid_out((start, end), &marks, place, stop);
        let fields = matches!(verb_of(text), Some("实体" | "补充"));
        lines.extend(table::lines(self.folded, self.original, rows, fields));
        lines
    }

    fn laid_out(&self, range: (usize, usize), marks: &Marks, place: Where, stop: &str) -> Vec<String> {
        let tokens = tokens::tokens(self.folded, self.original, range, marks);
        let mut lines = layout::lines(&tokens, marks.whole, place);
        if let Some(last) = lines.last_mut() {
            last.push_str(stop);
        }
        lines
    }
}

fn is_title(sentence: &str) -> bool {
    matches!(verb_of(sentence), Some("政策" | "词汇"))
}

/// Where a piece begins and ends.
fn extent(piece: &Piece) -> (usize, usize) {
    match piece {
        Piece::Header(start, end) | Piece::Heading(start, end) | Piece::Remark(start, end) => (*start, *end),
        Piece::Quote(_, start, end) => (*start, *end),
        Piece::Sentence(start, end, rows) => (*start, rows.last().map_or(*end, |(_, end)| *end)),
        Piece::Case(title, body) => (title.0, body.1),
    }
}
