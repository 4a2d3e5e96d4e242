//! Reads the folder of policies.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use yiju::analysis::published;
use yiju::corpus::{Corpus, error, from_syntax};
use yiju::diagnostics::Diagnostic;
use yiju::source::Span;
use yiju::syntax::error::SyntaxError;

use crate::cli::failure::{Failure, Stop};
use crate::cli::{output, publish};

/// Most bytes of one policy file.
pub(crate) const FILE_LIMIT: u64 = 16 << 20;
/// Folders within folders.
const DEEPEST: usize = 32;

/// The folder that the call names, or the environment, or `policies` below the current folder.
pub(crate) fn folder(given: Option<&Path>) -> PathBuf {
    let named = given.map(Path::to_path_buf);
    let set = || env::var_os("YIJU_POLICIES").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(set).unwrap_or_else(|| PathBuf::from("policies"))
}

/// The `.yj` files below a folder, in the order of their paths: each as it is called in the corpus, and where it is.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Stop> {
    let name = folder.display();
    let unusable = |error: &io::Error| {
        Failure::call(format!("公文文件夹“{name}”读不了"))
            .because(error)
            .help("用 --policies 指明公文所在的文件夹，或者设环境变量 YIJU_POLICIES；\n都没有时，读当前文件夹下的 policies")
    };
    let root = folder.canonicalize().map_err(|error| unusable(&error))?;
    let mut found = Vec::new();
    walk(&root, &root, 0, &mut found).map_err(|(path, error)| {
        if path == root {
            unusable(&error)
        } else {
            Failure::call(format!("“{}”读不了", path.display())).because(&error)
        }
    })?;
    if found.is_empty() {
        let help = "公文文件的名字以 .yj 结尾，按辖区放在文件夹里，例如“山西省/晋城市/2025-救助标准.yj”";
        return Err(Failure::call(format!("文件夹“{name}”里没有公文")).help(help).into());
    }
    found.sort();
    Ok(found)
}

/// Reads every `.yj` file below a folder, in the order of their paths.
pub(crate) fn read(folder: &Path) -> Result<Corpus, Stop> {
    let mut read = Vec::new();
    for (relative, path) in files(folder)? {
        let bytes = bytes_of(&path)
            .map_err(|error| Failure::call(format!("公文“{relative}”读不了")).because(&error))?;
        read.push((relative, bytes));
    }
    let mut corpus = corpus_of(read);
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    if let Some(lock) = publish::lock_of(&root)? {
        let found = published::check(&mut corpus, &lock, |entry| publish::copy_of(&root, entry));
        corpus.diagnostics.extend(found);
    }
    Ok(corpus)
}

/// The documents of files, given by their paths below a folder of policies; what is published is not looked at.
pub(crate) fn corpus_of(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Corpus {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (relative, bytes) in files {
        match String::from_utf8(bytes) {
            Ok(text) => good.push((relative, text)),
            Err(error) => {
                let sound = error.utf8_error().valid_up_to();
                let mut text = error.into_bytes();
                text.truncate(sound);
                bad.push((relative, String::from_utf8_lossy(&text).into_owned()));
            }
        }
    }
    let mut corpus = from_syntax::read(good);
    for (relative, mut text) in bad {
        let at = text.len();
        text.push('\u{fffd}');
        let file = corpus.files.add(relative, text);
        let slip = SyntaxError::NotText { start: at, end: at + '\u{fffd}'.len_utf8() };
        corpus.diagnostics.push(slip.diagnose(|start, end| Span::new(file, start, end)));
    }
    let misplaced = misplaced(&corpus);
    corpus.diagnostics.extend(misplaced);
    corpus
}

/// Documents in a folder that is not of their jurisdiction.
pub(crate) fn misplaced(corpus: &Corpus) -> Vec<Diagnostic> {
    let misplaced = |document: &&yiju::corpus::Document| {
        !from_syntax::folder_fits(&corpus.files.file(document.syntax.file).path, &document.area)
    };
    corpus.documents.iter().filter(misplaced).map(error::wrong_folder).collect()
}

/// The bytes of a file, unless it is too large to be a policy.
pub(crate) fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(io::Error::other(format!("文件超过 {} 兆字节，不像是公文", FILE_LIMIT >> 20)));
    }
    Ok(bytes)
}

/// Collects policy files; links that lead out of the folder, or to folders, are not followed.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), (PathBuf, io::Error)> {
    let fault = |path: &Path| {
        let path = path.to_path_buf();
        move |error| (path, error)
    };
    for entry in fs::read_dir(folder).map_err(fault(folder))? {
        let path = entry.map_err(fault(folder))?.path();
        let kind = fs::symlink_metadata(&path).map_err(fault(&path))?.file_type();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            walk(root, &path, depth + 1, found)?;
            continue;
        }
        if path.extension() != Some(OsStr::new("yj")) {
            continue;
        }
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let relative = parts.join("/");
        if kind.is_symlink() {
            let inside = path.canonicalize().is_ok_and(|target| target.starts_with(root) && target.is_file());
            if !inside {
                output::warn(&format!("提示：链接“{relative}”指到公文文件夹之外，没有读\n"));
                continue;
            }
        }
        if kind.is_file() || kind.is_symlink() {
            found.push((relative, path));
        }
    }
    Ok(())
}
