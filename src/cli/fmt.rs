//! `fmt`: one layout for all policy files; a file that cannot be read is left as it is.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use yiju::corpus::lock::Lock;
use yiju::diagnostics::Diagnostic;
use yiju::presentation::report;
use yiju::source::FileSet;
use yiju::syntax::error::SyntaxError;
use yiju::syntax::format::{Formatted, Untouched, format};
use yiju::syntax::substance::substance;

use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, check, policies, publish};

/// `fmt`.
#[derive(Args, Debug)]
pub(crate) struct FmtArgs {
    /// Which documents.
    #[arg(value_name = "路径", help_heading = "参数")]
    #[arg(help = "只排这些文件或文件夹；不写时全部都排；\n写“-”从标准输入读，排好的写到标准输出")]
    pub(crate) paths: Vec<PathBuf>,
    /// Writes nothing.
    #[arg(long, help_heading = "选项", help = "只看哪些文件要改、从哪一行起，不改文件")]
    pub(crate) check: bool,
}

/// Runs the command.
pub(crate) fn run(args: &FmtArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            return Err(Failure::call("“-”（标准输入）不能和别的路径写在一起").into());
        }
        return stream(args.check, screen);
    }
    let files = chosen(folder, &args.paths)?;
    let published = published(folder)?;
    let mut told = Told::default();
    for (name, path) in &files {
        let read = policies::bytes_of(path);
        let bytes = read.map_err(|error| Failure::call(format!("公文“{name}”读不了")).because(&error))?;
        match laid_out(name, bytes) {
            Ok((text, formatted)) if text == formatted.text => told.same += 1,
            Ok((text, formatted)) if published.contains(name) && !same_words(&text, &formatted.text) => {
                told.published += 1;
            }
            Ok((text, formatted)) => {
                if args.check {
                    told.said.push_str(&difference(name, &text, &formatted.text));
                } else {
                    replace(name, path, &formatted.text)?;
                    told.said.push_str(&format!("  {name}{}\n", completed(&text, &formatted)));
                }
                told.changed += 1;
            }
            Err(fault) => {
                output::warn(&fault.said(screen));
                told.faulty += 1;
            }
        }
    }
    output::print(&told.whole(args.check))?;
    let clean = told.faulty == 0 && !(args.check && told.changed > 0);
    Ok(if clean { Verdict::Done } else { Verdict::Faulty })
}

/// The files that the paths mean; all of the folder where no path is given.
fn chosen(folder: &Path, paths: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, Stop> {
    let files = policies::files(folder)?;
    let below = check::limits(folder, paths)?;
    for (path, limit) in paths.iter().zip(&below) {
        if !files.iter().any(|(name, _)| check::lies_below(name, std::slice::from_ref(limit))) {
            let message = format!("“{}”里没有公文", path.display());
            return Err(Failure::call(message).help("公文文件的名字以 .yj 结尾").into());
        }
    }
    Ok(files.into_iter().filter(|(name, _)| check::lies_below(name, &below)).collect())
}

/// The files of published documents, whose words must stay as they were signed.
fn published(folder: &Path) -> Result<Vec<String>, Stop> {
    let lock = publish::lock_of(folder)?.unwrap_or_default();
    Ok(Lock::read(&lock).0.current().map(|entry| entry.path.clone()).collect())
}

/// Whether two texts of a document differ in nothing that a publication holds fast.
fn same_words(text: &str, other: &str) -> bool {
    let words = |text: &str| substance(text).into_iter().map(|part| part.words).collect::<Vec<_>>();
    words(text) == words(other)
}

/// What is said at the end.
#[derive(Default)]
struct Told {
    said: String,
    changed: usize,
    same: usize,
    faulty: usize,
    published: usize,
}

impl Told {
    fn whole(&self, check: bool) -> String {
        let Told { said, changed, same, faulty, published } = self;
        let mut left =
            if *faulty == 0 { String::new() } else { format!("，{faulty} 个读不通，没有动") };
        if *published > 0 {
            left.push_str(&format!("，{published} 个已经发布，文字不能再动"));
        }
        match (check, changed) {
            (_, 0) if left.is_empty() => format!("{same} 个文件，排版都合格式。\n"),
            (true, 0) | (false, 0) => format!("{same} 个文件排版合格式{left}。\n"),
            (true, _) => format!(
                "{said}{changed} 个文件的排版要改，{same} 个不用改{left}。运行“yiju 格式化”就会改好。\n"
            ),
            (false, _) => {
                format!("排好的文件：\n{said}排好 {changed} 个，原来就合格式的 {same} 个{left}。\n")
            }
        }
    }
}

/// A file that is left as it is.
struct Fault {
    name: String,
    files: FileSet,
    found: Vec<Diagnostic>,
}

impl Fault {
    fn said(&self, screen: Screen) -> String {
        let Fault { name, files, found } = self;
        if found.is_empty() {
            return format!(
                "{name}：按统一的格式排出来，读法会变，所以没有动。这是程序的不足，请把这份公文交给维护人员。\n"
            );
        }
        format!(
            "{}{name}：有读不通的地方，没有动；改正以后再排。\n",
            report::render(files, found, screen.color_err)
        )
    }
}

/// A file's text, and its text in the layout.
fn laid_out(name: &str, bytes: Vec<u8>) -> Result<(String, Formatted), Fault> {
    let mut files = FileSet::new();
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let mut sound = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default()).into_owned();
        sound.push('\u{fffd}');
        let end = sound.len();
        let file = files.add(name, sound);
        let slip = SyntaxError::NotText { start: at, end };
        let found = vec![slip.diagnose(|start, end| yiju::source::Span::new(file, start, end))];
        Fault { name: name.to_owned(), files: std::mem::take(&mut files), found }
    })?;
    let file = files.add(name, text.as_str());
    match format(file, &text) {
        Ok(formatted) => Ok((text, formatted)),
        Err(Untouched::Faulty(found)) => Err(Fault { name: name.to_owned(), files, found }),
        Err(Untouched::Unsafe) => Err(Fault { name: name.to_owned(), files, found: Vec::new() }),
    }
}

