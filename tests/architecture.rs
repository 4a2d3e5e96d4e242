//! The rules of the package that the compiler does not keep: import order, what each stage may touch, file shape.
//!
//! `docs/architecture.md` says why. The scans read code only: comments, strings and test modules are taken out first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

mod literate;
mod rust_text;

use rust_text::{Source, sources};

/// Lines that a file may have.
const LONGEST: usize = 500;

/// Files that are longer, with the lines that they may have until they are cut: the list may only shrink.
const LONGER: [(&str, usize); 0] = [];

/// Words that only the places behind them may use, and why.
const RESERVED: [(&str, &[&str], &str); 9] = [
    ("pest", &["src/syntax/"], "the concrete syntax is known to one stage"),
    ("pest_derive", &["src/syntax/"], "the concrete syntax is known to one stage"),
    ("rust_decimal", &["src/quantity/"], "it rounds without saying so; arithmetic is `quantity::ratio`"),
    ("chrono", &["src/quantity/"], "one calendar"),
    ("codespan_reporting", &["src/presentation/report.rs"], "diagnostics carry no rendering"),
    ("pinyin", &["src/diagnostics/characters.rs"], "what sounds alike is known in one place"),
    ("miette", &["src/cli/", "src/main.rs"], "it is for what the operator can mend"),
    ("clap", &["src/cli/", "src/main.rs"], "only the command line has arguments"),
    ("yiju", &["src/cli/", "src/main.rs", "src/lsp/", "src/workbench/"], "the library is `crate` to itself"),
];

/// What the library must not contain: a decision depends on the texts and the record only.
const BANNED: [(&str, &str); 20] = [
    ("std::fs", "the caller reads files"),
    ("std::env", "the caller reads the environment"),
    ("std::net", "no policy reaches the network"),
    ("std::process", "no policy runs a program"),
    ("std::thread", "the caller decides what runs beside what"),
    ("std::time", "no policy reads a clock"),
    ("SystemTime", "no policy reads a clock"),
    ("Instant", "no policy reads a clock"),
    ("Utc::now", "no policy reads a clock"),
    ("Local::now", "no policy reads a clock"),
    ("HashMap", "its order differs from run to run; `indexmap::IndexMap`, `BTreeMap`"),
    ("HashSet", "its order differs from run to run; `indexmap::IndexSet`, `BTreeSet`"),
    ("RandomState", "its order differs from run to run"),
    ("f32", "amounts are exact"),
    ("f64", "amounts are exact"),
    ("println!", "the library never prints"),
    ("eprintln!", "the library never prints"),
    ("print!", "the library never prints"),
    ("dbg!", "the library never prints"),
    ("thread_local!", "a decision has no hidden state"),
];

/// Calls that may panic.
const PANICKING: [&str; 8] = [
    ".unwrap()",
    ".expect(",
    ".unwrap_err()",
    ".expect_err(",
    "panic!(",
    "unreachable!(",
    "todo!(",
    "unimplemented!(",
];

/// The first digits of the codes that a stage raises.
const CODES: [(&str, &str); 8] = [
    ("syntax", "E01"),
    ("corpus", "E02"),
    ("names", "E03"),
    ("types", "E04"),
    ("program", "E05"),
    ("cases", "E06"),
    ("analysis", "E07"),
    ("facts", "R0"),
];

#[test]
fn imports_point_only_upward() {
    let stages = stages();
    let mut wrong = String::new();
    let mut seen = 0;
    for source in library() {
        let own = source.stage();
        let at = stages.iter().position(|stage| *stage == own);
        for (line, module) in source.roots("crate::") {
            seen += 1;
            let Some(to) = stages.iter().position(|stage| *stage == module) else {
                wrong.push_str(&format!("{}:{line}: crate::{module} is no stage\n", source.path));
                continue;
            };
            if at.is_some_and(|at| to > at) {
                wrong.push_str(&format!("{}:{line}: {own} must not know {module}\n", source.path));
            }
        }
        if source.path.ends_with("/mod.rs") && source.depth() == 1 {
            for (line, module) in source.roots("super::") {
                wrong.push_str(&format!("{}:{line}: super::{module} leaves the stage\n", source.path));
            }
        }
        for (line, module) in source.roots("super::super::") {
            wrong.push_str(&format!("{}:{line}: super::super::{module}; use the full path\n", source.path));
        }
    }
    assert!(seen > 100, "the scan finds the imports");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_list_of_modules_is_the_whole_of_the_library() {
    let text = literate::read(&root().join("src/lib.rs"));
    let code = rust_text::code(&text);
    let rest: Vec<&str> =
        code.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("pub mod ")).collect();
    assert!(rest.iter().all(|line| line.starts_with("#!")), "{rest:?}");
    let folders: BTreeSet<String> =
        library().iter().map(Source::stage).filter(|stage| stage != "lib").collect();
    assert_eq!(folders, stages().into_iter().collect());
}

