//! Puts a claim to solvers: whether any household up to a size meets it.

use super::Limits;
use super::smt::Bounds;
use super::smt::encode::{Encoder, Outside};
use super::smt::model::{Answered, read};
use super::smt::term::{Term, and};
use super::tree::{Finding, How, Undecided};
use crate::analysis::regions::household::Household;
use crate::program::ir::{PlaneId, Program};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;

/// What a solver said.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// Its name and version.
    pub solver: String,
    /// What it printed.
    pub printed: String,
}

/// Solvers that are at hand. The library runs no programs: the caller does.
pub trait Solvers {
    /// Puts a script to every solver.
    fn ask(&mut self, script: &str) -> Vec<Reply>;
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Solved {
    /// No household up to the size: the solvers that say so.
    Never(Vec<String>),
    /// This household; by how much an input is raised in it; the solver.
    Found(Box<Household>, Option<Ratio>, String),
    /// Neither.
    Unknown(Undecided),
}

impl Solved {
    /// As a finding about a claim that no household should meet.
    pub(super) fn excluded(
        self,
        limits: &Limits,
    ) -> Result<Finding, (Box<Household>, Option<Ratio>, String)> {
        match self {
            Solved::Never(by) => Ok(Finding::Proved(How::Solver { by, bounds: limits.bounds })),
            Solved::Unknown(undecided) => Ok(Finding::Undecided(undecided)),
            Solved::Found(household, by, solver) => Err((household, by, solver)),
        }
    }
}

/// Puts a claim to solvers. `build` encodes it and says what must hold; `shows` is whether evaluation confirms it of a
/// household and what is raised.
pub(super) fn hunt(
    solvers: Option<&mut (dyn Solvers + '_)>,
    program: &Program,
    plane: PlaneId,
    limits: &Limits,
    build: impl Fn(&mut Encoder<'_>) -> Vec<Term>,
    shows: &dyn Fn(&Household, Option<Ratio>) -> bool,
) -> Solved {
    let Some(solvers) = solvers else { return Solved::Unknown(Undecided::default()) };
    let encoded = |bounds: Bounds, last: Date| {
        let mut encoder = Encoder::new(program, bounds, last);
        let mut claim = build(&mut encoder);
        claim.push(first_taken(&mut encoder, program, plane));
        (encoder, claim)
    };
    let (encoder, claim) = encoded(limits.bounds, limits.last);
    let outside = encoder.outside();
    let mut tried = Vec::new();
    if encoder.has_products() {
        tried.push("规则里有两个未知数相乘或相除".to_owned());
    }
    let undecided = |tried: Vec<String>, outside: Vec<Outside>| Solved::Unknown(Undecided { outside, tried });
    let answers = answered(solvers.ask(&encoder.script(&claim)));
    let never: Vec<String> = of(&answers, |answered| *answered == Answered::Unsat);
    let some: Vec<String> = of(&answers, |answered| matches!(answered, Answered::Sat(_)));
    let unknown: Vec<String> = of(&answers, |answered| *answered == Answered::Unknown);
    if some.is_empty() && !never.is_empty() {
        return Solved::Never(never);
    }
    // A small household of plain numbers, decided on the first day, is looked for first.
    let full = limits.bounds;
    let small = [(1, 0), (1, 1), (2, 1), (full.members, full.entries)];
    let mut excluded = None;
    for (members, entries) in small {
        let bounds = Bounds { members: members.min(full.members), entries: entries.min(full.entries) };
        let (encoder, claim) = encoded(bounds, program.on);
        for steps in [1, 100] {
            let mut plain = claim.clone();
            plain.extend(encoder.plain_numbers(steps));
            let named = answered(solvers.ask(&encoder.script(&plain)));
            let some = named.iter().any(|(_, answered)| matches!(answered, Answered::Sat(_)));
            if let Some(found) = confirmed(&encoder, &named, shows) {
                return found;
            }
            // What is said to be none, or is not as it is said, is so in fen too.
            if steps == 1 && !some {
                break;
            }
        }
        if some.is_empty() {
            let whole = answered(solvers.ask(&encoder.script(&claim)));
            if of(&whole, |answered| *answered == Answered::Unsat).is_empty() {
                // Larger households take longer still.
                break;
            }
            excluded = Some(bounds);
        }
    }
    if let Some(found) = confirmed(&encoder, &answers, shows) {
        return found;
    }
    tried.extend(unknown.iter().map(|solver| format!("{solver}在时限内没有给出答案")));
    if let Some(Bounds { members, entries }) = excluded {
        let size = format!("{members}口人以内、其他清单各{entries}项以内的家庭");
        tried.push(format!("{size}，在{}当天没有不成立的", program.on));
    }
    if !never.is_empty() {
        tried.push(format!("{}说没有这样的家庭，{}说有", never.join("、"), some.join("、")));
    }
    if !some.is_empty() {
        tried.push(format!("{}举出的家庭，经实际办理不是这样", some.join("、")));
    }
    undecided(tried, outside)
}

fn answered(replies: Vec<Reply>) -> Vec<(String, Answered)> {
    replies.into_iter().map(|reply| (reply.solver, read(&reply.printed))).collect()
}

fn of(answers: &[(String, Answered)], is: impl Fn(&Answered) -> bool) -> Vec<String> {
    answers.iter().filter(|(_, answered)| is(answered)).map(|(solver, _)| solver.clone()).collect()
}

/// The first household that evaluation confirms.
fn confirmed(
    encoder: &Encoder<'_>,
    answers: &[(String, Answered)],
    shows: &dyn Fn(&Household, Option<Ratio>) -> bool,
) -> Option<Solved> {
    for (solver, answered) in answers {
        let Answered::Sat(values) = answered else { continue };
        let Some(household) = encoder.household(values) else { continue };
        let by = encoder.raised_by(values);
        if shows(&household, by) {
            return Some(Solved::Found(Box::new(household), by, solver.clone()));
        }
        let mut filled = household;
        filled.fill();
        if shows(&filled, by) {
            return Some(Solved::Found(Box::new(filled), by, solver.clone()));
        }
    }
    None
}

/// That there is somebody whom the claim is about.
fn first_taken(encoder: &mut Encoder<'_>, program: &Program, plane: PlaneId) -> Term {
    let mut taken = Vec::new();
    let mut at = Some(plane);
    while let Some(own) = at {
        taken.push(encoder.taken(own, 0));
        at = program.planes.get(own.index()).and_then(|own| own.parent);
    }
    and(taken)
}
