//! `check --fix`, and findings for machines.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::session::{Folder, Said, fixtures, yiju};

const FILE: &str = "policies/山西省/晋城市/改.yj";

const HEAD: &str =
    "政策 “改”\n代号：《改》\n辖区：山西省 晋城市\n施行：2025.9.1\n印发：2025年8月30日\n出处：转述\n\n";

fn with(sentences: &str) -> Folder {
    let folder = Folder::with_policies();
    folder.write(FILE, format!("{HEAD}{sentences}"));
    folder
}

fn text(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap()
}

fn json(said: &Said) -> Json {
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn what_can_only_be_mended_one_way_is_mended() {
    let folder = with(
        "定义 家庭的甲（元/户·月）：每户每月1,000元。\n认顶 家庭 为 困难家庭：\n  条件：人均月收入 低于 低保标准 并且 区域 = 农村；\n  机关：县级民政部门；\n  机关：县级民政部门。\n\n定义家庭的乙（元/户·月）：甲\n",
    );
    let before = yiju(folder.path(), &["check"]);
    assert_eq!(before.code, Some(1));
    let said = yiju(folder.path(), &["check", "--fix"]);
    assert_snapshot!(format!("{}== 公文 ==\n{}", said.whole(), text(&folder)));
    // Nothing is left to do, and nothing is done.
    let mended = text(&folder);
    let again = yiju(folder.path(), &["检查", "--fix"]);
    assert!(again.out.starts_with("没有可以自动改正的地方。"), "{}", again.out);
    assert_eq!(text(&folder), mended);
}

#[test]
fn what_could_mean_two_things_is_only_proposed() {
    let sentences = "定义 家庭的甲（元/户·月）：低保标谁 × 人数。\n认定 家庭 为 困难家庭：条件：人均月收入 低于 约1000元；机关：县级民政部门；机关：乡镇级。\n";
    let folder = Folder::with_policies();
    folder.write(FILE, format!("{}{sentences}", HEAD.replace("2025.9.1", "2025年9月1日")));
    let before = text(&folder);
    let said = yiju(folder.path(), &["check", "--fix"]);
    assert_eq!(text(&folder), before);
    assert!(said.out.contains("是否想写“低保标准”？"), "{}", said.out);
}

#[test]
fn published_texts_and_files_elsewhere_are_left_alone() {
    let folder = with("定义 家庭的甲（元/户·月）：每户每月100元\n");
    let before = text(&folder);
    yiju(folder.path(), &["check", "--fix", "policies/山西省/省办法.yj", "policies/全国"]);
    assert_eq!(text(&folder), before);
    let digest = "0".repeat(64);
    // By its code, by its path, and by a lock that cannot be read.
    for line in [
        format!("《改》 2025-08-30 sha256:{digest} 山西省/晋城市/旧名.yj\n"),
        format!("《曾用名》 2025-08-30 sha256:{digest} 山西省/晋城市/改.yj\n"),
        "sha256:00 山西省/晋城市/他.yj\n".to_owned(),
    ] {
        folder.write("policies/published.lock", line);
        yiju(folder.path(), &["check", "--fix"]);
        assert_eq!(text(&folder), before);
    }
    fs::remove_file(folder.path().join("policies/published.lock")).unwrap();
    let said = yiju(folder.path(), &["check", "--fix", "--format", "json"]);
    assert_ne!(text(&folder), before);
    let said = json(&said);
    let codes: Vec<&Json> = said["fixed"].as_array().unwrap().iter().map(|fixed| &fixed["code"]).collect();
    assert_eq!(codes, ["E0202", "E0101"]);
}

#[test]
fn a_file_that_is_not_utf8_is_not_written() {
    let folder = Folder::with_policies();
    let bytes =
        [HEAD.as_bytes(), "定义 家庭的甲（元/户·月）：每户每月100元\n定义".as_bytes(), b"\xd5\xfe"].concat();
    folder.write(FILE, &bytes);
    yiju(folder.path(), &["check", "--fix"]);
    assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), bytes);
}

/// The rules of SARIF 2.1.0 that readers depend on, written out from its specification.
#[test]
fn sarif_is_as_its_readers_want_it() {
    let folder = with("定义 家庭的甲（元/户·月）：每户每月1,000元。\n");
    folder.write("policies/山西省/晋城市/越权.yj", fs::read(fixtures().join("有错/越权.yj")).unwrap());
    folder.write("policies/山西省/晋城市/扩展区.yj", "政策 “𠮷”\n代号：《𠮷》\n辖区：山西省 晋城市\n施行：2025年1月1日\n\n定义 家庭的𠮷（元/户·月）：𠮷𠮷的甲。\n");
    let said = yiju(folder.path(), &["check", "--format", "sarif"]);
    assert_eq!(said.code, Some(1));
    let log = json(&said);
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let artifacts = run["artifacts"].as_array().unwrap();
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## 怎样改"));
        assert!(
            ["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 3, "{results:#?}");
    let mut related = 0;
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().unwrap().contains("后果："));
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        assert_eq!(result["partialFingerprints"]["finding/v1"].as_str().unwrap().len(), 32);
        let others = result["relatedLocations"].as_array().cloned().unwrap_or_default();
        related += others.len();
        for (at, place) in result["locations"].as_array().unwrap().iter().chain(&others).enumerate() {
            assert_eq!(place["id"].as_u64(), (at > 0).then_some(at as u64));
            physical(&folder, artifacts, &place["physicalLocation"]);
        }
        for fix in result["fixes"].as_array().into_iter().flatten() {
            assert!(!fix["description"]["text"].as_str().unwrap().is_empty());
            for change in fix["artifactChanges"].as_array().unwrap() {
                address(artifacts, &change["artifactLocation"]);
                for replacement in change["replacements"].as_array().unwrap() {
                    region(&replacement["deletedRegion"]);
                    assert!(replacement["insertedContent"]["text"].is_string());
                }
            }
        }
    }
    assert!(related > 0 && results.iter().any(|result| result["fixes"].is_array()));
}

fn physical(folder: &Folder, artifacts: &[Json], place: &Json) {
    let path = address(artifacts, &place["artifactLocation"]);
    let ((line, from), (last, to)) = region(&place["region"]);
    if line == last {
        // The columns count code points: they cut the snippet out of the line.
        let file = fs::read_to_string(folder.path().join(path)).unwrap();
        let words: String =
            file.lines().nth(line - 1).unwrap_or_default().chars().skip(from - 1).take(to - from).collect();
        assert_eq!(place["region"]["snippet"]["text"], words);
    }
}

/// The path that a location names.
fn address(artifacts: &[Json], location: &Json) -> String {
    let uri = location["uri"].as_str().unwrap();
    assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{uri}");
    assert!(!uri.starts_with('/'), "relative to the base");
    assert_eq!(location["uriBaseId"], "%SRCROOT%");
    assert_eq!(artifacts[location["index"].as_u64().unwrap() as usize]["location"]["uri"], uri);
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&others[..2]).unwrap(), 16).unwrap());
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn region(region: &Json) -> ((usize, usize), (usize, usize)) {
    let number = |key: &str| region[key].as_u64().unwrap() as usize;
    let (start, end) =
        ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
    assert!(start.0 > 0 && start.1 > 0 && start <= end, "{region}");
    (start, end)
}
