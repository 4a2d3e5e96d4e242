//! A small nation is clean, and a fault is found where it is planted.

use yiju::analysis::whole::Checked;
use yiju::analysis::workspace::Workspace;
use yiju::diagnostics::{Diagnostic, Severity};

use crate::generated::{Shape, nation, shipped};

const SMALL: Shape = Shape { provinces: 1, cities: 2, counties: 4, documents: 40 };

fn faults(workspace: &Workspace, checked: &Checked) -> Vec<String> {
    let files = &workspace.corpus().files;
    let open = |found: &&Diagnostic| found.severity == Severity::Error;
    checked
        .findings
        .iter()
        .filter(open)
        .map(|found| format!("{} {}", found.code, files.place(found.primary())))
        .collect()
}

#[test]
fn a_small_nation_is_clean_and_a_planted_fault_is_found_where_it_is() {
    let files = nation(SMALL, &shipped());
    assert_eq!(files.len(), SMALL.documents);
    let mut workspace = Workspace::new(files.clone());
    let clean = workspace.check();
    assert_eq!(faults(&workspace, &clean), Vec::<String>::new());
    let (path, text) = files.iter().rev().find(|(path, _)| path.ends_with("2022-补助办法.yj")).unwrap();
    // The rule no longer names what is in force: known only where the nation's text is known.
    workspace.set(
        path,
        &text.replace("（二）人均月收入 低于 低保标准的2倍", "（二）人均月收人 低于 低保标准的2倍"),
    );
    let found = workspace.check();
    let line = 1 + text.lines().position(|line| line.contains("低保标准的2倍")).unwrap();
    let found = faults(&workspace, &found);
    // An amendment of the same county no longer finds the words that it replaces.
    let county = path.rsplit_once('/').unwrap().0;
    assert!(found.iter().all(|place| place.contains(county)), "{found:?}");
    assert!(found.iter().any(|place| place.starts_with(&format!("E0301 {path}:{line}:"))), "{found:?}");
    workspace.set(path, text);
    let mended = workspace.check();
    assert_eq!((mended.findings, mended.areas, mended.periods), (clean.findings, clean.areas, clean.periods));
}
