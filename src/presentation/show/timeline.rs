//! What has changed in an area over the years, day by day, document by document.

use serde_json::{Value as Json, json};

use super::history::{event_json, faulty, figure_line, verb};
use super::said;
use crate::comparison::history::{Deed, Event, Years, said as item_name};
use crate::corpus::Asked;
use crate::corpus::tree::{Corpus, StatementId};
use crate::corpus::wording::Line;
use crate::presentation::document::{Block, Document, Entry};
use crate::quantity::calendar::Date;

/// All changes of an area, for people; days after `on` are told as not yet in force.
#[must_use]
pub fn timeline(
    corpus: &Corpus,
    asked: &Asked,
    years: &Years,
    events: &[Event],
    on: Option<Date>,
) -> Document {
    let title = format!("{}社会救助规定历次变动", asked.area.name());
    let mut document = Document { title: title.clone(), blocks: Vec::new() };
    document.blocks.push(Block::Title { text: title });
    let told: Vec<&Event> = events.iter().filter(|event| is_told(corpus, event)).collect();
    let span = match (told.first(), told.last()) {
        (Some(first), Some(last)) => format!("（{}至{}）", first.on, last.on),
        _ => "（没有变动）".to_owned(),
    };
    document.blocks.push(Block::Subtitle { text: span });
    faulty(&mut document, years);
    let mut year = None;
    for day in told.chunk_by(|one, other| one.on == other.on) {
        let Some(first) = day.first() else { continue };
        if year != Some(first.on.year()) {
            year = Some(first.on.year());
            document.heading(1, format!("{}年", first.on.year()));
        }
        let assumed = if day.iter().any(|event| event.assumed) { "（假定）" } else { "" };
        let future = if on.is_some_and(|on| first.on > on) { "，尚未施行" } else { "" };
        document.heading(2, format!("{}月{}日{assumed}{future}", first.on.month(), first.on.day()));
        document.blocks.push(Block::Tree { entries: entries(corpus, day) });
    }
    document
}

/// Words of a vocabulary are laid down for all times, and belong to no day.
fn is_told(corpus: &Corpus, event: &Event) -> bool {
    !corpus.documents[event.document].is_vocabulary()
}

/// One entry for each document that does something on the day.
fn entries(corpus: &Corpus, day: &[&Event]) -> Vec<Entry> {
    let mut documents: Vec<usize> = Vec::new();
    for event in day {
        if !documents.contains(&event.document) {
            documents.push(event.document);
        }
    }
    let own = |document: usize| day.iter().copied().filter(move |event| event.document == document);
    documents
        .into_iter()
        .map(|document| entry(corpus, document, &own(document).collect::<Vec<_>>()))
        .collect()
}

/// What one document does on a day, or what becomes of it.
fn entry(corpus: &Corpus, document: usize, events: &[&Event]) -> Entry {
    let source = &corpus.documents[document];
    let code = &source.code;
    let head = events.iter().find_map(|event| match event.deed {
        Deed::Begins => {
            let by: Vec<String> = [source.area.name()].into_iter().chain(said::issued(source)).collect();
            Some(format!("《{code}》开始施行：{}（{}）", source.syntax.title.text, by.join("，")))
        }
        Deed::Ends(verb) => Some(match event.by {
            Some(by) => format!("《{code}》由{}{verb}", corpus.citation(by)),
            None => format!("《{code}》{verb}"),
        }),
        _ => None,
    });
    let mut below = Vec::new();
    let named = |deed: &dyn Fn(&Deed) -> bool| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for key in events.iter().filter(|event| deed(&event.deed)).filter_map(|event| event.key.as_deref()) {
            let name = item_name(key);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    for event in events {
        below.extend(line(corpus, event).map(Entry::of));
    }
    for (word, names) in [
        ("规定", named(&|deed| *deed == Deed::Declared)),
        ("重申", named(&|deed| *deed == Deed::Restated)),
        ("授权", named(&|deed| *deed == Deed::Empowered)),
        ("不再有规定", named(&|deed| matches!(deed, Deed::Ended("失效" | "废止")))),
    ] {
        if !names.is_empty() {
            below.push(Entry::of(format!("{word}{}项：{}", names.len(), names.join("、"))));
        }
    }
    match head {
        Some(head) => Entry::over(head, below),
        None if events.iter().all(|event| event.deed == Deed::Expired) => {
            Entry::over(format!("《{code}》所写的期限届满"), below)
        }
        None => Entry::over(format!("《{code}》"), below),
    }
}

/// What is told of an event by itself; what only names items is gathered.
fn line(corpus: &Corpus, event: &Event) -> Option<String> {
    let name = event.key.as_deref().map(item_name).unwrap_or_default();
    let of = if event.of.is_empty() { String::new() } else { format!("（{}）", event.of) };
    let article = |by: Option<StatementId>| {
        by.map_or_else(String::new, |by| {
            corpus.documents[by.document].syntax.articles[corpus.statement(by).article].label.clone()
        })
    };
    let origin = event.origin.filter(|origin| origin.document != event.document);
    let origin = origin.map(|origin| corpus.citation(origin)).unwrap_or_default();
    let by = article(event.by);
    Some(match &event.deed {
        Deed::Changed(verb) => format!("{by}{verb}{origin}“{name}”：{}", event.says),
        Deed::Added => format!("{by}补充{origin}“{name}”：{}", event.says.trim_end_matches(['：', ':'])),
        Deed::Withdrawn => {
            let gone = said::only_in(&event.before, &event.after);
            let words: Vec<String> = gone.into_iter().map(Line::text).collect();
            format!("“{name}”不再有它所作的改动：{}", words.join("").trim_end_matches('；'))
        }
        Deed::Resumed | Deed::Continued => {
            let verb = verb(&event.deed);
            if event.before.is_empty() {
                return Some(format!("{by}{verb}{origin}“{name}”"));
            }
            let now: Vec<String> =
                said::only_in(&event.after, &event.before).into_iter().map(Line::text).collect();
            format!("{by}{verb}{origin}“{name}”：{}", now.join("").trim_end_matches('；'))
        }
        Deed::Ended("暂停") => format!("{by}暂停{origin}“{name}”"),
        Deed::Expired => format!("{by}“{name}”"),
        Deed::Lapsed => format!("{name}{of}：{}", figure_line(event).trim_end_matches('。')),
        Deed::Published | Deed::Adjusted => {
            format!("{}{name}{of}：{}", verb(&event.deed), figure_line(event).trim_end_matches('。'))
        }
        _ => return None,
    })
}

/// All changes of an area, for machines.
#[must_use]
pub fn timeline_json(corpus: &Corpus, asked: &Asked, years: &Years, events: &[Event]) -> Json {
    let told = events.iter().filter(|event| is_told(corpus, event));
    let happened: Vec<Json> = told.map(|event| event_json(corpus, event)).collect();
    json!({"area": asked.area.path(), "events": happened,
        "faulty": years.faulty.iter().map(|day| day.iso()).collect::<Vec<_>>()})
}
