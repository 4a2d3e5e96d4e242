//! One household in two worlds that differ in one input: a fact or the figures of a parameter are greater.

use super::ask::{Asker, Finding};
use super::household::Household;
use super::linear::{Linear, Sign};
use super::numbers::difference;
use super::run::{Raised, Run, truth};
use super::search::Stop;
use super::symbol::Symbol;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::FactValue;
use crate::program::ir::{FieldId, NodeId, ParameterId, Program};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Settled, Status};

/// Which input is greater in the second world, and by how much (base measures).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Input {
    /// A fact of one instance.
    Fact(FieldId, Ratio),
    /// Every figure of a parameter.
    Parameter(ParameterId, Ratio),
}

/// How a result differs in the second world.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Change {
    /// It is lost.
    Lost,
    /// It is gained, or more is granted.
    More,
    /// At least so much less is granted.
    Less(Ratio),
}

/// What is granted: none if refused; `Some(None)` without an amount.
pub type Granted = Option<Option<Ratio>>;

/// A household, and its result in both worlds.
#[derive(Clone, PartialEq, Debug)]
pub struct Example {
    /// The household in the first world.
    pub household: Household,
    /// What is granted in the first world.
    pub before: Granted,
    /// The same in the second world.
    pub after: Granted,
    /// Other results that hold in the second world only.
    pub gained: Vec<String>,
    /// The input in the first world, where it is one fact.
    pub input: Option<Ratio>,
}

impl Asker<'_> {
    /// Looks for a household whose result changes so when an input is raised; evaluation has confirmed it.
    #[must_use]
    pub fn ask_worlds(&self, input: Input, output: usize, change: Change) -> Option<Example> {
        let declared = &self.program().outputs[output];
        let raised = match input {
            Input::Fact(field, by) => Raised::Fact(field, by),
            Input::Parameter(parameter, by) => Raised::Parameter(parameter, by),
        };
        let amount = declared.benefit.as_ref().and_then(|benefit| benefit.amount);
        let test = |run: &mut Run<'_, '_>| -> Result<bool, Stop> {
            let first = truth(&*run.value(false, declared.condition, 0)?);
            let second = truth(&*run.value(true, declared.condition, 0)?);
            match (change, first, second, amount) {
                (Change::Lost, Ok(true), Ok(false), _) | (Change::More, Ok(false), Ok(true), _) => Ok(true),
                (Change::Less(least), Ok(true), Ok(false), Some(amount)) => {
                    let first = run.value(false, amount, 0)?;
                    run.at_least(&first, &Symbol::Number(Linear::constant(Ratio::ZERO)), least)
                }
                (Change::More, Ok(true), Ok(true), Some(amount)) => {
                    let (first, second) = (run.value(false, amount, 0)?, run.value(true, amount, 0)?);
                    run.above(&second, &first)
                }
                (Change::Less(least), Ok(true), Ok(true), Some(amount)) => {
                    let (first, second) = (run.value(false, amount, 0)?, run.value(true, amount, 0)?);
                    run.at_least(&first, &second, least)
                }
                _ => Ok(false),
            }
        };
        let shows = |household: &Household| self.in_both(household, input, output, change).is_some();
        let roots: Vec<NodeId> = std::iter::once(declared.condition).chain(amount).collect();
        match self.example_in(&roots, declared.plane, Some(raised), true, test, shows) {
            Finding::Shown(household) => self.in_both(&household, input, output, change),
            _ => None,
        }
    }

    /// The result of a household in both worlds, if it changes so.
    pub(crate) fn in_both(
        &self,
        household: &Household,
        input: Input,
        output: usize,
        change: Change,
    ) -> Option<Example> {
        let before = self.results(household);
        let granted_before = granted_to(&before, output)?;
        if granted_before.is_none() && change != Change::More {
            return None;
        }
        let (after, fact) = match input {
            Input::Parameter(parameter, by) => {
                let supposing = household.supposing(self.program());
                let program = raise(supposing.as_ref().unwrap_or(self.program()), parameter, by)?;
                let plan = Plan::new(&program);
                (Evaluator::new(&plan).settle(&household.record(&program)), None)
            }
            Input::Fact(field, by) => {
                let FactValue::Number(number) = household.facts.get(&(field, 0))? else { return None };
                let mut more = household.clone();
                more.facts.insert((field, 0), FactValue::Number(number.checked_add(by)?));
                (self.results(&more), Some(*number))
            }
        };
        let held = |results: &[Settled], wanted: usize| {
            let mut own = results.iter().filter(|settled| settled.output == wanted);
            own.any(|settled| matches!(granted(&settled.status), Some(Some(_))))
        };
        let outputs = &self.program().outputs;
        let gained = (0..outputs.len()).filter(|at| held(&after, *at) && !held(&before, *at));
        let gained = gained.filter(|at| *at != output).map(|at| outputs[at].name.clone()).collect();
        let example = Example {
            household: household.clone(),
            before: granted_before,
            after: granted_to(&after, output)?,
            gained,
            input: fact,
        };
        example.shows(change).then_some(example)
    }
}

