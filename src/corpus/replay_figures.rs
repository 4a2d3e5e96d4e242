//! Figures while the documents are replayed: published, amended, ended with their documents.

use std::collections::BTreeMap;

use super::amend::value_text;
use super::in_force::Replay;
use super::tree::{Figure, StatementId};
use super::{error, figures};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Amended, Body, Change, DateClaim, IndexItem, Part, Target};

impl Replay<'_> {
    /// 修改 a figure: asserts the figure of that day and publishes the new one.
    pub fn amend_figure(
        &mut self,
        target: &Target,
        from: Option<DateClaim>,
        change: &Change,
        by: StatementId,
    ) {
        let Change::Replace { from: said, to: Amended::Value(to), span, .. } = change else {
            self.diagnostics.push(error::cannot_amend(
                &target.name.text,
                target.span,
                "数额只能“由 … 改为 …”",
            ));
            return;
        };
        let document = &self.corpus.documents[by.document];
        let begin =
            from.unwrap_or(DateClaim { date: document.effective.date, assumed: document.effective.assumed });
        let (mut coordinates, mut year) = (Vec::new(), None);
        for part in &target.parts {
            if let Part::Index(items) = part {
                for item in items {
                    match item {
                        IndexItem::Year(y) => year = Some(*y),
                        IndexItem::Name(word) => coordinates.push(word.clone()),
                    }
                }
            }
        }
        let mut known = self.published(|_| true);
        figures::close_periods(&mut known);
        let current = known.iter().find(|f| {
            f.parameter == target.name.text
                && f.area == document.area
                && f.year == year
                && f.coordinates.len() == coordinates.len()
                && coordinates.iter().all(|c| f.coordinates.contains(c))
                && f.from.date < begin.date
                && begin.date.previous().is_some_and(|day| day <= f.to)
        });
        let said_text =
            if let Amended::Value(value) = said { value_text(value) } else { "未载明".to_owned() };
        match current {
            Some(figure) if value_text(&figure.value) == said_text => {
                self.text.figures.push(Figure {
                    parameter: target.name.text.clone(),
                    coordinates,
                    year,
                    value: to.clone(),
                    from: begin,
                    to: Date::FOREVER,
                    to_written: false,
                    area: document.area.clone(),
                    by,
                    span: to.span,
                });
            }
            Some(figure) => {
                let shown = |span: Span| self.corpus.files.text(span).to_owned();
                let said = if let Amended::Value(value) = said { shown(value.span) } else { said_text };
                self.diagnostics.push(error::from_does_not_hold(
                    *span,
                    figure.span,
                    &said,
                    &shown(figure.span),
                    true,
                ));
            }
            None => self.diagnostics.push(error::unknown_target(&target.name.text, target.span, None)),
        }
    }

    fn published(&self, known: impl Fn(&usize) -> bool) -> Vec<Figure> {
        let mut all = self.published_elsewhere(&known);
        let around = self.corpus.documents_around(&self.text.area).into_iter();
        for by in around.filter(known).flat_map(|at| self.sentences(at)) {
            if matches!(self.corpus.statement(by).body, Body::Publish { .. }) {
                all.extend(figures::of_statement(self.corpus, by).0);
            }
        }
        all.sort_by_key(|figure| figure.by);
        all.extend(self.text.figures.iter().cloned());
        all
    }

    pub fn collect_figures(
        &mut self,
        known: impl Fn(&usize) -> bool,
        ends: &BTreeMap<usize, (Date, &'static str)>,
    ) {
        let mut all = self.published(known);
        for by in self.text.others.clone() {
            if matches!(self.corpus.statement(by).body, Body::Publish { .. }) {
                self.diagnostics.extend(figures::of_statement(self.corpus, by).1);
            }
        }
        let area = self.text.area.clone();
        let found = figures::close_periods(&mut all);
        let ours = |d: &Diagnostic| {
            self.corpus
                .document_of(d.primary())
                .is_some_and(|at| area.within(&self.corpus.documents[at].area))
        };
        self.diagnostics.extend(found.into_iter().filter(ours));
        // What a document added lapses with it.
        for figure in &mut all {
            if let Some((since, _)) = ends.get(&figure.by.document) {
                figure.to = figure.to.min(since.previous().unwrap_or(*since));
            }
        }
        self.text.figures = all;
    }
}
