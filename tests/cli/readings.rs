//! 疑义 read another way: switched for a call, and what it would change.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::session::{Folder, given, package, yiju};

const RULES: &str = "\
政策 “低保试行办法”
代号：《低保试行》
辖区：全国
施行：2025年1月1日
出处：举例

第一条 标准
转述：农村低保标准每人每月655元。

公布 低保标准：
｜ 区域 ｜ 数额 ｜
｜ 城市 ｜ 每人每月790元 ｜
｜ 农村 ｜ 每人每月655元 ｜

第二条 收入
转述：帮扶车间劳动报酬低于标准部分不计入收入。

清单 不计入收入（开放）：
  先 对 收入，全额指 月额，同时符合的就高；
  后 对 成员，全额指 本人的收入的计入额的合计，同时符合的就高。
定义 收入的计入额（元/人·月）：月额 － 不计入收入，不足零的按零。
定义 成员的计入收入（元/人·月）：本人的收入的计入额的合计 － 不计入收入，不足零的按零。
定义 家庭的人均计入收入（元/人·月）：成员的计入收入的合计 ÷ 人数。
读法 “按每笔”：不计入收入 “车间报酬”（对 收入）：
  条件：来源 等于 帮扶车间就业；
  不计：月额 与 低保标准 的较小者。
读法 “合并计算”：不计入收入 “车间报酬”（对 成员）：
  不计：收入（限 来源 等于 帮扶车间就业）的计入额的合计 与 低保标准 的较小者。
疑义 “低于标准部分按每笔还是合并”：可作“按每笔”“合并计算”，取“合并计算”；理由：原文只说一个标准。

第三条 低保金
转述：人均收入低于标准的，按差额发给。

认定 家庭 为 低保家庭：
  条件：人均计入收入 低于 低保标准；
  机关：县级民政部门。
应当给付 低保金 给 家庭：
  条件：本户 符合 低保家庭；
  金额：（低保标准 － 人均计入收入）× 人数，不足零的按零；
  取整：四舍五入到分；
  发放：按月。
认定 成员 为 老人：条件：年龄 满60周岁；机关：县级民政部门。

案例 合并计算，补210元
  地点：全国　日期：2025年10月1日
  设：家庭：区域＝农村；成员 甲：出生日期＝1990年1月1日；
    甲的收入：来源＝帮扶车间就业，月额＝每人每月600元；
    甲的收入：来源＝帮扶车间就业，月额＝每人每月500元；
  应：低保金＝每月210元。
";

/// Two wages below the standard: 445 of them count together, none one by one.
const RECORD: &str = r#"{"编号": "甲户", "区域": "农村", "成员": [{"姓名": "甲", "出生日期": "1990-01-01",
    "收入": [{"来源": "帮扶车间就业", "月额": 600}, {"来源": "帮扶车间就业", "月额": 500}]}]}"#;

const WHEN: [&str; 4] = ["--area", "全国", "--on", "2025-10-01"];

fn folder() -> Folder {
    let folder = Folder::new();
    let vocabulary = std::fs::read_to_string(package().join("tests/errors/vocabulary.yj")).unwrap();
    folder.write("policies/全国/词汇.yj", vocabulary);
    folder.write("policies/全国/低保试行.yj", RULES);
    folder
}

fn call(folder: &Folder, words: &[&str]) -> crate::session::Said {
    let all: Vec<&str> = words.iter().copied().chain(WHEN).collect();
    given(folder.path(), &all, RECORD)
}

#[test]
fn a_reading_is_switched_for_one_call() {
    let folder = folder();
    assert_snapshot!(call(&folder, &["eval", "-", "--reading", "按每笔还是=按每笔"]).whole());
    let json =
        ["eval", "-", "--format", "json", "--reading", "《低保试行》“低于标准部分按每笔还是合并”＝按每笔"];
    let said: Json = serde_json::from_str(&call(&folder, &json).out).unwrap();
    assert_eq!(said["results"]["低保金"]["value"], "655.00");
    assert_eq!(said["switched_readings"][0]["reading"], "按每笔");
    let as_taken = call(&folder, &["eval", "-", "--format", "json", "--reading", "按每笔还是=合并计算"]);
    let plain = call(&folder, &["eval", "-", "--format", "json"]);
    assert_eq!(as_taken.out, plain.out);
}

