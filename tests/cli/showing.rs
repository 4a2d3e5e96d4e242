//! The text in force, how an item came to be, and what has changed over the years, as they are printed; and the page of
//! the manual about them (`docs/手册/现行.md`), whose commands are typed and print what it shows.
//! `YIJU_BLESS=1 cargo test --test cli showing` writes anew what no longer fits (whole; leave out again by hand).

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::checker::faults;
use crate::session::{Folder, copy, package, yiju};
use crate::tutorial::{blocks, fits};

#[test]
fn the_page_of_the_manual_shows_what_is_printed() {
    let path = package().join("docs/手册/现行.md");
    let text = fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("YIJU_BLESS").is_some();
    let folder = Folder::new();
    copy(&package().join("policies"), &folder.path().join("policies"));
    let (mut commands, mut new) = (0, Vec::new());
    for block in blocks(&text).into_iter().filter(|block| block.info == "console") {
        let lines: Vec<&str> = block.text.trim_end().lines().collect();
        for part in lines.chunk_by(|_, next| !next.starts_with("$ ")) {
            let call = part[0];
            let words: Vec<&str> = call.strip_prefix("$ yiju ").unwrap().split(' ').collect();
            let said = yiju(folder.path(), &words);
            commands += 1;
            let printed = format!("{}{}", said.out, said.err);
            let printed: Vec<&str> = printed.trim_end().lines().collect();
            if !fits(&part[1..], &printed) {
                assert!(bless, "{call} prints something else:\n{}", printed.join("\n"));
                let at = block.line + 2 + lines.iter().position(|line| *line == call).unwrap();
                let printed: Vec<String> = printed.into_iter().map(str::to_owned).collect();
                new.push((at..at + part.len() - 1, printed));
            }
        }
    }
    assert!(commands >= 6, "{commands}");
    for file in ["晋城市现行规定.html", "晋城市现行规定.docx"] {
        assert!(fs::metadata(folder.path().join(file)).unwrap().len() > 10_000, "{file}");
    }
    if !new.is_empty() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (inside, printed) in new.into_iter().rev() {
            lines.splice(inside, printed);
        }
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
}

/// A law, changed over the years in every way.
fn folder() -> Folder {
    let folder = Folder::new();
    let vocabulary = fs::read_to_string(package().join("policies/全国/社会救助通用词汇.yj")).unwrap();
    folder.write("policies/全国/词汇.yj", vocabulary);
    folder.write("policies/全国/办法.yj", LAW);
    folder.write("policies/全国/延续.yj", LONGER);
    folder.write("policies/甲省/一号.yj", FIRST);
    folder.write("policies/甲省/二号.yj", SECOND);
    folder.write("policies/甲省/乙市/标准.yj", CITY);
    folder
}

const LAW: &str = "政策 “补助办法”
代号：《办法》
辖区：全国
文号：民发〔2021〕1号
发文：民政部
印发：2020年12月1日
施行：2021年1月1日

用语：“不晚于”含当日。

第一条 补助对象
原文：智力、精神残疾人和一级残疾人可以领取补助。

范围 补助残疾情形（残疾等别；封闭）：各类一级、智力各级、精神各级。

认定 成员 为 补助对象：
  条件：同时符合下列条件：
    （一）有 残疾（限 属于 补助残疾情形）；
    （二）年龄 满18周岁；
  机关：县级民政部门。

授权 省级民政部门：扩大 补助残疾情形；缩小 补助残疾情形；修改 补助金的条件；修改 补助金的金额；修改 补助对象。
授权 市级民政部门：公布 低保标准。

第二条 补助金
原文：补助金每人每月80元，2024年底以前发放。

应当给付 补助金 给 成员：
  条件：本人 符合 补助对象；
  期限：基准日 不晚于 2024年12月31日；
  金额：每人每月80元；
  批准：县级民政部门；
  发放：按月。
";

const FIRST: &str = "政策 “甲省补助通知”
代号：《一号》
辖区：甲省
施行：2022年1月1日
失效：2023年12月31日

第一条 提高金额
原文：补助金提高到每人每月100元，不满60周岁的再加20元。

修改 《办法》的补助金的金额：由 每人每月80元 改为 每人每月100元；
  增加 但（一）年龄 未满60周岁 的，为 每人每月120元。

第二条 缩小范围
原文：四级智力残疾人不再领取。

修改 《办法》的补助残疾情形：删去 智力四级。

修改 《办法》的补助对象：增加（三）持有残疾人证。
";

const SECOND: &str = "政策 “甲省补助新通知”
代号：《二号》
辖区：甲省
施行：2024年6月1日

第一条 恢复
原文：补助金恢复每人每月80元。

恢复 《办法》的补助金的金额。

第二条 暂停
暂停 《办法》的补助对象，自 2026年1月1日 起，至 2026年6月30日。
";

const LONGER: &str = "政策 “补助延续通知”
代号：《延续》
辖区：全国
施行：2024年8月1日

