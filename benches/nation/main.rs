//! What a nation costs: `cargo bench --bench nation`. With `-- --write DIR` the generated documents are written to a folder
//! instead, so that the command line can be measured on them; with `-- --small` or `-- --middle` a smaller one is measured.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    clippy::disallowed_methods,
    reason = "a benchmark of the project's own files"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use generated::{NATION, Shape, nation, shipped};
use yiju::analysis::workspace::Workspace;
use yiju::corpus::{Area, Asked, from_syntax};
use yiju::program::compile::compile;
use yiju::quantity::calendar::Date;

mod generated;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|a| a == "--write") {
        return write(Path::new(&arguments[at + 1]), &nation(NATION, &shipped()));
    }
    let given = |word: &str| arguments.iter().any(|argument| argument == word);
    // `cargo test` runs a benchmark once, to see that it runs.
    let (shape, times) = if given("--middle") {
        (Shape { provinces: 2, cities: 6, counties: 40, documents: 200 }, 9)
    } else if given("--bench") && !given("--small") {
        (NATION, 9)
    } else {
        (Shape { provinces: 1, cities: 2, counties: 3, documents: 30 }, 1)
    };
    measure(&nation(shape, &shipped()), times);
}

fn measure(files: &[generated::File], times: usize) {
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{} documents, {lines} lines", files.len());
    let corpus = timed("read and parse all", || from_syntax::read(files.to_vec()));
    let county = files.iter().rev().find(|(path, _)| path.matches('/').count() == 3).unwrap();
    let area = Area::parse(county.0.rsplit_once('/').unwrap().0);
    let asked = Asked::new(&area, Date::parse("2026-02-01").unwrap());
    let compiled: Vec<Duration> =
        (0..times).map(|_| took(|| compile(&corpus, &asked).program.unwrap())).collect();
    say("text in force of one county compiled", &compiled);
    drop(corpus);
    let mut workspace = timed("read and parse all, to check", || Workspace::new(files.to_vec()));
    let checked = timed("check of all", || workspace.check());
    println!(
        "  {} findings, {} areas, {} periods, {} texts made, {} compiled",
        checked.findings.len(),
        checked.areas,
        checked.periods,
        checked.texts,
        checked.compiled
    );
    let edited =
        |at: usize| county.1.replacen("第一条", &format!("{}第一条", "注：改。\n".repeat(at + 1)), 1);
    let changed: Vec<Duration> = (0..times)
        .map(|at| {
            let text = edited(at);
            took(|| {
                workspace.set(&county.0, &text);
                workspace.check()
            })
        })
        .collect();
    say("check after one county file changed", &changed);
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM not known"));
}

fn took<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    say(what, &[start.elapsed()]);
    made
}

fn say(what: &str, times: &[Duration]) {
    let mut times = times.to_vec();
    times.sort_unstable();
    println!("{what}: {:?} (median of {})", times[times.len() / 2], times.len());
}

fn write(folder: &Path, files: &[generated::File]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{} documents, {lines} lines", files.len());
}
