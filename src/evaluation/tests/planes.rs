//! Gathering members and incomes, with complete and incomplete lists.

use super::builder::*;
use super::values::{Shown, shown};
use crate::facts::record::{FactValue, Listed, Record};
use crate::program::ir::{FieldId, NodeId, Op, PlaneId, Reduction, Type};
use crate::quantity::interval::Interval;
use crate::trace::value::{Domain, FaultKind, Question, Value};

struct Household {
    builder: Builder,
    works: FieldId,
    amount: FieldId,
    filter: NodeId,
    value: NodeId,
}

/// Incomes with a truth and a number each, gathered at the household.
fn household() -> Household {
    let mut builder = Builder::new();
    let (works, filter) = builder.new_fact(INCOME, Type::Truth, false);
    let (amount, value) = builder.new_fact(INCOME, NUMBER, false);
    Household { builder, works, amount, filter, value }
}

impl Household {
    fn reduce(&mut self, kind: Reduction, filter: bool, value: bool) -> NodeId {
        let ty = if matches!(kind, Reduction::Exists | Reduction::Every) { Type::Truth } else { NUMBER };
        let tested = if ty == Type::Truth { self.filter } else { self.value };
        let filter = filter.then_some(self.filter);
        let value = value.then_some(tested);
        self.builder.node(HOME, ty, Op::Reduce { kind, plane: INCOME, filter, value })
    }

    /// Two members with two incomes and one, given as (counts, amount).
    fn record(&self, incomes: [(Option<bool>, Option<i128>); 3]) -> Record {
        let mut record = self.builder.record(&[2, 1]);
        for (at, (works, amount)) in incomes.into_iter().enumerate() {
            if let Some(works) = works {
                set(&mut record, self.works, at as u32, FactValue::Truth(works));
            }
            if let Some(amount) = amount {
                set(&mut record, self.amount, at as u32, FactValue::Number(int(amount)));
            }
        }
        record
    }
}

fn number(value: i128) -> Shown {
    Shown::Value(Value::Number(int(value)))
}

fn truth(value: bool) -> Shown {
    Shown::Value(Value::Truth(value))
}

fn open(questions: &[Question], range: Interval) -> Shown {
    Shown::Open(questions.to_vec(), Domain::Number(range), false)
}

fn unlisted(record: &mut Record, plane: PlaneId, holder: u32, listed: Listed) -> Question {
    record.planes[plane.index()].listed[holder as usize] = listed;
    Question::List(plane, holder)
}

#[test]
fn complete_lists_are_gathered_over_several_levels() {
    let mut house = household();
    let nodes: Vec<NodeId> = [Reduction::Sum, Reduction::Count, Reduction::Least, Reduction::Greatest]
        .into_iter()
        .map(|kind| house.reduce(kind, true, true))
        .collect();
    let record = house.record([(Some(true), Some(5)), (Some(false), Some(100)), (Some(true), Some(7))]);
    let found: Vec<Shown> = nodes.iter().map(|node| shown(&house.builder, &record, *node)).collect();
    assert_eq!(found, [number(12), number(2), number(5), number(7)]);
    let none = house.record([(Some(false), None); 3]);
    let found: Vec<Shown> = nodes.iter().map(|node| shown(&house.builder, &none, *node)).collect();
    let empty = Shown::Fault(FaultKind::Empty);
    assert_eq!(found, [number(0), number(0), empty.clone(), empty]);
}

#[test]
fn an_open_filter_adds_nothing_or_the_value() {
    let mut house = household();
    let (sum, count) =
        (house.reduce(Reduction::Sum, true, true), house.reduce(Reduction::Count, true, false));
    let (least, most) =
        (house.reduce(Reduction::Least, true, true), house.reduce(Reduction::Greatest, true, true));
    let record = house.record([(Some(true), Some(5)), (None, Some(100)), (None, Some(3))]);
    let asked = [1, 2].map(|at| Question::Fact(house.works, at));
    assert_eq!(shown(&house.builder, &record, sum), open(&asked, Interval::between(int(5), int(108))));
    assert_eq!(shown(&house.builder, &record, count), open(&asked, Interval::between(int(1), int(3))));
    assert_eq!(shown(&house.builder, &record, least), open(&asked, Interval::between(int(3), int(5))));
    assert_eq!(shown(&house.builder, &record, most), open(&asked, Interval::between(int(5), int(100))));
}

