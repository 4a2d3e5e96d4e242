//! What a record means.

use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::{Evidence, FactValue, Listed, Record, Support};
use yiju::program::ir::{PlaneId, QuestionId};
use yiju::quantity::calendar::Date;
use yiju::quantity::ratio::Ratio;

use crate::program::*;

fn read(text: &str) -> Record {
    let program = program();
    RecordReader::new(&program).read(&Json::parse(text).unwrap()).unwrap()
}

fn value(record: &Record, plane: PlaneId, name: &str, instance: u32) -> FactValue {
    record.fact(field_id(&program(), plane, name), instance).unwrap().value.clone()
}

#[test]
fn names_and_external_names_reach_the_same_fact() {
    let own = r#"{"编号": "甲户", "区域": "农村", "成员": [{"收入": [{"来源": "工资", "月额": 900}]}]}"#;
    let other =
        r#"{"id": "甲户", "area": "rural", "members": [{"incomes": [{"kind": "工资", "amount": "900"}]}]}"#;
    let (own, other) = (read(own), read(other));
    assert_eq!(own.id.as_deref(), Some("甲户"));
    assert_eq!(own.columns, other.columns);
    assert_eq!(value(&own, HOUSEHOLD, "区域", 0), FactValue::Element(1));
    assert_eq!(value(&own, INCOMES, "月额", 0), FactValue::Number(Ratio::from_integer(900)));
}

#[test]
fn missing_is_unknown_and_null_is_absent() {
    let record = read(r#"{"成员": [{"收入": [{"用工单位经认可": null}]}], "申请": null}"#);
    assert_eq!(value(&record, HOUSEHOLD, "区域", 0), FactValue::Unknown);
    assert_eq!(value(&record, INCOMES, "用工单位经认可", 0), FactValue::Absent);
    assert_eq!(value(&record, INCOMES, "房屋新建日", 0), FactValue::Unknown);
    assert_eq!(record.planes[4].listed, [Listed::Complete]);
    assert_eq!(record.count(APPLICATION), 0);
}

#[test]
fn lists_are_complete_unless_they_say_otherwise() {
    let record = read(
        r#"{"成员": {"未列全": true, "值": [
            {"收入": [], "残疾": ["智力四级"]},
            {"收入": [{"月额": 1}, {"月额": 2}], "未列全": ["收入"]},
            {"收入": null, "未列全": false},
            {"disability": [], "未列全": "是"},
            {"incomes": [{"月额": 3}]}]},
          "申请": {"申请日": "2025年9月1日"}}"#,
    );
    assert_eq!(record.planes[1].listed, [Listed::Incomplete]);
    let incomes = &record.planes[3];
    assert_eq!(incomes.first, [0, 0, 2, 2, 2, 3]);
    assert_eq!(incomes.parent, [1, 1, 4]);
    use Listed::{Complete, Incomplete, Unknown};
    assert_eq!(incomes.listed, [Complete, Incomplete, Complete, Unknown, Complete]);
    assert_eq!(record.planes[2].listed, [Complete, Unknown, Unknown, Incomplete, Unknown]);
    assert_eq!(record.planes[2].first, [0, 1, 1, 1, 1, 1]);
    assert_eq!(record.count(APPLICATION), 1);
}

#[test]
fn evidence_stands_with_its_value() {
    let record = read(
        r#"{"成员": [{"收入": [{"月额": {"值": "900元/月", "依据": "承诺", "形式": "书面",
            "日期": "2025-09-20", "机关": "某街道", "承诺人": "乙", "承诺期限": "2025-12-20", "注": "本人"}}], "残疾": [{"值": "智力四级", "依据": "核对"}]}]}"#,
    );
    let fact = record.fact(field_id(&program(), INCOMES, "月额"), 0).unwrap();
    let evidence = Evidence {
        support: Support::Promised,
        form: Some("书面".to_owned()),
        on: Date::from_ymd(2025, 9, 20),
        by: Some("某街道".to_owned()),
        promiser: Some("乙".to_owned()),
        until: Date::from_ymd(2025, 12, 20),
    };
    assert_eq!(fact.value, FactValue::Number(Ratio::from_integer(900)));
    assert_eq!(fact.evidence.as_deref(), Some(&evidence));
    assert_eq!(value(&record, DISABILITIES, "残疾", 0), FactValue::Element(19));
}