/// Standard input to standard output, for editors.
fn stream(check: bool, screen: Screen) -> Result<Verdict, Stop> {
    const NAME: &str = "标准输入";
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(policies::FILE_LIMIT).read_to_end(&mut bytes);
    read.map_err(|error| Failure::call("标准输入读不了").because(&error))?;
    match laid_out(NAME, bytes) {
        Ok((text, formatted)) if check => {
            let same = text == formatted.text;
            if !same {
                output::print(&difference(NAME, &text, &formatted.text))?;
            }
            Ok(if same { Verdict::Done } else { Verdict::Faulty })
        }
        Ok((_, formatted)) => output::print(&formatted.text).map(|()| Verdict::Done),
        Err(fault) => {
            output::warn(&fault.said(screen));
            Ok(Verdict::Faulty)
        }
    }
}

/// Puts the text in the place of the file, which keeps its permissions.
fn replace(name: &str, path: &Path, text: &str) -> Result<(), Stop> {
    let failed = |error: &io::Error| Failure::call(format!("公文“{name}”写不了")).because(error);
    // A link stays a link: what it points to is written.
    let path = path.canonicalize().map_err(|error| failed(&error))?;
    let known = fs::metadata(&path).map_err(|error| failed(&error))?;
    if known.permissions().readonly() {
        let help = "去掉只读属性再排，或者只写要排的文件";
        return Err(Failure::call(format!("公文“{name}”是只读的，没有动")).help(help).into());
    }
    output::save(&path, text)
}

/// Where 。 was added.
fn completed(text: &str, formatted: &Formatted) -> String {
    let line = |at: &usize| text.get(..*at).map_or(1, |before| before.matches('\n').count() + 1).to_string();
    let lines: Vec<String> = formatted.completed.iter().map(line).collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("（补了句号：原第 {} 行）", lines.join("、"))
    }
}

/// The first line that differs, as it is and as it should be.
fn difference(name: &str, now: &str, wanted: &str) -> String {
    let (mut is, mut be) = (now.lines(), wanted.lines());
    let mut line = 0;
    loop {
        line += 1;
        let (is, be) = (is.next(), be.next());
        if is.is_none() && be.is_none() {
            return format!("{name}：文件末尾应当正好有一个换行\n");
        }
        if is != be {
            let shown = |line: Option<&str>| match line {
                None => "（到这里为止）".to_owned(),
                Some("") => "（空行）".to_owned(),
                Some(line) => line.to_owned(),
            };
            let blanks = matches!((is, be), (Some(is), Some(be)) if is.trim_end() == be);
            let blanks = if blanks { "（行末多了空格）" } else { "" };
            return format!(
                "{name}：第 {line} 行起要改{blanks}\n  现在 │ {}\n  应为 │ {}\n",
                shown(is),
                shown(be)
            );
        }
    }
}
