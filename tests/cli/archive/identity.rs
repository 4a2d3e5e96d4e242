//! Identity numbers are kept only if asked for, and never shown.

use std::fs;

use super::{WHEN, whole};
use crate::session::{Folder, Said, given, yiju};

/// The numbers of three people, and of a certificate that begins with one.
const NUMBERS: [&str; 4] =
    ["140502199001011234", "14050219850615123X", "140502197001011234", "140502196501011234"];

/// A record with identity numbers wherever one may write them.
fn record() -> String {
    r#"{
  "编号": "140502199001011234", "_身份证": 140502199001011234, "注": "户主 14050219850615123X，残疾人证14050219850615123X42",
  "区域": "农村",
  "成员": [
    {"姓名": "甲（140502 19700101 1234）", "注14050219850615123X": null, "出生日期": "1990-01-01", "残疾": [],
     "收入": [{"来源": "工资", "月额": {"值": 100, "依据": "核对", "机关": "张三140502196501011234"}}]}
  ]
}"#
    .to_owned()
}

fn kept(more: &[&str]) -> Folder {
    let folder = Folder::with_policies();
    let args =
        [&["eval", "-", "--archive", "档案.db", "--by", "李四14050219850615123X"][..], &WHEN, more].concat();
    let said = given(folder.path(), &args, &record());
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("140***************"), "{}", said.out);
    masked(&said, "eval");
    folder
}

/// Whether the digits of a number stand in a text, blanks or not.
fn holds(text: &str, number: &str) -> bool {
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    bare.contains(number) || bare.contains(&number[..17])
}

fn masked(said: &Said, what: &str) {
    for number in NUMBERS {
        assert!(!holds(&said.out, number) && !holds(&said.err, number), "{what}: {}{}", said.out, said.err);
    }
}

/// Everything that an archive prints.
fn printed(folder: &Folder) {
    for args in [
        &["档案", "列出", "档案.db"][..],
        &["档案", "列出", "档案.db", "--format", "json"],
        &["档案", "列出", "档案.db", "--case", "140502199001011234"],
        &["重演", "档案.db", "--case", "第1号"],
        &["重演", "档案.db", "--format", "json"],
        &["解释", "--archive", "档案.db", "--case", "140502199001011234"],
        &["解释", "--archive", "档案.db", "--case", "第1号", "--for", "applicant", "--format", "html"],
        &["解释", "--archive", "档案.db", "--case", "第1号", "--for", "audit", "--plain"],
        &["解释", "--archive", "档案.db", "--case", "第1号", "--format", "json"],
    ] {
        let said = yiju(folder.path(), args);
        assert_eq!(said.code, Some(0), "{args:?}: {}{}", said.out, said.err);
        masked(&said, &format!("{args:?}"));
    }
    for args in [
        &["解释", "--archive", "档案.db", "--case", "140502199001011235"][..],
        &["解释", "--archive", "档案.db", "--case", "第1号", "--format", "trace"],
    ] {
        masked(&yiju(folder.path(), args), &format!("{args:?}"));
    }
}

#[test]
fn they_are_not_kept_unless_asked_for() {
    let folder = kept(&[]);
    let bytes = fs::read(folder.path().join("档案.db")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for number in NUMBERS {
        assert!(!holds(&text, number), "{number} is in the file");
    }
    assert!(text.contains("140***************"));
    printed(&folder);
    assert_eq!(whole(folder.path(), "档案.db"), 1);
}

#[test]
fn they_are_kept_if_asked_for_and_not_shown() {
    let folder = kept(&["--keep-identity"]);
    let bytes = fs::read(folder.path().join("档案.db")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for number in NUMBERS {
        assert!(holds(&text, number), "{number} is not in the file");
    }
    printed(&folder);
    assert_eq!(whole(folder.path(), "档案.db"), 1);
}

#[test]
fn every_way_of_telling_a_household_hides_them() {
    let folder = Folder::with_policies();
    for args in [
        &["eval", "-"][..],
        &["eval", "-", "--format", "json", "--other-readings"],
        &["explain", "-"],
        &["explain", "-", "--for", "applicant"],
        &["explain", "-", "--for", "audit", "--plain"],
        &["explain", "-", "--for", "audit", "--format", "json"],
        &["explain", "-", "--format", "html"],
    ] {
        let said = given(folder.path(), &[args, &WHEN].concat(), &record());
        assert_eq!(said.code, Some(0), "{}", said.err);
        masked(&said, &format!("{args:?}"));
    }
    let bad = record().replace("\"农村\"", "\"14050219850615123X\"");
    let said = given(folder.path(), &[&["eval", "-"][..], &WHEN].concat(), &bad);
    assert_eq!(said.code, Some(1));
    masked(&said, "a record with faults");
    let torn = record().replace("\"_身份证\":", "\"_身份证\"");
    let said = given(folder.path(), &[&["eval", "-"][..], &WHEN].concat(), &torn);
    assert!(said.code == Some(1) && said.err.contains("****"), "{}", said.err);
    masked(&said, "a record that is torn");
}

#[test]
fn a_decision_that_needs_one_needs_it_kept() {
    // An amount that looks like an old number: without it the household cannot be decided.
    let folder = Folder::with_policies();
    let rich = super::household("富户", 1_405_021).replace("1405021", "140502190101011");
    let args = [&["eval", "-", "--archive", "档案.db"][..], &WHEN].concat();
    let said = given(folder.path(), &args, &rich);
    assert!(said.code == Some(1) && said.err.contains("有规定要看证件号码"), "{}{}", said.out, said.err);
    assert!(said.out.is_empty(), "{}", said.out);
    assert_eq!(whole(folder.path(), "档案.db"), 0);
    let said = given(folder.path(), &[&args[..], &["--keep-identity"]].concat(), &rich);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.out.contains("140502190101011"), "{}", said.out);
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!(said.code, Some(0), "{}", said.out);
}
