//! The search: single changes, other days, then pairs, each decided before it is kept.

use super::apply::{apply, set};
use super::candidates::{Candidate, Slot, marked, missed, years};
use super::reach::{Reach, WIDEST};
use super::target::{Target, is_better, is_worse, targets};
use super::{Change, Changes, Later, Way};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{Changeable, FieldId, NodeId, PlaneId, Program, Role, Variation};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::trace::outcome::{Decision, Settled, Status};
use crate::trace::value::Value;

/// Decisions that are tried for pairs of one record at most.
const PAIRS: usize = 400;
/// Days that are tried for the first day that would do.
const DAYS: usize = 400;

/// What would change the refused results and the amounts of a decision.
///
/// `later` are texts in force of later days, ascending. The evaluator decides by `plan`.
#[must_use]
pub fn changes(
    evaluator: &mut Evaluator<'_>,
    plan: &Plan<'_>,
    record: &Record,
    decision: &Decision,
    later: &[Later<'_>],
) -> Changes {
    let program = plan.program();
    let mut targets = targets(program, decision);
    if targets.is_empty() {
        return Changes::default();
    }
    let mut candidates = missed(program, record, decision, &targets);
    candidates.extend(marked(program, record));
    let mut cut = candidates.len() > WIDEST;
    candidates.truncate(WIDEST);
    let before: Vec<(usize, u32, Status)> =
        decision.outcomes.iter().map(|o| (o.output, o.instance, o.status.clone())).collect();
    let mut search = Search::new(evaluator, plan, record, candidates, before);
    search.singles(&mut targets);
    let mut days: Vec<Day<'_, '_>> = later.iter().map(|later| Day::new(program, later)).collect();
    days.iter().for_each(|day| day.single(&mut targets));
    cut |= search.pairs(&mut targets);
    days.iter_mut().for_each(|day| day.pairs(program, &mut targets));
    let mut of = Vec::new();
    for target in targets {
        let (ways, more) = target.into_ways();
        of.extend(ways);
        cut |= more;
    }
    Changes { of, cut }
}

/// A record and the changes that may be made to it.
struct Search<'s, 'e, 'p> {
    evaluator: &'s mut Evaluator<'e>,
    plan: &'s Plan<'p>,
    record: &'s Record,
    candidates: Vec<Candidate>,
    reach: Reach<'s>,
    /// How the results stand without a change.
    before: Vec<(usize, u32, Status)>,
}

