//! The people of the source documents, explained (T1 to T6 of the domain): expected results are of its section 1.6.

use yiju::cases::supposed::suppose;
use yiju::presentation::explanation::Reader;

use crate::sample::{Case, FIRE, compile, decide, jincheng, policies, replaced};

/// The line of 滨州 that is supposed: no source says it.
const LINE: &str = "低保标准（农村）＝每人每月700元";

/// A sample household of 滨州, with the line supposed.
fn binzhou(name: &str, on: &str) -> Case {
    let program = compile(policies(), "山东省/滨州市", on);
    let program = suppose(&program, &[LINE.to_owned()]).unwrap();
    let path = format!("{}/policies/山东省/滨州市/示例/{name}.json", env!("CARGO_MANIFEST_DIR"));
    decide(program, &std::fs::read_to_string(path).unwrap())
}

/// What a reader gets, without the ends of its lines.
fn said(case: &Case, reader: Reader, result: Option<&str>) -> String {
    case.text(reader, result).lines().map(str::trim).collect()
}

/// How a result stands, as the data for machines say it.
fn standing(case: &Case, result: &str) -> String {
    let data = case.json(Reader::Officer, Some(result));
    data["results"][0]["standing"].as_str().unwrap_or_default().to_owned()
}

fn missing(case: &Case, result: &str) -> Vec<String> {
    let data = case.json(Reader::Officer, Some(result));
    let asked = data["results"][0]["missing"].as_array().cloned().unwrap_or_default();
    asked.iter().map(|one| one["place"].as_str().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "“{word}” is not in\n{text}");
    }
}

/// T1: 1318 yuan a month, household and income not reported: undetermined, and it says what is missing.
#[test]
fn household_and_income_not_reported() {
    let case = jincheng("王某某-人口收入未写", "2025-07-09", |text| text);
    assert_eq!(standing(&case, "低保金"), "未定");
    let page = said(&case, Reader::Applicant, Some("低保金"));
    says(&page, &["还不能决定", "成员（有没有，有哪些）", "甲的收入（有没有，有哪些）"]);
}

/// T2: the whole family's 35,000 yuan a year makes 486.11 yuan a person and month, below 655: a grant of 1013.33 they may
/// be missing. Each person's own 35,000 makes 2,916.67: nothing is missed.
#[test]
fn one_income_read_both_ways() {
    let settled = |text: String| {
        let known = "\"低保办理状态\": \"未申请\", \"财产符合当地规定\": true";
        replaced(&text, "\"低保办理状态\": \"未申请\"", known)
    };
    let whole = jincheng(FIRE, "2026-01-05", settled);
    assert_eq!(standing(&whole, "可能漏保"), "有此线索");
    assert_eq!(standing(&whole, "临时救助金"), "须由人决定");
    let officer = said(&whole, Reader::Officer, None);
    says(&officer, &["线索（供核查，不是决定）", "可能漏保（本户）：有此线索", "486.11", "1013.33"]);
    let each = jincheng(FIRE, "2026-01-05", |text| {
        // Six people with 35,000 yuan each.
        replaced(&settled(text), "每人每年35000元", "每人每年210000元")
    });
    assert_eq!(standing(&each, "低保家庭"), "不符合");
    assert_eq!(standing(&each, "临时救助金"), "须由人决定");
    let officer = said(&each, Reader::Officer, None);
    says(&officer, &["2916.6667"]);
    assert!(!officer.contains("可能漏保（本户）：有此线索"));
}

/// T3: refused as a whole household, and a person alone may apply once the text of 滨州 is in force.
#[test]
fn alone_before_and_after() {
    let before = binzhou("赵文龙-参照单人户", "2023-07-01");
    let text = said(&before, Reader::Officer, Some("可参照单人户申请低保人员（甲）"));
    says(&text, &["不符合", "智力三级"]);
    let after = binzhou("赵文龙-参照单人户", "2023-08-15");
    assert_eq!(standing(&after, "参照单人户申请低保人员（甲）"), "符合");
    let text = said(&after, Reader::Officer, Some("参照单人户申请低保人员（甲）"));
    says(&text, &["测算：假设低保标准（农村）＝每人每月700元，不是公布的数", "年龄", "智力三级"]);
    // 14 days before his 18th birthday he is no adult.
    let page = said(&after, Reader::Applicant, None);
    says(&page, &["不是公布的数"]);
}

/// T4: the status comes first, then the money; how much no text says.
#[test]
fn the_amount_of_medical_aid_is_not_ruled() {
    let case = binzhou("张某-依申请医疗救助", "2023-08-15");
    assert_eq!(standing(&case, "依申请医疗救助金（甲）"), "没有现行规定");
    says(&said(&case, Reader::Officer, Some("依申请医疗救助金")), &["《滨州救助2023》第五条", "未载明"]);
}

/// T5: undetermined, and hangs on four points: the deduction, whether pay of a public post counts, whether anything
/// changed since the last review, and the months of fading out.
#[test]
fn a_post_and_the_grant_hang_on_four_points() {
    let case = binzhou("赵丽-公益性岗位", "2023-08-15");
    assert_eq!(standing(&case, "低保金"), "未定");
    let asked = missing(&case, "低保金");
    assert_eq!(asked, ["经济状况明显变化", "成员[2].收入[1].月额", "成员[1].收入[1].适用收入扣减规定"]);
    assert_eq!(standing(&case, "渐退期低保金"), "未定");
    let officer = said(&case, Reader::Officer, Some("低保金"));
    // The fourth, the reading of 公益性岗位, is told beside (`tests/cli/supposed.rs`).
    says(&officer, &["滨州收入扣减", "经济状况明显变化"]);
    let page = said(&case, Reader::Applicant, None);
    says(&page, &["渐退期低保金", "还不能决定", "适用收入扣减规定", "经济状况明显变化"]);
}

/// T6: a person decides, up to 500,000 yuan; that the money is no income is a rule of 山西 and does not reach 山东.
#[test]
fn charity_in_another_province() {
    let case = binzhou("时磊-安心纾困", "2023-08-15");
    let officer = said(&case, Reader::Officer, Some("安心纾困救助金"));
    says(&officer, &["231500元", "不得超过 50万元", "市级民政部门2023年8月15日决定"]);
    let whole = said(&case, Reader::Officer, None);
    assert!(!whole.contains("扩围增效2025"), "a text of 山西 has reached 山东");
}
