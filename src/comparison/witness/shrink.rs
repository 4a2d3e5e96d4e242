//! A household made as small and as plain as it goes while it still shows what it should.

use std::collections::BTreeMap;

use crate::analysis::regions::household::{Household, plain};
use crate::facts::record::FactValue;
use crate::program::ir::{Answer, FieldId, PlaneId, Program, QuestionId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};

/// Plain amounts of yuan, the plainest first.
const YUAN: [i128; 16] =
    [0, 100, 1000, 500, 200, 300, 400, 600, 800, 1200, 1500, 2000, 3000, 5000, 10_000, 1];
/// Other plain numbers.
const NUMBERS: [i128; 8] = [0, 1, 2, 3, 5, 10, 20, 100];
/// Plain days.
const DAYS: [(i32, u32, u32); 6] =
    [(1990, 1, 1), (1980, 1, 1), (1960, 1, 1), (1940, 1, 1), (2010, 1, 1), (2020, 1, 1)];

/// Makes a household smaller. Facts of `needed` fields are written out where the household takes them as given.
pub(crate) fn shrunk(
    program: &Program,
    household: Household,
    needed: impl Iterator<Item = FieldId>,
    shows: &dyn Fn(&Household) -> bool,
) -> Household {
    let mut best = household;
    let take = |best: &mut Household, less: Household| {
        let better = less != *best && shows(&less);
        if better {
            *best = less;
        }
        better
    };
    if best.filled {
        let unfilled = Household { filled: false, ..best.clone() };
        if !take(&mut best, unfilled) {
            let mut written = Household { filled: false, ..best.clone() };
            for id in needed {
                let Some(field) = program.fields.get(id.index()) else { continue };
                let count = match field.plane {
                    PlaneId(0) => 1,
                    plane => best.instances.get(plane.index()).map_or(0, Vec::len),
                };
                for instance in 0..count as u32 {
                    written.facts.entry((id, instance)).or_insert_with(|| plain(program, field));
                }
            }
            take(&mut best, written);
        }
    }
    take_today(&mut best, shows);
    // Entries, the last first; what lies below one goes with it.
    for plane in (1..program.planes.len() as u32).map(PlaneId) {
        for instance in (0..best.instances.get(plane.index()).map_or(0, Vec::len) as u32).rev() {
            let less = without(program, &best, plane, instance);
            take(&mut best, less);
        }
    }
    for key in best.facts.keys().copied().collect::<Vec<_>>() {
        let mut less = best.clone();
        less.facts.remove(&key);
        take(&mut best, less);
    }
    for key in best.answers.keys().copied().collect::<Vec<_>>() {
        let mut less = best.clone();
        less.answers.remove(&key);
        take(&mut best, less);
    }
    for key in best.memberships.keys().copied().collect::<Vec<_>>() {
        let mut less = best.clone();
        less.memberships.remove(&key);
        take(&mut best, less);
    }
    plainer(program, &mut best, shows);
    best
}

fn take_today(best: &mut Household, shows: &dyn Fn(&Household) -> bool) {
    let less = Household { today: None, ..best.clone() };
    if best.today.is_some() && shows(&less) {
        *best = less;
    }
}

/// Plainer numbers, days and truths.
fn plainer(program: &Program, best: &mut Household, shows: &dyn Fn(&Household) -> bool) {
    for (key, value) in best.facts.clone() {
        let ty = program.fields.get(key.0.index()).map(|field| field.ty);
        for other in ty.into_iter().flat_map(|ty| candidates(&value, ty)) {
            if other == value {
                break;
            }
            let mut less = best.clone();
            less.facts.insert(key, other);
            if shows(&less) {
                *best = less;
                break;
            }
        }
    }
    for (key, value) in best.answers.clone() {
        let ty = program.questions.get(key.0.index()).and_then(|question| match question.answer {
            Answer::Number(unit) | Answer::Grant(unit) => Some(Type::Number(unit)),
            _ => None,
        });
        for other in ty.into_iter().flat_map(|ty| candidates(&value, ty)) {
            if other == value {
                break;
            }
            let mut less = best.clone();
            less.answers.insert(key, other);
            if shows(&less) {
                *best = less;
                break;
            }
        }
    }
}

