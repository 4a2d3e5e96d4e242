//! The households that `diff` shows, decided again by `eval` out of the records that it prints.

use serde_json::Value as Json;

use crate::session::{given, package, yiju};

/// The household of a change, decided under both texts out of the record that is printed.
fn decided(witness: &Json, side: &str, area: &str, on: &str) -> Json {
    let record = witness[format!("{side}_record")].as_str().unwrap();
    // What the household supposes is supposed again: `设 甲＝…；乙＝…（此时此地没有公布）`.
    let told =
        witness["household"].as_array().unwrap().iter().filter_map(|line| line.as_str()?.strip_prefix("设 "));
    let figures = told.map(|line| line.trim_end_matches("（此时此地没有公布）").split('；'));
    let mut figures: Vec<String> =
        figures.flatten().map(|figure| figure.replace("年）＝", "年度）＝")).collect();
    // A standard is supposed for both kinds of area alike, so that the record need not say which it is.
    figures.extend(figures.clone().iter().map(|figure| figure.replace("（城市）", "（农村）")));
    let supposed = figures.iter().flat_map(|figure| ["--suppose", figure]);
    let call = ["eval", "-", "--area", area, "--on", on, "--format", "json"];
    let said = given(package(), &call.into_iter().chain(supposed).collect::<Vec<_>>(), record);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn each_amendment_has_a_household_that_is_decided_so() {
    let call = ["diff", "山西省@2025-08-31", "山西省@2025-09-01", "--format", "json"];
    let said = yiju(package(), &call);
    let whole: Json = serde_json::from_str(&said.out).unwrap();
    let changes = whole["changes"].as_array().unwrap();
    for name in ["单独申请所属群体", "单独申请残疾情形", "免计赡养费情形"] {
        let change = changes.iter().find(|change| change["name"] == name).unwrap();
        assert_eq!(change["effect"]["kind"], "witness", "{change:#}");
        let result = change["effect"]["line"]["result"].as_str().unwrap();
        assert_eq!(change["effect"]["line"]["old"]["status"], "fails");
        // The old record holds on the day of the new text: what differs is the text.
        let outcome = |all: &Json| -> String {
            let found = all["results"].as_object().unwrap().iter();
            let of = found.filter(|(name, _)| name.starts_with(result));
            of.map(|(_, one)| format!("{}{}", one["status"], one["value"])).collect()
        };
        let after = decided(&change["effect"], "new", "山西省", "2025-09-01");
        let before = decided(&change["effect"], "old", "山西省", "2025-08-31");
        assert_ne!(outcome(&before), outcome(&after), "{before:#}\n{after:#}");
    }
}
