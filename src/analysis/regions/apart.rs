//! Whether two results, each a condition with what follows from it, are ever apart for one household: of two texts, or of
//! one text and another in which one thing is different.

use super::ask::{Asker, Finding, PROOF, Visited};
use super::household::Household;
use super::run::{At, Ground, Lists, Run, truth};
use super::search::{Order, Search, Stop};
use super::symbol::Symbol;
use crate::program::ir::{NodeId, PlaneId, Relation};

/// What is given where a condition holds, and how much.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// The condition.
    pub condition: NodeId,
    /// Amounts, days and bodies that are looked at where it holds; none where there is no such thing.
    pub values: Vec<Option<NodeId>>,
}

/// Whether two results are ever apart.
#[derive(Clone, PartialEq, Debug)]
pub enum Apart {
    /// For no household.
    Never,
    /// For this household; `shows` has confirmed it.
    Shown(Box<Household>),
    /// Neither is known.
    Undecided,
}

/// How long a search through all households of a size may take, in places of choice.
const EXHAUSTIVE: usize = 4_000;
/// How long each search for a household may take where it is known what differs below, and where it is not.
const BELOW: usize = 1_000;
const ABOVE: usize = 600;

impl Asker<'_> {
    /// Looks for a household for which two results are apart, first one for which neither is at fault. `parting` are nodes
    /// that stand in each other's place below them: where these differ, the results may.
    #[must_use]
    pub fn apart(
        &self,
        plane: PlaneId,
        couple: &(Given, Given),
        parting: &[(NodeId, NodeId)],
        shows: impl Fn(&Household) -> bool,
    ) -> Apart {
        let couples = std::slice::from_ref(couple);
        if self.never_apart(plane, couples) {
            return Apart::Never;
        }
        let roots = roots(couples);
        for faults in [false, true] {
            for (old, new) in parting {
                let below = self.program().node(*old).plane;
                let test = |run: &mut Run<'_, '_>| {
                    Ok(differ(run, *old, *new, faults)? && all_apart(run, couples, faults)?)
                };
                let found = self.example_at(&roots, &[plane, below], BELOW, test, &shows);
                if let Finding::Shown(household) = found {
                    return Apart::Shown(household);
                }
            }
            let test = |run: &mut Run<'_, '_>| all_apart(run, couples, faults);
            if let Finding::Shown(household) = self.example_at(&roots, &[plane], ABOVE, test, &shows) {
                return Apart::Shown(household);
            }
        }
        Apart::Undecided
    }

    /// Whether there is no household for which the results of every couple are apart, whatever its lists hold.
    #[must_use]
    pub fn never_apart(&self, plane: PlaneId, couples: &[(Given, Given)]) -> bool {
        let ground = self.ground(&roots(couples), plane, Lists::Gathered, None);
        let test = |run: &mut Run<'_, '_>| all_apart(run, couples, true);
        let visited = self.visit(&ground, (Order::Small, Order::Small), PROOF, test, |_| true);
        visited == Visited::All { met: false }
    }

    /// The same for households with at most so many entries in each list.
    #[must_use]
    pub fn never_apart_within(&self, plane: PlaneId, couples: &[(Given, Given)], entries: u32) -> bool {
        let ground = self.ground(&roots(couples), plane, Lists::Written(entries), None);
        let ground = Ground { any_supposed: true, ..ground };
        let test = |run: &mut Run<'_, '_>| all_apart(run, couples, true);
        let mut search = Search::new(Order::Small, Order::Small, EXHAUSTIVE);
        let visited = self.visit_by(&mut search, &ground, test, &mut |_| true);
        visited == Visited::All { met: false } && !search.narrowed
    }
}

/// Everything that couples look at.
fn roots(couples: &[(Given, Given)]) -> Vec<NodeId> {
    let both = couples.iter().flat_map(|(one, other)| [one, other]);
    let all =
        both.flat_map(|given| std::iter::once(given.condition).chain(given.values.iter().flatten().copied()));
    let mut all: Vec<NodeId> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn all_apart(run: &mut Run<'_, '_>, couples: &[(Given, Given)], faults: bool) -> Result<bool, Stop> {
    for (one, other) in couples {
        if !is_apart(run, one, other, faults)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two results are apart in the region of a run: one is given and the other is not, or what is given differs.
/// Where both are at fault they are not; where one is, only if `faults` are looked for.
fn is_apart(run: &mut Run<'_, '_>, one: &Given, other: &Given, faults: bool) -> Result<bool, Stop> {
    let first = truth(&*run.value(false, one.condition, 0)?);
    let second = if one.condition == other.condition {
        first.clone()
    } else {
        truth(&*run.value(false, other.condition, 0)?)
    };
    match (first, second) {
        (Ok(true), Ok(true)) => {}
        (Ok(first), Ok(second)) => return Ok(first != second),
        (Err(_), Err(_)) => return Ok(false),
        _ => return Ok(faults),
    }
    for (one, other) in one.values.iter().zip(&other.values) {
        let (Some(one), Some(other)) = (one, other) else {
            if one.is_some() != other.is_some() {
                return Ok(true);
            }
            continue;
        };
        if one != other && differ(run, *one, *other, faults)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn differ(run: &mut Run<'_, '_>, one: NodeId, other: NodeId, faults: bool) -> Result<bool, Stop> {
    let (first, second) = (run.value(false, one, 0)?, run.value(false, other, 0)?);
    Ok(match (&*first, &*second) {
        (Symbol::Fault(_), Symbol::Fault(_)) | (Symbol::Absent, Symbol::Absent) => false,
        (Symbol::Fault(_), _) | (_, Symbol::Fault(_)) => faults,
        (Symbol::Absent, _) | (_, Symbol::Absent) => true,
        (first, second) => {
            let plane = run.ground.program.node(one).plane;
            let at = At { second: false, node: one, plane, instance: 0 };
            run.compared(at, Relation::NotEqual, first, second)? == Symbol::Truth(true)
        }
    })
}
