//! Documents that only one text has in force, and heads that say another thing.

use super::Side;
use super::data::{DocumentChange, Manner, Relation};
use super::normal::on_one_line;
use crate::corpus::Document;
use crate::corpus::tree::StatementId;
use crate::quantity::calendar::Date;
use crate::syntax::substance::{Substance, substance};

/// What differs, in the order of the second text.
pub(super) fn changes(old: &Side<'_>, new: &Side<'_>, relation: Relation) -> Vec<DocumentChange> {
    let mut found = Vec::new();
    let held = |side: &Side<'_>, code: &str| -> Option<usize> {
        side.text.documents.iter().copied().find(|at| side.corpus.documents[*at].code == code)
    };
    for at in &new.text.documents {
        let document = &new.corpus.documents[*at];
        match held(old, &document.code) {
            Some(before) => found.extend(head((old, before), (new, *at))),
            None => found.push(told(document, Manner::Added, begins(document))),
        }
    }
    for at in &old.text.documents {
        let document = &old.corpus.documents[*at];
        if held(new, &document.code).is_none() {
            let why = if relation == Relation::Succession { ends(new, document) } else { begins(document) };
            found.push(told(document, Manner::Removed, why));
        }
    }
    found
}

fn told(document: &Document, manner: Manner, says: Vec<String>) -> DocumentChange {
    DocumentChange {
        code: document.code.clone(),
        title: document.syntax.title.text.clone(),
        area: document.area.name(),
        manner,
        says,
    }
}

fn begins(document: &Document) -> Vec<String> {
    let mut says: Vec<String> = document.number.clone().into_iter().collect();
    if document.is_vocabulary() {
        says.push("词汇，不是公文".to_owned());
        return says;
    }
    let assumed = if document.effective.assumed { "（原文没有写明，是假定的）" } else { "" };
    if document.effective.date != Date::NEVER_BEFORE {
        says.push(format!("{}起施行{assumed}", document.effective.date));
    }
    says.extend(document.expires.map(|last| format!("有效期至{last}")));
    says
}

/// Why a document is not in force any more.
fn ends(new: &Side<'_>, document: &Document) -> Vec<String> {
    let item = new.text.items.values().filter_map(|item| item.ended.as_ref());
    let ended = item.into_iter().find(|ended| new.corpus.documents[ended.document].code == document.code);
    vec![match (ended, document.expires) {
        (Some(ended), _) => format!("自{}起{}", ended.since, ended.verb),
        (None, Some(last)) if last < new.text.on => format!("{last}期满失效"),
        _ => "不再施行".to_owned(),
    }]
}

/// What the heads of one document say differently; that only its layout differs.
fn head(old: (&Side<'_>, usize), new: (&Side<'_>, usize)) -> Option<DocumentChange> {
    let (before, after) = (&old.0.corpus.documents[old.1], &new.0.corpus.documents[new.1]);
    let mut says = Vec::new();
    let mut differs = |what: &str, was: String, is: String| {
        if was != is {
            let named = |text: String| if text.is_empty() { "未载明".to_owned() } else { text };
            says.push(format!("{what}由“{}”改为“{}”", named(was), named(is)));
        }
    };
    let last = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    differs("全称", before.syntax.title.text.clone(), after.syntax.title.text.clone());
    differs("文号", before.number.clone().unwrap_or_default(), after.number.clone().unwrap_or_default());
    differs("发文机关", before.issuer.clone().unwrap_or_default(), after.issuer.clone().unwrap_or_default());
    differs("印发日期", before.issued.to_string(), after.issued.to_string());
    differs("施行日期", before.effective.date.to_string(), after.effective.date.to_string());
    differs("失效日期", last(before.expires), last(after.expires));
    differs("辖区", before.area.name(), after.area.name());
    if before.rank != after.rank {
        says.push("效力级别不同".to_owned());
    }
    let text =
        |side: &Side<'_>, document: &Document| side.corpus.files.file(document.syntax.file).text.clone();
    let (a, b) = (text(old.0, before), text(new.0, after));
    if !says.is_empty() {
        says.extend(beside_items((old.0, old.1, &a), (new.0, new.1, &b)));
        return Some(told(after, Manner::Changed, says));
    }
    let words = |text: &str| substance(text).into_iter().map(|part| part.words).collect::<Vec<_>>();
    if a == b {
        return None;
    }
    if words(&a) != words(&b) {
        let says = beside_items((old.0, old.1, &a), (new.0, new.1, &b));
        return (!says.is_empty()).then(|| told(after, Manner::Changed, says));
    }
    let says = vec!["只有排版、注、案例或者“认可”不同，规定一字未改".to_owned()];
    Some(told(after, Manner::Reworded, says))
}

