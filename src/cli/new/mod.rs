//! `new`: from an empty folder to documents that pass their check: what is national, and a document to begin with.

mod shipped;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use yiju::corpus::{Area, from_syntax};
use yiju::diagnostics::Severity;

use crate::cli::Verdict;
use crate::cli::args::NewArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::{notices, output};
use shipped::NATIONAL;

/// The document of a city or a county: it publishes figures.
const CITY: &str = include_str!("city.yj");
/// The document of a province: it bounds the figures that cities and counties publish.
const PROVINCE: &str = include_str!("province.yj");
/// What the area puts on its notices, to be filled in.
const NOTICE: &str = include_str!("notice.txt");
/// A household that these documents decide.
const HOUSEHOLD: &str = include_str!("household.json");
/// Name of the document to begin with.
const DOCUMENT: &str = "救助标准和高龄津贴.yj";
/// Name of the household's file.
const RECORD: &str = "示例/三口之家.json";
/// The day from which the document is assumed to be in force.
const ON: &str = "2026-01-01";
/// Province, city, county.
const LEVELS: usize = 3;

/// A file that is to be there.
struct Wanted {
    /// Below the folder of policies, with `/`.
    path: String,
    /// What is written where it is not there.
    text: String,
}

/// What became of the files.
#[derive(Default)]
struct Done {
    written: Vec<String>,
    kept: Vec<String>,
    /// The national folder holds documents of its own; nothing was put beside them.
    own_national: bool,
}

/// Runs the command.
pub(crate) fn run(args: &NewArgs, folder: &Path, named: Option<&Path>) -> Result<Verdict, Stop> {
    let parts = parts(&args.area)?;
    let path = parts.join("/");
    let area = Area::parse(&path);
    let title = title(args.title.as_deref(), &area)?;
    free(folder, &parts)?;
    let own_national = own_national(folder)?;
    let national = NATIONAL
        .iter()
        .filter(|_| !own_national)
        .map(|(name, text)| Wanted { path: format!("全国/{name}"), text: (*text).to_owned() });
    let template = if parts.len() == 1 { PROVINCE } else { CITY };
    let fill = |template: &str| {
        let values = [
            ("{title}", title.as_str()),
            ("{code}", &format!("{}救助标准", area.name())),
            ("{area}", &parts.join(" ")),
            ("{path}", &path),
            ("{last}", area.last().unwrap_or_default()),
        ];
        values.iter().fold(template.to_owned(), |text, (hole, value)| text.replace(hole, value))
    };
    let document = Wanted { path: format!("{path}/{DOCUMENT}"), text: fill(template) };
    readable(&document)?;
    let record = Wanted { path: format!("{path}/{RECORD}"), text: fill(HOUSEHOLD) };
    let notice = Wanted { path: format!("{path}/{}", notices::FILE), text: NOTICE.to_owned() };
    let mut done = Done { own_national, ..Done::default() };
    for wanted in national.chain([document, notice, record]) {
        if write(folder, &wanted)? {
            done.written.push(wanted.path);
        } else {
            done.kept.push(wanted.path);
        }
    }
    output::print(&said(&done, folder, named, &path))?;
    Ok(Verdict::Done)
}

/// The names of the levels, down from the province.
fn parts(given: &str) -> Result<Vec<String>, Stop> {
    let refused = |message: String| {
        Err(Failure::call(message).help("写成“省”“省/市”或“省/市/县”，例如：yiju 新建 甲省/乙市").into())
    };
    let text = given.trim().replace('／', "/");
    let text = text.strip_suffix('/').unwrap_or(&text);
    if text.is_empty() {
        return refused("没有写是哪个地区".to_owned());
    }
    let parts: Vec<String> = text.split('/').map(|part| part.trim().to_owned()).collect();
    if let Some(part) = parts.iter().find(|part| part.starts_with('.')) {
        return refused(format!("地区里不能有“{part}”：地区不是文件夹的路径"));
    }
    if parts.iter().any(|part| part == "全国") {
        let help = "给一个省、市或县建文件夹，全国的公文会一起放进去，例如：yiju 新建 甲省/乙市";
        return Err(Failure::call("“全国”不用新建").help(help).into());
    }
    if parts.iter().any(String::is_empty) {
        return refused(format!("“{given}”里有一级没有写名字"));
    }
    let odd = |c: &char| !c.is_alphanumeric() && *c != '·';
    if let Some((part, c)) = parts.iter().find_map(|part| part.chars().find(odd).map(|c| (part, c))) {
        let what = match c {
            '“' | '”' | '"' => "引号".to_owned(),
            c if c.is_whitespace() || c.is_control() => "空格".to_owned(),
            c => format!("“{c}”"),
        };
        return refused(format!("地区的名字里不能有{what}：{part}"));
    }
    if parts.len() > LEVELS {
        return refused(format!("“{given}”有 {} 级，最多写到县", parts.len()));
    }
    Ok(parts)
}

