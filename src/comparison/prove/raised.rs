//! 提标不减人: raising a standard drops no one.

use super::hunt::{Solved, hunt};
use super::single::{Ready, Single, again};
use super::smt::encode::{Encoder, Raise};
use super::smt::term::{and, not};
use super::told::{smallest, wanted};
use super::tree::{Finding, How, Property, Undecided, adverse};
use crate::analysis::law::direction::slopes;
use crate::analysis::law::{RAISES, is_money};
use crate::analysis::regions::ask::{Claim, Finding as Asked};
use crate::analysis::regions::household::Household;
use crate::analysis::regions::worlds::{Change, Input};
use crate::program::ir::{NodeId, Op, ParameterId, Role};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken;

/// Plain sums by which a standard is raised, the plainest first.
const PLAIN: [i128; 6] = [100, 10, 1, 50, 200, 500];

/// How many results may stand for one that is lost.
const INSTEAD: usize = 6;

impl Single<'_, '_> {
    /// 提标不减人
    pub(super) fn raised(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        for (at, parameter) in program.parameters.iter().enumerate() {
            if !parameter.name.contains("标准") || !is_money(parameter.unit) {
                continue;
            }
            let id = ParameterId(at as u32);
            let reads = |op: &Op| matches!(op, Op::Parameter { parameter, .. } if *parameter == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let slope = slopes[output.condition.index()];
                if output.role != Role::Decision || slope.is_same() || !self.wanted(&output.name) {
                    continue;
                }
                let finding = if let Some(why) = adverse(&output.name) {
                    Finding::LeftOut(why)
                } else if slope.never_falls() && !self.limits.solver_only {
                    Finding::Proved(How::Direction)
                } else {
                    self.drops(solvers, id, number)
                };
                self.say(Property::Raised, &output.name, Some(&parameter.name), finding);
            }
        }
    }

    /// Whether raising a parameter drops someone.
    fn drops(&mut self, solvers: &mut Ready<'_, '_>, parameter: ParameterId, number: usize) -> Finding {
        let program = self.program;
        let output = &program.outputs[number];
        let known = &program.parameters[parameter.index()];
        let regions = !self.limits.solver_only;
        if regions && self.asker.ask(&Claim::Hold(vec![output.condition])) == Asked::Never {
            return Finding::Proved(How::Regions);
        }
        // Who gets something else instead is not dropped; somebody is looked for who does not.
        let mut instead: Vec<usize> = Vec::new();
        let mut first = None;
        let mut undecided = Undecided::default();
        while first.is_none() || instead.len() < INSTEAD {
            let roots: Vec<NodeId> = std::iter::once(output.condition)
                .chain(instead.iter().map(|at| program.outputs[*at].condition))
                .collect();
            let claim = |encoder: &mut Encoder<'_>| {
                let bound = known.unit.to_base(self.limits.raise).unwrap_or(self.limits.raise);
                let by = encoder.raise_up_to(bound);
                let first = encoder.world(&roots, None);
                let second = encoder.world(&roots, Some((&first, Raise::Parameter(parameter, by))));
                let mut terms = Vec::new();
                for node in &roots {
                    let (Some(before), Some(after)) = (first.get(*node, 0), second.get(*node, 0)) else {
                        continue;
                    };
                    terms.push(if *node == output.condition {
                        and([before.holds(), after.fails()])
                    } else {
                        not(&and([before.fails(), after.holds()]))
                    });
                }
                terms
            };
            let dropped = |household: &Household, by: Ratio| {
                let input = Input::Parameter(parameter, by);
                let example = self.asker.in_both(household, input, number, Change::Lost)?;
                let names = instead.iter().map(|at| &program.outputs[*at].name);
                let others = names.into_iter().any(|name| example.gained.contains(name));
                (!others).then_some(example)
            };
            let lost =
                |household: &Household, by: Option<Ratio>| by.and_then(|by| dropped(household, by)).is_some();
            let solved = hunt(again(solvers), program, output.plane, self.limits, claim, &lost);
            let (household, by, solver) = match (solved, first.take()) {
                (Solved::Found(household, by, solver), _) => (household, by, solver),
                (Solved::Never(by), Some(_)) => {
                    let results = instead.iter().map(|at| program.outputs[*at].name.clone()).collect();
                    return Finding::Proved(How::Replaced { results, by, bounds: self.limits.bounds });
                }
                (Solved::Never(by), None) => {
                    return Finding::Proved(How::Solver { by, bounds: self.limits.bounds });
                }
                (Solved::Unknown(_), Some(found)) => return found,
                (Solved::Unknown(why), None) => {
                    undecided = why;
                    break;
                }
            };
            // A plain raise is told where one shows it as well.
            let plain = PLAIN.into_iter().filter_map(|yuan| known.unit.to_base(Ratio::from_integer(yuan)));
            let most = known.unit.to_base(self.limits.raise);
            let plain = plain.filter(|by| most.is_some_and(|most| *by <= most));
            let example = plain.chain(by).find_map(|by| {
                let shows = |household: &Household| dropped(household, by).is_some();
                let wanted = wanted(program, &roots, output.plane);
                let small = shows(&household).then(|| smallest(program, &household, &wanted, &shows))?;
                Some((dropped(&small, by)?, by))
            });
            let Some((example, by)) = example else { break };
            let found = self.example(number, &example, &spoken::amount(by, known.unit), Some(solver));
            if example.gained.is_empty() {
                return found;
            }
            let same = |at: &usize| {
                let other = &program.outputs[*at];
                other.plane == output.plane
                    && example.gained.contains(&other.name)
                    && other.role == Role::Decision
            };
            let before = instead.len();
            instead.extend(
                (0..program.outputs.len())
                    .filter(same)
                    .filter(|at| !instead.contains(at))
                    .collect::<Vec<_>>(),
            );
            if instead.len() == before {
                return found;
            }
            first = Some(found);
        }
        if let Some(found) = first {
            return found;
        }
        for yuan in RAISES.into_iter().filter(|_| regions) {
            let Some(by) = known.unit.to_base(Ratio::from_integer(yuan)) else { continue };
            let input = Input::Parameter(parameter, by);
            if let Some(example) = self.asker.ask_worlds(input, number, Change::Lost) {
                let example =
                    self.smaller(&example.household, input, number, Change::Lost).unwrap_or(example);
                return self.example(number, &example, &spoken::amount(by, known.unit), None);
            }
        }
        Finding::Undecided(undecided)
    }
}
