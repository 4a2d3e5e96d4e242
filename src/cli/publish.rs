//! `publish`: records the text of documents as it is; `check` refuses every change of it from then on.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use yiju::analysis::whole;
use yiju::cases::report::CaseReport;
use yiju::cases::run::run as run_cases;
use yiju::corpus::lock::{Entry, LOCK, digest, kept};
use yiju::corpus::{Corpus, Document};
use yiju::diagnostics::{Diagnostic, Severity};
use yiju::presentation::report;
use yiju::quantity::calendar::Date;

use crate::cli::args::PublishArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, check, place, policies};

/// Findings about the lock that a correction answers.
const ANSWERED: [&str; 2] = ["E0775", "E0777"];

/// What is to be recorded.
struct Wanted {
    document: usize,
    entry: Entry,
    text: String,
}

/// Runs the command.
pub(crate) fn run(args: &PublishArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let on = place::day("--on", &args.on)?;
    let reason = args.correct.as_deref().map(|text| said(text, &args.paths)).transpose()?;
    let corpus = policies::read(folder)?;
    let below = check::limits(folder, &args.paths)?;
    let file_of = |document: &Document| corpus.files.file(document.syntax.file);
    let named = |at: &usize| check::lies_below(&file_of(&corpus.documents[*at]).path, &below);
    let chosen: Vec<usize> = (0..corpus.documents.len()).filter(named).collect();
    let (words, policies): (Vec<usize>, Vec<usize>) =
        chosen.into_iter().partition(|at| corpus.documents[*at].is_vocabulary());
    let mut wanted = Vec::new();
    let (mut known, mut changed) = (0, Vec::new());
    for at in policies {
        let document = &corpus.documents[at];
        let file = file_of(document);
        let found = corpus.diagnostics.iter().filter(|found| ANSWERED.contains(&found.code));
        let differs = found.clone().any(|found| found.primary().file == document.syntax.file);
        match (corpus.lock.of(&document.code), &reason) {
            (Some(_), _) if !differs => known += 1,
            (Some(_), None) => changed.push(at),
            (Some(_), Some(_)) | (None, _) => {
                let correction = corpus.lock.of(&document.code).and(reason.clone());
                let entry = Entry {
                    code: document.code.clone(),
                    on,
                    digest: digest(&file.text),
                    path: file.path.clone(),
                    correction,
                };
                wanted.push(Wanted { document: at, entry, text: kept(&file.text) });
            }
        }
    }
    earlier(&corpus, &wanted, on)?;
    if refused(&corpus, &wanted, &changed, screen) {
        let message = "没有发布任何公文：上面的问题先要改正";
        return Err(Failure::input(message).help("改正以后再发布；全部问题用 yiju check 查看").into());
    }
    write(&corpus, folder, &wanted)?;
    output::print(&told(&wanted, known, words.len()))?;
    Ok(Verdict::Done)
}

/// The reason of a correction, fit for a line of the lock.
fn said(text: &str, paths: &[std::path::PathBuf]) -> Result<String, Stop> {
    let reason = text.trim();
    if reason.is_empty() || reason.chars().any(char::is_control) {
        let failure = Failure::call("--correct 后面要写一句理由，写在一行里");
        return Err(failure.help("例如：--correct 第三条的“65”录成了“56”").into());
    }
    if paths.is_empty() {
        let failure = Failure::call("更正要写明是哪个文件");
        return Err(failure
            .help("例如：yiju 发布 policies/全国/甲.yj --correct 理由 --on 2026-01-01")
            .into());
    }
    Ok(reason.to_owned())
}

/// A publication does not stand before an earlier one of the same document.
fn earlier(corpus: &Corpus, wanted: &[Wanted], on: Date) -> Result<(), Stop> {
    let late = wanted.iter().find_map(|w| corpus.lock.of(&w.entry.code).filter(|last| on < last.on));
    match late {
        None => Ok(()),
        Some(last) => {
            let message = format!("《{}》在{}已经发布过，更正的日期不能更早", last.code, last.on);
            Err(Failure::call(message).help("--on 写更正的那一天").into())
        }
    }
}

/// Says what stands against publishing; says whether there is something.
fn refused(corpus: &Corpus, wanted: &[Wanted], changed: &[usize], screen: Screen) -> bool {
    let concerns = |found: &Diagnostic| {
        let at = corpus.document_of(found.primary());
        let own = |w: &&Wanted| Some(w.document) == at;
        match wanted.iter().find(own) {
            Some(w) => {
                let answered = w.entry.correction.is_some() && ANSWERED.contains(&found.code);
                found.severity >= Severity::Warning && !answered
            }
            None => {
                ANSWERED.contains(&found.code) && at.is_some_and(|at| changed.contains(&at))
                    // Files that cannot be read may hold anything; so may the lock.
                    || at.is_none() && found.severity == Severity::Error
            }
        }
    };
    // Nothing new, nothing changed: there is nothing to look for.
    let findings: Vec<Diagnostic> = match (wanted, changed) {
        ([], []) => Vec::new(),
        _ => whole::check(corpus).findings.into_iter().filter(concerns).collect(),
    };
    output::warn(&report::render(&corpus.files, &findings, screen.color_err));
    let reports = run_cases(corpus, &[], |at| wanted.iter().any(|w| w.document == at)).cases;
    let failed: Vec<&CaseReport> = reports.iter().filter(|case| !case.passed()).collect();
    for case in &failed {
        output::warn(&format!("案例没有通过：{}（{}）\n", case.title, corpus.files.place(case.span)));
    }
    !findings.is_empty() || !failed.is_empty()
}

/// Keeps the texts first, then writes the lock: a lock never names a text that is not there.
fn write(corpus: &Corpus, folder: &Path, wanted: &[Wanted]) -> Result<(), Stop> {
    if wanted.is_empty() {
        return Ok(());
    }
    let mut lock = corpus.lock.clone();
    for Wanted { entry, text, .. } in wanted {
        let path = entry.copy().split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(|error| {
                Stop::from(Failure::call(format!("写不了“{}”", above.display())).because(&error))
            })?;
        }
        output::save(&path, text)?;
        lock.add(entry.clone());
    }
    output::save(&folder.join(LOCK), &lock.text())
}

fn told(wanted: &[Wanted], known: usize, words: usize) -> String {
    let mut text = String::new();
    for Wanted { entry, .. } in wanted {
        let what = if entry.correction.is_some() { "更正了" } else { "发布了" };
        text.push_str(&format!("{what}《{}》（{}）\n", entry.code, entry.path));
    }
    text.push_str(&match wanted.len() {
        0 => "没有要发布的公文。".to_owned(),
        many => format!("共 {many} 件，记在“{LOCK}”里；从此不能改动，要改规定的另写修改它的公文。"),
    });
    if known > 0 {
        text.push_str(&format!("{known} 件以前已经发布，没有改动。"));
    }
    if words > 0 {
        text.push_str(&format!("词汇不是公文，不发布（{words} 件）。"));
    }
    text.push('\n');
    text
}

/// The text of the lock of a folder; none where nothing is published.
pub(crate) fn lock_of(folder: &Path) -> Result<Option<String>, Stop> {
    match fs::read_to_string(folder.join(LOCK)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let failure = Failure::call(format!("“{LOCK}”读不了")).because(&error);
            Err(failure.help("它记着哪些公文已经发布，读不了就不能往下办").into())
        }
    }
}

/// A text that was kept when its document was published.
pub(crate) fn copy_of(folder: &Path, entry: &Entry) -> Option<String> {
    let path = entry.copy().split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
    fs::read_to_string(path).ok()
}
