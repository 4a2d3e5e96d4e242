//! The worked examples of the shipped documents, with changes worked out by hand.

use std::path::{Path, PathBuf};

use yiju::corpus::{Asked, Corpus};
use yiju::counterfactual::{Change, Changes, Later, Way, changes};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::program::compile::compile;
use yiju::program::ir::{Program, Relation};
use yiju::quantity::calendar::Date;
use yiju::quantity::ratio::Ratio;
use yiju::trace::outcome::{Decision, Status};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

fn gather(folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|e| e == "yj") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn corpus() -> Corpus {
    let mut files = Vec::new();
    gather(&root(), &mut files);
    yiju::corpus::from_syntax::read(files)
}

fn program(corpus: &Corpus, area: &str, on: &str) -> Program {
    let area = corpus.find_area(area).unwrap();
    compile(corpus, &Asked::new(&area, Date::parse(on).unwrap())).program.unwrap()
}

fn read(program: &Program, text: &str) -> Record {
    RecordReader::new(program).read(&Json::parse(text).unwrap()).unwrap()
}

fn sample(path: &str, changes: &[(&str, &str)]) -> String {
    let mut text = std::fs::read_to_string(root().join(path)).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

/// A decided record and what would change it, under texts of later days.
struct Found {
    program: Program,
    decision: Decision,
    changes: Changes,
}

fn found(area: &str, on: &str, later: &[&str], text: &str) -> Found {
    let corpus = corpus();
    let program = program(&corpus, area, on);
    let programs: Vec<Program> = later.iter().map(|on| self::program(&corpus, area, on)).collect();
    let plans: Vec<Plan<'_>> = programs.iter().map(Plan::new).collect();
    let later: Vec<Later<'_>> = programs
        .iter()
        .zip(&plans)
        .map(|(program, plan)| Later { from: program.on, plan, record: read(program, text) })
        .collect();
    let record = read(&program, text);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let decision = evaluator.decide(&record);
    let changes = changes(&mut evaluator, &plan, &record, &decision, &later);
    Found { changes, decision, program }
}

impl Found {
    fn ways(&self, output: &str, instance: u32) -> (&Status, &[Way]) {
        let outcome = self.decision.outcomes.iter().find(|outcome| {
            self.program.outputs[outcome.output].name == output && outcome.instance == instance
        });
        let outcome = outcome.unwrap();
        (&outcome.status, self.changes.of(outcome.output, instance))
    }
}

#[test]
#[ignore = "a tool to look at"]
fn look() {
    let three = sample("山西省/晋城市/示例/三口之家-帮扶车间.json", &[("\"值\": 1200", "\"值\": 1862")]);
    let zhao = sample("山东省/滨州市/示例/赵文龙-参照单人户.json", &[]);
    for (area, on, later, text) in [
        ("山西省/晋城市", "2025-10-01", &[][..], &three),
        ("山西省/晋城市", "2025-08-15", &["2025-09-01"][..], &three),
        ("山东省/滨州市", "2023-10-01", &[][..], &zhao),
    ] {
        let start = std::time::Instant::now();
        let found = found(area, on, later, text);
        println!("{area} {on} {:?} cut {}", start.elapsed(), found.changes.cut);
        for ways in &found.changes.of {
            println!("  {} {}", found.program.outputs[ways.output].name, ways.instance);
            for way in &ways.ways {
                println!("    {:?} losses {:?}", way.then, way.losses);
                for change in &way.changes {
                    let words = match change {
                        Change::Becomes { field, .. } => found.program.fields[field.index()].name.clone(),
                        Change::Gains { field, element, .. } => {
                            format!("{} {element}", found.program.fields[field.index()].name)
                        }
                        Change::Meets(line) => found.program.node(line.comparison).text.to_string(),
                        _ => String::new(),
                    };
                    println!("      {words} {change:?}");
                }
            }
        }
    }
}
