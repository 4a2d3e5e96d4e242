//! `replay`: what an archive holds, decided again under the text of then, and compared.

use std::path::Path;

use clap::Args;
use indexmap::IndexMap;
use serde_json::{Value, json};
use yiju::archive::difference::{Difference, differences};
use yiju::archive::entry::Entry;
use yiju::corpus::{Area, Asked, Corpus};
use yiju::diagnostics::Severity;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::identity::hide;
use yiju::facts::json::Json;
use yiju::program::compile::compile;
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;
use yiju::verification::{certificate, verify};

use crate::cli::archive::command::follow;
use crate::cli::archive::{Purpose, called, keep, open, reprint};
use crate::cli::args::{Format, Print};
use crate::cli::failure::Stop;
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, place, policies};

/// `replay`.
#[derive(Args, Debug)]
pub(crate) struct ReplayArgs {
    /// The archive.
    #[arg(value_name = "档案", help_heading = "参数", help = "文件，或者 postgres://…")]
    archive: String,
    /// One case only.
    #[arg(long, value_name = "编号", help_heading = "选项")]
    #[arg(help = "只重演这一件：记录的编号，或者档案里的号，\n例如“第12号”；不写时全部重演，并核对档案")]
    case: Option<String>,
    #[command(flatten)]
    print: Print,
}

/// Which text in force decided: texts are compiled once for all rows that were decided by them.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    area: String,
    on: String,
    known_by: Option<String>,
    readings: String,
}

/// How a row stands.
enum Found {
    /// The same results under the same text.
    Same,
    /// The same text gives other results, or its certificate does not hold.
    Other(Vec<Difference>, Vec<String>),
    /// The text of then is not in the corpus; what the text of now (with its digest) gives otherwise, or why it gives
    /// nothing.
    Gone(String, Result<Vec<Difference>, String>),
    /// The row cannot be decided again.
    Unusable(String),
}

/// Rows by how they stand.
#[derive(Default)]
struct Count {
    same: u64,
    other: u64,
    gone: u64,
    unusable: u64,
}

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs, folder: &Path, _: Screen) -> Result<Verdict, Stop> {
    let mut store = open(&args.archive, Purpose::Read)?;
    let number = match &args.case {
        Some(case) => Some(reprint::numbered(store.as_mut(), &args.archive, case)?),
        None => None,
    };
    let corpus = policies::read(folder)?;
    let mut replay = Replay { corpus: &corpus, programs: IndexMap::new(), count: Count::default() };
    let mut wrong = Vec::new();
    let format = args.print.format;
    match number {
        Some(number) => {
            let row = reprint::one(store.as_mut(), &args.archive, number)?;
            let sound = reprint::row_is_sound(&row);
            if !sound {
                wrong.push(format!("第{number}号的内容和记下时的校验码不符：记下以后有人改过"));
            }
            let entry = Entry::of(row.cells).filter(|_| row.unreadable.is_empty());
            let found = replay.row(entry.as_ref());
            output::print(&told(number, entry.as_ref(), &found, format, true))?;
        }
        None => {
            let findings = follow(store.as_mut(), |row, _| {
                let number = row.number;
                let entry = Entry::of(row.cells).filter(|_| row.unreadable.is_empty());
                let found = replay.row(entry.as_ref());
                output::print(&told(number, entry.as_ref(), &found, format, false))
            })?;
            wrong = findings.wrong;
        }
    }
    let Count { same, other, gone, unusable } = replay.count;
    let whole = other + gone + unusable == 0 && wrong.is_empty();
    let text = match format {
        Format::Json => {
            let shape = json!({"archive": called(&args.archive), "rows": same + other + gone + unusable,
                "same": same, "different": other, "text_gone": gone, "unusable": unusable, "chain": wrong});
            format!("{shape}\n")
        }
        Format::Text => {
            let mut text = format!("重演 {} 件：{same} 件和当时一样", same + other + gone + unusable);
            for (many, what) in
                [(other, "件不同"), (gone, "件当时的规定文本已经不在，无从确认"), (unusable, "件没法重演")]
            {
                if many > 0 {
                    text.push_str(&format!("，{many} {what}"));
                }
            }
            text.push_str("。\n");
            if !wrong.is_empty() {
                text.push_str(&format!("档案不完整，有 {} 处不对：\n", wrong.len()));
                text.extend(wrong.iter().map(|wrong| format!("  {wrong}\n")));
            }
            text
        }
    };
    output::print(&text)?;
    Ok(if whole { Verdict::Done } else { Verdict::Faulty })
}

