//! What loading, compiling and deciding cost: `cargo bench`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark of the project's own files")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use yiju::corpus::{Area, Asked, Corpus, from_syntax};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::record::Record;
use yiju::facts::stream::read_records;
use yiju::program::compile::compile;
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;

fn main() {
    divan::main()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn policy_files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yj") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn shipped() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| from_syntax::read(policy_files(&root().join("policies"))))
}

fn jincheng() -> Program {
    let area = Area::parse("山西省/晋城市");
    compile(shipped(), &Asked::new(&area, Date::parse("2025-10-01").unwrap())).program.unwrap()
}

fn w1() -> Program {
    let corpus = from_syntax::read(policy_files(&root().join("benches/w1/policies")));
    compile(&corpus, &Asked::new(&Area::default(), Date::parse("2025-10-01").unwrap())).program.unwrap()
}

fn records(program: &Program, file: &str) -> Vec<Record> {
    let reader = RecordReader::new(program);
    let text = std::fs::read(root().join(file)).unwrap();
    read_records(&text[..]).map(|json| reader.read(&json.unwrap()).unwrap()).collect()
}

const HOUSEHOLD: &str = "policies/山西省/晋城市/示例/三口之家-帮扶车间.json";
const POPULATION: &str = "benches/w1/households-2000.jsonl";

/// Reading the documents of one area from text and compiling its text in force (target: under 30 ms).
#[divan::bench]
fn load_and_compile_one_area(bencher: Bencher) {
    let files = policy_files(&root().join("policies"));
    let area = Area::parse("山西省/晋城市");
    let on = Date::parse("2025-10-01").unwrap();
    bencher.bench(|| {
        let corpus = from_syntax::read(files.clone());
        compile(&corpus, &Asked::new(&area, on)).program.unwrap()
    });
}

/// One decision with its full trace, all results of 晋城 (target: under 50 µs).
#[divan::bench]
fn decide_one_household_with_trace(bencher: Bencher) {
    let program = jincheng();
    let record = records(&program, HOUSEHOLD).remove(0);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    bencher.bench_local(|| evaluator.decide(&record));
}

/// The same household and results, without the trace (the one with it may cost twice as much).
#[divan::bench]
fn decide_one_household_without_trace(bencher: Bencher) {
    let program = jincheng();
    let record = records(&program, HOUSEHOLD).remove(0);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    bencher.bench_local(|| evaluator.settle(&record));
}

/// The same household, rules alone.
#[divan::bench]
fn decide_one_household_rules_alone(bencher: Bencher) {
    let program = jincheng();
    let record = records(&program, HOUSEHOLD).remove(0);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    bencher.bench_local(|| evaluator.run(&record));
}

/// W1 by 2,000 households, rules alone.
#[divan::bench]
fn w1_rules_alone(bencher: Bencher) {
    let program = w1();
    let records = records(&program, POPULATION);
    let plan = Plan::with_named(&program);
    let mut evaluator = Evaluator::new(&plan);
    bencher
        .counter(ItemsCount::new(records.len()))
        .bench_local(|| records.iter().for_each(|r| evaluator.run(r)));
}

/// W1 by 2,000 households, each with its decision and trace.
#[divan::bench]
fn w1_with_trace(bencher: Bencher) {
    let program = w1();
    let records = records(&program, POPULATION);
    let plan = Plan::with_named(&program);
    let mut evaluator = Evaluator::new(&plan);
    let wanted: Vec<_> = program.named.iter().filter(|n| n.plane.index() == 0).map(|n| (n.node, 0)).collect();
    bencher.counter(ItemsCount::new(records.len())).bench_local(|| {
        for record in &records {
            evaluator.run(record);
            divan::black_box(evaluator.explain(record, &wanted));
        }
    });
}

/// Reading 2,000 W1 records from JSON Lines.
#[divan::bench]
fn w1_read_records(bencher: Bencher) {
    let program = w1();
    let reader = RecordReader::new(&program);
    let text = std::fs::read(root().join(POPULATION)).unwrap();
    bencher.counter(ItemsCount::new(2000_usize)).bench_local(|| {
        for json in read_records(&text[..]) {
            divan::black_box(reader.read(&json.unwrap()).unwrap());
        }
    });
}
