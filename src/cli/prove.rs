//! `prove`: what holds of every household under one text, or of every household under two.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use yiju::comparison::joint::{Joint, Matching};
use yiju::comparison::prove::{Bounds, Limits, Property, Solvers, pairs, single};
use yiju::corpus::Asked;
use yiju::presentation::proof::{self, Period, Report};
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;
use yiju::quantity::ratio::Ratio;

use crate::cli::args::ExplainFormat;
use crate::cli::explain::Form;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::sides::{self, CommonArgs, Side, Sides, SidesArgs};
use crate::cli::solver::Processes;
use crate::cli::{Verdict, place};

const TEXT: &str = "\
所问的文本：“地区@日期”（例如 山西省@2025-09-01），
或公文文件夹、一份公文草案、“已发布”、“git:版本”";
const NEW: &str = "写了第二个文本的，问从前一个改成这一个：\n应保尽保、不减";
const PROPERTY: &str = "\
要证明什么，可写多次：断言（公文里的断言）、提标不减人、
多一元（收入多一元，少领的不超过一元）、不看预算；
两个文本的：应保尽保、不减。不写时全部都问";
const RESULT: &str = "只问这几项结果（或断言），可写多次";
const MEMBERS: &str = "求解器查到几口人的家庭；不写时 3";
const ENTRIES: &str = "求解器查到其他清单各有几项；不写时 2";
const RAISE: &str = "标准最多提高多少，按标准自己的单位；不写时 1000";
const FROM: &str = "从这一天起的每个时期都问；不写时只问一个时期";
const TO: &str = "到这一天为止";
const SOLVER: &str = "\
求解器：auto（装了就用，不写时就是它）、none（不用）、
z3、cvc5，互相印证写 z3,cvc5";
const ONLY: &str = "不逐一查遍情形，只问求解器，用来互相印证";
const SECONDS: &str = "求解器每一问最多几秒；不写时 5";
const OUT: &str = "写到文件";

/// `prove`.
#[derive(Args, Debug)]
pub(crate) struct ProveArgs {
    /// The text, or the old one of two.
    #[arg(value_name = "文本", help_heading = "参数", display_order = 1, help = TEXT)]
    pub(crate) text: String,
    /// The new one of two.
    #[arg(value_name = "新文本", help_heading = "参数", display_order = 2, help = NEW)]
    pub(crate) new: Option<String>,
    /// What is claimed.
    #[arg(long = "property", alias = "性质", value_name = "性质", help_heading = "选项", help = PROPERTY)]
    pub(crate) properties: Vec<String>,
    /// Which results.
    #[arg(long = "result", value_name = "结果", help_heading = "选项", help = RESULT)]
    pub(crate) results: Vec<String>,
    /// How many members.
    #[arg(long, value_name = "人数", help_heading = "选项", default_value_t = 3, hide_default_value = true)]
    #[arg(help = MEMBERS)]
    pub(crate) members: u32,
    /// How many entries of other lists.
    #[arg(long, value_name = "项数", help_heading = "选项", default_value_t = 2, hide_default_value = true)]
    #[arg(help = ENTRIES)]
    pub(crate) entries: u32,
    /// By how much at most.
    #[arg(
        long,
        value_name = "数额",
        help_heading = "选项",
        default_value = "1000",
        hide_default_value = true
    )]
    #[arg(help = RAISE)]
    pub(crate) raise: String,
    /// The first day of the periods.
    #[arg(long, value_name = "日期", help_heading = "选项", help = FROM)]
    pub(crate) from: Option<String>,
    /// The last day of the periods.
    #[arg(long, value_name = "日期", help_heading = "选项", requires = "from", help = TO)]
    pub(crate) to: Option<String>,
    /// Which solver.
    #[arg(
        long,
        value_name = "求解器",
        help_heading = "选项",
        default_value = "auto",
        hide_default_value = true
    )]
    #[arg(help = SOLVER)]
    pub(crate) solver: String,
    /// The solver alone.
    #[arg(long, alias = "只用求解器", help_heading = "选项", help = ONLY)]
    pub(crate) solver_only: bool,
    /// How long a solver may take.
    #[arg(long, value_name = "秒", help_heading = "选项", default_value_t = 5, hide_default_value = true)]
    #[arg(help = SECONDS)]
    pub(crate) seconds: u64,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = ProveFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "text（不写时就是它）、html、docx 或 json")]
    pub(crate) format: ProveFormat,
    /// A file.
    #[arg(long, value_name = "文件", help_heading = "选项", help = OUT)]
    pub(crate) out: Option<PathBuf>,
}

