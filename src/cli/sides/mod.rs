//! Which two texts are compared: areas and days, folders, drafts, what is published, revisions.

mod sources;

use std::path::Path;
use std::rc::Rc;

use clap::Args;
use yiju::corpus::tree::TextInForce;
use yiju::corpus::{Area, Asked, Corpus};
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;

use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::place::{self, InForce};
use sources::{Files, Source};

const OLD: &str = "\
旧的一边：“地区@日期”（例如 山西省@2025-08-31），
或公文文件夹、一份公文草案、“已发布”、“git:版本”";
const NEW: &str = "新的一边，写法相同";
const AREA: &str = "两边没有写地区的，取这个地区";
const ON: &str = "两边没有写日期的，按这一天；不写时\n取最后一次变动的日期";
const KNOWN: &str = "只用这一天以前（含当日）印发的公文";
const READING: &str = "疑义换一种读法，例如“按每笔还是合并=按每笔”；\n可写多次";
const SUPPOSE: &str = "\
测算：新的一边，数额假设为多少，例如
“低保标准（农村）＝每人每月700元”；可写多次";

/// Which two texts.
#[derive(Args, Clone, Debug)]
pub(crate) struct SidesArgs {
    /// The text before.
    #[arg(value_name = "旧", display_order = 1, help_heading = "参数", help = OLD)]
    pub(crate) old: String,
    /// The text after.
    #[arg(value_name = "新", display_order = 2, help_heading = "参数", help = NEW)]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// What both texts have in common.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct CommonArgs {
    /// The area, where a side names none.
    #[arg(long, value_name = "地区", help_heading = "选项", help = AREA)]
    pub(crate) area: Option<String>,
    /// The day, where a side names none.
    #[arg(long, value_name = "日期", help_heading = "选项", help = ON)]
    pub(crate) on: Option<String>,
    /// What was issued later is not known.
    #[arg(long, value_name = "日期", help_heading = "选项", help = KNOWN)]
    pub(crate) known_by: Option<String>,
    /// Doubts read another way.
    #[arg(long = "reading", value_name = "疑义=读法", help_heading = "选项", help = READING)]
    pub(crate) readings: Vec<String>,
    /// Figures supposed in the new text.
    #[arg(long = "suppose-new", value_name = "数额", help_heading = "选项", help = SUPPOSE)]
    pub(crate) figures: Vec<String>,
}

/// One of two texts.
pub(crate) struct Side {
    /// What it is called before people.
    pub(crate) name: String,
    /// All documents.
    pub(crate) corpus: Rc<Corpus>,
    /// Area, day and readings.
    pub(crate) asked: Asked,
    /// The text in force.
    pub(crate) text: TextInForce,
    /// Its program.
    pub(crate) program: Program,
}

/// Two texts.
pub(crate) struct Sides {
    /// Before.
    pub(crate) old: Side,
    /// After.
    pub(crate) new: Side,
}

/// Reads the two texts that a call names.
pub(crate) fn read(args: &SidesArgs, folder: &Path, screen: Screen) -> Result<Sides, Stop> {
    let (old, new) = (Source::of(&args.old)?, Source::of(&args.new)?);
    let sources = [&old, &new];
    let before = old.files(folder, sources)?;
    let after = if old.is_as(&new) { None } else { Some(new.files(folder, sources)?) };
    let corpus = Rc::new(before.corpus()?);
    let later = match &after {
        Some(files) => Rc::new(files.corpus()?),
        None => Rc::clone(&corpus),
    };
    // A source takes area and day from the call, or else from the other side.
    let common = || (args.common.area.clone(), args.common.on.clone());
    let place = |own: &Source, other: &Source| match (own, other) {
        (Source::At { area, on }, _) => (Some(area.clone()), Some(on.clone())),
        (_, Source::At { area, on }) => {
            let (named, day) = common();
            (named.or_else(|| Some(area.clone())), day.or_else(|| Some(on.clone())))
        }
        _ => common(),
    };
    let ((area_old, on_old), (area_new, on_new)) = (place(&old, &new), place(&new, &old));
    let touched = match (&area_old, &area_new, &after) {
        (Some(_), Some(_), _) => None,
        (_, _, None) if args.common.figures.is_empty() => return alike(),
        (_, _, None) => None,
        (_, _, Some(after)) => Some(touched(&before, after, [&corpus, &later])?),
    };
    let area_in = |corpus: &Corpus, named: &Option<String>| match (named, &touched) {
        (Some(named), _) => place::area(corpus, named),
        (None, Some(touched)) => Ok(touched.clone()),
        (None, None) => Err(Failure::call("没有写地区").help("用 --area 指明地区").into()),
    };
    let areas = (area_in(&corpus, &area_old)?, area_in(&later, &area_new)?);
    let day = |named: &Option<String>| named.as_deref().map(|on| place::day("地区@日期", on)).transpose();
    let last = || {
        let days = corpus.turning_days(&areas.0).into_iter().chain(later.turning_days(&areas.1));
        days.max().ok_or_else(|| Stop::from(Failure::call("没有写日期").help("用 --on 指明日期")))
    };
    // A draft is compared from the day on which it comes into force, unless the call names another.
    let asked = |source: &Source, files: &Files, corpus: &Corpus, named| -> Result<Date, Stop> {
        let on = day(&named)?.map_or_else(last, Ok)?;
        let begins = files.draft_in(corpus).map(|draft| draft.effective.date);
        let inherited = args.common.on.is_none() && matches!(source, Source::File(_));
        Ok(begins.filter(|_| inherited).map_or(on, |begins| begins.max(on)))
    };
    let on_old = asked(&old, &before, &corpus, on_old)?;
    let on_new = asked(&new, after.as_ref().unwrap_or(&before), &later, on_new)?;
    if let Some(after) = &after {
        let changed = before.differing(after);
        for (corpus, on) in [(&corpus, on_old), (&later, on_new)] {
            warn_of_later(corpus, &changed, on);
        }
    }
    let make = |source: &Source, corpus: &Rc<Corpus>, area: &Area, on: Date, figures: &[String]| {
        side(source, corpus, (area, on), &args.common, figures, screen)
    };
    Ok(Sides {
        old: make(&old, &corpus, &areas.0, on_old, &[])?,
        new: make(&new, &later, &areas.1, on_new, &args.common.figures)?,
    })
}

