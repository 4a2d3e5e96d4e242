//! After any edits a workspace finds what a check from the beginning finds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{ProptestConfig, any, prop, proptest};
use yiju::analysis::causes;
use yiju::analysis::whole::{self, Checked};
use yiju::analysis::workspace::Workspace;
use yiju::corpus::{Asked, Corpus, from_syntax};
use yiju::diagnostics::Diagnostic;
use yiju::program::compile::compile_readings;

/// What may stand at each path; the first is what stands there in the beginning, an empty text is no file.
const FILES: [(&str, &[&str]); 9] = [
    ("全国/办法.yj", &[NATION, NATION_DOUBTFUL, NATION_TYPED, NATION_FAULTY, "", "不是公文"]),
    ("全国/补充.yj", &["", NATION_MORE, NATION_REPEAL, NATION_SAME_CODE]),
    ("甲省/办法.yj", &[PROVINCE, PROVINCE_DOUBTFUL, PROVINCE_FAULTY, "", PROVINCE_LATE]),
    ("甲省/乙市/标准.yj", &[CITY, CITY_FORMULA, CITY_LOW, CITY_HOLE, ""]),
    ("甲省/乙市/丙县/办法.yj", &[COUNTY, COUNTY_TAKES_NAME, COUNTY_UNKNOWN, COUNTY_AMENDS, ""]),
    ("甲省/乙市/丙县/标准.yj", &["", COUNTY_STANDARD, COUNTY_ODD]),
    ("甲省/丁市/标准.yj", &["", OTHER_CITY, OTHER_CITY_ODD]),
    ("戊省/办法.yj", &["", ELSEWHERE, ELSEWHERE_OF_COUNTY]),
    ("戊省/己市/标准.yj", &["", FAR_CITY, FAR_CITY_ODD]),
];

const NATION: &str = "政策 “国”\n代号：《国》\n辖区：全国\n施行：2020年1月1日\n\
    范围 甲类（身份；封闭）：低保对象。\n\
    定义 家庭的减免（元/户·月）：每户每月100元。\n\
    认定 家庭 为 低收入家庭：条件：人均月收入 低于 低保标准 且 本户 已认定为 甲类。\n\
    应当给付 生活补助 给 家庭：条件：本户 符合 低收入家庭；金额：减免。\n\
    授权 省级民政部门：扩大 甲类；公布 低保标准。\n\
    授权 市级民政部门、县级民政部门：公布 低保标准，不低于 每人每月300元。\n";
const NATION_DOUBTFUL: &str = "政策 “国”\n代号：《国》\n辖区：全国\n施行：2020年1月1日\n\
    范围 甲类（身份；封闭）：低保对象。\n\
    读法 “少”：定义 家庭的减免（元/户·月）：每户每月100元。\n\
    读法 “多”：定义 家庭的减免（元/户·月）：低保标准的2倍 × 1人/户，四舍五入到分。\n\
    疑义 “减多少”：可作“少”“多”，取“少”。\n\
    认定 家庭 为 低收入家庭：条件：人均月收入 低于 低保标准 且 本户 已认定为 甲类。\n\
    应当给付 生活补助 给 家庭：条件：本户 符合 低收入家庭；金额：减免。\n\
    授权 省级民政部门：扩大 甲类。\n";
const NATION_TYPED: &str = "政策 “国”\n代号：《国》\n辖区：全国\n施行：2020年1月1日\n\
    范围 甲类（身份；封闭）：低保对象。\n\
    读法 “按户”：定义 家庭的减免（元/户·月）：每户每月100元。\n\
    读法 “按人”：定义 成员的减免（元/人·月）：每人每月100元。\n\
    读法 “按人”：定义 家庭的县额（元/户·月）：每户每月1元。\n\
    疑义 “减多少”：可作“按户”“按人”，取“按户”。\n\
    认定 家庭 为 低收入家庭：条件：人均月收入 低于 低保标准 且 本户 已认定为 甲类。\n";
const NATION_FAULTY: &str = "政策 “国”\n代号：《国》\n辖区：全国\n施行：2020年1月1日\n\
    范围 甲类（身份；封闭）：低保对象。\n\
    定义 家庭的减免（元/户·月）：每户每月100元 ＋ 每户每年。\n\
    定义 家庭的差错（元/户·月）：人均月收入。\n\
    认定 家庭 为 低收入家庭：条件：人均月收入 低于 低保标淮 且 本户 已认定为 甲类。\n";
const NATION_MORE: &str = "政策 “补”\n代号：《补》\n辖区：全国\n施行：2022年3月1日\n失效：2024年12月31日\n\
    修改 《国》的甲类：由 低保对象 扩大到 低保对象、特困人员。\n\
    不计入收入 “奖金”（对 收入）：条件：来源 等于 捐助款物；不计：全额。\n";