/// In which form proofs are handed out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum ProveFormat {
    /// For people.
    #[value(alias = "文字")]
    Text,
    /// A page.
    Html,
    /// A Word document.
    Docx,
    /// For machines.
    Json,
}

/// One text for a stretch of days.
struct Stretch {
    from: Date,
    last: Date,
    program: Program,
}

/// Runs the command.
pub(crate) fn run(args: &ProveArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let form = Form {
        format: match args.format {
            ProveFormat::Text => ExplainFormat::Text,
            ProveFormat::Html => ExplainFormat::Html,
            ProveFormat::Docx => ExplainFormat::Docx,
            ProveFormat::Json => ExplainFormat::Json,
        },
        depth: None,
        plain: false,
        large: false,
        contents: false,
        out: args.out.as_deref(),
    };
    form.fitting()?;
    let properties = wanted(args)?;
    let limits = limits(args)?;
    let mut solvers = Processes::named(&args.solver, args.seconds)?;
    if args.solver_only && solvers.is_empty() {
        let help = "装上求解器（apt-get install z3），或者去掉 --solver-only";
        return Err(Failure::call("没有求解器可问").help(help).into());
    }
    let (names, periods) = match &args.new {
        None => one(args, &properties, &limits, &mut solvers, folder, screen)?,
        Some(new) => two(args, new, &properties, &limits, &mut solvers, folder, screen)?,
    };
    let report = Report { texts: names, properties, bounds: limits.bounds, solvers: solvers.said(), periods };
    let sound =
        report.periods.iter().flat_map(|period| &period.verdicts).all(|verdict| verdict.finding.is_sound());
    match args.format {
        ProveFormat::Json => form.write_text(&format!("{:#}\n", proof::json(&report)))?,
        _ => form.write_documents(vec![proof::document(&report)])?,
    }
    Ok(if sound { Verdict::Done } else { Verdict::Faulty })
}

/// The properties that a call names; all that can be asked if it names none.
fn wanted(args: &ProveArgs) -> Result<Vec<Property>, Stop> {
    let two = args.new.is_some();
    let fitting: Vec<Property> = Property::NAMES
        .into_iter()
        .map(|(property, ..)| property)
        .filter(|property| property.is_about_two() == two)
        .collect();
    let names: Vec<&str> =
        args.properties.iter().flat_map(|all| all.split([',', '，', '、'])).map(str::trim).collect();
    if names.is_empty() {
        return Ok(fitting);
    }
    let mut found = Vec::new();
    for name in names {
        let Some(property) = Property::parse(name) else {
            let known: Vec<&str> = Property::NAMES.iter().map(|(_, name, _)| *name).collect();
            let help = format!("可写：{}", known.join("、"));
            return Err(Failure::call(format!("没有“{name}”这个性质")).help(help).into());
        };
        if !fitting.contains(&property) {
            let help = match two {
                true => "写了两个文本的，只能问：应保尽保、不减",
                false => "应保尽保、不减要写两个文本：yiju 证明 旧文本 新文本",
            };
            return Err(Failure::call(format!("这里问不了“{}”", property.name())).help(help).into());
        }
        if !found.contains(&property) {
            found.push(property);
        }
    }
    Ok(found)
}

fn limits(args: &ProveArgs) -> Result<Limits, Stop> {
    let raise = Ratio::parse_decimal(args.raise.trim()).ok().filter(|raise| *raise > Ratio::ZERO);
    let Some(raise) = raise else {
        let help = "写一个大于零的数，例如 --raise 200";
        return Err(Failure::call(format!("--raise 的“{}”不是数", args.raise)).help(help).into());
    };
    if args.members == 0 || args.members > 8 || args.entries > 8 {
        let help = "--members 写 1 到 8，--entries 写 0 到 8";
        return Err(Failure::call("家庭的大小写得不对").help(help).into());
    }
    let bounds = Bounds { members: args.members, entries: args.entries };
    Ok(Limits {
        bounds,
        raise,
        last: Date::FOREVER,
        results: args.results.clone(),
        solver_only: args.solver_only,
    })
}