/// Decides rows again.
struct Replay<'c> {
    corpus: &'c Corpus,
    programs: IndexMap<Key, Result<Program, String>>,
    count: Count,
}

impl Replay<'_> {
    fn row(&mut self, entry: Option<&Entry>) -> Found {
        let found = match entry {
            None => Found::Unusable("这一件坏了，读不出来".to_owned()),
            Some(entry) => self.entry(entry).unwrap_or_else(Found::Unusable),
        };
        let place = match &found {
            Found::Same => &mut self.count.same,
            Found::Other(..) => &mut self.count.other,
            Found::Gone(..) => &mut self.count.gone,
            Found::Unusable(_) => &mut self.count.unusable,
        };
        *place += 1;
        found
    }

    fn entry(&mut self, entry: &Entry) -> Result<Found, String> {
        let key = Key {
            area: entry.area.clone(),
            on: entry.on_day.clone(),
            known_by: entry.known_by.clone(),
            readings: entry.readings.clone(),
        };
        let corpus = self.corpus;
        let program = self.programs.entry(key).or_insert_with_key(|key| program(corpus, key));
        let was: Value =
            serde_json::from_str(&entry.decision).map_err(|_| "当时的结果读不出来".to_owned())?;
        match program {
            Ok(program) if program.digest == entry.text_digest => {
                let known_by = entry.known_by.as_deref().and_then(Date::parse);
                let now = decided(program, &entry.record, known_by)?;
                let found = differences(&was, &now.results);
                let doubts = proof(program, known_by, entry, &now.about);
                let same = found.is_empty() && doubts.is_empty();
                Ok(if same { Found::Same } else { Found::Other(found, doubts) })
            }
            Ok(program) => {
                let now = decided(program, &entry.record, None).map(|now| {
                    let mut found = differences(&was, &now.results);
                    // That the text is another one is said apart.
                    found.retain(|one| one.place != "text");
                    found
                });
                Ok(Found::Gone(program.digest.clone(), now))
            }
            Err(why) => Ok(Found::Gone(String::new(), Err(why.clone()))),
        }
    }
}

/// What speaks against the certificate of a row: it must hold by itself, and be about the record of the row.
fn proof(program: &Program, known_by: Option<Date>, entry: &Entry, about: &Value) -> Vec<String> {
    let Ok(certificate) = serde_json::from_str::<Value>(&entry.certificate) else {
        return vec!["当时的证书读不出来".to_owned()];
    };
    let mut found: Vec<String> = match verify(program, known_by, &certificate) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.into_iter().map(|finding| finding.message).collect(),
    };
    if certificate.get("digest") != Some(about) {
        found.push("当时的证书说的不是这份记录".to_owned());
    }
    found
}

/// The program of the text in force that decided, as the corpus has it now.
fn program(corpus: &Corpus, key: &Key) -> Result<Program, String> {
    let day = |text: &str| Date::parse(text).ok_or_else(|| format!("“{text}”不是日期"));
    let area = if key.area == "全国" { Area::default() } else { Area::parse(&key.area) };
    let known_by = key.known_by.as_deref().map(day).transpose()?;
    let mut asked = Asked { known_by, ..Asked::new(&area, day(&key.on)?) };
    let readings: Value =
        serde_json::from_str(&key.readings).map_err(|_| "当时改取的读法读不出来".to_owned())?;
    for one in readings.as_array().into_iter().flatten() {
        let part = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let (code, doubt, reading) = (part("code"), part("doubt"), part("reading"));
        let switch = corpus.find_reading(Some(&area), Some(code), Some(doubt), reading);
        asked
            .readings
            .push(switch.map_err(|_| format!("现在的公文里没有《{code}》疑义“{doubt}”的读法“{reading}”"))?);
    }
    let (area, on) = (place::spelled(&area), asked.on);
    let compiled = compile(corpus, &asked);
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    match compiled.program {
        Some(program) if errors == 0 => Ok(program),
        _ => Err(format!("{area}在{on}的公文现在有错误，编译不成（见 yiju 检查）")),
    }
}

/// What a program makes of a record.
struct Decided {
    /// All results.
    results: Value,
    /// The digest of what was asked and known.
    about: Value,
}

