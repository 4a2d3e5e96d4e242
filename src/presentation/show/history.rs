//! How one item came to be.

use serde_json::{Value as Json, json};

use super::articles::addition;
use super::{Parts, figures, machine, said};
use crate::comparison::history::{
    Cell, Deed, Event, Years, cells, growth, said as item_name, wording_in, wordings,
};
use crate::corpus::Asked;
use crate::corpus::tree::{Corpus, Figure};
use crate::corpus::wording::{Line, on_one_line};
use crate::presentation::document::table::{Mark, Part, Table};
use crate::presentation::document::{Block, Document, RuleLine};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};

/// How an item came to be, for people: how it reads on the day (the last one, if none is given), everything that was
/// done to it, and how it read in each period.
#[must_use]
pub fn history(
    corpus: &Corpus,
    asked: &Asked,
    years: &Years,
    events: &[Event],
    key: &str,
    on: Option<Date>,
) -> Document {
    let name = item_name(key);
    let title = format!("“{name}”的由来");
    let mut document = Document { title: title.clone(), blocks: Vec::new() };
    document.blocks.push(Block::Title { text: title });
    document.blocks.push(Block::Subtitle { text: asked.area.name() });
    faulty(&mut document, years);
    let mut parts = Parts(0);
    let periods = wordings(corpus, years, key);
    now(&mut document, &mut parts, corpus, years, key, on);
    let cells = cells(years, key);
    if !cells.is_empty() {
        parts.heading(&mut document, "历次公布的数额");
        document.table(published(corpus, &cells));
    }
    parts.heading(&mut document, "怎样形成");
    let own: Vec<&Event> = events.iter().filter(|event| event.key.as_deref() == Some(key)).collect();
    let alike = |one: &&Event, other: &&Event| {
        one.on == other.on && one.by == other.by && one.by.is_some() && one.deed == other.deed
    };
    for together in own.chunk_by(alike) {
        step(&mut document, corpus, together, on);
    }
    if cells.is_empty() && periods.len() > 1 {
        parts.heading(&mut document, "各个时期");
        document.table(spans(corpus, &periods, &own));
    }
    document
}

/// Some day's documents contradict each other.
pub(super) fn faulty(document: &mut Document, years: &Years) {
    if let [first, ..] = years.faulty.as_slice() {
        let count = years.faulty.len();
        document.blocks.push(Block::Fact {
            text: format!(
                "！{first}等{count}个时期的公文有错误，下面写的可能不全；全部问题用 yiju check 查看。"
            ),
        });
    }
}

/// The wording on the day.
fn now(
    document: &mut Document,
    parts: &mut Parts,
    corpus: &Corpus,
    years: &Years,
    key: &str,
    on: Option<Date>,
) {
    let text = years.texts.iter().rev().find(|text| on.is_none_or(|on| text.on <= on));
    let item = text.and_then(|text| text.items.get(key));
    let lines = text.zip(item).map_or_else(Vec::new, |(text, item)| wording_in(corpus, text, item));
    let heading = on.map_or("最近的规定".to_owned(), |on| format!("{on}的规定"));
    parts.heading(document, &heading);
    match item {
        Some(item) if !lines.is_empty() => {
            let mut lines = said::rule(corpus, &lines);
            // Sentences of other documents that belong to it (发放, 资金, 审批) are in force like its own lines.
            lines.extend(item.additions.iter().flat_map(|by| addition(corpus, *by)));
            document.blocks.push(Block::Rule { lines });
        }
        _ => document.blocks.push(Block::Note { text: "没有规定。".to_owned() }),
    }
}

/// What is done to an item, as a heading: 扩大, 重申.
pub(super) fn verb(deed: &Deed) -> &'static str {
    match deed {
        Deed::Begins => "施行",
        Deed::Ends(verb) | Deed::Ended(verb) | Deed::Changed(verb) => verb,
        Deed::Declared => "规定",
        Deed::Withdrawn => "随公文终止",
        Deed::Added => "补充",
        Deed::Restated => "重申",
        Deed::Empowered => "授权",
        Deed::Resumed => "恢复",
        Deed::Continued => "仍按执行",
        Deed::Expired => "期满",
        Deed::Published => "公布",
        Deed::Adjusted => "调整",
        Deed::Lapsed => "停止执行",
    }
}

/// Who does it: a sentence, or a document as a whole.
pub(super) fn doer(corpus: &Corpus, event: &Event) -> String {
    match event.by {
        Some(by) => corpus.citation(by),
        None => format!("《{}》", corpus.documents[event.document].code),
    }
}