/// Reads one text; what is supposed is supposed in it.
pub(crate) fn single(named: &str, common: &CommonArgs, folder: &Path, screen: Screen) -> Result<Side, Stop> {
    let source = Source::of(named)?;
    let corpus = Rc::new(source.files(folder, [&source, &source])?.corpus()?);
    let (area, on) = match &source {
        Source::At { area, on } => (Some(area.clone()), Some(on.clone())),
        _ => (common.area.clone(), common.on.clone()),
    };
    let area =
        area.ok_or_else(|| Failure::call("没有写地区").help("写成“地区@日期”，或者用 --area 指明地区"))?;
    let area = place::area(&corpus, &area)?;
    let on = match on {
        Some(on) => place::day("地区@日期", &on)?,
        None => *corpus
            .turning_days(&area)
            .last()
            .ok_or_else(|| Failure::call("没有写日期").help("用 --on 指明日期"))?,
    };
    side(&source, &corpus, (&area, on), common, &common.figures, screen)
}

fn side(
    source: &Source,
    corpus: &Rc<Corpus>,
    (area, on): (&Area, Date),
    common: &CommonArgs,
    figures: &[String],
    screen: Screen,
) -> Result<Side, Stop> {
    let known_by = common.known_by.as_deref().map(|text| place::day("--known-by", text)).transpose()?;
    let found = place::in_force_at(corpus, area, on, known_by, &common.readings, screen)?;
    let InForce { asked, compiled, program } = found;
    let program = place::supposing(program, figures)?;
    let mut name = format!("{} {on}", area.name());
    if let Some(said) = source.said() {
        name = format!("{said}（{name}）");
    }
    if !figures.is_empty() {
        name = format!("{name}，假设{}", figures.join("、"));
    }
    Ok(Side { name, corpus: Rc::clone(corpus), asked, text: compiled.text, program })
}

/// Ends a comparison of the same documents with themselves.
fn alike<T>() -> Result<T, Stop> {
    output::print("两边的公文一字不差。\n")?;
    Err(Stop::Quiet(0))
}

/// Documents that are other on the other side, and not in force yet on the day that is compared: nothing of them counts.
fn warn_of_later(corpus: &Corpus, changed: &[String], on: Date) {
    for document in corpus.documents.iter().filter(|document| document.effective.date > on) {
        if changed.contains(&corpus.files.file(document.syntax.file).path) {
            let (code, begins) = (&document.code, document.effective.date);
            output::warn(&format!(
                "提示：《{code}》自{begins}起施行，所比的{on}还没有施行，比不出它改了什么；要比请写 --on {}\n",
                begins.iso()
            ));
        }
    }
}

/// The one area whose documents differ.
fn touched(before: &Files, after: &Files, corpora: [&Rc<Corpus>; 2]) -> Result<Area, Stop> {
    let changed = before.differing(after);
    if changed.is_empty() {
        return alike();
    }
    let mut areas: Vec<Area> = Vec::new();
    for corpus in corpora {
        for document in &corpus.documents {
            let path = &corpus.files.file(document.syntax.file).path;
            if changed.contains(path) && !areas.contains(&document.area) {
                areas.push(document.area.clone());
            }
        }
    }
    match areas.as_slice() {
        [area] => Ok(area.clone()),
        _ => {
            let names: Vec<String> = areas.iter().map(place::spelled).collect();
            let help = match names.is_empty() {
                true => "用 --area 指明地区".to_owned(),
                false => {
                    format!("有变动的地区：{}；用 --area 指明其中一个，或者其下的地区", names.join("、"))
                }
            };
            Err(Failure::call("有变动的公文不止一个地区，要指明比较哪里").help(help).into())
        }
    }
}
