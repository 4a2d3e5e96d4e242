//! The fields of an entity: rows of a table to tree.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::expression::{Builder, find, inner};
use super::parser::{self, Rule};
use super::tree::*;
use crate::quantity::unit::Unit;
use crate::source::Span;

impl Builder<'_> {
    /// Rows ｜项目｜内容｜可无｜外部名｜可提示｜说明｜.
    pub(super) fn field_rows(&mut self, rows: Vec<Row>) -> Vec<FieldRow> {
        let mut rows = rows.into_iter();
        let Some(header) = rows.next() else { return Vec::new() };
        let column = |name: &str| header.cells.iter().position(|c| c.text == name);
        let (Some(names), Some(ty)) = (column("项目"), column("内容")) else {
            self.bad_row(&header, "首行应当有“项目”和“内容”两列");
            return Vec::new();
        };
        let (optional, external, doc) = (column("可无"), column("外部名"), column("说明"));
        let variation = column("可提示");
        let mut fields = Vec::new();
        for row in rows {
            let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).cloned();
            let (Some(name_cell), Some(type_cell)) = (cell(Some(names)), cell(Some(ty))) else {
                self.bad_row(&row, "列数比首行少");
                continue;
            };
            if row.cells.len() > header.cells.len() {
                self.bad_row(&row, "列数比首行多，是不是两行写在了一行里？");
                continue;
            }
            if name_cell.text.contains('的') && !name_cell.text.contains('「') {
                self.bad_row(&row, "项目名里有“的”，会读成“谁的什么”；请换一个名称，或者写成「…」");
                continue;
            }
            let Some(ty) = self.field_type(&type_cell) else { continue };
            fields.push(FieldRow {
                names: split_words(&name_cell),
                ty,
                ty_span: type_cell.span,
                optional: cell(optional).is_some_and(|c| c.text == "可" || c.text == "是"),
                external: cell(external).map(|c| split_words(&c)).unwrap_or_default(),
                variation: cell(variation).and_then(|c| self.cell_variation(&c)),
                doc: cell(doc).map(|c| c.text).unwrap_or_default(),
                span: row.span,
            });
        }
        fields
    }

    fn field_type(&mut self, cell: &Word) -> Option<FieldType> {
        if let Some(rest) = cell.text.strip_prefix("若干") {
            return Some(FieldType::Several(rest.trim().to_owned()));
        }
        if let Some(rest) = cell.text.strip_prefix("按月") {
            return Some(FieldType::Monthly(rest.trim().to_owned()));
        }
        match parser::parse(Rule::cell_type, &cell.text) {
            Ok(pair) => find(&pair, Rule::type_name).map(|p| match inner(p).next() {
                Some(p) if p.as_rule() == Rule::unit => {
                    Unit::parse(p.as_str()).map_or(FieldType::Named(p.as_str().to_owned()), FieldType::Unit)
                }
                Some(p) => FieldType::Named(p.as_str().trim().to_owned()),
                None => FieldType::Named(cell.text.clone()),
            }),
            Err(_) => {
                self.bad_place(
                    cell.span,
                    format!("“{}”不是一种内容（文字、是否、日期、地点、单位、类别、若干 …）", cell.text),
                );
                None
            }
        }
    }

    /// 可提示; none for 否 and an empty cell.
    fn cell_variation(&mut self, cell: &Word) -> Option<Variation> {
        if matches!(cell.text.as_str(), "" | "否") {
            return None;
        }
        let pair = parser::parse(Rule::cell_variation, &cell.text).ok();
        let Some(pair) = pair.and_then(|pair| find(&pair, Rule::variation)) else {
            let why =
                format!("“{}”不是可以提示的一种变化（变为 …、增加 …、推后，不提示的写“否”）", cell.text);
            self.bad_place(cell.span, why);
            return None;
        };
        // A cell stands in the file itself; its words are placed by the whole cell.
        let word = |name: &Pair<'_, Rule>| Word { text: bare(name.as_str()), span: cell.span };
        variation(&pair, cell.span, word)
    }

    /// 可提示 of a judgement.
    pub(super) fn variation(&self, pair: &Pair<'_, Rule>) -> Option<Variation> {
        variation(pair, self.span(pair), |name| self.word(name))
    }

    fn bad_row(&mut self, row: &Row, why: &str) {
        self.bad_place(row.span, why.to_owned());
    }

    /// Rows are read from the file itself; the sentence above them is what can be told in the folded text.
    fn bad_place(&mut self, row: Span, why: String) {
        self.errors.push(SyntaxError::BadTable { start: 0, end: 0, row, why });
    }
}

/// How a fact may change, its words placed by `word`.
fn variation(pair: &Pair<'_, Rule>, span: Span, word: impl Fn(&Pair<'_, Rule>) -> Word) -> Option<Variation> {
    let way = match inner(pair.clone()).next()?.as_rule() {
        Rule::vary_becomes => Way::Becomes,
        Rule::vary_gains => Way::Gains,
        _ => Way::Later,
    };
    let names = find(pair, Rule::names).map(|names| inner(names).map(|name| word(&name)).collect());
    Some(Variation { way, to: names.unwrap_or_default(), span })
}

/// A name without its brackets.
fn bare(name: &str) -> String {
    name.trim().trim_start_matches('「').trim_end_matches('」').to_owned()
}

/// Words of a cell joined by 、.
fn split_words(cell: &Word) -> Vec<Word> {
    cell.text
        .split('、')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| Word { text: part.to_owned(), span: cell.span })
        .collect()
}
