//! Policies that are at fault: every place concerned is shown, with a way to mend it.

use std::fs;

use insta::assert_snapshot;
use yiju::presentation::columns::width;

use crate::session::{Folder, fixtures, yiju};

fn checked(name: &str) -> String {
    let folder = Folder::with_policies();
    let text = fs::read(fixtures().join(format!("有错/{name}.yj"))).unwrap();
    folder.write(&format!("policies/山西省/晋城市/{name}.yj"), text);
    let said = yiju(folder.path(), &["check"]);
    assert_eq!(said.code, Some(1), "{}", said.whole());
    for line in said.out.lines() {
        assert!(width(line) <= 81, "{line}");
    }
    said.whole()
}

#[test]
fn amends_outside_the_authority_granted() {
    assert_snapshot!(checked("越权"));
}

#[test]
fn quotes_what_does_not_hold() {
    assert_snapshot!(checked("所引不符"));
}

#[test]
fn adds_a_year_to_a_month() {
    assert_snapshot!(checked("单位不合"));
}

#[test]
fn names_an_unknown_element() {
    assert_snapshot!(checked("不认识的类别"));
}

#[test]
fn leaves_a_hole_in_the_periods_of_a_figure() {
    assert_snapshot!(checked("时期有空当"));
}

#[test]
fn json_gives_lines_characters_and_utf16_columns() {
    let folder = Folder::with_policies();
    folder
        .write("policies/山西省/晋城市/所引不符.yj", fs::read(fixtures().join("有错/所引不符.yj")).unwrap());
    let said = yiju(folder.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&json["diagnostics"]).unwrap());
}

#[test]
fn paths_limit_what_is_shown() {
    let folder = Folder::with_policies();
    folder
        .write("policies/山西省/晋城市/所引不符.yj", fs::read(fixtures().join("有错/所引不符.yj")).unwrap());
    folder.write(
        "policies/山西省/长治市/坏.yj",
        "政策 “坏”\n代号：《坏》\n辖区：山西省 长治市\n施行：2025年1月1日\n\n甲乙丙丁。\n",
    );
    let said = yiju(folder.path(), &["check", "policies/山西省/长治市"]);
    assert_snapshot!(said.whole());
    assert_snapshot!("a_path_elsewhere", yiju(folder.path(), &["check", "没有这个"]).whole());
}

#[test]
fn the_text_in_force_with_errors_decides_nothing() {
    let folder = Folder::with_policies();
    folder
        .write("policies/山西省/晋城市/所引不符.yj", fs::read(fixtures().join("有错/所引不符.yj")).unwrap());
    let said = yiju(folder.path(), &["show", "--area", "晋城市", "--on", "2025-10-01"]);
    assert_snapshot!(said.whole());
    // Before the faulty document there is nothing wrong.
    assert_eq!(yiju(folder.path(), &["show", "--area", "晋城市", "--on", "2025-05-31"]).code, Some(0));
}

#[test]
fn a_file_that_is_not_utf8_is_shown_where_it_begins() {
    let folder = Folder::with_policies();
    folder.write("policies/山西省/国标.yj", b"\xd5\xfe\xb2\xdf \xa1\xb0\xbc\xd7\xa1\xb1\n");
    assert_snapshot!(yiju(folder.path(), &["check"]).whole());
}

#[test]
fn a_document_in_another_place_is_refused() {
    let folder = Folder::with_policies();
    folder.write(
        "policies/河南省/错放.yj",
        "政策 “错放”\n代号：《错放》\n辖区：山西省\n施行：2025年1月1日\n出处：转述\n",
    );
    assert_snapshot!(yiju(folder.path(), &["check"]).whole());
}

#[test]
fn ten_thousand_parentheses_are_too_many() {
    let folder = Folder::with_policies();
    let deep = format!("{}1{}", "（".repeat(10_000), "）".repeat(10_000));
    let text = format!(
        "政策 “深”\n代号：《深》\n辖区：山西省\n施行：2025年1月1日\n出处：转述\n\n定义 家庭的深（元/户·月）：{deep}。\n"
    );
    folder.write("policies/山西省/深.yj", text);
    assert_snapshot!(yiju(folder.path(), &["check"]).whole());
}

#[test]
fn a_long_line_is_cut_around_its_place() {
    let folder = Folder::with_policies();
    let long = "甲乙丙丁戊己庚辛壬癸".repeat(40);
    let text = format!(
        "政策 “长”\n代号：《长》\n辖区：山西省\n施行：2025年1月1日\n出处：转述\n\n职责 长：应当：{long}。定义 家庭的甲（元/户·月）：乙丙。职责 短：应当：{long}。\n"
    );
    folder.write("policies/山西省/长.yj", text);
    let said = yiju(folder.path(), &["check"]);
    assert_snapshot!(said.whole());
}

#[test]
fn an_empty_folder_and_a_missing_one() {
    let folder = Folder::new();
    folder.write("policies/读我.txt", "这里没有公文");
    assert_snapshot!("empty_folder", yiju(folder.path(), &["check"]).whole());
    assert_snapshot!("missing_folder", yiju(folder.path(), &["--policies", "没有", "check"]).whole());
    assert_snapshot!(
        "a_file_for_a_folder",
        yiju(folder.path(), &["--policies", "policies/读我.txt", "check"]).whole()
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed() {
    let folder = Folder::with_policies();
    folder.write("外面/外.yj", "甲");
    std::os::unix::fs::symlink(folder.path().join("外面/外.yj"), folder.path().join("policies/外.yj"))
        .unwrap();
    std::os::unix::fs::symlink(folder.path().join("policies"), folder.path().join("policies/圈")).unwrap();
    assert_snapshot!(yiju(folder.path(), &["check"]).whole());
}
