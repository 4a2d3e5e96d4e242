//! Where the documents of a side come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use yiju::corpus::lock::{Lock, kept};
use yiju::corpus::{Corpus, Document};

use crate::cli::failure::{Failure, Stop};
use crate::cli::{place, policies, publish};

/// Words for what is published.
const PUBLISHED: [&str; 2] = ["已发布", "published"];
/// Before a revision.
const GIT: &str = "git:";

/// What a side names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// An area and a day of the folder of policies.
    At {
        /// As it was written.
        area: String,
        /// As it was written.
        on: String,
    },
    /// Another folder of policies.
    Folder(PathBuf),
    /// A draft: stands in the place of the document with its code, or beside the others.
    File(PathBuf),
    /// What `published.lock` holds, with the vocabularies as they are.
    Published,
    /// The folder of policies as a revision holds it.
    Git(String),
}

/// The files of a side.
pub(super) struct Files {
    /// By path below the folder of policies.
    texts: BTreeMap<String, Vec<u8>>,
    /// The folder, where they stand under its `published.lock`.
    folder: Option<PathBuf>,
    /// The path of the draft among them.
    draft: Option<String>,
}

impl Source {
    pub(super) fn of(named: &str) -> Result<Source, Stop> {
        let named = named.trim();
        if PUBLISHED.contains(&named) {
            return Ok(Source::Published);
        }
        if let Some(revision) = named.strip_prefix(GIT) {
            return Ok(Source::Git(revision.to_owned()));
        }
        let path = Path::new(named);
        if path.is_dir() {
            return Ok(Source::Folder(path.to_path_buf()));
        }
        if path.is_file() {
            return Ok(Source::File(path.to_path_buf()));
        }
        if let Some((area, on)) = named.rsplit_once(['@', '＠']) {
            return Ok(Source::At { area: area.trim().to_owned(), on: on.trim().to_owned() });
        }
        let help = "可写“山西省@2025-08-31”、公文文件夹、一份公文草案（.yj）、“已发布”、“git:版本”";
        Err(Failure::call(format!("“{named}”不是“地区@日期”，也没有这个文件或文件夹")).help(help).into())
    }

    /// Whether both take the same documents.
    pub(super) fn is_as(&self, other: &Source) -> bool {
        self == other || matches!((self, other), (Source::At { .. }, Source::At { .. }))
    }

    /// What it is called beside area and day; nothing where these say all.
    pub(super) fn said(&self) -> Option<String> {
        Some(match self {
            Source::At { .. } => return None,
            Source::Folder(path) => format!("文件夹{}", path.display()),
            Source::File(path) => {
                format!("{}", path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
            }
            Source::Published => "已发布的规定".to_owned(),
            Source::Git(revision) => format!("版本{revision}"),
        })
    }

    /// Its files. A draft that the other side names is not among them.
    pub(super) fn files(&self, folder: &Path, sides: [&Source; 2]) -> Result<Files, Stop> {
        match self {
            Source::At { .. } => Ok(Files { folder: Some(folder.to_path_buf()), ..of_folder(folder)? }),
            Source::Folder(other) => of_folder(other),
            Source::File(path) => {
                let mut files = of_folder(folder)?;
                for side in sides {
                    if let (Source::File(draft), Ok(root)) = (side, folder.canonicalize())
                        && let Some(own) = below(&root, draft)
                    {
                        files.texts.remove(&own);
                    }
                }
                files.draft(folder, path)?;
                Ok(files)
            }
            Source::Published => published(folder),
            Source::Git(revision) => of_revision(folder, revision),
        }
    }
}

/// The path of a file below a folder, if it lies there.
fn below(root: &Path, file: &Path) -> Option<String> {
    let file = file.canonicalize().ok()?;
    let own = file.strip_prefix(root).ok()?;
    Some(own.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join("/"))
}

fn of_folder(folder: &Path) -> Result<Files, Stop> {
    let mut files = BTreeMap::new();
    for (relative, path) in policies::files(folder)? {
        let bytes = policies::bytes_of(&path)
            .map_err(|error| Failure::call(format!("公文“{relative}”读不了")).because(&error))?;
        files.insert(relative, bytes);
    }
    Ok(Files { texts: files, folder: None, draft: None })
}

impl Files {
    /// The documents of the files.
    pub(super) fn corpus(&self) -> Result<Corpus, Stop> {
        match &self.folder {
            Some(folder) => policies::read(folder),
            None => Ok(self.as_they_are()),
        }
    }

    /// The same, whatever is published.
    fn as_they_are(&self) -> Corpus {
        policies::corpus_of(self.texts.iter().map(|(path, bytes)| (path.clone(), bytes.clone())))
    }

