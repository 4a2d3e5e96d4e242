//! What `explain --format json` gives is what the published schema says.

use serde_json::Value as Json;
use yiju::presentation::explanation::{Reader, SCHEMA};

use crate::sample::{FIRE, THREE, UNKNOWN, decided_by_a_person, jincheng};

/// Words of the schema language that are understood here; another would go unchecked.
const KNOWN: [&str; 18] = [
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "minItems",
    "maxItems",
    "minimum",
    "pattern",
    "anyOf",
];

fn is_of(kind: &str, value: &Json) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_i64().is_some(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type {other}"),
    }
}

/// What is wrong with a value, with its place.
fn faults(root: &Json, schema: &Json, value: &Json, at: &str, found: &mut Vec<String>) {
    let rules = schema.as_object().unwrap();
    for word in rules.keys() {
        assert!(KNOWN.contains(&word.as_str()), "the schema uses {word}");
    }
    if let Some(name) = schema["$ref"].as_str() {
        let target =
            root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not there"));
        return faults(root, target, value, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Json| {
            let mut wrong = Vec::new();
            faults(root, choice, value, at, &mut wrong);
            wrong.is_empty()
        };
        let fitting = choices.iter().filter(fits).count();
        if fitting != 1 {
            found.push(format!("{at}: {fitting} of the choices fit"));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Json::String(kind) => vec![kind],
        Json::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is_of(kind, value)) {
        found.push(format!("{at}: {value} is no {kinds:?}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{at}: {value} is not allowed"));
    }
    if rules.contains_key("const") && schema["const"] != *value {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object()) {
        for (key, inner) in object {
            match properties.get(key) {
                Some(rule) => faults(root, rule, inner, &format!("{at}/{key}"), found),
                None if schema["additionalProperties"] == false => {
                    found.push(format!("{at}: {key} is not known"))
                }
                None => {}
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().map(|key| key.as_str().unwrap());
        found.extend(required.filter(|key| !object.contains_key(*key)).map(|key| format!("{at}: no {key}")));
    }
    if let Some(list) = value.as_array() {
        if rules.contains_key("items") {
            for (place, inner) in list.iter().enumerate() {
                faults(root, &schema["items"], inner, &format!("{at}/{place}"), found);
            }
        }
        let length = list.len() as u64;
        if schema["minItems"].as_u64().is_some_and(|least| length < least)
            || schema["maxItems"].as_u64().is_some_and(|most| length > most)
        {
            found.push(format!("{at}: {length} entries"));
        }
    }
}

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
