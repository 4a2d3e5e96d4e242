//! Published figures: which holds in each text for each combination of its parameter, and what differs.

use std::collections::BTreeMap;

use super::Side;
use super::clause::quotes;
use super::data::{Amendment, Change, Clause, Kind, Manner, Point};
use super::normal::on_one_line;
use super::numbers;
use super::points::point;
use crate::corpus::tree::StatementId;
use crate::program::ir::{Cell, Parameter};
use crate::quantity::calendar::Date;
use crate::quantity::unit::Unit;
use crate::syntax::tree::{Body, Expr, ExprKind, ValueKind};

/// A figure that holds.
struct Held<'p> {
    cell: &'p Cell,
    /// `每人每月655元`, or as it is written where the text gives no single number.
    said: String,
    unit: Unit,
    /// In what unit the document publishes it, where that is one number.
    published: Option<Unit>,
    /// How it is written.
    written: String,
    citation: String,
    by: Option<StatementId>,
    assumed: bool,
}

/// Figures by parameter and combination, in the order of the text.
type Figures<'p> = Vec<(String, Vec<(String, Held<'p>)>)>;

/// One change per parameter of which a figure differs; the second list reads differently only.
pub(super) fn changes(old: &Side<'_>, new: &Side<'_>) -> (Vec<Change>, Vec<Change>) {
    let (before, after) = (held(old), held(new));
    let mut names: Vec<&String> = after.iter().chain(&before).map(|(name, _)| name).collect();
    let mut seen: Vec<&String> = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name);
            true
        }
    });
    let (mut changed, mut alike) = (Vec::new(), Vec::new());
    let nothing = Vec::new();
    for name in names {
        let of = |figures: &'_ Figures<'_>| figures.iter().position(|(known, _)| known == name);
        let was = of(&before).map_or(&nothing, |at| &before[at].1);
        let is = of(&after).map_or(&nothing, |at| &after[at].1);
        let made = parameter(name, (old, was), (new, is));
        changed.extend(made.0);
        alike.extend(made.1);
    }
    (changed, alike)
}

fn parameter(
    name: &str,
    (old, was): (&Side<'_>, &[(String, Held<'_>)]),
    (new, is): (&Side<'_>, &[(String, Held<'_>)]),
) -> (Option<Change>, Option<Change>) {
    let (mut points, mut same) = (Vec::new(), Vec::new());
    let (mut from, mut to, mut by) = (Vec::new(), Vec::new(), Vec::new());
    for (place, figure) in is {
        match was.iter().find(|(known, _)| known == place) {
            // One sentence that holds from another day; a later document that keeps the figure is no such change.
            Some((_, before))
                if before.cell.value == figure.cell.value
                    && before.citation == figure.citation
                    && before.cell.from != figure.cell.from =>
            {
                let (a, b) = (begins(before).unwrap_or_default(), begins(figure).unwrap_or_default());
                let place = format!("{place}执行日期");
                points.push(point(Kind::Term, &place, Manner::Changed, Some(&a), Some(&b)));
                from.push(before);
                to.push(figure);
            }
            Some((_, before)) if before.cell.value == figure.cell.value => {
                if before.written != figure.written {
                    let (a, b) = (before.written.as_str(), figure.written.as_str());
                    same.push(point(Kind::Figure, place, Manner::Reworded, Some(a), Some(b)));
                    from.push(before);
                    to.push(figure);
                }
            }
            Some((_, before)) => {
                points.push(changed(place, before, figure));
                from.push(before);
                to.push(figure);
                by.extend(maker(new, figure));
            }
            None => {
                let mut made = point(Kind::Figure, place, Manner::Added, None, Some(&figure.said));
                made.from = begins(figure);
                points.push(made);
                to.push(figure);
                by.extend(maker(new, figure));
            }
        }
    }
    for (place, before) in was.iter().filter(|(place, _)| !is.iter().any(|(known, _)| known == place)) {
        points.push(point(Kind::Figure, place, Manner::Removed, Some(&before.said), None));
        from.push(before);
        // 至 … 止: what it was published for is over.
        if before.cell.to < new.text.on {
            by.push(Amendment {
                verb: "到期".to_owned(),
                from: next(before.cell.to),
                ..maker_of(old, before)
            });
        }
    }
    let mut seen: Vec<Amendment> = Vec::new();
    by.retain(|made| {
        !seen.contains(made) && {
            seen.push(made.clone());
            true
        }
    });
    let manner = overall(&points);
    let change = |points: Vec<Point>, manner: Manner, by: Vec<Amendment>| Change {
        name: name.to_owned(),
        was: None,
        kind: Kind::Figure,
        manner,
        old_key: old.text.items.contains_key(name).then(|| name.to_owned()),
        new_key: new.text.items.contains_key(name).then(|| name.to_owned()),
        sentence: String::new(),
        quoted: false,
        old: clause(old, &from),
        new: clause(new, &to),
        points,
        stays: Vec::new(),
        untouched: Vec::new(),
        by,
        notes: Vec::new(),
        beside: Vec::new(),
        effect: None,
    };
    if points.is_empty() {
        return (None, (!same.is_empty()).then(|| change(same, Manner::Reworded, Vec::new())));
    }
    (Some(change(points, manner, by)), None)
}

