//! `show`: the text in force, how one item came to be, what has changed over the years.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use yiju::comparison::history::{Event, Years, all_keys, events, keys, said, years};
use yiju::corpus::{Area, Asked, Corpus};
use yiju::diagnostics::nearest::nearest;
use yiju::presentation::document::Document;
use yiju::presentation::show::{self, View};
use yiju::quantity::calendar::Date;

use crate::cli::args::{Day, ExplainFormat, READING, When};
use crate::cli::explain::Form;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::Screen;
use crate::cli::{Verdict, place, policies, readings};

/// In which form a text in force is handed out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum ShowFormat {
    /// For a terminal.
    #[value(alias = "文字")]
    Text,
    /// For a browser and a printer.
    #[value(alias = "网页")]
    Html,
    /// For Word, WPS and LibreOffice.
    #[value(alias = "文档", alias = "word")]
    Docx,
    /// For machines.
    Json,
}

/// `show`.
#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// The area.
    #[arg(
        value_name = "地区",
        help_heading = "参数",
        required_unless_present = "named",
        conflicts_with = "named",
        help = "地区，例如“山西省/晋城市”；也可写成 --area 地区"
    )]
    area: Option<String>,
    /// The area, as the other commands name it.
    #[arg(id = "named", long = "area", value_name = "地区", hide = true)]
    named: Option<String>,
    /// The day whose law it is.
    #[arg(long, value_name = "日期", help_heading = "选项")]
    #[arg(required_unless_present_any = ["history", "timeline"])]
    #[arg(help = "基准日，例如 2025-10-01 或 2025年10月1日；\n看由来、变动时可以不写")]
    on: Option<String>,
    /// What was issued later is not known.
    #[arg(long, value_name = "日期", help_heading = "选项")]
    #[arg(help = "只用这一天以前（含当日）印发的公文，\n用来重做以前的决定")]
    known_by: Option<String>,
    /// Doubts read another way.
    #[arg(long = "reading", value_name = "疑义=读法", help_heading = "选项", help = READING)]
    readings: Vec<String>,
    /// How one item came to be.
    #[arg(long, alias = "由来", value_name = "项目", help_heading = "选项")]
    #[arg(help = "这一项怎样形成：历次由哪件公文怎样写、怎样改，\n例如“单独申请残疾情形”“低保标准”")]
    history: Option<String>,
    /// All changes over the years.
    #[arg(long, alias = "变动", help_heading = "选项")]
    #[arg(help = "历年的全部变动，逐日列出，已经印发、还没有\n施行的也在内")]
    timeline: bool,
    /// The first day of the changes.
    #[arg(long, value_name = "日期", help_heading = "选项", requires = "timeline")]
    #[arg(help = "只列这一天（含当日）以后的变动")]
    from: Option<String>,
    /// The last day of the changes.
    #[arg(long, value_name = "日期", help_heading = "选项", requires = "timeline")]
    #[arg(help = "只列这一天（含当日）以前的变动")]
    to: Option<String>,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = ShowFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(
        help = "text（屏幕上看，不写时就是它）、html（浏览器看、\n打印）、docx（Word、WPS）、json（给程序用）"
    )]
    format: ShowFormat,
    /// For screen readers.
    #[arg(long, alias = "朗读", help_heading = "选项")]
    #[arg(help = "不用缩进和符号，层次用数字说，适合读屏软件朗读")]
    plain: bool,
    /// Large print.
    #[arg(long, alias = "大字", help_heading = "选项", help = "大字版（用于 html、docx）")]
    large: bool,
    /// Where to.
    #[arg(long, value_name = "文件", help_heading = "选项")]
    #[arg(help = "写到这个文件里，不写到屏幕上；docx 必须写明")]
    out: Option<PathBuf>,
}

impl ShowArgs {
    fn area(&self) -> String {
        self.area.clone().or_else(|| self.named.clone()).unwrap_or_default()
    }

