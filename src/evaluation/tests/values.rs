//! Single operations on known, absent, open and faulty values.

use proptest::prelude::*;

use super::builder::*;
use super::verified::confirmed_value;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::facts::record::{Answered, FactValue, Membership, Record};
use crate::program::ir::{
    Answer, Arithmetic, Constant, FieldId, NodeId, Op, ParameterId, QuestionId, Relation, SetId, Type,
};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::trace::value::{Domain, FaultKind, Question, Value};

/// A value that can be compared across evaluations.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Shown {
    Value(Value),
    Open(Vec<Question>, Domain, bool),
    Fault(FaultKind),
}

/// The value of a household node; every node is planned.
pub(super) fn shown(builder: &Builder, record: &Record, node: NodeId) -> Shown {
    let mut program = builder.program.clone();
    let named = crate::program::ir::Named { name: "值".to_owned(), plane: HOME, node, own: None };
    program.named.push(named);
    confirmed_value(builder, record, node);
    let plan = Plan::with_named(&program);
    let mut evaluator = Evaluator::new(&plan);
    evaluator.run(record);
    match evaluator.named("值", 0).unwrap() {
        Value::Open(id) => {
            let open = evaluator.arena().open(id).clone();
            Shown::Open(open.questions, open.domain, open.or_absent || open.or_fault)
        }
        Value::Fault(id) => Shown::Fault(evaluator.arena().fault(id).kind.clone()),
        value => Shown::Value(value),
    }
}

fn yes() -> Shown {
    Shown::Value(Value::Truth(true))
}

fn no() -> Shown {
    Shown::Value(Value::Truth(false))
}

fn asked(shown: &Shown) -> &[Question] {
    match shown {
        Shown::Open(questions, ..) => questions,
        _ => &[],
    }
}

/// A truth of every kind: 是, 否, 无, open (two facts), at fault (two faults).
fn truth_of_kind(builder: &mut Builder, kind: u8) -> NodeId {
    match kind {
        0 | 1 => builder.truth(kind == 0),
        2 => builder.node(HOME, Type::Truth, Op::Constant(Constant::Absent)),
        3 => builder.fact(FieldId(0)),
        4 => builder.fact(FieldId(1)),
        5 => builder.node(HOME, Type::Truth, Op::Pending),
        _ => builder.node(HOME, Type::Truth, Op::Unstated),
    }
}

proptest! {
    #[test]
    fn junctions_commute_and_associate(kinds in prop::collection::vec(0u8..7, 3), order in 0usize..6, all: bool) {
        let mut builder = Builder::new();
        builder.field(HOME, Type::Truth, false);
        builder.field(HOME, Type::Truth, true);
        let nodes: Vec<NodeId> = kinds.iter().map(|kind| truth_of_kind(&mut builder, *kind)).collect();
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let turned: Vec<NodeId> = orders[order].iter().map(|at| nodes[*at]).collect();
        let join = |builder: &mut Builder, nodes: &[NodeId]| match all {
            true => builder.all(nodes),
            false => builder.any(nodes),
        };
        let flat = join(&mut builder, &nodes);
        let turned = join(&mut builder, &turned);
        let inner = join(&mut builder, &nodes[..2]);
        let left = join(&mut builder, &[inner, nodes[2]]);
        let inner = join(&mut builder, &nodes[1..]);
        let right = join(&mut builder, &[nodes[0], inner]);
        // Not (a and b) is (not a) or (not b).
        let negated = builder.not(flat);
        let negations: Vec<NodeId> = nodes.iter().map(|node| builder.not(*node)).collect();
        let dual = if all { builder.any(&negations) } else { builder.all(&negations) };
        let record = builder.record(&[]);
        let flat = shown(&builder, &record, flat);
        prop_assert_eq!(&flat, &shown(&builder, &record, turned));
        prop_assert_eq!(&flat, &shown(&builder, &record, left));
        prop_assert_eq!(&flat, &shown(&builder, &record, right));
        prop_assert_eq!(shown(&builder, &record, negated), shown(&builder, &record, dual));
    }
}

