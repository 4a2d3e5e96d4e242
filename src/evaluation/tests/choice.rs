//! Choosing against a short reference, and while guards are open.

use proptest::prelude::*;

use super::builder::*;
use super::verified::confirmed;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{Alternative, Constant, FieldId, NodeId, Op, Relation, Type};
use crate::quantity::interval::{Bound, Interval};
use crate::trace::value::{Domain, FaultKind, Open, Question, Value};

/// The rule itself: of those that apply, those that none that applies beats; none, one value, or conflict.
fn reference(applies: &[bool], beats: &[u128], values: &[i128]) -> Result<i128, FaultKind> {
    let beaten = |at: usize| (0..applies.len()).any(|by| applies[by] && beats[by] >> at & 1 == 1);
    let left: Vec<usize> = (0..applies.len()).filter(|at| applies[*at] && !beaten(*at)).collect();
    match left.split_first() {
        None => Err(FaultKind::NoRule),
        Some((first, rest)) if rest.iter().all(|at| values[*at] == values[*first]) => Ok(values[*first]),
        Some(_) => Err(FaultKind::Conflict(left)),
    }
}

/// Alternatives with a fact each as guard.
fn chooser(beats: &[u128], values: &[i128]) -> (Builder, NodeId) {
    let mut builder = Builder::new();
    let mut alternatives: Vec<Alternative> = Vec::new();
    for (beats, value) in beats.iter().zip(values) {
        let (_, guard) = builder.new_fact(HOME, Type::Truth, false);
        let value = builder.number(HOME, *value);
        alternatives.push(alternative(Some(guard), value, *beats));
    }
    let chosen = builder.choose(NUMBER, alternatives);
    let always = builder.truth(true);
    builder.benefit(always, Some(chosen), None);
    (builder, chosen)
}

