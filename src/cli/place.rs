//! Which text in force is meant: area, day, and the program that it makes.

use yiju::cases::supposed::{Wrong, suppose};
use yiju::corpus::lock::{self, Entry};
use yiju::corpus::{Area, Asked, Corpus};
use yiju::diagnostics::nearest::nearest;
use yiju::diagnostics::{Diagnostic, Severity};
use yiju::presentation::report;
use yiju::program::compile::{Compiled, compile};
use yiju::program::ir::Program;
use yiju::quantity::calendar::Date;

use crate::cli::args::When;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::readings;

/// A day as people write it, full-width digits too.
pub(crate) fn day(flag: &str, text: &str) -> Result<Date, Stop> {
    let folded: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' | '\u{ff0d}' | '\u{ff0f}' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            _ => c,
        })
        .collect();
    Date::parse(&folded).ok_or_else(|| {
        let help = "可写：2025-10-01、2025/10/1 或 2025年10月1日（1900年至2200年）";
        Failure::call(format!("{flag} 的“{text}”不是日期")).help(help).into()
    })
}

/// `山西省/晋城市`, or 全国.
pub(crate) fn spelled(area: &Area) -> String {
    if area.depth() == 0 { "全国".to_owned() } else { area.path() }
}

/// The area that a path, a run-on name or an unambiguous last part means.
pub(crate) fn area(corpus: &Corpus, text: &str) -> Result<Area, Stop> {
    let known = corpus.areas();
    let text = text.trim().trim_matches('/');
    let names: Vec<String> = known.iter().map(spelled).collect();
    let all = format!("有公文的地区：{}", names.join("、"));
    let found = if text.is_empty() { None } else { corpus.find_area(text) };
    let Some(area) = found.or_else(|| known.iter().find(|area| area.name() == text).cloned()) else {
        let same: Vec<String> = known.iter().filter(|area| area.last() == Some(text)).map(spelled).collect();
        if same.len() > 1 {
            let message = format!("叫“{text}”的地区不止一个：{}", same.join("、"));
            return Err(Failure::call(message).help("请写全，例如“山西省/晋城市”").into());
        }
        let last_parts = known.iter().filter_map(Area::last);
        let near = nearest(text, names.iter().map(String::as_str).chain(last_parts));
        let mut failure = Failure::call(format!("没有“{text}”这个地区的公文"));
        if let Some(near) = near {
            failure = failure.help(format!("是不是“{near}”？"));
        }
        return Err(failure.help(all).into());
    };
    if !known.contains(&area) {
        let holder = known.iter().filter(|outer| area.within(outer)).max_by_key(|outer| outer.depth());
        let holder = holder.map(Area::name).unwrap_or_default();
        output::warn(&format!("提示：没有{}自己的公文，按{holder}的公文办。{all}\n", area.name()));
    }
    Ok(area)
}

/// A compiled text in force without errors.
pub(crate) struct InForce {
    /// Which it is.
    pub(crate) asked: Asked,
    /// The text and what was found in it.
    pub(crate) compiled: Compiled,
    /// Its program.
    pub(crate) program: Program,
}

/// Compiles the text in force that the call means; its errors, if any, are printed and end the command.
pub(crate) fn in_force(corpus: &Corpus, when: &When, screen: Screen) -> Result<InForce, Stop> {
    let on = day("--on", &when.day.on)?;
    let known_by = when.day.known_by.as_deref().map(|text| day("--known-by", text)).transpose()?;
    let area = area(corpus, &when.area)?;
    in_force_at(corpus, &area, on, known_by, &when.day.readings, screen)
}

