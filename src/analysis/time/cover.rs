//! Figures that a rule reads and nobody has published for the day.
//!
//! Who is to publish is not told that he has not: a national rule reads the standards of every county. A place is told
//! where it has figures of this name already, or where its own documents need them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::error::{self, Need};
use super::lapse::last_days;
use super::reach::{Read, reads};
use crate::corpus::area::level_of;
use crate::corpus::tree::{Figure, TextInForce};
use crate::corpus::{Area, Corpus};
use crate::diagnostics::Diagnostic;
use crate::program::ir::{Op, Parameter, ParameterId, Program};
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::Body;

/// Cells of one figure that are looked at.
const MOST_CELLS: usize = 512;
/// Cells of two axes that are named.
const SHOWN: usize = 4;

/// A figure of the chain with its cell.
struct Known<'t> {
    figure: &'t Figure,
    cell: Vec<u32>,
    depth: usize,
    /// Its last day, or that of its document.
    to: Date,
}

/// What is missing.
struct Gap<'t> {
    cell: Vec<u32>,
    kind: Kind<'t>,
    from: Date,
    to: Date,
}

#[derive(Clone, Copy)]
enum Kind<'t> {
    /// No figure of this name.
    Never,
    /// Figures of other cells only.
    Cell(&'t Figure),
    /// The figure begins later.
    Later(&'t Figure),
    /// The figure has ended.
    Over(&'t Figure, Date),
}

/// What the results of a text in force read and do not find, from its day on.
pub fn check(corpus: &Corpus, text: &TextInForce, program: &Program) -> Vec<Diagnostic> {
    let mut read: BTreeSet<ParameterId> = BTreeSet::new();
    for node in &program.nodes {
        if let Op::Parameter { parameter, .. } = &node.op {
            read.insert(*parameter);
        }
    }
    if read.is_empty() {
        return Vec::new();
    }
    let ends = last_days(corpus, &text.area);
    let mut ours: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in &text.figures {
        if text.area.within(&figure.area) {
            ours.entry(figure.parameter.as_str()).or_default().push(figure);
        }
    }
    let mut gaps: BTreeMap<ParameterId, Vec<Gap>> = BTreeMap::new();
    let mut years: BTreeMap<ParameterId, Vec<&Figure>> = BTreeMap::new();
    for id in read {
        let parameter = &program.parameters[id.index()];
        let figures = ours.get(parameter.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        if figures.is_empty() && !is_awaited(corpus, text, parameter) {
            continue;
        }
        if parameter.yearly {
            years.insert(id, figures.to_vec());
            continue;
        }
        let known = figures.iter().map(|figure| {
            let end = ends.get(&figure.by.document).copied().unwrap_or(Date::FOREVER);
            let (depth, to) = (figure.area.depth(), figure.to.min(end));
            Some(Known { figure, cell: cell(program, parameter, figure)?, depth, to })
        });
        let Some(known) = known.collect::<Option<Vec<Known>>>() else { continue };
        let missing = missing(program, parameter, &known, text.on);
        if !missing.is_empty() {
            gaps.insert(id, missing);
        }
    }
    if gaps.is_empty() && years.is_empty() {
        return Vec::new();
    }
    let found = reads(program, |parameter| gaps.contains_key(&parameter) || years.contains_key(&parameter));
    let teller = Teller { corpus, text, program, ends };
    // One finding per cause: all the cells that it leaves out, and the first place that reads one of them.
    let mut causes: IndexMap<Cause, (Need, BTreeSet<Vec<u32>>)> = IndexMap::new();
    let mut told = Vec::new();
    for read in &found {
        let Op::Parameter { parameter, year, .. } = &program.node(read.node).op else { continue };
        for gap in gaps.get(parameter).into_iter().flatten() {
            if let Some((cause, need)) = teller.cause(read, *parameter, gap) {
                let known = causes.entry(cause).or_insert_with(|| (need, BTreeSet::new()));
                known.1.insert(gap.cell.clone());
            }
        }
        if let (Some(figures), Some(year)) = (years.get(parameter), year) {
            told.extend(teller.year(read, *parameter, figures, *year));
        }
    }
    told.dedup_by(|one, other| one.message == other.message);
    told.extend(causes.iter().map(|(cause, (need, cells))| teller.tell(cause, need, cells)));
    told
}

/// Why cells of a figure are missing.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Cause {
    parameter: ParameterId,
    why: Why,
    /// Where that is seen.
    place: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Why {
    Never,
    Cell,
    Later { begins: Date, from: Date },
    Over(Date),
}

/// Whether a figure that no document of the area or around it publishes is to be published here: standards are set in
/// cities and counties, unless a province declares one of its own and leaves it to nobody below.
fn is_awaited(corpus: &Corpus, text: &TextInForce, parameter: &Parameter) -> bool {
    let depth = text.area.depth();
    let Some(item) = text.items.get(&parameter.name) else { return false };
    let Body::Parameter { publishers, .. } = &item.body else { return false };
    let own = corpus.documents[item.origin.document].area == text.area;
    if depth == 0 || depth == 1 && !own {
        return false;
    }
    let mut levels = publishers.iter().filter_map(|body| level_of(&body.text)).peekable();
    let here = levels.peek().is_none() || levels.any(|level| level <= depth);
    let inside = |at: &usize| corpus.documents[*at].area.within(&text.area);
    here && !corpus.publishers_of(&parameter.name).iter().any(inside)
}

/// The elements of a figure's coordinates; none where its words stand for something else.
fn cell(program: &Program, parameter: &Parameter, figure: &Figure) -> Option<Vec<u32>> {
    let mut cell: Vec<Option<u32>> = vec![None; parameter.axes.len()];
    for word in &figure.coordinates {
        let mut axes = parameter.axes.iter().enumerate().filter(|(at, _)| cell[*at].is_none());
        let (at, element) = axes.find_map(|(at, axis)| {
            let category = &program.categories[axis.index()];
            let named = category.elements.iter().position(|name| *name == word.text).map(|at| at as u32);
            let alias = || category.aliases.iter().find(|(name, _)| *name == word.text).map(|(_, at)| *at);
            named.or_else(alias).map(|element| (at, element))
        })?;
        cell[at] = Some(element);
    }
    cell.into_iter().collect()
}

/// Every cell without a figure on some day from `on` on.
fn missing<'t>(program: &Program, parameter: &Parameter, known: &[Known<'t>], on: Date) -> Vec<Gap<'t>> {
    let count = |axis: &crate::program::ir::CategoryId| program.categories[axis.index()].elements.len();
    let size = parameter.axes.iter().map(count).try_fold(1usize, usize::checked_mul);
    let Some(size) = size.filter(|size| *size <= MOST_CELLS) else { return Vec::new() };
    let mut gaps = Vec::new();
    for index in 0..size {
        let mut rest = index;
        let mut wanted = vec![0; parameter.axes.len()];
        for (slot, axis) in wanted.iter_mut().zip(&parameter.axes).rev() {
            *slot = (rest % count(axis)) as u32;
            rest /= count(axis);
        }
        let own: Vec<&Known> = known.iter().filter(|known| known.cell == wanted).collect();
        let mut days: Vec<Date> = own
            .iter()
            .flat_map(|known| [Some(known.figure.from.date), known.to.next()])
            .flatten()
            .filter(|day| *day > on && *day < Date::FOREVER)
            .chain([on])
            .collect();
        days.sort_unstable();
        days.dedup();
        for (at, day) in days.iter().enumerate() {
            let to = days.get(at + 1).and_then(|next| next.previous()).unwrap_or(Date::FOREVER);
            if let Some(kind) = gap_on(&own, known, *day) {
                gaps.push(Gap { cell: wanted.clone(), kind, from: *day, to });
            }
        }
    }
    gaps
}