#[test]
fn lists_that_may_hold_more() {
    let mut house = household();
    let (sum, count) =
        (house.reduce(Reduction::Sum, true, true), house.reduce(Reduction::Count, true, false));
    let (least, most) =
        (house.reduce(Reduction::Least, true, true), house.reduce(Reduction::Greatest, true, true));
    let mut record = house.record([(Some(true), Some(5)), (Some(true), Some(2)), (Some(false), None)]);
    let list = unlisted(&mut record, INCOME, 1, Listed::Incomplete);
    let at_least = |value: i128| open(&[list], Interval::at_least(int(value)));
    assert_eq!(shown(&house.builder, &record, sum), at_least(7));
    assert_eq!(shown(&house.builder, &record, count), at_least(2));
    assert_eq!(shown(&house.builder, &record, most), at_least(5));
    assert_eq!(shown(&house.builder, &record, least), open(&[list], Interval::between(int(0), int(2))));
    // Nothing listed: there may be nothing at all.
    let mut record = house.builder.record(&[]);
    let list = unlisted(&mut record, MEMBER, 0, Listed::Unknown);
    let amounts = Domain::Number(Interval::at_least(int(0)));
    assert_eq!(shown(&house.builder, &record, least), Shown::Open(vec![list], amounts, true));
}

#[test]
fn values_that_may_be_negative_leave_the_sum_open() {
    let mut house = household();
    let standard = house.builder.number(INCOME, 10);
    let subtract = crate::program::ir::Arithmetic::Subtract;
    house.value = house.builder.node(INCOME, NUMBER, Op::Arithmetic(subtract, house.value, standard));
    let sum = house.reduce(Reduction::Sum, false, true);
    let mut record = house.record([(Some(true), Some(50)); 3]);
    assert_eq!(shown(&house.builder, &record, sum), number(120));
    let list = unlisted(&mut record, INCOME, 0, Listed::Incomplete);
    assert_eq!(shown(&house.builder, &record, sum), open(&[list], Interval::everything()));
}

#[test]
fn a_witness_settles_some_and_all() {
    let mut house = household();
    let (exists, every) =
        (house.reduce(Reduction::Exists, true, false), house.reduce(Reduction::Every, false, true));
    let both =
        |record: &Record| (shown(&house.builder, record, exists), shown(&house.builder, record, every));
    let mut mixed = house.record([(Some(true), None), (Some(false), None), (None, None)]);
    unlisted(&mut mixed, INCOME, 0, Listed::Incomplete);
    assert_eq!(both(&mixed), (truth(true), truth(false)));
    let mut known = house.record([(Some(true), None); 3]);
    assert_eq!(both(&known), (truth(true), truth(true)));
    let list = unlisted(&mut known, MEMBER, 0, Listed::Incomplete);
    assert_eq!(both(&known), (truth(true), Shown::Open(vec![list], Domain::Truth, false)));
    let mut none = house.record([(Some(false), None); 3]);
    assert_eq!(both(&none).0, truth(false));
    let list = unlisted(&mut none, INCOME, 1, Listed::Unknown);
    assert_eq!(both(&none).0, Shown::Open(vec![list], Domain::Truth, false));
    let empty = house.builder.record(&[]);
    assert_eq!(both(&empty), (truth(false), truth(true)));
}

#[test]
fn faults_in_what_does_not_count_are_no_faults() {
    let mut house = household();
    let zero = house.builder.number(INCOME, 0);
    let divide = crate::program::ir::Arithmetic::Divide;
    house.value = house.builder.node(INCOME, NUMBER, Op::Arithmetic(divide, house.value, zero));
    let sum = house.reduce(Reduction::Sum, true, true);
    let excluded = house.record([(Some(false), Some(1)); 3]);
    assert_eq!(shown(&house.builder, &excluded, sum), number(0));
    let counted = house.record([(Some(false), Some(1)), (Some(true), Some(1)), (None, Some(1))]);
    assert_eq!(shown(&house.builder, &counted, sum), Shown::Fault(FaultKind::DivisionByZero));
    let perhaps = house.record([(Some(false), Some(1)), (Some(false), Some(1)), (None, Some(1))]);
    let Shown::Open(questions, _, true) = shown(&house.builder, &perhaps, sum) else { panic!() };
    assert_eq!(questions, [Question::Fact(house.works, 2)]);
}
