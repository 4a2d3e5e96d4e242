//! The shipped documents and their sample households.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use yiju::corpus::{Area, Asked, Corpus, from_syntax};
use yiju::evaluation::evaluate;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::facts::stream::read_records;
use yiju::program::compile::compile;
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;
use yiju::verification::certificate;

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// All files below a folder with an ending, in order.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
}

/// The shipped documents.
pub fn corpus() -> Corpus {
    let root = package().join("policies");
    let mut found = Vec::new();
    files(&root, "yj", &mut found);
    from_syntax::read(found.iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    }))
}

/// The shipped households: area and file.
pub fn samples() -> Vec<(String, PathBuf)> {
    let root = package().join("policies");
    let mut found = Vec::new();
    files(&root, "json", &mut found);
    let samples = found.into_iter().filter(|path| path.parent().unwrap().ends_with("示例"));
    samples
        .map(|path| {
            let area = path.parent().unwrap().parent().unwrap().strip_prefix(&root).unwrap();
            (area.to_str().unwrap().to_owned(), path)
        })
        .collect()
}

pub fn program(corpus: &Corpus, area: &str, on: Date) -> Program {
    let compiled = compile(corpus, &Asked::new(&Area::parse(area), on));
    compiled.program.unwrap_or_else(|| panic!("{area} {on}: {:?}", compiled.diagnostics))
}

/// The common work W1.
pub fn w1() -> (Program, String) {
    let folder = package().join("benches/w1");
    let text = fs::read_to_string(folder.join("policies/w1.yj")).unwrap();
    let corpus = from_syntax::read([("w1.yj".to_owned(), text)]);
    let program = program(&corpus, "", day("2025-10-01"));
    (program, fs::read_to_string(folder.join("households-2000.jsonl")).unwrap())
}

/// The households of a file.
pub fn households(text: &str) -> Vec<Json> {
    read_records(text.as_bytes()).map(|read| read.unwrap()).collect()
}

pub fn record(program: &Program, json: &Json) -> Record {
    RecordReader::new(program).read(json).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The certificate of a household.
pub fn certified(program: &Program, record: &Record) -> Value {
    certificate::write(program, record, &evaluate(program, record), None)
}
