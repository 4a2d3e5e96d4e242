//! Binds decision tables: each row's cells become one condition.

use super::error;
use super::path::Shape;
use super::scope::{Binder, Environment};
use super::tree::*;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, CellMatch, Relation, Row, Word};

impl Binder<'_> {
    /// The rows of a table.
    pub fn table(
        &mut self,
        axes: &[syntax::Expr],
        rows: &[Row],
        env: &Environment,
        expected: Option<CategoryIndex>,
        span: Span,
    ) -> Vec<TableRow> {
        let Some((header, body)) = rows.split_first() else {
            self.diagnostics.push(error::missing_clause("表格", "表", span));
            return Vec::new();
        };
        let labelled = usize::from(header.cells.first().is_some_and(|c| c.text == "行"));
        let width = labelled + axes.len() + 1;
        let mut bound = Vec::new();
        for row in std::iter::once(header).chain(body) {
            if row.cells.len() != width {
                let what =
                    format!("{width}格（{}各项，最后一格是结果）", if labelled == 1 { "行号、" } else { "" });
                self.diagnostics.push(error::wants(&what, row.span, &format!("{}格", row.cells.len())));
                return bound;
            }
        }
        for row in body {
            let label = if labelled == 1 { row.cells[0].text.clone() } else { String::new() };
            let mut parts = Vec::new();
            let mut other = false;
            for (axis, cell) in axes.iter().zip(&row.cells[labelled..]) {
                let subject = self.condition(axis, env, None);
                other |= cell.text == "其他";
                if let Some(Some(condition)) = self.cell(cell, subject, env) {
                    parts.push(Part { label: String::new(), expr: condition });
                }
            }
            let condition = match parts.len() {
                0 => None,
                1 => Some(parts.remove(0).expr),
                _ => Some(self.expr(Kind::All(parts), row.span)),
            };
            let cell = &row.cells[width - 1];
            let file = self.corpus.files.file(cell.span.file);
            match crate::syntax::value_of_cell(cell.span.file, &file.text, cell) {
                Ok(value) => {
                    let value = self.value(&value, env, expected);
                    bound.push(TableRow { label, condition, other, value, span: row.span });
                }
                Err(diagnostic) => self.diagnostics.push(diagnostic),
            }
        }
        bound
    }

    /// What a cell asks of its column: none where it cannot be read, `Some(None)` where it asks nothing.
    pub fn cell(&mut self, cell: &Word, subject: Expr, env: &Environment) -> Option<Option<Expr>> {
        let file = self.corpus.files.file(cell.span.file);
        let matched = match crate::syntax::match_of_cell(cell.span.file, &file.text, cell) {
            Ok(matched) => matched,
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        let asked = self.cell_condition(matched, cell, subject.clone(), env);
        // A fact that may be absent is compared only where it is there.
        let optional = match &subject.kind {
            Kind::Field(_, entity, field) => self.model.entities[*entity].fields[*field].optional,
            _ => false,
        };
        Some(match asked {
            Some(condition) if optional && !matches!(condition.kind, Kind::Not(_)) => {
                let span = cell.span;
                let copy = self.expr(subject.kind, span);
                let present = self.expr(Kind::Present(Box::new(copy)), span);
                let parts = [present, condition]
                    .into_iter()
                    .map(|expr| Part { label: String::new(), expr })
                    .collect();
                Some(self.expr(Kind::All(parts), span))
            }
            asked => asked,
        })
    }

    fn cell_condition(
        &mut self,
        matched: CellMatch,
        cell: &Word,
        subject: Expr,
        env: &Environment,
    ) -> Option<Expr> {
        let span = cell.span;
        let column = |this: &mut Self| {
            let copy = subject.clone();
            this.expr(copy.kind, span)
        };
        match matched {
            CellMatch::Any | CellMatch::Other => None,
            CellMatch::Chain(chain) => {
                let mut parts = Vec::new();
                for (relation, _, right) in &chain {
                    let (left, right) = (column(self), self.condition(right, env, None));
                    let expr = self.expr(Kind::Compare(*relation, Box::new(left), Box::new(right)), span);
                    parts.push(Part { label: String::new(), expr });
                }
                Some(if parts.len() == 1 { parts.remove(0).expr } else { self.expr(Kind::All(parts), span) })
            }
            CellMatch::Between(low, low_in, high, high_in) => {
                let at_least = if self.inclusive("至", low_in, span) {
                    Relation::GreaterOrEqual
                } else {
                    Relation::Greater
                };
                let at_most =
                    if self.inclusive("至", high_in, span) { Relation::LessOrEqual } else { Relation::Less };
                let mut parts = Vec::new();
                for (relation, bound) in [(at_least, &low), (at_most, &high)] {
                    let (left, right) = (column(self), self.condition(bound, env, None));
                    let expr = self.expr(Kind::Compare(relation, Box::new(left), Box::new(right)), span);
                    parts.push(Part { label: String::new(), expr });
                }
                Some(self.expr(Kind::All(parts), span))
            }
            CellMatch::Beyond(bound, inclusive, word) => {
                let relation = self.bound_relation(word, inclusive, span);
                let (left, right) = (column(self), self.condition(&bound, env, None));
                Some(self.expr(Kind::Compare(relation, Box::new(left), Box::new(right)), span))
            }
            CellMatch::Members(members) if members.len() == 1 && members[0].name.text == "无" => {
                let left = Box::new(column(self));
                let present = self.expr(Kind::Present(left), span);
                Some(self.expr(Kind::Not(Box::new(present)), span))
            }
            CellMatch::Members(members) => {
                let left = column(self);
                let Shape::Element(category) = self.shape_in(&left, env) else {
                    // A truth column: 是, 否.
                    return match &members[..] {
                        [one] if one.name.text == "是" => Some(left),
                        [one] if one.name.text == "否" => Some(self.expr(Kind::Not(Box::new(left)), span)),
                        _ => {
                            self.diagnostics.push(error::wants(
                                "比较（低于 …、不低于 …）或类别中的一项",
                                span,
                                "别的内容",
                            ));
                            None
                        }
                    };
                };
                let mut elements: Vec<u32> =
                    members.iter().flat_map(|m| self.elements_named(category, &m.name)).collect();
                elements.sort_unstable();
                elements.dedup();
                Some(self.expr(Kind::Within(Box::new(left), WithinSet::Listed(category, elements)), span))
            }
        }
    }

    fn inclusive(&mut self, word: &str, written: Option<bool>, span: Span) -> bool {
        written.or_else(|| self.usage(word, span)).unwrap_or_else(|| {
            self.diagnostics.push(error::bound_word(word, span));
            true
        })
    }
}
