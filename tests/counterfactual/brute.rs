//! Random texts and households: what is offered is what trying everything that the vocabulary allows finds.

use std::collections::BTreeSet;

use proptest::prelude::*;
use yiju::corpus::{Area, Asked, from_syntax};
use yiju::counterfactual::{Change, Changes, Way, changes};
use yiju::evaluation::evaluate;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::builder::RecordBuilder;
use yiju::facts::record::{Answered, FactValue, Listed, Record};
use yiju::program::compile::compile;
use yiju::program::ir::{FieldId, PlaneId, Program, QuestionId, Relation};
use yiju::quantity::calendar::Date;
use yiju::quantity::ratio::Ratio;
use yiju::trace::outcome::Status;

const VOCABULARY: &str = "词汇 “小词汇”
代号：《小词汇》
辖区：全国
版本：测试

类别 等级（封闭，由重到轻）：一级、二级、三级、四级。
类别 种类（封闭）：红、黄、蓝。
类别 身份（封闭）：监测对象、边缘家庭、低保对象。

实体 家庭，称 本户，以户计
｜ 项目 ｜ 内容 ｜ 可无 ｜ 可提示 ｜
｜ 办证 ｜ 是否 ｜ 否 ｜ 变为 是 ｜
｜ 患病 ｜ 是否 ｜ 否 ｜ ｜
｜ 欠费 ｜ 是否 ｜ 否 ｜ 变为 否 ｜
｜ 等次 ｜ 等级 ｜ 否 ｜ 变为 二级、三级 ｜
｜ 分类 ｜ 种类 ｜ 否 ｜ 变为 黄、蓝 ｜
｜ 月收入 ｜ 元/月 ｜ 否 ｜ 否 ｜
｜ 申请日 ｜ 日期 ｜ 可 ｜ 推后 ｜
｜ 身份记录 ｜ 若干 身份记录 ｜ 可 ｜ 增加 监测对象、边缘家庭 ｜

实体 身份记录，记载 身份，自 认定日，至 有效期至
｜ 项目 ｜ 内容 ｜ 可无 ｜
｜ 身份 ｜ 身份 ｜ 否 ｜
｜ 认定日 ｜ 日期 ｜ 否 ｜
｜ 有效期至 ｜ 日期 ｜ 可 ｜
";

const HEADER: &str = "政策 “示例”
代号：《示例》
辖区：全国
施行：2020年1月1日
酌定 困难（对 家庭）：问：是否困难；答：是、否；可提示：变为 是。
酌定 失信（对 家庭）：问：是否失信；答：是、否。
定义 家庭的秋后申请（是否）：有 申请日 且 申请日 不早于 2025年9月1日。
定义 家庭的月底前申请（是否）：有 申请日 且 申请日 早于 2025年9月27日。
";

/// What may be true of a household, as an author writes it.
fn atom() -> impl Strategy<Value = String> {
    let amount = (1..5u32).prop_map(|hundreds| hundreds * 100);
    let relation = prop_oneof![Just("低于"), Just("不超过"), Just("不低于"), Just("超过")];
    let fact = prop_oneof![
        Just("办证"),
        Just("患病"),
        Just("欠费"),
        Just("困难"),
        Just("失信"),
        Just("等次 属于 一级"),
        Just("等次 属于 二级"),
        Just("等次 属于 三级、四级"),
        Just("等次 属于 二级、三级"),
        Just("分类 属于 红"),
        Just("分类 属于 黄"),
        Just("分类 属于 黄、蓝"),
        Just("分类 属于 蓝"),
        Just("本户 已认定为 监测对象"),
        Just("本户 已认定为 边缘家庭"),
        Just("本户 已认定为 低保对象"),
        Just("秋后申请"),
        Just("月底前申请"),
    ];
    prop_oneof![
        3 => fact.clone().prop_map(str::to_owned),
        1 => prop_oneof![Just("非 办证"), Just("非 欠费"), Just("非 患病"), Just("本户 未认定为 监测对象")]
            .prop_map(str::to_owned),
        1 => (relation, amount).prop_map(|(relation, amount)| format!("月收入 {relation} 每户每月{amount}元")),
    ]
}

