//! The common work W1: every household decided as the reference program decides it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::process::Command;

use yiju::corpus::{Area, Asked, from_syntax};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::stream::read_records;
use yiju::program::compile::compile;
use yiju::program::ir::{Program, Type};
use yiju::quantity::calendar::Date;
use yiju::trace::value::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/w1")
}

fn program() -> Program {
    let text = std::fs::read_to_string(folder().join("policies/w1.yj")).unwrap();
    let corpus = from_syntax::read([("w1.yj".to_owned(), text)]);
    assert!(corpus.diagnostics.is_empty(), "{:?}", corpus.diagnostics);
    let compiled = compile(&corpus, &Asked::new(&Area::default(), Date::parse("2025-10-01").unwrap()));
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    compiled.program.unwrap()
}

/// A value as the reference prints it: two decimals, or the external name of an element.
fn printed(program: &Program, evaluator: &Evaluator<'_>, name: &str) -> String {
    let named = program.named.iter().find(|n| n.name == name).unwrap();
    let value = evaluator.value_of(named.node, 0).unwrap();
    match (value, program.node(named.node).ty) {
        (Value::Number(number), _) => number.to_decimal_string(2).unwrap(),
        (Value::Element(at), Type::Element(category)) => {
            let category = &program.categories[category.index()];
            category.aliases.iter().find(|(_, element)| *element == at).unwrap().0.clone()
        }
        (Value::Absent, _) => String::new(),
        other => panic!("{name}: {other:?}"),
    }
}

/// Decides every household of a file and compares with the reference's lines.
fn compare(households: &str, expected: &str) -> usize {
    let program = program();
    let reader = RecordReader::new(&program);
    let plan = Plan::with_named(&program);
    let mut evaluator = Evaluator::new(&plan);
    let mut lines = expected.lines().skip(1);
    let mut count = 0;
    for json in read_records(households.as_bytes()) {
        let record = reader.read(&json.unwrap()).unwrap();
        evaluator.run(&record);
        let mut found = vec![record.id.clone().unwrap()];
        found.extend(
            ["家庭类别结果", "人均月收入", "每月低保金", "临时救助金额", "批准机关"]
                .map(|n| printed(&program, &evaluator, n)),
        );
        assert_eq!(found.join(","), lines.next().unwrap());
        count += 1;
    }
    assert!(lines.next().is_none());
    count
}

#[test]
fn two_thousand_households_are_decided_as_the_reference_does() {
    let households = std::fs::read_to_string(folder().join("households-2000.jsonl")).unwrap();
    let expected = std::fs::read_to_string(folder().join("expected-2000.csv")).unwrap();
    assert_eq!(compare(&households, &expected), 2000);
}

/// `cargo test --release --test w1 -- --ignored` (needs python3).
#[test]
#[ignore = "makes 20,000 households with python3"]
fn twenty_thousand_households_are_decided_as_the_reference_does() {
    let households =
        Command::new("python3").arg(folder().join("gen.py")).arg("20000").output().unwrap().stdout;
    let dir = std::env::temp_dir().join(format!("yiju-w1-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("households.jsonl"), &households).unwrap();
    let reference = Command::new("python3")
        .arg(folder().join("reference.py"))
        .args([dir.join("households.jsonl"), dir.join("expected.csv")])
        .output()
        .unwrap();
    assert!(reference.status.success());
    let expected = std::fs::read_to_string(dir.join("expected.csv")).unwrap();
    let count = compare(std::str::from_utf8(&households).unwrap(), &expected);
    std::fs::remove_dir_all(&dir).unwrap();
    assert_eq!(count, 20_000);
}
