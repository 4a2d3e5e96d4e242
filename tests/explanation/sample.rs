//! The real policies and sample households, compiled, read and decided.

use std::path::{Path, PathBuf};

use yiju::corpus::{Asked, Corpus};
use yiju::evaluation::evaluate;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::presentation::explanation::{Options, Reader, explain, explain_json};
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;
use yiju::trace::outcome::Decision;

/// Three people; one works in a workshop, has a disability, and is watched against falling back into poverty.
pub const THREE: &str = "三口之家-帮扶车间";
/// The same, the grade of the disability unknown.
pub const UNKNOWN: &str = "三口之家-残疾等级未查清";
/// Six people after a fire.
pub const FIRE: &str = "六口之家-火灾";

/// A text with a part of it replaced; the part must be there.
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

/// The household after the fire with an amount named by the township.
pub fn decided_by_a_person(text: String) -> String {
    let answer = r#""临时救助金": {"值": 600, "机关": "乡镇级", "日期": "2025-07-10", "理由": "生活必需品"}, "情况紧急""#;
    replaced(&text, "\"情况紧急\"", answer)
}

/// A decided household.
pub struct Case {
    /// What it was decided by.
    pub program: Program,
    /// What was decided.
    pub record: Record,
    /// How.
    pub decision: Decision,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

fn gather(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            gather(&path, root, files);
        } else if path.extension().is_some_and(|e| e == "yj") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Every policy file with its path.
pub fn policies() -> Vec<(String, String)> {
    let mut files = Vec::new();
    gather(&root(), &root(), &mut files);
    files
}

/// The text in force of an area on a day, out of these files.
pub fn compile(files: Vec<(String, String)>, area: &str, on: &str) -> Program {
    let corpus: Corpus = yiju::corpus::from_syntax::read(files);
    let area = corpus.find_area(area).unwrap();
    let compiled = yiju::program::compile::compile(&corpus, &Asked::new(&area, Date::parse(on).unwrap()));
    compiled.program.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// A sample household of 晋城 as written, with what `change` makes of its text.
pub fn household(name: &str, change: impl Fn(String) -> String) -> String {
    let path = root().join("山西省/晋城市/示例").join(format!("{name}.json"));
    change(std::fs::read_to_string(path).unwrap())
}

/// Decides a record in an area on a day.
pub fn decide(program: Program, record: &str) -> Case {
    let json = Json::parse(record).unwrap();
    let record = RecordReader::new(&program).read(&json).unwrap_or_else(|faults| panic!("{faults:?}"));
    let decision = evaluate(&program, &record);
    Case { program, record, decision }
}

/// A sample household of 晋城 on a day.
pub fn jincheng(name: &str, on: &str, change: impl Fn(String) -> String) -> Case {
    decide(compile(policies(), "山西省/晋城市", on), &household(name, change))
}

impl Case {
    /// The explanation as text.
    pub fn text(&self, reader: Reader, result: Option<&str>) -> String {
        let options = Options { reader, result: result.map(str::to_owned), ..Options::default() };
        explain(&self.program, &self.record, &self.decision, &options)
    }

    /// The explanation as data.
    pub fn json(&self, reader: Reader, result: Option<&str>) -> serde_json::Value {
        let options = Options { reader, result: result.map(str::to_owned), ..Options::default() };
        explain_json(&self.program, &self.record, &self.decision, &options)
    }
}
