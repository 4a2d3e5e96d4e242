//! 补发: a standard of 650 issued on 20 June 2025 and in force from 1 April, in place of 600.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::session::{fixtures, given, package};

fn run(args: &[&str], income: &str) -> crate::session::Said {
    let policies = fixtures().join("补发");
    let record = format!(r#"{{"区域":"农村","成员":[{{"姓名":"甲"}},{{"姓名":"乙"}}],"月收入":{income}}}"#);
    let mut call = vec!["--policies", policies.to_str().unwrap(), "补发", "-", "--area", "甲省"];
    call.extend(args);
    given(package(), &call, &record)
}

#[test]
fn the_months_between_effect_and_issue_are_paid_later() {
    // 650 × 2 − 1210.50 = 89.50 in April, May and June; under 600 the household is not entitled.
    assert_snapshot!(run(&["--from", "2025-01", "--to", "2025-08"], "1210.5").whole());
}

#[test]
fn what_was_known_when_it_was_paid_can_be_said() {
    // Paid by the old standard up to August: 5 months of 100.
    let said = run(
        &["--from", "2025年1月", "--to", "2025-08", "--known-by", "2025-06-19", "--format", "json"],
        "1100",
    );
    let json: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["totals"][0]["total"], "500", "{}", said.out);
    assert_eq!(json["months"][3]["month"], "2025-04");
    assert_eq!(
        (&json["months"][3]["then"]["value"], &json["months"][3]["now"]["value"]),
        (&"100".into(), &"200".into())
    );
}

#[test]
fn what_is_unknown_is_not_counted() {
    assert_snapshot!(run(&["--from", "2025-03", "--to", "2025-04"], "{\"值\": null}").whole());
    let open = given(
        package(),
        &[
            "--policies",
            fixtures().join("补发").to_str().unwrap(),
            "补发",
            "-",
            "--area",
            "甲省",
            "--from",
            "2025-04",
            "--to",
            "2025-04",
        ],
        r#"{"区域":"农村","成员":[{"姓名":"甲"}]}"#,
    );
    assert_snapshot!(open.whole());
}

#[test]
fn wrong_calls_say_what_would_be_right() {
    let wrong: [&[&str]; 4] = [
        &["--from", "2025-08", "--to", "2025-01"],
        &["--from", "八月", "--to", "2025-01"],
        &["--from", "1990-01", "--to", "2025-01"],
        &["--from", "2025-01", "--to", "2025-02", "--result", "低保"],
    ];
    let said: Vec<String> = wrong.iter().map(|args| run(args, "1").whole()).collect();
    assert_snapshot!(said.join("\n"));
}

#[test]
fn a_record_may_hold_what_a_document_of_another_day_asks_for() {
    let folder = crate::session::Folder::new();
    for file in ["全国/词汇.yj", "甲省/旧标准.yj"] {
        let text = std::fs::read_to_string(fixtures().join("补发").join(file)).unwrap();
        folder.write(&format!("policies/{file}"), text);
    }
    folder.write(
        "policies/甲省/以后.yj",
        "政策 “以后”\n代号：《以后》\n辖区：甲省\n印发：2026年1月1日\n施行：2026年1月1日\n\
         补充 家庭 的项目：\n｜ 项目 ｜ 内容 ｜ 可无 ｜\n｜ 有汽车 ｜ 是否 ｜ 否 ｜\n",
    );
    let household = r#"{"区域":"农村","成员":[{"姓名":"甲"}],"月收入":100,"有汽车":false}"#;
    let on = |day: &str, record: &str| {
        given(folder.path(), &["eval", "-", "--area", "甲省", "--on", day], record).code
    };
    assert_eq!(on("2025-10-01", household), Some(0));
    assert_eq!(on("2026-01-01", household), Some(0));
    assert_eq!(on("2025-10-01", &household.replace("有汽车", "有火车")), Some(1));
}

#[test]
fn a_text_with_a_sentence_that_cannot_be_read_pays_nothing() {
    let folder = crate::session::Folder::new();
    for file in ["全国/词汇.yj", "甲省/旧标准.yj", "甲省/新标准.yj"] {
        let text = std::fs::read_to_string(fixtures().join("补发").join(file)).unwrap();
        folder.write(
            &format!("policies/{file}"),
            text.replace("公布 低保标准，自 2025年4月1日 起：", "公步 低保标准："),
        );
    }
    let household = r#"{"区域":"农村","成员":[{"姓名":"甲"}],"月收入":100}"#;
    let call = ["补发", "-", "--area", "甲省", "--from", "2025-03", "--to", "2025-05"];
    let said = given(folder.path(), &call, household);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.whole());
    assert!(said.err.contains("改正以后才能使用"), "{}", said.err);
}
