//! Documents that only one text has in force, and heads that say another thing.

use super::Side;
use super::data::{DocumentChange, Manner, Relation};
use crate::corpus::Document;
use crate::quantity::calendar::Date;
use crate::syntax::substance::substance;

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
    if !says.is_empty() {
        return Some(told(after, Manner::Changed, says));
    }
    let text =
        |side: &Side<'_>, document: &Document| side.corpus.files.file(document.syntax.file).text.clone();
    let (a, b) = (text(old.0, before), text(new.0, after));
    let words = |text: &str| substance(text).into_iter().map(|part| part.words).collect::<Vec<_>>();
    if a == b || words(&a) != words(&b) {
        return None;
    }
    let says = vec!["只有排版、注、案例或者“认可”不同，规定一字未改".to_owned()];
    Some(told(after, Manner::Reworded, says))
}
