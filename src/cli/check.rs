//! `check`: everything statically wrong, in every area and period.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use yiju::analysis::whole::{self, Checked};
use yiju::corpus::{Corpus, lock, quotes};
use yiju::diagnostics::{Diagnostic, Severity};
use yiju::presentation::{json, report};

use crate::cli::args::{CheckArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, ahead, policies};

/// Most findings that are printed for people.
const SHOWN: usize = 200;

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let corpus = policies::read(folder)?;
    let below = limits(folder, &args.paths)?;
    let ahead = ahead::read(args, &corpus)?;
    let sources = args.sources.as_deref().map(read_sources).transpose()?;
    let Checked { mut findings, areas, periods } = whole::check(&corpus);
    let confirmed = sources.map(|sources| {
        let (confirmed, found) = quotes::check(&corpus, &sources);
        findings.extend(found);
        confirmed
    });
    let all = findings.len();
    findings.retain(|found| shown(&corpus, found, &below));
    findings.sort_by_key(|found| (found.primary(), std::cmp::Reverse(found.severity)));
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let documents = corpus.files.iter().filter(|(_, file)| !lock::is_kept(&file.path)).count();
    match args.print.format {
        Format::Json => {
            let shapes: Vec<_> =
                findings.iter().map(|found| json::diagnostic(&corpus.files, found)).collect();
            let mut whole = json!({"documents": documents, "areas": areas, "periods": periods, "errors": errors,
                "warnings": warnings, "quotes_confirmed": confirmed, "elsewhere": all - findings.len(),
                "diagnostics": serde_json::to_value(shapes).unwrap_or_default()});
            if let Some(ahead) = &ahead {
                whole["ahead"] = ahead.machine(&corpus);
            }
            output::print(&format!("{whole:#}\n"))?;
        }
        Format::Text => {
            let listed = findings.get(..SHOWN).unwrap_or(&findings);
            let mut text = report::render(&corpus.files, listed, screen.color_out);
            if findings.len() > SHOWN {
                text.push_str(&format!(
                    "另有 {} 处没有列出，改正以上各处后再检查。\n\n",
                    findings.len() - SHOWN
                ));
            }
            if let Some(confirmed) = confirmed {
                text.push_str(&format!("引文 {confirmed} 处核对无误\n"));
            }
            text.extend(ahead.iter().map(|ahead| ahead.text(&corpus)));
            let verdict = match (errors, warnings) {
                (0, 0) => "没有错误".to_owned(),
                (0, _) => format!("没有错误，{warnings} 处警告"),
                (_, 0) => format!("{errors} 处错误"),
                _ => format!("{errors} 处错误，{warnings} 处警告"),
            };
            text.push_str(&format!("{documents} 个文件，{areas} 个地区，{periods} 个时期：{verdict}"));
            if all > findings.len() {
                text.push_str(&format!("（别的文件里还有 {} 处）", all - findings.len()));
            }
            text.push_str("。\n");
            output::print(&text)?;
        }
    }
    Ok(if errors == 0 { Verdict::Done } else { Verdict::Faulty })
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