/// The same for an area and a day that are known.
pub(crate) fn in_force_at(
    corpus: &Corpus,
    area: &Area,
    on: Date,
    known_by: Option<Date>,
    readings: &[String],
    screen: Screen,
) -> Result<InForce, Stop> {
    broken_files(corpus, area, screen)?;
    let first = corpus.turning_days(area).first().copied();
    let absent = || format!("{}在{on}还没有现行公文", area.name());
    match first {
        None => {
            let help = "那里的文件夹里只有词汇，没有公文；请检查 --area 和 --policies";
            return Err(Failure::call(format!("{}没有任何公文", area.name())).help(help).into());
        }
        Some(first) if on < first => {
            let help = format!("最早的公文从{first}起施行，--on 请写这一天或以后的日期");
            return Err(Failure::call(absent()).help(help).into());
        }
        Some(_) => {}
    }
    let readings = readings::read(corpus, Some(area), readings)?;
    let asked = Asked { known_by, readings, ..Asked::new(area, on) };
    let mut compiled = compile(corpus, &asked);
    if compiled.text.documents.iter().all(|at| corpus.documents[*at].is_vocabulary()) {
        let help = match known_by {
            Some(known_by) => {
                format!("到{known_by}为止印发的公文，这一天都不在施行；请检查 --on 和 --known-by")
            }
            None => "此前的公文这时都已失效或废止；失效以后不回到以前的规定".to_owned(),
        };
        return Err(Failure::call(format!("{}在{on}没有现行公文", area.name())).help(help).into());
    }
    for switch in &asked.readings {
        let document = switch.doubt.by.document;
        if !compiled.text.documents.contains(&document) {
            let words = readings::words(corpus, switch.doubt);
            let code = &corpus.documents[document].code;
            let failure = Failure::call(format!("换了读法也不起作用：{words}"));
            return Err(failure.help(format!("《{code}》在{on}不在施行")).into());
        }
    }
    let program = sound(corpus, &mut compiled, screen)?;
    Ok(InForce { asked, compiled, program })
}

/// The program of a compiled text; its errors, if any, are printed and end the command.
pub(crate) fn sound(corpus: &Corpus, compiled: &mut Compiled, screen: Screen) -> Result<Program, Stop> {
    let errors: Vec<Diagnostic> =
        compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
    match compiled.program.take() {
        Some(program) if errors.is_empty() => Ok(program),
        _ => {
            output::warn(&report::render(&corpus.files, &errors, screen.color_err));
            let (area, on) = (compiled.text.area.name(), compiled.text.on);
            let message = format!("{area}在{on}的现行公文有 {} 处错误，改正以后才能使用", errors.len());
            Err(Failure::input(message).help("全部问题用 yiju check 查看").into())
        }
    }
}

/// The program with the figures that the call supposes.
pub(crate) fn supposing(program: Program, figures: &[String]) -> Result<Program, Stop> {
    if figures.is_empty() {
        return Ok(program);
    }
    suppose(&program, figures).map_err(|(text, why)| {
        let example = "例如 --suppose 低保标准（农村）＝每人每月700元";
        let (message, help) = match why {
            Wrong::Unreadable => (format!("--suppose 的“{text}”读不懂"), example.to_owned()),
            Wrong::Unknown { known } => {
                let message = format!("--suppose 的“{text}”：现行公文没有这个标准");
                (message, format!("有的是：{}", known.join("、")))
            }
            Wrong::Incomplete { declared } => {
                let message = format!("--suppose 的“{text}”没有写全，或者写的类别没有");
                (message, format!("这个标准是“{declared}”，类别和年度写在括号里，{example}"))
            }
        };
        Failure::call(message).help(help).into()
    })
}

/// Stops at errors of single files that belong to the area.
pub(crate) fn broken_files(corpus: &Corpus, area: &Area, screen: Screen) -> Result<(), Stop> {
    let ours = |found: &&Diagnostic| {
        let place = found.primary();
        let holder = match corpus.document_of(place) {
            Some(at) => corpus.documents[at].area.clone(),
            None => {
                let file = corpus.files.file(place.file);
                // A line of the lock is about the document that it names.
                let entry = Entry::at(&file.text, place.start as usize).filter(|_| file.path == lock::LOCK);
                let path = entry.map_or(file.path.clone(), |entry| entry.path);
                Area::parse(path.rsplit_once('/').map_or("", |(folder, _)| folder))
            }
        };
        found.severity == Severity::Error && area.within(&holder)
    };
    let errors: Vec<Diagnostic> = corpus.diagnostics.iter().filter(ours).cloned().collect();
    if errors.is_empty() {
        return Ok(());
    }
    output::warn(&report::render(&corpus.files, &errors, screen.color_err));
    let message = format!("{}的公文有 {} 处错误，改正以后才能使用", area.name(), errors.len());
    Err(Failure::input(message).help("全部问题用 yiju check 查看").into())
}
