//! `explain --ask`: a session with a caseworker, and the questions as data.

use std::fs;

use serde_json::Value as Json;

use crate::session::{Folder, Said, given, package, yiju};

const WHEN: [&str; 4] = ["--area", "山西省/晋城市", "--on", "2025-10-01"];
const RECORD: &str = "policies/山西省/晋城市/示例/三口之家-残疾等级未查清.json";

/// The sample household in a file of its own, changed.
fn household(folder: &Folder, change: impl Fn(&str) -> String) -> String {
    let text = fs::read_to_string(package().join(RECORD)).unwrap();
    let path = folder.path().join("户.json");
    fs::write(&path, change(&text)).unwrap();
    path.display().to_string()
}

fn ask(folder: &Folder, record: &str, more: &[&str], lines: &str) -> Said {
    let policies = package().join("policies").display().to_string();
    let mut call = vec!["explain", record, "--ask", "--policies", &policies];
    call.extend(WHEN);
    call.extend(more);
    given(folder.path(), &call, lines)
}

fn flat(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

/// A wrong answer is told and asked again, 返回 takes an answer back, 不知道 passes on, and only the answer is written.
#[test]
fn a_session_ends_with_the_completed_record() {
    let folder = Folder::new();
    let record = household(&folder, str::to_owned);
    let out = folder.path().join("补.json").display().to_string();
    let said = ask(&folder, &record, &["--out", &out], "九级\n?\n1\n返回\n2 核对 县残联\n不知道\n不知道\n");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let text = flat(&said.out);
    for words in [
        "第1题　甲的残疾等级（已知是“肢体”）",
        "1 肢体一级　2 肢体二级　3 肢体三级　4 肢体四级",
        "“九级”不是残疾等别",
        "怎样回答：",
        "→ 低保金（本户）：给付 每月520元",
        "第2题　甲的“单独提出申请”：是还是否",
        "由乡镇级决定",
        "请妥善保管",
    ] {
        assert!(text.contains(words), "{words}\n{}", said.out);
    }
    let read = |path: &str| serde_json::from_str::<Json>(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut before, after) = (read(&record), read(&out));
    before["成员"][0]["残疾"][0] = serde_json::json!({"值": "肢体二级", "依据": "核对", "机关": "县残联"});
    assert_eq!(after, before);
    let decided = yiju(package(), &["eval", &out, WHEN[0], WHEN[1], WHEN[2], WHEN[3], "--format", "json"]);
    let shape: Json = serde_json::from_str(&decided.out).unwrap();
    assert_eq!(shape["results"]["低保金"]["value"], "520.00");
    let verified = shape["results"]["低保家庭"]["rests_on"]["verified"].as_array().unwrap();
    assert!(verified.iter().any(|fact| fact["by"] == "县残联"), "{verified:?}");
}

/// A promise in a form that the text does not take is asked for again, with the reason; proven, it counts.
#[test]
fn a_promise_that_does_not_count_is_asked_for_again() {
    let folder = Folder::new();
    let record = household(&folder, |text| text.replace("\"形式\": \"书面\"", "\"形式\": \"口头\""));
    let said = ask(&folder, &record, &["--result", "低保家庭"], "1200 核对\n肢体二级\n\n");
    let text = flat(&said.out);
    assert!(text.contains("低保家庭（本户）：暂缓"), "{}", said.out);
    assert!(
        text.contains("记录里只凭承诺，不能作数：承诺的形式“口头”不是《扩围增效2025》第一条写的"),
        "{text}"
    );
    assert!(text.contains("→ 低保家庭（本户）：符合"), "{text}");
    assert!(text.contains("没有保存"), "{text}");
}

/// For forms: every question with its place, type and choices; what settles most comes first.
#[test]
fn the_questions_are_given_as_data() {
    let folder = Folder::new();
    let record = household(&folder, str::to_owned);
    let said = ask(&folder, &record, &["--format", "json"], "");
    let shape: Json = serde_json::from_str(&said.out).unwrap();
    let questions = shape["questions"].as_array().unwrap();
    let first = &questions[0];
    assert_eq!(first["path"], "成员[1].残疾[1].残疾等级");
    assert_eq!(first["type"], "choice");
    assert_eq!(first["choices"], serde_json::json!(["肢体一级", "肢体二级", "肢体三级", "肢体四级"]));
    assert!(first["settles"].as_array().unwrap().contains(&Json::from("低保金（本户）")), "{first}");
    let judged = questions.iter().find(|one| one["by"][0] == "乡镇级").unwrap();
    assert_eq!((&judged["type"], &judged["path"]), (&"truth".into(), &"申请人基本生活存在困难".into()));
}

#[test]
fn a_dialogue_needs_the_record_in_a_file() {
    let folder = Folder::new();
    let said = ask(&folder, "-", &[], "{}");
    assert_eq!(said.code, Some(2), "{}", said.whole());
    assert!(said.err.contains("没有地方写回答"), "{}", said.err);
}
