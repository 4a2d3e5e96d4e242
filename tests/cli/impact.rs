//! 影响: a standard raised from 600 to 700 together with a tier lowered from 1.5 to 1.2 times the standard.
//!
//! By hand: A01 (650 a head) 低保边缘 → 低保, +100 a month; A02 (870) 低保边缘 → nothing, 500 less once; A03 (500, three
//! people) 300 → 600; A04 (1000) nothing; A05 without income is open; A06 cannot be read; the last (860.50) as A02.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::session::{Folder, Said, fixtures, given, package, yiju};
use crate::tutorial::{blocks, fits};

const TEXTS: [&str; 2] = ["甲省@2025-12-31", "甲省@2026-01-01"];

/// Calls `yiju 影响` with the records of the fixture.
fn impact(args: &[&str], records: &str) -> Said {
    let policies = fixtures().join("影响");
    let mut call =
        vec!["--policies", policies.to_str().unwrap(), "影响", TEXTS[0], TEXTS[1], "--records", "-"];
    call.extend(args);
    given(package(), &call, records)
}

fn households() -> String {
    fs::read_to_string(fixtures().join("影响/户.jsonl")).unwrap()
}

#[test]
fn who_gains_and_who_loses_is_told_to_the_fen() {
    assert_snapshot!(impact(&["--by", "区域"], &households()).whole());
}

#[test]
fn a_matrix_goes_by_the_first_determination_that_holds() {
    let said = impact(&["--matrix", "低保家庭、低保边缘家庭", "--format", "json"], &households());
    let json: Json = serde_json::from_str(&said.out).unwrap();
    let cell = |old: &str, new: &str| {
        let cells = json["matrix"].as_array().unwrap();
        cells.iter().find(|c| c["old"] == old && c["new"] == new).map(|c| c["households"].clone())
    };
    assert_eq!(cell("低保边缘家庭", "低保家庭"), Some(1.into()));
    assert_eq!(cell("低保边缘家庭", "都不符合"), Some(2.into()));
    assert_eq!(cell("未定", "未定"), Some(1.into()));
    assert_eq!(json["uncounted"]["first"][0]["record"], 6);
    // 2 × 600 less any income, to 2 × 700.
    let open = &json["total"]["open_difference"]["monthly"];
    assert_eq!((&open["low"], &open["high"]), (&"-1200.00".into(), &"1400.00".into()));
}

#[test]
fn what_is_open_and_does_not_differ_is_no_change() {
    // Only whether somebody is gravely ill is unknown: 慰问金 is the same under both texts.
    let said = impact(&["--format", "json"], r#"{"区域":"城市","成员":[{"姓名":"甲"}],"月收入":1000}"#);
    let json: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["total"]["effects"]["unchanged"]["households"], 1, "{}", said.out);
    assert_eq!(said.code, Some(0));
}

#[test]
fn the_same_text_changes_nothing() {
    let policies = fixtures().join("影响");
    let policies = policies.to_str().unwrap();
    let call = ["--policies", policies, "影响", TEXTS[0], TEXTS[0], "--records", "-"];
    let records: Vec<String> =
        households().lines().filter(|line| !line.contains("-5")).map(str::to_owned).collect();
    let said = given(package(), &call, &records.join("\n"));
    // Only of the households that were looked at.
    assert!(said.out.contains("这6户按两边的规定算出的结果都一样。"), "{}", said.out);
    assert!(!said.out.contains("任何一户"), "{}", said.out);
    assert!(said.out.contains("不变的6户11人，占100.00%"), "{}", said.out);
}

#[test]
fn what_only_falls_is_said_of_the_household() {
    let policies = fixtures().join("影响");
    let call = ["--policies", policies.to_str().unwrap(), "影响", TEXTS[1], TEXTS[0], "--records", "-"];
    let record = households().lines().nth(2).unwrap().to_owned();
    let said = given(package(), &call, &record).out;
    // A03, 3 × 700 − 1500 = 600 before and 3 × 600 − 1500 = 300 now: nothing ends.
    let row = said.lines().find(|line| line.contains("600.00→300.00")).unwrap_or_else(|| panic!("{said}"));
    assert!(row.ends_with("低保金减少"), "{said}");
}

