//! `check --watch`: checks again whenever a file is saved, and only what the change can reach.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use yiju::analysis::workspace::Workspace;

use crate::cli::failure::Stop;
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, check, policies};

/// How often the files are looked at.
const PAUSE: Duration = Duration::from_millis(150);

/// Runs until the call is broken off.
pub(crate) fn run(folder: &Path, below: &[String], screen: Screen) -> Result<Verdict, Stop> {
    let mut known = stamps(policies::files(folder)?);
    let texts = known.iter().filter_map(|(name, (path, _))| Some((name.clone(), text_of(name, path)?)));
    let mut workspace = Workspace::new(texts.collect::<Vec<_>>());
    loop {
        let mut checked = workspace.check();
        checked.findings.extend(policies::misplaced(workspace.corpus()));
        let documents = workspace.paths().count();
        output::print(&check::told((workspace.corpus(), documents), checked, below, screen))?;
        let saved = loop {
            thread::sleep(PAUSE);
            // A folder that cannot be read while it is being written is looked at again.
            let Ok(files) = policies::files(folder) else { continue };
            let now = stamps(files);
            if now != known {
                break now;
            }
        };
        let mut names = Vec::new();
        for name in known.keys().filter(|name| !saved.contains_key(*name)) {
            workspace.remove(name);
            names.push(name.clone());
        }
        for (name, (path, _)) in saved.iter().filter(|(name, now)| known.get(*name) != Some(now)) {
            match text_of(name, path) {
                Some(text) => workspace.set(name, &text),
                None => workspace.remove(name),
            }
            names.push(name.clone());
        }
        output::print(&format!("\n改了：{}\n", names.join("、")))?;
        known = saved;
    }
}

/// Where each file is, and what tells whether it was saved since.
type Stamps = BTreeMap<String, (PathBuf, String)>;

fn stamps(files: Vec<(String, PathBuf)>) -> Stamps {
    let stamped = files.into_iter().filter_map(|(name, path)| {
        let seen = fs::metadata(&path).ok()?;
        let stamp = format!("{:?} {}", seen.modified().ok(), seen.len());
        Some((name, (path, stamp)))
    });
    stamped.collect()
}

/// The text of a file; one that is no text is told and left out.
fn text_of(name: &str, path: &Path) -> Option<String> {
    let text = policies::bytes_of(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if text.is_none() {
        output::warn(&format!("提示：“{name}”读不出文字，没有检查\n"));
    }
    text
}