#[test]
fn explanations_and_the_text_in_force_say_so() {
    let folder = folder();
    for reader in ["officer", "applicant", "audit"] {
        let said = call(&folder, &["explain", "-", "--for", reader, "--reading", "按每笔还是=按每笔"]);
        assert!(said.out.contains("换了读法：《低保试行》"), "{}", said.out);
    }
    let shown =
        yiju(folder.path(), &["show", "全国", "--on", "2025-10-01", "--reading", "按每笔还是=按每笔"]);
    assert!(shown.out.contains("换了读法：") && !shown.out.contains("读法 “合并计算”："), "{}", shown.out);
}

#[test]
fn cases_run_under_the_reading_of_the_call() {
    let folder = folder();
    assert_eq!(yiju(folder.path(), &["test"]).code, Some(0));
    let said = yiju(folder.path(), &["测试", "--reading", "按每笔还是=按每笔"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("算出：655元"), "{}", said.out);
}

#[test]
fn what_is_not_a_reading_is_refused() {
    let folder = folder();
    let said: Vec<String> = ["没有这个=按每笔", "按每笔还是=都行", "按每笔", "《别的》按每笔=按每笔"]
        .iter()
        .map(|reading| call(&folder, &["eval", "-", "--reading", reading]).whole())
        .collect();
    assert_snapshot!(said.concat());
}

/// As the text takes it, 445 count and 210 are paid; one by one nothing counts and 655 are paid.
#[test]
fn what_another_reading_would_change_is_told() {
    let folder = folder();
    assert_snapshot!(call(&folder, &["eval", "-", "--other-readings"]).whole());
    let said = call(&folder, &["评估", "-", "--另一读法", "--format", "json"]);
    let json: Json = serde_json::from_str(&said.out).unwrap();
    let other = &json["other_readings"][0];
    assert_eq!((other["taken"].as_str(), other["reading"].as_str()), (Some("合并计算"), Some("按每笔")));
    assert_eq!(other["changes"].as_array().map(Vec::len), Some(1));
    let change = &other["changes"][0];
    assert_eq!(
        (change["now"]["value"].as_str(), change["then"]["value"].as_str()),
        (Some("210.00"), Some("655.00"))
    );
}

#[test]
fn officers_and_auditors_are_told_in_any_case() {
    let folder = folder();
    for reader in ["officer", "audit"] {
        let said = call(&folder, &["explain", "-", "--for", reader]).out.replace(['\n', ' '], "");
        assert!(said.contains("改取“按每笔”的，这一项变为给付每月655元"), "{said}");
        assert!(said.contains("改取“按每笔”的，这一项不变"), "{said}");
        assert!(!said.contains("另一读法"), "{said}");
    }
    let applicant = call(&folder, &["explain", "-", "--for", "applicant"]).out;
    assert!(!applicant.contains("改取"), "{applicant}");
    let asked = call(&folder, &["explain", "-", "--for", "applicant", "--other-readings"]).out;
    assert!(asked.contains("另一读法"), "{asked}");
}

#[test]
fn what_does_not_change_or_cannot_be_told_is_said() {
    let folder = folder();
    let one = RECORD.replace("600", "100").replace("500", "200");
    let all: Vec<&str> = ["eval", "-", "--other-readings"].into_iter().chain(WHEN).collect();
    let said = given(folder.path(), &all, &one).out;
    assert!(said.replace(['\n', ' '], "").contains("各项结果都不变"), "{said}");
    // The reading that is not taken names something that is not there.
    folder.write("policies/全国/低保试行.yj", RULES.replace("不计：月额 与", "不计：月金额 与"));
    let said = call(&folder, &["eval", "-", "--other-readings"]);
    assert!(said.code == Some(0) && said.out.contains("算不出来"), "{}", said.whole());
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(1));
}
