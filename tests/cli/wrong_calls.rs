//! Calls that are at fault, and the help that is given.

use insta::assert_snapshot;

use crate::session::{Folder, yiju};

fn said(args: &[&str]) -> String {
    let folder = Folder::with_policies();
    folder.write("户.json", "{}");
    yiju(folder.path(), args).whole()
}

#[test]
fn help_is_chinese() {
    let all = [
        said(&["--help"]),
        said(&["新建", "--help"]),
        said(&["检查", "-h"]),
        said(&["help", "eval"]),
        said(&["explain", "--help"]),
        said(&["show", "--help"]),
        said(&["test", "--help"]),
        said(&["explain-code", "--help"]),
    ];
    for text in &all {
        for word in ["Usage", "Options", "Print", "default", "possible", "alias", "Arguments", "Commands"] {
            assert!(!text.contains(word), "{word} in\n{text}");
        }
        for line in text.lines() {
            assert!(yiju::presentation::columns::width(line) <= 80, "{line}");
        }
    }
    assert_snapshot!(all.join("\n"));
}

#[test]
fn no_command() {
    assert!(said(&[]).ends_with("退出状态 2\n"));
}

#[test]
fn wrong_flags() {
    let all = [
        said(&["chek"]),
        said(&["查"]),
        said(&["check", "--formt", "json"]),
        said(&["check", "--format", "xml"]),
        said(&["check", "--sources"]),
        said(&["show"]),
        said(&["show", "--area", "晋城市", "--area", "晋城市", "--on", "2025-10-01"]),
        said(&["show", "晋城市", "--area", "晋城市", "--on", "2025-10-01"]),
    ];
    for text in &all {
        assert!(text.ends_with("退出状态 2\n"), "{text}");
    }
    assert_snapshot!(all.join("\n"));
}

#[test]
fn areas_and_days() {
    let show = |area: &str, on: &str| said(&["show", "--area", area, "--on", on]);
    let all = [
        show("晋成市", "2025-10-01"),
        show("", "2025-10-01"),
        show("火星", "2025-10-01"),
        show("晋城市", "2025-02-29"),
        show("晋城市", "明天"),
        show("晋城市", "2020-01-01"),
        said(&["show", "--area", "晋城市", "--on", "2025-10-01", "--known-by", "2020-01-01"]),
    ];
    for text in &all {
        assert!(text.ends_with("退出状态 2\n"), "{text}");
    }
    assert_snapshot!(all.join("\n"));
    for (area, on) in [
        ("山西省晋城市", "２０２５年１０月１日"),
        ("晋城市", "2025/10/1"),
        ("山西省/晋城市/阳城县", "2025-10-01"),
    ] {
        assert!(show(area, on).contains("示例市2025"), "{area} {on}");
    }
    let county = show("山西省/晋城市/阳城县", "2025-10-01");
    assert!(county.contains("没有山西省晋城市阳城县自己的公文，按山西省晋城市的公文办"), "{county}");
}

#[test]
fn files_that_cannot_be_read() {
    let eval = |path: &str| said(&["eval", path, "--area", "晋城市", "--on", "2025-10-01"]);
    assert_snapshot!([eval("没有.json"), eval("policies")].join("\n"));
}

#[test]
fn a_result_that_is_not_there() {
    let args = ["explain", "户.json", "--area", "晋城市", "--on", "2025-10-01", "--result", "低保精"];
    assert_snapshot!(said(&args));
}

#[test]
fn the_folder_may_come_from_the_environment() {
    let folder = Folder::with_policies();
    let mut command = crate::session::command(folder.path(), &["check"]);
    let output = command.env("YIJU_POLICIES", "policies/山西省").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 个文件"));
}