#[test]
fn absent_and_unknown_are_two_things() {
    let mut builder = Builder::new();
    let (field, node) = builder.new_fact(HOME, NUMBER, true);
    let (sure, given) = builder.new_fact(HOME, NUMBER, false);
    let none = builder.node(HOME, NUMBER, Op::Constant(Constant::Absent));
    let one = builder.number(HOME, 1);
    let is_none = builder.compare(Relation::Equal, node, none);
    let is_some = builder.compare(Relation::NotEqual, none, node);
    let present = builder.node(HOME, Type::Truth, Op::Present(node));
    let surely = builder.node(HOME, Type::Truth, Op::Present(given));
    let sum = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Add, node, one));
    let over = builder.compare(Relation::GreaterOrEqual, node, one);
    let from_nought = builder.number(HOME, 0);
    let always = builder.compare(Relation::GreaterOrEqual, node, from_nought);
    let surely_always = builder.compare(Relation::GreaterOrEqual, given, from_nought);
    let unknown = builder.record(&[]);
    assert_eq!(asked(&shown(&builder, &unknown, is_none)), [Question::Fact(field, 0)]);
    assert_eq!(asked(&shown(&builder, &unknown, present)), [Question::Fact(field, 0)]);
    assert_eq!(shown(&builder, &unknown, surely), yes());
    assert_eq!(
        shown(&builder, &unknown, sum),
        Shown::Open(vec![Question::Fact(field, 0)], Domain::Number(Interval::at_least(int(1))), true)
    );
    // It may be absent, and then there is nothing to compare.
    assert_eq!(asked(&shown(&builder, &unknown, always)), [Question::Fact(field, 0)]);
    assert_eq!(shown(&builder, &unknown, surely_always), yes());
    let mut absent = unknown.clone();
    set(&mut absent, field, 0, FactValue::Absent);
    set(&mut absent, sure, 0, FactValue::Number(int(3)));
    assert_eq!(shown(&builder, &absent, is_none), yes());
    assert_eq!(shown(&builder, &absent, is_some), no());
    assert_eq!(shown(&builder, &absent, present), no());
    assert_eq!(shown(&builder, &absent, sum), Shown::Fault(FaultKind::AbsentOperand));
    assert_eq!(shown(&builder, &absent, over), Shown::Fault(FaultKind::AbsentOperand));
}

#[test]
fn sets_ask_about_what_they_do_not_list() {
    let mut builder = Builder::new();
    let kinds = builder.category(&["工资", "经营", "财产"], true);
    let (field, node) = builder.new_fact(HOME, Type::Element(kinds), true);
    let closed = builder.set(kinds, &[0, 1], false);
    let open = builder.set(kinds, &[0, 1], true);
    let in_closed = builder.node(HOME, Type::Truth, Op::Within { value: node, set: closed });
    let in_open = builder.node(HOME, Type::Truth, Op::Within { value: node, set: open });
    let with = |value: FactValue| {
        let mut record = builder.record(&[]);
        set(&mut record, field, 0, value);
        record
    };
    let both = |record: &Record| (shown(&builder, record, in_closed), shown(&builder, record, in_open));
    assert_eq!(both(&with(FactValue::Element(1))), (yes(), yes()));
    assert_eq!(both(&with(FactValue::Element(2))), (no(), no()));
    assert_eq!(both(&with(FactValue::Absent)), (no(), no()));
    assert_eq!(both(&with(FactValue::OneOf(vec![0, 1]))), (yes(), yes()));
    assert_eq!(both(&with(FactValue::OneOf(vec![2]))), (no(), no()));
    assert_eq!(asked(&both(&with(FactValue::OneOf(vec![1, 2]))).0), [Question::Fact(field, 0)]);
    assert_eq!(asked(&both(&with(FactValue::Unknown)).0), [Question::Fact(field, 0)]);
    let mut record = with(FactValue::Unlisted("稿酬".to_owned()));
    assert_eq!(both(&record).0, no());
    assert_eq!(asked(&both(&record).1), [Question::Membership(SetId(1), HOME, 0)]);
    record.memberships.push(Membership {
        set: "范围1".to_owned(),
        plane: HOME,
        instance: 0,
        answer: Answered { value: FactValue::Truth(true), by: "县级".to_owned(), on: None, reason: None },
    });
    assert_eq!(both(&record).1, yes());
}

