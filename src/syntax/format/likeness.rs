//! Whether two texts say the same: their trees without places, and their remarks.

use crate::source::FileId;
use crate::syntax::fold::Folded;
use crate::syntax::lines::{Piece, cut};
use crate::syntax::tree::Document;

/// What a text says, places and blanks left out: equal for two texts that differ in layout only.
#[must_use]
pub fn likeness(text: &str) -> String {
    of(&crate::syntax::parse(FileId(0), text).0, text)
}

/// What a text says whose tree is at hand.
pub(super) fn of(document: &Option<Document>, text: &str) -> String {
    let mut likeness = without_spans(&format!("{document:?}"));
    let folded = Folded::new(text);
    for piece in cut(&folded).0 {
        if let Piece::Remark(start, end) = piece {
            let raw = text.get(folded.origin(start)..folded.origin(end)).unwrap_or("");
            likeness.push('\n');
            likeness.push_str(raw.get("注".len()..).unwrap_or("").trim_start_matches([':', '：']).trim_end());
        }
    }
    likeness
}

/// A debug print of a tree without the places and without blanks.
fn without_spans(print: &str) -> String {
    let mut kept = String::with_capacity(print.len() / 2);
    for (i, part) in print.split("Span { ").enumerate() {
        let part = if i == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
        kept.extend(part.chars().filter(|c| !c.is_whitespace()));
    }
    kept.replace("\\n", "").replace("\\r", "").replace("\\u{3000}", "")
}