const NATION_REPEAL: &str = "政策 “废”\n代号：《废》\n辖区：全国\n施行：2023年6月1日\n废止 《国》。\n";
const NATION_SAME_CODE: &str =
    "政策 “重”\n代号：《县》\n辖区：全国\n施行：2021年1月1日\n范围 乙类（身份；封闭）：特困人员。\n";
const PROVINCE: &str = "政策 “省”\n代号：《省》\n辖区：甲省\n施行：2021年1月1日\n\
    修改 《国》的甲类：由 低保对象 扩大到 低保对象、低保边缘家庭。\n\
    定义 家庭的省补（元/户·月）：减免的50%。\n";
const PROVINCE_DOUBTFUL: &str = "政策 “省”\n代号：《省》\n辖区：甲省\n施行：2021年1月1日\n\
    读法 “省一”：修改 《国》的甲类：由 低保对象 扩大到 低保对象、低保边缘家庭。\n\
    读法 “省二”：修改 《国》的甲类：由 特困人员 扩大到 低保对象、特困人员。\n\
    疑义 “扩大哪些”：可作“省一”“省二”，取“省一”。\n\
    定义 家庭的省补（元/户·月）：务工减免。\n\
    定义 家庭的务工减免（元/户·月）：居住地的低保标准（农村）× 人数，四舍五入到分。\n";
const PROVINCE_FAULTY: &str = "政策 “省”\n代号：《省》\n辖区：甲省\n施行：2021年1月1日\n\
    修改 《国》的甲类：由 特困人员 缩小到 低保边缘家庭。\n修改 《无》的乙类：增加 特困人员。\n废止 《县二》。\n";
const PROVINCE_LATE: &str = "政策 “省”\n代号：《省》\n辖区：甲省\n施行：2024年5月1日\n\
    暂停 《国》的低收入家庭，自 2024年6月1日 起，至 2024年9月30日 止。\n定义 家庭的省补（元/户·月）：减免。\n";
const CITY: &str = "政策 “市”\n代号：《市》\n辖区：甲省 乙市\n施行：2022年1月1日\n\
    公布 低保标准（农村）：每人每月400元。\n公布 低保标准（城市）：每人每月500元。\n\
    公布 低保标准（农村），自 2023年7月1日 起：每人每月450元。\n";
const CITY_FORMULA: &str = "政策 “市”\n代号：《市》\n辖区：甲省 乙市\n施行：2022年1月1日\n\
    公布 低保标准（农村）：低保标准（城市）的90%，四舍五入到元。\n公布 低保标准（城市）：每人每月500元。\n\
    公布 低保标准（城市），自 2024年1月1日 起：低保标准（农村）的2倍，四舍五入到元。\n";
const CITY_LOW: &str = "政策 “市”\n代号：《市》\n辖区：甲省 乙市\n施行：2022年1月1日\n\
    公布 低保标准（农村）：每人每月200元。\n公布 低保标准（郊区）：每人每月500元。\n";
const CITY_HOLE: &str = "政策 “市”\n代号：《市》\n辖区：甲省 乙市\n施行：2022年1月1日\n\
    公布 低保标准（农村），自 2022年1月1日 起，至 2022年6月30日 止：每人每月400元。\n\
    公布 低保标准（农村），自 2022年9月1日 起：每人每年5000元。\n";
const COUNTY: &str = "政策 “县”\n代号：《县》\n辖区：甲省 乙市 丙县\n施行：2023年1月1日\n\
    定义 家庭的县额（元/户·月）：减免。\n\
    应当给付 县补助 给 家庭：条件：人均月收入 低于 低保标准的1.5倍；金额：县额；取整：四舍五入到分。\n";
const COUNTY_TAKES_NAME: &str = "政策 “县”\n代号：《县》\n辖区：甲省 乙市 丙县\n施行：2023年1月1日\n\
    定义 家庭的省补（元/户·月）：每户每月1元。\n定义 成员的减免（元/人·月）：每人每月1元。\n\
    定义 家庭的县额（元/户·月）：减免。\n";
const COUNTY_UNKNOWN: &str = "政策 “县”\n代号：《县》\n辖区：甲省 乙市 丙县\n施行：2023年1月1日\n\
    定义 家庭的县额（元/户·月）：减兔。\n定义 家庭的又一额（元/人·月）：省补。\n";
const COUNTY_AMENDS: &str = "政策 “县”\n代号：《县》\n辖区：甲省 乙市 丙县\n施行：2023年1月1日\n\
    修改 《国》的低收入家庭的条件：由 人均月收入 低于 低保标准 改为 人均月收入 低于 低保标准的2倍。\n\
    修改 《国》的生活补助的金额：由 减免 改为 减免 ＋ 县额。\n定义 家庭的县额（元/户·月）：每户每月5元。\n";
const COUNTY_STANDARD: &str = "政策 “县标”\n代号：《县标》\n辖区：甲省 乙市 丙县\n施行：2024年1月1日\n\
    公布 低保标准（农村），自 2023年10月1日 起：每人每月550元。\n";
