//! `check`: everything statically wrong, in every area and period.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use yiju::analysis::whole::{self, Checked};
use yiju::corpus::{Corpus, lock, quotes};
use yiju::diagnostics::{Diagnostic, Severity};
use yiju::presentation::{findings, report, sarif};

use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::failure::{Failure, Stop};
use crate::cli::fix::{self, Change};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, ahead, policies, watch};

/// Most findings that are printed for people.
const SHOWN: usize = 200;

/// What was looked at and found.
struct Looked<'c> {
    corpus: &'c Corpus,
    /// How many documents there are.
    documents: usize,
    /// What is shown, in the order of the files; what its author accepts comes apart.
    findings: Vec<Diagnostic>,
    accepted: Vec<Diagnostic>,
    /// Findings in files that are not shown.
    elsewhere: usize,
    areas: usize,
    periods: usize,
    confirmed: Option<usize>,
    /// What expires.
    ahead: Option<ahead::Ahead>,
    /// What `--fix` did.
    changes: Option<Vec<Change>>,
}

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let below = limits(folder, &args.paths)?;
    if args.watch {
        return watch::run(folder, &below, screen);
    }
    let sources = args.sources.as_deref().map(read_sources).transpose()?;
    let (corpus, changes) = if args.fix {
        let (corpus, changes) = fix::run(folder, &below)?;
        (corpus, Some(changes))
    } else {
        (policies::read(folder)?, None)
    };
    let ahead = ahead::read(args, &corpus)?;
    let mut checked = whole::check(&corpus);
    let confirmed = sources.map(|sources| {
        let (confirmed, found) = quotes::check(&corpus, &sources);
        checked.findings.extend(found);
        confirmed
    });
    let documents = corpus.files.iter().filter(|(_, file)| !lock::is_kept(&file.path)).count();
    let looked = Looked { confirmed, ahead, changes, ..Looked::of(&corpus, documents, checked, &below) };
    match args.format {
        CheckFormat::Json => output::print(&format!("{:#}\n", looked.json()))?,
        CheckFormat::Sarif => {
            if let Some(changes) = &looked.changes {
                output::warn(&fix::told(changes));
            }
            let all: Vec<Diagnostic> = looked.findings.iter().chain(&looked.accepted).cloned().collect();
            let log = sarif::log(&looked.corpus.files, &all, &folder.to_string_lossy());
            let log = serde_json::to_value(log).unwrap_or_default();
            output::print(&format!("{log:#}\n"))?;
        }
        CheckFormat::Text => output::print(&looked.text(screen))?,
    }
    Ok(if looked.count(Severity::Error) == 0 { Verdict::Done } else { Verdict::Faulty })
}

/// What is printed of a check for people.
pub(crate) fn told(
    (corpus, documents): (&Corpus, usize),
    checked: Checked,
    below: &[String],
    screen: Screen,
) -> String {
    Looked::of(corpus, documents, checked, below).text(screen)
}

impl<'c> Looked<'c> {
    /// What is shown of a check, in the order of the files.
    fn of(corpus: &'c Corpus, documents: usize, checked: Checked, below: &[String]) -> Looked<'c> {
        let Checked { mut findings, areas, periods, .. } = checked;
        let all = findings.len();
        findings.retain(|found| shown(corpus, found, below));
        let elsewhere = all - findings.len();
        findings.sort_by_key(|found| (found.primary(), std::cmp::Reverse(found.severity)));
        let (accepted, findings) = findings.into_iter().partition(|found| found.accepted.is_some());
        let (confirmed, ahead, changes) = (None, None, None);
        Looked { corpus, documents, findings, accepted, elsewhere, areas, periods, confirmed, ahead, changes }
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|found| found.severity == severity).count()
    }

    fn json(&self) -> Json {
        let files = &self.corpus.files;
        let shape = |found: &Diagnostic| findings::diagnostic(files, found);
        let shapes: Vec<_> = self.findings.iter().chain(&self.accepted).map(shape).collect();
        let mut whole = json!({"schema": findings::SCHEMA, "documents": self.documents, "areas": self.areas,
            "periods": self.periods, "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning), "accepted": self.accepted.len(),
            "quotes_confirmed": self.confirmed, "elsewhere": self.elsewhere,
            "diagnostics": serde_json::to_value(shapes).unwrap_or_default()});
        if let Some(ahead) = &self.ahead {
            whole["ahead"] = ahead.machine(self.corpus);
        }
        if let (Some(changes), Json::Object(whole)) = (&self.changes, &mut whole) {
            whole.insert("fixed".to_owned(), fix::shape(changes));
        }
        whole
    }

