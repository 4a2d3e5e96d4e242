//! Runs the fixtures of `tests/language/<stage>/*.md`: each section is a corpus, with what is found in it.
//!
//! `tests/language/README.md` says how a section is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod literate;

use literate::section;

/// The vocabulary beside every section.
const VOCABULARY: &str = include_str!("errors/vocabulary.yj");

/// The vocabulary beside the sections of `acceptance`: the one that is shipped.
const SHIPPED: &str = include_str!("../policies/全国/社会救助通用词汇.yj");

/// A section whose heading ends so shows what the implementation does not do yet; it must fail.
const UNMENDED: &str = "（待修）";

#[test]
fn syntax() {
    run("syntax");
}

#[test]
fn corpus() {
    run("corpus");
}

#[test]
fn names() {
    run("names");
}

#[test]
fn types() {
    run("types");
}

#[test]
fn evaluation() {
    run("evaluation");
}

#[test]
fn cases() {
    run("cases");
}

/// What compiles and is wrong all the same.
#[test]
fn analysis() {
    run("analysis");
}

/// The sixteen sentences that a clerk must be able to write.
#[test]
fn acceptance() {
    run("acceptance");
}

fn run(stage: &str) {
    let mut failed = String::new();
    for path in literate::files(&format!("tests/language/{stage}"), "md") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let all = literate::blocks(&literate::read(&path));
        for blocks in all.chunk_by(|a, b| a.headings == b.headings) {
            let title = blocks[0].headings.last().cloned().unwrap_or_default();
            let vocabulary = if stage == "acceptance" { SHIPPED } else { VOCABULARY };
            let whole = stage == "analysis";
            let check = if whole { literate::check_whole } else { literate::check };
            let wrong = section::faults_by(blocks, vocabulary, check);
            let unmended = title.ends_with(UNMENDED);
            if unmended && wrong.is_empty() {
                failed.push_str(&format!("{stage}/{name}: {title}: holds now, take the mark off\n"));
            }
            if !unmended && !wrong.is_empty() {
                failed.push_str(&format!("{stage}/{name}:{}: {title}\n{wrong}", blocks[0].line));
            }
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}
