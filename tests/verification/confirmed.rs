//! What the evaluator decides of real households, whole and with facts taken away, the checker confirms.

use std::fs;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::Value;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::program::ir::Program;
use yiju::verification::verify;

use crate::common::{certified, corpus, day, households, package, program, record, samples, w1};

/// Has a certificate confirmed.
fn confirm(program: &Program, json: &Json, what: &str) {
    let record = record(program, json);
    let certificate = certified(program, &record);
    if let Err(findings) = verify(program, None, &certificate) {
        panic!("{what}: {findings:#?}");
    }
}

#[test]
fn every_shipped_household_is_confirmed() {
    let corpus = corpus();
    let samples = samples();
    assert!(samples.len() > 5);
    for (area, path) in samples {
        for on in ["2023-10-01", "2025-08-31", "2025-10-01", "2026-03-01"] {
            let program = program(&corpus, &area, day(on));
            for json in households(&fs::read_to_string(&path).unwrap()) {
                // A record may hold facts that only the text of another day asks for.
                if RecordReader::new(&program).read(&json).is_ok() {
                    confirm(&program, &json, &format!("{} {on}", path.display()));
                }
            }
        }
    }
}

#[test]
fn the_households_of_the_common_work_are_confirmed() {
    let (program, text) = w1();
    for (at, json) in households(&text).iter().enumerate().step_by(10) {
        confirm(&program, json, &format!("household {at}"));
    }
}

/// Takes some values out of a record, by a random number for each.
fn thinned(value: &mut Value, dice: &mut dyn FnMut() -> u32) {
    match value {
        Value::Object(object) => {
            let keys: Vec<String> = object.keys().cloned().collect();
            for key in keys {
                match dice() % 12 {
                    0 => {
                        object.shift_remove(&key);
                    }
                    1 if object[&key].is_boolean() => {
                        object[&key] = Value::Bool(object[&key] != Value::Bool(true));
                    }
                    _ => thinned(&mut object[&key], dice),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| thinned(item, dice)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn households_with_facts_taken_away_are_confirmed(seed: u64) {
        static READY: OnceLock<(Program, Vec<Value>)> = OnceLock::new();
        let (program, records) = READY.get_or_init(|| {
            let program = program(&corpus(), "山西省/晋城市", day("2025-10-01"));
            let names = ["三口之家-残疾等级未查清", "三口之家-帮扶车间", "六口之家-火灾"];
            let read = |name: &&str| {
                let path = package().join(format!("policies/山西省/晋城市/示例/{name}.json"));
                serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
            };
            (program, names.iter().map(read).collect())
        });
        let mut state = seed | 1;
        let mut dice = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as u32
        };
        let mut json = records[dice() as usize % records.len()].clone();
        thinned(&mut json, &mut dice);
        let read = &households(&json.to_string())[0];
        if RecordReader::new(program).read(read).is_ok() {
            confirm(program, read, &json.to_string());
        }
    }
}