/// Conditions that must all hold, some of them one of two.
fn condition() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => atom(),
        2 => (atom(), atom())
            .prop_map(|(one, other)| format!("符合下列情形之一：\n  1.{one}；\n  2.{other}")),
    ];
    proptest::collection::vec(part, 2..4).prop_map(|parts| {
        let parts: Vec<String> = parts
            .iter()
            .zip(["（一）", "（二）", "（三）"])
            .map(|(part, label)| format!("{label}{part}"))
            .collect();
        format!("同时符合下列条件：\n{}", parts.join("；\n"))
    })
}

/// A text: two determinations and a benefit with an amount that an exception raises or lowers.
fn text() -> impl Strategy<Value = String> {
    (condition(), condition(), condition(), atom(), prop_oneof![Just(50), Just(200)]).prop_map(
        |(one, other, asked, raised, amount)| {
            format!(
                "{HEADER}认定 家庭 为 甲户：条件：{one}。\n认定 家庭 为 乙户：条件：{other}。\n\
                 定义 家庭的档次额（元/户·月）：每户每月100元；但 {raised} 的，为 每户每月{amount}元。\n\
                 应当给付 补助 给 家庭：条件：{asked}；金额：档次额；发放：按月。\n"
            )
        },
    )
}

/// A household of the small domain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Household {
    truths: [bool; 5],
    grade: u32,
    kind: u32,
    income: i128,
    applied: Option<Date>,
    statuses: BTreeSet<u32>,
}

fn household() -> impl Strategy<Value = Household> {
    let days = prop_oneof![
        Just(None),
        Just(Date::from_ymd(2025, 8, 30)),
        Just(Date::from_ymd(2025, 9, 10)),
        Just(Date::from_ymd(2025, 9, 25)),
    ];
    let statuses = proptest::collection::btree_set(0..3u32, 0..2);
    (any::<[bool; 5]>(), 0..4u32, 0..3u32, 1..9i128, days, statuses).prop_map(
        |(truths, grade, kind, income, applied, statuses)| Household {
            truths,
            grade,
            kind,
            income: income * 50,
            applied,
            statuses,
        },
    )
}

/// 办证, 患病, 欠费, 困难, 失信
const TRUTHS: [&str; 5] = ["办证", "患病", "欠费", "困难", "失信"];

fn today() -> Date {
    Date::from_ymd(2025, 9, 28).unwrap()
}

fn field(program: &Program, name: &str) -> FieldId {
    FieldId(program.fields.iter().position(|field| field.name == name).unwrap() as u32)
}

impl Household {
    fn record(&self, program: &Program) -> Record {
        let mut builder = RecordBuilder::new(program);
        for (name, truth) in TRUTHS.iter().zip(self.truths) {
            match program.questions.iter().position(|question| question.key == *name) {
                Some(at) => {
                    let value = FactValue::Truth(truth);
                    let answer = Answered { value, by: String::new(), on: None, reason: None };
                    builder.answer(QuestionId(at as u32), 0, answer);
                }
                None if program.fields.iter().any(|field| field.name == *name) => {
                    builder.set(field(program, name), 0, FactValue::Truth(truth));
                }
                None => {}
            }
        }
        builder.set(field(program, "等次"), 0, FactValue::Element(self.grade));
        builder.set(field(program, "分类"), 0, FactValue::Element(self.kind));
        builder.set(field(program, "月收入"), 0, FactValue::Number(Ratio::from_integer(self.income)));
        let applied = self.applied.map_or(FactValue::Absent, FactValue::Date);
        builder.set(field(program, "申请日"), 0, applied);
        let list = PlaneId(program.planes.iter().position(|plane| plane.name == "身份记录").unwrap() as u32);
        builder.listed(list, 0, Listed::Complete);
        for &status in &self.statuses {
            let at = builder.add_instance(list, 0);
            builder.set(field(program, "身份"), at, FactValue::Element(status));
            builder.set(field(program, "认定日"), at, FactValue::Date(today()));
            builder.set(field(program, "有效期至"), at, FactValue::Absent);
        }
        builder.build()
    }

