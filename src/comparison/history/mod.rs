//! How the text in force of an area came to be: every day on which something in it becomes otherwise, what that is, and by
//! which document.
//!
//! Each day's text is made anew and held against the one before, so that what is told is what the replay of documents
//! has done, also where a document ends and its changes go with it. Nothing here needs a program.

mod events;
mod figures;

use super::history::events::Changes;
use crate::corpus::tree::{Corpus, Item, StatementId, TextInForce};
use crate::corpus::wording::{Line, clauses_in};
use crate::corpus::{Area, Asked, parallel, term, text_in_force};
use crate::diagnostics::Severity;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::syntax::tree::Body;

pub use figures::{Cell, cells, growth};

/// Texts that one thread makes at a time.
const BATCH: usize = 1;

/// The text of an area over the years.
#[derive(Debug)]
pub struct Years {
    /// One text for each day from which another may hold, ascending.
    pub texts: Vec<TextInForce>,
    /// The days on which the documents contradict each other, so that what is told may not be all.
    pub faulty: Vec<Date>,
}

/// What has happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deed {
    /// A document comes into force.
    Begins,
    /// A document ends: 失效, 废止.
    Ends(&'static str),
    /// An item is laid down.
    Declared,
    /// An item is changed: 扩大, 缩小, 修改 ….
    Changed(&'static str),
    /// What an amendment had put there goes with its document.
    Withdrawn,
    /// A sentence adds 发放, 资金, 审批 … to an item.
    Added,
    /// 重申: it stays as it is.
    Restated,
    /// 授权: who may change or publish it.
    Empowered,
    /// An item ends: 失效, 废止, 暂停.
    Ended(&'static str),
    /// An item is in force again.
    Resumed,
    /// 仍按 … 执行: it goes on beyond its last day.
    Continued,
    /// The last day that an item says itself has passed.
    Expired,
    /// A figure holds from this day on; there was none before.
    Published,
    /// Another figure holds from this day on.
    Adjusted,
    /// A figure has ended, and none follows.
    Lapsed,
}

/// Something that happens to a document, an item or a figure.
#[derive(Clone, Debug)]
pub struct Event {
    /// From this day on.
    pub on: Date,
    /// The day is assumed, the document does not say it.
    pub assumed: bool,
    /// What happens.
    pub deed: Deed,
    /// The document that does it, or to which it happens.
    pub document: usize,
    /// The sentence that does it.
    pub by: Option<StatementId>,
    /// The item or parameter, by its key; none for a document.
    pub key: Option<String>,
    /// The sentence that declares the item.
    pub origin: Option<StatementId>,
    /// For a figure: what it is of.
    pub of: String,
    /// How the amendment puts it, on one line.
    pub says: String,
    /// The wording before; nothing where there was none.
    pub before: Vec<Line>,
    /// The wording after; nothing where there is none.
    pub after: Vec<Line>,
    /// By how much a figure has grown, as a share of the one before.
    pub growth: Option<Ratio>,
}

/// The texts of an area, as known by the day and under the readings of the question; its own day does not count.
#[must_use]
pub fn years(corpus: &Corpus, asked: &Asked) -> Years {
    let days = days(corpus, &asked.area);
    let made = parallel::map(&days, BATCH, |on| {
        let (text, found) = text_in_force(corpus, &Asked { on: *on, ..asked.clone() });
        (text, found.iter().any(|found| found.severity == Severity::Error))
    });
    let mut years = Years { texts: Vec::new(), faulty: Vec::new() };
    for (text, faulty) in made {
        if faulty {
            years.faulty.push(text.on);
        }
        years.texts.push(text);
    }
    years
}

/// Days from which another text may hold, those on which something runs out by its own words included.
fn days(corpus: &Corpus, area: &Area) -> Vec<Date> {
    let mut days = corpus.turning_days(area);
    let Some(first) = days.first().copied() else { return days };
    for at in corpus.documents_around(area) {
        for statement in &corpus.documents[at].syntax.statements {
            let last = match &statement.body {
                Body::Continue { to, .. } => *to,
                body => clauses_in(body).and_then(term::last_day).map(|(day, _)| day),
            };
            days.extend(last.and_then(Date::next).filter(|day| *day > first));
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Everything that happens, in order.
#[must_use]
pub fn events(corpus: &Corpus, asked: &Asked, years: &Years) -> Vec<Event> {
    let mut all = Vec::new();
    for (at, text) in years.texts.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| years.texts.get(before));
        all.extend(Changes { corpus, asked, before, text }.all());
    }
    all
}

/// Of an item, how it reads from which day on; no lines where there is no rule.
#[must_use]
pub fn wordings(corpus: &Corpus, years: &Years, key: &str) -> Vec<(Date, Vec<Line>)> {
    let mut periods: Vec<(Date, Vec<Line>)> = Vec::new();
    for text in &years.texts {
        let lines = text.items.get(key).map_or_else(Vec::new, |item| wording_in(corpus, text, item));
        if periods.last().map_or(!lines.is_empty(), |(_, last)| *last != lines) {
            periods.push((text.on, lines));
        }
    }
    periods
}

/// How an item reads in one of the texts; no lines where there is no rule.
#[must_use]
pub fn wording_in(corpus: &Corpus, text: &TextInForce, item: &Item) -> Vec<Line> {
    events::lines(corpus, text, item)
}

/// The keys that a name may mean, over all years: by the whole name, or by what follows the last 的.
#[must_use]
pub fn keys(years: &Years, name: &str) -> Vec<String> {
    let name = name.trim();
    let (code, bare) = match name.strip_prefix('《').and_then(|rest| rest.split_once('》')) {
        Some((code, rest)) => (Some(code), rest.trim_start_matches('的')),
        None => (None, name),
    };
    let all = all_keys(years);
    let fits = |key: &&String| {
        let own = key.split_once('〔').map(|(plain, code)| (plain, code.trim_end_matches('〕')));
        let (plain, holder) = own.map_or((key.as_str(), None), |(plain, code)| (plain, Some(code)));
        (code.is_none() || holder.is_none() || holder == code)
            && (plain == bare
                || said(plain) == bare
                || plain.rsplit('·').next() == Some(bare) && !plain.ends_with("·互斥"))
    };
    let found: Vec<String> = all.iter().filter(fits).cloned().collect();
    let exact: Vec<String> = found.iter().filter(|key| said(key) == bare || *key == bare).cloned().collect();
    if exact.is_empty() { found } else { exact }
}

/// Every key of an item that any year knows, in order of first appearance.
#[must_use]
pub fn all_keys(years: &Years) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for key in years.texts.iter().flat_map(|text| text.items.keys()) {
        if seen.insert(key) {
            all.push(key.clone());
        }
    }
    all
}

/// The name of an item as people say it.
#[must_use]
pub fn said(key: &str) -> String {
    match key.split_once('〔') {
        Some((plain, code)) => {
            format!("{}（仅用于《{}》）", plain.replace('·', "的"), code.trim_end_matches('〕'))
        }
        None => key.replace('·', "的"),
    }
}

/// An item that has a rule.
fn living(item: &&Item) -> bool {
    item.ended.is_none()
}
