//! `diff`: what differs between two texts in force.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use yiju::comparison::diff::data::Difference;
use yiju::comparison::diff::{Relation, Side as Text, difference, effects};
use yiju::diagnostics::nearest::nearest;
use yiju::presentation::difference as said;
use yiju::presentation::document::{Block, Document, Look, html, text};

use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::sides::{self, Side, SidesArgs};
use crate::cli::{Verdict, explain};

/// From so many columns on, both wordings stand side by side.
const WIDE: usize = 120;

const FORMAT: &str = "\
text（给人看，不写时就是它）、公文（公文用语，
可以直接粘贴）、html、docx（修订对照表）、json";
const ITEM: &str = "只比较这一项，或者名称里有这几个字的各项";
const QUICK: &str = "只列规定的不同，不找结果不同的人家（快）";
const WIDE_HELP: &str = "左右对照；窗口有120列以上时不用写";

/// In which form differences are handed out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum DiffFormat {
    /// For a terminal.
    #[value(alias = "文字")]
    Text,
    /// Sentences of an official document.
    #[value(alias = "公文")]
    Gongwen,
    /// For a browser and a printer.
    #[value(alias = "网页")]
    Html,
    /// For Word, WPS and LibreOffice.
    #[value(alias = "文档", alias = "word", alias = "对照表")]
    Docx,
    /// For machines.
    Json,
}

/// `diff`.
#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) sides: SidesArgs,
    /// One item only.
    #[arg(long, visible_alias = "result", value_name = "名称", help_heading = "选项", help = ITEM)]
    pub(crate) item: Option<String>,
    /// Without households.
    #[arg(long, help_heading = "选项", help = QUICK)]
    pub(crate) quick: bool,
    /// Side by side.
    #[arg(long, help_heading = "选项", help = WIDE_HELP)]
    pub(crate) wide: bool,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = DiffFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true, help = FORMAT)]
    pub(crate) format: DiffFormat,
    /// Where to.
    #[arg(long, value_name = "文件", help_heading = "选项", help = "写到文件，不写到屏幕")]
    pub(crate) out: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &DiffArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    fitting(args)?;
    let sides = sides::read(&args.sides, folder, screen)?;
    let mut found = difference(&side(&sides.old), &side(&sides.new));
    if let Some(wanted) = &args.item {
        found = only(found, wanted)?;
    }
    if !args.quick {
        // Of two areas, what one has and the other has nothing like is told by its name, unless it is asked for.
        let all = found.relation == Relation::Succession || args.item.is_some();
        effects(&mut found, &side(&sides.old), &side(&sides.new), |change| {
            all || !change.beside.is_empty() || change.old.is_some() && change.new.is_some()
        });
    }
    let columns = match (args.wide, &args.out) {
        (true, _) => Some(terminal().unwrap_or(0).max(WIDE)),
        (false, None) => terminal().filter(|columns| *columns >= WIDE),
        (false, Some(_)) => None,
    };
    let (document, look) = match args.format {
        DiffFormat::Json => {
            return hand_out(args, format!("{:#}\n", said::machine(&found)).as_bytes());
        }
        DiffFormat::Gongwen => (said::sentences(&found), Look::default()),
        DiffFormat::Text if columns.is_some() => {
            (said::table(&found, false), Look { columns, ..Look::default() })
        }
        DiffFormat::Text => (said::report(&found), Look::default()),
        DiffFormat::Html | DiffFormat::Docx => {
            (said::table(&found, true), Look { landscape: true, ..Look::default() })
        }
    };
    hand_out(args, &laid_out(args.format, document, &look)?)
}

fn side(side: &Side) -> Text<'_> {
    Text {
        name: &side.name,
        corpus: &side.corpus,
        asked: &side.asked,
        text: &side.text,
        program: &side.program,
    }
}

/// Options that do not go together are told before anything is read.
fn fitting(args: &DiffArgs) -> Result<(), Stop> {
    let refused = |message: &str, help: &str| Err(Failure::call(message.to_owned()).help(help).into());
    match args.format {
        DiffFormat::Docx if cfg!(not(feature = "docx")) => {
            refused("这个程序编译时没有带上 docx", "请用 --format html，浏览器里可以打印或另存")
        }
        DiffFormat::Docx if args.out.is_none() => {
            refused("docx 不能写到屏幕上", "请用 --out 写明文件，例如 --out 对照表.docx")
        }
        DiffFormat::Gongwen | DiffFormat::Json | DiffFormat::Html | DiffFormat::Docx if args.wide => {
            refused("--wide 只用于文字", "去掉 --wide，或者去掉 --format")
        }
        _ => Ok(()),
    }
}

/// Only the item that the call names; one that does not differ is told.
fn only(found: Difference, wanted: &str) -> Result<Difference, Stop> {
    let names: Vec<String> =
        found.changes.iter().chain(&found.alike).map(|change| change.name.clone()).collect();
    let kept = said::only(found, wanted.trim());
    if kept.changes.is_empty() && kept.alike.is_empty() && !names.is_empty() {
        let failure = Failure::call(format!("没有哪一项叫“{wanted}”而两边又不同"));
        let failure = match nearest(wanted, names.iter().map(String::as_str)) {
            Some(near) => failure.help(format!("是不是“{near}”？")),
            None => failure,
        };
        return Err(failure.help(format!("不同的有：{}", names.join("、"))).into());
    }
    Ok(kept)
}

/// Columns of the terminal on which results are written; none for a file or a pipe.
fn terminal() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

fn laid_out(format: DiffFormat, document: Document, look: &Look) -> Result<Vec<u8>, Stop> {
    match format {
        DiffFormat::Html => Ok(html::render(&[document], look).into_bytes()),
        DiffFormat::Docx => explain::word(&[document], look),
        // To be pasted: a sentence is one line, however long.
        DiffFormat::Gongwen => {
            let lines = document.blocks.iter().filter_map(|block| match block {
                Block::Fact { text } => Some(format!("{text}\n")),
                _ => None,
            });
            Ok(lines.collect::<String>().into_bytes())
        }
        _ => Ok(text::render(&document, look).into_bytes()),
    }
}

fn hand_out(args: &DiffArgs, bytes: &[u8]) -> Result<Verdict, Stop> {
    match &args.out {
        Some(path) => output::save_bytes(path, bytes)?,
        None => output::print(&String::from_utf8_lossy(bytes))?,
    }
    Ok(Verdict::Done)
}