#[test]
fn intervals_decide_comparisons() {
    let mut builder = Builder::new();
    let (field, income) = builder.new_fact(HOME, NUMBER, false);
    let known = builder.number(HOME, 700);
    let sum = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Add, income, known));
    let standard = builder.number(HOME, 655);
    let below = builder.compare(Relation::Less, sum, standard);
    let gap = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Subtract, standard, sum));
    let paid = builder.node(HOME, NUMBER, Op::FloorZero(gap));
    let least = builder.node(HOME, NUMBER, Op::Extreme { greatest: false, of: vec![standard, sum] });
    let part = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Divide, standard, income));
    let zero = builder.number(HOME, 0);
    let fault = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Divide, standard, zero));
    let record = builder.record(&[]);
    assert_eq!(shown(&builder, &record, below), no());
    assert_eq!(shown(&builder, &record, paid), Shown::Value(Value::Number(int(0))));
    assert_eq!(shown(&builder, &record, least), Shown::Value(Value::Number(int(655))));
    // The divisor may be nought.
    let open = shown(&builder, &record, part);
    assert_eq!(
        open,
        Shown::Open(vec![Question::Fact(field, 0)], Domain::Number(Interval::everything()), true)
    );
    assert_eq!(shown(&builder, &record, fault), Shown::Fault(FaultKind::DivisionByZero));
}

#[test]
fn the_earliest_day_passes_over_absent_days() {
    let mut builder = Builder::new();
    let (one, first) = builder.new_fact(HOME, Type::Date, true);
    let (other, second) = builder.new_fact(HOME, Type::Date, true);
    let earliest = builder.node(HOME, Type::Date, Op::Extreme { greatest: false, of: vec![first, second] });
    let latest = builder.node(HOME, Type::Date, Op::Extreme { greatest: true, of: vec![first, second] });
    let mut record = builder.record(&[]);
    set(&mut record, one, 0, FactValue::Absent);
    set(&mut record, other, 0, FactValue::Absent);
    assert_eq!(shown(&builder, &record, earliest), Shown::Value(Value::Date(Date::FOREVER)));
    assert_eq!(shown(&builder, &record, latest), Shown::Value(Value::Date(Date::NEVER_BEFORE)));
    set(&mut record, other, 0, FactValue::Date(day(2025, 3, 1)));
    assert_eq!(shown(&builder, &record, earliest), Shown::Value(Value::Date(day(2025, 3, 1))));
    set(&mut record, one, 0, FactValue::Unknown);
    assert_eq!(asked(&shown(&builder, &record, earliest)), [Question::Fact(one, 0)]);
}

#[test]
fn a_run_of_months_excludes_the_month_of_the_day() {
    let mut builder = Builder::new();
    let field = builder.field(HOME, Type::Truth, false);
    builder.program.fields[0].monthly = true;
    let today = builder.node(HOME, Type::Date, Op::Today);
    let run = builder.node(HOME, Type::Truth, Op::Run { field, months: 3, before: today });
    let month = |month: u32| Month::new(2025, month).unwrap();
    let with = |months: &[(u32, bool)]| {
        let mut record = builder.record(&[]);
        let months = months.iter().map(|(of, held)| (month(*of), *held)).collect();
        set(&mut record, field, 0, FactValue::Monthly(months));
        shown(&builder, &record, run)
    };
    assert_eq!(with(&[(7, true), (8, true), (9, true)]), yes());
    assert_eq!(with(&[(7, false), (10, true)]), no());
    assert_eq!(asked(&with(&[(8, true), (10, true)])), [7, 9].map(|of| Question::Month(field, 0, month(of))));
}