    /// Every household that differs in one thing that the vocabulary lets be pointed out: which thing, how much, and it.
    fn neighbours(&self) -> Vec<(String, Ratio, Household)> {
        let mut found = Vec::new();
        let mut add = |what: &str, size: i128, of: i128, change: &dyn Fn(&mut Household)| {
            let mut other = self.clone();
            change(&mut other);
            if other != *self {
                found.push((what.to_owned(), Ratio::new(size, of).unwrap(), other));
            }
        };
        add("办证", 1, 1, &|h| h.truths[0] = true);
        add("欠费", 1, 1, &|h| h.truths[2] = false);
        add("困难", 1, 1, &|h| h.truths[3] = true);
        for to in [1, 2] {
            add("等次", i128::from(self.grade.abs_diff(to)), 1, &|h| h.grade = to);
        }
        add("分类黄", 1, 1, &|h| h.kind = 1);
        add("分类蓝", 1, 1, &|h| h.kind = 2);
        add("监测对象", 1, 1, &|h| h.statuses.extend([0]));
        add("边缘家庭", 1, 1, &|h| h.statuses.extend([1]));
        match self.applied {
            None => add("申请日", 1, 1, &|h| h.applied = Some(today())),
            Some(day) => {
                let days = Date::days_between(day, today());
                add("申请日", i128::from(days), 365, &|h| h.applied = Some(today()));
            }
        }
        found
    }
}

/// What a change is about, in the words of [`Household::neighbours`].
fn about(program: &Program, change: &Change) -> Option<String> {
    Some(match change {
        Change::Becomes { field, to, .. } => match (&program.fields[field.index()], to) {
            (field, FactValue::Element(at)) if field.name == "分类" => {
                format!("分类{}", ["红", "黄", "蓝"][*at as usize])
            }
            (field, _) => field.name.clone(),
        },
        Change::Gains { element, .. } => ["监测对象", "边缘家庭", "低保对象"][*element as usize].to_owned(),
        Change::Judged { question, .. } => program.questions[question.index()].key.clone(),
        Change::Meets(_) | Change::Later { .. } => return None,
    })
}

fn statuses(program: &Program, household: &Household) -> Vec<Status> {
    evaluate(program, &household.record(program)).outcomes.into_iter().map(|o| o.status).collect()
}

fn better(before: &Status, after: &Status) -> bool {
    match (before, after) {
        (Status::Holds(false), Status::Holds(true)) | (Status::NotGranted, Status::Granted(_)) => true,
        (Status::Granted(before), Status::Granted(after)) => after > before,
        _ => false,
    }
}

fn set(program: &Program, ways: &[Way], many: usize) -> BTreeSet<BTreeSet<String>> {
    let ways = ways.iter().filter(|way| way.changes.len() == many);
    ways.filter_map(|way| way.changes.iter().map(|change| about(program, change)).collect()).collect()
}

/// Of each thing only the smallest change that does; what does, by the things that change.
fn tried(
    program: &Program,
    household: &Household,
    output: usize,
    before: &Status,
) -> (BTreeSet<BTreeSet<String>>, BTreeSet<BTreeSet<String>>) {
    let (mut singles, mut pairs) = (BTreeSet::new(), BTreeSet::new());
    for (what, _, other) in household.neighbours() {
        if better(before, &statuses(program, &other)[output]) {
            singles.insert(BTreeSet::from([what.clone()]));
        }
        for (also, _, both) in other.neighbours() {
            let same = also == what || also.starts_with("分类") && what.starts_with("分类");
            // What a first change has made may not be changed again.
            if !same && better(before, &statuses(program, &both)[output]) {
                pairs.insert(BTreeSet::from([what.clone(), also]));
            }
        }
    }
    (singles, pairs)
}