#[test]
fn each_crate_stays_in_its_place() {
    let mut wrong = String::new();
    for source in sources("src") {
        for (word, places, why) in RESERVED {
            if places.iter().any(|place| source.path.starts_with(place)) {
                continue;
            }
            for line in source.lines_with(&format!("{word}::")) {
                wrong.push_str(&format!("{}:{line}: {word}: {why}\n", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_library_reads_nothing_but_its_arguments() {
    let mut wrong = String::new();
    for source in library() {
        for (word, why) in BANNED {
            // Many areas are checked at a time; the results come in the order of the areas.
            if word == "std::thread" && source.path == "src/corpus/parallel.rs" {
                continue;
            }
            for line in source.lines_with(word) {
                wrong.push_str(&format!("{}:{line}: {word}: {why}\n", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What the checker must not take from others: every way in which it could come to the evaluator's results by the
/// evaluator's means. Data types are not means.
const NOT_ITS_OWN: [&str; 23] = [
    "evaluation",
    "operands::for_each_operand",
    "operands::map_operands",
    "program::place",
    "program::figures",
    "facts::promise",
    "working_days_from",
    "is_working_day",
    "work_year",
    "first_from",
    "add_days",
    "add_months",
    "full_years_between",
    "full_months_between",
    "days_between",
    "first_day",
    "last_day",
    "is_point",
    "map_monotone",
    "Interval::point",
    "Interval::between",
    "Ratio::from_integer",
    "Ratio::parse_decimal",
];

#[test]
fn the_checker_shares_no_means_with_the_evaluator() {
    let mut wrong = String::new();
    let own: Vec<Source> = library().into_iter().filter(|source| source.stage() == "verification").collect();
    assert!(own.len() > 15, "the scan finds the checker");
    for source in &own {
        for word in NOT_ITS_OWN {
            for line in source.lines_with(word) {
                wrong.push_str(&format!("{}:{line}: {word}\n", source.path));
            }
        }
        // Numbers are reckoned with in one place; elsewhere they are only handed on.
        let reckons = ["src/verification/number.rs", "src/verification/days.rs"];
        if !reckons.contains(&source.path.as_str()) {
            for word in ["checked_add", "checked_sub", "checked_mul", "checked_div", "checked_neg", "apply"] {
                for line in source.lines_with(word) {
                    wrong.push_str(&format!("{}:{line}: {word}\n", source.path));
                }
            }
        }
        // Fractions are taken apart and put together at the door only.
        let door = source.path == "src/verification/bridge.rs";
        for line in source.lines_with("Ratio::new").into_iter().filter(|_| !door) {
            wrong.push_str(&format!("{}:{line}: Ratio::new\n", source.path));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn nothing_panics_outside_tests() {
    let mut wrong = String::new();
    for source in sources("src") {
        for word in PANICKING {
            for line in source.lines_with(word) {
                wrong.push_str(&format!("{}:{line}: {word}\n", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_file_says_first_what_it_is() {
    let silent: Vec<String> =
        all().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path).collect();
    assert!(silent.is_empty(), "no `//!` on the first line: {silent:#?}");
}

#[test]
fn no_file_is_long() {
    let mut wrong = String::new();
    for source in all() {
        let most = LONGER.iter().find(|(path, _)| *path == source.path).map_or(LONGEST, |(_, most)| *most);
        let lines = source.text.lines().count();
        if lines > most {
            wrong.push_str(&format!("{}: {lines} lines of {most}\n", source.path));
        }
    }
    for (path, _) in LONGER {
        let lines = literate::read(&root().join(path)).lines().count();
        if lines <= LONGEST {
            wrong.push_str(&format!("{path}: {lines} lines, take it off the list\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_code_has_one_home() {
    let mut homes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = String::new();
    for source in library() {
        for code in source.codes_raised() {
            let fits = CODES.iter().any(|(stage, first)| *stage == source.stage() && code.starts_with(first));
            if !fits {
                wrong.push_str(&format!("{}: {code} belongs to another stage\n", source.path));
            }
            homes.entry(code).or_default().insert(source.path.clone());
        }
    }
    assert!(homes.len() > 100, "the scan finds the codes");
    for (code, files) in homes.into_iter().filter(|(_, files)| files.len() > 1) {
        wrong.push_str(&format!("{code} is raised in {files:?}\n"));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_architecture_page_names_every_stage_in_order() {
    let page = literate::read(&root().join("docs/architecture.md"));
    let mut from = 0;
    for stage in stages() {
        let name = format!("`{stage}/`");
        let found = page[from..].find(&name);
        assert!(found.is_some(), "docs/architecture.md does not name {name} in its place");
        from += found.unwrap_or_default();
    }
    for folder in ["cli", "grammar", "policies", "tests", "benches"] {
        assert!(page.contains(&format!("`{folder}/`")), "docs/architecture.md does not name `{folder}/`");
    }
}

/// The modules of `src/lib.rs`, in order.
fn stages() -> Vec<String> {
    let text = literate::read(&root().join("src/lib.rs"));
    let names = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The library: everything but the command line, the language server and the workbench.
fn library() -> Vec<Source> {
    let outside = ["src/main.rs", "src/cli/", "src/lsp/", "src/workbench/"];
    sources("src").into_iter().filter(|s| !outside.iter().any(|place| s.path.starts_with(place))).collect()
}

fn all() -> Vec<Source> {
    ["src", "tests"].into_iter().flat_map(sources).collect()
}

fn root() -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
