//! `--suppose`: figures that are tried where none is published.

use serde_json::Value as Json;

use crate::session::{Said, package, yiju};

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/山东省/滨州市/示例/赵丽-公益性岗位.json");
const WHEN: [&str; 4] = ["--area", "滨州市", "--on", "2023-08-15"];

fn call(command: &[&str], figures: &[&str]) -> Said {
    let mut call = vec![command[0], RECORD];
    call.extend(&command[1..]);
    call.extend(WHEN);
    for figure in figures {
        call.extend(["--suppose", figure]);
    }
    yiju(package(), &call)
}

/// T5: the reading on which the grant hangs is named with what it would make of it, and everything says it is a trial.
#[test]
fn what_hangs_on_a_reading_is_told_under_a_supposed_line() {
    let said = call(&["explain", "--result", "低保金"], &["低保标准（农村）=每人每月700元"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let text: String = said.out.lines().map(str::trim).collect();
    assert!(text.contains("测算：假设低保标准（农村）=每人每月700元，不是公布的数，结果不是决定"), "{text}");
    assert!(text.contains("疑义“公益性岗位的报酬计不计入收入”改取“不计入”的，这一项变为"), "{text}");
    assert!(text.contains("《假设》即《测算时假设的数，不是公布的》"), "{text}");
    let said = call(&["eval", "--format", "json"], &["低保标准（农村）＝每人每月700元"]);
    let shape: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shape["supposed"][0], "低保标准（农村）＝每人每月700元");
    assert!(shape["text"].as_str().unwrap().contains("假设"), "{}", shape["text"]);
}

#[test]
fn a_figure_that_cannot_be_supposed_is_refused() {
    for (figure, words) in [
        ("低保标准=每人每月700元", "这个标准是“低保标准（区域）”"),
        ("低保线（农村）＝每人每月700元", "现行公文没有这个标准"),
        ("低保标准（郊区）＝每人每月700元", "没有写全，或者写的类别没有"),
        ("低保标准（农村）七百", "读不懂"),
    ] {
        let said = call(&["eval"], &[figure]);
        assert_eq!(said.code, Some(2), "{}", said.whole());
        let text: String = said.err.lines().map(|line| line.trim_start_matches([' ', '│', '×'])).collect();
        assert!(text.contains(words), "{text}");
        assert!(said.out.is_empty());
    }
}
