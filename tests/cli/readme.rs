//! What the two READMEs print is what the command prints. `YIJU_BLESS=1 cargo test --test cli readme` writes it anew.

use std::fs;

use crate::session::{Folder, fixtures, package, yiju};

/// The text between a fence of this kind and the next fence.
fn block<'t>(text: &'t str, kind: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("```{kind}\n")).unwrap_or_else(|| panic!("no {kind} block"));
    rest.split_once("```").unwrap().0
}

fn checked(name: &str) {
    let path = package().join(name);
    let text = fs::read_to_string(&path).unwrap();
    let folder = Folder::new();
    // A small vocabulary of its own: the digest printed does not change with the shipped documents.
    folder.write("policies/全国/词汇.yj", fs::read(fixtures().join("公文/全国/词汇.yj")).unwrap());
    folder.write("policies/示例省/示例市/高龄津贴.yj", block(&text, "yj"));
    folder.write("王家.json", block(&text, "json"));
    let session = block(&text, "console");
    let (call, printed) = session.split_once('\n').unwrap();
    let args: Vec<&str> = call.strip_prefix("$ yiju ").unwrap().split(' ').collect();
    let said = yiju(folder.path(), &args);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    if std::env::var_os("YIJU_BLESS").is_some() {
        let new = format!("{call}\n{}", said.out);
        fs::write(&path, text.replace(session, &new)).unwrap();
        return;
    }
    assert_eq!(printed, said.out, "{name} prints something else: YIJU_BLESS=1 cargo test --test cli readme");
}

#[test]
fn the_english_one_prints_what_is_printed() {
    checked("README.md");
}

#[test]
fn the_chinese_one_prints_what_is_printed() {
    checked("README.zh.md");
}

#[test]
fn the_household_of_the_first_command_is_explained() {
    let text = fs::read_to_string(package().join("README.md")).unwrap();
    let call = text.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    let said = yiju(package(), &call.split(' ').collect::<Vec<_>>());
    assert_eq!(said.code, Some(0), "{}", said.err);
    for word in ["655", "245", "520元", "《扩围增效2025》第三条", "县级民政部门"] {
        assert!(said.out.contains(word), "{word} in\n{}", said.out);
    }
}
