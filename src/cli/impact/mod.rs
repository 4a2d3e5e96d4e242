//! `impact`: a population under two texts.

mod args;
mod losers;
mod population;

use std::path::Path;

use yiju::comparison::impact::bands::Bands;
use yiju::comparison::impact::pair::{Pair, Refused, Wanted, Why};
use yiju::comparison::impact::tally::{Full, GROUPS, Tally};
use yiju::facts::identity::hide;
use yiju::presentation::document::{Look, html, text};
use yiju::presentation::impact::{About, Report, document, machine, rows};
use yiju::quantity::ratio::Ratio;

pub(crate) use args::ImpactArgs;
use args::ImpactFormat;
use losers::LosersFile;

use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, records, sides};

/// Ends of the bands of what is paid every month, and once, in 元.
const MONTHLY: [u32; 6] = [50, 100, 200, 500, 1000, 2000];
const ONCE: [u32; 6] = [500, 1000, 2000, 5000, 10_000, 20_000];

/// Runs the command.
pub(crate) fn run(args: &ImpactArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    fitting(args)?;
    let keep = losers_kept(&args.losers)?;
    let (monthly, once) =
        (bands("--bands", &args.bands, &MONTHLY)?, bands("--bands-once", &args.bands_once, &ONCE)?);
    let input = records::open(&args.records)?;
    let mut sides = sides::read(&args.sides, folder, screen)?;
    if args.same_day {
        sides.old.program.on = sides.new.program.on;
    }
    let wanted = Wanted { by: names(&args.by), matrix: names(&args.matrix) };
    let pair =
        Pair::new(&sides.old.program, &sides.new.program, &wanted).map_err(|why| refused(&why, &wanted))?;
    let mut about = About {
        old: sides.old.name.clone(),
        new: sides.new.name.clone(),
        records: input.name().to_owned(),
        by: wanted.by.clone(),
        matrix: wanted.matrix.clone(),
        on_screen: args.format == ImpactFormat::Text && args.out.is_none(),
        losers_file: None,
    };
    let mut tally = Tally::new(&pair, keep, monthly, once);
    let mut file = match &args.losers_out {
        Some(path) => Some(LosersFile::create(path, &about.by)?),
        None => None,
    };
    let size = std::fs::metadata(&args.records).ok().filter(|found| found.is_file()).map(|found| found.len());
    population::count(&pair, input, size, &mut |number, read| {
        let household = match read {
            Ok(household) => household,
            Err(why) => {
                tally.skip(number, || hide(&why).into_owned());
                return Ok(());
            }
        };
        let loser = tally.add(&pair, &household).map_err(|full| overfull(full, &wanted))?;
        if let (Some(file), Some(loser)) = (&mut file, loser) {
            let report = Report { pair: &pair, tally: &tally, about: &about };
            file.write(&report, &loser)?;
        }
        Ok(())
    })?;
    if let (Some(file), Some(path)) = (file, &args.losers_out) {
        file.finish()?;
        about.losers_file = Some(format!("“{}”", path.display()));
    }
    let report = Report { pair: &pair, tally: &tally, about: &about };
    write(args, &report)?;
    if tally.repeated.count > 0 {
        let shown = tally.repeated.first.iter().take(5);
        let lines: Vec<String> = shown.map(|(number, id)| format!("第{number}条：“{}”", hide(id))).collect();
        output::warn(&format!(
            "提示：编号重复的{}条，都计入了：{}{}。\n",
            tally.repeated.count,
            lines.join("、"),
            if tally.repeated.count > 5 { " 等" } else { "" },
        ));
    }
    if tally.uncounted == 0 {
        return Ok(Verdict::Done);
    }
    let shown = tally.first_uncounted.iter().take(5);
    let lines: Vec<String> = shown.map(|one| format!("第{}条：{}", one.number, one.why)).collect();
    let failure = Failure::input(format!("{}条记录有错，没有计入", tally.uncounted))
        .details(lines)
        .help("改正这些记录以后重新测算；哪里有错，也写在结果里");
    output::warn(&failure.render(screen.color_err));
    Ok(Verdict::Faulty)
}

/// Options that do not go together are told before anything is read.
fn fitting(args: &ImpactArgs) -> Result<(), Stop> {
    let refused = |message: &str, help: &str| Err(Failure::call(message.to_owned()).help(help).into());
    match args.format {
        ImpactFormat::Docx if cfg!(not(feature = "docx")) => {
            refused("这个程序编译时没有带上 docx", "请用 --format html，浏览器里可以打印或另存")
        }
        ImpactFormat::Docx if args.out.is_none() => {
            refused("docx 不能写到屏幕上", "请用 --out 写明文件，例如 --out 影响.docx")
        }
        _ => Ok(()),
    }
}