    fn text(&self, screen: Screen) -> String {
        let mut text = self.changes.as_ref().map(|changes| fix::told(changes)).unwrap_or_default();
        let (files, findings) = (&self.corpus.files, &self.findings);
        let listed = findings.get(..SHOWN).unwrap_or(findings);
        text.push_str(&report::render(files, listed, screen.color_out));
        if findings.len() > SHOWN {
            let more = findings.len() - SHOWN;
            text.push_str(&format!("另有 {more} 处没有列出，改正以上各处后再检查。\n\n"));
        }
        text.push_str(&report::accepted(files, &self.accepted, screen.color_out));
        if let Some(confirmed) = self.confirmed {
            text.push_str(&format!("引文 {confirmed} 处核对无误\n"));
        }
        text.extend(self.ahead.iter().map(|ahead| ahead.text(self.corpus)));
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let mut verdict = match (errors, warnings) {
            (0, 0) => "没有错误".to_owned(),
            (0, _) => format!("没有错误，{warnings} 处警告"),
            (_, 0) => format!("{errors} 处错误"),
            _ => format!("{errors} 处错误，{warnings} 处警告"),
        };
        if !self.accepted.is_empty() {
            verdict.push_str(&format!("，{} 处已认可", self.accepted.len()));
        }
        let Looked { areas, periods, elsewhere, .. } = self;
        let documents = self.documents;
        text.push_str(&format!("{documents} 个文件，{areas} 个地区，{periods} 个时期：{verdict}"));
        if *elsewhere > 0 {
            text.push_str(&format!("（别的文件里还有 {elsewhere} 处）"));
        }
        text.push_str("。\n");
        let fixable = findings.iter().filter(|found| !found.fixes.is_empty()).count();
        if fixable > 0 && self.changes.is_none() {
            text.push_str(&format!("其中 {fixable} 处只有一种改法，可以用 yiju check --fix 改好。\n"));
        }
        text
    }
}

/// The paths within the folder that findings are limited to; none for no limit.
pub(crate) fn limits(folder: &Path, paths: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let mut below = Vec::new();
    for path in paths {
        let found = [path.clone(), root.join(path)].iter().find_map(|path| path.canonicalize().ok());
        let Some(found) = found else {
            let message = format!("没有“{}”这个文件或文件夹", path.display());
            return Err(Failure::call(message).help(format!("公文在文件夹“{}”里", folder.display())).into());
        };
        let Ok(relative) = found.strip_prefix(&root) else {
            let message = format!("“{}”不在公文文件夹“{}”里", path.display(), folder.display());
            return Err(Failure::call(message).help("用 --policies 指明公文所在的文件夹").into());
        };
        let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        below.push(parts.join("/"));
    }
    Ok(below)
}

/// Whether a file lies below one of the paths.
pub(crate) fn lies_below(file: &str, below: &[String]) -> bool {
    let inside = |outer: &String| {
        outer.is_empty()
            || file.strip_prefix(outer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below.is_empty() || below.iter().any(inside)
}

fn shown(corpus: &Corpus, found: &Diagnostic, below: &[String]) -> bool {
    found.labels.iter().any(|label| lies_below(&corpus.files.file(label.span.file).path, below))
}

/// The source texts of a folder, by file name.
fn read_sources(folder: &Path) -> Result<Vec<(String, String)>, Stop> {
    let failed = |error: &std::io::Error| {
        Failure::call(format!("来源文件夹“{}”读不了", folder.display()))
            .because(error)
            .help("检查 --sources 所给的文件夹")
    };
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let path = entry.map_err(|error| failed(&error))?.path();
        if !path.is_file() {
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs::read(&path).map_err(|error| failed(&error))?;
        // Sources may be anything; what is no text cannot confirm a quote.
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push((name, text));
        }
    }
    sources.sort();
    if sources.is_empty() {
        let message = format!("来源文件夹“{}”里没有可读的文本", folder.display());
        return Err(Failure::call(message).help("来源文件应是 UTF-8 编码的纯文本").into());
    }
    Ok(sources)
}
