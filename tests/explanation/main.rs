//! Explanations of the real sample households, as three readers get them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../schema/mod.rs"]
mod checker;
mod formats;
mod honesty;
mod people;
mod readers;
mod sample;
mod schema;

use yiju::presentation::explanation::Reader;

/// Prints an explanation to look at: `HOUSEHOLD` or `RECORD`, `ON`, `FOR`, `RESULT`, `JSON`, `REPLACE` choose it.
#[test]
#[ignore = "a tool to look at explanations"]
#[allow(clippy::disallowed_methods, reason = "it is called by hand, with variables to choose what to print")]
fn print() {
    let var = |name: &str| std::env::var(name).ok();
    let household = var("HOUSEHOLD").unwrap_or_else(|| sample::THREE.to_owned());
    let on = var("ON").unwrap_or_else(|| "2025-10-01".to_owned());
    let reader = match var("FOR").as_deref() {
        Some("applicant") => Reader::Applicant,
        Some("audit") => Reader::Audit,
        _ => Reader::Officer,
    };
    let replace = var("REPLACE").unwrap_or_default();
    let case = sample::jincheng(&household, &on, |text| match (var("RECORD"), replace.split_once("=>")) {
        (Some(path), _) => std::fs::read_to_string(path).unwrap(),
        (None, Some((from, to))) => sample::replaced(&text, from, to),
        (None, None) => text,
    });
    let result = var("RESULT");
    let text = match var("JSON") {
        Some(_) => serde_json::to_string_pretty(&case.json(reader, result.as_deref())).unwrap(),
        None => case.text(reader, result.as_deref()),
    };
    std::fs::write(var("OUT").unwrap_or_else(|| "/tmp/explain.txt".to_owned()), text).unwrap();
}
