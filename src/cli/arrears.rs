//! `arrears`: what the months of a period gave as the text was known then, and what they give as it is known now.

use std::path::Path;

use yiju::comparison::arrears::{Given, Line, month, monthly};
use yiju::corpus::{Area, Asked, Corpus};
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::presentation::{arrears, json};
use yiju::program::compile::compile;
use yiju::quantity::calendar::{Date, Month};

use crate::cli::args::{ArrearsArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, place, policies, records};

/// More months than this are a slip of the pen.
const LONGEST: usize = 240;

/// Runs the command.
pub(crate) fn run(args: &ArrearsArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let area = place::area(&corpus, &args.area)?;
    place::broken_files(&corpus, &area, screen)?;
    let months = months(&args.from, &args.to)?;
    let known_by = args.known_by.as_deref().map(|text| place::day("--known-by", text)).transpose()?;
    let household = input.single(screen)?;
    let mut lines: Vec<Line> = Vec::new();
    for at in months {
        let day = at.first_day();
        let then = given(&corpus, &area, day, Some(known_by.unwrap_or(day)), &household, screen)?;
        let now = given(&corpus, &area, day, None, &household, screen)?;
        lines.extend(month(at, &then, &now));
    }
    if let Some(wanted) = &args.result {
        let bare = |name: &str| name.split('（').next().unwrap_or_default().to_owned();
        let mut names: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
        names.sort();
        names.dedup();
        lines.retain(|line| line.name == *wanted || bare(&line.name) == *wanted);
        if lines.is_empty() {
            let help = format!("按月给付的有：{}", names.join("、"));
            return Err(Failure::call(format!("没有“{wanted}”这一项按月给付的结果")).help(help).into());
        }
    }
    let text = match args.print.format {
        Format::Text => {
            let known = match known_by {
                Some(day) => format!("{day}以前印发的公文"),
                None => "各月1日以前印发的公文".to_owned(),
            };
            let note = format!(
                "{}，各月按当月1日施行的规定计算；“当时的规定”只用{known}。\n各月都按同一份记录，家庭情况有变化的请分段计算。\n\n",
                area.name()
            );
            format!("{note}{}", arrears::text(&lines))
        }
        Format::Json => format!("{:#}\n", arrears::machine(&lines)),
    };
    output::print(&text)?;
    Ok(Verdict::Done)
}

/// The months from one to another, both included.
fn months(from: &str, to: &str) -> Result<Vec<Month>, Stop> {
    let read = |flag: &str, text: &str| {
        Month::parse(text.trim()).ok_or_else(|| {
            let help = "可写：2025-01 或 2025年1月";
            Stop::from(Failure::call(format!("{flag} 的“{text}”不是月份")).help(help))
        })
    };
    let (first, last) = (read("--from", from)?, read("--to", to)?);
    let mut all = Vec::new();
    let mut at = Some(first);
    while let Some(month) = at.filter(|month| *month <= last) {
        all.push(month);
        if all.len() > LONGEST {
            return Err(Failure::call("月份太多").help(format!("一次最多 {LONGEST} 个月")).into());
        }
        at = month.minus(-1);
    }
    if all.is_empty() {
        return Err(Failure::call("--to 的月份早于 --from").help("--from 写较早的月份").into());
    }
    Ok(all)
}

/// What the text of a day, as known by another, gives the household every month.
fn given(
    corpus: &Corpus,
    area: &Area,
    on: Date,
    known_by: Option<Date>,
    household: &Json,
    screen: Screen,
) -> Result<Vec<Given>, Stop> {
    let mut compiled = compile(corpus, &Asked { known_by, ..Asked::new(area, on) });
    if compiled.text.documents.iter().all(|at| corpus.documents[*at].is_vocabulary()) {
        return Ok(Vec::new());
    }
    let program = place::sound(corpus, &mut compiled, screen)?;
    let record = RecordReader::new(&program)
        .read(household)
        .map_err(|errors| Failure::record(&format!("记录按{on}的规定读"), &errors))?;
    Ok(monthly(&program, &record, |output, instance| json::result_name(&program, &record, output, instance)))
}
