//! What of JSON Schema the published schemas use, checked.

use serde_json::Value as Json;

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
pub fn faults(root: &Json, schema: &Json, value: &Json, at: &str, found: &mut Vec<String>) {
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
