//! How documents, sentences and days are called.

use crate::corpus::tree::{Corpus, Document, StatementId};
use crate::corpus::wording::Line;
use crate::presentation::document::table::{Mark, Part, Table};
use crate::presentation::document::{Block, RuleLine};
use crate::quantity::calendar::Date;
use crate::syntax::tree::{DateClaim, Row, Word};

/// 一 to 九十九.
pub(super) fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) if tens < 10 => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

/// Who issued a document and its number, as far as its head says.
pub(super) fn issued(document: &Document) -> Vec<String> {
    let told = |words: &Option<String>| {
        let words =
            words.as_deref().filter(|words| !words.starts_with("未载明") || words.contains("假定"))?;
        Some(match words.split_once("假定") {
            Some((_, assumed)) => format!("{}（假定）", assumed.trim()),
            None => words.to_owned(),
        })
    };
    [told(&document.issuer), told(&document.number)].into_iter().flatten().collect()
}

/// From when a document is in force, and to when.
pub(super) fn in_force(document: &Document) -> String {
    let mut words = format!("{}起", claimed(document.effective));
    if let Some(last) = document.expires {
        words.push_str(&format!("，到{last}为止"));
    }
    words
}

/// A day, and that it is assumed.
pub(super) fn claimed(day: DateClaim) -> String {
    dated(day.date, day.assumed)
}

/// A day, and whether it is assumed.
pub(super) fn dated(day: Date, assumed: bool) -> String {
    if day == Date::NEVER_BEFORE {
        return "自始".to_owned();
    }
    format!("{day}{}", if assumed { "（假定）" } else { "" })
}

/// A day for machines; none for the open ends.
pub(super) fn iso(date: Date) -> Option<String> {
    (date != Date::NEVER_BEFORE && date != Date::FOREVER).then(|| date.iso())
}

/// The quotes of a sentence.
pub(super) fn quotes(corpus: &Corpus, id: StatementId) -> Vec<Block> {
    let quotes = corpus.statement(id).quotes.iter().map(|quote| {
        let head = if quote.verbatim { "原文：" } else { "转述：" };
        Block::Quote { text: format!("{head}{}", quote.text.text) }
    });
    quotes.collect()
}

/// Lines of a sentence: what other documents put there is marked, with the documents behind it.
pub(super) fn rule(corpus: &Corpus, lines: &[Line]) -> Vec<RuleLine> {
    lines
        .iter()
        .map(|line| {
            let makers: Vec<String> = line.makers().into_iter().map(|by| corpus.citation(by)).collect();
            let parts =
                line.runs.iter().map(|run| Part { text: run.text.clone(), mark: run.by.map(|_| Mark::New) });
            let ground = (!makers.is_empty()).then(|| format!("〔{}〕", grouped(makers).join("、")));
            RuleLine { depth: line.depth, parts: parts.collect(), ground }
        })
        .collect()
}

/// Each citation once.
fn grouped(makers: Vec<String>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for maker in makers {
        if !told.contains(&maker) {
            told.push(maker);
        }
    }
    told
}

/// Lines of words that nothing has been done to.
pub(super) fn plain(depth: u8, text: impl Into<String>) -> RuleLine {
    RuleLine { depth, parts: vec![Part { text: text.into(), mark: None }], ground: None }
}

/// Lines that `one` has and `other` has not, on one line each.
pub(super) fn only_in<'l>(one: &'l [Line], other: &[Line]) -> Vec<&'l Line> {
    let known: Vec<String> = other.iter().map(|line| bare(&line.text())).collect();
    one.iter().filter(|line| !known.contains(&bare(&line.text()))).collect()
}

/// Without the sign at the end, which changes when a line follows.
fn bare(text: &str) -> String {
    text.trim_end_matches(['；', '。', ';']).to_owned()
}

/// The rows of a table of a document.
pub(super) fn rows(rows: &[Row]) -> Table {
    let Some((head, body)) = rows.split_first() else { return Table::default() };
    let words = |row: &Row| row.cells.iter().map(|cell: &Word| cell.text.clone()).collect::<Vec<_>>();
    let head = words(head);
    let share = |at: usize| {
        let cells = body.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.text.chars().count());
        cells.max().unwrap_or(1).clamp(3, 30) as u16
    };
    let shares: Vec<u16> = (0..head.len()).map(share).collect();
    let mut table = Table { head, rows: Vec::new(), shares, right: Vec::new() };
    body.iter().for_each(|row| table.row(words(row)));
    table
}
