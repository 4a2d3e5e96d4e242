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

/// 三口之家, 乙 earning 1862 instead of 1200: 甲's workshop wage of 900 counts as 900 − 655 = 245, so the household has
/// 2107, a third of which is 702.33…; the line of 655 is missed by 142/3 = 47.33….
#[test]
fn the_line_that_a_household_misses_is_told_with_its_gap() {
    let text = sample("山西省/晋城市/示例/三口之家-帮扶车间.json", &[("\"值\": 1200", "\"值\": 1862")]);
    let found = found("山西省/晋城市", "2025-10-01", &[], &text);
    for name in ["低保家庭", "低保金"] {
        let (_, ways) = found.ways(name, 0);
        let [Way { changes, .. }] = ways else { panic!("{ways:?}") };
        let [Change::Meets(line)] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!(line.relation, Relation::Less);
        assert_eq!(line.now, Ratio::new(2107, 3).unwrap());
        assert_eq!(line.limit, Ratio::from_integer(655));
        assert_eq!(line.gap, Ratio::new(142, 3).unwrap());
    }
    assert!(!found.changes.cut);
}

/// T22: 智力四级 of a household watched against falling back into poverty cannot apply alone in August 2025; from
/// 2025-09-01 the set of grades and of groups is wider.
#[test]
fn a_later_text_is_told_by_its_first_day() {
    let text = sample("山西省/晋城市/示例/三口之家-帮扶车间.json", &[]);
    let found = found("山西省/晋城市", "2025-08-15", &["2025-09-01"], &text);
    let (status, ways) = found.ways("单独申请低保对象", 0);
    assert_eq!(*status, Status::Holds(false));
    let [Way { changes, then: Status::Holds(true), .. }] = ways else { panic!("{ways:?}") };
    let [Change::Later { from, .. }] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(*from, Date::parse("2025-09-01").unwrap());
    // 乙 has no disability, and nothing says that one should be had.
    assert!(found.ways("单独申请低保对象", 1).1.is_empty());
}

/// T3, before: 赵文龙, 智力三级, holds the certificate; art. 8 asks for a household recognised as 低保边缘家庭, and
/// nothing else is missing.
#[test]
fn a_status_that_is_missing_is_named() {
    let text = sample("山东省/滨州市/示例/赵文龙-参照单人户.json", &[]);
    let found = found("山东省/滨州市", "2023-10-01", &[], &text);
    let (status, ways) = found.ways("单独申请低保对象", 0);
    assert_eq!(*status, Status::Holds(false));
    let [Way { changes, then: Status::Holds(true), .. }] = ways else { panic!("{ways:?}") };
    let [Change::Gains { field, element, .. }] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(found.program.fields[field.index()].name, "身份");
    let category = found.program.categories.iter().find(|category| category.name == "身份").unwrap();
    assert_eq!(category.elements[*element as usize], "低保边缘家庭");
    // After: the benefit of 滨州 asks for no such status, so nothing of him has to change for it.
    assert!(found.ways("参照单人户申请低保人员", 0).1.is_empty());
    assert_eq!(*found.ways("参照单人户申请低保人员", 0).0, Status::Holds(true));
}

/// Prints what a search costs beside a decision: `cargo test --test counterfactual cost -- --ignored --nocapture`.
#[test]
#[ignore = "a tool to measure"]
#[allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "it is called by hand, to measure")]
fn cost() {
    let text = sample("山西省/晋城市/示例/三口之家-帮扶车间.json", &[("\"值\": 1200", "\"值\": 1862")]);
    let corpus = corpus();
    let (now, then) = ("2025-10-01", "2025-12-31");
    let (program, later) = (program(&corpus, "山西省/晋城市", now), program(&corpus, "山西省/晋城市", then));
    let (plan, next) = (Plan::new(&program), Plan::new(&later));
    let record = read(&program, &text);
    let mut evaluator = Evaluator::new(&plan);
    let began = std::time::Instant::now();
    let decision = evaluator.decide(&record);
    let decided = began.elapsed();
    let later = [Later { from: later.on, plan: &next, record: read(&later, &text) }];
    let began = std::time::Instant::now();
    let found = changes(&mut evaluator, &plan, &record, &decision, &later);
    println!("decided in {decided:?}, searched in {:?}, {} results", began.elapsed(), found.of.len());
}
