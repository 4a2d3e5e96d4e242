//! Both wordings side by side: 条目、原规定、新规定、说明.

use super::told::Voice;
use super::{marks, parts, summary, told, witness};
use crate::comparison::diff::data::{Change, Clause, Difference, Point};
use crate::comparison::diff::{Kind, Manner, Relation};
use crate::presentation::document::table::{Cell, Mark, Part, Table};
use crate::presentation::document::{Block, Document};

/// A table of both wordings; `quoted`: with the words of the documents.
#[must_use]
pub fn table(difference: &Difference, quoted: bool) -> Document {
    let relation = difference.relation;
    let title = if relation == Relation::Succession { "修订对照表" } else { "两地规定对照表" };
    let between = if relation == Relation::Succession { "→" } else { "与" };
    let mut document = Document {
        title: format!("{title}：{} {between} {}", difference.old.name, difference.new.name),
        blocks: vec![
            Block::Title { text: title.to_owned() },
            Block::Subtitle {
                text: format!("{}　{between}　{}", difference.old.name, difference.new.name)
            },
            Block::Paragraph { depth: 0, text: summary(difference) },
        ],
    };
    document.blocks.extend(super::stacked::places(difference));
    let voice = Voice::of(difference);
    let (old, new) = (voice.old.clone(), voice.new.clone());
    for change in &difference.documents {
        document.blocks.push(Block::Paragraph { depth: 0, text: told::document(change, &voice) });
    }
    let parts = parts(difference);
    let mut rows = Table::new(&["条目", &old, &new, "说明"], &[16, 28, 30, 26]);
    for change in parts.changed {
        rows.row(changed(change, &voice, quoted));
    }
    // Of two areas, what the one has and the other has nothing like is only named.
    let alone = |change: &&Change| relation == Relation::Neighbours && change.beside.is_empty();
    let one: Vec<&Change> = parts.added.into_iter().chain(parts.removed).collect();
    for change in one.iter().filter(|change| !alone(change)) {
        let with = difference.documents.iter().any(|document| {
            document.manner == change.manner && change.by.iter().all(|by| by.document == document.code)
        });
        rows.row(single(change, &voice, quoted, with));
    }
    for change in parts.notes {
        rows.row(changed(change, &voice, false));
    }
    document.table(rows);
    for (manner, who) in [(Manner::Removed, &old), (Manner::Added, &new)] {
        let of = one.iter().copied().filter(|change| change.manner == manner && alone(change));
        let named: Vec<&Change> = of.collect();
        if !named.is_empty() {
            document.heading(1, format!("只有{who}有的"));
            for line in told::listed(&named) {
                document.blocks.push(Block::Paragraph { depth: 0, text: line });
            }
        }
    }
    if !difference.alike.is_empty() {
        document.heading(1, "文字不同、意思不变的");
        let mut rows = Table::new(&["条目", &old, &new, "说明"], &[16, 28, 30, 26]);
        for change in &difference.alike {
            rows.row(alike(change));
        }
        document.table(rows);
    }
    document
}

