//! What the cases of the documents reach and what they do not, for people and machines.

use serde_json::json;

use crate::cases::coverage::{Count, Coverage, DocumentCoverage, Kind, Missing, Place};
use crate::corpus::Corpus;

/// Characters of a place that are shown.
const LONGEST: usize = 40;

/// What a kind of place is called.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Condition => "条件",
        Kind::Exception => "例外",
        Kind::Row => "表行",
        Kind::Boundary => "界限",
    }
}

/// The name of a kind in arguments and JSON.
#[must_use]
pub fn key(kind: Kind) -> &'static str {
    match kind {
        Kind::Condition => "conditions",
        Kind::Exception => "exceptions",
        Kind::Row => "rows",
        Kind::Boundary => "boundaries",
    }
}

/// The counts of every document; with `uncovered`, every place that no case reaches.
#[must_use]
pub fn text(corpus: &Corpus, coverage: &Coverage, uncovered: bool) -> String {
    let mut out = String::from("案例走到的（走到的／全部）：\n");
    for document in &coverage.documents {
        let code = &corpus.documents[document.document].code;
        out.push_str(&format!("《{code}》{}\n", counts(|kind| document.count(kind))));
        if uncovered {
            let missing = |place: &&Place| place.missing.is_some();
            document.places.iter().filter(missing).for_each(|place| out.push_str(&line(corpus, place)));
        }
    }
    out.push_str(&format!("合计：{}。\n", counts(|kind| coverage.count(kind))));
    let whole = Kind::ALL.iter().all(|kind| coverage.count(*kind).reaches(100));
    if !uncovered && !whole {
        out.push_str("没有走到的逐处列出：yiju 测试 --uncovered\n");
    }
    out
}

fn counts(count: impl Fn(Kind) -> Count) -> String {
    let counted = Kind::ALL.iter().map(|one| (*one, count(*one))).filter(|(_, count)| count.total > 0);
    let words: Vec<String> =
        counted.map(|(one, count)| format!("{} {}/{}", kind(one), count.covered, count.total)).collect();
    if words.is_empty() { "没有可走的地方".to_owned() } else { words.join("，") }
}

fn line(corpus: &Corpus, place: &Place) -> String {
    let missing = place.missing.map_or("", missing);
    let at = corpus.files.place(place.span);
    format!("  {at} {} {} —— {missing}\n", kind(place.kind), words(corpus, place))
}

/// What is missing, in words.
fn missing(missing: Missing) -> &'static str {
    match missing {
        Missing::Both => "没有见过“是”，也没有见过“否”",
        Missing::Yes => "没有见过“是”",
        Missing::No => "没有见过“否”",
        Missing::Reached => "没有案例走到",
    }
}

/// The author's words: the first line, cut where it is long.
fn words(corpus: &Corpus, place: &Place) -> String {
    let whole = corpus.files.text(place.span).trim();
    // The blanks that put the columns of a table under each other say nothing here.
    let words: Vec<&str> = whole.lines().next().unwrap_or_default().split_whitespace().collect();
    let first = words.join(" ");
    let mut text: String = first.chars().take(LONGEST).collect();
    if text.len() < first.len() || whole.lines().nth(1).is_some() {
        text.push('…');
    }
    if place.label == text {
        return text;
    }
    let apart = if place.label.is_empty() || place.label.ends_with(['）', '.']) { "" } else { "：" };
    format!("{}{apart}{text}", place.label)
}

/// For machines: the counts and every uncovered place of every document.
#[must_use]
pub fn machine(corpus: &Corpus, coverage: &Coverage) -> serde_json::Value {
    let numbers = |count: &dyn Fn(Kind) -> Count| {
        let one = |kind: &Kind| {
            let count = count(*kind);
            (key(*kind).to_owned(), json!({"covered": count.covered, "total": count.total}))
        };
        serde_json::Value::Object(Kind::ALL.iter().map(one).collect())
    };
    let place = |place: &Place| {
        let file = corpus.files.file(place.span.file);
        let from = file.lines.position(&file.text, place.span.start as usize);
        let (yes, no) = match place.missing {
            Some(Missing::Both) => (true, true),
            Some(Missing::No) => (false, true),
            _ => (true, false),
        };
        let lacks: Vec<&str> = match place.kind {
            Kind::Condition => {
                [(yes, "是"), (no, "否")].iter().filter(|(on, _)| *on).map(|(_, w)| *w).collect()
            }
            _ => vec!["走到"],
        };
        json!({"kind": key(place.kind), "file": file.path, "line": from.line, "character": from.character,
            "label": place.label, "text": corpus.files.text(place.span), "missing": lacks})
    };
    let document = |document: &DocumentCoverage| {
        let uncovered: Vec<_> =
            document.places.iter().filter(|place| place.missing.is_some()).map(place).collect();
        json!({"document": corpus.documents[document.document].code,
            "counts": numbers(&|kind| document.count(kind)), "uncovered": uncovered})
    };
    json!({"documents": coverage.documents.iter().map(document).collect::<Vec<_>>(),
        "counts": numbers(&|kind| coverage.count(kind))})
}