impl<'s, 'e, 'p: 's> Search<'s, 'e, 'p> {
    fn new(
        evaluator: &'s mut Evaluator<'e>,
        plan: &'s Plan<'p>,
        record: &'s Record,
        candidates: Vec<Candidate>,
        before: Vec<(usize, u32, Status)>,
    ) -> Self {
        let reach = Reach::new(evaluator, plan, record, &candidates);
        Search { evaluator, plan, record, candidates, reach, before }
    }

    /// Tries every change alone.
    fn singles(&mut self, targets: &mut [Target]) {
        // Of the changes of one thing only the smallest counts, so they are tried in the order of their sizes.
        let mut order: Vec<usize> = (0..self.candidates.len()).collect();
        order.sort_by(|one, other| self.candidates[*one].size.cmp(&self.candidates[*other].size));
        let mut told: Vec<Vec<Slot>> = vec![Vec::new(); targets.len()];
        for at in order {
            let slot = self.candidates[at].slot;
            let open = |(place, target): &(usize, &Target)| {
                !told[*place].contains(&slot) && self.may_turn(target, &[at])
            };
            let open: Vec<usize> = targets.iter().enumerate().filter(open).map(|(place, _)| place).collect();
            for place in self.try_out(&[at], targets, &open) {
                told[place].push(slot);
            }
        }
    }

    /// Tries every two changes together for the results that no single one changes; whether it stopped early.
    fn pairs(&mut self, targets: &mut [Target]) -> bool {
        let waiting: Vec<usize> =
            (0..targets.len()).filter(|place| targets[*place].found.is_empty()).collect();
        if waiting.is_empty() {
            return false;
        }
        let mut pairs: Vec<(Ratio, usize, usize)> = Vec::new();
        for (one, first) in self.candidates.iter().enumerate() {
            for (other, second) in self.candidates.iter().enumerate().skip(one + 1) {
                if first.slot.clashes(second.slot) || self.moves(first, second) || self.moves(second, first) {
                    continue;
                }
                let size = first.size.checked_add(second.size).unwrap_or(Ratio::from_integer(i128::MAX));
                pairs.push((size, one, other));
            }
        }
        pairs.sort();
        let mut told: Vec<Vec<[Slot; 2]>> = vec![Vec::new(); targets.len()];
        let mut left = PAIRS;
        for (_, one, other) in pairs {
            let slots = [self.candidates[one].slot, self.candidates[other].slot];
            let open = |place: &usize| {
                !told[*place].contains(&slots) && self.may_turn(&targets[*place], &[one, other])
            };
            let open: Vec<usize> = waiting.iter().copied().filter(open).collect();
            if open.is_empty() {
                continue;
            }
            if left == 0 {
                return true;
            }
            left -= 1;
            for place in self.try_out(&[one, other], targets, &open) {
                told[place].push(slots);
            }
        }
        false
    }

    /// A gained element moves the instances behind it, for which another change may stand.
    fn moves(&self, gain: &Candidate, other: &Candidate) -> bool {
        let Change::Gains { list, .. } = &gain.change else { return false };
        let program = self.plan.program();
        let plane = match &other.change {
            Change::Meets(line) => program.node(line.source.0).plane,
            _ => return false,
        };
        let mut at = Some(plane);
        while let Some(plane) = at {
            if plane == *list {
                return true;
            }
            at = program.planes[plane.index()].parent;
        }
        false
    }

    /// Whether changes might make a result better.
    fn may_turn(&self, target: &Target, changes: &[usize]) -> bool {
        let bits = changes.iter().fold(0_u128, |bits, at| bits | 1 << at);
        let fits = |at: &usize| {
            let candidate = &self.candidates[*at];
            let own = (target.output, target.instance);
            match &candidate.change {
                Change::Meets(_) => match target.before {
                    Status::Granted(_) => candidate.only == Some(own),
                    _ => target.sought && candidate.only.is_none(),
                },
                _ => true,
            }
        };
        if !changes.iter().all(fits) {
            return false;
        }
        let Some(output) = self.plan.program().outputs.get(target.output) else { return false };
        let condition = self.reach.of(output.condition);
        let amount = output.benefit.as_ref().and_then(|benefit| benefit.amount);
        let amount = amount.map_or(0, |node| self.reach.of(node));
        match target.before {
            // One change may raise the amount and another keep the condition.
            Status::Granted(_) => bits & amount != 0 && bits & !(amount | condition) == 0,
            _ => bits & !condition == 0 && self.reach.could(output.condition, target.instance, true, bits),
        }
    }

    /// Decides with changes made, keeps what becomes better, and says which results those are.
    fn try_out(&mut self, changes: &[usize], targets: &mut [Target], open: &[usize]) -> Vec<usize> {
        if open.is_empty() {
            return Vec::new();
        }
        let size = changes.iter().try_fold(Ratio::ZERO, |sum, at| sum.checked_add(self.candidates[*at].size));
        let size = size.unwrap_or(Ratio::from_integer(i128::MAX));
        let made: Vec<&Change> = changes.iter().map(|at| &self.candidates[*at].change).collect();
        let trial = apply(self.plan, self.record, &made);
        let after = self.evaluator.settle_supposing(&trial.record, &trial.supposed);
        let made: Vec<Change> = made.into_iter().cloned().collect();
        let losses = self.losses(&made, &after);
        let mut better = Vec::new();
        for &place in open {
            let target = &targets[place];
            let Some(now) = of(&after, target.output, target.instance) else { continue };
            if !is_better(&target.before, now) || !self.decides(changes, target) {
                continue;
            }
            let (then, target) = (now.status.clone(), targets[place].clone());
            let made = self.since_the_first_day(made.clone(), &target);
            targets[place].keep(size, Way { changes: made, then, losses: losses.clone() });
            better.push(place);
        }
        better
    }

    /// For an amount: it is the comparison that raises it, not only the value.
    fn decides(&mut self, changes: &[usize], target: &Target) -> bool {
        let supposed: Vec<(NodeId, u32, Value)> = changes
            .iter()
            .filter_map(|at| {
                let candidate = &self.candidates[*at];
                match &candidate.change {
                    Change::Meets(line) if candidate.only.is_some() => {
                        Some((line.comparison, line.instance, Value::Truth(!candidate.truth)))
                    }
                    _ => None,
                }
            })
            .collect();
        if supposed.is_empty() {
            return true;
        }
        let after = self.evaluator.settle_supposing(self.record, &supposed);
        of(&after, target.output, target.instance).is_some_and(|now| is_better(&target.before, now))
    }

    /// An application made again today: the first day from which on every day would do.
    fn since_the_first_day(&mut self, mut made: Vec<Change>, target: &Target) -> Vec<Change> {
        for at in 0..made.len() {
            let Change::Becomes { field, instance, to: FactValue::Date(today) } = made[at].clone() else {
                continue;
            };
            let before = self.record.fact(field, instance).map(|fact| fact.value.clone());
            let Some(FactValue::Date(before)) = before else { continue };
            let mut first = today;
            for _ in 0..DAYS {
                let Some(day) = first.previous().filter(|day| *day > before) else { break };
                made[at] = Change::Becomes { field, instance, to: FactValue::Date(day) };
                let trial = apply(self.plan, self.record, &made.iter().collect::<Vec<_>>());
                let after = self.evaluator.settle_supposing(&trial.record, &trial.supposed);
                let now = of(&after, target.output, target.instance);
                if !now.is_some_and(|now| is_better(&target.before, now)) {
                    break;
                }
                first = day;
            }
            made[at] = Change::Becomes { field, instance, to: FactValue::Date(first) };
        }
        made
    }

    /// What the changes cost elsewhere; nothing is known of that where a value is only supposed.
    fn losses(&self, made: &[Change], after: &[Settled]) -> Vec<(usize, u32)> {
        if made.iter().any(|change| matches!(change, Change::Meets(_))) {
            return Vec::new();
        }
        let program = self.plan.program();
        let decided = |output: usize| program.outputs.get(output).is_some_and(|o| o.role == Role::Decision);
        let lost = |(output, instance, before): &&(usize, u32, Status)| {
            decided(*output) && of(after, *output, *instance).is_some_and(|now| is_worse(before, &now.status))
        };
        self.before.iter().filter(lost).map(|(output, instance, _)| (*output, *instance)).collect()
    }
}

