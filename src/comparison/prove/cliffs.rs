//! 多一元: one more yuan of income never costs more than one yuan; and the largest fall where it does.

use super::hunt::{Solved, hunt};
use super::single::{Ready, Single, again};
use super::smt::encode::{Encoder, Raise, World};
use super::smt::sym::Kind;
use super::smt::term::{Term, and, apply, choice, not, or};
use super::tree::{Broken, Finding, How, Property, Undecided};
use crate::analysis::law::direction::{Slope, slopes};
use crate::analysis::law::{CLIFFS, amount, grants, is_money};
use crate::analysis::regions::household::Household;
use crate::analysis::regions::worlds::{Change, Example, Input};
use crate::program::ir::{FieldId, NodeId, Op, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken;

impl Single<'_, '_> {
    /// 多一元
    pub(super) fn one_more_yuan(&mut self, solvers: &mut Ready<'_, '_>) {
        let program = self.program;
        for (at, field) in program.fields.iter().enumerate() {
            let plane = &program.planes[field.plane.index()];
            let Type::Number(unit) = field.ty else { continue };
            if !is_money(unit) || !(plane.name.contains("收入") || field.name.contains("收入")) {
                continue;
            }
            let Some(yuan) = unit.to_base(Ratio::ONE) else { continue };
            let id = FieldId(at as u32);
            let reads = |op: &Op| matches!(op, Op::Fact(fact) if *fact == id);
            let slopes = slopes(program, self.asker.limits(), reads);
            for (number, output) in program.outputs.iter().enumerate() {
                let Some(granted) =
                    amount(output).filter(|_| grants(program, output) && self.wanted(&output.name))
                else {
                    continue;
                };
                let (held, paid): (Slope, Slope) =
                    (slopes[output.condition.index()], slopes[granted.index()]);
                if held.is_same() && paid.is_same() {
                    continue;
                }
                let finding = if held.is_same() && paid.falls_at_most(Ratio::ONE) && !self.limits.solver_only
                {
                    Finding::Proved(How::Direction)
                } else {
                    self.falls(solvers, (id, yuan), number, granted)
                };
                let name = match plane.parent {
                    Some(_) => format!("{}的{}", plane.name, field.name),
                    None => field.name.clone(),
                };
                self.say(Property::OneMoreYuan, &output.name, Some(&name), finding);
            }
        }
    }

    /// Whether one more yuan of a fact costs more than a yuan; the largest fall that is found.
    fn falls(
        &mut self,
        solvers: &mut Ready<'_, '_>,
        (field, yuan): (FieldId, Ratio),
        number: usize,
        granted: NodeId,
    ) -> Finding {
        let program = self.program;
        let output = &program.outputs[number];
        let more =
            |least: Ratio| least.checked_add(Ratio::new(1, 100).unwrap_or(Ratio::ZERO)).unwrap_or(least);
        let fall = |example: &Example| {
            let zero = |granted: Option<Option<Ratio>>| granted.flatten().unwrap_or(Ratio::ZERO);
            zero(example.before).checked_sub(zero(example.after)).unwrap_or(Ratio::ZERO)
        };
        let (mut best, mut by, mut known): (Option<Example>, Option<String>, bool) = (None, None, false);
        let (mut threshold, mut left) = (yuan, 8);
        let mut undecided = Undecided::default();
        let mut proof = None;
        while left > 0 {
            left -= 1;
            let claim = |encoder: &mut Encoder<'_>| {
                let roots = [output.condition, granted];
                let first = encoder.world(&roots, None);
                let second = encoder.world(&roots, Some((&first, Raise::Fact(field, Term::real(yuan)))));
                let (Some(before), Some(after)) = (
                    paid(&first, output.condition, granted, true),
                    paid(&second, output.condition, granted, false),
                ) else {
                    return vec![Term::truth(false)];
                };
                let fallen = apply(">", &[&apply("-", &[&before.1, &after.1]), &Term::real(threshold)]);
                let there = encoder.taken(program.fields[field.index()].plane, 0);
                vec![before.0, after.0, fallen, there]
            };
            let input = Input::Fact(field, yuan);
            let least = threshold;
            let shows = |household: &Household, _: Option<Ratio>| {
                let example = self.asker.in_both(household, input, number, Change::Less(least));
                example.is_some_and(|example| fall(&example) > least)
            };
            match hunt(again(solvers), program, output.plane, self.limits, claim, &shows) {
                Solved::Never(solver) => {
                    known = true;
                    if best.is_none() {
                        proof = Some(How::Solver { by: solver, bounds: self.limits.bounds });
                    }
                    break;
                }
                Solved::Found(household, _, solver) => {
                    let Some(example) = self.asker.in_both(&household, input, number, Change::Less(least))
                    else {
                        break;
                    };
                    let found = fall(&example);
                    let example =
                        self.smaller(&household, input, number, Change::Less(found)).unwrap_or(example);
                    (best, by) = (Some(example), Some(solver));
                    // Twice as much, until there is none; then what is left between is not told apart.
                    threshold = found;
                }
                Solved::Unknown(why) => {
                    undecided = why;
                    break;
                }
            }
        }
        if let Some(how) = proof {
            return Finding::Proved(how);
        }
        if best.is_none() && !self.limits.solver_only {
            let of =
                |size: Ratio| self.asker.ask_worlds(Input::Fact(field, yuan), number, Change::Less(size));
            best = of(more(yuan)).map(|smallest| {
                let sizes = CLIFFS.into_iter().map(Ratio::from_integer);
                let best = sizes.into_iter().find_map(of).unwrap_or(smallest);
                let (input, found) = (Input::Fact(field, yuan), fall(&best));
                self.smaller(&best.household, input, number, Change::Less(found)).unwrap_or(best)
            });
        }
        let Some(example) = best else { return Finding::Undecided(undecided) };
        let unit = self.unit(output);
        let largest = unit.map(|unit| (spoken::amount(fall(&example), unit), known));
        let Type::Number(own) = program.fields[field.index()].ty else {
            return Finding::Undecided(undecided);
        };
        match self.example(number, &example, &spoken::amount(yuan, own), by) {
            Finding::Broken(broken) => Finding::Broken(Box::new(Broken { largest, ..*broken })),
            other => other,
        }
    }
}

/// That a result is settled in a world, and how much it pays; where it must be given it may not be refused.
fn paid(world: &World, condition: NodeId, amount: NodeId, given: bool) -> Option<(Term, Term)> {
    let (held, paid) = (world.get(condition, 0)?, world.get(amount, 0)?);
    let Kind::Number(number) = &paid.kind else { return None };
    let holds = and([held.holds(), not(&paid.lacks())]);
    let zero = Term::real(Ratio::ZERO);
    Some(if given {
        (holds, number.term.clone())
    } else {
        let settled = or([holds, held.fails()]);
        (settled, choice(&held.holds(), &number.term, &zero))
    })
}