/// Why there is no figure of a cell on a day; none where there is one, or where the hole is told already (E0217).
fn gap_on<'t>(own: &[&Known<'t>], known: &[Known<'t>], day: Date) -> Option<Kind<'t>> {
    let begun = |known: &&&Known<'t>| known.figure.from.date <= day;
    let Some(depth) = own.iter().filter(begun).map(|known| known.depth).max() else {
        let first = known.iter().map(|known| known.figure).min_by_key(|figure| figure.from.date);
        let Some(first) = first else { return Some(Kind::Never) };
        let later = own.iter().map(|known| known.figure).min_by_key(|figure| figure.from.date);
        return Some(match later {
            Some(later) => Kind::Later(later),
            None if first.from.date > day => Kind::Later(first),
            None => Kind::Cell(first),
        });
    };
    let deepest = || own.iter().filter(|known| known.depth == depth);
    if deepest().any(|known| known.figure.from.date <= day && day <= known.to) {
        return None;
    }
    if deepest().any(|known| known.figure.from.date > day) {
        return None;
    }
    let last = deepest().filter(begun).max_by_key(|known| known.to)?;
    Some(Kind::Over(last.figure, last.to))
}

struct Teller<'a> {
    corpus: &'a Corpus,
    text: &'a TextInForce,
    program: &'a Program,
    ends: BTreeMap<usize, Date>,
}

