//! What differs between two texts, for people: a report, a table of both wordings, sentences to be pasted.

mod beside;
pub mod marks;
mod sentences;
mod stacked;
mod told;
mod witness;

pub use beside::table;
pub use sentences::sentences;
pub use stacked::report;

use serde_json::{Value as Json, json};

use crate::comparison::diff::data::{Change, Difference};
use crate::comparison::diff::{Kind, Manner, Relation};

/// Only what is about one thing: its name, or a part of its name.
#[must_use]
pub fn only(mut difference: Difference, wanted: &str) -> Difference {
    let named = |change: &Change| {
        change.name.contains(wanted) || change.was.as_ref().is_some_and(|was| was.contains(wanted))
    };
    let exact = |change: &Change| change.name == wanted || change.was.as_deref() == Some(wanted);
    let any = difference.changes.iter().chain(&difference.alike).any(exact);
    let keep = |change: &Change| if any { exact(change) } else { named(change) };
    difference.changes.retain(keep);
    difference.alike.retain(keep);
    difference.documents.clear();
    difference
}

/// For machines.
#[must_use]
pub fn machine(difference: &Difference) -> Json {
    let mut whole = json!({"version": 1});
    if let (Some(map), Ok(Json::Object(own))) = (whole.as_object_mut(), serde_json::to_value(difference)) {
        map.extend(own);
    }
    whole
}

/// The parts of a difference in the order in which they are told.
pub(crate) struct Parts<'d> {
    /// Changed in meaning.
    pub changed: Vec<&'d Change>,
    /// Only in the second text.
    pub added: Vec<&'d Change>,
    /// Only in the first text.
    pub removed: Vec<&'d Change>,
    /// Changed notes of documents that both have.
    pub notes: Vec<&'d Change>,
}

/// Sorts changes: what is changed, what is new, what has gone, which doubts are read otherwise.
pub(crate) fn parts(difference: &Difference) -> Parts<'_> {
    let mut parts = Parts { changed: Vec::new(), added: Vec::new(), removed: Vec::new(), notes: Vec::new() };
    for change in &difference.changes {
        match (change.kind, change.manner) {
            (Kind::Note, _) => parts.notes.push(change),
            (_, Manner::Added) => parts.added.push(change),
            (_, Manner::Removed) => parts.removed.push(change),
            _ => parts.changed.push(change),
        }
    }
    parts
}

/// What is changed, in a word.
pub(crate) fn summary(difference: &Difference) -> String {
    if difference.is_empty() {
        return "两边的规定一样，没有任何变化。".to_owned();
    }
    let parts = parts(difference);
    let succession = difference.relation == Relation::Succession;
    let (old, new) = heads(difference);
    let words = if succession {
        ["修改".to_owned(), "增加".to_owned(), "停止执行".to_owned()]
    } else {
        ["两边都有而不同的".to_owned(), format!("只有{new}有的"), format!("只有{old}有的")]
    };
    let counts = [parts.changed.len(), parts.added.len(), parts.removed.len()];
    let counted = words.iter().zip(counts).filter(|(_, count)| *count > 0);
    let mut said: Vec<String> = counted.map(|(word, count)| format!("{word}{count}项")).collect();
    if !parts.notes.is_empty() {
        said.push(format!("疑义、假定{}处", parts.notes.len()));
    }
    if !difference.alike.is_empty() {
        said.push(format!("文字不同而意思不变{}项", difference.alike.len()));
    }
    if said.is_empty() {
        said.push("各项规定没有变化".to_owned());
    }
    let rest = if succession { "没有变化" } else { "相同" };
    format!("{}；{}项{rest}。", said.join("，"), difference.unchanged)
}

/// How the two texts are called at the head of columns.
pub(crate) fn heads(difference: &Difference) -> (String, String) {
    let (old, new) = (&difference.old, &difference.new);
    if difference.relation == Relation::Succession {
        return ("原规定".to_owned(), "新规定".to_owned());
    }
    let last =
        |area: &str| area.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or("全国").to_owned();
    let (a, b) = (last(&old.area), last(&new.area));
    if a == b { (old.name.clone(), new.name.clone()) } else { (a, b) }
}