/// A result or an assertion that is asked for and that no text has is a slip of the pen.
fn known(args: &ProveArgs, programs: &[&Program]) -> Result<(), Stop> {
    for wanted in &args.results {
        let names: Vec<&str> = programs
            .iter()
            .flat_map(|program| {
                let results = program.outputs.iter().map(|output| output.name.as_str());
                results.chain(program.assertions.iter().map(|assertion| assertion.name.as_str()))
            })
            .collect();
        if names.contains(&wanted.as_str()) {
            continue;
        }
        let failure = Failure::call(format!("现行公文没有“{wanted}”这一项结果或断言"));
        let near = yiju::diagnostics::nearest::nearest(wanted, names.iter().copied());
        return Err(match near {
            Some(near) => failure.help(format!("是不是“{near}”？")),
            None => failure.help(format!("有的是：{}", names.join("、"))),
        }
        .into());
    }
    Ok(())
}

/// Everything about one text.
fn one(
    args: &ProveArgs,
    properties: &[Property],
    limits: &Limits,
    solvers: &mut Processes,
    folder: &Path,
    screen: Screen,
) -> Result<(Vec<String>, Vec<Period>), Stop> {
    let side = sides::single(&args.text, &args.common, folder, screen)?;
    let name = side.name.clone();
    let stretches = stretches(args, side, screen)?;
    let programs: Vec<&Program> = stretches.iter().map(|stretch| &stretch.program).collect();
    known(args, &programs)?;
    let mut periods = Vec::new();
    for stretch in &stretches {
        let limits = Limits { last: stretch.last, ..limits.clone() };
        let ready: Option<&mut dyn Solvers> = if solvers.is_empty() { None } else { Some(&mut *solvers) };
        let verdicts = single(&stretch.program, properties, &limits, ready);
        periods.push(Period { from: stretch.from, last: stretch.last, verdicts });
    }
    Ok((vec![name], periods))
}

/// Everything about two texts: in every period of the new one that is asked about, on its first day.
fn two(
    args: &ProveArgs,
    new: &str,
    properties: &[Property],
    limits: &Limits,
    solvers: &mut Processes,
    folder: &Path,
    screen: Screen,
) -> Result<(Vec<String>, Vec<Period>), Stop> {
    let call = SidesArgs { old: args.text.clone(), new: new.to_owned(), common: args.common.clone() };
    let Sides { old, new } = sides::read(&call, folder, screen)?;
    let names = vec![old.name.clone(), new.name.clone()];
    let stretches = stretches(args, new, screen)?;
    let mut programs: Vec<&Program> = stretches.iter().map(|stretch| &stretch.program).collect();
    programs.push(&old.program);
    known(args, &programs)?;
    let mut periods = Vec::new();
    for stretch in &stretches {
        let joint = Joint::of(&old.program, &stretch.program, &Matching::default());
        let ready: Option<&mut dyn Solvers> = if solvers.is_empty() { None } else { Some(&mut *solvers) };
        let verdicts = pairs(&joint, properties, limits, ready);
        periods.push(Period { from: stretch.from, last: stretch.last, verdicts });
    }
    Ok((names, periods))
}

/// The texts of the periods that a call names.
fn stretches(args: &ProveArgs, side: Side, screen: Screen) -> Result<Vec<Stretch>, Stop> {
    let Side { corpus, asked, program, .. } = side;
    let turns = corpus.turning_days(&asked.area);
    let until = |from: Date| turns.iter().find(|turn| **turn > from).and_then(|turn| turn.previous());
    let Some(from) = &args.from else {
        let last = until(asked.on).unwrap_or(Date::FOREVER);
        return Ok(vec![Stretch { from: asked.on, last, program }]);
    };
    let from = place::day("--from", from)?;
    let to = match &args.to {
        Some(to) => place::day("--to", to)?,
        None => Date::FOREVER,
    };
    if to < from {
        return Err(Failure::call("--to 的日期早于 --from").help("--from 写较早的日期").into());
    }
    let starts =
        std::iter::once(from).chain(turns.iter().copied().filter(|turn| *turn > from && *turn <= to));
    let mut stretches: Vec<Stretch> = Vec::new();
    for start in starts {
        let last = until(start).unwrap_or(Date::FOREVER).min(to);
        let Asked { area, known_by, .. } = &asked;
        let found = place::in_force_at(&corpus, area, start, *known_by, &args.common.readings, screen)?;
        let program = place::supposing(found.program, &args.common.figures)?;
        stretches.push(Stretch { from: start, last, program });
    }
    if stretches.len() > 1 {
        output::warn(&format!("共 {} 个时期，逐个查。\n", stretches.len()));
    }
    Ok(stretches)
}