第一条 延续
原文：补助金发到2025年底。

仍按 《办法》的补助金 执行，至 2025年12月31日。
";

const CITY: &str = "政策 “乙市标准”
代号：《标准》
辖区：甲省 乙市
施行：2021年3月1日

第一条 标准
公布 低保标准（农村），自 2021年3月1日 起，至 2022年2月28日：每人每月600元。
公布 低保标准（农村），自 2022年3月1日 起，至 2022年12月31日：未载明。
公布 低保标准（农村），自 2023年1月1日 起：每人每月630元。
公布 低保标准（农村），自 2024年1月1日 起：每人每月655元。
";

#[test]
fn an_item_is_followed_through_the_years() {
    let folder = folder();
    assert_snapshot!(
        "history_of_a_set",
        yiju(folder.path(), &["show", "甲省", "--history", "补助残疾情形"]).whole()
    );
    assert_snapshot!(
        "history_of_a_benefit",
        yiju(folder.path(), &["show", "乙市", "--由来", "补助金"]).whole()
    );
    assert_snapshot!(
        "history_of_a_figure",
        yiju(folder.path(), &["show", "乙市", "--history", "低保标准"]).whole()
    );
}

#[test]
fn what_holds_now_is_told_with_what_other_documents_add() {
    let said = yiju(package(), &["show", "山西省/晋城市", "--history", "低保金"]);
    let now = said.out.split("二、").next().unwrap();
    assert!(now.contains("一、最近的规定") && now.contains("每月10日前"), "{}", said.whole());
    assert!(now.contains("〔《基本生活通知2022》第4项〕"), "{}", said.whole());
    let figures = yiju(package(), &["show", "山西省/晋城市", "--history", "低保标准"]).out;
    assert_eq!(figures.matches("2025年7月9日起").count(), 2, "{figures}");
}

#[test]
fn all_changes_are_told_by_day() {
    let folder = folder();
    let whole = yiju(folder.path(), &["show", "乙市", "--timeline", "--on", "2024-01-01"]);
    assert_snapshot!("timeline", whole.whole());
    let some = yiju(folder.path(), &["现行", "乙市", "--变动", "--from", "2024-01-01", "--to", "2024-12-31"]);
    assert!(!some.out.contains("2023年") && some.out.contains("6月1日"), "{}", some.out);
    let known = yiju(folder.path(), &["show", "甲省", "--timeline", "--known-by", "2021-06-01"]);
    assert!(!known.out.contains("一号"), "{}", known.out);
}

#[test]
fn amended_sentences_read_as_they_hold() {
    let folder = folder();
    assert_snapshot!("shown_amended", yiju(folder.path(), &["show", "乙市", "--on", "2023-06-01"]).whole());
}

#[test]
fn wrong_questions_are_answered_with_what_would_be_right() {
    let folder = folder();
    let said = |args: &[&str]| yiju(folder.path(), &[&["show", "乙市"], args].concat()).whole();
    assert_snapshot!(
        [
            said(&["--history", "补助残级情形"]),
            said(&["--history", "年龄"]),
            said(&["--timeline", "--from", "2025-01-01", "--to", "2024-01-01"]),
            said(&["--timeline", "--history", "补助金"]),
            said(&["--from", "2024-01-01", "--on", "2024-01-01"]),
            said(&["--on", "2024-01-01", "--format", "docx"]),
        ]
        .join("\n")
    );
}

#[test]
fn machines_get_what_the_schema_says() {
    let folder = folder();
    let schema: Json = serde_json::from_str(yiju::presentation::show::SCHEMA).unwrap();
    let shape = |part: &str, folder: &std::path::Path, args: &[&str]| {
        let said = yiju(folder, &[&["show"], args, &["--format", "json"]].concat());
        let json: Json = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.whole()));
        let mut found = Vec::new();
        faults(&schema, &schema["$defs"][part], &json, part, &mut found);
        faults(&schema, &schema, &json, "", &mut found);
        assert!(found.is_empty(), "{:#?}", &found[..found.len().min(20)]);
        json
    };
    for (folder, area, item) in
        [(folder.path(), "乙市", "补助金"), (package(), "山西省/晋城市", "单独申请残疾情形")]
    {
        shape("inForce", folder, &[area, "--on", "2025-10-01"]);
        shape("timeline", folder, &[area, "--timeline"]);
        shape("history", folder, &[area, "--history", item]);
        shape("history", folder, &[area, "--history", "低保标准"]);
    }
    let json = shape("history", package(), &["山西省/晋城市", "--history", "单独申请残疾情形"]);
    let (before, after) = (&json["periods"][0]["wording"][0], &json["periods"][1]["wording"][0]);
    assert_eq!(
        (&before["by"], &after["by"]),
        (&serde_json::json!([]), &serde_json::json!(["《扩围增效2025》第二条"]))
    );
    assert_eq!(json["periods"][1]["from"], "2025-09-01");
}
