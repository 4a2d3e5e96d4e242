//! What running cases found.

use crate::diagnostics::Diagnostic;
use crate::facts::record::Record;
use crate::program::ir::Program;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::trace::outcome::Decision;
use crate::trace::step::{StepId, Trace};

/// One case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// Index of its document.
    pub document: usize,
    /// Its title.
    pub title: String,
    /// Where.
    pub span: Span,
    /// Its situations in order.
    pub stages: Vec<StageReport>,
}

/// One situation of a case.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// Place, as a path.
    pub area: String,
    /// Day.
    pub on: Date,
    /// How many expectations were checked.
    pub checked: usize,
    /// What did not hold, or could not be run.
    pub failures: Vec<Diagnostic>,
    /// For each failure that has one, the trace that led there; the program and record behind it.
    pub context: Option<Box<Context>>,
}

/// What a failed situation was decided with.
#[derive(Clone, Debug)]
pub struct Context {
    /// The program.
    pub program: Program,
    /// The record.
    pub record: Record,
    /// The decision.
    pub decision: Decision,
    /// Results (name, instance) that a failure is about, with the trace of a named value.
    pub about: Vec<About>,
}

/// What a failure is about.
#[derive(Clone, Debug)]
pub enum About {
    /// An outcome of the decision, by position.
    Outcome(usize),
    /// A named value with its own trace.
    Named(String, u32, Trace, Option<StepId>),
}

impl CaseReport {
    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.stages.iter().all(|s| s.failures.is_empty())
    }
}