impl Teller<'_> {
    /// The document of a reading and the last day of both.
    fn need(&self, read: &Read) -> Need {
        let node = self.program.node(read.node);
        let item = &self.program.item(node.item);
        let document = self.corpus.document_in(node.span.file);
        let end = document.and_then(|at| self.ends.get(&at)).copied();
        let until = read.until.into_iter().chain(end).min().unwrap_or(Date::FOREVER);
        Need { span: node.span, item: item.name.clone(), document, until }
    }

    /// The area's own text reads it.
    fn own(&self, need: &Need) -> bool {
        let area = need.document.map(|at| &self.corpus.documents[at].area);
        self.text.area.depth() > 0 && area == Some(&self.text.area)
    }

    /// Why a reading finds no figure in a gap; none where it does not come there, or where nobody here is to be told.
    fn cause(&self, read: &Read, parameter: ParameterId, gap: &Gap) -> Option<(Cause, Need)> {
        if !gap.cell.iter().zip(&read.axes).all(|(element, axis)| axis.contains(element)) {
            return None;
        }
        let need = self.need(read);
        let from = gap.from.max(read.from.unwrap_or(gap.from));
        if from > need.until || from > gap.to {
            return None;
        }
        let (why, place) = match gap.kind {
            Kind::Never if self.own(&need) => {
                let name = &self.program.parameters[parameter.index()].name;
                (Why::Never, self.corpus.statement(self.text.items.get(name)?.origin).span)
            }
            Kind::Cell(other) => (Why::Cell, self.corpus.statement(other.by).span),
            Kind::Later(other) if self.own(&need) => {
                let begins = other.from.date;
                (Why::Later { begins, from }, self.corpus.statement(other.by).span)
            }
            Kind::Over(last, to) => {
                let header = self.ends.get(&last.by.document) == Some(&to);
                let place = header.then(|| lapse_place(self.corpus, last.by.document)).flatten();
                (Why::Over(to), place.unwrap_or(self.corpus.statement(last.by).span))
            }
            Kind::Never | Kind::Later(_) => return None,
        };
        Some((Cause { parameter, why, place }, need))
    }

    fn tell(&self, cause: &Cause, need: &Need, cells: &BTreeSet<Vec<u32>>) -> Diagnostic {
        let parameter = &self.program.parameters[cause.parameter.index()];
        let (name, named, place) = (&parameter.name, self.named(parameter, cells), cause.place);
        match cause.why {
            Why::Never => error::never_published(name, &self.area(), need, place),
            Why::Cell => error::no_cell(name, &named, need, place),
            Why::Later { begins, from } => error::begins_later(name, &named, need, place, begins, from),
            Why::Over(to) => error::figure_over(name, &named, need, place, to),
        }
    }

    /// A year between two years that are published.
    fn year(&self, read: &Read, id: ParameterId, figures: &[&Figure], year: i32) -> Option<Diagnostic> {
        let need = self.need(read);
        let node = self.program.node(read.node);
        let back = match () {
            () if node.text.contains("上年度") => 1,
            () if node.text.contains("本年度") => 0,
            () => return None,
        };
        let parameter = &self.program.parameters[id.index()];
        let years: BTreeSet<i32> = figures.iter().filter_map(|figure| figure.year).collect();
        let (Some(first), Some(last)) = (years.first().copied(), years.last().copied()) else {
            let declared = self.corpus.statement(self.text.items.get(&parameter.name)?.origin).span;
            let needed = self.own(&need) && figures.is_empty();
            return needed.then(|| error::never_published(&parameter.name, &self.area(), &need, declared));
        };
        let lapsed = need.until.min(read.until.unwrap_or(Date::FOREVER)).year() - back;
        let missing =
            (year.max(first)..last.min(lapsed.saturating_add(1))).find(|year| !years.contains(year))?;
        let after = figures.iter().filter(|figure| figure.year.is_some_and(|year| year > missing));
        let after = after.min_by_key(|figure| figure.year)?;
        Some(error::no_year(&parameter.name, missing, missing + back, &need, after.span))
    }

    /// `低保标准（城市、农村）`, `供养标准（分散供养、农村）（集中供养、农村）`.
    fn named(&self, parameter: &Parameter, cells: &BTreeSet<Vec<u32>>) -> String {
        let word = |(element, axis): (&u32, &crate::program::ir::CategoryId)| {
            let names = &self.program.categories[axis.index()].elements;
            names.get(*element as usize).cloned().unwrap_or_default()
        };
        let words: Vec<String> = cells
            .iter()
            .map(|cell| cell.iter().zip(&parameter.axes).map(word).collect::<Vec<_>>().join("、"))
            .collect();
        match parameter.axes.len() {
            0 => parameter.name.clone(),
            1 => format!("{}（{}）", parameter.name, words.join("、")),
            _ => {
                let cells: String = words.iter().take(SHOWN).map(|words| format!("（{words}）")).collect();
                let more = if words.len() > SHOWN { "等" } else { "" };
                format!("{}{cells}{more}", parameter.name)
            }
        }
    }

    fn area(&self) -> String {
        Area::name(&self.text.area)
    }
}

/// Where a header says 失效.
pub fn lapse_place(corpus: &Corpus, document: usize) -> Option<Span> {
    let header = &corpus.documents.get(document)?.syntax.header;
    header.iter().find(|(key, _)| key.text == "失效").map(|(_, value)| value.span)
}
