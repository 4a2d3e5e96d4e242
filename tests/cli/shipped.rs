//! The shipped documents: nothing is wrong with them, their cases hold, and the cases reach every place.

use crate::session::{package, yiju};

/// What the cases must reach of each kind, in per cent.
const WHOLE: &str = "conditions=100,exceptions=100,rows=100,boundaries=100";

#[test]
fn the_policies_hold_and_their_cases_reach_all_of_them() {
    let said = yiju(package(), &["check"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let said = yiju(package(), &["test", "--uncovered", "--min-coverage", WHOLE]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
}

#[test]
fn a_rule_from_outside_social_assistance_holds_too() {
    for command in [&["check"][..], &["test", "--uncovered", "--min-coverage", WHOLE]] {
        let call: Vec<&str> = ["--policies", "tests/征信"].iter().chain(command).copied().collect();
        let said = yiju(package(), &call);
        assert_eq!(said.code, Some(0), "{}", said.whole());
    }
}