#[test]
fn places_lie_in_places() {
    let mut builder = Builder::new();
    let (field, node) = builder.new_fact(HOME, Type::Place, true);
    let here = builder.node(HOME, Type::Truth, Op::Located { place: node, within: None });
    let with = |value: FactValue| {
        let mut record = builder.record(&[]);
        set(&mut record, field, 0, value);
        shown(&builder, &record, here)
    };
    let place = |text: &str| FactValue::Place(text.to_owned());
    assert_eq!(with(place("山西省/晋城市/陵川县")), yes());
    assert_eq!(with(place("晋城市 陵川县")), yes());
    assert_eq!(with(place("河南省")), no());
    assert_eq!(with(FactValue::Absent), no());
    assert_eq!(asked(&with(place("山西省"))), [Question::Fact(field, 0)]);
    assert_eq!(asked(&with(FactValue::Unknown)), [Question::Fact(field, 0)]);
}

#[test]
fn components_of_compound_elements() {
    let mut builder = Builder::new();
    let kind = builder.category(&["智力", "精神"], false);
    let grade = builder.category(&["一级", "二级", "三级"], false);
    let names = ["智力一级", "智力二级", "智力三级", "精神一级", "精神二级", "精神三级"];
    let compound = builder.category(&names, false);
    builder.program.categories[compound.index()].components = vec![kind, grade];
    let (field, node) = builder.new_fact(HOME, Type::Element(compound), true);
    let first = builder.node(HOME, Type::Element(kind), Op::Component { of: node, position: 0 });
    let second = builder.node(HOME, Type::Element(grade), Op::Component { of: node, position: 1 });
    let mut record = builder.record(&[]);
    set(&mut record, field, 0, FactValue::Element(5));
    assert_eq!(shown(&builder, &record, first), Shown::Value(Value::Element(1)));
    assert_eq!(shown(&builder, &record, second), Shown::Value(Value::Element(2)));
    set(&mut record, field, 0, FactValue::OneOf(vec![3, 5]));
    assert_eq!(shown(&builder, &record, first), Shown::Value(Value::Element(1)));
    let open = shown(&builder, &record, second);
    assert_eq!(open, Shown::Open(vec![Question::Fact(field, 0)], Domain::Elements(vec![0, 2]), false));
    set(&mut record, field, 0, FactValue::Absent);
    assert_eq!(shown(&builder, &record, first), Shown::Value(Value::Absent));
}