/// The title of the document: as called, or one that says what it is.
fn title(given: Option<&str>, area: &Area) -> Result<String, Stop> {
    let Some(given) = given else {
        return Ok(format!("{}社会救助标准和高龄津贴（起步稿）", area.name()));
    };
    let title = given.trim();
    if title.is_empty() {
        return Err(Failure::call("--title 后面没有写标题").help("不要标题的，不写 --title 就行").into());
    }
    if let Some(c) = title.chars().find(|c| matches!(c, '“' | '”' | '"') || c.is_control()) {
        let what = if c.is_control() { "换行等控制符" } else { "引号" };
        return Err(Failure::call(format!("标题里不能有{what}")).help("标题里的书名号《》可以写").into());
    }
    Ok(title.to_owned())
}

/// A name that the language reads otherwise is refused before anything is written.
fn readable(document: &Wanted) -> Result<(), Stop> {
    let corpus = from_syntax::read([(document.path.clone(), document.text.clone())]);
    match corpus.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        None => Ok(()),
        Some(found) => {
            let message = format!("这个地区或者标题写进公文就读不懂了：{}", found.message);
            Err(Failure::call(message).help("换一个没有“的”、不以数字开头的名字").into())
        }
    }
}

/// Every level is a folder or not there yet, and the last one has no document.
fn free(folder: &Path, parts: &[String]) -> Result<(), Stop> {
    let mut levels = vec![folder.to_path_buf()];
    for part in parts {
        levels.push(levels.last().map(|above| above.join(part)).unwrap_or_default());
    }
    for (depth, level) in levels.iter().enumerate() {
        // The folder of policies itself may be a link; below it, links are not read (`policies::walk`).
        let kind = if depth == 0 { fs::metadata(level) } else { fs::symlink_metadata(level) };
        match kind {
            Ok(kind) if kind.is_dir() => {}
            Ok(_) => {
                let message = format!("“{}”已经有了，但不是文件夹", level.display());
                return Err(Failure::call(message).help("先把它移开，再新建").into());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unusable(level, &error)),
        }
    }
    let Some(last) = levels.last() else { return Ok(()) };
    match documents(last)?.first() {
        None => Ok(()),
        Some(found) => {
            let message = format!("“{}”已经有公文了：{found}", parts.join("/"));
            let help = "在那里添一件公文，直接新建一个 .yj 文件；另一个地区，写另一个名字";
            Err(Failure::call(message).help(help).into())
        }
    }
}

/// Whether the national folder holds documents, and none of them is one that is shipped.
fn own_national(folder: &Path) -> Result<bool, Stop> {
    let national = folder.join("全国");
    if !national.is_dir() {
        return Ok(false);
    }
    let found = documents(&national)?;
    let shipped = |name: &String| NATIONAL.iter().any(|(known, _)| known == name);
    Ok(!found.is_empty() && !found.iter().any(shipped))
}

/// The names of the documents right in a folder.
fn documents(folder: &Path) -> Result<Vec<String>, Stop> {
    let read = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        Ok(names)
    };
    let mut names = read().map_err(|error| unusable(folder, &error))?;
    names.retain(|name| name.ends_with(".yj") && !name.starts_with('.'));
    names.sort();
    Ok(names)
}

fn unusable(path: &Path, error: &io::Error) -> Stop {
    Failure::call(format!("“{}”读不了", path.display())).because(error).into()
}

/// Writes a file that is not there; says whether it did. Never writes into one that is there.
fn write(folder: &Path, wanted: &Wanted) -> Result<bool, Stop> {
    let path = wanted.path.split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
    let failed = |path: &Path, error: &io::Error| -> Stop {
        Failure::call(format!("写不了“{}”", path.display())).because(error).into()
    };
    if let Some(above) = path.parent() {
        fs::create_dir_all(above).map_err(|error| failed(above, &error))?;
    }
    let mut file = match fs::File::create_new(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(failed(&path, &error)),
    };
    file.write_all(wanted.text.as_bytes()).and_then(|()| file.sync_all()).map(|()| true).map_err(|error| {
        // Half a document would be read as one; if it cannot be taken away, the first reason counts.
        let _ = fs::remove_file(&path);
        failed(&path, &error)
    })
}

/// What was done, and what to type next.
fn said(done: &Done, folder: &Path, named: Option<&Path>, area: &str) -> String {
    let mut text = format!("写好了，在文件夹“{}”里：\n", folder.display());
    for path in &done.written {
        text.push_str(&format!("  {path}\n"));
    }
    if !done.kept.is_empty() {
        text.push_str("原来就有，没有动：\n");
        for path in &done.kept {
            text.push_str(&format!("  {path}\n"));
        }
    }
    if done.own_national {
        text.push_str("“全国”里是您自己的公文，没有把随附的放进去。\n");
    }
    let call = named.map_or("yiju".to_owned(), |named| format!("yiju --policies {}", quoted(named)));
    let record = [area, RECORD].into_iter().flat_map(|part| part.split('/'));
    let record = record.fold(folder.to_path_buf(), |path: PathBuf, part| path.join(part));
    text.push_str(&format!(
        "\n“{DOCUMENT}”里的数额都是占位的，写着“待替换”，换成公文的数额以前不能用。\n\n\
         接着请打：\n  {call} 检查\n  {call} 测试\n  {call} 评估 {} --area {area} --on {ON}\n",
        quoted(&record)
    ));
    text
}

/// A path as it is typed.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/\\._-:·".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
