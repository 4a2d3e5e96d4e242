//! Records that are at fault: position, path, what, and how to mend it; never a panic.

use insta::assert_snapshot;

use crate::session::{Folder, fed, given, yiju};

const EVAL: [&str; 6] = ["eval", "-", "--area", "晋城市", "--on", "2025-10-01"];

fn refused(text: &str) -> String {
    let folder = Folder::with_policies();
    let said = given(folder.path(), &EVAL, text);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.err);
    said.err
}

/// A household with one member, whose facts are given.
fn member(facts: &str) -> String {
    format!("{{\"区域\": \"农村\", \"成员\": [{{\"姓名\": \"甲\", {facts}}}]}}")
}

#[test]
fn malformed_json_is_shown_with_its_line() {
    assert_snapshot!(refused("{\n  \"编号\": \"x\",\n  \"成员\": [{\"姓名\": \"甲\",, \"收入\": []}]\n}"));
}

#[test]
fn json_that_ends_early() {
    assert_snapshot!(refused("{\"区域\": \"农村\","));
}

#[test]
fn nothing_at_all() {
    assert_snapshot!(refused(" \n"));
}

#[test]
fn an_unknown_field() {
    assert_snapshot!(refused(&member("\"出身日期\": \"1990-01-01\"")));
}

#[test]
fn a_wrong_unit() {
    assert_snapshot!(refused(&member("\"收入\": [{\"来源\": \"工资\", \"月额\": \"900元/户\"}]")));
}

#[test]
fn a_wrong_type() {
    assert_snapshot!(refused(&member(
        "\"收入\": [{\"来源\": \"工资\", \"月额\": true}], \"残疾\": \"智力四级\""
    )));
}

#[test]
fn a_negative_income() {
    assert_snapshot!(refused(&member("\"收入\": [{\"来源\": \"工资\", \"月额\": -5}]")));
}

#[test]
fn level_nine() {
    assert_snapshot!(refused(&member("\"残疾\": [\"智力九级\", {\"残疾类别\": \"智力\", \"残疾等级\": 9}]")));
}

#[test]
fn an_empty_household() {
    assert_snapshot!(refused("{\"区域\": \"农村\", \"成员\": []}"));
}

#[test]
fn not_a_number() {
    assert_snapshot!(refused(&member("\"收入\": [{\"来源\": \"工资\", \"月额\": NaN}]")));
}

#[test]
fn ten_thousand_brackets() {
    assert_snapshot!(refused(&format!("{{\"区域\": {}", "[".repeat(10_000))));
}

#[test]
fn bytes_that_are_not_utf8() {
    let folder = Folder::with_policies();
    folder.write("户.json", b"{\"\xc7\xf8\xd3\xf2\": 1}");
    let said = yiju(folder.path(), &["eval", "户.json", "--area", "晋城市", "--on", "2025-10-01"]);
    assert_snapshot!(said.whole());
}

#[test]
fn two_hundred_megabytes_in_one_record() {
    let folder = Folder::with_policies();
    let said = fed(folder.path(), &EVAL, |stdin| {
        let chunk = vec![b'x'; 1 << 20];
        // The binary may stop reading early.
        let _ = stdin.write_all("{\"编号\": \"".as_bytes());
        for _ in 0..200 {
            if stdin.write_all(&chunk).is_err() {
                return;
            }
        }
        let _ = stdin.write_all(b"\"}");
    });
    assert_snapshot!(said.whole());
}

#[test]
fn bad_records_do_not_hide_the_others() {
    let folder = Folder::with_policies();
    let text = "{\"编号\": \"一\", \"区域\": \"农村\", \"成员\": [{\"收入\": [], \"残疾\": []}]}\n\
                {\"编号\": \"二\", \"区域\": \"乡下\", \"成员\": []}\n\
                {\"编号\": \"三\"\n\
                {\"编号\": \"四\", \"区域\": \"城市\", \"成员\": [{\"收入\": [], \"残疾\": []}]}\n";
    assert_snapshot!(given(folder.path(), &EVAL, text).whole());
}
