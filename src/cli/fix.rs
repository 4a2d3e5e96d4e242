//! `check --fix`: makes the changes that findings offer, writes the files whole, until nothing more is offered.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use yiju::analysis::whole;
use yiju::corpus::{Corpus, lock};
use yiju::diagnostics::mending::{Made, Mended, mend};

use crate::cli::check::lies_below;
use crate::cli::failure::Stop;
use crate::cli::{output, policies};

/// Rounds after which changes that call for one another are given up.
const ROUNDS: usize = 20;

/// What was changed in one file, at one place.
pub(crate) struct Change {
    file: String,
    line: usize,
    made: Made,
}

/// Mends the files below the paths; gives the policies as they are then, and what was changed. Texts that were published
/// (`published.lock`) stay as they are.
pub(crate) fn run(folder: &Path, below: &[String]) -> Result<(Corpus, Vec<Change>), Stop> {
    let mut changes = Vec::new();
    for _ in 0..ROUNDS {
        let corpus = policies::read(folder)?;
        let may_edit = |file| {
            let known = corpus.files.file(file);
            // The lock and the texts it keeps are no documents to mend either.
            let closed = corpus.may_be_published(file) || lock::is_kept(&known.path);
            // A file that is no UTF-8 is read in part only, and another program may have written since.
            let whole =
                || fs::read(folder.join(&known.path)).is_ok_and(|bytes| bytes == known.text.as_bytes());
            lies_below(&known.path, below) && !closed && whole()
        };
        // What is wrong with documents alone is cheap to find, and most that can be mended is there.
        let mut mended = mend(&corpus.files, &corpus.diagnostics, may_edit);
        if mended.texts.is_empty() {
            mended = mend(&corpus.files, &whole::check(&corpus).findings, may_edit);
        }
        let Mended { texts, made } = mended;
        if texts.is_empty() {
            return Ok((corpus, changes));
        }
        for (file, text) in texts {
            output::save(&folder.join(&corpus.files.file(file).path), &text)?;
        }
        for made in made {
            let file = corpus.files.file(made.span.file);
            let line = file.lines.position(&file.text, made.span.start as usize).line;
            changes.push(Change { file: file.path.clone(), line, made });
        }
    }
    Ok((policies::read(folder)?, changes))
}

/// The changes for people, file by file.
pub(crate) fn told(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "没有可以自动改正的地方。\n\n".to_owned();
    }
    let mut files: Vec<&str> = changes.iter().map(|change| change.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let mut text = String::new();
    for file in files {
        let own: Vec<&Change> = changes.iter().filter(|change| change.file == file).collect();
        text.push_str(&format!("{file}：改正 {} 处\n", own.len()));
        for Change { line, made, .. } in own {
            text.push_str(&format!("  第{line}行 [{}] {}\n", made.code, made.title));
            let mut show = |sign, lines: &str| {
                for line in lines.lines() {
                    text.push_str(&format!("    {sign} {}\n", line.trim_end()));
                }
            };
            show('-', &made.before);
            show('+', &made.after);
        }
        text.push('\n');
    }
    text
}

/// The changes for machines.
pub(crate) fn shape(changes: &[Change]) -> Json {
    let shape = |Change { file, line, made }: &Change| {
        json!({"file": file, "line": line, "code": made.code, "title": made.title, "before": made.before,
            "after": made.after})
    };
    changes.iter().map(shape).collect()
}