fn of(settled: &[Settled], output: usize, instance: u32) -> Option<&Settled> {
    settled.iter().find(|one| (one.output, one.instance) == (output, instance))
}

/// A later day, its text, and how the record is decided by it.
struct Day<'l, 'p> {
    later: &'l Later<'p>,
    /// The day of the decision.
    today: Date,
    /// The output of the later program for each output of this one.
    outputs: Vec<Option<usize>>,
    /// The record as it is, and with its application put off to the day.
    worlds: Vec<World>,
}

/// A record under a later text.
struct World {
    record: Record,
    /// The days put off: fields of the program of the result.
    moved: Vec<(FieldId, u32)>,
    settled: Vec<Settled>,
}

impl<'l, 'p> Day<'l, 'p> {
    fn new(program: &Program, later: &'l Later<'p>) -> Day<'l, 'p> {
        let then = later.plan.program();
        let same = |output: &crate::program::ir::Output| {
            let plane = path(program, output.plane);
            then.outputs.iter().position(|o| o.name == output.name && path(then, o.plane) == plane)
        };
        let outputs = program.outputs.iter().map(same).collect();
        let mut evaluator = Evaluator::new(later.plan);
        let (record, moved) = put_off(program, later);
        let mut worlds = Vec::new();
        if !moved.is_empty() {
            let settled = evaluator.settle(&record);
            worlds.push(World { record, moved, settled });
        }
        let settled = evaluator.settle(&later.record);
        worlds.push(World { record: later.record.clone(), moved: Vec::new(), settled });
        Day { later, today: program.on, outputs, worlds }
    }

    fn change(&self, world: &World) -> Change {
        Change::Later { from: self.later.from, moved: world.moved.clone() }
    }

    /// The day alone, where no earlier day does.
    fn single(&self, targets: &mut [Target]) {
        for target in targets {
            let day = |way: &Way| matches!(way.changes.as_slice(), [Change::Later { .. }]);
            if target.found.iter().any(|(_, way)| day(way)) {
                continue;
            }
            let Some(Some(output)) = self.outputs.get(target.output).copied() else { continue };
            for world in &self.worlds {
                let now = of(&world.settled, output, target.instance);
                if let Some(now) = now.filter(|now| is_better(&target.before, now)) {
                    let way = Way {
                        changes: vec![self.change(world)],
                        then: now.status.clone(),
                        losses: Vec::new(),
                    };
                    target.keep(self.size(), way);
                    break;
                }
            }
        }
    }

    fn size(&self) -> Ratio {
        years(self.today, self.later.from)
    }

