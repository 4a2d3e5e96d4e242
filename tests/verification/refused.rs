//! Certificates that are sound in themselves but not of this text.

use yiju::corpus::{Area, Asked};
use yiju::program::compile::compile;
use yiju::verification::verify;

use crate::common::{certified, corpus, day, households, package, program, record};

#[test]
fn a_certificate_of_another_text_is_refused() {
    let corpus = corpus();
    let path = package().join("policies/山西省/晋城市/示例/三口之家-帮扶车间.json");
    let json = &households(&std::fs::read_to_string(path).unwrap())[0];
    let own = program(&corpus, "山西省/晋城市", day("2025-10-01"));
    let certificate = certified(&own, &record(&own, json));
    let said = |program, known_by| verify(program, known_by, &certificate).unwrap_err()[0].message.clone();

    let before = program(&corpus, "山西省/晋城市", day("2025-08-31"));
    assert!(said(&before, None).contains("基准日"), "{}", said(&before, None));
    assert!(said(&own, Some(day("2025-10-01"))).contains("公文截止日"));

    let mut changed = own.clone();
    changed.digest = own.digest.replace(['0', '1'], "2");
    assert!(said(&changed, None).contains("规定文本"), "{}", said(&changed, None));

    let known_by = Some(day("2025-09-30"));
    let asked = Asked { known_by, ..Asked::new(&Area::parse("山西省/晋城市"), day("2025-10-01")) };
    let earlier = compile(&corpus, &asked).program.unwrap();
    assert!(verify(&earlier, known_by, &certificate).is_err());
}