/// Names that were given one by one or joined by `、` or commas.
fn names(given: &[String]) -> Vec<String> {
    let parts = given.iter().flat_map(|text| text.split(['、', ',', '，']));
    parts.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// How many households that lose are named.
fn losers_kept(text: &str) -> Result<Option<usize>, Stop> {
    match text.trim() {
        "all" | "全部" => Ok(None),
        number => number.parse().map(Some).map_err(|_| {
            Failure::call(format!("--losers 不能写“{text}”")).help("写户数，例如 50；全部列出写 all").into()
        }),
    }
}

/// The bands that the call wants, or the usual ones.
fn bands(flag: &str, given: &Option<String>, usual: &[u32]) -> Result<Bands, Stop> {
    let Some(text) = given else { return Ok(Bands::of(usual)) };
    let wrong = || {
        let help = format!("从小到大写各段的上界（元），例如 {flag} 50,100,200,500");
        Stop::from(Failure::call(format!("{flag} 不能写“{text}”")).help(help))
    };
    let ends: Vec<Ratio> = text
        .split(['、', ',', '，'])
        .map(|end| Ratio::parse_decimal(end.trim()).map_err(|_| wrong()))
        .collect::<Result<_, _>>()?;
    let rising = ends.windows(2).all(|two| two[0] < two[1]);
    if !rising || ends.first().is_none_or(|first| *first <= Ratio::ZERO) || ends.len() > 50 {
        return Err(wrong());
    }
    Ok(Bands::new(ends))
}

/// A name that cannot be counted by.
fn refused(refused: &Refused, wanted: &Wanted) -> Stop {
    let name = &refused.name;
    let by = wanted.by.contains(name);
    let flag = if by { "--by" } else { "--matrix" };
    match &refused.why {
        Why::Unknown { nearest, known } => {
            let what = if by { "家庭的项目和定义里" } else { "家庭的定义和认定里" };
            let failure = Failure::call(format!("{flag}：{what}没有“{name}”"));
            let failure = match nearest {
                Some(near) => failure.help(format!("是不是“{near}”？")),
                None => failure,
            };
            failure.help(format!("可写的有：{}", known.join("、"))).into()
        }
        Why::Unfit => {
            let help = if by {
                "请写类别、地点、是否的项目"
            } else {
                "请写得出类别的定义，或者几项家庭认定"
            };
            Failure::call(format!("{flag}：“{name}”不能用来分类")).help(help).into()
        }
    }
}

/// Something has too many values, or sums are too large.
fn overfull(full: Full, wanted: &Wanted) -> Stop {
    match full {
        Full::Overflow => Failure::input("金额合计太大，写不成精确的数").into(),
        Full::Groups => {
            let message = format!("按“{}”分出来的超过 {GROUPS} 组", wanted.by.join("、"));
            Failure::call(message).help("--by 请写取值不多的项目，例如地区、类别").into()
        }
        Full::Categories => {
            let message = format!("“{}”的取值太多，列不成表", wanted.matrix.join("、"));
            Failure::call(message).help("--matrix 请写取值不多的定义，或者几项认定").into()
        }
    }
}

/// Writes the report in the wanted form.
fn write(args: &ImpactArgs, report: &Report<'_>) -> Result<(), Stop> {
    let look = Look { large: args.large, ..Look::default() };
    let bytes = match args.format {
        ImpactFormat::Text => text::render(&document(report, false), &look).into_bytes(),
        ImpactFormat::Html => html::render(&[document(report, true)], &look).into_bytes(),
        ImpactFormat::Docx => word(report, &look)?,
        ImpactFormat::Json => format!("{:#}\n", machine(report)).into_bytes(),
        ImpactFormat::Csv => losers::table(&rows(report))?,
    };
    match &args.out {
        Some(path) => output::save_bytes(path, &bytes),
        None => output::print(&String::from_utf8_lossy(&bytes)),
    }
}

/// A Word document.
#[cfg(feature = "docx")]
fn word(report: &Report<'_>, look: &Look) -> Result<Vec<u8>, Stop> {
    yiju::presentation::document::docx::render(&[document(report, false)], look)
        .map_err(|error| Failure::input(format!("docx 写不成：{error}")).into())
}

/// This program was built without Word documents: told before.
#[cfg(not(feature = "docx"))]
fn word(_: &Report<'_>, _: &Look) -> Result<Vec<u8>, Stop> {
    Ok(Vec::new())
}