    /// The draft, among their documents.
    pub(super) fn draft_in<'c>(&self, corpus: &'c Corpus) -> Option<&'c Document> {
        let path = self.draft.as_ref()?;
        corpus.documents.iter().find(|document| corpus.files.file(document.syntax.file).path == *path)
    }

    /// The paths of files that are not the same in both.
    pub(super) fn differing(&self, other: &Files) -> Vec<String> {
        let own = self.texts.iter().filter(|(path, bytes)| other.texts.get(*path) != Some(bytes));
        let theirs = other.texts.keys().filter(|path| !self.texts.contains_key(*path));
        own.map(|(path, _)| path).chain(theirs).cloned().collect()
    }

    /// Puts a draft in the place of the document with its code.
    fn draft(&mut self, folder: &Path, path: &Path) -> Result<(), Stop> {
        let shown = path.display();
        let bytes = policies::bytes_of(path)
            .map_err(|error| Failure::call(format!("“{shown}”读不了")).because(&error))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let inside = folder.canonicalize().ok().and_then(|root| below(&root, path));
        let own = policies::corpus_of([(inside.clone().unwrap_or(name.clone()), bytes.clone())]);
        let Some(document) = own.documents.first() else {
            let help = "看 yiju check 的说明；比较的草案要有标题行和代号";
            return Err(Failure::input(format!("“{shown}”读不成公文")).help(help).into());
        };
        let known = self.as_they_are();
        let replaced = known.documents.iter().find(|other| other.code == document.code);
        let place = match (replaced, inside) {
            (Some(other), _) => known.files.file(other.syntax.file).path.clone(),
            (None, Some(inside)) => inside,
            (None, None) => match document.area.depth() {
                0 => format!("全国/{name}"),
                _ => format!("{}/{name}", place::spelled(&document.area)),
            },
        };
        self.texts.insert(place.clone(), bytes);
        self.draft = Some(place);
        Ok(())
    }
}

/// Published documents as they were published; vocabularies are not published, and are as they stand.
fn published(folder: &Path) -> Result<Files, Stop> {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let Some(lock) = publish::lock_of(&root)? else {
        let help = "公文定下来以后，用 yiju publish 发布";
        return Err(Failure::input("这个文件夹还没有发布过公文").help(help).into());
    };
    let (lock, _) = Lock::read(&lock);
    let working = of_folder(folder)?;
    let corpus = working.as_they_are();
    let words = corpus.documents.iter().filter(|document| document.is_vocabulary());
    let paths = words.map(|document| corpus.files.file(document.syntax.file).path.clone());
    let mut files: BTreeMap<String, Vec<u8>> = paths
        .filter_map(|path| working.texts.get(&path).map(|bytes| (path.clone(), bytes.clone())))
        .collect();
    for entry in lock.current() {
        let Some(text) = publish::copy_of(&root, entry) else {
            let message = format!("发布时的《{}》找不到了：{}", entry.code, entry.copy());
            return Err(Failure::input(message).help("从备份里找回 .published 文件夹").into());
        };
        files.insert(entry.path.clone(), kept(&text).into_bytes());
    }
    Ok(Files { texts: files, folder: None, draft: None })
}

/// The policy files of a revision.
fn of_revision(folder: &Path, revision: &str) -> Result<Files, Stop> {
    let git = |arguments: &[&str], what: &str| -> Result<Vec<u8>, Stop> {
        let ran = Command::new("git").arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).output();
        let ran = ran
            .map_err(|error| Failure::call("运行不了 git").because(&error).help("“git:版本”要先装好 git"))?;
        if ran.status.success() {
            return Ok(ran.stdout);
        }
        let said = String::from_utf8_lossy(&ran.stderr);
        let said = said.lines().next().unwrap_or_default();
        let help = format!("公文文件夹要在 git 仓库里；有哪些版本，用 git log 查看（git 的原话：{said}）");
        Err(Failure::call(what).help(help).into())
    };
    git(&["rev-parse", "--git-dir"], "公文文件夹不在 git 仓库里，没有版本可比")?;
    let wanted = format!("{revision}^{{commit}}");
    let commit =
        git(&["rev-parse", "--verify", "--end-of-options", &wanted], &format!("没有“{revision}”这个版本"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(&["ls-tree", "-r", "-z", &commit], "读不了这个版本")?;
    let mut files = BTreeMap::new();
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let Some((about, path)) = line.split_once('\t') else { continue };
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        let mut about = about.split(' ').skip(1);
        if about.next() != Some("blob") || hidden || !path.ends_with(".yj") {
            continue;
        }
        let Some(blob) = about.next() else { continue };
        files.insert(path.to_owned(), git(&["cat-file", "blob", blob], "读不了这个版本")?);
    }
    if files.is_empty() {
        let message = format!("版本“{revision}”的这个文件夹里没有公文");
        return Err(Failure::call(message).help("用 --policies 指明公文所在的文件夹").into());
    }
    Ok(Files { texts: files, folder: None, draft: None })
}
