//! A raise that a text states with its result: the figure before, and the raise, must make the figure published.

use std::collections::BTreeMap;

use super::numbers::{Measure, Number, numbers};
use super::pairs::{Pair, Words, pairs};
use super::sums::wrong_sum;
use crate::corpus::{Area, Corpus, Document};
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::source::Span;
use crate::syntax::tree::{Body, IndexItem};

/// Words that speak of a raise.
const RISES: [&str; 5] = ["增加", "提高", "上调", "增长", "提标"];

/// A published figure.
#[derive(Clone)]
struct Published {
    area: Area,
    /// 农村, 城市; in any order.
    of: Vec<String>,
    year: Option<i32>,
    from: Date,
    value: Ratio,
    yearly: bool,
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
                of.sort();
                let from = from.map_or(document.effective.date, |from| from.date);
                let area = document.area.clone();
                let whole = Published {
                    area,
                    of,
                    year,
                    from,
                    value: Ratio::ZERO,
                    yearly: false,
                    span: statement.span,
                };
                let known = figures.entry(name.text.clone()).or_default();
                if let Some(value) = value {
                    let amount = one_amount(corpus.files.text(value.span));
                    known.extend(amount.map(|(amount, yearly)| Published {
                        value: amount,
                        yearly,
                        span: value.span,
                        ..whole
                    }));
                } else if let Some((header, rows)) = rows.split_first() {
                    for row in rows {
                        let cells = row.cells.iter().zip(&header.cells).skip(1);
                        for (cell, column) in cells {
                            let mut of = whole.of.clone();
                            of.extend(row.cells.first().map(|cell| cell.text.clone()));
                            // A column that names only what stands in it is no coordinate.
                            let plain = ["数额", "标准", "金额"].contains(&column.text.as_str());
                            of.extend((!plain).then(|| column.text.clone()));
                            of.sort();
                            let amount = one_amount(&cell.text);
                            known.extend(amount.map(|(value, yearly)| Published {
                                of,
                                value,
                                yearly,
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
                && known.yearly == now.yearly
                && match (known.year, now.year) {
                    (Some(known), Some(now)) => known + 1 == now,
                    (None, None) => known.from < now.from,
                    _ => false,
                }
        });
        earlier.max_by_key(|known| (known.year, known.from))
    }
}

/// The only amount of some words, in yuan, and whether it is for a year.
fn one_amount(text: &str) -> Option<(Ratio, bool)> {
    match &numbers(text, false)[..] {
        [Number { value, measure: Measure::Yuan, .. }] => {
            Some((*value, text.contains("每年") || text.contains("/年") || text.contains("·年")))
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
        let rises = RISES.iter().any(|word| before.ends_with(word));
        let reaches = ["达到", "达", "提高到", "增加到", "提高至", "至"].iter().any(|word| {
            between.trim_start_matches(['，', ',', ' ']).starts_with(word) && between.chars().count() <= 12
        });
        if rises && reaches {
            found.push((at - 1, at));
        }
    }
    found
}

/// The raises that quotes state beside what the sentences below them publish. Only documents that publish and speak of a
/// raise are read, and only then the figures of all.
#[must_use]
pub fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    let speaks = |document: &&Document| {
        document.syntax.statements.iter().any(|statement| {
            let quotes = || statement.quotes.iter().map(|quote| quote.text.text.as_str());
            matches!(statement.body, Body::Publish { .. })
                && quotes().any(|quote| RISES.iter().any(|word| quote.contains(word)))
        })
    };
    let mut found = Vec::new();
    let mut figures = None;
    for document in corpus.documents.iter().filter(speaks) {
        for pair in pairs(&corpus.files, document) {
            for quote in &pair.quotes {
                for (by, now) in stated(quote) {
                    let raise = (quote, &quote.numbers[by], &quote.numbers[now]);
                    let figures = figures.get_or_insert_with(|| Figures::of(corpus));
                    found.extend(wrong_raises(corpus, &pair, figures, raise));
                }
            }
        }
    }
    found
}

fn wrong_raises(
    corpus: &Corpus,
    pair: &Pair<'_>,
    figures: &Figures,
    raise: (&Words<'_>, &Number, &Number),
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &pair.rules {
        let Some(Body::Publish { name, .. }) = pair.statement(rule).map(|s| &s.body) else { continue };
        let published = figures.0.get(&name.text).into_iter().flatten();
        let mut here = published.filter(|known| {
            known.span.file == rule.span.file
                && rule.span.start <= known.span.start
                && known.span.end <= rule.span.end
                && known.value == raise.2.value
        });
        let Some(one) = here.next() else { continue };
        let Some(before) = figures.before(&name.text, one) else { continue };
        if before.value.checked_add(raise.1.value) != Some(one.value) {
            found.push(wrong_raise(corpus, pair, raise, rule, one, before));
        }
    }
    found
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
    let one = wrong_sum(message, now.span, format!("公布的是{reached}"))
        .also(quote.place(raise), format!("原文说增加{raised}"))
        .also(before.span, "前一次公布的数")
        .why("前一次的数、这一次的数、增加的数，有一个是错的：补发和核算都要用到")
        .help("核对这一次和前一次的原件，改正抄错的一个")
        .help(format!(
            "原件就是这样的，写明取哪一个：疑义 “增加{raised}与前一次的数合不上”：可作“…”“…”，取“…”"
        ));
    pair.subjects(rule).into_iter().fold(one, Diagnostic::about)
}
