//! What the documents of one area do to the text around it: whether they only stand beside it, or change it.

use std::collections::BTreeSet;

use crate::corpus::marks::word;
use crate::corpus::{Area, Corpus};
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Body, Target};

/// An area's own documents.
#[derive(Clone, Debug, Default)]
pub struct Nearby {
    /// Positions of the documents.
    pub documents: Vec<usize>,
    /// The first day on which one of them can make the text differ from the text around.
    pub begins: Option<Date>,
    /// They change, end, join or could shadow something of the text around. Where they do not, whatever stands around
    /// cannot see them, and they see of it only what its items show.
    pub touches: bool,
    /// Some figure that they publish is a formula.
    pub formulas: bool,
    /// The parameters of which they publish figures, each once.
    pub publishes: Vec<String>,
}

impl Nearby {
    /// Of an area; `around`: the words of all sentences of the areas around it.
    #[must_use]
    pub fn new(corpus: &Corpus, area: &Area, around: &BTreeSet<u64>) -> Nearby {
        let documents = corpus.documents_of(area).to_vec();
        let mut nearby = Nearby { documents, ..Nearby::default() };
        let mut declared: BTreeSet<String> = BTreeSet::new();
        for at in &nearby.documents {
            let document = &corpus.documents[*at];
            let own = if document.is_vocabulary() {
                Some(Date::NEVER_BEFORE)
            } else {
                document.turning_days().into_iter().min()
            };
            nearby.begins = [nearby.begins, own].into_iter().flatten().min();
            nearby.formulas |= document.marks.formulas;
            nearby.touches |= document.is_vocabulary();
            for statement in &document.syntax.statements {
                declared.extend(declared_name(&statement.body).map(str::to_owned));
                if let Body::Publish { name, .. } = &statement.body
                    && !nearby.publishes.contains(&name.text)
                {
                    nearby.publishes.push(name.text.clone());
                }
            }
        }
        let follow = word("参照");
        let touches = nearby.documents.iter().any(|at| {
            let document = &corpus.documents[*at];
            document.marks.words.iter().any(|words| words.binary_search(&follow).is_ok())
                || document.syntax.statements.iter().any(|statement| touches(&statement.body, &declared))
        });
        nearby.touches |= touches || declared.iter().any(|name| around.contains(&word(name)));
        nearby
    }
}

/// The name that a sentence declares, if it declares an item that computes.
fn declared_name(body: &Body) -> Option<&str> {
    match body {
        Body::Parameter { name, .. }
        | Body::Scope { name, .. }
        | Body::Definition { name, .. }
        | Body::Adjustments { name, .. }
        | Body::Table { name, .. }
        | Body::Determination { name, .. }
        | Body::Benefit { name, .. }
        | Body::Judgement { name, .. }
        | Body::Disregard { name, .. } => Some(&name.text),
        _ => None,
    }
}

/// Whether a sentence does something to what its area's own documents do not declare.
fn touches(body: &Body, own: &BTreeSet<String>) -> bool {
    let elsewhere = |target: &Target| !own.contains(&target.name.text);
    match body {
        Body::Amend { target, .. }
        | Body::Restate { target, .. }
        | Body::Addition { target, .. }
        | Body::Approval { target, .. }
        | Body::Suspend { target, .. }
        | Body::Resume { target, .. } => elsewhere(target),
        Body::Repeal { document: None, target: Some(target), .. }
        | Body::Continue { document: None, target: Some(target), .. } => elsewhere(target),
        Body::Repeal { .. } | Body::Continue { .. } => true,
        Body::Disregard { list, .. } => !own.contains(&list.text),
        Body::Benefit { family: Some(family), .. } => !own.contains(&family.text),
        Body::Exclusion { members, .. } => {
            members.iter().flatten().any(|member| !own.contains(&member.name.text))
        }
        Body::Category { .. }
        | Body::Compound { .. }
        | Body::Entity { .. }
        | Body::Extension { .. }
        | Body::Calendar { .. }
        | Body::Authority { .. } => true,
        _ => false,
    }
}
