//! Kinds of benefits, each worked out by hand: by the month, by the quarter, for some months, once, in kind, 可以, open.

use yiju::comparison::impact::bands::Bands;
use yiju::comparison::impact::household::{Comparer, Household, OPEN};
use yiju::comparison::impact::money::Effect;
use yiju::comparison::impact::pair::{Pair, Wanted, Why};
use yiju::comparison::impact::reason::Cause;
use yiju::comparison::impact::tally::Tally;
use yiju::corpus::{Area, Asked, from_syntax};
use yiju::facts::json::Json;
use yiju::presentation::document::{Look, text};
use yiju::presentation::impact::{About, Report, document};
use yiju::program::compile::compile;
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;
use yiju::quantity::ratio::Ratio;

const WORDS: &str = "\
词汇 “词汇”
代号：《词汇》
辖区：全国
版本：示例

实体 家庭，称 本户，以户计
｜ 项目 ｜ 内容 ｜ 可无 ｜ 外部名 ｜
｜ 困难 ｜ 是否 ｜ 否 ｜ ｜
｜ 大病 ｜ 是否 ｜ 否 ｜ ｜
｜ 成员 ｜ 若干 成员 ｜ 否 ｜ ｜
实体 成员，称 本人，以人计
｜ 项目 ｜ 内容 ｜ 可无 ｜ 外部名 ｜
｜ 失能 ｜ 是否 ｜ 否 ｜ ｜
｜ 年龄 ｜ 周岁 ｜ 否 ｜ ｜
";

fn program(rules: &str) -> Program {
    let head = "政策 “办法”\n代号：《办法》\n辖区：全国\n施行：2025年1月1日\n";
    let files = [("全国/词汇.yj", WORDS.to_owned()), ("全国/办法.yj", format!("{head}{rules}"))];
    let corpus = from_syntax::read(files.map(|(path, text)| (path.to_owned(), text)));
    assert!(corpus.diagnostics.is_empty(), "{:?}", corpus.diagnostics);
    let compiled = compile(&corpus, &Asked::new(&Area::default(), Date::parse("2025-10-01").unwrap()));
    assert!(compiled.program.is_some(), "{:?}", compiled.diagnostics);
    compiled.program.unwrap()
}