fn chosen(builder: &Builder, record: &Record, node: NodeId) -> Result<Result<i128, FaultKind>, Open> {
    confirmed(builder, record);
    let plan = Plan::new(&builder.program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(record);
    match evaluator.value_of(node, 0).unwrap() {
        Value::Number(number) => Ok(Ok(number.numerator())),
        Value::Fault(id) => Ok(Err(evaluator.arena().fault(id).kind.clone())),
        Value::Open(id) => Err(evaluator.arena().open(id).clone()),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn open_guards_cover_their_completions(
        guards in prop::collection::vec(prop::option::of(any::<bool>()), 1..7),
        values in prop::collection::vec(0i128..3, 7),
        order in prop::collection::vec(0u128..128, 7),
    ) {
        // An alternative beats only alternatives before it, so nothing beats in a circle.
        let count = guards.len();
        let beats: Vec<u128> = (0..count).map(|at| order[at] & ((1 << at) - 1)).collect();
        let (builder, node) = chooser(&beats, &values[..count]);
        let mut record = builder.record(&[]);
        for (at, guard) in guards.iter().enumerate() {
            if let Some(guard) = guard {
                set(&mut record, FieldId(at as u32), 0, FactValue::Truth(*guard));
            }
        }
        let open: Vec<usize> = (0..count).filter(|at| guards[*at].is_none()).collect();
        let completion = |mask: usize| {
            let applies: Vec<bool> = (0..count)
                .map(|at| guards[at].unwrap_or_else(|| {
                    mask >> open.iter().position(|open| *open == at).unwrap() & 1 == 1
                }))
                .collect();
            reference(&applies, &beats, &values[..count])
        };
        let completions: Vec<_> = (0..1 << open.len()).map(completion).collect();
        match chosen(&builder, &record, node) {
            Ok(settled) => {
                // Different faults are one fault; otherwise there is one result.
                let agree = completions.iter().all(|c| *c == settled || (c.is_err() && settled.is_err()));
                prop_assert!(agree, "{settled:?} {completions:?}");
            }
            Err(found) => {
                prop_assert!(completions.iter().any(|c| *c != completions[0]));
                let Domain::Number(range) = found.domain else { panic!("{found:?}") };
                prop_assert_eq!(found.or_fault, completions.iter().any(Result::is_err));
                for number in completions.iter().flatten() {
                    prop_assert!(range.contains(int(*number)));
                }
                // Exactly the guards that matter are asked about.
                for (bit, at) in open.iter().enumerate() {
                    let matters = (0..completions.len()).any(|m| completions[m] != completions[m ^ (1 << bit)]);
                    let asked = found.questions.contains(&Question::Fact(FieldId(*at as u32), 0));
                    prop_assert_eq!(matters, asked);
                }
            }
        }
    }
}

/// A condition and its negation: the value is known although the condition is not.
#[test]
fn a_guard_and_its_negation_need_no_answer() {
    let mut builder = Builder::new();
    let (_, ill) = builder.new_fact(HOME, Type::Truth, false);
    let well = builder.not(ill);
    let (one, same) = (builder.number(HOME, 1), builder.number(HOME, 1));
    let node = builder.choose(NUMBER, vec![alternative(Some(ill), one, 0), alternative(Some(well), same, 0)]);
    let always = builder.truth(true);
    builder.benefit(always, Some(node), None);
    assert_eq!(chosen(&builder, &builder.record(&[]), node), Ok(Ok(1)));
}

/// Rows over an open amount stay exclusive; a row that gives the amount itself gives the part of it in that row.
#[test]
fn rows_of_a_table_divide_an_open_number() {
    let mut builder = Builder::new();
    let (_, amount) = builder.new_fact(HOME, NUMBER, false);
    let (low, high) = (builder.number(HOME, 500), builder.number(HOME, 2000));
    let below = builder.compare(Relation::Less, amount, low);
    let from = builder.compare(Relation::GreaterOrEqual, amount, low);
    let up_to = builder.compare(Relation::GreaterOrEqual, high, amount);
    let between = builder.all(&[from, up_to]);
    let above = builder.compare(Relation::Greater, amount, high);
    let cap = builder.number(HOME, 700);
    let rows = vec![
        alternative(Some(below), low, 0),
        alternative(Some(between), amount, 0),
        alternative(Some(above), cap, 0),
    ];
    let node = builder.choose(NUMBER, rows);
    let always = builder.truth(true);
    builder.benefit(always, Some(node), None);
    let open = chosen(&builder, &builder.record(&[]), node).unwrap_err();
    assert_eq!(open.domain, Domain::Number(Interval::between(int(500), int(2000))));
    assert!(!open.or_fault);
    assert_eq!(open.questions, [Question::Fact(FieldId(0), 0)]);
}

#[test]
fn rows_of_a_table_divide_an_open_element() {
    let mut builder = Builder::new();
    let area = builder.category(&["城市", "农村"], false);
    let (_, of) = builder.new_fact(HOME, Type::Element(area), false);
    let town = builder.node(HOME, Type::Element(area), Op::Constant(Constant::Element(0)));
    let rural = builder.set(area, &[1], false);
    let is_town = builder.compare(Relation::Equal, of, town);
    let is_rural = builder.node(HOME, Type::Truth, Op::Within { value: of, set: rural });
    let (low, high) = (builder.number(HOME, 655), builder.number(HOME, 790));
    let rows = vec![alternative(Some(is_town), high, 0), alternative(Some(is_rural), low, 0)];
    let node = builder.choose(NUMBER, rows);
    let always = builder.truth(true);
    builder.benefit(always, Some(node), None);
    let open = chosen(&builder, &builder.record(&[]), node).unwrap_err();
    assert_eq!((open.domain, open.or_fault), (Domain::Number(Interval::between(int(655), int(790))), false));
}

/// More open guards than are told apart: everything that may be taken is covered.
#[test]
fn many_open_guards_give_the_hull() {
    let values: Vec<i128> = (0..10).collect();
    let mut beats: Vec<u128> = vec![0; 10];
    beats[9] = 1 << 8;
    let (builder, node) = chooser(&beats, &values);
    let mut record = builder.record(&[]);
    set(&mut record, FieldId(9), 0, FactValue::Truth(true));
    let open = chosen(&builder, &record, node).unwrap_err();
    let Domain::Number(range) = open.domain else { panic!() };
    assert_eq!((range.low, range.high), (Bound::Closed(int(0)), Bound::Closed(int(9))));
    assert!(!open.questions.contains(&Question::Fact(FieldId(9), 0)));
}

/// A guard at fault is the result's fault, unless the value is the same either way.
#[test]
fn a_faulty_guard_is_a_fault_where_it_matters() {
    let mut builder = Builder::new();
    let pending = builder.node(HOME, Type::Truth, Op::Pending);
    let (one, same, two) = (builder.number(HOME, 1), builder.number(HOME, 1), builder.number(HOME, 2));
    let alike = builder.choose(NUMBER, vec![alternative(None, one, 0), alternative(Some(pending), same, 1)]);
    let apart = builder.choose(NUMBER, vec![alternative(None, one, 0), alternative(Some(pending), two, 1)]);
    let always = builder.truth(true);
    builder.benefit(always, Some(alike), None);
    builder.benefit(always, Some(apart), None);
    let record = builder.record(&[]);
    assert_eq!(chosen(&builder, &record, alike), Ok(Ok(1)));
    assert_eq!(chosen(&builder, &record, apart), Ok(Err(FaultKind::Pending)));
}