#[test]
fn compound_elements_are_read_whole_or_in_parts() {
    let record = read(
        r#"{"成员": [{"等级": 3, "残疾": ["智力四级", "智力 4 级", {"残疾类别": "智残", "残疾等级": 4},
            {"残疾类别": "智力"}, {"残疾等级": "一级"}, {"残疾类别": "智力", "残疾等级": "四级", "残疾待复核": true}]}]}"#,
    );
    let found = |at| value(&record, DISABILITIES, "残疾", at);
    assert_eq!([found(0), found(1), found(2), found(5)], [19; 4].map(FactValue::Element));
    assert_eq!(found(3), FactValue::OneOf(vec![16, 17, 18, 19]));
    assert_eq!(found(4), FactValue::OneOf(vec![0, 4, 8, 12, 16, 20]));
    assert_eq!(value(&record, MEMBERS, "等级", 0), FactValue::Element(2));
    let review = record.answer(QuestionId(3), 5).unwrap();
    assert_eq!(review.value, FactValue::Truth(true));
    assert_eq!(record.answer(QuestionId(3), 0), None);
}

#[test]
fn open_categories_keep_what_they_do_not_list_and_a_record_may_place_it() {
    let record = read(
        r#"{"成员": [{"收入": [{"来源": "直播", "必需来源": {"值": false, "机关": "县级民政部门"}}]}]}"#,
    );
    assert_eq!(value(&record, INCOMES, "来源", 0), FactValue::Unlisted("直播".to_owned()));
    let [membership] = record.memberships.as_slice() else { panic!("{:?}", record.memberships) };
    assert_eq!((membership.set.as_str(), membership.plane, membership.instance), ("必需来源", INCOMES, 0));
    assert_eq!(membership.answer.by, "县级民政部门");
}

#[test]
fn answers_stand_plain_or_with_who_when_and_why() {
    let record = read(
        r#"{"临时救助金": "600元", "档次": 2, "成员": [{"生活困难": {"值": "是", "机关": "乡镇人民政府",
            "日期": "2025-09-30", "理由": "火灾"}}]}"#,
    );
    let grant = record.answer(QuestionId(1), 0).unwrap();
    assert_eq!((&grant.value, grant.by.as_str()), (&FactValue::Number(Ratio::from_integer(600)), ""));
    assert_eq!(record.answer(QuestionId(2), 0).unwrap().value, FactValue::Element(1));
    let hardship = record.answer(QuestionId(0), 0).unwrap();
    assert_eq!(hardship.value, FactValue::Truth(true));
    assert_eq!((hardship.on, hardship.reason.as_deref()), (Date::from_ymd(2025, 9, 30), Some("火灾")));
    let refused = read(r#"{"临时救助金": false}"#);
    assert_eq!(refused.answer(QuestionId(1), 0).unwrap().value, FactValue::Truth(false));
}

#[test]
fn places_months_and_units_are_normalised() {
    let record = read(
        r#"{"居住地": "山西省晋城市陵川县", "人均年收入": 12000, "注": "手工录入", "_source": {"任意": [1]},
            "成员": [{"无收入来源": {"2022年7月": "否", "2022-06": true}}]}"#,
    );
    assert_eq!(value(&record, HOUSEHOLD, "居住地", 0), FactValue::Place("山西省/晋城市/陵川县".to_owned()));
    assert_eq!(value(&record, HOUSEHOLD, "人均年收入", 0), FactValue::Number(Ratio::from_integer(1000)));
    let FactValue::Monthly(months) = value(&record, MEMBERS, "无收入来源", 0) else {
        panic!("no history")
    };
    let months: Vec<_> = months.into_iter().map(|(month, holds)| (month.iso(), holds)).collect();
    assert_eq!(months, [("2022-06".to_owned(), true), ("2022-07".to_owned(), false)]);
}
