//! What each reader gets, as snapshots: after the change of 2025 and before it, undetermined, refused, judged.

use yiju::presentation::explanation::Reader;

use crate::sample::{FIRE, THREE, UNKNOWN, decided_by_a_person, jincheng, replaced};

#[test]
fn workshop_after_the_change() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    insta::assert_snapshot!("workshop_after_applicant", case.text(Reader::Applicant, None));
    insta::assert_snapshot!("workshop_after_officer", case.text(Reader::Officer, None));
    insta::assert_snapshot!("workshop_after_audit", case.text(Reader::Audit, Some("低保金")));
}

#[test]
fn workshop_before_the_change() {
    let case = jincheng(THREE, "2025-08-01", |text| text);
    insta::assert_snapshot!("workshop_before_applicant", case.text(Reader::Applicant, None));
    insta::assert_snapshot!("workshop_before_officer", case.text(Reader::Officer, Some("低保金")));
    insta::assert_snapshot!("workshop_before_audit", case.text(Reader::Audit, Some("低保金")));
}

#[test]
fn undetermined() {
    let case = jincheng(UNKNOWN, "2025-10-01", |text| text);
    insta::assert_snapshot!("undetermined_applicant", case.text(Reader::Applicant, None));
    insta::assert_snapshot!("undetermined_officer", case.text(Reader::Officer, Some("低保金")));
}

#[test]
fn refused_for_one_condition() {
    let case = jincheng(THREE, "2025-10-01", |text| {
        replaced(&text, "\"财产符合当地规定\": {\"值\": true", "\"财产符合当地规定\": {\"值\": false")
    });
    insta::assert_snapshot!("refused_applicant", case.text(Reader::Applicant, Some("低保金")));
    insta::assert_snapshot!("refused_officer", case.text(Reader::Officer, Some("低保金")));
}

#[test]
fn exactly_at_the_line() {
    // 245 ＋ 1720 ＋ 0 ＝ 1965 ＝ 655 × 3: “低于” does not hold.
    let case = jincheng(THREE, "2025-10-01", |text| replaced(&text, "\"值\": 1200", "\"值\": 1720"));
    insta::assert_snapshot!("at_the_line_applicant", case.text(Reader::Applicant, Some("低保金")));
}

#[test]
fn judged_by_a_person() {
    let case = jincheng(FIRE, "2025-10-01", |text| text);
    insta::assert_snapshot!("judgement_open_applicant", case.text(Reader::Applicant, None));
    insta::assert_snapshot!("judgement_open_officer", case.text(Reader::Officer, Some("临时救助金")));
    let case = jincheng(FIRE, "2025-10-01", decided_by_a_person);
    insta::assert_snapshot!("judged_applicant", case.text(Reader::Applicant, Some("临时救助金")));
    insta::assert_snapshot!("judged_officer", case.text(Reader::Officer, Some("临时救助金")));
}

#[test]
fn results_are_chosen_by_name_or_by_name_and_subject() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let all = case.json(Reader::Officer, Some("单独申请低保对象"));
    assert_eq!(all["results"].as_array().unwrap().len(), 3);
    let one = case.json(Reader::Officer, Some("单独申请低保对象(甲)"));
    assert_eq!(one["results"].as_array().unwrap().len(), 1);
    assert_eq!(one["results"][0]["subject"], "甲");
    let none = case.text(Reader::Applicant, Some("低宝金"));
    assert!(none.contains("没有名为“低宝金”的结果") && none.contains("低保金"), "{none}");
}

#[test]
fn data_says_what_the_texts_say() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    for reader in [Reader::Officer, Reader::Audit] {
        let data = case.json(reader, None);
        let results = data["results"].as_array().unwrap();
        assert_eq!(results.len(), case.decision.outcomes.len());
        let granted = results.iter().find(|result| result["name"] == "低保金").unwrap();
        assert_eq!(granted["standing"], "给付");
        assert_eq!(granted["amount_decided"], "520.00");
        assert_eq!(granted["rests_on"]["promised"].as_array().unwrap().len(), 1);
        let steps = data["steps"].as_array().unwrap();
        assert_eq!(steps.len(), case.decision.trace.steps.len());
        for step in steps {
            let from = step["from"].as_array().unwrap();
            assert!(from.iter().all(|child| child.as_u64() < step["id"].as_u64()), "children come first");
        }
        let reasons = results.iter().filter(|result| result["reasons"].is_array()).count();
        assert_eq!(reasons, if reader == Reader::Officer { results.len() } else { 0 });
    }
    let data = case.json(Reader::Applicant, None);
    assert_eq!(data["sections"][0]["heading"], "一、结论");
}

#[test]
fn a_range_has_its_ends_in_the_data() {
    let case = jincheng(FIRE, "2025-10-01", |text| text);
    let data = case.json(Reader::Audit, Some("低保金"));
    assert_eq!(data["results"][0]["range"], serde_json::json!(["1013.33", "1013.33"]));
    assert_eq!(data["results"][0]["missing"][0]["place"], "财产符合当地规定");
}
