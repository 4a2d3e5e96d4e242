//! `explain` in its formats, and notices of localities.

use std::fs;

use crate::session::{Folder, copy, package, yiju};

const WHEN: [&str; 4] = ["--area", "晋城市", "--on", "2025-10-01"];

/// A folder with a household.
fn folder() -> Folder {
    let folder = Folder::new();
    copy(&package().join("policies"), &folder.path().join("policies"));
    let record = package().join("policies/山西省/晋城市/示例/三口之家-帮扶车间.json");
    folder.write("户.json", fs::read_to_string(record).unwrap());
    folder
}

fn explain(folder: &Folder, more: &[&str]) -> crate::session::Said {
    let words: Vec<&str> =
        ["explain", "户.json"].into_iter().chain(WHEN).chain(more.iter().copied()).collect();
    yiju(folder.path(), &words)
}

#[test]
fn each_format_is_written_to_a_file() {
    let folder = folder();
    for (format, begins) in [("html", b"<!DOCTYPE html>".as_slice()), ("docx", b"PK\x03\x04".as_slice())] {
        let name = format!("告知书.{format}");
        let said = explain(&folder, &["--for", "applicant", "--format", format, "--large", "--out", &name]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
        assert!(fs::read(folder.path().join(&name)).unwrap().starts_with(begins));
    }
    let page = explain(&folder, &["--for", "applicant", "--format", "html"]).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let plain = explain(&folder, &["--for", "applicant", "--plain"]).out;
    assert!(plain.lines().all(|line| !line.starts_with(' ')), "{plain}");
}

#[test]
fn the_schema_needs_no_record() {
    let folder = Folder::new();
    let published = fs::read_to_string(package().join("docs/schema/explain.schema.json")).unwrap();
    for words in [["explain", "--format", "schema"], ["解释", "--format", "schema"]] {
        assert_eq!(yiju(folder.path(), &words).out, published);
    }
}

#[test]
fn options_that_do_not_go_together_are_told() {
    let folder = folder();
    let cases: [(&[&str], &str); 5] = [
        (&["--format", "docx"], "docx 不能写到屏幕上"),
        (&["--format", "html", "--plain"], "--plain 只用于文字"),
        (&["--large"], "--large 只用于 html 和 docx"),
        (&["--format", "json", "--depth", "3"], "--depth 不用于 json"),
        (&["--depth", "0"], "“--depth <层数>”不能写“0”"),
    ];
    for (more, expected) in cases {
        let said = explain(&folder, more);
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert!(said.err.contains(expected), "{}", said.err);
    }
}

#[test]
fn the_template_of_the_nearest_area_wins_and_wrong_keys_are_told() {
    let folder = folder();
    folder.write("policies/山西省/模板/告知书.txt", "电话：0000-1\n异议途径：向上一级民政部门提出\n");
    folder
        .write("policies/山西省/晋城市/模板/告知书.txt", "单位：晋城市样例局\n电话：0000-2\n标题：告知书\n");
    let page = explain(&folder, &["--for", "applicant", "--plain"]).out;
    for words in
        ["晋城市样例局。\n告知书。\n", "电话 0000-2", "向上一级民政部门提出；几天以内提，请问经办人员"]
    {
        assert!(page.contains(words), "{words} in\n{page}");
    }
    assert!(!page.contains("0000-1"), "{page}");
    // Officers and auditors get no notice.
    assert!(!explain(&folder, &[]).out.contains("晋城市样例局"));
    folder.write("policies/山西省/晋城市/模板/告知书.txt", "单位：晋城市样例局\n电化：0000-2\n");
    let said = explain(&folder, &["--for", "applicant"]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    for words in ["第2行", "没有“电化”这个项目", "是不是“电话”？"] {
        assert!(said.err.contains(words), "{words} in\n{}", said.err);
    }
}

/// LibreOffice opens what is written, and the household's page fits two sheets of A4; where it is not installed,
/// nothing is tried.
#[test]
fn libreoffice_opens_the_word_document() {
    use std::process::Command;
    if Command::new("soffice").arg("--version").output().is_err() {
        return;
    }
    let folder = folder();
    explain(&folder, &["--for", "applicant", "--format", "docx", "--out", "notice.docx"]);
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let done = Command::new("soffice")
        .current_dir(folder.path())
        .args([&profile, "--headless", "--convert-to", "pdf", "notice.docx"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let printed = fs::read(folder.path().join("notice.pdf")).unwrap();
    let sheets = printed.windows(11).filter(|bytes| *bytes == b"/Type/Page/").count();
    let sheets = sheets.max(printed.windows(12).filter(|bytes| *bytes == b"/Type /Page/").count());
    assert!((1..=2).contains(&sheets), "{sheets} sheets");
}