/// What one sentence does on a day.
fn step(document: &mut Document, corpus: &Corpus, events: &[&Event], on: Option<Date>) {
    let Some(event) = events.first() else { return };
    document.heading(2, headline(corpus, event, on));
    if let Some(by) = event.by
        && !matches!(event.deed, Deed::Expired | Deed::Withdrawn | Deed::Lapsed)
    {
        document.blocks.extend(said::quotes(corpus, by));
    }
    for (at, event) in events.iter().enumerate() {
        // Several changes of one sentence are seen in one wording.
        let told = at.checked_sub(1).and_then(|before| events.get(before)).is_some_and(|last| {
            !event.after.is_empty() && last.before == event.before && last.after == event.after
        });
        match &event.deed {
            Deed::Changed(_) if told => {}
            Deed::Declared => document.blocks.push(Block::Rule { lines: said::rule(corpus, &event.after) }),
            Deed::Published | Deed::Adjusted | Deed::Lapsed => {
                let of = if event.of.is_empty() { String::new() } else { format!("{}：", event.of) };
                let line = said::plain(0, format!("{of}{}", figure_line(event)));
                document.blocks.push(Block::Rule { lines: vec![line] });
            }
            Deed::Restated | Deed::Empowered | Deed::Added => {
                let line = said::plain(0, format!("{}。", event.says.trim_end_matches('。')));
                document.blocks.push(Block::Rule { lines: vec![line] });
            }
            Deed::Changed(_) | Deed::Withdrawn | Deed::Resumed | Deed::Continued | Deed::Ended(_) => {
                document.blocks.push(Block::Rule { lines: before_and_after(event) });
            }
            Deed::Expired => {
                let text = "所写的期限已经过去，条文还在，不再执行。".to_owned();
                document.blocks.push(Block::Note { text });
            }
            Deed::Begins | Deed::Ends(_) => {}
        }
    }
}

/// `2025年9月1日（假定）起　《扩围增效2025》第二条　扩大`
fn headline(corpus: &Corpus, event: &Event, on: Option<Date>) -> String {
    let doer = doer(corpus, event);
    if corpus.documents[event.document].is_vocabulary() {
        return format!("共用词汇　{doer}");
    }
    let future = if on.is_some_and(|on| event.on > on) { "（尚未施行）" } else { "" };
    format!("{}起　{doer}　{}{future}", said::dated(event.on, event.assumed), verb(&event.deed))
}

/// The lines that are no longer there, and those that are there now.
fn before_and_after(event: &Event) -> Vec<RuleLine> {
    let mut lines = vec![said::plain(0, "原来：")];
    let before = said::only_in(&event.before, &event.after);
    let after = said::only_in(&event.after, &event.before);
    if before.is_empty() {
        lines.push(said::plain(1, "（没有）"));
    }
    lines.extend(before.iter().map(|line| said::plain(1, line.text())));
    lines.push(said::plain(0, "现在："));
    if after.is_empty() {
        lines.push(said::plain(1, "（没有）"));
    }
    lines.extend(after.iter().map(|line| {
        let parts = line.runs.iter().map(|run| {
            let new = run.by.is_some() && run.by == event.by;
            Part { text: run.text.clone(), mark: new.then_some(Mark::New) }
        });
        RuleLine { depth: 1, parts: parts.collect(), ground: None }
    }));
    lines
}

/// `每人每月655元（原来每人每月630元，提高4.0%）`
pub(super) fn figure_line(event: &Event) -> String {
    let said = |lines: &[Line]| lines.iter().map(Line::text).collect::<Vec<_>>().join("");
    let bare = |lines: &[Line]| said(lines).trim_end_matches('。').to_owned();
    let (before, after) = (bare(&event.before), bare(&event.after));
    match event.deed {
        Deed::Adjusted => {
            let by = event.growth.map(|growth| format!("，{}", grown(growth))).unwrap_or_default();
            format!("由{before}调整为{after}{by}。")
        }
        Deed::Lapsed => format!("{before}不再执行，没有公布新的数额。"),
        _ => format!("{after}。"),
    }
}

/// `提高4.1%`, `降低2%`, exactly rounded to a tenth.
fn grown(growth: Ratio) -> String {
    let word = if growth < Ratio::ZERO { "降低" } else { "提高" };
    let size = if growth < Ratio::ZERO { growth.checked_neg() } else { Some(growth) };
    let hundred = size.and_then(|size| size.checked_mul(Ratio::from_integer(100)));
    let tenth = Ratio::new(1, 10).map(|step| Rounding { mode: Mode::HalfUp, step });
    let rounded = hundred.zip(tenth).and_then(|(share, tenth)| tenth.apply(share));
    match rounded {
        Some(share) => format!("{word}{}%", share.to_display()),
        None => word.to_owned(),
    }
}

