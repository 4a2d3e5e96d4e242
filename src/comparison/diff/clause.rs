//! Where an item stands, in which words, what it says now, and which documents made it so.

use super::Side;
use super::data::{Amendment, Clause, Kind, Quoted};
use super::facets::{facets, member_words};
use super::normal::{Speller, on_one_line};
use crate::corpus::tree::{Change, Item, StatementId};
use crate::syntax::tree::{Body, Note};

/// `成员的年龄`, `重度残疾情形（《兜底通知2022》所称）`.
pub(super) fn shown(key: &str) -> String {
    let named = key.replace('·', "的");
    match named.split_once('〔').and_then(|(name, rest)| Some((name, rest.strip_suffix('〕')?))) {
        Some((name, code)) => format!("{name}（《{code}》所称）"),
        None => named,
    }
}

/// The name alone: `年龄`, `重度残疾情形`.
pub(super) fn bare(key: &str) -> &str {
    let name = key.split('〔').next().unwrap_or(key);
    name.rsplit('·').next().unwrap_or(name)
}

/// The quotes of a sentence.
pub(super) fn quotes(side: &Side<'_>, by: StatementId) -> Vec<Quoted> {
    let statement = side.corpus.statement(by);
    let citation = side.corpus.citation(by);
    let quoted = statement.quotes.iter().map(|quote| Quoted {
        text: on_one_line(&quote.text.text),
        verbatim: quote.verbatim,
        citation: citation.clone(),
    });
    quoted.collect()
}

/// An item as a text has it.
pub(super) fn clause(side: &Side<'_>, speller: &Speller<'_>, item: &Item) -> Clause {
    let mut citations = vec![side.corpus.citation(item.origin)];
    let mut quoted = quotes(side, item.origin);
    // What an item follows is told by itself.
    let follows = item.changes.iter().position(|change| change.verb == "参照");
    let own = &item.changes[..follows.unwrap_or(item.changes.len())];
    let later = own.iter().map(|change| change.by).chain(item.additions.iter().copied());
    for by in later.filter(|by| side.text.documents.contains(&by.document)) {
        let citation = side.corpus.citation(by);
        if !citations.contains(&citation) {
            citations.push(citation);
            quoted.extend(quotes(side, by));
        }
    }
    let mut says = says(speller, item);
    if let Some(followed) = follows.and_then(|at| item.changes.get(at)) {
        says.push(format!("参照{}{}", side.corpus.citation(followed.by), on_one_line(&followed.summary)));
    }
    Clause { citation: citations.join("、"), quotes: quoted, says }
}

/// What an item says now, one line per part.
pub(super) fn says(speller: &Speller<'_>, item: &Item) -> Vec<String> {
    if let Body::Scope { members, open, .. } = &item.body {
        let mut words = member_words(speller, members.as_deref().unwrap_or(&[]));
        if words.is_empty() {
            words.push("未载明".to_owned());
        }
        if *open {
            words.push("其他（没有列到的由人认定）".to_owned());
        }
        return vec![words.join("、")];
    }
    let unsaid = ["对象", "清单", "单位", "开放"];
    let told = facets(speller, item).into_iter();
    let told = told.filter(|facet| facet.kind != Kind::Wording && !unsaid.contains(&facet.place.as_str()));
    told.map(|facet| match facet.kind {
        Kind::Exception | Kind::Row | Kind::Approval | Kind::Field | Kind::Category => facet.said,
        Kind::Authority | Kind::Judgement if !matches!(facet.place.as_str(), "提高" | "公布机关" | "答") => {
            facet.said
        }
        _ if facet.place.is_empty() => facet.said,
        _ => format!("{}：{}", facet.place, facet.said),
    })
    .collect()
}

