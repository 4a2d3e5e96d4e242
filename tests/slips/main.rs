//! One slip in a shipped document gives one report: each slip below is made in a copy of `policies/`, and what is found
//! for 晋城市 is counted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../literate/mod.rs"]
mod literate;
mod table;

use std::path::Path;

use yiju::analysis::causes::one_per_cause;
use yiju::corpus::{Area, Asked, Corpus, Document, error, from_syntax};
use yiju::diagnostics::Diagnostic;
use yiju::program::compile::compile;
use yiju::quantity::calendar::Date;

use table::SLIPS;

/// A slip: what stands in a document, and what is written instead.
pub struct Slip {
    /// The end of the document's path.
    pub file: &'static str,
    /// The words, which stand there once or are meant where they stand first.
    pub right: &'static str,
    /// What is written.
    pub wrong: &'static str,
    /// The codes that are reported, each once.
    pub codes: &'static [&'static str],
    /// A word that one of the helps must have.
    pub help: &'static str,
}

fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let path = |file: &Path| file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let files = literate::files("policies", "yj");
    let files = files.iter().map(|file| (path(file), without_cases(&literate::read(file))));
    files.filter(|(path, _)| !path.starts_with("山东省") && !path.contains("榆次区")).collect()
}

/// A document without its cases, which are half of it.
fn without_cases(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside = line.starts_with("案例 ") || inside && (line.starts_with([' ', '注']) || line.is_empty());
        if !inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// What is found in the documents and in the text in force of 晋城市.
fn found(corpus: &Corpus) -> Vec<Diagnostic> {
    let day = Date::from_ymd(2025, 12, 1).unwrap();
    let compiled = compile(corpus, &Asked::new(&Area::parse("山西省 晋城市"), day));
    let mut found = corpus.diagnostics.clone();
    for diagnostic in compiled.diagnostics {
        if !found.iter().any(|f| f.code == diagnostic.code && f.labels == diagnostic.labels) {
            found.push(diagnostic);
        }
    }
    found.extend(corpus.documents.iter().filter(|d| misplaced(corpus, d)).map(error::wrong_folder));
    found.sort_by_key(Diagnostic::primary);
    one_per_cause(corpus, found)
}

fn misplaced(corpus: &Corpus, document: &Document) -> bool {
    !from_syntax::folder_fits(&corpus.files.file(document.syntax.file).path, &document.area)
}

#[test]
fn the_shipped_documents_are_sound() {
    let corpus = from_syntax::read(shipped());
    let found = found(&corpus);
    assert!(found.is_empty(), "{}", literate::shown(&corpus, &found));
}

#[test]
fn a_slip_is_reported_once() {
    let files = shipped();
    let mut failed = String::new();
    for slip in SLIPS {
        let at = files.iter().position(|(path, _)| path.ends_with(slip.file)).expect(slip.file);
        let mut files = files.clone();
        assert!(files[at].1.contains(slip.right), "{}: {}", slip.file, slip.right);
        files[at].1 = files[at].1.replacen(slip.right, slip.wrong, 1);
        let corpus = from_syntax::read(files);
        let found = found(&corpus);
        let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
        let helped = slip.help.is_empty()
            || found.iter().any(|found| found.help.iter().any(|help| help.contains(slip.help)));
        if codes != slip.codes || !helped {
            failed.push_str(&format!(
                "{} → {}\n{}",
                slip.right,
                slip.wrong,
                literate::shown(&corpus, &found)
            ));
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}
