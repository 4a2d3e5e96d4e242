//! 新建: an officer with an empty folder.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::session::{Folder, package, yiju};

/// Every file below a folder, as paths with `/`, in order.
fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The national files of a list as one line: their number grows.
fn without_national(said: &str) -> String {
    let mut lines: Vec<&str> = said
        .lines()
        .map(|line| if line.starts_with("  全国/") { "  全国/（各件公文和词汇）" } else { line })
        .collect();
    lines.dedup();
    lines.join("\n") + "\n"
}

/// Types the commands that a call printed last.
fn typed(folder: &Folder, printed: &str) -> String {
    let (_, commands) = printed.split_once("接着请打：\n").expect("it says what to type next");
    let mut said = String::new();
    for command in commands.lines() {
        let words: Vec<&str> = command.trim().strip_prefix("yiju ").unwrap().split(' ').collect();
        let result = yiju(folder.path(), &words);
        assert_eq!((result.code, result.err.as_str()), (Some(0), ""), "{command}\n{}", result.out);
        said.push_str(&format!("$ {}\n{}\n", command.trim(), result.out));
    }
    assert_eq!(commands.lines().count(), 3);
    said
}

#[test]
fn an_empty_folder_becomes_documents_that_decide_a_household() {
    let folder = Folder::new();
    let said = yiju(folder.path(), &["新建", "甲省/乙市"]);
    assert_snapshot!("from_an_empty_folder", without_national(&said.whole()));
    let session = typed(&folder, &said.out);
    // 100 × 3 − 150 = 150; no fact is missing in the sample.
    for words in ["没有错误", "：全部通过。", "低保金：每月150元", "乙市高龄津贴（甲）：每人每月10元"]
    {
        assert!(session.contains(words), "{words} in\n{session}");
    }
    for words in ["未定", "缺 ", "待决定", "处警告", "处错误"] {
        assert!(!session.contains(words), "{words} in\n{session}");
    }
    let document =
        fs::read_to_string(folder.path().join("policies/甲省/乙市/救助标准和高龄津贴.yj")).unwrap();
    // No figure stands without saying that it is to be replaced.
    assert_eq!(document.matches("待替换，").count(), 2, "{document}");
    assert_snapshot!("the_document_of_a_city", document);
}

#[test]
fn a_province_bounds_what_its_cities_publish() {
    let folder = Folder::new();
    let province = yiju(folder.path(), &["new", "甲省"]);
    typed(&folder, &province.out);
    assert_snapshot!(
        "the_document_of_a_province",
        fs::read_to_string(folder.path().join("policies/甲省/救助标准和高龄津贴.yj")).unwrap()
    );
    for area in ["甲省/乙市", "甲省/和田市/且末县"] {
        let said = yiju(folder.path(), &["new", area, "--title", "关于《甲》的通知"]);
        assert!(typed(&folder, &said.out).contains("低保金：每月150元"), "{}", said.out);
        let document = folder.path().join("policies").join(area).join("救助标准和高龄津贴.yj");
        assert!(fs::read_to_string(document).unwrap().starts_with("政策 “关于《甲》的通知”\n"));
    }
}

#[test]
fn what_is_there_is_kept() {
    let folder = Folder::new();
    let other = "policies/全国/社会救助通用词汇.yj";
    let vocabulary = fs::read_to_string(package().join(other)).unwrap() + "\n注：本单位加的一行。\n";
    folder.write(other, &vocabulary);
    folder.write("policies/甲省/乙市/示例/三口之家.json", "{}");
    let said = yiju(folder.path(), &["新建", "甲省／乙市/"]);
    assert!(
        said.out.contains("  全国/社会救助通用词汇.yj\n  甲省/乙市/示例/三口之家.json\n"),
        "{}",
        said.out
    );
    assert_snapshot!(without_national(&said.whole()));
    assert_eq!(fs::read_to_string(folder.path().join(other)).unwrap(), vocabulary);
    assert_eq!(
        fs::read_to_string(folder.path().join("policies/甲省/乙市/示例/三口之家.json")).unwrap(),
        "{}"
    );
}

#[test]
fn a_corpus_of_ones_own_gets_no_national_documents() {
    let folder = Folder::with_policies();
    let before = below(&folder.path().join("policies/全国"));
    let said = yiju(folder.path(), &["新建", "山西省/太原市"]);
    assert!(said.out.contains("“全国”里是您自己的公文"), "{}", said.whole());
    assert_eq!(below(&folder.path().join("policies/全国")), before);
}

#[test]
fn a_folder_elsewhere_is_named_in_the_commands() {
    let folder = Folder::new();
    let said = yiju(folder.path(), &["新建", "甲省", "--policies", "本局 公文"]);
    assert!(said.out.contains("yiju --policies '本局 公文' 检查\n"), "{}", said.out);
    assert!(said.out.contains("评估 '本局 公文/甲省/示例/三口之家.json' --area 甲省 --on"), "{}", said.out);
    assert!(!folder.path().join("policies").exists());
}

#[test]
fn the_embedded_documents_are_those_of_the_folder() {
    let folder = Folder::new();
    assert_eq!(yiju(folder.path(), &["新建", "甲省"]).code, Some(0));
    let shipped = package().join("policies/全国");
    let mut expected = below(&shipped);
    expected.retain(|name| name.ends_with(".yj"));
    let written = folder.path().join("policies/全国");
    assert_eq!(below(&written), expected, "src/cli/new/shipped.rs lists the files of policies/全国");
    for name in expected {
        let same = fs::read(written.join(&name)).unwrap() == fs::read(shipped.join(&name)).unwrap();
        assert!(same, "{name}");
    }
}

#[test]
fn wrong_calls_write_nothing() {
    let folder = Folder::new();
    folder.write("policies/山西省/晋城市/标准.yj", "政策 “标准”\n");
    folder.write("policies/山西省/太原市", "不是文件夹");
    let before = below(folder.path());
    let wrong: [&[&str]; 16] = [
        &["新建"],
        &["新建", ""],
        &["新建", " / "],
        &["新建", "甲省//丙县"],
        &["新建", "全国"],
        &["新建", "全国/甲省"],
        &["新建", "../甲省"],
        &["新建", "甲省/../../乙市"],
        &["新建", "甲省/乙 市"],
        &["新建", "甲省/“乙”市"],
        &["新建", "甲省/的市"],
        &["新建", "甲省/乙市/丙县/丁镇"],
        &["新建", "山西省/晋城市"],
        &["新建", "山西省/太原市"],
        &["新建", "甲省", "--title", " "],
        &["新建", "甲省", "--title", "“甲”办法"],
    ];
    let mut all = String::new();
    for args in wrong {
        let said = yiju(folder.path(), args);
        assert_eq!(said.code, Some(2), "{args:?}: {}", said.whole());
        all.push_str(&format!("$ yiju {}\n{}\n", args.join(" "), said.whole()));
    }
    assert_eq!(below(folder.path()), before);
    assert_snapshot!(all);
}
