//! The shipped documents, and texts of two days or areas laid beside each other.

use std::fs;
use std::path::{Path, PathBuf};

use yiju::comparison::joint::{Joint, Matching};
use yiju::corpus::{Area, Asked, Corpus, from_syntax};
use yiju::program::compile::compile;
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|own| own == "yj") {
            found.push(path);
        }
    }
}

/// The shipped documents.
pub fn corpus() -> Corpus {
    corpus_with("", "")
}

/// The shipped documents with some words of theirs exchanged for others.
pub fn corpus_with(from: &str, to: &str) -> Corpus {
    let root = package().join("policies");
    let mut found = Vec::new();
    files(&root, &mut found);
    from_syntax::read(found.iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        (name, if from.is_empty() { text } else { text.replace(from, to) })
    }))
}

pub fn program(corpus: &Corpus, area: &str, on: &str) -> Program {
    let asked = Asked::new(&Area::parse(area), Date::parse(on).unwrap());
    compile(corpus, &asked).program.unwrap()
}

pub fn joint(corpus: &Corpus, (old, old_day): (&str, &str), (new, new_day): (&str, &str)) -> Joint {
    Joint::of(&program(corpus, old, old_day), &program(corpus, new, new_day), &Matching::default())
}