/// What is no item and yet stands in the document: its quotes, the headings of its articles, readings that are not taken.
fn beside_items(old: (&Side<'_>, usize, &str), new: (&Side<'_>, usize, &str)) -> Vec<String> {
    let (mut before, mut after) = (remainder(old), remainder(new));
    after.retain(|part| match before.iter().position(|other| other.words == part.words) {
        Some(at) => {
            before.remove(at);
            false
        }
        None => true,
    });
    let mut says = Vec::new();
    for part in after {
        let same = |other: &Remaining| other.what == part.what && other.article == part.article;
        match before.iter().position(same) {
            Some(at) => {
                let was = before.remove(at);
                says.push(format!("{}{}由“{}”改为“{}”", part.article, part.what, was.said, part.said));
            }
            // An article under another number is told with what stands in it.
            None if part.what == HEADING => {}
            None => says.push(format!("{}增加{}“{}”", part.article, part.what, part.said)),
        }
    }
    for part in before.into_iter().filter(|part| part.what != HEADING) {
        says.push(format!("{}删去{}“{}”", part.article, part.what, part.said));
    }
    says
}

const HEADING: &str = "标题";

/// Words of a document that make no item in force.
struct Remaining {
    what: &'static str,
    article: String,
    words: String,
    said: String,
}

fn remainder((side, at, text): (&Side<'_>, usize, &str)) -> Vec<Remaining> {
    let statements = &side.corpus.documents[at].syntax.statements;
    // A sentence under a reading that is taken is told as what it makes.
    let idle = |range: &std::ops::Range<usize>| {
        statements.iter().enumerate().any(|(statement, known)| {
            let by = StatementId { document: at, statement };
            let inside = known.span.range().start < range.end && range.start < known.span.range().end;
            known.guard.is_some() && inside && !in_force(side, by)
        })
    };
    let mut found = Vec::new();
    for part in substance(text).into_iter().filter(|part| !part.header) {
        let what = if part.words.starts_with("原文:") {
            "原文"
        } else if part.words.starts_with("转述:") {
            "转述"
        } else if !part.article.is_empty() && part.words.starts_with(&part.article) {
            HEADING
        } else if idle(&part.range) {
            "未采用的读法"
        } else {
            continue;
        };
        let said = on_one_line(text.get(part.range.clone()).unwrap_or_default());
        let said = ["原文：", "原文:", "转述：", "转述:"]
            .iter()
            .find_map(|mark| said.strip_prefix(mark))
            .unwrap_or(&said)
            .trim()
            .to_owned();
        found.push(Remaining { what, article: part.article, words: part.words, said });
    }
    found
}

/// Whether a sentence makes or changes anything in a text.
fn in_force(side: &Side<'_>, by: StatementId) -> bool {
    side.text.others.contains(&by)
        || side.text.figures.iter().any(|figure| figure.by == by)
        || side.text.items.values().any(|item| {
            item.origin == by
                || item.additions.contains(&by)
                || item.changes.iter().any(|change| change.by == by)
        })
}

/// Documents whose words differ though nothing else was found to: never are two wordings called the same.
pub(super) fn otherwise(old: &Side<'_>, new: &Side<'_>) -> Vec<DocumentChange> {
    let mut found = Vec::new();
    for at in &new.text.documents {
        let after = &new.corpus.documents[*at];
        let held = old.text.documents.iter().map(|at| &old.corpus.documents[*at]);
        let Some(before) = held.into_iter().find(|known| known.code == after.code) else { continue };
        let parts = |side: &Side<'_>, document: &Document| {
            let text = &side.corpus.files.file(document.syntax.file).text;
            let of = |part: Substance| {
                let said = on_one_line(text.get(part.range).unwrap_or_default());
                (part.words, said)
            };
            substance(text).into_iter().map(of).collect::<Vec<(String, String)>>()
        };
        let (a, b) = (parts(old, before), parts(new, after));
        let only = |one: &[(String, String)], other: &[(String, String)]| -> Vec<String> {
            let gone = one.iter().filter(|(words, _)| !other.iter().any(|(known, _)| known == words));
            gone.map(|(_, said)| said.clone()).collect()
        };
        let (gone, come) = (only(&a, &b), only(&b, &a));
        let says: Vec<String> = match (gone.is_empty(), come.is_empty()) {
            (true, true) => continue,
            (false, false) => {
                vec![format!("文字由“{}”改为“{}”，各项规定不变", gone.join("；"), come.join("；"))]
            }
            (true, false) => vec![format!("增加文字“{}”，各项规定不变", come.join("；"))],
            (false, true) => vec![format!("删去文字“{}”，各项规定不变", gone.join("；"))],
        };
        found.push(told(after, Manner::Changed, says));
    }
    found
}