    /// The day with one change that the vocabulary allows, for results that nothing else changes.
    fn pairs(&mut self, program: &Program, targets: &mut [Target]) {
        if targets.iter().all(|target| !target.found.is_empty()) {
            return;
        }
        let then = self.later.plan.program();
        let mut evaluator = Evaluator::new(self.later.plan);
        for world in &self.worlds {
            // Their results under the later text, and where they stand here.
            let (mut theirs, mut places) = (Vec::new(), Vec::new());
            for (place, target) in targets.iter().enumerate().filter(|(_, target)| target.found.is_empty()) {
                if let Some(Some(output)) = self.outputs.get(target.output).copied() {
                    theirs.push(Target { output, found: Vec::new(), ..target.clone() });
                    places.push(place);
                }
            }
            if theirs.is_empty() {
                return;
            }
            let mut candidates = marked(then, &world.record);
            candidates.truncate(WIDEST);
            let before = world.settled.iter().map(|s| (s.output, s.instance, s.status.clone())).collect();
            let mut search = Search::new(&mut evaluator, self.later.plan, &world.record, candidates, before);
            search.singles(&mut theirs);
            for (place, their) in places.into_iter().zip(theirs) {
                for (size, way) in their.found {
                    let told: Option<Vec<Change>> =
                        way.changes.iter().map(|change| translated(change, then, program)).collect();
                    let Some(told) = told else { continue };
                    let mut changes = vec![self.change(world)];
                    changes.extend(told);
                    let size = size.checked_add(self.size()).unwrap_or(size);
                    targets[place].keep(size, Way { changes, then: way.then, losses: Vec::new() });
                }
            }
        }
    }
}

/// The record with the days that may be put off put off to the day, where they lie before it.
fn put_off(program: &Program, later: &Later<'_>) -> (Record, Vec<(FieldId, u32)>) {
    let then = later.plan.program();
    let mut record = later.record.clone();
    let mut moved = Vec::new();
    for variable in then.variables.iter().filter(|variable| variable.how == Variation::Later) {
        let Changeable::Field(field) = variable.what else { continue };
        let Some(own) = same_field(then, field, program) else { continue };
        for instance in 0..record.count(then.fields[field.index()].plane) as u32 {
            let day = record.fact(field, instance).map(|fact| fact.value.clone());
            if matches!(day, Some(FactValue::Date(day)) if day < later.from) {
                set(&mut record, field, instance, FactValue::Date(later.from));
                moved.push((own, instance));
            }
        }
    }
    (record, moved)
}

/// A change of one program in the ids of another; none where it has no such thing.
fn translated(change: &Change, from: &Program, to: &Program) -> Option<Change> {
    let element = |field: FieldId, own: FieldId, element: u32| {
        use crate::program::ir::Type::Element;
        let (Element(there), Element(here)) = (from.fields[field.index()].ty, to.fields[own.index()].ty)
        else {
            return None;
        };
        let name = from.categories[there.index()].elements.get(element as usize)?;
        to.categories[here.index()].elements.iter().position(|known| known == name).map(|at| at as u32)
    };
    Some(match change {
        Change::Becomes { field, instance, to: value } => {
            let own = same_field(from, *field, to)?;
            let value = match value {
                FactValue::Element(at) => FactValue::Element(element(*field, own, *at)?),
                same => same.clone(),
            };
            Change::Becomes { field: own, instance: *instance, to: value }
        }
        Change::Gains { list, parent, field, element: at } => {
            let (path, own) = (path(from, *list), same_field(from, *field, to)?);
            let list =
                (0..to.planes.len() as u32).map(PlaneId).find(|plane| self::path(to, *plane) == path)?;
            Change::Gains { list, parent: *parent, field: own, element: element(*field, own, *at)? }
        }
        Change::Judged { question, instance, to: answer } => {
            let asked = &from.questions[question.index()];
            let plane = path(from, asked.plane);
            let same = |q: &crate::program::ir::Question| q.key == asked.key && path(to, q.plane) == plane;
            let at = to.questions.iter().position(same)?;
            let question = crate::program::ir::QuestionId(at as u32);
            Change::Judged { question, instance: *instance, to: *answer }
        }
        Change::Meets(_) | Change::Later { .. } => return None,
    })
}

fn same_field(from: &Program, field: FieldId, to: &Program) -> Option<FieldId> {
    let known = &from.fields[field.index()];
    let plane = path(from, known.plane);
    let at = to.fields.iter().position(|f| f.name == known.name && path(to, f.plane) == plane)?;
    Some(FieldId(at as u32))
}

/// The names of a plane and of those around it.
fn path(program: &Program, plane: PlaneId) -> Vec<&str> {
    let (mut at, mut names) = (Some(plane), Vec::new());
    while let Some(plane) = at.and_then(|plane| program.planes.get(plane.index())) {
        names.push(plane.name.as_str());
        at = plane.parent;
    }
    names
}
