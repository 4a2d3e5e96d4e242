//! What would change a result: the smallest changes of single facts, then of pairs, that would give another one.
//!
//! Three kinds of change are tried. A compared value is supposed to meet the line that it misses. What the vocabulary
//! marks (可提示) becomes what the vocabulary allows; nothing else of a record is ever changed. And the record is decided
//! under texts in force of other days, which the caller compiles. Each change is tried by the interpreter on the changed
//! record: what is handed out has been decided so.

mod apply;
mod candidates;
mod lines;
mod reach;
mod search;
mod target;

use crate::evaluation::plan::Plan;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{FieldId, NodeId, PlaneId, QuestionId, Relation};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::Status;

pub use search::changes;

/// One change. Ids are those of the program of the result.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// A fact becomes another.
    Becomes {
        /// The fact.
        field: FieldId,
        /// Its instance.
        instance: u32,
        /// What it becomes; of a day, the first that would do.
        to: FactValue,
    },
    /// A list gains an element, or a record of a status that is valid from the day of the decision.
    Gains {
        /// The list.
        list: PlaneId,
        /// The instance that holds it.
        parent: u32,
        /// The field that holds the element.
        field: FieldId,
        /// The element.
        element: u32,
    },
    /// A judgement is answered otherwise.
    Judged {
        /// The question.
        question: QuestionId,
        /// The instance that it is about.
        instance: u32,
        /// The answer.
        to: bool,
    },
    /// A compared value meets its line.
    Meets(Line),
    /// The text in force of a later day decides.
    Later {
        /// Its first day.
        from: Date,
        /// Days of the record that are put off to it (推后), of an application.
        moved: Vec<(FieldId, u32)>,
    },
}

/// A line that a compared value misses.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The comparison.
    pub comparison: NodeId,
    /// Its instance.
    pub instance: u32,
    /// The side of the comparison that is the value; the other is the line.
    pub value: NodeId,
    /// How the value must stand to the line.
    pub relation: Relation,
    /// The value, in base measures.
    pub now: Ratio,
    /// The line, in base measures.
    pub limit: Ratio,
    /// What the value is apart from the line, in base measures; zero where it lies on a line that it must pass.
    pub gap: Ratio,
    /// The node whose value is supposed.
    pub source: (NodeId, u32),
    /// What it is supposed to be: the line itself, or just beyond where the line does not count.
    pub supposed: Ratio,
}

/// A change, or two together, and what they lead to.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// One or two.
    pub changes: Vec<Change>,
    /// How the result then stands.
    pub then: Status,
    /// Results that the subject then loses or that become less: output and instance.
    pub losses: Vec<(usize, u32)>,
}

/// What would change one result, smallest first.
#[derive(Clone, PartialEq, Debug)]
pub struct Ways {
    /// Index of the output.
    pub output: usize,
    /// Instance of its plane.
    pub instance: u32,
    /// Single changes; pairs only where no single one suffices. Never empty.
    pub ways: Vec<Way>,
}

/// What would change the results of one record.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Changes {
    /// In the order of the results.
    pub of: Vec<Ways>,
    /// The search stopped before everything was tried.
    pub cut: bool,
}

/// The text in force from a later day on, made ready, and the record as it reads there.
#[derive(Debug)]
pub struct Later<'a> {
    /// The first day.
    pub from: Date,
    /// The program of that day.
    pub plan: &'a Plan<'a>,
    /// The record, read by that program.
    pub record: Record,
}

impl Changes {
    /// What would change one result.
    #[must_use]
    pub fn of(&self, output: usize, instance: u32) -> &[Way] {
        let found = self.of.iter().find(|ways| (ways.output, ways.instance) == (output, instance));
        found.map_or(&[], |ways| &ways.ways)
    }
}
