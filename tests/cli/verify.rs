//! `explain --format trace` and `verify`: certificates that are sound, altered, cut off, or none at all.

use std::fs;

use serde_json::Value as Json;

use crate::session::{Folder, Said, copy, package, yiju};

const RECORD: &str = "policies/山西省/晋城市/示例/三口之家-残疾等级未查清.json";
const WHEN: [&str; 4] = ["--area", "晋城市", "--on", "2025-10-01"];

/// The certificate of a shipped household.
fn certificate() -> Json {
    let mut call = vec!["explain", RECORD, "--format", "trace"];
    call.extend(WHEN);
    let said = yiju(package(), &call);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.whole());
    serde_json::from_str(&said.out).unwrap()
}

/// Verifies a file by the shipped documents.
fn verified(folder: &Folder, name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> Said {
    folder.write(name, content);
    let path = folder.path().join(name);
    let mut call = vec!["核验", path.to_str().unwrap()];
    call.extend(more);
    yiju(package(), &call)
}

fn joined(text: &str) -> String {
    text.lines().map(|line| line.trim_start_matches([' ', '│', '×'])).collect()
}

#[test]
fn a_certificate_is_confirmed_and_an_altered_one_is_not() {
    let folder = Folder::new();
    let mut certificate = certificate();
    let said = verified(&folder, "证书.json", certificate.to_string(), &[]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(said.out.contains("核验通过：山西省/晋城市，基准日2025年10月1日"), "{}", said.out);
    let said =
        verified(&folder, "证书.json", format!("{certificate}\n{certificate}\n"), &["--format", "json"]);
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 2), "{}", said.whole());
    let shape: Json = serde_json::from_str(said.out.lines().next().unwrap()).unwrap();
    assert_eq!(shape["verified"], Json::Bool(true));

    let steps = certificate["steps"].as_array_mut().unwrap();
    let number = steps.iter().position(|step| step["value"] == "655").unwrap();
    steps[number]["value"] = "755".into();
    let said = verified(&folder, "改过.json", certificate.to_string(), &[]);
    assert_eq!(said.code, Some(1), "{}", said.whole());
    for words in ["核验不通过", &format!("第 {number} 步（《"), "证书写的是755，按它的依据重算是655"]
    {
        assert!(said.out.contains(words), "{words} in {}", said.out);
    }
}

#[test]
fn what_is_no_certificate_is_told_kindly() {
    let folder = Folder::new();
    let mut other = certificate();
    let whole = other.to_string();
    other["version"] = 7.into();
    let record = fs::read(package().join(RECORD)).unwrap();
    let cut: String = whole.chars().take(whole.chars().count() / 2).collect();
    for (content, words) in [
        (b"household,income\n1,2\n".to_vec(), "不是核验证书：第 1 行第 1 列起读不成"),
        (Vec::new(), "是空的"),
        (vec![0xff, 0xfe, 0x00], "不是 UTF-8 文字"),
        (record, "这不是核验证书"),
        (cut.into_bytes(), "没有写完，读到第 1 行就断了"),
        (other.to_string().into_bytes(), "证书的格式是第 7 版"),
    ] {
        let said = verified(&folder, "文件.json", content, &[]);
        assert_eq!(said.code, Some(1), "{}", said.whole());
        assert!(joined(&said.err).contains(words), "{words} in {}", said.err);
        assert!(said.err.contains("办法："), "{}", said.err);
        assert!(said.out.is_empty());
    }
    let large = folder.path().join("很大.json");
    fs::File::create(&large).unwrap().set_len(200 << 20).unwrap();
    let said = yiju(package(), &["verify", large.to_str().unwrap()]);
    assert_eq!(said.code, Some(1));
    assert!(joined(&said.err).contains("超过 64 MB，不像是证书"), "{}", said.err);
    let said = yiju(package(), &["verify", "没有这个文件.json"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("没有这个文件"), "{}", said.err);
}

#[test]
fn a_certificate_of_other_documents_is_refused() {
    let folder = Folder::new();
    copy(&package().join("policies"), &folder.path().join("policies"));
    let path = folder.path().join("policies/山西省/晋城市");
    let document = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let document = document.filter(|path| path.extension().is_some_and(|own| own == "yj")).max().unwrap();
    let mut text = fs::read_to_string(&document).unwrap();
    text.push_str("\n注：后来加的一行。\n");
    fs::write(&document, text).unwrap();
    folder.write("证书.json", certificate().to_string());
    let said = yiju(folder.path(), &["verify", "证书.json"]);
    assert_eq!(said.code, Some(1), "{}", said.whole());
    assert!(said.out.contains("规定文本的摘要对不上"), "{}", said.whole());
}

#[test]
fn a_trial_has_no_certificate() {
    for more in [&["--suppose", "低保标准（农村）=每人每月700元"][..], &["--result", "低保金"]]
    {
        let mut call = vec!["explain", RECORD, "--format", "trace"];
        call.extend(WHEN);
        call.extend(more);
        let said = yiju(package(), &call);
        assert_eq!(said.code, Some(2), "{}", said.whole());
        assert!(said.err.contains("证书"), "{}", said.err);
    }
}