#[test]
fn figures_come_from_the_deepest_area_that_has_them() {
    let mut builder = Builder::new();
    let area = builder.category(&["城市", "农村"], false);
    let (start, end, forever) = (day(2025, 1, 1), day(2025, 8, 31), Date::FOREVER);
    let point = |value: i128| Interval::point(int(value));
    let range = Interval::between(int(100), int(1075));
    let cells = vec![
        cell(&[0], "山西省", start, forever, point(700)),
        cell(&[1], "山西省", start, forever, point(600)),
        cell(&[0], "山西省/晋城市", start, forever, point(780)),
        cell(&[0], "山西省/晋城市", day(2025, 9, 1), forever, point(790)),
        cell(&[1], "山西省/晋城市/阳城县", start, end, point(655)),
        cell(&[1], "河南省", start, forever, range),
    ];
    let standard = builder.parameter(&[area], cells);
    let (field, of) = builder.new_fact(HOME, Type::Element(area), false);
    let (place_field, place) = builder.new_fact(HOME, Type::Place, false);
    let read = |builder: &mut Builder, place: Option<NodeId>| {
        let coordinates = vec![of];
        let op = Op::Parameter { parameter: standard, coordinates, year: None, place, at: None };
        builder.node(HOME, NUMBER, op)
    };
    let (own, elsewhere) = (read(&mut builder, None), read(&mut builder, Some(place)));
    let mut record = builder.record(&[]);
    let number = |value: i128| Shown::Value(Value::Number(int(value)));
    set(&mut record, field, 0, FactValue::Element(0));
    assert_eq!(shown(&builder, &record, own), number(790));
    // The region is open: between the city's own figure and the province's.
    set(&mut record, field, 0, FactValue::Unknown);
    let hull = Domain::Number(Interval::between(int(600), int(790)));
    assert_eq!(shown(&builder, &record, own), Shown::Open(vec![Question::Fact(field, 0)], hull, false));
    set(&mut record, field, 0, FactValue::Element(1));
    assert_eq!(shown(&builder, &record, own), number(600));
    set(&mut record, place_field, 0, FactValue::Place("山西省 晋城市 阳城县".to_owned()));
    // The county had a figure until August: a gap, not a fall to the province's.
    assert_eq!(shown(&builder, &record, elsewhere), Shown::Fault(FaultKind::NoFigure(ParameterId(0))));
    set(&mut record, place_field, 0, FactValue::Place("河南省".to_owned()));
    let figure = Shown::Open(vec![Question::Figure(standard, 5)], Domain::Number(range), false);
    assert_eq!(shown(&builder, &record, elsewhere), figure);
    set(&mut record, place_field, 0, FactValue::Unknown);
    let Shown::Open(questions, Domain::Number(hull), true) = shown(&builder, &record, elsewhere) else {
        panic!()
    };
    assert!(questions.contains(&Question::Fact(place_field, 0)));
    assert_eq!(hull, Interval::between(int(100), int(1075)));
}

#[test]
fn judgements_are_held_against_bounds_body_and_reason() {
    let mut builder = Builder::new();
    let question = builder.question(HOME, Answer::Number(crate::quantity::unit::Unit::PURE), &["县级"]);
    let (field, open_bound) = builder.new_fact(HOME, NUMBER, false);
    let low = builder.number(HOME, 500);
    let judged = builder.node(HOME, NUMBER, Op::Judged { question, low: Some(low), high: None });
    let loose = builder.node(HOME, NUMBER, Op::Judged { question, low: Some(low), high: Some(open_bound) });
    let mut record = builder.record(&[]);
    let asked_about = Question::Judgement(QuestionId(0), 0);
    let room = Interval::at_least(int(500));
    assert_eq!(shown(&builder, &record, judged), Shown::Open(vec![asked_about], Domain::Number(room), false));
    answer(&mut record, question, 0, FactValue::Number(int(600)), "县级");
    assert_eq!(shown(&builder, &record, judged), Shown::Value(Value::Number(int(600))));
    // Whether 600 keeps within the upper bound depends on a fact.
    let doubtful =
        Shown::Open(vec![Question::Fact(field, 0)], Domain::Number(Interval::point(int(600))), true);
    assert_eq!(shown(&builder, &record, loose), doubtful);
    set(&mut record, field, 0, FactValue::Number(int(550)));
    let bounds = Interval::between(int(500), int(550));
    assert_eq!(shown(&builder, &record, loose), Shown::Fault(FaultKind::OutOfBounds(int(600), bounds)));
    answer(&mut record, question, 0, FactValue::Number(int(499)), "县级");
    assert_eq!(shown(&builder, &record, judged), Shown::Fault(FaultKind::OutOfBounds(int(499), room)));
    answer(&mut record, question, 0, FactValue::Number(int(600)), "乡镇级");
    assert_eq!(shown(&builder, &record, judged), Shown::Fault(FaultKind::WrongBody("乡镇级".to_owned())));
    builder.program.questions[0].reason_required = true;
    answer(&mut record, question, 0, FactValue::Number(int(600)), "县级");
    assert_eq!(shown(&builder, &record, judged), Shown::Fault(FaultKind::ReasonMissing(question)));
}
