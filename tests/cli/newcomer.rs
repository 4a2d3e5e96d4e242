//! Three ordinary measures of places that are not in the sources, written by someone who had only the manual
//! (`tests/newcomer/`): a 低保 grant, a temporary aid, two subsidies for disabled persons.

use std::fs;
use std::path::Path;

use crate::session::{Folder, package, yiju};

const WHOLE: &str = "conditions=100,exceptions=100,rows=100,boundaries=100";

fn copy(from: &Path, folder: &Folder, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            copy(&path, folder, &format!("{to}/{name}"));
        } else if name.ends_with(".yj") {
            folder.write(&format!("{to}/{name}"), fs::read(&path).unwrap());
        }
    }
}

/// The measure beside the national documents, unless it has a vocabulary of its own.
fn holds(measure: &str, national: bool) {
    let place = package().join("tests/newcomer").join(measure);
    let folder = Folder::new();
    copy(&place.join("policies"), &folder, "policies");
    if national {
        copy(&package().join("policies/全国"), &folder, "policies/全国");
    }
    let area = folder.path().join("policies/东屏省");
    let area = area.to_str().unwrap();
    let sources = place.join("原文");
    let checked = yiju(folder.path(), &["check", area, "--sources", sources.to_str().unwrap()]);
    assert_eq!(checked.code, Some(0), "{}", checked.whole());
    assert!(checked.out.contains("处核对无误"), "{}", checked.whole());
    let tested = yiju(folder.path(), &["test", area, "--uncovered", "--min-coverage", WHOLE]);
    assert_eq!(tested.code, Some(0), "{}", tested.whole());
    assert!(tested.out.contains("：全部通过。"), "{}", tested.whole());
}

#[test]
fn a_grant_with_job_costs_and_the_highest_of_the_top_ups() {
    holds("青岚县低保金", true);
}

#[test]
fn a_temporary_aid_with_bands_a_cap_and_working_days() {
    holds("云溪市临时救助", true);
}

#[test]
fn two_subsidies_by_type_level_and_income_with_exclusions() {
    holds("东屏省残疾人补贴", false);
}
