//! What `explain --format json` gives is what the published schema says.

use serde_json::Value as Json;
use yiju::presentation::explanation::{Reader, SCHEMA};

use crate::checker::faults;
use crate::sample::{FIRE, THREE, UNKNOWN, decided_by_a_person, jincheng};

#[test]
fn every_output_is_as_the_schema_says() {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let cases = [
        jincheng(THREE, "2025-10-01", |text| text),
        jincheng(THREE, "2025-08-01", |text| text),
        jincheng(UNKNOWN, "2025-10-01", |text| text),
        jincheng(FIRE, "2025-10-01", decided_by_a_person),
    ];
    for case in cases {
        for (reader, name) in
            [(Reader::Officer, "officer"), (Reader::Applicant, "applicant"), (Reader::Audit, "audit")]
        {
            let shape = case.json(reader, None);
            let mut found = Vec::new();
            // First by its own part, whose faults can be read; then as a whole.
            faults(&schema, &schema["$defs"][name], &shape, name, &mut found);
            assert!(found.is_empty(), "{:#?}", &found[..found.len().min(20)]);
            faults(&schema, &schema, &shape, "", &mut found);
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

#[test]
fn the_schema_refuses_what_is_not_an_explanation() {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let whole = case.json(Reader::Officer, Some("低保金"));
    let wrong = |change: fn(&mut Json)| {
        let mut shape = whole.clone();
        change(&mut shape);
        let mut found = Vec::new();
        faults(&schema, &schema, &shape, "", &mut found);
        !found.is_empty()
    };
    assert!(!wrong(|_| {}));
    assert!(wrong(|shape| shape["results"][0]["range"] = serde_json::json!(["1"])));
    assert!(wrong(|shape| shape["results"][0]["amount_decided"] = serde_json::json!(520)));
    assert!(wrong(|shape| shape["more"] = serde_json::json!(1)));
    assert!(wrong(|shape| {
        shape.as_object_mut().unwrap().remove("steps");
    }));
    assert!(wrong(|shape| shape["for"] = serde_json::json!("nobody")));
}
