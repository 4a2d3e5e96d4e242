//! `verify`: confirms certificates, step by step, with the checker that shares no code with the evaluator.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use yiju::corpus::Corpus;
use yiju::program::ir::Program;
use yiju::verification::head::{self, Head, NotACertificate};
use yiju::verification::{Finding, Verified, verify};

use crate::cli::args::{Day, Format, Print, When};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, place, policies};

/// Bytes that a file of certificates may have: a thousand households.
const MOST: u64 = 64 << 20;

/// `verify`.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// The certificates.
    #[arg(value_name = "证书", help_heading = "参数")]
    #[arg(help = "证书文件（explain … --format trace 所写）；\n写“-”从标准输入读")]
    pub(crate) trace: PathBuf,
    #[command(flatten)]
    pub(crate) print: Print,
}

/// Runs the command.
pub(crate) fn run(args: &VerifyArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let (name, text) = read(&args.trace)?;
    let certificates = parsed(&name, &text)?;
    let corpus = policies::read(folder)?;
    let mut verdict = Verdict::Done;
    let mut before: Option<(Head, Program)> = None;
    for (at, certificate) in certificates.iter().enumerate() {
        let which = if certificates.len() > 1 { format!("第 {} 份", at + 1) } else { String::new() };
        let head = head::read(certificate).map_err(|why| unfit(&name, &which, &why))?;
        let same = |(known, _): &&(Head, Program)| asks_the_same(known, &head);
        if before.as_ref().filter(same).is_none() {
            let program = in_force(&corpus, &head, screen)?;
            before = Some((head.clone(), program));
        }
        let Some((_, program)) = &before else { continue };
        let checked = verify(program, head.known_by, certificate);
        if checked.is_err() {
            verdict = Verdict::Faulty;
        }
        output::print(&match args.print.format {
            Format::Text => told(&which, program, &head, &checked),
            Format::Json => format!("{}\n", shape(&checked)),
        })?;
    }
    Ok(verdict)
}

/// The name of the input as messages call it, and its text.
fn read(path: &Path) -> Result<(String, String), Stop> {
    let standard = path == Path::new("-");
    let name = if standard { "标准输入".to_owned() } else { format!("“{}”", path.display()) };
    let failed = |error: &io::Error| Failure::call(format!("证书文件{name}读不了")).because(error);
    let mut bytes = Vec::new();
    let limit = MOST + 1;
    let taken = if standard {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(failed(&io::Error::from(io::ErrorKind::IsADirectory)).into());
        }
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    taken.map_err(|error| failed(&error))?;
    if bytes.len() as u64 > MOST {
        let message = format!("{name}超过 {} MB，不像是证书", MOST >> 20);
        return Err(Failure::input(message).help("一户的证书通常不到 1 MB；很多户的请分成几个文件").into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => {
            let help = "证书用 yiju explain … --format trace 写成，请勿用别的软件另存";
            Err(Failure::input(format!("{name}不是 UTF-8 文字，不是核验证书")).help(help).into())
        }
    }
}

/// The certificates of a text, one after another.
fn parsed(name: &str, text: &str) -> Result<Vec<Value>, Stop> {
    let text = text.trim_start_matches('\u{feff}');
    let mut certificates = Vec::new();
    for read in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match read {
            Ok(certificate) => certificates.push(certificate),
            Err(error) if error.is_eof() => {
                let message = format!("{name}没有写完，读到第 {} 行就断了", error.line());
                let help = "文件在传递或保存时可能被截断了，请重新取得完整的一份";
                return Err(Failure::input(message).help(help).into());
            }
            Err(error) => {
                let place = format!("第 {} 行第 {} 列", error.line(), error.column());
                let message = format!("{name}不是核验证书：{place}起读不成 JSON");
                return Err(Failure::input(message).help(WHENCE).into());
            }
        }
    }
    if certificates.is_empty() {
        return Err(Failure::input(format!("{name}是空的")).help(WHENCE).into());
    }
    Ok(certificates)
}

/// Where certificates come from.
const WHENCE: &str = "证书用 yiju explain 记录 --area 地区 --on 日期 --format trace --out 文件 写成";

fn unfit(name: &str, which: &str, why: &NotACertificate) -> Stop {
    let help = match why {
        NotACertificate::OtherKind | NotACertificate::Wrong(_) => WHENCE.to_owned(),
        NotACertificate::OtherVersion(_) => "请用写这份证书的那一版程序来核验".to_owned(),
    };
    Failure::input(format!("{name}{which}核验不了：{why}")).help(help).into()
}

fn asks_the_same(one: &Head, other: &Head) -> bool {
    let asked = |head: &Head| (head.area.clone(), head.on, head.known_by, head.readings.clone());
    asked(one) == asked(other)
}

/// The program of the text that a certificate is about.
fn in_force(corpus: &Corpus, head: &Head, screen: Screen) -> Result<Program, Stop> {
    let area = if head.area.is_empty() { "全国".to_owned() } else { head.area.clone() };
    let day = Day {
        on: head.on.iso(),
        known_by: head.known_by.map(|day| day.iso()),
        readings: head.readings.clone(),
    };
    Ok(place::in_force(corpus, &When { area, day }, screen)?.program)
}

fn told(which: &str, program: &Program, head: &Head, checked: &Result<Verified, Vec<Finding>>) -> String {
    let area = if program.area.is_empty() { "全国" } else { &program.area };
    let about = format!("{area}，基准日{}", head.on);
    match checked {
        Ok(Verified { id, steps, results, digest }) => {
            let id = id.as_ref().map(|id| format!("，编号 {id}")).unwrap_or_default();
            format!(
                "{which}核验通过：{about}{id}。\n逐步重算了 {steps} 步、{results} 项结果，与证书完全一致。\n规定文本：{}\n记录摘要：{digest}\n",
                head.text
            )
        }
        Err(findings) => {
            let mut text = format!("{which}核验不通过：{about}。\n");
            for finding in findings {
                text.push_str(&format!("  {}。\n", finding.message));
            }
            text.push_str("这份证书不能作为依据；请对照原来的记录重新办理一次。\n");
            text
        }
    }
}

fn shape(checked: &Result<Verified, Vec<Finding>>) -> Value {
    match checked {
        Ok(Verified { id, steps, results, digest }) => {
            json!({"verified": true, "id": id, "steps": steps, "results": results, "digest": digest})
        }
        Err(findings) => {
            let findings: Vec<Value> = findings
                .iter()
                .map(|finding| json!({"step": finding.step, "message": finding.message}))
                .collect();
            json!({"verified": false, "findings": findings})
        }
    }
}
