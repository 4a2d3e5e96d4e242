//! Records built for the cases of a policy text.

use yiju::facts::builder::RecordBuilder;
use yiju::facts::record::{Answered, FactValue, Listed};
use yiju::program::ir::QuestionId;
use yiju::quantity::ratio::Ratio;

use crate::program::*;

#[test]
fn instances_stand_by_their_parents() {
    let program = program();
    let amount = field_id(&program, INCOMES, "月额");
    let mut builder = RecordBuilder::new(&program);
    let members = [0, 0].map(|household| builder.add_instance(MEMBERS, household));
    let number = |value| FactValue::Number(Ratio::from_integer(value));
    for (member, value) in [(1, 10), (0, 20), (1, 30), (9, 40)] {
        let income = builder.add_instance(INCOMES, members.get(member).copied().unwrap_or(9));
        builder.set(amount, income, number(value));
    }
    let answer = Answered { value: FactValue::Truth(true), by: String::new(), on: None, reason: None };
    builder.answer(QuestionId(0), 1, answer.clone()).membership("必需来源", INCOMES, 2, answer);
    builder.listed(INCOMES, members[0], Listed::Incomplete).name("甲户");
    let built = builder.build_with_places();
    let record = built.record;
    assert_eq!(record.planes[3].first, [0, 1, 3]);
    assert_eq!(record.planes[3].parent, [0, 1, 1]);
    assert_eq!(record.planes[3].listed, [Listed::Incomplete, Listed::Complete]);
    assert_eq!(record.planes[2].listed, [Listed::Unknown, Listed::Unknown]);
    assert_eq!(built.places[3], [Some(1), Some(0), Some(2), None]);
    let amounts: Vec<_> = record.columns[amount.index()].iter().map(|fact| fact.value.clone()).collect();
    assert_eq!(amounts, [number(20), number(10), number(30)]);
    assert!(record.answer(QuestionId(0), 0).is_none() && record.answer(QuestionId(0), 1).is_some());
    assert_eq!(record.memberships[0].instance, 2);
    assert_eq!(record.id.as_deref(), Some("甲户"));
}

#[test]
fn the_rest_may_be_none() {
    let program = program();
    let mut builder = RecordBuilder::new(&program);
    let income = {
        let member = builder.add_instance(MEMBERS, 0);
        builder.add_instance(INCOMES, member)
    };
    builder.rest_absent(true);
    let record = builder.build();
    let value = |plane, name, at| record.fact(field_id(&program, plane, name), at).unwrap().value.clone();
    assert_eq!(value(INCOMES, "用工单位经认可", income), FactValue::Absent);
    assert_eq!(value(INCOMES, "月额", income), FactValue::Unknown);
    assert_eq!(value(HOUSEHOLD, "财产符合当地规定", 0), FactValue::Truth(false));
    assert_eq!(value(MEMBERS, "无收入来源", 0), FactValue::Unknown);
    assert_eq!(record.planes[2].listed, [Listed::Complete]);
    assert_eq!(record.planes[4].listed, [Listed::Complete]);
    let empty = RecordBuilder::new(&program).rest_absent(true).build();
    assert_eq!(empty.planes[1].listed, [Listed::Unknown]);
}
