//! Published figures over the years, cell by cell.

use super::{Deed, Event};
use crate::corpus::area::Area;
use crate::corpus::tree::{Corpus, Figure, TextInForce};
use crate::corpus::wording::{Line, Run, on_one_line};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::syntax::tree::{Value, ValueKind};

use super::Years;

/// The figures of one place, for one kind of case: 低保标准（农村）.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it is for: `农村`, `2025年度`; empty where there is only one.
    pub of: String,
    /// Who publishes it.
    pub area: Area,
    /// The figures, by their first days.
    pub figures: Vec<Figure>,
}

/// What a figure is for.
pub(super) fn of(figure: &Figure) -> String {
    let mut words: Vec<String> = figure.coordinates.iter().map(|word| word.text.clone()).collect();
    words.extend(figure.year.map(|year| format!("{year}年度")));
    words.join("、")
}

/// The cells of a parameter in the chain of areas, as the last of the years knows them.
#[must_use]
pub fn cells(years: &Years, parameter: &str) -> Vec<Cell> {
    let Some(text) = years.texts.last() else { return Vec::new() };
    let mut cells: Vec<Cell> = Vec::new();
    let ours = |figure: &&Figure| figure.parameter == parameter && text.area.within(&figure.area);
    for figure in text.figures.iter().filter(ours) {
        let of = of(figure);
        match cells.iter_mut().find(|cell| cell.area == figure.area && cell.of == of) {
            Some(cell) => cell.figures.push(figure.clone()),
            None => cells.push(Cell { of, area: figure.area.clone(), figures: vec![figure.clone()] }),
        }
    }
    for cell in &mut cells {
        cell.figures.sort_by_key(|figure| (figure.from.date, figure.by));
    }
    cells
}

/// A plain amount.
fn amount(value: &Value) -> Option<Ratio> {
    match &value.kind {
        ValueKind::Computed { expr, floor_zero: false, rounding: None } => expr.plain_amount(),
        _ => None,
    }
}

/// It is published that there is none.
fn unstated(figure: &Figure) -> bool {
    matches!(figure.value.kind, ValueKind::Unstated)
}

/// By how much a figure is more than the one before it, as a share of that.
#[must_use]
pub fn growth(before: &Figure, after: &Figure) -> Option<Ratio> {
    let (then, now) = (amount(&before.value)?, amount(&after.value)?);
    if then == Ratio::ZERO { None } else { now.checked_sub(then)?.checked_div(then) }
}

/// Figures that begin on a day, and those that end with nothing after them.
pub(super) fn events(corpus: &Corpus, before: Option<&TextInForce>, text: &TextInForce) -> Vec<Event> {
    let on = text.on;
    let ours = |figure: &&Figure| text.area.within(&figure.area);
    let same = |one: &Figure, other: &Figure| {
        one.parameter == other.parameter && one.area == other.area && of(one) == of(other)
    };
    let said = |figure: &Figure| {
        let text = on_one_line(corpus.files.text(figure.span));
        vec![Line { depth: 0, runs: vec![Run { text, by: None }] }]
    };
    let event = |deed: Deed, figure: &Figure| Event {
        on,
        assumed: figure.from.assumed && figure.from.date == on,
        deed,
        document: figure.by.document,
        by: Some(figure.by),
        key: Some(figure.parameter.clone()),
        origin: text.items.get(&figure.parameter).map(|item| item.origin),
        of: of(figure),
        says: String::new(),
        before: Vec::new(),
        after: Vec::new(),
        growth: None,
    };
    let all = |text: &'_ TextInForce| -> Vec<Figure> { text.figures.iter().filter(ours).cloned().collect() };
    let (now, then) = (all(text), before.map(all).unwrap_or_default());
    let mut found = Vec::new();
    // The first text tells of the figures that held already.
    let begins = |figure: &&Figure| {
        figure.from.date == on || before.is_none() && figure.from.date < on && on <= figure.to
    };
    for figure in now.iter().filter(begins) {
        let last = then.iter().find(|known| {
            same(known, figure) && known.from.date < on && on.previous().is_some_and(|day| day <= known.to)
        });
        // 未载明 says that there is no figure.
        let last = last.filter(|last| !unstated(last));
        let mut event = match (last, unstated(figure)) {
            (None, true) => continue,
            (Some(_), true) => event(Deed::Lapsed, figure),
            (Some(_), false) => event(Deed::Adjusted, figure),
            (None, false) => event(Deed::Published, figure),
        };
        event.after = said(figure);
        if let Some(last) = last {
            event.before = said(last);
            event.growth = growth(last, figure);
        }
        found.push(event);
    }
    let ended = |figure: &&Figure| {
        before.is_some()
            && figure.to != Date::FOREVER
            && figure.to.next() == Some(on)
            && !now.iter().any(|next| same(next, figure) && next.from.date == on)
    };
    for figure in now.iter().filter(ended).filter(|figure| !unstated(figure)) {
        let mut event = event(Deed::Lapsed, figure);
        event.before = said(figure);
        found.push(event);
    }
    found
}