/// What the points come to: all the same, or changed.
fn overall(points: &[Point]) -> Manner {
    let first = points.first().map_or(Manner::Changed, |point| point.manner);
    if points.iter().all(|point| point.manner == first) { first } else { Manner::Changed }
}

fn changed(place: &str, before: &Held<'_>, figure: &Held<'_>) -> Point {
    // Where both documents publish in one unit, it is told in that unit.
    let published = before.published.filter(|unit| figure.published == Some(*unit));
    let number = match (before.cell.value.is_point(), figure.cell.value.is_point()) {
        (Some(a), Some(b)) if before.unit.dimension == figure.unit.dimension => {
            numbers::change(a, b, published.unwrap_or(figure.unit))
        }
        _ => None,
    };
    let manner = match &number {
        Some(number) if number.raised => Manner::Raised,
        Some(_) => Manner::Lowered,
        None => Manner::Changed,
    };
    let mut made = point(Kind::Figure, place, manner, Some(&before.said), Some(&figure.said));
    if let (Some(number), Some(_)) = (&number, published) {
        (made.old, made.new) = (Some(number.old.clone()), Some(number.new.clone()));
    }
    made.number = number;
    made.from = begins(figure);
    made
}

fn begins(figure: &Held<'_>) -> Option<String> {
    (figure.cell.from != Date::NEVER_BEFORE).then(|| figure.cell.from.to_string())
}

fn next(day: Date) -> String {
    day.next().map(|day| day.to_string()).unwrap_or_default()
}

fn maker_of(side: &Side<'_>, figure: &Held<'_>) -> Amendment {
    let document = figure.by.map(|by| side.corpus.documents[by.document].code.clone()).unwrap_or_default();
    let quotes = figure.by.map(|by| quotes(side, by)).unwrap_or_default();
    let verb = match figure.by.map(|by| &side.corpus.statement(by).body) {
        Some(Body::Amend { .. }) => "改为",
        _ => "公布",
    };
    Amendment {
        document,
        citation: figure.citation.clone(),
        verb: verb.to_owned(),
        from: begins(figure).unwrap_or_default(),
        assumed: figure.assumed,
        quotes,
    }
}

/// Nothing where the figure is only supposed.
fn maker(side: &Side<'_>, figure: &Held<'_>) -> Option<Amendment> {
    figure.by.map(|_| maker_of(side, figure))
}

