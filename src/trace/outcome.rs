//! What is decided: one result per determination or benefit and subject.

use crate::program::ir::{FieldId, NoteId};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

use super::step::{StepId, Trace};
use super::value::{Fault, Question};

/// How a result stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Status {
    /// Settled: whether the determination holds.
    Holds(bool),
    /// Settled: the amount granted.
    Granted(Ratio),
    /// Settled: granted, without an amount (a service).
    GrantedInKind,
    /// Settled: the benefit's condition fails (无, not 0).
    NotGranted,
    /// A power (可以) that its body may use; the amount must lie in the interval.
    Offered(Option<Interval>),
    /// Facts are missing.
    Undetermined(Option<Interval>),
    /// A person must judge.
    NeedsJudgement(Option<Interval>),
    /// Texts conflict.
    Conflict(Fault),
    /// No rule in force covers it.
    NoRule(Fault),
    /// A record fault found while deciding, or an overflow.
    Error(Fault),
}

/// A payment under a schedule.
#[derive(Clone, PartialEq, Debug)]
pub struct Payment {
    /// 按月, 按季, 一次性 ….
    pub cycle: String,
    /// Amount of one payment, if settled.
    pub each: Option<Ratio>,
    /// Deadlines and starts.
    pub words: Vec<String>,
    /// 付给.
    pub payee: Option<String>,
    /// The first month, where the text says it.
    pub first: Option<Month>,
    /// The last day in time of the first payment (counted from the decision where no first month is said).
    pub due: Option<Date>,
    /// For how many months.
    pub months: Option<u32>,
}

/// One result.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Index into `Program::outputs`.
    pub output: usize,
    /// Instance of the output's plane.
    pub instance: u32,
    /// How it stands.
    pub status: Status,
    /// Questions on live paths, ascending; empty when settled.
    pub missing: Vec<Question>,
    /// Questions that are open but need no answer: whatever it is, the result is this one (a case distinction, so the
    /// condition or amount step may itself be open).
    pub cases: Vec<Question>,
    /// For a benefit whose grant is not settled: it may turn out not granted.
    pub may_be_refused: bool,
    /// Bodies that determine or approve; several where an open amount leaves it open.
    pub bodies: Vec<String>,
    /// How it is paid.
    pub payment: Option<Payment>,
    /// Who bears it: bearer and amount, once the amount is settled.
    pub funding: Vec<(String, Ratio)>,
    /// Condition step.
    pub condition: StepId,
    /// Amount step, where one was demanded.
    pub amount: Option<StepId>,
    /// Step of the approving body by amount.
    pub approval: Option<StepId>,
    /// Step of the last day on which it must be settled (办结), where the text says one.
    pub due: Option<StepId>,
    /// Labels of the top-level conditions that fail (第（二）项), for a settled *no*.
    pub failed: Vec<String>,
    /// Results that stand instead of this one (互斥), for a settled *no*.
    pub beaten_by: Vec<String>,
    /// What it rests on.
    pub rests_on: RestsOn,
    /// It is held back, because facts that would settle it are promised and may not be.
    pub held: Option<Box<Held>>,
}

/// Why a result is held back. Its status and what is missing are those of a record without the facts.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// Promised facts that count as not known, among those that are missing: field and instance.
    pub facts: Vec<(FieldId, u32)>,
    /// How it would stand if they were proven as promised.
    pub provisional: Status,
    /// Whether it may then still turn out not granted.
    pub may_be_refused: bool,
}

/// What a result rests on besides law, and facts of which the record says nothing more.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RestsOn {
    /// Steps of facts that are verified.
    pub verified: Vec<StepId>,
    /// Steps of facts that are promised.
    pub promised: Vec<StepId>,
    /// Steps of facts that are only stated.
    pub stated: Vec<StepId>,
    /// Steps of facts in dispute.
    pub disputed: Vec<StepId>,
    /// Steps of judgements.
    pub judged: Vec<StepId>,
    /// Assumptions and readings of the policy.
    pub notes: Vec<NoteId>,
}

/// A result without its reasons: what populations are counted by.
#[derive(Clone, PartialEq, Debug)]
pub struct Settled {
    /// Index into `Program::outputs`.
    pub output: usize,
    /// Instance of the output's plane.
    pub instance: u32,
    /// How it stands.
    pub status: Status,
    /// Questions on live paths, ascending; empty when settled.
    pub missing: Vec<Question>,
    /// For a benefit whose grant is not settled: it may turn out not granted.
    pub may_be_refused: bool,
    /// Bodies that determine or approve; several where an open amount leaves it open.
    pub bodies: Vec<String>,
    /// How it is paid.
    pub payment: Option<Payment>,
    /// Who bears it: bearer and amount, once the amount is settled.
    pub funding: Vec<(String, Ratio)>,
}

/// A decision: all results for one record.
#[derive(Clone, Debug)]
pub struct Decision {
    /// 编号, if given.
    pub id: Option<String>,
    /// Results in the order of the program's outputs, then of instances.
    pub outcomes: Vec<Outcome>,
    /// Why.
    pub trace: Trace,
}
