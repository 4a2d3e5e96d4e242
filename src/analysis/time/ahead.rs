//! Everything that ends on a day that the documents name, in the order of the days.
//!
//! No clock is read: whoever asks says which days concern him.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::lapse_place;
use super::lapse::last_day;
use crate::corpus::tree::StatementId;
use crate::corpus::{Area, Corpus, figures};
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, Target};

/// Something that ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Expiry {
    /// The last day.
    pub last: Date,
    /// Whose document says so.
    pub area: Area,
    /// What ends, in Chinese: 《甲》, “乙”, 低保标准（农村）.
    pub what: String,
    /// Where it is said.
    pub span: Span,
}

/// A figure: its area, its parameter, its coordinates and its year.
type Cell = (Area, String, String, Option<i32>);

/// What ends and is not carried on by a document that is there already.
#[must_use]
pub fn expiries(corpus: &Corpus) -> Vec<Expiry> {
    let mut found = Vec::new();
    let carried = carried(corpus);
    let mut cells: BTreeMap<Cell, (Date, Span)> = BTreeMap::new();
    let mut years: BTreeMap<(Area, String), (i32, Span)> = BTreeMap::new();
    let mut calendar: Option<(i32, Span, &Area)> = None;
    for (at, document) in corpus.documents.iter().enumerate().filter(|(_, d)| !d.is_vocabulary()) {
        let mut add = |last: Date, what: String, span: Span| {
            found.push(Expiry { last, area: document.area.clone(), what, span });
        };
        if let Some(last) = document.expires.filter(|_| !carried.contains(document.code.as_str())) {
            let span = lapse_place(corpus, at).unwrap_or(document.syntax.title.span);
            add(last, format!("《{}》", document.code), span);
        }
        for (statement, read) in document.syntax.statements.iter().enumerate() {
            let by = StatementId { document: at, statement };
            match &read.body {
                Body::Publish { .. } => {
                    for figure in figures::of_statement(corpus, by).0 {
                        let mut words: Vec<&str> =
                            figure.coordinates.iter().map(|w| w.text.as_str()).collect();
                        words.sort_unstable();
                        let (area, name) = (figure.area.clone(), figure.parameter.clone());
                        match figure.year {
                            Some(year) => {
                                let known = years.entry((area, name)).or_insert((year, figure.span));
                                *known = (*known).max((year, figure.span));
                            }
                            None => {
                                let cell = (area, name, words.join("、"), figure.year);
                                let known = cells.entry(cell).or_insert((figure.to, figure.span));
                                *known = (*known).max((figure.to, figure.span));
                            }
                        }
                    }
                }
                Body::Calendar { year, name, .. } => {
                    let later = calendar.is_none_or(|(known, ..)| *year > known);
                    calendar = if later { Some((*year, name.span, &document.area)) } else { calendar };
                }
                Body::Continue { document: code, target, to: Some(to) } => {
                    let code = code.as_ref().map(|code| format!("《{code}》"));
                    let name = target.as_ref().map(|target| format!("“{}”", target.name));
                    add(*to, format!("仍按{}执行", code.or(name).unwrap_or_default()), read.span);
                }
                body => {
                    let Some(name) = name_of(body) else { continue };
                    let limit = last_day(body).filter(|_| !carried.contains(name));
                    limit.into_iter().for_each(|(last, span)| add(last, format!("“{name}”"), span));
                }
            }
        }
    }
    for ((area, name, words, _), (last, span)) in cells {
        if last < Date::FOREVER {
            let what = if words.is_empty() { name } else { format!("{name}（{words}）") };
            found.push(Expiry { last, area, what, span });
        }
    }
    for ((area, name), (year, span)) in years {
        // The figure of a year serves the year after.
        let last = Date::from_ymd(year.saturating_add(1), 12, 31);
        let what = format!("{name}：公布到{year}年度");
        found.extend(last.map(|last| Expiry { last, area, what, span }));
    }
    if let Some((year, span, area)) = calendar {
        let what = format!("放假安排：公布到{year}年，以后的工作日数不出来");
        found.extend(Date::from_ymd(year, 12, 31).map(|last| Expiry {
            last,
            area: area.clone(),
            what,
            span,
        }));
    }
    found.sort();
    found.dedup_by(|one, other| one.last == other.last && one.area == other.area && one.what == other.what);
    found
}

/// What some document carries on or ends.
fn carried(corpus: &Corpus) -> BTreeSet<&str> {
    fn named<'c>(
        document: Option<&'c crate::syntax::tree::Word>,
        target: Option<&'c Target>,
    ) -> Option<&'c str> {
        document.or(target.map(|target| &target.name)).map(|word| word.text.as_str())
    }
    let statements = corpus.documents.iter().flat_map(|document| &document.syntax.statements);
    let names = statements.filter_map(|statement| match &statement.body {
        Body::Continue { document, target, .. }
        | Body::Lapse { document, target }
        | Body::Repeal { document, target, .. } => named(document.as_ref(), target.as_ref()),
        _ => None,
    });
    names.collect()
}

fn name_of(body: &Body) -> Option<&str> {
    match body {
        Body::Determination { name, .. } | Body::Benefit { name, .. } | Body::Disregard { name, .. } => {
            Some(&name.text)
        }
        _ => None,
    }
}