    fn form(&self) -> Form<'_> {
        let format = match self.format {
            ShowFormat::Text => ExplainFormat::Text,
            ShowFormat::Html => ExplainFormat::Html,
            ShowFormat::Docx => ExplainFormat::Docx,
            ShowFormat::Json => ExplainFormat::Json,
        };
        let out = self.out.as_deref();
        Form { format, depth: None, plain: self.plain, large: self.large, contents: true, out }
    }
}

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let form = args.form();
    form.fitting()?;
    let corpus = policies::read(folder)?;
    if args.timeline && args.history.is_some() {
        let help = "一项的由来写 --history，全部变动写 --timeline，分两次看";
        return Err(Failure::call("--history 和 --timeline 只能写一个").help(help).into());
    }
    if args.timeline || args.history.is_some() {
        return over_years(args, &corpus, screen);
    }
    let day = Day {
        on: args.on.clone().unwrap_or_default(),
        known_by: args.known_by.clone(),
        readings: args.readings.clone(),
    };
    let found = place::in_force(&corpus, &When { area: args.area(), day }, screen)?;
    let (asked, text, program) = (&found.asked, &found.compiled.text, &found.program);
    let view = View { corpus: &corpus, asked, text, program };
    match args.format {
        ShowFormat::Json => form.write_text(&format!("{:#}\n", show::json(view)))?,
        _ => form.write_documents(vec![show::document(view)])?,
    }
    Ok(Verdict::Done)
}

/// The item, or all changes, over the years.
fn over_years(args: &ShowArgs, corpus: &Corpus, screen: Screen) -> Result<Verdict, Stop> {
    let day = |flag: &str, text: &Option<String>| -> Result<Option<Date>, Stop> {
        text.as_deref().map(|text| place::day(flag, text)).transpose()
    };
    let (on, known_by) = (day("--on", &args.on)?, day("--known-by", &args.known_by)?);
    let (from, to) = (day("--from", &args.from)?, day("--to", &args.to)?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::call("--from 晚于 --to").help("起的日子要在止的日子以前").into());
    }
    let area = place::area(corpus, &args.area())?;
    place::broken_files(corpus, &area, screen)?;
    let readings = readings::read(corpus, Some(&area), &args.readings)?;
    let asked = Asked { known_by, readings, ..Asked::new(&area, on.unwrap_or(Date::FOREVER)) };
    let years = years(corpus, &asked);
    let mut told = events(corpus, &asked, &years);
    let (document, json): (Document, _) = match &args.history {
        Some(name) => {
            let key = item(&years, &area, name)?;
            let document = || show::history(corpus, &asked, &years, &told, &key, on);
            (document(), show::history_json(corpus, &asked, &years, &told, &key))
        }
        None => {
            told.retain(|event: &Event| {
                from.is_none_or(|from| from <= event.on) && to.is_none_or(|to| event.on <= to)
            });
            let document = show::timeline(corpus, &asked, &years, &told, on);
            (document, show::timeline_json(corpus, &asked, &years, &told))
        }
    };
    let form = args.form();
    match args.format {
        ShowFormat::Json => form.write_text(&format!("{json:#}\n"))?,
        _ => Form { contents: args.timeline, ..form }.write_documents(vec![document])?,
    }
    Ok(Verdict::Done)
}

/// The item that a name means.
fn item(years: &Years, area: &Area, name: &str) -> Result<String, Stop> {
    let found = keys(years, name);
    match found.as_slice() {
        [key] => Ok(key.clone()),
        [] => {
            let all = all_keys(years);
            let names: Vec<String> = all.iter().map(|key| said(key)).collect();
            let last = all.iter().filter_map(|key| key.rsplit('·').next());
            let near = nearest(name, names.iter().map(String::as_str).chain(last));
            let failure = Failure::call(format!("{}历年的公文里没有“{name}”这一项", area.name()));
            let failure = match near {
                Some(near) => failure.help(format!("是不是“{near}”？")),
                None => failure,
            };
            Err(failure.help("各项的名字，用 yiju 现行 地区 --on 日期 查看").into())
        }
        several => {
            let names: Vec<String> = several.iter().map(|key| format!("“{}”", said(key))).collect();
            let message = format!("“{name}”不止一项：{}", names.join("、"));
            Err(Failure::call(message)
                .help("请写全，例如“家庭的人数”；只用于一件公文的，前面写《代号》")
                .into())
        }
    }
}