impl Example {
    /// Whether the result changes so.
    fn shows(&self, change: Change) -> bool {
        let amount = |result: Granted| match result {
            None => Some(Ratio::ZERO),
            Some(amount) => amount,
        };
        match change {
            Change::Lost => self.before.is_some() && self.after.is_none(),
            Change::More => {
                self.before.is_none() && self.after.is_some()
                    || matches!((amount(self.before), amount(self.after)), (Some(before), Some(after)) if after > before)
            }
            Change::Less(least) => match (amount(self.before), amount(self.after)) {
                (Some(before), Some(after)) => before.checked_sub(after).is_some_and(|less| less >= least),
                _ => false,
            },
        }
    }
}

/// The result of the first instance.
fn granted_to(results: &[Settled], output: usize) -> Option<Granted> {
    let own = results.iter().find(|settled| settled.output == output && settled.instance == 0);
    own.and_then(|settled| granted(&settled.status))
}

/// Whether a settled result is given, and its amount; `None` while it is not settled.
fn granted(status: &Status) -> Option<Granted> {
    match status {
        Status::Holds(true) | Status::GrantedInKind | Status::Offered(_) => Some(Some(None)),
        Status::Granted(amount) => Some(Some(Some(*amount))),
        Status::Holds(false) | Status::NotGranted => Some(None),
        _ => None,
    }
}

/// The program with greater figures of a parameter; `None` on overflow.
fn raise(program: &Program, parameter: ParameterId, by: Ratio) -> Option<Program> {
    let mut program = program.clone();
    for cell in &mut program.parameters[parameter.index()].cells {
        let up = |bound: Bound| -> Option<Bound> {
            Some(match bound {
                Bound::Unbounded => Bound::Unbounded,
                Bound::Closed(end) => Bound::Closed(end.checked_add(by)?),
                Bound::Open(end) => Bound::Open(end.checked_add(by)?),
            })
        };
        cell.value = Interval { low: up(cell.value.low)?, high: up(cell.value.high)? };
    }
    Some(program)
}

impl Run<'_, '_> {
    /// Whether `a − b` is at least so much.
    fn at_least(&mut self, a: &Symbol, b: &Symbol, least: Ratio) -> Result<bool, Stop> {
        match difference(a, b) {
            Some((above, below)) => {
                let room = below.times(least).and_then(|least| above.minus(&least));
                room.map_or(Ok(false), |room| self.search.holds(&room, Sign::NotBelow))
            }
            None => Ok(false),
        }
    }

    /// Whether `a > b`.
    fn above(&mut self, a: &Symbol, b: &Symbol) -> Result<bool, Stop> {
        match difference(a, b) {
            Some((above, _)) => self.search.holds(&above, Sign::Above),
            None => Ok(false),
        }
    }
}