/// Who changed an item between the two texts: sentences that only one of them has in force.
pub(super) fn amendments(old: (&Side<'_>, Option<&Item>), new: (&Side<'_>, Option<&Item>)) -> Vec<Amendment> {
    let mut made = Vec::new();
    if let (new, Some(item)) = new {
        let before = old.1.map(|item| marks(old.0, item)).unwrap_or_default();
        for change in item.changes.iter().filter(|change| new.text.documents.contains(&change.by.document)) {
            if !before.contains(&mark(new, change)) {
                let power = change.power;
                made.push(amendment(new, change.by, verb(change, power)));
            }
        }
        let known: Vec<String> = old
            .1
            .map(|item| item.additions.iter().map(|by| old.0.corpus.citation(*by)).collect())
            .unwrap_or_default();
        let added = item.additions.iter().filter(|by| !known.contains(&new.corpus.citation(**by)));
        made.extend(added.map(|by| amendment(new, *by, "补充".to_owned())));
        if let Some(ended) = &item.ended {
            made.push(ending(new, ended.document, ended.since.to_string(), ended.verb));
        }
    }
    // What an amending document had changed lapses when it ends.
    if let (Some(before), (new, Some(item))) = (old.1, new) {
        for change in before.changes.iter().filter(|c| old.0.text.documents.contains(&c.by.document)) {
            let code = &old.0.corpus.documents[change.by.document].code;
            let ended = |at: &usize| new.corpus.documents[*at].code == *code;
            if item.ended.is_none() && !new.text.documents.iter().any(ended) {
                let last = old.0.corpus.documents[change.by.document].expires;
                let since = last.and_then(|last| last.next()).map(|day| day.to_string()).unwrap_or_default();
                made.push(ending(old.0, change.by.document, since, "失效"));
            }
        }
    }
    made.dedup();
    made
}

fn verb(change: &Change, power: &str) -> String {
    if change.verb.is_empty() { power.to_owned() } else { change.verb.clone() }
}

fn mark(side: &Side<'_>, change: &Change) -> (String, String, String) {
    (side.corpus.citation(change.by), change.verb.clone(), on_one_line(&change.summary))
}

fn marks(side: &Side<'_>, item: &Item) -> Vec<(String, String, String)> {
    let held = item.changes.iter().filter(|change| side.text.documents.contains(&change.by.document));
    held.map(|change| mark(side, change)).collect()
}

/// A sentence as the maker of a change.
pub(super) fn amendment(side: &Side<'_>, by: StatementId, verb: String) -> Amendment {
    let document = &side.corpus.documents[by.document];
    let from = match &side.corpus.statement(by).body {
        Body::Amend { from: Some(from), .. } => *from,
        _ => document.effective,
    };
    Amendment {
        document: document.code.clone(),
        citation: side.corpus.citation(by),
        verb,
        from: from.date.to_string(),
        assumed: from.assumed,
        quotes: quotes(side, by),
    }
}

fn ending(side: &Side<'_>, document: usize, since: String, verb: &str) -> Amendment {
    let code = side.corpus.documents[document].code.clone();
    Amendment {
        citation: format!("《{code}》"),
        document: code,
        verb: verb.to_owned(),
        from: since,
        assumed: false,
        quotes: Vec::new(),
    }
}

/// What a sentence rests on: its assumptions, the readings that are taken, what it leaves open.
pub(super) fn notes(side: &Side<'_>, by: StatementId) -> Vec<String> {
    let over = side.corpus.doubt_over(by).filter(|doubt| doubt.by != by);
    let notes = side.corpus.statement(by).notes.iter().map(|note| (note, None));
    let all = notes.chain(over.map(|doubt| (side.corpus.doubt(doubt), side.asked.switched(doubt))));
    all.map(|(note, switched)| note_words(note, switched)).collect()
}

/// `疑义“…”取“…”`, `假定“…”`, `疑义“…”待定`.
pub(super) fn note_words(note: &Note, switched: Option<&str>) -> String {
    let text = on_one_line(&note.text.text);
    let reason =
        note.reason.as_ref().map(|why| format!("（理由：{}）", on_one_line(why))).unwrap_or_default();
    match (note.doubt, switched.or(note.taken.as_ref().map(|taken| taken.text.as_str()))) {
        (false, _) => format!("假定“{text}”{reason}"),
        (true, Some(taken)) => format!("疑义“{text}”，取“{taken}”{reason}"),
        (true, None) => format!("疑义“{text}”，待定{reason}"),
    }
}
