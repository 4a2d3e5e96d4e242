//! No input makes the reader panic, and whatever it accepts is laid out as the evaluator expects.

use std::io::BufReader;

use proptest::prelude::*;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::facts::stream::read_records;
use yiju::program::ir::Program;

use crate::program::program;

const WORDS: &[&str] = &[
    "编号",
    "id",
    "区域",
    "居住地",
    "人均年收入",
    "财产符合当地规定",
    "成员",
    "members",
    "姓名",
    "出生日期",
    "无收入来源",
    "残疾",
    "收入",
    "来源",
    "月额",
    "用工单位经认可",
    "房屋新建日",
    "申请",
    "申请日",
    "等级",
    "残疾类别",
    "残疾等级",
    "必需来源",
    "重残",
    "生活困难",
    "临时救助金",
    "档次",
    "残疾待复核",
    "值",
    "依据",
    "形式",
    "日期",
    "机关",
    "理由",
    "未列全",
    "注",
    "_",
    "2022-06",
    "核对",
    "承诺",
    "智力",
    "智力四级",
    "四级",
    "农村",
    "工资",
    "是",
    "否",
    "2020-02-29",
    "12000元/年",
    "每人每年12000元",
    "-1",
    "NaN",
    "山西省晋城市陵川县",
    "",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![8 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => any::<String>()]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof!["-?[0-9]{1,3}", "-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,12})?", any::<String>()]
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        number().prop_map(Json::Number),
        word().prop_map(Json::String),
    ];
    leaf.prop_recursive(6, 80, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::vec((word(), inner), 0..8).prop_map(Json::Object),
        ]
    })
}

/// A record that is right by construction apart from what one of its values may be.
fn household() -> impl Strategy<Value = Json> {
    let entry = |name: &'static str, value: BoxedStrategy<Json>| {
        prop::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let object = |entries: Vec<BoxedStrategy<Option<(String, Json)>>>| {
        entries.prop_map(|entries| Json::Object(entries.into_iter().flatten().collect())).boxed()
    };
    let list = |item: BoxedStrategy<Json>, size: std::ops::Range<usize>| {
        prop::collection::vec(item, size).prop_map(Json::Array).boxed()
    };
    let amount = "[0-9]{1,6}(\\.[0-9]{1,4})?".prop_map(Json::String).boxed();
    let source = prop::sample::select(vec!["工资", "直播"]).prop_map(|s| Json::String(s.to_owned())).boxed();
    let income = object(vec![entry("月额", amount).boxed(), entry("来源", source).boxed()]);
    let level = (1_u32..=4)
        .prop_map(|level| Json::Object(vec![("残疾等级".to_owned(), Json::Number(level.to_string()))]));
    let member = object(vec![
        entry("收入", list(income, 0..4)).boxed(),
        entry("残疾", list(level.boxed(), 0..3)).boxed(),
    ]);
    object(vec![entry("成员", list(member, 1..5)).boxed()])
}

#[track_caller]
fn laid_out(program: &Program, record: &Record) {
    for (at, (plane, instances)) in program.planes.iter().zip(&record.planes).enumerate() {
        let parents = plane.parent.map_or(1, |parent| record.count(parent));
        assert_eq!((instances.first.len(), instances.listed.len()), (parents + 1, parents), "plane {at}");
        assert_eq!(instances.first.last().copied(), Some(u32::try_from(instances.len()).unwrap()));
        for (parent, range) in instances.first.windows(2).enumerate() {
            let children = &instances.parent[range[0] as usize..range[1] as usize];
            assert!(children.iter().all(|of| *of as usize == parent));
        }
    }
    for (field, column) in program.fields.iter().zip(&record.columns) {
        assert_eq!(column.len(), record.count(field.plane), "{}", field.name);
    }
    for (question, column) in program.questions.iter().zip(&record.answers) {
        assert_eq!(column.len(), record.count(question.plane), "{}", question.key);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_read_or_refused(json in json()) {
        let program = program();
        match RecordReader::new(&program).read(&json) {
            Ok(record) => laid_out(&program, &record),
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(!fault.to_string().is_empty() && fault.code().len() == 5);
                }
            }
        }
    }

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1_usize..9) {
        for record in read_records(BufReader::with_capacity(size, bytes.as_slice())).take(bytes.len() + 2) {
            if let Err(error) = record {
                prop_assert!(!error.to_string().is_empty());
            }
        }
        let count = read_records(bytes.as_slice()).count();
        prop_assert!(count <= bytes.len() + 1);
    }

    #[test]
    fn json_like_text_ends(text in "[\\[\\]{}:,\"\\\\ \n\ta1甲-]{0,60}", size in 1_usize..9) {
        let whole: Vec<_> = read_records(text.as_bytes()).collect();
        let pieces: Vec<_> = read_records(BufReader::with_capacity(size, text.as_bytes())).collect();
        prop_assert_eq!(whole, pieces);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sound_households_are_accepted(json in household()) {
        let program = program();
        let read = RecordReader::new(&program).read(&json);
        prop_assert!(read.is_ok(), "{:?}", read.err());
        laid_out(&program, &read.unwrap());
    }
}
