//! The changes as sentences of an official document, numbered, ready to be pasted.

use super::stacked::numeral;
use super::{parts, summary};
use crate::comparison::diff::data::{Change, Difference};
use crate::comparison::diff::{Kind, Manner, Relation};
use crate::presentation::document::{Block, Document};

/// One sentence per change; those that one clause made together are one.
#[must_use]
pub fn sentences(difference: &Difference) -> Document {
    let mut document = Document {
        title: format!("{} → {}", difference.old.name, difference.new.name),
        blocks: Vec::new(),
    };
    let parts = parts(difference);
    let groups = [parts.changed, parts.added, parts.removed, parts.notes];
    let mut said: Vec<String> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for change in groups.into_iter().flatten().filter(|change| !accompanies(change, difference)) {
        if !known.contains(&change.sentence.as_str()) {
            known.push(&change.sentence);
            said.push(sentence(change, difference.relation));
        }
    }
    if said.is_empty() {
        document.blocks.push(Block::Fact { text: summary(difference) });
    }
    for (at, sentence) in said.into_iter().enumerate() {
        document.blocks.push(Block::Fact { text: format!("{}、{sentence}", numeral(at + 1)) });
    }
    document
}

/// The sentence, and where it stands if it is quoted.
fn sentence(change: &Change, relation: Relation) -> String {
    let stays = if change.untouched.is_empty() || !change.quoted {
        String::new()
    } else {
        format!("{}不变。", change.untouched.join("、"))
    };
    let mut places: Vec<&str> = Vec::new();
    if relation == Relation::Succession {
        for by in &change.by {
            if !places.contains(&by.citation.as_str()) {
                places.push(&by.citation);
            }
        }
    }
    let place = if places.is_empty() { String::new() } else { format!("（{}）", places.join("、")) };
    format!("{}{stays}{place}", change.sentence)
}

/// What comes or goes with its document and says nothing to households: how its words are meant, what records hold.
fn accompanies(change: &Change, difference: &Difference) -> bool {
    let clause = change.new.as_ref().or(change.old.as_ref());
    let whose = |code: &str| clause.is_some_and(|clause| clause.citation.starts_with(&format!("《{code}》")));
    let helps = matches!(change.kind, Kind::Usage | Kind::Field | Kind::Category);
    let turned = matches!(change.manner, Manner::Added | Manner::Removed);
    helps
        && turned
        && difference
            .documents
            .iter()
            .any(|document| document.manner == change.manner && whose(&document.code))
}