/// One household under two texts.
fn compared(old: &str, new: &str, record: &str, look: impl FnOnce(&Pair<'_>, &Household)) {
    let (old, new) = (program(old), program(new));
    let pair = Pair::new(&old, &new, &Wanted::default()).unwrap();
    let household = Comparer::new(&pair).compare(1, &Json::parse(record).unwrap()).unwrap();
    look(&pair, &household);
}

fn yuan(amount: i128) -> Ratio {
    Ratio::from_integer(amount)
}

const POOR: &str = r#"{"困难":true,"大病":false,"成员":[{"失能":true,"年龄":70},{"失能":false,"年龄":30}]}"#;

#[test]
fn a_quarter_is_three_months_and_some_months_are_no_year() {
    let old = "应当给付 补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按季。\n\
               应当给付 过渡补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按月，连续 6个月。";
    let new = "应当给付 补贴 给 家庭：条件：困难；金额：每户每月130元；发放：按季。\n\
               应当给付 过渡补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按月，连续 3个月。";
    compared(old, new, POOR, |_, household| {
        let difference = household.difference.settled().unwrap();
        // 30 more every month; over a year 12 × 30 more, and 3 months of 100 less.
        assert_eq!((difference.monthly, difference.yearly), (yuan(30), yuan(60)));
        assert_eq!(household.effect, Effect::Gains);
    });
    let less = new.replace("130", "110");
    compared(old, &less, POOR, |_, household| {
        let difference = household.difference.settled().unwrap();
        assert_eq!((difference.monthly, difference.yearly), (yuan(10), yuan(-180)));
        assert_eq!(household.effect, Effect::Mixed);
    });
}

#[test]
fn a_service_lost_is_not_set_off_by_money() {
    let old = "应当给付 护理 给 成员：条件：失能；形式：服务。";
    let new = "应当给付 护理 给 成员：条件：失能 且 年龄 满80周岁；形式：服务。";
    compared(old, new, POOR, |pair, household| {
        assert_eq!(household.effect, Effect::Loses);
        let change = &household.changes[0];
        assert_eq!((change.old.in_kind, change.new.in_kind, change.lost), (1, 0, 1));
        assert_eq!(pair.items[change.item].about, "成员");
        let Cause::Fails(fails) = &household.reasons[0].cause else { panic!("{:?}", household.reasons) };
        assert!(fails[0].contains("年龄 满80周岁"), "{fails:?}");
    });
    let money = format!("{new}\n应当给付 补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按月。");
    compared(old, &money, POOR, |_, household| assert_eq!(household.effect, Effect::Mixed));
}

#[test]
fn a_power_is_nobodys_money() {
    let must = "应当给付 慰问金 给 家庭：条件：困难；金额：每户500元；发放：一次性。";
    let may = "可以给付 慰问金 给 家庭：条件：困难；金额：每户500元；发放：一次性。";
    compared(must, may, POOR, |_, household| {
        assert_eq!(household.effect, Effect::Loses);
        assert_eq!(household.difference.settled().unwrap().once, yuan(-500));
        assert_eq!((household.changes[0].new.offered, &household.reasons[0].cause), (1, &Cause::May));
    });
    compared(may, &may.replace("500", "900"), POOR, |_, household| {
        assert_eq!(household.effect, Effect::Unchanged);
        assert_eq!((household.changes[0].old.offered, household.changes[0].new.offered), (1, 1));
    });
    compared(must, "认定 家庭 为 困难户：条件：困难。", POOR, |_, household| {
        assert_eq!(household.reasons[0].cause, Cause::Gone);
    });
}

#[test]
fn what_is_missing_is_told_and_bounded() {
    let old = "应当给付 补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按月。\n\
               应当给付 补助 给 家庭：条件：大病；金额：每户500元；发放：一次性。";
    let new = old.replace("100元", "150元");
    let record = r#"{"成员":[{"失能":false,"年龄":30}]}"#;
    compared(old, &new, record, |pair, household| {
        assert_eq!(household.effect, Effect::Undetermined);
        // 大病 is not known either, but what rests on it is the same under both texts.
        assert_eq!(household.missing, ["困难"]);
        assert!(pair.items.iter().any(|item| item.name == "补助" && item.same));
        let range = household.difference.monthly;
        assert_eq!((range.low.value(), range.high.value()), (Some(yuan(-100)), Some(yuan(150))));
        assert_eq!(household.difference.once.is_point(), Some(Ratio::ZERO));
    });
    // It is not known whether, but whoever gets it gets less.
    let sure = r#"{"困难":true,"大病":true,"成员":[{"失能":false,"年龄":30}]}"#;
    compared(&new, old, sure, |_, household| assert_eq!(household.effect, Effect::Loses));
}

#[test]
fn a_household_counts_once_however_its_benefits_move() {
    let old = program(
        "认定 家庭 为 困难户：条件：困难。\n\
         应当给付 甲补贴 给 家庭：条件：困难；金额：每户每月100元；发放：按月。\n\
         应当给付 乙补贴 给 成员：条件：失能；金额：每人每月40元；发放：按月。",
    );
    let new = program(
        "认定 家庭 为 困难户：条件：困难 且 大病。\n\
         应当给付 甲补贴 给 家庭：条件：符合 困难户；金额：每户每月100元；发放：按月。\n\
         应当给付 乙补贴 给 成员：条件：失能；金额：每人每月140元；发放：按月。",
    );
    let wanted = Wanted { by: vec!["大病".to_owned()], matrix: vec!["困难户".to_owned()] };
    let pair = Pair::new(&old, &new, &wanted).unwrap();
    let mut tally = Tally::new(&pair, Some(1), Bands::of(&[50]), Bands::of(&[50]));
    let mut comparer = Comparer::new(&pair);
    let records = [
        // 100 less of one, 100 more of the other.
        POOR.to_owned(),
        // 100 less.
        POOR.replace("\"失能\":true", "\"失能\":false"),
        // 200 more: both.
        POOR.replace("\"失能\":false", "\"失能\":true").replace("\"大病\":false", "\"大病\":true"),
        POOR.replace("\"大病\":false,", ""),
    ];
    for (number, record) in (1..).zip(&records) {
        let household = comparer.compare(number, &Json::parse(record).unwrap()).unwrap();
        tally.add(&pair, &household).unwrap();
    }
    let all = &tally.all;
    let counts = Effect::ALL.map(|effect| all.count(effect));
    // Loses, mixed, gains, unchanged, undetermined: of the last, 甲补贴 may end or not, 乙补贴 rises by 100.
    assert_eq!(counts, [1, 0, 1, 1, 1]);
    assert_eq!((all.stopped, all.monthly_stopped, all.begun), (2, 1, 0));
    // 100 + 40, 100, 100 + 80, and of the last only 乙补贴 is settled: 40. After: 140, 0, 380, 140.
    assert_eq!((all.sums.old.monthly, all.sums.new.monthly), (yuan(460), yuan(660)));
    let open = all.open.monthly;
    assert_eq!((open.low.value(), open.high.value()), (Some(yuan(-100)), Some(yuan(0))));
    // They grow by 200: by 0 − 100 + 200 of the settled households, and by the 100 of 乙补贴 of the last.
    let parts = all.settled_and_rest().unwrap().map(|part| part.monthly);
    assert_eq!(parts, [yuan(100), yuan(100)]);
    let about = About {
        old: String::new(),
        new: String::new(),
        records: String::new(),
        by: Vec::new(),
        matrix: Vec::new(),
        on_screen: true,
        losers_file: None,
    };
    let report = Report { pair: &pair, tally: &tally, about: &about };
    let said = text::render(&document(&report, false), &Look::default());
    let said: String = said.split_whitespace().collect();
    for words in [
        "每月多200.00元",
        "其中金额已定的户每月共多100.00元；金额未定的户里，已经能定的给付每月共多100.00元。",
        "未定1+100.00合计4+200.00",
        "“增加”含新增的户，“减少”含停发的户，按这一项给付计；整户的增减还未定、这一项已定的户，也在内。",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(tally.categories[&["困难户".to_owned(), "都不符合".to_owned()]], 2);
    assert_eq!(tally.categories[&["困难户".to_owned(), OPEN.to_owned()]], 1);
    assert_eq!(
        tally.groups.keys().cloned().collect::<Vec<_>>(),
        [["否"], ["是"], ["没有填"]].map(|v| v.map(str::to_owned).to_vec()).to_vec()
    );
    assert_eq!(tally.losers.iter().map(|loser| loser.number).collect::<Vec<_>>(), [2]);
    assert_eq!((tally.monthly.same, tally.monthly.open, tally.monthly.less[1].households), (1, 1, 1));
}

#[test]
fn what_is_computed_alike_is_the_same_under_another_name() {
    let old = "应当给付 护理补贴 给 成员：条件：失能；金额：每人每月100元；发放：按月。";
    compared(old, &old.replace("护理补贴", "照护补贴"), POOR, |pair, household| {
        assert_eq!((pair.items.len(), pair.items[0].renamed.as_deref()), (1, Some("护理补贴")));
        assert!(pair.same());
        assert_eq!((household.effect, household.changes[0].lost), (Effect::Unchanged, 0));
    });
}

#[test]
fn names_that_are_not_there_are_refused_with_those_that_are() {
    let text = program("认定 家庭 为 困难户：条件：困难。");
    let wanted = Wanted { by: vec!["大苪".to_owned()], matrix: Vec::new() };
    let refused = Pair::new(&text, &text, &wanted).unwrap_err();
    let Why::Unknown { known, .. } = &refused.why else { panic!("{refused:?}") };
    assert!(known.contains(&"大病".to_owned()));
}