/// Values that are plainer than one, the plainest first.
fn candidates(value: &FactValue, ty: Type) -> Vec<FactValue> {
    match (value, ty) {
        (FactValue::Number(number), Type::Number(unit)) => {
            plain_numbers(*number, unit).into_iter().map(FactValue::Number).collect()
        }
        (FactValue::Date(day), _) => {
            let plain = DAYS.iter().filter_map(|(year, month, day)| Date::from_ymd(*year, *month, *day));
            let near = [Date::from_ymd(day.year(), 1, 1), Date::from_ymd(day.year() - 1, 1, 1)];
            plain.chain(near.into_iter().flatten()).map(FactValue::Date).collect()
        }
        (FactValue::Truth(true), _) => vec![FactValue::Truth(false)],
        _ => Vec::new(),
    }
}

fn plain_numbers(number: Ratio, unit: Unit) -> Vec<Ratio> {
    let money = unit.dimension.exponent(Base::Yuan) == 1;
    let fixed: &[i128] = if money { &YUAN } else { &NUMBERS };
    let mut all: Vec<Ratio> = Vec::new();
    let written = unit.from_base(number);
    let near = |step: i128| {
        let steps = written.and_then(|written| written.checked_div(Ratio::from_integer(step)));
        let (low, high) = (steps.map(Ratio::floor), steps.map(Ratio::ceiling));
        low.into_iter().chain(high).filter_map(move |steps| steps.checked_mul(step)).collect::<Vec<_>>()
    };
    let whole = fixed.iter().copied().chain([1000, 100, 10, 1].into_iter().flat_map(near));
    for candidate in whole.filter(|candidate| *candidate >= 0) {
        if let Some(base) = unit.to_base(Ratio::from_integer(candidate))
            && !all.contains(&base)
        {
            all.push(base);
        }
    }
    all
}

/// The household without one entry of a list and all below it.
fn without(program: &Program, household: &Household, plane: PlaneId, gone: u32) -> Household {
    let mut places: BTreeMap<PlaneId, Vec<Option<u32>>> = BTreeMap::new();
    let mut less = household.clone();
    for (id, own) in (0..).map(PlaneId).zip(&program.planes) {
        let Some(parent) = own.parent else { continue };
        let Some(parents) = household.instances.get(id.index()) else { continue };
        let above = places.get(&parent).cloned();
        if id != plane && above.is_none() {
            continue;
        }
        let (mut kept, mut place) = (Vec::new(), Vec::new());
        for (at, holder) in (0..).zip(parents) {
            let holder = match &above {
                Some(above) => above.get(*holder as usize).copied().flatten(),
                None => Some(*holder),
            };
            match holder.filter(|_| id != plane || at != gone) {
                Some(holder) => {
                    place.push(Some(kept.len() as u32));
                    kept.push(holder);
                }
                None => place.push(None),
            }
        }
        if let Some(slot) = less.instances.get_mut(id.index()) {
            *slot = kept;
        }
        places.insert(id, place);
    }
    let moved = |plane: PlaneId, instance: u32| match places.get(&plane) {
        None => Some(instance),
        Some(place) => place.get(instance as usize).copied().flatten(),
    };
    let of_field = |id: FieldId| program.fields.get(id.index()).map_or(PlaneId(0), |field| field.plane);
    let of_question =
        |id: QuestionId| program.questions.get(id.index()).map_or(PlaneId(0), |asked| asked.plane);
    less.facts = household
        .facts
        .iter()
        .filter_map(|((id, at), value)| Some(((*id, moved(of_field(*id), *at)?), value.clone())))
        .collect();
    less.answers = household
        .answers
        .iter()
        .filter_map(|((id, at), value)| Some(((*id, moved(of_question(*id), *at)?), value.clone())))
        .collect();
    less.memberships = household
        .memberships
        .iter()
        .filter_map(|((set, plane, at), value)| Some(((*set, *plane, moved(*plane, *at)?), *value)))
        .collect();
    less
}
