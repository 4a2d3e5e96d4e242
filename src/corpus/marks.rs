//! What can be told of a document at a glance: an identity of its text, and the words that each sentence mentions. Whoever
//! asks whether one text in force can differ from another compares these, not the sentences.

use super::tree::{Corpus, StatementId};
use crate::syntax::fold::Folded;
use crate::syntax::tree::{Body, Expr, ExprKind, Row, Statement, Value, ValueKind};

/// A digest for comparing texts within one run: two that differ are told apart. It is no seal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Print(pub u128);

const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;

impl Print {
    /// Of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Print {
        let mut chunks = bytes.chunks_exact(8);
        let mut print = Print(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D);
        for chunk in &mut chunks {
            print = print.and(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        let rest =
            chunks.remainder().iter().fold(bytes.len() as u64, |rest, byte| rest << 8 | u64::from(*byte));
        print.and(rest)
    }
    /// With a number after it.
    #[must_use]
    pub fn and(self, number: u64) -> Print {
        let mixed = (self.0 ^ u128::from(number)).wrapping_mul(PRIME);
        Print(mixed ^ mixed >> 61)
    }
    /// With another print after it.
    #[must_use]
    pub fn with(self, other: Print) -> Print {
        self.and(other.0 as u64).and((other.0 >> 64) as u64)
    }
    /// As one of several whose order does not count.
    #[must_use]
    pub fn beside(self, other: Print) -> Print {
        Print(self.0.wrapping_add(other.and(0x9E37).0))
    }
}

/// A word as a number.
#[must_use]
pub fn word(text: &str) -> u64 {
    Print::of(text.as_bytes()).0 as u64
}

/// What can be told of a document at a glance.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Of the path and the text of its file.
    pub stamp: Print,
    /// By sentence: every word in it that could be a name, ascending.
    pub words: Vec<Box<[u64]>>,
    /// Codes of documents that it names between 《》.
    pub codes: Vec<String>,
    /// Some sentence holds only until or from a day of its own.
    pub dated: bool,
    /// Some figure is published as a formula.
    pub formulas: bool,
}

impl Marks {
    /// Of a document's sentences.
    pub(super) fn new(path: &str, text: &str, statements: &[Statement]) -> Marks {
        let mut marks =
            Marks { stamp: Print::of(path.as_bytes()).with(Print::of(text.as_bytes())), ..Marks::default() };
        for (_, rest) in text.match_indices('《').map(|(at, open)| (at, &text[at + open.len()..])) {
            let code = rest.split('》').next().unwrap_or("").trim();
            if !marks.codes.iter().any(|known| known == code) {
                marks.codes.push(code.to_owned());
            }
        }
        for statement in statements {
            let mut words = Vec::new();
            names_in(text.get(statement.span.range()).unwrap_or(""), &mut words);
            for row in rows_of(&statement.body) {
                names_in(text.get(row).unwrap_or(""), &mut words);
            }
            words.sort_unstable();
            words.dedup();
            marks.words.push(words.into_boxed_slice());
            marks.dated |=
                matches!(statement.body, Body::Suspend { .. } | Body::Resume { .. } | Body::Continue { .. });
            marks.formulas |= is_formula(&statement.body);
        }
        marks
    }

    /// A sentence's identity.
    #[must_use]
    pub fn of_statement(&self, statement: usize) -> Print {
        self.stamp.and(statement as u64)
    }
}

impl Corpus {
    /// A sentence's identity.
    #[must_use]
    pub fn print(&self, id: StatementId) -> Print {
        self.documents[id.document].marks.of_statement(id.statement)
    }
    /// The words of a sentence that could be names.
    #[must_use]
    pub fn words(&self, id: StatementId) -> &[u64] {
        self.documents[id.document].marks.words.get(id.statement).map_or(&[], |words| words)
    }
}

/// Lines of tables, which lie outside the sentence's own place.
fn rows_of(body: &Body) -> Vec<std::ops::Range<usize>> {
    let of = |rows: &[Row]| rows.iter().map(|row| row.span.range()).collect();
    match body {
        Body::Publish { rows, .. } | Body::Table { rows, .. } | Body::Approval { rows, .. } => of(rows),
        Body::Entity { fields, .. } | Body::Extension { fields, .. } => {
            fields.iter().map(|field| field.span.range()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a sentence publishes anything but plain figures. A cell of a table is not read here: whatever is not a
/// number or one of the words for none counts.
fn is_formula(body: &Body) -> bool {
    let Body::Publish { value, rows, .. } = body else { return false };
    let plain = |expr: &Expr| matches!(expr.kind, ExprKind::Quantity(_));
    let formula = |value: &Value| match &value.kind {
        ValueKind::Computed { expr, .. } => !plain(expr),
        _ => false,
    };
    value.as_ref().is_some_and(formula)
        || rows.iter().skip(1).flat_map(|row| &row.cells).any(|cell| cell.text.contains('的'))
}

/// Whether a character may stand in a name (`letter` of the grammar).
fn is_letter(c: char) -> bool {
    c != '的'
        && (matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}' | '〇' | '_')
            || c.is_ascii_alphabetic())
}

/// Every run of letters that could be a name, and every name between 「」, as numbers.
fn names_in(text: &str, found: &mut Vec<u64>) {
    let plain =
        text.chars().all(|c| !matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{AD}' | 'Ａ'..='ｚ'));
    let folded = (!plain).then(|| Folded::new(text).text);
    let text = folded.as_deref().unwrap_or(text);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_letter(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(word(&text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    let bracketed = text.split('「').skip(1).filter_map(|rest| rest.split('」').next());
    found.extend(bracketed.map(word));
}

#[cfg(test)]
mod tests {
    use super::{Print, names_in, word};

    #[test]
    fn every_word_that_could_be_a_name_is_found() {
        let mut found = Vec::new();
        names_in("定义 成员的年龄（周岁）：从 出生日期 到 「甲的 乙2」 满60周岁", &mut found);
        for name in ["定义", "成员", "年龄", "周岁", "出生日期", "甲的 乙2", "满"] {
            assert!(found.contains(&word(name)), "{name}");
        }
    }

    #[test]
    fn prints_tell_texts_apart() {
        let texts = ["", "甲", "乙", "甲乙", "乙甲", "12345678", "123456781", "12345678\u{0}"];
        let mut prints: Vec<Print> = texts.iter().map(|text| Print::of(text.as_bytes())).collect();
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), texts.len());
        let (a, b) = (prints[0], prints[1]);
        assert_eq!(Print::default().beside(a).beside(b), Print::default().beside(b).beside(a));
        assert_ne!(a.with(b), b.with(a));
    }
}