fn entry(change: &Change) -> Cell {
    let citation =
        change.new.as_ref().or(change.old.as_ref()).map(|clause| clause.citation.replace('、', "\n"));
    let name = match &change.was {
        Some(was) => format!("{}（原称“{was}”）", change.name),
        None => change.name.clone(),
    };
    let lines = [Some(name), Some(told::kinds(change)), citation];
    Cell::Plain(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// Both sides of every point.
fn changed(change: &Change, voice: &Voice, quoted: bool) -> Vec<Cell> {
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    if change.kind == Kind::Scope {
        let says = |clause: &Option<Clause>| clause.as_ref().map(|c| c.says.join("、")).unwrap_or_default();
        let (a, b) = marks::marked(&says(&change.old), &says(&change.new));
        olds.push(a);
        news.push(b);
    }
    for point in change.points.iter().filter(|point| change.kind != Kind::Scope || point.kind != Kind::Scope)
    {
        let (a, b) = sides(change, point);
        olds.push(a);
        news.push(b);
    }
    if quoted && change.kind != Kind::Note {
        olds.extend(change.old.iter().flat_map(told::quotes).map(Cell::Plain));
        // What is quoted on the left need not be quoted again.
        let mut fresh = change.new.clone();
        if let (Some(new), Some(old)) = (&mut fresh, &change.old) {
            new.quotes.retain(|quote| !old.quotes.contains(quote));
        }
        news.extend(fresh.iter().flat_map(told::quotes).map(Cell::Plain));
    }
    // Of two areas, nothing of the one is struck by the other: what differs is marked on both sides.
    let left = match (voice.relation, marks::stacked(olds)) {
        (Relation::Neighbours, Cell::Marked(parts)) => Cell::Marked(
            parts.into_iter().map(|part| Part { mark: part.mark.map(|_| Mark::New), ..part }).collect(),
        ),
        (_, cell) => cell,
    };
    vec![entry(change), left, marks::stacked(news), remarks(change, voice, true)]
}

fn sides(change: &Change, point: &Point) -> (Cell, Cell) {
    let place = told::place(change, point);
    let head = if place.is_empty() { String::new() } else { format!("{place}：") };
    let framed = |cell: Cell| match head.is_empty() {
        true => cell,
        false => {
            let mut parts = Cell::Plain(head.clone()).parts();
            parts.extend(cell.parts());
            Cell::Marked(parts)
        }
    };
    match (&point.old, &point.new) {
        (Some(old), Some(new)) => {
            let (a, b) = marks::marked(old, new);
            (framed(a), framed(b))
        }
        (None, Some(new)) => (framed("（无）".into()), framed(marks::whole(new, Mark::New))),
        (Some(old), None) => (framed(marks::whole(old, Mark::Struck)), framed("（删去）".into())),
        (None, None) => (framed("只有次序不同".into()), "".into()),
    }
}

/// What only one has.
///
/// `with`: it came or went with its document, of which the day is told above.
fn single(change: &Change, voice: &Voice, quoted: bool, with: bool) -> Vec<Cell> {
    let added = change.manner == Manner::Added;
    let clause = if added { &change.new } else { &change.old };
    let mut lines = Vec::new();
    if let Some(clause) = clause {
        let says = if change.kind == Kind::Figure {
            change.points.iter().map(|point| figure(change, point)).collect::<Vec<_>>()
        } else {
            clause.says.clone()
        };
        lines.extend(says.into_iter().map(Cell::Plain));
        if quoted {
            lines.extend(told::quotes(clause).into_iter().map(Cell::Plain));
        }
    }
    let own = marks::stacked(lines);
    let none: Cell = match (added, voice.relation) {
        (false, Relation::Succession) => "（停止执行）".into(),
        _ => "（无）".into(),
    };
    let (old, new) = if added { (none, own) } else { (own, none) };
    vec![entry(change), old, new, remarks(change, voice, !with)]
}

fn figure(change: &Change, point: &Point) -> String {
    let value = point.new.as_ref().or(point.old.as_ref()).cloned().unwrap_or_default();
    format!("{}：{value}", told::place(change, point))
}

/// What stays, by how much, who made it, on what it rests.
fn remarks(change: &Change, voice: &Voice, dated: bool) -> Cell {
    let mut lines: Vec<String> = Vec::new();
    for point in &change.points {
        if let Some(number) = &point.number {
            let place = told::place(change, point);
            let sign = if place.is_empty() { "" } else { "：" };
            let words = told::more(number, voice);
            let words = words.trim_start_matches('（').trim_end_matches('）');
            lines.push(format!("{place}{sign}{words}。"));
        }
    }
    if !change.stays.is_empty() {
        lines.push(match voice.relation {
            Relation::Succession => format!("{}不变。", change.stays.join("、")),
            Relation::Neighbours => format!("两边都有：{}。", change.stays.join("、")),
        });
    }
    if voice.relation == Relation::Succession && dated && !change.by.is_empty() {
        let by: Vec<String> = change.by.iter().map(told::maker).collect();
        lines.push(format!("{}。", by.join("；")));
    }
    for beside in &change.beside {
        lines.extend(told::near(beside, change, voice));
    }
    lines.extend(change.notes.iter().map(|note| format!("{note}。")));
    lines.extend(change.effect.iter().flat_map(|effect| witness::lines(effect, voice)));
    Cell::Plain(lines.join("\n"))
}

/// What reads differently and means the same.
fn alike(change: &Change) -> Vec<Cell> {
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    if let Some(was) = &change.was {
        olds.push(Cell::Plain(was.clone()));
        news.push(Cell::Plain(change.name.clone()));
    }
    for point in &change.points {
        let (a, b) = sides(change, point);
        olds.push(a);
        news.push(b);
    }
    let why = match change.manner {
        Manner::Renamed => "只改名称，内容不变。",
        Manner::Moved => "只换位置，内容不变。",
        _ => "只换写法，不影响任何一户。",
    };
    vec![entry(change), marks::stacked(olds), marks::stacked(news), why.into()]
}
