//! Sessions in which nothing is wrong.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::session::{Folder, fixtures, given, package, yiju};

const WHEN: [&str; 4] = ["--area", "山西省/晋城市", "--on", "2025-10-01"];

fn record() -> String {
    fs::read_to_string(fixtures().join("记录/三口之家.json")).unwrap()
}

fn on(command: &[&str]) -> Vec<&'static str> {
    let words = command.iter().map(|word| &*Box::leak((*word).to_owned().into_boxed_str()));
    words.chain(WHEN).collect()
}

#[test]
fn check_counts_what_it_has_looked_at() {
    let folder = Folder::with_policies();
    assert_snapshot!(yiju(folder.path(), &["check"]).whole());
    let json: Json = serde_json::from_str(&yiju(folder.path(), &["检查", "--format", "json"]).out).unwrap();
    assert_eq!((json["documents"].as_u64(), json["errors"].as_u64()), (Some(3), Some(0)));
}

#[test]
fn eval_lists_the_results_of_a_household() {
    let folder = Folder::with_policies();
    assert_snapshot!(given(folder.path(), &on(&["eval", "-"]), &record()).whole());
}

#[test]
fn eval_writes_one_decision_per_line() {
    let folder = Folder::with_policies();
    folder.write("户.json", record());
    let said = yiju(folder.path(), &on(&["评估", "户.json", "--format", "json"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.out.lines().count(), 1);
    let decision: Json = serde_json::from_str(&said.out).unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&decision).unwrap());
}

#[test]
fn arrays_and_lines_are_streams() {
    let folder = Folder::with_policies();
    let one = r#"{"编号": "一", "区域": "农村", "成员": [{"收入": [], "残疾": []}]}"#;
    let two = one.replace('一', "二");
    for text in [format!("[{one},\n {two}]"), format!("{one}\n{two}\n")] {
        let said = given(folder.path(), &on(&["eval", "-", "--format", "json"]), &text);
        let ids: Vec<Json> =
            said.out.lines().map(|line| serde_json::from_str::<Json>(line).unwrap()["id"].clone()).collect();
        assert_eq!(ids, ["一", "二"], "{}", said.err);
        assert_eq!(said.code, Some(0));
    }
}

#[test]
fn what_is_missing_is_named_by_its_place() {
    let folder = Folder::with_policies();
    let text = r#"{"区域": "农村", "成员": [
        {"姓名": "甲", "残疾": [{"残疾类别": "智力"}], "收入": []},
        {"姓名": "乙", "残疾": [], "收入": [{"来源": "工资", "月额": 1}, {"来源": "经营"}]}]}"#;
    let said = given(folder.path(), &on(&["eval", "-", "--format", "json"]), text);
    let decision: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(decision["results"]["重度残疾人（甲）"]["missing"][0], "成员[1].残疾[1].残疾等级");
    assert_eq!(decision["results"]["低保金"]["missing"][0], "成员[2].收入[2].月额");
    assert_eq!(decision["results"]["低保金"]["status"], "undetermined");
    assert_snapshot!(given(folder.path(), &on(&["eval", "-"]), text).whole());
}

#[test]
fn show_prints_the_text_in_force() {
    let folder = Folder::with_policies();
    assert_snapshot!(yiju(folder.path(), &on(&["现行"])).whole());
    let json: Json =
        serde_json::from_str(&yiju(folder.path(), &on(&["show", "--format", "json"])).out).unwrap();
    assert_eq!(json["documents"].as_array().unwrap().len(), 3);
}

#[test]
fn cases_pass_and_a_wrong_expectation_fails_with_both_values() {
    let folder = Folder::with_policies();
    assert_snapshot!("cases_pass", yiju(folder.path(), &["test"]).whole());
    let path = folder.path().join("policies/山西省/晋城市/标准.yj");
    let wrong = fs::read_to_string(&path).unwrap().replace("低保金＝每月520元", "低保金＝每月521元");
    fs::write(path, wrong).unwrap();
    let said = yiju(folder.path(), &["测试"]);
    assert!(said.out.contains("521") && said.out.contains("520"), "{}", said.out);
    assert_snapshot!("a_case_fails", said.whole());
}

#[test]
fn a_file_is_written_whole() {
    let folder = Folder::with_policies();
    folder.write("户.json", record());
    let said = yiju(folder.path(), &on(&["explain", "户.json", "--out", "解释.txt"]));
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{}", said.err);
    let printed = yiju(folder.path(), &on(&["explain", "户.json"])).out;
    assert_eq!(fs::read_to_string(folder.path().join("解释.txt")).unwrap(), printed);
    folder.write("坏.json", "{");
    let said = yiju(folder.path(), &on(&["explain", "坏.json", "--out", "没有.txt"]));
    assert_eq!(said.code, Some(1));
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("没有") || name.contains("tmp"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::with_policies();
    let mut child = crate::session::command(folder.path(), &on(&["show"])).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn every_code_has_its_page() {
    let mut pages = 0;
    for entry in fs::read_dir(package().join("docs/errors")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let Some(code) = name.strip_suffix(".md").filter(|code| *code != "README") else { continue };
        let said = yiju(package(), &["explain-code", code]);
        assert_eq!(said.code, Some(0), "{code}: add it to PAGES in src/diagnostics/pages.rs");
        assert!(said.out.contains(code), "{code}");
        pages += 1;
    }
    assert!(pages > 0);
    assert_eq!(yiju(package(), &["说明", "〔r0102〕"]).code, Some(0));
    assert_snapshot!(yiju(package(), &["说明", "E9999"]).whole());
}

#[test]
fn the_quotes_are_those_of_the_sources() {
    // The sources are not part of the package.
    let sources = package().join("../shared/seeds");
    if !sources.is_dir() {
        return;
    }
    let said = yiju(package(), &["check", "--sources", &sources.display().to_string()]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(said.out.contains("处核对无误"), "{}", said.out);
}

#[test]
fn what_no_case_reaches_is_listed() {
    let folder = Folder::with_policies();
    assert_snapshot!(yiju(folder.path(), &["测试", "--uncovered"]).whole());
    let said = yiju(folder.path(), &["test", "--format", "json"]);
    let json: Json = serde_json::from_str(&said.out).unwrap();
    let rows = &json["coverage"]["counts"]["conditions"];
    assert!(rows["covered"].as_u64() < rows["total"].as_u64(), "{}", said.out);
    let short = yiju(folder.path(), &["test", "--min-coverage", "conditions=100,界限=0"]);
    assert_eq!(short.code, Some(1));
    assert!(short.err.contains("不到所要求的 100%"), "{}", short.err);
    assert_eq!(yiju(folder.path(), &["test", "--min-coverage", "表行=100"]).code, Some(0));
    let wrong = yiju(folder.path(), &["test", "--min-coverage", "lines=100"]);
    assert_eq!(wrong.code, Some(2));
}