fn clause(side: &Side<'_>, figures: &[&Held<'_>]) -> Option<Clause> {
    if figures.is_empty() {
        return None;
    }
    let mut made = Clause::default();
    let mut citations: Vec<String> = Vec::new();
    for figure in figures {
        if !citations.contains(&figure.citation) {
            citations.push(figure.citation.clone());
            let words = figure.by.map(|by| quotes(side, by)).unwrap_or_default();
            let new: Vec<_> = words.into_iter().filter(|quote| !made.quotes.contains(quote)).collect();
            made.quotes.extend(new);
        }
        made.says.push(figure.written.clone());
    }
    made.citation = citations.join("、");
    Some(made)
}

/// The figures of a text that hold on its day in its area, the nearest place first.
fn held<'p>(side: &Side<'p>) -> Figures<'p> {
    let mut figures = Vec::new();
    for parameter in &side.program.parameters {
        let mut best: BTreeMap<(Vec<u32>, Option<i32>), &Cell> = BTreeMap::new();
        for cell in parameter.cells.iter().filter(|cell| holds(side, cell)) {
            let key = (cell.coordinates.clone(), cell.year);
            match best.get(&key) {
                Some(known) if (known.area.len(), known.from) >= (cell.area.len(), cell.from) => {}
                _ => {
                    best.insert(key, cell);
                }
            }
        }
        let all: Vec<(String, Held<'p>)> = best
            .into_values()
            .map(|cell| (place(side, parameter, cell), one(side, parameter, cell)))
            .collect();
        if !all.is_empty() {
            figures.push((parameter.name.clone(), all));
        }
    }
    figures
}

fn holds(side: &Side<'_>, cell: &Cell) -> bool {
    let here = side.program.area.as_str();
    let covers = cell.area.is_empty()
        || here == cell.area
        || here.strip_prefix(&cell.area).is_some_and(|rest| rest.starts_with('/'));
    let on = side.program.on;
    covers && cell.from <= on && (cell.year.is_some() || on <= cell.to)
}

/// `农村`, `农村、2025年度`; empty for a figure without coordinates.
fn place(side: &Side<'_>, parameter: &Parameter, cell: &Cell) -> String {
    let element = |(axis, at): (&crate::program::ir::CategoryId, &u32)| {
        side.program.categories.get(axis.index())?.elements.get(*at as usize).cloned()
    };
    let words = parameter.axes.iter().zip(&cell.coordinates).filter_map(element);
    words.chain(cell.year.map(|year| format!("{year}年度"))).collect::<Vec<_>>().join("、")
}

fn one<'p>(side: &Side<'p>, parameter: &Parameter, cell: &'p Cell) -> Held<'p> {
    let written = on_one_line(&cell.written);
    // A figure that is worked out from others is told by its formula too.
    let said = match cell.value.is_point() {
        Some(value) if cell.worked_out_from.is_empty() => {
            crate::quantity::spoken::amount(value, parameter.unit)
        }
        Some(value) => {
            format!("{written}（{}）", crate::quantity::spoken::amount(value, parameter.unit))
        }
        None => written.clone(),
    };
    let place = side.program.clause(cell.clause).span;
    let figure = side.text.figures.iter().find(|figure| {
        figure.parameter == parameter.name
            && figure.from.date == cell.from
            && figure.span.file == place.file
            && on_one_line(side.corpus.files.text(figure.span)) == written
    });
    let quantity = figure.and_then(|figure| match &figure.value.kind {
        ValueKind::Computed { expr: Expr { kind: ExprKind::Quantity(quantity), .. }, .. } => Some(quantity),
        _ => None,
    });
    // A figure that is rounded when it is turned into another unit is no longer the one that is published.
    let same = quantity.filter(|quantity| quantity.in_base(None) == cell.value.is_point());
    let published = same.and_then(|quantity| quantity.unit);
    let supposed = figure.is_none();
    Held {
        cell,
        said,
        unit: parameter.unit,
        published: published.filter(|unit| unit.dimension == parameter.unit.dimension),
        written,
        citation: if supposed { "假设".to_owned() } else { side.program.citation(cell.clause) },
        by: figure.map(|figure| figure.by),
        assumed: figure.is_some_and(|figure| figure.from.assumed),
    }
}
