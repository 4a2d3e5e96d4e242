//! Published figures as cells with periods; holes and overlaps between them.

use std::collections::BTreeMap;

use super::area::Area;
use super::error;
use super::tree::{Corpus, Figure, StatementId};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Body, DateClaim, IndexItem, Row, Value, ValueKind, Word};
use crate::syntax::value_of_cell;

/// The figures of a 公布 sentence.
pub fn of_statement(corpus: &Corpus, by: StatementId) -> (Vec<Figure>, Vec<Diagnostic>) {
    let statement = corpus.statement(by);
    let document = &corpus.documents[by.document];
    let Body::Publish { name, index, from, to, value, rows, .. } = &statement.body else {
        return (Vec::new(), Vec::new());
    };
    let mut diagnostics = Vec::new();
    let from =
        from.unwrap_or(DateClaim { date: document.effective.date, assumed: document.effective.assumed });
    let mut year = None;
    let mut fixed: Vec<Word> = Vec::new();
    for item in index {
        match item {
            IndexItem::Year(y) => year = Some(*y),
            IndexItem::Name(word) => fixed.push(word.clone()),
        }
    }
    let figure = |coordinates: Vec<Word>, value: Value| Figure {
        parameter: name.text.clone(),
        coordinates,
        year,
        span: value.span,
        value,
        from,
        to: to.unwrap_or(Date::FOREVER),
        to_written: to.is_some(),
        area: document.area.clone(),
        by,
    };
    let mut figures = Vec::new();
    if let Some(value) = value {
        figures.push(figure(fixed.clone(), value.clone()));
    }
    match cells(rows) {
        Ok(cells) => {
            for (words, cell) in cells {
                match value_of_cell(document.syntax.file, &corpus.files.file(document.syntax.file).text, cell)
                {
                    Ok(value) => {
                        for combination in combinations(&words) {
                            figures.push(figure(
                                fixed.iter().cloned().chain(combination).collect(),
                                value.clone(),
                            ));
                        }
                    }
                    Err(diagnostic) => diagnostics.push(diagnostic),
                }
            }
        }
        Err((row, why)) => diagnostics.push(error::bad_publish_table(row, why)),
    }
    if figures.is_empty() && diagnostics.is_empty() {
        diagnostics.push(error::bad_publish_table(statement.span, "没有一个数额"));
    }
    (figures, diagnostics)
}

type Cells<'r> = Vec<(Vec<&'r Word>, &'r Word)>;

/// Cells of a list (｜区域｜数额｜) or of a cross table (｜供养方式｜城市｜农村｜).
fn cells(rows: &[Row]) -> Result<Cells<'_>, (crate::source::Span, &'static str)> {
    let Some((header, body)) = rows.split_first() else { return Ok(Vec::new()) };
    let mut cells = Vec::new();
    let amount = header.cells.iter().position(|c| c.text == "数额");
    for row in body {
        if row.cells.len() != header.cells.len() {
            return Err((row.span, "列数与首行不同"));
        }
        match amount {
            Some(amount) => {
                let words =
                    row.cells.iter().enumerate().filter(|(at, _)| *at != amount).map(|(_, c)| c).collect();
                cells.push((words, &row.cells[amount]));
            }
            None => {
                for (at, cell) in row.cells.iter().enumerate().skip(1) {
                    cells.push((vec![&row.cells[0], &header.cells[at]], cell));
                }
            }
        }
    }
    Ok(cells)
}

/// Every combination of words joined by 、.
fn combinations(words: &[&Word]) -> Vec<Vec<Word>> {
    let mut all: Vec<Vec<Word>> = vec![Vec::new()];
    for word in words {
        let parts: Vec<Word> = word
            .text
            .split('、')
            .map(|part| Word { text: part.trim().to_owned(), span: word.span })
            .collect();
        all = all
            .iter()
            .flat_map(|head| {
                parts.iter().map(move |part| {
                    let mut combination = head.clone();
                    combination.push(part.clone());
                    combination
                })
            })
            .collect();
    }
    all
}

/// What two figures have in common of which one follows the other.
fn cell(figure: &Figure) -> (&str, &Area, Option<i32>, Vec<&str>) {
    let mut words: Vec<&str> = figure.coordinates.iter().map(|word| word.text.as_str()).collect();
    words.sort_unstable();
    (&figure.parameter, &figure.area, figure.year, words)
}

/// Ends each figure where the next of the same cell begins; reports holes and overlaps.
pub fn close_periods(figures: &mut [Figure]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut order: Vec<usize> = (0..figures.len()).collect();
    order.sort_by_key(|at| (figures[*at].from.date, *at));
    let mut next: Vec<Option<usize>> = vec![None; figures.len()];
    let mut last = BTreeMap::new();
    for at in &order {
        if let Some(before) = last.insert(cell(&figures[*at]), *at) {
            next[before] = Some(*at);
        }
    }
    drop(last);
    for at in order {
        let Some(next) = next[at] else { continue };
        let begins = figures[next].from.date;
        let day_before = begins.previous().unwrap_or(begins);
        if !figures[at].to_written && begins > figures[at].from.date {
            figures[at].to = day_before;
        } else if figures[at].to >= begins {
            diagnostics.push(error::overlap(&figures[next], &figures[at]));
        } else if figures[at].to < day_before {
            let from = figures[at].to.next().unwrap_or(begins);
            if !is_declared_gap(&figures[at]) {
                diagnostics.push(error::hole(&figures[next], &figures[at], from, day_before));
            }
        }
    }
    diagnostics
}

fn is_declared_gap(figure: &Figure) -> bool {
    matches!(figure.value.kind, ValueKind::Unstated | ValueKind::Delegated(_))
}
