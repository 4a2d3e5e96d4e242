//! The manual's examples are the shipped documents' own sentences.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn documents(folder: &Path, found: &mut Vec<String>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yj") {
            found.push(bare(&std::fs::read_to_string(path).unwrap()));
        }
    }
}

#[test]
fn every_example_stands_in_a_shipped_document() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shipped = Vec::new();
    documents(&root.join("policies"), &mut shipped);
    let manual = std::fs::read_to_string(root.join("docs/language.md")).unwrap();
    let examples: Vec<&str> =
        manual.split("```yj\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 5);
    for example in examples {
        assert!(shipped.iter().any(|document| document.contains(&bare(example))), "{example}");
    }
}
