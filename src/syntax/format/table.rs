//! Tables: the columns of all rows stand under each other.

use super::layout::{LINE, joined};
use super::marks::Marks;
use super::tokens::tokens;
use crate::source::width::{padded, width};
use crate::syntax::fold::Folded;
use crate::syntax::parser::{Rule, parse};

/// A cell that is wider does not widen its column.
const WIDEST: usize = 32;

/// What a cell of a table of values may be.
const VALUES: [Rule; 4] = [Rule::cell_match, Rule::cell_value, Rule::cell_bodies, Rule::cell_names];

/// The lines of a table. `fields`: of 实体 and 补充, whose last columns hold words.
pub(super) fn lines(folded: &Folded, original: &str, rows: &[(usize, usize)], fields: bool) -> Vec<String> {
    let header = rows.first().map(|(start, end)| cells(folded, *start, *end)).unwrap_or_default();
    let header: Vec<&str> = header.iter().map(|(start, end)| &folded.text[*start..*end]).collect();
    let rules = |column: usize| match header.get(column) {
        _ if !fields => &VALUES[..],
        Some(&"项目") => &[Rule::cell_names],
        Some(&"内容") => &[Rule::cell_type],
        Some(&"可提示") => &[Rule::cell_variation],
        _ => &[],
    };
    let written = |row: &(usize, usize)| -> Vec<String> {
        let cells = cells(folded, row.0, row.1).into_iter().enumerate();
        cells.map(|(column, cell)| written(folded, original, cell, rules(column))).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(written).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize, most: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
        widths.filter(|width| *width <= most).max().unwrap_or(0)
    };
    let mut columns: Vec<usize> = (0..count).map(|column| widest(column, LINE)).collect();
    let whole = |columns: &[usize]| columns.iter().map(|width| width + 4).sum::<usize>() + 2;
    if whole(&columns) > LINE {
        columns = (0..count).map(|column| widest(column, WIDEST)).collect();
        // The last column holds remarks of all lengths: its end is no line to keep.
        if let Some(last) = columns.last_mut() {
            *last = 0;
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&columns).map(|(cell, width)| format!(" {} ｜", padded(cell, *width)));
        let line: String = cells.collect();
        format!("｜{}", line.replace("｜  ｜", "｜ ｜"))
    };
    rows.iter().map(line).collect()
}

/// The ranges of the cells of a row.
fn cells(folded: &Folded, start: usize, end: usize) -> Vec<(usize, usize)> {
    let line = &folded.text[start..end];
    let mut at = start + (line.len() - line.trim_start_matches('|').len());
    let mut found = Vec::new();
    for cell in line.trim_matches('|').split('|') {
        let from = at + (cell.len() - cell.trim_start().len());
        found.push((from, from + cell.trim().len()));
        at += cell.len() + 1;
    }
    found
}

/// A cell as it is written out: as it stands, unless it reads by one of the rules.
fn written(folded: &Folded, original: &str, (start, end): (usize, usize), rules: &[Rule]) -> String {
    let text = &folded.text[start..end];
    let Some(pair) = rules.iter().find_map(|rule| parse(*rule, text).ok()) else {
        return original.get(folded.origin(start)..folded.origin(end)).unwrap_or("").trim().to_owned();
    };
    let mut marks = Marks::new(start, true);
    marks.walk(pair, 0);
    marks.breaks.clear();
    joined(&tokens(folded, original, (start, end), &marks))
}
