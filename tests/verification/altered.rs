//! No single change to a certificate goes unnoticed.

use serde_json::Value;
use yiju::program::ir::Program;
use yiju::verification::verify;

use crate::alterations::{all, altered};
use crate::common::{certified, corpus, day, households, package, program, record, w1};

/// Tries every alteration, or every so-many-th.
fn none_goes_unnoticed(program: &Program, certificate: &Value, every: usize) -> usize {
    assert_eq!(verify(program, None, certificate).err(), None);
    let mut tried = 0;
    for alteration in all(certificate).into_iter().step_by(every) {
        let findings = verify(program, None, &altered(certificate, &alteration));
        assert!(findings.is_err(), "{alteration:?}");
        assert!(findings.unwrap_err().iter().all(|finding| !finding.message.is_empty()));
        tried += 1;
    }
    tried
}

#[test]
fn every_change_to_a_household_of_the_common_work_is_noticed() {
    let (program, text) = w1();
    let json = &households(&text)[0];
    let certificate = certified(&program, &record(&program, json));
    assert!(none_goes_unnoticed(&program, &certificate, 7) > 100);
}

#[test]
fn changes_to_the_certificate_of_a_real_decision_are_noticed() {
    let corpus = corpus();
    let program = program(&corpus, "山西省/晋城市", day("2025-10-01"));
    for name in ["三口之家-残疾等级未查清", "六口之家-火灾"] {
        let path = package().join(format!("policies/山西省/晋城市/示例/{name}.json"));
        let json = &households(&std::fs::read_to_string(path).unwrap())[0];
        let certificate = certified(&program, &record(&program, json));
        // Each costs a full check; the small ones are tried without exception.
        assert!(none_goes_unnoticed(&program, &certificate, 997) > 40);
    }
}
