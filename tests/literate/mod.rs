//! Markdown whose code blocks are policies and records: reads the blocks, builds the corpus, compiles all of it.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod section;

use std::path::{Path, PathBuf};

use yiju::analysis::published;
use yiju::cases::run::run;
use yiju::corpus::lock::{self, Entry, Lock};
use yiju::corpus::{Area, Asked, Corpus, from_syntax};
use yiju::diagnostics::Diagnostic;
use yiju::facts::from_json::RecordReader;
use yiju::facts::record::Record;
use yiju::facts::stream::read_records;
use yiju::program::compile::{compile, compile_readings};
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;

/// A fenced block: ` ```yj path=山西省/甲.yj `.
#[derive(Clone, Debug)]
pub struct Block {
    /// First word of the info string.
    pub language: String,
    /// The other words.
    pub words: Vec<String>,
    /// The text, with its last line break.
    pub text: String,
    /// Line of the fence in the file, from 1.
    pub line: usize,
    /// The headings above it: `#`, `##`, ….
    pub headings: Vec<String>,
}

impl Block {
    /// The value of `key=value`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether a word stands in the info string.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }
}

/// The fenced blocks of a Markdown text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut headings: Vec<String> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some(block) = &mut open {
            if line.trim_end() == "```" {
                found.extend(open.take());
            } else {
                block.text.push_str(line);
                block.text.push('\n');
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let mut words = info.split_whitespace().map(str::to_owned);
            let language = words.next().unwrap_or_default();
            let (words, headings) = (words.collect(), headings.clone());
            open = Some(Block { language, words, text: String::new(), line: at + 1, headings });
        } else if line.starts_with('#') {
            let depth = line.chars().take_while(|c| *c == '#').count();
            headings.truncate(depth - 1);
            headings.resize(depth - 1, String::new());
            headings.push(line.trim_start_matches('#').trim().to_owned());
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// Lines put before an example that is only sentences, so that it is a document.
const HEADER: &str = "政策 “示例”\n代号：《示例》\n辖区：全国\n施行：2025年1月1日\n";

/// Where the shared vocabulary stands in the corpus.
pub const VOCABULARY_PATH: &str = "全国/词汇.yj";

/// A file of a corpus, and how many lines were put before what the page shows.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path in the corpus.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Lines that the page does not show.
    pub added: usize,
}

impl Source {
    /// A policy block; one that does not begin with 政策 or 词汇 gets a header, unless it is `raw`.
    pub fn of(block: &Block) -> Source {
        let path = block.get("path").unwrap_or("全国/示例.yj").to_owned();
        let titled = block.text.starts_with("政策") || block.text.starts_with("词汇") || block.has("raw");
        let header = if titled { "" } else { HEADER };
        Source { path, text: format!("{header}{}", block.text), added: header.lines().count() }
    }
}

/// The corpus of some files, in the order of their paths.
pub fn corpus(sources: &[Source], vocabulary: Option<&str>) -> Corpus {
    let mut files: Vec<(String, String)> =
        sources.iter().map(|source| (source.path.clone(), source.text.clone())).collect();
    files.extend(vocabulary.map(|text| (VOCABULARY_PATH.to_owned(), text.to_owned())));
    files.sort();
    from_syntax::read(files)
}

/// Tells a corpus what is published: the `yj published` blocks as they are (`lost`: without their texts), and the lines of
/// `lock` blocks.
pub fn publish(corpus: &mut Corpus, blocks: &[&Block]) {
    let (mut lock, mut kept, mut lines) = (Lock::default(), Vec::new(), String::new());
    for block in blocks.iter().filter(|b| b.has("published")) {
        let Source { path, text, .. } = Source::of(block);
        let read = from_syntax::read([(path.clone(), text.clone())]);
        let on = Date::parse(block.get("on").expect("on=")).unwrap();
        let code = read.documents[0].code.clone();
        let entry = Entry { code, on, digest: lock::digest(&text), path, correction: None };
        kept.extend((!block.has("lost")).then(|| (entry.copy(), text)));
        lock.add(entry);
    }
    for block in blocks.iter().filter(|b| b.language == "lock") {
        lines.push_str(&block.text);
    }
    if lock.entries.is_empty() && lines.is_empty() {
        return;
    }
    let copy =
        |entry: &Entry| kept.iter().find(|(path, _)| *path == entry.copy()).map(|(_, text)| text.clone());
    let found = published::check(corpus, &(lock.text() + &lines), copy);
    corpus.diagnostics.extend(found);
}

/// Everything found in every file, area and period, each thing once, and every case that fails.
pub fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = corpus.diagnostics.clone();
    for area in corpus.areas() {
        for day in days(corpus, &area) {
            let compiled = compile_readings(corpus, &Asked::new(&area, day));
            for diagnostic in compiled.into_iter().flat_map(|(_, compiled)| compiled.diagnostics) {
                let same = |d: &Diagnostic| d.code == diagnostic.code && d.primary() == diagnostic.primary();
                if !found.iter().any(same) {
                    found.push(diagnostic);
                }
            }
        }
    }
    let cases = run(corpus, &[], |_| true).cases;
    found.extend(cases.into_iter().flat_map(|case| case.stages).flat_map(|stage| stage.failures));
    found.sort_by_key(Diagnostic::primary);
    found
}

/// Everything that `yiju check` and `yiju test` find, the analysis of what compiles included.
pub fn check_whole(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = yiju::analysis::whole::check(corpus).findings;
    let cases = run(corpus, &[], |_| true).cases;
    found.extend(cases.into_iter().flat_map(|case| case.stages).flat_map(|stage| stage.failures));
    found.sort_by_key(Diagnostic::primary);
    found
}

/// Days from which another text is in force; one day where nothing is.
fn days(corpus: &Corpus, area: &Area) -> Vec<Date> {
    let days = corpus.turning_days(area);
    if days.is_empty() { Date::from_ymd(2025, 10, 1).into_iter().collect() } else { days }
}

/// Codes, each once, in order.
pub fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = found.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What was found, a line each, for a failing test.
pub fn shown(corpus: &Corpus, found: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let labels: Vec<String> =
            d.labels.iter().map(|l| format!("{} {}", corpus.files.place(l.span), l.text)).collect();
        format!("  {} {} | {} | {}\n", d.code, d.message, labels.join(" | "), d.help.join(" | "))
    };
    found.iter().map(line).collect()
}

/// The program of an area and a day.
#[track_caller]
pub fn program(corpus: &Corpus, area: &str, on: Date) -> Program {
    let compiled = compile(corpus, &Asked::new(&Area::parse(area), on));
    match compiled.program {
        Some(program) if corpus.diagnostics.is_empty() => program,
        _ => panic!("{}{}", shown(corpus, &corpus.diagnostics), shown(corpus, &compiled.diagnostics)),
    }
}

/// The records of an input, and the codes of what is wrong with them, each once.
pub fn records(program: &Program, input: impl std::io::BufRead) -> (Vec<Record>, Vec<&'static str>) {
    let reader = RecordReader::new(program);
    let (mut read, mut codes) = (Vec::new(), Vec::new());
    for json in read_records(input) {
        match json.map(|json| reader.read(&json)) {
            Ok(Ok(record)) => read.push(record),
            Ok(Err(faults)) => codes.extend(faults.iter().map(|fault| fault.code())),
            Err(error) => codes.push(error.code()),
        }
    }
    codes.sort_unstable();
    codes.dedup();
    (read, codes)
}

/// Files below a folder of this package whose names end in `.extension`, in order.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), extension, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|known| known == extension) {
            found.push(path);
        }
    }
}

/// A file's text.
#[track_caller]
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