#[test]
fn an_id_that_comes_twice_is_told() {
    let records = households().replace("A04", "A03");
    let said = impact(&["--format", "json"], &records);
    let json: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["repeated"], serde_json::json!({"count": 1, "first": [{"record": 4, "id": "A03"}]}));
    assert_eq!(json["total"]["households"], 6);
    assert!(said.err.contains("编号重复的1条，都计入了：第4条：“A03”"), "{}", said.err);
    let text = impact(&[], &records).out.replace(['\n', ' '], "");
    assert!(text.contains("！编号重复的1条，都计入了：第4条的编号“A03”前面已经有过。"), "{text}");
    assert!(!impact(&[], &households()).whole().contains("编号重复"));
}

#[test]
fn every_fault_of_a_record_is_told_once() {
    let two = r#"{"区域":"农村","成员":[{"姓名":"甲"}],"月收入":-5,"有大病患者":3}"#;
    let said = impact(&[], &format!("{two}\n{{坏\n"));
    let line = |of: &str| {
        let found = said.err.lines().find(|line| line.contains(of));
        found.unwrap_or_else(|| panic!("{}", said.err)).to_owned()
    };
    assert!(line("第1条").contains("月收入：-5 不能为负；有大病患者："), "{}", said.err);
    assert!(line("第2条").contains("第2条：第 2 行"), "{}", said.err);
}

#[test]
fn identity_numbers_are_hidden() {
    let records = households().replace("A02", "110101199003074258");
    let folder = Folder::new();
    let list = folder.path().join("减少.csv");
    for format in ["text", "html", "json", "csv"] {
        let said = impact(&["--format", format, "--losers-out", list.to_str().unwrap()], &records);
        assert!(!said.out.contains("199003074258"), "{format}");
    }
    let list = fs::read_to_string(list).unwrap();
    assert!(list.contains("110***************") && !list.contains("199003074258"), "{list}");
    assert_eq!(list.lines().count(), 3);
}

#[test]
fn every_form_holds_the_same_figures() {
    let folder = Folder::new();
    let csv = impact(&["--format", "csv"], &households()).out;
    assert!(csv.contains("资金,,省财政,每月,元/月,180.00,420.00,240.00"), "{csv}");
    let html = impact(&["--format", "html"], &households()).out;
    assert!(html.contains("+4,800.00"));
    assert_eq!(html.contains("<svg"), cfg!(feature = "charts"));
    assert!(
        !html.contains("http://") || html.matches("http://").count() == html.matches("www.w3.org").count()
    );
    if cfg!(feature = "docx") {
        let file = folder.path().join("影响.docx");
        let said = impact(&["--format", "docx", "--out", file.to_str().unwrap()], &households());
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.err);
        assert!(fs::read(file).unwrap().starts_with(b"PK"));
    }
}

#[test]
fn wrong_calls_say_what_would_be_right() {
    let mut whole = String::new();
    for args in [
        &["--by", "区城"][..],
        &["--by", "编号", "--matrix", "低保金"],
        &["--by", "编号"],
        &["--losers", "多"],
        &["--bands", "100,50"],
        &["--matrix", "人数"],
    ] {
        whole.push_str(&format!("$ {}\n{}\n", args.join(" "), impact(args, &households()).whole()));
    }
    whole.push_str(&impact(&[], "").whole());
    assert_snapshot!(whole);
}

/// `docs/手册/影响.md`: the commands are run, and print what the page shows.
#[test]
fn the_manual_page_is_so() {
    let folder = Folder::new();
    for file in ["全国/词汇.yj", "甲省/2025-救助办法.yj", "甲省/2026-提高标准.yj"] {
        let text = fs::read_to_string(fixtures().join("影响").join(file)).unwrap();
        folder.write(&format!("policies/{file}"), text);
    }
    folder.write("户.jsonl", households());
    let page = fs::read_to_string(package().join("docs/手册/影响.md")).unwrap();
    let mut commands = 0;
    for block in blocks(&page).iter().filter(|block| block.info == "console") {
        let (call, shown) = block.text.split_once('\n').unwrap();
        let words: Vec<&str> = call.strip_prefix("$ yiju ").unwrap().split(' ').collect();
        let said = yiju(folder.path(), &words);
        let printed = format!("{}{}", said.out, said.err);
        let (shown, printed): (Vec<&str>, Vec<&str>) =
            (shown.trim_end().lines().collect(), printed.lines().collect());
        assert!(
            fits(&shown, &printed),
            "docs/手册/影响.md:{} {call}\n{}",
            block.line + 1,
            printed.join("\n")
        );
        commands += 1;
    }
    assert_eq!(commands, 4);
}
