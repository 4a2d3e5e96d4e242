//! No single change to a certificate goes unnoticed.

use serde_json::Value;
use yiju::program::ir::Program;
use yiju::verification::verify;

use crate::alterations::{all, altered};
use crate::common::{certified, corpus, day, households, package, program, record};

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

/// A small policy with a table, an exception, a list, a judgement, a power, approval by amount and funding.
fn small() -> Program {
    let text = std::fs::read_to_string(package().join("tests/verification/小政策.yj")).unwrap();
    let vocabulary = std::fs::read_to_string(package().join("tests/cli/fixtures/公文/全国/词汇.yj")).unwrap();
    let files = [("全国/词汇.yj".to_owned(), vocabulary), ("甲省/小政策.yj".to_owned(), text)];
    let corpus = yiju::corpus::from_syntax::read(files);
    assert!(corpus.diagnostics.is_empty(), "{:?}", corpus.diagnostics);
    program(&corpus, "甲省", day("2025-10-01"))
}

#[test]
#[ignore = "being written"]
fn every_change_to_a_small_certificate_is_noticed() {
    let program = small();
    let json = &households("{}")[0];
    let certificate = certified(&program, &record(&program, json));
    assert!(none_goes_unnoticed(&program, &certificate, 1) > 500);
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
        assert!(none_goes_unnoticed(&program, &certificate, 397) > 100);
    }
}