const COUNTY_ODD: &str = "政策 “县标”\n代号：《县标》\n辖区：甲省 乙市 丙县\n施行：2024年1月1日\n\
    公布 低保标准（农村）：每人每年5000元。\n公布 低保标准（城市）：每户每年5000元。\n";
const OTHER_CITY: &str =
    "政策 “丁”\n代号：《丁》\n辖区：甲省 丁市\n施行：2022年1月1日\n公布 低保标准（农村）：每人每月410元。\n";
const OTHER_CITY_ODD: &str =
    "政策 “丁”\n代号：《丁》\n辖区：甲省 丁市\n施行：2022年1月1日\n公布 低保标准（农村）：每人每年5000元。\n";
const ELSEWHERE: &str = "政策 “戊”\n代号：《戊》\n辖区：戊省\n施行：2022年1月1日\n\
    应当给付 两地补助 给 家庭：条件：有 成员；金额：居住地的低保标准（农村）× 人数。\n";
const ELSEWHERE_OF_COUNTY: &str = "政策 “戊”\n代号：《戊》\n辖区：戊省\n施行：2022年1月1日\n\
    定义 家庭的外补（元/户·月）：《县》的减免。\n废止 《县标》。\n";
const FAR_CITY: &str =
    "政策 “己”\n代号：《己》\n辖区：戊省 己市\n施行：2021年1月1日\n公布 低保标准（农村）：每人每月420元。\n";
const FAR_CITY_ODD: &str =
    "政策 “己”\n代号：《己》\n辖区：戊省 己市\n施行：2021年1月1日\n公布 低保标准（农村）：每人每年5001元。\n";

fn vocabulary() -> (String, String) {
    ("全国/词汇.yj".to_owned(), include_str!("../errors/vocabulary.yj").to_owned())
}

fn fresh(files: &BTreeMap<String, String>) -> Corpus {
    from_syntax::read(files.clone())
}

/// A finding with its places written out, since a file may have another number.
fn told(corpus: &Corpus, found: &Diagnostic) -> String {
    let place = |span| format!("{}..{}", corpus.files.place(span), span.end - span.start);
    let labels: Vec<String> =
        found.labels.iter().map(|label| format!("{} {}", place(label.span), label.text)).collect();
    format!(
        "{} {:?} {} | {} | {:?} {:?} {:?}",
        found.code,
        found.severity,
        found.message,
        labels.join(" | "),
        found.help,
        found.context,
        found.accepted
    )
}

fn all(corpus: &Corpus, checked: &Checked) -> (Vec<String>, usize, usize) {
    (checked.findings.iter().map(|found| told(corpus, found)).collect(), checked.areas, checked.periods)
}

/// What compiling every text in force in every area and period under every reading finds.
fn everywhere(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = corpus.diagnostics.clone();
    for area in corpus.areas() {
        for day in corpus.turning_days(&area) {
            let compiled = compile_readings(corpus, &Asked::new(&area, day));
            found.extend(compiled.into_iter().flat_map(|(_, compiled)| compiled.diagnostics));
        }
    }
    found
}

fn plainly(corpus: &Corpus, found: &Diagnostic) -> String {
    let labels: Vec<String> = found.labels.iter().map(|label| corpus.files.place(label.span)).collect();
    format!("{} {} {labels:?}", found.code, found.message)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_workspace_finds_what_a_fresh_check_finds(
        edits in prop::collection::vec((0..FILES.len(), any::<prop::sample::Index>()), 1..8),
    ) {
        let begin = FILES.iter().map(|(path, texts)| ((*path).to_owned(), texts[0].to_owned()));
        let mut files: BTreeMap<String, String> = begin.filter(|(_, text)| !text.is_empty()).collect();
        files.extend([vocabulary()]);
        let mut workspace = Workspace::new(files.clone());
        workspace.check();
        for (at, which) in edits {
            let (path, texts) = FILES[at];
            let text = *which.get(texts);
            if text.is_empty() {
                files.remove(path);
                workspace.remove(path);
            } else {
                files.insert(path.to_owned(), text.to_owned());
                workspace.set(path, text);
            }
            let corpus = fresh(&files);
            let checked = whole::check(&corpus);
            let found = workspace.check();
            assert_eq!(all(workspace.corpus(), &found), all(&corpus, &checked));
            // One name is told once with all its places; what follows from another finding is not told.
            let places: BTreeSet<(&str, String)> = checked
                .findings
                .iter()
                .flat_map(|found| found.labels.iter().map(|label| (found.code, corpus.files.place(label.span))))
                .collect();
            let told = |found: &Diagnostic| places.contains(&(found.code, corpus.files.place(found.primary())));
            let lost: Vec<String> = causes::one_per_cause(&corpus, everywhere(&corpus))
                .iter()
                .filter(|found| !told(found))
                .map(|found| plainly(&corpus, found))
                .collect();
            assert_eq!(lost, Vec::<String>::new());
        }
    }
}
