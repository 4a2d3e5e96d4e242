//! Decisions explained to three readers, out of one trace: nothing is decided or computed here a second time.
//!
//! `view` names and words what a trace holds; `reason` and `reckoning` make the tree of reasons that officers and
//! machines read; `applicant` retells it plainly; `audit` writes every step out.

mod applicant;
pub mod asking;
mod audit;
mod bearing;
mod changes;
mod compared;
mod conclusion;
mod data;
mod due;
mod evidence;
mod exclusion;
pub(super) mod folding;
mod formula;
mod glossary;
mod law;
mod layout;
mod listing;
mod officer;
pub mod others;
mod phrase;
mod plain;
mod reason;
mod reckoning;
mod spoken;
mod view;

use serde_json::Value as Json;

use crate::counterfactual::Changes;
use crate::facts::record::Record;
use crate::presentation::document::notice::Notice;
use crate::presentation::document::{Document, Look, text};
use crate::program::ir::Program;
use crate::trace::outcome::{Decision, Outcome};

use view::View;

/// The JSON schema of what [`explain_json`] gives, as it is published in `docs/schema/`.
pub const SCHEMA: &str = include_str!("../../../docs/schema/explain.schema.json");

/// Whom an explanation is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Reader {
    /// Who decides: the whole reasoning as a tree.
    #[default]
    Officer,
    /// Whom it concerns: one page in plain words.
    Applicant,
    /// Who checks: every step with its ids.
    Audit,
}

/// What is wanted of an explanation.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// Whom it is for.
    pub reader: Reader,
    /// Only the results of this name, `低保金` or `护理补贴（甲）`; all if none.
    pub result: Option<String>,
    /// What the locality puts on the page of an applicant.
    pub notice: Notice,
    /// What other readings of the doubts would change, where it has been worked out.
    pub others: Vec<others::OtherReading>,
    /// What would change the results, where it has been worked out.
    pub changes: Changes,
}

/// Explains a decision as text for a terminal of 80 columns.
#[must_use]
pub fn explain(program: &Program, record: &Record, decision: &Decision, options: &Options) -> String {
    text::render(&document(program, record, decision, options), &Look::default())
}

/// Explains a decision as a document, to be laid out in any format.
#[must_use]
pub fn document(program: &Program, record: &Record, decision: &Decision, options: &Options) -> Document {
    let view =
        View { program, record, decision, others: &options.others, changes: &options.changes, brief: false };
    let chosen = chosen(&view, options);
    if chosen.is_empty() {
        return nothing(&view, options);
    }
    let (told, asked) = (View { brief: true, ..view }, options.result.is_some());
    match options.reader {
        Reader::Officer => officer::document(&told, &chosen, asked),
        Reader::Applicant => layout::document(&applicant::page(&told, &chosen, asked, &options.notice)),
        Reader::Audit => audit::document(&view, &chosen),
    }
}

/// Explains a decision as data.
#[must_use]
pub fn explain_json(program: &Program, record: &Record, decision: &Decision, options: &Options) -> Json {
    let view =
        View { program, record, decision, others: &options.others, changes: &options.changes, brief: false };
    let chosen = chosen(&view, options);
    data::document(&view, &chosen, options)
}

/// The results asked for.
fn chosen<'a>(view: &View<'a>, options: &Options) -> Vec<&'a Outcome> {
    let all = view.decision.outcomes.iter();
    match &options.result {
        None => all.collect(),
        Some(name) => {
            let name = name.trim().replace('(', "（").replace(')', "）");
            all.filter(|outcome| {
                let title = conclusion::title(view, outcome);
                title == name || view.program.outputs.get(outcome.output).is_some_and(|o| o.name == name)
            })
            .collect()
        }
    }
}

/// What is said when no result bears the name asked for.
fn nothing(view: &View, options: &Options) -> Document {
    let title = "没有结果";
    let Some(name) = &options.result else {
        let said = format!("{}没有任何认定或者给付的规定，没有结果可以解释。", view.place_and_day());
        return Document::of(title, said);
    };
    let mut known: Vec<&str> = Vec::new();
    for output in &view.program.outputs {
        if !known.contains(&output.name.as_str()) {
            known.push(&output.name);
        }
    }
    let known = known.join("、");
    Document::of(title, format!("{}没有名为“{name}”的结果。有的是：{known}。", view.place_and_day()))
}
