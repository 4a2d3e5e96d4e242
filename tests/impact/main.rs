//! What a change of rules means for the population of W1, against a recount that shares nothing with yiju
//! (`recount.py`, of which `expected-2000.json` is the result for 2,000 households).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../schema/mod.rs"]
mod rules;
mod kinds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn here() -> PathBuf {
    package().join("tests/impact")
}

/// A folder of the test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("yiju-impact-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs `yiju impact` on a population; gives the JSON and the list of all who lose.
fn impact(households: &Path, folder: &Path) -> (Json, Vec<csv::StringRecord>) {
    let list = folder.join("减少.csv");
    let ran = Command::new(env!("CARGO_BIN_EXE_yiju"))
        .arg("--policies")
        .arg(here().join("policies"))
        .args(["impact", "全国@2025-12-31", "全国@2026-01-01", "--records"])
        .arg(households)
        .args([
            "--by",
            "区域",
            "--matrix",
            "家庭类别结果",
            "--losers",
            "all",
            "--format",
            "json",
            "--losers-out",
        ])
        .arg(&list)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let json = serde_json::from_slice(&ran.stdout).unwrap();
    let text = fs::read_to_string(&list).unwrap();
    let rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    (json, rows.into_records().map(Result::unwrap).collect())
}

/// Everything that the recount says stands in what was found; what else stands there is not looked at.
fn holds(wanted: &Json, found: &Json, place: &str) {
    match (wanted, found) {
        (Json::Object(wanted), Json::Object(_)) => {
            for (key, value) in wanted {
                holds(value, &found[key], &format!("{place}.{key}"));
            }
        }
        (Json::Array(wanted), Json::Array(there)) => {
            assert_eq!(wanted.len(), there.len(), "{place}");
            for (at, (value, found)) in wanted.iter().zip(there).enumerate() {
                holds(value, found, &format!("{place}[{at}]"));
            }
        }
        _ => assert_eq!(wanted, found, "{place}"),
    }
}

/// An entry of a list by its name.
fn named<'j>(list: &'j Json, name: &str) -> &'j Json {
    list.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap()
}

/// Compares everything that the recount counts.
fn compare(expected: &Json, found: &Json, rows: &[csv::StringRecord]) {
    for part in ["total", "groups", "funding", "distribution"] {
        holds(&expected[part], &found[part], part);
    }
    for part in ["benefits", "determinations"] {
        let wanted = expected[part].as_object().unwrap();
        assert_eq!(wanted.len(), found[part].as_array().unwrap().len(), "{part}");
        for (name, own) in wanted {
            holds(own, named(&found[part], name), name);
        }
    }
    let order = |list: &Json| {
        let mut cells: Vec<String> = list.as_array().unwrap().iter().map(Json::to_string).collect();
        cells.sort();
        cells
    };
    assert_eq!(order(&expected["matrix"]), order(&found["matrix"]));
    let (wanted, listed) =
        (expected["losers"].as_array().unwrap(), found["losers"]["listed"].as_array().unwrap());
    assert_eq!(found["losers"]["count"], wanted.len());
    assert_eq!(wanted.len(), listed.len());
    for (wanted, found) in wanted.iter().zip(listed) {
        for key in ["record", "id", "people", "by", "yearly_loss", "stopped", "category"] {
            assert_eq!(wanted[key], found[key], "{key} of record {}", wanted["record"]);
        }
        for pace in ["monthly", "once"] {
            for text in ["old", "new", "difference"] {
                for end in ["low", "high"] {
                    assert_eq!(wanted[pace][text], found[text][pace][end], "record {}", wanted["record"]);
                }
            }
        }
    }
    // The list of all who lose stands in the order of the records.
    let mut wanted: Vec<&Json> = wanted.iter().collect();
    wanted.sort_by_key(|loser| loser["record"].as_u64());
    assert_eq!(wanted.len(), rows.len());
    for (wanted, row) in wanted.iter().zip(rows) {
        let cell = |at: usize| row.get(at).unwrap();
        assert_eq!(wanted["record"].to_string(), cell(0));
        assert_eq!(wanted["monthly"]["difference"], cell(6));
        assert_eq!(wanted["once"]["difference"], cell(10));
        assert_eq!(wanted["category"][1], cell(15));
    }
}

#[test]
fn two_thousand_households_are_counted_as_the_recount_does() {
    let folder = folder("2000");
    let (found, rows) = impact(&package().join("benches/w1/households-2000.jsonl"), &folder);
    let expected: Json =
        serde_json::from_str(&fs::read_to_string(here().join("expected-2000.json")).unwrap()).unwrap();
    compare(&expected, &found, &rows);
    fs::remove_dir_all(&folder).unwrap();
    let schema: Json = serde_json::from_str(yiju::presentation::impact::SCHEMA).unwrap();
    let mut faults = Vec::new();
    rules::faults(&schema, &schema, &found, "", &mut faults);
    assert!(faults.is_empty(), "{:#?}", &faults[..faults.len().min(20)]);
}

/// `cargo test --release --test impact -- --ignored` (needs python3).
#[test]
#[ignore = "makes and recounts 100,000 households with python3"]
fn a_hundred_thousand_households_are_counted_as_the_recount_does() {
    let folder = folder("100000");
    let households = folder.join("households.jsonl");
    let made =
        Command::new("python3").arg(package().join("benches/w1/gen.py")).arg("100000").output().unwrap();
    fs::write(&households, made.stdout).unwrap();
    let recount = |households: &Path| -> Json {
        let counted =
            Command::new("python3").arg(here().join("recount.py")).arg(households).output().unwrap();
        assert!(counted.status.success(), "{}", String::from_utf8_lossy(&counted.stderr));
        serde_json::from_slice(&counted.stdout).unwrap()
    };
    let (found, rows) = impact(&households, &folder);
    compare(&recount(&households), &found, &rows);
    fs::remove_dir_all(&folder).unwrap();
    // What the plain test compares with is what the recount says today.
    let kept = fs::read_to_string(here().join("expected-2000.json")).unwrap();
    let kept: Json = serde_json::from_str(&kept).unwrap();
    assert_eq!(recount(&package().join("benches/w1/households-2000.jsonl")), kept);
}