fn check(program: &Program, household: &Household) -> Result<(), TestCaseError> {
    let record = household.record(program);
    let plan = Plan::new(program);
    let mut evaluator = Evaluator::new(&plan);
    let decision = evaluator.decide(&record);
    let found: Changes = changes(&mut evaluator, &plan, &record, &decision, &[]);
    for outcome in &decision.outcomes {
        let ways = found.of(outcome.output, outcome.instance);
        let sizes: Vec<usize> = ways.iter().map(|way| way.changes.len()).collect();
        prop_assert!(sizes.iter().all(|many| *many == sizes[0]), "pairs beside singles: {ways:?}");
        let (singles, pairs) = tried(program, household, outcome.output, &outcome.status);
        let (one, two) = (set(program, ways, 1), set(program, ways, 2));
        prop_assert!(one.is_subset(&singles), "offered {one:?}, found {singles:?}");
        prop_assert!(two.is_subset(&pairs), "offered {two:?}, found {pairs:?}");
        let whole = !found.cut;
        prop_assert!(!whole || one == singles, "offered {one:?}, found {singles:?}");
        let alone = ways.first().is_some_and(|way| way.changes.len() == 1);
        prop_assert!(!whole || alone || two == pairs, "offered {two:?}, found {pairs:?}");
        for way in ways {
            nothing_nearer(program, household, outcome.output, &outcome.status, way)?;
        }
    }
    Ok(())
}

/// The smallest steps of an ordered category, the first day, and the nearest value.
fn nothing_nearer(
    program: &Program,
    household: &Household,
    output: usize,
    before: &Status,
    way: &Way,
) -> Result<(), TestCaseError> {
    let [change] = way.changes.as_slice() else { return Ok(()) };
    let does = |other: &Household| better(before, &statuses(program, other)[output]);
    match change {
        Change::Becomes { to: FactValue::Element(to), field, .. }
            if program.fields[field.index()].name == "等次" =>
        {
            prop_assert!(does(&Household { grade: *to, ..household.clone() }), "{way:?}");
            for other in
                [1, 2].into_iter().filter(|o| household.grade.abs_diff(*o) < household.grade.abs_diff(*to))
            {
                prop_assert!(!does(&Household { grade: other, ..household.clone() }), "{way:?}");
            }
        }
        Change::Becomes { to: FactValue::Date(first), .. } => {
            let mut day = *first;
            while day <= today() {
                prop_assert!(does(&Household { applied: Some(day), ..household.clone() }), "{way:?}");
                day = day.next().unwrap();
            }
            let eve = first.previous().filter(|eve| household.applied.is_some_and(|known| *eve > known));
            let eve = eve.map(|eve| Household { applied: Some(eve), ..household.clone() });
            prop_assert!(eve.is_none_or(|eve| !does(&eve)));
        }
        Change::Meets(line) => {
            let now = Ratio::from_integer(household.income);
            prop_assert_eq!(line.now, now);
            let distance = (household.income - line.limit.floor()).abs();
            prop_assert_eq!(line.gap, Ratio::from_integer(distance));
            let step = match line.relation {
                Relation::Less => -1,
                Relation::Greater => 1,
                _ => 0,
            };
            let met = Household { income: line.limit.floor() + step, ..household.clone() };
            prop_assert!(does(&met), "a line met changes nothing: {line:?}");
            for nearer in (household.income - distance + 1)..(household.income + distance) {
                prop_assert!(!does(&Household { income: nearer, ..household.clone() }), "{line:?}, {nearer}");
            }
        }
        _ => {}
    }
    Ok(())
}

fn program(text: &str) -> Program {
    let files =
        [("全国/词汇.yj".to_owned(), VOCABULARY.to_owned()), ("全国/甲.yj".to_owned(), text.to_owned())];
    let corpus = from_syntax::read(files.to_vec());
    let compiled = compile(&corpus, &Asked::new(&Area::default(), today()));
    compiled.program.unwrap_or_else(|| panic!("{text}\n{:?}\n{:?}", corpus.diagnostics, compiled.diagnostics))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Everything that the vocabulary allows and that changes a result is offered, and nothing else; the smallest of
    /// each; pairs only where no single change does.
    #[test]
    fn brute_force_finds_the_same(
        text in text(),
        households in proptest::collection::vec(household(), 6),
    ) {
        let program = program(&text);
        for household in households {
            check(&program, &household).map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n{household:?}")))?;
        }
    }
}
