//! A raise that a text states with its result: the figure before, and the raise, must make the figure published.

use std::collections::BTreeMap;

use super::numbers::{Measure, Number, numbers};
use super::pairs::{Pair, Words};
use crate::corpus::{Area, Corpus};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::source::Span;
use crate::syntax::tree::{Body, IndexItem};

/// A published figure.
#[derive(Clone)]
struct Published {
    area: Area,
    /// 农村, 城市; in any order.
    of: Vec<String>,
    year: Option<i32>,
    from: Date,
    value: Ratio,
    span: Span,
}

/// The figures that each document publishes, by standard.
pub struct Figures(BTreeMap<String, Vec<Published>>);

impl Figures {
    /// Reads every 公布 that gives plain amounts.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Figures {
        let mut figures: BTreeMap<String, Vec<Published>> = BTreeMap::new();
        for document in &corpus.documents {
            for statement in &document.syntax.statements {
                let Body::Publish { name, index, from, value, rows, .. } = &statement.body else { continue };
                let mut of: Vec<String> = Vec::new();
                let mut year = None;
                for item in index {
                    match item {
                        IndexItem::Name(word) => of.push(word.text.clone()),
                        IndexItem::Year(written) => year = Some(*written),
                    }
                }
                let from = from.map_or(document.effective.date, |from| from.date);
                let area = document.area.clone();
                let whole = Published { area, of, year, from, value: Ratio::ZERO, span: statement.span };
                let known = figures.entry(name.text.clone()).or_default();
                if let Some(value) = value {
                    let amount = one_amount(corpus.files.text(value.span));
                    known.extend(amount.map(|value_of| Published {
                        value: value_of,
                        span: value.span,
                        ..whole
                    }));
                } else if let Some((header, rows)) = rows.split_first() {
                    for row in rows {
                        let cells = row.cells.iter().zip(&header.cells).skip(1);
                        for (cell, column) in cells {
                            let mut of = whole.of.clone();
                            of.extend(row.cells.first().map(|cell| cell.text.clone()));
                            of.push(column.text.clone());
                            of.sort();
                            let value = one_amount(&cell.text);
                            known.extend(value.map(|value| Published {
                                of,
                                value,
                                span: cell.span,
                                ..whole.clone()
                            }));
                        }
                    }
                }
            }
        }
        Figures(figures)
    }

    /// The figure of the same standard just before one, in its own area.
    fn before(&self, name: &str, now: &Published) -> Option<&Published> {
        let earlier = self.0.get(name)?.iter().filter(|known| {
            known.area == now.area
                && known.of == now.of
                && match (known.year, now.year) {
                    (Some(known), Some(now)) => known + 1 == now,
                    (None, None) => known.from < now.from,
                    _ => false,
                }
        });
        earlier.max_by_key(|known| (known.year, known.from))
    }
}

/// Words that say by how much a figure rises.
pub const WORDS: [&str; 5] = ["增加", "提高", "上调", "增长", "提标"];

/// The only amount of some words, in yuan; of a yearly figure a twelfth, so that a month and a year compare.
fn one_amount(text: &str) -> Option<Ratio> {
    match &numbers(text, false)[..] {
        [Number { value, measure: Measure::Yuan, .. }] => {
            let yearly = text.contains("每年") || text.contains("/年") || text.contains("·年");
            if yearly { value.checked_div(Ratio::from_integer(12)) } else { Some(*value) }
        }
        _ => None,
    }
}

/// 增加30元，达到700元: the numbers of the raise and of what it comes to.
fn stated(quote: &Words<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for at in 1..quote.numbers.len() {
        let (by, now) = (&quote.numbers[at - 1], &quote.numbers[at]);
        let exact = by.fuzzy.is_none() && now.fuzzy.is_none();
        if !exact || by.measure != Measure::Yuan || now.measure != Measure::Yuan {
            continue;
        }
        let before = quote.text.get(..by.start).unwrap_or("").trim_end();
        let before = ["每人每月", "每人每年", "每月", "每人"]
            .iter()
            .find_map(|word| before.strip_suffix(word))
            .unwrap_or(before);
        let between = quote.text.get(by.end..now.start).unwrap_or("");
        let rises = WORDS.iter().any(|word| before.ends_with(word));
        let reaches = ["达到", "达", "提高到", "增加到", "提高至", "至"].iter().any(|word| {
            between.trim_start_matches(['，', ',', ' ']).starts_with(word) && between.chars().count() <= 12
        });
        if rises && reaches {
            found.push((at - 1, at));
        }
    }
    found
}

/// The raises that an article's quotes state beside what its sentences publish.
pub fn check(corpus: &Corpus, pair: &Pair<'_>, figures: &Figures, found: &mut Vec<Diagnostic>) {
    for quote in &pair.quotes {
        for (by, now) in stated(quote) {
            let (raise, result) = (&quote.numbers[by], &quote.numbers[now]);
            for rule in &pair.rules {
                let Some(Body::Publish { name, .. }) = pair.statement(rule).map(|s| &s.body) else {
                    continue;
                };
                let published = figures.0.get(&name.text).into_iter().flatten();
                let mut here = published.filter(|known| {
                    known.span.file == rule.span.file
                        && rule.span.start <= known.span.start
                        && known.span.end <= rule.span.end
                        && known.value == result.value
                });
                let Some(one) = here.next() else { continue };
                let Some(before) = figures.before(&name.text, one) else { continue };
                if before.value.checked_add(raise.value) == Some(one.value) {
                    continue;
                }
                found.push(wrong_raise(corpus, pair, (quote, raise, result), rule, one, before));
            }
        }
    }
}

fn wrong_raise(
    corpus: &Corpus,
    pair: &Pair<'_>,
    (quote, raise, result): (&Words<'_>, &Number, &Number),
    rule: &Words<'_>,
    now: &Published,
    before: &Published,
) -> Diagnostic {
    let (raised, reached) = (quote.written(raise), quote.written(result));
    let earlier = corpus.files.text(before.span).trim().to_owned();
    let message = format!("原来是{earlier}，增加{raised}，不是{reached}");
    let one = Diagnostic::warning("E0758", message, now.span, format!("公布的是{reached}"))
        .also(quote.place(raise), format!("原文说增加{raised}"))
        .also(before.span, "前一次公布的数")
        .why("前一次的数、这一次的数、增加的数，有一个是错的：补发和核算都要用到")
        .help("核对这一次和前一次的原件，改正抄错的一个")
        .help(format!(
            "原件就是这样的，写明取哪一个：疑义 “增加{raised}与前一次的数合不上”：可作“…”“…”，取“…”"
        ));
    pair.subjects(rule).into_iter().fold(one, Diagnostic::about)
}