/// What a program makes of a record that was kept.
fn decided(program: &Program, record: &str, known_by: Option<Date>) -> Result<Decided, String> {
    let json = Json::parse(record).map_err(|_| "当时的记录读不出来".to_owned())?;
    let record = RecordReader::new(program).read(&json).map_err(|errors| {
        let first = errors.first().map(ToString::to_string).unwrap_or_default();
        format!("当时的记录和规定文本的项目不合：{first}")
    })?;
    let plan = Plan::new(program);
    let decision = Evaluator::new(&plan).decide(&record);
    let results = keep::results(program, &record, &decision);
    let results = results.ok().and_then(|text| serde_json::from_str(&text).ok());
    let about = certificate::write(program, &record, &decision, known_by)["digest"].clone();
    Ok(Decided { results: results.ok_or_else(|| "结果写不成 JSON".to_owned())?, about })
}

/// A row and how it stands; nothing for people where it stands as it was, unless it is the only one.
fn told(number: u64, entry: Option<&Entry>, found: &Found, format: Format, alone: bool) -> String {
    let text = match format {
        Format::Json => format!("{}\n", machine(number, entry, found)),
        Format::Text => people(number, entry, found, alone),
    };
    hide(&text).into_owned()
}

fn machine(number: u64, entry: Option<&Entry>, found: &Found) -> Value {
    let list = |found: &[Difference]| {
        let shapes = found.iter().map(|one| json!({"place": one.place, "was": one.was, "now": one.now}));
        Value::Array(shapes.collect())
    };
    let mut shape = json!({"number": number, "id": entry.and_then(|entry| entry.case_id.as_deref()),
        "area": entry.map(|entry| &entry.area), "on": entry.map(|entry| &entry.on_day),
        "text": entry.map(|entry| &entry.text_digest)});
    match found {
        Found::Same => shape["found"] = json!("same"),
        Found::Other(found, doubts) => {
            shape["found"] = json!("different");
            shape["differences"] = list(found);
            shape["certificate"] = json!(doubts);
        }
        Found::Gone(digest, now) => {
            shape["found"] = json!("text_gone");
            shape["text_now"] = json!((!digest.is_empty()).then_some(digest));
            match now {
                Ok(found) => shape["differences_under_text_of_now"] = list(found),
                Err(why) => shape["reason"] = json!(why),
            }
        }
        Found::Unusable(why) => {
            shape["found"] = json!("unusable");
            shape["reason"] = json!(why);
        }
    }
    shape
}

fn people(number: u64, entry: Option<&Entry>, found: &Found, alone: bool) -> String {
    let id = entry.and_then(|entry| entry.case_id.as_deref()).unwrap_or("（没有编号）");
    let place = entry.map(|entry| format!("{} {}", entry.area, entry.on_day)).unwrap_or_default();
    let head = format!("第{number}号　{id}　{place}：");
    let list = |found: &[Difference]| -> String {
        let side =
            |text: &Option<String>| text.clone().map_or("没有".to_owned(), |text| format!("“{text}”"));
        let lines = found
            .iter()
            .map(|one| format!("    {}：当时{}，现在{}\n", one.place, side(&one.was), side(&one.now)));
        lines.collect()
    };
    match found {
        Found::Same if alone => format!("{head}和当时一样\n"),
        Found::Same => String::new(),
        Found::Other(found, doubts) => {
            let doubts: String = doubts.iter().map(|doubt| format!("    {doubt}\n")).collect();
            let what = if found.is_empty() {
                "结果一样，证书不成立"
            } else {
                "规定文本没有变，结果不同"
            };
            format!("{head}{what}\n{}{doubts}", list(found))
        }
        Found::Gone(digest, now) => {
            let was = entry.map(|entry| entry.text_digest.as_str()).unwrap_or_default();
            let mut text = format!("{head}当时的规定文本已经不在\n    当时　{was}\n");
            if !digest.is_empty() {
                text.push_str(&format!("    现在　{digest}\n"));
            }
            match now {
                Ok(found) if found.is_empty() => text.push_str("    按现在的文本，结果和当时一样\n"),
                Ok(found) => {
                    text.push_str("    按现在的文本，结果不同（只供参考）\n");
                    text.push_str(&list(found));
                }
                Err(why) => text.push_str(&format!("    按现在的文本也没法办：{why}\n")),
            }
            text
        }
        Found::Unusable(why) => format!("{head}没法重演：{why}\n"),
    }
}