/// Every figure with its period, and the periods that have none.
fn published(corpus: &Corpus, cells: &[Cell]) -> Table {
    let mut table = Table::new(&["适用", "执行", "数额", "变动", "依据"], &[6, 10, 7, 4, 6]);
    let period = |from: String, to: Option<Date>| match to {
        Some(to) if to != Date::FOREVER => format!("{from}起\n到{to}为止"),
        _ => format!("{from}起"),
    };
    for cell in cells {
        let mut before: Option<&Figure> = None;
        for figure in &cell.figures {
            let behind = before.and_then(|before| before.to.next());
            if let Some(from) = behind.filter(|from| *from < figure.from.date) {
                let gap = period(from.to_string(), figure.from.date.previous());
                table.row(["", &gap, "没有公布", "", ""].map(str::to_owned));
            }
            let of: Vec<String> =
                [cell.area.name(), cell.of.clone()].into_iter().filter(|word| !word.is_empty()).collect();
            table.row([
                if before.is_none() { of.join("\n") } else { String::new() },
                period(figure.from.date.to_string(), Some(figure.to))
                    // On a line of its own, so that no day is broken.
                    + if figure.from.assumed { "\n（假定）" } else { "" },
                on_one_line(corpus.files.text(figure.span)),
                before.and_then(|before| growth(before, figure)).map(grown).unwrap_or_default(),
                corpus.citation(figure.by),
            ]);
            before = Some(figure);
        }
    }
    table
}

/// Each period: how it read, or of which documents' words it was made.
fn spans(corpus: &Corpus, periods: &[(Date, Vec<Line>)], events: &[&Event]) -> Table {
    let short = periods.iter().all(|(_, lines)| lines.len() <= 1);
    let mut table = Table::new(&["自", "至", if short { "规定" } else { "由哪些公文写成" }], &[4, 4, 8]);
    for (at, (from, lines)) in periods.iter().enumerate() {
        let to = periods.get(at + 1).and_then(|(next, _)| next.previous());
        let to = to.map_or("—".to_owned(), |day| day.to_string());
        let first = events.iter().rev().find(|event| event.deed == Deed::Declared && event.on <= *from);
        let mut makers: Vec<String> = first.map(|event| doer(corpus, event)).into_iter().collect();
        for by in lines.iter().flat_map(Line::makers) {
            let citation = corpus.citation(by);
            if !makers.contains(&citation) {
                makers.push(citation);
            }
        }
        let content = match (lines.is_empty(), short) {
            (true, _) => "没有规定".to_owned(),
            (false, true) => lines.iter().map(content).collect(),
            (false, false) => makers.join("、"),
        };
        table.row([said::dated(*from, false), to, content]);
    }
    table
}

/// What a sentence of one line says, without its head.
fn content(line: &Line) -> String {
    let text = line.text();
    text.split_once(['：', ':']).map_or(text.clone(), |(_, rest)| rest.trim().to_owned())
}

/// What happened, for machines (`docs/schema/show.schema.json`).
pub(super) fn event_json(corpus: &Corpus, event: &Event) -> Json {
    json!({"on": said::iso(event.on), "assumed": event.assumed, "verb": verb(&event.deed),
        "document": corpus.documents[event.document].code,
        "ground": event.by.map(|by| corpus.citation(by)), "item": event.key.as_deref().map(item_name),
        "for": event.of, "says": event.says, "before": machine::lines(corpus, &event.before),
        "after": machine::lines(corpus, &event.after),
        "growth": event.growth.map(|growth| format!("{}/{}", growth.numerator(), growth.denominator()))})
}

/// How an item came to be, for machines.
#[must_use]
pub fn history_json(corpus: &Corpus, asked: &Asked, years: &Years, events: &[Event], key: &str) -> Json {
    let own = events.iter().filter(|event| event.key.as_deref() == Some(key));
    let happened: Vec<Json> = own.map(|event| event_json(corpus, event)).collect();
    let periods = wordings(corpus, years, key);
    let to = |at: usize| periods.get(at + 1).and_then(|(next, _)| next.previous()).map(Date::iso);
    let told: Vec<Json> = periods
        .iter()
        .enumerate()
        .map(|(at, (from, lines))| {
            json!({"from": said::iso(*from), "to": to(at), "wording": machine::lines(corpus, lines)})
        })
        .collect();
    let cells = cells(years, key);
    let published: Vec<Json> = cells
        .iter()
        .flat_map(|cell| cell.figures.iter().map(move |figure| (cell, figure)))
        .map(|(cell, figure)| {
            json!({"area": cell.area.path(), "for": figures::of(figure), "value": corpus.files.text(figure.span),
                "from": said::iso(figure.from.date), "from_assumed": figure.from.assumed,
                "to": said::iso(figure.to), "ground": corpus.citation(figure.by)})
        })
        .collect();
    json!({"area": asked.area.path(), "item": item_name(key), "events": happened, "periods": told,
        "figures": published, "faulty": years.faulty.iter().map(|day| day.iso()).collect::<Vec<_>>()})
}
